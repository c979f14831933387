"""Places: the administrative tree of a market, and how a typed name finds a place in it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core import spelling
from core.errors import UnknownCodeError

# Below five letters nearly every name is one letter away from another word.
_SHORTEST_NEAR_NAME = 5
_SHORTEST_NAME_WITH_TWO_SLIPS = 8


@dataclass(frozen=True, slots=True)
class Place:
    """One node of the tree. `level` is one of the market's levels, `aliases` are other names people use."""

    code: str
    parent: str | None
    level: str
    name: str
    aliases: tuple[str, ...] = ()


class Places:
    """All places of a market. A code that is not among them raises UnknownCodeError, except in `get` and `in`."""

    __slots__ = ("_by_code", "_by_key", "_children", "levels", "root")

    def __init__(self, levels: tuple[str, ...], places: Iterable[Place]) -> None:
        """`levels` from the widest to the smallest; `places` parents first, as a checked pack has them."""
        self.levels = levels
        self._by_code = {place.code: place for place in places}
        children: dict[str, list[Place]] = {}
        for place in self._by_code.values():
            if place.parent is not None:
                children.setdefault(place.parent, []).append(place)
        self._children = {code: tuple(below) for code, below in children.items()}
        self.root = next(iter(self._by_code.values()))
        # Built by the first search: a command that never searches starts faster without it.
        self._by_key: dict[str, tuple[Place, ...]] | None = None

    def __getitem__(self, code: str) -> Place:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownCodeError(code) from None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Place]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Place | None:
        """The place, or None where the market has none of that code."""
        return self._by_code.get(code)

    def children(self, code: str) -> tuple[Place, ...]:
        """The places directly below, in file order."""
        return self._children.get(self[code].code, ())

    def rings(self, code: str) -> tuple[str, ...]:
        """Codes from the place itself up to the root: ever wider circles around it."""
        rings = []
        above: str | None = code
        while above is not None:
            rings.append(above)
            above = self[above].parent
        return tuple(rings)

    def path(self, code: str) -> tuple[str, ...]:
        """Codes from the root down to the place itself."""
        return self.rings(code)[::-1]

    def ancestor(self, code: str, level: str) -> Place | None:
        """The place of that level around this one, the place itself included; None where there is none."""
        return next((self[ring] for ring in self.rings(code) if self[ring].level == level), None)

    def under(self, code: str) -> tuple[str, ...]:
        """Codes of the place itself and everything below it, parents first."""
        below = [code]
        for above in below:
            below.extend(child.code for child in self.children(above))
        return tuple(below)

    def find(self, text: str) -> tuple[Place, ...]:
        """Places of that name or alias, the widest level first, and file order within a level.

        A level said after the name is understood: "Lagoa village" finds what "Lagoa" finds, villages first.
        Only where no name is equal, the one name that is a slip of the finger away is taken; of two, neither.
        """
        index = self.names()
        typed = spelling.key(text)
        if typed in index:
            return index[typed]
        name, level = self._without_level(typed)
        found = index.get(name) or self._near(name)
        return tuple(sorted(found, key=lambda place: place.level != level))

    def names(self) -> Mapping[str, tuple[Place, ...]]:
        """Every name and alias as it is compared, with its places, the widest level first."""
        if self._by_key is None:
            # A dict keeps each place once and in order, also where name and alias have one key.
            found: dict[str, dict[str, Place]] = {}
            for place in sorted(self, key=lambda place: self.levels.index(place.level)):
                for name in (place.name, *place.aliases):
                    typed = spelling.key(name)
                    for way in (typed, self._without_level(typed)[0]):
                        found.setdefault(way, {})[place.code] = place
            self._by_key = {way: tuple(places.values()) for way, places in found.items()}
        return self._by_key

    def _without_level(self, typed: str) -> tuple[str, str | None]:
        """ "busia sub county" -> ("busia", "subcounty"); the text itself and None where no level is said."""
        words = typed.split(" ")
        for count in (2, 1):
            level = "".join(words[-count:])
            if len(words) > count and level in self.levels:
                return " ".join(words[:-count]), level
        return typed, None

    def _near(self, typed: str) -> tuple[Place, ...]:
        # Loaded here, because only a misspelt name needs it.
        from rapidfuzz.distance import OSA

        best: list[tuple[Place, ...]] = []
        best_slips = 2
        for name, places in self.names().items():
            if len(name) < _SHORTEST_NEAR_NAME or name[0] != typed[:1] or places[0] is self.root:
                continue
            allowed = 2 if len(name) >= _SHORTEST_NAME_WITH_TWO_SLIPS else 1
            slips = OSA.distance(name, typed, score_cutoff=min(allowed, best_slips))
            if slips > min(allowed, best_slips):
                continue
            if slips < best_slips:
                best, best_slips = [], slips
            best.append(places)
        # A name and an alias of one place are one hit, not two.
        most = max(best, key=len, default=())
        return most if all(set(hit) <= set(most) for hit in best) else ()
