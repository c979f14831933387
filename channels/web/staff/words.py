"""Words of the pages for staff: codes as sentences, and values as they are read."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel.core import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

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
    "wrong_sign_in": marked("The name or the password is not right."),
    "wrong_code": marked("The code is not right. Codes change every 30 seconds: please take the newest."),
    "wrong_invite": marked("The name or the one-time word is not right, or the word is too old."),
    "password_short": marked("Please choose a password of {least} characters or more, without your name in it."),
    "staff_name": marked("Please choose a name of 1 to 40 characters."),
    "name_taken": marked("There is an account of this name already."),
    "unknown_role": marked("There is no such role."),
    "unknown_place": marked("There is no such place."),
    "place_too_small": marked("Please choose a wider place: accounts are for counties or more."),
    "last_administrator": marked("This is the last administrator of the whole market. Make another one first."),
    "not_a_number": marked("Please type a whole number from {least} to {most}."),
}
_ROLES = {
    "moderator": marked("Moderator"),
    "officer": marked("Officer"),
    "employer_desk": marked("Employer desk"),
    "analyst": marked("Analyst"),
    "administrator": marked("Administrator"),
}
# What waits, after its number.
_WAITING = {
    "pending": marked("new vacancies to decide on"),
    "held": marked("vacancies held in doubt"),
}
# The pages in the head of every page: each with the right that it takes.
_PAGES = (
    ("today", "today", marked("Today")),
    ("users", "users", marked("Staff")),
    ("audit_trail", "audit", marked("Audit trail")),
)
_ACTIONS = {
    "staff.added": marked("account made"),
    "staff.changed": marked("account changed"),
    "staff.reset": marked("account reset"),
    "staff.ended": marked("account closed"),
    "staff.locked": marked("account locked for a while"),
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


def waiting(code: str) -> str:
    """What waits, after its number."""
    return _(_WAITING[code])


def nav() -> list[tuple[str, str, str]]:
    """The pages in the head: name, right, label."""
    return [(name, right, _(label)) for name, right, label in _PAGES]


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
        "number": lambda number: format_decimal(number, format="#,##0", locale=wording.locale(market)),
        "money": lambda amount: wording.money(market, amount),
        "pay": lambda amount, period: wording.pay(market, amount, period),
        "phone": lambda number: masked(number) if number else "-",
        "application_status": wording.status,
        "experience": lambda code: wording.experience(code) if code else "-",
        "waited": waited,
        "waiting": waiting,
        "nav": nav,
        "role": role,
        "action": action,
        "problem": problem,
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
