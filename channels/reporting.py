"""Reporting: which job somebody means who says that one is bad, and what they say is wrong with it."""

import re
from collections.abc import Sequence

from channels.conversation import Session
from core import spelling
from core.database import Row

FEWEST_DIGITS = 5  # of the number of a job
_PAGES = ("job", "applied", "report_job")  # pages whose value is the id of a vacancy

# In this order: who was asked for money at a place that is not safe is in danger first.
_REASONS = {
    "unsafe": r"unsafe|not safe|danger\w*|sex\w*|rape\w*|beat\w*|touch\w*|hatari|si salama|ngono|pas sur|dangereu\w+",
    "asks_money": (
        r"money|cash|pay\w*|fees?|deposit|bribe|mpesa|m pesa|chai|pesa|hela|doo|ada|rushwa|hongo|kitu kidogo|lipa"
        r"|nilipe|malipo|argent|frais|payer|caution"
    ),
    "not_real": (
        r"fake|false|lies?|lying|scam\w*|fraud\w*|con|cons|conmen|not real|not genuine|no such|doesnt exist|not exist"
        r"|bogus|feki|uongo|utapeli|matapeli|tapeli|wezi|bandia|hewa|haipo|haiko|faux|fausse|arnaque|escroc\w*"
        r"|mensonge|n existe pas"
    ),
}

_NUMBER = re.compile(
    r"(?P<job>\b(?:job|no|number|ref|vacancy|report|kazi|namba|nambari|emploi|offre|num[eé]ro)[.: ]*)?"
    r"(?P<money>(?:ksh|kes|kshs|sh)[. ]*)?(?<![\d,.])(?P<number>\d{5,8})(?![\d,]|\s*(?:/=|/-|bob\b|ksh|kes|sh\b))",
    re.IGNORECASE,
)


def reason(text: str) -> str:
    """The code of what is wrong with a job: "asks_money", "not_real", "unsafe" or "other"."""
    said = spelling.key(spelling.apart(text))
    return next((code for code, words in _REASONS.items() if re.search(rf"\b(?:{words})\b", said)), "other")


def numbers(text: str) -> list[str]:
    """The numbers in a text that may be those of a job, and are no amount of money: not "10000" or "ksh 12345"."""
    found = _NUMBER.finditer(text)
    return [each["number"] for each in found if each["job"] or not (each["money"] or int(each["number"]) % 50 == 0)]


def job_meant(session: Session, offers: Sequence[Row]) -> str | None:
    """The id of the one job that somebody who names none can mean: that on the page, or in the only alert."""
    if session.screen in _PAGES and isinstance(session.value, str):
        return session.value
    told = {offer["subject"] for offer in offers if offer["kind"] == "apply"}
    return told.pop() if len(told) == 1 else None
