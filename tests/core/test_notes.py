"""Notes: what officers wrote about people, copied to whoever looks after them, on both databases."""

from typing import Any

import pytest

from core import edits, notes
from core.database import Database, Row
from core.edits import Edit
from core.errors import ConflictError
from core.market import Market
from tests.core.makers import DAY, NOW, copies, look_after, officer, person


@pytest.fixture
def amina(db: Database, market: Market) -> Row:
    return officer(db, market)


@pytest.fixture
def profile(db: Database, market: Market) -> Row:
    return person(db, market)


def written(db: Database, who: Row, about: Row, **more: Any) -> Row:
    """A note that the officer wrote."""
    return notes.add(db, NOW, officer_id=who["id"], profile_id=about["id"], **{"text": "On time", **more})


def test_a_note_is_copied_with_what_only_tablets_know(db: Database, amina: Row, profile: Row) -> None:
    bucket = look_after(db, amina, profile)
    note = written(db, amina, profile, written_at=NOW - DAY, more={"colour": "red", "text": "not this one"})
    assert notes.by_id(db, note["id"]) == note
    assert (note["version"], note["removed"]) == (1, 0)
    document = {
        "id": note["id"],
        "version": 1,
        "officer_id": amina["id"],
        "profile_id": profile["id"],
        "text": "On time",
        "written_at": NOW - DAY,
        "colour": "red",
    }
    assert copies(db, note["id"]) == {bucket: document}
    assert notes.documents(db, profile["id"]) == [document]


def test_a_note_about_somebody_whom_nobody_looks_after_is_copied_nowhere(
    db: Database, amina: Row, profile: Row
) -> None:
    note = written(db, amina, profile)
    assert copies(db, note["id"]) == {}
    assert len(notes.documents(db, profile["id"])) == 1


def test_a_change_leaves_its_edits_and_the_newest_copy(db: Database, amina: Row, profile: Row) -> None:
    bucket = look_after(db, amina, profile)
    note = written(db, amina, profile, more={"colour": "red"})
    changed = notes.change(db, note, NOW + 1, amina["id"], text="Late", more={"colour": "blue"})
    assert notes.by_id(db, note["id"]) == changed
    copy = copies(db, note["id"])[bucket]
    assert (copy["version"], copy["text"], copy["colour"]) == (2, "Late", "blue")
    assert edits.since(db, "notes", note["id"], 1)["text"] == Edit(2, amina["id"])
    assert edits.since(db, "notes", note["id"], 2) == {}


def test_a_note_taken_away_is_empty_and_its_copies_are_told_to_go(db: Database, amina: Row, profile: Row) -> None:
    bucket = look_after(db, amina, profile)
    note, other = written(db, amina, profile, more={"colour": "red"}), written(db, amina, profile)
    left = notes.remove(db, note, NOW + 1)
    assert (left["removed"], left["text"], left["more"], left["version"]) == (1, "", "{}", 2)
    assert notes.by_id(db, note["id"]) == left
    assert copies(db, note["id"]) == {bucket: None}
    assert [each["id"] for each in notes.documents(db, profile["id"])] == [other["id"]]


@pytest.mark.parametrize("wrong", [{"text": "x" * 2001}, {"text": None}, {"note_id": "n-1"}])
def test_the_database_itself_refuses_bad_data(db: Database, amina: Row, profile: Row, wrong: dict[str, Any]) -> None:
    bucket = look_after(db, amina, profile)
    written(db, amina, profile, note_id="n-1")
    with pytest.raises(ConflictError):
        written(db, amina, profile, **wrong)
    assert list(copies(db, "n-1")) == [bucket]
    assert len(notes.documents(db, profile["id"])) == 1


def test_what_nobody_wrote_is_not_found(db: Database, profile: Row) -> None:
    assert notes.by_id(db, "nothing") is None
    assert notes.documents(db, "nobody") == notes.documents(db, profile["id"]) == []
