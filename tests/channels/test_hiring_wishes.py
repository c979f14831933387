"""Hiring by SMS: an employer asks for the people of a job, both sides write to each other, and the invited answer."""

import pytest

from tests.conversation import Service, on_sqlite
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
    page = sms(listed.digit(hiring.known(1)))
    assert page.text.startswith(f"Asha Wanjiru {hiring.known(1)}")
    sms(page.digit("Shortlist"))
    assert hiring.status(1) == "shortlisted"


@pytest.mark.parametrize("text", ["WATU {}", "gens {}", "people for job {}"])
def test_the_list_is_asked_for_in_other_words_too(hiring: Hiring, text: str) -> None:
    assert hiring.known(1) in hiring.texts(text.format(hiring.reference)).text


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
    page = sms(sms(f"PEOPLE {hiring.reference}").digit(hiring.known(1)))
    assert page.digit("Invite to interview")
    sms(page.digit("Invite to interview"))
    sms(f"TELL {hiring.known(1)} We look at your papers")
    assert "We look at your papers" in hiring.inbox(person(1), "relay_to_person")[0]
