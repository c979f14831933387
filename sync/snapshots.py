"""Snapshots: first copies of buckets, compressed when nobody waits for them, kept, and sent as they are."""

import gzip
import hashlib
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import orjson
import zstandard

from core import changes
from core.database import Database, Row
from core.errors import NotFoundError
from core.officers import REFERENCE
from sync.columns import Columns

if TYPE_CHECKING:
    from flask import Request, Response

ROWS = 7000  # documents of a part: with 5,000 the whole is 1 % more bytes, with 2,000 it is 5 %
FRAME_BYTES = 400_000  # of a part, compressed: no more of it is lost where the line is cut
FEWEST_ROWS = 100
# The whole is one frame, whose parts share what they say: apart from each other they are 10 % more. Whoever was cut off
# goes on with the parts, each a frame of its own.
WHOLE, PARTS, GZIP = "whole", "parts", "gzip"
PARTS_LEVEL = 12
PAGE = 500  # documents that are read at a time
# Windows are 8 MB, as browsers refuse larger ones. The tables (chains, hashes) that the level would take by itself are
# twice as large.
COMPRESSION = zstandard.ZstdCompressionParameters.from_level(19, window_log=23, chain_log=23, hash_log=22)

LEAST = 300  # documents: fewer come as records
CHANGED_SHARE, CHANGED_LEAST = 0.05, 100
OLD_SECONDS = 7 * changes.DAY
SUPERSEDED_SECONDS = changes.DAY  # a tablet may be loading it

# Documents with the same value stand together: those of one employer share place, contact and words.
TOGETHER = {"vacancies": "employer"}


@dataclass(frozen=True, slots=True)
class Offer:
    """A snapshot that a tablet may load. `bytes` are those of the whole in zstd."""

    bucket: str
    digest: str
    position: int
    documents: int
    parts: int
    bytes: int


def build(db: Database, bucket: str, now: int) -> str | None:
    """Make and keep the snapshot of what is in a bucket now. Returns its digest, None where the bucket is empty.

    It holds all that was recorded up to its position. What changes while it is read stands above that and comes again
    with the records, so it needs no long transaction.
    """
    position = changes.position(db)
    digest = hashlib.sha256(f"{bucket}\n".encode())
    packed: dict[str, list[bytes]] = {WHOLE: [], PARTS: [], GZIP: []}
    whole = zstandard.ZstdCompressor(compression_params=COMPRESSION).compressobj()
    documents = 0
    for rows, line, frame in _parts(db, bucket):
        documents += rows
        digest.update(line)
        packed[WHOLE].append(whole.compress(line) + whole.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
        packed[PARTS].append(frame)
        packed[GZIP].append(gzip.compress(line, 9, mtime=0))  # the same documents are the same bytes
    if not documents:
        return None
    packed[WHOLE][-1] += whole.flush()
    name = digest.hexdigest()[:20]
    # Lost in a power cut, it is made again.
    with db.transaction(durable=False):
        for encoding, parts in packed.items():
            db.run(
                "INSERT INTO snapshot (digest, encoding, bucket, position, documents, parts, body, built_at)"
                " VALUES (:digest, :encoding, :bucket, :position, :documents, :parts, :body, :now)"
                # The bytes stay, which somebody may hold half of.
                " ON CONFLICT (digest, encoding) DO UPDATE SET position = excluded.position,"
                " built_at = excluded.built_at WHERE excluded.position >= snapshot.position",
                digest=name,
                encoding=encoding,
                bucket=bucket,
                position=position,
                documents=documents,
                parts=orjson.dumps([sum(map(len, parts[:index])) for index in range(len(parts))]).decode(),
                body=b"".join(parts),
                now=now,
            )
    return name


def is_stale(snapshot: Row, horizon: int, now: int) -> bool:
    """Whether a bucket needs a new one. `snapshot` has `position`, `documents`, `built_at`, and `changed`: how many
    documents have changed since."""
    return bool(
        snapshot["position"] < horizon
        or snapshot["changed"] > max(CHANGED_LEAST, CHANGED_SHARE * snapshot["documents"])
        or (snapshot["changed"] and now - snapshot["built_at"] > OLD_SECONDS)
    )


def refresh(db: Database, now: int, stopping: Callable[[], bool] = lambda: False) -> list[str]:
    """Make the snapshots that are missing or stale, and delete those that were superseded long enough ago.

    Returns the buckets that are left where it had to stop.
    """
    due = _due(db, now)
    while due and not stopping():
        bucket = due.pop(0)
        if build(db, bucket, now) is None:
            db.run("DELETE FROM snapshot WHERE bucket = :bucket", bucket=bucket)
    db.run(
        "DELETE FROM snapshot WHERE EXISTS (SELECT 1 FROM snapshot AS newer WHERE newer.bucket = snapshot.bucket"
        " AND newer.encoding = snapshot.encoding AND newer.position > snapshot.position AND newer.built_at <= :before)",
        before=now - SUPERSEDED_SECONDS,
    )
    return due


def offered(db: Database, buckets: Sequence[str]) -> list[Offer]:
    """The newest snapshot of each of the buckets that has one which records can bring up to date."""
    if not buckets:
        return []
    names = {f"bucket{index}": bucket for index, bucket in enumerate(buckets)}
    rows = db.all(
        "SELECT bucket, digest, position, documents, parts, length(body) AS bytes FROM snapshot"
        f" WHERE encoding = 'whole' AND bucket IN ({', '.join(f':{name}' for name in names)}) AND {_NEWEST}"
        " AND position >= COALESCE((SELECT CAST(value AS BIGINT) FROM sync_state WHERE name = 'horizon'), 0)"
        " ORDER BY bucket",
        **names,
    )
    return [Offer(**{**row, "parts": len(orjson.loads(row["parts"]))}) for row in rows]


def respond(db: Database, digest: str, buckets: Collection[str], request: "Request", part: int = 0) -> "Response":
    """The answer to a tablet that may see these buckets: the snapshot from a part on, in zstd; in gzip or plain, of
    which browsers read one piece only, that part alone.

    Raises NotFoundError where there is none for this tablet, RequestedRangeNotSatisfiable behind its end.
    """
    # Loaded here, because workers make snapshots and answer nobody.
    from flask import Response
    from werkzeug.exceptions import RequestedRangeNotSatisfiable

    accepted = request.accept_encodings
    wanted = max(("zstd", "gzip"), key=lambda each: accepted[each])
    encoding = wanted if accepted[wanted] else "identity"
    stored = GZIP if encoding == "gzip" else WHOLE if encoding == "zstd" and part == 0 else PARTS
    row = db.one(
        "SELECT bucket, parts, length(body) AS bytes FROM snapshot WHERE digest = :digest AND encoding = :stored",
        digest=digest,
        stored=stored,
    )
    if row is None or row["bucket"] not in buckets:
        raise NotFoundError("snapshot")
    offsets = [*orjson.loads(row["parts"]), row["bytes"]]
    if part >= len(offsets) - 1:
        raise RequestedRangeNotSatisfiable
    body = _slice(db, digest, stored, offsets[part], offsets[-1 if encoding == "zstd" else part + 1])
    if encoding == "identity":
        body = zstandard.ZstdDecompressor().decompress(body)
    # One body and no stream: the server lets the thread go at once, however slow the line.
    response = Response(body, content_type="application/x-ndjson")
    if encoding != "identity":
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    response.headers["Accept-Ranges"] = "bytes"
    tag = f"{digest}-{encoding}-{part}"
    response.set_etag(tag)
    # Other ranges may be passed over (RFC 9110, 14.2), and whoever has it all needs none.
    one_range = request.range is not None and request.range.units == "bytes" and len(request.range.ranges) == 1
    response.make_conditional(
        request,
        accept_ranges=one_range and not request.if_none_match.contains_weak(tag),
        complete_length=len(body),
    )
    if response.status_code == 206:
        response.data = body[response.content_range.start : response.content_range.stop]
    return response


def _due(db: Database, now: int) -> list[str]:
    """The buckets that need a snapshot."""
    standing = {
        row["bucket"]: row
        for row in db.all(
            "SELECT bucket, position, documents, built_at, (SELECT count(*) FROM changes"
            " WHERE changes.bucket = snapshot.bucket AND sequence > position) AS changed"
            f" FROM snapshot WHERE encoding = 'whole' AND {_NEWEST}"
        )
    }
    # From name to name by the index: there are few buckets, and many documents in them.
    known = db.all(
        """
        WITH RECURSIVE known (bucket) AS (
            SELECT min(bucket) FROM changes
            UNION ALL
            SELECT (SELECT min(bucket) FROM changes WHERE changes.bucket > known.bucket) FROM known
            WHERE known.bucket IS NOT NULL
        )
        SELECT bucket, (
            SELECT count(*) FROM (
                SELECT 1 AS one FROM changes WHERE changes.bucket = known.bucket AND removed = 0 LIMIT :least
            ) AS few
        ) AS documents
        FROM known WHERE bucket = :reference OR bucket LIKE 'vacancies/%'
        ORDER BY bucket""",
        least=LEAST,
        reference=REFERENCE,
    )
    horizon = changes.horizon(db)
    return [
        row["bucket"]
        for row in known
        if (is_stale(standing[row["bucket"]], horizon, now) if row["bucket"] in standing else row["documents"] >= LEAST)
    ]


def _parts(db: Database, bucket: str) -> Iterator[tuple[int, bytes, bytes]]:
    """The parts of a bucket: how many documents, the line, and the line compressed."""
    compressor = zstandard.ZstdCompressor(level=PARTS_LEVEL)  # one for all: its memory is one piece
    number, most = 0, ROWS
    for collection, ids in _ids(db, bucket).items():
        rows_each = ceil(len(ids) / ceil(len(ids) / most))  # about equal: a short one compresses badly
        start = 0
        while start < len(ids):
            documents, line = _line(db, bucket, number, collection, ids[start : start + rows_each])
            frame = compressor.compress(line)
            if len(frame) > FRAME_BYTES and rows_each > FEWEST_ROWS:
                most = rows_each = max(FEWEST_ROWS, rows_each * FRAME_BYTES * 9 // (len(frame) * 10))
                continue
            start += rows_each
            if documents:
                yield documents, line, frame
                number += 1


def _ids(db: Database, bucket: str) -> dict[str, list[str]]:
    """The ids in a bucket by collection, in the order in which they compress best."""
    found: dict[str, list[str]] = {}
    shared: dict[str, str] = {}
    after = ("", "")
    while rows := changes.documents(db, bucket, after, PAGE):
        after = rows[-1]["collection"], rows[-1]["document"]
        for row in rows:
            found.setdefault(row["collection"], []).append(row["document"])
            if name := TOGETHER.get(row["collection"]):
                shared[row["document"]] = sys.intern(str(orjson.loads(row["body"]).get(name)))
    for collection in found.keys() & TOGETHER.keys():
        ids = found[collection]
        if len({shared[each] for each in ids}) * 2 <= len(ids):  # else to keep the ids in order saves more
            ids.sort(key=lambda each: shared[each])
    return found


def _line(db: Database, bucket: str, part: int, collection: str, ids: Sequence[str]) -> tuple[int, bytes]:
    """The line of those documents that are still there, in this order, and how many these are."""
    columns = Columns()
    for start in range(0, len(ids), PAGE):
        some = ids[start : start + PAGE]
        names = {f"id{index}": each for index, each in enumerate(some)}
        rows = db.all(
            "SELECT document, version, body FROM changes WHERE bucket = :bucket AND collection = :collection"
            f" AND removed = 0 AND document IN ({', '.join(f':{name}' for name in names)})",
            bucket=bucket,
            collection=collection,
            **names,
        )
        found = {row["document"]: row for row in rows}
        for each in some:
            if each in found:
                columns.add(**found[each])
    return len(columns), columns.line(part, collection)


def _slice(db: Database, digest: str, encoding: str, start: int, end: int) -> bytes:
    row = db.one(
        "SELECT substr(body, :start, :length) AS body FROM snapshot WHERE digest = :digest AND encoding = :encoding",
        start=start + 1,
        length=end - start,
        digest=digest,
        encoding=encoding,
    )
    if row is None:  # it was deleted this very moment
        raise NotFoundError("snapshot")
    return bytes(row["body"])


# The newest of its bucket and encoding: of two at one position, whichever.
_NEWEST = (
    "NOT EXISTS (SELECT 1 FROM snapshot AS newer WHERE newer.bucket = snapshot.bucket"
    " AND newer.encoding = snapshot.encoding"
    " AND (newer.position, newer.digest) > (snapshot.position, snapshot.digest))"
)
