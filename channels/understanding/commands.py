"""`fursa understand`: what the service makes of messages, line by line."""

import sys

import click
import orjson

from channels.understanding import read
from core import market, settings
from core.market import Market
from core.reading import reader


@click.command()
@click.option("--language", default=None, help="The language of whoever writes, where it is known.")
def understand(language: str | None) -> None:
    """Read messages from standard input and print what each means, as one JSON object a line."""
    pack = market.load(settings.read().market)
    for line in sys.stdin.buffer:
        text = line.decode("utf-8", errors="replace").rstrip("\r\n")
        sys.stdout.buffer.write(orjson.dumps(meaning(text, pack, language)) + b"\n")
        sys.stdout.buffer.flush()  # whoever asks line by line waits for each answer


def meaning(text: str, pack: Market, language: str | None = None) -> dict[str, object]:
    """What a message means, as plain data."""
    understood = read(text, pack, language)
    reading = reader(pack).read(text)
    return {
        "text": text,
        "intent": understood.intent,
        "argument": understood.argument,
        "occupations": [{"isco": each.code, "score": round(each.score, 3)} for each in reading.occupations],
        "places": [
            {
                "code": each.place.code,
                "name": each.place.name,
                "county": _county(each.place.code, pack),
                "score": each.score,
            }
            for each in reading.places
        ],
    }


def _county(place: str, pack: Market) -> str:
    """The name of the place one level above homes that holds this one; "" where this one is wider."""
    levels = pack.places.levels
    holder = pack.places.ancestor(place, levels[max(levels.index(pack.home_level) - 1, 0)])
    return holder.name if holder else ""


commands: list[click.Command] = [understand]
