"""Sessions in the database: where each phone stands on each channel, and whom it reaches."""

import logging
from dataclasses import dataclass, field
from typing import Any

import orjson

from channels.conversation import Session
from core.database import Database, Row
from core.profiles import COLUMNS

REPLIES_KEPT = 4  # of the running call: a gateway repeats the last request, hardly ever an older one
CALLS_KEPT = 4

log = logging.getLogger(__name__)

_LOAD = f"""
    SELECT session.version AS session_version, session.state, session.updated_at AS session_at, since,
        {", ".join("profile." + column.strip() for column in COLUMNS.split(","))}
    FROM (SELECT CAST(:phone AS TEXT) AS number) AS caller
    LEFT JOIN session ON session.phone = caller.number AND session.channel = :channel
    LEFT JOIN phone_link ON phone_link.phone = caller.number AND phone_link.until IS NULL
    LEFT JOIN profile ON profile.id = phone_link.profile_id AND profile.status <> 'erased'"""
# A version that is not the one we read becomes NULL, which the table refuses: the transaction fails as a whole
# and is tried again. So two requests of one phone never act on the same page, at no extra round trip.
_SAVE = """
    INSERT INTO session (phone, channel, version, state, updated_at)
    VALUES (:phone, :channel, 1, :state, :now)
    ON CONFLICT (phone, channel) DO UPDATE SET
        version = CASE WHEN session.version = :version THEN session.version + 1 END,
        state = excluded.state, updated_at = excluded.updated_at"""


@dataclass(slots=True)
class Call:
    """The gateway's session: its id, the last request's key, and what was answered, for requests that come again."""

    id: str = ""
    key: str = ""
    replies: list[list[Any]] = field(default_factory=list)  # [key, text, closes]
    past: list[str] = field(default_factory=list)  # ids of earlier calls

    def begin(self, call_id: str) -> None:
        """Another call takes the place of the last."""
        if self.id:
            self.past = [*self.past, self.id][-CALLS_KEPT:]
        self.id, self.key, self.replies = call_id, "", []

    def remember(self, key: str, text: str, closes: bool) -> None:
        """Keep what was answered to a request."""
        self.key = key
        self.replies = [*self.replies, [key, text, closes]][-REPLIES_KEPT:]


@dataclass(slots=True)
class Standing:
    """What the database knows of a phone on a channel."""

    phone: str
    channel: str
    version: int  # 0 where the phone never called
    updated_at: int
    session: Session
    call: Call
    profiles: list[Row]


def load(db: Database, phone: str, channel: str) -> Standing:
    """Where the phone stands and the people it reaches, in one statement."""
    rows = db.all(_LOAD, phone=phone, channel=channel)
    if len(rows) > 1:
        rows.sort(key=lambda row: (row["since"], row["id"] or ""))
    first = rows[0]
    session, call = _read(first["state"]) if first["state"] else (Session(), Call())
    return Standing(
        phone,
        channel,
        first["session_version"] or 0,
        first["session_at"] or 0,
        session,
        call,
        [row for row in rows if row["id"]],
    )


def save(db: Database, standing: Standing, now: int) -> None:
    """Keep the session at the end of the caller's transaction. That raises ConflictError if somebody was faster."""
    db.last(
        _SAVE,
        phone=standing.phone,
        channel=standing.channel,
        version=standing.version,
        state=orjson.dumps({"session": standing.session, "call": standing.call}).decode(),
        now=now,
    )


def _read(state: str) -> tuple[Session, Call]:
    """What was saved, or a fresh start where another version of the service saved it in another shape.

    Else a field that was renamed would lock every phone out until somebody deletes its session.
    """
    try:
        saved = orjson.loads(state)
        return Session(**saved["session"]), Call(**saved["call"])
    except (ValueError, TypeError, KeyError):
        log.warning("a session that cannot be read starts anew")
        return Session(), Call()
