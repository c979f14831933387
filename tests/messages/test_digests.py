"""Digests: one text a day or a week, with the best of what waited, at the first allowed hour."""

import pytest

from core import applications, profiles, vacancies
from core.database import Database, Row
from core.market import Market
from messages import alerts, offers
from tests.alerting import HOUR, MORNING, at, phone, subscriber, texts, told, work
from tests.core.makers import DAY, open_vacancy
from tests.outgoing import messages


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


def opened(db: Database, market: Market, now: int, **fields: object) -> Row:
    return open_vacancy(db, market, now, **{"deadline": now + 30 * DAY, **fields})


def test_a_daily_digest_comes_at_the_first_allowed_hour_of_the_next_day(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, alerts="daily")
    jobs = [opened(db, market, now + hours * HOUR, title=title) for hours, title in enumerate(("Welder", "Fitter"))]
    assert work(db, market, now + HOUR) == alerts.Ran(rounds=2)
    assert work(db, market, at(market, "2026-11-19 06:59")).digests == 0
    assert work(db, market, at(market, "2026-11-19 07:00")).digests == 1
    [text] = texts(db)
    assert all(job["reference"] in text and job["title"] in text for job in jobs)
    assert text.count("0 applied") == 2


def test_each_job_of_a_digest_has_its_digit(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market, alerts="daily")
    jobs = {job["id"]: job for job in (opened(db, market, now, title=f"Welder {letter}") for letter in "AB")}
    work(db, market, now)
    morning = at(market, "2026-11-19 07:00")
    work(db, market, morning)
    [text] = texts(db)
    for digit in (1, 2):
        offer = offers.meaning(db, morning, phone(1), digit)
        assert offer is not None
        assert offer["profile_id"] == person["id"]
        assert f"{digit} {jobs[offer['subject']]['title']}" in text


def test_a_weekly_digest_comes_on_monday(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, alerts="weekly")
    opened(db, market, now)
    work(db, market, now)
    assert work(db, market, at(market, "2026-11-22 12:00")).digests == 0
    assert work(db, market, at(market, "2026-11-23 07:00")).digests == 1


def test_one_job_alone_is_told_as_an_alert(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, alerts="daily")
    job = opened(db, market, now)
    work(db, market, now)
    work(db, market, now + DAY)
    [text] = texts(db)
    assert f"Fursa job {job['reference']}" in text
    [message] = messages(db).values()
    assert message["vacancy_id"] == job["id"]  # so that it is cancelled with the vacancy


def test_what_does_not_fit_waits_for_the_next_digest(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, alerts="daily")
    jobs = [opened(db, market, now + number, title=f"Welder {number}") for number in range(4)]
    work(db, market, now + 10)
    work(db, market, now + DAY)
    work(db, market, now + DAY + HOUR)
    [text] = texts(db)
    assert [job["title"] in text for job in jobs] == [False, True, True, True]
    work(db, market, now + 2 * DAY)
    assert jobs[0]["reference"] in texts(db)[1]


def test_a_job_that_ended_is_left_out(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, alerts="daily")
    stays, ends = opened(db, market, now), opened(db, market, now)
    work(db, market, now)
    vacancies.end(db, market, ends["id"], "filled", now)
    work(db, market, now + DAY)
    [text] = texts(db)
    assert stays["reference"] in text
    assert ends["reference"] not in text


def test_a_job_applied_for_meanwhile_is_left_out(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market, alerts="daily")
    job = opened(db, market, now)
    work(db, market, now)
    applications.apply(db, market, person, job["id"], now)
    assert work(db, market, now + DAY).digests == 0


def test_whoever_ends_alerts_gets_no_digest(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market, alerts="daily")
    opened(db, market, now)
    work(db, market, now)
    for days, often in ((1, "off"), (2, "daily")):
        person = profiles.change(db, market, person, now, alerts=often)
        work(db, market, now + days * DAY)
    assert told(db) == []


def test_a_digest_is_one_of_the_alerts_of_a_week(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, alerts="daily")
    for days in range(6):
        work(db, market, now + days * DAY - 2 * HOUR)
        opened(db, market, now + days * DAY)
        work(db, market, now + days * DAY)
    assert len(told(db)) == 3


def test_what_still_waits_after_three_digests_waits_for_the_week_to_end(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, alerts="daily")
    days_of_digests = []
    for day in range(10):
        if work(db, market, now + day * DAY).digests:
            days_of_digests.append(day)
        if day in (0, 2):
            for _ in range(4):  # one more than a digest holds
                opened(db, market, now + day * DAY)
            work(db, market, now + day * DAY + HOUR)
    assert days_of_digests == [1, 2, 3, 8]


def test_people_who_share_a_digest_share_its_text(db: Database, market: Market, now: int) -> None:
    for number in range(5):
        subscriber(db, market, number, alerts="daily")
    opened(db, market, now)
    opened(db, market, now)
    work(db, market, now)
    ran = work(db, market, now + DAY)
    assert (ran.digests, ran.renders) == (5, 1)


def test_two_people_of_one_phone_have_different_digits(db: Database, market: Market, now: int) -> None:
    for _ in range(2):
        subscriber(db, market, 1, alerts="daily")
    opened(db, market, now)
    opened(db, market, now)
    work(db, market, now)
    work(db, market, now + DAY)
    rows = db.all("SELECT digit FROM offer WHERE phone = :phone ORDER BY digit", phone=phone(1))
    assert [row["digit"] for row in rows] == [1, 2, 3, 4]


def test_a_digest_that_is_late_at_night_waits_for_the_morning(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, alerts="daily")
    opened(db, market, now)
    work(db, market, now)
    work(db, market, at(market, "2026-11-19 22:00"))
    [message] = messages(db).values()
    assert message["not_before"] == at(market, "2026-11-20 07:00")
