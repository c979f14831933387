"""Reference data: what the market pack says, as documents that tablets keep."""

import hashlib
from collections.abc import Iterator

import orjson

from core import changes
from core.database import Database, Row
from core.market import Market
from core.officers import REFERENCE
from sync import texts

SLICE = 200  # documents of a transaction: callers wait for no more

Key = tuple[str, str]  # collection and id


def refresh(db: Database, market: Market) -> int:
    """Bring the documents up to date with the pack. Returns how many changed, came or went.

    Cut off anywhere, or run twice at once, the next run finds what is left to do.
    """
    made = {(collection, document.pop("id")): document for collection, document in documents(market)}
    digest = hashlib.sha256(orjson.dumps([[*key, fields] for key, fields in made.items()])).hexdigest()
    state = db.one("SELECT value FROM sync_state WHERE name = 'reference'")
    if state and state["value"] == digest:
        return 0
    held = {
        (row["collection"], row["document"]): row
        for row in db.all(
            "SELECT collection, document, version, removed, body FROM changes WHERE bucket = :bucket", bucket=REFERENCE
        )
    }
    changed = [key for key, fields in made.items() if key not in held or _differs(held[key], fields)]
    gone = [key for key, row in held.items() if key not in made and not row["removed"]]
    todo = sorted(changed) + sorted(gone)
    for start in range(0, len(todo), SLICE):
        with db.transaction():
            for collection, document in todo[start : start + SLICE]:
                key = collection, document
                version = held[key]["version"] + 1 if key in held else 1
                if key in made:
                    row = {"id": document, "version": version, **made[key]}
                    changes.record(db, REFERENCE, collection, row)
                else:
                    changes.remove(db, REFERENCE, collection, document, version)
    db.run(
        "INSERT INTO sync_state (name, value) VALUES ('reference', :digest)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        digest=digest,
    )
    return len(todo)


def documents(market: Market) -> Iterator[tuple[str, Row]]:
    """All documents of a pack, without a version, each with its collection."""
    for place in market.places:
        yield (
            "places",
            {
                "id": place.code,
                "parent": place.parent,
                "level": place.level,
                "name": place.name,
                "aliases": list(place.aliases),
            },
        )
    for sector in market.occupations.sectors:
        yield "sectors", {"id": sector.code, "labels": dict(sector.labels)}
    for occupation in market.occupations:
        yield (
            "occupations",
            {
                "id": occupation.code,
                "title": occupation.title,
                "sector": occupation.sector,
                "labels": dict(occupation.labels),
            },
        )
    for skill in market.skills:
        yield "skills", {"id": skill.code, "labels": dict(skill.labels)}
    for name, language, text in texts.read_out(market.languages):
        yield "texts", {"id": f"{name}.{language}", "language": language, "text": text}


def _differs(row: Row, fields: Row) -> bool:
    return bool(row["removed"]) or orjson.loads(row["body"]) != fields
