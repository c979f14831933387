"""Meaning: what a source tells of one vacancy, and the occupation and place that are meant by its words."""

import hashlib
from dataclasses import asdict, dataclass

import orjson

from core import sameness, scams
from core.market import Market
from core.places import Place
from core.reading import Reading, reader

CODES = ("occupation_unsure", "place_unknown", "place_ambiguous")  # why a meaning is not sure

_DESCRIPTION_READ = 2000  # characters
_SURE_PLACE = 0.9
_AS_NEAR = 0.05  # below the best score: a place that may be meant as well


@dataclass(frozen=True, slots=True)
class Posting:
    """What a source tells of one vacancy. `key` is the source's own for it.

    `place` and `occupation` are words as they were written, `place_code` and `occupation_code` codes of the market
    where it told them. `deadline` is UTC seconds, None where it told none; the rest as `vacancies.add` takes it.
    """

    key: str
    title: str
    employer: str
    place: str
    occupation: str = ""
    place_code: str | None = None
    occupation_code: str | None = None
    posts: int = 1
    pay: int | None = None
    pay_period: str | None = None
    deadline: int | None = None
    skills: tuple[str, ...] = ()
    contact: str = "service"
    contact_detail: str | None = None
    starts_on: str | None = None
    url: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Meant:
    """The occupation and the place that a posting means; None where that is not sure, and its code is in `why`."""

    occupation: str | None
    place: str | None
    why: tuple[str, ...] = ()


def of(market: Market, posting: Posting) -> Meant:
    """What a posting means. The codes of doubt are CODES."""
    occupation, place = _occupation(market, posting), _place(market, posting)
    why = []
    if occupation is None:
        why.append("occupation_unsure")
    if isinstance(place, str):
        why.append(place)
    return Meant(occupation, place.code if isinstance(place, Place) else None, tuple(why))


def asks_money(market: Market, posting: Posting) -> bool:
    """Whether the description asks people to pay. It is shown to nobody, so only here is it looked at."""
    said = scams.plain(posting.description[:_DESCRIPTION_READ], market.country)
    return bool(scams.fee(said)) or scams.money_asked(said, is_contact=False)


def digest(posting: Posting) -> str:
    """All that a posting tells, in a few letters: another one told something else."""
    return hashlib.blake2b(orjson.dumps(asdict(posting)), digest_size=16).hexdigest()


def words(posting: Posting) -> str:
    """The same of what its occupation and place are read from."""
    said = [posting.title, posting.occupation, posting.occupation_code, posting.place, posting.place_code]
    return hashlib.blake2b(orjson.dumps(said), digest_size=8).hexdigest()


def _occupation(market: Market, posting: Posting) -> str | None:
    if posting.occupation_code in market.occupations:
        return posting.occupation_code
    title = reader(market).read(posting.title)
    named = reader(market).read(posting.occupation) if posting.occupation else Reading()
    if title.sure_work:
        return title.sure_work
    if named.sure_work and (not title.work or named.sure_work in title.work):
        return named.sure_work
    return None


def _place(market: Market, posting: Posting) -> Place | str:
    """The place that is meant, or the code of why that is not sure."""
    if posting.place_code and posting.place_code in market.places:
        return market.places[posting.place_code]
    root = market.places.root
    found = [each for each in reader(market).read(posting.place).places if each.place.code != root.code]
    if not found or found[0].score < _SURE_PLACE:
        return "place_unknown"
    best = found[0].place
    for other in found[1:]:
        if other.score < found[0].score - _AS_NEAR:
            break
        if not sameness.same_place(market, best.code, other.place.code):
            return "place_ambiguous"
        if other.score == found[0].score and best.code in market.places.rings(other.place.code):
            best = other.place  # "Nyali, Mombasa"
    return _narrowed(market, best)


def _narrowed(market: Market, place: Place) -> Place:
    """The place in it that has its very name, where it is wider than what people mean by it: the county of Nairobi."""
    while market.area(place.code) == place.code:
        below = [each for each in market.places.children(place.code) if each.name == place.name]
        if len(below) != 1 or market.area(below[0].code) != below[0].code:
            break
        place = below[0]
    return place
