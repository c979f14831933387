"""A vacancy while its employer is still telling it: what is told, what is still to be asked, what a text tells of it.

It is a dict that lies in the session as what a page is about, so that "Back" takes back an answer, and a call that
drops loses none. Its keys:

`work` an occupation, `title` in the employer's own words; `name` of a new employer; `place`; `posts`; `pay` in whole
units and `period` (both None: to be agreed), `amount` while the period is not told; `until` and `starts`, days like
"2026-12-01"; `skills`; `sector` and `at`, where somebody stands in a list; `screens`, how many were answered; `whole`:
nothing more is asked than must be.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson

from channels.screens import job_text, typed
from channels.view import View
from core import spelling
from core import words as typed_words
from core.database import Row
from core.errors import InvalidError
from core.matching import RELATED
from core.places import Place
from core.reading import Reading
from core.reading.pay import Pay

Draft = dict[str, Any]

QUESTIONS = (  # where `ask_next` may lead
    "post_work",
    "post_name",
    "post_place",
    "post_pay",
    "post_period",
    "post_number",
    "post_until",
    "post_start",
    "post_job",
)
MOST_SCREENS = 8  # on which somebody presses digits, from the first page of the call to "Post"
LONGEST_TITLE = 120
USUAL_DAYS = 14  # until when people may apply, where nobody says
MOST_DAYS = 60
_ECHO = 1
# Small words that neither begin nor end a title: "a house help in".
_LOOSE = frozenset(
    "a an the some of for in at with from to until by aged per un une des du de d l en pour avec wa ya za kwa na katika"
    " hadi kuanzia".split()
)
_OPTIONAL = {"posts": "post_number", "until": "post_until", "starts": "post_start"}


def ask_next(view: View, draft: Draft) -> tuple[str, Draft]:
    """The screen for what must be known and is not; then for what is good to know, as long as there are screens left;
    then the whole job. Returns the screen and the draft that it is about."""
    for key, screen in (("work", "post_work"), ("name", "post_name"), ("place", "post_place"), ("pay", "post_pay")):
        if key not in draft and not (key == "name" and view.employer):
            return ("post_period" if key == "pay" and "amount" in draft else screen), draft
    if not draft.get("whole") and draft["screens"] + _ECHO < MOST_SCREENS:
        for key, screen in _OPTIONAL.items():
            if key not in draft:
                return screen, draft
    return "post_job", {**draft, "whole": True}


def told(draft: Draft, screens: int = 1, **fields: Any) -> Draft:
    """The draft with what was answered on so many screens."""
    kept = {key: value for key, value in draft.items() if key not in ("sector", "at")}
    return {**kept, **fields, "screens": draft.get("screens", 0) + screens}


def begun(view: View, screens: int) -> Draft:
    """A draft in which nothing is told but where a known employer is. So many screens led here."""
    return {"screens": screens, **({"place": view.employer["place"]} if view.employer else {})}


def copied(view: View, vacancy: Row) -> Draft:
    """A draft like an earlier vacancy, open for as many days as that was."""
    days = round((vacancy["deadline"] - vacancy["created_at"]) / (24 * 3600))
    return {
        "screens": 0,
        "whole": True,
        **{key: vacancy[key] for key in ("title", "place", "posts", "pay")},
        "work": vacancy["occupation"],
        "period": vacancy["pay_period"],
        "skills": orjson.loads(vacancy["skills"]),
        "until": day_after(view, min(max(days, 3), MOST_DAYS)),
    }


def read(view: View, draft: Draft, text: str) -> tuple[Draft, Reading]:
    """The draft with all that a text tells but the kind of work: place, pay, posts, days. And how the text was read,
    without its days."""
    said = job_text.days_told(text)
    reading = typed.read(view, said.rest)
    fields: dict[str, Any] = {
        name: day
        for name, typed_day in (("until", said.until), ("starts", said.starts))
        if (day := _day(view, typed_day))
    }
    if place := of_job(view, [found.place for found in reading.places]):
        fields["place"] = place
    if reading.pay and (paid := paid_by(view, reading.pay)):
        fields |= paid
    if posts := job_text.posts_of(view.market, said.rest, reading.pay):
        fields["posts"] = posts
    return told(draft, **fields), reading


def with_work(view: View, draft: Draft, code: str, text: str = "") -> Draft:
    """The draft with its kind of work, called by the words that were typed, else by the market's."""
    kept = {key: value for key, value in draft.items() if key not in ("title", "skills")}
    title = title_of(text)
    return {**kept, "work": code, **({"title": title} if title else {})}


def sure_work(view: View, reading: Reading) -> str | None:
    """The kind of work that a text means. Of several near each other it is the first: the title says which."""
    nearness = view.market.occupations.nearness
    if not (reading.calls_work and reading.work):
        return reading.sure_work
    first = reading.work[0]
    return first if all(nearness(first, other) >= RELATED for other in reading.work) else None


def title_of(text: str) -> str | None:
    """A job's title of what somebody typed: without numbers, which are posts, pay or a phone."""
    words = [word.strip(".,;:!?\"'*#-") for word in typed_words.tidy(text).split()]
    kept = [
        word
        for word in words
        if word and not any(sign.isdigit() for sign in word) and job_text.number_said(spelling.key(word)) is None
    ]
    while kept and spelling.key(kept[0]) in _LOOSE:
        kept.pop(0)
    while kept and spelling.key(kept[-1]) in _LOOSE:
        kept.pop()
    title = " ".join(kept)[:LONGEST_TITLE].strip()
    return title[:1].upper() + title[1:] if len(title) > 1 else None


def paid_by(view: View, pay: Pay) -> dict[str, Any]:
    """The fields for pay that was typed; {} where it cannot be right. Without its period, that is asked."""
    periods = view.market.pay.periods
    period = pay.period or (periods[0] if len(periods) == 1 else None)
    if period is None:
        return {"amount": pay.amount} if any(is_payable(view, pay.amount, each) for each in periods) else {}
    return {"pay": pay.amount, "period": period} if is_payable(view, pay.amount, period) else {}


def is_payable(view: View, amount: int, period: str) -> bool:
    """Whether an amount is one that is paid here per such a period, and no slip."""
    terms = view.market.pay
    return period in terms.periods and terms.least <= terms.per_month(amount, period) <= terms.most


def amounts(view: View) -> list[tuple[int, str]]:
    """What is often paid, per day and per month where the market knows both, from low to high."""
    pay = view.market.pay
    periods: list[str] = [period for period in ("day", "month") if period in pay.periods] or [pay.least_period]
    # Of two lists each leaves out its ends, so that all fit one page.
    inner = slice(1, 4) if len(periods) > 1 and len(pay.least_amounts) > 3 else slice(None)
    months = [pay.per_month(amount, pay.least_period) for amount in pay.least_amounts[inner]]
    some: list[tuple[int, str]] = []
    for period in periods:
        told = (
            pay.least_amounts[inner]
            if period == pay.least_period
            else [_rounded(month / pay.per_month(1, period)) for month in months]
        )
        some += [(amount, period) for amount in dict.fromkeys(told) if amount]
    return some


def _rounded(amount: float) -> int:
    """Half a leading digit is exact enough: 461 -> 450, 1538 -> 1500."""
    step: int = max(10 ** (len(str(int(amount))) - 1) // 2, 1)
    return round(amount / step) * step


def is_exact(view: View, code: str, exact: bool = True) -> bool:
    """Whether a place says where a job is: as exactly as a home, or else at least as the place one level above."""
    places = view.market.places
    level = places.levels.index(view.market.home_level)
    least = level if exact else max(level - 1, 1)
    return places.levels.index(places[code].level) >= least or not places.children(code)


def of_job(view: View, places: Sequence[Place]) -> str | None:
    """Where a job is, of the places that a name may mean: a town sooner than the county around it that has its name."""
    best = None
    for place in places:
        if is_exact(view, place.code, exact=False) and (best is None or best in view.market.places.rings(place.code)):
            best = place.code
    return best


def today(view: View) -> date:
    """The day it is in the market."""
    return datetime.fromtimestamp(view.now, view.market.time_zone).date()


def day_after(view: View, days: int) -> str:
    """The day after so many days."""
    return (today(view) + timedelta(days=days)).isoformat()


def end_of(view: View, day: str) -> int:
    """The last second of a day in the market, UTC seconds."""
    return int(datetime.combine(date.fromisoformat(day), time(23, 59, 59), view.market.time_zone).timestamp())


def read_day(view: View, text: str) -> str:
    """A day that somebody typed: "30/11", "30.11.2026", "30 nov", "2 weeks", "10". Raises InvalidError."""
    now = today(view)
    numbers = [int(number) for number in re.findall(r"\d{1,4}", text)][:3]
    month = _month(text)
    if month and numbers:
        numbers[1:1] = [month]
    if not numbers:
        raise InvalidError("day_unreadable")
    try:
        if len(numbers) == 1:
            day = now + timedelta(days=numbers[0] * _days_of(text))
        else:
            year = (numbers[2] + 2000 if numbers[2] < 100 else numbers[2]) if len(numbers) > 2 else now.year
            day = date(year, numbers[1], numbers[0])
            if day < now and len(numbers) == 2:
                day = date(year + 1, numbers[1], numbers[0])
    except (ValueError, OverflowError):
        raise InvalidError("day_unreadable") from None
    if not now <= day <= now + timedelta(days=MOST_DAYS):
        raise InvalidError("day_too_far", days=MOST_DAYS)
    return day.isoformat()


def _day(view: View, text: str | None) -> str | None:
    """A day that a text names beside other things; None where it can be none: it is asked then, or is the usual."""
    try:
        return read_day(view, text) if text else None
    except InvalidError:
        return None


def _days_of(text: str) -> int:
    """The days of the unit that is named beside a number."""
    words = set(re.findall(r"[a-z]+", spelling.key(text)))
    return next((days for days, units in _UNITS.items() if words & units), 1)


_UNITS = {
    7: frozenset(("week", "weeks", "wk", "wiki", "semaine", "semaines")),
    30: frozenset(("month", "months", "mwezi", "miezi", "mois")),
}


def _month(text: str) -> int | None:
    """The number of a month that is named by its first three letters, in any of the languages we have words for."""
    for word in re.findall(r"[a-z]{3,}", spelling.key(text)):
        for number, names in enumerate(_MONTHS, 1):
            if any(word.startswith(name) for name in names):
                return number
    return None


_MONTHS = (
    ("jan",),
    ("feb", "fev"),
    ("mar",),
    ("apr", "avr"),
    ("may", "mei", "mai"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "ago", "aou"),
    ("sep",),
    ("oct", "okt"),
    ("nov",),
    ("dec", "des"),
)


def terms(view: View, draft: Draft) -> dict[str, Any]:
    """The draft as `moderation.submit` takes it."""
    return {
        "title": draft.get("title") or view.market.occupations.label(draft["work"], view.language),
        "occupation": draft["work"],
        "place": draft["place"],
        "deadline": end_of(view, draft.get("until") or day_after(view, USUAL_DAYS)),
        "posts": draft.get("posts", 1),
        "pay": draft["pay"],
        "pay_period": draft["period"],
        "skills": tuple(draft.get("skills", ())),
        "starts_on": draft.get("starts"),
    }
