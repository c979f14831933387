"""The words that a pack knows, and which of them a typed word may stand for."""

import pytest

from core.reading.vocabulary import LONGEST, Vocabulary, slips_forgiven

WORDS = Vocabulary(
    "driver drivers dereva walinzi teacher cook couturiere education terapeuta welder lori a 15 ሠራተኛ ማብሰል".split()
)


@pytest.mark.parametrize("word", ["driver", "a", "15", "ሠራተኛ"])
def test_a_known_word_stands_for_itself_before_all_others(word: str) -> None:
    assert word in WORDS
    assert WORDS.guesses(word)[0] == (word, 1.0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mlinzi", "walinzi"),  # one root
        ("couturieres", "couturiere"),
        ("drva", "dereva"),  # vowels left out
        ("tchr", "teacher"),
        ("rori", "lori"),  # by ear
        ("dirver", "driver"),  # swapped
        ("teachar", "teacher"),  # wrong
        ("weldder", "welder"),  # doubled
        ("educ", "education"),  # begun
        ("ergoterapeuta", "terapeuta"),  # the end of it
        ("ሠራተኛዋ", "ሠራተኛ"),
    ],
)
def test_a_misspelt_bent_or_shortened_word_stands_for_a_known_one_less_surely(typed: str, meant: str) -> None:
    word, sure = WORDS.guesses(typed)[0]
    assert word == meant
    assert 0.5 < sure < 1.0


@pytest.mark.parametrize(
    "typed",
    ["", "b", "dr", "zzz", "qwertz", "16", "-", "xeacher", "wledrr", "ሰው", "x" * (LONGEST + 1), "cook" * LONGEST],
)
def test_a_word_like_no_known_one_stands_for_nothing(typed: str) -> None:
    assert WORDS.guesses(typed) == ()


def test_words_of_one_root_with_a_known_word_are_meant_less_surely() -> None:
    (itself, sure), (other, less) = WORDS.related("driver")
    assert (itself, other) == ("driver", "drivers")
    assert sure == 1.0 > less


@pytest.mark.parametrize("words", [("seller", "sealer"), ("sealer", "seller")])
def test_of_two_words_that_are_as_near_the_commoner_comes_first(words: tuple[str, str]) -> None:
    guesses = Vocabulary(words).guesses("selr")
    assert [word for word, _ in guesses] == list(words)
    assert len({sure for _, sure in guesses}) == 1


def test_a_word_given_twice_keeps_its_first_rank() -> None:
    assert Vocabulary(["seller", "sealer", "seller"]).words == {"seller": 0, "sealer": 1}


@pytest.mark.parametrize("typed", ["", "a", "driver", "ሠራተኛ", "15"])
def test_an_empty_vocabulary_knows_nothing(typed: str) -> None:
    empty = Vocabulary([])
    assert typed not in empty
    assert empty.guesses(typed) == empty.near(typed) == empty.related(typed) == ()


def test_of_very_many_like_words_only_a_few_are_guessed_the_surest_first() -> None:
    many = Vocabulary(f"cook{letter}{other}" for letter in "abcdefg" for other in "abcdefg")
    guesses = many.guesses("cookaax")
    assert guesses[0][0] == "cookaa"
    assert len(guesses) <= 6
    assert [sure for _, sure in guesses] == sorted((sure for _, sure in guesses), reverse=True)


@pytest.mark.parametrize(
    ("typed", "known", "slips"),
    [
        ("abc", "abcd", 0),
        ("abcd", "abce", 1),
        ("abcdef", "abcdefgh", 1),
        ("abcdefg", "abcdefgh", 2),
        ("abcdefghij", "abcdefghijkl", 3),
    ],
)
def test_longer_words_may_have_more_slips(typed: str, known: str, slips: int) -> None:
    assert slips_forgiven(typed, known) == slips_forgiven(known, typed) == slips
