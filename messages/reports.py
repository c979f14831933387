"""Delivery reports: the gateway's later word on a message. They may come early, late, repeated and in any order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import orjson

from core.database import Database, Row

Status = Literal["sent", "buffered", "submitted", "delivered", "failed"]

# A report never undoes one of its own rank or above, so the two final ones stand as they came first.
RANKS: dict[Status, int] = {"sent": 1, "buffered": 2, "submitted": 3, "delivered": 9, "failed": 9}

KEEP_SECONDS = 7 * 24 * 3600
TRY_AGAIN_SECONDS = 3600
ARRIVAL_SECONDS = 60  # how exactly we remember when a gateway last reported: a row that every report wrote would queue


@dataclass(frozen=True, slots=True)
class Report:
    """What a gateway reports about one message.

    sent: it left the gateway. buffered: the network keeps it for later. submitted: the network has it.
    delivered: it is on the phone. failed: it never will be. `raw` is the gateway's own word with its reason;
    `id` is our own id where the gateway tells it back.
    """

    gateway_id: str
    status: Status
    raw: str
    phone: str | None = None
    id: int | None = None


def record(db: Database, now: int, gateway: str, report: Report) -> bool:
    """Take a report in. Returns whether a message of ours has it; otherwise it is kept, for its id may still come."""
    with db.transaction():
        db.last(
            "UPDATE gateway_state SET reported_at = :now WHERE name = :gateway AND reported_at <= :before",
            gateway=gateway,
            now=now,
            before=now - ARRIVAL_SECONDS,
        )
        known = _known(db, gateway, report)
        if known is not None:
            _apply(db, now, known, gateway, report)
            return True
        kept = _keep(db, now, gateway, report)
        return _adopt(db, now, gateway, _report(kept), kept["at"])


def catch_up(db: Database, now: int, ids: Sequence[int]) -> None:
    """Apply what was kept for messages whose ids at the gateway have just become known."""
    kept = db.all(
        "SELECT outbox.id AS message, delivery_report.* FROM outbox JOIN delivery_report"
        " ON delivery_report.gateway = outbox.gateway AND delivery_report.gateway_id = outbox.gateway_id"
        f" WHERE outbox.id IN ({db.ids})",
        ids=orjson.dumps(ids).decode(),
    )
    for row in kept:
        _apply(db, now, row["message"], row["gateway"], _report(row))
        _forget(db, row["gateway"], row["gateway_id"])


def try_again(db: Database, now: int) -> int:
    """Look once more for the messages of kept reports, and let the old ones go. Returns how many found theirs.

    A report and the answer to its message may be written at one moment, neither seeing the other.
    """
    db.run("DELETE FROM delivery_report WHERE at < :before", before=now - KEEP_SECONDS)
    kept = db.all(
        "SELECT * FROM delivery_report WHERE at >= :since ORDER BY at, gateway_id", since=now - TRY_AGAIN_SECONDS
    )
    found = 0
    for row in kept:
        gateway, report = row["gateway"], _report(row)
        with db.transaction():
            known = _known(db, gateway, report)
            if known is not None:
                _apply(db, now, known, gateway, report)
                _forget(db, gateway, report.gateway_id)
            found += known is not None or _adopt(db, now, gateway, report, row["at"])
    return found


def forget(db: Database, phone: str) -> None:
    """Keep this number with no report."""
    db.run("UPDATE delivery_report SET phone = NULL WHERE phone = :phone", phone=phone)


def _known(db: Database, gateway: str, report: Report) -> int | None:
    """Our id of the message that the report names."""
    if report.id is not None:
        row = db.one("SELECT id FROM outbox WHERE id = :id AND gateway = :gateway", id=report.id, gateway=gateway)
    else:
        row = db.one(
            "SELECT id FROM outbox WHERE gateway_id = :gateway_id AND gateway = :gateway ORDER BY id LIMIT 1",
            gateway_id=report.gateway_id,
            gateway=gateway,
        )
    return row["id"] if row else None


def _adopt(db: Database, now: int, gateway: str, report: Report, at: int) -> bool:
    """Give a report without a message to the oldest doubt of its phone: the answer that named its id was lost.

    `at` is when that id was first heard of: a message that was not yet sent then cannot be the one.
    """
    # A call that is under way may be about to learn this id.
    under_way = db.one(
        "SELECT id FROM outbox WHERE state = 'sending' AND attempted_at IS NOT NULL AND phone = :phone LIMIT 1",
        phone=report.phone,
    )
    if report.phone is None or under_way:
        return False
    # What was queued again may have been sent the first time: then it must not go out a second time.
    doubt = db.one(
        "SELECT id FROM outbox WHERE doubts > 0 AND phone = :phone AND gateway = :gateway AND gateway_id IS NULL"
        " AND (state IN ('unknown', 'queued') OR (state = 'sending' AND attempted_at IS NULL))"
        " AND COALESCE(attempted_at, 0) <= :at ORDER BY id LIMIT 1",
        phone=report.phone,
        gateway=gateway,
        at=at,
    )
    if doubt is None:
        return False
    _apply(db, now, doubt["id"], gateway, report)
    _forget(db, gateway, report.gateway_id)
    return True


def _apply(db: Database, now: int, message: int, gateway: str, report: Report) -> None:
    # A call under way stays so until its own answer, unless the word is final.
    db.run(
        "UPDATE outbox SET report_rank = :rank, raw = :raw, updated_at = :now, gateway = :gateway,"
        " gateway_id = COALESCE(gateway_id, :gateway_id),"
        " state = CASE WHEN :rank = :final THEN :status"
        " WHEN state = 'sending' AND attempted_at IS NOT NULL THEN state ELSE 'accepted' END,"
        " lease_until = CASE WHEN :rank < :final AND attempted_at IS NOT NULL THEN lease_until END"
        " WHERE id = :id AND report_rank < :rank AND state NOT IN ('delivered', 'failed', 'expired', 'cancelled')",
        id=message,
        now=now,
        gateway=gateway,
        gateway_id=report.gateway_id,
        status=report.status,
        rank=RANKS[report.status],
        final=RANKS["delivered"],
        raw=report.raw,
    )


def _keep(db: Database, now: int, gateway: str, report: Report) -> Row:
    """Keep the report, together with what came before it under the same id. Returns what is known now."""
    [kept] = db.all(
        "INSERT INTO delivery_report (gateway, gateway_id, phone, status, rank, raw, at)"
        " VALUES (:gateway, :gateway_id, :phone, :status, :rank, :raw, :now)"
        " ON CONFLICT (gateway, gateway_id) DO UPDATE SET phone = COALESCE(excluded.phone, delivery_report.phone),"
        " status = CASE WHEN excluded.rank > delivery_report.rank THEN excluded.status ELSE delivery_report.status END,"
        " raw = CASE WHEN excluded.rank > delivery_report.rank THEN excluded.raw ELSE delivery_report.raw END,"
        " rank = CASE WHEN excluded.rank > delivery_report.rank THEN excluded.rank ELSE delivery_report.rank END"
        " RETURNING *",
        gateway=gateway,
        gateway_id=report.gateway_id,
        phone=report.phone,
        status=report.status,
        rank=RANKS[report.status],
        raw=report.raw,
        now=now,
    )
    return kept


def _forget(db: Database, gateway: str, gateway_id: str) -> None:
    db.run(
        "DELETE FROM delivery_report WHERE gateway = :gateway AND gateway_id = :gateway_id",
        gateway=gateway,
        gateway_id=gateway_id,
    )


def _report(row: Row) -> Report:
    return Report(row["gateway_id"], row["status"], row["raw"], row["phone"])
