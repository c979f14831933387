"""Browsing: what this is, lists of open vacancies, and one of them. Anybody may; no cookie, no script."""

import re
from typing import Any

import orjson
from flask import Response

from channels.feeds.job_posting import how_to_apply, job_posting, skill_labels
from channels.web.html import page
from channels.web.lite import finding
from channels.web.lite.visit import Visit
from core import listings, vacancies
from core.database import Row
from core.errors import InvalidError, NotFoundError
from core.ids import is_reference
from core.listings import After
from core.market import Market
from messages import wording
from translations import gettext as _
from translations import language as spoken

_AFTER = re.compile(r"(\d{1,12})_([0-9a-f-]{36})")
# In a script element only these can end it or begin a comment.
_UNSAFE = str.maketrans({each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"})
_ENDED = ("filled", "expired", "closed")


def start(visit: Visit) -> Response:
    return visit.show("start.html")


def jobs(visit: Visit) -> Response:
    text = visit.asked("q")
    if not text:
        return _listed(visit, "/jobs", _("New jobs"))
    if is_reference(text):
        return page("", 302, Location=visit.url(f"/jobs/{text}"))
    found = finding.find(visit.db, visit.market, visit.language, text, visit.asked("work"), visit.now)
    others = [
        (visit.url("/jobs", q=text, work=code), visit.market.occupations.label(code, visit.language))
        for code in found.others
    ]
    return visit.show("jobs.html", title=found.title, jobs=found.jobs, text=text, others=others)


def places(visit: Visit) -> Response:
    root = visit.market.places.root.code
    return visit.show("links.html", title=_("Jobs by place"), links=_below(visit, root))


def in_place(visit: Visit, code: str) -> Response:
    place = visit.market.places.get(code)
    if place is None:
        raise NotFoundError("place")
    title = _("Jobs in {place}").format(place=place.name)
    return _listed(visit, f"/jobs/in/{code}", title, place=code, links=_below(visit, code))


def works(visit: Visit) -> Response:
    links = [
        (visit.url(f"/jobs/work/{sector.code}"), sector.labels[visit.language])
        for sector in visit.market.occupations.sectors
    ]
    return visit.show("links.html", title=_("Jobs by kind of work"), links=links)


def of_work(visit: Visit, code: str) -> Response:
    """Vacancies of an occupation, or of all those of a sector."""
    known = visit.market.occupations
    if code in known:
        return _listed(visit, f"/jobs/work/{code}", known.label(code, visit.language), occupations=[code])
    if all(sector.code != code for sector in known.sectors):
        raise NotFoundError("work")
    within = [occupation.code for occupation in known.in_sector(code)]
    links = [(visit.url(f"/jobs/work/{each}"), known.label(each, visit.language)) for each in within]
    title = known.sector_label(code, visit.language)
    return _listed(visit, f"/jobs/work/{code}", title, occupations=within, links=links)


def job(visit: Visit, reference: str) -> Response:
    try:
        vacancy = vacancies.by_reference(visit.db, reference)
    except InvalidError:
        raise NotFoundError("vacancy") from None
    status = vacancy["status"]
    if vacancy["opened_at"] and (status in _ENDED or (status == "open" and vacancy["deadline"] <= visit.now)):
        return visit.problem(410, "gone")
    if status != "open":
        raise NotFoundError("vacancy")  # nobody but staff and its employer knows of it
    market = visit.market
    posting = job_posting(market, vacancy, visit.home, visit.language)
    return visit.show(
        "job.html",
        vacancy=vacancy,
        place=market.places[vacancy["place"]],
        facts=_facts(market, vacancy),
        how=how_to_apply(market, vacancy),
        posting=script_data(posting),
        apply=visit.url("/enter", job=vacancy["reference"]),
    )


def script_data(data: Any) -> str:
    """The data as JSON that may stand in a script element, whatever texts are in it."""
    return orjson.dumps(data).decode().translate(_UNSAFE)


def _facts(market: Market, vacancy: Row) -> list[tuple[str, str]]:
    """What is told of a vacancy, line by line."""
    facts = [
        (_("Employer"), vacancy["employer_name"]),
        (_("Place"), market.places[vacancy["place"]].name),
        (_("Pay"), wording.pay(market, vacancy["pay"], vacancy["pay_period"])),
        (_("Posts"), wording.odds(market, vacancy["posts"], vacancy["applications"], vacancy["deadline"])),
        (_("Skills"), ", ".join(skill_labels(market, vacancy, spoken()))),
        (_("Number"), vacancy["reference"]),
    ]
    return [(name, fact) for name, fact in facts if fact]


def _listed(
    visit: Visit,
    path: str,
    title: str,
    place: str | None = None,
    occupations: list[str] | None = None,
    links: list[tuple[str, str]] | None = None,
) -> Response:
    read = _AFTER.fullmatch(visit.asked("after"))
    after = After(int(read[1]), read[2]) if read else None
    listing = listings.newest(
        visit.db, visit.market, visit.now, place=place, occupations=occupations or (), after=after
    )
    following = listing.following
    more = visit.url(path, after=f"{following.opened_at}_{following.vacancy_id}") if following else None
    return visit.show(
        "jobs.html", title=title, jobs=listing.vacancies, text="", others=[], more=more, links=links or []
    )


def _below(visit: Visit, code: str) -> list[tuple[str, str]]:
    return [(visit.url(f"/jobs/in/{each.code}"), each.name) for each in visit.market.places.children(code)]


PAGES = (
    ("/", "start", start),
    ("/jobs", "jobs", jobs),
    ("/jobs/in", "places", places),
    ("/jobs/in/<code>", "in_place", in_place),
    ("/jobs/work", "works", works),
    ("/jobs/work/<code>", "of_work", of_work),
    ("/jobs/<reference>", "job", job),
)
