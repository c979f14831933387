"""Attempts: how often somebody may try, such as a password, before they must wait."""

from core.database import Database
from core.errors import TooManyError


def admit(db: Database, kind: str, sender: str, now: int, most: int, seconds: int) -> None:
    """Raises TooManyError where `sender` tried `most` times within `seconds`, counted from the first of them."""
    row = db.one(
        "SELECT since, times FROM attempt WHERE kind = :kind AND sender = :sender AND since > :before",
        kind=kind,
        sender=sender,
        before=now - seconds,
    )
    if row and row["times"] >= most:
        raise TooManyError("There were too many attempts.", row["since"] + seconds - now)


def count(db: Database, kind: str, sender: str, now: int, seconds: int) -> None:
    """One more attempt; after `seconds` it is the first again. It may be lost in a power cut."""
    with db.transaction(durable=False):
        db.last(
            """
            INSERT INTO attempt (kind, sender, since, times) VALUES (:kind, :sender, :now, 1)
            ON CONFLICT (kind, sender) DO UPDATE SET
                times = CASE WHEN attempt.since > :before THEN attempt.times + 1 ELSE 1 END,
                since = CASE WHEN attempt.since > :before THEN attempt.since ELSE :now END""",
            kind=kind,
            sender=sender,
            now=now,
            before=now - seconds,
        )


def forget(db: Database, kind: str, sender: str) -> None:
    """It went well: earlier attempts count no more."""
    db.run("DELETE FROM attempt WHERE kind = :kind AND sender = :sender", kind=kind, sender=sender)
