"""The files of words: that they contradict neither themselves nor each other."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from channels.understanding import intents, keywords
from core import spelling
from core.words import split

FILES = sorted((Path(keywords.__file__).parent / "words").glob("*.toml"))
KEYS = {*("same", "endings", "languages", "numbers", "intents", "ordinary", "job"), *keywords.ROLES} - {"<job>"}
NAMES = {*intents.FIRST_OF, "stop", "jobs", "confirm", "reject", "greeting", "unknown", "opt_in", "opt_out"}


def values(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_holds_only_what_is_read(file: Path) -> None:
    found = values(file)
    assert set(found) <= KEYS
    assert set(found.get("intents", {})) <= NAMES
    for forms in found.get("intents", {}).values():
        assert set(forms) <= set(keywords.FORMS)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_choices_in_phrases_are_closed_and_not_nested(file: Path) -> None:
    for forms in values(file).get("intents", {}).values():
        for phrase in (phrase for phrases in forms.values() for phrase in phrases):
            rest = re.sub(r"\([^()\[\]]+\)|\[[^()\[\]]+\]", "", phrase)
            assert not set("()[]|") & set(rest), phrase


def test_a_spelling_stands_for_one_word_and_that_word_for_itself() -> None:
    meant: dict[str, str] = {}
    for file in FILES:
        for word, spellings in values(file).get("same", {}).items():
            for key in map(spelling.key, spellings.split()):
                assert meant.setdefault(key, spelling.key(word)) == spelling.key(word), key
    assert [word for word in meant.values() if meant.get(word, word) != word] == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("stpo", "stop"), ("hepl", "help"), ("aplly", "apply"), ("unsubscirbe", "unsubscribe"), ("st0p", "stop")],
)
def test_a_slip_is_taken_for_the_one_word_near_it(typed: str, meant: str) -> None:
    _words, tokens = keywords.lexicon().tokens(split(typed), frozenset())
    assert [token.word for token in tokens] == [meant]


@pytest.mark.parametrize("word", ["shop", "step", "held", "supply", "state", "water", "shape", "texts"])
def test_an_ordinary_word_is_no_slip(word: str) -> None:
    _words, tokens = keywords.lexicon().tokens(split(word), frozenset(["shape"]))
    assert not tokens[0].slipped


@pytest.mark.parametrize(
    ("typed", "cut"),
    [("apply4521", ["apply", "4521"]), ("1gb", ["1", "gb"]), ("l23", ["l23"]), ("12a", ["12a"]), ("1st", ["1st"])],
)
def test_a_word_and_a_number_typed_as_one_are_two(typed: str, cut: list[str]) -> None:
    words, _tokens = keywords.lexicon().tokens(split(typed), frozenset())
    assert [word.typed for word in words] == cut
