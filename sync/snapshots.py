"""Snapshots: first copies of buckets, compressed when nobody waits for them, and sent as they are."""

import gzip
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson
import zstandard
from flask import Request, Response

from core import changes
from core.database import Database, Row
from core.errors import NotFoundError
from sync.problems import Problem

ROWS = 5000
LEVEL = 19


@dataclass(frozen=True, slots=True)
class Offer:
    """A snapshot that a tablet may load."""

    bucket: str
    digest: str
    position: int
    documents: int
    parts: int
    bytes: int


def build(db: Database, bucket: str, now: int) -> str | None:
    position = changes.position(db)
    digest = hashlib.sha256()
    packed: dict[str, list[bytes]] = {"zstd": [], "gzip": []}
    count = 0
    for number, (collection, rows) in enumerate(_parts(db, bucket)):
        line = _line(number, collection, rows)
        count += len(rows)
        digest.update(line)
        packed["zstd"].append(zstandard.ZstdCompressor(level=LEVEL).compress(line))
        packed["gzip"].append(gzip.compress(line, 9, mtime=0))
    if not count:
        return None
    name = digest.hexdigest()[:20]
    with db.transaction():
        for encoding, parts in packed.items():
            offsets, at = [], 0
            for part in parts:
                offsets.append(at)
                at += len(part)
            db.run(
                "INSERT INTO snapshot (digest, encoding, bucket, position, documents, parts, body, built_at)"
                " VALUES (:digest, :encoding, :bucket, :position, :documents, :parts, :body, :now)"
                " ON CONFLICT (digest, encoding) DO NOTHING",
                digest=name,
                encoding=encoding,
                bucket=bucket,
                position=position,
                documents=count,
                parts=orjson.dumps(offsets).decode(),
                body=b"".join(parts),
                now=now,
            )
    return name


def offered(db: Database, buckets: Sequence[str]) -> list[Offer]:
    names = {f"bucket{index}": bucket for index, bucket in enumerate(buckets)}
    rows = db.all(
        "SELECT bucket, digest, position, documents, parts, length(body) AS bytes FROM snapshot AS one"
        f" WHERE encoding = 'zstd' AND bucket IN ({', '.join(':' + name for name in names)}) AND position ="
        " (SELECT max(position) FROM snapshot AS other WHERE other.bucket = one.bucket)",
        **names,
    )
    return [Offer(**{**row, "parts": len(orjson.loads(row["parts"]))}) for row in rows]


def respond(db: Database, digest: str, buckets: Sequence[str], request: Request, part: int) -> Response:
    encoding = "zstd" if request.accept_encodings["zstd"] else "gzip"
    row = db.one("SELECT * FROM snapshot WHERE digest = :digest AND encoding = :encoding", digest=digest, encoding=encoding)
    if row is None or row["bucket"] not in buckets:
        raise NotFoundError("snapshot")
    offsets = [*orjson.loads(row["parts"]), len(row["body"])]
    if part >= len(offsets) - 1:
        raise Problem("range_not_satisfiable")
    end = offsets[-1] if encoding == "zstd" else offsets[part + 1]
    response = Response(bytes(row["body"][offsets[part] : end]), content_type="application/x-ndjson")
    if not request.accept_encodings["zstd"] and not request.accept_encodings["gzip"]:
        response.data = gzip.decompress(response.data)
    else:
        response.headers["Content-Encoding"] = encoding
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(f"{digest}-{encoding}-{part}")
    return response


def _parts(db: Database, bucket: str) -> Iterator[tuple[str, list[Row]]]:
    after = ("", "")
    held: list[Row] = []
    while rows := changes.documents(db, bucket, after, ROWS):
        after = (rows[-1]["collection"], rows[-1]["document"])
        for row in rows:
            if held and (held[0]["collection"] != row["collection"] or len(held) == ROWS):
                yield held[0]["collection"], held
                held = []
            held.append(row)
    if held:
        yield held[0]["collection"], held


def _line(number: int, collection: str, rows: list[Row]) -> bytes:
    bodies = [orjson.loads(row["body"]) for row in rows]
    names = list(dict.fromkeys(name for body in bodies for name in body))
    return orjson.dumps(
        {
            "part": number,
            "collection": collection,
            "id": [row["document"] for row in rows],
            "version": [row["version"] for row in rows],
            "fields": {name: [body.get(name) for body in bodies] for name in names},
        }
    ) + b"\n"
