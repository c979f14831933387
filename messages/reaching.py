"""Reaching: the work of an outreach off the path of requests: who fits, their messages, what became of these.

It is done in slices, each all or nothing: what was cut off, the next run does.
"""

from collections import Counter
from collections.abc import Callable, Sequence

import orjson

from core import areas, audit
from core.database import Database, Row
from core.market import Market
from messages import figures, outbox, quiet, subscriptions
from messages.outreach import FRESH_SECONDS, SECTOR, by_id, stop

REST_SECONDS = 7 * 24 * 3600  # between two texts of this kind to one person
WATCHED_SECONDS = 3 * 24 * 3600  # reports may come for so long after the last moment of sending
SLICE, QUEUED = 500, 200  # people who are counted, or sent to, at a time: callers are not kept waiting for longer
_RANGE = 5000  # messages looked at in one statement
_PERSON = ("outreach_id", "profile_id", "phone", "language", "unit")

_LINKS = "EXISTS (SELECT 1 FROM phone_link WHERE phone_link.profile_id = profile.id AND until IS NULL)"
# Who had alerts and has none now wants none; who was never asked about them has said nothing.
_ENDED = (
    "(alerts = 'off' AND EXISTS (SELECT 1 FROM consent WHERE consent.profile_id = profile.id AND purpose = 'alerts'))"
)
_RESTS = (
    "(EXISTS (SELECT 1 FROM outreach_rest WHERE outreach_rest.profile_id = profile.id AND outreach_rest.until > :now)"
    " OR EXISTS (SELECT 1 FROM subscription WHERE subscription.profile_id = profile.id AND often <> 'off'"
    " AND rests_until > :now))"
)
_FITS = f"""
SELECT profile.id AS profile_id, language, place,
    (SELECT phone FROM phone_link WHERE phone_link.profile_id = profile.id AND until IS NULL
        AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.phone = phone_link.phone)
        ORDER BY since DESC, phone LIMIT 1) AS phone,
    CASE WHEN NOT {_LINKS} THEN 'no_phone' WHEN {_ENDED} THEN 'ended' WHEN {_RESTS} THEN 'rests' ELSE '' END AS why
FROM profile WHERE profile.id > :after AND profile.id <= :last AND status = 'active'"""
# Much may happen between counting and sending.
_STILL = f"""
JOIN profile ON profile.id = person.profile_id AND profile.status = 'active' AND NOT {_ENDED} AND NOT {_RESTS}
    AND (:alerts_only = 0 OR alerts <> 'off')
JOIN phone_link ON phone_link.profile_id = person.profile_id AND phone_link.phone = person.phone
    AND phone_link.until IS NULL AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.phone = person.phone)"""


def count(db: Database, market: Market, outreach_id: int, now: int, most: int = SLICE) -> bool:
    """Look at the next people and write down who gets it. Returns whether there are more to look at."""
    row = by_id(db, outreach_id)
    if row["state"] != "counting":
        return False
    # All that is only read is read before: writers would wait for it.
    after = row["cursor"]
    ids = db.all("SELECT id FROM profile WHERE id > :after ORDER BY id LIMIT :most", after=after, most=most)
    is_last = len(ids) < most
    last = ids[-1]["id"] if ids else after
    where, values = _chosen(market, row["place"], row["work"], row["alerts_only"])
    fits = db.all(f"{_FITS} AND {where}", after=after, last=last, now=now, **values)
    words = {text["language"] for text in row["texts"] if text["words"]}
    why: Counter[str] = Counter(row["counts"]["why"])
    people = {}
    for person in fits:
        reason = _reason(person, market, words)
        if reason:
            why[reason] += 1
        elif person["phone"] in people:
            why["shared"] += 1
        else:
            people[person["phone"]] = {**person, "outreach_id": outreach_id}
    with db.transaction():
        subscriptions.lock(db)  # whoever is erased meanwhile is found below, or finds what was written down
        standing = _locked(db, outreach_id, "counting")
        if not standing or standing[0]["cursor"] != after:
            return bool(standing)  # somebody else has counted these
        if people:
            db.many(
                "INSERT INTO outreach_person (outreach_id, profile_id, phone, language, unit)"
                " VALUES (:outreach_id, :profile_id, :phone, :language, :unit) ON CONFLICT DO NOTHING",
                [{name: each[name] for name in _PERSON} for each in people.values()],
            )
        db.run(
            "DELETE FROM outreach_person WHERE outreach_id = :id AND profile_id > :after AND profile_id <= :last"
            " AND NOT EXISTS (SELECT 1 FROM profile WHERE profile.id = profile_id AND status = 'active')",
            id=outreach_id,
            after=after,
            last=last,
        )
        chosen = db.all(
            "SELECT unit, language, count(*) AS people FROM outreach_person WHERE outreach_id = :id"
            " AND profile_id > :after AND profile_id <= :last GROUP BY unit, language",
            id=outreach_id,
            after=after,
            last=last,
        )
        units: dict[str, dict[str, int]] = row["counts"]["units"]
        for each in chosen:
            unit = units.setdefault(each["unit"], {})
            unit[each["language"]] = unit.get(each["language"], 0) + each["people"]
        why["shared"] += len(people) - sum(each["people"] for each in chosen)
        db.run(
            "UPDATE outreach SET state = :state, counted_at = :now, cursor = :last, counts = :counts WHERE id = :id",
            state="ready" if is_last else "counting",
            now=now,
            last=last,
            counts=orjson.dumps(
                {"units": units, "why": {code: number for code, number in why.items() if number}}
            ).decode(),
            id=outreach_id,
        )
    return not is_last


def _reason(person: Row, market: Market, words: set[str]) -> str:
    """Why this person gets nothing; "" where they do, and then with a unit."""
    if person["language"] not in market.languages:
        person["language"] = market.default_language
    if person["why"]:
        return str(person["why"])
    if person["phone"] is None:
        return "stopped"
    if person["language"] not in words:
        return "no_text"
    if person["place"] not in market.places:
        return "no_place"
    person["unit"] = market.unit_of(person["place"]).code
    return ""


def _chosen(market: Market, place: str, work: str, alerts_only: int) -> tuple[str, Row]:
    """The condition on profiles for people of a place and kind of work, perhaps with alerts, and its values."""
    values: Row = {}
    conditions = ["alerts <> 'off'"] if alerts_only else []
    if market.area(place) == place:  # an area, or wider
        where, more = areas.condition("area", areas.within(market, [place]))
        conditions.append(where)
    else:
        more = {f"place_{number}": code for number, code in enumerate(market.places.under(place))}
        conditions.append(f"place IN ({', '.join(':' + name for name in more)})")
    values |= more
    if work[:7] == SECTOR:
        conditions.append("sector = :work")
        values["work"] = work[7:]
    elif work:
        conditions.append("occupation = :work")
        values["work"] = work
    return " AND ".join(conditions), values


def queue(db: Database, market: Market, outreach_id: int, now: int, most: int = QUEUED) -> int:
    """Put the next messages into the outbox. Returns how many people are done with; call again until 0."""
    with db.transaction():
        subscriptions.lock(db)  # first of all: STOP sees what is queued, or is seen
        rows = _locked(db, outreach_id, "sending")
        if not rows:
            return 0
        row = rows[0]
        end = db.one(
            "SELECT max(profile_id) AS last, count(*) AS people FROM (SELECT profile_id FROM outreach_person"
            " WHERE outreach_id = :id ORDER BY profile_id LIMIT :most) AS next",
            id=outreach_id,
            most=most,
        )
        if end is None or not end["people"] or row["not_after"] <= now:
            db.run("DELETE FROM outreach_person WHERE outreach_id = :id", id=outreach_id)
            db.run("UPDATE outreach SET state = 'sent', ended_at = :now WHERE id = :id", now=now, id=outreach_id)
            return 0
        which = "person.outreach_id = :id AND person.profile_id <= :last"
        values = {"id": outreach_id, "last": end["last"], "now": now, "alerts_only": row["alerts_only"]}
        opens, times = _opens(market, now)
        first = _newest(db) + 1
        queued = outbox.put_many(
            db,
            select="SELECT 'o:' || CAST(:id AS TEXT) || ':' || person.profile_id AS dedupe, text_id, person.phone,"
            f" person.profile_id, CAST(NULL AS TEXT) AS vacancy_id, person.unit, {outbox.OUTREACH} AS priority,"
            f" CAST({opens} AS BIGINT) AS not_before, CAST(:not_after AS BIGINT) AS not_after"
            " FROM outreach_person AS person JOIN outreach_text ON outreach_text.outreach_id = person.outreach_id"
            f" AND outreach_text.language = person.language {_STILL} WHERE {which}",
            not_after=row["not_after"],
            **values,
            **times,
        )
        db.run(
            "INSERT INTO outreach_rest (profile_id, outreach_id, until) SELECT person.profile_id, CAST(:id AS BIGINT),"
            f" CAST(:until AS BIGINT) FROM outreach_person AS person {_STILL} WHERE {which}"
            " ON CONFLICT (profile_id) DO UPDATE SET outreach_id = excluded.outreach_id, until = excluded.until",
            until=now + REST_SECONDS,
            **values,
        )
        db.run(
            "DELETE FROM outreach_person WHERE outreach_id = :id AND profile_id <= :last",
            id=outreach_id,
            last=end["last"],
        )
        db.run(
            "UPDATE outreach SET first_id = COALESCE(first_id, :first), last_id = :newest, queued = queued + :queued,"
            " left_out = left_out + :left WHERE id = :id",
            first=first,
            newest=_newest(db),
            queued=queued,
            left=end["people"] - queued,
            id=outreach_id,
        )
    return int(end["people"])


def _locked(db: Database, outreach_id: int, state: str) -> list[Row]:
    """Within the caller's transaction: nobody else works on it until that ends. Empty where it has another state."""
    return db.all(
        "UPDATE outreach SET state = state WHERE id = :id AND state = :state RETURNING *", id=outreach_id, state=state
    )


def _newest(db: Database) -> int:
    row = db.one("SELECT COALESCE(max(id), 0) AS id FROM outbox")
    return int(row["id"]) if row else 0


def _opens(market: Market, now: int) -> tuple[str, Row]:
    """When messages of each unit may go: SQL, and its values."""
    usual = quiet.open_from(market, "", now)
    cases = ""
    values: Row = {"opens": usual}
    for number, unit in enumerate(market.units):
        at = quiet.open_from(market, unit.code, now)
        if at != usual:
            cases += f" WHEN :unit_{number} THEN :opens_{number}"
            values |= {f"unit_{number}": unit.code, f"opens_{number}": at}
    return (f"CASE person.unit{cases} ELSE :opens END" if cases else ":opens"), values


def end(db: Database, outreach_id: int, now: int) -> int:
    """Cancel what was queued of one that is being stopped. Returns how many messages."""
    row = by_id(db, outreach_id)
    if row["state"] != "stopping":
        return 0
    cancelled = 0
    texts = _texts(row)
    if row["first_id"] is not None:
        cancelled = outbox.cancel_texts(db, now, texts, row["first_id"], row["last_id"])
        # Whoever did not get it may get the next one, such as the same without a slip.
        for start in range(row["first_id"], row["last_id"] + 1, _RANGE):
            db.run(
                "DELETE FROM outreach_rest WHERE outreach_id = :id AND profile_id IN (SELECT profile_id FROM outbox"
                " WHERE id BETWEEN :start AND :end AND id <= :last AND state = 'cancelled'"
                f" AND priority = {outbox.OUTREACH})",
                id=outreach_id,
                start=start,
                end=start + _RANGE - 1,
                last=row["last_id"],
            )
    with db.transaction():
        db.run("DELETE FROM outreach_person WHERE outreach_id = :id", id=outreach_id)
        state = "stopped" if row["sent_at"] else "dropped"
        db.run(
            "UPDATE outreach SET state = :state, ended_at = :now WHERE id = :id", state=state, now=now, id=outreach_id
        )
    look(db, outreach_id, now)
    return cancelled


def look(db: Database, outreach_id: int, now: int) -> None:
    """Count what became of its messages until now."""
    row = by_id(db, outreach_id)
    found: dict[int, Counter[str]] = {}
    if row["first_id"] is not None:
        for each in figures.of_texts(db, _texts(row), row["first_id"], row["last_id"]):
            counter = found.setdefault(each["text_id"], Counter())
            counter["held" if each["held"] and each["state"] == "queued" else each["state"]] += each["messages"]
            counter["cost"] += each["cost"]
    with db.transaction(durable=False):
        for text in row["texts"]:
            db.run(
                "UPDATE outreach_text SET progress = :progress WHERE outreach_id = :id AND language = :language",
                progress=orjson.dumps(dict(found.get(text["text_id"], {}))).decode(),
                id=outreach_id,
                language=text["language"],
            )
        db.run("UPDATE outreach SET looked_at = :now WHERE id = :id", now=now, id=outreach_id)


def _texts(row: Row) -> list[int]:
    return [text["text_id"] for text in row["texts"] if text["text_id"] is not None]


def run(db: Database, market: Market, now: int, stopping: Callable[[], bool] = lambda: False) -> int:
    """Do what there is to do for all of them, a slice at a time. Returns how many people's messages were queued."""
    queued = 0
    for row in under_way(db, now):
        while not stopping() and row["state"] == "counting" and count(db, market, row["id"], now):
            pass
        while not stopping() and row["state"] == "sending" and (some := queue(db, market, row["id"], now)):
            queued += some
        if row["state"] == "ready":
            stop(db, row["id"], now, audit.SERVICE)  # it holds numbers of phones, and nobody wants it any more
        if row["state"] in ("ready", "stopping"):
            end(db, row["id"], now)
        elif row["sent_at"] and not stopping():
            look(db, row["id"], now)
    return queued


def under_way(db: Database, now: int) -> Sequence[Row]:
    """Those that there is something to do for: id, state."""
    rows = db.all(
        "SELECT id, state, counted_at, sent_at, not_after, looked_at FROM outreach WHERE state IN"
        " ('counting', 'ready', 'sending', 'stopping') OR not_after > :watched ORDER BY id",
        watched=now - WATCHED_SECONDS,
    )
    return [row for row in rows if _is_due(row, now)]


def _is_due(row: Row, now: int) -> bool:
    if row["state"] == "ready":
        return bool(row["counted_at"] <= now - 2 * FRESH_SECONDS)
    if row["state"] in ("sent", "stopped", "dropped"):
        # Often at first, and once in half an hour for reports of days later.
        return bool(now - row["looked_at"] >= min(1800, max(5, (now - row["sent_at"]) // 20)))
    return True
