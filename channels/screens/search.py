"""Search: jobs for what somebody types in their own words, asking back where it may mean several kinds of work."""

from typing import Any

from channels.conversation import Choice, Page, Session
from channels.screens import typed
from channels.screens.jobs import listed
from channels.screens.menu import menu
from channels.view import View
from core import search as searching
from core import vacancies
from core.errors import InvalidError, NotFoundError
from core.ids import is_reference
from core.search import Query
from translations import gettext as _


@menu.action("found_jobs", "which_work", "job", durable=False)
def search(session: Session, view: View, text: str) -> tuple[str, Any]:
    """Read what was typed, and go to the jobs that it means."""
    return sought(view, text)


def sought(view: View, text: str) -> tuple[str, Any]:
    """The screen for what somebody searches, and what it is about. Raises InvalidError where nothing is understood."""
    if is_reference(text):
        try:
            return "job", vacancies.by_reference(view.db, text)["id"]
        except NotFoundError:
            raise InvalidError("job_unknown", text=text) from None
    reading = typed.read(view, text)
    place = reading.places[0].place.code if reading.places else None
    said = searching.words_of(reading.said)
    if not reading.calls_work and view.has_jobs_with(said):
        return "found_jobs", [None, place, " ".join(said)]  # a title, or an employer's name
    words = " ".join(searching.words_of(reading.rest))
    if doubtful := typed.in_doubt(view, reading):
        return "which_work", [text[: typed.LONGEST_KEPT], list(doubtful), place, words]
    if reading.work:
        return "found_jobs", [reading.work[0], place, words]
    if said or not place:
        typed.learn(view, reading.said or text, "")
    if not place and not (said and view.search(Query(words=said)).matches):
        raise typed.unknown("nothing_found", text)
    return "found_jobs", [None, place, " ".join(said)]


@menu.screen("found_jobs", "jobs_sector")
def which_work(session: Session, view: View) -> Page:
    text, codes, place, words = session.value
    about = [[text, code, place, words] for code in codes]
    another = Choice(_("Another kind of work"), "jobs_sector", "mean", [text, "", None, ""])
    return Page(_("Which work do you mean?"), (*typed.readings(view, codes, "found_jobs", "mean", about), another))


@menu.action("found_jobs", "jobs_sector", durable=False)
def mean(session: Session, view: View, about: list[Any]) -> tuple[str, Any]:
    text, code, place, words = about
    typed.learn(view, text, code)
    return ("found_jobs", [code, place, words]) if code else ("jobs_sector", None)


@menu.screen("job", "jobs_place", "jobs_sector")
def found_jobs(session: Session, view: View) -> Page:
    occupation, place, words = session.value
    query = Query(occupation, place, tuple(words.split()))
    found = view.search(query)
    return listed(view, found.matches, _title(view, query, found.widened))


def _title(view: View, query: Query, widened: str) -> str:
    """ "Driver, Nakuru", or what there is instead."""
    occupations, places = view.market.occupations, view.market.places
    what = occupations.label(query.occupation, view.language) if query.occupation else " ".join(query.words)
    where = places[query.place].name if query.place else ""
    if widened == searching.AROUND:
        return _("None in {place} yet. Nearest").format(place=where)
    if widened == searching.LIKE:
        return _("None of that yet. Similar work")
    if widened == searching.SOME_WORDS:
        return _("No exact match. Similar")
    if what and where:
        return f"{what}, {where}"
    return what or _("Jobs in {place}").format(place=where)
