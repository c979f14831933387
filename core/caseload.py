"""Caseload: which officer looks after whom, and keeps a copy of what is known about them."""

import orjson

from core import changes, duplicates, edits, ledger, visits
from core.database import Database, Row


def join(db: Database, officer_id: str, profile_id: str, now: int, filled: bool = False) -> bool:
    """The officer looks after the person from now on. Returns False where that was so before.

    Then call `copies.fill`, unless all about the person is recorded in this very transaction: then it is `filled`.
    """
    return bool(
        db.run(
            "INSERT INTO caseload (officer_id, profile_id, since, filled)"
            " VALUES (:officer_id, :profile_id, :now, :filled)"
            " ON CONFLICT (officer_id, profile_id) DO NOTHING",
            officer_id=officer_id,
            profile_id=profile_id,
            now=now,
            filled=int(filled),
        )
    )


def leave(db: Database, officer_id: str, profile_id: str) -> bool:
    """The officer no longer looks after the person: the copy is removed. Returns False where that was not so."""
    with db.transaction():
        ledger.hold(db)
        kept = _kept(db, officer_id, profile_id)
        left = db.run(
            "DELETE FROM caseload WHERE officer_id = :officer_id AND profile_id = :profile_id",
            officer_id=officer_id,
            profile_id=profile_id,
        )
        if left:
            for row in kept:
                changes.remove(db, changes.caseload(officer_id), row["collection"], row["document"], row["version"])
    return bool(left)


def holds(db: Database, officer_id: str, profile_id: str) -> bool:
    """Whether the officer looks after the person."""
    return bool(
        db.one(
            "SELECT 1 AS one FROM caseload WHERE officer_id = :officer_id AND profile_id = :profile_id",
            officer_id=officer_id,
            profile_id=profile_id,
        )
    )


def people(db: Database, officer_id: str) -> int:
    """How many people the officer looks after."""
    return int(db.all("SELECT count(*) AS count FROM caseload WHERE officer_id = :id", id=officer_id)[0]["count"])


def erase(db: Database, profile_id: str, now: int) -> None:
    """Within the transaction that erases a person: nothing about them stays with officers, nor in what tablets sent."""
    # All that there is, and not what copies hold: one may be filled in this very moment, which cannot be seen yet.
    for row in _documents(db, profile_id):
        changes.remove_person(db, profile_id, row["collection"], row["document"], row["version"])
    for row in db.all(
        "SELECT id, officer_id, version FROM quarantine WHERE profile_id = :id AND state = 'sent_back'", id=profile_id
    ):
        changes.remove(db, changes.caseload(row["officer_id"]), "conflicts", row["id"], row["version"])
    db.last("DELETE FROM note WHERE profile_id = :id", id=profile_id)
    for table in ("application", "consent"):
        db.last(f"UPDATE {table} SET more = '{{}}' WHERE profile_id = :id AND more <> '{{}}'", id=profile_id)
    for visit in db.all(f"SELECT {visits.COLUMNS} FROM visit WHERE met LIKE :like", like=f"%{profile_id}%"):
        met = [each for each in orjson.loads(visit["met"]) if each != profile_id]
        visits.change(db, visit, now, edits.STAFF, met=met)
    duplicates.forget(db, profile_id)
    db.last("DELETE FROM quarantine WHERE profile_id = :id", id=profile_id)
    db.last(
        """UPDATE operation SET profile_id = NULL, result = '{"status":"refused","reason":"gone"}'"""
        " WHERE profile_id = :id",
        id=profile_id,
    )
    db.last("DELETE FROM caseload WHERE profile_id = :id", numbered=True, id=profile_id)  # the last to use it


def _kept(db: Database, officer_id: str, profile_id: str) -> list[Row]:
    """The documents about a person in the officer's bucket: `collection`, `document`, `version`."""
    return db.all(
        """
        SELECT collection, document, version FROM changes
        WHERE bucket = :bucket AND removed = 0
            AND (document = :id OR document LIKE :id || '.%'
                OR document IN (SELECT id FROM application WHERE profile_id = :id)
                OR document IN (SELECT id FROM note WHERE profile_id = :id)
                OR document IN (SELECT id FROM quarantine WHERE profile_id = :id))
        ORDER BY collection, document""",
        bucket=changes.caseload(officer_id),
        id=profile_id,
    )


def _documents(db: Database, profile_id: str) -> list[Row]:
    """All that copies may hold about a person: `collection`, `document`, `version`."""
    return db.all(
        """
        SELECT 'profiles' AS collection, id AS document, version FROM profile WHERE id = :id
        UNION ALL SELECT 'consents', profile_id || '.' || purpose, max(version) FROM consent
            WHERE profile_id = :id GROUP BY profile_id, purpose
        UNION ALL SELECT 'applications', id, version FROM application WHERE profile_id = :id
        UNION ALL SELECT 'notes', id, version FROM note WHERE profile_id = :id AND removed = 0""",
        id=profile_id,
    )
