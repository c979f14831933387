"""Changes: one row a bucket and document, always the newest, on both databases."""

import orjson
import pytest

from core import changes
from core.database import Database, Row
from tests.core.makers import copies


def rows(db: Database) -> list[Row]:
    """All rows, oldest number first."""
    return db.all(
        "SELECT bucket, collection, document, sequence, version, removed, body FROM changes ORDER BY sequence"
    )


def record(db: Database, bucket: str, version: int, left: str | None = None, document: str = "p-1") -> None:
    """The state of a document, in a transaction of its own."""
    with db.transaction():
        changes.record(db, bucket, "profiles", {"id": document, "version": version, "name": "Zoë"}, left=left)


def test_a_document_is_kept_encoded_with_its_version_and_number(db: Database) -> None:
    record(db, "people/047", 3)
    (row,) = rows(db)
    assert orjson.loads(row.pop("body")) == {"id": "p-1", "version": 3, "name": "Zoë"}
    assert row == {
        "bucket": "people/047",
        "collection": "profiles",
        "document": "p-1",
        "sequence": 1,
        "version": 3,
        "removed": 0,
    }


def test_the_newest_state_takes_the_place_and_a_new_number(db: Database) -> None:
    record(db, "people/047", 1)
    record(db, "people/047", 1, document="p-2")
    record(db, "people/047", 2)
    assert [(row["document"], row["version"], row["sequence"]) for row in rows(db)] == [("p-2", 1, 2), ("p-1", 2, 3)]


def test_a_document_that_moves_leaves_a_removal_behind_it(db: Database) -> None:
    record(db, "people/047", 1)
    record(db, "people/001", 2, left="people/047")
    assert copies(db, "p-1") == {"people/047": None, "people/001": {"id": "p-1", "version": 2, "name": "Zoë"}}
    assert [(row["bucket"], row["version"], row["removed"]) for row in rows(db)] == [
        ("people/047", 2, 1),
        ("people/001", 2, 0),
    ]


def test_a_document_that_stays_removes_nothing(db: Database) -> None:
    record(db, "people/047", 1)
    record(db, "people/047", 2, left="people/047")
    assert [row["removed"] for row in rows(db)] == [0]


def test_a_document_that_moves_back_is_there_again(db: Database) -> None:
    record(db, "people/047", 1)
    record(db, "people/001", 2, left="people/047")
    record(db, "people/047", 3, left="people/001")
    held = copies(db, "p-1")
    assert held["people/001"] is None
    assert held["people/047"]["version"] == 3


def test_a_removal_forgets_what_the_document_held(db: Database) -> None:
    record(db, "people/047", 1)
    with db.transaction():
        changes.remove(db, "people/047", "profiles", "p-1", 2)
    (row,) = rows(db)
    assert (row["removed"], row["version"], row["sequence"], row["body"]) == (1, 2, 2, "null")


def test_a_document_may_be_in_several_buckets(db: Database) -> None:
    record(db, "people/047", 1)
    record(db, "caseload/7", 1)
    assert set(copies(db, "p-1")) == {"people/047", "caseload/7"}


def test_what_is_rolled_back_was_never_there(db: Database) -> None:
    record(db, "people/047", 1)
    before = rows(db)
    with pytest.raises(ZeroDivisionError), db.transaction():
        changes.record(db, "people/047", "profiles", {"id": "p-1", "version": 2})
        changes.remove(db, "people/001", "profiles", "p-1", 2)
        _ = 1 / 0
    assert rows(db) == before
