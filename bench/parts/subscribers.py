"""Everybody of a seeded market as a subscriber to alerts, written straight into the table."""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from typing import Any

import psycopg

from core.market import Market
from messages import subscriptions

COLUMNS = "profile_id, often, phone, language, occupation, area, home, unit, least_pay, last_alerted_at"
_PEOPLE = (
    "SELECT id, phone, occupation, place, least_pay FROM profile JOIN phone_link ON phone_link.profile_id = profile.id"
    " ORDER BY id"
)
DAY = 24 * 3600


def subscribe_all(url: str, market: Market, now: int) -> None:
    """Every person wants alerts at once, in the languages of the market by turns, and had one some days ago."""
    if url.startswith("sqlite:///"):
        _into_sqlite(url.removeprefix("sqlite:///"), market, now)
    else:
        _into_postgres(url, market, now)


def _into_sqlite(path: str, market: Market, now: int) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-256000")
        connection.execute("BEGIN")
        people = connection.execute(_PEOPLE).fetchall()
        marks = ", ".join("?" for _ in COLUMNS.split(","))
        connection.executemany(f"INSERT INTO subscription ({COLUMNS}) VALUES ({marks})", _rows(people, market, now))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _into_postgres(url: str, market: Market, now: int) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        people = cursor.execute(_PEOPLE.encode()).fetchall()
        with cursor.copy(f"COPY subscription ({COLUMNS}) FROM STDIN".encode()) as copy:
            for row in _rows(people, market, now):
                copy.write_row(row)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


def _rows(people: Iterable[tuple[Any, ...]], market: Market, now: int) -> Iterator[tuple[Any, ...]]:
    @cache
    def living(place: str) -> tuple[str, str, str]:
        return market.area(place), subscriptions.home(market, place), market.unit_of(place).code

    for number, (person, phone, occupation, place, least_pay) in enumerate(people):
        language = market.languages[number % len(market.languages)]
        yield person, "instant", phone, language, occupation, *living(place), least_pay, now - number % 60 * DAY
