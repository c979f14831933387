"""Employers: who hires."""

from core import audit, changes, events, job_orders, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.ids import new_id
from core.market import Market

COLUMNS = (
    "id, version, name, phone, place, area, sector, level, language, contact_name, note, blocked_at, created_at,"
    " updated_at"
)
LEVELS = ("unknown", "phone_verified", "document_verified", "trusted")
COPIED = ("id", "version", "name", "place", "sector")  # what a tablet keeps of one


def add(
    db: Database,
    market: Market,
    now: int,
    *,
    name: str,
    place: str,
    sector: str,
    phone: str | None = None,
    level: str = "unknown",
    language: str | None = None,
    contact_name: str | None = None,
    employer_id: str | None = None,
) -> Row:
    """A new employer. `phone` is E.164; `level` says how far they are verified; `contact_name` is whom to ask for.

    Raises InvalidError for a place that the market does not know.
    """
    if market.places.get(place) is None:
        raise InvalidError("unknown_place", place=place)
    with db.transaction():
        employer = db.all(
            f"""
            INSERT INTO employer (id, name, phone, place, area, sector, level, language, contact_name, created_at,
                updated_at)
            VALUES (:id, :name, :phone, :place, :area, :sector, :level, :language, :contact_name, :now, :now)
            RETURNING {COLUMNS}""",
            id=employer_id or new_id(),
            name=name,
            phone=phone,
            place=place,
            area=market.area(place),
            sector=sector,
            level=level,
            language=language,
            contact_name=contact_name,
            now=now,
        )[0]
        events.append(db, "employer.added", employer["id"], now)
        shown = {key: employer[key] for key in COPIED}
        changes.record(db, f"vacancies/{market.area(place)}", "employers", shown)
    return employer


def by_id(db: Database, employer_id: str) -> Row | None:
    """One employer, or None."""
    return db.one(f"SELECT {COLUMNS} FROM employer WHERE id = :id", id=employer_id)


def of_phone(db: Database, phone: str) -> Row | None:
    """The employer who joined from this phone last, or None."""
    return db.one(
        f"SELECT {COLUMNS} FROM employer WHERE phone = :phone ORDER BY created_at DESC, id DESC LIMIT 1", phone=phone
    )


def change(
    db: Database,
    market: Market,
    employer_id: str,
    now: int,
    *,
    name: str | None = None,
    place: str | None = None,
    contact_name: str | None = None,
    language: str | None = None,
) -> Row:
    """Change what an employer told: only what is given. Copies and searches find open vacancies by a new name.

    Where it is not staff who rename, `moderation.rename` looks at the name first.

    Raises InvalidError for a place that the market does not know, NotFoundError without such an employer.
    """
    if place is not None and market.places.get(place) is None:
        raise InvalidError("unknown_place", place=place)
    with db.transaction():
        standing = db.all("UPDATE employer SET version = version + 1 WHERE id = :id RETURNING place", id=employer_id)
        if not standing:
            raise NotFoundError("employer")
        employer = _changed(
            db,
            employer_id,
            now,
            "name = COALESCE(:name, name), place = COALESCE(:place, place), area = COALESCE(:area, area),"
            " contact_name = COALESCE(:contact_name, contact_name), language = COALESCE(:language, language)",
            name=name,
            place=place,
            area=market.area(place) if place is not None else None,
            contact_name=contact_name,
            language=language,
        )
        shown = {key: employer[key] for key in COPIED}
        left, now_in = (f"vacancies/{market.area(code)}" for code in (standing[0]["place"], employer["place"]))
        changes.record(db, now_in, "employers", shown, left)
        if name is not None:
            for row in db.all(
                "SELECT id FROM vacancy WHERE employer_id = :id AND status = 'open' ORDER BY id", id=employer_id
            ):
                vacancies.change(db, market, row["id"], now)
        job_orders.follow_employer(db, employer_id, now)
    return employer


def forget_phone(db: Database, employer_id: str, now: int) -> Row:
    """The number belongs to somebody else now: it reaches this employer no more. Raises NotFoundError."""
    return _reached_by(db, employer_id, None, now)


def leave_phone(db: Database, phone: str, now: int) -> list[str]:
    """Whoever has this phone now is none of the employers whom it reached. Returns the ids of these."""
    with db.transaction():
        left = db.all("SELECT id FROM employer WHERE phone = :phone ORDER BY id", phone=phone)
        for row in left:
            forget_phone(db, row["id"], now)
            audit.note(db, now, audit.PHONE, "employer.left", "employer", row["id"])
    return [row["id"] for row in left]


def set_phone(db: Database, employer_id: str, phone: str, now: int) -> Row:
    """This number (E.164) reaches the employer from now on. Raises NotFoundError."""
    return _reached_by(db, employer_id, phone, now)


def set_note(db: Database, employer_id: str, note: str | None, now: int) -> Row:
    """What staff tell each other about an employer. Raises NotFoundError."""
    return _changed(db, employer_id, now, "note = :note", note=note)


def set_level(db: Database, employer_id: str, level: str, now: int) -> Row:
    """Say how far an employer is verified: one of LEVELS. Raises InvalidError "unknown_level", NotFoundError."""
    if level not in LEVELS:
        raise InvalidError("unknown_level", level=level)
    return _changed(db, employer_id, now, "level = :level", level=level)


def set_blocked(db: Database, employer_id: str, blocked: bool, now: int) -> Row:
    """Let an employer post nothing any more, or again. Raises NotFoundError."""
    return _changed(db, employer_id, now, "blocked_at = :at", at=now if blocked else None)


def _reached_by(db: Database, employer_id: str, phone: str | None, now: int) -> Row:
    with db.transaction():
        employer = _changed(db, employer_id, now, "phone = :phone", phone=phone)
        job_orders.follow_employer(db, employer_id, now)
    return employer


def _changed(db: Database, employer_id: str, now: int, what: str, **values: object) -> Row:
    """What copies hold of an employer stays as it is: neither level nor block is in them."""
    with db.transaction():
        rows = db.all(
            f"UPDATE employer SET {what}, updated_at = :now WHERE id = :id RETURNING {COLUMNS}",
            id=employer_id,
            now=now,
            **values,
        )
        if not rows:
            raise NotFoundError("employer")
        events.append(db, "employer.changed", employer_id, now)
    return rows[0]
