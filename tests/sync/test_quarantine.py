"""Quarantine: what is not shown is kept with all that staff need, and leaves when they have decided."""

from typing import Any

import pytest

from core.database import Database
from core.errors import ConflictError, NotFoundError
from core.market import Market
from sync import quarantine
from tests.core.makers import ELSEWHERE, NOW, person
from tests.sync.makers import Tablet, new_id, tablet


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


def keep(amina: Tablet, now: int = NOW, **more: Any) -> str:
    """Keep a value; returns the id of what waits."""
    given = {"collection": "profiles", "document": new_id(), "base": 3, "reason": "both_changed", "value": "B"}
    quarantine.keep(amina.db, amina.device, now, **{**given, **more})
    rows = amina.db.all("SELECT id FROM quarantine ORDER BY id")
    return str(rows[-1]["id"])


def test_what_is_kept_names_the_tablet_the_officer_the_time_and_the_reason(db: Database, amina: Tablet) -> None:
    person = new_id()
    kept = keep(amina, document=person, field="name", shown="A", profile_id=person)
    row = quarantine.by_id(db, kept)
    assert row == {
        "id": kept,
        "version": 1,
        "state": "waiting",
        "device_id": amina.device.id,
        "officer_id": amina.device.officer_id,
        "officer": "amina",
        "profile_id": person,
        "collection": "profiles",
        "document": person,
        "base": 3,
        "field": "name",
        "value": "B",
        "shown": "A",
        "reason": "both_changed",
        "at": NOW,
        "decided_at": None,
        "decided_by": None,
        "why": None,
    }


@pytest.mark.parametrize(
    "value", [None, 0, "", [], {"add": ["mig"]}, {"name": "Ñandú\0", "deep": [[1.5, True]]}, "\0", 2**53]
)
def test_any_value_is_kept_as_it_came(db: Database, amina: Tablet, value: Any) -> None:
    assert quarantine.by_id(db, keep(amina, value=value))["value"] == value


def test_names_that_no_database_takes_are_kept_as_far_as_it_can(db: Database, amina: Tablet) -> None:
    row = quarantine.by_id(db, keep(amina, collection="fro\0gs" * 30, document="\0x", field="a\0b"))
    assert (row["collection"], row["document"], row["field"]) == ("frogs" * 16, "x", "ab")


def test_what_waits_is_listed_the_oldest_first(db: Database, amina: Tablet) -> None:
    late, early = keep(amina, NOW + 5), keep(amina, NOW)
    assert [row["id"] for row in quarantine.waiting(db)] == [early, late]
    assert [row["id"] for row in quarantine.waiting(db, 1)] == [early]


def test_what_was_decided_waits_no_more(db: Database, amina: Tablet) -> None:
    kept = keep(amina)
    quarantine.decide(db, quarantine.by_id(db, kept), "dropped", "staff", NOW + 1, "a slip")
    assert quarantine.waiting(db) == []
    row = quarantine.by_id(db, kept)
    assert (row["state"], row["decided_by"], row["decided_at"], row["why"]) == ("dropped", "staff", NOW + 1, "a slip")


def test_of_two_who_decide_the_second_is_told(db: Database, amina: Tablet) -> None:
    row = quarantine.by_id(db, keep(amina))
    quarantine.decide(db, row, "accepted", "one", NOW)
    with pytest.raises(ConflictError):
        quarantine.decide(db, row, "dropped", "other", NOW)
    assert quarantine.by_id(db, row["id"])["decided_by"] == "one"


def test_what_is_sent_back_is_on_the_tablets_until_it_is_decided_on(db: Database, amina: Tablet) -> None:
    kept = keep(amina, field="name", shown="A", document="d")
    quarantine.decide(db, quarantine.by_id(db, kept), "sent_back", "staff", NOW + 60, "Which of them?")
    assert amina.held("conflicts", kept) == {
        "version": 2,
        "collection": "profiles",
        "document": "d",
        "field": "name",
        "value": "B",
        "shown": "A",
        "reason": "both_changed",
        "why": "Which of them?",
        "at": NOW + 60,
    }
    quarantine.decide(db, quarantine.by_id(db, kept), "sent_back", "staff", NOW + 90, "Please answer")
    assert amina.shown("conflicts", kept)["why"] == "Please answer"
    quarantine.decide(db, quarantine.by_id(db, kept), "dropped", "staff", NOW + 99)
    assert amina.held("conflicts", kept) is None


def test_what_was_never_sent_back_is_on_no_tablet(db: Database, amina: Tablet) -> None:
    kept = keep(amina)
    quarantine.decide(db, quarantine.by_id(db, kept), "accepted", "staff", NOW)
    assert db.all("SELECT document FROM changes WHERE collection = 'conflicts'") == []


def test_what_was_kept_under_another_id_follows_the_person(db: Database, amina: Tablet) -> None:
    alias, person = new_id(), new_id()
    kept, other = keep(amina, profile_id=alias), keep(amina, profile_id=new_id())
    quarantine.name_also(db, alias, person)
    assert quarantine.by_id(db, kept)["profile_id"] == person
    assert quarantine.by_id(db, other)["profile_id"] != person


def test_what_is_not_there_is_not_found(db: Database) -> None:
    with pytest.raises(NotFoundError):
        quarantine.by_id(db, new_id())


def test_what_waits_is_of_where_the_person_is_else_of_where_the_officer_works(
    db: Database, market: Market, amina: Tablet
) -> None:
    here, there = person(db, market), person(db, market, "+254733000111", place=ELSEWHERE)
    kept = [
        keep(amina, NOW + number, profile_id=each)
        for number, each in enumerate((here["id"], there["id"], new_id(), None))
    ]

    def listed(*asked: Any) -> list[str]:
        return [row["id"] for row in quarantine.page(db, *asked)]

    assert listed(None) == kept
    assert listed(None, (NOW, kept[0]), 2) == kept[1:3]
    assert listed(("047",)) == [kept[0], kept[2], kept[3]]
    assert listed(("001",)) == [kept[1]]
    assert listed(()) == []
    assert quarantine.seen_by_id(db, kept[0], ("047",))["reference"] == here["reference"]
    with pytest.raises(NotFoundError):
        quarantine.seen_by_id(db, kept[1], ("047",))
