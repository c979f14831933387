"""Spelling: which texts count as the same words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import spelling


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Murang'a", "MURANGA"),
        ("Murang’a", "murang`a"),
        ("Homa-Bay", " homa  bay. "),
        ("São João", "sao joao"),
        ("Sa\u0303o", "são"),
        ("Straße", "strasse"),
        ("ﬁeld", "field"),
    ],
)
def test_texts_that_people_take_for_the_same_have_one_key(text: str, same: str) -> None:
    assert spelling.key(text) == spelling.key(same)


@pytest.mark.parametrize(("text", "other"), [("कि", "क"), ("ሀ", "ሁ"), ("Thika", "Tika"), ("A 1", "A 2"), ("ab", "a b")])
def test_different_words_have_different_keys(text: str, other: str) -> None:
    assert spelling.key(text) != spelling.key(other)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert spelling.key(spelling.key(text)) == spelling.key(text)
