"""Charts: bars as high as their numbers, and words that no name can break."""

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from channels.web.staff.charts import HEIGHT, Group, bars

values = st.one_of(st.none(), st.integers(0, 10**9))


@given(st.text(max_size=20), st.lists(st.tuples(values, values, values), max_size=12))
def test_a_chart_is_well_formed_whatever_is_in_it(word: str, rows: list[tuple[int | None, ...]]) -> None:
    label = re.sub(r"[^\x20-\ud7ff\ue000-\ufffd]", "", word)  # XML has no way to write the others
    drawn = ElementTree.fromstring(bars("c", label, label, [label] * 3, [Group(label, row) for row in rows]))
    for rectangle in drawn.iter("rect"):
        assert 0 <= float(rectangle.attrib["height"]) <= HEIGHT


def test_bars_are_as_high_as_their_numbers_and_what_is_not_told_has_none() -> None:
    drawn = bars("c", "Title", "Words", ["One"], [Group("a", (10,)), Group("b", (20,)), Group("c", (None,))])
    heights = [float(each) for each in re.findall(r'height="([\d.]+)" fill="#0b5d3b" stroke', drawn)][1:]
    assert len(heights) == 2
    assert heights[1] == 2 * heights[0]


def test_names_are_no_markup() -> None:
    assert "<b>" not in bars("c", "<b>", "<b>", ["<b>"], [Group("<b>", (1,))])
