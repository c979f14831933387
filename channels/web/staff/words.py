"""Words of the pages for staff: codes as sentences, and values as they are read."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_datetime

from channels.web.staff import message_words
from core.errors import ConflictError, GoneError, NotFoundError, ServiceError, TooManyError, UnavailableError
from core.market import Market
from core.phones import masked
from messages import wording
from translations import gettext as _
from translations import language, marked, ngettext

# What was done, told on the page that comes after a form.
_SAID = {
    "saved": marked("Saved."),
    "done": marked("Done."),
    "signed_out": marked("You are signed out."),
    "language": marked("Your pages are in this language now."),
    "ended": marked("This account is closed. They are signed out."),
    "added": marked("It is there now."),
    "approved": marked("That one is open now. Here is what waits next."),
    "held": marked("That one is on hold now. Here is what waits next."),
    "refused": marked("That one is refused. Here is what waits next."),
    "nothing_waits": marked("Nothing else waits here."),
    "level": marked("The level is changed."),
    "blocked": marked("This employer is blocked now. What waited or was open is on hold."),
    "unblocked": marked("This employer may post again. What is on hold stays so until somebody looks at it."),
    "decided": marked("Saved. The person is told."),
    "shown": marked("That is what is shown now. Here is what waits next."),
    "dropped": marked("That is left out. Here is what waits next."),
    "sent_back": marked("The officer's tablet shows it after its next sync. Here is what waits next."),
    "merged": marked("They are one person now. Here is what waits next."),
    "parted": marked("They are two people. Here is what waits next."),
    "unmerged": marked("That is undone: they are two people again."),
    "revoked": marked("This tablet gets nothing more. What is unsent on it still comes in."),
    "officer_ended": marked("This officer is closed, with all their tablets."),
    "taught": marked("Saved. Here is what was typed next most."),
    "called": marked("Saved: this person was called."),
    "alerts_off": marked("This person gets no more job alerts."),
    "tested": marked("It is on its way to your phone."),
    "going": marked("It goes out now. You can stop what has not gone."),
    "stopped": marked("It is stopped. What had gone has gone."),
    "settled": marked("That one is taken. Here is what waits next."),
}
KINDS: dict[type[ServiceError], str] = {
    NotFoundError: "not_found",
    GoneError: "gone",
    ConflictError: "changed",
    TooManyError: "too_many",
    UnavailableError: "unavailable",
}
# What went wrong, by code, and what can be done about it.
_PROBLEMS = {
    "not_found": marked("There is no such page, or it is not yours to see."),
    "gone": marked("It is over: nothing can be done about it any more."),
    "changed": marked("Somebody else changed this meanwhile. Please look at it again."),
    "too_many": marked("There were too many attempts. Please wait a while and try again."),
    "unavailable": marked("The service cannot answer just now. Nothing was lost. Please try again in a minute."),
    "not_allowed": marked("Your account is not for this page. An administrator can change that."),
    "form_old": marked("This form was open for too long. Please go back, load the page again, and repeat."),
    "wrong_sign_in": marked(
        "The name or the password is not right. After five wrong tries please wait a quarter of an hour."
    ),
    "wrong_code": marked("The code is not right. Codes change every 30 seconds: please take the newest."),
    "wrong_invite": marked("The name or the one-time word is not right, or the word is too old."),
    "password_short": marked("Please choose a password of {least} characters or more, without your name in it."),
    "staff_name": marked("Please choose a name of 1 to 40 characters."),
    "name_taken": marked("There is an account of this name already."),
    "source_is_feed": marked("A feed has this name. Please choose another for files."),
    "unknown_role": marked("There is no such role."),
    "unknown_place": marked("There is no such place."),
    "place_too_small": marked("Please choose a wider place: accounts are for counties or more."),
    "last_administrator": marked("This is the last administrator of the whole market. Make another one first."),
    "not_a_number": marked("Please type a whole number from {least} to {most}."),
    "decided_before": marked("It was decided on or changed after you opened it. This is how it stands now."),
    "vacancy_not_to_open": marked(
        "It cannot be opened: it has ended, or its last day is over. Edit it to give it more."
    ),
    "vacancy_ended": marked("This was done already, or the vacancy has ended. This is how it stands now."),
    "employer_blocked": marked("This employer is blocked. Unblock the employer first."),
    "limit_reached": marked("An employer of this level may not have so many: {most} at most. Change the level first."),
    "reason_missing": marked("Please choose a reason."),
    "decision_missing": marked("Please choose what the employer decided."),
    "level_missing": marked("Please choose another level, and say what you saw."),
    "title_missing": marked("Please type what the job is called, in {most} characters at most."),
    "several_meant": marked("This may be: {names}. Please type the code of the one you mean."),
    "place_not_yours": marked("This place is not in your area."),
    "pay_period_missing": marked("Please choose for what time this is paid."),
    "contact_missing": marked("Please choose how people apply."),
    "contact_detail_missing": marked("Please say which number to call, or where to come."),
    "phone_malformed": marked("This is no number that we can call. Please look at it again."),
    "phone_not_to_use": marked("This number cannot be used here. Is it right? Another employer may have it."),
    "not_a_day": marked("Please choose a day."),
    "deadline_far_or_passed": marked("Please choose a day from today until a year from now."),
    "name_short": marked("Please type {least} letters of the name or more."),
    "employer_name": marked("Please type a name of 2 to 120 characters."),
    "sector_missing": marked("Please choose a line of work."),
    "too_late": marked("This came too late: the application stands at something else now. Nothing was changed."),
    "not_open_to_you": marked("This employer is blocked, so nothing is decided for them."),
    "not_chosen": marked("Please choose one of the buttons."),
    "nobody_found": marked("We know nobody with this number, or they are not in your area."),
    "own_word": marked("The person said otherwise, and nobody speaks for them."),
    "decided": marked("It has been decided on already."),
    "consent_missing": marked("The person has to agree first."),
    "vacancy_closed": marked("The vacancy has closed, or its last day is over."),
    "both_changed": marked("Somebody else changed this too. What is shown stays."),
    "invalid": marked("It cannot be shown as it was sent. Leave it out, or send it back."),
    "not_in_scope": marked("It was not for this officer to change."),
    "read_only": marked("This cannot be changed by a tablet."),
    "unknown_document": marked("What it is about is not known here."),
    "unknown_collection": marked("This version does not know what that is."),
    "officer_name": marked("Please type a short name of 1 to {most} letters."),
    "officer_taken": marked("There is an officer of this name already."),
    "places_missing": marked("Please say in which places this officer works."),
    "small_word": marked("This is a small word that is in no name of work. Please choose that it is none."),
    "not_typed": marked("Nobody typed this any more."),
    "occupation_missing": marked("Please say which work it is."),
    "place_missing": marked("Please say where it is."),
    "unknown_occupation": marked("There is no such work."),
    "deadline_passed": marked("Its last day is over. Please leave it out."),
    "outreach_empty": marked("Please write it in one language at least."),
    "outreach_long": marked("This is too long: it takes {parts} parts or more than fits. Please make it shorter."),
    "outreach_asks_money": marked(
        "This reads as if people had to pay, or tell a secret number ({words}). We never ask for money: please write it"
        " another way."
    ),
    "outreach_old": marked("This was counted more than a day ago. Please begin again with the same words."),
    "outreach_nobody": marked("Nobody gets this as it is."),
    "not_sure": marked("Please look at what is marked, and say that it is right."),
    "no_own_phone": marked("Please save the number of your phone first."),
    "source_missing": marked("Please say whom the file is from."),
    "file_missing": marked("Please choose a file."),
    "too_large": marked("This is more than a page can take. A file may have 1 MB: please send it in parts."),
    "whole_market": marked("Files are for staff of the whole market: a file may hold vacancies of any place."),
}
_ROLES = {
    "moderator": marked("Moderator"),
    "officer": marked("Officer"),
    "employer_desk": marked("Employer desk"),
    "analyst": marked("Analyst"),
    "administrator": marked("Administrator"),
}
_LEVELS = {
    "unknown": marked("not verified"),
    "phone_verified": marked("phone verified"),
    "document_verified": marked("documents seen"),
    "trusted": marked("trusted"),
}
_STATUSES = {
    "draft": marked("draft"),
    "pending": marked("waiting"),
    "held": marked("on hold"),
    "open": marked("open"),
    "refused": marked("refused"),
    "filled": marked("filled"),
    "expired": marked("over"),
    "closed": marked("closed"),
    "all": marked("all"),
}
_APPLICATIONS = {  # as others than the person read it
    "applied": marked("new"),
    "seen": marked("seen"),
    "shortlisted": marked("short list"),
    "invited": marked("invited"),
    "coming": marked("coming"),
    "not_coming": marked("not coming"),
    "hired": marked("hired"),
    "refused": marked("not chosen"),
    "withdrawn": marked("withdrawn"),
}
_DOERS = {
    "service": marked("the service"),
    "phone": marked("somebody by phone"),
    "employer": marked("the employer"),
    "person": marked("the person"),
    "officer": marked("an officer"),
}
_SOURCES = {
    "phone": marked("by phone"),
    "staff": marked("by staff"),
    "import": marked("from another system"),
    "tablet": marked("by an officer's tablet"),
}
_CONTACTS = {
    "service": marked("through Fursa"),
    "call": marked("by calling"),
    "visit": marked("by coming"),
}
_PERIODS = {
    "hour": marked("an hour"),
    "day": marked("a day"),
    "week": marked("a week"),
    "month": marked("a month"),
}
# What waits, before its number.
_WAITING = {
    "pending": marked("new vacancies to decide on"),
    "held": marked("vacancies held in doubt"),
    "conflicts": marked("things that tablets sent and that are not shown"),
    "duplicates": marked("pairs of people who may be one"),
    "calls": marked("people who asked to be called"),
    "notices": marked("notices to read"),
    "doubts": marked("vacancies of other systems to look at"),
    "unsent": marked("tablets with unsent work that were not here for two days"),
}
# The pages in the head of every page.
_PAGES = (
    ("today", marked("Today")),
    ("vacancies", marked("Vacancies")),
    ("employers", marked("Employers")),
    ("people", marked("People")),
    ("applications", marked("Applications")),
    ("calls", marked("Calls")),
    ("conflicts", marked("Conflicts")),
    ("devices", marked("Devices")),
    ("sent", marked("Messages")),
    ("texts", marked("Texts")),
    ("imports", marked("Imports")),
    ("notices", marked("Notices")),
    ("reports", marked("Reports")),
    ("users", marked("Staff")),
    ("audit_trail", marked("Audit trail")),
)
_ACTIONS = {
    "vacancy.added": marked("came in"),
    "vacancy.opened": marked("opened at once"),
    "vacancy.approved": marked("approved"),
    "vacancy.held": marked("put on hold"),
    "vacancy.refused": marked("refused"),
    "vacancy.changed": marked("changed"),
    "vacancy.closed": marked("closed"),
    "vacancy.reported": marked("reported by somebody"),
    "vacancy.released": marked("let be seen again"),
    "employer.added": marked("joined"),
    "employer.changed": marked("details changed"),
    "employer.level": marked("level changed"),
    "employer.blocked": marked("blocked"),
    "employer.unblocked": marked("unblocked"),
    "employer.noted": marked("note written"),
    "employer.number_seen": marked("phone number looked at"),
    "application.seen": marked("marked as seen"),
    "application.shortlisted": marked("put on the short list"),
    "application.hired": marked("hired"),
    "application.refused": marked("not chosen"),
    "person.searched": marked("looked for"),
    "person.seen": marked("looked at"),
    "people.seen": marked("list of people looked at"),
    "person.number_seen": marked("phone number looked at"),
    "person.language": marked("language changed"),
    "person.alerts_off": marked("job alerts ended"),
    "person.merged": marked("made one with another"),
    "person.unmerged": marked("made two again"),
    "person.different": marked("said to be two people"),
    "conflict.accepted": marked("shown after all"),
    "conflict.dropped": marked("left out"),
    "conflict.sent_back": marked("sent back to the officer"),
    "officer.added": marked("officer added"),
    "officer.moved": marked("places changed"),
    "officer.ended": marked("officer closed"),
    "device.invited": marked("code for a tablet given"),
    "device.revoked": marked("tablet shut out"),
    "call.number_seen": marked("number to call looked at"),
    "call.done": marked("called"),
    "notice.done": marked("ticked off"),
    "text.taught": marked("said what a text means"),
    "text.untaught": marked("took back what a text means"),
    "import.taken": marked("file imported"),
    "posting.settled": marked("taken from another system"),
    "posting.dropped": marked("left out"),
    "outreach.made": marked("text to many people written"),
    "outreach.tested": marked("text to many people tried"),
    "outreach.sent": marked("text to many people sent"),
    "outreach.stopped": marked("text to many people stopped"),
    "staff.phone": marked("own number for trying texts"),
    "staff.added": marked("account made"),
    "staff.changed": marked("account changed"),
    "staff.reset": marked("account reset"),
    "staff.ended": marked("account closed"),
    "staff.signed_in": marked("signed in"),
    "staff.password_chosen": marked("password chosen"),
}


def said(code: str) -> str:
    """What was done; nothing for a code that is none of ours."""
    return _(_SAID[code]) if code in _SAID else ""


def problem(code: str, error: ServiceError | None = None) -> str:
    """What went wrong, in a sentence."""
    values = getattr(error, "values", {})
    if code in _PROBLEMS:
        return _(_PROBLEMS[code]).format(**values)
    try:
        return wording.problem(error)  # type: ignore[arg-type]
    except (KeyError, AttributeError):
        return _("This cannot be done: {code}.").format(code=code)


def role(code: str) -> str:
    """What a role is called."""
    return _(_ROLES[code])


def action(code: str) -> str:
    """What was done, as the audit trail tells it; the code where there is no word for it."""
    return _(_ACTIONS[code]) if code in _ACTIONS else code


def level(code: str) -> str:
    """How far an employer is verified."""
    return _(_LEVELS[code])


def status(code: str) -> str:
    """How it stands with a vacancy."""
    return _(_STATUSES[code])


def application(code: str) -> str:
    """How it stands with an application, as others than the person read it."""
    return _(_APPLICATIONS[code])


def source(code: str) -> str:
    """How a vacancy came in."""
    return _(_SOURCES[code])


def contact(code: str) -> str:
    """How people apply."""
    return _(_CONTACTS[code])


def period(code: str) -> str:
    """For what time pay is, after an amount."""
    return _(_PERIODS[code])


def doer(actor: str) -> str:
    """Who did something, where it was nobody of the staff: nobody's name."""
    kind = actor.partition(":")[0]
    return _(_DOERS[kind]) if kind in _DOERS else actor


def why(code: str | None) -> str:
    """Why something was held, refused or blocked: of a code its words; what staff wrote as it is."""
    return wording.why_held(code) if code in wording.REASONS_HELD else code or ""


def _experience(code: str | None) -> str:
    """How long somebody has done the work, told of them and not to them."""
    if code == "none":
        return _("no experience yet")
    return wording.experience(code) if code else "-"


def waiting(code: str) -> str:
    """What waits, before its number."""
    return _(_WAITING[code])


def nav() -> list[tuple[str, str]]:
    """The pages in the head: name and label."""
    return [(name, _(label)) for name, label in _PAGES]


def formats(market: Market) -> dict[str, Callable[..., Any]]:
    """What templates call to show values: times in the market's zone, money, names of places and of work."""

    def when(at: int | None) -> str:
        return _when(at // 60, language(), market) if at else "-"

    def day(at: int | None) -> str:
        return _date(datetime.fromtimestamp(at, market.time_zone).toordinal(), wording.locale(market)) if at else "-"

    def place(code: str | None) -> str:
        return market.places[code].name if code and code in market.places else code or _("everywhere")

    def work(code: str | None) -> str:
        known = code and market.occupations.get(code)
        return market.occupations.label(code, language()) if code and known else code or "-"

    return {
        "when": when,
        "day": day,
        "place": place,
        "work": work,
        "number": lambda number: message_words.whole(number, market),
        "money": lambda amount: wording.money(market, amount),
        "pay": lambda amount, period: wording.pay(market, amount, period),
        "phone": lambda number: masked(number) if number else "-",
        "experience": _experience,
        "waited": waited,
        "waiting": waiting,
        "nav": nav,
        "role": role,
        "action": action,
        "problem": problem,
        "level": level,
        "status": status,
        "application": application,
        "source": source,
        "contact": contact,
        "period": period,
        "why": why,
        "doer": doer,
        "flag": lambda code, data: wording.flag(code, data, market) if code in wording.FLAGS else code,
        "report": wording.report,
        "language_name": wording.language_name,
        "languages": lambda: market.languages,
    }


def waited(seconds: int) -> str:
    """How long something has waited: "3 days"."""
    if seconds < 3600:
        return ngettext("{number} minute", "{number} minutes", seconds // 60).format(number=seconds // 60)
    if seconds < 48 * 3600:
        return ngettext("{number} hour", "{number} hours", seconds // 3600).format(number=seconds // 3600)
    days = seconds // (24 * 3600)
    return ngettext("{number} day", "{number} days", days).format(number=days)


@lru_cache(maxsize=4096)
def _when(minute: int, spoken: str, market: Market) -> str:
    at = datetime.fromtimestamp(minute * 60, market.time_zone)
    return format_datetime(at, "d MMM y HH:mm", locale=wording.locale(market))


@lru_cache(maxsize=1024)
def _date(ordinal: int, locale: Locale) -> str:
    return format_date(datetime.fromordinal(ordinal), "d MMM y", locale=locale)
