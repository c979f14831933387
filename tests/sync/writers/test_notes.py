"""Notes from tablets."""

import pytest

from core.database import Database
from core.market import Market
from tests.core.makers import NOW
from tests.sync.makers import Tablet, new_id, tablet, waiting


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


@pytest.fixture
def person(amina: Tablet) -> str:
    """Somebody whom the officer looks after."""
    return amina.register()


@pytest.fixture
def note(amina: Tablet, person: str) -> str:
    """A note of hers."""
    note = new_id()
    assert amina.send("notes", note, 0, profile_id=person, text="Lost her tools", written_at=NOW - 60)["version"] == 1
    return note


def test_a_note_is_kept_with_who_wrote_it(amina: Tablet, person: str, note: str) -> None:
    assert amina.shown("notes", note) == {
        "version": 1,
        "officer_id": amina.device.officer_id,
        "profile_id": person,
        "text": "Lost her tools",
        "written_at": NOW - 60,
    }


def test_a_note_lacks_nothing_that_it_needs(db: Database, amina: Tablet, person: str) -> None:
    assert amina.send("notes", new_id(), 0, profile_id=person)["invalid"] == {"text": "required"}
    assert amina.send("notes", new_id(), 0, profile_id=person, text=" \n ")["invalid"] == {"text": "required"}
    assert amina.send("notes", new_id(), 0, text="Whose?")["invalid"] == {"profile_id": "required"}
    assert amina.send("notes", new_id(), 0, profile_id=[person], text="Whose?")["reason"] == "invalid"
    assert amina.send("notes", new_id(), 0, profile_id=person, text="x" * 2001)["invalid"] == {"text": "too_long"}
    assert len(waiting(db)) == 5


def test_both_sides_of_a_note_are_merged(db: Database, amina: Tablet, note: str) -> None:
    other = amina.another()
    other.send("notes", note, 1, text="Found her tools", colour="red")
    result = amina.send("notes", note, 1, text="Has no tools", written_at=NOW, mood="low")
    assert (result["status"], result["lost"]) == ("conflict", ["text"])
    assert result["set"] == {"text": "Found her tools", "colour": "red"}
    shown = amina.shown("notes", note)
    assert (shown["text"], shown["written_at"], shown["mood"], shown["colour"]) == (
        "Found her tools",
        NOW,
        "low",
        "red",
    )
    assert amina.send("notes", note, 1, colour="blue")["lost"] == ["colour"]


def test_of_a_note_that_was_taken_away_what_comes_late_is_kept(db: Database, amina: Tablet, note: str) -> None:
    assert amina.remove("notes", note, 1) == {"n": 3, "status": "applied", "version": 2}
    assert amina.held("notes", note) is None
    assert amina.remove("notes", note, 2)["status"] == "applied"
    other = amina.another()
    assert other.send("notes", note, 1, text="Found them")["reason"] == "gone"
    assert waiting(db) == [("", {"text": "Found them"}, "gone")]


def test_what_another_tablet_changed_before_the_note_was_taken_away_is_kept(
    db: Database, amina: Tablet, note: str
) -> None:
    other = amina.another()
    other.send("notes", note, 1, text="Found them")
    assert amina.remove("notes", note, 1)["status"] == "merged"
    assert amina.held("notes", note) is None
    assert waiting(db) == [("text", "Found them", "replaced")]


def test_a_note_of_another_officer_can_be_read_only(
    db: Database, market: Market, amina: Tablet, person: str, note: str
) -> None:
    baraka = tablet(db, market, "baraka")
    assert baraka.register() == person
    assert baraka.send("notes", note, 1, text="Not so")["reason"] == "read_only"
    assert baraka.remove("notes", note, 1)["reason"] == "read_only"
    assert amina.shown("notes", note)["text"] == "Lost her tools"


def test_a_note_that_was_never_there_is_told(amina: Tablet, person: str) -> None:
    assert amina.send("notes", new_id(), 2, text="Found them")["reason"] == "gone"
    assert amina.remove("notes", new_id(), 0)["reason"] == "unknown_document"
