"""The small words around work and places."""

import pytest

from core.reading.speech import FILLER, IN, NOT, WANT, Speech

SPEECH = Speech(
    [
        (FILLER, ("a",)),
        (FILLER, ("do",)),
        (NOT, ("do", "not")),
        (WANT, ("i", "want")),
        (FILLER, ("i", "want", "a")),
        (FILLER, ("in",)),
        (IN, ("in",)),
        (IN, ("in", "the")),
        (FILLER, ("ስራ",)),
    ]
)


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("cook", []),
        ("", []),
        ("a cook", [(0, 1, FILLER)]),
        ("want", []),  # a part of a phrase is none
        ("i want", [(0, 2, WANT)]),
        ("do not", [(0, 2, NOT), (0, 1, FILLER)]),
        ("cook in the", [(1, 3, IN), (1, 2, FILLER)]),
        ("ስራ", [(0, 1, FILLER)]),
    ],
)
def test_at_each_place_the_longest_phrase_of_each_role_is_marked(text: str, marks: list[tuple[int, int, str]]) -> None:
    assert SPEECH.marks(text.split()) == marks


def test_a_phrase_marks_its_words_even_where_another_begins_within() -> None:
    assert SPEECH.marks(["i", "want", "a"]) == [(0, 3, FILLER), (0, 2, WANT), (2, 3, FILLER)]


def test_single_words_of_any_role_say_nothing_about_work() -> None:
    assert SPEECH.fillers == {"a", "do", "in", "ስራ"}


def test_without_rows_nothing_is_marked() -> None:
    empty = Speech([])
    assert empty.marks(["a", "cook"]) == []
    assert empty.fillers == frozenset()
