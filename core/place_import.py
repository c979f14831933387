"""Importing places: merges a list of places into a market pack, or changes nothing and says why."""

from dataclasses import dataclass
from pathlib import Path

from core import market, pack, pack_rules, spelling
from core.pack import Fault, Row


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did. With faults nothing was written."""

    faults: tuple[Fault, ...] = ()
    added: int = 0
    changed: int = 0
    unchanged: int = 0


def import_places(folder: Path, file: Path) -> Outcome:
    """Merge the places of a CSV file (code, parent, level, name, perhaps aliases) into the pack in a folder.

    A code that the pack knows gets the new name, and the aliases that it lacks; other places are added, in
    any order. No place is moved or taken out.
    """
    tables, faults = market.read(folder)
    columns = market.PLACE_COLUMNS
    given = pack.read_table(file, columns[:-1], faults, optional=columns[-1:], name=str(file))
    if faults or given is None or tables.places is None:
        return Outcome(tuple(market.in_order(faults)))

    known = {row.cells["code"]: number for number, row in enumerate(tables.places)}
    merged = list(tables.places)
    added: list[Row] = []
    seen: set[str] = set()
    changed = 0
    for row in given:
        code = row.cells["code"]
        if code in seen or code not in known:
            added.append(row)  # the rules name a code that is there twice
        else:
            old = tables.places[known[code]]
            faults.extend(_moves(old, row))
            new = _merged(old, row)
            changed += new.cells != old.cells
            merged[known[code]] = new
        seen.add(code)
    merged.extend(sorted(added, key=lambda row: _depth(row, tables.frame.levels)))
    pack_rules.check_places(merged, tables.frame, faults)
    if faults:
        return Outcome(tuple(market.in_order(faults)))
    if added or changed:
        pack.replace_file(folder / market.PLACES, pack.write_table(columns, (row.cells for row in merged)))
    return Outcome((), len(added), changed, len(given) - len(added) - changed)


def _moves(old: Row, new: Row) -> list[Fault]:
    return [
        Fault(
            new.file,
            new.line,
            column,
            f'"{new.cells["code"]}" has the {column} "{old.cells[column]}" in the pack',
            "An import moves no place: people who live there would move too. Take the line out.",
        )
        for column in ("parent", "level")
        if new.cells[column] != old.cells[column]
    ]


def _merged(old: Row, new: Row) -> Row:
    # The origin of the new row is kept, so that a fault points at the line somebody can mend.
    name = new.cells["name"]
    aliases = list(pack_rules.aliases(old.cells["aliases"]))
    known = {spelling.key(each) for each in (name, *aliases)}
    for alias in pack_rules.aliases(new.cells.get("aliases", "")):
        if spelling.key(alias) not in known:
            known.add(spelling.key(alias))
            aliases.append(alias)
    return Row(new.file, new.line, {**old.cells, "name": name, "aliases": "|".join(aliases)})


def _depth(row: Row, levels: tuple[str, ...]) -> int:
    level = row.cells["level"]
    return levels.index(level) if level in levels else len(levels)
