"""An amount of pay in a text, and per how long."""

import pytest

from core.reading import pay


def read(text: str) -> tuple[int, str | None] | None:
    found = pay.read(text)
    return (found.amount, found.period) if found else None


@pytest.mark.parametrize("text", ["15,000", "15 000", "15.000", "15000", "15,000.00", "15k", "15 K", "15 thousand"])
def test_an_amount_is_read_however_its_thousands_are_written(text: str) -> None:
    assert read(text) == (15_000, None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("KES 15,000", 15_000),
        ("Ksh. 15,000/=", 15_000),
        ("15,000/-", 15_000),
        ("ksh15000", 15_000),
        ("ksh 800", 800),
        ("$300", 300),
        ("30k+", 30_000),
        ("elfu 15", 15_000),
        ("15 elfu", 15_000),
        ("15 mille francs", 15_000),
        ("shilingi 500 ama 500 shilingi", 500),
    ],
)
def test_a_currency_a_sign_or_a_word_for_thousand_makes_a_number_pay(text: str, amount: int) -> None:
    assert read(text) == (amount, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("elfu 15 kwa mwezi", (15_000, "month")),
        ("15,000 per month", (15_000, "month")),
        ("20000 francs par mois", (20_000, "month")),
        ("500 bob a day", (500, "day")),
        ("500 kwa siku", (500, "day")),
        ("700 daily", (700, "day")),
        ("3k/week", (3_000, "week")),
        ("200 per hour", (200, "hour")),
    ],
)
def test_a_period_is_read_with_the_amount(text: str, expected: tuple[int, str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    ["nurse 15000 mombasa", "nurse, 15000 mombasa", "salary 15,000 ngong", "15000 nurse", "kazi 15k", "kazi elfu 15"],
)
def test_an_amount_is_read_where_it_stands_among_words(text: str) -> None:
    assert read(text) == (15_000, None)


@pytest.mark.parametrize(
    "text",
    ["0712345678", "call 0712345678", "+254712345678", "254 712 345 678", "0712 345 678", "1995", "born 1995 thika"]
    + ["2025", "12", "room 500", "20 years", "form 4 leaver", "apply 4521", "house 3B", "x15000", "1234567890123"],
)
def test_phones_years_references_and_small_numbers_are_no_pay(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["24 hour guard", "12 hr shift", "0712 345 000"])
def test_hours_of_work_and_parts_of_a_phone_number_are_no_pay(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["", "cook", "k", "elfu", "ksh", "0", "ksh 0", "0k", "per month", "..,.", "አስር"])
def test_where_no_amount_is_said_none_is_read(text: str) -> None:
    assert read(text) is None


def test_the_first_of_several_amounts_is_taken() -> None:
    assert read("between 15k and 20k") == (15_000, None)
    assert read("born 1995, 9000 kwa mwezi") == (9_000, "month")


def test_it_is_known_where_the_pay_stands_in_the_text() -> None:
    text = "cook 500 bob a day embu"
    found = pay.read(text)
    assert found and text[found.start : found.end].strip() == "500 bob a day"
