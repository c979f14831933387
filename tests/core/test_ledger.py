"""The ledger: numbers of events and changes become visible in their own order, whoever commits first."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing
from threading import Event
from typing import Any

import pytest

from core import applications, caseload, changes, events, ledger, notes, vacancies
from core.database import Database, Row, open_database
from core.market import Market
from tests.core.makers import NOW, look_after, officer, open_vacancy, person

REPEATS = 20
HELD = 1  # the lock that keeps a transaction from committing after it has drawn its number

Read = Callable[[Database, int], list[Row]]
Write = Callable[[Database, str], None]


def read_events(db: Database, cursor: int) -> list[Row]:
    """The number and subject of each event past the cursor."""
    return [{"number": event["id"], "name": event["subject"]} for event in events.after(db, cursor)]


def read_changes(db: Database, cursor: int) -> list[Row]:
    """The number and id of each changed document past the cursor."""
    return db.all(
        "SELECT sequence AS number, document AS name FROM changes WHERE sequence > :cursor ORDER BY sequence",
        cursor=cursor,
    )


def write_event(db: Database, name: str) -> None:
    """One event."""
    events.append(db, "test.happened", name, NOW)


def write_change(db: Database, name: str) -> None:
    """One changed document."""
    changes.record(db, "caseload/1", "profiles", {"id": name, "version": 1})


both = pytest.mark.parametrize(
    ("write", "read"), [(write_event, read_events), (write_change, read_changes)], ids=["events", "changes"]
)


class Reader:
    """Whoever keeps a copy: reads on from the last number seen."""

    def __init__(self, db: Database, read: Read) -> None:
        self.db, self.read = db, read
        self.cursor = 0
        self.names: list[str] = []

    def go_on(self) -> None:
        """Read what is new."""
        for row in self.read(self.db, self.cursor):
            assert row["number"] > self.cursor
            self.cursor = row["number"]
            self.names.append(row["name"])


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@both
def test_a_reader_misses_nothing_of_a_transaction_that_stays_open_while_another_commits(
    db: Database, threads: ThreadPoolExecutor, write: Write, read: Read
) -> None:
    reader = Reader(db, read)
    for repeat in range(REPEATS):
        written, go = Event(), Event()
        slow = threads.submit(_write_and_stay, db, write, f"slow {repeat}", written, go)
        written.wait()
        quick = threads.submit(_write_alone, db, write, f"quick {repeat}")
        reader.go_on()
        if db.engine == "postgres":  # SQLite has one writer: there the quick one waits for the slow one
            quick.result()
        reader.go_on()
        go.set()
        wait((slow, quick))
        reader.go_on()
    expected = {f"{name} {repeat}" for name in ("slow", "quick") for repeat in range(REPEATS)}
    assert len(reader.names) == len(expected)
    assert set(reader.names) == expected


@both
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_number_that_is_drawn_and_not_committed_holds_up_all_later_numbers(
    database_url: str, db: Database, threads: ThreadPoolExecutor, write: Write, read: Read
) -> None:
    reader = Reader(db, read)

    def stop_before_the_commit(name: str) -> None:
        with db.transaction():
            write(db, name)
            db.last("SELECT pg_advisory_xact_lock(:lock)", numbered=True, lock=HELD)

    with closing(open_database(database_url)) as gate:
        for repeat in range(REPEATS):
            with gate.transaction():
                gate.all("SELECT pg_advisory_xact_lock(:lock)", lock=HELD)
                first = threads.submit(stop_before_the_commit, f"first {repeat}")
                _until_blocked(gate, 1, first)
                second = threads.submit(_write_alone, db, write, f"second {repeat}")
                _until_blocked(gate, 2, second)
                reader.go_on()
            wait((first, second))
            reader.go_on()
    assert reader.names == [f"{name} {repeat}" for repeat in range(REPEATS) for name in ("first", "second")]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_who_waits_for_a_row_keeps_nobody_from_a_number(
    database_url: str, db: Database, threads: ThreadPoolExecutor, market: Market
) -> None:
    """Else a slice with two applications and the end of one of the vacancies would wait for each other."""
    jobs = [open_vacancy(db, market) for _ in range(2)]
    profile = person(db, market)

    def apply_for_both() -> None:
        with db.transaction():
            for job in jobs:
                applications.apply(db, market, profile, job["id"], NOW)

    with closing(open_database(database_url)) as other:
        with other.transaction():
            vacancies.end(other, market, jobs[1]["id"], "filled", NOW)
            slice = threads.submit(apply_for_both)
            _until_blocked(other, 1, slice)
        slice.result()
        assert vacancies.by_id(other, jobs[1]["id"])["applications"] == 1


def test_a_poller_misses_nothing_of_two_hundred_records_at_once_and_of_single_ones_meanwhile(db: Database) -> None:
    """Numbers of a plain sequence, or times, lose rows here: they become visible in another order than their own."""
    done = Event()
    read: list[str] = []
    position = 0

    def write_many() -> None:
        for repeat in range(REPEATS // 4):
            with db.transaction():
                for number in range(200):
                    changes.record(db, "vacancies/047", "vacancies", {"id": f"many {repeat}-{number}", "version": 1})

    def write_single() -> int:
        written = 0
        while not done.is_set():
            with db.transaction():
                changes.record(db, "vacancies/047", "vacancies", {"id": f"single {written}", "version": 1})
            written += 1
        return written

    with ThreadPoolExecutor(2) as threads:
        many, single = threads.submit(write_many), threads.submit(write_single)
        last = False
        while not last:
            if many.done():
                done.set()
            last = done.is_set() and single.done()
            stands = changes.position(db)
            while rows := changes.page(db, {"vacancies/047": position}, 50):
                read += [row["document"] for row in rows]
                position = rows[-1]["sequence"]
            position = max(position, stands)
    many.result()
    expected = {f"many {repeat}-{number}" for repeat in range(REPEATS // 4) for number in range(200)}
    expected |= {f"single {number}" for number in range(single.result())}
    assert len(read) == len(expected)
    assert set(read) == expected


def test_who_holds_the_counter_comes_after_all_that_was_numbered_and_before_all_that_is_not(
    database_url: str, db: Database, threads: ThreadPoolExecutor
) -> None:
    _write_alone(db, write_change, "before")
    with closing(open_database(database_url)) as other:
        with other.transaction():
            ledger.hold(other)
            later = threads.submit(_write_alone, db, write_change, "after")
            if db.engine == "postgres":
                _until_blocked(other, 1, later)
            assert not later.done()
            assert [row["name"] for row in read_changes(other, 0)] == ["before"]
            write_change(other, "meanwhile")
        later.result()
    assert read_changes(db, 0) == [
        {"number": number, "name": name} for number, name in enumerate(("before", "meanwhile", "after"), 1)
    ]


def test_holding_the_counter_draws_no_number(db: Database) -> None:
    with db.transaction():
        ledger.hold(db)
    assert changes.position(db) == 0


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
@pytest.mark.parametrize(("stands", "joins"), [("o-1", "o-2"), ("o-2", "o-1")])
def test_an_officer_who_joins_while_others_wait_for_their_number_takes_none_that_was_seen(
    database_url: str, db: Database, threads: ThreadPoolExecutor, market: Market, stands: str, joins: str
) -> None:
    profile = person(db, market)
    first, second = (officer(db, market, f"officer {each}", each) for each in (stands, joins))
    bucket = look_after(db, first, profile)
    with closing(open_database(database_url)) as other:
        with other.transaction():
            ledger.hold(other)
            write_event(other, "seen")
            writing = threads.submit(notes.add, db, NOW, officer_id=stands, profile_id=profile["id"], text="On time")
            _until_blocked(other, 1, writing)
            caseload.join(db, second["id"], profile["id"], NOW)
        seen = read_events(other, 0)[-1]["number"]
        note = writing.result()
    assert [row["document"] for row in changes.page(db, {bucket: seen}, 9)] == [note["id"]]
    assert [row["number"] for row in read_changes(db, seen)] == [seen + 1, seen + 2]


@both
def test_what_is_rolled_back_leaves_no_row(db: Database, write: Write, read: Read) -> None:
    with pytest.raises(ZeroDivisionError), db.transaction():
        write(db, "never")
        _ = 1 / 0
    _write_alone(db, write, "afterwards")
    assert [row["name"] for row in read(db, 0)] == ["afterwards"]


def test_events_and_changes_share_one_row_of_numbers(db: Database) -> None:
    with db.transaction():
        write_event(db, "a")
        write_change(db, "b")
        ledger.number(db)
        write_event(db, "c")
    assert [row["number"] for row in read_events(db, 0)] == [1, 4]
    assert [row["number"] for row in read_changes(db, 0)] == [2]


def test_numbers_are_drawn_only_as_the_transaction_ends(db: Database) -> None:
    """So that a long transaction keeps nobody waiting."""
    with db.transaction():
        write_event(db, "late")
        assert db.all("SELECT value FROM sequence WHERE name = 'ledger'") == [{"value": 0}]
    assert db.all("SELECT value FROM sequence WHERE name = 'ledger'") == [{"value": 1}]


def _write_and_stay(db: Database, write: Write, name: str, written: Event, go: Event) -> None:
    with db.transaction():
        write(db, name)
        written.set()
        go.wait()


def _write_alone(db: Database, write: Write, name: str) -> None:
    with db.transaction():
        write(db, name)


def _until_blocked(db: Database, number: int, latest: "Future[Any]") -> None:
    """Return once so many transactions wait for a lock, or the latest of them did not need to."""
    waiting = "SELECT COUNT(*) AS number FROM pg_locks WHERE NOT granted"
    while not latest.done() and db.all(waiting)[0]["number"] < number:
        pass
