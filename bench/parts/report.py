"""The report of a benchmark: a line a goal on the screen, and its section in docs/performance.md."""

import argparse
import operator
import os
import platform
import re
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path

PAGE = Path(__file__).parent.parent.parent / "docs" / "performance.md"
HEADING = "# Performance\n\nWritten by `make bench`. Every goal is a ratio to something measured in the same run.\n"
COMPARE = {">=": operator.ge, "<=": operator.le}


@dataclass
class Report:
    """What one benchmark found. `name` is that of its file, `title` heads its section."""

    name: str
    title: str
    quick: bool = False
    write: bool = False
    machine: list[str] = field(default_factory=list)
    files: dict[str, list[Path]] = field(default_factory=dict)  # that the command line names, by option
    _goals: list[tuple[str, str, str, bool]] = field(default_factory=list)
    _figures: list[tuple[str, str]] = field(default_factory=list)

    def figure(self, what: str, value: str) -> None:
        """Something measured that has no goal of its own."""
        print(f"{what}: {value}", flush=True)
        self._figures.append((what, value))

    def goal(self, what: str, value: float, relation: str, bound: float) -> None:
        """Something measured that must be `>=` or `<=` a bound."""
        met = COMPARE[relation](value, bound)
        print(f"goal: {what} {_short(value)} {relation} {_short(bound)} {'ok' if met else 'short'}", flush=True)
        self._goals.append((what, _short(value), f"{relation} {_short(bound)}", met))

    def finish(self) -> int:
        """Say how many goals were met, write the section where that was asked for. Returns the exit status."""
        met = sum(goal[-1] for goal in self._goals)
        print(f"{met} of {len(self._goals)} goals met")
        if self.write:
            _put(self.name, self._section())
        return 0 if met == len(self._goals) else 1

    def _section(self) -> str:
        command = f".venv/bin/python -P bench/{self.name}.py{' --quick' if self.quick else ''}"
        rows = ["| goal | measured | bound | |", "|---|---|---|---|"]
        rows += [
            f"| {what} | {value} | {bound} | {'ok' if met else 'short'} |" for what, value, bound, met in self._goals
        ]
        rows += ["", "| figure | measured |", "|---|---|", *(f"| {what} | {value} |" for what, value in self._figures)]
        machine = ", ".join([*_machine(), *self.machine])
        return f"## {self.title}\n\n`{command}` on {machine}.\n\n" + "\n".join(rows) + "\n"


def begin(title: str, *options: str) -> Report:
    """The report of the benchmark that is being run, with what its command line asks for.

    Each of `options` takes names of files: `--queries FILE...`.
    """
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("--quick", action="store_true", help="a smaller run, of at most a minute")
    parser.add_argument("--write", action="store_true", help=f"write the section in docs/{PAGE.name}")
    for option in options:
        parser.add_argument(f"--{option}", nargs="+", type=Path, default=[], metavar="FILE")
    chosen = parser.parse_args()
    files = {option: getattr(chosen, option) for option in options}
    return Report(Path(sys.argv[0]).stem, title, chosen.quick, chosen.write, files=files)


def _short(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:.2f}"


def _machine() -> list[str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return [
        f"{os.cpu_count()} cores",
        f"{memory:.0f} GB",
        platform.machine(),
        f"Python {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
    ]


def _put(name: str, section: str) -> None:
    """Replace the section of that name on the page, or add it at the end."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEADING
    begins, ends = f"<!-- {name} -->\n", f"<!-- end of {name} -->\n"
    section = begins + section + ends
    standing = re.compile(re.escape(begins) + ".*?" + re.escape(ends), re.DOTALL)
    if standing.search(page):
        page = standing.sub(lambda _: section, page)
    else:
        page = f"{page.rstrip()}\n\n{section}"
    PAGE.write_text(page, encoding="utf-8")
