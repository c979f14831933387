"""What follows from doubts: who applied is warned once and kindly, the employer hears why, staff are told."""

from typing import Any

import pytest

from core import applications, audit, employers, interviews, moderation, vacancies
from core.database import Database, Row
from core.market import Market
from messages import alerts, opt_outs, trust
from tests.alerting import MORNING, at, phone, texts
from tests.core.makers import DAY, NOW, TOWN, WELDER, employer, person

STAFF = audit.staff("amina")
EMPLOYER = 900  # the number of the employer's phone


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


@pytest.fixture
def job(db: Database, market: Market, now: int) -> Row:
    """An open vacancy of an employer who has a phone."""
    return posted(db, market, now, "document_verified")


def posted(db: Database, market: Market, now: int, level: str, **fields: Any) -> Row:
    who = employer(db, market, name="Bahari Works", phone=phone(EMPLOYER), level=level)
    given = {"title": "Welder", "occupation": WELDER, "place": TOWN, "deadline": now + 30 * DAY}
    return moderation.submit(
        db, market, who, now, actor=audit.employer(who["id"]), source="phone", **{**given, **fields}
    )


def applicant(db: Database, market: Market, job: Row, now: int, number: int, **fields: Any) -> Row:
    """Somebody who registered a while ago, and has applied."""
    profile = person(db, market, phone(number), **fields)
    db.run("UPDATE profile SET created_at = :at WHERE id = :id", at=now - 7 * DAY, id=profile["id"])
    applications.apply(db, market, profile, job["id"], now)
    return profile


def reported(db: Database, market: Market, job: Row, now: int, *numbers: int) -> None:
    """People who have applied report the job."""
    for number in numbers:
        moderation.report(db, market, job["id"], phone(number), "asks_money", now)


def follow(db: Database, market: Market, now: int) -> None:
    for reader in (trust.follow, alerts.follow):
        while reader(db, market, now):
            pass


def noticed(db: Database) -> list[str]:
    return [row["code"] for row in db.all("SELECT code FROM staff_notice ORDER BY id")]


def test_who_applied_is_warned_once_when_reports_hold_the_job(db: Database, market: Market, job: Row, now: int) -> None:
    for number in (1, 2, 3, 4):
        applicant(db, market, job, now, number)
    reported(db, market, job, now, 1, 2, 3)
    follow(db, market, now)
    for number in (1, 2, 3, 4):
        assert texts(db, number) == [
            f"Please be careful with Welder, Bahari Works, no. {job['reference']}: something may be wrong with it."
            " We are looking at it. Never pay for a job."
        ]
    assert noticed(db) == ["vacancy_held_reports"]
    moderation.refuse(db, market, job["id"], STAFF, "asks_money", now)
    follow(db, market, now)
    assert len(texts(db, 4)) == 1


def test_the_employer_hears_that_people_reported_the_job_and_never_who(
    db: Database, market: Market, job: Row, now: int
) -> None:
    for number in (1, 2, 3):
        applicant(db, market, job, now, number)
    reported(db, market, job, now, 1, 2, 3)
    follow(db, market, now)
    assert texts(db, EMPLOYER) == [
        f"Your job Welder ({job['reference']}) is on hold: several people reported it. Questions? Reply CALL ME."
    ]


@pytest.mark.parametrize("reason", moderation.REASONS)
@pytest.mark.parametrize(("act", "warning"), [(moderation.hold, "be careful"), (moderation.refuse, "keep away")])
def test_people_are_warned_of_fraud_alone_and_the_employer_of_every_reason(
    db: Database, market: Market, job: Row, now: int, act: Any, warning: str, reason: str
) -> None:
    applicant(db, market, job, now, 1)
    act(db, market, job["id"], STAFF, reason, now)
    follow(db, market, now)
    warned = texts(db, 1)
    assert [warning in text for text in warned] == [True] * (reason in moderation.FRAUD)
    assert len(texts(db, EMPLOYER)) == 1
    assert noticed(db) == []


def test_a_vacancy_that_was_never_seen_warns_nobody_and_its_employer_was_told_on_the_spot(
    db: Database, market: Market, now: int
) -> None:
    held = posted(db, market, now, "trusted", title="Guards, registration fee 500")
    assert held["status"] == "held"
    follow(db, market, now)
    assert texts(db, EMPLOYER) == []
    moderation.refuse(db, market, held["id"], STAFF, "asks_money", now)
    follow(db, market, now)
    assert texts(db, EMPLOYER) == [
        f"Your job Guards, registration fee 500 ({held['reference']}) was not accepted: it seems to ask people for"
        " money. Questions? Reply CALL ME."
    ]


def test_who_was_warned_hears_that_all_is_well_and_nobody_else(
    db: Database, market: Market, job: Row, now: int
) -> None:
    for number in (1, 2, 3):
        applicant(db, market, job, now, number)
    reported(db, market, job, now, 1, 2, 3)
    follow(db, market, now)
    moderation.approve(db, market, job["id"], STAFF, now)
    applicant(db, market, job, now, 4)
    follow(db, market, now)
    fine = (
        f"Good news: we looked at Welder, Bahari Works, no. {job['reference']}. All is well, and your application"
        " stands."
    )
    assert [texts(db, number)[-1] for number in (1, 2, 3)] == [fine] * 3
    assert texts(db, 4) == []
    assert texts(db, EMPLOYER)[-1].startswith("Good news: we looked at your job Welder")


def test_a_job_that_was_held_for_another_reason_comes_back_without_a_word_to_people(
    db: Database, market: Market, job: Row, now: int
) -> None:
    applicant(db, market, job, now, 1)
    moderation.hold(db, market, job["id"], STAFF, "double", now)
    follow(db, market, now)
    moderation.approve(db, market, job["id"], STAFF, now)
    follow(db, market, now)
    assert texts(db, 1) == []
    assert len(texts(db, EMPLOYER)) == 2


def test_after_a_release_new_reports_warn_anew(db: Database, market: Market, job: Row, now: int) -> None:
    for number in range(1, 7):
        applicant(db, market, job, now, number)
    reported(db, market, job, now, 1, 2, 3)
    follow(db, market, now)
    moderation.approve(db, market, job["id"], STAFF, now)
    follow(db, market, now)
    reported(db, market, job, now + 60, 4, 5, 6)
    follow(db, market, now + 60)
    assert ["careful" in text for text in texts(db, 1)] == [True, False, True]
    assert noticed(db) == ["vacancy_held_reports"] * 2


def test_what_was_decided_anew_meanwhile_is_not_told(db: Database, market: Market, job: Row, now: int) -> None:
    applicant(db, market, job, now, 1)
    moderation.hold(db, market, job["id"], STAFF, "not_real", now)
    moderation.approve(db, market, job["id"], STAFF, now)
    follow(db, market, now)
    assert texts(db, 1) == []


def test_who_withdrew_or_wants_no_texts_gets_none(db: Database, market: Market, job: Row, now: int) -> None:
    gone, silent = applicant(db, market, job, now, 1), applicant(db, market, job, now, 2)
    assert silent
    [standing] = applications.of_profile(db, gone["id"])
    applications.withdraw(db, market, gone, standing["id"], now)
    for number in (2, EMPLOYER):
        opt_outs.stop(db, market, phone(number), now, "test")
    moderation.hold(db, market, job["id"], STAFF, "unsafe", now)
    follow(db, market, now)
    assert [texts(db, number) for number in (1, 2, EMPLOYER)] == [[], [], []]


def test_everybody_reads_their_own_language(db: Database, market: Market, job: Row, now: int) -> None:
    for number, language in ((1, "en"), (2, "sw"), (3, "fr")):
        applicant(db, market, job, now, number, language=language)
    moderation.hold(db, market, job["id"], STAFF, "unsafe", now)
    follow(db, market, now)
    rows = db.all("SELECT language FROM outbox JOIN message_text ON message_text.id = text_id ORDER BY language")
    assert [row["language"] for row in rows] == ["en", "en", "fr", "sw"]


def test_strangers_who_report_hold_nothing_and_staff_hear_of_it_once(
    db: Database, market: Market, job: Row, now: int
) -> None:
    reported(db, market, job, now, 101, 102)
    follow(db, market, now)
    assert noticed(db) == []
    reported(db, market, job, now, 103, 104)
    follow(db, market, now)
    assert noticed(db) == ["vacancy_reported_phones"]
    assert texts(db, EMPLOYER) == []
    assert phone(103) not in str(db.all("SELECT * FROM staff_notice"))


def test_at_night_the_warning_waits_for_the_morning(db: Database, market: Market, now: int) -> None:
    night = at(market, "2026-11-18 22:00")
    job = posted(db, market, now, "trusted")
    applicant(db, market, job, now, 1)
    moderation.hold(db, market, job["id"], STAFF, "unsafe", night)
    follow(db, market, night)
    rows = db.all("SELECT not_before FROM outbox")
    assert {row["not_before"] for row in rows} == {at(market, "2026-11-19 07:00")}
    assert NOW < night


def test_who_is_expected_at_an_interview_is_told_to_wait(db: Database, market: Market, job: Row, now: int) -> None:
    invited, applied = applicant(db, market, job, now, 1), applicant(db, market, job, now, 2)
    hirer = employers.by_id(db, job["employer_id"])
    assert hirer and applied
    interviews.invite(db, market, hirer, job["id"], [invited["id"]], now + 2 * DAY, "The yard", now)
    moderation.hold(db, market, job["id"], STAFF, "asks_money", now)
    follow(db, market, now)
    [waits], [careful] = texts(db, 1), texts(db, 2)
    assert waits.startswith("Please wait before you go to the interview: Welder")
    assert careful.startswith("Please be careful with Welder")


def test_who_applied_is_warned_even_where_the_employer_closed_it_at_once(
    db: Database, market: Market, job: Row, now: int
) -> None:
    applicant(db, market, job, now, 1)
    moderation.hold(db, market, job["id"], STAFF, "asks_money", now)
    vacancies.end(db, market, job["id"], "closed", now)
    follow(db, market, now)
    [told] = texts(db, 1)
    assert told.startswith("Please keep away from Welder")
    assert texts(db, EMPLOYER) == []
