"""Quarantine: what tablets sent and is not shown, kept until staff have decided on it."""

from collections.abc import Sequence
from typing import Any

import orjson

from core import areas, changes, officers
from core.database import Database, Row
from core.errors import ConflictError, NotFoundError
from core.ids import new_id
from sync.devices import Device

WHOLE = ""  # in place of a field: the whole operation was refused
COLUMNS = (
    "quarantine.id, quarantine.version, state, device_id, quarantine.officer_id, profile_id, collection, document,"
    " base, field, value, shown, reason, at, decided_at, decided_by, why"
)

IN_PLACES = (
    "quarantine JOIN officer ON officer.id = quarantine.officer_id"
    " JOIN officer_scope ON officer_scope.officer_id = officer.id AND officer_scope.scope = officer.scope"
    " LEFT JOIN profile ON profile.id = quarantine.profile_id"
)


def keep(
    db: Database,
    device: Device,
    now: int,
    *,
    collection: str,
    document: str,
    base: int,
    reason: str,
    value: Any,
    field: str = WHOLE,
    shown: Any = None,
    profile_id: str | None = None,
) -> None:
    """Keep a value that is not shown, or with WHOLE the fields of an operation that was refused (None: a removal)."""
    db.run(
        """
        INSERT INTO quarantine
            (id, device_id, officer_id, profile_id, collection, document, base, field, value, shown, reason, at)
        VALUES (:id, :device_id, :officer_id, :profile_id, :collection, :document, :base, :field, :value, :shown,
            :reason, :now)""",
        id=new_id(),
        device_id=device.id,
        officer_id=device.officer_id,
        profile_id=profile_id,
        collection=_plain(collection),
        document=_plain(document),
        base=base,
        field=_plain(field),
        value=_json(value),
        shown=_json(shown),
        reason=reason,
        now=now,
    )


def waiting(db: Database, limit: int = 200) -> list[Row]:
    """What staff have to decide on, the oldest first, with `officer` (name), `value` and `shown` decoded."""
    rows = db.all(
        f"SELECT {COLUMNS}, officer.name AS officer FROM quarantine JOIN officer ON officer.id = quarantine.officer_id"
        " WHERE state = 'waiting' ORDER BY at, quarantine.id LIMIT :limit",
        limit=limit,
    )
    return [_decoded(row) for row in rows]


def by_id(db: Database, conflict_id: str) -> Row:
    """One of them, decided or not. Raises NotFoundError."""
    row = db.one(
        f"SELECT {COLUMNS}, officer.name AS officer FROM quarantine JOIN officer ON officer.id = quarantine.officer_id"
        " WHERE quarantine.id = :id",
        id=conflict_id,
    )
    if row is None:
        raise NotFoundError("conflict")
    return _decoded(row)


def page(db: Database, within: Sequence[str] | None, after: tuple[int, str] = (0, ""), limit: int = 25) -> list[Row]:
    """As `waiting`, from the one behind `after` (at, id), of these areas alone (None: all)."""
    where, values = condition(within)
    rows = db.all(
        f"SELECT {COLUMNS}, officer.name AS officer FROM {IN_PLACES} WHERE state = 'waiting' AND {where}"
        " AND at >= :at AND (at, quarantine.id) > (:at, :id) ORDER BY at, quarantine.id LIMIT :limit",
        at=after[0],
        id=after[1],
        limit=limit,
        **values,
    )
    return [_decoded(row) for row in rows]


def seen_by_id(db: Database, conflict_id: str, within: Sequence[str] | None) -> Row:
    """As `by_id`, with `reference` (the person's, where there is one). Raises NotFoundError also for other areas."""
    where, values = condition(within)
    row = db.one(
        f"SELECT {COLUMNS}, officer.name AS officer, profile.reference FROM {IN_PLACES}"
        f" WHERE quarantine.id = :id AND {where}",
        id=conflict_id,
        **values,
    )
    if row is None:
        raise NotFoundError("conflict")
    return _decoded(row)


def condition(within: Sequence[str] | None) -> tuple[str, Row]:
    """The SQL that holds for what is of these areas, within IN_PLACES, and its values. None: everywhere.

    It is where the person is, and where its officer works as long as the person is not known.
    """
    person, values = areas.condition("profile.area", within)
    officer, more = officers.condition(within)
    return f"({person} OR (profile.id IS NULL AND {officer}))", {**values, **more}


def decide(db: Database, conflict: Row, state: str, by: str, now: int, why: str = "") -> None:
    """Staff have decided: 'accepted', 'dropped' or 'sent_back', `by` whom and `why`.

    The officer's tablets hold what was sent back, until it is decided on otherwise.

    Raises ConflictError where somebody decided first.
    """
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE quarantine SET state = :state, version = version + 1, decided_at = :now, decided_by = :by, why = :why
            WHERE id = :id AND version = :version RETURNING {COLUMNS}""",
            id=conflict["id"],
            version=conflict["version"],
            state=state,
            now=now,
            by=by,
            why=why,
        )
        if not rows:
            raise ConflictError(conflict["id"])
        decided = _decoded(rows[0])
        bucket = changes.caseload(decided["officer_id"])
        if state == "sent_back":
            changes.record(db, bucket, "conflicts", _document(decided))
        elif conflict["state"] == "sent_back":
            changes.remove(db, bucket, "conflicts", decided["id"], decided["version"])


def name_also(db: Database, alias: str, profile_id: str) -> None:
    """Within the caller's transaction: what was kept under the id that a tablet made for a person is about this one."""
    db.run(
        "UPDATE quarantine SET profile_id = :profile_id WHERE profile_id = :alias", alias=alias, profile_id=profile_id
    )


def _document(conflict: Row) -> Row:
    kept = ("id", "version", "collection", "document", "field", "value", "shown", "reason", "why")
    return {**{key: conflict[key] for key in kept}, "at": conflict["decided_at"]}


def _decoded(row: Row) -> Row:
    return {**row, "value": orjson.loads(row["value"]), "shown": orjson.loads(row["shown"])}


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _plain(text: str) -> str:
    """A name as a tablet sent it, which may be any text, as a database can keep it."""
    return text.replace("\0", "")[:80]
