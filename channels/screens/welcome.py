"""The first screens of a call: language, consent, who is calling, and home."""

from typing import Any

from channels import incoming
from channels.conversation import EMPLOYER, Choice, Page, Question, Session
from channels.screens.menu import menu
from channels.view import View
from core import consent as consents
from core import employers, profiles
from core.database import Row
from core.errors import InvalidError
from messages import erasure, wording
from translations import gettext as _
from translations import speaking


@menu.router(
    "resume",
    "who",
    "still_you",
    "still_employer",
    "language",
    "consent",
    "registration",
    "home",
    "employer_home",
)
def entry(session: Session, view: View) -> str:
    """Where a call begins. A phone of several people, or one silent for long, shows nothing personal yet."""
    if len(view.profiles) > 1 and view.person is None:
        return "who"
    if view.person is None:
        return _of_nobody(session, view)
    if session.silent:
        return "still_you"
    if session.left and session.left[-1] == view.profile["id"]:
        return "resume"
    return "home" if view.profile["status"] == "active" else "registration"


def _of_nobody(session: Session, view: View) -> str:
    """Where a call begins from a phone that reaches no person: an employer's, or a newcomer's."""
    if view.employer and session.silent:
        return "still_employer"
    if not session.draft:  # by which somebody has asked to register
        if session.left and session.left[-1] == EMPLOYER:
            return "resume"
        if view.employer:
            return "employer_home"
    return "consent" if session.language else "language"


@menu.screen("consent", root=True)
def language(session: Session, view: View) -> Page:
    names = []
    for code in view.market.languages:
        with speaking(code):
            names.append(_("Language"))
    return Page(
        f"Fursa\n{' / '.join(names)}:",
        tuple(
            Choice(wording.language_name(code), "consent", do="choose_language", value=code)
            for code in view.market.languages
        ),
    )


@menu.action(durable=False, direct=True)
def choose_language(session: Session, view: View, code: str) -> None:
    session.language = code


@menu.screen("registration", "declined", "post_work")
def consent(session: Session, view: View) -> Page:
    # Of who shares a phone with others nothing is asked twice: the page before had that choice.
    offer = [] if view.profiles else [Choice(_("I offer work"), "post_work", do="offer_work", value=2)]
    return Page(
        _(
            "Fursa finds work near you, free. We keep what you tell us for that;"
            " only employers you apply to see your name."
        ),
        (Choice(_("I agree"), "registration", do="agree"), Choice(_("No"), "declined", do="decline"), *offer),
    )


@menu.action()
def agree(session: Session, view: View, value: Any) -> None:
    profile = profiles.begin(view.db, view.market, view.phone, view.language, view.now)
    consents.record(view.db, profile, "service", True, view.language, view.channel, view.now)
    if session.silent and view.employer:  # whoever it is, they have not said that the business is theirs
        _leave_business(view)
    session.person, session.language, session.silent = profile["id"], None, False
    session.restart()  # nobody goes back to agree twice, nor to the pages of whoever else has this phone
    if session.draft:
        profile = profiles.change(view.db, view.market, profile, view.now, **session.draft)
        session.draft = {}
    view.keep(profile)


@menu.action()
def decline(session: Session, view: View, value: Any) -> None:
    session.draft = {}  # what they told in a text before they were asked
    session.restart()
    if not view.profiles:
        incoming.forget(view.db, view.phone)
        erasure.decline(view.db, view.phone, view.now)


@menu.screen()
def declined(session: Session, view: View) -> Page:
    return Page(_("All right. We keep nothing about you. You are welcome to dial again."), ends=True)


@menu.screen("entry", root=True)
def resume(session: Session, view: View) -> Page:
    return Page(
        _("Welcome back. Your last call was cut off."),
        (
            Choice(_("Continue"), "entry", do="go_on"),
            Choice(_("Start again"), "entry", do="start_again"),
        ),
    )


@menu.action(durable=False)
def go_on(session: Session, view: View, value: Any) -> tuple[str, Any] | None:
    if not session.left:
        return None
    session.hires = session.left[-1] == EMPLOYER
    return session.resume()


@menu.action(durable=False)
def start_again(session: Session, view: View, value: Any) -> None:
    session.left = None


@menu.screen("entry", "language", "registration", "post_work", root=True)
def who(session: Session, view: View) -> Page:
    choices = [Choice(_("I am new here"), "language")]
    if _unfinished(view):
        choices.append(Choice(_("I began to register"), "registration", do="go_on_registering"))
    choices.append(Choice(_("I offer work"), "post_work", do="offer_work", value=1))
    return Page(
        _("Several people use this phone. Please type your year of birth, like 1995."),
        tuple(choices),
        asks=Question("entry", do="say_year"),
    )


def _unfinished(view: View) -> list[Row]:
    """Whose call broke off before the year of birth was asked: no year leads to them, and nothing shows their name."""
    return [profile for profile in view.profiles if profile["birth_year"] is None]


@menu.action(durable=False)
def go_on_registering(session: Session, view: View, value: Any) -> None:
    session.person, session.silent, session.left = _unfinished(view)[-1]["id"], False, None


@menu.action("which", durable=False)
def say_year(session: Session, view: View, text: str) -> tuple[str, Any] | None:
    matching = [profile for profile in view.profiles if str(profile["birth_year"]) == text]
    if not matching:
        raise InvalidError("nobody_known")
    if len(matching) > 1:
        return "which", text
    session.person, session.silent = matching[0]["id"], False
    return None


@menu.screen("entry")
def which(session: Session, view: View) -> Page:
    return Page(_("Please type your first name."), asks=Question("entry", do="say_name"))


@menu.action(durable=False)
def say_name(session: Session, view: View, text: str) -> None:
    typed = text.casefold()
    for profile in view.profiles:
        names = (profile["name"] or "").casefold().split()
        if str(profile["birth_year"]) == session.value and typed.split()[0] in names:
            session.person, session.silent = profile["id"], False
            return
    raise InvalidError("nobody_known")


@menu.screen("entry", "language", root=True)
def still_you(session: Session, view: View) -> Page:
    return Page(
        _("It has been a long time. To be sure it is you, please type your year of birth, like 1995."),
        (Choice(_("This number is new to me"), "language", do="take_over_number"),),
        asks=Question("entry", do="say_year"),
    )


@menu.action()
def take_over_number(session: Session, view: View, value: Any) -> None:
    profiles.leave_phone(view.db, view.phone, view.profile, view.now)
    if view.employer:
        _leave_business(view)
    session.silent, session.left = False, None
    view.profiles = []


def _leave_business(view: View) -> None:
    employers.leave_phone(view.db, view.phone, view.now)
    view.employer = None


@menu.screen(
    "jobs",
    "jobs_place",
    "jobs_sector",
    "found_jobs",
    "my_applications",
    "alerts",
    "my_profile",
    "assistance",
    "post_work",
    root=True,
)
def home(session: Session, view: View) -> Page:
    return Page(
        "Fursa",
        (
            Choice(_("Jobs for me"), "jobs"),
            Choice(_("Jobs by place"), "jobs_place"),
            Choice(_("Jobs by kind of work"), "jobs_sector"),
            Choice(_("My applications"), "my_applications"),
            Choice(_("Job alerts"), "alerts"),
            Choice(_("My profile"), "my_profile"),
            Choice(_("Help"), "assistance"),
            Choice(_("I offer work"), "post_work", do="offer_work", value=1),
        ),
        asks=Question("found_jobs", do="search"),
        spare=_("Choose, or type a job and a place:"),
    )
