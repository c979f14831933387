"""What a text tells of a job beside its work and place: how many people, from when, until when, a range of pay.

Pure reading of words: whether a day can be is for whoever asked.
"""

import re
from dataclasses import dataclass

from channels.understanding.keywords import lexicon
from core import spelling
from core import words as typed_words
from core.market import Market
from core.reading import reader
from core.reading.pay import Pay

MOST_POSTS = 500
_MOST_AFTER = 50  # "masons 2"; a larger number behind them is pay without its period
_MOST_BETWEEN = 2  # words between a number and who is looked for: "3 good casual workers"
_LONGEST_NAME = 3  # words of a kind of work: "garbage truck driver"
_LEAST_RANGE = 50  # "450-600" is pay, "18-25" an age

# Who is looked for without a name of work. Right behind the number, or right before it.
_PEOPLE = frozenset(
    "people persons person posts post positions position vacancies vacancy places workers worker casuals casual men man"
    " women woman ladies lady girls girl boys boy youths youth staff employees labourers laborers hands fundis"
    " watu mtu wafanyakazi mfanyakazi vibarua kibarua mafundi vijana wanaume wanawake wasichana nafasi"
    " personnes personne gens postes poste places employes employe ouvriers ouvrier travailleurs hommes femmes"
    " journaliers".split()
)
# Between a number and who is looked for these say that the number counts something else.
_APART = frozenset("per a an each every day month week in at for from until kwa kila par pour de of and to".split())

# Whole words alone: "3 marketers" are no day in March.
_MONTH = (
    r"(?:jan(?:uary|uari|vier)?|feb(?:ruary|ruari)?|f[eé]v(?:rier)?|mar(?:ch|s)?|machi|apr(?:il)?|avr(?:il)?|aprili|may"
    r"|mei|mai|june?|juni|juin|july?|julai|juil(?:let)?|aug(?:ust)?|agosti|ao[uû]t|sept?(?:ember|emba|embre)?"
    r"|o[ck]t(?:ober|oba|obre)?|nov(?:ember|emba|embre)?|d[eé][cs](?:ember|emba|embre)?)\b"
)
_DAY = (
    rf"(?:\d{{1,2}}\s?[/.-]\s?\d{{1,2}}(?:\s?[/.-]\s?\d{{2,4}})?(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+|ya\s+|de\s+)?{_MONTH}(?:\s+20\d\d)?"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?!\d))"
)
_UNTIL = (
    r"(?:(?:apply\s+)?(?:until|untill|till|before|by)|up to|deadline|closing(?: date)?|closes"
    r"|hadi|mpaka|kabla ya|mwisho|jusqu\W?\s?(?:aux?|a|à)|avant)(?:\s+(?:le|the|tarehe|on|is|ni))*"
)
_FROM = (
    r"(?:(?:as\s+)?from|starting|starts?|beginning|kuanzia|kuanza|inaanza|(?:à|a) partir d[ue]|d[eè]s|commence)"
    r"(?:\s+(?:le|the|tarehe|on|from))*"
)
_SOON = (
    r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|now|next (?:week|month)|kesho|leo|sasa"
    r"|jumatatu|jumanne|jumatano|alhamisi|ijumaa|jumamosi|jumapili|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche"
    r"|demain)"
)
_UNIT = (
    r"(?:days?|weeks?|wks?|months?|years?|yrs?|hours?|hrs?|siku|wiki|miezi|mwezi|miaka|mwaka|saa|masaa"
    r"|jours?|semaines?|mois|ans?|années?|heures?)"
)
_COUNT = r"(?:\d{1,2}|one|two|three|four|five|six|deux|trois|quatre|cinq|six)"
_SWAHILI_COUNT = r"(?:\d{1,2}|moja|mmoja|mbili|miwili|tatu|mitatu|nne|minne|tano|sita)"
_AGE = (
    r"(?:aged?|ages|age of|years of age|between|umri(?: wa)?|wenye umri(?: wa)?|miaka|[aâ]g[eé]e?s?(?: de)?)"
    rf"\s+\d{{2}}(?:\s*(?:-|to|and|hadi|à|a|et)\s*\d{{2}})?(?!\d)(?:\s*{_UNIT}(?:\s+old)?)?"
    rf"|(?<!\d)\d{{2}}\s*(?:-|to)\s*\d{{2}}\s*(?:{_UNIT}(?:\s+old)?)"
)
_LENGTH = (
    r"(?:(?:only\s+)?for|during|within|lasting|kwa muda wa|muda wa|kwa|pour|pendant)?"
    rf"\s*(?<![\w/.,]){_COUNT}\s*-?\s*{_UNIT}\b(?:\s+(?:only|tu|old))?"
    rf"|(?:kwa muda wa|muda wa|kwa)?\s*\b(?:siku|wiki|miezi|mwezi|miaka|saa)\s+{_SWAHILI_COUNT}\b"
)
_RANGE = re.compile(
    r"(?<![\d/.,-])(?P<least>[1-9]\d{0,2}(?:[ ,]\d{3})+|[1-9]\d{1,6})\s*(?P<one>k\b)?\s*(?:-|\u2013|to\b|hadi\b|à|a\b)"
    r"\s*(?:(?:ksh|kes|sh)\b\.?\s*)?(?P<most>[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{1,6})\s*(?P<other>k\b)?(?![\d/.-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A text without the days, ages and lengths of time in it, and those days as they were typed, or None."""

    rest: str
    until: str | None = None
    starts: str | None = None


def days_told(text: str) -> Told:
    """Take the days out of a text: "cook thika until 30 nov for 2 weeks" is "cook thika", until "30 nov"."""
    rest = _RANGE.sub(_least, typed_words.tidy(text))
    said: list[str | None] = []
    for before in (_UNTIL, _FROM):
        found = _seek(rf"\b{before}\s+(?P<day>{_DAY})", rest)
        said.append(found["day"] if found else None)
        rest = f"{rest[: found.start()]} {rest[found.end() :]}" if found else rest
    for other in (rf"\b(?:{_UNTIL}|{_FROM})\s+{_SOON}\b", rf"\b(?:{_AGE})", rf"(?:{_LENGTH})", rf"(?<![\d/,]){_DAY}"):
        while found := _seek(other, rest):
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    return Told(typed_words.tidy(rest), said[0], said[1])


def _seek(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE)


def _least(found: re.Match[str]) -> str:
    """Of a range of pay, which one promises no more than is sure: its first amount."""
    least, most = (int(re.sub(r"\D", "", found[name])) for name in ("least", "most"))
    thousands = found["one"] or (found["other"] if least < 1000 else None)
    if most <= least or (most < _LEAST_RANGE and not thousands):
        return found.group()
    return f"{found['least']}{thousands or ''} "


def posts_of(market: Market, text: str, pay: Pay | None) -> int | None:
    """How many people a text asks for: a number from 2 on that stands before or right behind who is looked for."""
    said = typed_words.split(spelling.apart(typed_words.tidy(text)))
    keys = [word.key for word in said]
    ends = _ends_of_people(market, keys)
    for index, word in enumerate(said):
        if pay and pay.start <= word.start < pay.end:
            continue
        number = number_said(word.key)
        if number is None or not 2 <= number <= MOST_POSTS:
            continue
        if word.key in _COUNTS_OF_PEOPLE:
            return number
        for start in range(index + 1, min(index + 2 + _MOST_BETWEEN, len(keys))):
            if start in ends:
                return number
            if keys[start] in _APART or number_said(keys[start]) is not None:
                break
        if index in ends.values() and number <= _MOST_AFTER:
            return number
    return None


def first_number(text: str) -> int | None:
    """The first number from 2 on in an answer to how many: "3", "three people"."""
    numbers = (number_said(word.key) for word in typed_words.split(spelling.apart(typed_words.tidy(text))))
    return next((number for number in numbers if number and 2 <= number <= MOST_POSTS), None)


def begins_with_people(market: Market, text: str) -> bool:
    """Whether a text begins with who is looked for, or with how many of them."""
    keys = [word.key for word in typed_words.split(spelling.apart(typed_words.tidy(text)))]
    first = next((index for index, key in enumerate(keys) if number_said(key) is None), 0)
    return first in _ends_of_people(market, keys)


def number_said(key: str) -> int | None:
    """The number that a word or digits say: "3", "three", "watatu"."""
    said = _COUNTS.get(key) or lexicon().numbers.get(key, key)
    return int(said) if said.isdecimal() else None


def _ends_of_people(market: Market, keys: list[str]) -> dict[int, int]:
    """Where a name of work or another word for people begins, and where it ends."""
    known, names = reader(market), lexicon()
    ends: dict[int, int] = {}
    for start, key in enumerate(keys):
        if number_said(key) is not None:
            continue
        if key in _PEOPLE or names.nearly_names_work(key):
            ends[start] = start + 1
        for end in range(start + 1, min(start + _LONGEST_NAME, len(keys)) + 1):
            if names.names_work(" ".join(keys[start:end])) or known.names_work(keys[start:end]):
                ends[start] = end
    return ends


# How Swahili counts people, and whatever else is no word for a choice.
_COUNTS_OF_PEOPLE = {"wawili": "2", "watatu": "3", "wanne": "4", "watano": "5"}  # nothing but people is counted so
_COUNTS = {**_COUNTS_OF_PEOPLE, "sita": "6", "six": "6", "kumi": "10", "ten": "10"}
