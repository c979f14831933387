"""A message cut into words."""

import pytest

from core.words import between, split, tidy


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Stop, please!", ["stop", "please"]),
        ("Don\u2019t text me", ["dont", "text", "me"]),
        ("M-Pesa", ["m", "pesa"]),
        ("arrêtez", ["arretez"]),
        ("15,000 per month", ["15000", "per", "month"]),
        ("S.T.O.P", ["stop"]),
        ("s t o p", ["stop"]),
        ("stoooop 1000", ["stop", "1000"]),
        ("አቁም", ["አቁም"]),
        ("stop\u200b\U0001f602", ["stop"]),
        ("... 😂 ?", []),
        ("", []),
    ],
)
def test_a_message_is_cut_into_words(text: str, keys: list[str]) -> None:
    assert [word.key for word in split(tidy(text))] == keys


def test_digits_of_every_script_are_digits() -> None:
    assert tidy("apply ٤٥٢١") == "apply 4521"


def test_words_are_given_back_as_typed() -> None:
    text = "KAZI M-Pesa, Nakuru"
    assert between(text, split(text)[1:]) == "M-Pesa Nakuru"
