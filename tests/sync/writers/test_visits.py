"""Visits from tablets."""

import pytest

from core.database import Database
from core.market import Market
from tests.core.makers import ELSEWHERE, NOW, TOWN, happened
from tests.sync.makers import Tablet, new_id, tablet, waiting


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


@pytest.fixture
def visit(amina: Tablet) -> str:
    """A visit that is planned."""
    visit = new_id()
    amina.send("visits", visit, 0, place=TOWN, planned_for="2026-12-01", people_met=3)
    return visit


def test_a_visit_is_planned_and_done(db: Database, amina: Tablet, visit: str) -> None:
    result = amina.send("visits", visit, 1, done_at=NOW, people_met={"add": 4})
    assert result == {"n": 2, "status": "applied", "version": 2}
    shown = amina.shown("visits", visit)
    assert (shown["done_at"], shown["people_met"], shown["officer_id"]) == (NOW, 7, amina.device.officer_id)
    assert happened(db, visit) == ["visit.planned", "visit.done"]


def test_counters_of_two_tablets_add_and_lists_join(amina: Tablet, visit: str) -> None:
    other = amina.another()
    first, second = new_id(), new_id()
    other.send("visits", visit, 1, people_met={"add": 4}, met=[first])
    result = amina.send("visits", visit, 1, people_met={"add": 2}, met={"add": [second]})
    assert result["status"] == "merged"
    assert result["set"] == {"people_met": 9, "met": [first, second]}
    # Before it was told, a plain list of its own does not leave out whom the other met.
    assert amina.send("visits", visit, 1, met=[second])["set"]["met"] == [first, second]


def test_a_plain_number_does_not_undo_what_another_tablet_counted(db: Database, amina: Tablet, visit: str) -> None:
    other = amina.another()
    other.send("visits", visit, 1, people_met={"add": 4})
    result = amina.send("visits", visit, 1, people_met=5)
    assert (result["lost"], result["set"]["people_met"]) == (["people_met"], 7)
    assert waiting(db) == [("people_met", 5, "both_changed")]


@pytest.mark.parametrize("add", [-4, 99_998])
def test_a_number_that_no_visit_can_have_is_kept_for_staff(db: Database, amina: Tablet, visit: str, add: int) -> None:
    result = amina.send("visits", visit, 1, people_met={"add": add}, purpose="Market day")
    assert (result["invalid"], result["set"]) == ({"people_met": "out_of_range"}, {"people_met": 3})
    assert amina.shown("visits", visit)["purpose"] == "Market day"
    assert waiting(db) == [("people_met", {"add": add}, "out_of_range")]
    assert amina.send("visits", new_id(), 0, place=TOWN, people_met={"add": -1})["lost"] == ["people_met"]


def test_both_sides_of_a_visit_are_merged(db: Database, amina: Tablet, visit: str) -> None:
    other = amina.another()
    other.send("visits", visit, 1, place=ELSEWHERE, weather="rain")
    result = amina.send("visits", visit, 1, place=TOWN, purpose="Market day", weather="sun")
    assert result["lost"] == ["place", "weather"]
    shown = amina.shown("visits", visit)
    assert (shown["place"], shown["purpose"], shown["weather"]) == (ELSEWHERE, "Market day", "rain")


def test_a_visit_of_another_officer_is_out_of_scope(db: Database, market: Market, amina: Tablet, visit: str) -> None:
    baraka = tablet(db, market, "baraka")
    assert baraka.send("visits", visit, 1, purpose="Mine")["reason"] == "not_in_scope"
    assert baraka.send("visits", visit, 0, place=TOWN)["reason"] == "not_in_scope"
    assert baraka.remove("visits", visit, 1)["reason"] == "not_in_scope"
    assert baraka.held("visits", visit) is None


def test_of_a_visit_that_was_taken_away_what_comes_late_is_kept(db: Database, amina: Tablet, visit: str) -> None:
    other = amina.another()
    other.send("visits", visit, 1, purpose="Market day", people_met={"add": 2})
    assert amina.remove("visits", visit, 1) == {"n": 2, "status": "merged", "version": 3}
    assert amina.remove("visits", visit, 3)["status"] == "applied"
    assert other.send("visits", visit, 2, people_met={"add": 2})["reason"] == "gone"
    assert sorted(waiting(db)) == [
        ("", {"people_met": {"add": 2}}, "gone"),
        ("people_met", 5, "replaced"),
        ("purpose", "Market day", "replaced"),
    ]


def test_a_visit_lacks_nothing_that_it_needs(amina: Tablet) -> None:
    assert amina.send("visits", new_id(), 0, purpose="Market day")["invalid"] == {"place": "required"}
    assert amina.send("visits", new_id(), 3, purpose="Market day")["reason"] == "gone"
    assert amina.remove("visits", new_id(), 0)["reason"] == "unknown_document"
