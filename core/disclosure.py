"""Disclosure: small numbers of people are not told, nor what they could be worked out from."""

from collections.abc import Mapping

LEAST = 5  # people whose number is told

Cells = Mapping[str, int]
Told = dict[str, int | None]


def hide(parts: Mapping[str, Cells], total: int) -> tuple[dict[str, Told], int | None]:
    """The same tables with None for what is not told, and the total.

    `parts` are ways to part one total, such as by month and by sector: the cells of each come to `total`, and each must
    hold its empty cells as well. One hidden cell would follow from the total and the others, and so would many that
    are all of one: then the smallest of the others is hidden too. Where none is left, the total is.
    """
    hidden = {part: _covered(cells) for part, cells in parts.items()}
    is_hidden = 0 < total < LEAST or any(not _is_safe(parts[part], keys) for part, keys in hidden.items())
    if is_hidden:
        # Else a table of which all is told would give the total away.
        for part, cells in parts.items():
            if not any(cells[key] for key in hidden[part]):
                hidden[part] |= _next(cells, hidden[part])
    told = {
        part: {key: None if key in hidden[part] else value for key, value in cells.items()}
        for part, cells in parts.items()
    }
    return told, None if is_hidden else total


def _covered(cells: Cells) -> set[str]:
    hidden = {key for key, value in cells.items() if 0 < value < LEAST}
    while hidden and not _is_safe(cells, hidden):
        more = _next(cells, hidden)
        if not more:
            break
        hidden |= more
    return hidden


def _is_safe(cells: Cells, hidden: set[str]) -> bool:
    """Whether the sum of what is hidden leaves each of them open."""
    if not hidden:
        return True
    values = [cells[key] for key in hidden]
    # Of a sum that is the least or the most that so many small ones can come to, each would be known.
    return len(values) > 1 and (0 in values or len(values) < sum(values) != len(values) * (LEAST - 1))


def _next(cells: Cells, hidden: set[str]) -> set[str]:
    """The smallest of the cells that are still told, empty ones only where there are no others.

    All that are alike: which of them was taken would tell those who know how it is done about the one beside it.
    """
    left = {key: (value == 0, value) for key, value in cells.items() if key not in hidden}
    return {key for key, value in left.items() if value == min(left.values())}
