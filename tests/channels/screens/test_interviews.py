"""Interviews on both phones: the employer chooses day, hour and place; people answer, seats pass on."""

from datetime import datetime

import pytest

from core import vacancies
from messages import applicants
from tests.alerting import at
from tests.conversation import Phone, Service, on_sqlite
from tests.hiring import HIRER, Hiring, hiring_in, person

pytestmark = on_sqlite

NAMES = {1: "Asha Wanjiru", 2: "Brian Otieno", 3: "Carol Atieno", 4: "Daudi Mwangi"}


@pytest.fixture
def hiring(service: Service) -> Hiring:
    """A job for which three people have applied; it is Wednesday noon."""
    hiring = hiring_in(service)
    for number in (1, 2, 3):
        hiring.applicant(number, NAMES[number])
    return hiring


def page_of(hiring: Hiring, number: int) -> Phone:
    phone = hiring.people()
    phone.choose(f"{hiring.first(number)}:")
    return phone


def shortlist(hiring: Hiring, *numbers: int) -> None:
    for number in numbers:
        page_of(hiring, number).choose("Shortlist")


def invite(hiring: Hiring, *numbers: int) -> None:
    """Invite people one by one for Friday at ten."""
    for number in numbers:
        phone = page_of(hiring, number)
        phone.choose("Invite to interview", "Fri 20 Nov")
        if "what hour" in phone.screen.text:
            phone.choose("10:00")
            phone.answer("The yard, Kilifi town")
        assert "1 person is invited: Fri 20 Nov, 10:00." in phone.screen.text
    hiring.work()


def evening(hiring: Hiring) -> None:
    """It is six in the evening before."""
    hiring.service.clock.now = at(hiring.service.market, "2026-11-19 18:00")
    applicants.remind(hiring.service.db, hiring.service.market, hiring.service.now)


def says(hiring: Hiring, number: int, text: str) -> str:
    """What a person is answered."""
    answer = hiring.service.texts(person(number))(text).text
    hiring.work()
    return answer


def mine(hiring: Hiring, number: int) -> Phone:
    """The page of the job on the phone of a person."""
    phone = hiring.service.phone(person(number))
    phone.dial()
    if phone.screen.digit("Start again"):
        phone.choose("Start again")
    phone.choose("My applications", "Mason for the hall")
    return phone


def test_the_whole_short_list_is_invited_at_once_and_told_when_and_where(hiring: Hiring) -> None:
    shortlist(hiring, 1, 2)
    hiring.work()
    phone = hiring.people()
    phone.choose("Invite the short list (2)", "Thu 19 Nov", "14:00")
    phone.answer("The yard, Kilifi town")
    assert "2 people are invited: Thu 19 Nov, 14:00." in phone.screen.text
    hiring.work()
    for number in (1, 2):
        [told] = hiring.inbox(person(number), "interview")
        assert "Thu 19 Nov, 14:00, at: The yard, Kilifi town. Reply 1 if you come, 2 if not." in told
    assert hiring.inbox(person(3)) == []


def test_days_are_tomorrow_and_the_next_of_the_working_week_or_typed(hiring: Hiring) -> None:
    phone = page_of(hiring, 1)
    phone.choose("Invite to interview")
    assert phone.screen.labels() == ["Thu 19 Nov", "Fri 20 Nov", "Mon 23 Nov", "Tue 24 Nov"]
    phone.answer("4/12")
    assert phone.screen.text.startswith("Fri 4 Dec: at what hour?")
    phone.answer("3pm")
    phone.choose("Bahari Builders, Kilifi")
    assert "Fri 4 Dec, 15:00." in phone.screen.text


@pytest.mark.parametrize(("typed", "told"), [("soon", "Please type a day like"), ("4/9/2028", "in the next 60 days")])
def test_a_day_that_cannot_be_is_asked_again(hiring: Hiring, typed: str, told: str) -> None:
    phone = page_of(hiring, 1)
    phone.choose("Invite to interview")
    screen = phone.answer(typed)
    assert told in screen.text or "Please type a day within the next" in screen.text
    assert "On which day?" in screen.text


def test_an_hour_and_a_place_that_cannot_be_are_asked_again(hiring: Hiring) -> None:
    phone = page_of(hiring, 1)
    phone.choose("Invite to interview", "Fri 20 Nov")
    assert "Please type the hour" in phone.answer("33").text
    phone.choose("8:00")
    assert "2 to 80 letters" in phone.answer("x").text
    assert hiring.status(1) == "seen"


def test_the_next_person_is_invited_to_the_same_interview_with_one_key(hiring: Hiring) -> None:
    invite(hiring, 1, 2)
    assert hiring.service.count("interview") == 1
    assert hiring.service.rows("interview", "id")[0]["seats"] == 2


def test_a_key_that_the_gateway_repeats_invites_once(hiring: Hiring) -> None:
    phone = page_of(hiring, 1)
    phone.choose("Invite to interview", "Fri 20 Nov", "10:00", "Bahari Builders")
    phone.again()
    hiring.work()
    assert len(hiring.inbox(person(1))) == 1
    assert hiring.service.rows("interview", "id")[0]["seats"] == 1


@pytest.mark.parametrize(
    ("text", "status"), [("1", "coming"), ("2", "not_coming"), ("YES", "coming"), ("NO", "not_coming")]
)
def test_a_person_answers_by_sms(hiring: Hiring, text: str, status: str) -> None:
    invite(hiring, 1)
    answer = says(hiring, 1, text)
    assert hiring.status(1) == status
    told = {"coming": "You are expected: Mason for the hall", "not_coming": "Thank you for telling us: Mason"}
    assert answer.startswith(told[status])


def test_a_person_answers_on_the_phone_and_may_still_say_no(hiring: Hiring) -> None:
    invite(hiring, 1)
    phone = mine(hiring, 1)
    assert "Interview Fri 20 Nov, 10:00, at: The yard, Kilifi town" in phone.screen.text
    phone.choose("I will come")
    assert "you are expected on Fri 20 Nov, 10:00" in phone.screen.text
    phone.again()
    assert hiring.service.count("application_status", "status = 'coming'") == 1
    phone = mine(hiring, 1)
    assert not phone.screen.digit("I will come")
    phone.choose("I cannot come")
    assert phone.sees("Thank you for telling us. Somebody else gets your place.")
    assert hiring.status(1) == "not_coming"


def test_a_seat_given_up_goes_to_the_next_and_the_employer_is_told(hiring: Hiring) -> None:
    shortlist(hiring, 3)
    invite(hiring, 1)
    says(hiring, 1, "2")
    assert [hiring.status(number) for number in (1, 2, 3)] == ["not_coming", "applied", "invited"]
    [told] = hiring.inbox(person(3), "interview")
    assert "Fri 20 Nov, 10:00, at: The yard, Kilifi town" in told
    [news] = hiring.inbox(HIRER, "seat_passed")
    assert news.startswith(f"Job {hiring.reference}: Asha does not come on Fri 20 Nov, 10:00.")
    assert "We have invited Carol instead." in news and "Atieno" not in news
    assert says(hiring, 3, "1").startswith("You are expected")


def test_who_comes_and_then_takes_the_application_back_frees_the_seat_too(hiring: Hiring) -> None:
    invite(hiring, 1)
    says(hiring, 1, "1")
    says(hiring, 1, f"WITHDRAW {hiring.reference}")
    assert hiring.status(1) == "withdrawn"
    assert sorted(hiring.status(number) for number in (2, 3)) == ["applied", "invited"]


def test_where_nobody_waits_the_employer_hears_that_the_seat_is_free(hiring: Hiring) -> None:
    invite(hiring, 1, 2, 3)
    says(hiring, 1, "2")
    [news] = hiring.inbox(HIRER, "seat_free")
    assert "Nobody else waits." in news


def test_the_evening_before_all_who_are_expected_are_reminded_once_and_the_employer_hears_who_comes(
    hiring: Hiring,
) -> None:
    invite(hiring, 1, 2, 3)
    says(hiring, 1, "1")
    says(hiring, 3, "2")
    evening(hiring)
    evening(hiring)
    [coming] = hiring.inbox(person(1), "interview_coming")
    assert "Fri 20 Nov, 10:00, at: The yard" in coming
    [asked] = hiring.inbox(person(2), "interview_reminder")
    assert asked.startswith("Do you come to your interview?") and "Reply 1 if you come, 2 if not." in asked
    assert hiring.inbox(person(3), "interview_reminder") == hiring.inbox(person(3), "interview_coming") == []
    [summary] = hiring.inbox(HIRER, "interview_summary")
    assert f"Job {hiring.reference}, interviews on Fri 20 Nov, 10:00: 1 coming, 1 not answered." in summary
    assert hiring.status(2) == "invited"  # who is silent keeps the seat
    assert says(hiring, 2, "1").startswith("You are expected")


def test_nobody_is_reminded_before_that_evening(hiring: Hiring) -> None:
    invite(hiring, 1)
    hiring.service.clock.now = at(hiring.service.market, "2026-11-19 17:50")
    assert applicants.remind(hiring.service.db, hiring.service.market, hiring.service.now) == 0


def test_a_reminder_that_is_late_waits_for_the_morning(hiring: Hiring) -> None:
    invite(hiring, 1)
    hiring.service.clock.now = at(hiring.service.market, "2026-11-19 22:00")
    applicants.remind(hiring.service.db, hiring.service.market, hiring.service.now)
    row = hiring.service.db.one(
        "SELECT not_before FROM outbox JOIN message_text ON message_text.id = text_id"
        " WHERE purpose = 'interview_reminder'"
    )
    assert row is not None
    morning = datetime.fromtimestamp(row["not_before"], hiring.service.market.time_zone)
    assert f"{morning:%d %H:%M}" == "20 07:00"


def test_a_new_day_is_asked_again(hiring: Hiring) -> None:
    invite(hiring, 1)
    says(hiring, 1, "1")
    page_of(hiring, 1).choose("Change the interview", "Mon 23 Nov", "14:00", "The yard")
    hiring.work()
    assert hiring.status(1) == "invited"
    assert "Mon 23 Nov, 14:00" in hiring.inbox(person(1), "interview")[-1]


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("saa tatu", "09:00"),
        ("saa nane mchana", "14:00"),
        ("saa tisa", "15:00"),
        ("saa 9", "15:00"),
        ("saa kumi na moja jioni", "17:00"),
        ("saa kumi na mbili asubuhi", "06:00"),
        ("saa moja usiku", "19:00"),
        ("15", "15:00"),
        ("9:00", "09:00"),
        ("3 pm", "15:00"),
    ],
)
def test_hours_are_said_as_in_swahili(hiring: Hiring, typed: str, hour: str) -> None:
    phone = page_of(hiring, 1)
    phone.choose("Invite to interview", "Fri 20 Nov")
    hiring.service.db.run("UPDATE employer SET language = 'sw'")
    phone.answer(typed)
    phone.answer("1")
    hiring.work()
    assert f"Fri 20 Nov, {hour}" in hiring.inbox(person(1), "interview")[0]


def test_a_bare_hour_of_somebody_who_speaks_swahili_is_asked_back(hiring: Hiring) -> None:
    phone = page_of(hiring, 1)
    phone.choose("Invite to interview", "Fri 20 Nov")
    hiring.service.db.run("UPDATE employer SET language = 'sw'")
    phone.answer("9")
    assert phone.screen.labels()[:2] == ["15:00", "9:00"]
    phone.answer("1", "1")
    hiring.work()
    assert "Fri 20 Nov, 15:00" in hiring.inbox(person(1), "interview")[0]


def test_a_bare_hour_of_others_is_of_the_clock(hiring: Hiring) -> None:
    phone = page_of(hiring, 1)
    phone.choose("Invite to interview", "Fri 20 Nov")
    phone.answer("9", "1")
    hiring.work()
    assert "Fri 20 Nov, 09:00" in hiring.inbox(person(1), "interview")[0]


def test_when_the_job_is_filled_who_was_invited_hears_once_that_the_interview_is_off(hiring: Hiring) -> None:
    invite(hiring, 1)
    hiring.deliver()
    for number in (2, 3):
        page_of(hiring, number).choose("Hire", "Yes, hire")
    hiring.work()
    [_invited, off] = hiring.inbox(person(1))
    assert off.startswith("Please do not go: the interview on Fri 20 Nov, 10:00 is off.")
    assert says(hiring, 1, "1").startswith("Please do not go")
    assert hiring.status(1) == "invited"
    evening(hiring)
    assert len(hiring.inbox(person(1))) == 2
    assert hiring.inbox(HIRER, "interview_summary") == []


def test_when_staff_refuse_the_job_nobody_goes_there(hiring: Hiring) -> None:
    invite(hiring, 1)
    hiring.deliver()
    service = hiring.service
    vacancies.end(service.db, service.market, hiring.vacancy["id"], "refused", service.now)
    hiring.work()
    assert "is off" in hiring.inbox(person(1))[-1]
    assert "no longer open" in hiring.inbox(person(2))[-1]


def test_somebody_else_does_not_answer_for_the_one_invited(hiring: Hiring) -> None:
    invite(hiring, 1)
    assert says(hiring, 2, "1") != ""
    assert hiring.status(1) == "invited"
