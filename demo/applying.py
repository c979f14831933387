"""The applications of the demo: who applied where, and what became of it, day by day."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from core.market import Market
from demo.hiring import Opening
from demo.people import Person

# What an application went through, and how many of a hundred stand there.
FATES: dict[tuple[str, ...], int] = {
    (): 56,
    ("seen",): 17,
    ("seen", "shortlisted"): 8,
    ("seen", "shortlisted", "invited"): 5,
    ("seen", "shortlisted", "invited", "hired"): 3,
    ("seen", "refused"): 7,
    ("withdrawn",): 4,
}
HIRED = ("seen", "shortlisted", "invited", "hired")
REFUSED = ("seen", "refused")
HOUR = 3600


@dataclass(frozen=True, slots=True)
class Attempt:
    """One application. `steps` are the statuses after "applied", each with its time in UTC seconds."""

    id: str
    person: Person
    opening: Opening
    at: int
    steps: tuple[tuple[str, int], ...]


def invent(
    rng: random.Random,
    market: Market,
    new_id: Callable[[], str],
    people: list[Person],
    openings: list[Opening],
    count: int,
) -> list[Attempt]:
    """About so many applications for vacancies that were opened, by people who do such work, mostly from nearby."""
    opened = [opening for opening in openings if opening.fate != "pending"]
    # Every filled vacancy had somebody to fill it.
    wanted = Counter(opening.id for opening in opened if opening.fate == "filled")
    wanted.update(rng.choices([opening.id for opening in opened], [2 + each.posts for each in opened], k=count))
    busy: Counter[str] = Counter()
    attempts = []
    for opening in opened:
        applicants = _applicants(rng, market, people, opening, busy, wanted[opening.id])
        places_left = opening.posts
        for person in applicants:
            busy[person.id] += 1
            fate = _fate(rng, opening, places_left)
            places_left -= fate == HIRED
            attempts.append(_attempt(rng, new_id(), person, opening, fate))
    return attempts


def _applicants(
    rng: random.Random, market: Market, people: list[Person], opening: Opening, busy: Counter[str], count: int
) -> list[Person]:
    """The best placed of those who do such work and had registered in time; who applied much tires of it."""
    around = market.places.rings(opening.place)[::-1]

    def distance(person: Person) -> float:
        work = market.occupations.nearness(person.occupation, opening.occupation)
        shared = sum(a == b for a, b in zip(around, market.places.path(person.place), strict=False))
        return 4 * (1 - work) - shared + 0.4 * busy[person.id] + 2 * rng.random()

    fitting = [
        (distance(person), person.id, person)
        for person in people
        if person.occupation[:2] == opening.occupation[:2] and person.registered_at < opening.ends - 2 * HOUR
    ]
    return [person for _, _, person in sorted(fitting, key=lambda each: each[:2])[:count]]


def _fate(rng: random.Random, opening: Opening, places_left: int) -> tuple[str, ...]:
    """What became of an application for a vacancy that has so many posts left."""
    if opening.fate == "filled":
        return HIRED if places_left else REFUSED
    fate = rng.choices(list(FATES), list(FATES.values()))[0]
    if fate == HIRED and places_left == 1:
        return fate[:-1]  # with its last post taken it would not be open any more
    return fate


def _attempt(rng: random.Random, attempt_id: str, person: Person, opening: Opening, fate: tuple[str, ...]) -> Attempt:
    at = rng.randrange(max(opening.opens, person.registered_at) + 1, opening.ends - HOUR // 2)
    times = sorted(rng.sample(range(at + 1, opening.ends), len(fate)))
    return Attempt(attempt_id, person, opening, at, tuple(zip(fate, times, strict=True)))
