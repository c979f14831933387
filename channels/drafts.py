"""Drafts: a registration told in one text, as far as it can be read: "Jane Wanjiku Thika welder"."""

from typing import Any

from channels.understanding.named import named
from core.market import Market

MOST_WORDS = 5  # of a name


def drafted(market: Market, text: str) -> dict[str, Any]:
    """The fields of a profile that a text tells: name, place, occupation and its sector. What is unsure stays out."""
    found = named(text, market)
    fields: dict[str, Any] = {}
    if found.places:
        fields["place"] = found.places[0].place.code
    if found.occupations:
        occupation = found.occupations[0].occupation
        fields["occupation"], fields["sector"] = occupation.code, occupation.sector
    name = found.rest.split()
    if 1 <= len(name) <= MOST_WORDS and all(word.replace("'", "").replace("-", "").isalpha() for word in name):
        fields["name"] = " ".join(word[:1].upper() + word[1:] for word in name)
    return fields
