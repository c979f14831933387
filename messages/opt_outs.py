"""Opting out: STOP ends whatever a phone did not ask for, at once; START undoes it."""

import orjson

from core import consent, profiles
from core.database import Database, Row
from core.errors import ConflictError
from core.market import Market
from messages import outbox, subscriptions

ALERTS = "alerts"  # the purpose that people agree to
_OF_PHONE = "profile.id IN (SELECT profile_id FROM phone_link WHERE phone = :phone)"


def stop(db: Database, market: Market, phone: str, now: int, source: str) -> list[Row]:
    """This phone gets nothing any more that it does not ask for: alerts of everybody it reaches end, what is queued
    for it is cancelled.

    `source` is the channel that the wish came by. Returns the people whom the phone reaches, as they are now.
    """
    with db.transaction():
        # First of all: a round that is choosing people now ends before we look at what is queued.
        subscriptions.lock(db)
        people = profiles.of_phone(db, phone)
        had = {profile["id"]: profile["alerts"] for profile in people if profile["alerts"] != "off"}
        db.run(
            "INSERT INTO opt_out (phone, since, source, alerts) VALUES (:phone, :now, :source, :alerts)"
            " ON CONFLICT (phone) DO UPDATE SET alerts = excluded.alerts WHERE excluded.alerts <> '{}'",
            phone=phone,
            now=now,
            source=source,
            alerts=orjson.dumps(had).decode(),
        )
        people = [_agree(db, market, profile, "off", now, profile["language"], source) for profile in people]
        # Also those whom the phone reached until lately, if nobody has read that event yet.
        subscriptions.refresh(db, market, _OF_PHONE, phone=phone)
        outbox.cancel_phone(db, now, phone)
    return people


def start(db: Database, market: Market, phone: str, now: int, source: str) -> list[Row]:
    """Undo `stop`: the people of this phone have the alerts again that it ended. Returns them as they are now."""
    with db.transaction():
        subscriptions.lock(db)
        people = profiles.of_phone(db, phone)
        ended = db.all("DELETE FROM opt_out WHERE phone = :phone RETURNING alerts", phone=phone)
        had = orjson.loads(ended[0]["alerts"]) if ended else {}
        people = [
            _agree(db, market, profile, had[profile["id"]], now, profile["language"], source)
            if profile["alerts"] == "off" and profile["id"] in had
            else profile
            for profile in people
        ]
        subscriptions.refresh(db, market, _OF_PHONE, phone=phone)
    return people


def is_out(db: Database, phone: str) -> bool:
    """Whether this phone wants nothing that it does not ask for."""
    return db.one("SELECT 1 AS out FROM opt_out WHERE phone = :phone", phone=phone) is not None


def forget(db: Database, phone: str) -> None:
    """Within the caller's transaction: of what a phone's people had, keep that of those alone whom it still reaches.

    The opt-out itself stands.
    """
    row = db.one("SELECT alerts FROM opt_out WHERE phone = :phone", phone=phone)
    if row is not None:
        people = {profile["id"] for profile in profiles.of_phone(db, phone)}
        kept = {id: often for id, often in orjson.loads(row["alerts"]).items() if id in people}
        db.run(
            "UPDATE opt_out SET alerts = :alerts WHERE phone = :phone", alerts=orjson.dumps(kept).decode(), phone=phone
        )


def set_alerts(db: Database, market: Market, profile: Row, often: str, now: int, language: str, channel: str) -> Row:
    """One person chooses how often alerts come: "off", "instant", "daily", "weekly". Returns the profile as it is now.

    Whether they agreed is kept where it changes. Raises NotFoundError for somebody who was erased.
    """
    with db.transaction():
        profile = profiles.by_id(db, profile["id"]) or profile
        return _agree(db, market, profile, often, now, language, channel)


def _agree(db: Database, market: Market, profile: Row, often: str, now: int, language: str, channel: str) -> Row:
    while True:
        before = profile["alerts"]
        if before == often:
            return profile
        try:
            profile = profiles.change(db, market, profile, now, alerts=often)
            break
        except ConflictError:
            # Somebody edits the profile just now, and STOP must not fail for that.
            profile = profiles.by_id(db, profile["id"]) or profile
    if often == "off":
        outbox.cancel_alerts(db, now, profile["id"])
    if "off" in (before, often):
        consent.record(db, profile, ALERTS, often != "off", language, channel, now)
    return profile
