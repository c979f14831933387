"""The worker: it runs what is rung for and what is due, lets nothing spoil the rest, and stops in good order."""

import pathlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator

import pytest

from core.database import Database
from core.errors import UnavailableError
from core.market import Market
from core.settings import Settings
from messages.jobs import Context, Job
from messages.worker import Worker, is_embedded
from tests.conversation import on_sqlite
from tests.outgoing import NOW

PATIENCE_SECONDS = 20
PACK = pathlib.Path(__file__).parent.parent.parent / "markets" / "kenya"
NEVER = 10**6  # seconds: only rung for

Run = Callable[[Context], Iterable[str]]


class Others:
    """A bell that only remembers."""

    def __init__(self) -> None:
        self.rung: list[str] = []

    def ring(self, name: str) -> None:
        self.rung.append(name)


class Hall:
    """Makes workers of a few jobs, and stops them in the end."""

    def __init__(self, db: Database, market: Market) -> None:
        self.context = Context(db, market, None, lambda: NOW)
        self.workers: list[Worker] = []

    def worker(self, others: Others | None = None, **runs: Run) -> Worker:
        """A started worker, whose jobs have been due once."""
        worker = Worker(self.context, [Job(name, NEVER, run) for name, run in runs.items()], others, 0.05)
        self.workers.append(worker)
        worker.start()
        for name in runs:
            worker.run(name)
        return worker

    def close(self) -> None:
        """Stop them all."""
        for worker in self.workers:
            worker.stop()
        for worker in self.workers:
            worker.join()


@pytest.fixture
def hall(db: Database, market: Market) -> Iterator[Hall]:
    hall = Hall(db, market)
    yield hall
    hall.close()


def test_what_is_due_runs_without_a_ring(hall: Hall) -> None:
    ran = threading.Event()

    def job(_context: Context) -> Iterable[str]:
        ran.set()
        return ()

    worker = Worker(hall.context, [Job("job", NEVER, job)])
    hall.workers.append(worker)
    worker.start()
    assert ran.wait(PATIENCE_SECONDS)


@on_sqlite
def test_rings_while_a_job_runs_are_one_more_run_of_it(hall: Hall) -> None:
    runs: list[int] = []
    running, gate = threading.Event(), threading.Event()

    def job(_context: Context) -> Iterable[str]:
        runs.append(1)
        running.set()
        if len(runs) > 1:
            assert gate.wait(PATIENCE_SECONDS)
        return ()

    worker = hall.worker(job=job)
    runs[:] = [1]
    running.clear()
    worker.ring("job")
    assert running.wait(PATIENCE_SECONDS)
    for _ring in range(50):
        worker.ring("job")
    gate.set()
    worker.run("job")
    assert len(runs) in (3, 4)  # the last `run` may have come too late for the run that the fifty share


@on_sqlite
def test_a_job_has_others_run_and_tells_other_workers(hall: Hall) -> None:
    ran: list[str] = []
    others = Others()

    def first(_context: Context) -> Iterable[str]:
        ran.append("first")
        return ("second",)

    def second(_context: Context) -> Iterable[str]:
        ran.append("second")
        return ()

    worker = hall.worker(others, second=second, first=first)
    worker.run("second")
    ran.clear()
    others.rung.clear()
    worker.run("first")
    worker.run("second")
    assert ran[:2] == ["first", "second"]
    assert others.rung == ["second"]


@on_sqlite
def test_a_job_that_fails_spoils_neither_the_others_nor_its_next_run(
    hall: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    ran: list[str] = []

    def bad(_context: Context) -> Iterable[str]:
        ran.append("bad")
        raise UnavailableError("the database is away")

    def good(_context: Context) -> Iterable[str]:
        ran.append("good")
        return ()

    worker = hall.worker(bad=bad, good=good)
    ran.clear()
    worker.run("bad")
    worker.run("good")
    worker.run("bad")
    assert ran == ["bad", "good", "bad"]
    assert "a job failed" in caplog.text


@on_sqlite
def test_a_name_that_only_a_newer_version_knows_is_passed_over(hall: Hall) -> None:
    worker = hall.worker(job=lambda _context: ())
    worker.run("digests of another version")
    worker.run("job")


@on_sqlite
def test_a_long_job_is_asked_to_give_the_others_their_turn(hall: Hall) -> None:
    turns: list[str] = []

    def long(context: Context) -> Iterable[str]:
        while not context.stopping():
            pass
        turns.append("long")
        return ("long", "short") if len(turns) < 6 else ()

    def short(_context: Context) -> Iterable[str]:
        turns.append("short")
        return ()

    worker = hall.worker(long=long, short=short)
    worker.run("long")
    assert {"long", "short"} <= set(turns[:3])


@on_sqlite
def test_a_stop_waits_for_what_is_under_way_and_begins_nothing_more(hall: Hall) -> None:
    running, gate = threading.Event(), threading.Event()
    ended: list[bool] = []

    def job(context: Context) -> Iterable[str]:
        running.set()
        assert gate.wait(PATIENCE_SECONDS)
        ended.append(context.stopping())
        return ("job",)

    worker = Worker(hall.context, [Job("job", NEVER, job)])
    worker.start()
    assert running.wait(PATIENCE_SECONDS)
    worker.stop()
    gate.set()
    worker.join()
    assert ended == [True]
    worker.run("job")  # returns, though nobody is there
    assert ended == [True]


EMBEDDED = """
import pathlib, sys, threading, time
from core.database import open_database
from core.market import load
from messages.jobs import Context, Job
from messages.worker import Worker, embed

begun = threading.Event()

def job(context):
    print("begun", flush=True)
    begun.set()
    while not context.stopping():
        time.sleep(0.01)
    print("ended", flush=True)
    return ("job",)

db = open_database(sys.argv[1])
embed(Worker(Context(db, load(pathlib.Path(sys.argv[2])), None), [Job("job", 1, job)]))
begun.wait()
"""


@on_sqlite
def test_an_embedded_worker_ends_after_the_main_thread_has(database_url: str) -> None:
    command = [sys.executable, "-c", EMBEDDED, database_url, str(PACK)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    assert (done.returncode, done.stdout.split(), done.stderr) == (0, ["begun", "ended"], "")


@pytest.mark.parametrize(
    ("database", "redis", "embedded"),
    [
        ("sqlite:///a.db", None, True),
        ("sqlite:///a.db", "redis://h", True),
        ("postgresql://h/a", None, True),
        ("postgresql://h/a", "redis://h", False),
    ],
)
def test_the_serving_process_works_unless_there_are_workers(database: str, redis: str | None, embedded: bool) -> None:
    assert is_embedded(Settings(database=database, redis=redis)) is embedded
