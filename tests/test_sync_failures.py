"""What tablets go through when the server is restored, or its disk is full."""

import contextlib
import resource
import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import officers
from core.market import Market
from tests.served import Served, served
from tests.tablet import PATIENCE_SECONDS, HttpLine, LineCutError, RefusedError, Tablet, unlike

FULL_BYTES = 64 * 1024  # of a file, more than which nothing is written


def test_after_a_restore_tablets_send_again_what_the_backup_did_not_know(
    database_url: str, market: Market, tmp_path: Path
) -> None:
    kept = str(tmp_path / "kept.backup")
    with served(database_url, market) as service:
        tablets, people, visit = begin(service)
        service.command("backup", kept)
        for tablet in tablets[:2]:
            work(tablet, people, visit)
            late = tablet.create(
                "profiles", name=f"Late {'abc'[tablets.index(tablet)] * 4}", birth_year=1990, language="sw"
            )
            tablet.create("notes", profile_id=late, text="registered after the backup")
            tablet.sync()
        amina = officers.by_id(service.db, tablets[0].officer)
        officers.move(service.db, market, amina, ["047", "003"], service.now)  # this is forgotten too
        tablets[0].sync()
        work(tablets[1], people, visit)  # and waits on the tablet
        service.command("restore", kept, "--yes")
        assert service.db.all("SELECT 1 AS one FROM note") == []
        check(service, tablets, visit)
        assert len(tablets[0].documents("profiles")) == len(people) + 2


def test_a_restore_among_tablets_that_go_on_loses_nothing(database_url: str, market: Market, tmp_path: Path) -> None:
    go_on(database_url, market, tmp_path, restores=1)


@pytest.mark.soak
def test_ten_restores_among_tablets_that_go_on_lose_nothing(database_url: str, market: Market, tmp_path: Path) -> None:
    go_on(database_url, market, tmp_path, restores=10)


def go_on(database_url: str, market: Market, tmp_path: Path, restores: int) -> None:
    """Tablets work and sync all the while."""
    kept = str(tmp_path / "kept.backup")
    with served(database_url, market) as service:
        tablets, people, visit = begin(service)
        service.command("backup", kept)
        has_ended = threading.Event()

        def keep_on(tablet: Tablet) -> None:
            while not has_ended.is_set():
                for _time in range(20):
                    work(tablet, people, visit)
                with contextlib.suppress(LineCutError):
                    patiently(tablet)

        with ThreadPoolExecutor(2) as pool:
            working = [pool.submit(keep_on, tablet) for tablet in tablets[:2]]
            try:
                for _time in range(restores):
                    service.command("restore", kept, "--yes")
            finally:
                has_ended.set()
            for each in working:
                each.result()
        check(service, tablets, visit)


def begin(service: Served) -> tuple[list[Tablet], list[str], str]:
    """Two tablets of an officer and one of another, with people and an outreach day that all know."""
    await_reference(service)
    names = ("amina", "baraka")
    amina, baraka = (officers.add(service.db, service.market, name, ["047"], service.now) for name in names)
    tablets = [service.tablet(who, index) for index, who in enumerate((amina, amina, baraka))]
    for number in range(3):
        name = f"Wanjiku {'abc'[number] * 3}"
        tablets[0].create("profiles", name=name, phones=[f"+25471234567{number}"], birth_year=1990, language="sw")
    visit = tablets[0].create("visits", place="047", people_met=0)
    for tablet in tablets:
        tablet.sync()
    return tablets, sorted(tablets[0].documents("profiles")), visit


def await_reference(service: Served) -> None:
    """Wait until the documents of the pack are there: what comes while a tablet is looked at is not on it yet."""
    until = time.monotonic() + PATIENCE_SECONDS
    while service.db.one("SELECT 1 AS one FROM sync_state WHERE name = 'reference'") is None:
        assert time.monotonic() < until, "the documents of the pack do not come"
        time.sleep(0.1)


def work(tablet: Tablet, people: list[str], visit: str) -> None:
    """A note, a change and a count."""
    who = people[tablet.number % len(people)]
    tablet.create("notes", profile_id=who, text=f"note {tablet.source} {tablet.number}")
    tablet.change("profiles", who, shoe_size=tablet.number)
    tablet.count("visits", visit, "people_met", 1)


def patiently(tablet: Tablet) -> None:
    """Sync, and try again where the service cannot answer just now."""
    while True:
        try:
            return tablet.sync()
        except RefusedError as error:
            assert error.status == 503, error.problem


def check(service: Served, tablets: list[Tablet], visit: str) -> None:
    """All are level, everything that was done is there, and nothing of it twice."""
    db = service.db
    for tablet in (*tablets, *tablets):
        tablet.sync()
    sent = [each for tablet in tablets for each in tablet.journal]
    for tablet in tablets:
        assert unlike(db, tablet) == {}
        assert [each["n"] for each in tablet.journal] == list(range(1, tablet.number + 1))
        rows = db.all("SELECT number FROM operation WHERE source = :source ORDER BY number", source=tablet.source)
        assert [row["number"] for row in rows] == list(range(1, tablet.number + 1))
    assert db.all("SELECT reason FROM quarantine WHERE field = ''") == []
    texts = sorted(each["fields"]["text"] for each in sent if each["collection"] == "notes")
    assert sorted(row["text"] for row in db.all("SELECT text FROM note")) == texts
    counted = [each for each in sent if each["id"] == visit and isinstance(each["fields"].get("people_met"), dict)]
    assert db.one("SELECT people_met FROM visit WHERE id = :id", id=visit) == {"people_met": len(counted)}


@pytest.fixture
def on_sqlite(tmp_path: Path, sqlite_template: Path, market: Market) -> Iterator[Served]:
    """The service on an SQLite file."""
    shutil.copyfile(sqlite_template, tmp_path / "fursa.db")
    with served(f"sqlite:///{tmp_path / 'fursa.db'}", market) as service:
        yield service


def test_on_a_full_disk_tablets_are_told_to_wait_and_may_read_and_nothing_acknowledged_is_lost(
    on_sqlite: Served,
) -> None:
    tablets, people, visit = begin(on_sqlite)
    tablet, reader, _other = tablets
    with full_disk(on_sqlite):
        refused = 0
        for _time in range(200):
            work(tablet, people, visit)
            try:
                tablet.sync()
            except RefusedError as error:
                refused += 1
                assert (error.status, error.problem["code"]) == (503, "unavailable")
                assert isinstance(tablet.line, HttpLine)
                assert int(tablet.line.headers["Retry-After"]) > 0
            if refused > 3:
                break
        assert refused > 3
        assert stored(on_sqlite, tablet) == len(tablet.journal)
        assert on_sqlite.db.one("PRAGMA integrity_check") == {"integrity_check": "ok"}
        reader.exchange()
        path = f"/sync/v1/changes?cursor={reader.cursor}"
        assert reader.line("GET", path, reader.headers(), b"")[0] == 200
        assert unlike(on_sqlite.db, reader) == {}
    check(on_sqlite, tablets, visit)
    assert on_sqlite.db.one("PRAGMA integrity_check") == {"integrity_check": "ok"}


@contextlib.contextmanager
def full_disk(service: Served) -> Iterator[None]:
    """No file of the service can grow meanwhile: what is added to the log is refused, as by a full disk."""
    before = {pid: resource.prlimit(pid, resource.RLIMIT_FSIZE) for pid in processes(service.pid)}
    try:
        for pid, (_soft, hard) in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (FULL_BYTES, hard))
        yield
    finally:
        for pid, limits in before.items():
            resource.prlimit(pid, resource.RLIMIT_FSIZE, limits)


def processes(pid: int) -> list[int]:
    """A process and those that it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(each for child in children for each in processes(int(child)))]


def stored(service: Served, tablet: Tablet) -> int:
    """How many operations of a tablet were applied."""
    sql = "SELECT count(*) AS count FROM operation WHERE source = :source"
    return int(service.db.all(sql, source=tablet.source)[0]["count"])
