"""Notices: what staff must know and nobody else tells them. Each is told once."""

from typing import Any

import orjson

from core.database import Database, Row


def tell(db: Database, now: int, kind: str, subject: str, code: str, **values: Any) -> bool:
    """Leave a notice within the caller's transaction. False where one of that kind and subject was left before.

    `kind` is what it is about, `subject` what must be told only once (a unit and month, a gateway and day);
    `code` and `values` make the sentence, in the language of whoever reads it. No personal data.
    """
    return bool(
        db.run(
            "INSERT INTO staff_notice (kind, subject, code, data, at) VALUES (:kind, :subject, :code, :data, :now)"
            " ON CONFLICT (kind, subject) DO NOTHING",
            kind=kind,
            subject=subject,
            code=code,
            data=orjson.dumps(values).decode(),
            now=now,
        )
    )


def waiting(db: Database) -> list[Row]:
    """The notices that nobody has ticked off, oldest first: id, kind, subject, code, data (decoded), at."""
    rows = db.all("SELECT id, kind, subject, code, data, at FROM staff_notice WHERE done_at IS NULL ORDER BY id")
    for row in rows:
        row["data"] = orjson.loads(row["data"])
    return rows


def tick_off(db: Database, now: int, notice: int) -> None:
    """Somebody has seen to it."""
    db.run("UPDATE staff_notice SET done_at = :now WHERE id = :id AND done_at IS NULL", id=notice, now=now)
