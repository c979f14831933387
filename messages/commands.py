"""The commands of the messages: what texts cost, and how far a run has come."""

import sys
import time
from contextlib import closing

import click

from core import market, settings
from core.database import open_database
from core.market import Market
from messages import figures, progress, samples, subscriptions
from messages.progress import Progress
from messages.templates import is_over, render
from messages.texts import TEMPLATES, Template

SCREEN_SECONDS = 1.0
LOG_SECONDS = 5.0


@click.group()
def messages() -> None:
    """Look after the texts that are sent by SMS."""


@messages.command()
def cost() -> None:
    """Tell how many SMS each text costs in each language of the market, on most days and at worst."""
    pack = market.load(settings.read().market)
    click.echo(f"{'text':<20} {'language':<8} {'encoding':<8} {'typical':>7} {'worst':>5} {'budget':>6}")
    over = sum(
        _tell(purpose, template, pack, language)
        for purpose, template in TEMPLATES.items()
        for language in pack.languages
    )
    if over:
        click.echo(f"{over} over budget: shorten the translation, or give the text a larger budget in the code.")
        raise SystemExit(1)
    click.echo(f"{len(TEMPLATES)} texts in {', '.join(pack.languages)}: none over its budget")


@messages.command()
@click.option(
    "--hours",
    default=24,
    show_default=True,
    type=click.IntRange(1, 24 * 31),
    help="Which messages: those queued in so many hours.",
)
def watch(hours: int) -> None:
    """Show how far messages have come, until all that may be sent now are sent, or Ctrl-C."""
    with closing(open_database(settings.read().database, create=False)) as db:
        first = figures.first_since(db, int(time.time()) - hours * 3600)
        is_screen = sys.stdout.isatty()
        before: Progress | None = None
        width = 0
        while before is None or before.queued:
            if before is not None:
                time.sleep(SCREEN_SECONDS if is_screen else LOG_SECONDS)
            now = progress.of_run(db, first, time.time())
            line = progress.line(now, before)
            # On a screen one line is written over; in a log each stands.
            click.echo("\r" + line.ljust(width) if is_screen else line, nl=not is_screen)
            before, width = now, len(line)
        if is_screen:
            click.echo()


@messages.command()
def rebuild() -> None:
    """Bring everybody's alerts up to date after places or units of the market pack have changed."""
    chosen = settings.read()
    with closing(open_database(chosen.database, create=False)) as db:
        click.echo(f"{subscriptions.rebuild(db, market.load(chosen.market)):,} people looked at")


def _tell(purpose: str, template: Template, pack: Market, language: str) -> bool:
    """Print the line of one text. Returns whether it is over its budget."""
    usual = render(purpose, language, market=pack, **samples.typical(purpose, pack, language))
    worst = render(purpose, language, market=pack, **samples.worst(purpose, pack, language))
    over = is_over(template, worst) or is_over(template, usual)
    budget = template.gsm7 if worst.encoding == "gsm7" else template.ucs2
    click.echo(
        f"{purpose:<20} {language:<8} {worst.encoding:<8} {usual.segments:>7} {worst.segments:>5} {budget:>6}"
        + (" over" if over else "")
    )
    return over


commands: list[click.Command] = [messages]
