"""Pull: what has changed for a copy since its cursor, as the lines of docs/sync.md."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from core import changes, officers
from core.database import Database, Row
from sync import cursor as cursors
from sync import snapshots
from sync.cursor import Cursor, Start
from sync.devices import Device
from sync.snapshots import Offer

TOGETHER = 50  # records that are put together at a time
EPOCH, HORIZON, UNKNOWN = "epoch", "horizon", "unknown"


@dataclass(slots=True)
class Standing:
    """Where a copy stands: its starts in the buckets of a scope, or why it has to begin anew (`reset`).

    `position` is that of the ledger, read before anything else.
    """

    epoch: str
    owner: str
    scope: int
    buckets: list[str]
    starts: Sequence[Start | None]
    position: int
    reset: str | None = None
    drop: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether the copy holds some state of every document, so that what changed is all it lacks."""
        return all(start and start.held == start.since for start in self.starts)


def stand(db: Database, device: Device, sent: str | None, unsent: int = 0) -> Standing:
    """Where the copy of a tablet stands that sent this cursor, or none. `unsent` operations wait on it."""
    state = _state(db)
    owner = cursors.owner(device.officer_id)
    begin = Standing(state.epoch, owner, device.scope, device.buckets, [None] * len(device.buckets), state.position)
    if sent is None:
        return begin
    cursor = cursors.read(sent)
    if cursor is None:
        begin.reset = UNKNOWN
        return begin
    if cursor.epoch != state.epoch:  # before all else: a scope of before the restore may be forgotten too
        begin.reset = EPOCH
        return begin
    buckets = officers.buckets_of(db, device.officer_id, cursor.scope) if cursor.owner == owner else None
    if buckets is None or len(cursor.starts) not in (0, len(buckets)):
        # A scope that was never given, as below.
        begin.reset = EPOCH if cursor.owner == owner and cursor.scope > device.scope else UNKNOWN
        return begin
    starts = cursor.settled(len(buckets))
    if any(start and start.held > state.position for start in starts):
        # A number that was never given: somebody put an older database back without telling us.
        begin.reset = EPOCH
    elif any(start and start.since < state.horizon for start in starts):
        begin.reset = HORIZON
    elif cursor.scope == device.scope or unsent:  # of what it may not keep, it still has something to tell
        return Standing(state.epoch, owner, cursor.scope, buckets, starts, state.position)
    else:
        before = dict(zip(buckets, starts, strict=True))
        begin.starts = [before.get(bucket) for bucket in device.buckets]
        begin.drop = [bucket for bucket in buckets if bucket not in device.buckets]
    return begin


def fetch(
    db: Database, standing: Standing, limit: int, own: Collection[tuple[str, str, int]] = ()
) -> tuple[list[bytes], Row]:
    """The lines of at most `limit` records that bring a copy up to date, and the end.

    `own` are documents (collection, id, version) whose state the tablet has just been told.
    """
    offers, starts = _begun(db, standing)
    if standing.drop:
        # A record's cursor would not tell again what to drop, so there are none before the end has come.
        return [], {**_end(standing, starts, offers), "more": True}
    held = {bucket: start.held for bucket, start in zip(standing.buckets, starts, strict=True) if start}
    rows, more = _page(db, held, limit, own)
    horizon = changes.horizon(db)
    if any(start and start.since < horizon for start in starts):
        return [], {"reset": HORIZON}  # meanwhile removals were forgotten that may be missing among these rows
    news = [row for row in rows if not _is_told(row, own)] if own else rows
    lines = _records(news)
    if lines:
        lines.insert(0, orjson.dumps({"base": _cursor(standing, starts).base}) + b"\n")
    last = rows[-1]["sequence"] if rows else 0  # all numbers below it were there to be seen when it was
    reached = last if more else max(last, standing.position)
    end = _end(standing, [_reached(start, reached) for start in starts], offers)
    # What changed since a snapshot was made comes once that is loaded.
    more = more or bool(changes.page(db, {each.bucket: each.position for each in offers.values()}, 1))
    return lines, {**end, "more": True} if more else end


def _page(
    db: Database, held: dict[str, int], limit: int, own: Collection[tuple[str, str, int]]
) -> tuple[list[Row], bool]:
    """What changed since, with at most `limit` that are news to the tablet; and whether there may be more."""
    rows = changes.page(db, held, limit)
    more = len(rows) == limit
    while own and more and sum(not _is_told(row, own) for row in rows) < limit:
        last = rows[-1]["sequence"]
        some = changes.page(db, {bucket: max(at, last) for bucket, at in held.items()}, limit)
        rows += some
        more = len(some) == limit
    return rows, more


def offer(db: Database, standing: Standing) -> Row:
    """The first copies that a copy lacks, as an end without records."""
    if standing.reset:
        return {"reset": standing.reset}
    offers, starts = _begun(db, standing)
    return {"snapshots": [], **_end(standing, starts, offers)}


def checksums(db: Database, standing: Standing, end: Row) -> dict[str, str]:
    """What a copy that came to this end holds of each bucket, but of those that changed since or are to be loaded."""
    loaded = {each["bucket"] for each in end.get("snapshots", ())}
    reached = cursors.read(end["cursor"])
    assert reached
    starts = dict(zip(standing.buckets, reached.settled(len(standing.buckets)), strict=True))
    sums = {bucket: changes.checksum(db, bucket) for bucket in standing.buckets if bucket not in loaded}
    # Looked for afterwards: what changed before this may be in a sum, or not.
    return {
        bucket: each
        for bucket, each in sums.items()
        if (start := starts[bucket]) and not changes.page(db, {bucket: start.held}, 1)
    }


@dataclass(frozen=True, slots=True)
class _State:
    epoch: str
    position: int
    horizon: int


def _state(db: Database) -> _State:
    rows = db.all(
        "SELECT name, value FROM sync_state WHERE name IN ('epoch', 'horizon')"
        " UNION ALL SELECT name, CAST(value AS TEXT) FROM sequence WHERE name = 'ledger'"
    )
    found = {row["name"]: row["value"] for row in rows}
    return _State(found["epoch"], int(found["ledger"]), int(found.get("horizon", 0)))


def _begun(db: Database, standing: Standing) -> tuple[dict[str, Offer], list[Start | None]]:
    """The snapshots to load, by bucket; and all starts, None for those of them: what has none is filled by records."""
    missing = [bucket for bucket, start in zip(standing.buckets, standing.starts, strict=True) if start is None]
    offers = {each.bucket: each for each in snapshots.offered(db, missing)} if missing else {}
    starts = [
        start or (None if bucket in offers else Start(0, standing.position))
        for bucket, start in zip(standing.buckets, standing.starts, strict=True)
    ]
    return offers, starts


def _end(standing: Standing, starts: Sequence[Start | None], offers: Mapping[str, Offer]) -> Row:
    told: Row = {"cursor": str(_cursor(standing, starts, offers))}
    if standing.drop:
        told["drop"] = standing.drop
    if offers:
        told["snapshots"] = [_told(each) for each in offers.values()]
    return told


def _cursor(standing: Standing, starts: Sequence[Start | None], offers: Mapping[str, Offer] | None = None) -> Cursor:
    """The cursor of these starts, once the snapshots that are offered have been loaded."""
    loaded = tuple(
        Start(offers[bucket].position, offers[bucket].position) if offers and bucket in offers else start
        for bucket, start in zip(standing.buckets, starts, strict=True)
    )
    [first, *others] = set(loaded)
    if not others and first and first.held == first.since:
        return Cursor(standing.epoch, standing.owner, standing.scope, first.held)
    return Cursor(standing.epoch, standing.owner, standing.scope, 0, loaded)


def _reached(start: Start | None, position: int) -> Start | None:
    return start and Start(max(start.held, position), max(start.since, position))


def _told(each: Offer) -> Row:
    return {
        "bucket": each.bucket,
        "url": f"/sync/v1/snapshots/{each.digest}",
        "documents": each.documents,
        "parts": each.parts,
        "bytes": each.bytes,
    }


def _is_told(row: Row, own: Collection[tuple[str, str, int]]) -> bool:
    # A document that left the bucket keeps the version that it had there.
    return row["body"] != "null" and (row["collection"], row["document"], row["version"]) in own


def _records(rows: Sequence[Row]) -> list[bytes]:
    """The lines of records, some at a time, put together from what was encoded when they changed."""
    return [
        "".join(
            # Names need no escaping: none is kept that would.
            f'[{row["sequence"]},"{row["bucket"]}","{row["collection"]}","{row["document"]}",{row["version"]},{row["body"]}]\n'
            for row in rows[start : start + TOGETHER]
        ).encode()
        for start in range(0, len(rows), TOGETHER)
    ]
