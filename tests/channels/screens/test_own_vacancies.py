"""An employer's own jobs: seen, filled, closed, prolonged and posted again with a key or two."""

from typing import Any

import pytest

from core import applications, audit, employers, moderation, vacancies
from core.database import Row
from tests.conversation import DAY, Phone, Service, fits, on_sqlite
from tests.core.makers import happened, person

pytestmark = on_sqlite

NUMBER = "+254733000001"


@pytest.fixture
def owner(service: Service) -> Row:
    return employers.add(
        service.db,
        service.market,
        service.now,
        name="Bahari Works",
        place="003.011",
        sector="building",
        phone=NUMBER,
        level="document_verified",
        language="en",
    )


def job(service: Service, owner: Row, title: str = "Mason", **fields: Any) -> Row:
    """An open job of the employer."""
    told = {"occupation": "7112", "place": "003.011", "deadline": service.now + 7 * DAY, "posts": 2, **fields}
    return moderation.submit(
        service.db, service.market, owner, service.now, actor="employer:1", source="phone", title=title, **told
    )


def status(service: Service, vacancy: Row) -> str:
    return str(vacancies.by_id(service.db, vacancy["id"])["status"])


def looking(service: Service) -> Phone:
    """The employer looks at their newest job."""
    phone = service.phone(NUMBER)
    phone.dial()
    phone.choose("My jobs")
    phone.answer("1")
    return phone


def test_the_list_says_how_it_stands_with_each_job(service: Service, owner: Row) -> None:
    first = job(service, owner)
    service.clock.forward(60)
    closed = job(service, owner, "Cook", occupation="5120")
    vacancies.end(service.db, service.market, closed["id"], "closed", service.now)
    phone = service.phone(NUMBER)
    phone.dial()
    phone.choose("My jobs")
    assert phone.screen.labels() == [f"Cook {closed['reference']}, closed", f"Mason {first['reference']}, open"]


def test_who_has_posted_nothing_is_led_to_it(service: Service, owner: Row) -> None:
    phone = service.phone(NUMBER)
    phone.dial()
    phone.choose("My jobs", "Post a job")
    assert phone.screen.text.startswith("Whom do you need?")


def test_a_job_says_its_odds_and_how_many_fit(service: Service, owner: Row) -> None:
    vacancy = job(service, owner)
    applications.apply(service.db, service.market, person(service.db, service.market), vacancy["id"], service.now)
    text = looking(service).screen.text
    assert text.startswith(f"{vacancy['reference']} Mason\nopen\n2 posts, 1 applied, until ")
    assert fits(text)


def test_one_key_closes_a_job(service: Service, owner: Row) -> None:
    vacancy = job(service, owner)
    phone = looking(service)
    before = len(phone.text.split("*"))
    phone.choose("Close")
    assert len(phone.text.split("*")) - before == 1
    assert status(service, vacancy) == "closed"
    assert "closed. Nobody can apply any more." in phone.screen.text
    line = audit.of_subject(service.db, "vacancy", vacancy["id"])[0]
    assert (line["actor"], line["action"]) == (f"employer:{owner['id']}", "vacancy.closed")


def test_one_key_says_that_a_job_is_filled(service: Service, owner: Row) -> None:
    vacancy = job(service, owner)
    looking(service).choose("Filled")
    assert status(service, vacancy) == "filled"


def test_closing_twice_closes_once(service: Service, owner: Row) -> None:
    vacancy = job(service, owner)
    phone = looking(service)
    phone.choose("Close")
    phone.again()
    phone.answer("0")
    assert happened(service.db, vacancy["id"]).count("vacancy.closed") == 1


def test_a_week_more_moves_the_last_day_and_the_question_with_it(service: Service, owner: Row) -> None:
    vacancy = job(service, owner)
    vacancies.asked_filled(service.db, vacancy["id"], service.now)
    phone = looking(service)
    phone.choose("A week more")
    assert "People may apply until" in phone.screen.text
    after = vacancies.by_id(service.db, vacancy["id"])
    assert after["deadline"] == vacancy["deadline"] + 7 * DAY
    assert after["asked_filled_at"] is None
    assert after["status"] == "open"


def test_no_job_is_prolonged_without_an_end(service: Service, owner: Row) -> None:
    vacancy = job(service, owner, deadline=service.now + 55 * DAY)
    phone = looking(service)
    phone.choose("A week more")
    assert "open for 60 days at most" in phone.screen.text
    assert vacancies.by_id(service.db, vacancy["id"])["deadline"] == vacancy["deadline"]


def test_two_keys_post_the_last_job_again(service: Service, owner: Row) -> None:
    first = job(service, owner, "Mason for walls", pay=900, pay_period="day", skills=("masonry",))
    vacancies.end(service.db, service.market, first["id"], "filled", service.now)
    service.clock.forward(30 * DAY)
    phone = service.phone(NUMBER)
    phone.dial()
    phone.choose("Repeat last job", "Post")
    assert len(phone.text.split("*")) == 2
    again = vacancies.of_employer(service.db, owner["id"])[0]
    assert again["id"] != first["id"]
    for field in ("title", "occupation", "place", "posts", "pay", "pay_period", "skills"):
        assert again[field] == first[field], field
    assert again["status"] == "open"
    assert 6 * DAY < again["deadline"] - service.now <= 8 * DAY


def test_any_job_is_posted_again_from_its_page(service: Service, owner: Row) -> None:
    job(service, owner, pay=900, pay_period="day")
    phone = looking(service)
    phone.choose("Post it again", "Change", "KES 900")
    phone.answer("1000 per day")
    phone.choose("Post")
    assert [row["pay"] for row in vacancies.of_employer(service.db, owner["id"])] == [1000, 900]


@pytest.mark.parametrize(("do", "word"), [("hold", "on hold"), ("refuse", "not accepted")])
def test_a_job_that_staff_took_from_sight_says_why(service: Service, owner: Row, do: str, word: str) -> None:
    vacancy = job(service, owner)
    getattr(moderation, do)(service.db, service.market, vacancy["id"], "staff:1", "pay_unclear", service.now)
    phone = looking(service)
    assert f"\n{word}: " in phone.screen.text
    assert not phone.screen.digit("People")


def test_an_open_job_leads_to_its_people(service: Service, owner: Row) -> None:
    vacancy = job(service, owner)
    phone = looking(service)
    phone.choose("People")
    assert vacancy["reference"] in phone.screen.text


def test_a_page_about_a_job_of_somebody_else_is_not_drawn(service: Service, owner: Row) -> None:
    vacancy = job(service, owner)
    phone = looking(service)
    other = employers.add(
        service.db,
        service.market,
        service.now,
        name="Juhudi Farm",
        place="003.011",
        sector="farm",
        phone="+254733000002",
    )
    service.db.run("UPDATE vacancy SET employer_id = :other WHERE id = :id", other=other["id"], id=vacancy["id"])
    phone.choose("Close")
    assert status(service, vacancy) == "open"
    assert "went wrong" not in phone.screen.text
