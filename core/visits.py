"""Visits: outreach days of officers, planned and done."""

from typing import Any

import orjson

from core import changes, edits, events
from core.database import Database, Row
from core.ids import new_id

COLUMNS = "id, version, officer_id, place, planned_for, done_at, purpose, met, people_met, more, removed"
_JSON = ("met", "more")


def add(db: Database, now: int, *, officer_id: str, place: str, visit_id: str | None = None, **fields: Any) -> Row:
    """A new visit. `fields`: `planned_for` ("2026-11-30"), `done_at` (UTC seconds), `purpose`, `met` (ids of profiles),
    `people_met`, and `more`, which only tablets know."""
    visit_id = visit_id or new_id()
    values = {"id": visit_id, "officer_id": officer_id, "place": place, **_stored(fields)}
    with db.transaction():
        visit = db.all(
            f"INSERT INTO visit ({', '.join(values)}, created_at, updated_at)"
            f" VALUES ({', '.join(':' + name for name in values)}, :now, :now) RETURNING {COLUMNS}",
            now=now,
            **values,
        )[0]
        events.append(db, "visit.planned", visit_id, now)
        _record(db, visit)
    return visit


def change(db: Database, visit: Row, now: int, author: str, **fields: Any) -> Row:
    """Set fields of a visit. Returns it as it is now."""
    fields = _stored(fields)
    assignments = "".join(f"{field} = :{field}, " for field in fields)
    with db.transaction():
        changed = db.all(
            f"UPDATE visit SET {assignments} version = version + 1, updated_at = :now WHERE id = :id"
            f" RETURNING {COLUMNS}",
            id=visit["id"],
            now=now,
            **fields,
        )[0]
        edits.note(db, "visits", visit["id"], changed["version"], fields, author)
        if changed["done_at"] and not visit["done_at"]:
            events.append(db, "visit.done", visit["id"], now)
        _record(db, changed)
    return changed


def remove(db: Database, visit: Row, now: int) -> Row:
    """Take a visit away. Returns what is left of it."""
    with db.transaction():
        removed = db.all(
            "UPDATE visit SET removed = 1, met = '[]', more = '{}', purpose = NULL, version = version + 1,"
            f" updated_at = :now WHERE id = :id RETURNING {COLUMNS}",
            id=visit["id"],
            now=now,
        )[0]
        changes.remove(db, changes.caseload(visit["officer_id"]), "visits", visit["id"], removed["version"])
    return removed


def by_id(db: Database, visit_id: str) -> Row | None:
    """One visit, also one that was taken away (`removed`), or None."""
    return db.one(f"SELECT {COLUMNS} FROM visit WHERE id = :id", id=visit_id)


def document(visit: Row) -> Row:
    """What a copy of the visit holds."""
    kept = {key: value for key, value in visit.items() if key not in ("met", "more", "removed")}
    return {**orjson.loads(visit["more"]), **kept, "met": orjson.loads(visit["met"])}


def _record(db: Database, visit: Row) -> None:
    changes.record(db, changes.caseload(visit["officer_id"]), "visits", document(visit))


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: orjson.dumps(value).decode() if key in _JSON else value for key, value in fields.items()}
