"""My applications: what became of each, and taking one back."""

from channels.conversation import Choice, Page, Session
from channels.screens.menu import menu
from channels.view import View
from core import applications
from messages import wording
from translations import gettext as _


@menu.screen("job", "jobs")
def my_applications(session: Session, view: View) -> Page:
    if not view.applications:
        return Page(_("You have not applied for a job yet."), (Choice(_("See jobs for me"), "jobs"),))
    return Page(
        _("Your applications:"),
        tuple(
            Choice(f"{each['title']}: {wording.application(each)}", "job", value=each["vacancy_id"])
            for each in view.applications
        ),
    )


@menu.action("my_applications")
def withdraw(session: Session, view: View, application_id: str) -> tuple[str, None] | None:
    if applications.withdraw(view.db, view.market, view.profile, application_id, view.now):
        return None
    return "my_applications", None  # the employer decided meanwhile: the list says what


@menu.screen("my_applications", "jobs")
def withdrawn(session: Session, view: View) -> Page:
    return Page(
        _("Your application is taken back."),
        (Choice(_("My applications"), "my_applications"), Choice(_("Jobs for me"), "jobs")),
    )
