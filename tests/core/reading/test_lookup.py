"""A lookup of numbers by text keys."""

import pytest

from core.reading.lookup import MOST, Lookup


def test_the_numbers_of_a_key_come_once_each_the_smallest_first() -> None:
    lookup = Lookup([("a", 7), ("b", 1), ("a", 0), ("a", 7)])
    assert lookup["a"] == [0, 7]
    assert lookup["b"] == [1]


def test_words_and_rows_of_words_of_every_script_are_keys() -> None:
    lookup = Lookup([(("shop", "help"), 3), ("ሠራተኛ", 4), ("", 5)])
    assert [lookup[key] for key in (("shop", "help"), "ሠራተኛ", "")] == [[3], [4], [5]]
    assert ("help", "shop") not in lookup


@pytest.mark.parametrize("lookup", [Lookup([]), Lookup([("a", 0), ("c", MOST - 1)])])
def test_a_key_that_was_never_given_has_no_numbers(lookup: Lookup) -> None:
    assert lookup["b"] == []
    assert "b" not in lookup


def test_the_smallest_and_the_largest_number_stay_with_their_key() -> None:
    keys = [f"key{number}" for number in range(1000)]
    lookup = Lookup(pair for key in keys for pair in ((key, 0), (key, MOST - 1)))
    assert all(lookup[key] == [0, MOST - 1] and key in lookup for key in keys)
