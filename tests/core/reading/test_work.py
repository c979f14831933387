"""Which occupations words mean, by the phrases of a lexicon."""

import pytest

from core.reading.vocabulary import Guess
from core.reading.work import Work

COOK, COOKS_HELP, SHOP_HELP, DRIVER, TEACHER, MAID = "5120", "9412", "5223", "8322", "5165", "9111"
WORK = Work(
    [
        (("cook",), COOK, 3),
        (("pan",), COOK, 1),
        (("cook", "assistant"), COOKS_HELP, 3),
        (("shop", "assistant"), SHOP_HELP, 3),
        (("driver",), DRIVER, 3),
        (("driver",), TEACHER, 2),
        (("house", "help"), MAID, 3),
        (("ምግብ", "አብሳይ"), COOK, 2),
    ],
    frozenset({"help"}),
)


def slots(text: str, work: Work = WORK) -> list[tuple[Guess, ...]]:
    return [work.vocabulary.guesses(word) for word in text.split()]


def ranked(text: str) -> list[str]:
    return list(WORK.rank(slots(text)))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("cook", COOK),
        ("cooks", COOK),
        ("cook assistant", COOKS_HELP),
        ("assistant cook", COOKS_HELP),
        ("shop assistant", SHOP_HELP),
        ("pan", COOK),
        ("driver", DRIVER),
        ("house help", MAID),
        ("ምግብ አብሳይ", COOK),
        ("zzz driver zzz", DRIVER),
    ],
)
def test_the_phrase_that_is_met_best_comes_first(text: str, first: str) -> None:
    assert ranked(text)[0] == first


@pytest.mark.parametrize("text", ["", "zzz", "zzz qqq"])
def test_words_that_no_entry_has_mean_no_work(text: str) -> None:
    assert ranked(text) == []


def test_work_that_one_word_calls_and_also_calls_is_ranked_by_weight() -> None:
    assert ranked("driver") == [DRIVER, TEACHER]


@pytest.mark.parametrize(
    ("surer", "less_sure"),
    [("cook", "pan"), ("cook", "cook zzz"), ("cook zzz", "cook zzz qqq"), ("house help", "house"), ("driver", "drivr")],
)
def test_hints_strange_words_halves_and_slips_make_work_less_sure(surer: str, less_sure: str) -> None:
    most, less = (max(WORK.rank(slots(text)).values()) for text in (surer, less_sure))
    assert 1 >= most > less > 0


def test_occupations_that_are_as_sure_come_in_the_order_of_their_codes() -> None:
    work = Work([(("guard",), code, 3) for code in ("9", "3", "7")], frozenset())
    scores = work.rank(slots("guard", work))
    assert list(scores) == ["3", "7", "9"]
    assert len(set(scores.values())) == 1


def test_exactly_these_words_mean_what_the_lexicon_says() -> None:
    assert WORK.means(["driver"]) == {DRIVER: 1.0, TEACHER: 0.85}
    assert WORK.means(["pan"]) == {COOK: 0.6}
    assert WORK.means(["assistant"]) == WORK.means(["assistant", "cook"]) == WORK.means([]) == {}


def test_an_entry_given_twice_counts_by_its_greatest_weight() -> None:
    for weights in ((1, 3), (3, 1)):
        work = Work([(("cook",), COOK, weight) for weight in weights], frozenset())
        assert work.means(["cook"]) == {COOK: 1.0}


def test_a_small_word_alone_tells_little() -> None:
    assert WORK.rank(slots("help"))[MAID] < WORK.rank(slots("house"))[MAID]


def test_pairs_are_words_that_stand_side_by_side_in_a_phrase() -> None:
    assert ("house", "help") in WORK.pairs
    assert ("help", "house") not in WORK.pairs
    assert ("house", "cook") not in WORK.pairs


def test_the_words_of_most_phrases_come_first_in_the_vocabulary() -> None:
    assert list(WORK.vocabulary.words)[:2] == ["cook", "assistant"]


def test_a_word_of_thousands_of_phrases_is_not_looked_at_beside_a_telling_one() -> None:
    entries = [(("common", f"w{number}"), (COOK, MAID)[number % 2], 3) for number in range(7000)]
    work = Work([*entries, (("rare",), DRIVER, 3)], frozenset())
    assert list(work.rank(slots("common rare", work))) == [DRIVER]
    assert set(work.rank(slots("common", work))) == {COOK, MAID}


def test_an_empty_lexicon_means_nothing() -> None:
    empty = Work([], frozenset())
    assert empty.rank(slots("cook", empty)) == empty.rank([]) == empty.means(["cook"]) == {}
