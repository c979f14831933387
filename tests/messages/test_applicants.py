"""What people hear of their own applications: once, never what is no longer so, and never against their wish."""

import pytest

from core import applications, employers, hiring, interviews, profiles, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from messages import applicants, opt_outs, outbox, subscriptions
from tests.alerting import HOUR, MORNING, at, phone, subscriber
from tests.core import makers
from tests.core.makers import DAY, open_vacancy

HIRER = "+254733000001"


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


@pytest.fixture
def hirer(db: Database, market: Market) -> Row:
    return makers.employer(db, market, phone=HIRER, level="phone_verified")


@pytest.fixture
def job(db: Database, market: Market, hirer: Row) -> Row:
    return vacancies.by_id(db, open_vacancy(db, market, employer_id=hirer["id"], posts=1)["id"])


def applicant(db: Database, market: Market, job: Row, number: int, now: int, **fields: object) -> Row:
    profile = makers.person(db, market, phone(number), **fields)
    applications.apply(db, market, profile, job["id"], now)
    return profile


def standing(db: Database, who: Row, job: Row) -> Row:
    found = applications.for_vacancy(db, who["id"], job["id"])
    assert found is not None
    return found


def follow(db: Database, market: Market, now: int) -> None:
    while subscriptions.follow(db, market, now):
        pass
    while applicants.follow(db, market, now):
        pass


def sent(db: Database, number: str) -> list[Row]:
    """What is queued for a phone, oldest first."""
    return db.all(
        "SELECT purpose, language, text, priority, not_before, not_after FROM outbox"
        " JOIN message_text ON message_text.id = text_id WHERE phone = :phone ORDER BY outbox.id",
        phone=number,
    )


def purposes(db: Database, number: str) -> list[str]:
    return [row["purpose"] for row in sent(db, number)]


def test_what_was_decided_is_told_once_in_the_language_of_the_person(
    db: Database, market: Market, hirer: Row, job: Row, now: int
) -> None:
    asha = applicant(db, market, job, 1, now, language="sw")
    hiring.decide(db, market, hirer, job["id"], asha["id"], "shortlisted", now)
    follow(db, market, now)
    follow(db, market, now)
    [told] = sent(db, phone(1))
    assert (told["purpose"], told["language"], told["priority"]) == ("decided", "sw", outbox.NOTICE)


def test_what_is_no_longer_so_is_not_told(db: Database, market: Market, hirer: Row, job: Row, now: int) -> None:
    asha = applicant(db, market, job, 1, now)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "shortlisted", now)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "refused", now)
    follow(db, market, now)
    assert purposes(db, phone(1)) == ["refused"]


def test_a_notice_waits_for_the_morning(db: Database, market: Market, hirer: Row, job: Row, now: int) -> None:
    asha = applicant(db, market, job, 1, now)
    night = at(market, "2026-11-18 22:30")
    hiring.decide(db, market, hirer, job["id"], asha["id"], "hired", night)
    follow(db, market, night)
    assert sent(db, phone(1))[0]["not_before"] == at(market, "2026-11-19 07:00")


def test_who_is_hired_by_whatever_way_fills_the_job(
    db: Database, market: Market, hirer: Row, job: Row, now: int
) -> None:
    asha, brian = applicant(db, market, job, 1, now), applicant(db, market, job, 2, now)
    applications.decide(db, market, standing(db, asha, job)["id"], "hired", now)  # as staff do
    follow(db, market, now)
    assert vacancies.by_id(db, job["id"])["status"] == "filled"
    assert (purposes(db, phone(1)), purposes(db, phone(2))) == (["hired"], ["taken"])
    assert standing(db, brian, job)["status"] == "applied"


@pytest.mark.parametrize(("status", "purpose"), [("filled", "taken"), ("closed", "job_gone"), ("refused", "job_gone")])
def test_all_who_wait_are_told_once_when_a_job_has_ended(
    db: Database, market: Market, hirer: Row, job: Row, now: int, status: str, purpose: str
) -> None:
    waits, refused, left = (applicant(db, market, job, number, now) for number in (1, 2, 3))
    hiring.decide(db, market, hirer, job["id"], refused["id"], "refused", now)
    applications.withdraw(db, market, left, standing(db, left, job)["id"], now)
    vacancies.end(db, market, job["id"], status, now)
    follow(db, market, now)
    follow(db, market, now)
    assert purposes(db, phone(1)) == [purpose]
    assert purposes(db, phone(2)) == ["refused"]
    assert purposes(db, phone(3)) == []
    assert standing(db, waits, job)["status"] == "applied"


@pytest.mark.parametrize("status", ["held", "expired"])
def test_nobody_is_told_while_a_job_may_yet_go_on(
    db: Database, market: Market, job: Row, now: int, status: str
) -> None:
    applicant(db, market, job, 1, now)
    vacancies.end(db, market, job["id"], status, now)
    follow(db, market, now)
    assert sent(db, phone(1)) == []


def test_who_said_stop_is_told_nothing(db: Database, market: Market, hirer: Row, job: Row, now: int) -> None:
    asha = applicant(db, market, job, 1, now)
    opt_outs.stop(db, market, phone(1), now, "sms")
    hiring.decide(db, market, hirer, job["id"], asha["id"], "hired", now)
    follow(db, market, now)
    assert sent(db, phone(1)) == []


def test_whoever_was_erased_is_told_nothing(db: Database, market: Market, job: Row, now: int) -> None:
    asha = applicant(db, market, job, 1, now)
    current = profiles.by_id(db, asha["id"])
    assert current is not None
    profiles.erase(db, market, current, now)
    vacancies.end(db, market, job["id"], "filled", now)
    follow(db, market, now)
    assert sent(db, phone(1)) == []


def test_an_employer_who_wants_no_texts_gets_none(db: Database, market: Market, hirer: Row, job: Row, now: int) -> None:
    asha = applicant(db, market, job, 1, now)
    opt_outs.stop(db, market, HIRER, now, "sms")
    friday = at(market, "2026-11-20 10:00")
    interviews.invite(db, market, hirer, job["id"], [asha["id"]], friday, "The yard", now)
    interviews.answer(db, market, asha, standing(db, asha, job)["id"], "not_coming", now)
    follow(db, market, now)
    assert sent(db, HIRER) == []


def test_asking_somebody_counts_among_the_texts_of_a_week(
    db: Database, market: Market, hirer: Row, job: Row, now: int
) -> None:
    fits = subscriber(db, market, 1)
    follow(db, market, now)
    assert applicants.ask(db, market, hirer, job["id"], fits["id"], now) is True
    assert applicants.ask(db, market, hirer, job["id"], fits["id"], now) is False
    [asked] = sent(db, phone(1))
    assert (asked["purpose"], asked["priority"]) == ("approach", outbox.ALERT)
    row = db.one("SELECT week_count FROM subscription WHERE profile_id = :id", id=fits["id"])
    assert row == {"week_count": 1}


def test_who_has_had_a_weeks_texts_is_asked_by_nobody_until_it_is_over(
    db: Database, market: Market, hirer: Row, now: int
) -> None:
    fits = subscriber(db, market, 1)
    follow(db, market, now)
    jobs = [open_vacancy(db, market, employer_id=hirer["id"])["id"] for _ in range(subscriptions.PER_WEEK + 1)]
    for job_id in jobs[:-1]:
        applicants.ask(db, market, hirer, job_id, fits["id"], now)
    with db.transaction(), pytest.raises(InvalidError, match="cannot_be_asked"):
        applicants.ask(db, market, hirer, jobs[-1], fits["id"], now)
    assert applicants.ask(db, market, hirer, jobs[-1], fits["id"], now + 7 * DAY + HOUR) is True
    assert len(sent(db, phone(1))) == len(jobs)


def test_nobody_is_asked_at_night_and_stop_ends_it(db: Database, market: Market, hirer: Row, job: Row) -> None:
    fits = subscriber(db, market, 1)
    night = at(market, "2026-11-18 22:30")
    follow(db, market, night)
    applicants.ask(db, market, hirer, job["id"], fits["id"], night)
    assert sent(db, phone(1))[0]["not_before"] == at(market, "2026-11-19 07:00")
    opt_outs.stop(db, market, phone(1), night, "sms")
    row = db.one("SELECT state FROM outbox WHERE phone = :phone", phone=phone(1))
    assert row == {"state": "cancelled"}


def test_what_waits_to_ask_somebody_is_not_sent_once_the_job_has_ended(
    db: Database, market: Market, hirer: Row, job: Row, now: int
) -> None:
    fits = subscriber(db, market, 1)
    follow(db, market, now)
    applicants.ask(db, market, hirer, job["id"], fits["id"], now)
    outbox.cancel(db, now, job["id"])
    row = db.one("SELECT state FROM outbox WHERE phone = :phone", phone=phone(1))
    assert row == {"state": "cancelled"}


def test_another_employer_asks_nobody(db: Database, market: Market, job: Row, now: int) -> None:
    fits = subscriber(db, market, 1)
    follow(db, market, now)
    other = employers.add(
        db, market, now, name="Other", place="001", sector="repair", phone="+254733000002", level="trusted"
    )
    with pytest.raises(NotFoundError):
        applicants.ask(db, market, other, job["id"], fits["id"], now)
    assert sent(db, phone(1)) == []


def unsent(db: Database, number: str) -> list[str]:
    """The purposes of what still waits for a phone."""
    rows = db.all(
        "SELECT purpose FROM outbox JOIN message_text ON message_text.id = text_id"
        " WHERE phone = :phone AND state = 'queued' ORDER BY outbox.id",
        phone=number,
    )
    return [row["purpose"] for row in rows]


def test_of_several_decisions_in_a_night_the_last_is_told(db: Database, market: Market, hirer: Row, job: Row) -> None:
    night = at(market, "2026-11-18 22:30")
    asha = applicant(db, market, job, 1, night)
    for decision in ("shortlisted", "refused"):
        hiring.decide(db, market, hirer, job["id"], asha["id"], decision, night)
        follow(db, market, night)
    assert unsent(db, phone(1)) == ["refused"]


def test_who_is_invited_right_after_the_short_list_gets_one_text(
    db: Database, market: Market, hirer: Row, job: Row, now: int
) -> None:
    asha = applicant(db, market, job, 1, now)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "shortlisted", now)
    follow(db, market, now)
    assert sent(db, phone(1))[0]["not_before"] == now + applicants.SETTLES_SECONDS
    friday = at(market, "2026-11-20 10:00")
    interviews.invite(db, market, hirer, job["id"], [asha["id"]], friday, "The yard", now + 60)
    follow(db, market, now + 60)
    assert unsent(db, phone(1)) == ["interview"]


def test_an_end_overtakes_what_still_waits_and_an_invitation_that_nobody_read_is_not_called_off(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    night = at(market, "2026-11-18 22:30")
    asha, brian = applicant(db, market, job, 1, night), applicant(db, market, job, 2, night)
    friday = at(market, "2026-11-20 10:00")
    interviews.invite(db, market, hirer, job["id"], [asha["id"]], friday, "The yard", night)
    hiring.decide(db, market, hirer, job["id"], brian["id"], "shortlisted", night)
    follow(db, market, night)
    vacancies.end(db, market, job["id"], "closed", night)
    follow(db, market, night)
    assert (unsent(db, phone(1)), unsent(db, phone(2))) == (["job_gone"], ["job_gone"])


def test_who_knows_that_the_job_is_taken_is_not_refused_besides(
    db: Database, market: Market, hirer: Row, job: Row, now: int
) -> None:
    asha = applicant(db, market, job, 1, now)
    vacancies.end(db, market, job["id"], "filled", now)
    follow(db, market, now)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "refused", now)
    follow(db, market, now)
    assert purposes(db, phone(1)) == ["taken"]


def test_nobody_hears_good_news_of_a_job_that_was_stopped_meanwhile(
    db: Database, market: Market, hirer: Row, job: Row, now: int
) -> None:
    asha = applicant(db, market, job, 1, now)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "hired", now)
    db.run("UPDATE vacancy SET status = 'held', reason = 'asks_money'")
    follow(db, market, now)
    assert purposes(db, phone(1)) == []


@pytest.mark.parametrize("ending", ["closed", "refused"])
def test_who_was_told_to_keep_away_is_not_thanked_for_applying(
    db: Database, market: Market, job: Row, now: int, ending: str
) -> None:
    applicant(db, market, job, 1, now)
    vacancies.end(db, market, job["id"], "held", now, "asks_money")
    vacancies.end(db, market, job["id"], ending, now, "asks_money" if ending == "refused" else None)
    follow(db, market, now)
    assert purposes(db, phone(1)) == []
