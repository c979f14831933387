"""Employers: how they come in, their first page, and what they may change of what they told about themselves."""

from typing import Any

from channels.conversation import EMPLOYER, Choice, Page, Question, Session
from channels.screens import typed
from channels.screens import vacancy_draft as drafts
from channels.screens.job_questions import read_business
from channels.screens.menu import menu
from channels.screens.register import standing_at
from channels.screens.vacancy_draft import QUESTIONS
from channels.view import View
from core import audit, employers, moderation, spelling, vacancies
from core.errors import InvalidError
from messages import wording
from translations import gettext as _

LONGEST_NAME = 60
OPEN_NAMES = ("unknown", "phone_verified")  # levels: of these nobody has seen a paper with the name


@menu.action("resume", "still_employer", "employer_home", *QUESTIONS, durable=False)
def offer_work(session: Session, view: View, screens: int) -> tuple[str, Any]:
    """Somebody says that they offer work, after so many screens. Who is new begins with the job itself."""
    session.hires = True
    if session.left and session.left[-1] == EMPLOYER:
        return "resume", None
    if view.employer is None:
        return drafts.ask_next(view, drafts.begun(view, screens))
    return ("still_employer" if session.silent else "employer_home"), None


@menu.screen("my_vacancies", "my_business", "seeking", "assistance", *QUESTIONS)
def employer_home(session: Session, view: View) -> Page:
    employer = view.hirer
    screens = 2 if view.person else 1  # of this call, up to and with this one
    last = (
        []
        if employer["blocked_at"]
        else [
            Choice(_("Repeat last job"), "post_job", do="repeat_last")
            for _vacancy in vacancies.of_employer(view.db, employer["id"], 1)
        ]
    )
    post = [] if employer["blocked_at"] else [Choice(_("Post a job"), "post_work", do="begin_job", value=screens)]
    text = employer["name"]
    if employer["blocked_at"]:
        text = wording.problem(InvalidError("employer_blocked"))
    return Page(
        text,
        (
            *post,
            Choice(_("My jobs"), "my_vacancies"),
            *last,
            Choice(_("Find work myself"), "seeking"),
            Choice(_("My details"), "my_business"),
            Choice(_("Help"), "assistance"),
        ),
    )


@menu.router("consent", "who", "registration", "home")
def seeking(session: Session, view: View) -> str:
    """An employer looks for work like anybody else."""
    if view.person is None:
        return "who" if view.profiles else "consent"
    return "home" if view.profile["status"] == "active" else "registration"


@menu.screen("employer_home", "language", root=True)
def still_employer(session: Session, view: View) -> Page:
    return Page(
        _("It has been a long time. To be sure it is you, please type the name under which you post jobs."),
        (Choice(_("This number is new to me"), "language", do="take_over_business"),),
        asks=Question("employer_home", do="say_business"),
    )


@menu.action(durable=False)
def say_business(session: Session, view: View, text: str) -> None:
    typed_name, name = spelling.key(text), spelling.key(view.hirer["name"])
    if len(typed_name) < 3 or typed_name not in (name, name.split(" ")[0]):
        raise InvalidError("nobody_known")
    session.silent = False


@menu.action()
def take_over_business(session: Session, view: View, value: Any) -> None:
    session.language = view.language
    employers.leave_phone(view.db, view.phone, view.now)
    # Of people whom the number reaches besides, nobody has said yet that they have it.
    session.silent, session.left, view.employer = bool(view.profiles), None, None


@menu.screen("business_name", "business_place", "business_contact", "business_language")
def my_business(session: Session, view: View) -> Page:
    employer = view.hirer
    name = [Choice(employer["name"], "business_name")] if employer["level"] in OPEN_NAMES else []
    return Page(
        _("Choose what to change:"),
        (
            *name,
            Choice(view.market.places[employer["place"]].name, "business_place"),
            Choice(_("Ask for: {name}").format(name=employer["contact_name"] or "-"), "business_contact"),
            Choice(_("Language"), "business_language"),
        ),
    )


def _keep(view: View, **fields: Any) -> tuple[str, Any]:
    view.employer = employers.change(view.db, view.market, view.hirer["id"], view.now, **fields)
    actor = audit.employer(view.hirer["id"])
    audit.note(view.db, view.now, actor, "employer.changed", "employer", view.hirer["id"], fields=sorted(fields))
    return "my_business", None


@menu.screen("my_business")
def business_name(session: Session, view: View) -> Page:
    return Page(
        _("Under which name do you post jobs? With another name, open jobs wait for our check."),
        asks=Question("my_business", do="keep_business_name"),
    )


@menu.action("my_business")
def keep_business_name(session: Session, view: View, text: str) -> tuple[str, Any]:
    name, actor = read_business(view, text)[0], audit.employer(view.hirer["id"])
    view.employer = moderation.rename(view.db, view.market, view.hirer["id"], name, actor, view.now)
    return "my_business", None


@menu.screen("business_place", "my_business")
def business_place(session: Session, view: View) -> Page:
    at = standing_at(view, session.value)
    return Page(
        _("Where are you? Choose, or type the town."),
        tuple(
            Choice(below.name, "my_business", "keep_business_place", below.code)
            if drafts.is_exact(view, below.code)
            else Choice(below.name, "business_place", value=below.code)
            for below in view.market.places.children(at.code)
        ),
        asks=Question("my_business", do="keep_typed_business_place"),
    )


@menu.action("my_business")
def keep_business_place(session: Session, view: View, code: str) -> tuple[str, Any]:
    return _keep(view, place=code)


@menu.action("business_place", "my_business")
def keep_typed_business_place(session: Session, view: View, text: str) -> tuple[str, Any]:
    place = typed.find_place(view, text)
    if not drafts.is_exact(view, place.code):
        return "business_place", place.code
    return _keep(view, place=place.code)


@menu.screen("my_business")
def business_contact(session: Session, view: View) -> Page:
    return Page(_("Whom should people ask for? Type a name."), asks=Question("my_business", do="keep_contact"))


@menu.action("my_business")
def keep_contact(session: Session, view: View, text: str) -> tuple[str, Any]:
    if not 2 <= len(text) <= LONGEST_NAME or any(map(str.isdigit, text)) or not any(map(str.isalpha, text)):
        raise InvalidError("name_unreadable")
    return _keep(view, contact_name=text)


@menu.screen("my_business")
def business_language(session: Session, view: View) -> Page:
    return Page(
        _("Choose your language:"),
        tuple(
            Choice(wording.language_name(code), "my_business", do="keep_business_language", value=code)
            for code in view.market.languages
        ),
    )


@menu.action("my_business")
def keep_business_language(session: Session, view: View, code: str) -> tuple[str, Any]:
    session.language = None if view.person is None else session.language
    return _keep(view, language=code)
