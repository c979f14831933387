"""Requests for a call from the office."""

from collections.abc import Sequence

from core import areas, events
from core.database import Database, Row
from core.errors import NotFoundError
from core.ids import new_id

_SEEN = (
    "SELECT call_request.id, call_request.phone, call_request.profile_id, call_request.language, call_request.at,"
    " call_request.done_at, profile.reference, profile.area FROM call_request"
    " LEFT JOIN profile ON profile.id = call_request.profile_id"
)


def ask(db: Database, phone: str, profile_id: str | None, language: str, now: int) -> bool:
    """Somebody asks to be called in a language. Returns False when such a request of this phone is still open."""
    request_id = new_id()
    with db.transaction():
        added = db.run(
            """
            INSERT INTO call_request (id, phone, profile_id, language, at)
            VALUES (:id, :phone, :profile_id, :language, :now)
            ON CONFLICT (phone) WHERE done_at IS NULL DO NOTHING""",
            id=request_id,
            phone=phone,
            profile_id=profile_id,
            language=language,
            now=now,
        )
        if added:
            events.append(db, "call.asked", request_id, now)
    return bool(added)


def waiting(db: Database, within: Sequence[str] | None, after: str = "", limit: int = 25) -> list[Row]:
    """Who waits to be called, the oldest first: id, phone, profile_id, language, at, and the person's `reference`.

    `within` are areas of people, None for all requests, also of those who are not registered. `after` is an id.
    """
    where, values = areas.condition("profile.area", within)
    return db.all(
        f"{_SEEN} WHERE call_request.done_at IS NULL AND call_request.id > :after AND {where}"
        " ORDER BY call_request.id LIMIT :limit",
        after=after,
        limit=limit,
        **values,
    )


def by_id(db: Database, request_id: str) -> Row:
    """One request, as `waiting` gives them, with `area` (the person's) and `done_at`. Raises NotFoundError."""
    row = db.one(f"{_SEEN} WHERE call_request.id = :id", id=request_id)
    if row is None:
        raise NotFoundError("call")
    return row


def done(db: Database, request_id: str, now: int) -> bool:
    """Somebody has called. Returns False where that was told before."""
    return bool(
        db.run("UPDATE call_request SET done_at = :now WHERE id = :id AND done_at IS NULL", id=request_id, now=now)
    )
