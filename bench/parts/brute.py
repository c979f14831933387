"""Brute force: every vacancy of a market scored for one person, by numpy, as the least that looking at all can cost."""

from dataclasses import dataclass
from typing import Any

import numpy

from core import matching
from core.database import Database, Row
from core.market import Market

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Vacancies:
    """All open vacancies in columns, and what people are compared with them by."""

    columns: dict[str, int]  # of each vacancy, by id
    occupations: Any  # as a row of `nearness`
    paths: list[Any]  # the place at each level, from the nation down, as a number
    pay: Any
    opened_at: Any
    nearness: dict[str, Any]  # of each occupation to all others
    places: dict[str, int]


def load(db: Database, market: Market) -> Vacancies:
    """The open vacancies of a database."""
    rows = db.all("SELECT id, occupation, place, pay_month, opened_at FROM vacancy WHERE status = 'open' ORDER BY id")
    codes = [each.code for each in market.occupations]
    numbers = {code: number for number, code in enumerate(codes)}
    places = {place.code: number for number, place in enumerate(market.places)}
    depth = len(market.places.levels)
    paths = numpy.full((depth, len(rows)), NOWHERE, dtype=numpy.int32)
    for column, row in enumerate(rows):
        for level, code in enumerate(market.places.path(row["place"])):
            paths[level, column] = places[code]
    return Vacancies(
        columns={row["id"]: column for column, row in enumerate(rows)},
        occupations=numpy.array([numbers[row["occupation"]] for row in rows], dtype=numpy.int32),
        paths=list(paths),
        pay=numpy.array([row["pay_month"] or 0 for row in rows], dtype=numpy.float64),
        opened_at=numpy.array([row["opened_at"] for row in rows], dtype=numpy.float64),
        nearness={
            code: numpy.array([market.occupations.nearness(code, other) for other in codes], dtype=numpy.float64)
            for code in codes
        },
        places=places,
    )


def path(vacancies: Vacancies, market: Market, home: str) -> list[int]:
    """The numbers of the places around a home, from the nation down."""
    return [vacancies.places[code] for code in market.places.path(home)]


def best(vacancies: Vacancies, profile: Row, around: list[int], now: int, wanted: int) -> tuple[Any, Any]:
    """The columns of the best vacancies for a person who lives on that path, and the points of all."""
    work = vacancies.nearness[profile["occupation"]][vacancies.occupations]
    shared = numpy.zeros(len(work))
    for level, place in enumerate(around):
        shared += vacancies.paths[level] == place
    nearby = (shared - 1) / max(len(around) - 1, 1)
    pay = numpy.full(len(work), matching.UNKNOWN)
    if profile["least_pay"]:
        told = vacancies.pay > 0
        pay[told] = numpy.minimum(1.0, vacancies.pay[told] / profile["least_pay"])
    fresh = numpy.maximum(0.0, 1 - (now - vacancies.opened_at) / matching.FRESH_SECONDS)
    points = matching.WORK * work + matching.PLACE * nearby + matching.PAY * pay + matching.RECENCY * fresh
    points += matching.SKILLS * matching.UNKNOWN
    points[work < matching.RELATED] -= 100  # other work last
    top = numpy.argpartition(points, -wanted)[-wanted:]
    return top, points
