"""The composition root: the WSGI application, and the `fursa` command."""

import logging
import sys
import time
from collections.abc import Callable
from importlib import import_module

import click
from flask import Flask

from core import logs, market, migrations, settings, upkeep
from core.database import Database, open_database
from core.errors import ServiceError, SetupError, UnavailableError
from core.settings import Settings

COMMANDS = ("core.commands", "channels.commands", "channels.check", "channels.phone.commands", "demo.commands")
DEMO_KEY = "demo"


def create_app(chosen: Settings | None = None, demo: bool = False, clock: Callable[[], float] = time.time) -> Flask:
    """The service as a WSGI application, its database brought up to date.

    Only a demo answers to the key "demo" and has the phone in the browser. `clock` gives UTC seconds.
    Raises SetupError.
    """
    from channels import health
    from channels.gateways.africastalking.ussd import UssdCallback
    from channels.paging import Limits
    from channels.screens import menu
    from channels.ussd import Ussd

    chosen = chosen or settings.read()
    pack = market.load(chosen.market)
    db = open_database(chosen.database, chosen.threads)
    migrations.migrate(db)

    app = Flask("fursa", static_folder=None)
    app.extensions["fursa"] = {"db": db, "market": pack}
    app.register_blueprint(health.blueprint(_readiness(db, chosen)))
    limits = Limits(chosen.ussd_gsm7, chosen.ussd_ucs2)
    ussd = Ussd(db, pack, menu, limits, chosen.resume_minutes * 60, clock)
    keys = (DEMO_KEY,) if demo else chosen.callback_keys
    app.wsgi_app = UssdCallback(ussd, pack, keys, app.wsgi_app)  # type: ignore[method-assign]
    if demo:
        from channels.phone import pages, state

        app.register_blueprint(pages.blueprint(pack, lambda phone: state.of_phone(db, pack, phone), limits))
    return app


def serve_app(chosen: Settings | None = None, demo: bool = False) -> Flask:
    """What a server process runs: the application, its logs and its upkeep."""
    logs.start(logging.WARNING if demo else logging.INFO)
    app = create_app(chosen, demo)
    upkeep.start(app.extensions["fursa"]["db"], app.extensions["fursa"]["market"])
    return app


def _readiness(db: Database, chosen: Settings) -> dict[str, Callable[[], None]]:
    """What must work before people are sent to this process."""

    def migrated() -> None:
        if migrations.pending(db):
            raise SetupError("The database is not up to date. Run `fursa migrate`.")

    def queue() -> None:
        if chosen.redis:
            from redis import Redis, RedisError

            try:
                Redis.from_url(chosen.redis, socket_timeout=2).ping()
            except RedisError as error:
                raise UnavailableError(f"Redis does not answer: {error}") from error

    return {"database": db.check, "migrations": migrated, "queue": queue}


class Fursa(click.Group):
    """The `fursa` command. Errors that an administrator can mend are told in one line, without a stack."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except ServiceError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Fursa)
@click.version_option(package_name="fursa")
def main() -> None:
    """Fursa: the public employment service for people whom web sites do not reach."""


for module in COMMANDS:
    for command in import_module(module).commands:
        main.add_command(command)

if __name__ == "__main__":
    sys.exit(main())
