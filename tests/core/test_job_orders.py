"""Job orders follow what becomes of their vacancy and of their employer."""

from typing import Any

import pytest

from core import employers, job_orders, vacancies
from core.database import Database, Row
from core.edits import since
from core.ids import new_id
from core.market import Market
from tests.core.makers import DAY, NOW, PHONE, copies, employer, officer, vacancy


@pytest.fixture
def order(db: Database, market: Market) -> Row:
    """An order of an employer with a phone."""
    employer(db, market, phone=PHONE, contact_name="Asha Juma")
    posted = vacancy(db, market)
    return job_orders.add(
        db, NOW, officer_id=officer(db, market)["id"], vacancy_id=posted["id"], order_id=new_id(), more={"mood": "glad"}
    )


def shown(db: Database, order: Row) -> Any:
    """What the officer's tablets hold of it."""
    [(bucket, held)] = copies(db, order["id"]).items()
    assert bucket == f"caseload/{order['officer_id']}"
    return held


def test_an_order_says_what_its_vacancy_and_its_employer_say(db: Database, market: Market, order: Row) -> None:
    held = shown(db, order)
    assert held == job_orders.document(order)
    assert (held["employer"], held["phone"], held["contact_name"]) == ("Juhudi Works", PHONE, "Asha Juma")
    assert (held["title"], held["status"], held["skills"], held["mood"]) == ("Welder", "pending", [], "glad")
    assert held["vacancy_id"] == order["reference"]


def test_it_follows_its_vacancy_to_the_end(db: Database, market: Market, order: Row) -> None:
    told = [shown(db, order)["status"]]
    vacancies.open(db, market, order["vacancy_id"], NOW)
    told.append(shown(db, order)["status"])
    vacancies.end(db, market, order["vacancy_id"], "held", NOW, "reports")
    told += [shown(db, order)["status"], shown(db, order)["reason"]]
    vacancies.open(db, market, order["vacancy_id"], NOW)
    assert shown(db, order)["reason"] is None
    vacancies.expire(db, market, NOW + 15 * DAY)
    told.append(shown(db, order)["status"])
    vacancies.end(db, market, order["vacancy_id"], "filled", NOW + 16 * DAY)
    told.append(shown(db, order)["status"])
    assert told == ["pending", "open", "held", "reports", "expired", "filled"]
    assert shown(db, order)["version"] == 6


def test_what_others_change_is_known_as_theirs(db: Database, market: Market, order: Row) -> None:
    vacancies.change(db, market, order["vacancy_id"], NOW, title="Gate welder", posts=1)
    assert shown(db, order)["title"] == "Gate welder"
    changed = since(db, "job_orders", order["id"], 1)
    assert {name: edit.author for name, edit in changed.items()} == {"title": "staff"}


def test_it_follows_the_name_of_its_employer(db: Database, market: Market, order: Row) -> None:
    employers.change(db, market, order["employer_id"], NOW, name="Juhudi Motors", contact_name="Musa")
    assert (shown(db, order)["employer"], shown(db, order)["contact_name"]) == ("Juhudi Motors", "Musa")


def test_a_number_that_reaches_the_employer_no_more_leaves_the_tablet(db: Database, market: Market, order: Row) -> None:
    employers.leave_phone(db, PHONE, NOW)
    assert shown(db, order)["phone"] is None
    employers.set_phone(db, order["employer_id"], "+254700000001", NOW)
    assert shown(db, order)["phone"] == "+254700000001"


def test_one_that_was_taken_away_does_not_come_back(db: Database, market: Market, order: Row) -> None:
    job_orders.remove(db, order, NOW)
    vacancies.open(db, market, order["vacancy_id"], NOW)
    employers.forget_phone(db, order["employer_id"], NOW)
    assert shown(db, order) is None


def test_a_vacancy_without_an_order_leaves_no_trace(db: Database, market: Market) -> None:
    vacancies.open(db, market, vacancy(db, market)["id"], NOW)
    assert db.all("SELECT 1 FROM changes WHERE collection = 'job_orders'") == []
