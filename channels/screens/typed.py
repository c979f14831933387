"""What somebody typed on a page, read as a place or as work; and the choices to ask back where it may mean several."""

from typing import Any

from channels.conversation import Choice
from channels.view import View
from core import learning
from core.errors import InvalidError
from core.places import Place
from core.reading import Reading, reader

LONGEST_KEPT = 60  # characters of a text that is asked back
_MOST_SHOWN = 20  # characters of a text that was not understood


def read(view: View, text: str) -> Reading:
    """What a text means in this market."""
    return reader(view.market).read(text)


def find_place(view: View, text: str) -> Place:
    """The place a person typed, alone or in a sentence. Raises InvalidError."""
    if found := view.market.places.find(text):
        return found[0]
    if read_places := read(view, text).places:
        return read_places[0].place
    raise unknown("place_unknown", text)


def in_doubt(view: View, reading: Reading, alike: bool = True) -> tuple[str, ...]:
    """The two or three kinds of work of which any may be meant, or the one that is only likely; none where one is sure.

    With `alike`, kinds of work that stand in one list anyway are as good as one.
    """
    if reading.sure_work or not reading.work:
        return ()
    first = reading.work[0]
    if alike and reading.is_sure and all(view.is_like(first, other) for other in reading.work):
        return ()
    return reading.work


def readings(view: View, codes: list[str], to: str, do: str, values: list[Any]) -> tuple[Choice, ...]:
    """A choice for each kind of work that may be meant, leading `to` and doing `do` with its value."""
    label, known = view.market.occupations.label, view.market.occupations
    return tuple(
        Choice(label(code, view.language), to, do, value)
        for code, value in zip(codes, values, strict=True)
        if code in known
    )


def learn(view: View, text: str, choice: str) -> None:
    """Count what was meant by a text, "" where nobody knows: staff teach the lexicon by it."""
    learning.record(view.db, text, choice, view.language, view.now)


def unknown(code: str, text: str) -> InvalidError:
    """What was typed is not known; a bare number is one that the list does not have."""
    return InvalidError("not_on_list") if text.isdigit() else InvalidError(code, text=text[:_MOST_SHOWN])
