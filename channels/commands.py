"""The commands of the channels: `fursa serve`."""

import click

from channels import server
from core import settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="The port to listen at.")
def serve(host: str, port: int) -> None:
    """Answer calls, until Ctrl-C or SIGTERM.

    Who may reach it from outside, and by HTTPS, is for a web server in front to decide.
    """
    threads = settings.read().threads
    server.serve(
        "wsgi:serve_app",
        host=host,
        port=port,
        threads=threads,
        ready=lambda address: click.echo(f"Fursa answers at {address}. Ctrl-C stops it."),
    )
    click.echo("Stopped.")


commands: list[click.Command] = [serve]
