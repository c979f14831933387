"""Events: what happened, for whoever must act on it later. Numbered in commit order, read by cursor."""

from typing import Any

import orjson

from core import ledger
from core.database import Database, Row


def append(db: Database, kind: str, subject: str, now: int, **data: Any) -> None:
    """Note within the caller's transaction that something happened to `subject` (an id).

    `kind` is like "vacancy.opened". `data` holds ids and codes, never names or numbers of people.
    """
    ledger.number(db)
    db.last(
        "INSERT INTO event (id, kind, subject, data, at)"
        " SELECT value, :kind, :subject, :data, :at FROM sequence WHERE name = 'ledger'",
        numbered=True,
        kind=kind,
        subject=subject,
        data=orjson.dumps(data).decode(),
        at=now,
    )


def after(db: Database, cursor: int, limit: int = 1000) -> list[Row]:
    """The events numbered above the cursor, oldest first, `data` decoded."""
    rows = db.all(
        "SELECT id, kind, subject, data, at FROM event WHERE id > :cursor ORDER BY id LIMIT :limit",
        cursor=cursor,
        limit=limit,
    )
    for row in rows:
        row["data"] = orjson.loads(row["data"])
    return rows
