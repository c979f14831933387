"""The commands for staff accounts: the first one can only be made here."""

import time

import click

from core import audit, roles
from core import staff as accounts
from core.database import Row
from core.errors import InvalidError, NotFoundError, SetupError
from core.vacancy_commands import opened

_MEND = {
    "staff_name": "A name has 1 to 40 characters.",
    "unknown_place": "The market has no such place.",
    "place_too_small": "Accounts are for areas (counties, in Kenya) or wider places.",
    "last_administrator": "This is the last administrator of the whole market. Make another one first.",
}


@click.group("staff")
def staff_group() -> None:
    """Let staff into the office's pages, and out of them."""


@staff_group.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(roles.ROLES), default="administrator", show_default=True)
@click.option("--place", "places", multiple=True, help="Code or name of a place; again for more. None: everywhere.")
@click.option("--language", help="Of their pages, such as sw.")
def add(name: str, role: str, places: tuple[str, ...], language: str | None) -> None:
    """Make an account of this NAME. Prints the one-time word that opens it."""
    with opened() as (db, pack):
        codes = []
        for word in places:
            place = pack.places.get(word) or next(iter(pack.places.find(word)), None)
            if place is None:
                raise SetupError(f"The market has no place {word!r}.")
            codes.append(place.code)
        if language and language not in pack.languages:
            raise SetupError(f"The market speaks {', '.join(pack.languages)}, not {language!r}.")
        try:
            _member, invite = accounts.add(db, pack, name, role, codes, int(time.time()), language=language)
        except InvalidError as error:
            raise SetupError(_MEND[error.code]) from None
    click.echo(f"{name} opens /staff/welcome within three days with this one-time word: {invite}")


@staff_group.command("list")
def show() -> None:
    """List the accounts."""
    with opened() as (db, pack):
        rows = accounts.all(db)
    for row in rows:
        where = ", ".join(pack.places[code].name for code in row["places"]) or "everywhere"
        state = "closed" if row["ended_at"] else "active" if row["signed_in_at"] else "not signed in yet"
        click.echo(f"{row['name']}  {row['role']}  {where}  {state}")
    click.echo(f"{len(rows)} accounts")


@staff_group.command("reset")
@click.argument("name")
def reset(name: str) -> None:
    """Somebody lost their password or phone: print a new one-time word."""
    with opened() as (db, _pack):
        invite = accounts.reset(db, _found(accounts.all(db), name)["id"], int(time.time()), audit.SERVICE)
    click.echo(f"{name} opens /staff/welcome within three days with this one-time word: {invite}")


@staff_group.command("end")
@click.argument("name")
def end(name: str) -> None:
    """Somebody has left: close their account."""
    with opened() as (db, _pack):
        try:
            accounts.end(db, _found(accounts.all(db), name)["id"], int(time.time()), audit.SERVICE)
        except InvalidError as error:
            raise SetupError(_MEND[error.code]) from None
        except NotFoundError:
            raise SetupError(f"The account {name} is closed already.") from None
    click.echo(f"{name} is signed out, and can sign in no more.")


def _found(rows: list[Row], name: str) -> Row:
    for row in rows:
        if row["name"] == name and not row["ended_at"]:
            return row
    raise SetupError(f"There is no account {name}.")


commands: list[click.Command] = [staff_group]
