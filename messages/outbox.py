"""The outbox: every message that is to leave us, and what became of it.

queued -> sending (claimed, with a lease) -> accepted or unknown -> delivered or failed; expired, cancelled: never left.
Unknown means that the gateway's answer was lost: it is never sent again before a report could have settled it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

import orjson

from core.database import Database, Row
from messages import reports
from messages.gateway import Outcome
from messages.text import fold, measure

REPLY, NOTICE, ALERT, OUTREACH = PRIORITIES = (0, 2, 5, 7)

LEASE_SECONDS = 120  # longer than any call to a gateway takes
MOST_TRIES = 6  # answers of "later"; the pauses double from one minute, half an hour in all
MILLION = 1_000_000
NOBODY = "+"  # the phone of a message whose number was forgotten
_SLICE = 5000  # rows changed at once where many may be: the writer is never kept for long

# In the order of `put_many`.
_COLUMNS = "dedupe, text_id, phone, profile_id, vacancy_id, unit, priority, not_before, not_after"


class Rendered(Protocol):
    """A text ready to send, as templates make it."""

    @property
    def text(self) -> str: ...

    @property
    def segments(self) -> int: ...


def put(
    db: Database,
    now: int,
    phone: str,
    text: Rendered,
    purpose: str,
    language: str,
    *,
    dedupe: str,
    not_after: int,
    not_before: int | None = None,
    priority: int = REPLY,
    profile_id: str | None = None,
    vacancy_id: str | None = None,
    unit: str = "",
    sender: str = "",
) -> bool:
    """Queue one message, within the caller's transaction. False where one of that dedupe key was ever queued.

    `phone` is E.164; from `not_before` (now, where absent) until `not_after`, UTC seconds, it may be sent;
    `unit` is the code of the unit that pays; `sender` is "" for the gateway's own.
    """
    return bool(
        db.run(
            f"INSERT INTO outbox ({_COLUMNS}, created_at, updated_at)"
            " VALUES (:dedupe, :text_id, :phone, :profile_id, :vacancy_id, :unit, :priority, :not_before, :not_after,"
            " :now, :now) ON CONFLICT (dedupe) DO NOTHING",
            dedupe=dedupe,
            text_id=text_id(db, text, purpose, language, sender),
            phone=phone,
            profile_id=profile_id,
            vacancy_id=vacancy_id,
            unit=unit,
            priority=priority,
            not_before=now if not_before is None else not_before,
            not_after=not_after,
            now=now,
        )
    )


def is_known(db: Database, dedupe: str) -> bool:
    """Whether a message of that dedupe key was ever queued."""
    return db.one("SELECT 1 AS known FROM outbox WHERE dedupe = :dedupe", dedupe=dedupe) is not None


def put_many(db: Database, now: int, select: str, **values: object) -> int:
    """Queue a message for each row of a SELECT, those of known dedupe keys left out. Returns how many are new.

    The SELECT gives, in this order: dedupe, text_id, phone, profile_id, vacancy_id, unit, priority, not_before,
    not_after. `values` are its parameters; `now` is among them.
    """
    # The outer SELECT needs its WHERE: without one SQLite reads ON CONFLICT as a join.
    return db.run(
        f"INSERT INTO outbox ({_COLUMNS}, created_at, updated_at) WITH chosen ({_COLUMNS}) AS ({select})"
        f" SELECT {_COLUMNS}, :now, :now FROM chosen WHERE true ON CONFLICT (dedupe) DO NOTHING",
        now=now,
        **values,
    )


def text_id(db: Database, text: Rendered, purpose: str, language: str, sender: str = "") -> int:
    """The id of the text, stored once for all who get it. The text is folded, so that it costs what it must."""
    values = {"text": fold(text.text), "purpose": purpose, "language": language, "sender": sender}
    stored = (
        "SELECT id FROM message_text"
        " WHERE text = :text AND purpose = :purpose AND language = :language AND sender = :sender"
    )
    row = db.one(stored, **values)
    if row is None:
        db.run(
            "INSERT INTO message_text (text, purpose, language, sender, encoding, segments)"
            " VALUES (:text, :purpose, :language, :sender, :encoding, :segments)"
            " ON CONFLICT (text, purpose, language, sender) DO NOTHING",
            encoding=measure(values["text"]).encoding,
            segments=text.segments,
            **values,
        )
        row = db.one(stored, **values)
        assert row is not None
    return int(row["id"])


def claim(db: Database, now: int, limit: int, lease_seconds: int = LEASE_SECONDS) -> list[Row]:
    """Take up to `limit` messages that may go out now, the most urgent and longest waiting first.

    Each row has id, phone, unit, priority, lease_until, text and sender. Nobody else gets them until the lease ends.
    """
    claimed: list[Row] = []
    # It promises nothing to anybody: lost in a power cut, the rows are as they were.
    with db.transaction(durable=False):
        for priority in PRIORITIES:
            if len(claimed) >= limit:
                break
            # MATERIALIZED, or PostgreSQL may run the inner SELECT again and again and take more than the limit.
            taken = db.all(
                "WITH ready AS MATERIALIZED (SELECT id FROM outbox WHERE state = 'queued' AND held = 0"
                " AND priority = :priority AND not_before <= :now AND not_after > :now"
                f" ORDER BY not_before LIMIT :limit {db.skip_locked})"
                " UPDATE outbox SET state = 'sending', lease_until = :lease_until, attempted_at = NULL,"
                " updated_at = :now WHERE id IN (SELECT id FROM ready)"
                " RETURNING id, phone, unit, priority, lease_until, text_id",
                priority=priority,
                now=now,
                lease_until=now + lease_seconds,
                limit=limit - len(claimed),
            )
            claimed.extend(sorted(taken, key=lambda row: row["id"]))
        texts = db.all(
            f"SELECT id, text, sender FROM message_text WHERE id IN ({db.ids})",
            ids=_json({row["text_id"] for row in claimed}),
        )
    by_id = {row["id"]: row for row in texts}
    for row in claimed:
        text = by_id[row.pop("text_id")]
        row["text"], row["sender"] = text["text"], text["sender"]
    return claimed


def mark(db: Database, now: int, gateway: str, rows: Sequence[Row], lease_seconds: int = LEASE_SECONDS) -> set[int]:
    """Note that the gateway is about to be called for these claimed rows, and renew their lease.

    Returns the ids that are still ours; the others were cancelled, or taken over after the lease had ended.
    """
    # The state is not asked for: a row has a lease only while it is sending, and PostgreSQL would go through all such.
    marked = db.all(
        "UPDATE outbox SET attempted_at = :now, gateway = :gateway, lease_until = :renewed, updated_at = :now"
        f" WHERE id IN ({db.ids}) AND attempted_at IS NULL AND lease_until = :lease_until RETURNING id",
        ids=_json(row["id"] for row in rows),
        lease_until=rows[0]["lease_until"],
        renewed=now + lease_seconds,
        gateway=gateway,
        now=now,
    )
    return {row["id"] for row in marked}


def settle(db: Database, now: int, outcomes: Sequence[Outcome]) -> None:
    """Write down what the gateway answered for marked rows, and apply the reports that came before these answers.

    It may be lost in a power cut: the rows are then in doubt, as if the answer had been.
    """
    values: dict[str, list[Row]] = {state: [] for state in _SETTLE}
    for outcome in outcomes:
        values[outcome.state].append(
            {
                "id": outcome.id,
                "now": now,
                "gateway_id": outcome.gateway_id,
                "raw": outcome.raw,
                "cost": millionths(outcome.cost),
                "currency": outcome.currency,
            }
        )
    with db.transaction(durable=False):
        for state, rows in values.items():
            if rows:
                db.many(_SETTLE[state], rows)
        reports.catch_up(db, now, [outcome.id for outcome in outcomes if outcome.gateway_id])


# An answer may come after the lease: the row was then put in doubt, perhaps even queued again.
_ANSWERED = (
    "gateway_id = COALESCE(:gateway_id, gateway_id), raw = :raw, cost = :cost, currency = :currency,"
    " lease_until = NULL, updated_at = :now"
)
_SETTLE = {
    "accepted": f"UPDATE outbox SET state = 'accepted', {_ANSWERED} WHERE id = :id"
    " AND (state IN ('sending', 'unknown') OR (state = 'queued' AND doubts > 0))",
    "failed": f"UPDATE outbox SET state = 'failed', {_ANSWERED} WHERE id = :id AND state IN ('sending', 'unknown')",
    "unknown": f"UPDATE outbox SET state = 'unknown', doubts = doubts + 1, {_ANSWERED}"
    " WHERE id = :id AND state = 'sending'",
    "later": f"UPDATE outbox SET state = CASE WHEN tries + 1 < {MOST_TRIES} THEN 'queued' ELSE 'failed' END,"
    f" tries = tries + 1, not_before = :now + 60 * (1 << tries), {_ANSWERED}"
    " WHERE id = :id AND state IN ('sending', 'unknown')",
}


def release(db: Database, now: int, ids: Iterable[int]) -> int:
    """Queue claimed messages again that certainly were not sent."""
    return db.run(
        "UPDATE outbox SET state = 'queued', attempted_at = NULL, lease_until = NULL, updated_at = :now"
        f" WHERE id IN ({db.ids}) AND state = 'sending'",
        ids=_json(ids),
        now=now,
    )


def hold(db: Database, now: int, ids: Iterable[int]) -> int:
    """Put claimed messages back, and aside until `unhold`: nobody looks at them meanwhile."""
    return db.run(
        "UPDATE outbox SET state = 'queued', held = 1, lease_until = NULL, updated_at = :now"
        f" WHERE id IN ({db.ids}) AND state = 'sending' AND attempted_at IS NULL",
        ids=_json(ids),
        now=now,
    )


def held_units(db: Database) -> set[str]:
    """The units that have messages put aside."""
    return {row["unit"] for row in db.all("SELECT DISTINCT unit FROM outbox WHERE state = 'queued' AND held = 1")}


def unhold(db: Database, unit: str) -> int:
    """Let the messages of a unit go that were put aside."""
    return _in_slices(
        db,
        "UPDATE outbox SET held = 0 WHERE id IN (SELECT id FROM outbox"
        " WHERE state = 'queued' AND held = 1 AND unit = :unit LIMIT :slice)",
        unit=unit,
    )


def cancel(db: Database, now: int, vacancy_id: str) -> int:
    """Nobody else is told of this vacancy. Replies and notices about one's own application still go."""
    return _cancel(db, now, "vacancy_id = :vacancy_id", vacancy_id=vacancy_id)


def cancel_notices(
    db: Database, now: int, vacancy_id: str, purposes: Sequence[str], profile_id: str | None = None
) -> list[Row]:
    """What waits about this vacancy for one of these purposes, to one person or to anybody, is overtaken by news, and
    is not sent. Returns their `profile_id` and `purpose`."""
    names, values = _names(purposes, "purpose")
    whose = "profile_id = :profile_id AND" if profile_id else ""
    cancelled: list[Row] = []
    with db.transaction():
        for state in ("state = 'queued'", "state = 'sending' AND attempted_at IS NULL"):
            cancelled += db.all(
                "UPDATE outbox SET state = 'cancelled', lease_until = NULL, updated_at = :now"
                f" WHERE {state} AND held IN (0, 1) AND priority = {NOTICE} AND {whose} vacancy_id = :vacancy_id"
                f" AND text_id IN (SELECT id FROM message_text WHERE purpose IN ({names}))"
                " RETURNING profile_id, (SELECT purpose FROM message_text WHERE message_text.id = text_id) AS purpose",
                now=now,
                vacancy_id=vacancy_id,
                **({"profile_id": profile_id} if profile_id else {}),
                **values,
            )
    return cancelled


def cancel_phone(db: Database, now: int, phone: str) -> int:
    """Nothing that this phone did not ask for is sent any more. Replies and notices still go."""
    return _cancel(db, now, "phone = :phone", phone=phone)


def cancel_alerts(db: Database, now: int, profile_id: str) -> int:
    """This person wants no alerts any more: those that wait are not sent."""
    return _cancel(db, now, "profile_id = :profile_id", profile_id=profile_id)


def cancel_told(db: Database, now: int, profile_id: str, purposes: Sequence[str]) -> int:
    """What waits to tell this person for one of these purposes is not true any more, and is not sent. Returns how
    many."""
    names, values = _names(purposes, "purpose")
    which = f"profile_id = :profile_id AND text_id IN (SELECT id FROM message_text WHERE purpose IN ({names}))"
    return _cancel(db, now, which, least=NOTICE, profile_id=profile_id, **values)


def cancel_texts(db: Database, now: int, text_ids: Sequence[int], first: int, last: int) -> int:
    """Of the messages from id `first` to `last`, those with these texts that have not gone are not sent. Returns how
    many."""
    cancelled = 0
    for start in range(first, last + 1, _SLICE):
        end = min(start + _SLICE - 1, last)
        which = f"text_id IN ({db.ids}) AND id BETWEEN :start AND :end"
        cancelled += _cancel(db, now, which, ids=_json(text_ids), start=start, end=end)
    return cancelled


def cancel_person(db: Database, now: int, profile_id: str, alone: Sequence[str]) -> int:
    """Nothing but answers is sent any more to this person, nor to the phones that reached them `alone`."""
    phones, values = _names(alone)
    which = f"(profile_id = :profile_id OR phone IN ({phones}))"
    with db.transaction():
        # What is in doubt is not sent a second time either.
        db.run(
            "UPDATE outbox SET not_after = :now WHERE doubts > 0 AND state = 'unknown' AND not_after > :now"
            f" AND {which} AND priority >= {NOTICE}",
            now=now,
            profile_id=profile_id,
            **values,
        )
        return _cancel(db, now, which, least=NOTICE, profile_id=profile_id, **values)


def _cancel(db: Database, now: int, which: str, least: int = ALERT, **values: object) -> int:
    # Two statements, so that each has its index.
    cancelled = 0
    with db.transaction():
        for state in ("state = 'queued'", "state = 'sending' AND attempted_at IS NULL"):
            cancelled += db.run(
                "UPDATE outbox SET state = 'cancelled', lease_until = NULL, updated_at = :now"
                f" WHERE {state} AND {which} AND priority >= {least}",
                now=now,
                **values,
            )
    return cancelled


def answers_to(db: Database, profile_id: str, phones: Sequence[str], alone: Sequence[str]) -> list[int]:
    """The ids of answers and notices to a person on their phones; `alone`: all that went to these."""
    names, values = _names(phones)
    alone_names, alone_values = _names(alone, "alone")
    found = db.all(
        f"SELECT id FROM outbox WHERE priority < {ALERT} AND phone IN ({names})"
        f" AND (profile_id = :profile_id OR phone IN ({alone_names}))",
        profile_id=profile_id,
        **values,
        **alone_values,
    )
    return [row["id"] for row in found]


def about(db: Database, profile_ids: Sequence[str], alone: Sequence[str], naming: Sequence[str]) -> list[int]:
    """The ids of all that was sent to these people or tells of them, to whatever phone; of notices for purposes that
    are `naming` who applied; and of alerts and outreach to these phones. Reads the whole table: at most now and then,
    and outside of a transaction."""
    names, values = _names(profile_ids, "profile")
    alone_names, alone_values = _names(alone, "alone")
    found = db.all(
        f"SELECT id FROM outbox WHERE profile_id IN ({names}) OR (priority >= {ALERT} AND phone IN ({alone_names}))",
        **values,
        **alone_values,
    )
    purposes, purpose_values = _names(naming, "purpose")
    named = db.all(
        "SELECT DISTINCT outbox.id FROM application JOIN outbox ON outbox.vacancy_id = application.vacancy_id"
        f" WHERE application.profile_id IN ({names}) AND {_NAMED.format(purposes=purposes)}",
        **values,
        **purpose_values,
    )
    return [row["id"] for row in (*found, *named)]


# Who applied is named while nothing has come of it yet: after the first and before the last that happened.
_NAMED = (
    f"outbox.priority = {NOTICE} AND outbox.created_at BETWEEN application.created_at AND application.updated_at"
    " AND EXISTS (SELECT 1 FROM message_text WHERE message_text.id = outbox.text_id AND purpose IN ({purposes}))"
)


def cancel_naming(db: Database, now: int, profile_id: str, naming: Sequence[str]) -> int:
    """Notices for these purposes that name who applied, and may name this person, are not sent."""
    purposes, values = _names(naming, "purpose")
    which = (
        "EXISTS (SELECT 1 FROM application WHERE application.vacancy_id = outbox.vacancy_id"
        f" AND application.profile_id = :profile_id AND {_NAMED.format(purposes=purposes)})"
    )
    return _cancel(db, now, which, least=NOTICE, profile_id=profile_id, **values)


def forget(db: Database, now: int, ids: Iterable[int]) -> int:
    """Keep of these messages neither whom they were for nor what only they said. Returns how many need more time:
    those on their way keep their number until they have arrived, or can no longer."""
    ids = list(ids)
    with db.transaction():
        forgotten = db.all(
            f"UPDATE outbox SET phone = '{NOBODY}', profile_id = NULL, raw = NULL WHERE id IN ({db.ids})"
            " AND NOT (state IN ('queued', 'sending') OR (state = 'unknown' AND not_after > :now))"
            " RETURNING text_id",
            ids=_json(ids),
            now=now,
        )
        texts = _json({row["text_id"] for row in forgotten})
        theirs = db.all(
            "INSERT INTO message_text (text, purpose, language, sender, encoding, segments)"
            f" SELECT DISTINCT '', purpose, language, sender, 'gsm7', 1 FROM message_text WHERE id IN ({db.ids})"
            f" AND {_NOBODY_ELSES} ON CONFLICT (text, purpose, language, sender) DO UPDATE SET text = ''"
            " RETURNING id, purpose, language, sender",
            ids=texts,
        )
        for empty in theirs:
            db.run(
                "UPDATE outbox SET text_id = :id WHERE text_id IN (SELECT id FROM message_text"
                f" WHERE id IN ({db.ids}) AND purpose = :purpose AND language = :language AND sender = :sender"
                f" AND {_NOBODY_ELSES})",
                ids=texts,
                **empty,
            )
        drop_texts(db, (row["text_id"] for row in forgotten))
    return len(ids) - len(forgotten)


_NOBODY_ELSES = (
    "text <> '' AND NOT EXISTS (SELECT 1 FROM outbox AS other"
    f" WHERE other.text_id = message_text.id AND other.phone <> '{NOBODY}')"
)


def drop_texts(db: Database, ids: Iterable[int]) -> None:
    """Delete those of the texts that no message and no alert has any more."""
    db.run(
        f"DELETE FROM message_text WHERE id IN ({db.ids})"
        " AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.text_id = message_text.id)"
        " AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.text_id = message_text.id)",
        ids=_json(set(ids)),
    )


def purge(db: Database, before: int, most: int) -> int:
    """Delete up to `most` messages queued before that time (UTC seconds), and what only they said. Returns how many."""
    old = db.all(
        "SELECT id FROM outbox WHERE state NOT IN ('queued', 'sending') AND id <"
        " COALESCE((SELECT id FROM outbox WHERE created_at >= :before ORDER BY id LIMIT 1), :none)"
        " ORDER BY id LIMIT :most",
        before=before,
        none=2**62,
        most=most,
    )
    if not old:
        return 0
    # Lost in a power cut, it is done again.
    with db.transaction(durable=False):
        gone = db.all(
            f"DELETE FROM outbox WHERE id IN ({db.ids}) RETURNING text_id", ids=_json(row["id"] for row in old)
        )
        drop_texts(db, (row["text_id"] for row in gone))
    return len(gone)


def expire(db: Database, now: int) -> int:
    """What was not sent in time is not sent."""
    return _in_slices(
        db,
        "UPDATE outbox SET state = 'expired', updated_at = :now WHERE id IN (SELECT id FROM outbox"
        " WHERE state = 'queued' AND not_after <= :now LIMIT :slice)",
        now=now,
    )


def end_leases(db: Database, now: int) -> int:
    """Whoever claimed these is gone: what was not tried is queued again, what was tried is in doubt."""
    return db.run(
        "UPDATE outbox SET state = CASE WHEN attempted_at IS NULL THEN 'queued' ELSE 'unknown' END,"
        " doubts = CASE WHEN attempted_at IS NULL THEN doubts ELSE doubts + 1 END,"
        " lease_until = NULL, updated_at = :now"
        " WHERE state = 'sending' AND lease_until <= :now",
        now=now,
    )


def queue_doubts(db: Database, now: int, gateway: str, doubt_seconds: int) -> int:
    """Queue once more what no report has settled, where this gateway's reports do arrive. A second doubt stays."""
    return db.run(
        "UPDATE outbox SET state = 'queued', updated_at = :now WHERE doubts > 0 AND doubts = 1"
        " AND state = 'unknown' AND gateway = :gateway AND attempted_at <= :before AND not_after > :now"
        " AND attempted_at < (SELECT reported_at FROM gateway_state WHERE name = :gateway)",
        gateway=gateway,
        before=now - doubt_seconds,
        now=now,
    )


def counts(db: Database, now: int) -> dict[str, int]:
    """Messages on their way: queued (due now), waiting (for their time), held, sending, unknown.

    `oldest_queued_seconds` is how long the first of the queued has been due.
    """
    row = db.one(
        "SELECT count(CASE WHEN held = 0 AND not_before <= :now THEN 1 END) AS queued,"
        " count(CASE WHEN held = 0 AND not_before > :now THEN 1 END) AS waiting,"
        " count(CASE WHEN held = 1 THEN 1 END) AS held,"
        " COALESCE(:now - min(CASE WHEN held = 0 AND not_before <= :now THEN not_before END), 0)"
        " AS oldest_queued_seconds FROM outbox WHERE state = 'queued'",
        now=now,
    )
    sending = db.one("SELECT count(*) AS sending FROM outbox WHERE state = 'sending'")
    unknown = db.one("SELECT count(*) AS unknown FROM outbox WHERE doubts > 0 AND state = 'unknown'")
    return {**(row or {}), **(sending or {}), **(unknown or {})}


def millionths(cost: Decimal | None) -> int | None:
    """An amount of money in millionths, a whole number."""
    return None if cost is None else int(cost * MILLION)


def _in_slices(db: Database, sql: str, **values: object) -> int:
    changed = 0
    while True:
        some = db.run(sql, slice=_SLICE, **values)
        changed += some
        if some < _SLICE:
            return changed


def _names(values: Sequence[str], name: str = "phone") -> tuple[str, Row]:
    """Texts as the names of parameters, for `IN (...)`, and the parameters."""
    named: Row = {f"{name}{number}": value for number, value in enumerate(values)}
    return ", ".join(f":{each}" for each in named) or "NULL", named


def _json(ids: Iterable[int]) -> str:
    return orjson.dumps(list(ids)).decode()
