"""Work: which occupations the words of a text mean, by the phrases of a lexicon."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log
from sys import intern

from core.lexicon import Entry
from core.reading.lookup import Lookup
from core.reading.vocabulary import Guess, Vocabulary

# What an entry of the lexicon counts by its weight: it is called so; also called so; only a hint.
WEIGHTS = {3: 1.0, 2: 0.85, 1: 0.6}
CALLED = WEIGHTS[2]  # more than a hint

_PHRASE, _QUERY = 0.8, 1.0  # how much it takes off where only part of a phrase, or of what was typed, is met
_MORE = 0.3  # what the other phrases of an occupation count, beside the best one
_CROWD = 3  # how little weak phrases add to that, however many they are
_KIND = 0.1  # what it counts that a word is mostly said of one occupation
_STRANGE = 1.5  # the weight of a typed word that no entry has
_MOST_POSTINGS = 6000  # looked at for one text: words that stand in very many entries come last
# What a word counts by its place: people say first what they do, then where and with what.
_PLACES = (1.06, 1.0, 0.87, 0.75, 0.65)
_SMALL = 0.25  # of the weight that a word would have, were it no small word
_LEAST, _TINY = 0.1, 0.01
_AS_SURE = 0.8  # a typed word may stand for each of what is as sure as this
_NEARLY, _LESS = 0.5, 0.3  # how near a guess is to the best one to count, and what it then counts
_MOST_SAID_OF = 8
_MOST_FOUND = 8

Means = tuple[tuple[str, float], ...]


class Work:
    """An index of phrases and their occupations."""

    __slots__ = ("_codes", "_idf", "_postings", "_shares", "_sums", "_whole", "pairs", "vocabulary")

    def __init__(self, entries: Iterable[Entry], fillers: frozenset[str]) -> None:
        """`fillers` are words that say nothing alone; within a phrase ("house help") they say a little."""
        phrases, kept = dict[tuple[str, ...], Means](), dict[Means, Means]()
        for words, code, weight in entries:
            words = tuple(map(intern, words))
            others = dict(phrases.get(words, ()))
            means = tuple({**others, code: max(others.get(code, 0.0), WEIGHTS[weight])}.items())
            phrases[words] = kept.setdefault(means, means)  # most phrases mean what others mean too
        self._codes = list(phrases.values())
        self._whole = Lookup((words, number) for number, words in enumerate(phrases))
        self._postings: dict[str, array[int]] = {}
        for number, words in enumerate(phrases):
            for word in dict.fromkeys(words):
                self._postings.setdefault(word, array("I")).append(number)
        self._idf = self._rarities(fillers)
        self._sums = array("f", (sum(self._idf[word] for word in words) for words in phrases))
        self._shares = {word: self._said_of(word) for word in self._postings}
        self.pairs = Lookup((pair, 0) for words in phrases for pair in zip(words, words[1:], strict=False))
        self.vocabulary = Vocabulary(sorted(self._postings, key=lambda word: -len(self._postings[word])))

    def _rarities(self, fillers: frozenset[str]) -> dict[str, float]:
        """How telling each word is: the more, the fewer occupations it is said of."""
        of = {
            word: len({code for number in numbers for code, _ in self._codes[number]})
            for word, numbers in self._postings.items()
        }
        codes = len({code for means in self._codes for code, _ in means})
        return {word: log(1 + codes / count) * (_SMALL if word in fillers else 1.0) for word, count in of.items()}

    def _said_of(self, word: str) -> Means:
        """The occupations that a word is mostly said of, and how large a part of its phrases is theirs."""
        shares: dict[str, float] = {}
        for number in self._postings[word]:
            part = self._idf[word] / max(self._sums[number], _TINY)
            for code, weight in self._codes[number]:
                shares[code] = shares.get(code, 0.0) + weight * part
        total = sum(shares.values())
        most = sorted(shares.items(), key=lambda each: -each[1])[:_MOST_SAID_OF]
        return tuple((code, share / total) for code, share in most)

    def means(self, words: Sequence[str]) -> Mapping[str, float]:
        """What exactly these words mean in the lexicon: occupations, each with its weight."""
        return dict(pair for number in self._whole[tuple(words)] for pair in self._codes[number])

    def rank(self, slots: Sequence[Sequence[Guess]]) -> dict[str, float]:
        """The occupations that words mean, with a score of 0 to 1, the best first.

        A slot is one typed word: what it may stand for. An empty one is a word that no entry has.
        """
        met: dict[int, float] = defaultdict(float)
        heard: dict[int, float] = defaultdict(float)  # the same, by the place of each word
        kinds: dict[str, float] = defaultdict(float)
        asked = _STRANGE * sum(not slot for slot in slots)
        looked_at = 0
        placed = [(slot, _PLACES[min(place, len(_PLACES) - 1)]) for place, slot in enumerate(slots) if slot]
        for slot, weight in sorted(placed, key=lambda each: -max(self._idf[word] for word, _ in each[0])):
            best = max(self._idf[word] * sure for word, sure in slot)
            asked += self._weight(slot) * weight
            for word, sure in slot:
                points = self._idf[word] * sure
                if points >= best * _NEARLY:
                    for code, share in self._shares[word]:
                        kinds[code] += weight * points * share * (1.0 if points == best else _LESS)
                numbers = self._postings[word]
                if looked_at + len(numbers) > _MOST_POSTINGS and met:
                    continue
                looked_at += len(numbers)
                for number in numbers:
                    met[number] += points
                    heard[number] += points * weight
        return self._scored(met, heard, kinds, asked) if met else {}

    def _weight(self, slot: Sequence[Guess]) -> float:
        """How telling a typed word is; where it may stand for several, that is between the most and the least."""
        sure = [self._idf[word] for word, sure in slot if sure >= _AS_SURE] or [self._idf[slot[0][0]]]
        return (max(sure) + min(sure)) / 2

    def _scored(
        self, met: dict[int, float], heard: dict[int, float], kinds: dict[str, float], asked: float
    ) -> dict[str, float]:
        best: dict[str, float] = {}
        more: dict[str, float] = {}
        sums, codes = self._sums, self._codes
        for number, points in met.items():
            whole = min(points / sums[number], 1.0)
            score = whole**_PHRASE * min(heard[number] / asked, 1.0) ** _QUERY
            if score < _LEAST:
                continue
            for code, weight in codes[number]:
                said = weight * score
                other = min(said, best.get(code, 0.0))
                if said > best.get(code, 0.0):
                    best[code] = said
                if other:
                    more[code] = more.get(code, 0.0) + other**_CROWD
        total = {
            code: (score + _KIND * min(kinds.get(code, 0.0) / asked, 1.0) + _MORE * more.get(code, 0.0) ** (1 / _CROWD))
            / (1 + _KIND + _MORE)
            for code, score in best.items()
        }
        ordered = sorted(total.items(), key=lambda each: (-each[1], each[0]))
        return {code: min(score, 1.0) for code, score in ordered[:_MOST_FOUND]}
