"""The command that explains a match, for staff at the server: why a person is shown a vacancy, or is not."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click

from core import market, matching, phones, profiles, settings, vacancies
from core.database import Database, Row, open_database
from core.errors import InvalidError, NotFoundError, SetupError
from core.market import Market
from core.matching import Part

_LANGUAGE = "en"
_WORK = {
    matching.SAME_WORK: "the work is theirs",
    matching.RELATED_WORK: "the work is {percent} % near to theirs",
    matching.OTHER_WORK: "the work is another, {percent} % near to theirs",
}


@click.group("match")
def match_group() -> None:
    """See how well people and vacancies fit."""


@match_group.command("explain")
@click.argument("person")
@click.argument("reference", metavar="VACANCY")
def explain(person: str, reference: str) -> None:
    """Say part by part how well a PERSON fits a VACANCY, and whether it is on the person's list.

    PERSON is the id of a profile, or a phone number: each person whom it reaches is explained. VACANCY is a reference.
    """
    now = int(time.time())
    with _service() as (db, pack):
        vacancy = _vacancy(db, reference)
        for profile in _people(db, pack, person):
            click.echo(f"{profile['id']} and vacancy {vacancy['reference']}")
            if profile["status"] != "active":
                click.echo("  They have not told all that a match needs, so they have no list.")
                continue
            parts = matching.explain(pack, profile, vacancy, now)
            for part in parts:
                click.echo(f"{part.points:7.1f} of {part.most:2}  {part.code}: {_why(pack, part)}")
            click.echo(f"{sum(part.points for part in parts):7.1f} of {sum(part.most for part in parts)}")
            click.echo(f"  {_standing(db, pack, profile, vacancy, now)}")


def _why(pack: Market, part: Part) -> str:
    """A part of a score in words."""
    values = part.values
    if part.code == "work":
        return _WORK[values["reason"]].format(percent=round(100 * values["nearness"]))
    if part.code == "place":
        shared = pack.places[values["area"]].name
        if values["ring"] == 0:
            return f"it is at their home or around it, in {shared}"
        return f"circle {values['ring']} of {values['rings'] - 1} around their home: both are in {shared}"
    if part.code == "pay":
        if not values["pay"]:
            return "the vacancy tells no pay, which counts half"
        if not values["least_pay"]:
            return "any pay is right for them, which counts half"
        return f"it pays {values['pay']:,} a month, and they want {values['least_pay']:,} at least"
    if part.code == "recency":
        return f"it opened {values['days']} days ago; after {matching.FRESH_SECONDS // (24 * 3600)} this counts nothing"
    asked, held = values["asked"], values["held"]
    if not asked:
        return "none are asked for, which counts half"
    lacking = [skill for skill in asked if skill not in held]
    told = [f"they have {len(held)} of {len(asked)}"]
    told += [f"{name} {_labels(pack, some)}" for name, some in (("with", held), ("without", lacking)) if some]
    return "; ".join(told)


def _labels(pack: Market, skills: list[str] | tuple[str, ...]) -> str:
    language = _LANGUAGE if _LANGUAGE in pack.languages else pack.default_language
    return ", ".join(pack.skills.label(skill, language) for skill in skills)


def _standing(db: Database, pack: Market, profile: Row, vacancy: Row, now: int) -> str:
    """Whether a vacancy is on a person's list, and where."""
    if vacancy["status"] != "open":
        return f"It is not on their list: it is {vacancy['status']}."
    if vacancy["deadline"] <= now:
        return "It is not on their list: its deadline has passed."
    listed = [match.vacancy["id"] for match in matching.best(db, pack, profile, now)]
    if vacancy["id"] in listed:
        return f"It is number {listed.index(vacancy['id']) + 1} of {len(listed)} on their list, which is nearest first."
    return f"It is not on their list: {len(listed)} others fit better."


@contextmanager
def _service() -> Iterator[tuple[Database, Market]]:
    chosen = settings.read()
    pack = market.load(chosen.market)
    with closing(open_database(chosen.database, create=False)) as db:
        yield db, pack


def _people(db: Database, pack: Market, person: str) -> list[Row]:
    """Who is meant. What was typed is not told again: it may be a phone number."""
    found = profiles.by_id(db, person.strip().lower())
    if found and found["status"] != "erased":
        return [found]
    try:
        people = profiles.of_phone(db, phones.normalise(person, pack.country))
    except InvalidError:
        raise SetupError("There is no such person: type the id of a profile, or a phone number.") from None
    if not people:
        raise SetupError("There is no such person: the phone reaches nobody who is registered.")
    return people


def _vacancy(db: Database, reference: str) -> Row:
    try:
        return vacancies.by_reference(db, reference)
    except InvalidError:
        raise SetupError(f"{reference} is mistyped: its last digit does not fit the others.") from None
    except NotFoundError:
        raise SetupError(f"There is no vacancy {reference}.") from None


commands: list[click.Command] = [match_group]
