"""Wording: values and codes of the core as people read them, in the language being spoken."""

from datetime import datetime
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from core.errors import InvalidError
from core.market import Market
from translations import gettext as _
from translations import language, marked, ngettext

_PERIODS = {
    "hour": marked("{amount} an hour"),
    "day": marked("{amount} a day"),
    "week": marked("{amount} a week"),
    "month": marked("{amount} a month"),
}
_SHORT_PERIODS = {
    "hour": marked("{amount}/hour"),
    "day": marked("{amount}/day"),
    "week": marked("{amount}/week"),
    "month": marked("{amount}/month"),
}
_STATUSES = {
    "applied": marked("sent"),
    "seen": marked("seen by the employer"),
    "shortlisted": marked("on the short list"),
    "invited": marked("invited to interview"),
    "coming": marked("you are coming"),
    "not_coming": marked("you are not coming"),
    "hired": marked("you got the job"),
    "refused": marked("not chosen this time"),
    "withdrawn": marked("taken back"),
}
_EXPERIENCES = {
    "none": marked("None yet"),
    "under_1": marked("Less than 1 year"),
    "1_to_2": marked("1 to 2 years"),
    "3_to_5": marked("3 to 5 years"),
    "over_5": marked("More than 5 years"),
}
_ALERTS = {
    "off": marked("No alerts"),
    "instant": marked("For each new job"),
    "daily": marked("Once a day"),
    "weekly": marked("Once a week"),
}
_REASONS = {
    "same_work": marked("Your work, in {place}"),
    "related_work": marked("Like your work, in {place}"),
    "other_work": marked("New in {place}"),
}
_REPORTS = {
    "asks_money": marked("It asks for money"),
    "not_real": marked("It is not a real job"),
    "unsafe": marked("It is not safe"),
    "other": marked("Something else"),
}
_KEYWORDS = {
    "apply": marked("APPLY"),
    "withdraw": marked("WITHDRAW"),
    "status": marked("STATUS"),
    "jobs": marked("JOBS"),
    "jobs_more": marked("MORE"),
    "alerts_on": marked("ALERTS"),
    "alerts_off": marked("NO ALERTS"),
    "start": marked("START"),
    "stop": marked("STOP"),
    "help": marked("HELP"),
    "human": marked("CALL ME"),
    "register": marked("REGISTER"),
    "profile": marked("MY PROFILE"),
    "lang": marked("LANGUAGE"),
    "found_job": marked("FOUND A JOB"),
    "post_vacancy": marked("I HAVE A JOB"),
    "delete_me": marked("DELETE ME"),
    "confirm": marked("YES"),
    "reject": marked("NO"),
}
_PROBLEMS = {
    "name_unreadable": marked("Please type your name in letters."),
    "year_unreadable": marked("Please type the year in 4 digits, like 1995."),
    "under_age": marked("Work is for people of {age} years or more."),
    "amount_unreadable": marked("Please type an amount in digits, like {example}."),
    "not_on_list": marked("Please choose a number from the list."),
    "place_unknown": marked("We did not find the place {text}."),
    "work_unknown": marked("We did not find the work {text}."),
    "nothing_found": marked("We did not find {text}. Please try other words."),
    "job_unknown": marked("There is no job {text}."),
    "nobody_known": marked("We did not find you. Please try again."),
}


def locale(market: Market) -> Locale:
    """How the language being spoken writes numbers and dates in this market."""
    return _locale(language(), market.country)


@lru_cache(maxsize=64)
def _locale(language_code: str, country: str) -> Locale:
    try:
        return Locale.parse(f"{language_code}_{country}")
    except UnknownLocaleError:
        return Locale.parse(language_code)


@lru_cache(maxsize=64)
def language_name(language_code: str) -> str:
    """The language's own name: "English", "Kiswahili", "Français"."""
    name = Locale.parse(language_code).get_display_name(language_code) or language_code
    return name[:1].upper() + name[1:]


def money(market: Market, amount: int) -> str:
    """ "KES 18,000" """
    return _("{currency} {amount}").format(currency=market.currency, amount=_number(amount, locale(market)))


@lru_cache(maxsize=4096)
def _number(amount: int, locale: Locale) -> str:
    return format_decimal(amount, format="#,##0", locale=locale)


def pay(market: Market, amount: int | None, period: str | None) -> str:
    """ "KES 18,000 a month", or that it is still to be agreed."""
    if amount is None or period is None:
        return _("pay to be agreed")
    return _(_PERIODS[period]).format(amount=money(market, amount))


def short_pay(market: Market, amount: int, period: str) -> str:
    """ "18,000/month", for lists, where every character counts."""
    return _(_SHORT_PERIODS[period]).format(amount=_number(amount, locale(market)))


def day(market: Market, at: int) -> str:
    """The day of a time in UTC seconds: "28 Nov"."""
    return _day(datetime.fromtimestamp(at, market.time_zone).date().toordinal(), locale(market))


@lru_cache(maxsize=1024)
def _day(ordinal: int, locale: Locale) -> str:
    return format_date(datetime.fromordinal(ordinal), format="d MMM", locale=locale)


def odds(market: Market, posts: int, applications: int, deadline: int) -> str:
    """ "3 posts, 12 applied, until 28 Nov" """
    return ", ".join(
        (
            ngettext("{number} post", "{number} posts", posts).format(number=posts),
            ngettext("{number} applied", "{number} applied", applications).format(number=applications),
            _("until {day}").format(day=day(market, deadline)),
        )
    )


def status(code: str) -> str:
    """What became of an application."""
    return _(_STATUSES[code])


def experience(code: str) -> str:
    """How long somebody has done the work."""
    return _(_EXPERIENCES[code])


def alerts(code: str) -> str:
    """How often job alerts come."""
    return _(_ALERTS[code])


def reason(code: str, place: str, held: int = 0, asked: int = 0) -> str:
    """Why a job is shown: "Your work, in Kilifi. You have 2 of 3 skills". Of skills nothing is said where none fits."""
    text = _(_REASONS[code]).format(place=place)
    if not held:
        return text
    skills = _("You have all skills asked") if held == asked else _("You have {held} of {asked} skills")
    return f"{text}. {skills.format(held=held, asked=asked)}"


def report(code: str) -> str:
    """What is wrong with a job."""
    return _(_REPORTS[code])


def keyword(intent: str) -> str:
    """What to write by SMS for something to happen; the intent itself where no text names a word for it."""
    return _(_KEYWORDS[intent]) if intent in _KEYWORDS else intent.upper().replace("_", " ")


def problem(error: InvalidError) -> str:
    """What to do about an answer that does not fit."""
    return _(_PROBLEMS[error.code]).format(**error.values)


EXPERIENCES, ALERTS, REPORTS, KEYWORDS = tuple(_EXPERIENCES), tuple(_ALERTS), tuple(_REPORTS), tuple(_KEYWORDS)
