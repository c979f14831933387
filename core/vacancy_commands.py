"""The commands for vacancies, for staff at the server: what waits, let people see it, take it from sight."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from core import market, settings, vacancies
from core.database import Database, Row, open_database
from core.errors import InvalidError, NotFoundError, SetupError
from core.market import Market

_ENDS = ("filled", "closed", "held", "refused")


@click.group("vacancy")
def vacancy_group() -> None:
    """See which vacancies wait, open them, and take them from sight."""


@vacancy_group.command("waiting")
def waiting() -> None:
    """List the vacancies that wait to be opened, oldest first."""
    with opened() as (db, pack):
        rows = vacancies.waiting(db)
        for row in rows:
            place = pack.places[row["place"]].name
            pay = f"{pack.currency} {row['pay']:,} a {row['pay_period']}" if row["pay"] else "pay to be agreed"
            click.echo(
                f"{row['reference']}  {row['title']}, {row['employer_name']}, {place}, {pay}, posts {row['posts']}"
            )
    click.echo(f"{len(rows)} waiting")


@vacancy_group.command("open")
@click.argument("reference")
def open_vacancy(reference: str) -> None:
    """Let people see the vacancy with this REFERENCE. Those whom it fits are told by SMS."""
    with opened() as (db, pack):
        vacancy = found(db, reference)
        try:
            vacancies.open(db, pack, vacancy["id"], int(time.time()))
        except InvalidError:
            raise SetupError(
                f"{reference} is {vacancy['status']}, or its deadline has passed, so it cannot be opened."
            ) from None
    click.echo(f"{reference} is open: {vacancy['title']}, {vacancy['employer_name']}.")


@vacancy_group.command("end")
@click.argument("reference")
@click.option(
    "--as", "status", type=click.Choice(_ENDS), default="closed", show_default=True, help="What became of it."
)
def end_vacancy(reference: str, status: str) -> None:
    """Take the vacancy with this REFERENCE from sight. Alerts about it that wait are not sent."""
    with opened() as (db, pack):
        vacancy = found(db, reference)
        if not vacancies.end(db, pack, vacancy["id"], status, int(time.time())):
            raise SetupError(f"{reference} is {vacancy['status']}, so it cannot become {status}.")
    click.echo(f"{reference} is {status}: {vacancy['title']}, {vacancy['employer_name']}.")


@contextmanager
def opened() -> Iterator[tuple[Database, Market]]:
    """The database and the market of this installation. Raises SetupError."""
    chosen = settings.read()
    pack = market.load(chosen.market)
    with closing(open_database(chosen.database, create=False)) as db:
        yield db, pack


def found(db: Database, reference: str) -> Row:
    """The vacancy with a reference as it was typed. Raises SetupError that says what is wrong with it."""
    try:
        return vacancies.by_reference(db, reference)
    except InvalidError:
        raise SetupError(f"{reference} is mistyped: its last digit does not fit the others.") from None
    except NotFoundError:
        raise SetupError(f"There is no vacancy {reference}.") from None


commands: list[click.Command] = [vacancy_group]
