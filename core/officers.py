"""Officers: field staff, and the buckets whose documents their tablets may keep."""

from collections.abc import Sequence

import orjson

from core import changes
from core.database import Database, Row
from core.errors import ConflictError, InvalidError, NotFoundError
from core.ids import new_id
from core.market import Market

REFERENCE = "reference"  # the bucket of what the market pack says
COLUMNS = "officer.id, officer.name, officer.scope, officer.created_at, officer.ended_at, places, buckets"
_WITH_SCOPE = (
    f"SELECT {COLUMNS} FROM officer JOIN officer_scope"
    " ON officer_id = officer.id AND officer_scope.scope = officer.scope"
)


def add(db: Database, market: Market, name: str, places: Sequence[str], now: int, officer_id: str | None = None) -> Row:
    """A new officer of these places (codes). `name` is short and theirs alone, such as "amina".

    Raises InvalidError for a place that the market does not know, ConflictError where the name is taken.
    """
    officer_id = officer_id or new_id()
    buckets = _buckets(market, officer_id, places)
    if by_name(db, name):
        raise ConflictError(f'There is an officer "{name}" already.')
    with db.transaction():
        db.run(
            "INSERT INTO officer (id, name, created_at) VALUES (:id, :name, :now)", id=officer_id, name=name, now=now
        )
        _scope(db, officer_id, 1, places, buckets, now)
    return by_id(db, officer_id)


def move(db: Database, market: Market, officer: Row, places: Sequence[str], now: int) -> Row:
    """The officer is of these places from now on. Their tablets are told what to drop and what to fetch."""
    if sorted(officer["places"]) == sorted(places):
        return officer
    buckets = _buckets(market, officer["id"], places)
    with db.transaction():
        scope = db.all("UPDATE officer SET scope = scope + 1 WHERE id = :id RETURNING scope", id=officer["id"])[0][
            "scope"
        ]
        _scope(db, officer["id"], scope, places, buckets, now)
    return by_id(db, officer["id"])


def end(db: Database, officer_id: str, now: int) -> bool:
    """The officer has left: their tablets get no more documents, and no code lets in another.

    What is unsent on a tablet still comes in and is kept for staff. Returns False where they had left before.
    """
    return bool(
        db.run("UPDATE officer SET ended_at = :now WHERE id = :id AND ended_at IS NULL", id=officer_id, now=now)
    )


def page(db: Database, within: Sequence[str] | None, after: str = "", limit: int = 25) -> list[Row]:
    """Officers by name, from the one behind `after`: with `places` and `buckets`, of any of these areas (None: all)."""
    where, values = condition(within)
    rows = db.all(
        f"{_WITH_SCOPE} WHERE officer.name > :after AND {where} ORDER BY officer.name LIMIT :limit",
        after=after,
        limit=limit,
        **values,
    )
    return [_found(row) for row in rows]


def condition(within: Sequence[str] | None) -> tuple[str, Row]:
    """The SQL that holds where an officer_scope is of any of these areas, and its values. None: all."""
    if within is None:
        return "1 = 1", {}
    values = {f"bucket_{number}": f'%"vacancies/{area}"%' for number, area in enumerate(within)}
    return ("(" + " OR ".join(f"buckets LIKE :{name}" for name in values) + ")" if values else "1 = 0"), values


def by_id(db: Database, officer_id: str) -> Row:
    """One officer with `places` and `buckets` (lists) of the scope in force. Raises NotFoundError."""
    return _found(db.one(f"{_WITH_SCOPE} WHERE officer.id = :id", id=officer_id))


def by_name(db: Database, name: str) -> Row | None:
    """The officer of this name, or None."""
    row = db.one(f"{_WITH_SCOPE} WHERE officer.name = :name", name=name)
    return _found(row) if row else None


def buckets_of(db: Database, officer_id: str, scope: int) -> list[str] | None:
    """The buckets of a scope that the officer had once; None where there was no such."""
    row = db.one(
        "SELECT buckets FROM officer_scope WHERE officer_id = :id AND scope = :scope", id=officer_id, scope=scope
    )
    return orjson.loads(row["buckets"]) if row else None


def _buckets(market: Market, officer_id: str, places: Sequence[str]) -> list[str]:
    for place in places:
        if market.places.get(place) is None:
            raise InvalidError("unknown_place", place=place)
    areas = sorted({market.area(place) for place in places})
    return [changes.caseload(officer_id), REFERENCE, *(f"vacancies/{area}" for area in areas)]


def _scope(db: Database, officer_id: str, scope: int, places: Sequence[str], buckets: Sequence[str], now: int) -> None:
    db.run(
        "INSERT INTO officer_scope (officer_id, scope, places, buckets, since)"
        " VALUES (:officer_id, :scope, :places, :buckets, :now)",
        officer_id=officer_id,
        scope=scope,
        places=orjson.dumps(sorted(places)).decode(),
        buckets=orjson.dumps(buckets).decode(),
        now=now,
    )


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFoundError("officer")
    return {**row, "places": orjson.loads(row["places"]), "buckets": orjson.loads(row["buckets"])}
