"""What tests of job alerts share: people who want them, the work of the background, and what was told to whom."""

from datetime import datetime
from typing import Any

from core import duplicates
from core.database import Database, Row
from core.market import Market
from messages import alerts, subscriptions
from tests.core import makers

HOUR = 3600
MORNING = "2026-11-18 09:00"  # a Wednesday


def at(market: Market, local: str) -> int:
    """UTC seconds of a local time such as "2026-11-18 09:00"."""
    return int(datetime.fromisoformat(local).replace(tzinfo=market.time_zone).timestamp())


def phone(number: int) -> str:
    return f"+254712{number:06d}"


def subscriber(db: Database, market: Market, number: int = 1, **fields: Any) -> Row:
    """A person who wants alerts, reached by the phone of that number."""
    return makers.person(db, market, phone(number), **{"alerts": "instant", **fields})


def work(db: Database, market: Market, now: int) -> alerts.Ran:
    """All that the background does when it wakes up at `now`."""
    keep_up(db, market, now)
    return alerts.run_due(db, market, now)


def keep_up(db: Database, market: Market, now: int) -> None:
    """Act on every event there is."""
    for follow in (subscriptions.follow, alerts.follow, duplicates.catch_up):
        while follow(db, market, now):
            pass


def told(db: Database) -> list[str]:
    """The phones for which something is queued, in the order of their numbers."""
    rows = db.all("SELECT phone FROM outbox WHERE state = 'queued' ORDER BY phone, id")
    return [row["phone"] for row in rows]


def texts(db: Database, number: int = 1) -> list[str]:
    """What is queued for the phone of that number, oldest first."""
    rows = db.all(
        "SELECT text FROM outbox JOIN message_text ON message_text.id = text_id"
        " WHERE phone = :phone AND state = 'queued' ORDER BY outbox.id",
        phone=phone(number),
    )
    return [row["text"] for row in rows]
