"""Disclosure: whatever is told, nobody can work out a small number of people from it."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.disclosure import LEAST, hide

numbers = st.one_of(st.integers(0, 9), st.integers(0, 200))


@st.composite
def tables(draw: st.DrawFn) -> tuple[dict[str, dict[str, int]], int]:
    """Two ways to part one total."""
    by_month = draw(st.lists(numbers, min_size=1, max_size=12))
    total = sum(by_month)
    cuts = sorted(draw(st.lists(st.integers(0, total), max_size=11)))
    by_sector = [end - start for start, end in zip([0, *cuts], [*cuts, total], strict=True)]
    parts = {
        "month": {f"m{number:02}": value for number, value in enumerate(by_month)},
        "sector": {f"s{number:02}": value for number, value in enumerate(by_sector)},
    }
    return parts, total


@given(tables())
def test_no_small_number_is_told_and_all_that_is_told_is_true(table: tuple[dict[str, dict[str, int]], int]) -> None:
    parts, total = table
    told, told_total = hide(parts, total)
    assert told_total in (None, total)
    assert told_total is None or not 0 < told_total < LEAST
    for part, cells in parts.items():
        assert told[part].keys() == cells.keys()
        for key, value in cells.items():
            assert told[part][key] in (None, value)
            assert not (0 < value < LEAST) or told[part][key] is None


@given(tables())
def test_what_is_hidden_does_not_follow_from_the_total_and_the_others(
    table: tuple[dict[str, dict[str, int]], int],
) -> None:
    parts, total = table
    told, told_total = hide(parts, total)
    # The total is as good as told where all cells of a table are.
    is_known = told_total is not None or any(None not in cells.values() for cells in told.values())
    for part, cells in told.items():
        hidden = [key for key, value in cells.items() if value is None]
        small = [key for key in hidden if 0 < parts[part][key] < LEAST]
        if is_known and small:
            assert len(hidden) > 1
            values = [parts[part][key] for key in hidden]
            assert sum(values) > len(values) or 0 in values, "each would have to be one"


@given(tables())
def test_large_numbers_stay_where_no_small_one_is_near(table: tuple[dict[str, dict[str, int]], int]) -> None:
    parts, total = table
    large = {part: {key: value + LEAST for key, value in cells.items()} for part, cells in parts.items()}
    for part, cells in large.items():
        told, told_total = hide({part: cells}, sum(cells.values()))
        assert (told[part], told_total) == (cells, sum(cells.values()))


@pytest.mark.parametrize(("shape", "most"), [((3,), 13), ((4,), 8), ((2, 2), 10), ((2, 3), 7)])
def test_who_knows_how_we_hide_and_tries_all_numbers_finds_no_small_one(shape: tuple[int, ...], most: int) -> None:
    """Every table of that shape with numbers below `most`: those that look alike differ in each small cell."""
    alike = defaultdict(list)
    for parts in product(*(list(product(range(most), repeat=cells)) for cells in shape)):
        if len({sum(cells) for cells in parts}) == 1:
            named = {str(number): dict(numbered(cells)) for number, cells in enumerate(parts)}
            told, total = hide(named, sum(parts[0]))
            alike[tuple(value for cells in told.values() for value in cells.values()), total].append(sum(parts, ()))
    for (told_cells, _total), tables_alike in alike.items():
        for index, told_cell in enumerate(told_cells):
            if told_cell is None and any(0 < values[index] < LEAST for values in tables_alike):
                assert len({values[index] for values in tables_alike}) > 1, (told_cells, tables_alike)


def numbered(cells: tuple[int, ...]) -> list[tuple[str, int]]:
    return [(str(number), value) for number, value in enumerate(cells)]
