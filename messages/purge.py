"""Purge: what is kept for how long, and deleted after that, a little at a time."""

from dataclasses import dataclass

from core import browsers
from core.database import Database
from messages import alerts, offers, outbox, reports

MOST = 1000  # rows of a transaction: callers are not kept waiting for longer
_DAY = 24 * 3600

# What people wrote and what they were told, with its delivery: networks may ask for half a year of a short code's
# traffic, and so may whoever complains. Longer, nobody needs who wrote what.
INCOMING_SECONDS = OUTBOX_SECONDS = 183 * _DAY
# A word that nobody typed for half a year teaches the lexicon nothing.
TYPED_SECONDS = 183 * _DAY
# Of phones that reach nobody: people who declined, or were too young, were told that we keep nothing. A page asked
# for by SMS may be answered for two days.
SESSION_SECONDS = 2 * _DAY
# Without its message a report says nothing, and what a gateway tells us late comes within days.
REPORT_SECONDS = reports.KEEP_SECONDS
# Longer than anybody must wait after too many attempts.
ATTEMPT_SECONDS = _DAY
# Whoever reads the past year's figures, or asks why something happened, has a year to do so.
EVENT_SECONDS = NOTICE_SECONDS = ALERT_SECONDS = 365 * _DAY


@dataclass(frozen=True, slots=True)
class _Rule:
    """Rows of a table that go: those for which `old` holds, `:before` being so many seconds ago.

    Or they stay, with `instead` set in them, which makes `old` false.
    """

    table: str
    key: tuple[str, ...]
    seconds: int
    old: str
    instead: str = ""


_BLANK = '{"session":{},"call":{}}'
_UNSURE = '%"silent"_true%'
_IS_EMPLOYERS = "EXISTS (SELECT 1 FROM employer WHERE employer.phone = session.phone)"
_RULES = (
    _Rule("incoming", ("gateway", "gateway_id"), INCOMING_SECONDS, "at < :before"),
    _Rule(
        "session",
        ("phone", "channel"),
        SESSION_SECONDS,
        "updated_at < :before"
        " AND NOT EXISTS (SELECT 1 FROM phone_link WHERE phone_link.phone = session.phone AND until IS NULL)"
        f" AND NOT {_IS_EMPLOYERS}",
    ),
    # It says when an employer was last heard of, and stays; the people whom they looked at do not stay with it. One
    # that waits for whoever has the phone to say who they are shows nobody.
    _Rule(
        "session",
        ("phone", "channel"),
        SESSION_SECONDS,
        f"updated_at < :before AND {_IS_EMPLOYERS} AND state <> '{_BLANK}' AND state NOT LIKE '{_UNSURE}'",
        instead=f"state = '{_BLANK}'",
    ),
    _Rule("delivery_report", ("gateway", "gateway_id"), REPORT_SECONDS, "at < :before"),
    _Rule(
        "event",
        ("id",),
        EVENT_SECONDS,
        "at < :before AND id <= (SELECT min(cursor) FROM reader)",  # nobody may miss one
    ),
    _Rule("outreach_rest", ("profile_id",), 0, "until < :before"),
    _Rule("staff_session", ("token",), 0, "expires_at < :before"),
    _Rule("attempt", ("kind", "sender"), ATTEMPT_SECONDS, "since < :before"),
    _Rule("staff_notice", ("id",), NOTICE_SECONDS, "done_at < :before"),
    _Rule("typed", ("text", "choice", "language"), TYPED_SECONDS, "last_at < :before"),
    # What is taught stays for the lexicon; what is no name of work may be the name of somebody.
    _Rule("lesson", ("text",), TYPED_SECONDS, "at < :before AND occupation = ''"),
)


def some(db: Database, now: int) -> int:
    """Delete, or empty, up to `MOST` rows of each kind that are old enough. Returns how many; call again until 0."""
    gone = offers.sweep(db, now)
    gone += outbox.purge(db, now - OUTBOX_SECONDS, MOST)
    gone += alerts.purge(db, now - ALERT_SECONDS, MOST)
    gone += browsers.purge(db, now)
    return gone + sum(_delete(db, rule, now - rule.seconds) for rule in _RULES)


def _delete(db: Database, rule: _Rule, before: int) -> int:
    """Look first, outside of the transaction: a table may be large, and nobody waits for who reads."""
    columns = ", ".join(rule.key)
    keys = db.all(f"SELECT {columns} FROM {rule.table} WHERE {rule.old} ORDER BY {columns} LIMIT {MOST}", before=before)
    if not keys:
        return 0
    which = " AND ".join(f"{column} = :{column}" for column in rule.key)
    what = f"UPDATE {rule.table} SET {rule.instead}" if rule.instead else f"DELETE FROM {rule.table}"
    # Lost in a power cut, it is done again.
    with db.transaction(durable=False):
        return db.many(f"{what} WHERE {which} AND {rule.old}", [{**key, "before": before} for key in keys])
