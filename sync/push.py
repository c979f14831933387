"""Push: operations of a tablet are applied once each, in order, and each is answered on its own."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import orjson

from core import changes, profiles
from core.database import Database, Row
from core.errors import ConflictError, InvalidError, ServiceError
from core.market import Market
from sync import documents, quarantine
from sync.devices import Device
from sync.documents import COLLECTIONS
from sync.writers import applications, conflicts, consents, job_orders, notes, people, visits
from sync.writing import REFUSED, Operation, Outcome, Push, RefusedError, about, lock

SLICE = 25  # operations of one transaction: callers wait for no more than that
MOST_TRIES = 5  # of a slice, while phones change the same people

log = logging.getLogger(__name__)
Writer = Callable[[Push, Operation], Outcome]
WRITERS: dict[str, Writer] = {
    "profiles": people.write,
    "consents": consents.write,
    "applications": applications.write,
    "notes": notes.write,
    "visits": visits.write,
    "job_orders": job_orders.write,
    "conflicts": conflicts.write,
}


class RestoredError(ServiceError):
    """The database was restored meanwhile: what the tablet sent before is forgotten, and has to come first."""


def apply(
    db: Database,
    market: Market,
    device: Device,
    source: str,
    operations: Sequence[Row],
    now: int,
    pause: Callable[[], None] = lambda: None,
    epoch: str | None = None,
) -> list[Row]:
    """Apply what a tablet sent. Returns a result for each, as docs/sync.md describes, in their order.

    `source` is the copy that numbered them, in ascending order. An operation that was answered before is answered so
    again. `pause` is called between two transactions. Raises InvalidError "source_taken" for somebody else's source,
    RestoredError where the epoch is not `epoch` any more.
    """
    push = Push(db, market, device, source, now, epoch=epoch)
    results: list[Row] = []
    for start in range(0, len(operations), SLICE):
        results += _settled(push, [_operation(each) for each in operations[start : start + SLICE]])
        pause()
    return results


def _settled(push: Push, operations: list[Operation]) -> list[Row]:
    """The results of a slice, which is done wholly or not at all; where that never goes well, one by one."""
    for _attempt in range(MOST_TRIES):
        try:
            return _slice(push, operations)
        except ConflictError as error:
            conflict = error
    if len(operations) > 1:
        return [result for operation in operations for result in _settled(push, [operation])]
    # What the database refuses each time is kept for staff like everything else that cannot be applied.
    log.error("an operation is refused by the database", extra={"why": str(conflict)[:200]})
    return _slice(push, operations, refuse=True)


def _slice(push: Push, operations: list[Operation], refuse: bool = False) -> list[Row]:
    push = replace(push, own=set(), names={}, locked=set())
    with push.db.transaction():
        last = _enter(push)
        if push.epoch and changes.epoch(push.db) != push.epoch:
            # Numbers above those that were forgotten would make them look as if they had been answered long ago.
            raise RestoredError(push.epoch)
        _lock(push, [operation for operation in operations if operation.number > last])
        answered = _answered(push, operations[0].number, operations[-1].number) if operations[0].number <= last else {}
        results = []
        for operation in operations:
            if operation.number in answered:
                results.append(answered[operation.number])
                continue
            if operation.number <= last:  # answered so long ago that nobody remembers how
                outcome = _refused(push, operation, "gone")
            else:
                outcome = _refused(push, operation, "invalid") if refuse else _written(push, operation)
            line = outcome.line(operation.number)
            results.append(line)
            _remember(push, operation.number, outcome, line)
        push.db.run(
            "UPDATE operation_source SET last = :number WHERE source = :source AND last < :number",
            number=operations[-1].number,
            source=push.source,
        )
    return results


def _enter(push: Push) -> int:
    """Take the source, so that nobody else applies its operations meanwhile. Returns its highest number."""
    row = push.db.all(
        "INSERT INTO operation_source (source, officer_id, last) VALUES (:source, :officer_id, 0)"
        " ON CONFLICT (source) DO UPDATE SET last = operation_source.last RETURNING officer_id, last",
        source=push.source,
        officer_id=push.officer_id,
    )[0]
    if row["officer_id"] != push.officer_id:
        raise InvalidError("source_taken")
    return int(row["last"])


def _lock(push: Push, operations: list[Operation]) -> None:
    """Lock the people whom operations are about in one order, so that no two pushes wait for each other."""
    new = [operation.id for operation in operations if operation.collection == "profiles" and operation.base == 0]
    people = set()
    for operation in operations:
        # Of whoever is registered here nobody else knows.
        if operation.id.partition(".")[0] not in new and (operation.fields or {}).get("profile_id") not in new:
            people.add(about(push, operation))
    for profile_id in sorted(each for each in people if each):
        lock(push, profile_id)
    push.names.clear()  # whoever we waited for may have made one person of two


def _answered(push: Push, first: int, last: int) -> dict[int, Row]:
    rows = push.db.all(
        "SELECT number, result FROM operation WHERE source = :source AND number BETWEEN :first AND :last",
        source=push.source,
        first=first,
        last=last,
    )
    return {row["number"]: {"n": row["number"], **orjson.loads(row["result"])} for row in rows}


def _remember(push: Push, number: int, outcome: Outcome, line: Row) -> None:
    push.db.run(
        "INSERT INTO operation (source, number, profile_id, result, at)"
        " VALUES (:source, :number, :profile_id, :result, :now)",
        source=push.source,
        number=number,
        profile_id=outcome.profile_id,
        result=orjson.dumps({key: value for key, value in line.items() if key != "n"}).decode(),
        now=push.now,
    )


def write(push: Push, operation: Operation) -> Outcome:
    """Within the caller's transaction: apply one operation. Raises RefusedError."""
    collection = COLLECTIONS.get(operation.collection)
    if collection is None:
        raise RefusedError("unknown_collection")
    writer = WRITERS.get(operation.collection)
    if writer is None or (operation.fields is None and not collection.removable):
        raise RefusedError("read_only")
    if not documents.is_id(operation.collection, operation.id):
        raise RefusedError("invalid", {"id": "malformed_id"})
    return writer(push, operation)


def _written(push: Push, operation: Operation) -> Outcome:
    if push.device.revoked:
        return _refused(push, operation, "revoked")
    try:
        return write(push, operation)
    except RefusedError as error:
        return _refused(push, operation, error.reason, error.invalid)


def _refused(push: Push, operation: Operation, reason: str, invalid: dict[str, str] | None = None) -> Outcome:
    profile_id = about(push, operation)
    quarantine.keep(
        push.db,
        push.device,
        push.now,
        collection=operation.collection,
        document=operation.id,
        base=operation.base,
        reason=reason,
        # Of whoever was erased nothing is kept but that there was an operation.
        value={} if operation.fields and _is_forgotten(push, operation, profile_id, reason) else operation.fields,
        profile_id=profile_id,
    )
    return Outcome(REFUSED, reason=reason, invalid=invalid or {}, profile_id=profile_id)


def _is_forgotten(push: Push, operation: Operation, profile_id: str | None, reason: str) -> bool:
    """Whether the person whom an operation is about was erased."""
    if profile_id is None:
        return operation.collection == "notes" and reason == "gone"  # it went with its person: others leave a row
    profile = profiles.by_id(push.db, profile_id)
    return profile is not None and profile["status"] == "erased"


def _operation(sent: dict[str, Any]) -> Operation:
    return Operation(sent["n"], sent["collection"], sent["id"], sent["base"], sent.get("fields"))
