"""The sync endpoints, as docs/sync.md describes them."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import orjson
from flask import Blueprint, Response, request

from core import copies
from core.database import Database, Row
from core.errors import InvalidError, UnavailableError
from core.market import Market
from sync import bodies, devices, problems, pull, push, requests, snapshots
from sync.devices import Device
from sync.problems import Problem
from sync.pull import Standing

PREFIX = "/sync/v1"
MOST_RECORDS = 1000  # of an exchange: what a slow line carries in some minutes
PATIENCE_SECONDS = 20  # of a push, for those of other tablets
RETRY_SECONDS = 10
WAITING_PUSHES = 8
THIS_MACHINE = ("127.0.0.1", "::1")

log = logging.getLogger(__name__)


class Turn:
    """Lets one push at a time write, and some wait for it: more would only take turns, and callers wait for each."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING_PUSHES)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for it. Raises Problem "too_many" where too many wait, or it does not come."""
        if not self._places.acquire(blocking=False):
            raise Problem("too_many", retry_after=RETRY_SECONDS)
        try:
            if not self._turn.acquire(timeout=PATIENCE_SECONDS):
                raise Problem("too_many", retry_after=RETRY_SECONDS)
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()


def blueprint(db: Database, market: Market, clock: Callable[[], float], pause: Callable[[], None]) -> Blueprint:
    """The endpoints. `clock` gives UTC seconds; `pause` is called between two slices of a push."""
    pages = Blueprint("sync", __name__, url_prefix=PREFIX)
    problems.handle(pages)
    turn = Turn()

    def now() -> int:
        return int(clock())

    def device() -> Device:
        """The tablet that asks. Raises Problem."""
        kind, _space, token = request.headers.get("Authorization", "").partition(" ")
        found = devices.of_token(db, token.strip(), now()) if kind.lower() == "bearer" else None
        if found is None:
            raise Problem("unauthorised")
        if found.wiped:
            raise Problem("wiped")
        return found

    def seen(tablet: Device, sent: requests.Exchange) -> None:
        """Remember what the tablet tells of itself; where the disk is full, it gets its documents nevertheless."""
        try:
            devices.seen(db, tablet, now(), sent.unsent, sent.client, sent.clock)
        except UnavailableError as error:
            log.warning("what a tablet told of itself was not kept", extra={"why": str(error)[:200]})

    def pushed(tablet: Device, sent: requests.Exchange, standing: Standing) -> list[Row]:
        """The results of what the tablet sent. Raises RestoredError where it has to send more first."""
        if standing.reset == pull.EPOCH:
            raise push.RestoredError
        if not sent.operations:
            return []
        with turn.taken():
            try:
                return push.apply(db, market, tablet, sent.source, sent.operations, now(), pause, standing.epoch)
            except InvalidError:
                raise Problem("invalid", errors={"source": "taken"}) from None

    def news(
        tablet: Device, sent: requests.Exchange, standing: Standing, results: list[Row]
    ) -> tuple[list[bytes], Row]:
        """The lines and the end that bring the copy up to date."""
        copies.fill(db, tablet.officer_id)
        if results:
            standing = pull.stand(db, tablet, sent.cursor, sent.unsent)
        if standing.reset:
            return [], {"reset": standing.reset}
        own = _told_already(sent.operations, results) if standing.is_whole else ()
        records, end = pull.fetch(db, standing, MOST_RECORDS, own)
        if sent.checksums and "cursor" in end and not end.get("more"):
            end["checksums"] = pull.checksums(db, standing, end)
        return records, end

    @pages.post("/enrol")
    def enrol() -> Response:
        sent = requests.enrol(bodies.unpacked(request))
        enrolled = devices.enrol(db, sent.code, now(), _sender(), sent.client)
        return _json(
            {
                "token": enrolled.token,
                "device": enrolled.device_id,
                "officer": {key: enrolled.officer[key] for key in ("id", "name", "places")},
            }
        )

    @pages.post("/exchange")
    def exchange() -> Response:
        tablet = device()
        sent = requests.exchange(bodies.unpacked(request))
        seen(tablet, sent)
        standing = pull.stand(db, tablet, sent.cursor, sent.unsent)
        try:
            results = pushed(tablet, sent, standing)
        except push.RestoredError:
            return bodies.respond(request, [_ended({"reset": pull.EPOCH}, now())])
        lines = [orjson.dumps(result) + b"\n" for result in results]
        if tablet.revoked:
            end = _revoked(db, tablet, sent.unsent, now())
        else:
            records, end = news(tablet, sent, standing, results)
            lines += records
            if token := devices.renewed(db, tablet, now()):
                end["token"] = token
        return bodies.respond(request, [*lines, _ended(end, now())])

    @pages.post("/operations")
    def operations() -> Response:
        tablet = device()
        sent = requests.operations(bodies.unpacked(request))
        seen(tablet, sent)
        try:
            results = pushed(tablet, sent, pull.stand(db, tablet, sent.cursor, sent.unsent))
        except push.RestoredError:
            return bodies.respond(request, [_ended({"reset": pull.EPOCH}, now())])
        lines = [orjson.dumps(result) + b"\n" for result in results]
        return bodies.respond(request, [*lines, _ended({}, now())])

    @pages.get("/changes")
    def changed() -> Response:
        tablet = _allowed(device())
        sent = requests.changes(request.args)
        standing = pull.stand(db, tablet, sent.cursor)
        if standing.reset:
            return bodies.respond(request, [_ended({"reset": standing.reset}, now())])
        copies.fill(db, tablet.officer_id)
        lines, end = pull.fetch(db, standing, sent.limit)
        return bodies.respond(request, [*lines, _ended(end, now())])

    @pages.get("/snapshots")
    def first_copies() -> Response:
        tablet = _allowed(device())
        standing = pull.stand(db, tablet, requests.snapshots(request.args).cursor)
        return _json(pull.offer(db, standing))

    @pages.get("/snapshots/<digest>")
    def first_copy(digest: str) -> Response:
        tablet = _allowed(device())
        part = requests.snapshot(request.args).part
        return snapshots.respond(db, digest, tablet.buckets, request, part)

    return pages


def _sender() -> str:
    """Whose wrong codes are counted together: behind a proxy on this machine, whom that speaks for."""
    peer = request.remote_addr or ""
    if peer not in THIS_MACHINE:
        return peer
    return request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()[:60] or peer


def _allowed(tablet: Device) -> Device:
    """A tablet that may have documents. Raises Problem."""
    if tablet.revoked:
        raise Problem("unauthorised")
    return tablet


def _revoked(db: Database, tablet: Device, unsent: int, now: int) -> Row:
    """The end for a tablet that was revoked: once nothing waits on it any more, it has to forget all."""
    if unsent:
        return {}
    devices.wiped(db, tablet.id, now)
    return {"wipe": True}


def _told_already(operations: list[Row], results: list[Row]) -> set[tuple[str, str, int]]:
    """The documents whose state the results have told."""
    return {
        (operation["collection"], result["id"] if "id" in result else operation["id"], result["version"])
        for operation, result in zip(operations, results, strict=True)
        if "version" in result
    }


def _ended(end: Row, now: int) -> bytes:
    return orjson.dumps({**end, "at": now}) + b"\n"


def _json(body: Row) -> Response:
    response = Response(orjson.dumps(body), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
