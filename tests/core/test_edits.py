"""Edits: at which version each field changed last and by whom, on both databases."""

import pytest

from core import edits
from core.database import Database, Row
from core.edits import Edit
from core.market import Market
from tests.core.makers import look_after, officer, person


def note(db: Database, version: int, *fields: str, author: str = edits.PERSON, document: str = "v-1") -> None:
    """Fields of a visit that were changed, in a transaction of its own."""
    with db.transaction():
        edits.note(db, "visits", document, version, fields, author)


def note_person(db: Database, profile: Row, version: int, *fields: str, author: str = edits.PERSON) -> None:
    """Fields of a note about somebody that were changed, in a transaction of its own."""
    with db.transaction():
        edits.note_person(db, profile["id"], "notes", "n-1", version, fields, author)


def test_each_field_is_kept_with_its_last_change(db: Database) -> None:
    note(db, 2, "place", "purpose")
    note(db, 3, "purpose", author=edits.STAFF)
    note(db, 4, "met", author="o-1")
    assert edits.since(db, "visits", "v-1", 0) == {
        "place": Edit(2, edits.PERSON),
        "purpose": Edit(3, edits.STAFF),
        "met": Edit(4, "o-1"),
    }


@pytest.mark.parametrize(
    ("base", "changed"),
    [(1, {"place", "purpose"}), (2, {"purpose"}), (3, set()), (9, set())],
)
def test_only_what_changed_after_the_version_that_was_seen_is_told(db: Database, base: int, changed: set[str]) -> None:
    note(db, 2, "place", "purpose")
    note(db, 3, "purpose")
    assert set(edits.since(db, "visits", "v-1", base)) == changed


def test_documents_and_collections_are_apart(db: Database) -> None:
    note(db, 2, "place")
    note(db, 3, "met", document="v-2")
    assert set(edits.since(db, "visits", "v-1", 0)) == {"place"}
    assert set(edits.since(db, "visits", "v-2", 0)) == {"met"}
    assert edits.since(db, "notes", "v-1", 0) == {}


def test_what_is_forgotten_leaves_other_documents_alone(db: Database) -> None:
    note(db, 2, "place")
    note(db, 2, "place", document="v-2")
    edits.forget(db, "visits", "v-1")
    assert edits.since(db, "visits", "v-1", 0) == {}
    assert set(edits.since(db, "visits", "v-2", 0)) == {"place"}


def test_edits_about_people_are_noted_only_where_somebody_looks_after_them(db: Database, market: Market) -> None:
    profile, other = person(db, market), person(db, market, "+254733000111")
    look_after(db, officer(db, market), other)
    note_person(db, profile, 2, "text")
    assert edits.since(db, "notes", "n-1", 0) == {}
    note_person(db, other, 2, "text", "written_at")
    note_person(db, other, 3, "text", author="o-1")
    assert edits.since(db, "notes", "n-1", 0) == {"text": Edit(3, "o-1"), "written_at": Edit(2, edits.PERSON)}


def test_an_edit_that_is_rolled_back_was_none(db: Database, market: Market) -> None:
    profile = person(db, market)
    look_after(db, officer(db, market), profile)
    with pytest.raises(ZeroDivisionError), db.transaction():
        edits.note(db, "visits", "v-1", 2, ["place"], edits.STAFF)
        edits.note_person(db, profile["id"], "notes", "n-1", 2, ["text"], edits.STAFF)
        _ = 1 / 0
    assert db.all("SELECT * FROM edit") == []


def test_an_author_is_a_person_staff_or_an_officer() -> None:
    assert [edits.kind(each) for each in (edits.PERSON, edits.STAFF, "0192/copy01")] == ["person", "staff", "officer"]
