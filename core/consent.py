"""Consent: what a person agreed to or took back. Rows are added, never changed."""

from core import events
from core.database import Database, Row
from core.ids import new_id

TEXT_VERSION = "2026-11"  # of the sentences that people agree to: raise it whenever their meaning changes


def record(
    db: Database,
    profile: Row,
    purpose: str,
    given: bool,
    language: str,
    channel: str,
    now: int,
    consent_id: str | None = None,
) -> None:
    """Add what the person said to a purpose ("service" or "alerts"), in which language and on which channel."""
    with db.transaction():
        db.run(
            """
            INSERT INTO consent (id, profile_id, purpose, given, text_version, language, channel, at)
            VALUES (:id, :profile_id, :purpose, :given, :text_version, :language, :channel, :now)""",
            id=consent_id or new_id(),
            profile_id=profile["id"],
            purpose=purpose,
            given=int(given),
            text_version=TEXT_VERSION,
            language=language,
            channel=channel,
            now=now,
        )
        events.append(db, "consent.given" if given else "consent.withdrawn", profile["id"], now, purpose=purpose)


def stands(db: Database, profile_id: str, purpose: str) -> bool:
    """Whether the person's latest word on the purpose was yes."""
    row = db.one(
        "SELECT given FROM consent WHERE profile_id = :id AND purpose = :purpose ORDER BY at DESC, id DESC LIMIT 1",
        id=profile_id,
        purpose=purpose,
    )
    return bool(row and row["given"])
