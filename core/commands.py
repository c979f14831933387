"""The commands of the core: what an administrator does on the server itself."""

from collections.abc import Iterable
from pathlib import Path

import click

from core import market, place_import, settings
from core.pack import Fault

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


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


def _print(faults: Iterable[Fault]) -> None:
    for fault in faults:
        click.echo(str(fault))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


commands: list[click.Command] = [market_group]
