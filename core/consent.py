"""Consent: what a person agreed to or took back. Rows are added, never changed."""

from typing import Any

import orjson

from core import changes, edits, events
from core.database import Database, Row
from core.ids import new_id

PURPOSES = ("service", "alerts")
_COLUMNS = "version, profile_id, purpose, given, language, channel, text_version, at, more"
_LATEST = "profile_id = :id AND purpose = :purpose ORDER BY version DESC, id DESC LIMIT 1"
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
    author: str = edits.PERSON,
    more: dict[str, Any] | None = None,
) -> None:
    """Add what the person said to a purpose ("service" or "alerts"), in which language and on which channel.

    `author` is whose word it is, as in core.edits; `more` what only tablets know, None as before.
    """
    with db.transaction():
        said = db.all(
            f"""
            INSERT INTO consent (id, version, profile_id, purpose, given, text_version, language, channel, more, at)
            SELECT :id, 1 + COALESCE(max(version), 0), :profile_id, :purpose, :given, :text_version, :language,
                :channel, COALESCE(CAST(:more AS TEXT), (SELECT earlier.more FROM consent AS earlier
                    WHERE earlier.profile_id = :profile_id AND earlier.purpose = :purpose
                    ORDER BY earlier.version DESC LIMIT 1), '{{}}'), :now
            FROM consent WHERE profile_id = :profile_id AND purpose = :purpose RETURNING {_COLUMNS}""",
            id=consent_id or new_id(),
            profile_id=profile["id"],
            purpose=purpose,
            given=int(given),
            text_version=TEXT_VERSION,
            language=language,
            channel=channel,
            more=None if more is None else orjson.dumps(more).decode(),
            now=now,
        )[0]
        document = _document(said)
        # First the event, which takes the counter: whoever makes a copy meanwhile then comes before or after the edit.
        kind, told = "consent.given" if given else "consent.withdrawn", {"purpose": purpose, "channel": channel}
        events.append(db, kind, profile["id"], now, **told)
        edits.note_person(db, profile["id"], "consents", document["id"], said["version"], ["given"], author)
        changes.record_person(db, profile["id"], "consents", document)


def standing(db: Database, profile_id: str, purpose: str) -> Row | None:
    """What a copy holds of the person's latest word on the purpose; None where there is none."""
    row = db.one(f"SELECT {_COLUMNS} FROM consent WHERE {_LATEST}", id=profile_id, purpose=purpose)
    return _document(row) if row else None


def stands(db: Database, profile_id: str, purpose: str) -> bool:
    """Whether the person's latest word on the purpose was yes."""
    said = standing(db, profile_id, purpose)
    return bool(said and said["given"])


def began(db: Database, profile_id: str, purpose: str) -> Row | None:
    """The word with which the consent that stands began, however often it was repeated since: `channel`, `version`,
    `at`. None where none stands."""
    return db.one(
        """
        SELECT channel, version, at FROM consent WHERE profile_id = :id AND purpose = :purpose AND given = 1
            AND version > COALESCE((SELECT max(version) FROM consent AS earlier WHERE earlier.profile_id = :id
                AND earlier.purpose = :purpose AND earlier.given = 0), 0)
        ORDER BY version, id LIMIT 1""",
        id=profile_id,
        purpose=purpose,
    )


def latest(db: Database, profile_id: str) -> list[Row]:
    """The person's latest word on each purpose that they spoke to: `purpose`, `given`, `channel`, `language`, `at`."""
    return db.all(
        """
        SELECT purpose, given, channel, language, at FROM consent WHERE profile_id = :id AND NOT EXISTS (
            SELECT 1 FROM consent AS later WHERE later.profile_id = consent.profile_id
                AND later.purpose = consent.purpose AND (later.version, later.id) > (consent.version, consent.id))
        ORDER BY purpose""",
        id=profile_id,
    )


def _document(said: Row) -> Row:
    more = orjson.loads(said.pop("more"))
    return {**more, **said, "id": f"{said['profile_id']}.{said['purpose']}"}
