"""Callers and tablets at once on one SQLite file: no error reaches anybody, and every operation is applied once."""

import shutil
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core import officers
from core.market import Market
from tests.conversation import Phone, Service, settings_for, with_jobs
from tests.served import Served, served
from tests.tablet import HttpLine, RefusedError, Tablet, unlike
from tests.test_concurrency import check_all, phone_number, story

AT_A_TIME = 100  # operations that an officer does before the tablet syncs


class Timed:
    """Posts of phones, each with the seconds that it took."""

    def __init__(self, service: Served) -> None:
        self.service = service
        self.seconds: list[float] = []

    def __call__(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        start = time.perf_counter()
        answer = self.service.post(path, fields)
        self.seconds.append(time.perf_counter() - start)
        return answer

    def told(self) -> str:
        """Median and 99th percentile."""
        each = sorted(self.seconds)
        middle, late = each[len(each) // 2], each[len(each) * 99 // 100]
        return f"{len(each)} steps of calls: median {middle * 1000:.0f} ms, p99 {late * 1000:.0f} ms"


@pytest.fixture
def looked_at(tmp_path: Path, sqlite_template: Path) -> Iterator[Service]:
    """A database on SQLite with a few vacancies, looked at from here."""
    shutil.copyfile(sqlite_template, tmp_path / "fursa.db")
    service = with_jobs(Service(settings_for(f"sqlite:///{tmp_path / 'fursa.db'}")))
    yield service
    service.close()


def test_callers_and_tablets_at_once_meet_no_error(looked_at: Service, tmp_path: Path, market: Market) -> None:
    with served(f"sqlite:///{tmp_path / 'fursa.db'}", market) as service:
        play(service, looked_at, callers=40, tablets=6, operations=600)


@pytest.mark.soak
def test_two_hundred_callers_and_ten_thousand_operations_at_once_meet_no_error(
    looked_at: Service, tmp_path: Path, market: Market
) -> None:
    with served(f"sqlite:///{tmp_path / 'fursa.db'}", market) as service:
        play(service, looked_at, callers=200, tablets=20, operations=10_000)


def play(service: Served, looked_at: Service, callers: int, tablets: int, operations: int) -> None:
    """All begin at the same moment."""
    copies = [
        service.tablet(officers.add(service.db, service.market, f"officer-{index}", ["047"], service.now), index)
        for index in range(tablets)
    ]
    gate = threading.Barrier(callers + tablets)
    post = Timed(service)
    waited: list[int] = []

    def call(number: int) -> list[str]:
        phone: Phone = looked_at.phone(phone_number(number))
        phone.post = post
        gate.wait()
        return [wrong for wrong in story(phone, number) if wrong]

    def push(tablet: Tablet) -> None:
        gate.wait()
        work(tablet, operations // tablets, waited)

    with ThreadPoolExecutor(callers + tablets) as pool:
        calling = [pool.submit(call, number) for number in range(callers)]
        pushing = [pool.submit(push, tablet) for tablet in copies]
        for sending in pushing:
            sending.result()
        assert [wrong for each in calling for wrong in each.result()] == []
    print(f"{post.told()}; {len(waited)} times a tablet had to wait")
    check_all(looked_at, callers)
    for tablet in copies:
        patiently(tablet, waited)
        check(service, tablet)
    assert service.db.one("PRAGMA integrity_check") == {"integrity_check": "ok"}


def work(tablet: Tablet, operations: int, waited: list[int]) -> None:
    """Register a few people, then note down who came by, and sync now and then."""
    people = [
        tablet.create("profiles", name=f"Person {letters}", birth_year=1990, language="sw")
        for letters in ("abc", "def", "ghi", "jkl", "mno")
    ]
    visit = tablet.create("visits", place="047", people_met=0)
    while tablet.number < operations:
        if tablet.number % 10 == 0:
            tablet.create("notes", profile_id=people[tablet.number % len(people)], text=f"note {tablet.number}")
        else:
            tablet.count("visits", visit, "people_met", 1)
        if tablet.number % AT_A_TIME == 0:
            patiently(tablet, waited)
    patiently(tablet, waited)


def patiently(tablet: Tablet, waited: list[int]) -> None:
    """Sync, and wait where the service asks to: anything else that it refuses is an error."""
    while True:
        try:
            return tablet.sync()
        except RefusedError as error:
            assert error.status == 429, error.problem
            assert isinstance(tablet.line, HttpLine)
            waited.append(int(tablet.line.headers["Retry-After"]))
            time.sleep(waited[-1])


def check(service: Served, tablet: Tablet) -> None:
    """What the tablet did is there, each operation once."""
    assert unlike(service.db, tablet) == {}
    assert {each["status"] for each in tablet.results} <= {"applied", "merged"}
    rows = service.db.all("SELECT number FROM operation WHERE source = :source ORDER BY number", source=tablet.source)
    assert [row["number"] for row in rows] == list(range(1, tablet.number + 1))
    counted = sum(isinstance(each["fields"].get("people_met"), dict) for each in tablet.journal)
    [visit] = tablet.documents("visits").values()
    assert visit["people_met"] == counted
