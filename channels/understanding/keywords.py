"""Keywords: what people type, by intent and language, from the files in `words/`; and which word a slip meant."""

import re
import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from channels.understanding.phrases import JOB, LANGUAGE, NUMBER, Match, Meaning, Token, Tree
from core import spelling
from core.words import Word

# The roles of words that are no intent. Those of `aside` say nothing where they stand at either end.
ASIDE, CHOICE, FILLER, JOIN, VOICE, WORK, GUARD = "aside", "choice", "filler", "join", "voice", "work", "guard"
ROLES = (ASIDE, CHOICE, FILLER, JOIN, VOICE, WORK, GUARD, JOB)
FORMS = ("alone", "starts", "says", "maybe", "hints")

# Measured: below four letters, and beyond one slip in a short word, ordinary words are taken for keywords.
_SHORTEST_WITH_A_SLIP = 4
_SHORTEST_WITH_TWO_SLIPS = 8
_SHORTEST_JOB_WITH_A_SLIP = 6
_MOST_WORDS_CORRECTED = 40
_MOST_WORDS = 120
_MOST_WORDS_WITH_A_CODE = 3
_LETTERS_OF_A_CODE = 2
# APPLY4521, 1GB; but "l23" and "12a" are numbers with a slip in them.
_LETTERS_AND_DIGITS = re.compile("(?P<before>[a-z]{4,})[0-9]+|(?P<digits>[0-9]+)(?P<after>[a-z]{2,})")
_LONGEST_ENDING = 3
_APOSTROPHES = ("'", "\u2019", "`")
_LETTERS_FOR_DIGITS = str.maketrans("013457", "oleast")


@dataclass(slots=True)
class Lexicon:
    """All phrases of all languages, and the words in them."""

    phrases: Tree = field(default_factory=Tree)
    jobs: Tree = field(default_factory=Tree)
    numbers: dict[str, str] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    _endings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _same: dict[str, str] = field(default_factory=dict)
    _by_first: dict[str, dict[str, str]] = field(default_factory=dict)
    _jobs_by_first: dict[str, list[str]] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _ordinary: set[str] = field(default_factory=set)  # that mean nothing to us, and are no slips of what does

    def tokens(self, words: list[Word], others: Container[str]) -> tuple[list[Word], list[Token]]:
        """The words as the tree sees them. Of `others`, words that are known elsewhere, none is taken for a slip.

        A word and a number typed as one become two.
        """
        kept: list[Word] = []
        tokens: list[Token] = []
        correct = len(words) <= _MOST_WORDS_CORRECTED
        for word in words[:_MOST_WORDS]:
            for part in self._parts(word):
                kept.append(part)
                tokens.append(self._token(part, others, correct))
        if len(words) > _MOST_WORDS_WITH_A_CODE:
            # "en" is a language in "lang en", and an ordinary word in a sentence.
            tokens = [
                Token(each.word, None, each.slipped)
                if len(each.word) == _LETTERS_OF_A_CODE and each.sign == LANGUAGE
                else each
                for each in tokens
            ]
        return kept, tokens

    def same(self, key: str) -> str:
        """The one word that stands for all spellings of it."""
        return self._same.get(key, key)

    def nearly_names_work(self, key: str) -> bool:
        """Whether an unknown word is a misspelt name of a kind of work."""
        if key in self._known or len(key) < _SHORTEST_JOB_WITH_A_SLIP:
            return False
        most = 2 if len(key) >= _SHORTEST_WITH_TWO_SLIPS else 1
        names = self._jobs_by_first.get(key[0], ())
        return process.extractOne(key, names, scorer=OSA.distance, score_cutoff=most) is not None

    def names_work(self, key: str) -> bool:
        """Whether this is the name of a kind of work, though it may stand in a phrase too."""
        tokens = [Token(self.same(word)) for word in key.split()]
        return any(match.start == 0 and match.end == len(tokens) for match in self.jobs.matches(tokens, {}))

    def __contains__(self, key: object) -> bool:
        return key in self._known

    def _parts(self, word: Word) -> list[Word]:
        found = _LETTERS_AND_DIGITS.fullmatch(word.key)
        if not found or len(word.key) != len(word.typed) or word.key in self._known:
            return [word]
        letters = found["before"] or found["after"]
        if letters not in self._known:
            return [word]
        cut = len(found["before"] or found["digits"])
        return [
            Word(word.typed[:cut], word.start, word.start + cut, word.key[:cut]),
            Word(word.typed[cut:], word.start + cut, word.end, word.key[cut:]),
        ]

    def _token(self, word: Word, others: Container[str], correct: bool) -> Token:
        key = word.key
        if key.isdecimal():
            return Token(key, NUMBER)
        sign = LANGUAGE if key in self.languages else None
        if key in self._known or key in self._ordinary or key in others or not correct:
            return Token(self.same(key), sign)
        if form := self._form(word):
            return Token(self.same(form), LANGUAGE if form in self.languages else None)
        meant = self._meant(key)
        return Token(meant or key, LANGUAGE if meant in self.languages else sign, meant is not None)

    def _form(self, word: Word) -> str | None:
        """The known word of which this is another form: "washeni" of "washa", "m'appeler" of "appeler"."""
        key = word.key
        if word.typed[1:2] in _APOSTROPHES and key[1:] in self._known and len(key) > _SHORTEST_WITH_A_SLIP:
            return key[1:]
        for length in range(min(_LONGEST_ENDING, len(key) - _SHORTEST_WITH_A_SLIP + 1), 0, -1):
            for ending in self._endings.get(key[-length:], ()):
                if (form := key[:-length] + ending) in self._known:
                    return form
        return None

    def _meant(self, key: str) -> str | None:
        """The one known word that this is a misspelling of."""
        if not key.isalpha():
            spelt = key.translate(_LETTERS_FOR_DIGITS)
            return self.same(spelt) if not key.isdecimal() and spelt in self._known and key[0].isalpha() else None
        near = self._by_first.get(key[0])
        if not near or len(key) < _SHORTEST_WITH_A_SLIP - 1:
            return None
        best: set[str] = set()
        best_slips = 3
        for word, slips, _index in process.extract(key, near.keys(), scorer=OSA.distance, score_cutoff=2, limit=6):
            allowed = 2 if len(word) >= _SHORTEST_WITH_TWO_SLIPS else 1
            if slips > min(allowed, best_slips):
                continue
            best_slips = slips
            best.add(near[word])
        return best.pop() if len(best) == 1 else None

    def _learn(self, key: str) -> None:
        self._known.add(key)
        if len(key) >= _SHORTEST_WITH_A_SLIP and key.isalpha():
            self._by_first.setdefault(key[0], {})[key] = self.same(key)


@cache
def lexicon() -> Lexicon:
    """The words of every language there is a file for: people mix them, whatever the market speaks."""
    files = {
        file.name.removesuffix(".toml"): tomllib.loads(file.read_text(encoding="utf-8"))
        for file in sorted((resources.files(__package__) / "words").iterdir(), key=lambda file: file.name)
        if file.name.endswith(".toml")
    }
    built = Lexicon()
    # Spellings first: phrases are added by the word that stands for all of its spellings.
    for values in files.values():
        _add_spellings(built, values)
    for language, values in files.items():
        _add_phrases(built, language, values)
    return built


def _add_spellings(built: Lexicon, values: Mapping[str, Any]) -> None:
    for word, spellings in values.get("same", {}).items():
        for key in map(spelling.key, spellings.split()):
            built._same[key] = spelling.key(word)
    for code, names in values.get("languages", {}).items():
        built.languages.update((spelling.key(name), code) for name in names.split())
    for digit, names in values.get("numbers", {}).items():
        built.numbers.update((spelling.key(name), digit) for name in names.split())
    for ending, others in values.get("endings", {}).items():
        further = tuple(other.strip("-") for other in others.split())
        built._endings[ending] = (*built._endings.get(ending, ()), *further)
    for key in (*built._same, *built._same.values(), *built.languages, *built.numbers):
        built._learn(key)


def _add_phrases(built: Lexicon, language: str, values: Mapping[str, Any]) -> None:
    def form(word: str) -> str:
        key = spelling.key(word)
        built._learn(key)
        return built.same(key)

    def only_known(word: str) -> str:
        """Job words are no slips of a keyword; but nothing is taken for a slip of them."""
        key = spelling.key(word)
        built._known.add(key)
        return built.same(key)

    built._ordinary.update(map(spelling.key, values.get("ordinary", ())))
    for name in values.get("job", ()):
        for key in spelling.key(name).split():
            if len(key) >= _SHORTEST_JOB_WITH_A_SLIP - 1:
                built._jobs_by_first.setdefault(key[0], []).append(key)
    for role in ROLES:
        tree = built.jobs if role == JOB else built.phrases
        for phrase in values.get(role.strip("<>"), ()):
            tree.add(phrase, Meaning(role, role, language), only_known if role in (JOB, GUARD) else form)
    for intent, forms in values.get("intents", {}).items():
        for name in FORMS:
            for phrase in forms.get(name, ()):
                built.phrases.add(phrase, Meaning(intent, name, language), form)


def matches(tree: Tree, tokens: list[Token], jobs: Mapping[int, int] | None = None) -> list[Match]:
    """Every phrase of the tree in these words."""
    return list(tree.matches(tokens, jobs or {}))
