"""The people of the demo: what they seek, know, hope to earn, and where they live."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from core.market import Market
from demo.counties import homes
from demo.jobs import JOBS
from demo.names import full_name

DAY = 24 * 3600
OLDEST = 60
CITIES = ("001", "047")  # counties without farms

# How many of a hundred or so seek this work.
SOUGHT = {
    "9111": 8, "5414": 7, "5223": 6, "9313": 6, "8322": 5, "8332": 4, "8321": 4, "9213": 4, "9211": 4, "9112": 4,
    "7112": 4, "7411": 4, "5311": 3, "5131": 3, "5120": 3, "9329": 3, "4110": 3, "7531": 3, "5141": 3, "7231": 3,
    "5230": 2, "9333": 2, "8331": 2, "5112": 2, "7126": 2, "7115": 2, "7212": 2, "4211": 2, "2341": 2, "2342": 2,
    "2221": 2, "9212": 2, "9214": 2, "9321": 2, "7131": 2, "3322": 2, "4321": 1, "4226": 1, "4120": 1, "4311": 1,
    "9412": 1, "5245": 1, "6113": 1, "9121": 1, "9312": 1, "8341": 1, "6122": 1, "2330": 1, "5321": 1, "3221": 1,
    "3512": 1, "2512": 1, "3511": 1, "2166": 1, "3431": 1, "2411": 1, "9621": 1, "5153": 1, "9611": 1, "8153": 1,
    "7422": 1, "5142": 1, "8344": 1, "8189": 1, "3253": 1, "2635": 1, "3212": 1, "5322": 1, "9216": 1, "7121": 1,
    "4222": 1, "2320": 1, "5113": 1, "4224": 1, "8342": 1, "7512": 1, "9122": 1,
}  # fmt: skip
EXPERIENCES = (("none", 0), ("under_1", 0), ("1_to_2", 1), ("3_to_5", 3), ("over_5", 6))  # years at least
ALERTS = {"off": 25, "instant": 25, "daily": 30, "weekly": 20}
LANGUAGES = {"en": 45, "sw": 54, "fr": 1}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is going to register at `registered_at`. Ids are UUIDs, the phone is E.164."""

    id: str
    consent_ids: tuple[str, str]
    phone: str
    registered_at: int
    language: str
    name: str
    birth_year: int
    place: str
    occupation: str
    experience: str
    least_pay: int
    alerts: str


def invent(rng: random.Random, market: Market, new_id: Callable[[], str], today: int, count: int) -> list[Person]:
    """So many people, each different, who register in the half year before `today`."""
    everyday_pay = _everyday_pay(market)
    people = []
    for number, county in enumerate(homes(rng, count), 1):
        community = rng.choices(list(county.communities), list(county.communities.values()))[0]
        age = min(OLDEST, market.legal_working_age + 1 + int(rng.expovariate(1 / 11)))
        occupation = _occupation(rng, market, county.code)
        people.append(
            Person(
                id=new_id(),
                consent_ids=(new_id(), new_id()),
                phone=f"+254744{number:06}",  # a prefix that no operator in service uses
                registered_at=today - 3600 - int(180 * DAY * rng.random() ** 2),
                language="fr" if community == "congolese" else _one_of(rng, LANGUAGES),
                name=full_name(rng, community),
                birth_year=market.year(today) - age,
                place=home_in(rng, market, county.code),
                occupation=occupation,
                experience=_experience(rng, age - market.legal_working_age),
                least_pay=_least_pay(rng, market, everyday_pay.get(occupation, 0)),
                alerts=_one_of(rng, ALERTS),
            )
        )
    return people


def home_in(rng: random.Random, market: Market, area: str) -> str:
    """Some place in an area that is exact enough for a home: mostly a town."""
    place = market.places[area]
    while below := market.places.children(place.code):
        if place.level == market.home_level and rng.random() < 0.2:
            break
        place = rng.choice(below)
    return place.code


def _occupation(rng: random.Random, market: Market, county: str) -> str:
    while True:
        chosen = _one_of(rng, SOUGHT)
        if county not in CITIES or market.occupations[chosen].sector != "farm":
            return chosen


def _experience(rng: random.Random, adult_years: int) -> str:
    return rng.choice([code for code, years in EXPERIENCES if years <= adult_years])


def _everyday_pay(market: Market) -> dict[str, int]:
    """What each occupation pays at the low end, per month."""
    pay: dict[str, int] = {}
    for job in JOBS.values():
        pay.setdefault(job.occupation, market.pay.per_month(job.low, job.period))
    return pay


def _least_pay(rng: random.Random, market: Market, usual: int) -> int:
    """The least somebody works for, per month: one of the menu's amounts in reach of what is usual; 0 is any pay."""
    terms = market.pay
    amounts = [terms.per_month(amount, terms.least_period) for amount in terms.least_amounts]
    in_reach = [amount for amount in amounts if amount <= usual * 1.2]
    return rng.choice([0, *in_reach[-2:], *in_reach[-2:]])


def _one_of(rng: random.Random, weights: dict[str, int]) -> str:
    return rng.choices(list(weights), list(weights.values()))[0]
