"""Wording: what was wrong with an import, as whoever sent it reads it, in the language being spoken."""

from channels.feeds.importing import Report
from channels.feeds.item import Fault
from translations import gettext as _
from translations import marked, ngettext

_SENTENCES = {
    # About the file.
    "empty": marked("The file is empty."),
    "file_too_big": marked("The file is larger than {most} MB. Send it in parts."),
    "too_many": marked("Only the first {most} are read. Send the rest in another file."),
    "no_postings": marked("There are no vacancies in it."),
    "no_column": marked("The column {column} is missing. The columns are: {columns}."),
    "column_twice": marked("The column {column} is there twice."),
    "unknown_column": marked("The column {column} is not known and is left out."),
    "latin_1": marked("The file is not UTF-8. It was read as Western European: look whether its accents are right."),
    "doctype": marked("The document has a DOCTYPE, which is not accepted."),
    "not_xml": marked("It is not XML from here on."),
    # About a line or an item.
    "quotes": marked('The quotes do not pair up, or a cell is too long. Write a " inside a cell as "".'),
    "too_many_cells": marked("It has {found} cells, and the heading {most}."),
    "not_json": marked("It is not JSON."),
    "not_object": marked("It is not an object of names and values."),
    "not_text": marked("{column} must be a text or a number."),
    "nul": marked("{column} holds a character that is not text."),
    "too_long": marked("{column} is longer than {most} characters."),
    "missing": marked("{column} is missing."),
    "no_words": marked("The title has no words: {value}"),
    "url_malformed": marked("The address is not one of the web: {value}"),
    "unknown_place": marked("There is no place with the code {value}."),
    "unknown_occupation": marked("There is no occupation with the code {value}."),
    "posts_malformed": marked("The posts must be a whole number from 1 to {most}, not {value}."),
    "pay_negative": marked("The pay is less than nothing: {value}"),
    "pay_unclear": marked("The pay is not clear: {value}"),
    "pay_absurd": marked("The pay is too low or too high to be right: {value}"),
    "pay_period_missing": marked("The pay is told, but not whether it is per hour, day, week or month."),
    "pay_period_unclear": marked("The pay must be per hour, day, week, month or year, not {value}."),
    "phone_malformed": marked("The phone number is not right: {value}"),
    "date_unclear": marked("{column} is no date: {value}. Write it like 2026-12-31."),
    "deadline_far": marked("The deadline is more than a year away: {value}"),
    "twice": marked("It is the same as number {first}. Make them one with more posts, or give each an id."),
    "employer_blocked": marked("This employer is blocked here."),
    "limit_reached": marked("This employer has too many vacancies for now. It waits for staff."),
    "not_kept": marked("The database does not take it."),
    # To know, of what was taken.
    "pay_currency": marked("The pay is in another currency and is left out."),
    "contact_not_phone": marked("The contact is no phone number. People apply through this service."),
    "some_skills": marked("Not all skills are kept: at most 10, of 40 characters each."),
    "occupation_unsure": marked("It waits for staff: which work it is, is not sure."),
    "place_unknown": marked("It waits for staff: the place is not known."),
    "place_ambiguous": marked("It waits for staff: it names more than one place."),
    "dropped_before": marked("It waits for staff: they left it out before, and it has changed."),
    "asks_money": marked("It waits for staff: its words look as if it asks for money."),
    "expired": marked("Its deadline has passed, so it is left out."),
    "joined": marked("It is known from elsewhere: it is one vacancy."),
    "ended": marked("It has ended here, so it stays as it is."),
}

_FAILURES = {
    "address_malformed": marked("The address must be http://... or https://..., without a user in it."),
    "port": marked("The address has another port than 80 or 443. With --inside it may."),
    "address_inside": marked("The address is one of your own network or machine. With --inside it may be."),
    "name_unknown": marked("The host of the address is not known."),
    "no_answer": marked("There is no answer."),
    "certificate": marked("The certificate of the host is not to be trusted."),
    "too_slow": marked("It takes too long."),
    "too_big": marked("It is larger than 20 MB."),
    "too_many_redirects": marked("It leads from one address to the next without an end."),
    "redirect_malformed": marked("It leads on to an address that is not followed."),
    "encoding": marked("It is packed in a way that is not understood."),
    "status": marked("The server refuses"),
    "no_postings": marked("There are no vacancies in it. Nothing was closed."),
}


def sentence(fault: Fault) -> str:
    """What is wrong, or to know, without its number."""
    text = _SENTENCES.get(fault.code)
    return _(text).format_map(_Values(fault.values)) if text else fault.code


def numbered(report: Report, fault: Fault) -> str:
    """The same after the line or the item that it is about."""
    if fault.number is None:
        return sentence(fault)
    where = _("Line {number}: {problem}") if report.unit == "line" else _("Item {number}: {problem}")
    return where.format(number=fault.number, problem=sentence(fault))


def why(code: str) -> str:
    """Why a posting waits for staff, by a code of `postings.doubts`."""
    return sentence(Fault(None, code))


def failure(told: str | None) -> str:
    """Why a feed could not be fetched. `told` is what is kept with it: a code and perhaps a detail."""
    code, _space, detail = (told or "").partition(" ")
    text = _(_FAILURES[code]) if code in _FAILURES else sentence(Fault(None, code))
    return f"{text} ({detail})" if detail else text


def summary(report: Report) -> str:
    """One line: what became of them all."""
    counts = report.counts
    return ", ".join(
        [
            _("{number} new").format(number=counts["added"]),
            _("{number} changed").format(number=counts["changed"]),
            _("{number} as before").format(number=counts["same"] + counts["ended"]),
            _("{number} known from elsewhere").format(number=counts["joined"]),
            ngettext("{number} waits for staff", "{number} wait for staff", counts["doubt"]).format(
                number=counts["doubt"]
            ),
            _("{number} too late").format(number=counts["expired"]),
            _("{number} bad").format(number=len(report.faults)),
        ]
    )


class _Values(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "?"
