"""Conflicts: staff let a value be shown after all, leave it, or ask the officer, and speak for nobody."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core import caseload, consent, profiles, vacancies
from core.database import Database, Row
from core.errors import ConflictError, InvalidError
from core.market import Market
from messages import opt_outs
from sync import conflicts, quarantine
from tests.core.makers import ELSEWHERE, NOW, PHONE, TOWN, open_vacancy
from tests.core.makers import person as registered
from tests.sync.makers import MINE, Tablet, by_phone, new_id, tablet, waiting

LATER = NOW + 3600


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


@pytest.fixture
def person(amina: Tablet) -> str:
    """Somebody whom the officer looks after."""
    return amina.register()


def revoked(amina: Tablet) -> Tablet:
    """Another tablet of the officer, which was lost."""
    other = amina.another()
    return replace(other, device=replace(other.device, revoked=True))


def only(db: Database) -> Row:
    """The one thing that waits."""
    [row] = quarantine.waiting(db)
    return row


def accept(db: Database, market: Market, conflict: Row) -> None:
    conflicts.accept(db, market, conflict, "staff", LATER)


def refusal(db: Database, market: Market, conflict: Row) -> str:
    """Why it cannot be accepted."""
    with pytest.raises(InvalidError) as error:
        accept(db, market, conflict)
    assert quarantine.by_id(db, conflict["id"])["state"] == "waiting"
    return error.value.code


def test_a_value_that_lost_is_shown_after_all(db: Database, market: Market, amina: Tablet, person: str) -> None:
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 1, experience="none")
    accept(db, market, only(db))
    assert amina.shown("profiles", person)["experience"] == "none"
    assert waiting(db) == []
    # It is staff's word now: a tablet that did not know has to ask again.
    assert amina.send("profiles", person, 1, experience="under_1")["lost"] == ["experience"]


def test_what_is_accepted_takes_the_place_of_what_was_changed_since(
    db: Database, market: Market, amina: Tablet, person: str
) -> None:
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 1, experience="none", shoe_size=40)
    conflict = only(db)
    amina.another().send("profiles", person, 3, experience="3_to_5")
    accept(db, market, conflict)
    shown = amina.shown("profiles", person)
    assert (shown["experience"], shown["shoe_size"]) == ("none", 40)


def test_a_field_of_somebody_who_was_met_is_accepted(db: Database, market: Market, amina: Tablet) -> None:
    registered(db, market)
    person = amina.register(new_id(), place=ELSEWHERE)
    conflict = only(db)
    assert (conflict["field"], conflict["base"]) == ("place", 0)
    accept(db, market, conflict)
    assert amina.shown("profiles", person)["place"] == ELSEWHERE


def test_a_field_that_only_tablets_know_is_accepted(db: Database, market: Market, amina: Tablet, person: str) -> None:
    amina.another().send("profiles", person, 1, shoe_size=40)
    amina.send("profiles", person, 1, shoe_size=41)
    accept(db, market, only(db))
    assert amina.shown("profiles", person)["shoe_size"] == 41


def test_a_whole_operation_that_was_refused_is_applied(db: Database, market: Market, amina: Tablet) -> None:
    person, note, visit = new_id(), new_id(), new_id()
    lost = revoked(amina)
    lost.push(
        lost.operation("profiles", person, 0, **MINE, skills={"add": ["mig"]}),
        lost.operation("consents", f"{person}.alerts", 0, given=1, often="weekly"),
        lost.operation("notes", note, 0, profile_id=person, text="Met under the tree"),
        lost.operation("visits", visit, 0, place=TOWN, met=[person], people_met={"add": 3}),
        lost.operation("profiles", person, 1, experience="none"),
        lost.removal("notes", note, 1),
    )
    assert amina.held("profiles", person) is None
    for conflict in quarantine.waiting(db):
        accept(db, market, conflict)
    assert waiting(db) == []
    shown = amina.shown("profiles", person)
    assert (shown["skills"], shown["experience"], shown["alerts"]) == (["mig"], "none", "weekly")
    assert consent.stands(db, person, "alerts")
    assert amina.shown("visits", visit)["met"] == [person]
    assert amina.held("notes", note) is None
    assert caseload.holds(db, amina.device.officer_id, person)


def test_of_a_whole_operation_each_field_is_merged_as_it_would_have_been(
    db: Database, market: Market, amina: Tablet, person: str
) -> None:
    lost = revoked(amina)
    lost.send("profiles", person, 1, experience="none", place=ELSEWHERE, phones=[PHONE, "+254700000001"])
    conflict = only(db)
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 2, phones={"add": ["+254700000002"]})
    accept(db, market, conflict)
    shown = amina.shown("profiles", person)
    assert (shown["experience"], shown["place"]) == ("over_5", ELSEWHERE)
    assert shown["phones"] == [PHONE, "+254700000002", "+254700000001"]
    assert waiting(db) == [("experience", "none", "both_changed")]
    accept(db, market, only(db))
    assert amina.shown("profiles", person)["experience"] == "none"


def test_what_staff_accepted_earlier_is_not_undone_by_another_operation(
    db: Database, market: Market, amina: Tablet, person: str
) -> None:
    lost = revoked(amina)
    lost.send("profiles", person, 1, experience="none")
    lost.send("profiles", person, 1, experience="over_5", place=ELSEWHERE)
    first, second = quarantine.waiting(db)
    accept(db, market, first)
    accept(db, market, second)
    assert amina.shown("profiles", person)["experience"] == "none"
    assert waiting(db) == [("experience", "over_5", "both_changed")]


def test_staff_may_accept_what_was_out_of_scope(db: Database, market: Market, amina: Tablet, person: str) -> None:
    baraka = tablet(db, market, "baraka")
    baraka.send("profiles", person, 1, experience="none")
    accept(db, market, only(db))
    assert amina.shown("profiles", person)["experience"] == "none"
    assert not caseload.holds(db, baraka.device.officer_id, person)


def test_nobody_accepts_over_the_word_of_a_person(db: Database, market: Market, amina: Tablet, person: str) -> None:
    amina.send("consents", f"{person}.alerts", 0, given=1)
    opt_outs.stop(db, market, PHONE, NOW, "sms")
    amina.send("consents", f"{person}.alerts", 1, given=1)
    assert refusal(db, market, only(db)) == "own_word"
    assert not consent.stands(db, person, "alerts")


def test_nor_over_a_word_that_came_while_it_waited(db: Database, market: Market, amina: Tablet, person: str) -> None:
    amina.another().send("consents", f"{person}.alerts", 0, given=1)
    amina.send("consents", f"{person}.alerts", 0, given=0)
    conflict = only(db)
    assert (conflict["value"], conflict["reason"]) == (1, "replaced")
    standing = profiles.by_id(db, person)
    assert standing is not None
    opt_outs.set_alerts(db, market, standing, "daily", NOW, "sw", "sms")
    opt_outs.stop(db, market, PHONE, NOW, "sms")
    assert refusal(db, market, conflict) == "own_word"
    assert not consent.stands(db, person, "alerts")


def test_nor_with_a_whole_operation(db: Database, market: Market, amina: Tablet, person: str) -> None:
    amina.send("consents", f"{person}.alerts", 0, given=1)
    revoked(amina).send("consents", f"{person}.alerts", 1, given=1)
    conflict = only(db)
    opt_outs.stop(db, market, PHONE, NOW, "sms")
    assert refusal(db, market, conflict) == "own_word"
    assert not consent.stands(db, person, "alerts")


def test_the_word_of_another_tablet_that_was_replaced_is_accepted(
    db: Database, market: Market, amina: Tablet, person: str
) -> None:
    amina.another().send("consents", f"{person}.alerts", 0, given=1)
    amina.send("consents", f"{person}.alerts", 0, given=0)
    accept(db, market, only(db))
    assert consent.stands(db, person, "alerts")
    assert waiting(db) == []


def test_a_number_that_another_tablet_removed_comes_back_by_staff_alone(
    db: Database, market: Market, amina: Tablet
) -> None:
    second, third = "+254700000001", "+254700000002"
    person = amina.register(phones=[PHONE, second])
    amina.another().send("profiles", person, 1, phones={"add": [third], "remove": [second]})
    amina.send("profiles", person, 1, phones=[PHONE, second])
    accept(db, market, only(db))
    assert amina.shown("profiles", person)["phones"] == [PHONE, third, second]


def test_who_took_an_application_back_applies_again_by_staff(
    db: Database, market: Market, amina: Tablet, person: str
) -> None:
    vacancy = open_vacancy(db, market)
    amina.send("consents", f"{person}.service", 0, given=1)
    application = new_id()
    amina.send("applications", application, 0, profile_id=person, vacancy_id=vacancy["reference"])
    amina.another().send("applications", application, 1, status="withdrawn")
    amina.another().send("applications", new_id(), 0, profile_id=person, vacancy_id=vacancy["reference"])
    conflict = only(db)
    accept(db, market, conflict)
    assert amina.shown("applications", application)["status"] == "applied"


def test_what_still_cannot_be_applied_goes_on_waiting(db: Database, market: Market, amina: Tablet, person: str) -> None:
    vacancy = open_vacancy(db, market)
    amina.push(
        amina.operation("frogs", "x", 0, code="green"),
        amina.operation("profiles", person, 1, birth_year="1995"),
        amina.operation("applications", new_id(), 0, profile_id=person, vacancy_id=vacancy["reference"]),
        amina.operation("notes", new_id(), 3, text="Nobody knows"),
        amina.operation("notes", new_id(), 0, profile_id=person, code=1),
    )
    reasons = [refusal(db, market, conflict) for conflict in quarantine.waiting(db)]
    assert sorted(reasons) == ["consent_missing", "gone", "invalid", "type", "unknown_collection"]
    amina.send("consents", f"{person}.service", 0, given=1)
    vacancies.end(db, market, vacancy["id"], "filled", NOW)
    [application] = [row for row in quarantine.waiting(db) if row["reason"] == "consent_missing"]
    assert refusal(db, market, application) == "vacancy_closed"


def test_what_is_dropped_leaves_what_is_shown(db: Database, market: Market, amina: Tablet, person: str) -> None:
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 1, experience="none")
    conflict = only(db)
    conflicts.drop(db, conflict, "staff", LATER, "She said so on the phone")
    row = quarantine.by_id(db, conflict["id"])
    assert (row["state"], row["decided_by"], row["decided_at"], row["why"]) == (
        "dropped",
        "staff",
        LATER,
        "She said so on the phone",
    )
    assert amina.shown("profiles", person)["experience"] == "over_5"


def test_what_is_sent_back_is_on_the_tablet_until_it_is_decided_on(
    db: Database, market: Market, amina: Tablet, person: str
) -> None:
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 1, experience="none")
    conflict = only(db)
    conflicts.send_back(db, conflict, "staff", LATER, "Which?")
    shown = amina.shown("conflicts", conflict["id"])
    assert (shown["field"], shown["value"], shown["shown"], shown["why"]) == ("experience", "none", "over_5", "Which?")
    assert waiting(db) == []
    accept(db, market, quarantine.by_id(db, conflict["id"]))
    assert amina.held("conflicts", conflict["id"]) is None
    assert amina.shown("profiles", person)["experience"] == "none"


def test_what_is_decided_is_decided(db: Database, market: Market, amina: Tablet, person: str) -> None:
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 1, experience="none")
    conflict = only(db)
    conflicts.drop(db, conflict, "one", LATER, "no")
    with pytest.raises(ConflictError):
        accept(db, market, conflict)
    decided = quarantine.by_id(db, conflict["id"])
    decisions: list[Callable[[], object]] = [
        lambda: accept(db, market, decided),
        lambda: conflicts.drop(db, decided, "other", LATER, "no"),
        lambda: conflicts.send_back(db, decided, "other", LATER, "why"),
    ]
    for decision in decisions:
        with pytest.raises(InvalidError, match="decided"):
            decision()
    assert amina.shown("profiles", person)["experience"] == "over_5"


def test_of_somebody_who_was_erased_nothing_is_decided(
    db: Database, market: Market, amina: Tablet, person: str
) -> None:
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 1, experience="none")
    conflict = only(db)
    conflicts.send_back(db, conflict, "staff", LATER, "Which?")
    standing = profiles.by_id(db, person)
    assert standing is not None
    profiles.erase(db, market, standing, LATER)
    assert amina.held("conflicts", conflict["id"]) is None
    with pytest.raises(ConflictError):
        accept(db, market, conflict)
