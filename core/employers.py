"""Employers: who hires."""

from core import changes, events
from core.database import Database, Row
from core.errors import InvalidError
from core.ids import new_id
from core.market import Market

COLUMNS = "id, version, name, phone, place, sector, level, created_at, updated_at"
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
    employer_id: str | None = None,
) -> Row:
    """A new employer. `phone` is E.164; `level` says how far they are verified.

    Raises InvalidError for a place that the market does not know.
    """
    if market.places.get(place) is None:
        raise InvalidError("unknown_place", place=place)
    with db.transaction():
        employer = db.all(
            f"""
            INSERT INTO employer (id, name, phone, place, sector, level, created_at, updated_at)
            VALUES (:id, :name, :phone, :place, :sector, :level, :now, :now) RETURNING {COLUMNS}""",
            id=employer_id or new_id(),
            name=name,
            phone=phone,
            place=place,
            sector=sector,
            level=level,
            now=now,
        )[0]
        events.append(db, "employer.added", employer["id"], now)
        shown = {key: employer[key] for key in COPIED}
        changes.record(db, f"vacancies/{market.area(place)}", "employers", shown)
    return employer


def by_id(db: Database, employer_id: str) -> Row | None:
    """One employer, or None."""
    return db.one(f"SELECT {COLUMNS} FROM employer WHERE id = :id", id=employer_id)
