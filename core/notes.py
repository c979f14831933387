"""Notes: what officers wrote down about people."""

from typing import Any

import orjson

from core import changes, edits
from core.database import Database, Row
from core.ids import new_id

COLUMNS = "id, version, officer_id, profile_id, text, written_at, more, removed"


def add(
    db: Database,
    now: int,
    *,
    officer_id: str,
    profile_id: str,
    text: str,
    written_at: int | None = None,
    more: dict[str, Any] | None = None,
    note_id: str | None = None,
) -> Row:
    """A new note. `written_at` is what the tablet's clock said, UTC seconds; `more` what only tablets know."""
    with db.transaction():
        note = db.all(
            f"""
            INSERT INTO note (id, officer_id, profile_id, text, written_at, more, created_at, updated_at)
            VALUES (:id, :officer_id, :profile_id, :text, :written_at, :more, :now, :now) RETURNING {COLUMNS}""",
            id=note_id or new_id(),
            officer_id=officer_id,
            profile_id=profile_id,
            text=text,
            written_at=written_at,
            more=orjson.dumps(more or {}).decode(),
            now=now,
        )[0]
        changes.record_person(db, profile_id, "notes", document(note))
    return note


def change(db: Database, note: Row, now: int, author: str, **fields: Any) -> Row:
    """Set fields of a note. Returns it as it is now."""
    fields = _stored(fields)
    assignments = "".join(f"{field} = :{field}, " for field in fields)
    with db.transaction():
        changed = db.all(
            f"UPDATE note SET {assignments} version = version + 1, updated_at = :now WHERE id = :id"
            f" RETURNING {COLUMNS}",
            id=note["id"],
            now=now,
            **fields,
        )[0]
        edits.note(db, "notes", note["id"], changed["version"], fields, author)
        changes.record_person(db, note["profile_id"], "notes", document(changed))
    return changed


def remove(db: Database, note: Row, now: int) -> Row:
    """Take a note away. Returns what is left of it."""
    with db.transaction():
        removed = db.all(
            "UPDATE note SET removed = 1, text = '', more = '{}', version = version + 1, updated_at = :now"
            f" WHERE id = :id RETURNING {COLUMNS}",
            id=note["id"],
            now=now,
        )[0]
        changes.remove_person(db, note["profile_id"], "notes", note["id"], removed["version"])
    return removed


def by_id(db: Database, note_id: str) -> Row | None:
    """One note, also one that was taken away (`removed`), or None."""
    return db.one(f"SELECT {COLUMNS} FROM note WHERE id = :id", id=note_id)


def documents(db: Database, profile_id: str) -> list[Row]:
    """What copies of the notes about a person hold."""
    rows = db.all(f"SELECT {COLUMNS} FROM note WHERE profile_id = :id AND removed = 0 ORDER BY id", id=profile_id)
    return [document(row) for row in rows]


def about(db: Database, profile_id: str, limit: int = 20) -> list[Row]:
    """The notes about a person as staff read them, newest first: id, text, created_at, `officer` (name)."""
    return db.all(
        "SELECT note.id, note.text, note.created_at, officer.name AS officer FROM note"
        " JOIN officer ON officer.id = note.officer_id"
        " WHERE profile_id = :id AND removed = 0 ORDER BY note.created_at DESC, note.id DESC LIMIT :limit",
        id=profile_id,
        limit=limit,
    )


def _stored(fields: dict[str, Any]) -> dict[str, Any]:
    return {key: orjson.dumps(value).decode() if key == "more" else value for key, value in fields.items()}


def document(note: Row) -> Row:
    """What a copy of the note holds."""
    kept = {key: value for key, value in note.items() if key not in ("more", "removed")}
    return {**orjson.loads(note["more"]), **kept}
