"""Hiring: whom an employer is shown, what of them, and what the employer's word does, on each engine."""

import pytest

from core import applications, audit, hiring, profiles, vacancies
from core.database import Database, Row
from core.errors import GoneError, InvalidError, NotFoundError
from core.market import Market
from tests.core.makers import DAY, MACHINIST, NAME, NOW, employer, happened, open_vacancy, person

STRANGER = "+254733000111"


@pytest.fixture
def hirer(db: Database, market: Market) -> Row:
    return employer(db, market, level="phone_verified")


@pytest.fixture
def job(db: Database, market: Market, hirer: Row) -> Row:
    return vacancies.by_id(db, open_vacancy(db, market, employer_id=hirer["id"], posts=2)["id"])


def applicant(db: Database, market: Market, job: Row, number: int = 1, **fields: object) -> Row:
    """Somebody who has applied for the vacancy."""
    profile = person(db, market, f"+25471200{number:04}", **fields)
    applications.apply(db, market, profile, job["id"], NOW + number)
    return profile


def status(db: Database, profile: Row, job: Row) -> str:
    standing = applications.for_vacancy(db, profile["id"], job["id"])
    assert standing is not None
    return str(standing["status"])


def test_who_applied_comes_first_and_then_who_fits(db: Database, market: Market, job: Row) -> None:
    fits = person(db, market, STRANGER, alerts="daily")
    asha = applicant(db, market, job)
    found = hiring.candidates(db, market, job, NOW)
    assert [each.profile_id for each in found] == [asha["id"], fits["id"]]
    assert [each.status for each in found] == ["applied", None]
    assert [each.reference for each in found] == [asha["reference"], fits["reference"]]
    assert found[0].occupation == asha["occupation"] and found[0].experience == "1_to_2"


def test_applicants_stand_by_status_and_among_equals_by_fit(db: Database, market: Market, hirer: Row, job: Row) -> None:
    other = applicant(db, market, job, 1, occupation=MACHINIST)
    fits = applicant(db, market, job, 2)
    chosen = applicant(db, market, job, 3, occupation=MACHINIST)
    hiring.decide(db, market, hirer, job["id"], chosen["id"], "shortlisted", NOW)
    assert [each.profile_id for each in hiring.candidates(db, market, job, NOW)] == [
        chosen["id"],
        fits["id"],
        other["id"],
    ]
    assert hiring.counts(db, market, job, NOW) == {"shortlisted": 1, "applied": 2}


def test_who_wants_no_texts_is_not_offered_to_be_asked(db: Database, market: Market, job: Row) -> None:
    quiet = person(db, market, STRANGER, alerts="off")
    assert hiring.candidates(db, market, job, NOW) == []
    with pytest.raises(NotFoundError):
        hiring.candidate(db, market, job, quiet["id"], NOW)


def test_nobody_is_suggested_for_a_vacancy_that_is_not_open(db: Database, market: Market, job: Row) -> None:
    person(db, market, STRANGER, alerts="daily")
    vacancies.end(db, market, job["id"], "closed", NOW)
    assert hiring.candidates(db, market, vacancies.by_id(db, job["id"]), NOW) == []


def test_a_name_is_shown_of_who_applied_and_the_number_once_they_are_chosen(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    fits = person(db, market, STRANGER, alerts="daily")
    asha = applicant(db, market, job)
    seen = hiring.candidate(db, market, job, asha["id"], NOW)
    assert (seen.name, seen.phone) == (NAME, None)
    unasked = hiring.candidate(db, market, job, fits["id"], NOW)
    assert (unasked.name, unasked.phone) == (None, None)
    hiring.approach(db, market, hirer, job["id"], fits["id"], NOW)
    asked = hiring.candidate(db, market, job, fits["id"], NOW)
    assert (asked.approached, asked.name, asked.phone) == (True, None, None)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "shortlisted", NOW)
    assert hiring.candidate(db, market, job, asha["id"], NOW).phone == "+254712000001"


@pytest.mark.parametrize("status", ["held", "refused"])
def test_a_vacancy_that_staff_took_down_shows_no_names(
    db: Database, market: Market, hirer: Row, job: Row, status: str
) -> None:
    asha = applicant(db, market, job)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "shortlisted", NOW)
    vacancies.end(db, market, job["id"], status, NOW)
    [seen] = hiring.candidates(db, market, vacancies.by_id(db, job["id"]), NOW)
    assert (seen.name, seen.phone) == (None, None)


def test_who_took_the_application_back_or_was_refused_is_no_longer_named(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    left, refused = applicant(db, market, job, 1), applicant(db, market, job, 2)
    standing = applications.for_vacancy(db, left["id"], job["id"])
    assert standing is not None
    applications.withdraw(db, market, left, standing["id"], NOW)
    hiring.decide(db, market, hirer, job["id"], refused["id"], "refused", NOW)
    [seen] = hiring.candidates(db, market, job, NOW)
    assert (seen.profile_id, seen.name, seen.phone) == (refused["id"], None, None)
    with pytest.raises(NotFoundError):
        hiring.candidate(db, market, job, left["id"], NOW)


def test_whoever_was_erased_is_not_among_the_people(db: Database, market: Market, job: Row) -> None:
    asha = applicant(db, market, job)
    profiles.erase(db, market, profiles.by_id(db, asha["id"]) or {}, NOW)
    assert hiring.candidates(db, market, job, NOW) == []


def test_a_look_is_written_down_and_the_person_is_told_that_it_was_seen(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    asha, fits = applicant(db, market, job), person(db, market, STRANGER, alerts="daily")
    hiring.look(db, market, hirer, job["id"], asha["id"], NOW)
    hiring.look(db, market, hirer, job["id"], fits["id"], NOW)  # nothing that must be written down
    assert status(db, asha, job) == "seen"
    [line] = audit.of_subject(db, "person", asha["id"])
    assert audit.of_subject(db, "person", fits["id"]) == []
    assert (line["actor"], line["action"], line["subject"]) == (
        audit.employer(hirer["id"]),
        "person.seen",
        asha["id"],
    )


def test_another_employer_sees_and_decides_nothing(db: Database, market: Market, job: Row) -> None:
    other = employer(db, market, name="Somebody Else", phone=STRANGER)
    asha = applicant(db, market, job)
    for attempt in (
        lambda: hiring.look(db, market, other, job["id"], asha["id"], NOW),
        lambda: hiring.decide(db, market, other, job["id"], asha["id"], "hired", NOW),
        lambda: hiring.approach(db, market, other, job["id"], asha["id"], NOW),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert status(db, asha, job) == "applied"
    assert audit.of_subject(db, "person", asha["id"]) == []


def test_a_blocked_employer_sees_nothing(db: Database, market: Market, hirer: Row, job: Row) -> None:
    asha = applicant(db, market, job)
    with pytest.raises(NotFoundError):
        hiring.look(db, market, {**hirer, "blocked_at": NOW}, job["id"], asha["id"], NOW)


def test_nothing_is_decided_about_somebody_who_did_not_apply(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    fits = person(db, market, STRANGER, alerts="daily")
    with pytest.raises(NotFoundError):
        hiring.decide(db, market, hirer, job["id"], fits["id"], "hired", NOW)


def test_with_the_last_post_the_vacancy_is_filled(db: Database, market: Market, hirer: Row, job: Row) -> None:
    people = [applicant(db, market, job, number) for number in (1, 2, 3)]
    assert hiring.decide(db, market, hirer, job["id"], people[0]["id"], "hired", NOW) is True
    assert vacancies.by_id(db, job["id"])["status"] == "open"
    assert hiring.decide(db, market, hirer, job["id"], people[0]["id"], "hired", NOW) is False  # said twice
    assert vacancies.by_id(db, job["id"])["status"] == "open"
    hiring.decide(db, market, hirer, job["id"], people[1]["id"], "hired", NOW)
    assert vacancies.by_id(db, job["id"])["status"] == "filled"
    assert happened(db, job["id"])[-1] == "vacancy.filled"
    assert status(db, people[2], job) == "applied"
    for each in people[:2]:
        standing = applications.for_vacancy(db, each["id"], job["id"])
        assert standing is not None
        [line] = audit.of_subject(db, "application", standing["id"])
        assert line["action"] == "application.hired"


def test_somebody_is_asked_once(db: Database, market: Market, hirer: Row, job: Row) -> None:
    fits = person(db, market, STRANGER, alerts="daily")
    assert hiring.approach(db, market, hirer, job["id"], fits["id"], NOW) is True
    assert hiring.approach(db, market, hirer, job["id"], fits["id"], NOW + 1) is False
    assert happened(db, fits["id"]).count("person.approached") == 1


def test_nobody_is_asked_who_applied_or_for_what_is_not_open(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    asha, fits = applicant(db, market, job), person(db, market, STRANGER, alerts="daily")
    with pytest.raises(GoneError):
        hiring.approach(db, market, hirer, job["id"], asha["id"], NOW)
    vacancies.end(db, market, job["id"], "filled", NOW)
    with pytest.raises(GoneError):
        hiring.approach(db, market, hirer, job["id"], fits["id"], NOW)


def test_an_employer_asks_only_so_many_a_day(db: Database, market: Market, hirer: Row, job: Row) -> None:
    most = hiring.limit(hirer, "approaches")
    people = [person(db, market, f"+2547330{number:05}", alerts="daily") for number in range(most + 1)]
    for each in people[:most]:
        hiring.approach(db, market, hirer, job["id"], each["id"], NOW)
    with pytest.raises(InvalidError, match="enough_today"):
        hiring.approach(db, market, hirer, job["id"], people[-1]["id"], NOW)
    assert hiring.approach(db, market, hirer, job["id"], people[-1]["id"], NOW + DAY + 1) is True


def test_next_in_line_is_the_short_list_then_who_fits_best(db: Database, market: Market, hirer: Row, job: Row) -> None:
    other, fits = applicant(db, market, job, 1, occupation=MACHINIST), applicant(db, market, job, 2)
    line = hiring.next_in_line(db, market, job, NOW)
    assert line and line.profile_id == fits["id"]
    hiring.decide(db, market, hirer, job["id"], other["id"], "shortlisted", NOW)
    line = hiring.next_in_line(db, market, job, NOW)
    assert line and line.profile_id == other["id"]
    for each in (other, fits):
        hiring.decide(db, market, hirer, job["id"], each["id"], "refused", NOW)
    assert hiring.next_in_line(db, market, job, NOW) is None


def test_a_job_whose_time_is_over_may_still_be_filled(db: Database, market: Market, hirer: Row, job: Row) -> None:
    people = [applicant(db, market, job, number) for number in (1, 2)]
    vacancies.end(db, market, job["id"], "expired", NOW)
    for each in people:
        hiring.decide(db, market, hirer, job["id"], each["id"], "hired", NOW)
    assert vacancies.by_id(db, job["id"])["status"] == "filled"
    assert vacancies.end(db, market, job["id"], "expired", NOW) is False


def test_through_one_that_was_closed_while_it_was_held_nobody_is_named_or_decided_on(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    asha = applicant(db, market, job)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "shortlisted", NOW)
    vacancies.end(db, market, job["id"], "held", NOW, "asks_money")
    assert hiring.decide(db, market, hirer, job["id"], asha["id"], "hired", NOW) is False
    vacancies.end(db, market, job["id"], "closed", NOW)
    [seen] = hiring.candidates(db, market, vacancies.by_id(db, job["id"]), NOW)
    assert (seen.name, seen.phone) == (None, None)
    assert hiring.decide(db, market, hirer, job["id"], asha["id"], "hired", NOW) is False
    assert status(db, asha, job) == "shortlisted"


def test_one_that_staff_let_be_seen_again_names_people_again(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    asha = applicant(db, market, job)
    vacancies.end(db, market, job["id"], "held", NOW, "asks_money")
    vacancies.open(db, market, job["id"], NOW)
    assert hiring.look(db, market, hirer, job["id"], asha["id"], NOW).name == asha["name"]


def test_an_employer_whom_nobody_knows_is_not_offered_to_ask_people(
    db: Database, market: Market, hirer: Row, job: Row
) -> None:
    fits = person(db, market, STRANGER, alerts="daily")
    db.run("UPDATE employer SET level = 'unknown' WHERE id = :id", id=hirer["id"])
    stranger = {**hirer, "level": "unknown"}
    assert hiring.candidates(db, market, vacancies.by_id(db, job["id"]), NOW) == []
    with pytest.raises(InvalidError, match="number_unconfirmed"):
        hiring.approach(db, market, stranger, job["id"], fits["id"], NOW)
