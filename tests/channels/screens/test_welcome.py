"""The first pages of a call, and who is calling: shared phones, silent ones, and those that change hands."""

import pytest

from messages import erasure
from tests.conversation import DAY, Service, on_sqlite

pytestmark = on_sqlite

OTHER = {"name": "Juma Karisa", "year": "1988", "work": "5120"}


def shared(service: Service) -> None:
    """A phone of Asha, born 1995, who has applied for a job, and Juma, born 1988."""
    asha = service.registered()
    asha.choose("See jobs for me", "Mason, Kilifi", "Apply")
    asha.dial()
    if asha.sees("Welcome back. Your last call was cut off."):
        asha.choose("Start again")
    asha.choose("My profile", "Someone else uses this phone", "Another person, who also looks for work", "I agree")
    asha.answer("Juma Karisa", "1988", "Malindi town", "Cook", "2", "1")
    assert asha.sees("Thank you! You are registered.")
    asha.choose("Home")


def test_the_first_page_offers_every_language_by_its_own_name(service: Service) -> None:
    asha = service.phone()
    assert asha.dial().labels() == ["English", "Kiswahili", "Francais"]


@pytest.mark.parametrize("language", ["sw", "fr"])
def test_the_chosen_language_is_spoken_at_once(service: Service, language: str) -> None:
    asha = service.phone(language=language)
    asha.dial()
    asha.choose_language()
    assert asha.screen.labels()[:2] == [asha.word("I agree"), asha.word("No")]
    assert "I agree" not in asha.screen.text


def test_who_does_not_agree_is_not_kept(service: Service) -> None:
    asha = service.phone()
    asha.dial("1")
    asha.choose("No")
    assert asha.screen.closes
    assert asha.sees("All right. We keep nothing about you. You are welcome to dial again.")
    assert [service.count(table) for table in ("profile", "phone_link", "consent")] == [0, 0, 0]
    assert service.count("event", "kind LIKE 'profile%' OR kind LIKE 'consent%'") == 0
    assert service.count("changes", "bucket LIKE 'people%'") == 0


def test_who_did_not_agree_is_asked_again_next_time(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "2")
    asha.dial("2")
    asha.language = "sw"
    assert asha.sees("I agree")


def test_a_registered_person_is_at_home(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home")
    home = asha.screen.text
    service.clock.forward(DAY)
    assert asha.dial().text == home
    assert home.split("\n")[0] == "Fursa"


def test_a_dropped_call_resumes_where_it_was(service: Service) -> None:
    asha = service.registered()
    asha.choose("See jobs for me", "Mason, Kilifi")
    where = asha.screen.text
    asha.drop()
    asha.dial()
    assert asha.sees("Welcome back. Your last call was cut off.")
    assert asha.choose("Continue").text == where


def test_who_starts_again_is_at_home_and_not_asked_twice(service: Service) -> None:
    asha = service.registered()
    asha.choose("See jobs for me")
    asha.dial()
    asha.choose("Start again")
    assert asha.screen.text.startswith("Fursa\n")
    asha.answer("00")
    assert asha.screen.text.startswith("Fursa\n")


def test_a_call_that_breaks_at_the_question_still_resumes(service: Service) -> None:
    asha = service.registered()
    asha.choose("See jobs for me", "Mason, Kilifi")
    where = asha.screen.text
    asha.dial()
    asha.drop()
    asha.dial()
    assert asha.choose("Continue").text == where


def test_after_the_resume_window_a_call_begins_at_home(service: Service) -> None:
    asha = service.registered()
    asha.choose("See jobs for me")
    service.clock.forward(3601)
    assert asha.dial().text.startswith("Fursa\n")


def test_within_the_resume_window_to_the_second_it_may_continue(service: Service) -> None:
    asha = service.registered()
    asha.choose("See jobs for me")
    service.clock.forward(3600)
    asha.dial()
    assert asha.sees("Welcome back. Your last call was cut off.")


def test_a_call_that_ended_is_not_continued(service: Service) -> None:
    asha = service.registered()
    asha.dial()
    asha.choose("Start again") if asha.sees("Start again") else None
    asha.choose("My profile", "Someone else uses this phone", "I stop using this number")
    assert asha.screen.closes
    assert "Kiswahili" in asha.dial().text


def test_a_shared_phone_shows_nothing_of_anybody_before_the_year_of_birth(service: Service) -> None:
    shared(service)
    asha = service.phone()
    asha.dial()
    assert asha.sees("Several people use this phone. Please type your year of birth, like 1995.")
    for secret in ("Asha", "Juma", "Mason", "Cook", "Kilifi", "Malindi", "cut off"):
        assert secret not in asha.screen.text


def test_a_shared_phone_is_asked_in_the_language_of_who_had_it_first(service: Service) -> None:
    phone = service.registered(language="sw")
    phone.choose("Home", "My profile", "Someone else uses this phone", "Another person, who also looks for work")
    phone.choose("I agree")
    phone.dial()
    assert phone.sees("Several people use this phone. Please type your year of birth, like 1995.")


def test_each_person_of_a_shared_phone_is_known_by_the_year(service: Service) -> None:
    shared(service)
    phone = service.phone()
    phone.dial("1988")
    phone.choose("My profile")
    assert "Juma Karisa" in phone.screen.text
    assert "Asha" not in phone.screen.text
    phone.dial("1995")
    if phone.sees("Start again"):
        phone.choose("Start again")
    phone.choose("My profile")
    assert "Asha Wanjiru" in phone.screen.text


def test_the_second_person_does_not_see_the_applications_of_the_first(service: Service) -> None:
    shared(service)
    phone = service.phone()
    phone.dial("1988")
    phone.choose("My applications")
    assert phone.sees("You have not applied for a job yet.")


def test_the_second_person_is_not_offered_the_dropped_call_of_the_first(service: Service) -> None:
    shared(service)
    phone = service.phone()
    phone.dial("1995")
    phone.choose("Jobs for me", "Bricklayer", "Apply")
    assert "You have applied: Bricklayer" in phone.screen.text
    phone.drop()
    phone.dial("1988")
    assert phone.screen.text.startswith("Fursa\n")
    phone.dial("1995")
    assert phone.sees("Welcome back. Your last call was cut off.")


def test_a_new_person_on_a_shared_phone_is_not_offered_anybody_elses_call(service: Service) -> None:
    shared(service)
    phone = service.phone()
    phone.dial("1995")
    phone.choose("My profile")
    phone.dial()
    phone.choose("I am new here")
    assert "Kiswahili" in phone.screen.text or phone.sees("I agree")
    if "Kiswahili" in phone.screen.text:
        phone.answer("1")
    phone.choose("I agree")
    phone.answer("Zawadi", "2001", "Malindi town", "Cook", "1", "1")
    assert phone.sees("Thank you! You are registered.")
    assert phone.choose("Home").text.startswith("Fursa\n")
    assert phone.answer("00").text.startswith("Fursa\n")
    assert service.count("profile", "status = 'active'") == 3


def test_the_new_person_cannot_go_back_into_the_pages_of_the_first(service: Service) -> None:
    phone = service.registered()
    phone.choose("Home", "My profile", "Someone else uses this phone")
    phone.choose("Another person, who also looks for work", "I agree")
    phone.answer("0")
    assert phone.sees("What is your name?")
    phone.answer("Juma", "0", "0", "0")
    assert "Asha" not in phone.screen.text
    assert service.count("profile") == 2


def test_two_people_of_one_year_are_asked_for_the_first_name(service: Service) -> None:
    service.registered()
    phone = service.phone()
    phone.dial()
    phone.choose("My profile", "Someone else uses this phone", "Another person, who also looks for work", "I agree")
    phone.answer("Juma Karisa", "1995", "Malindi town", "Cook", "2", "1")
    phone.dial("1995")
    assert phone.sees("Please type your first name.")
    assert "Asha" not in phone.screen.text
    phone.answer("Nobody")
    assert phone.sees("We did not find you. Please try again.")
    phone.answer("juma")
    phone.choose("My profile")
    assert "Juma Karisa" in phone.screen.text


def test_a_wrong_year_on_a_shared_phone_says_nothing(service: Service) -> None:
    shared(service)
    phone = service.phone()
    phone.dial("1971")
    assert phone.sees("We did not find you. Please try again.")
    assert not any(name in phone.screen.text for name in ("Asha", "Juma"))


def test_a_second_person_whose_call_breaks_early_is_not_registered_twice(service: Service) -> None:
    service.registered()
    phone = service.phone()
    phone.dial()
    phone.choose("My profile", "Someone else uses this phone", "Another person, who also looks for work", "I agree")
    phone.answer("Juma Karisa")
    phone.drop()
    phone.dial()
    phone.choose("I began to register")
    assert phone.sees("In which year were you born? Like 1995.")
    assert "Juma" not in phone.screen.text
    phone.answer("1988", "Malindi town", "Cook", "2", "1")
    assert phone.sees("Thank you! You are registered.")
    assert service.count("profile") == 2


def test_a_phone_silent_for_90_days_asks_who_is_there(service: Service) -> None:
    asha = service.registered()
    service.clock.forward(91 * DAY)
    asha.dial()
    assert asha.sees("It has been a long time. To be sure it is you, please type your year of birth, like 1995.")
    assert "Asha" not in asha.screen.text
    asha.answer("1994")
    assert asha.sees("We did not find you. Please try again.")
    assert asha.answer("1995").text.startswith("Fursa\n")
    assert asha.dial().text.startswith("Fursa\n")


def test_the_question_after_silence_comes_again_until_it_is_answered(service: Service) -> None:
    asha = service.registered()
    service.clock.forward(91 * DAY)
    asha.dial()
    asha.drop()
    asha.dial()
    assert asha.sees("It has been a long time. To be sure it is you, please type your year of birth, like 1995.")
    asha.answer("00")
    assert asha.sees("It has been a long time. To be sure it is you, please type your year of birth, like 1995.")


@pytest.mark.parametrize(("days", "asked"), [(89, False), (91, True)])
def test_a_person_whom_an_officer_registered_long_ago_is_asked_too(service: Service, days: int, asked: bool) -> None:
    service.registered()
    service.db.run("DELETE FROM session")  # nobody has ever called from this phone
    service.clock.forward(days * DAY)
    asha = service.phone()
    asha.dial()
    question = "It has been a long time. To be sure it is you, please type your year of birth, like 1995."
    assert asha.sees(question) == asked


def test_a_number_passed_on_reaches_its_new_owner_alone(service: Service) -> None:
    phone = service.registered()
    phone.choose("See jobs for me", "Mason, Kilifi", "Apply")
    service.clock.forward(100 * DAY)
    phone.dial()
    phone.choose("This number is new to me")
    assert "Kiswahili" in phone.screen.text or phone.sees("I agree")
    if "Kiswahili" in phone.screen.text:
        phone.answer("1")
    phone.choose("I agree")
    phone.answer("Zawadi", "2001", "Malindi town", "Cook", "1", "1")
    phone.choose("Home", "My applications")
    assert phone.sees("You have not applied for a job yet.")
    assert service.count("profile", "status = 'active'") == 2
    assert service.count("phone_link", "until IS NULL") == 1


def test_who_declined_long_ago_and_registers_now_is_not_asked_for_a_year_nobody_knows(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "2")
    service.clock.forward(100 * DAY)
    asha.dial("1", "1", "Asha")
    asha.drop()
    asha.dial()
    if asha.sees("Continue"):
        asha.choose("Continue")
    assert asha.sees("In which year were you born? Like 1995.")


def test_of_who_declines_nothing_is_kept_and_soon_not_even_the_number(service: Service) -> None:
    texts = service.texts()
    texts("REGISTER Asha Wanjiru 1995 Malindi town", "1")
    assert "1995" in service.rows("session", "phone")[0]["state"]
    assert "We keep nothing about you" in texts("2").text
    [session] = service.rows("session", "phone")
    assert "1995" not in session["state"]
    assert service.count("incoming", "text <> '' OR phone <> '+'") == 0
    service.db.run("UPDATE outbox SET state = 'delivered'")
    assert erasure.sweep(service.db, service.market, service.now + 3600) == 1
    assert service.count("session") == service.count("outbox", "phone <> '+'") == service.count("erasure") == 0


def test_who_declines_may_register_within_the_hour_and_keeps_it(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "2")
    service.clock.forward(60)
    asha.register()
    erasure.sweep(service.db, service.market, service.now + 3600)
    assert asha.choose("Home", "My profile").text.startswith("Choose what to change")
    assert service.count("erasure") == 0


def test_a_phone_that_loses_its_person_during_a_call_starts_at_the_beginning(service: Service) -> None:
    asha = service.registered()
    asha.choose("See jobs for me")
    service.db.run("UPDATE phone_link SET until = :now", now=service.now)
    asha.answer("1")
    assert not asha.screen.closes
    assert "Kiswahili" in asha.screen.text


def test_a_person_linked_during_a_call_does_not_disturb_it(service: Service) -> None:
    juma = service.registered("+254712000009", **OTHER)
    asha = service.registered()
    service.db.run(
        "INSERT INTO phone_link (phone, profile_id, since) SELECT :phone, profile_id, since FROM phone_link"
        " WHERE phone = :other",
        phone=asha.number,
        other=juma.number,
    )
    asha.choose("Home", "My profile")
    assert "Asha Wanjiru" in asha.screen.text
