"""Sessions in the database: where each phone stands on each channel, whom it reaches, and how long it was silent."""

import logging
from dataclasses import dataclass, field
from typing import Any

import orjson

from channels.conversation import Session
from channels.view import View
from core.database import Database, Row
from core.profiles import COLUMNS

REPLIES_KEPT = 4  # of the running call: a gateway repeats the last request, hardly ever an older one
CALLS_KEPT = 4
SILENT_SECONDS = 90 * 24 * 3600  # by then a number may have passed to somebody else
_NOT_YET_SAID = '%"silent":true%'  # in a session that waits for whoever has the phone to say who they are

log = logging.getLogger(__name__)

_LOAD = f"""
    SELECT session.version AS session_version, session.state, session.updated_at AS session_at, since,
        (SELECT max(other.updated_at) FROM session AS other WHERE other.phone = caller.number
            AND other.channel <> :channel AND other.state NOT LIKE :not_yet_said) AS elsewhere_at,
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
    elsewhere_at: int  # when the phone was last heard of on another channel, and it was sure who has it; 0: never
    session: Session
    call: Call
    profiles: list[Row]


def load(db: Database, phone: str, channel: str) -> Standing:
    """Where the phone stands and the people it reaches, in one statement."""
    rows = db.all(_LOAD, phone=phone, channel=channel, not_yet_said=_NOT_YET_SAID)
    if len(rows) > 1:
        rows.sort(key=lambda row: (row["since"], row["id"] or ""))
    first = rows[0]
    session, call = _read(first["state"]) if first["state"] else (Session(), Call())
    return Standing(
        phone,
        channel,
        first["session_version"] or 0,
        first["session_at"] or 0,
        first["elsewhere_at"] or 0,
        session,
        call,
        [row for row in rows if row["id"]],
    )


def is_silent(standing: Standing, view: View) -> bool:
    """Whether nothing was heard of whom the phone reaches for so long that somebody else may have it now.

    Any channel counts, and so does what was told of them otherwise, as to an officer.
    """
    heard = max((standing.updated_at, standing.elsewhere_at, *(profile["updated_at"] for profile in view.profiles)))
    # Only then is the employer asked for, who costs a statement.
    if view.now - heard > SILENT_SECONDS and view.employer:
        heard = max(heard, view.employer["updated_at"])
    return bool(heard) and view.now - heard > SILENT_SECONDS


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
