"""The commands of the channels: `fursa serve` and `fursa work`."""

import click

from channels import server
from channels.gateways.choice import chosen_gateway
from core import logs, market, migrations, settings
from core.database import SQLITE, open_database
from core.errors import SetupError
from core.settings import Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen at.")
def serve(host: str, port: int) -> None:
    """Answer calls, until Ctrl-C or SIGTERM.

    Who may reach it from outside, and by HTTPS, is for a web server in front to decide.
    """
    threads = settings.read().request_threads
    server.serve(
        "wsgi:serve_app",
        host=host,
        port=port,
        threads=threads,
        ready=lambda address: click.echo(f"Fursa answers at {address}. Ctrl-C stops it."),
    )
    click.echo("Stopped.")


@click.command()
def work() -> None:
    """Send messages and do what is due, until Ctrl-C or SIGTERM. As many may run as you like.

    Only for PostgreSQL with Redis. Otherwise `fursa serve` does the work itself.
    """
    chosen = settings.read()
    redis = _require_several(chosen)
    from channels.feeds import jobs as feed_jobs
    from messages import ear, jobs  # RQ and all that works is loaded by those who work
    from messages.bell import RedisBell
    from messages.worker import Worker
    from sync import jobs as sync_jobs

    logs.start()
    pack = market.load(chosen.market)
    db = open_database(chosen.database, threads=1)
    migrations.migrate(db)
    context = jobs.Context(db, pack, chosen_gateway(chosen, pack.short_code))
    worker = Worker(context, [*jobs.jobs, *sync_jobs.jobs, *feed_jobs.jobs], RedisBell(redis))
    worker.ring(sync_jobs.AT_START)
    ear.listen(redis, worker, lambda: click.echo("Fursa works. Ctrl-C stops it."))
    db.close()
    click.echo("Stopped.")


def _require_several(chosen: Settings) -> str:
    """The address of Redis. Raises SetupError unless several processes may work on this database."""
    if chosen.database.startswith(SQLITE):
        raise SetupError(
            "SQLite is for one process: `fursa serve` does this work itself. For workers of their own, let"
            " FURSA_DATABASE name a PostgreSQL."
        )
    if chosen.redis is None:
        raise SetupError(
            "FURSA_REDIS is not set, so nobody could ring for this worker and `fursa serve` does the work itself. Set"
            " it for both, or run `fursa serve` alone."
        )
    return chosen.redis


commands: list[click.Command] = [serve, work]
