"""CSV files of vacancies, as spreadsheets write them."""

import csv
from collections.abc import Iterator

from channels.feeds.item import COLUMNS, NEEDED, Fault, Item, column

_MOST_LINES = 200  # of one record: a quote that is never closed swallows no more while its end is sought
_LONGEST_RECORD = 100_000
_FORMULA = "=+-@\t\r"  # what a spreadsheet takes for the beginning of one
_LINES_WITHIN = frozenset(("description", "skills"))  # columns whose cells may hold several lines


def read(text: str) -> Iterator[Item | Fault]:
    """The records of a file, each with the line it begins on, and what is wrong with the others.

    A line that is no record is one fault, and the next is read as if it were not there: a quote that is never closed
    costs its own line alone.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip(" ,;\t")), None)
    if start is None:
        yield Fault(None, "empty")
        return
    if lines[start].lower().startswith("sep="):  # a word of Excel to itself
        start += 1
    heading = lines[start] if start < len(lines) else ""
    separator = max(",;\t", key=heading.count)
    names = _cells([heading], separator)
    if names is None:
        yield Fault(start + 1, "quotes")
        return
    columns = [column(name) for name in names]
    if faults := list(_wrong_heading(start + 1, names, columns)):
        yield from faults
        if any(fault.code != "unknown_column" for fault in faults):
            return
    at = start + 1
    while at < len(lines):
        taken, found = _record(lines, at, separator, columns)
        if found is not None:
            yield found
        at += taken


def guarded(cell: str) -> str:
    """A cell as a spreadsheet may have it: an apostrophe before what it would take for a formula."""
    return f"'{cell}" if cell[:1] in _FORMULA and cell else cell


def _plain(cell: str) -> str:
    """The same without that apostrophe."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1:2] in _FORMULA else cell


def _wrong_heading(line: int, names: list[str], columns: list[str | None]) -> Iterator[Fault]:
    for name, known in zip(names, columns, strict=True):
        if known is None and name.strip():
            yield Fault(line, "unknown_column", {"column": name.strip()[:40]})
    for twice in sorted({known for known in columns if known and columns.count(known) > 1}):
        yield Fault(line, "column_twice", {"column": twice})
    for needed in NEEDED:
        if needed not in columns and not (needed == "place" and "place_code" in columns):
            yield Fault(line, "no_column", {"column": needed, "columns": ", ".join(COLUMNS)})


def _record(lines: list[str], at: int, separator: str, columns: list[str | None]) -> tuple[int, Item | Fault | None]:
    """How many lines the record at a line takes, and what it is: None for an empty one."""
    if not lines[at].strip(" ,;\t"):
        return 1, None
    cells = _cells([lines[at]], separator)
    taken = 1
    if cells is None and (more := _closed_after(lines, at)):
        cells = _cells(lines[at : at + more], separator)
        taken = more
        if cells is not None and not _may_span(cells, columns):
            cells = None
    if cells is None:
        return 1, Fault(at + 1, "quotes")
    if any(cell.strip() for cell in cells[len(columns) :]):
        return taken, Fault(at + 1, "too_many_cells", {"most": str(len(columns)), "found": str(len(cells))})
    told = {name: _plain(cell) for name, cell in zip(columns, cells, strict=False) if name and cell.strip()}
    return taken, Item(at + 1, told)


def _closed_after(lines: list[str], at: int) -> int:
    """How many lines it takes until the quotes that a line opens are closed; 0 where that is too far off."""
    quotes, length = lines[at].count('"'), len(lines[at])
    for taken, line in enumerate(lines[at + 1 : at + _MOST_LINES], 2):
        if quotes % 2 == 0 or length > _LONGEST_RECORD:
            return 0
        quotes, length = quotes + line.count('"'), length + len(line)
        if quotes % 2 == 0:
            return taken
    return 0


def _may_span(cells: list[str], columns: list[str | None]) -> bool:
    """Whether a record of several lines is one: as wide as the heading, with line breaks only where texts are long."""
    return len(cells) == len(columns) and all(
        name in _LINES_WITHIN or "\n" not in cell for name, cell in zip(columns, cells, strict=True)
    )


def _cells(lines: list[str], separator: str) -> list[str] | None:
    """The cells of one record, or None where its quotes do not pair up or a cell is too long."""
    try:
        records = list(csv.reader([line + "\n" for line in lines], delimiter=separator, strict=True))
    except csv.Error:
        return None
    if len(records) != 1:
        return None
    return [
        cell.removesuffix("\n") if number == len(records[0]) - 1 else cell for number, cell in enumerate(records[0])
    ]
