"""Whereabouts: the places that the words of a text name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.places import Place, Places
from core.reading.vocabulary import Vocabulary
from core.spelling import key

_MOST_WORDS_IN_A_NAME = 4
_SHORTEST_NEAR = 5
_SHORTEST_CUT = 5
_SURE_ENOUGH = 0.66  # of a misspelt county or town
_SURE_OF_SMALL = 0.8  # of a misspelt smaller place: there are so many that some are near to any word
_SHORTEST_SMALL = 6
_CUE = 0.08  # what "in" or "huko" before a word adds


@dataclass(frozen=True, slots=True)
class Span:
    """Words that name one of some places: from `start` up to `end`, and how surely."""

    start: int
    end: int
    places: tuple[Place, ...]
    score: float


class Whereabouts:
    """Finds names of places in texts."""

    __slots__ = ("_names", "_near", "_places", "_squeezed", "_usual", "_words")

    def __init__(self, places: Places, home_level: str) -> None:
        self._places = places
        self._names = places.names()
        self._words = frozenset(word for name in self._names for word in name.split())
        self._squeezed: dict[str, tuple[Place, ...]] = {}
        home = places.levels.index(home_level)
        self._usual = max(home - 1, 0)
        wide = []
        self._names = {name: called for name, called in self._names.items() if not _is_cut(name, called)}
        for name, called in sorted(self._names.items(), key=lambda each: places.levels.index(each[1][0].level)):
            if called[0] is places.root:
                continue
            squeezed = name.replace(" ", "")
            if len(squeezed) >= _SHORTEST_NEAR and squeezed.isalpha():
                self._squeezed.setdefault(squeezed, called)
                if places.levels.index(called[0].level) <= home or len(squeezed) >= _SHORTEST_SMALL:
                    wide.append(squeezed)
        self._near = Vocabulary(wide)

    def is_name(self, words: Sequence[str]) -> bool:
        """Whether exactly these words are a name."""
        return " ".join(words) in self._names

    def has_word(self, word: object) -> bool:
        """Whether the word stands in a name."""
        return word in self._words

    def exact(self, words: Sequence[str], is_other: Callable[[int, int], bool]) -> list[Span]:
        """The names as they stand, the longest first; not those of which `is_other(start, end)` says that they mean
        something else there."""
        found: list[Span] = []
        taken: set[int] = set()
        for length in range(min(_MOST_WORDS_IN_A_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                within = range(start, start + length)
                called = self._names.get(" ".join(words[start : start + length]))
                if called is None and length > 1:
                    called = self._squeezed.get("".join(words[start : start + length]))
                if called and taken.isdisjoint(within) and not is_other(start, start + length):
                    taken.update(within)
                    found.append(Span(start, start + length, called, 1.0))
        return found

    def near(self, words: Sequence[str], start: int, end: int, after_cue: bool) -> Span | None:
        """The places of the name that is fewest slips away from these words, of equal ones the widest; or None."""
        typed = "".join(words[start:end])
        if len(typed) < 3 or not typed.isalpha():
            return None
        levels = self._places.levels
        hits: list[tuple[float, tuple[Place, ...]]] = []
        for name, sure in self._near.near(typed):
            called = self._squeezed[name]
            is_small = called[0].level == levels[-1]
            if sure >= (_SURE_OF_SMALL if is_small and not after_cue else _SURE_ENOUGH):
                # Of two names as near, the wider place is sooner meant.
                hits.append((sure - 0.03 * is_small, called))
        if not hits:
            return None
        hits.sort(key=lambda hit: -hit[0])
        score, called = hits[0]
        return Span(start, end, called, min(score + _CUE * after_cue, 0.95))

    def _unusual(self, place: Place) -> int:
        """How far the level of a place is from the one that people mean by a name that several levels share."""
        return abs(self._places.levels.index(place.level) - self._usual)

    def settle(self, spans: Sequence[Span]) -> list[tuple[Place, float]]:
        """The places meant, the surest first: where one named place lies in another, that settles which is meant."""
        rings = self._places.rings
        settled: list[tuple[Place, float]] = []
        for span in spans:
            others = [place for other in spans if other is not span for place in other.places]
            around = {other.code for other in others}
            inside = [place for place in span.places if around & set(rings(place.code)[1:])]
            if inside:
                settled += [(place, span.score + 0.02) for place in inside[:1]]
            else:
                holds = {ring for other in others for ring in rings(other.code)}
                holding = [place for place in span.places if place.code in holds]
                first = holding[:1] or sorted(span.places, key=self._unusual)
                settled += [(place, span.score - 0.01 * number) for number, place in enumerate(first)]
        best: dict[str, tuple[Place, float]] = {}
        for place, score in settled:
            if place.code not in best or best[place.code][1] < score:
                best[place.code] = (place, score)
        # The order of being named breaks a tie; sorting keeps it.
        return sorted(best.values(), key=lambda each: -each[1])


def _is_cut(name: str, called: Sequence[Place]) -> bool:
    """Whether this is a name without its level, and too short to be one: "old" is hardly the Old Town."""
    return len(name) < _SHORTEST_CUT and not any(
        name == key(full) for place in called for full in (place.name, *place.aliases)
    )
