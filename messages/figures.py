"""Figures: what became of the messages that were queued lately."""

from core.database import Database, Row


def first_since(db: Database, since: int, known: int = 0) -> int:
    """The id of the first message queued at `since` (UTC seconds) or later, or the one that will be.

    `known` is what this gave for an earlier time: what lies before is not read again.
    """
    row = db.one(
        "SELECT id FROM outbox WHERE id >= :known AND created_at >= :since ORDER BY id LIMIT 1",
        known=known,
        since=since,
    ) or db.one("SELECT COALESCE(max(id), 0) + 1 AS id FROM outbox")
    return int(row["id"]) if row else known


def of_messages(db: Database, first: int) -> list[Row]:
    """The messages from this id on: how many are in which state, and what they cost.

    Each row has state, gateway ("" where none was called), language, currency ("" where no cost is known), messages,
    and cost in millionths of the currency.
    """
    # Texts are shared by many messages, so that counting first leaves few rows to join.
    return db.all(
        "SELECT state, gateway, language, currency, CAST(sum(messages) AS BIGINT) AS messages,"
        " CAST(sum(cost) AS BIGINT) AS cost"
        " FROM (SELECT text_id, state, COALESCE(gateway, '') AS gateway, COALESCE(currency, '') AS currency,"
        " count(*) AS messages, COALESCE(sum(cost), 0) AS cost FROM outbox WHERE id >= :first"
        " GROUP BY text_id, state, COALESCE(gateway, ''), COALESCE(currency, '')) AS counted"
        " JOIN message_text ON message_text.id = counted.text_id"
        " GROUP BY state, gateway, language, currency ORDER BY state, gateway, language, currency",
        first=first,
    )
