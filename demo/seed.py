"""Seeding: an invented labour market goes into the database, through the same functions as a real one."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core import applications, consent, employers, profiles, vacancies
from core.database import Database
from core.ids import seeded_ids
from core.market import Market
from demo import abilities, applying, hiring, people
from demo.applying import Attempt
from demo.hiring import Hirer, Opening
from demo.people import DAY, Person
from messages import readers

MARKET = "kenya"  # whose places the demo's employers and people are at
PEOPLE = 2000
APPLICATIONS = 1500
CHANNEL = "ussd"
ASK_SKILLS, TELL_SKILLS = 0.4, 0.5  # the share of vacancies that ask for skills, and of people who tell theirs

Step = tuple[int, Callable[[], object]]  # when (UTC seconds), and what


@dataclass(frozen=True, slots=True)
class Summary:
    """How much there is of everything."""

    employers: int
    vacancies: int
    people: int
    applications: int


def fill(db: Database, market: Market, seed: int, now: int) -> Summary:
    """Fill an empty, migrated database with a lively market; leave one alone that has employers.

    The same seed on the same day (UTC) gives the same rows, ids included. All of it happened before that day.
    A market other than Kenya's stays empty: there are no people and jobs for it.
    """
    if market.code == MARKET and db.one("SELECT id FROM employer LIMIT 1") is None:
        # One transaction, so that a seeding cut short leaves nothing behind and the next start does it again.
        with db.transaction():
            for _at, step in sorted(_history(db, market, seed, now - now % DAY), key=lambda each: each[0]):
                step()
        # Nobody is told of it today. Not within: its events are written at the end of the transaction.
        readers.skip(db, ("applicants", "employers", "trust", "confirmations"))
    return _counted(db)


def has_closed(db: Database, now: int) -> bool:
    """Whether there were jobs, and the deadlines of all have passed: the demo is some weeks old."""
    last = db.all("SELECT max(deadline) AS deadline FROM vacancy")[0]["deadline"]
    return last is not None and last <= now


def _history(db: Database, market: Market, seed: int, today: int) -> Iterator[Step]:
    """Everything that happened, not yet in order: what is numbered as it comes must come as time went."""
    rng = random.Random(seed)
    new_id = seeded_ids(rng.getrandbits, today * 1000)
    hirers, openings = hiring.invent(rng, market, new_id, today)
    crowd = people.invent(rng, market, new_id, today, PEOPLE)
    attempts = applying.invent(rng, market, new_id, crowd, openings, APPLICATIONS)
    for hirer in hirers:
        yield _joining(db, market, hirer)
    for person in crowd:
        yield person.registered_at, _registering(db, market, person)
    for opening in openings:
        yield from _offering(db, market, opening)
    for attempt in attempts:
        yield from _trying(db, market, attempt)


def _joining(db: Database, market: Market, hirer: Hirer) -> Step:
    about = hirer.about

    def join() -> None:
        employers.add(
            db,
            market,
            hirer.since,
            name=about.name,
            place=about.home,
            sector=about.sector,
            phone=hirer.phone,
            level=hirer.level,
            employer_id=hirer.id,
        )

    return hirer.since, join


def _registering(db: Database, market: Market, person: Person) -> Callable[[], None]:
    def register() -> None:
        at, language = person.registered_at, person.language
        profile = profiles.begin(db, market, person.phone, language, at, person.id)
        agreed = ("service",) if person.alerts == "off" else ("service", "alerts")
        for purpose, consent_id in zip(agreed, person.consent_ids, strict=False):
            consent.record(db, profile, purpose, True, language, CHANNEL, at, consent_id)
        profiles.change(
            db,
            market,
            profile,
            at,
            name=person.name,
            birth_year=person.birth_year,
            place=person.place,
            sector=market.occupations[person.occupation].sector,
            occupation=person.occupation,
            experience=person.experience,
            least_pay=person.least_pay,
            alerts=person.alerts,
            skills=list(abilities.some(market, person.occupation, person.id, TELL_SKILLS)),
        )

    return register


def _offering(db: Database, market: Market, opening: Opening) -> Iterator[Step]:
    def add() -> None:
        vacancies.add(
            db,
            market,
            opening.added,
            employer_id=opening.employer_id,
            title=opening.title,
            occupation=opening.occupation,
            place=opening.place,
            deadline=opening.deadline,
            posts=opening.posts,
            pay=opening.pay,
            pay_period=opening.pay_period,
            contact=opening.contact,
            contact_detail=opening.contact_detail,
            skills=tuple(abilities.some(market, opening.occupation, opening.id, ASK_SKILLS)),
            vacancy_id=opening.id,
        )

    yield opening.added, add
    if opening.fate != "pending":
        yield opening.opens, lambda: vacancies.open(db, market, opening.id, opening.opens)
    if opening.fate in ("filled", "held"):
        yield opening.ends, lambda: vacancies.end(db, market, opening.id, opening.fate, opening.ends)


def _trying(db: Database, market: Market, attempt: Attempt) -> Iterator[Step]:
    person = {"id": attempt.person.id, "place": attempt.person.place}

    def apply() -> None:
        applications.apply(db, market, person, attempt.opening.id, attempt.at, attempt.id)

    yield attempt.at, apply
    for status, at in attempt.steps:
        yield at, _outcome(db, market, person, attempt.id, status, at)


def _outcome(
    db: Database, market: Market, person: dict[str, str], attempt_id: str, status: str, at: int
) -> Callable[[], bool]:
    if status == "withdrawn":
        return lambda: applications.withdraw(db, market, person, attempt_id, at)
    return lambda: applications.decide(db, market, attempt_id, status, at)


def _counted(db: Database) -> Summary:
    row = db.all(
        """
        SELECT (SELECT count(*) FROM employer) AS employers, (SELECT count(*) FROM vacancy) AS vacancies,
            (SELECT count(*) FROM profile) AS people, (SELECT count(*) FROM application) AS applications"""
    )[0]
    return Summary(**row)
