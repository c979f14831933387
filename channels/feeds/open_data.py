"""Open data: what anybody may know of the labour market here, as an SQLite file without a word about any person."""

import os
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import sqlite_utils

from channels.feeds import exporting
from core.database import Database, Row
from core.market import Market

LEAST = 5  # people: fewer are not counted, for whoever knows the place could name them
_NAMED = ("document_verified", "trusted")  # levels of which the employer is named: of others it may be a household
_METADATA = {
    "title": "Open vacancies and figures of the labour market",
    "vacancy": "Open vacancies. The employer is named only where documents were seen. No contacts.",
    "vacancy_figure": "Open vacancies, posts and the median pay of a month, by area and sector.",
    "opened_figure": "Vacancies that were opened, and their posts, by month and area.",
    "jobseeker_figure": "Registered people by area and sector of the work they look for.",
    "applicant_figure": "People who applied, by area and occupation of the vacancy.",
    "hidden": f"Numbers of people and medians of fewer than {LEAST} are empty.",
}


def write(db: Database, market: Market, path: Path, now: int) -> dict[str, int]:
    """Write the file whole, or leave what is there. Returns the rows of each table. Raises OSError.

    The same data at the same `now` give the same bytes.
    """
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(b"")  # where that cannot be, SQLite would say less of why
    file = sqlite_utils.Database(draft)
    try:
        tables = _tables(db, market, now)
        for name, (keys, columns, rows) in tables.items():
            table = file[name]
            assert isinstance(table, sqlite_utils.db.Table)
            table.create(columns, pk=keys, not_null=keys if isinstance(keys, tuple) else {keys})
            table.insert_all(sorted(rows, key=lambda row: tuple(row[key] for key in _tuple(keys))))
        file.vacuum()
        file.close()
        os.replace(draft, path)
    finally:
        file.close()
        draft.unlink(missing_ok=True)
    return {name: len(rows) for name, (_keys, _columns, rows) in tables.items()}


def _tuple(keys: str | tuple[str, ...]) -> tuple[str, ...]:
    return (keys,) if isinstance(keys, str) else keys


_Table = tuple[str | tuple[str, ...], dict[str, Any], list[Row]]


def _tables(db: Database, market: Market, now: int) -> dict[str, _Table]:
    opened = list(exporting.opened(db))
    area = {"area": str, "area_name": str}
    metadata = {
        **_METADATA,
        "market": market.code,
        "currency": market.currency,
        "as_of": datetime.fromtimestamp(now, market.time_zone).isoformat(),
    }
    return {
        "metadata": (
            "name",
            {"name": str, "value": str},
            [{"name": name, "value": value} for name, value in metadata.items()],
        ),
        "vacancy": (
            "reference",
            {
                "reference": str, "title": str, "employer": str, "occupation": str, "occupation_title": str,
                "sector": str, "place": str, "place_name": str, **area, "posts": int, "pay": int, "pay_period": str,
                "pay_month": int, "opened_on": str, "deadline_on": str, "starts_on": str,
            },
            [_vacancy(market, row) for row in opened],
        ),
        "vacancy_figure": (
            ("area", "sector"),
            {**area, "sector": str, "vacancies": int, "posts": int, "pay_month_median": int},
            _vacancy_figures(market, opened),
        ),
        "opened_figure": (
            ("month", "area"),
            {"month": str, **area, "vacancies": int, "posts": int},
            _opened_figures(db, market),
        ),
        "jobseeker_figure": (
            ("area", "sector"),
            {**area, "sector": str, "people": int},
            _jobseeker_figures(db, market),
        ),
        "applicant_figure": (
            ("area", "occupation"),
            {**area, "occupation": str, "occupation_title": str, "people": int},
            _applicant_figures(db, market),
        ),
    }  # fmt: skip


def _vacancy(market: Market, row: Row) -> Row:
    return {
        **{name: row[name] for name in ("reference", "title", "occupation", "place", "posts", "pay", "pay_period")},
        "employer": row["employer_name"] if row["employer_level"] in _NAMED else None,
        "occupation_title": _occupation_title(market, row["occupation"]),
        "sector": _sector(market, row["occupation"]),
        "place_name": _place_name(market, row["place"]),
        **_area(market, row["place"]),
        "pay_month": row["pay_month"],
        "opened_on": _day(market, row["opened_at"]),
        "deadline_on": _day(market, row["deadline"]),
        "starts_on": row["starts_on"],
    }


def _vacancy_figures(market: Market, opened: list[Row]) -> list[Row]:
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in opened:
        groups[_area(market, row["place"])["area"], _sector(market, row["occupation"])].append(row)
    return [
        {
            **_area(market, area),
            "sector": sector,
            "vacancies": len(rows),
            "posts": sum(row["posts"] for row in rows),
            "pay_month_median": _median([row["pay_month"] for row in rows if row["pay_month"]]),
        }
        for (area, sector), rows in groups.items()
    ]


def _opened_figures(db: Database, market: Market) -> list[Row]:
    vacancies: Counter[tuple[str, str]] = Counter()
    posts: Counter[tuple[str, str]] = Counter()
    for row in db.all("SELECT place, posts, opened_at FROM vacancy WHERE opened_at IS NOT NULL"):
        key = _day(market, row["opened_at"])[:7], _area(market, row["place"])["area"]
        vacancies[key] += 1
        posts[key] += row["posts"]
    return [
        {"month": month, **_area(market, area), "vacancies": number, "posts": posts[month, area]}
        for (month, area), number in vacancies.items()
    ]


def _jobseeker_figures(db: Database, market: Market) -> list[Row]:
    people: Counter[tuple[str, str]] = Counter()
    for row in db.all(
        "SELECT place, sector, count(*) AS people FROM profile WHERE status = 'active' AND place IS NOT NULL"
        " AND sector IS NOT NULL GROUP BY place, sector"
    ):
        people[_area(market, row["place"])["area"], row["sector"]] += row["people"]
    return [
        {**_area(market, area), "sector": sector, "people": _shown(number)} for (area, sector), number in people.items()
    ]


def _applicant_figures(db: Database, market: Market) -> list[Row]:
    """Whoever applied several times there counts once."""
    people: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in db.all(
        "SELECT DISTINCT vacancy.place, vacancy.occupation, application.profile_id FROM application"
        " JOIN vacancy ON vacancy.id = application.vacancy_id"
    ):
        people[_area(market, row["place"])["area"], row["occupation"]].add(row["profile_id"])
    return [
        {
            **_area(market, area),
            "occupation": occupation,
            "occupation_title": _occupation_title(market, occupation),
            "people": _shown(len(who)),
        }
        for (area, occupation), who in people.items()
    ]


def _shown(number: int) -> int | None:
    return number if number >= LEAST else None


def _median(amounts: list[int]) -> int | None:
    return round(median(amounts)) if len(amounts) >= LEAST else None


def _area(market: Market, place: str) -> dict[str, str]:
    """The area around a place; a place that the pack has no longer is one by itself."""
    area = market.area(place) if place in market.places else place
    return {"area": area, "area_name": _place_name(market, area)}


def _place_name(market: Market, place: str) -> str:
    return market.places[place].name if place in market.places else place


def _occupation_title(market: Market, occupation: str) -> str:
    return market.occupations[occupation].title if occupation in market.occupations else occupation


def _sector(market: Market, occupation: str) -> str:
    found = market.occupations.get(occupation)
    return (found and found.sector) or ""


def _day(market: Market, at: int) -> str:
    return datetime.fromtimestamp(at, market.time_zone).date().isoformat()
