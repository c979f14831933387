"""The audit trail: who saw or changed what, and why. Ids and codes alone; a row is never changed or deleted."""

from typing import Any

import orjson

from core.database import Database, Row

SERVICE = "service"  # the actor of what nobody did: rules and the schedule
PHONE = "phone"  # somebody who reported, and is not to be named
_LAST = 2**62


def note(
    db: Database,
    now: int,
    actor: str,
    action: str,
    kind: str,
    subject: str,
    reason: str | None = None,
    **data: Any,
) -> None:
    """Add a line within the caller's transaction.

    `actor` is SERVICE, PHONE or like "staff:ID"; `action` is like "vacancy.approved" or "person.seen"; `kind` and
    `subject` (an id) say what it is about. `reason` is a code, or a word of staff. `data` are ids and codes, never
    names, numbers of phones or words of people.
    """
    db.last(
        "INSERT INTO audit (at, actor, action, kind, subject, reason, data)"
        " VALUES (:now, :actor, :action, :kind, :subject, :reason, :data)",
        now=now,
        actor=actor,
        action=action,
        kind=kind,
        subject=subject,
        reason=reason,
        data=orjson.dumps(data).decode(),
    )


def staff(staff_id: str) -> str:
    """The actor of what a member of staff does."""
    return f"staff:{staff_id}"


def employer(employer_id: str) -> str:
    """The actor of what an employer does."""
    return f"employer:{employer_id}"


def officer(officer_id: str) -> str:
    """The actor of what an officer does on a tablet."""
    return f"officer:{officer_id}"


def person(profile_id: str) -> str:
    """The actor of what a person does."""
    return f"person:{profile_id}"


def of_subject(db: Database, kind: str, subject: str, limit: int = 50) -> list[Row]:
    """What was done about one thing, newest first: id, at, actor, action, kind, subject, reason, data (decoded)."""
    return _decoded(
        db.all(
            "SELECT id, at, actor, action, kind, subject, reason, data FROM audit"
            " WHERE kind = :kind AND subject = :subject ORDER BY id DESC LIMIT :limit",
            kind=kind,
            subject=subject,
            limit=limit,
        )
    )


def recent(db: Database, before: int | None = None, actor: str | None = None, limit: int = 50) -> list[Row]:
    """The newest lines with an id below `before`, perhaps of one actor alone, newest first."""
    return _decoded(
        db.all(
            "SELECT id, at, actor, action, kind, subject, reason, data FROM audit"
            " WHERE id < :before" + (" AND actor = :actor" if actor else "") + " ORDER BY id DESC LIMIT :limit",
            before=_LAST if before is None else before,
            limit=limit,
            **({"actor": actor} if actor else {}),
        )
    )


def _decoded(rows: list[Row]) -> list[Row]:
    for row in rows:
        row["data"] = orjson.loads(row["data"])
    return rows
