"""Kept: parts of pages that are drawn once and stay right until what they tell of changes."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from markupsafe import Markup

MOST = 32  # of at most some ten kilobytes each


class Kept:
    """The last parts that were drawn, by all that they depend on. One for each process; any thread may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._parts: OrderedDict[Hashable, Markup] = OrderedDict()
        self._lock = Lock()

    def part(self, key: Hashable, draw: Callable[[], str]) -> Markup:
        """What `draw` makes (HTML), or made when it was last asked for with this key."""
        with self._lock:
            if key in self._parts:
                self._parts.move_to_end(key)
                return self._parts[key]
        drawn = Markup(draw())
        with self._lock:
            self._parts[key] = drawn
            while len(self._parts) > self._most:
                self._parts.popitem(last=False)
        return drawn
