"""Applications: one a person and vacancy, counted right whoever is faster, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from core import applications, edits, events, vacancies
from core.database import Database, Row
from core.edits import Edit
from core.errors import ConflictError, GoneError
from core.market import Market
from tests.core.makers import (
    DAY,
    NOW,
    PHONE,
    copies,
    employer,
    happened,
    look_after,
    officer,
    open_vacancy,
    person,
    vacancy,
)

THREADS = 8


def applied(db: Database, market: Market, profile: Row, job: Row) -> Row:
    """The application that the person has made."""
    assert applications.apply(db, market, profile, job["id"], NOW) is True
    standing = applications.for_vacancy(db, profile["id"], job["id"])
    assert standing is not None
    return standing


def count(db: Database, job: Row) -> int:
    """How many applied, as people are told."""
    return int(vacancies.by_id(db, job["id"])["applications"])


def history(db: Database, application: Row) -> list[str]:
    """What the application was, one after the other."""
    rows = db.all(
        "SELECT status FROM application_status WHERE application_id = :id ORDER BY version", id=application["id"]
    )
    return [row["status"] for row in rows]


def at_once(act: Callable[[int], object]) -> list[object]:
    """Act in eight threads that wait for each other; what each returned, or the error it raised."""
    start = Barrier(THREADS)

    def run(number: int) -> object:
        start.wait()
        try:
            return act(number)
        except GoneError as error:
            return error

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))


def test_an_application_is_counted_told_and_copied(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    bucket = look_after(db, officer(db, market), profile)
    standing = applied(db, market, profile, job)
    assert (standing["status"], standing["version"]) == ("applied", 1)
    assert count(db, job) == 1
    assert history(db, standing) == ["applied"]
    assert happened(db, standing["id"]) == ["application.applied"]
    assert events.after(db, 0)[-1]["data"] == {"vacancy": job["id"], "by": "person"}
    assert copies(db, standing["id"]) == {
        bucket: {
            "id": standing["id"],
            "version": 1,
            "profile_id": profile["id"],
            "vacancy_id": job["reference"],
            "status": "applied",
            "applied_at": NOW,
        }
    }
    assert applications.documents(db, profile["id"]) == [copies(db, standing["id"])[bucket]]
    assert applications.document(db, standing["id"]) == copies(db, standing["id"])[bucket]


def test_an_application_of_somebody_whom_nobody_looks_after_is_copied_nowhere(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    assert copies(db, standing["id"]) == {}
    assert edits.since(db, "applications", standing["id"], 0) == {}


def test_each_word_on_an_application_is_noted_with_whose_it_was(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    look_after(db, officer(db, market), profile)
    standing = applied(db, market, profile, job)
    assert edits.since(db, "applications", standing["id"], 0) == {"status": Edit(1, edits.PERSON)}
    applications.decide(db, market, standing["id"], "seen", NOW)
    assert edits.since(db, "applications", standing["id"], 0) == {"status": Edit(2, edits.STAFF)}
    applications.withdraw(db, market, profile, standing["id"], NOW, author="o-1")
    assert edits.since(db, "applications", standing["id"], 0) == {"status": Edit(3, "o-1")}
    assert applications.apply(db, market, profile, job["id"], NOW, author="o-2") is True
    assert edits.since(db, "applications", standing["id"], 0) == {"status": Edit(4, "o-2")}


def test_applying_twice_is_one_application(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    assert applications.apply(db, market, profile, job["id"], NOW + DAY) is False
    assert applications.for_vacancy(db, profile["id"], job["id"]) == standing
    assert count(db, job) == 1
    assert happened(db, standing["id"]) == ["application.applied"]


def test_of_eight_equal_applications_at_once_one_is_made(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    results = at_once(lambda number: applications.apply(db, market, profile, job["id"], NOW))
    assert sorted(map(str, results)) == ["False"] * 7 + ["True"]
    standing = applications.for_vacancy(db, profile["id"], job["id"])
    assert standing is not None
    assert count(db, job) == 1
    assert history(db, standing) == ["applied"]
    assert happened(db, standing["id"]) == ["application.applied"]


def test_eight_people_who_apply_at_once_are_all_counted(db: Database, market: Market) -> None:
    people = [person(db, market, phone=f"{PHONE[:-1]}{number}") for number in range(THREADS)]
    job = open_vacancy(db, market)
    results = at_once(lambda number: applications.apply(db, market, people[number], job["id"], NOW))
    assert results == [True] * THREADS
    assert count(db, job) == THREADS


def test_an_application_taken_back_is_counted_no_more(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    bucket = look_after(db, officer(db, market), profile)
    standing = applied(db, market, profile, job)
    assert applications.withdraw(db, market, profile, standing["id"], NOW + 1) is True
    assert count(db, job) == 0
    assert history(db, standing) == ["applied", "withdrawn"]
    assert happened(db, standing["id"]) == ["application.applied", "application.withdrawn"]
    assert copies(db, standing["id"])[bucket]["status"] == "withdrawn"


def test_taking_back_eight_times_at_once_counts_once_and_never_below_zero(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    results = at_once(lambda number: applications.withdraw(db, market, profile, standing["id"], NOW))
    assert sorted(map(str, results)) == ["False"] * 7 + ["True"]
    assert count(db, job) == 0


def test_the_database_itself_refuses_a_count_below_zero(db: Database, market: Market) -> None:
    job = open_vacancy(db, market)
    with pytest.raises(ConflictError):
        db.run("UPDATE vacancy SET applications = -1 WHERE id = :id", id=job["id"])


def test_applying_and_taking_back_at_once_leaves_the_count_that_stands(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    standing = applied(db, market, profile, job)

    def act(number: int) -> object:
        if number % 2:
            return applications.apply(db, market, profile, job["id"], NOW)
        return applications.withdraw(db, market, profile, standing["id"], NOW)

    at_once(act)
    now_standing = applications.for_vacancy(db, profile["id"], job["id"])
    assert now_standing is not None
    assert count(db, job) == (now_standing["status"] == "applied")
    changed = history(db, standing)
    assert changed == ["applied", "withdrawn"] * (len(changed) // 2) + ["applied"] * (len(changed) % 2)
    assert now_standing["version"] == len(changed)


def test_who_took_back_may_apply_again_and_it_is_the_same_application(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    first = applied(db, market, profile, job)
    applications.withdraw(db, market, profile, first["id"], NOW + 1)
    assert applications.apply(db, market, profile, job["id"], NOW + 2) is True
    again = applications.for_vacancy(db, profile["id"], job["id"])
    assert again == {**first, "version": 3, "updated_at": NOW + 2}
    assert count(db, job) == 1
    assert history(db, first) == ["applied", "withdrawn", "applied"]


@pytest.mark.parametrize("status", ["closed", "expired", "held", "filled", "refused"])
def test_nobody_applies_for_what_is_no_longer_open(db: Database, market: Market, status: str) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    vacancies.end(db, market, job["id"], status, NOW)
    seen = events.after(db, 0)
    with pytest.raises(GoneError):
        applications.apply(db, market, profile, job["id"], NOW)
    assert applications.for_vacancy(db, profile["id"], job["id"]) is None
    assert count(db, job) == 0
    assert events.after(db, 0) == seen


def test_nobody_applies_for_what_is_pending_unknown_or_past_its_deadline(db: Database, market: Market) -> None:
    profile, job, waiting = person(db, market), open_vacancy(db, market), vacancy(db, market)
    for vacancy_id, now in ((waiting["id"], NOW), ("nothing", NOW), (job["id"], job["deadline"])):
        with pytest.raises(GoneError):
            applications.apply(db, market, profile, vacancy_id, now)
    assert applications.apply(db, market, profile, job["id"], job["deadline"] - 1) is True


def test_who_applied_before_the_end_has_applied_and_who_took_back_cannot_return(db: Database, market: Market) -> None:
    stays, leaves = person(db, market), person(db, market, phone="+254733000111")
    job = open_vacancy(db, market)
    applied(db, market, stays, job)
    taken_back = applied(db, market, leaves, job)
    applications.withdraw(db, market, leaves, taken_back["id"], NOW)
    vacancies.end(db, market, job["id"], "filled", NOW)
    assert applications.apply(db, market, stays, job["id"], NOW) is False
    with pytest.raises(GoneError):
        applications.apply(db, market, leaves, job["id"], NOW)
    assert count(db, job) == 1


def test_only_the_person_takes_back_an_application(db: Database, market: Market) -> None:
    profile, stranger = person(db, market), person(db, market, phone="+254733000111")
    job = open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    assert applications.withdraw(db, market, stranger, standing["id"], NOW) is False
    assert applications.withdraw(db, market, profile, "nothing", NOW) is False
    assert applications.for_vacancy(db, profile["id"], job["id"]) == standing


@pytest.mark.parametrize("decision", ["hired", "refused"])
def test_a_decided_application_is_not_taken_back_or_made_again(db: Database, market: Market, decision: str) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    assert applications.decide(db, market, standing["id"], decision, NOW) is True
    assert applications.withdraw(db, market, profile, standing["id"], NOW) is False
    assert applications.apply(db, market, profile, job["id"], NOW) is False
    assert count(db, job) == 1
    assert happened(db, standing["id"])[-1] == f"application.{decision}"


def test_an_employer_decides_onward_and_never_back(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    for decision in ("seen", "shortlisted", "invited", "hired"):
        assert applications.decide(db, market, standing["id"], decision, NOW) is True
        assert applications.decide(db, market, standing["id"], "seen", NOW) is False
    assert applications.decide(db, market, standing["id"], "refused", NOW) is False
    assert history(db, standing) == ["applied", "seen", "shortlisted", "invited", "hired"]


def test_nothing_is_decided_about_an_application_taken_back(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    applications.withdraw(db, market, profile, standing["id"], NOW)
    for decision in applications.DECISIONS:
        assert applications.decide(db, market, standing["id"], decision, NOW) is False


def test_a_person_reads_their_applications_newest_first(db: Database, market: Market) -> None:
    profile = person(db, market)
    jobs = [open_vacancy(db, market, title=f"Job {number}") for number in range(4)]
    for minute, job in enumerate(jobs):
        applications.apply(db, market, profile, job["id"], NOW + minute)
    vacancies.end(db, market, jobs[0]["id"], "filled", NOW + 9)
    listed = applications.of_profile(db, profile["id"])
    assert [each["title"] for each in listed] == ["Job 3", "Job 2", "Job 1", "Job 0"]
    assert [each["vacancy_status"] for each in listed] == ["open", "open", "open", "filled"]
    assert [each["title"] for each in applications.of_profile(db, profile["id"], limit=2)] == ["Job 3", "Job 2"]
    assert applications.of_profile(db, "nobody") == []


def test_an_application_that_fails_with_its_transaction_leaves_nothing(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    seen = events.after(db, 0)
    with pytest.raises(ZeroDivisionError), db.transaction():
        applications.apply(db, market, profile, job["id"], NOW)
        _ = 1 / 0
    assert applications.for_vacancy(db, profile["id"], job["id"]) is None
    assert count(db, job) == 0
    assert events.after(db, 0) == seen


def test_only_whoever_was_invited_says_whether_they_come_and_may_yet_say_no(db: Database, market: Market) -> None:
    profile, stranger = person(db, market), person(db, market, phone="+254733000111")
    job = open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    assert applications.answer(db, market, profile, standing["id"], "coming", NOW) is False
    applications.decide(db, market, standing["id"], "invited", NOW)
    assert applications.answer(db, market, stranger, standing["id"], "coming", NOW) is False
    assert applications.answer(db, market, profile, standing["id"], "coming", NOW) is True
    assert applications.answer(db, market, profile, standing["id"], "not_coming", NOW) is True
    assert applications.answer(db, market, profile, standing["id"], "coming", NOW) is False
    assert history(db, standing) == ["applied", "invited", "coming", "not_coming"]


def test_who_does_not_come_may_be_invited_again_and_hired(db: Database, market: Market) -> None:
    profile, job = person(db, market), open_vacancy(db, market)
    standing = applied(db, market, profile, job)
    applications.decide(db, market, standing["id"], "invited", NOW)
    applications.answer(db, market, profile, standing["id"], "not_coming", NOW)
    assert applications.decide(db, market, standing["id"], "invited", NOW) is True
    assert applications.decide(db, market, standing["id"], "hired", NOW) is True


def test_nobody_applies_for_the_job_that_their_own_phone_offers(db: Database, market: Market) -> None:
    mine, theirs = (employer(db, market, phone=number) for number in ("+254712000001", "+254712000002"))
    profile = person(db, market, "+254712000001")
    own, other = (open_vacancy(db, market, employer_id=each["id"]) for each in (mine, theirs))
    with pytest.raises(GoneError):
        applications.apply(db, market, profile, own["id"], NOW)
    assert applications.apply(db, market, profile, other["id"], NOW) is True
