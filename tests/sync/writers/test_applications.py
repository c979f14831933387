"""Applications from tablets: as a person would make them on the phone, and never over what was decided since."""

import pytest

from core import applications, vacancies
from core.database import Database, Row
from core.market import Market
from tests.core.makers import NOW
from tests.core.makers import open_vacancy as opened
from tests.core.makers import person as registered
from tests.sync.makers import Tablet, new_id, tablet, waiting


@pytest.fixture
def vacancy(db: Database, market: Market) -> Row:
    """A vacancy that people may apply for."""
    return opened(db, market)


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


@pytest.fixture
def person(amina: Tablet) -> str:
    """Somebody who agreed to the service."""
    profile_id = amina.register()
    amina.send("consents", f"{profile_id}.service", 0, given=1)
    return profile_id


def apply(amina: Tablet, person: str, vacancy: Row, **more: object) -> tuple[str, Row]:
    """Apply; returns the id of the application and the result."""
    application = new_id()
    result = amina.send("applications", application, 0, profile_id=person, vacancy_id=vacancy["reference"], **more)
    return application, result


def count(db: Database, vacancy: Row) -> int:
    """How many have applied."""
    return int(db.all("SELECT applications FROM vacancy WHERE id = :id", id=vacancy["id"])[0]["applications"])


def test_a_person_applies_through_a_tablet(db: Database, amina: Tablet, person: str, vacancy: Row) -> None:
    application, result = apply(amina, person, vacancy)
    assert (result["status"], result["version"]) == ("applied", 1)
    assert result["set"] == {"status": "applied", "applied_at": NOW}
    assert amina.shown("applications", application)["vacancy_id"] == vacancy["reference"]
    assert count(db, vacancy) == 1


def test_an_application_is_taken_back_and_made_again(db: Database, amina: Tablet, person: str, vacancy: Row) -> None:
    application, _result = apply(amina, person, vacancy, status="applied")
    results = amina.push(
        amina.operation("applications", application, 1, status="withdrawn"),
        amina.operation("applications", application, 1, status="applied"),
        amina.operation("applications", application, 1, status="withdrawn"),
    )
    assert [(each["status"], each["version"]) for each in results] == [("applied", 2), ("applied", 3), ("applied", 4)]
    assert amina.shown("applications", application)["status"] == "withdrawn"
    assert count(db, vacancy) == 0


def test_whoever_did_not_agree_does_not_apply(db: Database, amina: Tablet, vacancy: Row) -> None:
    _application, result = apply(amina, amina.register(), vacancy)
    assert result["reason"] == "consent_missing"
    assert len(waiting(db)) == 1
    assert count(db, vacancy) == 0


def test_a_vacancy_that_closed_takes_nobody(
    db: Database, market: Market, amina: Tablet, person: str, vacancy: Row
) -> None:
    application, _result = apply(amina, person, vacancy)
    amina.send("applications", application, 1, status="withdrawn")
    vacancies.end(db, market, vacancy["id"], "filled", NOW)
    other = amina.register(name="Halima Yusuf")
    amina.send("consents", f"{other}.service", 0, given=1)
    assert apply(amina, other, vacancy)[1]["reason"] == "vacancy_closed"
    result = amina.send("applications", application, 2, status="applied")
    assert (result["status"], result["lost"], result["set"]["status"]) == ("conflict", ["status"], "withdrawn")
    assert [(name, reason) for name, _value, reason in waiting(db)] == [
        ("", "vacancy_closed"),
        ("status", "vacancy_closed"),
    ]


@pytest.mark.parametrize("reference", ["99999", "10018", "x", "1e999"])
def test_a_vacancy_that_is_not_there_is_told(amina: Tablet, person: str, reference: str) -> None:
    assert apply(amina, person, {"reference": reference})[1]["reason"] == "unknown_document"


def test_what_the_employer_decided_stays(
    db: Database, market: Market, amina: Tablet, person: str, vacancy: Row
) -> None:
    application, _result = apply(amina, person, vacancy)
    applications.decide(db, market, application, "hired", NOW)
    result = amina.send("applications", application, 1, status="withdrawn")
    assert (result["lost"], result["set"]["status"]) == (["status"], "hired")
    assert waiting(db) == [("status", "withdrawn", "both_changed")]
    result = amina.send("applications", application, 2, status="hired")
    assert result["status"] == "applied"
    assert amina.send("applications", application, 2, status="refused")["invalid"] == {"status": "read_only"}


def test_an_application_that_was_looked_at_can_be_taken_back(
    db: Database, market: Market, amina: Tablet, person: str, vacancy: Row
) -> None:
    application, _result = apply(amina, person, vacancy)
    applications.decide(db, market, application, "seen", NOW)
    result = amina.send("applications", application, 1, status="withdrawn")
    assert (result["status"], result["version"]) == ("merged", 3)
    assert amina.send("applications", application, 2, status="applied")["status"] == "applied"


def test_who_applied_by_phone_has_one_application(db: Database, market: Market, amina: Tablet, vacancy: Row) -> None:
    known = registered(db, market)
    applications.apply(db, market, known, vacancy["id"], NOW)
    [row] = applications.of_profile(db, known["id"])
    person = amina.register()
    amina.send("consents", f"{person}.service", 0, given=1)
    application, result = apply(amina, person, vacancy)
    assert (result["id"], result["status"]) == (row["id"], "merged")
    assert result["set"] == {"status": "applied", "applied_at": NOW}
    assert amina.send("applications", application, 1, status="withdrawn")["id"] == row["id"]
    assert amina.held("applications", application) is None
    assert count(db, vacancy) == 0


def test_who_took_it_back_by_phone_is_asked_again_by_staff(
    db: Database, market: Market, amina: Tablet, person: str, vacancy: Row
) -> None:
    application, _result = apply(amina, person, vacancy)
    [profile] = db.all("SELECT * FROM profile WHERE id = :id", id=person)
    applications.withdraw(db, market, profile, application, NOW)
    other = amina.another()
    result = other.send("applications", new_id(), 0, profile_id=person, vacancy_id=vacancy["reference"])
    assert (result["id"], result["lost"], result["set"]["status"]) == (application, ["status"], "withdrawn")
    assert waiting(db) == [("status", "applied", "both_changed")]
    assert count(db, vacancy) == 0


def test_a_change_of_something_else_applies_for_nothing(amina: Tablet, person: str, vacancy: Row) -> None:
    application, _result = apply(amina, person, vacancy)
    amina.send("applications", application, 1, status="withdrawn")
    amina.send("applications", application, 2, bus_fare=200)
    shown = amina.shown("applications", application)
    assert (shown["status"], shown["bus_fare"], shown["version"]) == ("withdrawn", 200, 3)


def test_unknown_fields_are_kept_and_come_back_also_after_a_call(
    db: Database, market: Market, amina: Tablet, person: str, vacancy: Row
) -> None:
    application, result = apply(amina, person, vacancy, bus_fare=200)
    assert result["version"] == amina.shown("applications", application)["version"]
    [profile] = db.all("SELECT * FROM profile WHERE id = :id", id=person)
    applications.withdraw(db, market, profile, application, NOW)
    assert amina.shown("applications", application)["bus_fare"] == 200
    other = amina.another()
    assert other.send("applications", application, 1, bus_fare=300)["lost"] == ["bus_fare"]


def test_what_cannot_be_changed_is_kept_for_staff(db: Database, amina: Tablet, person: str, vacancy: Row) -> None:
    application, _result = apply(amina, person, vacancy)
    elsewhere = amina.register(name="Halima Yusuf")
    result = amina.send("applications", application, 1, profile_id=elsewhere, vacancy_id=vacancy["reference"])
    assert result["invalid"] == {"profile_id": "fixed"}
    assert amina.shown("applications", application)["profile_id"] == person


def test_an_application_that_was_never_made_is_not_taken_back(amina: Tablet, person: str, vacancy: Row) -> None:
    assert apply(amina, person, vacancy, status="withdrawn")[1]["reason"] == "unknown_document"
    assert amina.send("applications", new_id(), 3, status="withdrawn")["reason"] == "unknown_document"
    assert amina.send("applications", new_id(), 0, vacancy_id=vacancy["reference"])["reason"] == "invalid"
    assert amina.remove("applications", new_id(), 1)["reason"] == "read_only"
