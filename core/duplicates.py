"""Duplicates: who may be registered twice, found by phone and by how names sound, for staff to decide."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import orjson

from core import areas, events, merges, sounds, spelling
from core.database import Database, Row
from core.market import Market

READER = "duplicates"
SLICE = 50  # events that are read at a time
PROPOSED = 75  # points from which on a pair is put before staff
MOST = 200  # candidates that are looked at for one person

_FAR_YEARS = 3  # who was born so many years apart is another person, where only the names are alike
_YEAR_POINTS = {0: 20, 1: 14, 2: 5, 3: 5}


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who may be the same person: `score` from 0 to 100, and why: phone, name, name_sounds_alike, birth_year, place."""

    profile_id: str
    score: int
    reasons: tuple[str, ...]


def note_name(db: Database, profile_id: str, name: str | None) -> None:
    """Within the caller's transaction: this is how the name of a person sounds now. None is no name."""
    db.run("DELETE FROM name_sound WHERE profile_id = :id", id=profile_id)
    rows = [{"id": profile_id, "sound": sound} for sound in _sounds(name)]
    if rows:
        db.many(
            "INSERT INTO name_sound (profile_id, sound, area, birth_year)"
            " SELECT id, :sound, area, birth_year FROM profile WHERE id = :id AND status <> 'erased'",
            rows,
        )


def catch_up(db: Database, market: Market, now: int, limit: int = SLICE) -> int:
    """Note how the names of people sound to whom something happened, and propose who may be registered twice.

    Returns how many events were read: call again until 0. Cut off anywhere, the next call does it over.
    """
    cursor = _cursor(db)
    some = events.after(db, cursor, limit)
    if not some:
        return 0
    subjects = sorted({event["subject"] for event in some if event["kind"].startswith("profile.")})
    people = _people(db, subjects)
    named = [row for row in people if row["status"] != "erased" and row["name"]]
    with db.transaction(durable=False):
        # Whoever reads the same events at once waits here, and does over what was done: the same rows.
        db.run("UPDATE reader SET cursor = cursor WHERE name = :name", name=READER)
        for row in people:
            note_name(db, row["id"], row["name"])
    # Looked for outside of a transaction: nobody who writes waits for it. Two of one slice find each other by now.
    for row in named:
        propose(db, market, row["id"], now)
    db.run(
        "UPDATE reader SET cursor = :last WHERE name = :name AND cursor = :cursor",
        last=some[-1]["id"],
        name=READER,
        cursor=cursor,
    )
    return len(some)


def find(db: Database, market: Market, profile: Row) -> list[Candidate]:
    """Who may be the same person as a profile, the likeliest first.

    Looked at are those whom a phone of theirs reaches or reached, and those whose name sounds alike, from the same area
    or born in the same year or the next.
    """
    near = _of_same_phone(db, profile["id"])
    ids = dict.fromkeys([*near, *_of_like_name(db, market, profile)])
    return _compared(market, profile, _people(db, list(ids)[:MOST]), near)


def is_same(person: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    """Whether somebody who registers with the phone of a known person is that person: `name` sounds the same, or the
    known one has none yet, and `birth_year` is equal, or missing on a side."""
    years = {person.get("birth_year"), known.get("birth_year")} - {None}
    if len(years) > 1:
        return False
    return not known.get("name") or sounds.alike(person.get("name") or "", known["name"]) >= sounds.SAME


def propose(db: Database, market: Market, profile_id: str, now: int) -> int:
    """Put before staff who may be the same person as this one. Returns how many pairs wait because of it.

    Pairs that staff have decided stay as they are; what waits and is not likely any more goes.
    """
    profile = next(iter(_people(db, [profile_id])), None)
    if profile is None or profile["status"] == "erased" or not profile["name"]:
        return 0
    likely = {each.profile_id: each for each in find(db, market, profile) if each.score >= PROPOSED}
    standing = db.all(
        "SELECT first, second, score, reasons, state FROM duplicate WHERE first = :id OR second = :id", id=profile_id
    )
    pairs = {(row["first"] if row["second"] == profile_id else row["second"]): row for row in standing}
    unlikely = [other for other, row in pairs.items() if row["state"] == "waiting" and other not in likely]
    told = {
        other: each
        for other, each in likely.items()
        if other not in pairs
        or (pairs[other]["state"] == "waiting" and _stored(each) != (pairs[other]["score"], pairs[other]["reasons"]))
    }
    if unlikely or told:
        with db.transaction(durable=False):
            for other in sorted(unlikely):
                db.run(
                    "DELETE FROM duplicate WHERE first = :first AND second = :second AND state = 'waiting'",
                    **_pair(profile_id, other),
                )
            for other, each in sorted(told.items()):
                score, reasons = _stored(each)
                db.run(
                    "INSERT INTO duplicate (first, second, score, reasons, at)"
                    " VALUES (:first, :second, :score, :reasons, :now) ON CONFLICT (first, second)"
                    " DO UPDATE SET score = excluded.score, reasons = excluded.reasons"
                    " WHERE duplicate.state = 'waiting'",
                    **_pair(profile_id, other),
                    score=score,
                    reasons=reasons,
                    now=now,
                )
    return sum(other not in pairs or pairs[other]["state"] == "waiting" for other in likely)


def waiting(db: Database, limit: int = 50) -> list[Row]:
    """Pairs that staff have not decided, the likeliest first: `first`, `second`, `score`, `reasons` (list), `at`."""
    rows = db.all(
        """
        SELECT first, second, score, reasons, at FROM duplicate
        JOIN profile AS one ON one.id = first JOIN profile AS other ON other.id = second
        WHERE state = 'waiting' AND one.status <> 'erased' AND other.status <> 'erased'
        ORDER BY score DESC, at, first, second LIMIT :limit""",
        limit=limit,
    )
    return [{**row, "reasons": orjson.loads(row["reasons"])} for row in rows]


def page(
    db: Database, within: Sequence[str] | None, after: tuple[int, str, str] = (0, "", ""), limit: int = 25
) -> list[Row]:
    """Pairs that staff have not decided, the oldest first, from the one behind `after` (at, first, second).

    Both are people of these areas (None: all). Besides what `waiting` gives: `reference`, `place`, `other_reference`
    and `other_place`.
    """
    where, values = pair_condition(within)
    rows = db.all(
        f"""
        SELECT first, second, score, reasons, at, one.reference, one.place, other.reference AS other_reference,
            other.place AS other_place
        FROM duplicate JOIN profile AS one ON one.id = first JOIN profile AS other ON other.id = second
        WHERE state = 'waiting' AND {where} AND at >= :at AND (at, first, second) > (:at, :first, :second)
        ORDER BY at, first, second LIMIT :limit""",
        at=after[0],
        first=after[1],
        second=after[2],
        limit=limit,
        **values,
    )
    return [{**row, "reasons": orjson.loads(row["reasons"])} for row in rows]


def pair_condition(within: Sequence[str] | None) -> tuple[str, Row]:
    """The SQL that holds where the profiles `one` and `other` are both there and of these areas, and its values."""
    there = "one.status <> 'erased' AND other.status <> 'erased'"
    first, values = areas.condition("one.area", within)
    second, _values = areas.condition("other.area", within)
    return f"{there} AND {first} AND {second}", values


def by_pair(db: Database, first: str, second: str) -> Row | None:
    """What is known of two people as a pair: score, reasons (list), state, at. None where nobody thought of it."""
    row = db.one(
        "SELECT score, reasons, state, at FROM duplicate WHERE first = :first AND second = :second",
        **_pair(first, second),
    )
    return {**row, "reasons": orjson.loads(row["reasons"])} if row else None


def different(db: Database, first: str, second: str, by: str, now: int) -> None:
    """Staff say that these two are not the same person: they are not proposed again."""
    decide(db, first, second, "different", by, now)


def decide(db: Database, first: str, second: str, state: str, by: str, now: int) -> None:
    """What staff say of two people, whether they were proposed or not: "different" or "merged"."""
    db.run(
        "INSERT INTO duplicate (first, second, score, reasons, state, at, decided_at, decided_by)"
        " VALUES (:first, :second, 0, '[]', :state, :now, :now, :by) ON CONFLICT (first, second)"
        " DO UPDATE SET state = excluded.state, decided_at = excluded.decided_at, decided_by = excluded.decided_by",
        **_pair(first, second),
        state=state,
        now=now,
        by=by,
    )


def forget(db: Database, profile_id: str) -> None:
    """Within the transaction that erases a person: they are nobody's double any more, and never were anybody else."""
    db.run("DELETE FROM name_sound WHERE profile_id = :id", id=profile_id)
    db.run("DELETE FROM duplicate WHERE first = :id OR second = :id", id=profile_id)
    merges.forget(db, profile_id)


def _cursor(db: Database) -> int:
    return int(db.all("SELECT cursor FROM reader WHERE name = :name", name=READER)[0]["cursor"])


def _sounds(name: str | None) -> list[str]:
    """The sound of each word, and of each two words: two common names are common, both together hardly."""
    words = sorted(sounds.keys(name)) if name else []
    return [*words, *map(" ".join, combinations(words, 2))]


def _people(db: Database, ids: Iterable[str]) -> list[Row]:
    values = {f"id{number}": profile_id for number, profile_id in enumerate(ids)}
    if not values:
        return []
    return db.all(
        "SELECT id, status, name, birth_year, place, area, occupation FROM profile"
        f" WHERE id IN ({', '.join(':' + name for name in values)}) ORDER BY id",
        **values,
    )


def _of_same_phone(db: Database, profile_id: str) -> set[str]:
    rows = db.all(
        "SELECT DISTINCT other.profile_id AS id FROM phone_link AS own JOIN phone_link AS other"
        " ON other.phone = own.phone WHERE own.profile_id = :id AND other.profile_id <> :id LIMIT :most",
        id=profile_id,
        most=MOST // 2,
    )
    return {row["id"] for row in rows}


def _of_like_name(db: Database, market: Market, profile: Row) -> list[str]:
    """Ids, those who share the most first; each part of the question is answered by an index alone."""
    around, born = "area = :area", "birth_year BETWEEN :year - 1 AND :year + 1"
    place, year = profile["place"], profile["birth_year"]
    area = market.area(place) if place in market.places else None
    ways = [way for way, known in ((around, area), (born, year)) if known]
    both = " AND ".join(ways)
    values: Row = {"id": profile["id"], "area": area, "year": year, "most": MOST}
    parts: list[str] = []
    for number, sound in enumerate(sorted(_sounds(profile["name"]), key=lambda sound: " " not in sound)):
        values[f"sound{number}"] = sound
        # One word alone is the name of too many, and needs all that is known beside it.
        for way in dict.fromkeys([both, *ways]) if " " in sound else [both]:
            if way:
                parts.append(
                    "SELECT * FROM (SELECT profile_id FROM name_sound"
                    f" WHERE sound = :sound{number} AND {way} AND profile_id <> :id LIMIT :most) AS part{len(parts)}"
                )
    if not parts:
        return []
    used = {name: value for name, value in values.items() if value is not None}
    return [row["profile_id"] for row in db.all(" UNION ALL ".join(parts), **used)]


def _compared(market: Market, profile: Row, others: list[Row], near: set[str]) -> list[Candidate]:
    found = []
    for other in others:
        if other["status"] != "erased" and other["name"]:
            if candidate := _candidate(market, profile, other, other["id"] in near):
                found.append(candidate)
    return sorted(found, key=lambda each: (-each.score, each.profile_id))


def _candidate(market: Market, profile: Row, other: Row, phone: bool) -> Candidate | None:
    """How likely two people are one; None where nobody would say so."""
    years = abs(profile["birth_year"] - other["birth_year"]) if profile["birth_year"] and other["birth_year"] else None
    far = years is not None and years > _FAR_YEARS
    name = _name_points(profile["name"], other["name"])
    if name:
        if far and not phone:
            return None
    elif phone and years == 0 and sounds.keys(profile["name"]) & sounds.keys(other["name"]):
        # Of the people of a shared phone, only who was born in the same year: brothers and sisters share a name.
        name = 15, ()
    else:
        return None
    points, reasons = name
    score = points + (25 if phone else 0)
    if years is None:
        score += 8
    else:
        score += _YEAR_POINTS.get(years, -15 if years <= 10 else -30)
    place = _place_points(market, profile["place"], other["place"])
    score += place + (5 if profile["occupation"] and profile["occupation"] == other["occupation"] else 0)
    told: tuple[str, ...] = ("phone",) if phone else ()
    told += reasons
    told += ("birth_year",) if years is not None and years <= 1 else ()
    told += ("place",) if place > 4 else ()
    return Candidate(other["id"], max(0, min(score, 100)), told)


def _name_points(first: str, second: str) -> tuple[int, tuple[str, ...]] | None:
    """Points for two names that may be one, and the reason; None for others."""
    words, others = sorted(spelling.key(first).split()), sorted(spelling.key(second).split())
    rare = 8 if len(sounds.keys(first) & sounds.keys(second)) > 2 else 0
    if words == others:
        return 60 + rare, ("name",)
    near = sounds.alike(first, second)
    return (round(0.6 * near) + rare, ("name_sounds_alike",)) if near >= sounds.ALIKE else None


def _place_points(market: Market, first: str | None, second: str | None) -> int:
    """Points for two homes: in one place, near, unknown, or in different areas."""
    if first not in market.places or second not in market.places or first is None or second is None:
        return 4
    if _home(market, first) == _home(market, second):
        return 15
    return 5 if market.area(first) == market.area(second) else -8


def _home(market: Market, place: str) -> str:
    around = market.places.ancestor(place, market.home_level)
    return around.code if around else place


def _stored(candidate: Candidate) -> tuple[int, str]:
    return candidate.score, orjson.dumps(candidate.reasons).decode()


def _pair(first: str, second: str) -> Row:
    return {"first": min(first, second), "second": max(first, second)}
