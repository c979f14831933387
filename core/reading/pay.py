"""Pay: an amount in a text, and per how long, as people write it."""

import re
from dataclasses import dataclass

_NUMBER = r"(?P<number>\d{1,3}(?:[ .,]\d{3})+|\d{1,9})(?:[.,]00?)?"
_AMOUNT = re.compile(
    rf"(?P<before>\b(?:elfu|kes|kshs?|sh|rwf|fbu|fc|cfa|usd)(?![a-z])[. ]?|\$)?\s*(?<![\d.,])(?<!\d ){_NUMBER}"
    r"\s*(?P<after>k\b|elfu\b|mille\b|thousand\b)?(?P<sign>\+|/=|/-)?"
    r"\s*(?P<unit>bob\b|kes\b|ksh\b|kshs\b|sh\b|shillings?\b|shilingi\b|francs?\b|fc\b|fbu\b|cfa\b)?",
    re.IGNORECASE,
)
_PERIODS = {
    "hour": r"hour|hr|saa|heure",
    "day": r"day|daily|siku|jour|journalier|journee|journée",
    "week": r"week|weekly|wiki|semaine|hebdo",
    "month": r"month|monthly|mwezi|mois|mensuel|pm",
}
_PERIOD = re.compile(
    r"\s*(?:per|a|an|each|every|kwa|kila|par|/)?\s*(?:"
    + "|".join(f"(?P<{name}>(?:{words})\\b)" for name, words in _PERIODS.items())
    + ")",
    re.IGNORECASE,
)
_LEAST_BARE = 1000  # a bare number below is a house, an age or a choice
_MOST_BARE = 2_000_000
_LEAST_BY_PERIOD = 50  # "24 hour" is no pay, "500 a day" is
_THOUSANDS = frozenset(("k", "elfu", "mille", "thousand"))


@dataclass(frozen=True, slots=True)
class Pay:
    """An amount in whole units of the currency; `period` is hour, day, week or month, None where it is not said.

    `start` and `end` are where it stands in the text.
    """

    amount: int
    period: str | None
    start: int
    end: int


def read(text: str) -> Pay | None:
    """The first pay that a tidied text names: "30k+", "500 bob a day", "elfu 15 kwa mwezi", "KES 15,000"."""
    for found in _AMOUNT.finditer(text):
        before = (found["before"] or "").strip(" .").lower()
        after = (found["after"] or "").lower()
        amount = int(re.sub(r"\D", "", found["number"]))
        if before == "elfu" or after in _THOUSANDS:
            amount *= 1000
        period = _PERIOD.match(text, found.end())
        said = bool(before or after or found["sign"] or found["unit"] or (period and amount >= _LEAST_BY_PERIOD))
        if amount and (said or _is_bare_pay(amount, text, found.start("number"))):
            name = period.lastgroup if period else None
            return Pay(amount, name, found.start(), period.end() if period else found.end())
    return None


def _is_bare_pay(amount: int, text: str, start: int) -> bool:
    """A round number of the size of a month's pay, and no year, phone number or part of a word."""
    alone = start == 0 or not text[start - 1].isalnum()
    return alone and _LEAST_BARE <= amount <= _MOST_BARE and amount % 50 == 0 and not 1940 <= amount <= 2060
