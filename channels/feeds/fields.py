"""Fields: the columns of an item, read as what a vacancy consists of."""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import get_month_names

from channels.feeds import plain
from channels.feeds.item import NEEDED
from core import phones, spelling
from core import words as typed_words
from core.errors import InvalidError
from core.market import Market
from core.meaning import Posting
from core.reading import pay as typed_pay

LONGEST = {  # characters
    "title": 120,
    "employer": 120,
    "place": 120,
    "occupation": 120,
    "contact": 80,
    "posts": 20,
    "pay": 60,
    "pay_period": 20,
    "pay_currency": 20,
    "deadline": 60,
    "starts_on": 60,
    "place_code": 60,
    "occupation_code": 10,
}
_LONGEST_RAW = 20_000
_LONGEST_URL = 2000
_LONGEST_KEY = 300
_LONGEST_DESCRIPTION = 4000
_MOST_SKILLS, _LONGEST_SKILL = 10, 40
_MOST_POSTS = 10_000
_MOST_DAYS_AHEAD = 400

_UNTOLD = frozenset(
    ("", "none", "n a", "na", "negotiable", "to be agreed", "tbd", "market rate", "confidential", "null")
)
_PERIODS = {
    "hour": ("hour", "hourly", "hr", "per hour", "an hour", "h"),
    "day": ("day", "daily", "per day", "a day", "d"),
    "week": ("week", "weekly", "per week", "a week", "w", "wk"),
    "month": ("month", "monthly", "per month", "a month", "m", "mon", "pm"),
    "year": ("year", "yearly", "annual", "annually", "per year", "a year", "ann", "pa", "p a", "y"),
}
_PERIOD_OF = {word: period for period, words in _PERIODS.items() for word in words}
_PLAIN_NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_NEGATIVE = re.compile(r"^\D*-\s*\d")
_UPPER_END = re.compile(
    r"(?<=[\dk])\s*(?:[-\u2013\u2014]|to\b)\s*(?:[a-z]{1,4}\.?\s*)?\d[\d.,]*(?: \d{3})*k?", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_DAY_WORD = re.compile(r"(?:\w+,?\s+)?(\d{1,2})(?:st|nd|rd|th|er)?[\s\-]+(?:of\s+)?([^\W\d]+)\.?,?[\s\-]+(\d{4})")
_WORD_DAY = re.compile(r"(?:\w+,\s+)?([^\W\d]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_PHONE = re.compile(r"\+?[\d\s().\-]{7,25}")


def posting(market: Market, now: int, cells: Mapping[str, str]) -> tuple[Posting, tuple[str, ...]]:
    """What an item tells, and the codes of what was left out of it: pay_currency, contact_not_phone, some_skills.

    Raises InvalidError with a code and the `column` (and `value`, `most`) that it is about.
    """
    for name, raw in cells.items():
        if "\0" in raw:
            raise InvalidError("nul", column=name)
        if len(raw) > _LONGEST_RAW:
            raise InvalidError("too_long", column=name, most=str(_LONGEST_RAW))
    text = {name: _line(cells, name) for name in LONGEST}
    for name in NEEDED:
        if not spelling.key(text[name]) and not (name == "place" and text["place_code"]):
            raise InvalidError("missing", column=name)
    if not any(letter.isalpha() for letter in text["title"]):
        raise InvalidError("no_words", column="title", value=text["title"])
    left_out: list[str] = []
    amount, period = _pay(market, text, left_out)
    contact, detail = _contact(market, text["contact"], left_out)
    url = _url(cells.get("url", ""))
    return (
        Posting(
            key=_key(cells.get("id", ""), url, text),
            title=text["title"],
            employer=text["employer"],
            place=text["place"],
            occupation=text["occupation"],
            place_code=_code(text["place_code"], market.places, "place"),
            occupation_code=_code(text["occupation_code"], market.occupations, "occupation"),
            posts=_posts(text["posts"]),
            pay=amount,
            pay_period=period,
            deadline=_deadline(market, now, text["deadline"]),
            skills=_skills(market, plain.without_tags(cells.get("skills", "")), left_out),
            contact=contact,
            contact_detail=detail,
            starts_on=_starts_on(market, text["starts_on"]),
            url=url,
            description=plain.without_tags(cells.get("description", ""))[:_LONGEST_DESCRIPTION],
        ),
        tuple(left_out),
    )


def key_of(cells: Mapping[str, str]) -> str | None:
    """The key of an item that cannot be read, where it tells one of its own."""
    try:
        own = _key(cells.get("id", ""), _url(cells.get("url", "")), {})
    except InvalidError:
        return None
    return own


def _line(cells: Mapping[str, str], name: str) -> str:
    """A column as one line. Raises InvalidError where it is too long."""
    words = plain.without_tags(cells.get(name, ""))
    if len(words) > typed_words.LONGEST_MESSAGE or len(tidied := typed_words.tidy(words)) > LONGEST[name]:
        raise InvalidError("too_long", column=name, most=str(LONGEST[name]))
    return tidied


def _key(own: str, url: str | None, text: Mapping[str, str]) -> str:
    """The source's key of an item: its id, else its address, else what it says that hardly changes."""
    key = " ".join(own.split()) or url or ""
    if not key:
        if not text:
            raise InvalidError("missing", column="id")
        said = [spelling.key(text[name]) for name in ("employer", "title", "place", "place_code", "starts_on")]
        key = "|".join(said)
    return key if len(key) <= _LONGEST_KEY else _shortened(key)


def _shortened(key: str) -> str:
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def _url(raw: str) -> str | None:
    url = raw.strip()
    if not url:
        return None
    if len(url) > _LONGEST_URL or not re.fullmatch(r"https?://[^\s<>\"'\x00-\x1f\x7f]+", url, re.IGNORECASE):
        raise InvalidError("url_malformed", column="url", value=url[:60])
    return url


def _code(text: str, known: object, kind: str) -> str | None:
    if text and text not in known:  # type: ignore[operator]
        raise InvalidError(f"unknown_{kind}", column=f"{kind}_code", value=text)
    return text or None


def _posts(text: str) -> int:
    if not text:
        return 1
    found = re.fullmatch(r"(\d{1,6})(?:\.0+)?", text)
    if not found or not text.isascii() or not 1 <= int(found[1]) <= _MOST_POSTS:
        raise InvalidError("posts_malformed", column="posts", value=text, most=str(_MOST_POSTS))
    return int(found[1])


def _pay(market: Market, text: Mapping[str, str], left_out: list[str]) -> tuple[int | None, str | None]:
    """The amount in whole units and its period; of a range the lower end, which nobody is disappointed by."""
    typed = text["pay"]
    if spelling.key(typed) in _UNTOLD and not _NEGATIVE.match(typed):
        return None, None
    if _NEGATIVE.match(typed):
        raise InvalidError("pay_negative", column="pay", value=typed)
    said_period = None
    if _PLAIN_NUMBER.fullmatch(typed) and typed.isascii():
        if len(typed) > 15:
            raise InvalidError("pay_absurd", column="pay", value=typed)
        amount = float(typed.replace(",", ""))
    elif found := typed_pay.read(_UPPER_END.sub(" ", typed)):
        amount, said_period = float(found.amount), found.period
    else:
        raise InvalidError("pay_unclear", column="pay", value=typed)
    if not amount:
        return None, None
    currency = text["pay_currency"]
    if currency and currency.upper() != market.currency:
        left_out.append("pay_currency")
        return None, None
    period = _PERIOD_OF.get(spelling.key(text["pay_period"]), None) if text["pay_period"] else said_period
    if period is None:
        code = "pay_period_unclear" if text["pay_period"] else "pay_period_missing"
        raise InvalidError(code, column="pay_period", value=text["pay_period"])
    if period == "year":
        amount, period = amount / 12, "month"
    whole = round(amount)
    month = market.pay.per_month(whole, period)
    if period not in market.pay.periods or whole < 1 or not market.pay.least <= month <= market.pay.most:
        raise InvalidError("pay_absurd", column="pay", value=typed)
    return whole, period


def _contact(market: Market, text: str, left_out: list[str]) -> tuple[str, str | None]:
    """A phone number is called, other words say where to go; a web or mail address helps nobody with a plain phone."""
    if not text or text.lower() == "service":
        return "service", None
    if _PHONE.fullmatch(text):
        try:
            return "call", phones.normalise(text, market.country)
        except InvalidError:
            raise InvalidError("phone_malformed", column="contact", value=text) from None
    if "@" in text or re.match(r"https?://|www\.", text, re.IGNORECASE):
        left_out.append("contact_not_phone")
        return "service", None
    return "visit", text


def _skills(market: Market, text: str, left_out: list[str]) -> tuple[str, ...]:
    found = market.skills.read(text[: typed_words.LONGEST_MESSAGE])
    kept = tuple(skill for skill in found if len(skill) <= _LONGEST_SKILL)[:_MOST_SKILLS]
    if len(kept) < len(found):
        left_out.append("some_skills")
    return kept


def _deadline(market: Market, now: int, text: str) -> int | None:
    """The last second of the day, or the moment where one is told."""
    if not text:
        return None
    at = _moment(market, text)
    if at is None:
        raise InvalidError("date_unclear", column="deadline", value=text)
    if at > now + _MOST_DAYS_AHEAD * 86_400:
        raise InvalidError("deadline_far", column="deadline", value=text)
    return at


def _starts_on(market: Market, text: str) -> str | None:
    if not text:
        return None
    day = _day(market, text[:10] if re.match(r"\d{4}-\d\d-\d\d[T ]", text) else text)
    if day is None or not 2000 <= day.year <= 2100:
        raise InvalidError("date_unclear", column="starts_on", value=text)
    return day.isoformat()


def _moment(market: Market, text: str) -> int | None:
    day = _day(market, text)
    try:
        if day is not None:
            return int(datetime.combine(day, time(23, 59, 59), market.time_zone).timestamp())
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d", text):
            told = datetime.fromisoformat(text)
            return int((told if told.tzinfo else told.replace(tzinfo=market.time_zone)).timestamp())
    except (ValueError, OverflowError):
        pass
    return None


def _day(market: Market, text: str) -> date | None:
    """A day as people and systems write it; the day comes before the month: 2026-12-31, 31/12/2026, 31 Dec 2026."""
    try:
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if (found := _DAY_WORD.fullmatch(text)) and (month := _month(market, found[2])):
            return date(int(found[3]), month, int(found[1]))
        if (found := _WORD_DAY.fullmatch(text)) and (month := _month(market, found[1])):
            return date(int(found[3]), month, int(found[2]))
    except ValueError:
        pass
    return None


def _month(market: Market, word: str) -> int | None:
    return _months(market.languages).get(spelling.key(word))


@lru_cache(maxsize=8)
def _months(languages: tuple[str, ...]) -> dict[str, int]:
    """The months by their names, whole and cut short, in the languages of a market and in English."""
    names: dict[str, int] = {"sept": 9}
    for language in ("en", *languages):
        try:
            locale = Locale.parse(language)
        except (UnknownLocaleError, ValueError):
            continue
        for width in ("wide", "abbreviated"):
            for number, name in get_month_names(width, locale=locale).items():
                names.setdefault(spelling.key(name), number)
    return names
