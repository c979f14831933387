"""Notices: what staff must know and nobody else tells them. Each is told once."""

from collections.abc import Sequence
from typing import Any

import orjson

from core.database import Database, Row
from core.errors import NotFoundError


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


def page(db: Database, units: Sequence[str] | None, after: int = 0, limit: int = 25) -> list[Row]:
    """As `waiting`, from the one behind `after` (an id), of these units alone. None: all, also those of no unit."""
    where, values = condition(units)
    rows = db.all(
        "SELECT id, kind, subject, code, data, at FROM staff_notice"
        f" WHERE done_at IS NULL AND id > :after AND {where} ORDER BY id LIMIT :limit",
        after=after,
        limit=limit,
        **values,
    )
    return [{**row, "data": orjson.loads(row["data"])} for row in rows]


def by_id(db: Database, notice: int, units: Sequence[str] | None) -> Row:
    """One notice, ticked off or not. Raises NotFoundError, also where it is of another unit."""
    where, values = condition(units)
    row = db.one(
        f"SELECT id, kind, subject, code, data, at, done_at FROM staff_notice WHERE id = :id AND {where}",
        id=notice,
        **values,
    )
    if row is None:
        raise NotFoundError("notice")
    return {**row, "data": orjson.loads(row["data"])}


def condition(units: Sequence[str] | None) -> tuple[str, Row]:
    """The SQL that holds for notices of these units, and its values. What is of no unit is for staff of the whole."""
    if units is None:
        return "1 = 1", {}
    values = {f"unit_{number}": f"{unit}:%" for number, unit in enumerate(units)}
    return f"(kind = 'budget' AND ({' OR '.join(f'subject LIKE :{name}' for name in values) or '1 = 0'}))", values


def tick_off(db: Database, now: int, notice: int) -> None:
    """Somebody has seen to it."""
    db.run("UPDATE staff_notice SET done_at = :now WHERE id = :id AND done_at IS NULL", id=notice, now=now)
