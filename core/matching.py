"""Matching: which vacancies fit a person, how well, and why."""

from dataclasses import dataclass

import orjson

from core import vacancies
from core.database import Database, Row
from core.market import Market

# What a perfect fit is made of, in points. Data that a person or an employer did not give counts half.
WORK, NEARNESS, PAY, RECENCY, SKILLS = 50, 25, 10, 10, 5
FRESH_SECONDS = 30 * 24 * 3600

SAME_WORK, RELATED_WORK, OTHER_WORK = "same_work", "related_work", "other_work"


@dataclass(frozen=True, slots=True)
class Match:
    """A vacancy that may fit a person: `score` of 0 to 100, `reason` a code, `area` the nearest shared place."""

    vacancy: Row
    score: int
    reason: str
    area: str
    ring: int


def best(db: Database, market: Market, profile: Row, now: int, wanted: int = 12) -> list[Match]:
    """The vacancies that fit a person best, nearest first; other work comes after all that fits.

    Candidates are taken ring by ring, from the person's place to the nation, the very occupation and its
    relatives; a ring gives a bounded number, so the cost does not grow with the market. Where too few
    fit, the newest jobs of any kind nearby follow.
    """
    rings = market.places.rings(profile["place"])
    found = _candidates(db, profile["occupation"], rings, now)
    if len(found) < wanted:
        for row in _newest(db, rings, now, wanted):
            found.setdefault(row["vacancy_id"], row)
    return _ranked(db, market, profile, rings, found, now, wanted)


def of_kind(db: Database, market: Market, profile: Row, occupation: str, now: int, wanted: int = 12) -> list[Match]:
    """Vacancies of one occupation, best and nearest first, from the person's place to the nation."""
    rings = market.places.rings(profile["place"])
    found = {
        vacancy_id: row
        for vacancy_id, row in _candidates(db, occupation, rings, now).items()
        if market.occupations.nearness(occupation, row["occupation"]) >= 0.75
    }
    return _ranked(db, market, {**profile, "occupation": occupation}, rings, found, now, wanted)


def in_place(db: Database, market: Market, profile: Row, place: str, now: int, wanted: int = 12) -> list[Match]:
    """Vacancies in a place and all it contains: those that fit the person first, then the newest."""
    found = _candidates(db, profile["occupation"], (place,), now)
    for row in _newest(db, (place,), now, wanted):
        found.setdefault(row["vacancy_id"], row)
    return _ranked(db, market, profile, (place,), found, now, wanted)


def score(market: Market, profile: Row, candidate: Row, ring: int, rings: int, now: int) -> float:
    """Points of 100 for a person and a vacancy whose nearest shared place is ring `ring` of `rings`.

    Sex, age, tribe, religion and health have no part in it.
    """
    work = market.occupations.nearness(profile["occupation"], candidate["occupation"])
    near = 1 - ring / max(rings - 1, 1)
    if not candidate["pay_month"] or not profile["least_pay"]:
        pay = 0.5
    else:
        pay = min(1.0, candidate["pay_month"] / profile["least_pay"])
    fresh = max(0.0, 1 - (now - candidate["opened_at"]) / FRESH_SECONDS)
    asked = set(orjson.loads(candidate.get("skills") or "[]"))
    skills = len(asked & set(orjson.loads(profile["skills"]))) / len(asked) if asked else 0.5
    return float(WORK * work + NEARNESS * near + PAY * pay + RECENCY * fresh + SKILLS * skills)


def _candidates(db: Database, occupation: str, rings: tuple[str, ...], now: int) -> dict[str, Row]:
    """Vacancies of this occupation and its relatives, each once with the nearest ring that holds it."""
    selects = []
    values: dict[str, object] = {"now": now, "exact": occupation}
    for digits in (3, 2):
        # Bounds of digits alone: every collation of PostgreSQL agrees on their order, not on that of ":" and "9".
        values[f"low{digits}"] = occupation[:digits].ljust(4, "0")
        values[f"high{digits}"] = occupation[:digits].ljust(4, "9")
    for ring, place in enumerate(rings):
        values[f"ring{ring}"] = place
        ranges = ["occupation = :exact", "occupation BETWEEN :low3 AND :high3"]
        if ring < 3:  # wider relatives only near home: nobody moves across the country for a job that half fits
            ranges.append("occupation BETWEEN :low2 AND :high2")
        selects += [
            f"SELECT * FROM (SELECT {ring} AS ring, vacancy_id, occupation, opened_at, pay_month FROM vacancy_area"
            f" WHERE place = :ring{ring} AND {range} AND deadline > :now"
            # The primary key read backwards: no sort, so a ring costs what it gives and not what it holds.
            f" ORDER BY occupation DESC, opened_at DESC, vacancy_id DESC LIMIT {limit}) AS nearest"
            for range, limit in zip(ranges, (20, 30, 40), strict=False)
        ]
    found: dict[str, Row] = {}
    for row in db.all(" UNION ALL ".join(selects), **values):
        standing = found.get(row["vacancy_id"])
        if standing is None or row["ring"] < standing["ring"]:
            found[row["vacancy_id"]] = row
    return found


def _newest(db: Database, rings: tuple[str, ...], now: int, wanted: int) -> list[Row]:
    """The newest vacancies of any kind, nearest ring first."""
    selects = [
        f"SELECT * FROM (SELECT {ring} AS ring, vacancy_id, occupation, opened_at, pay_month FROM vacancy_area"
        f" WHERE place = :ring{ring} AND deadline > :now"
        f" ORDER BY opened_at DESC, vacancy_id DESC LIMIT {wanted}) AS newest"
        for ring in range(len(rings))
    ]
    places = {f"ring{ring}": place for ring, place in enumerate(rings)}
    return sorted(db.all(" UNION ALL ".join(selects), now=now, **places), key=lambda row: row["ring"])


def _ranked(
    db: Database,
    market: Market,
    profile: Row,
    rings: tuple[str, ...],
    found: dict[str, Row],
    now: int,
    wanted: int,
) -> list[Match]:
    """The best `wanted` candidates, nearest first, other work last."""

    def rank(row: Row) -> tuple[bool, float, str]:
        # Other work nearby gets more points than what fits far away, and must not push it off the list.
        other = reason(market, profile, row) == OTHER_WORK
        return other, -score(market, profile, row, row["ring"], len(rings), now), row["vacancy_id"]

    chosen = sorted(found.values(), key=rank)[:wanted]
    rows = vacancies.by_ids(db, [row["vacancy_id"] for row in chosen])
    matches = []
    for row in chosen:
        vacancy = rows.get(row["vacancy_id"])
        if vacancy is None or vacancy["status"] != "open":
            continue  # it was filled between the two statements
        points = score(market, profile, vacancy, row["ring"], len(rings), now)
        matches.append(Match(vacancy, round(points), reason(market, profile, vacancy), rings[row["ring"]], row["ring"]))
    return sorted(matches, key=lambda match: (match.reason == OTHER_WORK, match.ring, -match.score))


def reason(market: Market, profile: Row, vacancy: Row) -> str:
    """The code of why a vacancy is shown to a person: the work is theirs, related to theirs, or another."""
    nearness = market.occupations.nearness(profile["occupation"], vacancy["occupation"])
    if nearness == 1:
        return SAME_WORK
    return RELATED_WORK if nearness >= 0.5 else OTHER_WORK
