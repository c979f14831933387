"""Matching: which vacancies fit a person, how well, and why."""

from dataclasses import dataclass

import orjson

from core import vacancies
from core.database import Database, Row
from core.market import Market

# What a perfect fit is made of, in points. Data that a person or an employer did not give counts half.
WORK, NEARNESS, PAY, RECENCY, SKILLS = 50, 25, 10, 10, 5
FRESH_SECONDS = 30 * 24 * 3600
NO_SKILLS = "[]"
NEAR_RINGS = 3  # where wider relatives of the work count: nobody moves across the country for a job that half fits

WANTED = 9  # three pages of a phone

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


def best(db: Database, market: Market, profile: Row, now: int, wanted: int = WANTED) -> list[Match]:
    """The vacancies that fit a person best, nearest first; other work comes after all that fits.

    Candidates are taken ring by ring, from the person's place to the nation: the very occupation, its relatives, and
    the newest of any kind. Each gives a bounded number, so the cost does not grow with the market.
    """
    rings = market.places.rings(profile["place"])
    found = _candidates(db, profile["occupation"], rings, now, wanted, of_any_kind=True)
    return _ranked(db, market, profile, rings, found, now, wanted)


def of_kind(db: Database, market: Market, profile: Row, occupation: str, now: int, wanted: int = WANTED) -> list[Match]:
    """Vacancies of one occupation, best and nearest first, from the person's place to the nation."""
    rings = market.places.rings(profile["place"])
    found = [
        row
        for row in _candidates(db, occupation, rings, now, wanted)
        if market.occupations.nearness(occupation, row["occupation"]) >= 0.75
    ]
    return _ranked(db, market, {**profile, "occupation": occupation}, rings, found, now, wanted)


def in_place(db: Database, market: Market, profile: Row, place: str, now: int, wanted: int = WANTED) -> list[Match]:
    """Vacancies in a place and all it contains: those that fit the person first, then the newest."""
    found = _candidates(db, profile["occupation"], (place,), now, wanted, of_any_kind=True)
    return _ranked(db, market, profile, (place,), found, now, wanted)


def score(market: Market, profile: Row, candidate: Row, ring: int, rings: int, now: int) -> float:
    """Points of 100 for a person and a vacancy whose nearest shared place is ring `ring` of `rings`.

    Sex, age, tribe, religion and health have no part in it.
    """
    work = market.occupations.nearness(profile["occupation"], candidate["occupation"])
    return _points(work, profile, candidate, ring, rings, now)


def _points(work: float, profile: Row, candidate: Row, ring: int, rings: int, now: int) -> float:
    near = 1 - ring / max(rings - 1, 1)
    if not candidate["pay_month"] or not profile["least_pay"]:
        pay = 0.5
    else:
        pay = min(1.0, candidate["pay_month"] / profile["least_pay"])
    fresh = max(0.0, 1 - (now - candidate["opened_at"]) / FRESH_SECONDS)
    skills = 0.5
    if candidate.get("skills", NO_SKILLS) != NO_SKILLS:
        asked = set(orjson.loads(candidate["skills"]))
        skills = len(asked & set(orjson.loads(profile["skills"]))) / len(asked)
    return float(WORK * work + NEARNESS * near + PAY * pay + RECENCY * fresh + SKILLS * skills)


def _candidates(
    db: Database, occupation: str, rings: tuple[str, ...], now: int, wanted: int, of_any_kind: bool = False
) -> list[Row]:
    """Vacancies of this occupation and its relatives, each once with the nearest ring that holds it, in one statement.

    `of_any_kind` adds the newest vacancies of each ring.
    """
    values: dict[str, object] = {"now": now, "exact": occupation}
    for digits in (3, 2):
        # Bounds of digits alone: every collation of PostgreSQL agrees on their order, not on that of ":" and "9".
        values[f"low{digits}"] = occupation[:digits].ljust(4, "0")
        values[f"high{digits}"] = occupation[:digits].ljust(4, "9")
    # Indexes read backwards: no sort, so a ring costs what it gives and not what it holds.
    by_work = "occupation DESC, opened_at DESC, vacancy_id DESC"
    selects = []
    for ring, place in enumerate(rings):
        values[f"ring{ring}"] = place
        kinds = [("AND occupation = :exact", by_work), ("AND occupation BETWEEN :low3 AND :high3", by_work)]
        if ring < NEAR_RINGS:
            kinds.append(("AND occupation BETWEEN :low2 AND :high2", by_work))
        if of_any_kind:
            kinds.append(("", "opened_at DESC, vacancy_id DESC"))
        selects += [
            f"SELECT * FROM (SELECT {ring} AS ring, vacancy_id, occupation, opened_at, pay_month FROM vacancy_area"
            f" WHERE place = :ring{ring} {kind} AND deadline > :now ORDER BY {order} LIMIT {wanted}) AS nearest"
            for kind, order in kinds
        ]
    found: dict[str, Row] = {}
    for row in db.all(" UNION ALL ".join(selects), **values):  # nearest ring first
        found.setdefault(row["vacancy_id"], row)
    return list(found.values())


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
    ranked = []
    for row in found:
        work = market.occupations.nearness(profile["occupation"], row["occupation"])
        points = _points(work, profile, row, row["ring"], len(rings), now)
        # Other work nearby gets more points than what fits far away, and must not push it off the list.
        ranked.append((work < RELATED, -points, row["vacancy_id"], row["ring"], work))
    ranked.sort()
    rows = vacancies.by_ids(db, [vacancy_id for _, _, vacancy_id, _, _ in ranked[:wanted]])
    matches = []
    for _, _, vacancy_id, ring, work in ranked[:wanted]:
        vacancy = rows.get(vacancy_id)
        if vacancy is None or vacancy["status"] != "open":
            continue  # it was filled between the two statements
        points = _points(work, profile, vacancy, ring, len(rings), now)  # now with its skills
        matches.append(Match(vacancy, round(points), _reason(work), rings[ring], ring))
    return sorted(matches, key=lambda match: (match.reason == OTHER_WORK, match.ring, -match.score))


def reason(market: Market, profile: Row, vacancy: Row) -> str:
    """The code of why a vacancy is shown to a person: the work is theirs, related to theirs, or another."""
    return _reason(market.occupations.nearness(profile["occupation"], vacancy["occupation"]))


def _reason(work: float) -> str:
    if work == 1:
        return SAME_WORK
    return RELATED_WORK if work >= RELATED else OTHER_WORK
