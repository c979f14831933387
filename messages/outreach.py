"""Outreach: a text of staff to the people of a place and kind of work: how it is written, let go and stopped.

Whoever fits is counted first, and those are written down whom it goes to: so what it costs is known before it goes, and
what goes is what was told. `reaching` does the work.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import orjson

from core import audit, scams
from core.database import Database, Row
from core.errors import ConflictError, InvalidError, NotFoundError
from core.market import Market
from messages import outbox, templates, texts
from messages.text import Text

SECTOR = "sector:"  # begins the work of an outreach to a whole sector
MOST_CHARACTERS = 420  # of words: what is added to them makes three parts of it
FRESH_SECONDS = 24 * 3600  # what was counted before is counted again
STOPPABLE = ("counting", "ready", "sending", "sent")


def purpose(outreach_id: int) -> str:
    """What its texts are stored for: each has texts of its own, so that its messages can be told from others."""
    return f"outreach:{outreach_id}"


def drafted(market: Market, language: str, words: str) -> Text:
    """The text as it leaves, with what each of its kind says at the end.

    Raises InvalidError: "outreach_long", "outreach_asks_money".
    """
    text = templates.render("outreach", language, market=market, words=words)
    if len(words) > MOST_CHARACTERS or templates.is_over(texts.TEMPLATES["outreach"], text):
        raise InvalidError("outreach_long", language=language, parts=text.segments)
    said = scams.plain(words, market.country)
    if told := scams.fee(said) or scams.private(said):
        raise InvalidError("outreach_asks_money", words=told)
    if scams.money_asked(said, True):
        raise InvalidError("outreach_asks_money", words=words[:40])
    return text


def doubts(market: Market, words: str) -> list[str]:
    """What somebody should look at twice before it goes: "link", "phone_number"."""
    found = []
    if scams.link(words, scams.plain(words, market.country), False):
        found.append("link")
    if scams.numbers(words, market.country):
        found.append("phone_number")
    return found


def make(
    db: Database,
    market: Market,
    now: int,
    staff_id: str,
    *,
    place: str,
    work: str,
    words: Mapping[str, str],
    alerts_only: bool = True,
    days: int = 3,
) -> int:
    """A new one, to be counted. Returns its id.

    `place` is a code; `work` an occupation, SECTOR and the code of one, or "" for any; `words` by language;
    `days` is for how long it may be sent. Raises InvalidError, also as `drafted` does.
    """
    if place not in market.places:
        raise InvalidError("unknown_place", place=place)
    if not is_work(market, work):
        raise InvalidError("unknown_occupation", occupation=work)
    if not any(words.get(language) for language in market.languages):
        raise InvalidError("outreach_empty")
    for language in market.languages:
        if words.get(language):
            drafted(market, language, words[language])
    with db.transaction():
        made = db.all(
            "INSERT INTO outreach (staff_id, place, work, alerts_only, days, created_at)"
            " VALUES (:staff_id, :place, :work, :alerts_only, :days, :now) RETURNING id",
            staff_id=staff_id,
            place=place,
            work=work,
            alerts_only=int(alerts_only),
            days=days,
            now=now,
        )[0]["id"]
        db.many(
            "INSERT INTO outreach_text (outreach_id, language, words) VALUES (:id, :language, :words)",
            [{"id": made, "language": each, "words": words.get(each) or ""} for each in market.languages],
        )
        audit.note(db, now, audit.staff(staff_id), "outreach.made", "outreach", str(made), place=place, work=work)
    return int(made)


def is_work(market: Market, work: str) -> bool:
    """Whether it is "", an occupation or a sector of the market."""
    sectors = {sector.code for sector in market.occupations.sectors}
    return work == "" or work in market.occupations or (work[:7] == SECTOR and work[7:] in sectors)


def by_id(db: Database, outreach_id: int) -> Row:
    """One, with `counts` decoded and its `texts`, each with language, words, text_id and progress (decoded).

    Raises NotFoundError.
    """
    rows = db.all(
        "SELECT outreach.*, language, words, text_id, progress FROM outreach"
        " JOIN outreach_text ON outreach_text.outreach_id = outreach.id WHERE outreach.id = :id ORDER BY language",
        id=outreach_id,
    )
    if not rows:
        raise NotFoundError("outreach")
    texts = [
        {
            "progress": orjson.loads(row.pop("progress")),
            **{name: row.pop(name) for name in ("language", "words", "text_id")},
        }
        for row in rows
    ]
    return {**read(rows[0]), "texts": texts}


def recent(db: Database, before: int | None, limit: int) -> list[Row]:
    """The newest with an id below `before`, newest first, `counts` decoded."""
    where = "WHERE id < :before" if before else ""
    rows = db.all(
        f"SELECT * FROM outreach {where} ORDER BY id DESC LIMIT :limit",
        limit=limit,
        **({"before": before} if before else {}),
    )
    return [read(row) for row in rows]


def read(row: Row) -> Row:
    """A row of the table as others use it: `counts` decoded."""
    return {**row, "counts": {"units": {}, "why": {}, **orjson.loads(row["counts"])}}


def told(counts: Mapping[str, Any], language: str = "") -> int:
    """How many get it, of what `counts` of one says: in all, or in one language."""
    return sum(
        number
        for people in counts["units"].values()
        for each, number in people.items()
        if not language or each == language
    )


def money(market: Market, row: Row, part: Decimal) -> dict[str, Decimal]:
    """What each unit pays at this price of a part, before it goes; `row` as `by_id` gives it."""
    parts = {
        text["language"]: drafted(market, text["language"], text["words"]).segments
        for text in row["texts"]
        if text["words"]
    }
    return {
        unit: part * sum(number * parts[language] for language, number in people.items())
        for unit, people in row["counts"]["units"].items()
    }


def send(db: Database, market: Market, outreach_id: int, now: int, actor: str) -> None:
    """Let it go. Raises ConflictError where it was not counted, or went already; InvalidError("outreach_old"),
    ("outreach_nobody")."""
    with db.transaction():
        row = by_id(db, outreach_id)
        if row["state"] != "ready":
            raise ConflictError("It cannot go now.")
        if row["counted_at"] <= now - FRESH_SECONDS:
            raise InvalidError("outreach_old")
        if not told(row["counts"]):
            raise InvalidError("outreach_nobody")
        changed = db.run(
            "UPDATE outreach SET state = 'sending', sent_at = :now, not_after = :not_after, looked_at = :now"
            " WHERE id = :id AND state = 'ready'",
            now=now,
            not_after=now + row["days"] * 24 * 3600,
            id=outreach_id,
        )
        if not changed:
            raise ConflictError("It cannot go now.")
        for text in row["texts"]:
            if text["words"]:
                drawn = drafted(market, text["language"], text["words"])
                db.run(
                    "UPDATE outreach_text SET text_id = :text_id WHERE outreach_id = :id AND language = :language",
                    text_id=outbox.text_id(db, drawn, purpose(outreach_id), text["language"]),
                    id=outreach_id,
                    language=text["language"],
                )
        audit.note(db, now, actor, "outreach.sent", "outreach", str(outreach_id), people=told(row["counts"]))


def stop(db: Database, outreach_id: int, now: int, actor: str) -> None:
    """What has not gone does not go: nothing is queued from now on; `end` cancels what was. Raises ConflictError where
    it has ended already."""
    with db.transaction():
        states = ", ".join(f"'{state}'" for state in STOPPABLE)
        if not db.run(f"UPDATE outreach SET state = 'stopping' WHERE id = :id AND state IN ({states})", id=outreach_id):
            raise ConflictError("It has ended already.")
        audit.note(db, now, actor, "outreach.stopped", "outreach", str(outreach_id))


def forget(db: Database, profile_id: str) -> None:
    """Within the caller's transaction: this person is erased, and gets nothing that was only counted yet."""
    db.run("DELETE FROM outreach_person WHERE profile_id = :id", id=profile_id)
    db.run("DELETE FROM outreach_rest WHERE profile_id = :id", id=profile_id)
