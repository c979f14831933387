"""The places that the words of a text name."""

import pytest

from core.places import Place, Places
from core.reading.whereabouts import Span, Whereabouts

TREE = Places(
    ("nation", "county", "subcounty", "town"),
    (
        Place("X", None, "nation", "Exland"),
        Place("1", "X", "county", "Marwa"),
        Place("1.1", "1", "subcounty", "Kitenge North"),
        Place("1.1.lumo", "1.1", "town", "Lumo", ("Old Lumo",)),
        Place("1.1.sab", "1.1", "town", "Sabene Mills"),
        Place("2", "X", "county", "Lumo"),
        Place("2.1", "2", "subcounty", "Lumo East"),
        Place("2.1.dala", "2.1", "town", "Dala"),
        Place("2.1.mbale", "2.1", "town", "Mbale"),
        Place("1.1.mbale", "1.1", "town", "Mbale"),
        Place("3", "X", "county", "ሐይቅ"),
    ),
)
WHERE = Whereabouts(TREE, "subcounty")


def exact(text: str) -> list[Span]:
    return WHERE.exact(text.split(), lambda start, end: False)


def near(text: str, after_cue: bool = False) -> list[str]:
    words = text.split()
    span = WHERE.near(words, 0, len(words), after_cue)
    return [place.code for place in span.places] if span else []


def settled(text: str) -> list[str]:
    return [place.code for place, _ in WHERE.settle(exact(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cook marwa", [(1, 2, "1")]),
        ("old lumo cook", [(0, 2, "1.1.lumo")]),  # and not Lumo alone
        ("kitenge north", [(0, 2, "1.1")]),
        ("mar wa", [(0, 2, "1")]),  # typed as two words
        ("ሐይቅ", [(0, 1, "3")]),
        ("kitenge", []),  # half a name
        ("cook", []),
        ("", []),
    ],
)
def test_names_are_found_as_they_stand_the_longest_first(text: str, found: list[tuple[int, int, str]]) -> None:
    assert [(span.start, span.end, span.places[0].code) for span in exact(text)] == found


def test_an_equal_name_is_all_places_that_have_it() -> None:
    (span,) = exact("lumo")
    assert [place.code for place in span.places] == ["2", "1.1.lumo"]


def test_a_name_that_means_something_else_where_it_stands_is_no_place() -> None:
    assert WHERE.exact(["lumo", "marwa"], lambda start, end: start == 0) == exact("x marwa")


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("mawra", ["1"]),
        ("mrwa", ["1"]),
        ("marwaa", ["1"]),
        ("sabenemils", ["1.1.sab"]),
        ("sabene mils", ["1.1.sab"]),
        ("exlend", []),  # the nation is never a guess
        ("dalo", []),  # too short for so small a place
        ("mw", []),
        ("qwerty", []),
        ("15", []),
        ("", []),
    ],
)
def test_a_name_a_few_slips_away_is_found(typed: str, codes: list[str]) -> None:
    assert near(typed) == codes


def test_a_misspelt_place_is_surer_after_a_word_like_in() -> None:
    plain, cued = (WHERE.near(["mawra"], 0, 1, after_cue) for after_cue in (False, True))
    assert plain and cued
    assert plain.score < cued.score < 1


def test_of_one_name_the_level_that_people_mean_comes_first() -> None:
    assert settled("lumo") == ["2", "1.1.lumo"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("mbale marwa", ["1.1.mbale", "1"]),
        ("mbale lumo", ["2.1.mbale", "2"]),
        ("lumo marwa", ["1.1.lumo", "1"]),  # the town, for Marwa holds it
        ("dala lumo", ["2.1.dala", "2"]),
    ],
)
def test_a_place_in_another_settles_which_of_several_is_meant(text: str, codes: list[str]) -> None:
    assert settled(text) == codes


def test_of_places_side_by_side_the_first_named_comes_first() -> None:
    assert settled("marwa dala") == ["1", "2.1.dala"]
    assert settled("dala marwa") == ["2.1.dala", "1"]


def test_without_names_no_place_is_meant() -> None:
    assert WHERE.settle([]) == []


def test_it_is_known_whether_words_are_a_name_or_stand_in_one() -> None:
    assert WHERE.is_name(["kitenge", "north"])
    assert not WHERE.is_name(["kitenge"])
    assert not WHERE.is_name([])
    assert WHERE.has_word("kitenge")
    assert not WHERE.has_word("cook")
