"""Drafts: a registration told in one text, as far as it can be read: "Jane Wanjiku 1995 Thika welder"."""

import re
from typing import Any

from channels.screens.register import OLDEST, is_home
from channels.understanding.keywords import lexicon
from channels.view import View
from core import spelling
from core.reading import Reading, reader

MOST_WORDS = 5  # of a name
_year = re.compile(r"\b\d{4}\b")


def drafted(view: View, text: str) -> dict[str, Any]:
    """The fields of a profile that a text tells: name, year of birth, place, occupation and its sector.

    What is unsure, or too wide for a home, stays out: it will be asked.
    """
    fields: dict[str, Any] = {}
    years = _year.findall(text)
    if len(years) == 1 and _is_grown_up(view, int(years[0])):
        fields["birth_year"] = int(years[0])
    found = reader(view.market).read(_year.sub(" ", text), exact=True)
    if found.places and is_home(view, found.places[0].place) and _is_one(view, found):
        fields["place"] = found.places[0].place.code
    if work := found.sure_work:
        fields["occupation"], fields["sector"] = work, view.market.occupations[work].sector
    if name := _name(found.rest):
        fields["name"] = name
    return fields


def _is_one(view: View, found: Reading) -> bool:
    """Whether all places that may be meant lie one within the other."""
    rings = view.market.places.rings
    first = found.places[0].place.code
    return all(each.place.code in rings(first) or first in rings(each.place.code) for each in found.places)


def _is_grown_up(view: View, year: int) -> bool:
    """Whether somebody born then may work whatever their birthday; who may not is asked, and told why."""
    return view.market.legal_working_age < view.market.year(view.now) - year <= OLDEST


def _name(rest: str) -> str | None:
    """The words that name neither place nor work, if they can be nothing but a name."""
    words = rest.split()
    if not 1 <= len(words) <= MOST_WORDS or sum(map(len, words)) < 2:
        return None
    if not all(word.replace("'", "").isalpha() for word in words):
        return None
    # "REGISTER for jobs", "REGISTER my name is Jane". Whoever is called Hope is asked once more.
    if any(spelling.key(word) in lexicon() for word in words):
        return None
    return " ".join(word[:1].upper() + word[1:] for word in words)
