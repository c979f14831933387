"""Phone numbers: read in every form in which they come, and never shown whole where they are not needed."""

import pytest

from core.errors import InvalidError
from core.phones import masked, normalise


@pytest.mark.parametrize(
    "typed",
    [
        "0712345678",
        "254712345678",
        "712345678",
        "+254712345678",
        "+254 712 345 678",
        "00254712345678",
        " 254712345678",
        "  +254712345678\n",
        " 0712345678",
        " 712345678",
        "0712-345-678",
        "(0712) 345 678",
        "٠٧١٢٣٤٥٦٧٨",
        "O712345678",
        "tel:+254712345678",
    ],
)
def test_a_number_is_the_same_however_it_is_written(typed: str) -> None:
    assert normalise(typed, "KE") == "+254712345678"


@pytest.mark.parametrize(
    ("typed", "country", "number"),
    [
        ("+255712345678", "KE", "+255712345678"),
        (" 255712345678", "KE", "+255712345678"),
        ("00255712345678", "KE", "+255712345678"),
        ("0911234567", "ET", "+251911234567"),
        ("0712345678", "TZ", "+255712345678"),
    ],
)
def test_numbers_of_other_countries_keep_their_country(typed: str, country: str, number: str) -> None:
    assert normalise(typed, country) == number


def test_a_number_of_a_range_not_yet_opened_is_taken() -> None:
    assert normalise("0192345678", "KE") == "+254192345678"


@pytest.mark.parametrize(
    "typed", ["", " ", "+", "hello", "112", "0712", "0712345678901", "+254", "0" * 500, "\x00", "++254712345678x" * 9]
)
def test_what_cannot_be_a_number_is_refused_with_a_code(typed: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        normalise(typed, "KE")
    assert refusal.value.code == "phone_malformed"


def test_a_refusal_does_not_repeat_the_number() -> None:
    with pytest.raises(InvalidError) as refusal:
        normalise("07123456789012", "KE")
    assert "0712" not in f"{refusal.value} {refusal.value.values}"


@pytest.mark.parametrize(
    "written",
    [
        "+254712345678",
        "254712345678",
        "0712345678",
        "712345678",
        "+254 712 345 678",
        "0712 345 678",
        "0712-345-678",
        "(0712) 345 678",
        "+251 91 123 4567",
    ],
)
def test_a_number_is_masked_but_for_three_digits_wherever_it_stands(written: str) -> None:
    shown = masked(f"from {written}, twice: {written}.")
    assert shown == f"from ******{written[-3:]}, twice: ******{written[-3:]}."


@pytest.mark.parametrize(
    "text", ["", "ref 10008", "KES 18,000", "2026-11-28 10:00:00", "127.0.0.1", "12 posts, 120 applied", "1195 999 112"]
)
def test_what_is_no_number_of_a_person_stays_readable(text: str) -> None:
    assert masked(text) == text
