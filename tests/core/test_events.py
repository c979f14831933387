"""Events: noted with their transaction, read by cursor, on both databases."""

import pytest

from core import events
from core.database import Database
from tests.core.makers import NOW


def append(db: Database, *subjects: str) -> None:
    """One transaction with an event for each subject."""
    with db.transaction():
        for subject in subjects:
            events.append(db, "vacancy.opened", subject, NOW, place="047", posts=3)


def test_an_event_says_what_happened_to_what_and_when(db: Database) -> None:
    append(db, "v-1")
    assert events.after(db, 0) == [
        {"id": 1, "kind": "vacancy.opened", "subject": "v-1", "data": {"place": "047", "posts": 3}, "at": NOW}
    ]


def test_events_are_read_on_from_a_cursor_oldest_first(db: Database) -> None:
    append(db, "a", "b")
    append(db, "c")
    first = events.after(db, 0, limit=2)
    assert [event["subject"] for event in first] == ["a", "b"]
    rest = events.after(db, first[-1]["id"])
    assert [event["subject"] for event in rest] == ["c"]
    assert events.after(db, rest[-1]["id"]) == []


def test_events_of_one_transaction_become_visible_together(db: Database) -> None:
    with db.transaction():
        events.append(db, "vacancy.opened", "a", NOW)
        assert events.after(db, 0) == []
        events.append(db, "vacancy.opened", "b", NOW)
    assert [event["subject"] for event in events.after(db, 0)] == ["a", "b"]


def test_an_event_outside_of_any_transaction_is_an_error_and_not_lost_in_silence(db: Database) -> None:
    append(db, "a")
    with pytest.raises(RuntimeError):
        events.append(db, "vacancy.opened", "b", NOW)
    append(db, "c")
    assert [event["subject"] for event in events.after(db, 0)] == ["a", "c"]
