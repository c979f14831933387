"""Wording: values and codes of the core as people read them, in the language being spoken."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from core.applications import OPEN
from core.database import Row
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
_APPLICANTS = {  # the same, as the employer reads them
    "applied": marked("has applied"),
    "seen": marked("has applied"),
    "shortlisted": marked("on the short list"),
    "invited": marked("invited, no answer yet"),
    "coming": marked("comes to the interview"),
    "not_coming": marked("does not come"),
    "hired": marked("hired"),
    "refused": marked("not this time"),
}
_EXPERIENCES = {
    "none": marked("None yet"),
    "under_1": marked("Less than 1 year"),
    "1_to_2": marked("1 to 2 years"),
    "3_to_5": marked("3 to 5 years"),
    "over_5": marked("More than 5 years"),
}
_SHORT_EXPERIENCES = {
    "none": marked("new to it"),
    "under_1": marked("under 1 yr"),
    "1_to_2": marked("1-2 yrs"),
    "3_to_5": marked("3-5 yrs"),
    "over_5": marked("over 5 yrs"),
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
_FITS = {
    "same_work": marked("This very work, in {place}"),
    "related_work": marked("Work like this, in {place}"),
    "other_work": marked("Other work, in {place}"),
}
_READY = {  # what an employer sends without typing
    "bring_papers": marked("Please bring your papers and your ID."),
    "we_call": marked("We will call you soon. Please keep your phone on."),
    "call_us": marked("Please call us on {phone}."),
}
_REPORTS = {
    "asks_money": marked("It asks for money"),
    "not_real": marked("It is not a real job"),
    "unsafe": marked("It is not safe"),
    "other": marked("Something else"),
}
_STANDINGS = {
    "draft": marked("not sent yet"),
    "pending": marked("waits for the office"),
    "held": marked("on hold"),
    "open": marked("open"),
    "filled": marked("filled"),
    "closed": marked("closed"),
    "refused": marked("not accepted"),
    "expired": marked("ended"),
}
_FITTING = {
    "fewer_than_5": marked("People nearby who fit: fewer than 5"),
    "5_to_20": marked("People nearby who fit: 5 to 20"),
    "20_to_50": marked("People nearby who fit: 20 to 50"),
    "50_to_200": marked("People nearby who fit: 50 to 200"),
    "more_than_200": marked("People nearby who fit: more than 200"),
}
_HELD = {  # to follow "because" as well as a colon
    "asks_money": marked("it seems to ask people for money"),
    "not_real": marked("we could not confirm that the job is real"),
    "pay_unclear": marked("the pay is not clear"),
    "contact_unclear": marked("it is not clear how to reach you"),
    "not_a_job": marked("it is not a job"),
    "double": marked("it is there already"),
    "unsafe": marked("it may not be safe for people"),
    "other": marked("the office has a question"),
    "reports": marked("several people reported it"),
    "flags": marked("the office must look at it first"),
    "changed": marked("the office must look at the change first"),
}
_FLAGS = {
    "asks_fee": marked("It seems to ask people to pay: {words}"),
    "mobile_money": marked("It names an account for mobile money"),
    "phone_in_text": marked("A phone number stands where none belongs"),
    "link": marked("It sends people elsewhere: {words}"),
    "asks_private": marked("It asks for private things: {words}"),
    "abroad": marked("It promises work abroad: {words}"),
    "favour": marked("It promises a post by favour: {words}"),
    "too_good": marked("It promises easy money"),
    "pay_high": marked("Pay of {pay} a month is far above what is usual: {usual}"),
    "pay_low": marked("Pay of {pay} a month is far below what is usual: {usual}"),
    "mass_posting": marked("{vacancies} vacancies from this employer in one day"),
    "same_words": marked("Another employer posted the same words today"),
    "same_number": marked("Another employer gave the same phone number today"),
    "held_before": marked("Another vacancy of this employer was stopped"),
    "known_body": marked("An unverified employer uses a well-known name: {words}"),
    "like_verified": marked("The employer's name is like that of a verified one"),
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
    "people": marked("PEOPLE"),
    "tell": marked("TELL"),
    "post_vacancy": marked("POST JOB"),
    "my_vacancies": marked("MY POSTS"),
    "close_vacancy": marked("CLOSE"),
    "filled_vacancy": marked("FILLED"),
    "repeat_vacancy": marked("REPEAT"),
    "delete_me": marked("DELETE ME"),
    "report": marked("REPORT"),
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
    "business_unreadable": marked("Please type the name of your business, or your own."),
    "title_unreadable": marked("Please type the work in words."),
    "number_unreadable": marked("Please type a number up to {most}."),
    "day_unreadable": marked("Please type a day like 30/11."),
    "day_too_far": marked("Please type a day within the next {days} days."),
    "open_too_long": marked("A job is open for {days} days at most. You can post it again then."),
    "vacancy_ended": marked("This job has ended already."),
    "employer_blocked": marked("The office has stopped this number from posting jobs. The office can tell you why."),
    "limit_reached": marked("You may have {most} jobs at once for now. Close one first, or ask the office."),
    "too_many_posts": marked("You may look for up to {most} people for a job for now. The office can allow more."),
    "hour_unreadable": marked("Please type the hour, like 9 or 14."),
    "day_passed": marked("That is over already. Please choose a later day or hour."),
    "venue_unreadable": marked("Please type the place in 2 to 80 letters."),
    "venue_no_place": marked("Please type only the place: no phone number, no link, nothing about money."),
    "cannot_be_asked": marked("This person cannot be asked now. Please choose another."),
    "words_hide_number": marked("Numbers and addresses cannot be passed on before this person has applied."),
    "words_missing": marked("Please type what you want to say."),
    "words_too_long": marked("Please say it in {most} letters."),
    "words_ask_money": marked("We did not send it: nobody may ask for money for a job."),
    "enough_today": marked("That was the most for one day ({most}). Please go on tomorrow."),
    "number_unconfirmed": marked("First answer our SMS that asks if this number is yours."),
    "not_to_write": marked("This person takes no messages about this job any more."),
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


def weekday(market: Market, at: int) -> str:
    """The day of a time in UTC seconds, with its name: "Fri 27 Nov"."""
    return _weekday(datetime.fromtimestamp(at, market.time_zone).date().toordinal(), locale(market))


@lru_cache(maxsize=256)
def _weekday(ordinal: int, locale: Locale) -> str:
    return format_date(datetime.fromordinal(ordinal), format="EEE d MMM", locale=locale)


def moment(market: Market, at: int) -> str:
    """A day and an hour: "Fri 27 Nov, 10:00"."""
    return f"{weekday(market, at)}, {datetime.fromtimestamp(at, market.time_zone):%H:%M}"


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


def application(row: Row) -> str:
    """What became of an application, of which a row of `applications.of_profile` tells."""
    if row["status"] in OPEN and row.get("vacancy_status") in ("filled", "closed", "refused"):
        return _("the job is taken") if row["vacancy_status"] == "filled" else _("the job is no longer open")
    return status(row["status"])


def applicant(code: str, vacancy_status: str = "open") -> str:
    """The status of an application as its employer reads it, for a vacancy that stands so."""
    if code in OPEN and vacancy_status in ("filled", "closed"):
        return _("knows that the job is taken") if vacancy_status == "filled" else _("knows that the job has ended")
    return _(_APPLICANTS[code])


def experience(code: str) -> str:
    """How long somebody has done the work."""
    return _(_EXPERIENCES[code])


def short_experience(code: str) -> str:
    """How long somebody has done the work, for lists: "3-5 yrs"."""
    return _(_SHORT_EXPERIENCES[code])


def fits(code: str, place: str) -> str:
    """Why somebody fits a job, told to its employer: "This very work, in Kilifi"."""
    return _(_FITS[code]).format(place=place)


def ready(code: str, phone: str = "") -> str:
    """A sentence that an employer may send without typing; `phone` is their number."""
    return _(_READY[code]).format(phone=phone)


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


def standing(code: str) -> str:
    """How it stands with an employer's job."""
    return _(_STANDINGS[code])


def own_standing(vacancy: Row) -> str:
    """How it stands with an employer's job, and why it was stopped, if it was."""
    text = standing(vacancy["status"])
    return f"{text}: {why_held(vacancy['reason'])}" if vacancy["reason"] else text


def fitting(code: str) -> str:
    """How many people fit a job, in a band."""
    return _(_FITTING[code])


def why_held(code: str) -> str:
    """Why a vacancy was held or refused, as a part of a sentence."""
    return _(_HELD[code])


def flag(code: str, data: Mapping[str, Any], market: Market) -> str:
    """What is doubtful about a vacancy; `data` as `trust.flags_of` gives it."""
    values = dict(data)
    if "pay_month" in values:
        usual = values.get("usual")
        values["pay"] = money(market, values["pay_month"])
        values["usual"] = money(market, usual) if usual else _("not known")
    return _(_FLAGS[code]).format(**values)


def keyword(intent: str) -> str:
    """What to write by SMS for something to happen; the intent itself where no text names a word for it."""
    return _(_KEYWORDS[intent]) if intent in _KEYWORDS else intent.upper().replace("_", " ")


def problem(error: InvalidError) -> str:
    """What to do about an answer that does not fit."""
    return _(_PROBLEMS[error.code]).format(**error.values)


STANDINGS, FITTING = tuple(_STANDINGS), tuple(_FITTING)
EXPERIENCES, ALERTS, REPORTS, KEYWORDS = tuple(_EXPERIENCES), tuple(_ALERTS), tuple(_REPORTS), tuple(_KEYWORDS)
REASONS_HELD, FLAGS = tuple(_HELD), tuple(_FLAGS)
READY = tuple(_READY)
