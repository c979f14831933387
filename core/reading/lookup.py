"""A lookup: numbers by text keys, in 8 bytes each. A dict of lists takes twenty times as much."""

from array import array
from bisect import bisect_left
from collections.abc import Hashable, Iterable

_NUMBER_BITS = 20
MOST = 1 << _NUMBER_BITS  # numbers are below
_HASH_MASK = (1 << (63 - _NUMBER_BITS)) - 1


class Lookup:
    """Which numbers belong to a key. Of a billion keys that were never given, about eight find a number by mistake."""

    __slots__ = ("_sorted",)

    def __init__(self, pairs: Iterable[tuple[Hashable, int]]) -> None:
        self._sorted = array("q", sorted({_place(key) | number for key, number in pairs}))

    def __getitem__(self, key: Hashable) -> list[int]:
        """The numbers of a key, the smallest first; none where there is no such key."""
        first = _place(key)
        at, beyond = bisect_left(self._sorted, first), first | (MOST - 1)
        found = []
        while at < len(self._sorted) and self._sorted[at] <= beyond:
            found.append(self._sorted[at] & (MOST - 1))
            at += 1
        return found

    def __contains__(self, key: Hashable) -> bool:
        first = _place(key)
        at = bisect_left(self._sorted, first)
        return at < len(self._sorted) and self._sorted[at] < first + MOST


def _place(key: Hashable) -> int:
    return (hash(key) & _HASH_MASK) << _NUMBER_BITS
