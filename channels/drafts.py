"""Drafts: a registration told in one text, as far as it can be read: "Jane Wanjiku 1995 Thika welder"."""

import re
from typing import Any

from channels.screens.register import OLDEST, is_home
from channels.understanding.keywords import lexicon
from channels.understanding.named import named
from channels.view import View
from core import spelling

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
    found = named(_year.sub(" ", text), view.market)
    homes = [each.place for each in found.places if is_home(view, each.place)]
    if len(homes) == 1:
        fields["place"] = homes[0].code
    work = [each.occupation for each in found.occupations]
    if len(work) == 1:
        fields["occupation"], fields["sector"] = work[0].code, work[0].sector
    if name := _name(found.rest):
        fields["name"] = name
    return fields


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
