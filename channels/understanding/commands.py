"""`fursa understand`: what the service makes of messages, line by line."""

import sys

import click
import orjson

from channels.understanding import named, read
from core import market, settings
from core.market import Market


@click.command()
@click.option("--language", default=None, help="The language of whoever writes, where it is known.")
def understand(language: str | None) -> None:
    """Read messages from standard input and print what each means, as one JSON object a line."""
    pack = market.load(settings.read().market)
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        sys.stdout.buffer.write(orjson.dumps(meaning(text, pack, language)) + b"\n")
    sys.stdout.buffer.flush()


def meaning(text: str, pack: Market, language: str | None = None) -> dict[str, object]:
    """What a message means, as plain data."""
    understood = read(text, pack, language)
    names = named(text, pack)
    return {
        "text": text,
        "intent": understood.intent,
        "argument": understood.argument,
        "occupations": [{"isco": each.occupation.code, "score": each.score} for each in names.occupations],
        "places": [
            {
                "code": each.place.code,
                "name": each.place.name,
                "county": pack.places[pack.area(each.place.code)].name,
                "score": each.score,
            }
            for each in names.places
        ],
    }


commands: list[click.Command] = [understand]
