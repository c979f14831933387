"""Rule 2 of the protocol, over HTTP: whoever polls by cursor misses nothing of what others commit meanwhile."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from core import changes, officers
from core.market import Market
from tests.served import Served, served
from tests.tablet import Tablet, unlike

MANY = 200  # records of the long transaction, and operations of the push
SINGLE = 30  # records that are written one by one while the transaction is open
PAGE = 60
BUCKET = "vacancies/047"


def test_a_reader_by_cursor_loses_nothing_beside_long_and_short_writers(database_url: str, market: Market) -> None:
    with served(database_url, market) as service:
        play(service, runs=3)


@pytest.mark.soak
def test_a_reader_by_cursor_loses_nothing_in_twenty_runs(database_url: str, market: Market) -> None:
    with served(database_url, market) as service:
        play(service, runs=20)


def play(service: Served, runs: int) -> None:
    """Each run: a transaction with many records stays open while others write and a tablet polls."""
    officer = officers.add(service.db, service.market, "amina", ["047"], service.now)
    reader, writer = service.tablet(officer, 1), service.tablet(officer, 2)
    reader.exchange()
    polled = 0
    for run in range(runs):
        polled += one_run(service, run, reader, writer)
        assert unlike(service.db, reader) == {}
        assert len(reader.documents("vacancies")) == (run + 1) * (MANY + SINGLE)
        assert len(reader.documents("visits")) == (run + 1) * MANY
    assert polled > runs * 2
    print(f"{polled} polls in {runs} runs")


def one_run(service: Served, run: int, reader: Tablet, writer: Tablet) -> int:
    """Returns how many times the reader asked while others wrote."""
    is_open, is_polled, has_ended = threading.Event(), threading.Event(), threading.Event()
    for number in range(MANY):
        writer.create("visits", place="047", people_met=number)

    def write_many() -> None:
        with service.db.transaction():
            # With one in two, the first number is drawn while the transaction has long to go.
            if run % 2:
                service.db.run("UPDATE sequence SET value = value + 1 WHERE name = 'ledger'")
            for number in range(MANY):
                changes.record(service.db, BUCKET, "vacancies", {"id": f"long-{run}-{number}", "version": 1})
            service.db.run("INSERT INTO sync_state (name, value) VALUES (:name, '')", name=f"run {run}")
            is_open.set()
            assert is_polled.wait(60)

    def write_single() -> None:
        assert is_open.wait(60)
        for number in range(SINGLE):
            with service.db.transaction():
                changes.record(service.db, BUCKET, "vacancies", {"id": f"short-{run}-{number}", "version": 1})

    def poll() -> int:
        assert is_open.wait(60)
        times = 0
        while not (has_ended.is_set() and not ask(reader)):
            times += 1
            ask(reader)
            if times > 2:  # while it was open; from now on it ends whenever it likes
                is_polled.set()
        return times

    with ThreadPoolExecutor(4) as pool:
        writing: list[Future[None]] = [pool.submit(write_many), pool.submit(write_single), pool.submit(writer.sync)]
        polling = pool.submit(poll)
        for each in writing:
            each.result()
        has_ended.set()
        return polling.result()


def ask(reader: Tablet) -> bool:
    """Poll once; returns whether there is more."""
    status, body = reader.line("GET", f"/sync/v1/changes?cursor={reader.cursor}&limit={PAGE}", reader.headers(), b"")
    assert status == 200, body
    end = reader.read(body)
    assert end is not None and "reset" not in end
    reader.cursor = end["cursor"]
    return bool(end.get("more"))
