"""Places: the tree, and how a typed name finds a place in it."""

from pathlib import Path

import pytest

from core import market
from core.places import Place, Places

TINYLAND = Path(__file__).parent.parent / "packs" / "tinyland"
LEVELS = ("nation", "county", "subcounty", "town")

# A town stands above the county of the same name: what is found first must not hang on the order of the file.
TREE = Places(
    LEVELS,
    (
        Place("X", None, "nation", "Exland"),
        Place("1", "X", "county", "Marwa"),
        Place("1.1", "1", "subcounty", "Kitenge North"),
        Place("1.1.lumo", "1.1", "town", "Lumo", ("Old Lumo",)),
        Place("2", "X", "county", "Lumo"),
        Place("2.1", "2", "subcounty", "Lumo Town"),
        Place("2.1.dala", "2.1", "town", "Dala"),
        Place("3", "X", "county", "Ng'aru-Wa Siku", ("Siku",)),
        Place("4", "X", "county", "Sabene"),
        Place("5", "X", "county", "Sabeni"),
        Place("6", "X", "county", "Tambora", ("Tambura",)),
        Place("6.t", "6", "town", "Tambora"),
    ),
)


@pytest.fixture(scope="module")
def tinyland() -> Places:
    return market.load(TINYLAND).places


def codes(places: tuple[Place, ...]) -> list[str]:
    return [place.code for place in places]


def test_the_root_holds_every_place(tinyland: Places) -> None:
    assert tinyland.root.code == "TL"
    assert set(tinyland.under("TL")) == {place.code for place in tinyland}
    assert len(tinyland) == 7


def test_children_come_in_the_order_of_the_file(tinyland: Places) -> None:
    assert codes(tinyland.children("N")) == ["N-1", "N-2"]
    assert tinyland.children("N-1") == ()


def test_rings_widen_from_the_place_to_the_nation_and_a_path_leads_back() -> None:
    assert TREE.rings("1.1.lumo") == ("1.1.lumo", "1.1", "1", "X")
    assert TREE.path("1.1.lumo") == ("X", "1", "1.1", "1.1.lumo")


def test_an_ancestor_is_the_place_of_that_level_around_a_place() -> None:
    county = TREE.ancestor("1.1.lumo", "county")
    assert county is not None and county.code == "1"
    assert TREE.ancestor("1", "county") == TREE["1"]
    assert TREE.ancestor("6.t", "subcounty") is None


def test_what_lies_under_a_place_begins_with_the_place() -> None:
    assert TREE.under("2") == ("2", "2.1", "2.1.dala")
    assert TREE.under("4") == ("4",)


def test_an_unknown_code_is_an_error_or_nothing_as_the_caller_asks() -> None:
    assert TREE.get("9") is None
    assert "9" not in TREE
    for ask in (TREE.__getitem__, TREE.children, TREE.rings, TREE.path, TREE.under):
        with pytest.raises(KeyError):
            ask("9")


@pytest.mark.parametrize("typed", ["NG’ARU WA SIKU", "ngaru-wa  siku.", "Ng`aru wa Siku", "siku", "ＳＩＫＵ"])
def test_case_apostrophes_and_punctuation_make_no_difference(typed: str) -> None:
    assert codes(TREE.find(typed)) == ["3"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("sao tomas", "N"), ("sto tomás", "N"), ("AGUA FRIA", "N-1"), ("ፀሐይ", "S-1"), ("ቀዝቃዛ ውሃ", "N-1")],
)
def test_accents_may_be_left_out_and_every_script_is_read(tinyland: Places, typed: str, code: str) -> None:
    assert codes(tinyland.find(typed)) == [code]


def test_of_one_name_the_widest_level_comes_first() -> None:
    assert codes(TREE.find("lumo")) == ["2", "2.1", "1.1.lumo"]


def test_a_level_said_after_the_name_puts_places_of_that_level_first() -> None:
    assert codes(TREE.find("Marwa County")) == ["1"]
    assert codes(TREE.find("kitenge north sub-county")) == ["1.1"]
    assert TREE.find("tambora town")[0].code == "6.t"


def test_a_name_that_holds_a_level_is_found_by_its_full_name_alone() -> None:
    assert codes(TREE.find("Lumo Town")) == ["2.1"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Mawra", "1"),  # two letters swapped
        ("marwaa county", "1"),
        ("kitnge nort", "1.1"),  # eight letters and more may have two slips
    ],
)
def test_a_slip_of_the_finger_still_finds_the_place(typed: str, code: str) -> None:
    assert codes(TREE.find(typed)) == [code]


def test_a_slip_near_a_name_and_an_alias_of_one_place_is_no_doubt() -> None:
    assert codes(TREE.find("tambra")) == ["6", "6.t"]


@pytest.mark.parametrize(
    "typed",
    [
        "Sabenu",  # one slip from two places
        "Dalo",  # too short a name to guess
        "Darwa",  # another first letter
        "Mawraa",  # two slips in five letters
        "Exlend",  # the nation is never a guess
        "county",
        "",
        " - ",
    ],
)
def test_a_doubtful_name_finds_nothing(typed: str) -> None:
    assert TREE.find(typed) == ()
