"""The vocabulary: the words that a pack knows, and which of them a typed word may stand for."""

from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.reading.forms import VOWELS, is_short_for, roots, skeleton, sound
from core.reading.lookup import Lookup

Guess = tuple[str, float]  # a known word, and how surely it is meant: 1.0 where it is typed as it stands

_ONE = 0.97  # of many
_SAME_ROOT = 0.84
_RELATED = 0.7  # as sure as that, where the typed word is known itself
_SHORTENED = 0.86
_MAYBE_SHORTENED = 0.8
_SAME_SOUND = 0.85
_BEGUN, _LESS_BEGUN = 0.82, 0.7  # the commonest word that begins so, and others
_CLIPPED = 0.72
_ENDED = 0.6
_SLIP = 0.11  # what each slip of the finger takes off
_NEAR = 0.92

_SHORTEST_SHORTENED = 3
_SHORTEST_BEGUN = 4
_SHORTEST_NEAR = 4
_SHORTEST_ENDING = 6
_MOST_CLIPPED = 3  # times as long
LONGEST = 30  # letters: nothing longer is one word
_MOST_GUESSES = 6
_MOST_BEGUN = 40


class Vocabulary:
    """Known words. One that counts more comes first where a typed word may be either."""

    __slots__ = ("_by_root", "_by_skeleton", "_by_sound", "_list", "_near", "_ordered", "_sounds", "guesses", "words")

    def __init__(self, words: Iterable[str]) -> None:
        """`words` as they are compared, those that count most first."""
        self.words: dict[str, int] = {word: rank for rank, word in enumerate(dict.fromkeys(words))}
        self._list = list(self.words)
        self._ordered = sorted(self.words)
        plain = [(word, rank) for word, rank in self.words.items() if word[0].isalpha()]
        self._by_root = Lookup((root, rank) for word, rank in plain for root in roots(word))
        self._by_skeleton = Lookup((skeleton(word), rank) for word, rank in plain)
        heard = {word: sound(word) for word, _rank in plain}
        self._by_sound = Lookup((heard[word], rank) for word, rank in plain)
        self._near = _by_first(word for word, _rank in plain if len(word) >= _SHORTEST_NEAR)
        self._sounds = _by_first(each for each in dict.fromkeys(heard.values()) if len(each) >= _SHORTEST_NEAR - 1)
        # People type the same words over and over.
        self.guesses = lru_cache(maxsize=2048)(self._guesses)

    def __contains__(self, word: object) -> bool:
        return word in self.words

    def related(self, word: str) -> tuple[Guess, ...]:
        """The word itself, if it is known, and known words of one root with it."""
        is_known = word in self.words
        found: dict[str, float] = {word: 1.0} if is_known else {}
        for root in roots(word):
            for rank in self._by_root[root]:
                found.setdefault(self._list[rank], _RELATED if is_known else _SAME_ROOT)
        if (one := word.removesuffix("s")) in self.words and one != word:
            found[one] = _ONE
        return self._best(found)

    def _guesses(self, word: str) -> tuple[Guess, ...]:
        """What a typed word may stand for, the surest first; nothing where it is like no known word."""
        if len(word) > LONGEST:
            return ()
        found = self.related(word)
        if word in self.words:
            # A known short word may be another one shortened: HSE is an office, and "hse help" a house help.
            return self._best({**self._shortened(word, _MAYBE_SHORTENED), **dict(found)}) if len(word) == 3 else found
        near = {**dict(self.near(word)), **dict(found)}
        if not found and len(word) >= _SHORTEST_BEGUN:
            for number, known in enumerate(self._begun(word)):
                near.setdefault(known, _LESS_BEGUN if number else _BEGUN)
        if not near:
            near = dict.fromkeys(self._ending(word), _ENDED)
        return self._best(near)

    def near(self, word: str) -> tuple[Guess, ...]:
        """Known words that are misspelt or shortened like this, the surest first."""
        if len(word) < _SHORTEST_SHORTENED or len(word) > LONGEST or not word.isalpha():
            return ()
        near = self._shortened(word, _SHORTENED)
        for rank in self._by_sound[sound(word)]:
            near[self._list[rank]] = max(near.get(self._list[rank], 0.0), _SAME_SOUND)
        if not near and VOWELS.isdisjoint(word):
            near = dict.fromkeys(self._clipped(word), _CLIPPED)
        if len(word) >= _SHORTEST_NEAR:
            self._misspelt(word, near)
        return self._best(near)

    def _shortened(self, word: str, sure: float) -> dict[str, float]:
        """The known words that this is, without its vowels."""
        known = (self._list[rank] for rank in self._by_skeleton[skeleton(word)])
        return {each: sure for each in known if is_short_for(word, each)}

    def _clipped(self, word: str) -> list[str]:
        """The known words that begin and end like this and have its letters between: "mgr" is a manager."""
        return [
            known
            for known in self._near.get(word[0], ())
            if known[-1] == word[-1] and len(known) <= _MOST_CLIPPED * len(word) and is_short_for(word, known)
        ]

    def _begun(self, word: str) -> list[str]:
        """The known words that begin with this, the commonest first: "educ" is educator, "receptn" is none."""
        at = bisect_left(self._ordered, word)
        begun = []
        for known in self._ordered[at : at + _MOST_BEGUN]:
            if not known.startswith(word):
                break
            begun.append(known)
        return sorted(begun, key=self.words.__getitem__)

    def _ending(self, word: str) -> list[str]:
        """The longest known word that this ends in, or one of its root: "ergoterapeuta" is a terapeuta."""
        for at in range(1, len(word) - _SHORTEST_ENDING + 1):
            if found := self.related(word[at:]):
                return [known for known, _sure in found[:2]]
        return []

    def _misspelt(self, word: str, near: dict[str, float]) -> None:
        """Add known words with few slips of the finger between, by letters and by sound."""
        for known, slips, _index in process.extract(
            word, self._near.get(word[0], ()), scorer=OSA.distance, score_cutoff=3, limit=12
        ):
            if slips <= slips_forgiven(word, known):
                near[known] = max(near.get(known, 0.0), _NEAR - _SLIP * slips)
        heard = sound(word)
        for other, slips, _index in process.extract(
            heard, self._sounds.get(heard[0], ()), scorer=OSA.distance, score_cutoff=1, limit=6
        ):
            for rank in self._by_sound[other]:
                known = self._list[rank]
                if len(known) > _SHORTEST_NEAR:
                    near[known] = max(near.get(known, 0.0), _SAME_SOUND - _SLIP * slips)

    def _best(self, found: dict[str, float]) -> tuple[Guess, ...]:
        ordered = sorted(found.items(), key=lambda each: (-each[1], self.words[each[0]]))
        return tuple(ordered[:_MOST_GUESSES])


def slips_forgiven(typed: str, known: str) -> int:
    """How many wrong, missing, doubled or swapped letters two words of that length may differ by."""
    shorter = min(len(typed), len(known))
    if shorter <= 3:
        return 0
    return 1 if shorter <= 6 else 2 if shorter <= 9 else 3


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for word in words:
        grouped.setdefault(word[0], []).append(word)
    return grouped
