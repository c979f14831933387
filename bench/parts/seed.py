"""A market of any size, written straight into the tables: the same people and vacancies for the same size."""

import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg

from core.database import open_database
from core.ids import reference, seeded_ids
from core.market import Market
from core.migrations import migrate

DAY = 24 * 3600
FIRST_MILLISECONDS = 1_700_000_000_000
# Characters of the names of places and work: a job's page then fits one screen of 182 with the choice "Apply" on it,
# so that the same keys apply everywhere.
LONGEST_NAME = 14

Table = tuple[str, str, Iterable[tuple[Any, ...]]]  # name, columns, rows


@dataclass(frozen=True, slots=True)
class Size:
    """How many people are registered, and how many vacancies are open."""

    people: int
    vacancies: int

    def __str__(self) -> str:
        return f"{self.people:,} people, {self.vacancies:,} vacancies"


def seed(url: str, market: Market, size: Size, now: int) -> None:
    """Fill an empty database. `now` is UTC seconds: vacancies are open then and for weeks after."""
    db = open_database(url)
    migrate(db)
    db.close()
    tables = [*_vacancies(market, size, now), *_people(market, size, now)]
    if url.startswith("sqlite:///"):
        _into_sqlite(url.removeprefix("sqlite:///"), tables)
    else:
        _into_postgres(url, tables)


def phone(number: int) -> str:
    """The phone of the person of that number, counted from 0."""
    return f"+2547{number:08d}"


def name(number: int) -> str:
    """The name of the person of that number: nobody else has it."""
    return f"Person {_in_letters(number)}"


def _in_letters(number: int) -> str:
    letters = ""
    for _ in range(5):
        number, letter = divmod(number, 26)
        letters = chr(ord("a") + letter) + letters
    return letters.capitalize()


def _people(market: Market, size: Size, now: int) -> Iterator[Table]:
    picks = _Picks(market, seed=1)
    ids = seeded_ids(picks.random.getrandbits, FIRST_MILLISECONDS)
    # In the order of their making, as UUIDv7 are: that is also what keeps the seeding fast.
    people = sorted(ids() for _ in range(size.people))
    created = now - 30 * DAY  # not so long that a caller is asked whether the phone is still theirs

    def rows() -> Iterator[tuple[Any, ...]]:
        for number, person in enumerate(people):
            code, sector = picks.occupation()
            year, pay = 1960 + number % 45, (0, 8_000, 12_000, 18_000)[number % 4]
            place = picks.home()
            yield (
                person, reference(1_000_001 + number), "active", "en", name(number), year, place, market.area(place),
                sector, code, "1_to_2", pay, created, created,
            )  # fmt: skip

    yield (
        "profile",
        "id, reference, status, language, name, birth_year, place, area, sector, occupation, experience, least_pay,"
        " created_at, updated_at",
        rows(),
    )
    links = ((phone(number), person, created) for number, person in enumerate(people))
    yield "phone_link", "phone, profile_id, since", links


def _vacancies(market: Market, size: Size, now: int) -> Iterator[Table]:
    picks = _Picks(market, seed=2)
    ids = seeded_ids(picks.random.getrandbits, FIRST_MILLISECONDS)
    employers = sorted(ids() for _ in range(size.vacancies // 5 + 1))
    homes = [picks.home() for _ in employers]
    yield (
        "employer",
        "id, name, place, area, sector, level, created_at, updated_at",
        [
            (each, f"Firm {number}", home, market.area(home), "", "trusted", now, now)
            for number, (each, home) in enumerate(zip(employers, homes, strict=True))
        ],
    )
    vacancies, areas = [], []
    for number, vacancy in enumerate(sorted(ids() for _ in range(size.vacancies))):
        code, _sector = picks.occupation()
        place, pay = picks.home(), picks.random.choice((None, 9_000, 12_000, 15_000, 20_000, 30_000))
        opened, deadline = now - picks.random.randrange(1, 30 * DAY), now + picks.random.randrange(DAY, 60 * DAY)
        vacancies.append(
            (
                vacancy, reference(1000 + number), employers[number // 5], market.occupations.label(code, "en"),
                code, place, market.area(place), 1 + number % 5, pay, "month" if pay else None, pay, "open",
                opened, deadline, opened, opened,
            )
        )  # fmt: skip
        areas += [(ring, code, opened, vacancy, pay, deadline) for ring in market.places.rings(place)]
    yield (
        "vacancy",
        "id, reference, employer_id, title, occupation, place, area, posts, pay, pay_period, pay_month, status,"
        " opened_at, deadline, created_at, updated_at",
        vacancies,
    )
    yield (
        "vacancy_area",
        "place, occupation, opened_at, vacancy_id, pay_month, deadline",
        sorted(areas),
    )


class _Picks:
    """Random choices as a market has them: a few towns and kinds of work hold most of it."""

    def __init__(self, market: Market, seed: int) -> None:
        self.random = random.Random(seed)
        places = market.places
        levels = places.levels[places.levels.index(market.home_level) :]
        self._homes = [place.code for place in places if place.level in levels and len(place.name) <= LONGEST_NAME]
        self.random.shuffle(self._homes)
        self._work = [
            (each.code, sector.code)
            for sector in market.occupations.sectors
            for each in market.occupations.in_sector(sector.code)
            if len(each.labels["en"]) <= LONGEST_NAME
        ]
        self.random.shuffle(self._work)

    def home(self) -> str:
        """The code of a place where people live."""
        return self._homes[int(len(self._homes) * self.random.random() ** 2)]

    def occupation(self) -> tuple[str, str]:
        """The code of an occupation, and of its sector."""
        return self._work[int(len(self._work) * self.random.random() ** 2)]


def _into_sqlite(path: str, tables: Iterable[Table]) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-256000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for table, columns, rows in tables:
            marks = ", ".join("?" for _ in columns.split(","))
            connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _into_postgres(url: str, tables: Iterable[Table]) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        for table, columns, rows in tables:
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
        cursor.execute("ANALYZE")
