"""Incoming messages in the database: each is taken once for ever, however often a gateway repeats it."""

from core.database import Database

HELPFUL = ("help", "greeting", "unknown", "thanks")  # answered so often a day; two robots could talk for ever


def take(db: Database, gateway: str, id: str, phone: str, text: str, at: int) -> bool:
    """Keep a message. Returns False when it came before: then nothing must be done."""
    return bool(
        db.run(
            """
            INSERT INTO incoming (gateway, gateway_id, phone, text, at) VALUES (:gateway, :id, :phone, :text, :at)
            ON CONFLICT (gateway, gateway_id) DO NOTHING""",
            gateway=gateway,
            id=id,
            phone=phone,
            text=text,
            at=at,
        )
    )


def understood(db: Database, gateway: str, id: str, intent: str, answered: bool) -> None:
    """Note, at the end of the caller's transaction, what a message was taken for and whether it got an answer."""
    db.last(
        "UPDATE incoming SET intent = :intent, answered = :answered WHERE gateway = :gateway AND gateway_id = :id",
        intent=intent,
        answered=int(answered),
        gateway=gateway,
        id=id,
    )


def helped(db: Database, phone: str, since: int) -> int:
    """How many answers to small talk and to what we did not understand a phone got since then (UTC seconds)."""
    row = db.one(
        f"SELECT COUNT(*) AS number FROM incoming WHERE phone = :phone AND at >= :since AND answered = 1"
        f" AND intent IN {HELPFUL}",
        phone=phone,
        since=since,
    )
    return int(row["number"]) if row else 0
