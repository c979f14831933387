"""A text while it is read: its words, and what each is taken for."""

from collections.abc import Iterator, Sequence

from core import words as typed_words
from core.reading import forms
from core.reading.pay import Pay
from core.reading.reading import FoundPlace, FoundWork, Reading
from core.reading.speech import FILLER, IN, JOIN, NOT, WANT, Speech
from core.reading.vocabulary import LONGEST, Guess
from core.reading.whereabouts import Span, Whereabouts
from core.reading.work import CALLED, Work
from core.words import Word

_MOST_FOUND = 5
_LONGEST_PHRASE = 4
_HINT = 0.1
_NO_GUESS = 0.8  # how sure the surest word must be: one slip is forgiven without asking, two are not
_TWO_JOBS = 0.5  # from this score on, what stands on either side of "and" is work of its own
_ONE_JOB = 0.85  # unless all of it together is one kind of work, nearly as surely
_HALF = 0.98
_SMALL_WORD = 0.8  # how near a word must be to a small one to be taken for it
_PARTING = frozenset((JOIN, WANT))  # roles of small words between two kinds of work
_BREAKS = frozenset(",/&+;.|\n")
_WEAK_WORK = 0.7  # a word that is work only as much as this gives way to a place of its name


class Text:
    """The words of one text. With `exact` none is taken for a misspelt one."""

    def __init__(
        self, work: Work, whereabouts: Whereabouts, speech: Speech, tidied: str, words: list[Word], exact: bool
    ) -> None:
        self.exact = exact
        self.work = work
        self.whereabouts = whereabouts
        self.tidied = tidied
        self.words = words
        self.keys = [word.key for word in words]
        self.roles: list[set[str]] = [set() for _ in words]
        self.starts: dict[tuple[int, str], int] = {}  # where a small phrase of a role begins, and where it ends
        for start, end, role in speech.marks(self.keys):
            self.starts[start, role] = end
            for index in range(start, end):
                self.roles[index].add(role)
        self.whole = self._whole_phrases()
        self.guesses: list[tuple[Guess, ...]] = [self._guessed(index) for index in range(len(words))]
        self.ignored = self._unwanted()
        self.spans = self._places()
        placed = {index for span in self.spans for index in range(span.start, span.end)}
        for index in () if exact else set(range(len(words))) - placed:
            self._mark_misspelt(index, speech)

    def reading(self, amount: Pay | None) -> Reading:
        """What was found in all."""
        placed = {index for span in self.spans for index in range(span.start, span.end)}
        left = [index for index in range(len(self.words)) if index not in placed and index not in self.ignored]
        kept = [index for index in left if self._says_work(index)]
        ranked = self._ranked(kept)
        meant = {index for index in kept if self.guesses[index]}
        places = self.whereabouts.settle(self.spans)
        return Reading(
            tuple(FoundWork(code, score) for code, score in list(ranked.items())[:_MOST_FOUND]),
            tuple(FoundPlace(place, round(min(score, 1.0), 3)) for place, score in places[:_MOST_FOUND]),
            amount,
            typed_words.between(self.tidied, [self.words[index] for index in kept]),
            typed_words.between(self.tidied, [self.words[index] for index in kept if not (ranked and index in meant)]),
            bool(ranked) and max(self.guesses[index][0][1] for index in meant) < _NO_GUESS,
        )

    def _mark_misspelt(self, index: int, speech: Speech) -> None:
        """A word that is sooner a misspelt small word than misspelt work is one."""
        key, guesses = self.keys[index], self.guesses[index]
        sure = guesses[0][1] if guesses else 0.0
        if self.roles[index] or sure == 1.0 or (guesses and forms.VOWELS.isdisjoint(key)):
            return  # "wld" may be would, and a welder will not say so
        if speech.misspelt(key) >= max(sure, _SMALL_WORD):
            self.roles[index].add(FILLER)

    def _whole_phrases(self) -> set[int]:
        """Words of phrases that the lexicon has just so: "clerk of works", though "of" and "works" say nothing."""
        found: set[int] = set()
        for length in range(_LONGEST_PHRASE, 1, -1):
            for start in range(len(self.keys) - length + 1):
                within = range(start, start + length)
                small = [bool(self.roles[index]) for index in within]
                if any(small):
                    means = self.work.means(self.keys[start : start + length])
                    # "dada wa kazi" calls a house help, though each of its words is a small one.
                    if max(means.values(), default=0.0) >= (CALLED if all(small) else _HINT):
                        found.update(within)
        return found

    def _guessed(self, index: int) -> tuple[Guess, ...]:
        """What a word may stand for, alone or as one with a neighbour, or as two."""
        key = self.keys[index]
        vocabulary = self.work.vocabulary
        if len(key) > LONGEST:
            return ()
        if self.exact:
            return ((key, 1.0),) if key in vocabulary else ()
        joined: list[Guess] = []
        for first, second in ((index - 1, index), (index, index + 1)):
            if first >= 0 and second < len(self.keys):
                together = self.keys[first] + self.keys[second]
                if together in vocabulary and (self.keys[first], self.keys[second]) not in self.work.pairs:
                    joined.append((together, 0.5))
        if FILLER in self.roles[index]:
            return (*vocabulary.related(key), *joined)
        for pair in forms.splits(key) if key not in vocabulary else ():
            if pair in self.work.pairs:
                return ((pair[0], 1.0), (pair[1], 1.0))
        return (*vocabulary.guesses(key), *joined)

    def _says_work(self, index: int) -> bool:
        """Whether a word counts for the work: a small word only beside one that it is said with ("social work")."""
        if not self.roles[index] or index in self.whole:
            return True
        for first, second in ((index - 1, index), (index, index + 1)):
            if first < 0 or second >= len(self.keys):
                continue
            other = first if second == index else second
            if self.roles[other]:
                continue
            for near, _sure in self.guesses[other][:3]:
                pair = (near, self.keys[index]) if other == first else (self.keys[index], near)
                if pair in self.work.pairs:
                    return True
        return False

    def _unwanted(self) -> set[int]:
        """The words of work that is not wanted: after "not", until a stop, "but" or "I want"."""
        ignored: set[int] = set()
        index = 0
        while index < len(self.words):
            end = self.starts.get((index, NOT), 0)
            if self.starts.get((index, FILLER), 0) > end:
                end = 0  # "no experience" refuses no work
            index = end or index + 1
            while (
                end and index < len(self.words) and (index, WANT) not in self.starts and not self._breaks_before(index)
            ):
                ignored.add(index)
                index += 1
        return ignored

    def _breaks_before(self, index: int) -> bool:
        between = self.tidied[self.words[index - 1].end : self.words[index].start] if index else ""
        return any(sign in _BREAKS for sign in between)

    def _places(self) -> list[Span]:
        """The names of places, exact ones first, then misspelt ones among the words that are left."""
        spans = self.whereabouts.exact(self.keys, self._is_other)
        taken = {index for span in spans for index in range(span.start, span.end)}
        for length in () if self.exact else (2, 1):
            for start in range(len(self.words) - length + 1):
                within = range(start, start + length)
                if not taken.isdisjoint(within) or any(self.roles[index] or self._is_known(index) for index in within):
                    continue
                if length == 1 and len(self.keys[start]) < 4 and not (self._after_cue(start) or self._is_last(start)):
                    continue
                span = self.whereabouts.near(self.keys, start, start + length, self._after_cue(start))
                if span and span.score > self._sure_of_work(start, start + length):
                    taken.update(within)
                    spans.append(span)
        return sorted(spans, key=lambda span: (-span.score, span.start))

    def _is_known(self, index: int) -> bool:
        return self.keys[index] in self.work.vocabulary

    def _after_cue(self, index: int) -> bool:
        return index > 0 and IN in self.roles[index - 1]

    def _is_last(self, index: int) -> bool:
        return index == len(self.words) - 1

    def _sure_of_work(self, start: int, end: int) -> float:
        """How surely words are misspelt work."""
        sure = max((self.guesses[index][0][1] for index in range(start, end) if self.guesses[index]), default=0.0)
        return sure - 0.02 * (self._after_cue(start) or (self._is_last(end - 1) and start > 0))

    def _is_other(self, start: int, end: int) -> bool:
        """Whether the name of a place is an ordinary word where it stands."""
        words = self.keys[start:end]
        alone = len(words) == 1
        if any(index in self.ignored for index in range(start, end)):
            return False
        if alone and self.roles[start]:
            return not (self._after_cue(start) and FILLER not in self.roles[start])
        means = self.work.means(words)
        if not means:
            return alone and self._is_known(start) and self._is_paired(start) and not self._after_cue(start)
        if not alone:
            return False
        if self._after_cue(start):
            return False
        # "miraa picking maua": what is said before is work already, and stands without it.
        before = [index for index in range(start) if not self.roles[index] and self.guesses[index]]
        return not (
            before and self._is_last(start) and max(means.values()) <= _WEAK_WORK and not self._is_paired(start)
        )

    def _is_paired(self, index: int) -> bool:
        """Whether the lexicon has a word beside its neighbour."""
        key = self.keys[index]
        before = self.guesses[index - 1] if index else ()
        after = self.guesses[index + 1] if index + 1 < len(self.keys) else ()
        return any((word, key) in self.work.pairs for word, _ in before[:3]) or any(
            (key, word) in self.work.pairs for word, _ in after[:3]
        )

    def _ranked(self, kept: Sequence[int]) -> dict[str, float]:
        """The occupations of these words: as one kind of work, or as several that are named side by side."""
        slots = [self.guesses[index] for index in kept]
        whole = self.work.rank(slots)
        parts = [self.work.rank([self.guesses[index] for index in part]) for part in self._parts(kept)]
        parts = [part for part in parts if part]
        if len(parts) < 2:
            return whole
        tops = [max(part.values()) for part in parts]
        if min(tops[:2]) >= _TWO_JOBS and max(whole.values(), default=0.0) < _ONE_JOB * max(tops):
            return _side_by_side(parts)
        for part in parts:
            for code, score in part.items():
                if score * _HALF > whole.get(code, 0.0):
                    whole[code] = score * _HALF
        return dict(sorted(whole.items(), key=lambda each: -each[1]))

    def _parts(self, kept: Sequence[int]) -> Iterator[list[int]]:
        """The words between "and", "or", "I want", commas and their like."""
        part: list[int] = []
        last = -1
        for index in kept:
            joined = any(self.roles[between] & _PARTING for between in range(last + 1, index))
            if part and (joined or any(self._breaks_before(each) for each in range(last + 1, index + 1))):
                yield part
                part = []
            part.append(index)
            last = index
        if part:
            yield part


def _side_by_side(parts: Sequence[dict[str, float]]) -> dict[str, float]:
    """The best of each, then the second of each, and so on."""
    mixed: dict[str, float] = {}
    queues = [list(part.items()) for part in parts]
    for turn in range(max(map(len, queues))):
        for queue in queues:
            if turn < len(queue):
                code, score = queue[turn]
                least = min(mixed.values(), default=1.0)
                mixed.setdefault(code, min(score, least))
    return mixed
