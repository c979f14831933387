"""An employer's own jobs: the list, one of them, and what may be done with it: fill, close, go on, post again."""

from typing import Any

from channels.conversation import Choice, Page, Session
from channels.screens import vacancy_draft as drafts
from channels.screens.candidates import to_people
from channels.screens.menu import menu
from channels.screens.posting import LONGEST_TITLE_SHOWN, refused
from channels.screens.vacancy_draft import QUESTIONS
from channels.view import View
from core import audit, hiring, matching, moderation, vacancies
from core.database import Row
from core.errors import InvalidError, NotFoundError
from messages import wording
from translations import gettext as _

LONGEST_TITLE_LISTED = 24
WEEK_SECONDS = 7 * 24 * 3600
STANDING = ("pending", "held", "open")  # statuses in which it may still be ended


@menu.screen("my_vacancy", "post_work")
def my_vacancies(session: Session, view: View) -> Page:
    own = vacancies.of_employer(view.db, view.hirer["id"])
    if not own:
        return Page(
            _("You have posted no job yet."),
            (Choice(_("Post a job"), "post_work", do="begin_job", value=2),),
        )
    return Page(
        _("Your jobs:"),
        tuple(
            Choice(
                f"{row['title'][:LONGEST_TITLE_LISTED]} {row['reference']}, {wording.standing(row['status'])}",
                "my_vacancy",
                value=row["id"],
            )
            for row in own
        ),
    )


@menu.screen("candidates", "job_ended", "week_more", *QUESTIONS)
def my_vacancy(session: Session, view: View) -> Page:
    vacancy = view.own_vacancy(session.value)
    standing, more = vacancy["status"], []
    if hiring.is_shown(vacancy):
        more.append(to_people(vacancy["id"], _("People")))
    if standing in STANDING:
        if standing == "open":
            more.append(Choice(_("Filled"), "job_ended", do="fill_job", value=vacancy["id"]))
        more.append(Choice(_("Close"), "job_ended", do="close_job", value=vacancy["id"]))
    if standing == "open":
        more.append(Choice(_("A week more"), "week_more", do="extend_job", value=vacancy["id"]))
    more.append(Choice(_("Post it again"), "post_job", do="repeat_job", value=vacancy["id"]))
    text, spare = _described(view, vacancy)
    return Page(text, tuple(more), spare=spare)


def _described(view: View, vacancy: Row) -> tuple[str, str]:
    """The reference, title and standing; how many have applied, and may."""
    lines = [f"{vacancy['reference']} {vacancy['title'][:LONGEST_TITLE_SHOWN]}", wording.own_standing(vacancy)]
    if vacancy["status"] != "open":
        return "\n".join(lines), ""
    lines.append(wording.odds(view.market, vacancy["posts"], vacancy["applications"], vacancy["deadline"]))
    return "\n".join(lines), wording.fitting(
        matching.band(view.db, view.market, vacancy["occupation"], vacancy["place"])
    )


def _own(view: View, vacancy_id: str) -> Row:
    """An own vacancy to act on. Raises InvalidError where it is not theirs any more."""
    try:
        return view.own_vacancy(vacancy_id)
    except NotFoundError:
        raise InvalidError("not_on_list") from None


@menu.action("job_ended")
def fill_job(session: Session, view: View, vacancy_id: str) -> tuple[str, Any]:
    return end_job(view, _own(view, vacancy_id), "filled")


@menu.action("job_ended")
def close_job(session: Session, view: View, vacancy_id: str) -> tuple[str, Any]:
    return end_job(view, _own(view, vacancy_id), "closed")


def end_job(view: View, vacancy: Row, status: str) -> tuple[str, Any]:
    """End an own vacancy, "filled" or "closed". Whoever does it twice is told the same.

    One that people do not see can only be closed.
    """
    if vacancy["status"] in ("pending", "held"):
        status = "closed"
    if vacancies.end(view.db, view.market, vacancy["id"], status, view.now):
        actor = audit.employer(vacancy["employer_id"])
        audit.note(view.db, view.now, actor, f"vacancy.{status}", "vacancy", vacancy["id"])
    return "job_ended", vacancy["id"]


@menu.screen("my_vacancies", "entry", *QUESTIONS)
def job_ended(session: Session, view: View) -> Page:
    vacancy = view.own_vacancy(session.value)
    text = _("{title}, no. {reference}: {standing}. Nobody can apply any more.")
    return Page(
        text.format(
            title=vacancy["title"][:LONGEST_TITLE_SHOWN],
            reference=vacancy["reference"],
            standing=wording.standing(vacancy["status"]),
        ),
        (
            Choice(_("My jobs"), "my_vacancies"),
            Choice(_("Post it again"), "post_job", do="repeat_job", value=vacancy["id"]),
            Choice(_("Home"), "entry"),
        ),
    )


@menu.action()
def extend_job(session: Session, view: View, vacancy_id: str) -> None:
    extend(view, _own(view, vacancy_id))


def extend(view: View, vacancy: Row) -> Row:
    """Let people apply for a week more; the employer will be asked again at its end. Raises InvalidError.

    A job stays open for no longer than MOST_DAYS from now.
    """
    deadline = max(vacancy["deadline"], view.now) + WEEK_SECONDS
    if deadline > view.now + drafts.MOST_DAYS * 24 * 3600:
        raise InvalidError("open_too_long", days=drafts.MOST_DAYS)
    actor = audit.employer(vacancy["employer_id"])
    changed = moderation.edit(view.db, view.market, vacancy["id"], actor, view.now, deadline=deadline)
    vacancies.asked_filled(view.db, vacancy["id"], None)
    return changed


@menu.screen("my_vacancies", "entry")
def week_more(session: Session, view: View) -> Page:
    vacancy = view.own_vacancy(session.value)
    return Page(
        _("Saved. People may apply until {day}.").format(day=wording.day(view.market, vacancy["deadline"])),
        (Choice(_("My jobs"), "my_vacancies"), Choice(_("Home"), "entry")),
    )


@menu.action("post_job", "post_refused", durable=False)
def repeat_job(session: Session, view: View, vacancy_id: str) -> tuple[str, Any]:
    return _repeated(session, view, _own(view, vacancy_id))


def _repeated(session: Session, view: View, vacancy: Row) -> tuple[str, Any]:
    session.hires = True
    if refusal := refused(view):
        return "post_refused", [refusal.code, refusal.values, None]
    return "post_job", drafts.copied(view, vacancy)


@menu.action("post_job", "my_vacancies", "post_refused", durable=False)
def repeat_last(session: Session, view: View, value: Any) -> tuple[str, Any]:
    own = vacancies.of_employer(view.db, view.hirer["id"], 1)
    return _repeated(session, view, own[0]) if own else ("my_vacancies", None)
