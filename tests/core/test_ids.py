"""Identifiers: unique, in order of time, and references that notice a slip of the finger."""

import random
import uuid

import pytest

from core.ids import is_reference, new_id, new_secret, reference, seeded_ids

# Five, six and seven digits, the ends of each included.
SAMPLE = [1_000, 1_001, 1_234, 5_005, 9_998, 9_999, 10_000, 12_121, 40_404, 99_999, 100_000, 555_555, 999_999]
random_numbers = random.Random(7)
SAMPLE += [random_numbers.randrange(1_000, 1_000_000) for _ in range(200)]


@pytest.mark.parametrize(("number", "digits"), [(1_000, 5), (9_999, 5), (10_000, 6), (99_999, 6), (100_000, 7)])
def test_a_reference_has_five_digits_and_grows_with_the_numbers(number: int, digits: int) -> None:
    assert len(reference(number)) == digits
    assert reference(number).startswith(str(number))
    assert is_reference(reference(number))


def test_references_of_different_numbers_differ() -> None:
    assert len({reference(number) for number in range(1_000, 12_000)}) == 11_000


def test_every_single_wrong_digit_is_noticed() -> None:
    for number in SAMPLE:
        right = reference(number)
        for place, digit in enumerate(right):
            for other in "0123456789".replace(digit, ""):
                assert not is_reference(right[:place] + other + right[place + 1 :])


def test_every_swap_of_neighbours_is_noticed() -> None:
    for number in SAMPLE:
        right = reference(number)
        for place in range(len(right) - 1):
            if right[place] != right[place + 1]:
                assert not is_reference(right[:place] + right[place + 1] + right[place] + right[place + 2 :])


@pytest.mark.parametrize("text", ["", "0", "1000", "abcde", "1000a", " 10008", "10008 ", "+10008", "١٠٠٠٨", "1e100"])
def test_what_is_not_five_plain_digits_or_more_is_no_reference(text: str) -> None:
    assert not is_reference(text)


def test_no_reference_begins_with_a_zero() -> None:
    """Spreadsheets and people drop it."""
    assert not any(is_reference(f"0{reference(number)}") for number in SAMPLE)


def test_ids_are_uuids_of_version_7_unique_and_in_order_of_making() -> None:
    made = [new_id() for _ in range(5_000)]
    assert len(set(made)) == 5_000
    assert made == sorted(made)
    assert {uuid.UUID(each).version for each in made} == {7}
    assert {uuid.UUID(each).variant for each in made} == {uuid.RFC_4122}


def test_seeded_ids_come_out_the_same_each_time() -> None:
    first, again = (seeded_ids(random.Random(3).getrandbits, 1_795_000_000_000) for _ in range(2))
    made = [first() for _ in range(100)]
    assert made == [again() for _ in range(100)]
    assert len(set(made)) == 100
    assert {uuid.UUID(each).version for each in made} == {7}
    assert {uuid.UUID(each).variant for each in made} == {uuid.RFC_4122}
    assert {uuid.UUID(each).int >> 80 for each in made} == {1_795_000_000_000}


def test_secrets_have_256_bits_and_fit_an_address() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(each) == 43 and each.replace("-", "").replace("_", "").isalnum() for each in made)
