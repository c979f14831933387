"""Interviews: who is invited, who comes, whom a free seat goes to, and who is reminded when, on each engine."""

import pytest

from core import applications, audit, hiring, interviews, vacancies
from core.database import Database, Row
from core.errors import GoneError, InvalidError, NotFoundError
from core.market import Market
from tests.alerting import at
from tests.core.makers import DAY, NOW, employer, happened, open_vacancy, person

VENUE = "Juhudi office, Moi Road"


@pytest.fixture
def hirer(db: Database, market: Market) -> Row:
    return employer(db, market, level="phone_verified")


@pytest.fixture
def job(db: Database, market: Market, hirer: Row) -> Row:
    return vacancies.by_id(db, open_vacancy(db, market, employer_id=hirer["id"], posts=2)["id"])


@pytest.fixture
def people(db: Database, market: Market, job: Row) -> list[Row]:
    """Four who applied, one after the other."""
    those = [person(db, market, f"+25471200{number:04}") for number in range(4)]
    for number, each in enumerate(those):
        applications.apply(db, market, each, job["id"], NOW + number)
    return those


@pytest.fixture
def friday(market: Market) -> int:
    """When the interview is: two days after the others of these tests."""
    return at(market, "2026-11-20 10:00")


def standing(db: Database, who: Row, job: Row) -> Row:
    found = applications.for_vacancy(db, who["id"], job["id"])
    assert found is not None
    return found


def statuses(db: Database, people: list[Row], job: Row) -> list[str]:
    return [standing(db, each, job)["status"] for each in people]


def invite(db: Database, market: Market, hirer: Row, job: Row, people: list[Row], when: int, now: int = NOW) -> int:
    return interviews.invite(db, market, hirer, job["id"], [each["id"] for each in people], when, VENUE, now)


def test_people_are_invited_to_a_day_and_a_place(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    assert invite(db, market, hirer, job, people[:2], friday) == 2
    assert statuses(db, people, job) == ["invited", "invited", "applied", "applied"]
    invitation = interviews.of_application(db, standing(db, people[0], job)["id"])
    assert invitation is not None
    assert (invitation["at"], invitation["venue"], invitation["seats"]) == (friday, VENUE, 2)
    assert interviews.last_venue(db, hirer["id"]) == VENUE
    [line] = audit.of_subject(db, "application", invitation["application_id"])
    assert (line["actor"], line["action"]) == (audit.employer(hirer["id"]), "application.invited")


def test_an_invitation_said_twice_is_one(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:1], friday)
    assert invite(db, market, hirer, job, people[:2], friday) == 1
    [interview] = interviews.upcoming(db, job["id"], NOW)
    assert interview["seats"] == 2
    assert happened(db, standing(db, people[0], job)["id"]).count("application.invited") == 1


def test_who_was_to_come_is_asked_again_when_the_day_changes(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:2], friday)
    application = standing(db, people[0], job)["id"]
    interviews.answer(db, market, people[0], application, "coming", NOW)
    assert invite(db, market, hirer, job, people[:1], friday + DAY) == 1
    assert statuses(db, people[:1], job) == ["invited"]
    invitation = interviews.of_application(db, application)
    assert invitation and (invitation["at"], invitation["answered_at"]) == (friday + DAY, None)
    assert [each["seats"] for each in interviews.upcoming(db, job["id"], NOW)] == [1, 1]


def test_another_employer_invites_nobody(
    db: Database, market: Market, job: Row, people: list[Row], friday: int
) -> None:
    other = employer(db, market, name="Somebody Else", phone="+254733000111")
    with pytest.raises(NotFoundError):
        invite(db, market, other, job, people, friday)
    assert statuses(db, people, job) == ["applied"] * 4


def test_a_day_must_be_ahead_and_near_and_a_place_must_be_named(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    ids = [people[0]["id"]]
    for when, venue, code in (
        (NOW, VENUE, "day_passed"),
        (NOW + 90 * DAY, VENUE, "day_too_far"),
        (friday, " ", "venue_unreadable"),
        (friday, "x" * 81, "venue_unreadable"),
    ):
        with pytest.raises(InvalidError, match=code):
            interviews.invite(db, market, hirer, job["id"], ids, when, venue, NOW)
    assert statuses(db, people[:1], job) == ["applied"]


def test_nobody_is_invited_for_what_has_ended(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    vacancies.end(db, market, job["id"], "closed", NOW)
    with pytest.raises(GoneError):
        invite(db, market, hirer, job, people[:1], friday)


def test_only_so_many_are_invited_a_day_and_then_none_of_them(
    db: Database, market: Market, hirer: Row, job: Row, friday: int
) -> None:
    most = hiring.limit(hirer, "invitations")
    crowd = [person(db, market, f"+2547330{number:05}") for number in range(most + 1)]
    for each in crowd:
        applications.apply(db, market, each, job["id"], NOW)
    with db.transaction(), pytest.raises(InvalidError, match="enough_today"):
        invite(db, market, hirer, job, crowd, friday)
    assert set(statuses(db, crowd, job)) == {"applied"}
    assert invite(db, market, hirer, job, crowd[:most], friday) == most
    with pytest.raises(InvalidError, match="enough_today"):
        invite(db, market, hirer, job, crowd, friday)


def test_only_the_person_says_who_comes_and_may_yet_say_no(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:1], friday)
    application = standing(db, people[0], job)["id"]
    assert interviews.answer(db, market, people[1], application, "coming", NOW) is False
    assert interviews.answer(db, market, people[0], application, "coming", NOW) is True
    assert interviews.answer(db, market, people[0], application, "coming", NOW) is False
    assert interviews.answer(db, market, people[0], application, "not_coming", NOW) is True
    assert interviews.answer(db, market, people[0], application, "coming", NOW) is False  # the seat may be gone
    assert statuses(db, people[:1], job) == ["not_coming"]


def test_nobody_answers_for_what_is_over_or_off(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:1], friday)
    application = standing(db, people[0], job)["id"]
    with pytest.raises(GoneError):
        interviews.answer(db, market, people[0], application, "coming", friday)
    vacancies.end(db, market, job["id"], "closed", NOW)
    with pytest.raises(GoneError):
        interviews.answer(db, market, people[0], application, "coming", NOW)


def test_a_free_seat_goes_to_the_next_in_line_once(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    hiring.decide(db, market, hirer, job["id"], people[3]["id"], "shortlisted", NOW)
    invite(db, market, hirer, job, people[:2], friday)
    application = standing(db, people[0], job)["id"]
    assert interviews.pass_seat(db, market, application, NOW) is None  # nobody gave it up
    interviews.answer(db, market, people[0], application, "not_coming", NOW)
    freed = interviews.pass_seat(db, market, application, NOW)
    assert freed and freed.taker and freed.taker.profile_id == people[3]["id"]
    again = interviews.pass_seat(db, market, application, NOW)
    assert again and again.taker is None  # all seats are taken
    assert statuses(db, people, job) == ["not_coming", "invited", "applied", "invited"]
    invitation = interviews.of_application(db, standing(db, people[3], job)["id"])
    assert invitation and (invitation["at"], invitation["seats"]) == (friday, 2)
    [line, _] = audit.of_subject(db, "application", invitation["application_id"])
    assert (line["actor"], line["action"]) == (audit.SERVICE, "application.invited")


def test_who_takes_the_application_back_frees_the_seat_too(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:1], friday)
    application = standing(db, people[0], job)["id"]
    applications.withdraw(db, market, people[0], application, NOW)
    freed = interviews.pass_seat(db, market, application, NOW)
    assert freed and freed.taker and freed.taker.profile_id in {each["id"] for each in people[1:]}


def test_a_seat_is_not_passed_on_when_there_is_no_time_left_or_nobody_waits(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:1], friday)
    application = standing(db, people[0], job)["id"]
    interviews.answer(db, market, people[0], application, "not_coming", NOW)
    late = interviews.pass_seat(db, market, application, friday - 3600)
    assert late and late.taker is None
    for each in people[1:]:
        hiring.decide(db, market, hirer, job["id"], each["id"], "refused", NOW)
    none = interviews.pass_seat(db, market, application, NOW)
    assert none and none.taker is None


def test_whom_the_employer_decided_on_leaves_no_seat(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:1], friday)
    hiring.decide(db, market, hirer, job["id"], people[0]["id"], "refused", NOW)
    assert interviews.pass_seat(db, market, standing(db, people[0], job)["id"], NOW) is None


def test_people_are_reminded_once_from_the_evening_before(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:3], friday)
    coming, silent, not_coming = (standing(db, each, job)["id"] for each in people[:3])
    interviews.answer(db, market, people[0], coming, "coming", NOW)
    interviews.answer(db, market, people[2], not_coming, "not_coming", NOW)
    evening = at(market, "2026-11-19 18:00")
    assert interviews.to_remind(db, market, evening - 1) == []
    assert interviews.to_sum_up(db, market, evening - 1) == []
    assert {row["application_id"] for row in interviews.to_remind(db, market, evening)} == {coming, silent}
    [summary] = interviews.to_sum_up(db, market, evening)
    assert (summary["coming"], summary["waiting"]) == (1, 1)
    interviews.reminded(db, coming, evening)
    interviews.summed_up(db, summary["id"], evening)
    assert [row["application_id"] for row in interviews.to_remind(db, market, evening)] == [silent]
    assert interviews.to_sum_up(db, market, evening) == []
    assert interviews.to_remind(db, market, friday) == []


def test_who_is_invited_after_that_evening_needs_no_reminder(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    late = at(market, "2026-11-19 21:00")
    invite(db, market, hirer, job, people[:1], friday, late)
    assert interviews.to_remind(db, market, late + 60) == []
    assert interviews.to_sum_up(db, market, late + 60) == []


def test_nobody_is_reminded_of_what_is_off(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    invite(db, market, hirer, job, people[:1], friday)
    vacancies.end(db, market, job["id"], "filled", NOW)
    assert interviews.to_remind(db, market, at(market, "2026-11-19 18:00")) == []


def test_nobody_is_invited_to_ever_new_hours_and_places(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int
) -> None:
    for number in range(interviews.MOST_EACH):
        assert invite(db, market, hirer, job, people[:1], friday + 3600 * number, NOW + number) == 1
    with pytest.raises(InvalidError, match="enough_today"):
        invite(db, market, hirer, job, people[:1], friday + DAY, NOW + 60)
    assert invite(db, market, hirer, job, people[1:2], friday, NOW + 60) == 1
    assert invite(db, market, hirer, job, people[:1], friday + DAY, NOW + DAY + 60) == 1


def test_inviting_one_person_again_counts_towards_the_day(
    db: Database, market: Market, hirer: Row, job: Row, friday: int
) -> None:
    most = hiring.limit(hirer, "invitations")
    crowd = [person(db, market, f"+2547330{number:05}") for number in range(most)]
    for each in crowd:
        applications.apply(db, market, each, job["id"], NOW)
    assert invite(db, market, hirer, job, crowd[:-1], friday) == most - 1
    assert invite(db, market, hirer, job, crowd[:1], friday + 3600) == 1
    with pytest.raises(InvalidError, match="enough_today"):
        invite(db, market, hirer, job, crowd[-1:], friday)


def test_an_employer_whose_number_is_not_confirmed_invites_nobody(db: Database, market: Market, friday: int) -> None:
    stranger = employer(db, market, name="New Works")
    vacancy = open_vacancy(db, market, employer_id=stranger["id"])
    someone = person(db, market, "+254712000077")
    applications.apply(db, market, someone, vacancy["id"], NOW)
    with pytest.raises(InvalidError, match="number_unconfirmed"):
        invite(db, market, stranger, vacancy, [someone], friday)


@pytest.mark.parametrize(
    "venue",
    [
        "Send 500 to till 123456 to confirm",
        "Office, pay registration fee 200",
        "Call 0722000111 for the place",
        "Gate 0722; 000; 111",
        "See bit.ly/jobs",
        "Moi Road, WhatsApp us",
        "Bring your M-Pesa PIN to the gate",
    ],
)
def test_a_place_asks_for_nothing_and_leads_nowhere_else(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int, venue: str
) -> None:
    with pytest.raises(InvalidError, match="venue_no_place"):
        interviews.invite(db, market, hirer, job["id"], [people[0]["id"]], friday, venue, NOW)
    assert statuses(db, people[:1], job) == ["applied"]


@pytest.mark.parametrize("venue", ["Kilifi Hotel, room 12, 3rd floor", "Plot 1450, behind Equity bank", "Stage 23"])
def test_an_honest_place_may_have_numbers(
    db: Database, market: Market, hirer: Row, job: Row, people: list[Row], friday: int, venue: str
) -> None:
    assert interviews.invite(db, market, hirer, job["id"], [people[0]["id"]], friday, venue, NOW) == 1
