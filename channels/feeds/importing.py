"""Importing: a file of vacancies of another system, whatever is in it, item by item."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from channels.feeds import fields, from_atom, from_csv, from_job_posting, from_json_lines, plain
from channels.feeds.item import Fault, Item
from core import postings
from core.database import Database
from core.errors import ConflictError, InvalidError
from core.market import Market
from core.meaning import Posting
from core.postings import Taken

FORMATS = ("csv", "jsonl", "jobposting", "atom")
MOST_BYTES = 20_000_000
MOST_ITEMS = 20_000
LONGEST_SOURCE = 60
OUTCOMES = ("added", "changed", "same", "joined", "doubt", "expired", "ended")

_BY_LINE = ("csv", "jsonl")
_ENDINGS = {
    "csv": "csv", "tsv": "csv", "txt": "csv", "jsonl": "jsonl", "ndjson": "jsonl", "jsonld": "jobposting",
    "html": "jobposting", "htm": "jobposting", "atom": "atom", "rss": "atom",
}  # fmt: skip
_WARNINGS = frozenset(("unknown_column",))


@dataclass(slots=True)
class Report:
    """What became of a file. `faults` are items that were not taken; `notes` what to know of those that were.

    `counts` is by outcome, as in `postings.Taken`. `unit` says what numbers count: line or item. `lost` counts faults
    of which nobody can say which posting they are. `is_whole` is False where it stopped before the end.
    """

    format: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    faults: list[Fault] = field(default_factory=list)
    notes: list[Fault] = field(default_factory=list)
    lost: int = 0
    is_whole: bool = True

    @property
    def unit(self) -> str:
        return "line" if self.format in _BY_LINE else "item"

    @property
    def taken(self) -> int:
        """How many items were read well, whatever became of them."""
        return sum(self.counts.values())


def take(
    db: Database,
    market: Market,
    now: int,
    actor: str,
    name: str,
    data: bytes,
    *,
    format: str | None = None,
    source: str | None = None,
    level: str = "unknown",
    dry_run: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Report:
    """Take the vacancies in a file, each in a transaction of its own, and say which could not be taken and why.

    `name` is that of the file, `source` of whom it is from, the name where it is None: the same source later brings
    the same vacancies up to date. `actor` is as in `audit.note`. With `dry_run` nothing is kept.
    """
    source = " ".join((source or name).split())[:LONGEST_SOURCE] or "file"
    report = Report(format if format in FORMATS else guessed(name, data))
    numbers: dict[str, int] = {}
    for count, found in enumerate(_items(report, market, data)):
        if stopping() or count >= MOST_ITEMS:
            report.is_whole = False
            if count >= MOST_ITEMS:
                report.faults.append(Fault(found.number, "too_many", {"most": str(MOST_ITEMS)}))
            break
        if isinstance(found, Fault):
            _note(report, found)
        else:
            _take_item(db, market, now, actor, source, level, dry_run, report, found, numbers)
    if report.is_whole and not report.taken and not report.faults:
        _note(report, Fault(None, "no_postings"))
    return report


def guessed(name: str, data: bytes) -> str:
    """The format of a file, by its name, else by how it begins."""
    ending = name.lower().rpartition(".")[2]
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    text = plain.decode(data[:200_000])[0].lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        page = re.match(r"<!doctype html|<html", text, re.IGNORECASE) or "application/ld+json" in text.lower()
        return "jobposting" if page else "atom"
    if text.startswith("{"):
        return "jobposting" if "@type" in text.split("\n", 1)[0] or text[1:].lstrip(" \t").startswith("\n") else "jsonl"
    return "jobposting" if text.startswith("[") else "csv"


def _items(report: Report, market: Market, data: bytes) -> Iterable[Item | Fault]:
    if len(data) > MOST_BYTES:
        return [Fault(None, "file_too_big", {"most": f"{MOST_BYTES // 1_000_000}"})]
    if report.format == "atom":
        return from_atom.read(data)
    text, encoding = plain.decode(data)
    if encoding == "latin-1":
        report.notes.append(Fault(None, "latin_1"))
    return _of_text(report.format, text, market)


def _of_text(format: str, text: str, market: Market) -> Iterator[Item | Fault]:
    if format == "csv":
        return from_csv.read(text)
    if format == "jsonl":
        return from_json_lines.read(text)
    return from_job_posting.read(text, market)


def _note(report: Report, fault: Fault) -> None:
    if fault.code in _WARNINGS:
        report.notes.append(fault)
    else:
        report.faults.append(fault)
        report.lost += 1


def _take_item(
    db: Database,
    market: Market,
    now: int,
    actor: str,
    source: str,
    level: str,
    dry_run: bool,
    report: Report,
    item: Item,
    numbers: dict[str, int],
) -> None:
    try:
        posting, left_out = fields.posting(market, now, item.cells)
    except InvalidError as error:
        report.faults.append(_fault(item, error))
        key = fields.key_of(item.cells)
        if key is None:
            report.lost += 1
        elif not dry_run:
            postings.seen(db, source, key, now)
        return
    if posting.key in numbers:
        report.faults.append(Fault(item.number, "twice", {"first": str(numbers[posting.key])}))
        return
    numbers[posting.key] = item.number
    try:
        taken = _kept(db, market, now, posting, actor, source, level, dry_run)
    except InvalidError as error:
        report.faults.append(_fault(item, error))
        return
    except ConflictError:
        report.faults.append(Fault(item.number, "not_kept"))
        return
    report.counts[taken.outcome] += 1
    report.notes += [Fault(item.number, code) for code in (*left_out, *taken.why)]
    if taken.outcome in ("expired", "joined", "ended"):
        report.notes.append(Fault(item.number, taken.outcome))


class _UndoneError(Exception):
    """Ends the transaction of a dry run."""


def _kept(
    db: Database,
    market: Market,
    now: int,
    posting: Posting,
    actor: str,
    source: str,
    level: str,
    dry_run: bool,
) -> Taken:
    if not dry_run:
        return postings.take(db, market, now, posting, actor=actor, source=source, level=level)
    tried: list[Taken] = []
    try:
        with db.transaction():
            tried.append(postings.take(db, market, now, posting, actor=actor, source=source, level=level))
            raise _UndoneError
    except _UndoneError:
        return tried[0]


def _fault(item: Item, error: InvalidError) -> Fault:
    return Fault(item.number, error.code, {name: str(value)[:80] for name, value in error.values.items()})
