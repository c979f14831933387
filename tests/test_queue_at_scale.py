"""Several processes on one PostgreSQL and Redis: each message leaves once, whatever dies, and calls are answered."""

import contextlib
import http.client
import os
import pathlib
import random
import signal
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.serving import make_server

from channels.gateways.africastalking import GATEWAY
from channels.gateways.africastalking.client import DOUBT_SECONDS
from channels.gateways.simulator import pages
from channels.gateways.simulator.behaviour import Behaviour
from channels.gateways.simulator.network import Simulator
from core.database import Database, open_database
from core.market import Market
from messages import outbox, reports
from messages.bell import RedisBell
from messages.reports import Report
from tests.conftest import TEMPLATE
from tests.conversation import KEY, Phone
from tests.outgoing import DAY, Text
from tests.service_process import FURSA, PATIENCE_SECONDS, free_port, outcome, running
from tests.services import PostgresServer, RedisServer, private_redis

WEBS, WORKERS = 2, 3
STOP_SECONDS = 90
BATCH, BATCH_PAUSE_SECONDS = 4, 0.1  # 40 a second: the phones of the simulated gateway keep 20,000 in all
SLOWEST_SECONDS = 5.0


class Carrier:
    """A gateway with an address, whose phones can be counted. It reports nothing by itself."""

    def __init__(self) -> None:
        self.simulator = Simulator("http://127.0.0.1:9", KEY, "20384", behaviour=Behaviour(lost_reports=1.0))
        app = Flask("gateway")
        app.register_blueprint(pages.blueprint(self.simulator))
        self.server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.environment = {
            "PATH": os.environ["PATH"],
            "FURSA_CALLBACK_KEY": KEY,
            "FURSA_GATEWAY": "simulator",
            "FURSA_AT_URL": f"http://127.0.0.1:{self.server.server_port}/simulator",
            "AT_USERNAME": "demo",
            "AT_API_KEY": "demo",
        }
        self.phones: list[str] = []  # who must get a message

    def received(self) -> Counter[str]:
        """How many messages each phone has got."""
        return Counter({phone: len(self.simulator.received(phone)) for phone in list(self.phones)})

    def wrong(self) -> dict[str, int]:
        """The phones that did not get exactly one message, and what they got."""
        return {phone: count for phone, count in self.received().items() if count != 1}

    def has_sent(self, least: int) -> bool:
        """Whether so many messages have arrived."""
        return self.received().total() >= least

    def queue(self, db: Database, count: int) -> None:
        """Queue a message each for some people more."""
        now = int(time.time())
        with db.transaction():
            for _message in range(count):
                phone = f"+2547{len(self.phones):08}"
                self.phones.append(phone)
                outbox.put(
                    db,
                    now,
                    phone,
                    Text(f"A job near you, {len(self.phones) // 40}"),
                    "alert",
                    "en",
                    dedupe=f"a:{phone}",
                    not_after=now + DAY,
                    priority=outbox.ALERT,
                )

    def close(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.server.server_close()
        self.simulator.close()


class Site:
    """Web processes, workers, PostgreSQL, Redis and a gateway, all on this machine."""

    def __init__(self, postgres: PostgresServer, redis: RedisServer, folder: pathlib.Path, market: Market) -> None:
        self.postgres = postgres
        self.redis = redis
        self.folder = folder
        self.market = market
        self.database = f"site_{uuid.uuid4().hex}"
        postgres.execute(f"CREATE DATABASE {self.database} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        self.db = open_database(postgres.url(self.database))
        self.carrier = Carrier()
        self.environment = {
            **self.carrier.environment,
            "FURSA_DATABASE": postgres.url(self.database),
            "FURSA_REDIS": redis.url,
        }
        self.bell = RedisBell(redis.url)
        self.written: dict[int, pathlib.Path] = {}
        self.ports = [free_port() for _web in range(WEBS)]
        self.webs = [self.start("serve", "--port", str(port), until="answers") for port in self.ports]
        self.workers: list[subprocess.Popen[bytes]] = []
        self.killed = 0

    def start(self, *arguments: str, until: str = "") -> "subprocess.Popen[bytes]":
        """A process of `fursa`, once it has said this word."""
        path = self.folder / f"{arguments[0]}-{uuid.uuid4().hex}.log"
        with path.open("wb") as log:
            process = subprocess.Popen(
                [FURSA, *arguments], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        self.written[process.pid] = path
        self.wait_for(process, until)
        return process

    def wait_for(self, process: "subprocess.Popen[bytes]", word: str) -> None:
        """Return once a process has said this word."""
        path = self.written[process.pid]
        wait_until(lambda: word in path.read_text() or process.poll() is not None)
        assert word in path.read_text(), path.read_text()

    def start_workers(self) -> None:
        """As many as there should be."""
        while len(self.workers) < WORKERS:
            self.workers.append(self.start("work", until="Fursa works"))

    def kill_worker(self, which: int) -> None:
        """One dies at once, and another begins."""
        worker = self.workers.pop(which)
        worker.kill()
        worker.wait()
        self.killed += 1
        self.workers.append(self.start("work"))

    def stop_workers(self) -> None:
        """All end in good order, and in time."""
        for worker in self.workers:
            self.wait_for(worker, "Fursa works")
            worker.terminate()
        for worker in self.workers:
            assert worker.wait(STOP_SECONDS) == 0, self.logs()
        self.workers.clear()

    def queue(self, count: int) -> None:
        """Queue a message each for some people more, and ring."""
        self.carrier.queue(self.db, count)
        self.bell.ring("drain")

    def counts(self) -> dict[str, int]:
        """What is on its way."""
        return outbox.counts(self.db, int(time.time()))

    def drain(self) -> None:
        """Have everything sent that may be, and end the workers in good order."""
        self.start_workers()
        wait_until(lambda: self.counts()["queued"] == 0)
        self.stop_workers()
        if self.counts()["queued"]:  # claimed, and given back when told to stop
            self.drain()

    def report(self) -> None:
        """The gateway reports whatever it has delivered."""
        for phone in self.carrier.phones:
            for message in self.carrier.simulator.received(phone):
                found = Report(message["id"], "delivered", "Success", phone)
                reports.record(self.db, int(time.time()), GATEWAY, found)

    def logs(self) -> str:
        """What the processes have written."""
        return "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))

    def close(self) -> None:
        """End everything."""
        for process in (*self.webs, *self.workers):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.carrier.close()
        self.db.close()
        self.postgres.execute(f"DROP DATABASE {self.database} WITH (FORCE)")


class Callers(threading.Thread):
    """People who dial one web process after the other, all the while; `slowest` is their longest wait, in seconds."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self.site = site
        self.enough = threading.Event()
        self.calls = 0
        self.slowest = 0.0
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            while not self.enough.wait(0.05):
                number = f"+2541{self.calls:08}"
                phone = Phone(self.post, number, self.site.market.service_code)
                phone.dial("1", "1", f"Caller {'abcdefghij'[self.calls % 10]}")
                self.text(number, "HELP")
                self.calls += 1
        except BaseException as fault:
            self.fault = fault

    def text(self, number: str, text: str) -> None:
        """One SMS to the service. Once it is taken, an answer must come."""
        fields = {"from": number, "to": self.site.market.short_code, "text": text, "id": uuid.uuid4().hex}
        status, _body = self.post(
            "sms", {**fields, "date": "2026-11-18 09:00:00", "linkId": "", "networkCode": "63902"}
        )
        assert status == 200
        self.site.carrier.phones.append(number)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """One request, to the web process whose turn it is."""
        port = self.site.ports[self.calls % WEBS]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        began = time.monotonic()
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", f"/africastalking/{KEY}/{path}", urlencode(fields), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()
            self.slowest = max(self.slowest, time.monotonic() - began)

    def check(self) -> None:
        """Everybody was answered, and soon."""
        self.enough.set()
        self.join()
        if self.fault:
            raise self.fault
        assert self.calls
        assert self.slowest < SLOWEST_SECONDS


@pytest.fixture
def site(postgres_template: PostgresServer, tmp_path: pathlib.Path, market: Market) -> Iterator[Site]:
    with private_redis() as redis:
        site = Site(postgres_template, redis, tmp_path, market)
        yield site
        site.close()


def test_each_message_leaves_once_while_workers_and_redis_are_killed(site: Site) -> None:
    kill_and_check(site, seconds=10, pauses=(0.3, 1.0))


@pytest.mark.soak
def test_each_message_leaves_once_in_five_minutes_of_killing(site: Site) -> None:
    kill_and_check(site, seconds=300, pauses=(0.5, 5.0))


def test_workers_that_are_told_to_stop_finish_what_is_under_way(site: Site) -> None:
    stop_and_check(site, stops=5)


@pytest.mark.soak
def test_fifty_stops_lose_and_double_nothing(site: Site) -> None:
    stop_and_check(site, stops=50)


def test_a_ring_is_heard_at_once(site: Site) -> None:
    site.start_workers()
    wait_until(lambda: site.counts()["queued"] == 0)
    site.queue(1)
    wait_until(partial(site.carrier.has_sent, 1))
    # The schedule alone takes five seconds at worst; three in a row below one second are no luck.
    for count in (2, 3):
        began = time.monotonic()
        site.queue(1)
        wait_until(partial(site.carrier.has_sent, count))
        assert time.monotonic() - began < 1.0
    site.stop_workers()


@pytest.mark.soak
def test_a_serving_process_told_to_stop_fifty_times_loses_and_doubles_nothing(tmp_path: pathlib.Path) -> None:
    stop_serving_and_check(tmp_path, stops=50)


def test_a_serving_process_that_is_told_to_stop_finishes_the_call_of_the_gateway(tmp_path: pathlib.Path) -> None:
    stop_serving_and_check(tmp_path, stops=2)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"FURSA_DATABASE": "sqlite:///fursa.db", "FURSA_REDIS": "redis://127.0.0.1"}, "SQLite is for one process"),
        ({"FURSA_DATABASE": "postgresql://127.0.0.1/fursa"}, "FURSA_REDIS is not set"),
    ],
)
def test_workers_of_their_own_need_postgresql_and_redis(environment: dict[str, str], said: str) -> None:
    code, told = outcome("work", environment=environment)
    assert code == 1
    assert said in told and "Traceback" not in told


def kill_and_check(site: Site, seconds: float, pauses: tuple[float, float]) -> None:
    """Kill workers and Redis at random for so long, take Redis away for a fifth of it, and count."""
    site.start_workers()
    callers = Callers(site)
    callers.start()
    enough = threading.Event()

    def send() -> None:
        while not enough.wait(BATCH_PAUSE_SECONDS):
            site.queue(BATCH)

    sender = threading.Thread(target=send)
    sender.start()
    chance = random.Random(7)
    redis_is_up = True
    began = time.monotonic()
    while (passed := (time.monotonic() - began) / seconds) < 1:
        enough.wait(chance.uniform(*pauses))
        site.kill_worker(chance.randrange(WORKERS))
        stays_away = 0.4 <= passed < 0.6
        if redis_is_up and (stays_away or chance.random() < 0.3):
            site.redis.stop(signal.SIGKILL)
            redis_is_up = False
        if not redis_is_up and not stays_away:
            site.redis.start()
            redis_is_up = True
    enough.set()
    sender.join()
    if not redis_is_up:
        site.redis.start()
    callers.check()

    site.drain()
    # Nobody is left who works. What the killed ones held comes free when their leases end.
    later = int(time.time()) + outbox.LEASE_SECONDS + 1
    outbox.end_leases(site.db, later)
    site.drain()
    # Reports settle what was in doubt; what none came for is sent again.
    site.report()
    outbox.queue_doubts(site.db, int(time.time()) + DOUBT_SECONDS + 1, GATEWAY, DOUBT_SECONDS)
    site.drain()

    assert site.carrier.wrong() == {}, site.logs()
    assert site.killed >= 5


def stop_and_check(site: Site, stops: int) -> None:
    """Stop workers in the middle of their calls that many times, and count without any repair."""
    site.carrier.simulator.behaviour = Behaviour(answer_seconds=0.1, lost_reports=1.0)
    callers = Callers(site)
    callers.start()
    site.start_workers()
    for stop in range(stops):
        site.queue(200)
        wait_until(partial(site.carrier.has_sent, site.carrier.received().total() + 1))
        worker = site.workers.pop(stop % WORKERS)
        worker.terminate()
        assert worker.wait(STOP_SECONDS) == 0, site.logs()
        site.workers.append(site.start("work", until="Fursa works"))
    callers.check()
    site.drain()
    assert site.carrier.wrong() == {}, site.logs()
    assert site.counts()["sending"] == site.counts()["unknown"] == 0


def stop_serving_and_check(folder: pathlib.Path, stops: int) -> None:
    """The same, where the serving process does the work, on one SQLite file."""
    carrier = Carrier()
    carrier.simulator.behaviour = Behaviour(answer_seconds=0.2, lost_reports=1.0)
    environment = {**carrier.environment, "FURSA_DATABASE": f"sqlite:///{folder / 'fursa.db'}"}
    command = "serve", "--port", str(free_port())
    db = None
    for stop in range(stops + 1):
        with running(*command, until="answers", environment=environment) as (process, _said):
            db = db or open_database(environment["FURSA_DATABASE"])
            carrier.queue(db, 100)
            # In the last turn until all have arrived.
            wait_until(partial(carrier.has_sent, carrier.received().total() + 1 if stop < stops else 100 * (stops + 1)))
            process.terminate()
            assert process.wait(STOP_SECONDS) == 0
        counts = outbox.counts(db, int(time.time()))
        assert counts["sending"] == counts["unknown"] == 0
    assert carrier.wrong() == {}
    if db:
        db.close()
    carrier.close()


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for what other processes are about to do."""
    give_up = time.monotonic() + 2 * PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < give_up
        time.sleep(0.02)
