"""Parts of a page: each fits the network, nothing is lost, and each says how to go on and back."""

import re

from hypothesis import given
from hypothesis import strategies as st

from channels.paging import Limits, parts
from messages.text import fold

words = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "So")), max_size=40)
texts = st.lists(words, min_size=1, max_size=12).map(" ".join)
limits = st.builds(Limits, gsm7=st.integers(60, 182), ucs2=st.integers(40, 80))


@given(texts, st.lists(words.map(lambda word: f"1 {word}"), max_size=15), st.booleans(), st.booleans(), limits)
def test_each_part_fits_and_no_choice_is_lost(
    text: str, lines: list[str], back: bool, home: bool, limits: Limits
) -> None:
    drawn = parts(text, lines, back, home, limits)
    assert all(limits.fit(part) for part, _shown in drawn)
    assert [shown for _part, shown in drawn] == sorted(shown for _part, shown in drawn)
    assert drawn[-1][1] == len(lines)
    squeezed = re.sub(r"\s", "", "".join(part for part, _shown in drawn))
    for line in lines:
        first = fold(line).split(" ")[0]
        assert first in squeezed


@given(texts, st.lists(words, max_size=6), texts, st.integers(0, 3), limits)
def test_each_part_fits_with_a_notice_too(text: str, lines: list[str], notice: str, at: int, limits: Limits) -> None:
    assert all(limits.fit(part) for part, _shown in parts(text, lines, True, True, limits, notice, at))


def test_a_page_that_fits_is_one_part_with_back_and_home() -> None:
    assert parts("Jobs:", ["1 Mason"], True, True, Limits()) == [("Jobs:\n1 Mason\n0 Back  00 Home", 1)]


def test_home_is_left_out_before_the_page_is_torn() -> None:
    text = "x" * 150
    assert parts(text, [], True, True, Limits()) == [(f"{text}\n0 Back", 0)]


def test_the_first_part_leads_on_and_later_ones_back() -> None:
    drawn = parts("Jobs:", [f"{number} {'x' * 30}" for number in range(1, 12)], False, False, Limits())
    assert drawn[0][0].endswith("\n98 More")
    assert drawn[1][0].endswith("\n98 More  0 Back")
    assert drawn[-1][0].endswith("\n0 Back")


def test_a_notice_stands_where_the_reader_is() -> None:
    lines = [f"{number} {'x' * 30}" for number in range(1, 12)]
    plain = parts("Jobs:", lines, True, True, Limits())
    noticed = parts("Jobs:", lines, True, True, Limits(), "Wrong.", 1)
    assert noticed[0] == plain[0]
    assert noticed[1][0].startswith("Wrong.\n")
    assert noticed[1][0].split("\n")[1] == plain[1][0].split("\n")[0]


def test_an_escape_pair_counts_two() -> None:
    assert Limits().fit("{" * 80)
    assert not Limits().fit("{" * 81)


def test_an_emoji_counts_two_of_the_dearer_alphabet() -> None:
    assert Limits().fit("😀" * 35)
    assert not Limits().fit("😀" * 36)


def test_a_word_longer_than_a_page_is_torn_inside() -> None:
    drawn = parts("w" * 400, [], False, False, Limits())
    assert "".join(part.split("\n")[0] for part, _shown in drawn) == "w" * 400
