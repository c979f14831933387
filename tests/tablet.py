"""A tablet in the hands of a test: it keeps a copy by docs/sync.md, works offline, and syncs over any line."""

import gzip
import http.client
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import brotli  # type: ignore[import-untyped]  # it brings no types
import orjson
import zstandard
from werkzeug.test import Client

from core.database import Database, Row

# (method, path, headers, body) -> (status, body as far as it came); raises LineCutError where nothing came.
Line = Callable[[str, str, dict[str, str], bytes], tuple[int, bytes]]
Key = tuple[str, str]  # collection and id
LISTS = ("skills", "met", "phones")
PUSHED = 40  # operations of a request
PATIENCE_SECONDS = 120


class LineCutError(Exception):
    """The line broke before the answer was whole."""


class RefusedError(Exception):
    """The server answered with a problem."""

    def __init__(self, status: int, body: bytes) -> None:
        super().__init__(status, body)
        self.status = status
        self.problem: Row = orjson.loads(body)


@dataclass(slots=True)
class HttpLine:
    """A line to a server of this machine, a connection for each request. What is sent and asked for is compressed."""

    port: int
    encoding: str = "gzip"  # of what goes up; or zstd, identity
    accepted: str = "gzip"  # of what comes down; or br, zstd, identity
    headers: http.client.HTTPMessage = field(default_factory=http.client.HTTPMessage)  # of the last answer

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        sent = {"Content-Encoding": self.encoding, "Content-Type": "application/json"} if body else {}
        asked = {"Accept-Encoding": self.accepted, "Connection": "close"}
        try:
            connection.request(method, path, packed(body, self.encoding) or None, {**headers, **sent, **asked})
            answer = connection.getresponse()
            self.headers = answer.headers
            came, is_whole = _all_that_came(answer)
        except (OSError, http.client.HTTPException):
            raise LineCutError from None
        finally:
            connection.close()
        if answer.status != 200 and not is_whole:
            raise LineCutError
        return answer.status, unpacked(came, answer.headers.get("Content-Encoding", "identity"))


@dataclass(slots=True)
class ClientLine:
    """A line to an application in this process. It remembers all that came down."""

    client: Client
    came: list[bytes] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)  # of the last answer

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        answer = self.client.open(path, method=method, data=body, headers=headers)
        self.headers = dict(answer.headers)
        self.came.append(unpacked(answer.get_data(), answer.headers.get("Content-Encoding", "identity")))
        return answer.status_code, self.came[-1]


def packed(body: bytes, encoding: str) -> bytes:
    """A body as it travels."""
    if not body or encoding == "identity":
        return body
    return gzip.compress(body) if encoding == "gzip" else zstandard.compress(body)


def unpacked(body: bytes, encoding: str) -> bytes:
    """What can be read of a body, however little of it came."""
    if not body or encoding == "identity":
        return body
    if encoding == "br":
        return bytes(brotli.Decompressor().process(body))
    if encoding == "gzip":
        return zlib.decompressobj(wbits=31).decompress(body)
    return zstandard.ZstdDecompressor().decompressobj(read_across_frames=True).decompress(body)


@dataclass(slots=True)
class Kept:
    """What the server is known to have."""

    bucket: str
    version: int
    fields: Row


@dataclass(slots=True)
class Tablet:
    """A tablet. `new_id` gives UUIDs and `source` names its copy, so that a test can be played again."""

    line: Line
    new_id: Callable[[], UUID]
    source: str
    token: str = ""
    officer: str = ""
    cursor: str | None = None
    kept: dict[Key, Kept] = field(default_factory=dict)
    waiting: list[Row] = field(default_factory=list)
    journal: list[Row] = field(default_factory=list)  # answered
    results: list[Row] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)
    loaded: set[str] = field(default_factory=set)  # parts of snapshots
    number: int = 0
    wiped: bool = False
    clock_ms: int | None = None

    def enrol(self, code: str) -> None:
        """Trade a code for a token."""
        status, body = self.line("POST", "/sync/v1/enrol", {}, orjson.dumps({"code": code}))
        enrolled = _checked(status, body)
        self.token, self.officer = enrolled["token"], enrolled["officer"]["id"]

    def create(self, collection: str, **fields: Any) -> str:
        """A new document; returns its id."""
        document = str(self.new_id())
        self.change(collection, document, **fields)
        return document

    def change(self, collection: str, document: str, **fields: Any) -> None:
        """Set fields of a document, as far as they differ from what is seen."""
        kept = self.kept.get((collection, document))
        seen = self.seen(collection, document) or {}
        sent = {name: _sent(name, seen.get(name), value) for name, value in fields.items() if seen.get(name) != value}
        if sent:
            self._queue(collection, document, kept.version if kept else 0, fields=sent)

    def count(self, collection: str, document: str, name: str, more: int) -> None:
        """Add to a counter."""
        kept = self.kept.get((collection, document))
        self._queue(collection, document, kept.version if kept else 0, fields={name: {"add": more}})

    def remove(self, collection: str, document: str) -> None:
        """Take a document away."""
        kept = self.kept.get((collection, document))
        self._queue(collection, document, kept.version if kept else 0, delete=True)

    def seen(self, collection: str, document: str) -> Row | None:
        """The fields of a document as its officer sees them: what the server has, and what waits on top."""
        kept = self.kept.get((collection, document))
        fields = dict(kept.fields) if kept else None
        for operation in self.waiting:
            if (operation["collection"], operation["id"]) == (collection, document):
                fields = None if operation.get("delete") else _changed(fields or {}, operation["fields"])
        return fields

    def documents(self, collection: str) -> dict[str, Row]:
        """What the server is known to have of a collection, by id."""
        return {document: kept.fields for (name, document), kept in self.kept.items() if name == collection}

    def sync(self, most: int = 200) -> None:
        """Exchange until both sides are level. Raises LineCutError with what had arrived kept, and RefusedError."""
        for _round in range(most):
            end = self.exchange()
            if self.wiped or not (end.get("more") or end.get("reset") or self.waiting):
                return
        raise AssertionError(f"still not level after {most} exchanges")

    def exchange(self, **more: Any) -> Row:
        """One exchange; returns the end."""
        operations = self.waiting[:PUSHED]
        asked: Row = {"unsent": len(self.waiting) - len(operations), **more}
        if self.cursor:
            asked["cursor"] = self.cursor
        if self.clock_ms is not None:
            asked["clock"] = self.clock_ms
        if operations:
            asked |= {"source": self.source, "operations": operations}
        status, body = self.line("POST", "/sync/v1/exchange", self.headers(), orjson.dumps(asked))
        if status != 200:
            raise RefusedError(status, body)
        end = self.read(body)
        if end is None:
            raise LineCutError
        self._end(end)
        return end

    def checksum(self, bucket: str) -> str:
        """What this copy holds of a bucket, as docs/sync.md sums it up."""
        sums = [
            zlib.crc32(f"{collection}/{document}:{kept.version}".encode())
            for (collection, document), kept in self.kept.items()
            if kept.bucket == bucket
        ]
        return f"{len(sums)}-{sum(sums) % 2**32}"

    def headers(self) -> dict[str, str]:
        """What says whose tablet it is."""
        return {"Authorization": f"Bearer {self.token}"}

    def read(self, body: bytes) -> Row | None:
        """Take in each line that came whole. Returns the end where it came."""
        base = ""
        for line in _whole_lines(body):
            said = orjson.loads(line)
            if isinstance(said, list):
                position, bucket, collection, document, version, fields = said
                self._take(bucket, collection, document, version, fields)
                if base:
                    self.cursor = f"{base}{position}"
            elif "base" in said:
                base = said["base"]
            elif "n" in said:
                self._answered(said)
            else:
                end: Row = said
                return end
        return None

    def _queue(self, collection: str, document: str, base: int, **what: Any) -> None:
        self.number += 1
        self.waiting.append({"n": self.number, "collection": collection, "id": document, "base": base, **what})

    def _take(self, bucket: str, collection: str, document: str, version: int, fields: Row | None) -> None:
        if fields is None:
            self.kept.pop((collection, document), None)
        else:
            self.kept[collection, document] = Kept(bucket, version, fields)

    def _answered(self, result: Row) -> None:
        if not self.waiting or self.waiting[0]["n"] != result["n"]:
            return  # answered before, in an answer that was cut
        operation = self.waiting.pop(0)
        self.journal.append(operation)
        self.results.append(result)
        collection, document = operation["collection"], operation["id"]
        if result["status"] == "refused":
            return
        if "id" in result:
            self._rename(document, result["id"])
        key = (collection, result["id"] if "id" in result else document)
        if operation.get("delete"):
            self.kept.pop(key, None)
            return
        kept = self.kept.get((collection, document))
        own = {name: value for name, value in operation["fields"].items() if name not in result.get("lost", ())}
        fields = _changed(kept.fields if kept else {}, own) | result.get("set", {})
        bucket = kept.bucket if kept else f"caseload/{self.officer}"
        self.kept[key] = Kept(bucket, result["version"], fields)
        for later in self.waiting:
            if (later["collection"], later["id"]) == key:
                later["base"] = max(later["base"], result["version"])

    def _rename(self, before: str, after: str) -> None:
        self.renamed[before] = after
        for operation in self.waiting:
            if operation["id"] == before:
                operation["id"] = after

    def _end(self, end: Row) -> None:
        if end.get("wipe"):
            self.wiped = True
            self.kept.clear()
            return
        self.token = end.get("token", self.token)
        if end.get("reset") == "epoch":
            self.waiting = self.journal + self.waiting
            self.journal = []
        if end.get("reset"):
            self.cursor = None
            self.kept.clear()
            self.loaded.clear()
            return
        for bucket in end.get("drop", ()):
            self.kept = {key: kept for key, kept in self.kept.items() if kept.bucket != bucket}
        for snapshot in end.get("snapshots", ()):
            self._load(snapshot)
        self.cursor = end.get("cursor", self.cursor)

    def _load(self, snapshot: Row) -> None:
        for part in range(snapshot["parts"]):
            name = f"{snapshot['url']}?part={part}"
            if name in self.loaded:
                continue
            status, body = self.line("GET", name, self.headers(), b"")
            if status != 200:
                raise RefusedError(status, body)
            lines = list(_whole_lines(body))
            if not lines:
                raise LineCutError
            columns = orjson.loads(lines[0])
            names = list(columns["fields"])
            rows = zip(columns["id"], columns["version"], *columns["fields"].values(), strict=True)
            for document, version, *values in rows:
                fields = dict(zip(names, values, strict=True))
                self._take(snapshot["bucket"], columns["collection"], document, version, fields)
            self.loaded.add(name)


def unlike(db: Database, tablet: Tablet) -> dict[Key, tuple[Any, Any]]:
    """The documents that a tablet holds in another way than the server, each as both have it."""
    buckets = orjson.loads(
        db.all(
            "SELECT buckets FROM officer JOIN officer_scope ON officer_id = id AND officer_scope.scope = officer.scope"
            " WHERE id = :id",
            id=tablet.officer,
        )[0]["buckets"]
    )
    rows = db.all("SELECT bucket, collection, document, version, body FROM changes WHERE removed = 0")
    theirs = {
        (row["collection"], row["document"]): (row["bucket"], row["version"], _plain(orjson.loads(row["body"])))
        for row in rows
        if row["bucket"] in buckets
    }
    own = {key: (kept.bucket, kept.version, _plain(kept.fields)) for key, kept in tablet.kept.items()}
    return {key: (own.get(key), theirs.get(key)) for key in own | theirs if own.get(key) != theirs.get(key)}


def _plain(fields: Row) -> Row:
    """The fields without those that say nothing: what is missing has its default."""
    return {name: value for name, value in fields.items() if value not in (None, [], "")}


def _all_that_came(answer: http.client.HTTPResponse) -> tuple[bytes, bool]:
    """The body as far as it came, and whether that is all of it."""
    came = bytearray()
    try:
        while piece := answer.read1():
            came += piece
    except (OSError, http.client.HTTPException):
        return bytes(came), False
    return bytes(came), answer.length == 0


def _whole_lines(body: bytes) -> Iterable[bytes]:
    return body.split(b"\n")[:-1]


def _checked(status: int, body: bytes) -> Row:
    if status != 200:
        raise RefusedError(status, body)
    answer: Row = orjson.loads(body)
    return answer


def _sent(name: str, standing: Any, value: Any) -> Any:
    """A change as it travels: of a list, what is added and removed."""
    if name in LISTS and standing is not None:
        return {
            "add": [each for each in value if each not in standing],
            "remove": [each for each in standing if each not in value],
        }
    return value


def _changed(fields: Row, sent: Row) -> Row:
    """The fields with what was sent."""
    changed = dict(fields)
    for name, value in sent.items():
        standing = changed.get(name)
        if isinstance(value, dict) and name in LISTS:
            kept = [each for each in standing or [] if each not in value.get("remove", ())]
            value = kept + [each for each in value.get("add", ()) if each not in kept]
        elif isinstance(value, dict) and "add" in value:
            value = (standing or 0) + value["add"]
        changed[name] = value
    return changed
