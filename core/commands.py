"""The commands of the core: what an administrator does on the server itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import click

from core import backup, learning, lexicon, lexicon_import, market, migrations, place_import, settings, spelling
from core.database import Database, open_database
from core.errors import SetupError
from core.lexicon_import import Label
from core.market import Market
from core.pack import Fault

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_MACHINERY = ("migration", "sequence")  # tables whose rows are nothing that people told us
_LONGEST_TYPED = 36  # characters in a column; what is longer shifts its line
_pack = click.option(
    "--pack",
    "folder",
    metavar="DIR",
    # Whether the folder is there is looked at later, to say it in one line.
    type=click.Path(path_type=Path),
    default=lambda: settings.read().market,
    show_default="FURSA_MARKET",
    help="The market pack to change.",
)


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
    entries = sum(1 for _ in lexicon.entries(folder, (each.code for each in pack.occupations)))
    shown = sum(len(pack.occupations.in_sector(sector.code)) for sector in pack.occupations.sectors)
    warnings = f", {_count(len(found), 'warning')}" if found else ""
    click.echo(
        f"{pack.code}: {_count(len(pack.places), 'place')}, {_count(shown, 'occupation')} in "
        f"{_count(len(pack.occupations.sectors), 'sector')}, languages {', '.join(pack.languages)}, "
        f"{entries:,} {'entry' if entries == 1 else 'entries'}, {_count(len(pack.skills), 'skill')}: "
        f"no faults{warnings}"
    )


@market_group.command("import-places")
@click.argument("file", metavar="FILE", type=_FILE)
@_pack
def import_places(file: Path, folder: Path) -> None:
    """Merge the places in FILE into a market pack.

    FILE is a CSV file with the columns code, parent, level, name and perhaps aliases. Places that the pack
    knows by their code get the new name and further aliases, others are added. A fault changes nothing.
    """
    outcome = place_import.import_places(_there(folder), file)
    _refuse(outcome.faults)
    click.echo(f"{outcome.added} added, {outcome.changed} changed, {outcome.unchanged} unchanged")


@market_group.command("import-occupations")
@click.argument("file", metavar="FILE", type=_FILE)
@_pack
@click.option("--language", metavar="XX", default="", help="The language of labels that name none, as sw.")
@click.option("--skip-unknown", is_flag=True, help="Leave out labels whose code the pack does not have.")
def import_occupations(file: Path, folder: Path, language: str, skip_unknown: bool) -> None:
    """Merge the names of work in FILE into the lexicon of a market pack.

    FILE is a CSV file: a national classification, or ESCO's own. It has a column code, isco, isco08, iscoGroup or
    isco_code, and one of words, label, title, preferredLabel, altLabels; perhaps language, weight and kind. Other
    columns do not matter. An entry that is there keeps the higher weight. A fault changes nothing.
    """
    outcome = lexicon_import.import_occupations(_there(folder), file, language, skip_unknown)
    _refuse(outcome.faults)
    click.echo(
        f"{outcome.added:,} added, {outcome.changed:,} changed, {outcome.unchanged:,} unchanged; left out: "
        f"{outcome.too_long:,} too long, {outcome.unknown:,} of unknown codes"
    )


@market_group.command("learn")
@click.argument("text", required=False)
@click.argument("code", required=False)
@_pack
@click.option("--language", metavar="XX", help="The language of TEXT. Left out: the one it was typed in.")
@click.option("--weight", type=click.IntRange(1, 3), default=3, show_default=True, help="How surely TEXT means CODE.")
@click.option("--drop", is_flag=True, help="Take TEXT off the list, and teach nothing.")
@click.option("--limit", type=click.IntRange(min=1), default=50, show_default=True, help="The most texts to list.")
def learn(
    text: str | None, code: str | None, folder: Path, language: str | None, weight: int, drop: bool, limit: int
) -> None:
    """List what people typed that was not understood or was asked back; or teach what TEXT means.

    The list tells how many times, the text, what people chose and the language, the most frequent first. With TEXT
    and the CODE of an occupation the text goes into the lexicon of the pack and off the list.
    """
    with _migrated() as db:
        if drop and text is not None and code is None:
            if not learning.forget(db, text):
                raise SetupError(f'"{text}" is not on the list.')
            click.echo(f'"{text}" is off the list.')
            return
        pack = market.load(_there(folder))
        if text is None and not drop:
            _list_typed(learning.most(db, limit), pack)
        elif text is None or code is None or drop:
            raise SetupError("Give a text with the code of its occupation, or a text with --drop; or neither, to list.")
        else:
            _teach(db, pack, text, code, language or learning.language(db, text), weight)


def _list_typed(rows: list[dict[str, object]], pack: Market) -> None:
    for row in rows:
        click.echo(
            f"{row['times']:>6,}  {row['text']:<{_LONGEST_TYPED}}  {row['language']:<3}  "
            f"{_named(pack, str(row['choice']), str(row['language']))}"
        )
    click.echo(_count(len(rows), "text"))


def _teach(db: Database, pack: Market, text: str, code: str, language: str | None, weight: int) -> None:
    words = " ".join(text.split())
    if code not in pack.occupations:
        raise SetupError(f'{pack.code} has no occupation "{code}". Give the four digits of occupations.csv.')
    if language is None:
        raise SetupError(f'"{words}" is not on the list: say with --language which language it is.')
    if not lexicon.is_language(language):
        raise SetupError(f'"{language}" is no language: give the two or three small letters of ISO 639, as sw.')
    keys = spelling.key(words).split()
    if not keys or not words.isprintable() or lexicon.is_too_long(words):
        raise SetupError(f'"{words}" can be no entry: give 1 to {lexicon.MOST_WORDS} words.')
    if tuple(keys) in {small for _role, small in lexicon.speech(pack.folder)}:
        raise SetupError(f'"{words}" is a small word of {lexicon.SPEECH}: take it out there first.')
    outcome = lexicon_import.add(pack.folder, [Label(code, language, words, weight)])
    if outcome.faults:
        more = f" ({len(outcome.faults) - 1} more)" if len(outcome.faults) > 1 else ""
        raise SetupError(f"The lexicon cannot be changed. {outcome.faults[0]}{more}")
    learning.forget(db, words)
    what = f'"{words}" means {_named(pack, code, language)}, language {language}'
    if outcome.unchanged:
        click.echo(f"{what}: the lexicon knows that already.")
    else:
        click.echo(f"{what}, weight {weight}. The service reads it after a restart.")


def _named(pack: Market, code: str, language: str) -> str:
    """A code and what menus call it, or its title where they do not show it."""
    if not code:
        return "-"
    if (occupation := pack.occupations.get(code)) is None:
        return code
    labels = occupation.labels
    return f"{code} {labels.get(language) or labels.get(pack.default_language) or occupation.title}"


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


@contextmanager
def _migrated() -> Iterator[Database]:
    """The database of the service, which has to be up to date."""
    with closing(open_database(settings.read().database, create=False)) as db:
        if migrations.pending(db):
            raise SetupError("The database is not up to date. Bring it up to date with `fursa migrate`.")
        yield db


def _there(folder: Path) -> Path:
    if not folder.is_dir():
        raise SetupError(f"There is no market pack {folder}: give the folder of one to --pack.")
    return folder


def _refuse(faults: Sequence[Fault]) -> None:
    """End where an import has faults."""
    _print(faults)
    if faults:
        click.echo(f"{_count(len(faults), 'fault')}. Nothing was changed.")
        raise SystemExit(1)


def _print_rows(rows: Mapping[str, int]) -> None:
    for table, count in rows.items():
        if table not in _MACHINERY:
            click.echo(f"{count:>12,}  {table}")


def _print(faults: Iterable[Fault]) -> None:
    for fault in faults:
        click.echo(str(fault))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


commands: list[click.Command] = [market_group, migrate_database, backup_database, restore_database]
