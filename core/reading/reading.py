"""A reading: what a text means, and how surely."""

from dataclasses import dataclass

from core.places import Place
from core.reading.pay import Pay

SURE = 0.3  # the least score of an occupation that is taken without asking
_CALLS = 0.6  # the least score of an occupation that was called by a name of its own
_NO_READING = 0.1
_AS_WELL, _MAYBE = 0.8, 0.5  # of the best score: what may be meant as well, where the best is sure or not
_MOST_READINGS = 3


@dataclass(frozen=True, slots=True)
class FoundWork:
    """An occupation that a text means; `score` from 0 to 1 says how surely."""

    code: str
    score: float


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place that a text means; `score` from 0 to 1 says how surely."""

    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means, the surest first.

    `said` are the words, as typed, that are neither place, pay nor small words, and `rest` those of them that are no
    work either. `guessed` says that the work rests on words that are far from any known one.
    """

    occupations: tuple[FoundWork, ...] = ()
    places: tuple[FoundPlace, ...] = ()
    pay: Pay | None = None
    said: str = ""
    rest: str = ""
    guessed: bool = False

    @property
    def work(self) -> tuple[str, ...]:
        """The occupation meant; two or three where it may be one as well as another; none where nothing is like it.

        Where only one is given and yet not surely, there is no other: the caller may ask whether it is right.
        """
        if not self.occupations or self.occupations[0].score < _NO_READING:
            return ()
        best = self.occupations[0].score
        nearly = [each.code for each in self.occupations if each.score >= best * (_AS_WELL if self.is_sure else _MAYBE)]
        return tuple(nearly[:_MOST_READINGS])

    @property
    def is_sure(self) -> bool:
        """Whether the best occupation may be taken without asking, as far as no other is as good."""
        return bool(self.occupations) and self.occupations[0].score >= SURE and not self.guessed

    @property
    def calls_work(self) -> bool:
        """Whether what was said calls a kind of work, and does more than hint at it."""
        return self.is_sure and self.occupations[0].score >= _CALLS

    @property
    def sure_work(self) -> str | None:
        """The occupation meant, where no other may be."""
        return self.work[0] if len(self.work) == 1 and self.is_sure else None
