"""Skills: the closed list of a market, and how typed words find entries of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from core import spelling

_MOST_WORDS = 4
_SHORTEST_AMONG_OTHERS = 4  # letters: "ac" is air conditioning only where nothing stands beside it
_MOST_READ = 60


@dataclass(frozen=True, slots=True)
class Skill:
    """One entry. `labels` holds a label for each language of the market, `words` what else people call it."""

    code: str
    labels: Mapping[str, str]
    words: tuple[str, ...] = ()


class Skills:
    """All skills of a market. What is no code of the list is taken for a skill in somebody's own words."""

    __slots__ = ("_by_code", "_by_name")

    def __init__(self, skills: Iterable[Skill]) -> None:
        self._by_code = {skill.code: skill for skill in skills}
        self._by_name: dict[str, str] | None = None  # built by the first search

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Skill]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def label(self, skill: str, language: str) -> str:
        """What to show for a code of the list; own words as they are."""
        known = self._by_code.get(skill)
        return known.labels.get(language, skill) if known else skill

    def words(self, skills: Iterable[str]) -> Iterator[str]:
        """Everything that people may type to find these skills: labels and words in each language, and own words."""
        for skill in skills:
            known = self._by_code.get(skill)
            yield from (*known.labels.values(), *known.words) if known else (skill,)

    def held(self, asked: Iterable[str], has: Iterable[str]) -> tuple[str, ...]:
        """Those of the asked skills that somebody has, in the order of asking.

        Skills are one where their code is, or their words as they are compared; words that name a code are that code.
        """
        known = {self._compared(skill) for skill in has}
        return tuple(skill for skill in asked if self._compared(skill) in known)

    def read(self, text: str) -> tuple[str, ...]:
        """The skills that a text names, in order, each once: codes of the list, and else the words between commas."""
        found: dict[str, None] = {}
        for part in text.replace(";", ",").replace("\n", ",").split(","):
            codes = self._named(spelling.key(part).split()[:_MOST_READ])
            own = " ".join(part.split())
            for skill in codes or ([own] if spelling.key(own) else []):
                found[skill] = None
        return tuple(found)

    def _compared(self, skill: str) -> str:
        if skill in self._by_code:
            return skill
        typed = spelling.key(skill)
        return self._names().get(typed, typed)

    def _named(self, words: list[str]) -> list[str]:
        """The codes in these words, the longest names first, in the order of the words."""
        names = self._names()
        hits: list[tuple[int, str]] = []
        taken: set[int] = set()
        for length in range(min(_MOST_WORDS, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                within = range(start, start + length)
                name = " ".join(words[start : start + length])
                if len(name) < _SHORTEST_AMONG_OTHERS and len(words) > 1:
                    continue
                code = names.get(name)
                if code and taken.isdisjoint(within):
                    taken.update(within)
                    hits.append((start, code))
        return [code for _start, code in sorted(hits)]

    def _names(self) -> dict[str, str]:
        if self._by_name is None:
            self._by_name = {}
            for skill in self:
                for name in (*skill.labels.values(), *skill.words):
                    self._by_name.setdefault(spelling.key(name), skill.code)
        return self._by_name
