"""Hiring by SMS: an employer asks for the people of a job, both sides write to each other, and the invited answer."""

import pytest

from core import interviews, profiles, vacancies
from tests.conversation import DAY, Service, on_sqlite
from tests.core import makers
from tests.hiring import HIRER, Hiring, hiring_in, person

pytestmark = on_sqlite


@pytest.fixture
def hiring(service: Service) -> Hiring:
    """A job for which Asha has applied."""
    hiring = hiring_in(service)
    hiring.applicant(1, "Asha Wanjiru")
    return hiring


def test_the_people_of_a_job_come_as_a_list_that_digits_open(hiring: Hiring) -> None:
    sms = hiring.texts
    listed = sms(f"PEOPLE {hiring.reference}")
    page = sms(listed.digit("Asha:"))
    assert page.text.startswith(f"Asha Wanjiru {hiring.known(1)}")
    sms(page.digit("Shortlist"))
    assert hiring.status(1) == "shortlisted"


@pytest.mark.parametrize("text", ["WATU {}", "gens {}", "people for job {}"])
def test_the_list_is_asked_for_in_other_words_too(hiring: Hiring, text: str) -> None:
    assert "Asha:" in hiring.texts(text.format(hiring.reference)).text


def test_a_list_for_no_job_or_a_mistyped_one_says_so(hiring: Hiring) -> None:
    assert "12345 is not one that you offer" in hiring.texts("PEOPLE 12345").text


def test_both_sides_write_to_each_other_through_us(hiring: Hiring) -> None:
    sms, asha = hiring.texts, hiring.service.texts(person(1))
    assert sms(f"TELL {hiring.known(1)} Come at nine").text.startswith(f"We have passed it on to {hiring.known(1)}.")
    [told] = hiring.inbox(person(1), "relay_to_person")
    assert "Come at nine" in told
    assert asha(f"TELL {hiring.reference} I come, thank you").text.startswith(
        "We have passed it on to Bahari Builders."
    )
    [heard] = hiring.inbox(HIRER, "relay_to_employer")
    assert "I come, thank you" in heard and "Asha" not in heard and person(1) not in heard


def test_words_with_stop_in_them_stop_nothing(hiring: Hiring) -> None:
    hiring.texts(f"TELL {hiring.known(1)} please stop at the gate")
    assert "please stop at the gate" in hiring.inbox(person(1), "relay_to_person")[0]
    assert hiring.service.count("opt_out") == 0


def test_a_message_that_the_gateway_repeats_is_passed_on_once(hiring: Hiring) -> None:
    sms = hiring.texts
    sms.send(f"TELL {hiring.known(1)} Come at nine", "ATXid_same")
    sms.send(f"TELL {hiring.known(1)} Come at nine", "ATXid_same")
    assert len(hiring.inbox(person(1), "relay_to_person")) == 1


def test_why_words_were_not_passed_on_is_said(hiring: Hiring) -> None:
    sms = hiring.texts
    assert "nobody may ask for money" in sms(f"TELL {hiring.known(1)} Send 500 registration fee").text
    assert hiring.service.count("staff_notice", "kind = 'relay_money'") == 1
    assert sms(f"TELL {hiring.known(1)}").text.startswith("To write to somebody, write TELL")
    hiring.service.texts(person(1))(f"WITHDRAW {hiring.reference}")
    assert "takes no messages about this job" in sms(f"TELL {hiring.known(1)} Come back").text
    assert hiring.inbox(person(1), "relay_to_person") == []


@pytest.mark.parametrize("number", ["10000037", "12345", "99999999"])
def test_words_for_nobody_are_not_passed_on(hiring: Hiring, number: str) -> None:
    for phone in (HIRER, person(1), person(9)):
        assert hiring.service.texts(phone)(f"TELL {number} hello").text.startswith(
            f"We cannot pass that on to {number}."
        )


def test_a_question_that_is_open_does_not_swallow_words_for_somebody(hiring: Hiring) -> None:
    sms = hiring.texts
    page = sms(sms(f"PEOPLE {hiring.reference}").digit("Asha:"))
    assert page.digit("Invite to interview")
    sms(page.digit("Invite to interview"))
    sms(f"TELL {hiring.known(1)} We look at your papers")
    assert "We look at your papers" in hiring.inbox(person(1), "relay_to_person")[0]


@pytest.mark.parametrize("text", ["PEOPLE", "WATU", "people"])
def test_people_alone_shows_an_employer_their_jobs_and_others_the_office(hiring: Hiring, text: str) -> None:
    assert hiring.texts(text).text.startswith("Your jobs:")
    assert "call you" in hiring.service.texts(person(1))(text).text


def test_tell_alone_says_how(hiring: Hiring) -> None:
    assert hiring.texts("TELL").text.startswith("To write to somebody, write TELL")


def test_hire_and_the_number_of_a_person_shows_that_person(hiring: Hiring) -> None:
    assert hiring.texts(f"HIRE {hiring.known(1)}").text.startswith(f"Asha Wanjiru {hiring.known(1)}")
    assert hiring.texts(f"HIRE {hiring.reference}").purpose == "post_vacancy"
    assert "Asha" in hiring.texts.last().text
    assert hiring.texts("HIRE 10000037").text.startswith("We know nobody with the number 10000037")
    assert hiring.service.texts(person(9))(f"HIRE {hiring.known(1)}").text.startswith("We know nobody")


def test_to_cancel_an_own_job_closes_it(hiring: Hiring) -> None:
    assert hiring.texts(f"cancel my job {hiring.reference}").text.startswith("Mason for the hall")
    assert vacancies.by_id(hiring.service.db, hiring.vacancy["id"])["status"] == "closed"


def test_to_cancel_without_a_number_shows_the_own_jobs_and_ends_none(hiring: Hiring) -> None:
    assert hiring.texts("cancel my job").text.startswith("Your jobs:")
    assert vacancies.by_id(hiring.service.db, hiring.vacancy["id"])["status"] == "open"


def test_who_applied_cancels_the_application_alone(hiring: Hiring) -> None:
    hiring.service.texts(person(1))(f"cancel job {hiring.reference}")
    assert hiring.status(1) == "withdrawn"
    assert vacancies.by_id(hiring.service.db, hiring.vacancy["id"])["status"] == "open"


def test_an_employer_is_told_how_to_see_their_own_jobs(hiring: Hiring) -> None:
    assert hiring.texts("CLOSE 10001").text.endswith("To see your jobs, reply MY POSTS.")


@pytest.mark.parametrize("text", ["yes I can", "I cannot come tomorrow sorry", "no", "ok"])
def test_an_answer_to_words_passed_on_is_told_how_to_get_there(hiring: Hiring, text: str) -> None:
    hiring.texts(f"TELL {hiring.known(1)} Can you come tomorrow at nine?")
    asha = hiring.service.texts(person(1))
    assert asha(text).text.endswith(f"write TELL {hiring.reference} and your words.")
    asha(f"TELL {hiring.reference} Yes I can")
    assert hiring.texts(text).text.endswith(f"write TELL {hiring.known(1)} and your words.")
    hiring.service.clock.forward(2 * DAY)
    assert "TELL" not in asha(text).text


def invited(hiring: Hiring, number: int) -> None:
    service = hiring.service
    id = profiles.of_phone(service.db, person(number))[0]["id"]
    at = service.now + 3 * DAY
    interviews.invite(service.db, service.market, hiring.employer, hiring.vacancy["id"], [id], at, "Hall", service.now)
    hiring.work()


@pytest.mark.parametrize("again", ["yes", "ok", "nitakuja"])
def test_a_second_yes_is_answered_like_the_first(hiring: Hiring, again: str) -> None:
    invited(hiring, 1)
    asha = hiring.service.texts(person(1))
    assert asha("yes").text.startswith("You are expected")
    assert asha(again).text.startswith("You are expected")
    assert asha("2").text.startswith("Thank you for telling us")


def test_a_second_no_is_answered_like_the_first(hiring: Hiring) -> None:
    invited(hiring, 1)
    asha = hiring.service.texts(person(1))
    for no in ("no", "hapana"):
        assert asha(no).text.startswith("Thank you for telling us")


def test_who_said_no_and_comes_back_too_late_hears_that_the_place_is_gone(service: Service) -> None:
    hiring = hiring_in(service, posts=1)
    for number, name in ((1, "Asha Wanjiru"), (2, "Brian Otieno")):
        hiring.applicant(number, name)
    invited(hiring, 1)
    asha = service.texts(person(1))
    asha("2")
    hiring.work()
    invited(hiring, 2)
    service.texts(person(2))("1")
    assert asha("1").text.startswith("Sorry, your place has gone to somebody else: Mason for the hall")
    assert hiring.status(1) == "not_coming"


@pytest.mark.parametrize("text", ["PEOPLE {0}", "PEOPLE", "TELL {1} Come at nine", "TELL {0} Hello"])
def test_whoever_has_an_employers_number_after_months_says_who_it_is_before_anything(hiring: Hiring, text: str) -> None:
    hiring.service.clock.forward(95 * DAY)
    answer = hiring.texts(text.format(hiring.reference, hiring.known(1)))
    assert answer.text.startswith("It has been a long time.") and "Asha" not in answer.text
    assert hiring.inbox(person(1), "relay_to_person") == []
    assert hiring.texts("Bahari Builders").text.startswith("Bahari Builders")


def test_on_a_phone_of_an_employer_and_a_person_a_new_holder_is_neither(hiring: Hiring) -> None:
    makers.person(hiring.service.db, hiring.service.market, HIRER, name="Juma Ali")
    hiring.service.clock.forward(95 * DAY)
    sms = hiring.texts
    sms(sms("MY POSTS").digit("This number is new to me"))
    assert "Juma" not in sms("PROFILE").text
    assert sms("STATUS").text.startswith("It has been a long time.")
