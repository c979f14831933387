"""What a market pack must keep about work: the rules for near.csv and skills.csv, and a fault for each breach."""

import re
from collections.abc import Iterable, Iterator, Sequence

from core import spelling
from core.pack import Fault, Row

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SKILL = 24
LEAST_NEAR, MOST_NEAR = 1, 99


def check_near(rows: Sequence[Row], occupations: Sequence[Row], faults: list[Fault]) -> None:
    """The rules for near.csv."""
    codes = {row.cells.get("code") for row in occupations}
    seen: dict[frozenset[str | None], Row] = {}
    for row in rows:
        a, b, nearness = (row.cells.get(column) for column in ("a", "b", "nearness"))
        for column, code in (("a", a), ("b", b)):
            if code is not None and code not in codes:
                mend = "Write a code of occupations.csv (in a spreadsheet: format the column as text)."
                faults.append(_fault(row, column, f'no occupation has the code "{code}"', mend))
        if a is not None and a == b:
            faults.append(_fault(row, "b", f'"{a}" is near to itself', "Write another code, or take the line out."))
        elif (other := seen.setdefault(frozenset((a, b)), row)) is not row:
            faults.append(_fault(row, "b", f"the pair is also line {other.line}", "Take one of them out."))
        if nearness is not None and not _is_percent(nearness):
            mend = "Write percent: 75 where most who do the one could start with the other tomorrow."
            faults.append(
                _fault(row, "nearness", f'"{nearness}" is not a whole number from {LEAST_NEAR} to {MOST_NEAR}', mend)
            )


def pairs(rows: Iterable[Row]) -> Iterator[tuple[str, str, float]]:
    """The pairs of near.csv, each with its nearness from 0 to 1. Lines with a fault are left out."""
    for row in rows:
        a, b, nearness = (row.cells.get(column) for column in ("a", "b", "nearness"))
        if a and b and nearness and _is_percent(nearness):
            yield a, b, int(nearness) / 100


def check_skills(rows: Sequence[Row], languages: Sequence[str], faults: list[Fault]) -> None:
    """The rules for skills.csv."""
    codes: dict[str, Row] = {}
    labels: dict[tuple[str, str], Row] = {}
    for row in rows:
        code = row.cells.get("code")
        if code is not None:
            if not _CODE.fullmatch(code):
                mend = "Write a short word of small letters, digits and -."
                faults.append(_fault(row, "code", f'"{code}" is not a code' if code else "is empty", mend))
            elif (other := codes.setdefault(code, row)) is not row:
                faults.append(_fault(row, "code", f'"{code}" is also line {other.line}', "Give each its own code."))
        for language in languages:
            _check_label(row, language, labels, faults)


def _is_percent(text: str) -> bool:
    return len(text) <= 3 and text.isascii() and text.isdigit() and LEAST_NEAR <= int(text) <= MOST_NEAR


def _check_label(row: Row, language: str, labels: dict[tuple[str, str], Row], faults: list[Fault]) -> None:
    column = f"label_{language}"
    label = row.cells.get(column)
    if label is None:
        return
    if not label:
        faults.append(_fault(row, column, "is empty", "Write the label in each language of the market."))
        return
    if len(label) > LONGEST_SKILL:
        mend = f"Write at most {LONGEST_SKILL}: it stands in a list on a small phone."
        faults.append(_fault(row, column, f'"{label}" has {len(label)} characters', mend))
    other = labels.setdefault((column, spelling.key(label)), row)
    if other is not row:
        mend = "Write labels that people can tell apart."
        faults.append(_fault(row, column, f'"{label}" is also line {other.line}', mend))


def _fault(row: Row, column: str, problem: str, mend: str) -> Fault:
    return Fault(row.file, row.line, column, problem, mend)
