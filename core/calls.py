"""Requests for a call from the office."""

from core import events
from core.database import Database
from core.ids import new_id


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
