"""Incoming messages in the database: each is taken once for ever, however often a gateway repeats it."""

from dataclasses import dataclass

from core.database import Database

# Answered so often a day and no more; two robots could talk for ever.
HELPFUL = ("help", "greeting", "unknown", "thanks", "confirm", "reject", "asked_back")


@dataclass(frozen=True, slots=True)
class Answers:
    """How many answers a phone got: in all, and to small talk and to what we did not understand."""

    all: int
    helpful: int


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


def answers(db: Database, phone: str, since: int) -> Answers:
    """What a phone was answered since then (UTC seconds)."""
    row = db.one(
        f"SELECT COUNT(*) AS answers, COUNT(CASE WHEN intent IN {HELPFUL} THEN 1 END) AS helpful"
        " FROM incoming WHERE phone = :phone AND at >= :since AND answered = 1",
        phone=phone,
        since=since,
    )
    return Answers(row["answers"], row["helpful"]) if row else Answers(0, 0)


def forget(db: Database, phone: str) -> None:
    """Keep neither what a phone wrote nor its number; a repeated message is known by the gateway's id alone."""
    db.run("UPDATE incoming SET text = '', phone = '+' WHERE phone = :phone", phone=phone)
