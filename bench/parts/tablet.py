"""A tablet: the smallest client of docs/sync.md. It keeps its cursor, and of the documents only how many there are."""

import gzip
import io
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import orjson

from bench.parts.sockets import Answer
from core import officers
from core.database import Database, Row
from core.ids import new_id
from core.market import Market
from sync import devices

EXCHANGE = "/sync/v1/exchange"
LAST_RESORT = 1000  # requests in which a copy must be whole
FIRST_WAIT_SECONDS = 180


class Way(Protocol):
    """How requests reach the service: a connection, or within the process."""

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        expected: tuple[int, ...] = (200,),
    ) -> Answer:
        """One request and its answer."""


class Within:
    """Requests to an application within this process, without HTTP: of their time nothing is spent on the way."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: dict[str, str] | None = None,
        expected: tuple[int, ...] = (200,),
    ) -> Answer:
        """One request and its answer."""
        path, _, query = target.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in (headers or {}).items()},
        }
        told: list[Any] = []
        began = time.perf_counter()
        parts = self._app(environ, lambda *given: told.extend(given[:2]))
        answer = b"".join(parts)
        seconds = time.perf_counter() - began
        status = int(told[0].split(" ", 1)[0])
        if status not in expected:
            raise RuntimeError(f"{method} {target}: {status} {answer[:500]!r}")
        return Answer(status, {name.lower(): value for name, value in told[1]}, answer, seconds)


@dataclass(slots=True)
class Exchanged:
    """What an exchange brought: results of operations, how many records, the end, and the seconds it took."""

    results: list[Row]
    records: int
    end: Row
    seconds: float


def officer(db: Database, market: Market, name: str, place: str, now: int) -> Row:
    """A new officer of one place."""
    return officers.add(db, market, name, [place], now)


def enrol(db: Database, officer_id: str, now: int) -> str:
    """Let one more tablet of the officer in. Returns its token."""
    return devices.enrol(db, devices.invite(db, officer_id, now), now, "bench", "bench").token


@dataclass(slots=True)
class Tablet:
    """One copy, which asks over `way`. `encoding` is how it reads answers, "" for as they are."""

    way: Way
    token: str
    encoding: str = "br, zstd"
    cursor: str | None = None
    source: str = field(default_factory=lambda: new_id()[-12:])
    sent: int = 0  # operations, ever

    def exchange(self, **more: Any) -> Exchanged:
        """One exchange, which brings the copy further."""
        request = {**({"cursor": self.cursor} if self.cursor else {}), **more}
        return self._took(self.way.ask("POST", EXCHANGE, orjson.dumps(request), self._headers()))

    def catch_up(self) -> int:
        """Exchange until there is no more. Returns how many records came."""
        records = 0
        for _ in range(LAST_RESORT):
            answer = self.exchange()
            records += answer.records
            if not answer.end.get("more"):
                return records
        raise RuntimeError("a copy does not become whole")

    def first_sync(self) -> int:
        """Become a whole copy. Returns how many documents it has."""
        self.cursor = None
        answer = self.exchange()
        documents = answer.records + sum(self._snapshot(each) for each in answer.end.get("snapshots", ()))
        # Before the snapshots there was nothing after the cursor that was told.
        return documents + (self.catch_up() if answer.end.get("more") else 0)

    def packed(self, operations: Sequence[Row]) -> bytes:
        """The body of an exchange that sends these operations."""
        request = {**({"cursor": self.cursor} if self.cursor else {}), "source": self.source, "operations": operations}
        return gzip.compress(orjson.dumps(request), 6, mtime=0)

    def push(self, body: bytes) -> Exchanged:
        """Send what was packed as often as the service asks for patience. Raises RuntimeError where any is refused."""
        while True:
            answer = self.way.ask(
                "POST", EXCHANGE, body, {**self._headers(), "Content-Encoding": "gzip"}, expected=(200, 429, 503)
            )
            if answer.status == 200:
                took = self._took(answer)
                if refused := [each for each in took.results if each["status"] not in ("applied", "merged")]:
                    raise RuntimeError(f"refused: {refused[:3]}")
                return took
            time.sleep(int(answer.headers["retry-after"]))

    def offered(self) -> dict[str, int]:
        """The buckets of which there is a snapshot, with how many documents each has."""
        offers = self.way.ask("GET", "/sync/v1/snapshots", headers=self._headers())
        return {each["bucket"]: each["documents"] for each in orjson.loads(offers.unpacked())["snapshots"]}

    def await_snapshot(self, bucket: str, documents: int) -> float:
        """Wait until there is a snapshot of a bucket with that many documents. Returns the seconds waited."""
        began = time.monotonic()
        while time.monotonic() < began + FIRST_WAIT_SECONDS:
            if self.offered().get(bucket, 0) >= documents:
                return time.monotonic() - began
            time.sleep(0.25)
        raise RuntimeError(f"no snapshot of {bucket}, only of {self.offered()}")

    def _headers(self) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        return {**headers, "Accept-Encoding": self.encoding} if self.encoding else headers

    def _snapshot(self, offer: Row) -> int:
        documents = parts = 0
        for _ in range(LAST_RESORT):
            target = f"{offer['url']}?part={parts}" if parts else offer["url"]
            answer = self.way.ask("GET", target, headers=self._headers())
            lines = [orjson.loads(line) for line in answer.unpacked().splitlines()]
            documents += sum(len(line["id"]) for line in lines)
            parts += len(lines)
            if parts >= offer["parts"]:
                return documents
        raise RuntimeError(f"the snapshot of {offer['bucket']} does not become whole")

    def _took(self, answer: Answer) -> Exchanged:
        lines = [orjson.loads(line) for line in answer.unpacked().splitlines()]
        results = [line for line in lines if isinstance(line, dict) and "n" in line]
        end = lines[-1]
        if "reset" in end or "at" not in end:
            raise RuntimeError(f"an exchange that did not end well: {end}")
        self.cursor = end["cursor"]
        self.sent += len(results)
        return Exchanged(results, sum(isinstance(line, list) for line in lines), end, answer.seconds)
