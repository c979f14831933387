"""Finding: jobs for what somebody types into the search of a page, read as on the screens, with nobody's profile."""

from dataclasses import dataclass, field

from channels.conversation import Session
from channels.screens import typed
from channels.view import View
from core import listings, search
from core.database import Database, Row
from core.market import Market
from core.search import Query
from translations import gettext as _

CHANNEL = "web"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, under a title that says what it was taken for. `others` are occupations that may be meant too."""

    title: str
    jobs: list[Row]
    others: list[str] = field(default_factory=list)


def find(db: Database, market: Market, language: str, text: str, work: str, now: int) -> Finding:
    """Jobs for a text. `work` is the occupation that was chosen where several could be meant, or "". It writes nothing:
    what strangers type teaches the lexicon nothing."""
    view = _anybody(db, market, language, now)
    reading = typed.read(view, text)
    place = reading.places[0].place.code if reading.places else None
    said = search.words_of(reading.said)
    if work in market.occupations:
        others = [code for code in typed.in_doubt(view, reading) if code != work]
        return _found(view, Query(work, place, search.words_of(reading.rest)), others)
    if not reading.calls_work and view.has_jobs_with(said):
        return _found(view, Query(None, place, said))  # a title, or an employer's name
    if reading.work:
        others = [code for code in typed.in_doubt(view, reading) if code != reading.work[0]]
        return _found(view, Query(reading.work[0], place, search.words_of(reading.rest)), others)
    if said:
        found = _found(view, Query(None, place, said))
        if found.jobs:
            return found
    if place:
        title = _("Jobs in {place}").format(place=market.places[place].name)
        return Finding(title, listings.newest(db, market, now, place=place).vacancies)
    return Finding(_("We did not find {text}. Please try other words.").format(text=text), [])


def _found(view: View, query: Query, others: list[str] | None = None) -> Finding:
    found = view.search(query)
    return Finding(
        _title(view, query, found.widened), [match.vacancy for match in found.matches], others if others else []
    )


def _title(view: View, query: Query, widened: str) -> str:
    places, occupations = view.market.places, view.market.occupations
    what = occupations.label(query.occupation, view.language) if query.occupation else " ".join(query.words)
    where = places[query.place].name if query.place else ""
    if widened == search.AROUND:
        return _("None in {place} yet. Nearest").format(place=where)
    if widened == search.LIKE:
        return _("None of that yet. Similar work")
    if widened == search.SOME_WORDS:
        return _("No exact match. Similar")
    return f"{what}, {where}" if what and where else what or where


def _anybody(db: Database, market: Market, language: str, now: int) -> View:
    """A view for somebody of whom nothing is known, not even a home."""
    nobody = {
        "id": "",
        "language": language,
        "place": market.places.root.code,
        "occupation": "",
        "least_pay": None,
        "skills": "[]",
    }
    return View(db, market, "", CHANNEL, [nobody], Session(), now)
