"""Sameness: whether what two sources tell of is one vacancy."""

from typing import Protocol

from rapidfuzz import fuzz

from core import spelling
from core.database import Database
from core.market import Market


class Told(Protocol):
    """What a posting tells that makes it the same as another."""

    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def employer(self) -> str: ...
    @property
    def deadline(self) -> int | None: ...


_FORMS = frozenset(
    """
    ltd limited inc incorporated plc llc llp co company corp corporation group holdings gmbh sarl sa sas enterprise
    enterprises the and
    """.split()
)
_LIKE_TITLE = 80  # of 100: "Welder (arc)" and "Arc welder" are one
_NEAR_WORK = 0.75
_NEAR_DEADLINE = 14 * 86_400  # seconds: boards round a closing day, and prolong it


def employer_key(name: str) -> str:
    """The name of an employer as it is compared: "The Juhudi Works Co. Ltd" is "Juhudi Works"."""
    words = spelling.key(name.replace("&", " and ")).split()
    kept = [word for word in words if word not in _FORMS]
    return " ".join(kept or words)


def same_title(one: str, other: str) -> bool:
    """Whether two titles are the same words in any order, or nearly."""
    return fuzz.token_sort_ratio(spelling.key(one), spelling.key(other)) >= _LIKE_TITLE


def same_work(market: Market, one: str, other: str) -> bool:
    """Whether two occupations may be two readings of one title."""
    return market.occupations.nearness(one, other) >= _NEAR_WORK


def same_place(market: Market, one: str, other: str) -> bool:
    """Whether two places are one, or one lies in the other: the one source says Kilifi, the other Kilifi town."""
    return one in market.places.rings(other) or other in market.places.rings(one)


def same_deadline(one: int | None, other: int | None) -> bool:
    """Whether two deadlines, in UTC seconds, may be of one vacancy. None is one that nobody told."""
    return one is None or other is None or abs(one - other) <= _NEAR_DEADLINE


def twin(db: Database, market: Market, source: str, posting: Told, occupation: str, place: str) -> str | None:
    """The live vacancy of another source, or of an employer's own, that this posting tells of too."""
    named = employer_key(posting.employer)
    rows = db.all(
        "SELECT vacancy.id, vacancy.title, vacancy.occupation, vacancy.place, posting.deadline, :named AS named"
        " FROM posting JOIN vacancy ON vacancy.id = posting.vacancy_id"
        " WHERE posting.employer_key = :named AND posting.area = :area AND posting.source <> :source"
        " AND posting.state = 'vacancy' AND vacancy.status IN ('draft', 'pending', 'open', 'held') ORDER BY posting.id",
        named=named,
        area=market.area(place),
        source=source,
    )
    rows += db.all(
        "SELECT vacancy.id, vacancy.title, vacancy.occupation, vacancy.place, vacancy.deadline, employer.name AS named"
        " FROM vacancy_area JOIN vacancy ON vacancy.id = vacancy_area.vacancy_id"
        " JOIN employer ON employer.id = vacancy.employer_id"
        " WHERE vacancy_area.place = :area AND vacancy_area.occupation = :occupation"
        " AND NOT EXISTS (SELECT 1 FROM posting WHERE posting.vacancy_id = vacancy.id)"
        " ORDER BY vacancy.opened_at, vacancy.id",
        area=market.area(place),
        occupation=occupation,
    )
    for row in rows:
        if (
            employer_key(row["named"]) == named
            and same_title(row["title"], posting.title)
            and same_work(market, row["occupation"], occupation)
            and same_place(market, row["place"], place)
            and same_deadline(row["deadline"], posting.deadline)
            and not db.one(
                "SELECT 1 AS one FROM posting WHERE vacancy_id = :id AND source = :source AND key <> :key"
                " AND state = 'vacancy'",
                id=row["id"],
                source=source,
                key=posting.key,
            )
        ):
            return str(row["id"])
    return None
