"""My profile: see and change what the service knows, the language, and who uses the phone."""

from typing import Any

import orjson

from channels.conversation import Choice, Page, Question, Session
from channels.screens.menu import menu
from channels.screens.register import keep
from channels.view import View
from core import profiles
from core.errors import InvalidError
from messages import wording
from translations import gettext as _

MOST_SKILLS = 10
LONGEST_SKILL = 40  # characters of a skill in somebody's own words


@menu.screen(
    "name", "birth_year", "home_place", "sector", "experience", "least_pay", "my_skills", "my_language", "shared_phone"
)
def my_profile(session: Session, view: View) -> Page:
    profile, market = view.profile, view.market
    least = profile["least_pay"]
    pay = _("At least {pay}").format(pay=wording.pay(market, least, "month")) if least else _("Any pay")
    return Page(
        _("Choose what to change:"),
        (
            Choice(profile["name"], "name"),
            Choice(_("Born {year}").format(year=profile["birth_year"]), "birth_year"),
            Choice(market.places[profile["place"]].name, "home_place"),
            Choice(market.occupations.label(profile["occupation"], view.language), "sector"),
            Choice(_("Experience: {time}").format(time=wording.experience(profile["experience"])), "experience"),
            Choice(pay, "least_pay"),
            Choice(_("Skills ({number})").format(number=len(_skills(view))), "my_skills"),
            Choice(_("Language"), "my_language"),
            Choice(_("Someone else uses this phone"), "shared_phone"),
        ),
    )


@menu.screen("my_skills")
def my_skills(session: Session, view: View) -> Page:
    """All skills as choices, each to be taken out; what is typed is added."""
    skills = _skills(view)
    text = _("What can you do? Type your skills, with commas.")
    if skills:
        text = _("Your skills. Type more, or choose one to remove it:")
    if len(skills) >= MOST_SKILLS:
        text = _("Your skills. Choose one to remove it:")
    label = view.market.skills.label
    return Page(
        text,
        tuple(Choice(label(skill, view.language), "my_skills", do="drop_skill", value=skill) for skill in skills),
        asks=Question("my_skills", do="keep_skills") if len(skills) < MOST_SKILLS else None,
    )


@menu.action()
def keep_skills(session: Session, view: View, text: str) -> None:
    known = _skills(view)
    # A number alone is nothing that anybody can do.
    read = [skill[:LONGEST_SKILL] for skill in view.market.skills.read(text) if any(map(str.isalpha, skill))]
    if read:
        keep(view, skills=list(dict.fromkeys([*known, *read]))[:MOST_SKILLS])
    elif known:
        raise InvalidError("not_on_list")


@menu.action("my_skills")
def drop_skill(session: Session, view: View, skill: str) -> tuple[str, Any]:
    keep(view, skills=[each for each in _skills(view) if each != skill])
    return "my_skills", None


def _skills(view: View) -> list[str]:
    skills: list[str] = orjson.loads(view.profile["skills"])
    return skills


@menu.screen("my_profile")
def my_language(session: Session, view: View) -> Page:
    return Page(
        _("Choose your language:"),
        tuple(
            Choice(wording.language_name(code), "my_profile", do="keep_language", value=code)
            for code in view.market.languages
        ),
    )


@menu.action()
def keep_language(session: Session, view: View, code: str) -> None:
    keep(view, language=code)
    session.language = None


@menu.screen("consent", "number_left")
def shared_phone(session: Session, view: View) -> Page:
    return Page(
        _("Who else uses this phone?"),
        (
            Choice(_("Another person, who also looks for work"), "consent", do="add_person"),
            Choice(_("I stop using this number"), "number_left", do="leave_number"),
        ),
    )


@menu.action(durable=False)
def add_person(session: Session, view: View, value: Any) -> None:
    session.language = view.language


@menu.action()
def leave_number(session: Session, view: View, value: Any) -> None:
    session.language = view.language
    profiles.leave_phone(view.db, view.phone, view.profile, view.now)
    view.profiles = [each for each in view.profiles if each["id"] != view.profile["id"]]
    session.person = None


@menu.screen()
def number_left(session: Session, view: View) -> Page:
    return Page(_("Done. This number no longer opens your profile. Tell the office your new number."), ends=True)
