"""Figures: what became of the messages that were queued lately."""

from collections.abc import Sequence

import orjson

from core import areas
from core.database import Database, Row
from messages import outbox

LATELY = 5000  # messages that a look at the last ones reads


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


def of_texts(db: Database, text_ids: Sequence[int], first: int, last: int) -> list[Row]:
    """Of the messages from id `first` to `last`, those with these texts, as `of_messages` tells them, by text_id, state
    and whether they are put aside: rows of text_id, state, held, messages, and cost in millionths."""
    return db.all(
        "SELECT text_id, state, held, count(*) AS messages, CAST(COALESCE(sum(cost), 0) AS BIGINT) AS cost FROM outbox"
        f" WHERE id BETWEEN :first AND :last AND text_id IN ({db.ids}) GROUP BY text_id, state, held"
        " ORDER BY text_id, state, held",
        first=first,
        last=last,
        ids=orjson.dumps(list(text_ids)).decode(),
    )


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


def lately(db: Database, within: Sequence[str] | None) -> list[Row]:
    """The last LATELY messages, or those of them to people of some areas: rows of purpose, state (held too), messages,
    parts, and cost in millionths."""
    join, condition, values = _of_areas(within)
    return db.all(
        "SELECT purpose, state, count(*) AS messages, CAST(sum(segments) AS BIGINT) AS parts,"
        " CAST(sum(cost) AS BIGINT) AS cost FROM (SELECT text_id, CASE WHEN state = 'queued' AND held = 1 THEN 'held'"
        f" ELSE state END AS state, COALESCE(cost, 0) AS cost FROM outbox {join}"
        f" WHERE outbox.id > (SELECT COALESCE(max(id), 0) FROM outbox) - {LATELY} AND {condition}) AS newest"
        " JOIN message_text ON message_text.id = text_id GROUP BY purpose, state",
        **values,
    )


def some(db: Database, within: Sequence[str] | None, before: int | None, most: int) -> tuple[list[Row], int | None]:
    """Up to `most` messages below the id `before`, newest first, perhaps only those to people of some areas; and the id
    to go on from, or None. What they say is not among it. Of LATELY messages those are shown that fit, and no more."""
    join, condition, values = _of_areas(within)
    top = "COALESCE(CAST(:before AS BIGINT), (SELECT COALESCE(max(id), 0) + 1 FROM outbox))"
    rows = db.all(
        "SELECT outbox.id, outbox.created_at, outbox.phone, purpose, message_text.language, segments, outbox.state,"
        f" held, cost, {top} AS top FROM outbox JOIN message_text ON message_text.id = text_id {join}"
        f" WHERE outbox.id < {top} AND outbox.id >= {top} - {LATELY} AND {condition}"
        " ORDER BY outbox.id DESC LIMIT :most",
        before=before,
        most=most + 1,
        **values,
    )
    if len(rows) > most:
        return rows[:most], rows[most - 1]["id"]
    left = (rows[0]["top"] if rows else before or 0) - LATELY
    return rows, left if within is not None and left > 1 else None


def waits(db: Database, now: int) -> tuple[int | None, dict[str, int]]:
    """Since when the oldest message waits that could go now (UTC seconds, None where there is none), and how many wait
    for money by unit. Of very many of these no more than ten times LATELY are counted."""
    firsts = " UNION ALL ".join(
        f"SELECT * FROM (SELECT not_before FROM outbox WHERE state = 'queued' AND held = 0 AND priority = {priority}"
        f" AND not_before <= :now ORDER BY not_before LIMIT 1) AS first_{priority}"
        for priority in outbox.PRIORITIES
    )
    held = f"SELECT unit FROM outbox WHERE state = 'queued' AND held = 1 LIMIT {10 * LATELY}"
    rows = db.all(
        f"SELECT NULL AS unit, min(not_before) AS number FROM ({firsts}) AS firsts"
        f" UNION ALL SELECT unit, count(*) FROM ({held}) AS held GROUP BY unit",
        now=now,
    )
    since = next(row["number"] for row in rows if row["unit"] is None)
    return since, {row["unit"]: row["number"] for row in rows if row["unit"] is not None}


def _of_areas(within: Sequence[str] | None) -> tuple[str, str, Row]:
    """What joins messages to the people of some areas, the condition, and its values."""
    if within is None:
        return "", "1 = 1", {}
    condition, values = areas.condition("profile.area", within)
    return "JOIN profile ON profile.id = outbox.profile_id", condition, values
