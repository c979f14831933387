"""Tallying: what happened is counted once, where and when it happened, and small numbers of people are not told."""

from decimal import Decimal
from typing import Any

import pytest

from core import applications, tallies, vacancies
from core.database import Database, Row
from core.market import Market
from core.tallies import Report
from messages import outbox, tallying
from messages.jobs import Context, jobs
from tests.alerting import at, phone
from tests.core import makers
from tests.core.makers import DAY, ELSEWHERE
from tests.outgoing import FakeGateway, accept

JOBS = {job.name: job for job in jobs}


@pytest.fixture
def now(market: Market) -> int:
    return at(market, "2026-11-18 09:00")


def count(db: Database, market: Market, now: int) -> None:
    JOBS["tallies"].run(Context(db, market, None, lambda: now))


def told(db: Database, market: Market, now: int, by: str = "month", areas: tuple[str, ...] | None = None) -> Report:
    count(db, market, now)
    return tallies.report(db, market, now, by, areas)


def opened(db: Database, market: Market, now: int, **fields: Any) -> Row:
    return makers.open_vacancy(db, market, now, **{"deadline": now + 14 * DAY, **fields})


def applicants(db: Database, market: Market, vacancy: Row, now: int, *numbers: int) -> list[Row]:
    found = []
    for number in numbers:
        profile = makers.person(db, market, phone(number))
        applications.apply(db, market, profile, vacancy["id"], now)
        found.append(profile)
    return found


def test_what_became_of_vacancies_and_applications_is_counted(db: Database, market: Market, now: int) -> None:
    vacancy = opened(db, market, now - 40 * DAY)
    applicants(db, market, vacancy, now - 39 * DAY, *range(7))
    vacancies.end(db, market, vacancy["id"], "filled", now)
    opened(db, market, now, place=ELSEWHERE)
    report = told(db, market, now)
    assert {name: report.whole.figures[name] for name in ("posted", "opened", "filled", "applications")} == {
        "posted": 2,
        "opened": 2,
        "filled": 1,
        "applications": 7,
    }
    months = {line.key: line.figures for line in report.periods}
    assert len(months) == 12
    assert (months["2026-10"]["opened"], months["2026-11"]["opened"]) == (1, 1)
    assert (months["2026-10"]["applications"], months["2026-11"]["filled"]) == (7, 1)
    assert {line.key: line.figures["opened"] for line in report.areas} == {"001": 1, "047": 1}
    assert {line.key: line.figures["opened"] for line in report.sectors}["repair"] == 2


def test_nothing_is_counted_twice_however_often_the_job_runs(db: Database, market: Market, now: int) -> None:
    vacancy = opened(db, market, now)
    [profile] = applicants(db, market, vacancy, now, 1)
    for _turn in range(5):
        applicants(db, market, vacancy, now, *range(2 + 9 * _turn, 11 + 9 * _turn))
        count(db, market, now)
        count(db, market, now)
    own = applications.for_vacancy(db, profile["id"], vacancy["id"])
    assert own
    applications.withdraw(db, market, profile, own["id"], now + 60)
    applications.apply(db, market, profile, vacancy["id"], now + 120)
    assert told(db, market, now + 200).whole.figures["applications"] == 46


def test_a_crash_loses_nothing_and_doubles_nothing(db: Database, market: Market, now: int) -> None:
    opened(db, market, now)
    with pytest.raises(RuntimeError), db.transaction():
        tallying.follow(db, market, now)
        raise RuntimeError("the power is cut")
    while tallying.follow(db, market, now, limit=1):
        pass
    assert told(db, market, now).whole.figures["posted"] == 1


def test_a_vacancy_that_was_held_in_between_opened_once(db: Database, market: Market, now: int) -> None:
    vacancy = opened(db, market, now)
    vacancies.end(db, market, vacancy["id"], "held", now + 60)
    vacancies.open(db, market, vacancy["id"], now + 120)
    assert told(db, market, now + 200).whole.figures["opened"] == 1


def test_staff_of_some_areas_see_those_alone(db: Database, market: Market, now: int) -> None:
    opened(db, market, now)
    opened(db, market, now, place=ELSEWHERE)
    report = told(db, market, now, areas=("001",))
    assert report.whole.figures["opened"] == 1
    assert [line.key for line in report.areas] == ["001"]


def test_few_applications_of_a_place_are_not_told_nor_to_be_worked_out(db: Database, market: Market, now: int) -> None:
    here, there = opened(db, market, now), opened(db, market, now, place=ELSEWHERE)
    applicants(db, market, here, now, *range(20))
    applicants(db, market, there, now, 21, 22)
    report = told(db, market, now)
    assert report.whole.figures["applications"] == 22
    assert {line.key: line.figures["applications"] for line in report.areas} == {"001": None, "047": None}
    assert {line.key: line.figures["opened"] for line in report.areas} == {"001": 1, "047": 1}


def test_the_time_to_fill_is_the_middle_one_and_not_told_of_a_few(db: Database, market: Market, now: int) -> None:
    for days in (1, 2, 6, 20):
        vacancy = opened(db, market, now - days * DAY, deadline=now + DAY)
        vacancies.end(db, market, vacancy["id"], "filled", now)
    assert told(db, market, now).whole.median_days is None
    vacancy = opened(db, market, now - 5 * DAY, deadline=now + DAY)
    vacancies.end(db, market, vacancy["id"], "filled", now)
    assert told(db, market, now).whole.median_days == 5


def test_alerts_and_what_they_cost_are_known_a_day_later(db: Database, market: Market, now: int) -> None:
    vacancy = opened(db, market, now)
    for number in range(6):
        makers.person(db, market, phone(number), alerts="instant")
    way = FakeGateway(answer=lambda recipient: accept(recipient, "0.8"))
    context = Context(db, market, way, lambda: now)
    for name in ("follow", "rounds", "drain"):
        JOBS[name].run(context)
    assert told(db, market, now).whole.figures["alerts"] == 0
    report = told(db, market, now + 2 * DAY)
    assert report.whole.figures["alerts"] == 6
    assert report.whole.figures["cost"] == Decimal("4.8") * outbox.MILLION
    assert {line.key: line.figures["alerts"] for line in report.areas} == {vacancy["area"]: 6}
    assert told(db, market, now + 3 * DAY).whole.figures["alerts"] == 6


def test_what_few_alerts_cost_is_not_told_as_it_would_count_them(db: Database, market: Market, now: int) -> None:
    with db.transaction():
        for area, number in (("001", 3), ("047", 20)):
            price = 800_000 * number
            tallies.add(db, market, {(now, (area, "repair", "alerts")): number, (now, (area, "repair", "cost")): price})
    report = tallies.report(db, market, now, "month", None)
    assert {line.key: line.figures["cost"] for line in report.areas} == {"001": None, "047": None}
    assert report.whole.figures["cost"] == 23 * 800_000


def test_weeks_begin_on_monday_in_the_market_s_own_time(db: Database, market: Market) -> None:
    assert tallies.week(market, at(market, "2026-11-15 23:59")) == "2026-W46"
    assert tallies.week(market, at(market, "2026-11-16 00:00")) == "2026-W47"
    assert tallies.periods(market, at(market, "2027-01-04 08:00"), "week")[-3:] == ["2026-W52", "2026-W53", "2027-W01"]
    assert tallies.periods(market, at(market, "2027-01-31 08:00"), "month")[-3:] == ["2026-11", "2026-12", "2027-01"]
