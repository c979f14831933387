"""The reader: from what somebody typed to the work, the places and the pay that they mean."""

from collections.abc import Iterator, Sequence

from core import lexicon, spelling
from core import words as typed_words
from core.lexicon import Entry
from core.market import Market
from core.reading import forms, pay
from core.reading.reading import Reading
from core.reading.speech import Speech
from core.reading.text import Text
from core.reading.whereabouts import Whereabouts
from core.reading.work import CALLED, Work

MOST_WORDS = 32  # read: nobody says more about one job
_SHORTEST_CALLED = 3
_LABEL_WEIGHT, _TITLE_WEIGHT = 3, 2


class Reader:
    """Reads texts by the lexicon and the places of a market. Building one takes some tenths of a second."""

    def __init__(self, market: Market) -> None:
        self.speech = Speech(lexicon.speech(market.folder))
        self.work = Work(_entries(market), self.speech.fillers)
        self.whereabouts = Whereabouts(market.places, market.home_level)

    def read(self, text: str, exact: bool = False) -> Reading:
        """What the text means. Any text will do; of a long one only the beginning is read.

        With `exact` no word is taken for a misspelt one: where names of people may stand among the words.
        """
        tidied = spelling.apart(typed_words.tidy(text))
        amount = pay.read(tidied)
        words = [
            word
            for word in typed_words.split(tidied)[:MOST_WORDS]
            if not (amount and amount.start <= word.start < amount.end)
        ]
        if not words:
            return Reading(pay=amount)
        return Text(self.work, self.whereabouts, self.speech, tidied, words, exact).reading(amount)

    def __contains__(self, word: object) -> bool:
        """Whether a word is known, as it is compared: from work or from the name of a place."""
        return word in self.work.vocabulary or self.whereabouts.has_word(word)

    def names_work(self, keys: Sequence[str]) -> bool:
        """Whether exactly these words call a kind of work, and say nothing else."""
        if len("".join(keys)) < _SHORTEST_CALLED or not self.speech.fillers.isdisjoint(keys):
            return False
        return max(self.work.means(keys).values(), default=0.0) >= CALLED

    def names_place(self, keys: Sequence[str]) -> bool:
        """Whether exactly these words are a place."""
        return self.whereabouts.is_name(keys)


def _entries(market: Market) -> Iterator[Entry]:
    """The lexicon, and what menus and the classification call each kind of work."""
    yield from lexicon.entries(market.folder, (each.code for each in market.occupations))
    for occupation in market.occupations:
        for label in occupation.labels.values():
            yield forms.keys(label), occupation.code, _LABEL_WEIGHT
        if title := forms.keys(occupation.title):
            yield title, occupation.code, _TITLE_WEIGHT
