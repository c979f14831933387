"""The commands of the core: what an administrator does on the server itself."""

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import click

from core import backup, market, migrations, place_import, settings
from core.database import open_database
from core.pack import Fault

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_MACHINERY = ("migration", "sequence")  # tables whose rows are nothing that people told us


@click.group("market")
def market_group() -> None:
    """Look after a market pack: the folder of data that describes one labour market."""


@market_group.command("check")
@click.argument("folder", metavar="DIR", type=_FOLDER)
def check_market(folder: Path) -> None:
    """Name every fault of the market pack in DIR, and how to mend it."""
    found = market.check(folder)
    _print(found)
    faults = sum(not fault.is_warning for fault in found)
    if faults:
        click.echo(_count(faults, "fault"))
        raise SystemExit(1)
    pack = market.load(folder)
    shown = sum(len(pack.occupations.in_sector(sector.code)) for sector in pack.occupations.sectors)
    warnings = f", {_count(len(found), 'warning')}" if found else ""
    click.echo(
        f"{pack.code}: {_count(len(pack.places), 'place')}, {_count(shown, 'occupation')} in "
        f"{_count(len(pack.occupations.sectors), 'sector')}, languages {', '.join(pack.languages)}: "
        f"no faults{warnings}"
    )


@market_group.command("import-places")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option(
    "--pack",
    "folder",
    metavar="DIR",
    type=_FOLDER,
    default=lambda: settings.read().market,
    show_default="FURSA_MARKET",
    help="The market pack to change.",
)
def import_places(file: Path, folder: Path) -> None:
    """Merge the places in FILE into a market pack.

    FILE is a CSV file with the columns code, parent, level, name and perhaps aliases. Places that the pack
    knows by their code get the new name and further aliases, others are added. A fault changes nothing.
    """
    outcome = place_import.import_places(folder, file)
    _print(outcome.faults)
    if outcome.faults:
        click.echo(f"{_count(len(outcome.faults), 'fault')}. Nothing was changed.")
        raise SystemExit(1)
    click.echo(f"{outcome.added} added, {outcome.changed} changed, {outcome.unchanged} unchanged")


@click.command("migrate")
def migrate_database() -> None:
    """Bring the database up to date, or make it where there is none."""
    with closing(open_database(settings.read().database)) as db:
        applied = migrations.migrate(db)
    for name in applied:
        click.echo(f"applied {name}")
    if not applied:
        click.echo("The database is up to date.")


@click.command("backup")
@click.argument("file", metavar="FILE", type=_NEW_FILE)
@click.option("--force", is_flag=True, help="Replace FILE if it exists.")
def backup_database(file: Path, force: bool) -> None:
    """Write the whole database into FILE and check it. The service may go on meanwhile."""
    contents = backup.make(settings.read().database, file, overwrite=force)
    _print_rows(contents.rows)
    click.echo(f"{file}: {file.stat().st_size:,} bytes, checked. Keep it where only you can read it.")


@click.command("restore")
@click.argument("file", metavar="FILE", type=_FILE)
@click.option("--yes", is_flag=True, help="Do not ask.")
def restore_database(file: Path, yes: bool) -> None:
    """Make the database what the backup in FILE holds. The service may go on meanwhile.

    FILE is checked first. All that was written after the backup is lost.
    """
    url = settings.read().database
    if not yes:
        held = backup.examine(url, file)
        click.echo(f"{file} is whole. It holds:")
        _print_rows(held.rows)
        click.confirm(f"Replace all that is in {settings.without_password(url)} with it?", abort=True)
    backup.put_back(url, file)
    with closing(open_database(url)) as db:
        migrations.migrate(db)
        now = backup.rows(db)
    click.echo("Restored. The database now holds:")
    _print_rows(now)


def _print_rows(rows: Mapping[str, int]) -> None:
    for table, count in rows.items():
        if table not in _MACHINERY:
            click.echo(f"{count:>12,}  {table}")


def _print(faults: Iterable[Fault]) -> None:
    for fault in faults:
        click.echo(str(fault))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


commands: list[click.Command] = [market_group, migrate_database, backup_database, restore_database]
