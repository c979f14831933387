"""The commands of the messages: what texts cost."""

import click

from core import market, settings
from core.market import Market
from messages import samples
from messages.templates import TEMPLATES, Template, is_over, render


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
