"""Documents: what a tablet keeps a copy of, which of it a tablet may change, and whether what it sends is right."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from marshmallow import INCLUDE, Schema, ValidationError, fields

from core import consent, phones, profiles
from core.errors import InvalidError
from core.market import Market
from messages import wording
from sync.fields import ID, LATEST_TIME, Choice, Counter, Day, Id, Joined, Text, Whole, fault, first_code

MOST_MORE = 4000  # bytes as JSON, of all fields of a document that only tablets know
LONGEST_FIELD = 40  # characters of the name of such a field
OLDEST = 100  # years
LONGEST_CODE = 40  # characters
FIRST_YEAR, LAST_YEAR = 1900, 2200  # that the database takes

_BESIDE = frozenset(("id", "version"))  # stand beside the fields, and may be sent among them


def _about(text: str) -> dict[str, Any]:
    return {"metadata": {"description": text}}


def _empty(text: str) -> dict[str, Any]:
    """The same for a field that may be empty."""
    return {"allow_none": True, "load_default": None, **_about(text)}


def _told(kind: type[fields.Field[Any]], text: str, **options: Any) -> Any:
    """A field that the server sets."""
    return kind(dump_only=True, **_about(text), **options)


class Document(Schema):
    """What all have in common: what is not known here is kept."""

    class Meta:
        unknown = INCLUDE


class Profile(Document):
    """Somebody who looks for work."""

    name = Text(80, **_empty("As the person says it."))
    birth_year = Whole(FIRST_YEAR, LAST_YEAR, **_empty("Four digits."))
    language = Text(LONGEST_CODE, **_empty("A language of the market; left out, its first."))
    place = Text(LONGEST_CODE, **_empty("Code of the home."))
    occupation = Text(LONGEST_CODE, **_empty("ISCO-08 code."))
    experience = Choice(wording.EXPERIENCES, **_empty("Years in that occupation."))
    least_pay = Whole(0, 2**31 - 1, **_empty("The least the person would work for, in a month. 0: any pay."))
    skills = Joined(
        Text(40, required=True), 50, load_default=list, **_about("Codes of the market's list, or own words.")
    )
    phones = Joined(Text(40, required=True), 10, load_default=list, **_about("E.164, the first linked first."))
    status = _told(fields.String, "`registering`: something is still to be asked; else `active`.")
    sector = _told(fields.String, "That of the occupation.", allow_none=True)
    alerts = _told(fields.String, "How often job alerts come: `off`, `instant`, `daily`, `weekly`.")
    registered_at = _told(fields.Integer, "UTC seconds.")


class Consent(Document):
    """A person's latest word on a purpose."""

    profile_id = Id(**_about("As in the id of the document."))
    purpose = Choice(consent.PURPOSES, **_about("As in the id of the document."))
    given = Whole(0, 1, required=True, **_about("1: the person agreed. 0: took it back."))
    language = Text(LONGEST_CODE, **_empty("In which it was asked; left out, the person's."))
    often = Choice(tuple(each for each in wording.ALERTS if each != "off"), **_empty("To `alerts`: how often."))
    channel = _told(fields.String, "On which the word was given.")
    at = _told(fields.Integer, "UTC seconds.")
    text_version = _told(fields.String, "Which sentences were agreed to.")


class Application(Document):
    """A person's wish for a vacancy."""

    profile_id = Id(required=True, **_about("Who applies."))
    vacancy_id = Text(LONGEST_CODE, required=True, **_about("The reference that phones know."))
    status = Text(LONGEST_CODE, load_default="applied", **_about("A tablet says `applied` or `withdrawn`."))
    applied_at = _told(fields.Integer, "UTC seconds.")


class Note(Document):
    """What an officer wrote down about a person."""

    profile_id = Id(required=True, **_about("About whom."))
    text = Text(2000, lines=True, required=True, **_about("Plain text."))
    written_at = Whole(0, LATEST_TIME, **_empty("UTC seconds by the tablet."))
    officer_id = _told(fields.String, "Who wrote it.")


class Visit(Document):
    """An outreach day at a place."""

    place = Text(LONGEST_CODE, required=True, **_about("Code of the place."))
    planned_for = Day(**_empty("The day, such as 2026-11-30."))
    done_at = Whole(0, LATEST_TIME, **_empty("UTC seconds by the tablet."))
    purpose = Text(500, lines=True, **_empty("What it is for."))
    met = Joined(Id(), 500, load_default=list, **_about("Ids of profiles."))
    people_met = Counter(100_000, load_default=0, **_about("Everybody, also those who are not registered."))
    officer_id = _told(fields.String, "Whose visit it is.")


class JobOrder(Document):
    """A vacancy that an employer asks the service to fill, taken down by the officer."""

    employer = Text(120, required=True, **_about("Name of the business. Who is known by the phone keeps theirs."))
    phone = Text(40, required=True, **_about("The employer's, E.164."))
    contact_name = Text(80, **_empty("Whom to ask for."))
    sector = Text(LONGEST_CODE, **_empty("Code of the employer's line of work; left out, that of the occupation."))
    title = Text(120, required=True, **_about("What the job is called."))
    occupation = Text(LONGEST_CODE, required=True, **_about("ISCO-08 code."))
    place = Text(LONGEST_CODE, required=True, **_about("Code of the place."))
    posts = Whole(1, 10_000, load_default=1, **_about("How many people are wanted."))
    pay = Whole(1, 2**31 - 1, **_empty("Whole units of the market's currency, in each period. Empty: to be agreed."))
    pay_period = Text(LONGEST_CODE, **_empty("`hour`, `day`, `week` or `month`."))
    skills = Joined(
        Text(40, required=True), 12, load_default=list, **_about("Codes of the market's list, or own words.")
    )
    starts_on = Day(**_empty("The first day of work, such as 2026-11-30."))
    deadline = Whole(0, LATEST_TIME, required=True, **_about("Until when people may apply, UTC seconds."))
    contact = Choice(("service", "call", "visit"), load_default="service", **_about("How to apply."))
    contact_detail = Text(120, **_empty("The number to call, or where to come."))
    status = _told(
        fields.String, "Of the vacancy: `pending`, `open`, `held`, `refused`, `filled`, `expired` or `closed`."
    )
    reason = _told(fields.String, "Code of why it is held or refused.", allow_none=True)
    vacancy_id = _told(fields.String, "The reference that phones know.")
    officer_id = _told(fields.String, "Who took it down.")


class Conflict(Document):
    """A value of this officer's that is not shown, sent back by staff."""

    collection = _told(fields.String, "Of the document that it is about.")
    document = _told(fields.String, "Its id.")
    field = _told(fields.String, 'The field; "" for a whole operation.')
    value = _told(fields.Raw, "What the tablet sent.")
    shown = _told(fields.Raw, "What is shown instead.")
    reason = _told(fields.String, "A code.")
    why = _told(fields.String, "What staff wrote to it.", allow_none=True)
    at = _told(fields.Integer, "When it was sent back, UTC seconds.")


class Vacancy(Document):
    """An open vacancy."""

    title = _told(fields.String, "What it is called.")
    occupation = _told(fields.String, "ISCO-08 code.")
    place = _told(fields.String, "Code of the place.")
    posts = _told(fields.Integer, "How many people are wanted.")
    pay = _told(fields.Integer, "Whole units of the market's currency, in each period.", allow_none=True)
    pay_period = _told(fields.String, "`hour`, `day`, `week` or `month`.", allow_none=True)
    pay_month = _told(fields.Integer, "What it comes to in a month.", allow_none=True)
    skills = _told(fields.List, "Codes, or words.", cls_or_instance=fields.String())
    contact = _told(fields.String, "How to apply: `service`, `call` or `visit`.")
    contact_detail = _told(fields.String, "The number to call, or where to come.", allow_none=True)
    employer = _told(fields.String, "Its name.")
    opened_at = _told(fields.Integer, "UTC seconds.", allow_none=True)
    deadline = _told(fields.Integer, "UTC seconds.")


class Employer(Document):
    """Who hires."""

    name = _told(fields.String, "What it is called.")
    place = _told(fields.String, "Code of the place.")
    sector = _told(fields.String, "Code of the sector.")


class Reference(Document):
    """An entry of the market pack; the id is its code."""


@dataclass(frozen=True, slots=True)
class Collection:
    """One kind of document, and how changes of its fields meet. `version` is that of the schema.

    `lists` and `counters` may arrive as what to add and remove. In `own_word` the person's own latest word wins.
    `fixed` can be set only when a document is made, `needed` must be then, and `filled` cannot be emptied afterwards.
    """

    name: str
    version: int
    schema: type[Schema]
    own_word: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
    removable: bool = False
    fields: frozenset[str] = field(init=False)
    writable: frozenset[str] = field(init=False)
    needed: frozenset[str] = field(init=False)
    lists: frozenset[str] = field(init=False)
    counters: frozenset[str] = field(init=False)
    loader: Schema = field(init=False, repr=False)

    def __post_init__(self) -> None:
        loader = self.schema()
        writable = {name: each for name, each in loader.fields.items() if not each.dump_only}
        derived = {
            "fields": loader.fields,
            "writable": writable,
            "needed": (name for name, each in writable.items() if each.required),
            "lists": (name for name, each in writable.items() if isinstance(each, Joined)),
            "counters": (name for name, each in writable.items() if isinstance(each, Counter)),
        }
        for name, names in derived.items():
            object.__setattr__(self, name, frozenset(names))
        object.__setattr__(self, "loader", loader)


COLLECTIONS: dict[str, Collection] = {
    collection.name: collection
    for collection in (
        Collection(
            "profiles",
            1,
            Profile,
            own_word=frozenset({"phones"}),
            filled=frozenset({*profiles.NEEDED, "language"}),
        ),
        Collection(
            "consents",
            1,
            Consent,
            own_word=frozenset({"given", "often"}),
            fixed=frozenset({"profile_id", "purpose"}),
        ),
        Collection("applications", 1, Application, fixed=frozenset({"profile_id", "vacancy_id"})),
        Collection("notes", 1, Note, fixed=frozenset({"profile_id"}), removable=True),
        Collection("visits", 1, Visit, removable=True),
        Collection(
            "job_orders",
            1,
            JobOrder,
            fixed=frozenset({"employer", "phone", "contact_name", "sector"}),
            filled=frozenset({"title", "occupation", "place", "posts", "deadline", "contact"}),
            removable=True,
        ),
        Collection("conflicts", 1, Conflict, removable=True),
        Collection("vacancies", 1, Vacancy),
        Collection("employers", 1, Employer),
        *(
            Collection(name, 1, Reference)
            for name in ("markets", "places", "sectors", "occupations", "skills", "texts")
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Checked:
    """Fields that a tablet sent: `known` are right, `more` only tablets know, `faults` say what is wrong with the rest.

    A new document that `lacks` something cannot be made.
    """

    known: dict[str, Any]
    more: dict[str, Any]
    faults: dict[str, str]
    lacks: frozenset[str] = frozenset()


def is_id(collection: str, text: str) -> bool:
    """Whether a tablet may call a new document of the collection so."""
    if collection == "consents":
        profile_id, _dot, purpose = text.partition(".")
        return purpose in consent.PURPOSES and ID.fullmatch(profile_id) is not None
    kind = COLLECTIONS.get(collection)
    return bool(kind and (kind.writable or kind.removable)) and ID.fullmatch(text) is not None


def checked(
    market: Market,
    collection: str,
    sent: Mapping[str, Any],
    new: bool,
    standing: Mapping[str, Any] | None = None,
    year: int | None = None,
) -> Checked:
    """What a tablet sent for a document, field by field: a wrong one does not spoil the right ones.

    Nothing is filled in: `known` has only what was sent, as it is to be kept. `standing` is the document as it is; a
    field that repeats what stands there is never a fault. `year` is the calendar year now.
    """
    kind = COLLECTIONS[collection]
    tried, more, faults = {}, {}, {}
    for name, value in sent.items():
        if name in kind.writable:
            if not new and name in kind.fixed:
                faults[name] = "fixed"
            elif value is not None or not new:  # to leave a field of a new document out is to say nothing
                tried[name] = value
        elif name in kind.fields:
            faults[name] = "read_only"
        elif name not in _BESIDE:
            more[name] = value
    try:
        known = kind.loader.load(tried, partial=True)
    except ValidationError as error:
        known = error.valid_data
        assert isinstance(known, dict) and isinstance(error.messages, dict)
        faults |= {name: first_code(messages) for name, messages in error.messages.items()}
    for name, value in list(known.items()):
        if value is None:
            if new or name in kind.filled:
                del known[name]
                if not new:
                    faults[name] = "required"
        elif rule := _RULES.get(name):
            try:
                known[name] = rule(market, value, year)
            except ValidationError as error:
                del known[name]
                faults[name] = first_code(error.messages)
    lacks = kind.needed - known.keys() if new and kind.needed else frozenset()
    for name in lacks:
        faults.setdefault(name, "required")
    if more:
        faults |= _strange(more)
        more = {name: value for name, value in more.items() if name not in faults}
    if faults and standing:
        faults = {name: code for name, code in faults.items() if name not in sent or sent[name] != standing.get(name)}
    return Checked(known, more, faults, lacks)


def fits(more: Mapping[str, Any]) -> bool:
    """Whether a document can keep these fields, which only tablets know."""
    return not _strange(more)


def _strange(more: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with fields that we do not know."""
    faults = {}
    size = 2
    for name, value in more.items():
        if not 1 <= len(name) <= LONGEST_FIELD:
            faults[name] = "too_long" if name else "required"
            continue
        try:
            size += len(orjson.dumps({name: value})) - 1
        except TypeError:  # nested too deeply, or half a character
            faults[name] = "unreadable"
    if size > MOST_MORE:
        return {name: faults.get(name, "too_long") for name in more}
    return faults


Rule = Callable[[Market, Any, int | None], Any]


def _place(market: Market, code: str, year: int | None) -> str:
    if code not in market.places:
        raise fault("unknown_place")
    return code


def _occupation(market: Market, code: str, year: int | None) -> str:
    if code not in market.occupations:
        raise fault("unknown_occupation")
    return code


def _language(market: Market, code: str, year: int | None) -> str:
    if code not in market.languages:
        raise fault("unknown_language")
    return code


def _birth_year(market: Market, born: int, year: int | None) -> int:
    # Children are no fault: what was written down on the way is not lost, and who may work is decided elsewhere.
    if year is not None and not year - OLDEST <= born <= year:
        raise fault("out_of_range")
    return born


def _least_pay(market: Market, amount: int, year: int | None) -> int:
    if amount and not market.pay.least <= amount <= market.pay.most:
        raise fault("out_of_range")
    return amount


def _phone(market: Market, text: str, year: int | None) -> str:
    try:
        return phones.normalise(text, market.country)
    except InvalidError:
        raise fault("malformed_phone") from None


def _sector(market: Market, code: str, year: int | None) -> str:
    if code not in {sector.code for sector in market.occupations.sectors}:
        raise fault("unknown_choice")
    return code


def _pay_period(market: Market, period: str, year: int | None) -> str:
    if period not in market.pay.periods:
        raise fault("unknown_choice")
    return period


def _phones(market: Market, listed: Any, year: int | None) -> Any:
    if isinstance(listed, dict):
        return {key: _phones(market, each, year) for key, each in listed.items()}
    return list(dict.fromkeys(_phone(market, text, year) for text in listed))


def _status(market: Market, status: str, year: int | None) -> str:
    if status not in ("applied", "withdrawn"):
        raise fault("read_only" if status in _DECIDED else "unknown_choice")
    return status


_DECIDED = ("seen", "shortlisted", "invited", "coming", "not_coming", "hired", "refused")  # by others than the person
_RULES: dict[str, Rule] = {
    "place": _place,
    "occupation": _occupation,
    "language": _language,
    "birth_year": _birth_year,
    "least_pay": _least_pay,
    "phones": _phones,
    "phone": _phone,
    "sector": _sector,
    "pay_period": _pay_period,
    "status": _status,
}
