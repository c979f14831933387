"""Search: vacancies for what somebody asked for, and how far it had to be widened to find any."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import matching, spelling, vacancies
from core.database import Database, Row
from core.market import Market
from core.matching import WANTED, Match

_MOST_BY_WORDS = 300  # of the newest vacancies that have the words
_SHORTEST_WORD = 3
_MOST_WORDS = 6
# How a search was widened: to places around the one that was named, to work that is like it, to some of the words.
AROUND, LIKE, SOME_WORDS = "around", "like", "some_words"


@dataclass(frozen=True, slots=True)
class Query:
    """What to search for: an occupation, a place, words; each may be missing.

    With an occupation, `words` may be a title or an employer as well: whose vacancy has them all comes first.
    """

    occupation: str | None = None
    place: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Vacancies, and how the search was widened to find them: "" where it was not."""

    matches: list[Match]
    widened: str = ""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text that a search looks for."""
    words = (word for word in spelling.key(text).split() if len(word) >= _SHORTEST_WORD and not word.isdigit())
    return tuple(words)[:_MOST_WORDS]


def search(db: Database, market: Market, profile: Row, query: Query, now: int, wanted: int = WANTED) -> Found:
    """The vacancies that fit a query and the person best, nearest to the place that was named, else to home."""
    if query.occupation:
        return _by_work(db, market, profile, query, query.occupation, now, wanted)
    if query.words:
        return _by_words(db, market, profile, query, now, wanted)
    place = query.place or market.places.root.code
    return Found(matching.in_place(db, market, profile, place, now, wanted))


def _by_work(db: Database, market: Market, profile: Row, query: Query, occupation: str, now: int, wanted: int) -> Found:
    matches = matching.of_kind(db, market, profile, occupation, now, wanted, query.place)
    if worded := _with_words(db, query.words):
        wished = {**profile, "occupation": occupation}
        first = matching.among(db, market, wished, query.place or profile["place"], worded, now, wanted)
        ids = {match.vacancy["id"] for match in first}
        matches = [*first, *(match for match in matches if match.vacancy["id"] not in ids)][:wanted]
    very = [match for match in matches if match.vacancy["occupation"] == occupation]
    here = [match for match in matches if match.ring == 0]
    if query.place and any(match in here for match in very):
        return Found(here)
    if very:  # then what is like it comes after it, however near
        matches = [*very, *(match for match in matches if match not in very)]
        return Found(matches, AROUND if query.place else "")
    matches = matches or matching.of_kind(db, market, profile, occupation, now, wanted, query.place, matching.RELATED)
    return Found(matches, LIKE if matches else "")


def _by_words(db: Database, market: Market, profile: Row, query: Query, now: int, wanted: int) -> Found:
    home = query.place or profile["place"]
    for every in (True, False):
        rows = _with_words(db, query.words, every)
        matches = matching.among(db, market, profile, home, rows, now, wanted)
        here = [match for match in matches if match.ring == 0]
        if query.place and here:
            return Found(here, "" if every else SOME_WORDS)
        if matches:
            return Found(matches, AROUND if query.place else "" if every else SOME_WORDS)
    if query.place:
        return Found(matching.in_place(db, market, profile, query.place, now, wanted), SOME_WORDS)
    return Found([])


def _with_words(db: Database, words: Sequence[str], every: bool = True) -> list[Row]:
    return vacancies.by_words(db, words, every, _MOST_BY_WORDS)
