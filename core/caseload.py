"""Caseload: which officer looks after whom, and keeps a copy of what is known about them."""

import orjson

from core import changes, duplicates, ledger
from core.database import Database, Row


def join(db: Database, officer_id: str, profile_id: str, now: int, filled: bool = False) -> bool:
    """The officer looks after the person from now on. Returns False where that was so before.

    Then call `copies.fill`, unless all about the person is recorded in this very transaction: then it is `filled`.
    """
    return bool(
        db.run(
            "INSERT INTO caseload (officer_id, profile_id, since, filled) VALUES (:officer_id, :profile_id, :now, :filled)"
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
        kept = _kept(db, profile_id, officer_id)
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


def erase(db: Database, profile_id: str) -> None:
    """Within the transaction that erases a person: nothing about them stays with officers, nor in what tablets sent."""
    for row in _kept(db, profile_id):
        changes.remove_person(db, profile_id, row["collection"], row["document"], row["version"])
    db.run("DELETE FROM note WHERE profile_id = :id", id=profile_id)
    for visit in db.all("SELECT id, met FROM visit WHERE met LIKE :like", like=f"%{profile_id}%"):
        met = [each for each in orjson.loads(visit["met"]) if each != profile_id]
        db.run("UPDATE visit SET met = :met WHERE id = :id", met=orjson.dumps(met).decode(), id=visit["id"])
    duplicates.forget(db, profile_id)
    db.run("DELETE FROM quarantine WHERE profile_id = :id", id=profile_id)
    db.run(
        """UPDATE operation SET profile_id = NULL, result = '{"status":"refused","reason":"gone"}'"""
        " WHERE profile_id = :id",
        id=profile_id,
    )
    db.last("DELETE FROM caseload WHERE profile_id = :id", numbered=True, id=profile_id)  # the last to use it


def _kept(db: Database, profile_id: str, officer_id: str | None = None) -> list[Row]:
    """The documents about a person in the officer's bucket, or in that of any: `collection`, `document`, `version`."""
    return db.all(
        """
        SELECT collection, document, max(version) AS version
        FROM caseload JOIN changes ON bucket = 'caseload/' || officer_id
        WHERE profile_id = :id AND removed = 0 AND (:officer_id = '' OR officer_id = :officer_id)
            AND (document = :id OR document LIKE :id || '.%'
                OR document IN (SELECT id FROM application WHERE profile_id = :id)
                OR document IN (SELECT id FROM note WHERE profile_id = :id))
        GROUP BY collection, document ORDER BY collection, document""",
        id=profile_id,
        officer_id=officer_id or "",
    )
