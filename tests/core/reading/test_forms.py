"""What a word keeps when people bend, shorten or misspell it."""

import pytest

from core.reading.forms import is_short_for, keys, roots, skeleton, sound, splits


@pytest.mark.parametrize(
    "words",
    [
        ("mason", "masons"),
        ("secretary", "secretaries"),
        ("driver", "driving", "drivers"),
        ("couturier", "couturière", "couturières"),
        ("coiffeur", "coiffeuse", "coiffeuses"),
        ("mlinzi", "walinzi", "ulinzi"),
        ("muuguzi", "wauguzi", "uuguzi"),
        ("kushona", "mshonaji"),
        ("shamba", "shambani"),
        ("cozinheiro", "cozinheira", "cozinheiras"),
    ],
)
def test_forms_of_one_word_have_a_root_in_common(words: tuple[str, ...]) -> None:
    assert set.intersection(*(roots(keys(word)[0]) for word in words))


@pytest.mark.parametrize(("word", "other"), [("cook", "clerk"), ("nurse", "nun"), ("mlinzi", "mlima")])
def test_other_words_have_no_root_in_common(word: str, other: str) -> None:
    assert not roots(word) & roots(other)


@pytest.mark.parametrize("word", ["", "a", "os", "ies", "wa", "ሠራተኛ", "123"])
def test_a_word_that_cannot_be_shortened_is_its_own_root(word: str) -> None:
    assert roots(word) == {word}


def test_a_skeleton_is_the_first_letter_and_the_consonants() -> None:
    assert skeleton("teacher") == skeleton("tchr") == "tchr"
    assert skeleton("accountant") == "acntnt"
    assert [skeleton(word) for word in ("", "a", "ሠራተኛ")] == ["", "a", "ሠራተኛ"]


@pytest.mark.parametrize(
    ("typed", "word", "expected"),
    [
        ("drva", "dereva", True),
        ("tchr", "teacher", True),
        ("drva", "driver", False),  # an "a" was put in
        ("rva", "dereva", False),  # the first letter is never left out
        ("dereva", "dereva", False),
        ("d", "dereva", True),
    ],
)
def test_letters_may_be_left_out_and_none_put_in(typed: str, word: str, expected: bool) -> None:
    assert is_short_for(typed, word) is expected


@pytest.mark.parametrize(
    ("typed", "word"),
    [("chofeur", "chauffeur"), ("rori", "lori"), ("teecher", "teacher"), ("farmacy", "pharmacy"), ("kuk", "cook")],
)
def test_a_word_written_by_ear_sounds_the_same(typed: str, word: str) -> None:
    assert sound(typed) == sound(word)


def test_every_text_has_a_sound() -> None:
    assert [sound(word) for word in ("", "q", "ሠራተኛ", "99")] == ["", "k", "ሠራተኛ", "9"]


def test_the_words_of_a_text_are_as_they_are_compared() -> None:
    assert keys("  Chefe  de-Cozinha ") == ("chefe", "de", "cozinha")
    assert keys("...") == keys("") == ()


def test_a_word_is_split_into_two_that_are_words_by_their_length() -> None:
    assert list(splits("sawmill")) == [("saw", "mill"), ("sawm", "ill")]
    assert list(splits("abcde")) == list(splits("")) == []
