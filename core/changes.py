"""Changes: the newest state of every document in every bucket, encoded once, for whoever keeps a copy."""

import orjson

from core import ledger
from core.database import Database, Row


def record(db: Database, bucket: str, collection: str, document: Row, left: str | None = None) -> None:
    """Keep the document (a dict with `id` and `version`) as the newest state in its bucket.

    `left` is the bucket that it was in before: a copy kept there is told to remove it.
    """
    if left and left != bucket:
        _write(db, left, collection, document["id"], document["version"], 1, "null")
    body = orjson.dumps(document).decode()
    _write(db, bucket, collection, document["id"], document["version"], 0, body)


def remove(db: Database, bucket: str, collection: str, document: str, version: int) -> None:
    """The document has left the bucket, or is gone altogether."""
    _write(db, bucket, collection, document, version, 1, "null")


def _write(db: Database, bucket: str, collection: str, document: str, version: int, removed: int, body: str) -> None:
    ledger.number(db)
    db.last(
        """
        INSERT INTO changes (bucket, collection, document, sequence, version, removed, body)
        SELECT :bucket, :collection, :document, value, :version, :removed, :body FROM sequence WHERE name = 'ledger'
        ON CONFLICT (bucket, collection, document) DO UPDATE SET
            sequence = excluded.sequence, version = excluded.version,
            removed = excluded.removed, body = excluded.body""",
        numbered=True,
        bucket=bucket,
        collection=collection,
        document=document,
        version=version,
        removed=removed,
        body=body,
    )
