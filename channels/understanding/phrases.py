"""Phrases: a tree of word sequences, written in a small notation, and how it is walked along a message.

The notation: words; (a|b c) one of these; [a|b] one of these or nothing; # a number; .. up to three words;
<language> and <job> a name of a language, a kind of work.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

NUMBER = "#"
GAP = ".."
LANGUAGE = "<language>"
JOB = "<job>"
_SIGNS = frozenset((NUMBER, GAP, LANGUAGE, JOB))
_LONGEST_GAP = 3
_PART = re.compile(r"\(([^)]*)\)|\[([^\]]*)\]|(\S+)")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase stands for: an intent and the form it was listed under, or a role of words such as a filler."""

    name: str
    form: str
    language: str


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a message as the tree sees it. `slipped` says that it was misspelt."""

    word: str
    sign: str | None = None
    slipped: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: its meaning, the words from `start` up to `end`, whether one of them was misspelt."""

    meaning: Meaning
    start: int
    end: int
    slipped: bool


@dataclass(slots=True)
class Tree:
    """Where a walk along a message may stand: the phrases that end here, and what may follow.

    `below` is reached by reading a word, `joined` without reading any: where the words of a choice come together.
    """

    meanings: list[Meaning] = field(default_factory=list)
    below: dict[str, "Tree"] = field(default_factory=dict)
    joined: list["Tree"] = field(default_factory=list)

    def add(self, phrase: str, meaning: Meaning, form: Callable[[str], str]) -> None:
        """Add a phrase; `form` is what a word is compared by."""
        tree = self
        for one, optional, word in _PART.findall(phrase):
            if word:
                tree = tree._reading([word], form)
                continue
            together = Tree()
            for choice in (one or optional).split("|"):
                tree._reading(choice.split(), form).joined.append(together)
            if optional:
                tree.joined.append(together)
            tree = together
        if meaning not in tree.meanings:
            tree.meanings.append(meaning)

    def _reading(self, words: Sequence[str], form: Callable[[str], str]) -> "Tree":
        tree = self
        for word in words:
            tree = tree.below.setdefault(word if word in _SIGNS else form(word), Tree())
        return tree

    def matches(self, tokens: Sequence[Token], jobs: Mapping[int, int]) -> Iterator[Match]:
        """Every phrase in the message. `jobs`: where the name of a kind of work starts, and where it ends."""
        for start in range(len(tokens)):
            for meaning, end, slipped in self._walk(tokens, start, jobs, False):
                yield Match(meaning, start, end, slipped)

    def _walk(
        self, tokens: Sequence[Token], at: int, jobs: Mapping[int, int], slipped: bool
    ) -> Iterator[tuple[Meaning, int, bool]]:
        for meaning in self.meanings:
            yield meaning, at, slipped
        for joined in self.joined:
            yield from joined._walk(tokens, at, jobs, slipped)
        if at == len(tokens):
            return
        token = tokens[at]
        if further := self.below.get(token.word):
            yield from further._walk(tokens, at + 1, jobs, slipped or token.slipped)
        if token.sign and (further := self.below.get(token.sign)):
            yield from further._walk(tokens, at + 1, jobs, slipped)
        if at in jobs and (further := self.below.get(JOB)):
            yield from further._walk(tokens, jobs[at], jobs, slipped)
        if further := self.below.get(GAP):
            for end in range(at, min(at + _LONGEST_GAP, len(tokens)) + 1):
                yield from further._walk(tokens, end, jobs, slipped)
