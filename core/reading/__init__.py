"""Reading: what people mean by the work and the places they type."""

from functools import lru_cache
from pathlib import Path

from core.lexicon import LEXICON, SPEECH
from core.market import OCCUPATIONS, PLACES, Market
from core.reading.reader import Reader
from core.reading.reading import FoundPlace, FoundWork, Reading

__all__ = ["FoundPlace", "FoundWork", "Reader", "Reading", "reader"]

_FILES = (PLACES, OCCUPATIONS, LEXICON, SPEECH)
_shared: dict[tuple[Path, tuple[tuple[int, int], ...]], Reader] = {}


@lru_cache(maxsize=8)
def reader(market: Market) -> Reader:
    """The reader of a market, built when it is first asked for: that takes half a second, and 30 MB from then on.

    Markets loaded from the same files share one.
    """
    stamps = tuple(_stamp(market.folder / name) for name in _FILES)
    if (market.folder, stamps) not in _shared:
        _shared[market.folder, stamps] = Reader(market)
    return _shared[market.folder, stamps]


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except FileNotFoundError:
        return 0, 0
    return status.st_size, status.st_mtime_ns
