"""Merges in the database: which profile went into which, and what was moved. Every statement on the table is here."""

from typing import Any

import orjson

from core.database import Database, Row
from core.errors import NotFoundError

FORGOTTEN = "{}"  # in place of what was moved, once the person was erased

# Whoever went into the person, and whoever had gone into those before.
_INTO = """
WITH RECURSIVE absorbed (id) AS (
    SELECT gone FROM merge WHERE kept = :id AND undone_at IS NULL
    UNION SELECT gone FROM merge JOIN absorbed ON kept = absorbed.id WHERE undone_at IS NULL)"""


def add(db: Database, merge_id: str, kept: str, gone: str, moved: dict[str, Any], author: str, now: int) -> None:
    """Remember a merge, with all that is needed to undo it."""
    db.run(
        "INSERT INTO merge (id, kept, gone, moved, at, author) VALUES (:id, :kept, :gone, :moved, :now, :author)",
        id=merge_id,
        kept=kept,
        gone=gone,
        moved=orjson.dumps(moved).decode(),
        now=now,
        author=author,
    )


def by_id(db: Database, merge_id: str) -> Row:
    """One merge, `moved` decoded; that is empty once one of the two was erased. Raises NotFoundError."""
    row = db.one("SELECT id, kept, gone, moved, at, author, undone_at FROM merge WHERE id = :id", id=merge_id)
    if row is None:
        raise NotFoundError(merge_id)
    return {**row, "moved": orjson.loads(row["moved"])}


def undo(db: Database, merge_id: str, now: int) -> bool:
    """Mark a merge as undone, and drop what it remembered. Returns False where that was so before."""
    return bool(
        db.run(
            f"UPDATE merge SET undone_at = :now, moved = '{FORGOTTEN}' WHERE id = :id AND undone_at IS NULL",
            id=merge_id,
            now=now,
        )
    )


def forget(db: Database, profile_id: str) -> None:
    """Within the transaction that erases a person: keep nothing of what they were before they were merged.

    What was sent to those who went into them is forgotten by whoever forgets what was sent to them.
    """
    db.run(
        f"INSERT INTO erasure (phone, profile_id, at) {_INTO} SELECT phone, absorbed.id, at FROM erasure, absorbed"
        " WHERE profile_id = :id ON CONFLICT (phone, profile_id) DO NOTHING",
        id=profile_id,
    )
    db.run(
        f"{_INTO} UPDATE merge SET moved = '{FORGOTTEN}'"
        " WHERE gone = :id OR kept = :id OR gone IN (SELECT id FROM absorbed)",
        id=profile_id,
    )
