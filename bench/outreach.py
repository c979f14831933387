"""Outreach: what a large run of messages costs from the decision to the gateway, embedded and with Redis."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.parts import carrier, report
from bench.parts.report import Report
from bench.parts.seed import Size, seed
from channels.gateways.africastalking.client import AfricasTalking
from core.database import Database, Row, open_database
from core.market import Market
from core.market import load as load_market
from core.settings import DEFAULT_MARKET
from messages import jobs, outbox, sending
from messages.bell import RedisBell
from messages.gateway import Outcome, Recipient
from messages.jobs import Context, Job
from messages.worker import Worker
from tests.services import RedisServer, private_postgres, private_redis

RUN, QUICK_RUN = 100_000, 10_000
TURNS, QUICK_TURNS = 3, 1
MOST = 100  # recipients of one call, as FURSA_AT_MOST has it by default
DAY = 24 * 3600
FURSA = Path(sys.executable).with_name("fursa")

# Everybody with a phone. `text` and `now` are parameters.
CHOSEN = (
    "SELECT 'outreach:{run}:' || profile_id, CAST(:text AS BIGINT), phone, profile_id, CAST(NULL AS TEXT), '', 7,"
    " CAST(:now AS BIGINT), CAST(:now AS BIGINT) + 86400 FROM phone_link WHERE until IS NULL"
)


@dataclass(frozen=True)
class Text:
    """What everybody is told."""

    text: str = "Free course for welders at Kilifi, from Monday. Reply 1 to learn more. STOP ends texts."
    segments: int = 1


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds: of each floor, of our own insert, draining alone, and all from the decision to the last message."""

    insert_floor: float
    drain_floor: float
    send_floor: float
    insert: float
    drain: float
    whole: float

    @property
    def ratio(self) -> float:
        """Against the floors."""
        return self.whole / (self.insert_floor + self.drain_floor + self.send_floor)

    @property
    def share(self) -> float:
        """What is left when inserting and draining are taken off: ringing, looking, taking turns."""
        return (self.whole - self.insert - self.drain) / self.whole


def main() -> int:
    """Measure, and tell."""
    result = report.begin("Outreach")
    market = load_market(DEFAULT_MARKET)
    people = QUICK_RUN if result.quick else RUN
    turns = QUICK_TURNS if result.quick else TURNS
    now = int(time.time())
    with carrier.running() as address:
        gateway = AfricasTalking("bench", "bench", address, MOST)
        with tempfile.TemporaryDirectory(prefix="fursa-bench-") as folder:
            url = f"sqlite:///{folder}/fursa.db"
            seed(url, market, Size(people, 100), now)
            db = open_database(url)
            db.take_over_checkpoints()
            tell(result, "embedded on SQLite", people, [embedded(db, market, gateway, turn) for turn in range(turns)])
            db.close()
        with private_postgres(durable=True) as server, private_redis() as redis:
            url = server.url()
            seed(url, market, Size(people, 100), now)
            db = open_database(url)
            bell = RedisBell(redis.url)
            found = []
            for turn in range(turns):
                alone = without_queue(db, market, gateway, turn)
                with working(url, redis, address):
                    found.append(with_redis(db, bell, turn, alone))
            tell(result, "on PostgreSQL and Redis", people, found)
            db.close()
    return result.finish()


def tell(result: Report, where: str, people: int, found: Sequence[Taken]) -> None:
    """Tell the run of the middle ratio."""
    middle = sorted(found, key=lambda each: each.ratio)[len(found) // 2]
    each = {name: 1e6 * getattr(middle, name) / people for name in Taken.__slots__}
    told = ", ".join(f"{name.replace('_', ' ')} {value:.1f}" for name, value in each.items())
    result.figure(f"{people:,} messages {where}, µs each", told)
    result.goal(
        f"{people:,} messages {where}, from decided to handed over, against the floors", middle.ratio, "<=", 2.0
    )
    share = statistics.median(each.share for each in found)
    result.goal(f"share of the queue in that, {where}", share, "<=", 0.10)


def embedded(db: Database, market: Market, gateway: AfricasTalking, turn: int) -> Taken:
    """The worker of a serving process, rung once."""
    floors = _floors(db, market, gateway, turn)
    draining = 0.0

    def drain(context: Context) -> Iterable[str]:
        nonlocal draining
        began = time.perf_counter()
        try:
            return by_name["drain"].run(context)
        finally:
            draining += time.perf_counter() - began

    by_name = {job.name: job for job in jobs.jobs}
    table = [Job("drain", 5, drain), *(job for job in jobs.jobs if job.name != "drain")]
    worker = Worker(Context(db, market, gateway), table)
    worker.start()
    for job in table:
        worker.run(job.name)  # what is due at a start is done
    draining = 0.0
    began = time.perf_counter()
    insert = _decide(db, f"{turn}")
    worker.ring("drain")
    _wait(db)
    whole = time.perf_counter() - began
    worker.stop()
    worker.join()
    return replace(floors, insert=insert, drain=draining, whole=whole)


def without_queue(db: Database, market: Market, gateway: AfricasTalking, turn: int) -> Taken:
    """The floors, and draining with nobody to ring for it."""
    floors = _floors(db, market, gateway, turn)
    _decide(db, f"alone {turn}")
    return replace(floors, drain=_seconds(lambda: sending.drain(db, gateway, market, time.time, limit=10**9)))


def with_redis(db: Database, bell: RedisBell, turn: int, alone: Taken) -> Taken:
    """A worker process that hears the bell."""
    began = time.perf_counter()
    insert = _decide(db, f"{turn}")
    bell.ring("drain")
    _wait(db)
    return replace(alone, insert=insert, whole=time.perf_counter() - began)


@contextmanager
def working(url: str, redis: RedisServer, address: str) -> Iterator[None]:
    """A `fursa work`."""
    process = subprocess.Popen(
        [FURSA, "work"],
        env={
            **os.environ,
            "FURSA_DATABASE": url,
            "FURSA_REDIS": redis.url,
            "FURSA_GATEWAY": "simulator",
            "FURSA_AT_URL": address,
            "FURSA_AT_MOST": str(MOST),
            "AT_USERNAME": "bench",
            "AT_API_KEY": "bench",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        process.stdout.readline()
        yield
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def _floors(db: Database, market: Market, gateway: AfricasTalking, turn: int) -> Taken:
    """What nobody can do without: one insert, a claim and an answer for each message, and the calls themselves."""
    now = int(time.time())
    text = outbox.text_id(db, Text(), "outreach", "en")
    # Into the real table with its real indexes, out of the reach of any worker.
    insert = _seconds(
        lambda: db.run(
            "INSERT INTO outbox (dedupe, text_id, phone, profile_id, vacancy_id, unit, priority, not_before, not_after,"
            f" created_at, updated_at, held) SELECT chosen.*, :now, :now, 1 FROM"
            f" ({CHOSEN.format(run=f'floor {turn}')}) AS chosen",
            now=now,
            text=text,
        )
    )
    send, drain = 0.0, 0.0
    while True:
        began = time.perf_counter()
        rows = _claim(db, now)
        drain += time.perf_counter() - began
        if not rows:
            break
        for start in range(0, len(rows), MOST):
            call = [Recipient(row["id"], row["phone"]) for row in rows[start : start + MOST]]
            began = time.perf_counter()
            outcomes = gateway.send(Text().text, None, call)
            sent = time.perf_counter()
            _settle(db, outcomes)
            send += sent - began
            drain += time.perf_counter() - sent
    db.run("DELETE FROM outbox WHERE dedupe LIKE 'outreach:floor%'")
    return Taken(insert, drain, send, 0.0, 0.0, 0.0)


def _claim(db: Database, now: int) -> list[Row]:
    with db.transaction(durable=False):
        return db.all(
            "WITH ready AS MATERIALIZED (SELECT id FROM outbox WHERE state = 'queued' AND held = 1 AND priority = 7"
            f" AND not_before <= :now ORDER BY not_before LIMIT {2 * MOST} {db.skip_locked})"
            " UPDATE outbox SET state = 'sending', lease_until = :now + 120 WHERE id IN (SELECT id FROM ready)"
            " RETURNING id, phone",
            now=now,
        )


def _settle(db: Database, outcomes: Sequence[Outcome]) -> None:
    rows = [{"id": each.id, "gateway_id": each.gateway_id} for each in outcomes]
    db.many("UPDATE outbox SET state = 'accepted', gateway_id = :gateway_id WHERE id = :id", rows)


def _decide(db: Database, run: str) -> float:
    """Queue a message for everybody. Returns the seconds it took."""
    now = int(time.time())
    text = outbox.text_id(db, Text(), "outreach", "en")
    return _seconds(lambda: outbox.put_many(db, now, CHOSEN.format(run=run), text=text))


def _wait(db: Database) -> None:
    """Return when nothing is on its way. Looking costs next to nothing, as long as something is."""
    while any(
        db.one(f"SELECT 1 AS some FROM outbox WHERE state = '{state}' LIMIT 1") for state in ("queued", "sending")
    ):
        time.sleep(0.02)


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
