"""Cases of matching that server and tablet must judge alike: scores of pairs, and whole lists of small databases."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from core import employers, matching, profiles, vacancies
from core.database import Database, Row, open_database
from core.market import Market
from core.matching import Candidate, Match
from core.migrations import migrate
from sync import reference

NOW, DAY = 1_795_000_000, 86_400
SEED = 20261127
PAIRS = {"kenya": 300, "tinyland": 60}
# A world is a database: how many vacancies and people are in it, and how many lists are asked of it.
# In a crowd there is more of each kind and circle than is looked at; in a family all work is like that of all others.
FAMILY = "family"
WORLDS = {
    "kenya": {"few": (7, 6, 6), "some": (45, 60, 16), "crowd": (420, 0, 24), FAMILY: (300, 0, 24)},
    "tinyland": {"some": (30, 25, 10)},
}
EMPLOYER = "00000000-0000-7000-8000-000000000000"
OWN_SKILLS = ("Ng'ombe care", "ng’ombe CARE", "guides, tours", "Kulima", "Own Van!")
# In Kenya, work with relatives of each degree and near work of other groups; in a small market all there is.
LIKELY_WORK = ("7212", "7213", "7223", "8332", "8322", "5120", "9412", "5131", "2221", "3221", "9211", "6111", "7112")


@dataclass(frozen=True)
class Likely:
    """What people and vacancies of a market are made of."""

    market: Market
    chance: random.Random
    places: list[str]
    work: list[str]
    skills: list[str]

    def profile(self, number: int) -> Row:
        """Somebody; nearly all have told everything."""
        return {
            "id": f"00000000-0000-7000-9000-{number:012d}",
            "place": self.chance.choice(self.places),
            "occupation": self.chance.choice(self.work),
            "least_pay": self.chance.choice((0, 0, 9_000, 12_000, 15_000, 25_000, 60_000)),
            "skills": self.some_skills(5),
        }

    def vacancy(self, number: int) -> Row:
        """A vacancy, as it is added: opened long ago, lately, or by a clock that goes ahead."""
        opened = NOW - self.chance.choice((0, 1, DAY, 3 * DAY, 9 * DAY, 29 * DAY, 30 * DAY, 90 * DAY, -600, -2 * DAY))
        pay = self.chance.choice((None, None, 300, 450, 900, 12_000, 14_999, 30_000))
        return {
            "id": f"00000000-0000-7000-8000-{number:012d}",
            "title": f"Work {number}",
            "occupation": self.chance.choice(self.work),
            "place": self.chance.choice(self.places),
            "opened_at": opened,
            "deadline": max(opened + 1, NOW + self.chance.choice((1, DAY, 20 * DAY, 20 * DAY, 20 * DAY, 0, -DAY))),
            "pay": pay,
            "pay_period": pay and self.chance.choice(self.market.pay.periods)
            if pay and pay < 1000
            else pay and "month",
            "skills": self.some_skills(4),
        }

    def some_skills(self, most: int) -> list[str]:
        """None, as with half of all, or a few: codes, labels and own words."""
        if self.chance.random() < 0.5:
            return []
        labels = [self.market.skills.label(code, self.market.default_language) for code in self.skills]
        among = [*self.skills, *self.skills, *labels, *OWN_SKILLS]
        return list(dict.fromkeys(self.chance.choices(among, k=self.chance.randint(1, most))))


def cases(markets: dict[str, Market]) -> Row:
    """Of each market what documents the cases need, scores of pairs, and lists of each world."""
    made: Row = {"now": NOW}
    for name, market in markets.items():
        likely = _likely(market)
        made[name] = {
            "documents": _documents(likely),
            "pairs": [_pair(likely) for _ in range(PAIRS[name])],
            "worlds": {
                world: _world(_related(likely) if world == FAMILY else likely, *counts)
                for world, counts in WORLDS[name].items()
            },
        }
    return made


def _likely(market: Market) -> Likely:
    chance = random.Random(f"{SEED} {market.code}")
    areas = [place.code for place in market.places if market.area(place.code) == place.code != market.places.root.code]
    places = {market.places.root.code, *areas[:3]}
    for area in [area for area in areas if market.places.children(area)][-3:] or [market.places.root.code]:
        places.update(chance.choices(market.places.under(area), k=12))
    work = [code for code in LIKELY_WORK if code in market.occupations] + list(market.occupations.near("7212"))[:2]
    if len(market.occupations) < 20:
        work = [each.code for each in market.occupations]
    skills = [each.code for each in market.skills]
    return Likely(market, chance, sorted(places), work, chance.sample(skills, min(9, len(skills))))


def _related(likely: Likely) -> Likely:
    """The same market, where everybody does one kind of work, or what is like it."""
    work = likely.work[0]
    return replace(likely, work=[work, *likely.market.occupations.around(work, matching.RELATED)])


def _documents(likely: Likely) -> Row:
    """The documents that tablets have of whatever occurs, without the words that only reading needs."""
    market = likely.market
    kept = {
        "markets": {market.code},
        "places": {ring for place in likely.places for ring in market.places.rings(place)},
        "occupations": {*likely.work, *_related(likely).work},
        "skills": set(likely.skills),
    }
    found: dict[str, list[Row]] = {name: [] for name in kept}
    for name, document in reference.documents(market):
        if name in kept and document["id"] in kept[name]:
            left_out = {"markets": ("speech",), "occupations": ("words",)}.get(name, ())
            found[name].append({field: value for field, value in document.items() if field not in left_out})
    return found


def _pair(likely: Likely) -> Row:
    """A person and a vacancy, as likely as not with something that is not known, and their score."""
    market, chance = likely.market, likely.chance
    profile, vacancy = likely.profile(0), likely.vacancy(0)
    profile["least_pay"] = chance.choice((None, profile["least_pay"]))
    vacancy["opened_at"] = chance.choice((None, *[vacancy["opened_at"]] * 4))
    vacancy["pay_month"] = market.pay.per_month(vacancy["pay"], vacancy["pay_period"]) if vacancy["pay"] else None
    if chance.random() < 0.5:
        relatives = market.occupations.around(profile["occupation"], matching.RELATED)
        likes = [code for code in relatives if code in likely.work]
        vacancy["occupation"] = chance.choice([profile["occupation"], *likes])
    if chance.random() < 0.3:
        vacancy["skills"] = list(profile["skills"])
    if chance.random() < 0.3:
        vacancy["place"] = profile["place"]
    rows = _row(profile), _row(vacancy)
    parts = matching.explain(market, *rows, NOW)
    rings = chance.randint(2, 6)
    ring = chance.randrange(rings)
    return {
        "profile": profile,
        "vacancy": {**vacancy, "id": "10000"},
        "ring": ring,
        "rings": rings,
        "score": matching.score(market, *rows, ring, rings, NOW),
        "reason": matching.reason(market, *rows),
        "parts": [
            {"code": part.code, "points": part.points, "most": part.most, "values": part.values} for part in parts
        ],
    }


def _world(likely: Likely, vacancies_many: int, people_many: int, lists: int) -> Row:
    """A database, what a tablet has of it, and what it answers."""
    with _database() as db:
        _fill(db, likely, vacancies_many)
        people = [_register(db, likely, number) for number in range(people_many)]
        return {
            "vacancies": [
                {"id": row["document"], **orjson.loads(row["body"])}
                for row in db.all("SELECT document, body FROM changes WHERE collection = 'vacancies' ORDER BY document")
            ],
            "profiles": people,
            "lists": [_list(db, likely, number) for number in range(lists)],
            "people": [_people(db, likely, number) for number in range(len(people) and lists)],
        }


@contextmanager
def _database() -> Iterator[Database]:
    with tempfile.TemporaryDirectory() as folder:
        db = open_database(f"sqlite:///{Path(folder) / 'fursa.db'}")
        migrate(db)
        yield db
        db.close()


def _fill(db: Database, likely: Likely, many: int) -> None:
    """A few of the vacancies are equal in all but their id."""
    market = likely.market
    with db.transaction():
        root = market.places.root.code
        sector = market.occupations.sectors[0].code
        employers.add(db, market, NOW, name="Works", place=root, sector=sector, employer_id=EMPLOYER)
        fields = likely.vacancy(1)
        for number in range(1, many + 1):
            made = likely.vacancy(number)
            fields = made if number % 6 else {**fields, "id": made["id"]}
            told = {name: value for name, value in fields.items() if name not in ("id", "opened_at")}
            told |= {"skills": tuple(told["skills"]), "employer_id": EMPLOYER, "vacancy_id": fields["id"]}
            vacancies.add(db, market, fields["opened_at"], **told)
            vacancies.open(db, market, fields["id"], fields["opened_at"])


def _register(db: Database, likely: Likely, number: int) -> Row:
    """Somebody of the caseload; one in ten is still asked for something."""
    told = likely.profile(number)
    fields = {name: value for name, value in told.items() if name != "id"}
    fields |= {"name": f"Person {number}", "birth_year": 1990, "experience": "none" if number % 10 else None}
    row = profiles.register(db, likely.market, NOW, profile_id=told["id"], phones=[], **fields)
    return {**told, "status": row["status"]}


def _list(db: Database, likely: Likely, number: int) -> Row:
    """What the server lists for somebody: of every three lists two are the best there is."""
    market, chance = likely.market, likely.chance
    profile = likely.profile(1000 + number)
    row = _row(profile)
    asked: Row = {"ask": "best", "profile": profile, "wanted": chance.choice((3, 9, 9, 9, 20))}
    wanted = asked["wanted"]
    place = chance.choice(likely.places)
    if number % 9 == 2:
        work, least = chance.choice(likely.work), chance.choice((matching.LIKE, matching.RELATED))
        found = matching.of_kind(db, market, row, work, NOW, wanted, place, least)
        asked |= {"ask": "ofKind", "occupation": work, "place": place, "least": least}
    elif number % 9 == 5:
        found = matching.in_place(db, market, row, place, NOW, wanted)
        asked |= {"ask": "inPlace", "place": place}
    elif number % 9 == 8:
        some = db.all("SELECT id, occupation, place, opened_at, pay_month, deadline FROM vacancy ORDER BY id LIMIT 40")
        found = matching.among(db, market, row, place, some, NOW, wanted)
        asked |= {"ask": "among", "place": place}
    else:
        found = matching.best(db, market, row, NOW, wanted)
    return {**asked, "found": [[match.vacancy["reference"], *_told(match)] for match in found]}


def _people(db: Database, likely: Likely, number: int) -> Row:
    """Who of the caseload fits a vacancy."""
    some = db.all("SELECT * FROM vacancy ORDER BY id LIMIT 1 OFFSET :number", number=number % 7)[0]
    wanted = (6, 20)[number % 2]
    found = matching.people(db, likely.market, some, NOW, wanted)
    return {
        "vacancy": some["reference"],
        "wanted": wanted,
        "found": [[candidate.person["id"], *_told(candidate)] for candidate in found],
    }


def _told(found: Match | Candidate) -> list[Any]:
    return [found.score, found.reason, found.area, found.ring]


def _row(document: Row) -> Row:
    return {**document, "skills": orjson.dumps(document["skills"]).decode()}
