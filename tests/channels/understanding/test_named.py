"""Which work and which places a message names."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.understanding import named
from core.market import Market, load

MARKET = load(Path(__file__).parents[3] / "markets" / "kenya")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("LORRY DRIVER job", "8332"),
        ("kazi ya mlinzi", "5414"),
        ("plumber", "7126"),
        ("seremala nakuru", "7115"),
        ("caisse", "5230"),
        ("carpentr", "7115"),
    ],
)
def test_work_is_found_by_its_labels(text: str, code: str, market: Market) -> None:
    assert code in {each.occupation.code for each in named(text, market).occupations}


@pytest.mark.parametrize(
    ("text", "code"),
    [("jobs in Nakuru", "032"), ("kazi nrb", "047"), ("dereva mombsaa", "001"), ("homa bay driver", "043")],
)
def test_a_place_is_found_by_name_alias_and_one_slip(text: str, code: str, market: Market) -> None:
    assert code in {each.place.code for each in named(text, market).places}


@pytest.mark.parametrize("text", ["", "...", "stop", "thanks", "I need help please", "yes", "asante sana", "1"])
def test_ordinary_words_name_nothing(text: str, market: Market) -> None:
    found = named(text, market)
    assert (found.occupations, found.places) == ((), ())


def test_a_right_name_counts_more_than_a_misspelt_one(market: Market) -> None:
    (right,) = named("nakuru", market).places
    (wrong,) = named("nakurru", market).places
    assert right.place == wrong.place
    assert right.score > wrong.score


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=10_000))
def test_any_text_may_name_nothing(text: str) -> None:
    found = named(text, MARKET)
    scores = [each.score for each in found.occupations] + [each.score for each in found.places]
    assert all(0 < score <= 1 for score in scores)
