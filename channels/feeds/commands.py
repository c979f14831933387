"""The commands for vacancies of other systems: `fursa import`, `fursa export` and `fursa feed`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from channels.feeds import exporting, importing, open_data, sources, wording
from channels.feeds.fetching import FetchError
from channels.feeds.importing import FORMATS, MOST_BYTES, Report
from core import audit, postings, settings
from core.errors import InvalidError, NotFoundError, SetupError
from core.vacancy_commands import opened

_LEVEL = click.Choice(sources.LEVELS)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_PROBLEMS = {
    "feed_name": "A name has 1 to 60 characters.",
    "feed_there": "There is a feed of this name. Remove it first, or choose another name.",
    "feed_hours": "Fetch it at least every 336 hours.",
}


@click.group("import")
def import_group() -> None:
    """Take in what other systems have."""


@import_group.command("vacancies")
@click.argument("file", type=_FILE)
@click.option("--format", "format", type=click.Choice(FORMATS), help="What the file is. Absent: seen from the file.")
@click.option("--source", help="Whom it is from: the next file of the same source changes what this one brought.")
@click.option(
    "--employer-level", "level", type=_LEVEL, default="unknown", show_default=True, help="Of employers who are new."
)
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
def import_vacancies(file: Path, format: str | None, source: str | None, level: str, dry_run: bool) -> None:
    """Take in the vacancies of FILE: CSV, JSON lines, JobPosting or Atom. Bad lines are named, the others taken."""
    with file.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    with opened() as (db, pack):
        report = importing.take(
            db, pack, int(time.time()), audit.SERVICE, file.name, data,
            format=format, source=source or file.stem, level=level, dry_run=dry_run,
        )  # fmt: skip
        waiting = postings.count_doubts(db)
    _tell(report)
    if waiting and not dry_run:
        click.echo(f"Waiting for staff: {waiting} postings that are not sure.")
    if dry_run:
        click.echo("Nothing was kept: this was a dry run.")
    if report.faults:
        raise SystemExit(1)


@click.group("export")
def export_group() -> None:
    """Give out what others may have."""


@export_group.command("vacancies")
@click.argument("file", type=_NEW_FILE)
@click.option(
    "--format", "format", type=click.Choice(exporting.FORMATS), default="csv", show_default=True, help="What to write."
)
def export_vacancies(file: Path, format: str) -> None:
    """Write the open vacancies into FILE, for a spreadsheet or for other systems."""
    public_url = settings.read().public_url
    if format == "jobposting" and not public_url:
        raise SetupError("FURSA_PUBLIC_URL is not set, and JobPosting tells where each vacancy is seen. Set it.")
    with opened() as (db, pack), _writing(file):
        if format == "csv":
            data = exporting.as_csv(db, pack, public_url)
        else:
            data = exporting.as_job_postings(db, pack, public_url or "")
        exporting.write(file, data)
    click.echo(f"{file} holds the open vacancies.")


@export_group.command("open-data")
@click.argument("file", type=_NEW_FILE)
def export_open_data(file: Path) -> None:
    """Write open vacancies and figures without personal data into the SQLite file FILE."""
    with opened() as (db, pack), _writing(file):
        rows = open_data.write(db, pack, file, int(time.time()))
    click.echo(f"{file}: " + ", ".join(f"{name} {number}" for name, number in rows.items()))


@click.group("feed")
def feed_group() -> None:
    """Fetch vacancies of other systems again and again."""


@feed_group.command("add")
@click.argument("name")
@click.argument("url")
@click.option("--format", "format", type=click.Choice(FORMATS), required=True, help="What stands there.")
@click.option(
    "--every", "hours", type=click.IntRange(1, 336), default=6, show_default=True, help="Hours between two fetches."
)
@click.option("--level", type=_LEVEL, default="unknown", show_default=True, help="Of the employers whom it names.")
@click.option(
    "--full/--partial", "is_full", default=None, help="Whether it lists all that is open. Absent: all but Atom do."
)
@click.option("--inside", "is_inside", is_flag=True, help="It may be of your own network, and at any port.")
def add_feed(name: str, url: str, format: str, hours: int, level: str, is_full: bool | None, is_inside: bool) -> None:
    """Fetch the address URL from now on, and call it NAME."""
    with opened() as (db, _pack):
        try:
            sources.add(
                db, name, url, int(time.time()),
                actor=audit.SERVICE, format=format, every_seconds=hours * 3600, level=level,
                is_full=format != "atom" if is_full is None else is_full, is_inside=is_inside,
            )  # fmt: skip
        except InvalidError as error:
            raise SetupError(_PROBLEMS.get(error.code, error.code)) from None
        except FetchError as error:
            raise SetupError(wording.failure(str(error))) from None
    click.echo(f"{name} is fetched every {hours} hours, for the first time within a minute while `fursa serve` runs.")


@feed_group.command("list")
def list_feeds() -> None:
    """List the feeds: when each was fetched, what came, what fails."""
    with opened() as (db, pack):
        rows = sources.every(db)
    for row in rows:
        fetched = row["fetched_at"]
        when = datetime.fromtimestamp(fetched, pack.time_zone).strftime("%Y-%m-%d %H:%M") if fetched else "never"
        parts = [f"{name} {number}" for name, number in row["counts"].items() if number]
        trouble = [f"failed {row['failures']} times: {wording.failure(row['failure'])}"] if row["failures"] else []
        hours = row["every_seconds"] // 3600
        about = [row["name"], row["format"], f"every {hours} h", row["level"], f"fetched {when}", *parts, *trouble]
        click.echo("  ".join(about))
    click.echo(f"{len(rows)} feeds")


@feed_group.command("remove")
@click.argument("name")
def remove_feed(name: str) -> None:
    """Fetch NAME no more. Its vacancies stay until their deadlines."""
    with opened() as (db, _pack):
        try:
            sources.remove(db, name, int(time.time()), audit.SERVICE)
        except NotFoundError:
            raise SetupError(f"There is no feed {name}.") from None
    click.echo(f"{name} is fetched no more.")


@feed_group.command("fetch")
@click.argument("name")
def fetch_feed(name: str) -> None:
    """Fetch NAME now, and say what is in it."""
    with opened() as (db, pack):
        feed = sources.by_name(db, name)
        if feed is None:
            raise SetupError(f"There is no feed {name}.")
        fetched = sources.fetch(db, pack, feed, time.time)
    if fetched.report:
        _tell(fetched.report)
    if fetched.failure:
        raise SetupError(wording.failure(fetched.failure))
    if fetched.report is None:
        click.echo("Nothing has changed since the last fetch.")
    elif fetched.closed:
        click.echo(f"{fetched.closed} that are in it no more were closed.")


def _tell(report: Report) -> None:
    for note in report.notes:
        click.echo(wording.numbered(report, note))
    for fault in report.faults:
        click.echo(wording.numbered(report, fault), err=True)
    click.echo(wording.summary(report))


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SetupError(f"{file} cannot be written: {error.strerror}.") from error


commands: list[click.Command] = [import_group, export_group, feed_group]
