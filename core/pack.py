"""The files of a market pack as they lie on disk: reads each, and names what is wrong with its form."""

import csv
import io
import os
import re
import shutil
import tomllib
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_AS_UTF8 = 'Save it again as "CSV UTF-8" (in a text editor: encoding UTF-8).'
# Two invisible characters that some scripts cannot be written without.
_JOINERS = str.maketrans("", "", "\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend in a pack. A warning does not keep the pack from being used.

    `line` counts from 1; `column` names the column, or the key in market.toml. Each may be None.
    """

    file: str
    line: int | None
    column: str | None
    problem: str
    mend: str
    is_warning: bool = False

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        if self.column is not None:
            where += f": {'key' if self.file.endswith('.toml') else 'column'} {self.column}"
        return f"{where}: {'warning: ' if self.is_warning else ''}{self.problem}. {self.mend}"


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a table: the file and line it began on, and its cells by column, trimmed."""

    file: str
    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file: its values, and the line of each key ("helplines.1.phone") and heading ("helplines.1")."""

    values: dict[str, Any]
    lines: dict[str, int]


def read_document(path: Path, faults: list[Fault]) -> Document | None:
    """The document, or None where it cannot be read at all; what is wrong is added to `faults`."""
    text = _text(path, faults, path.name)
    if text is None:
        return None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        reason, line = str(error), None
        if place := re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", reason):
            reason = reason[: place.start()]
            line = int(place[1]) if place[1] else len(text.splitlines())
        faults.append(
            Fault(path.name, line, None, f"not TOML: {reason}", "Write texts in quotes, and lists as [1, 2].")
        )
        return None
    return Document(values, _key_lines(text))


def read_table(
    path: Path,
    required: Sequence[str],
    faults: list[Fault],
    optional: Sequence[str] | None = (),
    name: str | None = None,
    is_foreign: bool = False,
) -> list[Row] | None:
    """The records of a CSV file, or None where it cannot be read at all; what is wrong is added to `faults`.

    Columns neither required nor optional are a fault; with `optional` None they are not. A missing column is
    named once, and absent from every row's cells. A byte order mark and CRLF are no fault: spreadsheets write
    them. `name` is what rows and faults call the file, where not by its own name. A foreign file was made for others:
    a cell of it may hold several lines and invisible characters.
    """
    file = name or path.name
    text = _text(path, faults, file)
    if text is None:
        return None
    heading = text.split("\n", 1)[0]
    separator = ","
    if "," not in heading and (other := next((sign for sign in ";\t" if sign in heading), None)):
        separator = other
        faults.append(
            Fault(
                file,
                1,
                None,
                f"columns are separated by {'semicolons' if other == ';' else 'tabs'}",
                "Save it again with commas between the columns.",
            )
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[Row] = []
    columns: list[str] | None = None
    width = 0
    line = 1
    try:
        for record in reader:
            cells = [cell.strip() for cell in record]
            if not any(cells):
                pass  # spreadsheets leave empty lines behind
            elif columns is None:
                width = len(cells)
                columns = _columns(file, line, cells, required, optional, faults)
            else:
                if len(cells) == width and not any(cells[len(columns) :]):
                    del cells[len(columns) :]  # a spreadsheet pads every line, the heading too
                _check_record(file, line, columns, cells, faults, is_foreign)
                rows.append(Row(file, line, dict(zip(columns, cells, strict=False))))
            line = reader.line_num + 1
    except csv.Error as error:
        mend = 'Close each quoted value with ", and write a " within one as "".'
        faults.append(Fault(file, line, None, f"quotes do not pair up ({error})", mend))
        return None
    if columns is None:
        mend = f"Begin it with the line {','.join(required)}."
        faults.append(Fault(file, None, None, "the file is empty", mend))
        return None
    return rows


def write_table(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    """The text of a CSV file with a heading line and LF; an absent cell is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def replace_file(path: Path, text: str) -> None:
    """Write a file whole or not at all, also when the power fails halfway."""
    draft = path.with_name(f".{path.name}.new")
    try:
        with draft.open("w", encoding="utf-8", newline="") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if path.exists():
            shutil.copymode(path, draft)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _text(path: Path, faults: list[Fault], file: str) -> str | None:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        mend = f"Put it into the folder {path.parent}."
        faults.append(Fault(file, None, None, "the file is missing", mend))
        return None
    except OSError as error:
        mend = f"Make {path} readable."
        faults.append(Fault(file, None, None, f"the file cannot be read ({error.strerror})", mend))
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problem = f"the byte {data[error.start]:#04x} is not UTF-8"
        faults.append(Fault(file, line, None, problem, _AS_UTF8))
        # Read on with a stand-in of the same length, so that every other fault of the file is found as well.
        text = data.decode("utf-8-sig", "replace").replace("\ufffd", "?")
    # A letter with its accent apart looks right and compares wrong.
    return unicodedata.normalize("NFC", text)


def _columns(
    file: str,
    line: int,
    cells: list[str],
    required: Sequence[str],
    optional: Sequence[str] | None,
    faults: list[Fault],
) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    for column in required:
        if column not in cells:
            mend = f"The first line must name {', '.join(required)}."
            faults.append(Fault(file, line, column, "is missing", mend))
    for number, column in enumerate(cells):
        if optional is not None and column not in required and column not in optional:
            mend = f"Take it out; known are {', '.join((*required, *optional))}."
            faults.append(Fault(file, line, column or str(number + 1), "is not known", mend))
        elif column and column in cells[:number]:
            faults.append(Fault(file, line, column, "is there twice", "Take one of them out."))
    return cells


def _check_record(
    file: str, line: int, columns: list[str], cells: list[str], faults: list[Fault], is_foreign: bool
) -> None:
    if len(cells) != len(columns):
        problem = f"{len(cells)} cells in place of {len(columns)}"
        mend = "Write one cell for each column, empty ones too, and put a value that holds a comma in quotes."
        faults.append(Fault(file, line, None, problem, mend))
    for column, cell in zip(columns, cells, strict=False) if not is_foreign else ():
        # isprintable() is false for control characters and for every space but the plain one: a no-break
        # space looks like a space, is none to a search, and doubles the price of a text message.
        if not cell.isprintable() and (stray := stray_character(cell)):
            problem = f'"{_visible(cell)}" holds the invisible character U+{ord(stray):04X}'
            faults.append(Fault(file, line, column, problem, "Type the value again by hand."))


def stray_character(text: str) -> str | None:
    """The first character that nobody can see, other than a plain space; None where there is none."""
    return next((sign for sign in text.translate(_JOINERS) if not sign.isprintable()), None)


def _visible(text: str) -> str:
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def _key_lines(text: str) -> dict[str, int]:
    """Where each key of a TOML text stands. Only for pointing at, so keys of inline tables are left out."""
    lines: dict[str, int] = {}
    counts: dict[str, int] = {}
    above = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line):
            above = heading[1]
            if line.lstrip().startswith("[["):
                counts[above] = counts.get(above, 0) + 1
                above = f"{above}.{counts[above]}"
            lines.setdefault(above, number)
            above += "."
        elif key := re.match(r"\s*([\w-]+)\s*=", line):
            lines.setdefault(above + key[1], number)
    return lines
