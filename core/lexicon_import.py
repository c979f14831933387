"""Importing words for work: merges a list of labels into the lexicon of a pack, or changes nothing and says why."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core import lexicon, market, pack, spelling
from core.pack import Fault, Row

# Columns by their names, without case and signs. ESCO's own files have the unit group in iscoGroup, and a longer code.
_CODES = ("iscogroup", "isco08", "isco", "iscocode", "code")
_LANGUAGES = ("language", "lang")
_CALLED, _ALSO_CALLED = 3, 2
_WORDS = {
    "preferredlabel": _CALLED,
    "title": _CALLED,
    "words": _ALSO_CALLED,
    "label": _ALSO_CALLED,
    "altlabels": _ALSO_CALLED,
}
_WEIGHT, _KIND = "weight", "kind"

# "2166", "C2166" as ISCO is written in addresses, and "2166.1" or "2166-03" as those number who divide it further.
_UNIT_GROUP = re.compile(r"(?:https?://\S+/)?[Cc]?([0-9]{4})(?:[ .\-/][0-9]+)*")
_WIDER_GROUP = re.compile(r"[0-9]{0,3}")
_BETWEEN_LABELS = re.compile(r"[\n\r|]+")
_SHORT_GENDERS = re.compile(r"\s*(?<!\w)\(?[hmfw]/[hmfw](?:/[dxn])?\)?(?!\w)", re.IGNORECASE)  # (h/f), (m/w/d)
_ENDING = re.compile(r"(\w{3,})(?:/-?(a|e|ra|in)(?![\w-])|\((a|e|ra|in)\))")  # professor/a, employé(e)
_LEAST_SHARED, _MOST_APART = 3, 4  # letters: "opérat-eur", "opérat-rice"


@dataclass(frozen=True, slots=True)
class Label:
    """What a kind of work is called: words in a language, with their weight in the lexicon.

    `code` is a unit group, or what stood in place of one. `file`, `line` and `column` say where that was.
    """

    code: str
    language: str
    words: str
    weight: int
    file: str = ""
    line: int | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. With faults nothing was written.

    `added`, `changed` and `unchanged` are entries; `too_long` and `unknown` are labels that were left out.
    """

    faults: tuple[Fault, ...] = ()
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    too_long: int = 0
    unknown: int = 0


def import_occupations(folder: Path, file: Path, language: str = "", skip_unknown: bool = False) -> Outcome:
    """Merge the labels of a CSV file into the lexicon of the pack in a folder.

    `language` is that of rows which name none. Labels whose code the pack does not have are a fault; with
    `skip_unknown` they are left out.
    """
    faults: list[Fault] = []
    rows = pack.read_table(file, (), faults, optional=None, name=str(file), is_foreign=True)
    labels = read_labels(rows, language, faults) if rows else []
    if rows == []:
        faults.append(Fault(str(file), None, None, "there is no occupation", "Write a line for each label."))
    return _merge(folder, labels, faults, skip_unknown)


def add(folder: Path, labels: Sequence[Label]) -> Outcome:
    """Merge labels into the lexicon of the pack in a folder. An entry that is there keeps the higher weight."""
    return _merge(folder, labels, [], skip_unknown=False)


def read_labels(rows: Sequence[Row], language: str = "", faults: list[Fault] | None = None) -> list[Label]:
    """The labels of a table, both genders apart; what is wrong is added to `faults`. Empty cells are none."""
    found: list[Fault] = [] if faults is None else faults
    columns = _Columns(rows, language, found)
    labels: list[Label] = []
    strange: dict[tuple[str, str], list[Row]] = {}
    for row in rows if columns.are_enough else ():
        cells = row.cells
        said = columns.said(cells)
        if not said:
            continue
        written = _cell(cells, columns.code)
        code, spoken = _unit_group(written), columns.spoken(cells)
        if code is None:
            strange.setdefault((columns.code, written), []).append(row)
        if not lexicon.is_language(spoken):
            strange.setdefault((columns.language, _cell(cells, columns.language)), []).append(row)
        if (weight := _cell(cells, columns.weight)) not in ("", *lexicon.WEIGHTS):
            strange.setdefault((columns.weight, weight), []).append(row)
        if code is not None:
            labels += (Label(code, spoken, words, usual, row.file, row.line, columns.code) for words, usual in said)
    for (column, value), those in strange.items():
        problem, mend = columns.tell(column, value)
        found.append(Fault(those[0].file, those[0].line, column or None, problem + _lines(len(those)), mend))
    return labels


def names(label: str) -> tuple[str, ...]:
    """The names in a label: two where it holds both genders, "chargé/chargée d'études", each of them whole."""
    label = _SHORT_GENDERS.sub("", label).strip() or label
    if _ENDING.search(label):
        return _ENDING.sub(r"\1", label), _ENDING.sub(lambda found: _ended(found[1], found[2] or found[3]), label)
    halves = [half.split() for half in label.split("/")]
    if len(halves) != 2 or not all(halves):
        return (label,)
    first, second = halves
    short, long = sorted(halves, key=len)
    if len(short) == len(long):
        if len(short) > 1 and not any(map(_is_one_word, short, long)):
            return (label,)  # what is one name, "complex folder/gluer operator", nobody can tell from two
    elif all(map(_is_one_word, short, long)):
        tail = long[len(short) :]
        first, second = ([*half, *tail] if half is short else half for half in halves)
    elif not _is_one_word(first[0], second[0]):
        return (label,)
    return " ".join(first), " ".join(second)


class _Columns:
    """Which column holds what in a table that others made."""

    def __init__(self, rows: Sequence[Row], language: str, faults: list[Fault]) -> None:
        known: dict[str, str] = {}
        for column in rows[0].cells if rows else ():
            known.setdefault(re.sub(r"[\W_]", "", column).lower(), column)
        self.code = next((known[name] for name in _CODES if name in known), "")
        self.language = next((known[name] for name in _LANGUAGES if name in known), "")
        self.weight = known.get(_WEIGHT, "")
        self._kind = known.get(_KIND, "")
        self._words = [(known[name], name, weight) for name, weight in _WORDS.items() if name in known]
        self._default = language
        self.are_enough = bool(self.code and self._words and (self.language or language))
        if rows and not self.are_enough:
            faults.extend(self._missing(rows[0].file))

    def said(self, cells: Mapping[str, str]) -> list[tuple[str, int]]:
        """The names in a row, each with its weight."""
        weight = _cell(cells, self.weight)
        kind = _cell(cells, self._kind).lower()
        said = []
        for column, name, usual in self._words:
            if weight in lexicon.WEIGHTS:
                usual = int(weight)
            elif kind and name != "altlabels":
                usual = _CALLED if kind.startswith("pref") else _ALSO_CALLED
            for label in _BETWEEN_LABELS.split(_cell(cells, column)):
                if spelling.key(label):
                    said += [(words, usual) for words in names(_tidy(label))]
        return said

    def spoken(self, cells: Mapping[str, str]) -> str:
        """The language of a row: of "pt-BR" the language alone."""
        return re.split("[-_]", _cell(cells, self.language) or self._default)[0].lower()

    def tell(self, column: str, value: str) -> tuple[str, str]:
        """What is wrong with a value of a column, and how to mend it."""
        if column == self.code:
            return f'"{value}" is no code of ISCO-08', "Write the four digits of its unit group, as 2166 or 2166.1."
        if column == self.weight and column:
            return f'"{value}" is not 1, 2 or 3', "Write 3 for what the work is called, 2 for what it is also called."
        language = value or self._default
        mend = 'Write the two or three small letters of ISO 639, as "sw", or give --language for lines without.'
        return f'"{language}" is no language' if language else "is empty", mend

    def _missing(self, file: str) -> Iterator[Fault]:
        if not self.code:
            mend = "Name it code, isco, isco08, iscoGroup or isco_code in the first line."
            yield Fault(file, 1, None, "no column holds codes", mend)
        if not self._words:
            mend = "Name it words, label, title, preferredLabel or altLabels in the first line."
            yield Fault(file, 1, None, "no column holds what the work is called", mend)
        if not (self.language or self._default):
            yield Fault(file, 1, None, "nothing says which language this is", "Add --language, or a column language.")


def _merge(folder: Path, labels: Sequence[Label], faults: list[Fault], skip_unknown: bool) -> Outcome:
    tables, found = market.read(folder)
    codes = {row.cells.get("code", "") for row in tables.occupations or ()} - {""}
    path = folder / lexicon.LEXICON
    # A pack that is being made may have no lexicon yet.
    old = (pack.read_table(path, lexicon.LEXICON_COLUMNS, found) or []) if path.exists() else []
    lexicon.check_entries(old, codes, found)
    known = [label for label in labels if label.code in codes]
    if not skip_unknown and not found:
        faults.extend(_unknown(labels, codes))
    if faults or found:
        return Outcome(tuple(market.in_order([*faults, *found])))

    best: dict[tuple[str, str, str], Label] = {}
    too_long = 0
    for label in known:
        if lexicon.is_too_long(label.words):
            too_long += 1
            continue
        key = (label.code, label.language, spelling.key(label.words))
        if key not in best or label.weight > best[key].weight:
            best[key] = label
    total = len(best)
    changed = 0
    for row in old:
        key = (row.cells["code"], row.cells["language"], spelling.key(row.cells["words"]))
        entry = best.pop(key, None)
        if entry is not None and entry.weight > int(row.cells["weight"]):
            row.cells["weight"] = str(entry.weight)
            changed += 1
    if best or changed:
        rows = _in_place([row.cells for row in old], best.values())
        pack.replace_file(path, pack.write_table(lexicon.LEXICON_COLUMNS, rows))
    return Outcome((), len(best), changed, total - len(best) - changed, too_long, len(labels) - len(known))


def _unknown(labels: Iterable[Label], codes: Collection[str]) -> Iterator[Fault]:
    """A fault for each code that the pack does not have: thousands of labels may have the same."""
    strange: dict[str, list[Label]] = {}
    for label in labels:
        if label.code not in codes:
            strange.setdefault(label.code, []).append(label)
    for code, those in strange.items():
        first = those[0]
        problem = f'no occupation of the pack has the code "{code}"' if code else "is empty"
        problem += _lines(len({label.line for label in those}))
        mend = "Take it out, or leave out all such labels with --skip-unknown."
        if 0 < len(code) < 4:
            mend = f"Did a spreadsheet drop the zeros of the code? Format the column as text. {mend}"
        yield Fault(first.file, first.line, first.column, problem, mend)


def _in_place(old: Sequence[dict[str, str]], new: Iterable[Label]) -> Iterator[dict[str, str]]:
    """All entries: each new one behind those of its code and language, or of its code, or of the code before."""
    ends: dict[tuple[str, str], int] = {}
    for index, cells in enumerate(old):
        ends[cells["code"], cells["language"]] = ends[cells["code"], ""] = index
    codes = sorted(code for code, language in ends if not language)
    behind: dict[int, list[tuple[str, bool, Label]]] = {}
    for label in new:
        end = ends.get((label.code, label.language))
        is_first = end is None
        if end is None:
            before = codes[: bisect_left(codes, label.code) + (label.code in codes)]
            end = ends[before[-1], ""] if before else -1
        behind.setdefault(end, []).append((label.code, is_first, label))
    for index in range(-1, len(old)):
        if index >= 0:
            yield old[index]
        for code, _is_first, label in sorted(
            behind.get(index, ()), key=lambda each: (each[0], each[1], each[2].language if each[1] else "")
        ):
            yield {"code": code, "language": label.language, "words": label.words, "weight": str(label.weight)}


def _unit_group(cell: str) -> str | None:
    """The unit group of a code, or what is a wider group; None where that is not clear."""
    if found := _UNIT_GROUP.fullmatch(cell):
        return found[1]
    return cell if _WIDER_GROUP.fullmatch(cell) else None


def _cell(cells: Mapping[str, str], column: str) -> str:
    """The cell of a column; "" where there is no such column, or it has no name."""
    return cells.get(column, "") if column else ""


def _tidy(label: str) -> str:
    """A label without what nobody can see."""
    words = " ".join(label.split())
    while stray := pack.stray_character(words):
        words = words.replace(stray, "")
    return words


def _is_one_word(a: str, b: str) -> bool:
    """Whether two words are one, or one in two genders: "opérateur" and "opératrice", "sellier-" and "sellière-"."""
    parts, others = spelling.key(a).split(), spelling.key(b).split()
    return len(parts) == len(others) and all(map(_is_one_part, parts, others))


def _is_one_part(a: str, b: str) -> bool:
    shared = next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    return a == b or (shared >= _LEAST_SHARED and max(len(a), len(b)) - shared <= _MOST_APART)


def _ended(word: str, ending: str) -> str:
    """A word with the ending of the other gender: "cocinera", "professora", "employée", "Lehrerin"."""
    return (word[:-1] if word[-1] in "oea" and ending == "a" else word) + ending


def _lines(number: int) -> str:
    return f" ({number} lines)" if number > 1 else ""
