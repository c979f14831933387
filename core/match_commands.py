"""The command that explains a match, for staff at the server: why a person is shown a vacancy, or is not."""

import time

import click

from core import matching, phones, profiles
from core.database import Database, Row
from core.errors import InvalidError, SetupError
from core.market import Market
from core.matching import Part
from core.vacancy_commands import found, opened

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
    with opened() as (db, pack):
        vacancy = found(db, reference)
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


@match_group.command("people")
@click.argument("reference", metavar="VACANCY")
@click.option("--wanted", default=matching.PEOPLE_WANTED, show_default=True, help="How many people at most.")
def people(reference: str, wanted: int) -> None:
    """List who fits a VACANCY best and has not applied, nearest first: ids and no names."""
    with opened() as (db, pack):
        vacancy = found(db, reference)
        fitting = matching.people(db, pack, vacancy, int(time.time()), wanted)
        for each in fitting:
            work = pack.occupations.label(each.person["occupation"], _language(pack))
            click.echo(f"{each.score:3}  {each.person['id']}  {work}, {pack.places[each.person['place']].name}")
    click.echo(f"{len(fitting)} who fit {reference}, {vacancy['title']}")


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
    return ", ".join(pack.skills.label(skill, _language(pack)) for skill in skills)


def _language(pack: Market) -> str:
    return _LANGUAGE if _LANGUAGE in pack.languages else pack.default_language


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


def _people(db: Database, pack: Market, person: str) -> list[Row]:
    """Who is meant. What was typed is not told again: it may be a phone number."""
    profile = profiles.by_id(db, person.strip().lower())
    if profile and profile["status"] != "erased":
        return [profile]
    try:
        people = profiles.of_phone(db, phones.normalise(person, pack.country))
    except InvalidError:
        raise SetupError("There is no such person: type the id of a profile, or a phone number.") from None
    if not people:
        raise SetupError("There is no such person: the phone reaches nobody who is registered.")
    return people


commands: list[click.Command] = [match_group]
