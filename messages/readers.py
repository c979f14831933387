"""Readers of events: each reads on from its cursor, and what it makes of an event stands or falls with the cursor."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from core import events
from core.database import Database, Row

SLICE = 50  # events of a transaction: a caller who must write waits for no more than these


@contextmanager
def reading(db: Database, name: str, limit: int) -> Iterator[list[Row]]:
    """Up to `limit` events that the reader of this name has not seen, within a transaction that marks them as seen.

    Another process that reads under the same name waits, and then gets what comes after.
    """
    cursor = "(SELECT cursor FROM reader WHERE name = :name)"
    if db.one(f"SELECT 1 AS more FROM event WHERE id > {cursor} LIMIT 1", name=name) is None:
        yield []  # looking often costs nothing where nothing happened: no lock, nothing written
        return
    with db.transaction():
        some = events.after(db, lock(db, name), limit)
        yield some
        if some:
            db.run("UPDATE reader SET cursor = :cursor WHERE name = :name", cursor=some[-1]["id"], name=name)


def lock(db: Database, name: str) -> int:
    """Within the caller's transaction: be the only one of this name until it ends. Returns the cursor."""
    # An update that changes nothing locks the row on every engine.
    rows = db.all("UPDATE reader SET cursor = cursor WHERE name = :name RETURNING cursor", name=name)
    return int(rows[0]["cursor"])


def skip(db: Database, names: Iterable[str]) -> None:
    """What has happened until now is nothing to these readers."""
    for name in names:
        db.run(
            "UPDATE reader SET cursor = (SELECT COALESCE(max(id), 0) FROM event) WHERE name = :name",
            name=name,
        )
