"""Matching: which vacancies fit a person and which people a vacancy, how well, and why."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson

from core import vacancies
from core.database import Database, Row
from core.market import Market

# What a perfect fit is made of, in points. Data that a person or an employer did not give counts half.
WORK, PLACE, PAY, RECENCY, SKILLS = 45, 25, 10, 10, 10
FRESH_SECONDS = 30 * 24 * 3600
UNKNOWN = 0.5
NO_SKILLS = "[]"
NEAR_RINGS = 3  # where wider relatives of the work count: nobody moves across the country for a job that half fits

# Bands in which employers are told how many people fit: a number below five could point at somebody.
FEW, SOME, MANY, CROWDS, MOST = "fewer_than_5", "5_to_20", "20_to_50", "50_to_200", "more_than_200"
_BANDS = ((5, FEW), (20, SOME), (50, MANY), (201, CROWDS))
_TOLD_BY = 200  # people whose skills are looked at for what is common in their work

WANTED = 9  # three pages of a phone
MOST_NEAR_WORK = 4  # kinds of work that only the market's table says are near, the nearest: each costs a look
PEOPLE_WANTED = 20
CROWD = 10  # times as many of the very work are walked past where skills are asked, for those who have told any
LOOKED_AT = 3  # people for each one wanted, of each circle and degree of fitting: of a crowd not everybody is read

LIKE = 0.75  # from this nearness on, work is listed with what was asked for
RELATED = 0.5  # from this nearness on, work is like one's own
SAME_WORK, RELATED_WORK, OTHER_WORK = "same_work", "related_work", "other_work"


@dataclass(frozen=True, slots=True)
class Match:
    """A vacancy that may fit a person: `score` of 0 to 100, `reason` a code, `area` the nearest shared place."""

    vacancy: Row
    score: int
    reason: str
    area: str
    ring: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may fit a vacancy, told by work, home and skills alone: no name, age or phone.

    `person` has `id`, `place`, `occupation`, `experience`, `least_pay` and `skills`. `score` is that of a Match of the
    two; `area` is the nearest shared place, and `ring` counts the circles around the vacancy out to it.
    """

    person: Row
    score: int
    reason: str
    area: str
    ring: int


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a score: `points` of `most`, and the values that it comes from."""

    code: str
    points: float
    most: int
    values: dict[str, Any]


def best(db: Database, market: Market, profile: Row, now: int, wanted: int = WANTED) -> list[Match]:
    """The vacancies that fit a person best, nearest first; other work comes after all that fits.

    Candidates are taken ring by ring, from the person's place to the nation: the very occupation, its relatives, and
    the newest of any kind. Each gives a bounded number, so the cost does not grow with the market.
    """
    rings = market.places.rings(profile["place"])
    found = _candidates(
        db, market, profile["occupation"], rings, now, wanted, of_any_kind=True, skilled=_has_skills(profile)
    )
    return _ranked(db, market, profile, rings, found, now, wanted)


def of_kind(
    db: Database,
    market: Market,
    profile: Row,
    occupation: str,
    now: int,
    wanted: int = WANTED,
    place: str | None = None,
    least: float = LIKE,
) -> list[Match]:
    """Vacancies of one occupation and those at least so near to it, best and nearest first, from a place to the nation.

    The place is the person's home, where no other is given.
    """
    rings = market.places.rings(place or profile["place"])
    found = [
        row
        for row in _candidates(db, market, occupation, rings, now, wanted, skilled=_has_skills(profile))
        if market.occupations.nearness(occupation, row["occupation"]) >= least
    ]
    return _ranked(db, market, {**profile, "occupation": occupation}, rings, found, now, wanted)


def among(
    db: Database, market: Market, profile: Row, place: str, found: list[Row], now: int, wanted: int = WANTED
) -> list[Match]:
    """The best of some open vacancies, nearest to a place first.

    Rows of `found` have `id`, `occupation`, `place`, `opened_at`, `pay_month` and `deadline`.
    """
    rings = market.places.rings(place)
    near = [
        {**row, "vacancy_id": row["id"], "ring": _nearest_shared(rings, market.places.rings(row["place"]))}
        for row in found
        if row["deadline"] > now
    ]
    return _ranked(db, market, profile, rings, near, now, wanted)


def in_place(db: Database, market: Market, profile: Row, place: str, now: int, wanted: int = WANTED) -> list[Match]:
    """Vacancies in a place and all it contains: those that fit the person first, then the newest."""
    found = _candidates(
        db, market, profile["occupation"], (place,), now, wanted, of_any_kind=True, skilled=_has_skills(profile)
    )
    return _ranked(db, market, profile, (place,), found, now, wanted)


def people(db: Database, market: Market, vacancy: Row, now: int, wanted: int = PEOPLE_WANTED) -> list[Candidate]:
    """The registered people who fit a vacancy best and have not applied for it, nearest first.

    Circles around the vacancy are widened until enough people do its work or what is listed with it. Each gives a
    bounded number, so the cost does not grow with the market.
    """
    around = market.places.rings(vacancy["place"])
    relatives = market.occupations.around(vacancy["occupation"], RELATED)
    nearness = {code: market.occupations.nearness(code, vacancy["occupation"]) for code in relatives}
    nearness[vacancy["occupation"]] = 1.0
    like = tuple(code for code in relatives if nearness[code] >= LIKE)
    homes: dict[str, tuple[str, int, int]] = {}  # crowds share a handful of homes
    found: dict[str, tuple[float, Row, float, str, int]] = {}

    def look(place: str, degrees: list[tuple[str, ...]]) -> None:
        """Add who is found in a place."""
        for person in _people(db, market, vacancy, place, [codes for codes in degrees if codes], LOOKED_AT * wanted):
            if person["id"] in found or person["place"] not in market.places:
                continue
            if person["place"] not in homes:
                home = market.places.rings(person["place"])
                ring = _nearest_shared(home, around)
                homes[person["place"]] = home[ring], ring, len(home)
            area, ring, rings = homes[person["place"]]
            work = nearness[person["occupation"]]
            points = _points(market, work, person, vacancy, ring, rings, now)
            found[person["id"]] = (points, person, work, area, around.index(area))

    for place in around:
        look(place, [(vacancy["occupation"],), like])
        if len(found) >= wanted:
            break
    else:
        # Of too few nobody is left out whose work is less near, but only nearby: as with vacancies for a person.
        for place in around[:NEAR_RINGS] if len(relatives) > len(like) else ():
            look(place, [relatives[len(like) :]])
    chosen = sorted(found.values(), key=lambda each: (-each[0], each[1]["id"]))[:wanted]
    candidates = [
        Candidate(person, round(points), _reason(work), area, ring) for points, person, work, area, ring in chosen
    ]
    return sorted(candidates, key=lambda candidate: (candidate.ring, -candidate.score))


def band(db: Database, market: Market, occupation: str, place: str) -> str:
    """The band of how many registered people do this work, or what is listed with it, in the places around.

    These are all areas of the next wider place around the vacancy's area, short of the nation where there is one.
    """
    rings = market.places.rings(market.area(place))
    wide = rings[1] if len(rings) > 2 else rings[0]
    areas = dict.fromkeys(market.area(code) for code in market.places.under(wide))
    work = (occupation, *market.occupations.around(occupation, LIKE))
    values = {f"area{number}": code for number, code in enumerate(areas)}
    values |= {f"work{number}": code for number, code in enumerate(work)}
    row = db.one(
        "SELECT COUNT(*) AS people FROM (SELECT 1 AS one FROM profile WHERE status = 'active'"
        f" AND occupation IN ({', '.join(f':work{number}' for number in range(len(work)))})"
        f" AND area IN ({', '.join(f':area{number}' for number in range(len(areas)))}) LIMIT :most) AS fitting",
        most=_BANDS[-1][0],
        **values,
    )
    people = row["people"] if row else 0
    return next((code for limit, code in _BANDS if people < limit), MOST)


def common_skills(db: Database, market: Market, occupation: str, most: int) -> list[str]:
    """Codes of the market's skills that people of this work have told most often, at most so many."""
    rows = db.all(
        "SELECT skills FROM profile WHERE status = 'active' AND occupation = :occupation LIMIT :limit",
        occupation=occupation,
        limit=_TOLD_BY,
    )
    told = Counter(skill for row in rows for skill in orjson.loads(row["skills"]) if skill in market.skills)
    return [skill for skill, _times in sorted(told.items(), key=lambda each: (-each[1], each[0]))[:most]]


def score(market: Market, profile: Row, candidate: Row, ring: int, rings: int, now: int) -> float:
    """Points of 100 for a person and a vacancy whose nearest shared place is ring `ring` of `rings`.

    Sex, age, tribe, religion and health have no part in it.
    """
    work = market.occupations.nearness(profile["occupation"], candidate["occupation"])
    return _points(market, work, profile, candidate, ring, rings, now)


def explain(market: Market, profile: Row, vacancy: Row, now: int) -> list[Part]:
    """The parts of the score of a person and a vacancy, which add up to it, each with what it comes from."""
    home = market.places.rings(profile["place"])
    ring = _nearest_shared(home, market.places.rings(vacancy["place"]))
    work = market.occupations.nearness(profile["occupation"], vacancy["occupation"])
    asked, held = asked_skills(market, profile, vacancy)
    shares = _shares(market, work, profile, vacancy, ring, len(home), now)
    values: dict[str, dict[str, Any]] = {
        "work": {"nearness": work, "reason": _reason(work)},
        "place": {"area": home[ring], "ring": ring, "rings": len(home)},
        "pay": {"pay": vacancy["pay_month"], "least_pay": profile["least_pay"]},
        "recency": {"days": max(0, now - (vacancy["opened_at"] or now)) // (24 * 3600)},
        "skills": {"asked": asked, "held": held},
    }
    most = (WORK, PLACE, PAY, RECENCY, SKILLS)
    return [
        Part(code, part * share, part, values[code]) for code, part, share in zip(values, most, shares, strict=True)
    ]


def asked_skills(market: Market, profile: Row, vacancy: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skills that a vacancy asks for, and those of them that the person has."""
    asked = tuple(orjson.loads(vacancy["skills"]))
    return asked, market.skills.held(asked, orjson.loads(profile["skills"])) if asked else ()


def reason(market: Market, profile: Row, vacancy: Row) -> str:
    """The code of why a vacancy is shown to a person: the work is theirs, related to theirs, or another."""
    return _reason(market.occupations.nearness(profile["occupation"], vacancy["occupation"]))


def _points(market: Market, work: float, profile: Row, vacancy: Row, ring: int, rings: int, now: int) -> float:
    """The one score there is, for both directions."""
    work, nearby, paid, fresh, skilled = _shares(market, work, profile, vacancy, ring, rings, now)
    return WORK * work + PLACE * nearby + PAY * paid + RECENCY * fresh + SKILLS * skilled


def _shares(
    market: Market, work: float, profile: Row, vacancy: Row, ring: int, rings: int, now: int
) -> tuple[float, float, float, float, float]:
    """How much of what each part can give it gives, from 0 to 1: work, place, pay, recency, skills."""
    pay, least = vacancy["pay_month"], profile["least_pay"]
    age = now - (vacancy["opened_at"] or now)  # one that waits to be opened is as new as can be
    skilled = UNKNOWN
    if vacancy.get("skills", NO_SKILLS) != NO_SKILLS:
        asked, held = asked_skills(market, profile, vacancy)
        skilled = len(held) / len(asked)
    return (
        work,
        1 - ring / (rings - 1) if ring else 1.0,
        UNKNOWN if not pay or not least else pay / least if pay < least else 1.0,
        1 - age / FRESH_SECONDS if 0 < age < FRESH_SECONDS else float(age <= 0),
        skilled,
    )


def _reason(work: float) -> str:
    if work == 1:
        return SAME_WORK
    return RELATED_WORK if work >= RELATED else OTHER_WORK


def _has_skills(profile: Row) -> bool:
    return bool(profile["skills"] != NO_SKILLS)


def _nearest_shared(rings: tuple[str, ...], around: tuple[str, ...]) -> int:
    """The first of some rings that is among others; the last, the nation, where none is."""
    return next((number for number, code in enumerate(rings) if code in around), len(rings) - 1)


def _candidates(
    db: Database,
    market: Market,
    occupation: str,
    rings: tuple[str, ...],
    now: int,
    wanted: int,
    of_any_kind: bool = False,
    skilled: bool = False,
) -> list[Row]:
    """Vacancies of this occupation and its relatives, each once with the nearest ring that holds it, in one statement.

    `of_any_kind` adds the newest vacancies of each ring. `skilled` takes more of the very occupation: among those may
    be one that asks for the person's skills.
    """
    values: dict[str, object] = {"now": now, "exact": occupation}
    for digits in (3, 2):
        # Bounds of digits alone: every collation of PostgreSQL agrees on their order, not on that of ":" and "9".
        values[f"low{digits}"] = occupation[:digits].ljust(4, "0")
        values[f"high{digits}"] = occupation[:digits].ljust(4, "9")
    # Indexes read backwards: no sort, so a ring costs what it gives and not what it holds.
    by_work, newest = "occupation DESC, opened_at DESC, vacancy_id DESC", "opened_at DESC, vacancy_id DESC"
    everywhere = [
        ("AND occupation = :exact", by_work, 2 * wanted if skilled else wanted),
        ("AND occupation BETWEEN :low3 AND :high3", by_work, wanted),
    ]
    nearby = [("AND occupation BETWEEN :low2 AND :high2", by_work, wanted)]
    near = _near_work(market, occupation)
    for number, code in enumerate(near):
        values[f"near{number}"] = code
        # One look for each, because of several PostgreSQL would sort all there are; together they give enough.
        nearby.append((f"AND occupation = :near{number}", by_work, 1 + wanted // len(near)))
    selects = []
    for ring, place in enumerate(rings):
        values[f"ring{ring}"] = place
        kinds = [*everywhere, *(nearby if ring < NEAR_RINGS else ()), *([("", newest, wanted)] if of_any_kind else ())]
        selects += [
            f"SELECT * FROM (SELECT {ring} AS ring, vacancy_id, occupation, opened_at, pay_month FROM vacancy_area"
            f" WHERE place = :ring{ring} {kind} AND deadline > :now ORDER BY {order} LIMIT {most}) AS nearest"
            for kind, order, most in kinds
        ]
    found: dict[str, Row] = {}
    for row in db.all(" UNION ALL ".join(selects), **values):  # nearest ring first
        found.setdefault(row["vacancy_id"], row)
    return list(found.values())


def _near_work(market: Market, occupation: str) -> tuple[str, ...]:
    """The nearest work of other minor groups that the market's own table names."""
    near = [
        (-nearness, code)
        for code, nearness in market.occupations.near(occupation).items()
        if nearness >= RELATED and code[:3] != occupation[:3]
    ]
    return tuple(code for _, code in sorted(near)[:MOST_NEAR_WORK])


def _ranked(
    db: Database,
    market: Market,
    profile: Row,
    rings: tuple[str, ...],
    found: list[Row],
    now: int,
    wanted: int,
) -> list[Match]:
    """The best `wanted` candidates, nearest first, other work last."""
    nearness: dict[str, float] = {}  # candidates share a handful of occupations
    ranked = []
    for row in found:
        occupation = row["occupation"]
        if (work := nearness.get(occupation)) is None:
            work = nearness[occupation] = market.occupations.nearness(profile["occupation"], occupation)
        points = _points(market, work, profile, row, row["ring"], len(rings), now)
        # Other work nearby gets more points than what fits far away, and must not push it off the list.
        ranked.append((work < RELATED, -points, row["vacancy_id"], row["ring"], work))
    ranked.sort()
    # Only the vacancies themselves say which skills they ask for: for whoever has any, more are read than are wanted.
    read = ranked[: 2 * wanted if _has_skills(profile) else wanted]
    rows = vacancies.by_ids(db, [vacancy_id for _, _, vacancy_id, _, _ in read])
    fitting = []
    for other, _, vacancy_id, ring, work in read:
        vacancy = rows.get(vacancy_id)
        if vacancy is None or vacancy["status"] != "open":
            continue  # it was filled between the two statements
        points = _points(market, work, profile, vacancy, ring, len(rings), now)
        fitting.append((other, -points, vacancy_id, Match(vacancy, round(points), _reason(work), rings[ring], ring)))
    fitting.sort(key=lambda each: each[:3])
    matches = [match for _, _, _, match in fitting[:wanted]]
    return sorted(matches, key=lambda match: (match.reason == OTHER_WORK, match.ring, -match.score))


def _people(
    db: Database, market: Market, vacancy: Row, place: str, degrees: list[tuple[str, ...]], most: int
) -> list[Row]:
    """People in a place and all it contains who have not applied: up to `most` of each degree of fitting work."""
    values: dict[str, object] = {"vacancy_id": vacancy["id"]}

    def among(column: str, codes: tuple[str, ...], name: str) -> str:
        names = {f"{name}_{number}": code for number, code in enumerate(codes)}
        values.update(names)
        return f"{column} IN ({', '.join(':' + each for each in names)})"

    where = ""
    if place != market.places.root.code:
        area = market.area(place)
        where = " AND " + among("area", (area,) if area != place else _areas(market, place), "area")
        if area != place:
            where += " AND " + among("place", market.places.under(place), "place")
    # No order: it would read everybody there. Each degree is a walk along the index that ends when it has enough.
    walks = [
        "SELECT id, place, occupation, experience, least_pay, skills FROM profile"
        f" WHERE status = 'active' AND {among('occupation', codes, f'work{number}')}{where}"
        " AND id NOT IN (SELECT profile_id FROM application WHERE vacancy_id = :vacancy_id)"
        for number, codes in enumerate(degrees)
    ]
    selects = [f"SELECT * FROM ({walk} LIMIT {most}) AS some_people" for walk in walks]
    if vacancy["skills"] != NO_SKILLS and degrees[0][0] == vacancy["occupation"]:
        # Whoever has told skills may have those that are asked: of a crowd more are walked past to find some.
        crowd = f"SELECT * FROM ({walks[0]} LIMIT {CROWD * most}) AS crowd"
        selects.append(f"SELECT * FROM ({crowd} WHERE skills <> '{NO_SKILLS}' LIMIT {most}) AS skilled_people")
    return db.all(" UNION ALL ".join(selects), **values)


def _areas(market: Market, place: str) -> tuple[str, ...]:
    """The areas of people who live in a place that is an area or wider."""
    areas = [place]
    for around in areas:
        areas += [below.code for below in market.places.children(around) if market.area(below.code) == below.code]
    return tuple(areas)
