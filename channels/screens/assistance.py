"""Help: how the service works, a call from the office, and who helps in trouble."""

from typing import Any

from channels.conversation import Choice, Page, Session
from channels.screens.menu import menu
from channels.view import View
from core import calls
from translations import gettext as _
from translations import marked

_TOPICS = {
    "violence": marked("Violence"),
    "child": marked("Children"),
    "distress": marked("When you feel very low"),
    "police": marked("Police"),
    "work": marked("Rights at work"),
}


@menu.screen("call_asked", "how_it_works", "helplines")
def assistance(session: Session, view: View) -> Page:
    return Page(
        _("How can we help?"),
        (
            Choice(_("Please call me"), "call_asked", do="ask_call"),
            Choice(_("How it works"), "how_it_works"),
            Choice(_("Help in trouble"), "helplines"),
        ),
    )


@menu.action()
def ask_call(session: Session, view: View, value: Any) -> None:
    person = view.person
    calls.ask(view.db, view.phone, person["id"] if person else None, view.language, view.now)


@menu.screen("entry")
def call_asked(session: Session, view: View) -> Page:
    return Page(_("Saved. Somebody from the office will call this number."), (Choice(_("Home"), "entry"),))


@menu.screen()
def how_it_works(session: Session, view: View) -> Page:
    return Page(
        _(
            "We show jobs that fit you, nearest first. The employer you apply to sees your name and number."
            " It is free: never pay for a job."
        )
    )


@menu.screen()
def helplines(session: Session, view: View) -> Page:
    lines = [f"{_(_TOPICS[line.topic])}: {line.name} {line.phone}" for line in view.market.helplines]
    return Page("\n".join(lines) or _("In an emergency go to the police or a health centre."))
