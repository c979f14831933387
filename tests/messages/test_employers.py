"""What employers are told and asked, how often, and when not."""

from typing import Any

import pytest

from core import applications, audit, employers, vacancies
from core.database import Database, Row
from core.market import Market
from messages import employers as letters
from messages import offers, opt_outs
from tests.alerting import HOUR, MORNING, at, phone
from tests.core.makers import DAY, TOWN, open_vacancy, person
from tests.outgoing import messages

NUMBER = phone(900)


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


@pytest.fixture
def owner(db: Database, market: Market, now: int) -> Row:
    return hirer(db, market, now)


def hirer(db: Database, market: Market, now: int, **fields: Any) -> Row:
    told = {"name": "Baraka Hardware", "place": TOWN, "sector": "repair", "language": "en", "level": "phone_verified"}
    return employers.add(db, market, now, **{**told, "phone": NUMBER, **fields})


def opened(db: Database, market: Market, now: int, **fields: Any) -> Row:
    return open_vacancy(db, market, now, **{"deadline": now + 14 * DAY, **fields})


def told(db: Database, market: Market, now: int) -> list[str]:
    """All that employers were told, once the background has read every event."""
    while letters.follow(db, market, now):
        pass
    rows = db.all("SELECT text FROM outbox JOIN message_text ON message_text.id = text_id ORDER BY outbox.id")
    return [row["text"] for row in rows]


def applicants(db: Database, market: Market, vacancy: Row, now: int, first: int, last: int) -> None:
    for number in range(first, last + 1):
        someone = person(db, market, phone(number), name=f"Person {chr(64 + number)}")
        applications.apply(db, market, someone, vacancy["id"], now + number)


def test_an_employer_hears_that_the_job_is_open_and_how_many_fit(
    db: Database, market: Market, now: int, owner: Row
) -> None:
    vacancy = opened(db, market, now)
    [text] = told(db, market, now)
    assert text == (
        f"Your job is open: Welder, no. {vacancy['reference']}. People nearby who fit: fewer than 5. To end it, reply"
        f" CLOSE {vacancy['reference']}."
    )
    assert told(db, market, now) == [text]


def test_applicants_are_told_of_at_some_numbers_alone(db: Database, market: Market, now: int, owner: Row) -> None:
    vacancy = opened(db, market, now)
    counts = []
    for number in range(1, 12):
        applicants(db, market, vacancy, now, number, number)
        counts.append(len(told(db, market, now)) - 1)
    assert counts == [1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3]
    assert told(db, market, now)[1] == (
        f"Welder, no. {vacancy['reference']}. People who applied: 1. Newest: Person A. To see who: PEOPLE"
        f" {vacancy['reference']}."
    )
    assert "Newest: Person C, Person B, Person A." in told(db, market, now)[2]


def test_whom_an_employer_was_named_is_on_record(db: Database, market: Market, now: int, owner: Row) -> None:
    vacancy = opened(db, market, now)
    someone = person(db, market, phone(1))
    applications.apply(db, market, someone, vacancy["id"], now)
    told(db, market, now)
    [line] = audit.of_subject(db, "person", someone["id"])
    assert (line["actor"], line["action"], line["data"]) == (
        f"employer:{owner['id']}",
        "person.seen",
        {"vacancy": vacancy["id"]},
    )


def test_a_number_that_nobody_confirmed_gets_no_names(db: Database, market: Market, now: int) -> None:
    hirer(db, market, now, level="unknown")
    vacancy = opened(db, market, now)
    applicants(db, market, vacancy, now, 1, 1)
    assert "Person" not in told(db, market, now)[1].replace("People", "")


def test_who_took_back_the_application_is_not_named(db: Database, market: Market, now: int, owner: Row) -> None:
    vacancy = opened(db, market, now)
    applicants(db, market, vacancy, now, 1, 2)
    gone = person(db, market, phone(3), name="Person C")
    applications.apply(db, market, gone, vacancy["id"], now)
    application = applications.for_vacancy(db, gone["id"], vacancy["id"])
    assert application
    applications.withdraw(db, market, gone, application["id"], now)
    assert not any("Person C" in text for text in told(db, market, now))


@pytest.mark.parametrize(("status", "word"), [("filled", "filled"), ("closed", "closed")])
def test_an_employer_hears_of_a_job_that_others_ended(
    db: Database, market: Market, now: int, owner: Row, status: str, word: str
) -> None:
    vacancy = opened(db, market, now)
    told(db, market, now)
    vacancies.end(db, market, vacancy["id"], status, now)
    assert f"no. {vacancy['reference']}: {word}." in told(db, market, now)[1]


def test_an_employer_who_ended_it_has_been_answered(db: Database, market: Market, now: int, owner: Row) -> None:
    vacancy = opened(db, market, now)
    with db.transaction():
        vacancies.end(db, market, vacancy["id"], "closed", now)
        audit.note(db, now, audit.employer(owner["id"]), "vacancy.closed", "vacancy", vacancy["id"])
    assert len(told(db, market, now)) == 1


def test_a_job_whose_deadline_passed_may_be_posted_again(db: Database, market: Market, now: int, owner: Row) -> None:
    vacancy = opened(db, market, now)
    told(db, market, now)
    later = vacancy["deadline"] + 1
    vacancies.expire(db, market, later)
    assert "has ended. People who applied: 0. To post it again, reply 1." in told(db, market, later)[1]
    [offer] = offers.standing(db, later, NUMBER)
    assert (offer["kind"], offer["subject"]) == (letters.REPEAT, vacancy["id"])


def test_on_its_last_day_a_job_is_asked_for_once(db: Database, market: Market, now: int, owner: Row) -> None:
    vacancy = opened(db, market, now, deadline=now + 2 * DAY)
    assert letters.ask_due(db, market, now) == 0
    assert letters.ask_due(db, market, now + DAY + 1) == 1
    assert letters.ask_due(db, market, now + DAY + HOUR) == 0
    [text] = [text for text in told(db, market, now) if "Is it filled?" in text]
    assert text.startswith(
        f"Welder, no. {vacancy['reference']}, ends on 20 Nov. Is it filled? Reply 1 for yes, 2 for no"
    )
    kinds = {offer["digit"]: offer["kind"] for offer in offers.standing(db, now + DAY + 1, NUMBER)}
    assert kinds == {1: "filled", 2: "not_filled"}


def test_nothing_comes_in_quiet_hours(db: Database, market: Market, owner: Row) -> None:
    night = at(market, "2026-11-18 22:00")
    opened(db, market, night)
    told(db, market, night)
    [row] = messages(db).values()
    assert row["not_before"] == at(market, "2026-11-19 07:00")


def test_no_more_than_a_few_texts_a_day(db: Database, market: Market, now: int, owner: Row) -> None:
    for number in range(letters.MOST_A_DAY + 3):
        opened(db, market, now, title=f"Welder {number}")
    assert len(told(db, market, now)) == letters.MOST_A_DAY
    opened(db, market, now + 2 * DAY, deadline=now + 9 * DAY)
    assert len(told(db, market, now + 2 * DAY)) == letters.MOST_A_DAY + 1


def test_after_stop_an_employer_is_told_and_asked_nothing(db: Database, market: Market, now: int, owner: Row) -> None:
    opt_outs.stop(db, market, NUMBER, now, "sms")
    opened(db, market, now, deadline=now + HOUR)
    assert letters.ask_due(db, market, now) == 1
    assert told(db, market, now) == []
    assert offers.standing(db, now, NUMBER) == []


@pytest.mark.parametrize("fields", [{"phone": None}, {"blocked": True}])
def test_who_has_no_phone_or_is_blocked_is_told_nothing(
    db: Database, market: Market, now: int, fields: dict[str, Any]
) -> None:
    standing = hirer(db, market, now, **{key: value for key, value in fields.items() if key == "phone"})
    if fields.get("blocked"):
        employers.set_blocked(db, standing["id"], True, now)
    opened(db, market, now)
    assert told(db, market, now) == []


def test_vacancies_of_other_systems_text_nobody(db: Database, market: Market, now: int, owner: Row) -> None:
    opened(db, market, now, source="import")
    assert told(db, market, now) == []


def test_each_hears_in_their_language(db: Database, market: Market, now: int) -> None:
    hirer(db, market, now, language="sw")
    opened(db, market, now)
    told(db, market, now)
    [row] = db.all("SELECT language FROM message_text")
    assert row["language"] == "sw"


def test_the_request_to_confirm_a_number_is_sent_once(db: Database, market: Market, now: int, owner: Row) -> None:
    for _time in range(2):
        with db.transaction():
            letters.ask_to_confirm(db, market, owner, now)
    assert told(db, market, now) == [
        "Fursa: Baraka Hardware posts jobs from this number. If this is you, reply 1. If not, do nothing."
    ]


def test_whoever_has_not_confirmed_the_number_confirms_it_to_see_names(db: Database, market: Market, now: int) -> None:
    who = hirer(db, market, now, level="unknown")
    vacancy = opened(db, market, now)
    applicants(db, market, vacancy, now, 1, 1)
    assert "To see their names, reply 1: that confirms your number." in told(db, market, now)[1]
    [offer] = offers.standing(db, now, NUMBER)
    assert (offer["kind"], offer["subject"]) == (letters.CONFIRM, who["id"])


def test_that_a_job_is_open_is_not_told_once_it_is_closed(db: Database, market: Market, owner: Row) -> None:
    night = at(market, "2026-11-18 22:30")
    vacancy = opened(db, market, night)
    assert len(told(db, market, night)) == 1
    with db.transaction():
        vacancies.end(db, market, vacancy["id"], "closed", night)
        audit.note(db, night, audit.employer(owner["id"]), "vacancy.closed", "vacancy", vacancy["id"])
    told(db, market, night)
    assert [row["state"] for row in db.all("SELECT state FROM outbox")] == ["cancelled"]
