"""The commands for tablets, for staff at the server: let one in, see which there are, shut one out."""

import io
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

import click

from core import market, migrations, officers, settings
from core.database import Database, Row, make_private, open_database
from core.errors import InvalidError, SetupError
from core.market import Market
from sync import devices

_NEW_FILE = click.Path(dir_okay=False, path_type=Path)
_PICTURE_SCALE = 8  # pixels of a module: large enough to be read from a screen or from paper
_LONGEST_NAME = 80
_COLUMNS = "{:<36}  {:<7}  {:<12}  {:<15}  {:<16}  {:>6}  {:<8}  {}"


@click.group("device")
def device_group() -> None:
    """Look after the tablets of officers."""


@device_group.command("enrol")
@click.argument("officer")
@click.option("--places", metavar="CODES", help="The officer's places, codes with commas between, as 047,001.")
@click.option("--qr", "picture", metavar="FILE", type=_NEW_FILE, help="Write the QR code into FILE, a PNG picture.")
def enrol(officer: str, places: str | None, picture: Path | None) -> None:
    """Give a code that lets one tablet of OFFICER in, once, within a day.

    OFFICER is a short name, as amina. With --places an officer who is not known yet is added, and one who is known
    is of these places from now on.
    """
    if picture and picture.exists():
        raise SetupError(f"{picture} is there already: delete it, or give another name to --qr.")
    now = int(time.time())
    with opened() as (db, pack):
        found = _officer(db, pack, officer, places, now)
        code = devices.invite(db, found["id"], now)
        named = ", ".join(f"{place} {pack.places[place].name}" for place in found["places"] if place in pack.places)
        until = _local(pack, now + devices.CODE_SECONDS)
    click.echo(f"{found['name']}, {named}\n")
    click.echo(f"    {code}\n")
    click.echo(f"This code lets in one tablet, once, until {until}. Who sees it can use it.")
    qr = devices.qr(devices.address(code, settings.read().public_url))
    drawn = io.StringIO()
    qr.terminal(drawn, compact=True)
    click.echo(drawn.getvalue())
    if picture:
        try:
            make_private(picture)
            qr.save(str(picture), kind="png", scale=_PICTURE_SCALE)
        except OSError as error:
            raise SetupError(f"The code counts, but {picture} could not be written: {error.strerror}.") from error
        click.echo(f"{picture}: the same as a picture. Delete it once the tablet is in.")


@device_group.command("list")
def list_devices() -> None:
    """List the tablets, by officer: when they were here last, what waits on them, how far their clocks are off."""
    with opened() as (db, pack):
        rows = devices.all(db)
        if rows:
            click.echo(
                _COLUMNS.format("device", "state", "officer", "places", "last sync", "unsent", "clock", "client")
            )
        for row in rows:
            last = _local(pack, row["seen_at"]) if row["seen_at"] else "never"
            click.echo(
                _COLUMNS.format(
                    row["id"],
                    row["state"],
                    row["officer"],
                    ",".join(row["places"]),
                    last,
                    row["unsent"],
                    _clock(row["clock_offset"]),
                    row["client"],
                ).rstrip()
            )
    click.echo(f"{len(rows)} {'device' if len(rows) == 1 else 'devices'}")


@device_group.command("revoke")
@click.argument("device")
def revoke(device: str) -> None:
    """Shut out a tablet that was lost, or whose officer leaves.

    DEVICE is its id in `fursa device list`, or the beginning of it that no other has.
    """
    with opened() as (db, _):
        found = _device(db, device)
        if not devices.revoke(db, found["id"], int(time.time())):
            raise SetupError(f"{found['id']} of {found['officer']} was revoked before.")
    click.echo(
        f"{found['id']} of {found['officer']} is revoked. It gets no more documents. It is told to delete everything"
        " once what it has unsent is here, which is kept for staff"
        f" ({found['unsent']:,} unsent when it was here last)."
    )


@contextmanager
def opened() -> Iterator[tuple[Database, Market]]:
    """The database, which has to be up to date, and the market of this installation. Raises SetupError."""
    chosen = settings.read()
    pack = market.load(chosen.market)
    with closing(open_database(chosen.database, create=False)) as db:
        if migrations.pending(db):
            raise SetupError("The database is not up to date. Bring it up to date with `fursa migrate`.")
        yield db, pack


def _officer(db: Database, pack: Market, name: str, places: str | None, now: int) -> Row:
    """The officer of this name, of these places where they are told. Raises SetupError."""
    known = officers.by_name(db, name)
    if known and known["ended_at"] is not None:
        raise SetupError(f"{name} is no officer any more.")
    if places is None:
        if known is None:
            raise SetupError(f'There is no officer "{name}". Give their places with --places, and they are added.')
        return known
    codes = sorted({place.strip() for place in places.split(",")} - {""})
    if not codes:
        raise SetupError("Give one place to --places, or more with commas between, as 047,001.")
    if not name.isprintable() or name != name.strip() or not 1 <= len(name) <= _LONGEST_NAME:
        raise SetupError(f"The name of an officer is short, as amina: up to {_LONGEST_NAME} characters.")
    try:
        return officers.move(db, pack, known, codes, now) if known else officers.add(db, pack, name, codes, now)
    except InvalidError as error:
        raise SetupError(
            f'{pack.code} has no place "{error.values["place"]}". Give codes that stand in places.csv.'
        ) from None


def _device(db: Database, beginning: str) -> Row:
    """The device whose id begins like this. Raises SetupError."""
    found = [row for row in devices.all(db) if row["id"].startswith(beginning.lower())]
    if not found or not beginning:
        raise SetupError(f'There is no device "{beginning}". `fursa device list` shows them.')
    if len(found) > 1:
        raise SetupError(f'{len(found)} devices begin with "{beginning}": give more of the id.')
    return found[0]


def _local(pack: Market, at: int) -> str:
    """A time as clocks of the market show it."""
    return datetime.fromtimestamp(at, pack.time_zone).strftime("%Y-%m-%d %H:%M")


def _clock(offset_seconds: int) -> str:
    """How far a clock is off, in the largest unit that says it."""
    size, sign = abs(offset_seconds), "-" if offset_seconds < 0 else "+"
    for unit, seconds in (("d", 86_400), ("h", 3600), ("min", 60)):
        if size >= seconds:
            return f"{sign}{size // seconds} {unit}"
    return "right"


commands: list[click.Command] = [device_group]
