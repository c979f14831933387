"""The vacancies of the demo: which employer offers what, where, for how much, since when and how it ends."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.market import Market
from demo.employers import EMPLOYERS, Employer
from demo.jobs import JOBS, Job
from demo.people import DAY, home_in

PENDING, FILLED, HELD = 12, 5, 3
LEAST_OPEN = 4  # vacancies of a county that are left open, whatever ends elsewhere
LEVELS = {"phone_verified": 5, "document_verified": 3, "trusted": 1, "unknown": 1}


@dataclass(frozen=True, slots=True)
class Hirer:
    """An employer with the id and phone (E.164) it gets, joining at `since` in UTC seconds."""

    id: str
    phone: str
    level: str
    since: int
    about: Employer


@dataclass(frozen=True, slots=True)
class Opening:
    """A vacancy. `fate` is pending, open, filled or held; `ends` is when it stops taking applications."""

    id: str
    employer_id: str
    title: str
    occupation: str
    place: str
    posts: int
    pay: int | None
    pay_period: str | None
    contact: str
    contact_detail: str | None
    added: int
    opens: int
    ends: int
    deadline: int
    fate: str = "open"


def invent(
    rng: random.Random, market: Market, new_id: Callable[[], str], today: int
) -> tuple[list[Hirer], list[Opening]]:
    """Every employer, and their vacancies of the last three weeks."""
    hirers = [
        Hirer(
            id=new_id(),
            phone=f"+2547449{number:05}",  # the same unused prefix as the people's, far from theirs
            level=rng.choices(list(LEVELS), list(LEVELS.values()))[0],
            since=today - rng.randrange(200 * DAY, 400 * DAY),
            about=about,
        )
        for number, about in enumerate(EMPLOYERS, 1)
    ]
    openings = [opening for hirer in hirers for opening in _openings(rng, market, new_id, today, hirer)]
    rng.shuffle(openings)
    return hirers, _with_fates(rng, market, today, openings)


def _openings(
    rng: random.Random, market: Market, new_id: Callable[[], str], today: int, hirer: Hirer
) -> Iterator[Opening]:
    about = hirer.about
    jobs = rng.sample(about.jobs, len(about.jobs))
    for number in range(about.vacancies):
        job = JOBS[jobs[number % len(jobs)]]
        area = about.places[number % len(about.places)]
        near_office = area in market.places.rings(about.home) and rng.random() < 0.5
        opens = today - rng.randrange(3600, 19 * DAY)
        is_pay_told = rng.random() < 0.95
        contact, detail = _contact(rng, hirer)
        yield Opening(
            id=new_id(),
            employer_id=hirer.id,
            title=job.titles[0] if rng.random() < 0.6 else rng.choice(job.titles),
            occupation=job.occupation,
            place=about.home if near_office else home_in(rng, market, area),
            posts=_posts(rng, job),
            pay=_pay(rng, job) if is_pay_told else None,
            pay_period=job.period if is_pay_told else None,
            contact=contact,
            contact_detail=detail,
            added=opens - rng.randrange(600, DAY),
            opens=opens,
            ends=today,
            deadline=_end_of_day(market, today, rng.randint(3, 29)),
        )


def _with_fates(rng: random.Random, market: Market, today: int, openings: list[Opening]) -> list[Opening]:
    """A few wait for the office, are filled or held; no county is left without open ones."""
    fates = ["pending"] * PENDING + ["filled"] * FILLED + ["held"] * HELD
    left = Counter(market.area(opening.place) for opening in openings)
    decided = []
    for opening in openings:
        county = market.area(opening.place)
        is_ripe = bool(fates) and (fates[0] == "pending" or opening.opens < today - 6 * DAY)
        if is_ripe and left[county] > LEAST_OPEN:
            left[county] -= 1
            fate = fates.pop(0)
            if fate == "pending":
                opening = replace(opening, fate=fate, added=today - rng.randrange(3600, 2 * DAY))
            else:
                opening = replace(opening, fate=fate, ends=today - rng.randrange(3600, 3 * DAY))
        decided.append(opening)
    return decided


def _posts(rng: random.Random, job: Job) -> int:
    """Mostly few, seldom as many as the job ever has."""
    return 1 + int(job.most_posts * rng.random() ** 2)


def _pay(rng: random.Random, job: Job) -> int:
    """A round amount, as people say it."""
    if job.period in ("hour", "day"):
        step = 50
    else:
        step = 500 if job.high <= 30_000 else 1_000 if job.high <= 70_000 else 5_000
    return int(round(rng.triangular(job.low, job.high) / step) * step)


def _contact(rng: random.Random, hirer: Hirer) -> tuple[str, str | None]:
    drawn = rng.random()
    if drawn < 0.06:
        return "call", hirer.phone
    if drawn < 0.12:
        return "visit", "Come at 8 am, with your ID"
    return "service", None


def _end_of_day(market: Market, today: int, days: int) -> int:
    """The last minute of a day in the market, so many days after `today`."""
    day = datetime.fromtimestamp(today, market.time_zone) + timedelta(days=days)
    return int(day.replace(hour=23, minute=59, second=0).timestamp())
