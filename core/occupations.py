"""Occupations: the ISCO-08 unit groups of a market, and the sectors in which a menu shows them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core import spelling
from core.errors import UnknownCodeError

# The 130 minor groups of ISCO-08. A country may number its own unit groups, within these.
ISCO_MINOR_GROUPS = frozenset(
    """
    011 021 031
    111 112 121 122 131 132 133 134 141 142 143
    211 212 213 214 215 216 221 222 223 224 225 226 231 232 233 234 235 241 242 243 251 252
    261 262 263 264 265
    311 312 313 314 315 321 322 323 324 325 331 332 333 334 335 341 342 343 351 352
    411 412 413 421 422 431 432 441
    511 512 513 514 515 516 521 522 523 524 531 532 541
    611 612 613 621 622 631 632 633 634
    711 712 713 721 722 723 731 732 741 742 751 752 753 754
    811 812 813 814 815 816 817 818 821 831 832 833 834 835
    911 912 921 931 932 933 941 951 952 961 962
    """.split()
)

# How near two unit groups are, by the number of leading digits they share.
_NEARNESS = (0.0, 0.2, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Sector:
    """One entry of the first menu of work. `labels` holds a label for each language of the market."""

    code: str
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Occupation:
    """One unit group. Sector and rank are None, and labels empty, where menus do not show it."""

    code: str
    title: str
    sector: str | None
    rank: int | None
    labels: Mapping[str, str]


class Occupations:
    """All occupations and sectors of a market. An unknown code raises UnknownCodeError, except in `get` and `in`."""

    __slots__ = ("_around", "_by_code", "_by_sector", "_near", "_sectors", "sectors")

    def __init__(
        self,
        sectors: Iterable[Sector],
        occupations: Iterable[Occupation],
        near: Iterable[tuple[str, str, float]] = (),
    ) -> None:
        """`sectors` in menu order; occupations in any order; `near` are pairs that are nearer than their codes tell."""
        self.sectors = tuple(sectors)
        self._sectors = {sector.code: sector for sector in self.sectors}
        self._by_code = {occupation.code: occupation for occupation in occupations}
        by_sector: dict[str, list[Occupation]] = {sector.code: [] for sector in self.sectors}
        for occupation in self._by_code.values():
            if occupation.sector is not None:
                by_sector[occupation.sector].append(occupation)
        self._around: dict[tuple[str, float], tuple[str, ...]] = {}  # as asked for: to compare with all takes a while
        self._near: dict[str, dict[str, float]] = {}
        for a, b, nearness in near:
            self._near.setdefault(a, {})[b] = self._near.setdefault(b, {})[a] = nearness
        self._by_sector = {code: tuple(sorted(within, key=_rank)) for code, within in by_sector.items()}

    def __getitem__(self, code: str) -> Occupation:
        try:
            return self._by_code[code]
        except KeyError:
            raise UnknownCodeError(code) from None

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Occupation]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Occupation | None:
        """The occupation, or None where the market has none of that code."""
        return self._by_code.get(code)

    def in_sector(self, sector: str) -> tuple[Occupation, ...]:
        """The occupations of a sector, the most common first."""
        if sector not in self._by_sector:
            raise UnknownCodeError(sector)
        return self._by_sector[sector]

    def label(self, code: str, language: str) -> str:
        """At most 20 characters where the occupation is in a sector; else its title, which may be long."""
        occupation = self[code]
        return occupation.labels.get(language, occupation.title)

    def sector_label(self, code: str, language: str) -> str:
        """At most 20 characters."""
        if code not in self._sectors:
            raise UnknownCodeError(code)
        return self._sectors[code].labels[language]

    def nearness(self, a: str, b: str) -> float:
        """From 0.0 to 1.0: how much the work of two unit groups has in common, by their codes or by the market's own
        table of near work, whichever says more."""
        if a == b:
            return _NEARNESS[4]
        shared = 3 if a[:3] == b[:3] else 2 if a[:2] == b[:2] else 1 if a[:1] == b[:1] else 0
        near = self._near.get(a)
        return max(_NEARNESS[shared], near.get(b, 0.0)) if near else _NEARNESS[shared]

    def near(self, code: str) -> Mapping[str, float]:
        """Work that is near to this by the market's own table, and how near."""
        return self._near.get(code, {})

    def around(self, code: str, least: float) -> tuple[str, ...]:
        """All other work that is at least so near to this, the nearest first."""
        if (code, least) not in self._around:
            near = [(-self.nearness(code, other), other) for other in self._by_code if other != code]
            self._around[code, least] = tuple(other for nearness, other in sorted(near) if -nearness >= least)
        return self._around[code, least]

    def find(self, text: str, language: str) -> tuple[Occupation, ...]:
        """Occupations whose label in that language is this text, then those whose title is."""
        typed = spelling.key(text)
        by_label = [each for each in self if spelling.key(each.labels.get(language, "")) == typed]
        by_title = [each for each in self if spelling.key(each.title) == typed]
        return tuple({each.code: each for each in (*by_label, *by_title)}.values()) if typed else ()


def _rank(occupation: Occupation) -> int:
    assert occupation.rank is not None  # a checked pack ranks every occupation that has a sector
    return occupation.rank
