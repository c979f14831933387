"""Phrases in the notation, found in a message."""

import pytest

from channels.understanding.phrases import LANGUAGE, NUMBER, Meaning, Token, Tree

MEANING = Meaning("apply", "says", "en")


def found(phrase: str, *words: str | Token, jobs: dict[int, int] | None = None) -> list[tuple[int, int]]:
    """From where to where the phrase is in the message."""
    tree = Tree()
    tree.add(phrase, MEANING, str.lower)
    tokens = [word if isinstance(word, Token) else Token(word) for word in words]
    return sorted({(match.start, match.end) for match in tree.matches(tokens, jobs or {})})


def test_a_phrase_is_found_where_its_words_stand() -> None:
    assert found("call me", "please", "call", "me") == [(1, 3)]
    assert found("call me", "call", "him") == []


@pytest.mark.parametrize("word", [["text"], ["send", "sms"]])
def test_one_of_several_is_enough(word: list[str]) -> None:
    assert found("stop (text|send sms) me", "stop", *word, "me") == [(0, len(word) + 2)]


def test_what_is_optional_may_be_left_out() -> None:
    assert found("stop [these|the] texts", "stop", "texts") == [(0, 2)]
    assert found("stop [these|the] texts", "stop", "these", "texts") == [(0, 3)]
    assert found("[please] stop", "stop") == [(0, 1)]


def test_a_gap_holds_up_to_three_words() -> None:
    assert found("send .. again", "send", "again") == [(0, 2)]
    assert found("send .. again", "send", "a", "b", "c", "again") == [(0, 5)]
    assert found("send .. again", "send", "a", "b", "c", "d", "again") == []


def test_signs_stand_for_numbers_languages_and_work() -> None:
    assert found("apply #", "apply", Token("77", NUMBER)) == [(0, 2)]
    assert found("speak <language>", "speak", Token("swahili", LANGUAGE)) == [(0, 2)]
    assert found("need <job> now", "need", "house", "help", "now", jobs={1: 3}) == [(0, 4)]


def test_a_misspelt_word_marks_the_phrase() -> None:
    tree = Tree()
    tree.add("call me", MEANING, str)
    (match,) = tree.matches([Token("call", slipped=True), Token("me")], {})
    assert match.slipped


def test_phrases_that_begin_alike_are_both_found() -> None:
    tree = Tree()
    for phrase in ("stop", "stop it", "(stop|end) it now"):
        tree.add(phrase, MEANING, str)
    tokens = [Token(word) for word in ("stop", "it", "now")]
    assert {match.end for match in tree.matches(tokens, {})} == {1, 2, 3}
