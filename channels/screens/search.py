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
from core.reading import Reading
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
    words = " ".join(searching.words_of(_further_words(reading)))
    if doubtful := typed.in_doubt(view, reading):
        return "which_work", [text[: typed.LONGEST_KEPT], list(doubtful), place, words]
    about = [reading.work[0] if reading.work else None, place, words]
    if not reading.work and (words or not place):
        typed.learn(view, reading.rest or text, "")
        if not place and not (words and view.search(_query(about)).matches):
            raise typed.unknown("nothing_found", text)
    return "found_jobs", about


def _further_words(reading: Reading) -> str:
    """The words that may stand in a title or be an employer's name.

    What surely calls a kind of work is none: "driver" would also find the drivers' cook.
    """
    return reading.rest or ("" if reading.calls_work else reading.said)


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
    query = _query(session.value)
    found = view.search(query)
    return listed(view, found.matches, _title(view, query, found.widened))


def _query(about: list[Any]) -> Query:
    occupation, place, words = about
    return Query(occupation, place, tuple(words.split()))


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
