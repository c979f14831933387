"""The form of a vacancy: what staff type, read as the terms of a vacancy, and the faults in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from channels.web.staff.desk import Desk
from core.database import Row
from core.errors import InvalidError
from core.ids import new_id
from core.phones import normalise
from core.reading import reader
from translations import language

FIELDS = (
    "title", "occupation", "place", "posts", "pay", "pay_period", "skills", "contact", "contact_detail", "starts_on",
    "deadline",
)  # fmt: skip
CONTACTS = ("service", "call", "visit")
MOST_POSTS, MOST_PAY = 10_000, 100_000_000
LONGEST_TITLE, LONGEST_DETAIL = 120, 120
MOST_DAYS_AHEAD = 366
MOST_SKILLS = 12
_MOST_NAMED = 4  # of what may be meant
_new_id = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Filled:
    """A form: what was typed by field, the terms read from it as `vacancies.add` takes them, the faults by field."""

    typed: Mapping[str, str]
    terms: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, InvalidError] = field(default_factory=dict)


def of_vacancy(desk: Desk, vacancy: Row) -> dict[str, str]:
    """The fields of a vacancy that is there. `skills` decoded."""
    skills = (desk.market.skills.label(skill, language()) for skill in vacancy["skills"])
    work, at = vacancy["occupation"], vacancy["place"]
    given = {
        **{name: vacancy[name] for name in FIELDS},
        "occupation": f"{desk.market.occupations.label(work, language())} ({work})"
        if _knows_work(desk, work)
        else work,
        "place": named_place(desk, at),
        "skills": ", ".join(skills),
        "deadline": datetime.fromtimestamp(vacancy["deadline"], desk.market.time_zone).date().isoformat(),
    }
    return {name: "" if value is None else str(value) for name, value in given.items()}


def line(typed: str) -> str:
    """What was typed as one line: single blanks, and nothing that no phone shows."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in typed).split())


def new(desk: Desk) -> str:
    """The id of what a form makes, which it has borne since it was drawn: sent twice it is still one thing."""
    given = desk.form.get("new", "")
    return given if _new_id.fullmatch(given) else new_id()


def read(desk: Desk) -> Filled:
    """The form that was sent."""
    filled = Filled({name: line(desk.form.get(name, "")) for name in FIELDS})
    for name, reading in _READERS.items():
        try:
            filled.terms |= reading(desk, filled.typed)
        except InvalidError as error:
            filled.faults[name] = error
    return filled


def _title(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    title = typed["title"]
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise InvalidError("title_missing", most=LONGEST_TITLE)
    return {"title": title}


def _occupation(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    return {"occupation": occupation(desk, typed["occupation"])}


def _place(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    return {"place": place(desk, typed["place"])}


def _posts(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    return {"posts": _number("posts", typed["posts"], MOST_POSTS)}


def _pay(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    if not typed["pay"]:
        return {"pay": None, "pay_period": None}
    amount = _number("pay", re.sub(r"[ ,.](?=\d{3}\b)", "", typed["pay"]), MOST_PAY)
    if typed["pay_period"] not in desk.market.pay.periods:
        raise InvalidError("pay_period_missing")
    return {"pay": amount, "pay_period": typed["pay_period"]}


def _skills(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    return {"skills": desk.market.skills.read(typed["skills"])[:MOST_SKILLS]}


def _contact(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    how, detail = typed["contact"], typed["contact_detail"][:LONGEST_DETAIL]
    if how not in CONTACTS:
        raise InvalidError("contact_missing")
    if how != "service" and not detail:
        raise InvalidError("contact_detail_missing")
    if how == "call":
        normalise(detail, desk.market.country)  # kept as it was typed: that is how people dial it
    return {"contact": how, "contact_detail": detail or None}


def _starts_on(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    return {"starts_on": _day(typed["starts_on"]).isoformat() if typed["starts_on"] else None}


def _deadline(desk: Desk, typed: Mapping[str, str]) -> dict[str, Any]:
    """The end of that day in the market."""
    day, zone = _day(typed["deadline"]), desk.market.time_zone
    deadline = int(datetime.combine(day, time(23, 59, 59), zone).timestamp())
    if not desk.now < deadline <= desk.now + MOST_DAYS_AHEAD * 24 * 3600:
        raise InvalidError("deadline_far_or_passed")
    return {"deadline": deadline}


_READERS = {
    "title": _title,
    "occupation": _occupation,
    "place": _place,
    "posts": _posts,
    "pay": _pay,
    "skills": _skills,
    "contact_detail": _contact,
    "starts_on": _starts_on,
    "deadline": _deadline,
}


def occupation(desk: Desk, typed: str) -> str:
    """The occupation of a code or of words. Raises InvalidError "work_unknown" or "several_meant"."""
    known = desk.market.occupations
    if _coded(typed) in known:
        return _coded(typed)
    for each in known.find(typed, language()):
        return each.code
    reading = reader(desk.market).read(typed)
    if reading.sure_work:
        return reading.sure_work
    if not reading.work:
        raise InvalidError("work_unknown", text=typed)
    raise InvalidError("several_meant", names=_named({code: known.label(code, language()) for code in reading.work}))


def place(desk: Desk, typed: str) -> str:
    """The place of a code or a name, if it is within the areas of who asks.

    Raises InvalidError "place_unknown", "place_not_yours" or "several_meant".
    """
    places = desk.market.places
    code = _coded(typed) if _coded(typed) in places else None
    if code is None:
        found = [each for each in places.find(typed) if _is_ours(desk, each.code)] or list(places.find(typed))
        if not found:
            found = [each.place for each in reader(desk.market).read(typed).places]
        if not found:
            raise InvalidError("place_unknown", text=typed)
        # Of a county and a town in it with one name, the town is not what somebody means who typed only that.
        if len(found) > 1 and found[0].level == found[1].level:
            names = {each.code: f"{each.name} - {places[each.parent or each.code].name}" for each in found}
            raise InvalidError("several_meant", names=_named(names))
        code = found[0].code
    if not _is_ours(desk, code):
        raise InvalidError("place_not_yours")
    return code


def named_place(desk: Desk, code: str) -> str:
    """A place as a form shows it: its name and code, which `place` reads again."""
    known = desk.market.places.get(code)
    return f"{known.name} ({code})" if known else code


def _knows_work(desk: Desk, code: str) -> bool:
    return code in desk.market.occupations


def _coded(typed: str) -> str:
    """The code in "Mason (7112)"; any other text as it is."""
    found = re.search(r"\(([^()]+)\)$", typed)
    return found[1].strip() if found else typed


def _is_ours(desk: Desk, code: str) -> bool:
    return desk.areas is None or desk.market.area(code) in desk.areas


def _named(names: Mapping[str, str]) -> str:
    return ", ".join(f"{name} ({code})" for code, name in list(names.items())[:_MOST_NAMED])


def _number(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16 and 1 <= int(text) <= most):
        raise InvalidError("not_a_number", key=name, least=1, most=most)
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidError("not_a_day") from None
