"""Changes: the newest state of every document in every bucket, encoded once, for whoever keeps a copy."""

import zlib
from collections.abc import Mapping
from operator import itemgetter

import orjson

from core import ledger
from core.database import Database, Row
from core.ids import new_epoch

KEPT_DAYS = 90  # that a removal is remembered: a copy that is older starts anew
DAY = 24 * 3600


def record(db: Database, bucket: str, collection: str, document: Row, left: str | None = None) -> None:
    """Keep the document (a dict with `id` and `version`) as the newest state in its bucket.

    `left` is the bucket that it was in before: a copy kept there is told to remove it.
    """
    if left and left != bucket:
        remove(db, left, collection, document["id"], document["version"])
    _write(db, bucket, collection, document["id"], document["version"], 0, _body(document))


def remove(db: Database, bucket: str, collection: str, document: str, version: int) -> None:
    """The document has left the bucket, or is gone altogether."""
    _write(db, bucket, collection, document, version, 1, "null")


def record_person(db: Database, profile_id: str, collection: str, document: Row) -> None:
    """Keep a document about a person as the newest state with every officer who looks after them; without, nowhere."""
    _write_person(db, profile_id, collection, document["id"], document["version"], 0, _body(document))


def remove_person(db: Database, profile_id: str, collection: str, document: str, version: int) -> None:
    """A document about a person is gone."""
    _write_person(db, profile_id, collection, document, version, 1, "null")


def caseload(officer_id: str) -> str:
    """The bucket of what an officer looks after."""
    return f"caseload/{officer_id}"


def epoch(db: Database) -> str:
    """The word that stands for all numbers given since the database was made or restored."""
    return str(db.all("SELECT value FROM sync_state WHERE name = 'epoch'")[0]["value"])


def renew_epoch(db: Database) -> None:
    """From now on copies made before are told that numbers mean something else."""
    db.run("UPDATE sync_state SET value = :epoch WHERE name = 'epoch'", epoch=new_epoch())


def position(db: Database) -> int:
    """The number of the newest change or event that can be seen."""
    return int(db.all("SELECT value FROM sequence WHERE name = 'ledger'")[0]["value"])


def page(db: Database, positions: Mapping[str, int], limit: int) -> list[Row]:
    """What changed in each bucket after its position, the oldest first, at most `limit`.

    Rows have `sequence`, `bucket`, `collection`, `document`, `version` and `body`: JSON, "null" for a removal.
    """
    # What is numbered up to here can be seen by each of the statements below. One statement for all buckets would cost
    # three times as much: it sorts what each index has sorted already.
    upto = position(db)
    rows: list[Row] = []
    for bucket, after in positions.items():
        some = db.all(
            "SELECT sequence, collection, document, version, body FROM changes"
            " WHERE bucket = :bucket AND sequence > :after AND sequence <= :upto ORDER BY sequence LIMIT :limit",
            bucket=bucket,
            after=after,
            upto=upto,
            limit=limit,
        )
        for row in some:
            row["bucket"] = bucket
        rows += some
    if len(positions) > 1:
        rows.sort(key=itemgetter("sequence"))
    return rows[:limit]


def documents(db: Database, bucket: str, after: tuple[str, str], limit: int) -> list[Row]:
    """What is in a bucket now, in the order of collection and id, from behind `after`, which are those of the last row.

    Rows have `collection`, `document`, `version` and `body`.
    """
    return db.all(
        "SELECT collection, document, version, body FROM changes WHERE bucket = :bucket AND removed = 0"
        " AND (collection, document) > (:collection, :document) ORDER BY collection, document LIMIT :limit",
        bucket=bucket,
        collection=after[0],
        document=after[1],
        limit=limit,
    )


def checksum(db: Database, bucket: str) -> str:
    """COUNT-SUM of what is in a bucket: equal copies have equal ones. The sum is modulo 2^32, of CRC-32s."""
    rows = db.all(
        "SELECT collection, document, version FROM changes WHERE bucket = :bucket AND removed = 0", bucket=bucket
    )
    total = sum(zlib.crc32(f"{row['collection']}/{row['document']}:{row['version']}".encode()) for row in rows)
    return f"{len(rows)}-{total % 2**32}"


def horizon(db: Database) -> int:
    """The position up to which removals are forgotten: a copy that stands before it cannot be brought up to date."""
    row = db.one("SELECT value FROM sync_state WHERE name = 'horizon'")
    return int(row["value"]) if row else 0


def mark(db: Database, now: int) -> None:
    """Remember how far the ledger has come by now: call it once a day."""
    db.run(
        "INSERT INTO ledger_mark (at, sequence) SELECT :now, value FROM sequence WHERE name = 'ledger'"
        " ON CONFLICT (at) DO NOTHING",
        now=now,
    )


def forget(db: Database, now: int) -> int:
    """Forget removals that are too old. Returns how many."""
    old = db.one(
        "SELECT max(sequence) AS sequence, max(at) AS at FROM ledger_mark WHERE at <= :before",
        before=now - KEPT_DAYS * DAY,
    )
    if old is None or old["sequence"] is None:
        return 0
    with db.transaction():
        # First the horizon: who is served meanwhile must not find half of the removals.
        db.run(
            "INSERT INTO sync_state (name, value) VALUES ('horizon', :value)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            value=str(old["sequence"]),
        )
        db.run("DELETE FROM ledger_mark WHERE at < :at", at=old["at"])
        return db.run("DELETE FROM changes WHERE removed = 1 AND sequence <= :sequence", sequence=old["sequence"])


def _plain(*names: str) -> None:
    """Names stand in records as they are. Raises ValueError for one that JSON would write otherwise."""
    for name in names:
        if not name.isprintable() or '"' in name or "\\" in name:
            raise ValueError(f"no name for a document: {name!r}")


def _body(document: Row) -> str:
    """What is kept of a document: id and version stand beside it."""
    return orjson.dumps({key: value for key, value in document.items() if key not in ("id", "version")}).decode()


def _write(db: Database, bucket: str, collection: str, document: str, version: int, removed: int, body: str) -> None:
    _plain(bucket, collection, document)
    ledger.number(db)
    db.last(
        f"""
        INSERT INTO changes (bucket, collection, document, sequence, version, removed, body)
        SELECT :bucket, :collection, :document, value, :version, :removed, :body FROM sequence WHERE name = 'ledger'
        {_REPLACING}""",
        numbered=True,
        bucket=bucket,
        collection=collection,
        document=document,
        version=version,
        removed=removed,
        body=body,
    )


def _write_person(
    db: Database, profile_id: str, collection: str, document: str, version: int, removed: int, body: str
) -> None:
    _plain(collection, document)
    # Who looks after the person is asked behind the counter: whoever begins to meanwhile comes before or after us. And
    # asked once: counted beforehand, an officer who began in between got a number that others had been shown already.
    db.last("UPDATE sequence SET value = value WHERE name = 'ledger'", numbered=True)
    db.last(
        f"""
        INSERT INTO changes (bucket, collection, document, sequence, version, removed, body)
        SELECT 'caseload/' || officer_id, :collection, :document,
            value + row_number() OVER (ORDER BY officer_id), :version, :removed, :body
        FROM sequence, caseload WHERE name = 'ledger' AND profile_id = :profile_id
        {_REPLACING}""",
        numbered=True,
        profile_id=profile_id,
        collection=collection,
        document=document,
        version=version,
        removed=removed,
        body=body,
    )
    db.last(
        "UPDATE sequence SET value = (SELECT max(sequence) FROM changes)"
        " WHERE name = 'ledger' AND value < (SELECT max(sequence) FROM changes)",
        numbered=True,
    )


_REPLACING = """
    ON CONFLICT (bucket, collection, document) DO UPDATE SET
        sequence = excluded.sequence, version = excluded.version, removed = excluded.removed, body = excluded.body"""
