"""Applications: who applied where, and what became of it."""

import orjson

from core import changes, edits, events
from core.database import Database, Row
from core.errors import GoneError
from core.ids import new_id
from core.market import Market

OPEN = ("applied", "seen", "shortlisted", "invited", "coming")  # a person may still withdraw these
DECISIONS = {  # what an employer may say to an application, and to which ones
    "seen": ("applied",),
    "shortlisted": ("applied", "seen"),
    "invited": (*OPEN, "not_coming"),  # also to another day
    "hired": (*OPEN, "not_coming"),
    "refused": (*OPEN, "not_coming"),
}
ANSWERS = {  # what a person may say to an invitation, and at which status
    "coming": ("invited",),
    "not_coming": ("invited", "coming"),
}
COLUMNS = "id, version, profile_id, vacancy_id, status, more, created_at, updated_at"
_REFERENCE = "(SELECT reference FROM vacancy WHERE vacancy.id = vacancy_id) AS reference"


def apply(
    db: Database,
    market: Market,
    profile: Row,
    vacancy_id: str,
    now: int,
    application_id: str | None = None,
    author: str = edits.PERSON,
) -> bool:
    """Apply for an open vacancy. Returns False when the person had applied already.

    Whoever withdrew may apply again: it is the same application. Raises GoneError when the vacancy is not open, or is
    offered from the person's own phone.
    """
    with db.transaction():
        rows = db.all(
            f"""
            INSERT INTO application (id, profile_id, vacancy_id, status, created_at, updated_at)
            SELECT :id, :profile_id, vacancy.id, 'applied', :now, :now
            FROM vacancy WHERE vacancy.id = :vacancy_id AND status = 'open' AND deadline > :now
                AND NOT EXISTS (SELECT 1 FROM employer JOIN phone_link ON phone_link.phone = employer.phone
                    WHERE employer.id = vacancy.employer_id AND phone_link.profile_id = :profile_id AND until IS NULL)
            ON CONFLICT (profile_id, vacancy_id) DO UPDATE
                SET status = 'applied', version = application.version + 1, updated_at = excluded.updated_at
                WHERE application.status = 'withdrawn'
            RETURNING {COLUMNS}, {_REFERENCE}""",
            id=application_id or new_id(),
            profile_id=profile["id"],
            vacancy_id=vacancy_id,
            now=now,
        )
        if rows:
            _count(db, vacancy_id, 1)
            _record(db, rows[0], now, author)
            return True
        if standing := for_vacancy(db, profile["id"], vacancy_id):
            if standing["status"] != "withdrawn":
                return False
        raise GoneError("vacancy_not_open")


def withdraw(
    db: Database, market: Market, profile: Row, application_id: str, now: int, author: str = edits.PERSON
) -> bool:
    """Take back one's own application. Returns False when there was nothing left to take back."""
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE application SET status = 'withdrawn', version = version + 1, updated_at = :now
            WHERE id = :id AND profile_id = :profile_id AND status IN {OPEN} RETURNING {COLUMNS}, {_REFERENCE}""",
            id=application_id,
            profile_id=profile["id"],
            now=now,
        )
        if rows:
            _count(db, rows[0]["vacancy_id"], -1)
            _record(db, rows[0], now, author)
    return bool(rows)


def decide(db: Database, market: Market, application_id: str, decision: str, now: int) -> bool:
    """The employer's word on an application: one of DECISIONS. Returns False where it comes too late."""
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE application SET status = :decision, version = version + 1, updated_at = :now
            WHERE id = :id AND status IN ({", ".join(f"'{status}'" for status in DECISIONS[decision])})
            RETURNING {COLUMNS}, {_REFERENCE}""",
            id=application_id,
            decision=decision,
            now=now,
        )
        if rows:
            _record(db, rows[0], now, edits.STAFF)
    return bool(rows)


def answer(
    db: Database, market: Market, profile: Row, application_id: str, said: str, now: int, author: str = edits.PERSON
) -> bool:
    """The person's word on an invitation: one of ANSWERS. Returns False where there is none, or it was said before."""
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE application SET status = :said, version = version + 1, updated_at = :now
            WHERE id = :id AND profile_id = :profile_id
                AND status IN ({", ".join(f"'{status}'" for status in ANSWERS[said])})
            RETURNING {COLUMNS}, {_REFERENCE}""",
            id=application_id,
            profile_id=profile["id"],
            said=said,
            now=now,
        )
        if rows:
            _record(db, rows[0], now, author)
    return bool(rows)


def for_vacancy(db: Database, profile_id: str, vacancy_id: str) -> Row | None:
    """The person's application for this vacancy, or None."""
    return db.one(
        f"SELECT {COLUMNS} FROM application WHERE profile_id = :profile_id AND vacancy_id = :vacancy_id",
        profile_id=profile_id,
        vacancy_id=vacancy_id,
    )


def of_profile(db: Database, profile_id: str, limit: int = 20) -> list[Row]:
    """The person's applications with `title`, `place` and `reference` of each vacancy, newest first."""
    return db.all(
        """
        SELECT application.id, application.status, application.created_at, application.updated_at, vacancy_id,
            vacancy.title, vacancy.place, vacancy.reference, vacancy.occupation, vacancy.status AS vacancy_status
        FROM application JOIN vacancy ON vacancy.id = application.vacancy_id
        WHERE profile_id = :id ORDER BY application.created_at DESC, application.id DESC LIMIT :limit""",
        id=profile_id,
        limit=limit,
    )


def document(db: Database, application_id: str) -> Row | None:
    """What a copy of one application holds, or None."""
    row = db.one(f"SELECT {COLUMNS}, {_REFERENCE} FROM application WHERE id = :id", id=application_id)
    return _document(row) if row else None


def documents(db: Database, profile_id: str) -> list[Row]:
    """What copies of the person's applications hold."""
    rows = db.all(f"SELECT {COLUMNS}, {_REFERENCE} FROM application WHERE profile_id = :id ORDER BY id", id=profile_id)
    return [_document(row) for row in rows]


def _count(db: Database, vacancy_id: str, by: int) -> None:
    db.last("UPDATE vacancy SET applications = applications + :by WHERE id = :id", by=by, id=vacancy_id)


def _record(db: Database, application: Row, now: int, author: str) -> None:
    db.last(
        """
        INSERT INTO application_status (application_id, version, status, at)
        VALUES (:id, :version, :status, :now)""",
        id=application["id"],
        version=application["version"],
        status=application["status"],
        now=now,
    )
    told = {"vacancy": application["vacancy_id"], "by": edits.kind(author)}
    events.append(db, f"application.{application['status']}", application["id"], now, **told)
    profile_id, version = application["profile_id"], application["version"]
    edits.note_person(db, profile_id, "applications", application["id"], version, ["status"], author)
    changes.record_person(db, profile_id, "applications", _document(application))


def _document(application: Row) -> Row:
    return {
        **orjson.loads(application["more"]),
        "id": application["id"],
        "version": application["version"],
        "profile_id": application["profile_id"],
        "vacancy_id": application["reference"],
        "status": application["status"],
        "applied_at": application["created_at"],
    }
