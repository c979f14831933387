"""Readers of events: what is made of an event and the cursor stand or fall together."""

import pytest

from core import events
from core.database import Database
from messages import readers

NOW = 1_795_000_000
NAME = "alerts"


def happen(db: Database, *kinds: str) -> None:
    for kind in kinds:
        with db.transaction():
            events.append(db, kind, "subject", NOW)


def read(db: Database, limit: int = 10) -> list[str]:
    with readers.reading(db, NAME, limit) as some:
        return [event["kind"] for event in some]


def test_each_event_is_read_once_and_in_order(db: Database) -> None:
    happen(db, "a", "b", "c")
    assert [read(db, 2), read(db, 2), read(db, 2)] == [["a", "b"], ["c"], []]
    happen(db, "d")
    assert read(db) == ["d"]


def test_readers_do_not_read_for_each_other(db: Database) -> None:
    happen(db, "a")
    assert read(db) == ["a"]
    with readers.reading(db, "subscriptions", 10) as some:
        assert [event["kind"] for event in some] == ["a"]


def test_what_failed_is_read_again(db: Database) -> None:
    happen(db, "a")
    with pytest.raises(ZeroDivisionError):
        with readers.reading(db, NAME, 10):
            db.run("DELETE FROM event")
            raise ZeroDivisionError
    assert read(db) == ["a"]
