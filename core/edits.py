"""Edits: at which version each field of a document was changed last, and by whom: what merging goes by."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.database import Database

PERSON = "person"  # from the person's own phone
STAFF = "staff"
OFFICER = "officer"  # what `kind` says of all of them, whose ids authors are


@dataclass(frozen=True, slots=True)
class Edit:
    """The last change of a field. `author` is PERSON, STAFF or the id of an officer."""

    version: int
    author: str


def kind(author: str) -> str:
    """What an author is: PERSON, STAFF or OFFICER."""
    return author if author in (PERSON, STAFF) else OFFICER


def note(db: Database, collection: str, document: str, version: int, fields: Iterable[str], author: str) -> None:
    """Within the caller's transaction: these fields were changed to what they are in this version."""
    for field in fields:
        # Numbered, so that whoever makes a copy of the document meanwhile comes wholly before or after it.
        db.last(
            "INSERT INTO edit (collection, document, field, version, author)"
            " VALUES (:collection, :document, :field, :version, :author)"
            " ON CONFLICT (collection, document, field) DO UPDATE SET"
            " version = excluded.version, author = excluded.author",
            numbered=True,
            collection=collection,
            document=document,
            field=field,
            version=version,
            author=author,
        )


def note_person(
    db: Database, profile_id: str, collection: str, document: str, version: int, fields: Iterable[str], author: str
) -> None:
    """The same for a document about a person; where nobody looks after them, no copy can differ, and none is kept.

    Behind something that draws a number, as an event does: who looks after the person is asked behind the counter.
    """
    for field in fields:
        db.last(
            "INSERT INTO edit (collection, document, field, version, author)"
            " SELECT :collection, :document, :field, :version, :author"
            " WHERE EXISTS (SELECT 1 FROM caseload WHERE profile_id = :profile_id)"
            " ON CONFLICT (collection, document, field) DO UPDATE SET"
            " version = excluded.version, author = excluded.author",
            numbered=True,
            profile_id=profile_id,
            collection=collection,
            document=document,
            field=field,
            version=version,
            author=author,
        )


def since(db: Database, collection: str, document: str, base: int) -> dict[str, Edit]:
    """The fields that were changed after the version `base`, each with its last change."""
    rows = db.all(
        "SELECT field, version, author FROM edit"
        " WHERE collection = :collection AND document = :document AND version > :base",
        collection=collection,
        document=document,
        base=base,
    )
    return {row["field"]: Edit(row["version"], row["author"]) for row in rows}


def forget(db: Database, collection: str, document: str) -> None:
    """Nobody changes this document any more."""
    db.run(
        "DELETE FROM edit WHERE collection = :collection AND document = :document",
        collection=collection,
        document=document,
    )
