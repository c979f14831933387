"""Samples: the values that texts are measured with, as they are on most days and as long as they can be."""

from typing import Any

from core.applications import OPEN
from core.database import Row
from core.market import Market
from messages import wording
from translations import speaking

LONGEST_NAME = 120  # characters of a job title or of an employer's name
_NOW = 1_800_000_000  # any time will do: only the length of a date counts
_DAY = 24 * 3600
_TITLE = (
    "Assistant supervisor of the cold store with experience in packing cut flowers and fresh vegetables for export by"
    " air freight"
)
_EMPLOYER = (
    "The Agricultural and Pastoral Produce Growers and Exporters Cooperative Society of the Upper Valley and the Lower"
    " Highlands Limited"
)


def typical(purpose: str, market: Market, language: str) -> dict[str, Any]:
    """Values for `templates.render` as they are on most days."""
    vacancy = {
        "reference": "10235",
        "title": "Welder",
        "employer_name": "Baraka Hardware",
        "occupation": next(iter(market.occupations)).code,
        "place": min(market.places, key=lambda place: (abs(len(place.name) - 7), place.code)).code,
        "pay": market.pay.least_amounts[len(market.pay.least_amounts) // 2],
        "pay_period": market.pay.least_period,
        "posts": 3,
        "applications": 12,
        "deadline": _NOW,
    }
    values = {
        "digit": "1",
        "typed": "10236",
        "word": "STATUS",
        "status": "seen",
        "why": "reports",
        "alerts": "daily",
        "language": language,
        "no_digit": "2",
        "meets_at": _NOW,
        "venue": "Baraka Hardware, Moi Road",
        "person": "10000012",
        "next": "10000025",
        "coming": 3,
        "waiting": 1,
        "words": "Please come at nine and bring your papers.",
        "work": next(iter(market.occupations)).code,
        "name": "Baraka Hardware",
        "problem": "Please type what you want to say.",
        "code": "123456",
        "business": "Baraka Hardware",
        "names": "Asha Wanjiru, Juma Karisa",
        "number": 12,
        "references": "10235, 10247, 10259",
        "day": "28 Nov",
        "yes": "1",
        "no": "2",
        "standing": "closed",
        "fit": "5_to_20",
    }
    return {"vacancy": vacancy, **values, **_lists(purpose, market, vacancy, rows=2)}


def worst(purpose: str, market: Market, language: str) -> dict[str, Any]:
    """Values as long as they can be: the market's longest place, most pay, and names of LONGEST_NAME."""
    with speaking(language):
        pays = [(market.pay.most // market.pay.per_month(1, period), period) for period in market.pay.periods]
        pay, period = max(pays, key=lambda each: len(wording.short_pay(market, *each)))
        days = range(_NOW, _NOW + 365 * _DAY, 5 * _DAY)
        vacancy = {
            "reference": "1234567",
            "title": _TITLE[:LONGEST_NAME],
            "employer_name": _EMPLOYER[:LONGEST_NAME],
            "occupation": next(iter(market.occupations)).code,
            "place": max(market.places, key=lambda place: len(place.name)).code,
            "pay": pay,
            "pay_period": period,
            "posts": 10_000,
            "applications": 99_999,
            "deadline": max(days, key=lambda at: len(wording.day(market, at))),
        }
        if purpose == "alert_digest":  # three jobs at once never draw such crowds
            vacancy |= {"posts": 999, "applications": 9_999}
        values = {
            "digit": "10",
            "typed": "1234567890" * 4,
            "word": "ABCDEFGHIJ" * 4,
            "status": max((*OPEN, "hired", "refused"), key=lambda code: len(wording.status(code))),
            "why": max(wording.REASONS_HELD, key=lambda code: len(wording.why_held(code))),
            "alerts": max(wording.ALERTS, key=lambda code: len(wording.alerts(code))),
            "language": max(market.languages, key=lambda code: len(wording.language_name(code))),
            "no_digit": "10",
            "meets_at": max(days, key=lambda at: len(wording.moment(market, at))),
            "venue": "Market " * 11 + "Hal",
            "person": "100000012",
            "next": "100000025",
            "coming": 1000,
            "waiting": 1000,
            "words": "papers " * 21 + "all",
            "work": max(market.occupations, key=lambda each: len(market.occupations.label(each.code, language))).code,
            "name": _EMPLOYER[:LONGEST_NAME],
            "problem": "Please type what you want to say, in " + "short " * 15,
            "code": "123456",
            "business": _EMPLOYER[:LONGEST_NAME],
            "names": ", ".join(["Bartholomew Kipkorir Cheruiyot"] * 3),
            "number": 99_999,
            "references": ", ".join(["1234567"] * 12),
            "day": max((wording.day(market, at) for at in days), key=len),
            "yes": "10",
            "no": "10",
            "standing": max(wording.STANDINGS, key=lambda code: len(wording.standing(code))),
            "fit": max(wording.FITTING, key=lambda code: len(wording.fitting(code))),
        }
    return {"vacancy": vacancy, **values, **_lists(purpose, market, {**vacancy, **values}, rows=20)}


def _lists(purpose: str, market: Market, row: Row, rows: int) -> dict[str, Any]:
    """The lists that this purpose takes."""
    if purpose == "alert_digest":
        return {"vacancies": [row] * 3, "digits": ["1", "2", "3"]}
    if purpose == "status":
        return {"applications": [{"status": "seen", **row}] * rows}
    if purpose == "which_language":
        return {"languages": [(str(number), code) for number, code in enumerate(market.languages, start=1)]}
    return {"topic": "violence"} if purpose == "safety" else {}
