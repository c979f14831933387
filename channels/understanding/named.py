"""What a message names: the occupations and places of a market, by their labels, titles, names and aliases."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from channels.understanding import words
from channels.understanding.keywords import Lexicon, lexicon, matches
from core import spelling
from core.market import Market
from core.occupations import Occupation
from core.places import Place

# Words in a label that alone say too little: they stand in labels of many kinds of work.
_SHORTEST_PART = 4
_MOST_WORDS_IN_A_NAME = 4
_MOST_OCCUPATIONS = 5
_MOST_WORDS_LOOKED_AT = 60

# A misspelt name counts less than a right one; shorter names are one slip away from other words.
_NEAR_SCORE = 0.8
# One word of a label says less still, and nothing where it stands in many.
_PART_SCORE = 0.5
_MOST_SHARING = 16
_SHORTEST_NEAR = 5
_SHORTEST_WITH_TWO_SLIPS = 8


@dataclass(frozen=True, slots=True)
class NamedOccupation:
    """An occupation that was named; `score` from 0 to 1 says how surely."""

    occupation: Occupation
    score: float


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that was named; `score` from 0 to 1 says how surely."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Named:
    """What a message names, the surest first. `rest` are the words, as typed, that name neither."""

    occupations: tuple[NamedOccupation, ...] = ()
    places: tuple[NamedPlace, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Every way in which a market's pack names a kind of work or a place, by its key."""

    occupations: Mapping[str, tuple[str, ...]]
    places: Mapping[str, str]
    near_occupations: Mapping[str, tuple[str, ...]]
    near_places: Mapping[str, tuple[str, ...]]
    parts: Mapping[str, tuple[str, ...]]
    words: frozenset[str]


def named(text: str, market: Market) -> Named:
    """The occupations and places that the text names. Any text will do."""
    tidied = words.tidy(text)
    split = words.split(tidied)
    keys = [word.key for word in split][:_MOST_WORDS_LOOKED_AT]
    names = names_of(market)
    occupations: dict[str, float] = {}
    places: dict[str, float] = {}
    taken: set[int] = set()
    for start, end in _windows(len(keys)):
        key = " ".join(keys[start:end])
        if taken.isdisjoint(range(start, end)):
            hits, score = _look_up(key, names)
            if hits:
                taken.update(range(start, end))
            for code in hits:
                found = places if code in market.places else occupations
                found[code] = max(score, found.get(code, 0.0))
    return Named(
        tuple(
            NamedOccupation(market.occupations[code], score)
            for code, score in sorted(occupations.items(), key=lambda each: -each[1])[:_MOST_OCCUPATIONS]
        ),
        tuple(
            NamedPlace(market.places[code], score) for code, score in sorted(places.items(), key=lambda each: -each[1])
        ),
        " ".join(tidied[word.start : word.end] for index, word in enumerate(split) if index not in taken),
    )


@lru_cache(maxsize=8)
def names_of(market: Market) -> Names:
    """The names in a market's pack, made once."""
    occupations: dict[str, list[str]] = {}
    for occupation in market.occupations:
        for name in _names(occupation):
            codes = occupations.setdefault(spelling.key(name), [])
            if occupation.code not in codes:
                codes.append(occupation.code)
    places: dict[str, str] = {}
    near_places: set[str] = set()
    home = market.places.levels.index(market.home_level)
    for place in market.places:
        wide = market.places.levels.index(place.level) <= home
        for name in (place.name, *place.aliases):
            key = spelling.key(name)
            if key in lexicon() and not wide:
                continue  # a small place that is called as an ordinary word
            # The deeper of a county and a town of one name says no more than the wider.
            places.setdefault(key, place.code)
            if wide and key not in lexicon():
                near_places.add(key)
    return Names(
        {key: tuple(codes) for key, codes in occupations.items()},
        places,
        _by_first(occupations),
        _by_first(near_places),
        _parts(market),
        frozenset(word for key in (*occupations, *places) for word in key.split()),
    )


def _parts(market: Market) -> dict[str, tuple[str, ...]]:
    """The single words of labels, with the occupations that share them, the most common first: "driver", "dereva"."""
    shown = sorted((each for each in market.occupations if each.labels), key=lambda each: each.rank or 0)
    known, sharing = lexicon(), dict[str, list[str]]()
    for occupation in shown:
        for word in {word for label in occupation.labels.values() for word in spelling.key(label).split()}:
            if len(word) >= _SHORTEST_PART and (word not in known or _is_job(known, word)):
                sharing.setdefault(word, []).append(occupation.code)
    return {word: tuple(codes[:_MOST_OCCUPATIONS]) for word, codes in sharing.items() if len(codes) <= _MOST_SHARING}


def _is_job(known: Lexicon, word: str) -> bool:
    """Whether the keywords have the word among those that name work: "driver", not "work"."""
    return bool(matches(known.jobs, known.tokens(words.split(word), frozenset())[1]))


def _names(occupation: Occupation) -> Iterator[str]:
    yield occupation.title
    for label in occupation.labels.values():
        yield label
        parts = label.split(",")
        # "Nanny, child care" is two names; a part as short as "AC" is none.
        yield from (part for part in parts[1:] and parts if len(spelling.key(part)) >= _SHORTEST_PART)


def _look_up(key: str, names: Names) -> tuple[tuple[str, ...], float]:
    """The codes of what is called that, or of the one name near it."""
    known = lexicon()
    if key in names.places and (key not in known or " " in key):
        return (names.places[key],), 1.0
    if key in names.occupations and (key not in known or known.names_work(key)):
        return names.occupations[key], 1.0
    if key in names.parts and key not in names.places:
        return names.parts[key], _PART_SCORE
    if len(key) < _SHORTEST_NEAR or key in known or all(word in known or word in names.words for word in key.split()):
        return (), 0.0
    # Two names of one thing may be equally near; of two things, neither is taken.
    near_places = {names.places[near] for near in _near(key, names.near_places.get(key[0], ()))}
    if len(near_places) == 1:
        return tuple(near_places), _NEAR_SCORE
    near_work = {names.occupations[near] for near in _near(key, names.near_occupations.get(key[0], ()))}
    return (near_work.pop(), _NEAR_SCORE) if len(near_work) == 1 and not near_places else ((), 0.0)


@lru_cache(maxsize=4096)
def _near(key: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names with the fewest slips between, at most one or two."""
    hits = [
        (slips, name)
        for name, slips, _index in process.extract(key, names, scorer=OSA.distance, score_cutoff=2, limit=8)
        if slips <= (2 if len(name) >= _SHORTEST_WITH_TWO_SLIPS else 1)
    ]
    return tuple(name for slips, name in hits if slips == hits[0][0])


def _windows(count: int) -> Iterator[tuple[int, int]]:
    """Every run of words that may be a name, the longest first."""
    for length in range(min(_MOST_WORDS_IN_A_NAME, count), 0, -1):
        for start in range(count - length + 1):
            yield start, start + length


def _by_first(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    grouped: dict[str, list[str]] = {}
    for key in sorted(keys):
        if len(key) >= _SHORTEST_NEAR:
            grouped.setdefault(key[0], []).append(key)
    return {first: tuple(each) for first, each in grouped.items()}
