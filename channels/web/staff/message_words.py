"""Words of the pages about messages: states, purposes, money with its parts, what an outreach comes to."""

from decimal import Decimal
from functools import lru_cache

from babel.core import Locale
from babel.numbers import format_decimal

from core.market import Market
from messages import outbox, outreach, wording
from translations import gettext as _
from translations import language, marked, ngettext

_STATES = {
    "queued": marked("waiting"),
    "held": marked("waiting for money"),
    "sending": marked("going out now"),
    "accepted": marked("went out"),
    "unknown": marked("sent or not: the answer was lost"),
    "delivered": marked("on the phone"),
    "failed": marked("failed"),
    "expired": marked("too late, not sent"),
    "cancelled": marked("stopped, not sent"),
}
_OUTREACH = {
    "counting": marked("being counted"),
    "ready": marked("not sent yet"),
    "sending": marked("being sent"),
    "sent": marked("went out"),
    "stopping": marked("being stopped"),
    "stopped": marked("stopped"),
    "dropped": marked("dropped, never sent"),
}
_WHY = {
    "no_phone": marked("have no phone"),
    "stopped": marked("said STOP"),
    "ended": marked("ended their job alerts"),
    "rests": marked("had a text of this kind, or a week's job alerts, in the last 7 days"),
    "shared": marked("share a phone with somebody who gets it"),
    "no_text": marked("read a language that you wrote no text in"),
    "no_place": marked("live in a place that is no longer known"),
}
_DOUBTS = {
    "link": marked("There is a link in it. Many phones cannot open one."),
    "phone_number": marked("There is a phone number in it. Call it first, and see who answers."),
}
_PURPOSES = {
    "outreach": marked("to many, by staff"),
    "outreach_test": marked("test, by staff"),
    "alert": marked("job alert"),
    "alert_digest": marked("job alerts of a day or week"),
    "applied": marked("application confirmed"),
    "decided": marked("news of an application"),
    "hired": marked("news of an application"),
    "refused": marked("news of an application"),
    "taken": marked("news of an application"),
    "job_gone": marked("news of an application"),
    "interview": marked("invitation to an interview"),
    "interview_reminder": marked("invitation to an interview"),
    "interview_summary": marked("to an employer: who comes"),
    "job_warning": marked("warning about a job"),
    "job_stopped": marked("warning about a job"),
    "confirm_employer": marked("to an employer: is it your number?"),
    "job_open": marked("to an employer: open now"),
    "job_applied": marked("to an employer: who applied"),
    "job_applied_confirm": marked("to an employer: who applied"),
    "job_applied_unnamed": marked("to an employer: who applied"),
    "ask_filled": marked("to an employer: filled?"),
    "vacancy_held": marked("to an employer: what staff decided"),
    "vacancy_refused": marked("to an employer: what staff decided"),
    "vacancy_released": marked("to an employer: what staff decided"),
    "approach": marked("an employer asks to apply"),
    "relay_to_person": marked("words passed on"),
    "relay_to_employer": marked("words passed on"),
    "browser_code": marked("code for the web"),
    "not_understood": marked("answer: not understood"),
}
STATES = tuple(_STATES)


def state(code: str) -> str:
    """How it stands with a message."""
    return _(_STATES[code])


def outreach_state(code: str) -> str:
    """How it stands with an outreach."""
    return _(_OUTREACH[code])


def why_not(code: str, number: int, market: Market) -> str:
    """How many get nothing, and why: "12 people said STOP"."""
    people = ngettext("{number} person", "{number} people", number).format(number=whole(number, market))
    return f"{people}: {_(_WHY[code])}"


def doubt(code: str) -> str:
    """What somebody should look at twice in a text."""
    return _(_DOUBTS[code])


def purpose(code: str) -> str:
    """What a message is for; a code that has no words here as it is, readable enough."""
    kind = code.partition(":")[0]
    return _(_PURPOSES[kind]) if kind in _PURPOSES else kind.replace("_", " ")


def encoding(code: str) -> str:
    """The alphabet of a text."""
    return _("short letters (GSM-7)") if code == "gsm7" else _("long letters (UCS-2): each part holds half as much")


def cash(amount: Decimal, market: Market) -> str:
    """Money with its hundredths: "KES 1,234.50"."""
    told = _written(amount, "#,##0.00", wording.locale(market))
    return _("{currency} {amount}").format(currency=market.currency, amount=told)


def spent(millionths: int, market: Market) -> str:
    """Money from millionths."""
    return cash(Decimal(millionths) / outbox.MILLION, market)


def work(market: Market, code: str) -> str:
    """The kind of work that an outreach is for."""
    if not code:
        return _("any work")
    if code.startswith(outreach.SECTOR):
        return market.occupations.sector_label(code.removeprefix(outreach.SECTOR), language())
    return market.occupations.label(code, language()) if code in market.occupations else code


def whole(number: int, market: Market) -> str:
    """A whole number: "1,234"."""
    return _written(number, "#,##0", wording.locale(market))


@lru_cache(maxsize=4096)
def _written(number: int | Decimal, shape: str, locale: Locale) -> str:
    # A page of reports has some four hundred figures, most of them a few small ones.
    return format_decimal(number, format=shape, locale=locale)
