"""Visits: outreach days of an officer, in the officer's own copies alone, on both databases."""

from typing import Any

import pytest

from core import changes, edits, visits
from core.database import Database, Row
from core.edits import Edit
from core.errors import ConflictError
from core.market import Market
from tests.core.makers import NOW, TOWN, copies, happened, officer


@pytest.fixture
def amina(db: Database, market: Market) -> Row:
    return officer(db, market)


def planned(db: Database, who: Row, **fields: Any) -> Row:
    """A visit that the officer planned."""
    return visits.add(db, NOW, officer_id=who["id"], place=TOWN, **{"planned_for": "2026-11-30", **fields})


def test_a_planned_visit_is_told_and_copied_to_its_officer(db: Database, market: Market, amina: Row) -> None:
    officer(db, market, "juma")
    visit = planned(db, amina, purpose="Youth day", met=["p-1"], people_met=4, more={"colour": "red"})
    assert visits.by_id(db, visit["id"]) == visit
    assert happened(db, visit["id"]) == ["visit.planned"]
    assert copies(db, visit["id"]) == {
        changes.caseload(amina["id"]): {
            "id": visit["id"],
            "version": 1,
            "officer_id": amina["id"],
            "place": TOWN,
            "planned_for": "2026-11-30",
            "done_at": None,
            "purpose": "Youth day",
            "met": ["p-1"],
            "people_met": 4,
            "colour": "red",
        }
    }


def test_a_visit_of_which_little_is_known_has_met_nobody(db: Database, amina: Row) -> None:
    document = visits.document(visits.add(db, NOW, officer_id=amina["id"], place=TOWN, visit_id="v-1"))
    assert (document["id"], document["met"], document["people_met"]) == ("v-1", [], 0)
    assert (document["planned_for"], document["done_at"], document["purpose"]) == (None, None, None)


def test_a_change_leaves_its_edits_and_the_newest_copy(db: Database, amina: Row) -> None:
    visit = planned(db, amina)
    changed = visits.change(db, visit, NOW + 1, amina["id"], met=["p-1", "p-2"], people_met=9)
    assert visits.by_id(db, visit["id"]) == changed
    copy = copies(db, visit["id"])[changes.caseload(amina["id"])]
    assert (copy["version"], copy["met"], copy["people_met"]) == (2, ["p-1", "p-2"], 9)
    noted = {"met": Edit(2, amina["id"]), "people_met": Edit(2, amina["id"])}
    assert edits.since(db, "visits", visit["id"], 1) == noted
    assert happened(db, visit["id"]) == ["visit.planned"]


def test_a_visit_is_done_once(db: Database, amina: Row) -> None:
    visit = planned(db, amina)
    for at in (NOW, NOW + 1):
        visit = visits.change(db, visit, NOW, amina["id"], done_at=at)
    assert happened(db, visit["id"]) == ["visit.planned", "visit.done"]
    assert visit["done_at"] == NOW + 1


def test_a_visit_taken_away_is_empty_and_its_copy_is_told_to_go(db: Database, amina: Row) -> None:
    visit = planned(db, amina, purpose="Youth day", met=["p-1"], more={"colour": "red"})
    left = visits.remove(db, visit, NOW + 1)
    assert (left["removed"], left["purpose"], left["met"], left["more"]) == (1, None, "[]", "{}")
    assert visits.by_id(db, visit["id"]) == left
    assert copies(db, visit["id"]) == {changes.caseload(amina["id"]): None}


@pytest.mark.parametrize(
    "wrong", [{"purpose": "x" * 501}, {"visit_id": "v-1"}, {"people_met": None}, {"officer_id": "nobody"}]
)
def test_the_database_itself_refuses_bad_data(db: Database, amina: Row, wrong: dict[str, Any]) -> None:
    planned(db, amina, visit_id="v-1")
    at = changes.position(db)
    with pytest.raises(ConflictError):
        visits.add(db, NOW, **{"officer_id": amina["id"], "place": TOWN, **wrong})
    assert changes.position(db) == at


def test_a_visit_that_is_not_there_is_not_found(db: Database) -> None:
    assert visits.by_id(db, "nothing") is None
