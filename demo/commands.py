"""`fursa demo`: a lively, invented labour market on this machine, with a phone in the browser."""

import time
from dataclasses import replace
from pathlib import Path

import click

from channels import server
from core import market, migrations, settings
from core.database import open_database
from core.errors import SetupError
from core.settings import Settings
from demo import field, office
from demo import seed as seeding
from sync import devices

HOST = "127.0.0.1"  # anybody may act as anybody in a demo, so it never listens to others


@click.command()
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen at.")
@click.option(
    "--data",
    "folder",
    metavar="DIR",
    default="demo-data",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder that keeps the demo. Delete it to begin anew.",
)
@click.option("--seed", default=1, show_default=True, help="Another number gives other people and jobs.")
def demo(port: int, folder: Path, seed: int) -> None:
    """Try the service with invented people and jobs, until Ctrl-C."""
    server.require_port(HOST, port)  # before anything is made
    address = f"http://{HOST}:{port}"
    chosen = replace(
        settings.read(),
        database=f"sqlite:///{make_folder(folder) / 'fursa.db'}",
        redis=None,
        gateway="simulator",
        public_url=address,
        at_url=f"{address}/simulator",
        at_username="demo",
        at_api_key="demo",
    )
    code = prepare(chosen, seed, int(time.time()))

    def ready(address: str) -> None:
        click.echo(f"The phone:     {address}/phone")
        click.echo(f"In a terminal: fursa phone +254712345678 --url {address}")
        click.echo(f"Staff:         {address}/staff/ (name: {office.NAME}, password: {office.PASSWORD})")
        click.echo(f"Staff's code:  {address}{office.CODE}")
        if code:
            click.echo(f"A tablet:      {devices.address(code, address)} (works once)")
        click.echo(f"Data:          {folder.resolve()}")
        click.echo("Stop:          Ctrl-C")

    server.serve("wsgi:serve_app", chosen, True, host=HOST, port=port, threads=chosen.request_threads, ready=ready)
    click.echo("Stopped.")


def make_folder(folder: Path) -> Path:
    """The folder, made where it is missing. Raises SetupError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"The folder {folder} cannot be made: {error.strerror}. Choose another with --data.") from None
    return folder.resolve()


def prepare(chosen: Settings, seed: int, now: int) -> str | None:
    """Migrate the database, fill it where it is empty, and say what is in it. Returns a code for a tablet, if any."""
    pack = market.load(chosen.market)
    db = open_database(chosen.database)
    try:
        migrations.migrate(db)
        found = seeding.fill(db, pack, seed, now)
        office.open_to_all(db, pack, now)
        code = field.code(db, pack, now)
        has_closed = seeding.has_closed(db, now)
    finally:
        db.close()
    click.echo(
        f"{pack.name}: {found.employers} employers, {found.vacancies} vacancies, {found.people} people,"
        f" {found.applications} applications"
    )
    if not found.employers:
        click.echo("People and jobs have been invented for Kenya only, so this market starts empty.")
    if has_closed:
        click.echo("The jobs of this demo have all closed. Delete its folder to begin anew.")
    return code


commands: list[click.Command] = [demo]
