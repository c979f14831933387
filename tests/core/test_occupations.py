"""Occupations: sectors, labels, and how near two kinds of work are."""

from pathlib import Path

import pytest

from core import market
from core.occupations import ISCO_MINOR_GROUPS, Occupation, Occupations, Sector

TINYLAND = Path(__file__).parent.parent / "packs" / "tinyland"


@pytest.fixture(scope="module")
def tinyland() -> Occupations:
    return market.load(TINYLAND).occupations


def test_sectors_come_in_menu_order(tinyland: Occupations) -> None:
    assert [sector.code for sector in tinyland.sectors] == ["land", "town"]
    assert tinyland.sector_label("town", "am") == "ቤትና ሱቅ"


def test_within_a_sector_the_most_common_work_comes_first(tinyland: Occupations) -> None:
    assert [each.code for each in tinyland.in_sector("land")] == ["9211", "6111", "9212"]


def test_an_occupation_is_called_by_its_label_in_each_language(tinyland: Occupations) -> None:
    assert tinyland.label("5120", "pt") == "Cozinheiro"
    assert tinyland.label("5120", "am") == "ምግብ አብሳይ"


def test_an_occupation_without_labels_is_called_by_its_title() -> None:
    soldier = Occupation("0310", "Armed Forces Occupations, Other Ranks", None, None, {})
    occupations = Occupations((Sector("town", {"pt": "Cidade"}),), (soldier,))
    assert occupations.label("0310", "pt") == soldier.title
    assert occupations.in_sector("town") == ()


def test_an_unknown_code_is_an_error_or_nothing_as_the_caller_asks(tinyland: Occupations) -> None:
    assert tinyland.get("0000") is None
    assert "0000" not in tinyland
    with pytest.raises(KeyError):
        tinyland["0000"]
    with pytest.raises(KeyError):
        tinyland.in_sector("sea")


@pytest.mark.parametrize(
    ("other", "nearness"), [("8332", 1.0), ("8331", 0.75), ("8322", 0.5), ("8111", 0.2), ("5332", 0.0)]
)
def test_work_is_nearer_the_more_of_the_classification_it_shares(
    tinyland: Occupations, other: str, nearness: float
) -> None:
    assert tinyland.nearness("8332", other) == tinyland.nearness(other, "8332") == nearness


@pytest.mark.parametrize("typed", ["empregada domestica", "EMPREGADA DOMÉSTICA ", "domestic cleaners and helpers"])
def test_a_label_or_title_finds_its_occupation(tinyland: Occupations, typed: str) -> None:
    assert [each.code for each in tinyland.find(typed, "pt")] == ["9111"]


@pytest.mark.parametrize("typed", ["የቤት ሠራተኛ", "empregada", "", "?"])
def test_other_words_and_labels_of_another_language_find_nothing(tinyland: Occupations, typed: str) -> None:
    assert tinyland.find(typed, "pt") == ()


def test_the_groups_of_the_classification_are_complete() -> None:
    assert len(ISCO_MINOR_GROUPS) == 130
    # ISCO-08 has 43 sub-major groups in ten major groups.
    assert len({group[:2] for group in ISCO_MINOR_GROUPS}) == 43
    assert {group[0] for group in ISCO_MINOR_GROUPS} == set("0123456789")


def test_the_markets_table_brings_work_nearer_than_its_codes_tell(tinyland: Occupations) -> None:
    assert tinyland.nearness("6111", "9211") == tinyland.nearness("9211", "6111") == 0.8
    assert tinyland.near("9211") == {"6111": 0.8}
    assert tinyland.near("5223") == {}


def test_the_table_takes_nothing_from_work_that_is_near_by_its_codes() -> None:
    occupations = Occupations((), (), [("8332", "8331", 0.6)])
    assert occupations.nearness("8332", "8331") == 0.75


def test_all_work_around_one_kind_comes_nearest_first(tinyland: Occupations) -> None:
    assert tinyland.around("9211", 0.5) == ("6111", "9212")
    assert tinyland.around("9211", 0.8) == ("6111",)
    assert tinyland.around("5120", 0.5) == ()
