"""The composition root: the WSGI application, and the `fursa` command."""

import gc
import logging
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import click
from flask import Flask, request

from channels import health, metrics
from channels.bridge import LONG_THREADS
from channels.feeds import jobs as feed_jobs
from channels.gateways.africastalking import sms as africastalking_sms
from channels.gateways.africastalking.ussd import UssdCallback
from channels.gateways.choice import chosen_gateway
from channels.gateways.kannel import sms as kannel_sms
from channels.paging import Limits
from channels.screens import menu
from channels.sms import Sms
from channels.ussd import Ussd
from channels.web.lite import site
from channels.web.staff import door
from core import areas, check, logs, market, migrations, settings, upkeep
from core.database import Database, open_database
from core.errors import ServiceError, SetupError
from core.market import Market
from core.reading import reader
from core.settings import Settings
from messages import jobs, opt_outs, reports
from messages.bell import Bell, RedisBell
from messages.reports import Report
from messages.worker import Worker, embed, is_embedded
from sync import api, openapi, problems
from sync import jobs as sync_jobs
from sync.tablet import site as tablet

COMMANDS = {  # where each command is, loaded when it is called
    "backup": "core.commands",
    "check": "channels.check",
    "demo": "demo.commands",
    "device": "sync.commands",
    "export": "channels.feeds.commands",
    "feed": "channels.feeds.commands",
    "import": "channels.feeds.commands",
    "market": "core.commands",
    "match": "core.match_commands",
    "messages": "messages.commands",
    "migrate": "core.commands",
    "phone": "channels.phone.commands",
    "restore": "core.commands",
    "serve": "channels.commands",
    "staff": "core.staff_commands",
    "sync": "sync.conflict_commands",
    "understand": "channels.understanding.commands",
    "vacancy": "core.vacancy_commands",
    "work": "channels.commands",
}
DEMO_KEY = "demo"


@dataclass(frozen=True, slots=True)
class Service:
    """The parts of a running service that its process and its tests hold on to.

    `worker` is None where other processes do its work.
    """

    db: Database
    market: Market
    worker: Worker | None


class Application(Flask):
    """Flask, which would write the address of a failing request into the log, and the callback key stands in it."""

    def log_exception(self, exc_info: Any) -> None:
        self.logger.error("a request failed", exc_info=exc_info, extra={"endpoint": request.endpoint})


def create_app(
    chosen: Settings | None = None,
    demo: bool = False,
    clock: Callable[[], float] = time.time,
    pack: Market | None = None,
) -> Flask:
    """The service as a WSGI application, its database brought up to date; `app.extensions["fursa"]` is a Service.

    Only a demo answers to the key "demo", has the phone in the browser with a gateway of its own, and knows no quiet
    hours. `clock` gives UTC seconds; `pack` is the market, where it is loaded already. Raises SetupError.
    """
    chosen = chosen or settings.read()
    pack = pack or market.load(chosen.market)
    if demo:
        pack = market.awake(pack)
    db = open_database(chosen.database, chosen.request_threads + LONG_THREADS)
    migrations.migrate(db)
    areas.fill(db, pack)
    context = jobs.Context(db, pack, chosen_gateway(chosen, pack.short_code), clock)
    worker = Worker(context, [*jobs.jobs, *sync_jobs.jobs, *feed_jobs.jobs]) if is_embedded(chosen) else None
    bell: Bell = worker or RedisBell(chosen.redis or "")

    app = Application("fursa", static_folder=None)
    app.extensions["fursa"] = Service(db, pack, worker)
    app.config["SESSION_COOKIE_SECURE"] = (chosen.public_url or "").startswith("https:")
    notes = {} if context.gateway else {"messages": "no gateway is chosen, so they wait"}
    app.register_blueprint(health.blueprint(_readiness(db, chosen), notes, metrics.Messages(db, clock)))
    limits = Limits(chosen.ussd_gsm7, chosen.ussd_ucs2)
    ussd = Ussd(db, pack, menu, limits, chosen.resume_minutes * 60, clock)
    keys = (DEMO_KEY,) if demo else chosen.callback_keys
    _answer_messages(app, keys, Sms(db, pack, menu, clock, bell.ring), db, pack, clock)
    app.register_blueprint(api.blueprint(db, pack, clock, _let_callers_in))
    app.register_blueprint(openapi.blueprint())
    app.register_blueprint(tablet.blueprint(pack))
    app.register_blueprint(door.blueprint(db, pack, clock, {"ring": bell.ring, "public_url": chosen.public_url}))
    app.register_blueprint(site.blueprint(db, pack, menu, clock, bell.ring, chosen.public_url))
    problems.handle(app)
    app.wsgi_app = UssdCallback(ussd, pack, keys, app.wsgi_app)  # type: ignore[method-assign]
    if demo:
        _simulate(app, chosen, db, pack, limits, clock)
    return app


def serve_app(chosen: Settings | None = None, demo: bool = False) -> Flask:
    """What a server process runs: the application, its logs, its worker and its upkeep."""
    logs.start(logging.WARNING if demo else logging.INFO)
    app = create_app(chosen, demo)
    service: Service = app.extensions["fursa"]
    if service.worker:
        service.worker.ring(sync_jobs.AT_START)
        embed(service.worker)
    upkeep.start(service.db)
    threading.Thread(target=_read_lexicon, args=(service.market,), name="lexicon", daemon=True).start()
    return app


def _read_lexicon(pack: Market) -> None:
    """Do it before somebody types a job and would have to wait for it."""
    reader(pack)
    # It stays for good: else each collection looks through all its words, and every step pays for that.
    gc.collect()
    gc.freeze()


def _let_callers_in() -> None:
    """Between two slices of a push: a lock that is let go and taken again at once is hardly ever somebody else's."""
    time.sleep(0.01)


def _answer_messages(
    app: Flask, keys: tuple[str, ...], sms: Sms, db: Database, pack: Market, clock: Callable[[], float]
) -> None:
    """Take what gateways tell: messages from phones, delivery reports, people who want no texts."""

    def reported(gateway: str, report: Report) -> None:
        reports.record(db, int(clock()), gateway, report)

    def opted_out(gateway: str, phone: str) -> None:
        opt_outs.stop(db, pack, phone, int(clock()), gateway)

    app.register_blueprint(africastalking_sms.blueprint(keys, pack.country, sms.receive, reported, opted_out, clock))
    app.register_blueprint(kannel_sms.blueprint(keys, pack.country, sms.receive, reported, clock))


def _simulate(
    app: Flask, chosen: Settings, db: Database, pack: Market, limits: Limits, clock: Callable[[], float]
) -> None:
    """The demo's own phones and gateway, and the code of its office."""
    from channels.gateways.simulator import network
    from channels.gateways.simulator import pages as simulator_pages
    from channels.phone import pages, state
    from demo import office

    app.register_blueprint(office.blueprint(db, clock))
    app.register_blueprint(pages.blueprint(pack, lambda phone: state.of_phone(db, pack, phone), limits))
    if chosen.public_url:
        simulator = network.Simulator(chosen.public_url, DEMO_KEY, pack.short_code, currency=pack.currency)
        app.register_blueprint(simulator_pages.blueprint(simulator))


def _readiness(db: Database, chosen: Settings) -> dict[str, Callable[[], None]]:
    """What must work before people are sent to this process."""

    def migrated() -> None:
        if migrations.pending(db):
            raise SetupError("The database is not up to date. Run `fursa migrate`.")

    def queue() -> None:
        if chosen.redis:
            check.ping(chosen.redis)

    return {"database": db.check, "migrations": migrated, "queue": queue}


class Fursa(click.Group):
    """The `fursa` command. Errors that an administrator can mend are told in one line, without a stack."""

    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        found: list[click.Command] = import_module(COMMANDS[name]).commands
        return next(command for command in found if command.name == name)

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except ServiceError as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Fursa)
@click.version_option(package_name="fursa")
def main() -> None:
    """Fursa: the public employment service for people whom web sites do not reach."""


if __name__ == "__main__":
    sys.exit(main())
