"""My profile: see and change what the service knows, the language, and who uses the phone."""

from typing import Any

from channels.conversation import Choice, Page, Session
from channels.screens.menu import menu
from channels.screens.register import keep
from channels.view import View
from core import profiles
from messages import wording
from translations import gettext as _


@menu.screen("name", "birth_year", "home_place", "sector", "experience", "least_pay", "my_language", "shared_phone")
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
            Choice(_("Language"), "my_language"),
            Choice(_("Someone else uses this phone"), "shared_phone"),
        ),
    )


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
