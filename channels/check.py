"""`fursa check`: what is wrong with this installation and how to mend it, one line each."""

import gettext
import time
from collections.abc import Iterable, Iterator

import click

import translations
from channels.gateways.choice import chosen_gateway
from core import check, market, settings
from core.errors import SetupError
from core.finding import Finding
from core.settings import Settings


@click.command("check")
def check_installation() -> None:
    """Tell what is wrong with this installation and how to mend it. Exits with 1 where there is a fault."""
    found = list(_findings())
    for finding in found:
        click.echo(str(finding))
    if faults := sum(finding.state == "FAULT" for finding in found):
        click.echo(f"{faults} to mend")
        raise SystemExit(1)


def gateway(chosen: Settings) -> Finding:
    """Whether messages can leave."""
    if chosen.gateway == "simulator":
        return Finding("FAULT", "gateway", "only the demo has the simulator. Set FURSA_GATEWAY to a real one.")
    try:
        found = chosen_gateway(chosen, short_code="")
    except SetupError as error:
        return Finding("FAULT", "gateway", str(error))
    if found is None:
        return Finding("note", "gateway", "FURSA_GATEWAY is not set, so messages wait. Calls are answered.")
    return Finding("ok", "gateway", found.name)


def catalogues(languages: Iterable[str]) -> Iterator[Finding]:
    """Whether the texts are there in each language."""
    for language in languages:
        if language == translations.SOURCE_LANGUAGE:
            continue
        if isinstance(translations.load(language), gettext.GNUTranslations):
            yield Finding("ok", "texts", language)
        else:
            yield Finding(
                "FAULT",
                "texts",
                f"no compiled catalogue for {language}, so people would read {translations.SOURCE_LANGUAGE}."
                " Run `make install`, or take the language out of market.toml.",
            )


def _findings() -> Iterator[Finding]:
    try:
        chosen = settings.read()
    except SetupError as error:
        yield Finding("FAULT", "settings", str(error))
        return
    yield Finding("ok", "settings", "readable")
    yield from check.findings(chosen, time.time(), settings.unknown())
    yield gateway(chosen)
    if all(fault.is_warning for fault in market.check(chosen.market)):
        yield from catalogues(market.load(chosen.market).languages)


commands: list[click.Command] = [check_installation]
