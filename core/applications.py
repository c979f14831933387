"""Applications: who applied where, and what became of it."""

from core import changes, events
from core.database import Database, Row
from core.errors import GoneError
from core.ids import new_id
from core.market import Market

OPEN = ("applied", "seen", "shortlisted", "invited", "coming")  # a person may still withdraw these
DECISIONS = {  # what an employer may say to an application, and to which ones
    "seen": ("applied",),
    "shortlisted": ("applied", "seen"),
    "invited": ("applied", "seen", "shortlisted"),
    "hired": OPEN,
    "refused": OPEN,
}
COLUMNS = "id, version, profile_id, vacancy_id, status, created_at, updated_at"


def apply(
    db: Database, market: Market, profile: Row, vacancy_id: str, now: int, application_id: str | None = None
) -> bool:
    """Apply for an open vacancy. Returns False when the person had applied already.

    Whoever withdrew may apply again: it is the same application. Raises GoneError when the vacancy is not open.
    """
    with db.transaction():
        rows = db.all(
            f"""
            INSERT INTO application (id, profile_id, vacancy_id, status, created_at, updated_at)
            SELECT :id, :profile_id, vacancy.id, 'applied', :now, :now
            FROM vacancy WHERE vacancy.id = :vacancy_id AND status = 'open' AND deadline > :now
            ON CONFLICT (profile_id, vacancy_id) DO UPDATE
                SET status = 'applied', version = application.version + 1, updated_at = excluded.updated_at
                WHERE application.status = 'withdrawn'
            RETURNING {COLUMNS}""",
            id=application_id or new_id(),
            profile_id=profile["id"],
            vacancy_id=vacancy_id,
            now=now,
        )
        if rows:
            _count(db, vacancy_id, 1)
            _record(db, market, profile, rows[0], now)
            return True
        if standing := for_vacancy(db, profile["id"], vacancy_id):
            if standing["status"] != "withdrawn":
                return False
        raise GoneError("vacancy_not_open")


def withdraw(db: Database, market: Market, profile: Row, application_id: str, now: int) -> bool:
    """Take back one's own application. Returns False when there was nothing left to take back."""
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE application SET status = 'withdrawn', version = version + 1, updated_at = :now
            WHERE id = :id AND profile_id = :profile_id AND status IN {OPEN} RETURNING {COLUMNS}""",
            id=application_id,
            profile_id=profile["id"],
            now=now,
        )
        if rows:
            _count(db, rows[0]["vacancy_id"], -1)
            _record(db, market, profile, rows[0], now)
    return bool(rows)


def decide(db: Database, market: Market, application_id: str, decision: str, now: int) -> bool:
    """The employer's word on an application: one of DECISIONS. Returns False where it comes too late."""
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE application SET status = :decision, version = version + 1, updated_at = :now
            WHERE id = :id AND status IN ({", ".join(f"'{status}'" for status in DECISIONS[decision])})
            RETURNING {COLUMNS}""",
            id=application_id,
            decision=decision,
            now=now,
        )
        if rows:
            person = db.all("SELECT place FROM profile WHERE id = :id", id=rows[0]["profile_id"])[0]
            _record(db, market, person, rows[0], now)
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


def move(db: Database, profile_id: str, left: str, bucket: str | None) -> None:
    """Within the caller's transaction: the person's applications follow to a bucket, or to none, from the one left."""
    for application in db.all(f"SELECT {COLUMNS} FROM application WHERE profile_id = :id", id=profile_id):
        if bucket:
            changes.record(db, bucket, "applications", application, left=left)
        else:
            changes.remove(db, left, "applications", application["id"], application["version"])


def _count(db: Database, vacancy_id: str, by: int) -> None:
    db.last("UPDATE vacancy SET applications = applications + :by WHERE id = :id", by=by, id=vacancy_id)


def _record(db: Database, market: Market, profile: Row, application: Row, now: int) -> None:
    db.last(
        """
        INSERT INTO application_status (application_id, version, status, at)
        VALUES (:id, :version, :status, :now)""",
        id=application["id"],
        version=application["version"],
        status=application["status"],
        now=now,
    )
    events.append(db, f"application.{application['status']}", application["id"], now, vacancy=application["vacancy_id"])
    place = profile["place"] or market.places.root.code
    changes.record(db, f"people/{market.area(place)}", "applications", application)
