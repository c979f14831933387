"""The lexicon of a pack: how people name work, and the small words they put around it."""

import csv
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from core import pack, spelling
from core.pack import Fault, Row

LEXICON, SPEECH = "lexicon.csv", "speech.csv"
LEXICON_COLUMNS = ("code", "language", "words", "weight")
SPEECH_COLUMNS = ("role", "language", "words")
# filler: says nothing about the work; not: the work that follows is unwanted, until a `want`; join: stands between
# two kinds of work; in: a place follows.
ROLES = ("filler", "not", "want", "join", "in")
WEIGHTS = ("1", "2", "3")
MOST_WORDS, LONGEST_WORDS = 8, 80
_SURE = "3"
_MOST_SURE = 3
_ALIKE = 0.5  # kinds of work that are as near as this may well share a name
_MOST_NAMED = 6


Entry = tuple[tuple[str, ...], str, int]  # words as they are compared, occupation, weight
Nearness = Callable[[str, str], float]


def entries(folder: Path, codes: Iterable[str]) -> Iterator[Entry]:
    """The entries of lexicon.csv. A line with a fault is left out: one bad word keeps nobody from being understood."""
    known = {code: code for code in codes}
    for cells in _lines(folder / LEXICON, LEXICON_COLUMNS):
        code, _language, words, weight = cells
        if code in known and weight in WEIGHTS and (keys := tuple(spelling.key(spelling.apart(words)).split())):
            yield keys, known[code], int(weight)


def speech(folder: Path) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The small words of speech.csv: each with its role. Lines with a fault are left out."""
    for role, _language, words in _lines(folder / SPEECH, SPEECH_COLUMNS):
        if role in ROLES and (keys := tuple(spelling.key(spelling.apart(words)).split())):
            yield role, keys


def is_language(code: str) -> bool:
    """Whether this has the form of a code of ISO 639."""
    return 2 <= len(code) <= 3 and code.isascii() and code.isalpha() and code.islower()


def is_too_long(words: str) -> bool:
    """Whether words are more than an entry may have: nobody types as many for one kind of work."""
    return len(words) > LONGEST_WORDS or len(spelling.key(words).split()) > MOST_WORDS


def check(folder: Path, codes: Collection[str], nearness: Nearness, place_names: Iterable[str]) -> list[Fault]:
    """What is wrong with the two files, and warnings of what contradicts itself.

    `nearness` is how near two kinds of work are, from 0 to 1. `place_names` are those of wide places, as they are
    compared. Without any code no entry is told that its code is not known: that is a fault of another file.
    """
    faults: list[Fault] = []
    rows = pack.read_table(folder / LEXICON, LEXICON_COLUMNS, faults) or []
    small = pack.read_table(folder / SPEECH, SPEECH_COLUMNS, faults) or []
    check_entries(rows, codes, faults)
    _check_speech(small, faults)
    warnings = _contradictions(
        [row for row in rows if len(row.cells) >= len(LEXICON_COLUMNS)],
        [row for row in small if len(row.cells) >= len(SPEECH_COLUMNS)],
        nearness,
        frozenset(place_names),
    )
    return [*faults, *warnings]


def check_entries(rows: Iterable[Row], codes: Collection[str], faults: list[Fault]) -> None:
    """The rules for lexicon.csv. Without any code none is told to be unknown."""
    seen: dict[tuple[str, str, str], Row] = {}
    strange: dict[str, list[Row]] = {}
    for row in rows:
        cells = row.cells
        if len(cells) < len(LEXICON_COLUMNS):
            continue  # a missing column or cell is a fault already
        if codes and cells["code"] not in codes:
            strange.setdefault(cells["code"], []).append(row)
        if cells["weight"] not in WEIGHTS:
            mend = "Write 3 for what the work is called, 2 for what it is also called, 1 for a hint."
            faults.append(_fault(row, "weight", f'"{cells["weight"]}" is not 1, 2 or 3', mend))
        key = _check_words(row, faults)
        if key and (other := seen.setdefault((cells["code"], cells["language"], key), row)) is not row:
            problem = f'"{cells["words"]}" is also line {other.line}, for the same work'
            faults.append(_fault(row, "words", problem, "Take one of them out."))
    # An occupation has a hundred entries: were it renumbered, a hundred faults would hide all others.
    for code, those in strange.items():
        more = f" ({len(those)} lines)" if len(those) > 1 else ""
        mend = "Write a code of occupations.csv (in a spreadsheet: format the column as text)."
        faults.append(_fault(those[0], "code", f'no occupation has the code "{code}"{more}', mend))


def _lines(path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """The cells of a table in the order of the columns, line by line: tens of thousands are not kept as rows."""
    try:
        text = path.open(encoding="utf-8-sig", errors="replace", newline="")
    except FileNotFoundError:
        return
    with text:
        reader = csv.reader(text)
        heading = [cell.strip() for cell in next(reader, [])]
        if not set(columns) <= set(heading):
            return
        order = [heading.index(column) for column in columns]
        for record in reader:
            if len(record) >= len(heading):
                yield [unicodedata.normalize("NFC", record[at].strip()) for at in order]


def _check_speech(rows: Sequence[Row], faults: list[Fault]) -> None:
    for row in rows:
        if len(row.cells) < len(SPEECH_COLUMNS):
            continue
        if row.cells["role"] not in ROLES:
            faults.append(
                _fault(row, "role", f'"{row.cells["role"]}" is not known', f"Write one of {', '.join(ROLES)}.")
            )
        _check_words(row, faults)


def _check_words(row: Row, faults: list[Fault]) -> str:
    """The words as they are compared, "" where they cannot be."""
    words, language = row.cells["words"], row.cells["language"]
    if not is_language(language):
        mend = 'Write the two or three small letters of ISO 639, as "sw".'
        faults.append(_fault(row, "language", f'"{language}" is no language', mend))
    key = spelling.key(words)
    if not key:
        faults.append(_fault(row, "words", "is empty", "Write what people say, or take the line out."))
    elif is_too_long(words):
        mend = f"Write at most {MOST_WORDS} words, {LONGEST_WORDS} characters: nobody types more for one kind of work."
        faults.append(_fault(row, "words", f'"{words}" is too long', mend))
    return key


def _contradictions(
    rows: Sequence[Row], small: Sequence[Row], nearness: Nearness, place_names: frozenset[str]
) -> list[Fault]:
    """Warnings of entries that are surely several kinds of work, or a place, or say nothing or something else: not
    all of that can be meant. What is less than sure may well mean something else, too."""
    marks: dict[tuple[str, ...], Row] = {}
    turns: dict[str, Row] = {}
    for row in small:
        key = spelling.key(row.cells["words"])
        marks.setdefault(tuple(key.split()), row)
        if row.cells["role"] in ("not", "want"):
            turns.setdefault(key, row)
    sure: dict[str, dict[str, Row]] = {}
    for row in rows:
        if row.cells["weight"] == _SURE and (key := spelling.key(row.cells["words"])):
            sure.setdefault(key, {}).setdefault(row.cells["code"], row)

    warnings = []
    empty: list[Row] = []
    for key, by_code in sure.items():
        row = next(iter(by_code.values()))
        words = f'"{row.cells["words"]}"'
        if key in turns:
            turn = turns[key]
            problem = f'{words} is also "{turn.cells["role"]}" by line {turn.line} of {SPEECH}'
            warnings.append(_warning(row, problem, "Take one of them out."))
        elif tuple(key.split()) in marks:
            empty.append(row)
        if key in place_names:
            mend = "Give it weight 2 or 1, or take it out, unless nobody means the place."
            warnings.append(_warning(row, f"{words} is also the name of a place", mend))
        if len(by_code) > _MOST_SURE and (kinds := _kinds(by_code, nearness)) > _MOST_SURE:
            problem = f"{words} is surely {kinds} kinds of work that are not near each other: {', '.join(by_code)}"
            mend = f"Give weight 3 to at most {_MOST_SURE} of them, which most people mean."
            warnings.append(_warning(row, problem, mend))
    if empty:
        mend = f"Take the word that does say something out of {SPEECH}, or the entry out of {LEXICON}."
        warnings.append(_warning(empty[0], _only_small(empty), mend))
    return warnings


def _kinds(codes: Iterable[str], nearness: Nearness) -> int:
    """How many kinds of work these are, where what is near to one of a kind is of that kind."""
    kinds: list[list[str]] = []
    for code in codes:
        joined = [code]
        others = []
        for kind in kinds:
            if any(nearness(code, other) >= _ALIKE for other in kind):
                joined += kind
            else:
                others.append(kind)
        kinds = [*others, joined]
    return len(kinds)


def _only_small(rows: Sequence[Row]) -> str:
    """One sentence for all such entries: mended one by one, they tell of themselves again."""
    problem = f'"{rows[0].cells["words"]}" is a small word of {SPEECH}, so nobody is understood who types it'
    if len(rows) == 1:
        return problem
    named = [f'"{row.cells["words"]}" (line {row.line})' for row in rows[1:_MOST_NAMED]]
    more = f" and {len(rows) - _MOST_NAMED} more" if len(rows) > _MOST_NAMED else ""
    return f"{problem}; so are {', '.join(named)}{more}"


def _warning(row: Row, problem: str, mend: str) -> Fault:
    return Fault(row.file, row.line, "words", problem, mend, is_warning=True)


def _fault(row: Row, column: str, problem: str, mend: str) -> Fault:
    return Fault(row.file, row.line, column, problem, mend)
