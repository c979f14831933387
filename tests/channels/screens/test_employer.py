"""Employers on the phone: how they come in, how they are known again, and what they may change."""

import pytest

from core import audit, employers, moderation, profiles, vacancies
from core.database import Row
from messages import wording
from tests.conversation import DAY, Phone, Service, fits, on_sqlite
from tests.hiring import HIRER, hiring_in, person
from translations import speaking

pytestmark = on_sqlite

NUMBER = "+254733000001"


def employer(service: Service, level: str = "phone_verified", **fields: str) -> Row:
    told = {"name": "Bahari Works", "place": "003.011", "sector": "building", "language": "en", **fields}
    return employers.add(service.db, service.market, service.now, phone=NUMBER, level=level, **told)


def as_it_is(service: Service) -> Row:
    [row] = [row for row in service.rows("employer", "id") if row["name"] != "Bahari Works" or row["phone"] == NUMBER]
    return row


def calling(service: Service, **fields: str) -> Phone:
    employer(service, **fields)
    phone = service.phone(NUMBER, fields.get("language", "en"))
    phone.dial()
    return phone


def posted(service: Service) -> Phone:
    """Somebody new has posted a first job by USSD."""
    phone = service.phone(NUMBER)
    phone.dial("1")
    phone.choose("I offer work")
    phone.answer("1", "1", "Mama Njeri Hotel, Thika", "1", "1", "1", "1")
    return phone


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_an_employer_who_calls_again_is_known_in_their_language(service: Service, language: str) -> None:
    phone = calling(service, language=language)
    assert phone.screen.text.startswith("Bahari Works")
    assert phone.sees("Help")
    assert fits(phone.screen.text)


def test_the_first_page_of_an_employer_says_what_they_can_do(service: Service) -> None:
    assert calling(service).screen.labels() == ["Post a job", "My jobs", "Find work myself", "My details", "Help"]


def test_a_person_who_offers_work_comes_to_it_from_home_and_back(service: Service) -> None:
    phone = service.registered(NUMBER)
    employer(service)
    phone.dial()
    home = phone.screen.text
    phone.choose("I offer work")
    assert phone.screen.text.startswith("Bahari Works")
    phone.choose("Find work myself")
    assert phone.screen.text == home


def test_an_employer_who_looks_for_work_registers_like_anybody(service: Service) -> None:
    phone = calling(service)
    phone.choose("Find work myself", "I agree")
    phone.answer("Asha Wanjiru", "1995", "Kilifi North", phone.work("7112"), "3", "1")
    assert phone.sees("Thank you! You are registered.")
    phone.dial()
    phone.choose("I offer work")
    assert phone.screen.text.startswith("Bahari Works")


def test_on_a_shared_phone_the_employer_is_one_choice_more(service: Service) -> None:
    phone = service.registered(NUMBER)
    employer(service)
    phone.choose("Home", "My profile", "Someone else uses this phone", "Another person, who also looks for work")
    assert phone.screen.labels() == ["I agree", "No"]  # they are on a phone that has people already
    phone.choose("I agree")
    phone.answer("Juma Karisa", "1988", "Malindi town", phone.work("5120"), "2", "1")
    phone.dial()
    phone.choose("I offer work")
    assert phone.screen.text.startswith("Bahari Works")
    phone.drop()
    phone.dial("1995")
    assert phone.sees("Jobs for me")


def test_two_who_offer_work_from_one_phone_are_the_one_who_came_last(service: Service) -> None:
    calling(service)
    service.clock.forward(60)
    employer(service, name="Juhudi Farm")
    phone = service.phone(NUMBER)
    assert phone.dial().text.startswith("Juhudi Farm")


def test_after_months_of_silence_an_employer_says_who_they_are(service: Service) -> None:
    phone = calling(service)
    service.clock.forward(100 * DAY)
    assert "Bahari" not in phone.dial().text
    assert "We did not find you" in phone.answer("Juhudi").text
    assert phone.answer("bahari works").text.startswith("Bahari Works")
    assert phone.dial().text.startswith("Bahari Works")


def test_who_has_got_an_employers_number_sees_nothing_of_them(service: Service) -> None:
    phone = calling(service)
    service.clock.forward(100 * DAY)
    phone.dial()
    phone.choose("This number is new to me")
    assert phone.screen.text.startswith("Fursa\nLanguage")
    [old] = [
        row
        for row in service.rows("employer", "id")
        if row["name"] == "Bahari Works" and row["sector"] == "building" and row["level"] == "phone_verified"
    ]
    assert old["phone"] is None
    phone.dial()
    assert "Bahari" not in phone.screen.text


def test_whoever_is_blocked_is_told_and_offered_help(service: Service) -> None:
    standing = employer(service)
    moderation.block(service.db, service.market, standing["id"], "staff:1", "not_real", service.now)
    phone = service.phone(NUMBER)
    phone.dial()
    assert phone.sees("The office has stopped this number from posting jobs. The office can tell you why.")
    assert phone.screen.labels() == ["My jobs", "Find work myself", "My details", "Help"]
    phone.choose("Help", "Please call me", "Home")
    assert service.count("call_request", "phone = :phone", phone=NUMBER) == 1
    assert "has stopped this number" in phone.screen.text


def test_a_new_employer_is_texted_to_confirm_the_number(service: Service) -> None:
    posted(service)
    sms = service.texts(NUMBER)
    assert "Mama Njeri Hotel posts jobs from this number. If this is you, reply 1." in sms.last().text
    assert "Your number is confirmed" in sms("1").text
    standing = as_it_is(service)
    assert standing["level"] == "phone_verified"
    assert [line["action"] for line in audit.of_subject(service.db, "employer", standing["id"])] == [
        "employer.level",
        "employer.added",
    ]


def test_a_yes_confirms_the_number_too(service: Service) -> None:
    posted(service)
    service.texts(NUMBER)("YES")
    assert as_it_is(service)["level"] == "phone_verified"


def test_nobody_is_confirmed_by_what_another_phone_answers(service: Service) -> None:
    posted(service)
    service.texts("+254733000002")("1")
    assert as_it_is(service)["level"] == "unknown"


def test_an_employer_changes_what_they_told(service: Service) -> None:
    phone = calling(service)
    phone.choose("My details", "Ask for")
    assert "in letters" in phone.answer("0722").text
    phone.answer("Amina")
    phone.choose("Kilifi North")
    phone.answer("Malindi town")
    phone.choose("Bahari Works")
    phone.answer("Juhudi Farm")
    phone.choose("Language", "Kiswahili")
    with speaking("sw"):
        assert wording.language_name("sw") == "Kiswahili"
    [standing] = [row for row in service.rows("employer", "id") if row["phone"] == NUMBER]
    assert (standing["name"], standing["contact_name"], standing["language"]) == ("Juhudi Farm", "Amina", "sw")
    assert service.market.places[standing["place"]].name.startswith("Malindi")
    assert standing["version"] == 5


def test_a_name_that_staff_have_seen_papers_of_stays(service: Service) -> None:
    phone = calling(service, level="document_verified")
    phone.choose("My details")
    assert "Bahari Works" not in phone.screen.text


def test_a_place_of_an_employer_is_chosen_by_digits(service: Service) -> None:
    phone = calling(service)
    phone.choose("My details", "Kilifi North", "Nairobi", "Westlands")
    [standing] = [row for row in service.rows("employer", "id") if row["phone"] == NUMBER]
    assert standing["place"] == "047.274"


def test_a_jobseekers_steps_look_for_no_employer(service: Service) -> None:
    """An employer of the phone changes nothing on the pages of a person."""
    phone = service.registered(NUMBER)
    phone.dial()
    before = phone.screen.text
    employer(service)
    phone.dial()
    phone.choose("Home") if phone.screen.digit("Home") else None
    assert phone.screen.text == before


def test_nobody_applies_for_their_own_job_and_is_told_why(service: Service) -> None:
    hiring = hiring_in(service)
    phone = service.registered(person(1), name="Bahari Juma")
    service.db.run("UPDATE employer SET phone = :phone WHERE phone = :old", phone=person(1), old=HIRER)
    assert "is your own job" in service.texts(person(1))(f"APPLY {hiring.reference}").text
    phone.choose("See jobs for me", "Mason for the hall")
    assert phone.screen.text.startswith("This is your own job.")
    assert phone.screen.digit("My jobs") and not phone.screen.digit("Apply")
    assert service.count("application") == 0


def test_start_of_an_employer_says_that_texts_are_on_again(service: Service) -> None:
    posted(service)
    sms = service.texts(NUMBER)
    sms("STOP")
    assert sms("START").text.startswith("Welcome back. You get texts from Fursa about your jobs again.")


def test_an_employer_who_never_called_before_says_who_they_are_after_months(service: Service) -> None:
    employer(service)
    service.clock.forward(95 * DAY)
    phone = service.phone(NUMBER)
    assert "Bahari" not in phone.dial().text
    assert phone.sees("It has been a long time. To be sure it is you, please type the name under which you post jobs.")


def test_an_employer_of_whom_was_heard_lately_is_not_asked(service: Service) -> None:
    row = employer(service)
    service.clock.forward(80 * DAY)
    employers.change(service.db, service.market, row["id"], service.now, contact_name="Juma")
    service.clock.forward(80 * DAY)
    assert service.phone(NUMBER).dial().text.startswith("Bahari Works")


def test_who_has_got_the_number_of_a_person_who_hires_is_neither_of_them(service: Service) -> None:
    phone = service.registered(NUMBER)
    employer(service)
    service.clock.forward(95 * DAY)
    phone.dial()
    phone.choose("This number is new to me", "English", "I offer work")
    assert "Bahari" not in phone.screen.text
    assert service.count("employer", "phone = :phone", phone=NUMBER) == 0
    assert service.count("phone_link", "until IS NULL") == 0


def test_who_joins_a_shared_phone_after_months_gets_no_business_with_it(service: Service) -> None:
    service.registered(NUMBER)
    profiles.begin(service.db, service.market, NUMBER, "en", service.now)
    employer(service)
    service.clock.forward(95 * DAY)
    phone = service.phone(NUMBER)
    phone.dial()
    phone.choose("I am new here", "English", "I agree")
    assert service.count("employer", "phone = :phone", phone=NUMBER) == 0


def test_a_new_name_is_looked_at_before_people_see_it(service: Service) -> None:
    row = employer(service)
    vacancy = moderation.submit(
        service.db,
        service.market,
        row,
        service.now,
        actor="employer:1",
        source="phone",
        title="Mason",
        occupation="7112",
        place="003.011",
        deadline=service.now + 7 * DAY,
    )
    moderation.approve(service.db, service.market, vacancy["id"], "staff:1", service.now)
    phone = service.phone(NUMBER)
    phone.dial()
    phone.choose("My details", "Bahari Works")
    assert "open jobs wait" in phone.screen.text and fits(phone.screen.text)
    phone.answer("Kenya Red Cross")
    assert phone.screen.text.startswith("Choose what to change") and "Kenya Red Cross" in phone.screen.text
    assert vacancies.by_id(service.db, vacancy["id"])["status"] == "held"
