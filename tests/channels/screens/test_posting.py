"""Posting a job: few screens, nothing asked twice, nothing lost, and posted once."""

from datetime import datetime
from typing import Any

import orjson
import pytest

from core import employers, moderation, trust
from core.database import Row
from tests.conversation import DAY, Phone, Service, fits, on_sqlite
from tests.core.makers import person

pytestmark = on_sqlite

NUMBER = "+254733000001"
MOST_SCREENS = 8


def new(service: Service, language: str = "en") -> Phone:
    """Somebody whose number nobody knows says that they offer work."""
    phone = service.phone(NUMBER, language)
    phone.dial()
    phone.choose_language()
    phone.choose("I offer work")
    return phone


def known(service: Service, level: str = "phone_verified", **fields: Any) -> Row:
    """An employer of that number."""
    told = {"name": "Bahari Works", "place": "003.011", "sector": "building", "language": "en", **fields}
    return employers.add(service.db, service.market, service.now, phone=NUMBER, level=level, **told)


def calling(service: Service, level: str = "phone_verified") -> Phone:
    """An employer on their first page."""
    known(service, level)
    phone = service.phone(NUMBER)
    phone.dial()
    return phone


def vacancy(service: Service) -> Row:
    """The one job that was posted by phone."""
    [row] = [row for row in service.rows("vacancy", "created_at") if row["source"] == "phone"]
    return row


def local_day(service: Service, seconds: int) -> str:
    return datetime.fromtimestamp(seconds, service.market.time_zone).date().isoformat()


@pytest.mark.parametrize("place", ["Nairobi", "Coast"])
def test_a_new_employer_posts_in_eight_screens_of_digits_and_a_name(service: Service, place: str) -> None:
    phone = new(service)
    phone.answer("1", "2", "Mama Njeri Hotel")
    phone.choose(place)
    phone.answer("2", "3", "1")
    assert phone.sees("My jobs")
    screens = phone.text.split("*")
    assert len([answer for answer in screens if answer.isdigit()]) == MOST_SCREENS
    job, [employer] = vacancy(service), [row for row in service.rows("employer", "id") if row["phone"] == NUMBER]
    assert (job["status"], job["pay"], job["pay_period"], job["posts"]) == ("pending", 950, "day", 1)
    assert (employer["name"], employer["level"], employer["language"]) == ("Mama Njeri Hotel", "unknown", "en")
    assert employer["place"] == job["place"]
    assert local_day(service, job["deadline"]) == local_day(service, service.now + 14 * DAY)


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_a_known_employer_posts_in_eight_screens_and_is_asked_for_all(service: Service, language: str) -> None:
    known(service, language=language)
    phone = service.phone(NUMBER, language)
    phone.dial("1", "1", "1", "4", "3", "2", "2", "1")
    assert len(phone.text.split("*")) == MOST_SCREENS
    assert phone.sees("My jobs")
    job = vacancy(service)
    assert (job["posts"], job["pay"], job["pay_period"], job["place"]) == (3, 12000, "month", "003.011")
    assert local_day(service, job["deadline"]) == local_day(service, service.now + 7 * DAY)
    assert job["starts_on"] == "2026-11-23"
    work = service.market.occupations[job["occupation"]]
    assert job["title"] == work.labels[language]


def test_what_is_typed_is_not_asked_again(service: Service) -> None:
    phone = new(service)
    phone.answer("2 masons thika 900 per day", "Mama Njeri Hotel")
    phone.answer("1", "4")
    assert phone.screen.text.startswith("Masons, Thika\n900/day, 2 posts, until ")
    phone.choose("Post")
    job = vacancy(service)
    assert (job["title"], job["occupation"], job["place"]) == ("Masons", "7112", "022.114.thika")
    assert (job["posts"], job["pay"], job["pay_period"]) == (2, 900, "day")


def test_the_town_said_with_the_name_is_not_asked(service: Service) -> None:
    phone = new(service)
    phone.answer("1", "2", "Mama Njeri Hotel, Thika")
    assert phone.screen.text.startswith("What do you pay?")
    phone.choose("To be agreed")
    phone.answer("2", "4", "1")
    [employer] = [row for row in service.rows("employer", "id") if row["phone"] == NUMBER]
    assert (employer["name"], employer["place"]) == ("Mama Njeri Hotel", "022.114.thika")
    assert (vacancy(service)["pay"], vacancy(service)["pay_period"]) == (None, None)


def test_work_that_may_be_several_is_asked_back(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "fundi")
    assert phone.screen.text.startswith("Which work do you mean?")
    phone.choose("Another kind of work")
    assert phone.screen.text.startswith("Whom do you need?")


@pytest.mark.parametrize(
    ("typed", "paid"),
    [("15000 per month", (15000, "month")), ("900 kwa siku", (900, "day")), ("elfu 15 kwa mwezi", (15000, "month"))],
)
def test_pay_is_typed_as_people_say_it(service: Service, typed: str, paid: tuple[int, str]) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", typed)
    phone.answer("1", "1", "1", "1")
    assert (vacancy(service)["pay"], vacancy(service)["pay_period"]) == paid


def test_pay_without_its_period_is_asked_for_it(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", "15000")
    assert phone.screen.labels() == ["15,000/day", "15,000/week", "15,000/month"]
    phone.choose("15,000/month")
    assert phone.screen.text.startswith("How many people")


def test_answers_that_do_not_fit_are_asked_again_and_say_why(service: Service) -> None:
    phone = calling(service)
    phone.answer("1")
    assert "We did not find the work qqqq." in phone.answer("qqqq").text
    assert "choose a number" in phone.answer("77").text
    phone.answer("1", "1")
    assert "like 450" in phone.answer("much").text
    assert "like 450" in phone.answer("99999999").text
    phone.answer("1")
    assert "up to 500" in phone.answer("many").text
    assert "up to 500" in phone.answer("9999").text
    phone.answer("2")
    assert "like 30/11" in phone.answer("soon").text
    assert "like 30/11" in phone.answer("31/2").text
    assert "next 60 days" in phone.answer("1/8/2027").text
    assert phone.answer("2 weeks").text.startswith("When does the work start?")
    assert service.count("vacancy", "source = 'phone'") == 0


@pytest.mark.parametrize(
    ("typed", "day"), [("30/11", "2026-11-30"), ("5 dec", "2026-12-05"), ("10", "2026-11-28"), ("6.1", "2027-01-06")]
)
def test_the_last_day_is_typed_as_people_write_it(service: Service, typed: str, day: str) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", "1", "2", typed, "4", "1")
    assert local_day(service, vacancy(service)["deadline"]) == day
    assert vacancy(service)["starts_on"] is None


def test_each_part_can_be_changed_and_leads_back_to_the_whole(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", "1", "2", "2", "1")
    for label, answer in (
        ("KES 450", "1000 per day"),
        ("Number of people", "4"),
        ("Kilifi North", "Malindi"),
        ("Last day", "2"),
        ("Start", "4"),
        ("Title", "night guard 0722000000"),
    ):
        phone.choose("Change", label)
        assert phone.answer(answer)
        assert phone.screen.digit("Post") == "1", phone.screen.text
    phone.choose("Change", "Skills")
    phone.answer("first aid")
    phone.choose("Done", "Post")
    job = vacancy(service)
    assert (job["pay"], job["posts"], job["title"], job["starts_on"]) == (1000, 4, "Night guard", None)
    assert "Malindi" in service.market.places[job["place"]].name
    assert len(orjson.loads(job["skills"])) == 1


def test_changing_the_work_forgets_what_it_was_called(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "2 masons 900 per day")
    while not phone.screen.digit("Change"):
        phone.answer("2")
    phone.choose("Change")
    phone.answer("1", "1", "1", "1")
    label = service.market.occupations.in_sector("farm")[0]
    assert (vacancy(service)["occupation"], vacancy(service)["title"]) == (label.code, label.labels["en"])


def test_a_dropped_call_of_somebody_new_goes_on_where_it_was(service: Service) -> None:
    phone = new(service, "sw")
    phone.answer("1", "2", "Mama Njeri Hotel, Thika")
    page = phone.screen.text
    phone.drop()
    phone.dial()
    assert phone.sees("Continue")
    phone.choose("Continue")
    assert phone.screen.text == page
    phone.answer("3", "1", "1", "1")
    assert vacancy(service)["place"] == "022.114.thika"


def test_a_dropped_call_of_an_employer_goes_on_or_starts_again(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", "1")
    page = phone.screen.text
    phone.drop()
    phone.dial()
    phone.choose("Continue")
    assert phone.screen.text == page
    phone.drop()
    phone.dial()
    phone.choose("Start again")
    assert phone.screen.text.startswith("Bahari Works")


def test_a_dropped_call_of_a_person_who_offers_work_goes_on(service: Service) -> None:
    phone = service.registered(NUMBER)
    phone.dial()
    phone.choose("I offer work")
    phone.answer("1", "2")
    page = phone.screen.text
    phone.drop()
    phone.dial()
    phone.choose("Continue")
    assert phone.screen.text == page


def test_whoever_is_registered_may_post_under_their_own_name(service: Service) -> None:
    phone = service.registered(NUMBER)
    phone.dial()
    phone.choose("I offer work")
    phone.answer("1", "1")
    phone.choose("Asha Wanjiru")
    while not phone.screen.digit("Change"):
        phone.answer("1")
    phone.choose("Post")
    [employer] = [row for row in service.rows("employer", "id") if row["phone"] == NUMBER]
    assert (employer["name"], employer["contact_name"], employer["place"]) == (
        "Asha Wanjiru",
        "Asha Wanjiru",
        "003.011",
    )


def test_the_same_request_twice_posts_once(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", "1", "2", "2", "1")
    first = phone.answer("1").text
    assert phone.again().text == first
    assert phone.repeat(phone.call_id, phone.text).text == first
    assert service.count("vacancy", "source = 'phone'") == 1


def test_nobody_goes_back_to_post_it_twice(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", "1", "2", "2", "1", "1")
    phone.answer("0")
    assert phone.screen.digit("Post") is None
    assert service.count("vacancy", "source = 'phone'") == 1


def test_back_takes_back_an_answer(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", "1")
    phone.answer("0", "4", "3", "1", "1", "1")
    assert (vacancy(service)["pay"], vacancy(service)["posts"]) == (12000, 3)


@pytest.mark.parametrize(
    ("level", "says"),
    [
        ("trusted", "Your job is open now"),
        ("phone_verified", "The office looks at it"),
        ("unknown", "Now please answer our SMS"),
    ],
)
def test_the_last_page_says_the_reference_and_what_happens_next(service: Service, level: str, says: str) -> None:
    phone = calling(service, level)
    phone.answer("1", "1", "1", "4", "2", "2", "1", "1")
    assert says in phone.screen.text
    assert vacancy(service)["reference"] in phone.screen.text


def test_who_has_posted_enough_is_told_and_keeps_what_they_have(service: Service) -> None:
    phone = calling(service, "unknown")
    for _time in range(trust.LIMITS["unknown"].open_vacancies):
        phone.dial("1", "1", "1", "1", "1", "1", "1", "1")
    for label in ("Post a job", "Repeat last job"):  # before the first question
        service.clock.forward(DAY)  # a call that was not ended is not asked for any more
        phone.dial()
        phone.choose(label)
        assert phone.screen.text.startswith("You may have 2 jobs at once")
    assert service.count("vacancy", "source = 'phone'") == trust.LIMITS["unknown"].open_vacancies
    phone.choose("My jobs")
    assert len(phone.screen.labels()) == 2


def test_more_people_than_allowed_are_told_of_before_it_is_posted_and_may_be_changed(service: Service) -> None:
    phone = new(service)
    phone.answer("1", "2", "Mama Njeri Hotel")
    phone.choose("Nairobi")
    phone.answer("2", "3")
    phone.choose("Change", "Number of people")
    phone.answer("40")
    assert phone.screen.text.startswith("You may look for up to 10 people")
    assert not phone.screen.digit("Post")
    assert service.count("employer", "phone = :phone", phone=NUMBER) == 0
    phone.choose("Change", "Number of people")
    phone.answer("4")
    phone.choose("Post")
    assert vacancy(service)["posts"] == 4


def test_who_stopped_all_texts_is_promised_none(service: Service) -> None:
    phone = calling(service)
    service.texts(NUMBER)("STOP")
    phone.dial("1", "1", "1", "1", "1", "1", "1", "1")
    assert "Your texts are stopped" in phone.screen.text and "START" in phone.screen.text
    assert "We text you" not in phone.screen.text


def test_who_is_blocked_while_they_post_is_told(service: Service) -> None:
    phone = calling(service)
    phone.answer("1", "1", "1", "1", "1", "1", "1")
    [employer] = [row for row in service.rows("employer", "id") if row["phone"] == NUMBER]
    moderation.block(service.db, service.market, employer["id"], "staff:1", "not_real", service.now)
    assert "has stopped this number" in phone.answer("1").text
    assert service.count("vacancy", "source = 'phone'") == 0
    phone.choose("Change")
    assert phone.screen.text.startswith("Choose what to change:")


def test_how_many_fit_is_told_in_bands_and_never_below_five(service: Service) -> None:
    phone = calling(service)
    bands = []
    for number in range(7):
        service.clock.forward(DAY)  # a call that was not ended is not asked for any more
        phone.dial("1", "mason 900 per day", "1", "1", "1")
        bands += [line for line in phone.screen.text.split("\n") if line.startswith("People nearby")]
        person(service.db, service.market, f"+25471100000{number}", occupation="7112", place="003.011")
    assert bands == ["People nearby who fit: fewer than 5"] * 5 + ["People nearby who fit: 5 to 20"] * 2


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_the_whole_job_and_its_keys_fit_one_page(service: Service, language: str) -> None:
    known(service, language=language)
    phone = service.phone(NUMBER, language)
    phone.dial("1", "8 plumbers Nakuru Town East 25000 per month")
    while not phone.screen.digit(phone.word("Change")):
        phone.answer("1")
    assert fits(phone.screen.text)
    assert phone.screen.digit(phone.word("Post")) == "1"
