"""The jobs of sync: copies are filled, first copies made, and what is old enough goes, without anybody asking."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from core import caseload, changes, officers
from core.database import Database, Row
from core.market import Market
from messages import jobs as message_jobs
from messages.jobs import Context
from sync import devices, jobs, snapshots
from tests.conversation import settings_for
from tests.core.makers import DAY, NOW, copies, person
from wsgi import create_app

BY_NAME = {job.name: job for job in jobs.jobs}
PHONES = ("+254712000001", "+254712000002", "+254712000003")


def run(
    db: Database, market: Market, name: str, now: int = NOW, stopping: Callable[[], bool] = lambda: False
) -> list[str]:
    """Give a job its turn; returns the names of those that have something to do because of it."""
    return list(BY_NAME[name].run(Context(db, market, None, lambda: now, stopping)))


def pushed(db: Database, officer: Row, number: int, at: int) -> None:
    db.run(
        "INSERT INTO operation_source (source, officer_id, last) VALUES ('tablet', :officer, :number)"
        " ON CONFLICT (source) DO UPDATE SET last = excluded.last",
        officer=officer["id"],
        number=number,
    )
    db.run(
        "INSERT INTO operation (source, number, result, at) VALUES ('tablet', :number, '{}', :at)", number=number, at=at
    )


@pytest.fixture
def amina(db: Database, market: Market) -> Row:
    return officers.add(db, market, "amina", ["047"], NOW)


def test_no_two_jobs_have_one_name() -> None:
    names = [job.name for job in (*message_jobs.jobs, *jobs.jobs)]
    assert len(set(names)) == len(names)
    assert jobs.AT_START in names


def test_the_pack_becomes_documents_and_they_a_first_copy(db: Database, market: Market) -> None:
    assert run(db, market, "reference") == ["snapshots"]
    assert run(db, market, "snapshots") == []
    [offer] = snapshots.offered(db, ["reference"])
    assert offer.documents == len(changes.documents(db, "reference", ("", ""), 10_000))
    assert run(db, market, "reference") == []


def test_a_service_of_one_process_does_them_itself(tmp_path: Path, sqlite_template: Path, market: Market) -> None:
    path = tmp_path / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    service = create_app(settings_for(f"sqlite:///{path}"), pack=market).extensions["fursa"]
    service.worker.start()
    service.worker.run("snapshots")
    service.worker.stop()
    service.worker.join()
    assert len(snapshots.offered(service.db, ["reference"])) == 1
    service.db.close()


def test_making_first_copies_goes_on_in_the_next_turn(db: Database, market: Market) -> None:
    run(db, market, "reference")
    assert run(db, market, "snapshots", stopping=lambda: True) == ["snapshots"]
    assert snapshots.offered(db, ["reference"]) == []


def test_copies_are_filled_though_no_tablet_asks(db: Database, market: Market, amina: Row) -> None:
    wanjiku = person(db, market)
    caseload.join(db, amina["id"], wanjiku["id"], NOW)
    assert copies(db, wanjiku["id"]) == {}
    assert run(db, market, "copies") == []
    assert list(copies(db, wanjiku["id"])) == [changes.caseload(amina["id"])]
    assert run(db, market, "copies", stopping=lambda: True) == []


def test_filling_goes_on_with_the_next_officer_in_the_next_turn(db: Database, market: Market, amina: Row) -> None:
    wanjiku = person(db, market)
    baraka = officers.add(db, market, "baraka", ["047"], NOW)
    for officer in (amina, baraka):
        caseload.join(db, officer["id"], wanjiku["id"], NOW)
    answers = iter([False, True])
    assert run(db, market, "copies", stopping=lambda: next(answers)) == ["copies"]
    assert len(copies(db, wanjiku["id"])) == 1
    assert run(db, market, "copies") == []
    assert len(copies(db, wanjiku["id"])) == 2


def test_who_may_be_registered_twice_is_put_before_staff(db: Database, market: Market) -> None:
    for phone in PHONES[:2]:
        person(db, market, phone)
    assert run(db, market, "duplicates") == []
    assert len(db.all("SELECT first FROM duplicate")) == 1


def test_looking_for_duplicates_goes_on_in_the_next_turn(db: Database, market: Market) -> None:
    person(db, market)
    assert run(db, market, "duplicates", stopping=lambda: True) == ["duplicates"]
    assert run(db, market, "duplicates") == []


def test_removals_are_remembered_for_as_long_as_the_contract_says(db: Database, market: Market) -> None:
    with db.transaction():
        changes.remove(db, "vacancies/047", "vacancies", "10018", 2)
    for day in range(changes.KEPT_DAYS):
        run(db, market, "remember", NOW + day * DAY)
    assert len(changes.page(db, {"vacancies/047": 0}, 10)) == 1
    run(db, market, "remember", NOW + changes.KEPT_DAYS * DAY)
    assert changes.page(db, {"vacancies/047": 0}, 10) == []
    assert changes.horizon(db) == changes.position(db)


def test_results_go_when_no_tablet_asks_for_them_any_more_and_their_count_stays(
    db: Database, market: Market, amina: Row
) -> None:
    before = NOW - changes.KEPT_DAYS * DAY
    pushed(db, amina, 1, before - 1)
    pushed(db, amina, 2, before)
    run(db, market, "remember")
    assert db.all("SELECT number FROM operation") == [{"number": 2}]
    assert db.all("SELECT last FROM operation_source") == [{"last": 2}]


def test_what_is_old_goes_a_slice_at_a_time(
    db: Database, market: Market, amina: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MOST", 2)
    for number in range(5):
        pushed(db, amina, number + 1, 0)
    assert run(db, market, "remember", stopping=lambda: True) == ["remember"]
    assert [row["number"] for row in db.all("SELECT number FROM operation ORDER BY number")] == [3, 4, 5]
    assert run(db, market, "remember") == []
    assert db.all("SELECT number FROM operation") == []


def test_codes_go_long_after_they_ended(db: Database, market: Market, amina: Row) -> None:
    devices.invite(db, amina["id"], NOW)
    left = []
    for now in (NOW + 31 * DAY, NOW + 32 * DAY):
        run(db, market, "remember", now)
        left.append(len(db.all("SELECT code FROM enrolment")))
    assert left == [1, 0]
