"""Speech: the small words around work and places, and what each stands for."""

from collections.abc import Iterable, Sequence

from core.reading.vocabulary import Vocabulary

FILLER, NOT, WANT, JOIN, IN = "filler", "not", "want", "join", "in"
Mark = tuple[int, int, str]  # where it begins, where it ends, its role


class Speech:
    """Phrases of small words by their first word."""

    __slots__ = ("_by_first", "_near", "fillers")

    def __init__(self, rows: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """`rows` are roles and words, as they are compared."""
        by_first: dict[str, dict[tuple[str, ...], set[str]]] = {}
        for role, words in rows:
            by_first.setdefault(words[0], {}).setdefault(words, set()).add(role)
        self._by_first = {
            first: sorted(phrases.items(), key=lambda each: -len(each[0])) for first, phrases in by_first.items()
        }
        # Single words that say nothing about work wherever they stand.
        self.fillers = frozenset(
            words[0] for phrases in by_first.values() for words, roles in phrases.items() if len(words) == 1 and roles
        )
        self._near = Vocabulary(sorted(self.fillers))

    def misspelt(self, word: str) -> float:
        """How surely a word is a small one with a slip in it, or shortened: "kaz", "serching"; 0.0 where it is none."""
        near = self._near.near(word)
        return near[0][1] if near else 0.0

    def marks(self, words: Sequence[str]) -> list[Mark]:
        """The small words in a text: at each place the longest phrase of each role."""
        found: list[Mark] = []
        for start, word in enumerate(words):
            seen: set[str] = set()
            for phrase, roles in self._by_first.get(word, ()):
                if not roles <= seen and tuple(words[start : start + len(phrase)]) == phrase:
                    found += [(start, start + len(phrase), role) for role in sorted(roles - seen)]
                    seen |= roles
        return found
