"""Copies: what an officer's tablets hold of the people whom the officer looks after."""

from core import applications, changes, consent, ledger, notes, profiles
from core.database import Database, Row


def fill(db: Database, officer_id: str) -> int:
    """Put the documents of whoever joined the caseload into the officer's bucket. Returns for how many people.

    In a transaction of its own after `caseload.join`: by then whoever changes one of them records it for this officer
    too, and what was changed before can be seen once the counter is ours. Cut off in between, the next call does it.
    """
    waiting = db.all(
        "SELECT profile_id FROM caseload WHERE officer_id = :officer_id AND filled = 0 ORDER BY profile_id",
        officer_id=officer_id,
    )
    for row in waiting:
        with db.transaction():
            ledger.hold(db)
            for collection, document in documents(db, row["profile_id"]):
                changes.record(db, changes.caseload(officer_id), collection, document)
            db.run(
                "UPDATE caseload SET filled = 1 WHERE officer_id = :officer_id AND profile_id = :profile_id",
                officer_id=officer_id,
                profile_id=row["profile_id"],
            )
    return len(waiting)


def documents(db: Database, profile_id: str) -> list[tuple[str, Row]]:
    """All that copies hold about a person, each with its collection."""
    profile = profiles.by_id(db, profile_id)
    if profile is None or profile["status"] == "erased":
        return []
    found = [("profiles", profiles.document(profile))]
    for purpose in consent.PURPOSES:
        if said := consent.standing(db, profile_id, purpose):
            found.append(("consents", said))
    found += [("applications", document) for document in applications.documents(db, profile_id)]
    found += [("notes", document) for document in notes.documents(db, profile_id)]
    return found
