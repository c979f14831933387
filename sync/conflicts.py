"""Conflicts: what staff decide on values that tablets sent and that are not shown."""

from core import audit, edits, officers
from core.database import Database, Row
from core.errors import InvalidError
from core.market import Market
from sync import push, quarantine
from sync.devices import Device
from sync.merge import OWN_WORD
from sync.quarantine import WHOLE
from sync.writing import Operation, Outcome, Push, RefusedError

ACCEPTED, DROPPED, SENT_BACK, WAITING = "accepted", "dropped", "sent_back", "waiting"


def accept(db: Database, market: Market, conflict: Row, by: str, now: int) -> Outcome:
    """Let the value be shown after all, or apply the operation that was refused, as it would have been then.

    Raises InvalidError with the reason where that cannot be, ConflictError where somebody decided first.
    """
    _require_open(conflict)
    if conflict["reason"] == OWN_WORD:
        raise InvalidError(OWN_WORD)  # nobody speaks for a person who said otherwise
    whole = conflict["field"] == WHOLE
    fields = conflict["value"] if whole else {conflict["field"]: conflict["value"]}
    operation = Operation(0, conflict["collection"], conflict["document"], conflict["base"], fields)
    with db.transaction():
        quarantine.decide(db, conflict, ACCEPTED, by, now)
        try:
            outcome = push.write(_staff(db, market, conflict, by, now, chosen=not whole), operation)
        except RefusedError as error:
            raise InvalidError(error.reason, fields=error.invalid, **error.values) from None
        # Of a whole operation some values may lose to what stands: each of them waits for a decision of its own.
        if outcome.lost and len(outcome.lost) == len(fields or {}):
            raise InvalidError(outcome.why or "invalid", fields=outcome.invalid)
    return outcome


def drop(db: Database, conflict: Row, by: str, now: int, why: str) -> None:
    """Leave it at what is shown, and say `why`. Raises ConflictError where somebody decided first."""
    _require_open(conflict)
    quarantine.decide(db, conflict, DROPPED, by, now, why)


def send_back(db: Database, conflict: Row, by: str, now: int, why: str) -> None:
    """Ask the officer, whose tablets show it with `why`. Raises ConflictError where somebody decided first."""
    _require_open(conflict)
    quarantine.decide(db, conflict, SENT_BACK, by, now, why)


def _require_open(conflict: Row) -> None:
    if conflict["state"] not in (WAITING, SENT_BACK):
        raise InvalidError("decided")


def _staff(db: Database, market: Market, conflict: Row, by: str, now: int, chosen: bool) -> Push:
    officer = officers.by_id(db, conflict["officer_id"])
    device = Device(
        id=conflict["device_id"] or "",
        officer_id=officer["id"],
        name=officer["name"],
        scope=officer["scope"],
        places=officer["places"],
        buckets=officer["buckets"],
        ended_at=officer["ended_at"],
        revoked=False,
        wiped=False,
        token_since=now,
    )
    staff = by if by.startswith(audit.staff("")) else audit.staff(by)
    return Push(db, market, device, edits.STAFF, now, by_staff=True, staff=staff, chosen=chosen)
