"""Notices: each is told once, waits until somebody ticks it off, and those of a unit are for that unit too."""

import pytest

from core.database import Database
from core.errors import NotFoundError
from messages import notices
from tests.core.makers import NOW


def tell(db: Database, kind: str, subject: str) -> int:
    with db.transaction():
        assert notices.tell(db, NOW, kind, subject, "budget_spent", unit="mombasa", month="2026-11")
        assert not notices.tell(db, NOW, kind, subject, "budget_spent", unit="mombasa", month="2026-11")
    return int(notices.waiting(db)[-1]["id"])


def test_notices_are_read_in_order_and_those_of_other_units_are_not_there(db: Database) -> None:
    first, second, third = (
        tell(db, "budget", "mombasa:2026-11"),
        tell(db, "budget", "kilifi:2026-11"),
        tell(db, "x", "y"),
    )
    assert [row["id"] for row in notices.page(db, None)] == [first, second, third]
    assert [row["id"] for row in notices.page(db, None, first, 1)] == [second]
    assert [row["id"] for row in notices.page(db, ["mombasa"])] == [first]
    assert notices.page(db, []) == []
    assert notices.by_id(db, first, ["mombasa"])["data"] == {"unit": "mombasa", "month": "2026-11"}
    for units in (["kilifi"], []):
        with pytest.raises(NotFoundError):
            notices.by_id(db, first, units)
    notices.tick_off(db, NOW, first)
    assert [row["id"] for row in notices.page(db, None)] == [second, third]
    assert notices.by_id(db, first, None)["done_at"] == NOW
