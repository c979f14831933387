"""What a market pack must keep: the rules for each of its files, and a fault for each breach."""

import re
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core import spelling
from core.occupations import ISCO_MINOR_GROUPS
from core.pack import Document, Fault, Row, stray_character

PERIODS = ("hour", "day", "week", "month")
TOPICS = ("violence", "child", "distress", "police", "work")
LONGEST_LABEL = 20

_CODE = (re.compile(r"[a-z][a-z0-9_-]*"), "a short word of small letters, digits, - and _")
_COUNTRY = (re.compile(r"[A-Z]{2}"), 'the two capital letters of ISO 3166-1, as "NG"')
_LANGUAGE = (re.compile(r"[a-z]{2,3}"), 'the two or three small letters of ISO 639, as "pt"')
_CURRENCY = (re.compile(r"[A-Z]{3}"), 'the three capital letters of ISO 4217, as "XOF"')
_SERVICE_CODE = (re.compile(r"\*[0-9]+(\*[0-9]+)*#"), 'what people dial, as "*123#" or "*123*45#"')
_SHORT_CODE = (re.compile(r"[0-9]{3,8}"), 'three to eight digits in quotes, as "12345"')
_PHONE = (re.compile(r"\+?[0-9][0-9 ]{1,18}"), 'digits in quotes, as "116" or "+12 345 678"')
_PHONE_OR_NONE = (re.compile(rf"({_PHONE[0].pattern})?"), f'{_PHONE[1]}, or "" for none')
_PRICE = (re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?"), 'an amount in quotes, as "0.80"')
_TIME = (re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]"), 'hours and minutes in quotes, as "20:30"')
_ANY_TEXT = (re.compile(r".*\S.*"), "a text in quotes")
_PLACE_CODE = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*")
_OCCUPATION_CODE = re.compile(r"[0-9]{4}")

_Shape = tuple[re.Pattern[str], str]


@dataclass(frozen=True, slots=True)
class Frame:
    """What market.toml says about the tables. Empty where it is wrong: what hangs on it goes unchecked."""

    languages: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    home_level: str | None = None


def check_settings(document: Document, faults: list[Fault]) -> Frame:
    """The rules for market.toml."""
    table = _Table(document, document.values, "", faults)
    table.text("code", _CODE)
    table.text("name")
    table.text("country", _COUNTRY)
    languages = table.texts("languages", _LANGUAGE)
    table.text("currency", _CURRENCY)
    time_zone = table.text("time_zone")
    if time_zone is not None and not _is_time_zone(time_zone):
        table.fault("time_zone", f'no time zone is called "{time_zone}"', 'Write a name as "Asia/Dhaka".')
    table.whole("legal_working_age", 10, 30)
    table.text("service_code", _SERVICE_CODE)
    table.text("short_code", _SHORT_CODE)
    table.text("office_phone", _PHONE_OR_NONE)
    if table.has("price_per_part"):
        table.text("price_per_part", _PRICE)
    levels = table.texts("levels", _CODE)
    home_level = table.text("home_level", _CODE)
    if levels and home_level and home_level not in levels:
        table.fault("home_level", f'"{home_level}" is not a level', f"Write one of {', '.join(levels)}.")
    if quiet := table.table("quiet_hours"):
        _check_quiet_hours(quiet)
    if pay := table.table("pay"):
        _check_pay(pay)
    for helpline in table.tables("helplines"):
        helpline.one_of("topic", TOPICS)
        helpline.text("name")
        helpline.text("phone", _PHONE)
        helpline.refuse_others()
    _check_units(table.tables("units"))
    table.refuse_others()
    return Frame(tuple(languages or ()), tuple(levels or ()), home_level)


def check_unit_places(document: Document, rows: Sequence[Row], faults: list[Fault]) -> None:
    """The rule for the places of units, once both files can be read."""
    known = {row.cells.get("code") for row in rows}
    for unit in _Table(document, document.values, "", faults).tables("units"):
        if unit.has("place") and (place := unit.text("place")) and place not in known:
            unit.fault("place", f'no place has the code "{place}"', "Write the code of a place in places.csv.")


def check_places(rows: Sequence[Row], frame: Frame, faults: list[Fault]) -> None:
    """The rules for places.csv."""
    levels = frame.levels
    first: dict[str, Row] = {}
    for row in rows:
        if (code := row.cells.get("code")) is not None:
            first.setdefault(code, row)
    root: Row | None = None
    siblings: dict[tuple[str, str, str], Row] = {}
    unknown_levels: dict[str, list[Row]] = {}
    above: set[str] = set()
    for row in rows:
        code, parent, level, name = (row.cells.get(column) for column in ("code", "parent", "level", "name"))
        if code is None:
            continue
        if not _PLACE_CODE.fullmatch(code):
            problem = f'"{code}" is not a code' if code else "is empty"
            faults.append(_fault(row, "code", problem, "Write letters and digits, with . - or _ between."))
        elif first[code] is not row:
            faults.append(_twice(row, "code", code, first[code]))
        if levels and level is not None and level not in levels:
            unknown_levels.setdefault(level, []).append(row)
        if name is not None and not spelling.key(name):
            faults.append(_fault(row, "name", "is empty", "Write the name as people there say it."))
        elif name and parent and level:
            same = siblings.setdefault((parent, level, spelling.key(name)), row)
            if same is not row and same.cells["code"] != code:
                problem = f'"{name}" is also {_line(same, row)}, of the same parent and level'
                faults.append(_fault(row, "name", problem, "Give them names that people can tell apart."))
        if parent == "":
            if root is not None:
                problem = f"is empty, and so is that of {_line(root, row)}"
                mend = "Only the place that holds all others has no parent."
                faults.append(_fault(row, "parent", problem, mend))
            elif levels and level in levels and level != levels[0]:
                mend = f'Give it level "{levels[0]}", or write the code of its parent.'
                faults.append(_fault(row, "level", f'the place that holds all others is a "{level}"', mend))
            root = root or row
        elif parent is not None:
            if parent not in above:
                faults.append(_wrong_parent(row, parent, first))
            elif levels:
                _check_step_down(row, first[parent], levels, faults)
        above.add(code)
    for level, strangers in unknown_levels.items():
        faults.append(_unknown_level(level, strangers, levels))
    if rows and first and root is None:
        mend = "Write the place that holds all others on the first line, with no parent."
        faults.append(Fault(rows[0].file, None, "parent", "every place has a parent", mend))
    if not rows:
        faults.append(Fault("places.csv", None, None, "there is no place", "Write at least the nation."))
    if rows and frame.home_level in levels:
        deep_enough = levels[levels.index(frame.home_level) :]
        if all("level" in row.cells and row.cells["level"] not in deep_enough for row in rows):
            problem = f'no place is a "{frame.home_level}" or deeper, so nobody could say where home is'
            mend = "Add such places, or change home_level in market.toml."
            faults.append(Fault(rows[0].file, None, "level", problem, mend))


def doubtful_aliases(rows: Iterable[Row]) -> list[Fault]:
    """A warning for each alias that is the name of another place of its level: it may mean either."""
    named: dict[tuple[str, str], Row] = {}
    for row in rows:
        named.setdefault((row.cells.get("level", ""), spelling.key(row.cells.get("name", ""))), row)
    warnings = []
    for row in rows:
        for alias in aliases(row.cells.get("aliases", "")):
            other = named.get((row.cells.get("level", ""), spelling.key(alias)))
            if other is not None and other.cells.get("code") != row.cells.get("code"):
                problem = f'"{alias}" is the name of {_line(other, row)}'
                mend = "Take it out, unless people mean both places by it."
                warnings.append(Fault(row.file, row.line, "aliases", problem, mend, is_warning=True))
    return warnings


def aliases(cell: str) -> tuple[str, ...]:
    """The other names in a cell of the column aliases."""
    return tuple(alias for each in cell.split("|") if (alias := each.strip()))


def check_sectors(rows: Sequence[Row], frame: Frame, faults: list[Fault]) -> None:
    """The rules for sectors.csv."""
    languages = frame.languages
    first: dict[str, Row] = {}
    labels: dict[tuple[str, str], Row] = {}
    for row in rows:
        if (code := row.cells.get("code")) is not None:
            if not _CODE[0].fullmatch(code):
                problem = f'"{code}" is not a code' if code else "is empty"
                faults.append(_fault(row, "code", problem, f"Write {_CODE[1]}."))
            elif first.setdefault(code, row) is not row:
                faults.append(_twice(row, "code", code, first[code]))
        for language in languages:
            if row.cells.get(f"label_{language}") == "":
                mend = "Write the label in each language of the market."
                faults.append(_fault(row, f"label_{language}", "is empty", mend))
        _check_labels(row, languages, "", labels, faults)
    if not rows:
        faults.append(Fault("sectors.csv", None, None, "there is no sector", "Write at least one."))


def check_occupations(rows: Sequence[Row], sectors: Sequence[Row] | None, frame: Frame, faults: list[Fault]) -> None:
    """The rules for occupations.csv. `sectors` is None where sectors.csv cannot be read."""
    languages = frame.languages
    known = None if sectors is None else {row.cells.get("code"): row for row in sectors}
    first: dict[str, Row] = {}
    ranks: dict[tuple[str, str], Row] = {}
    labels: dict[tuple[str, str], Row] = {}
    for row in rows:
        if (code := row.cells.get("code")) is not None:
            _check_occupation_code(row, code, faults)
            if code and first.setdefault(code, row) is not row:
                faults.append(_twice(row, "code", code, first[code]))
        if row.cells.get("title") == "":
            faults.append(_fault(row, "title", "is empty", "Write the title of the unit group."))
        sector = row.cells.get("sector")
        if sector:
            if known is not None and sector not in known:
                mend = f"Write one of {', '.join(code for code in known if code)}, or add it to sectors.csv."
                faults.append(_fault(row, "sector", f'no sector has the code "{sector}"', mend))
            _check_rank(row, sector, ranks, faults)
        _check_occupation_labels(row, languages, sector, faults)
        _check_labels(row, languages, sector or "", labels, faults)
    used = {row.cells.get("sector") for row in rows}
    for code, row in (known or {}).items():
        if code and None not in used and code not in used:
            mend = "Give it at least one occupation, or take it out: its menu would be empty."
            faults.append(_fault(row, "code", f'no occupation is in the sector "{code}"', mend))
    if not rows:
        faults.append(Fault("occupations.csv", None, None, "there is no occupation", "Write at least one."))


class _Table:
    """Reads a table of market.toml key by key. A right value is returned; a wrong one is a fault and None."""

    def __init__(self, document: Document, values: dict[str, Any], prefix: str, faults: list[Fault]) -> None:
        self._document = document
        self._values = values
        self._prefix = prefix
        self._faults = faults
        self._asked: set[str] = set()

    def fault(self, key: str, problem: str, mend: str) -> None:
        lines, path = self._document.lines, self._prefix + key
        # A key of an inline table, and a missing one, are looked for where their table begins.
        line = lines.get(path) or lines.get(self._prefix.rstrip("."))
        self._faults.append(Fault("market.toml", line, path, problem, mend))

    def has(self, key: str) -> bool:
        """Whether a key that may be left out is there."""
        return key in self._values

    def text(self, key: str, shape: _Shape = _ANY_TEXT) -> str | None:
        value = self._value(key, shape[1])
        return value if value is not None and self._is_text(key, value, shape) else None

    def texts(self, key: str, shape: _Shape) -> list[str] | None:
        value = self._list(key, f"a list of texts, each {shape[1]}")
        if value is None or not all([self._is_text(key, each, shape) for each in value]):
            return None
        if len(set(value)) < len(value):
            self.fault(key, "names something twice", "Take one of them out.")
        return value

    def one_of(self, key: str, allowed: Sequence[str]) -> str | None:
        value: str | None = self._value(key, f"one of {', '.join(allowed)}")
        if value is not None and value not in allowed:
            self.fault(key, f"{_shown(value)} is not known", f"Write one of {', '.join(allowed)}.")
            return None
        return value

    def whole(self, key: str, low: int, high: int) -> int | None:
        wanted = f"a whole number from {low} to {high}, without quotes"
        value = self._value(key, wanted)
        if value is None:
            return None
        if type(value) is not int or not low <= value <= high:
            self.fault(key, f"{_shown(value)} is not {wanted}", "Correct the number.")
            return None
        return value

    def wholes(self, key: str, low: int, high: int) -> list[int] | None:
        wanted = f"a list of whole numbers from {low} to {high}"
        value = self._list(key, wanted)
        if value is not None and not all(type(each) is int and low <= each <= high for each in value):
            self.fault(key, f"{_shown(value)} is not {wanted}", "Correct the numbers.")
            return None
        return value

    def table(self, key: str) -> "_Table | None":
        value = self._value(key, "a table")
        if value is not None and not isinstance(value, dict):
            self.fault(key, f"{_shown(value)} is not a table", f"Write a heading [{key}] and its keys below.")
            return None
        return None if value is None else _Table(self._document, value, f"{self._prefix}{key}.", self._faults)

    def tables(self, key: str) -> list["_Table"]:
        """The tables under [[key]]; none where there are none, which is allowed."""
        self._asked.add(key)
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.fault(key, "is not a list of tables", f"Write a heading [[{key}]] above each.")
            return []
        return [
            _Table(self._document, each, f"{self._prefix}{key}.{number}.", self._faults)
            for number, each in enumerate(value, start=1)
        ]

    def refuse_others(self) -> None:
        """A fault for each key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                mend = "Correct its name or take it out."
                if self._prefix:
                    mend += " A key of the whole market stands above the first [heading]."
                self.fault(key, "is not known", mend)

    def _value(self, key: str, wanted: str) -> Any:
        self._asked.add(key)
        if key not in self._values:
            self.fault(key, "is missing", f"Write {wanted}.")
        return self._values.get(key)

    def _list(self, key: str, wanted: str) -> list[Any] | None:
        value = self._value(key, wanted)
        if value is not None and (not isinstance(value, list) or not value):
            self.fault(key, f"{_shown(value)} is not {wanted}", "Write at least one, within [ and ].")
            return None
        return value

    def _is_text(self, key: str, value: object, shape: _Shape) -> bool:
        if not isinstance(value, str) or not shape[0].fullmatch(value):
            self.fault(key, f"{_shown(value)} is not {shape[1]}", "Correct it.")
            return False
        if stray := stray_character(value):
            problem = f"holds the invisible character U+{ord(stray):04X}"
            self.fault(key, problem, "Type the value again by hand.")
            return False
        return True


def _check_quiet_hours(quiet: _Table) -> None:
    start, end = quiet.text("start", _TIME), quiet.text("end", _TIME)
    if start is not None and start == end:
        quiet.fault("end", "quiet hours end when they start", "Write when texts may go out again.")
    quiet.refuse_others()


def _check_units(units: Sequence[_Table]) -> None:
    codes: set[str] = set()
    places: set[str] = set()
    for unit in units:
        code, place = unit.text("code", _CODE), unit.text("place")
        if code is not None and code in codes:
            unit.fault("code", f'"{code}" is also another unit', "Give each its own code.")
        if place is not None and place in places:
            unit.fault("place", f'"{place}" has another unit already', "Give each unit its own place.")
        codes.add(code or "")
        places.add(place or "")
        unit.text("name")
        if unit.has("monthly_budget"):
            unit.whole("monthly_budget", 0, 10**9)
        if unit.has("quiet_hours") and (quiet := unit.table("quiet_hours")):
            _check_quiet_hours(quiet)
        unit.refuse_others()


def _check_pay(pay: _Table) -> None:
    periods = pay.texts("periods", _CODE)
    for period in periods or ():
        if period not in PERIODS:
            pay.fault("periods", f'"{period}" is not known', f"Write some of {', '.join(PERIODS)}.")
    pay.whole("hours_per_day", 1, 24)
    pay.whole("days_per_week", 1, 7)
    pay.whole("days_per_month", 1, 31)
    least, most = pay.whole("least", 0, 10**12), pay.whole("most", 1, 10**12)
    if least is not None and most is not None and least >= most:
        mend = "Write the most that anybody earns in a month."
        pay.fault("most", f"{most} is not above the least, {least}", mend)
    if choices := pay.table("least_choices"):
        choices.one_of("period", periods or PERIODS)
        amounts = choices.wholes("amounts", 1, 10**12)
        if amounts and amounts != sorted(set(amounts)):
            choices.fault("amounts", "the amounts do not rise", "Write each once, the smallest first.")
        choices.refuse_others()
    pay.refuse_others()


def _check_step_down(row: Row, parent: Row, levels: Sequence[str], faults: list[Fault]) -> None:
    level, level_above = row.cells.get("level"), parent.cells.get("level")
    if level in levels and level_above in levels and levels.index(level) <= levels.index(level_above):
        problem = f'a "{level}" cannot stand under the "{level_above}" of {_line(parent, row)}'
        faults.append(_fault(row, "level", problem, f"Levels step down: {', '.join(levels)}."))


def _wrong_parent(row: Row, parent: str, first: dict[str, Row]) -> Fault:
    if parent not in first:
        problem = f'no place has the code "{parent}"'
        if parent.lstrip("0") in first or any(code.lstrip("0") == parent for code in first):
            problem += " (did a spreadsheet drop the zeros of a code?)"
        return _fault(row, "parent", problem, "Write the code of a place that stands above this line.")
    circle = [row.cells["code"]]
    while parent in first and parent not in circle:
        circle.append(parent)
        parent = first[parent].cells.get("parent", "")
    if parent == circle[0]:
        problem = f"the parents run in a circle: {' -> '.join([*circle, parent])}"
        return _fault(row, "parent", problem, "Write the code of a place that is wider than this one.")
    problem = f'"{circle[1]}" stands below, on {_line(first[circle[1]], row)}'
    return _fault(row, "parent", problem, "Move this line below its parent.")


def _unknown_level(level: str, rows: list[Row], levels: Sequence[str]) -> Fault:
    problem = f'"{level}" is not a level of this market' if level else "is empty"
    if len(rows) > 1:
        problem += f" ({len(rows)} lines)"
    mend = f"Write one of {', '.join(levels)}"
    if level:
        mend += f", or write {level} into levels in market.toml, after the level that it stands under"
    return _fault(rows[0], "level", problem, f"{mend}.")


def _check_occupation_code(row: Row, code: str, faults: list[Fault]) -> None:
    if not _OCCUPATION_CODE.fullmatch(code):
        problem = f'"{code}" is not four digits'
        mend = "Write the ISCO-08 unit group with leading zero (in a spreadsheet: format the column as text)."
        faults.append(_fault(row, "code", problem, mend))
    elif code[:3] not in ISCO_MINOR_GROUPS:
        problem = f"ISCO-08 has no group {code[:3]}"
        mend = "Write a unit group of ISCO-08, or your own within one of its groups of three digits."
        faults.append(_fault(row, "code", problem, mend))


def _check_rank(row: Row, sector: str, ranks: dict[tuple[str, str], Row], faults: list[Fault]) -> None:
    rank = row.cells.get("rank")
    if rank is None:
        return
    if not rank.isascii() or not rank.isdigit() or int(rank) < 1:
        problem = f'"{rank}" is not a whole number from 1' if rank else "is empty, though there is a sector"
        mend = "Number the occupations of a sector: 1 is the most common."
        faults.append(_fault(row, "rank", problem, mend))
    elif (other := ranks.setdefault((sector, str(int(rank))), row)) is not row:
        problem = f'rank {rank} of the sector "{sector}" is also {_line(other, row)}'
        faults.append(_fault(row, "rank", problem, "Give each occupation of a sector its own rank."))


def _check_occupation_labels(row: Row, languages: Sequence[str], sector: str | None, faults: list[Fault]) -> None:
    columns = [f"label_{language}" for language in languages]
    filled = [column for column in columns if row.cells.get(column)]
    if sector == "":
        for column in (*filled, *(["rank"] if row.cells.get("rank") else [])):
            mend = "Write the sector too, or leave labels and rank empty: menus then leave it out."
            faults.append(_fault(row, column, "is filled, though there is no sector", mend))
    if sector or filled:
        for column in columns:
            if row.cells.get(column) == "":
                problem = "is empty, though other languages have a label" if filled else "is empty"
                faults.append(_fault(row, column, problem, "Write the label in each language of the market."))


def _check_labels(
    row: Row, languages: Sequence[str], sector: str, seen: dict[tuple[str, str], Row], faults: list[Fault]
) -> None:
    for language in languages:
        column = f"label_{language}"
        label = row.cells.get(column)
        if not label:
            continue
        if len(label) > LONGEST_LABEL:
            problem = f'"{label}" has {len(label)} characters'
            mend = f"Write at most {LONGEST_LABEL}: a menu must fit a small phone."
            faults.append(_fault(row, column, problem, mend))
        other = seen.setdefault((f"{sector} {column}", spelling.key(label)), row)
        if other is not row:
            problem = f'"{label}" is also {_line(other, row)}, in the same menu'
            faults.append(_fault(row, column, problem, "Write labels that people can tell apart."))


def _fault(row: Row, column: str, problem: str, mend: str) -> Fault:
    return Fault(row.file, row.line, column, problem, mend)


def _twice(row: Row, column: str, code: str, first: Row) -> Fault:
    mend = "Give each its own code, or take one line out."
    return _fault(row, column, f'"{code}" is also {_line(first, row)}', mend)


def _line(row: Row, seen_from: Row) -> str:
    return f"line {row.line}" if row.file == seen_from.file else f"line {row.line} of {row.file}"


def _is_time_zone(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
