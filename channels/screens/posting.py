"""Posting a job: the whole of it on one page, what may be changed, and one key to post it."""

from typing import Any

from channels.conversation import Choice, Page, Session
from channels.screens import vacancy_draft as drafts
from channels.screens.menu import menu
from channels.screens.vacancy_draft import QUESTIONS, Draft, ask_next
from channels.view import View
from core import audit, employers, matching, moderation
from core.database import Row
from core.errors import InvalidError
from messages import employers as letters
from messages import opt_outs, wording
from translations import gettext as _
from translations import ngettext

LONGEST_TITLE_SHOWN = 40


@menu.action("post_refused", *QUESTIONS, durable=False, direct=True)
def begin_job(session: Session, view: View, screens: int) -> tuple[str, Any]:
    """Begin to tell a job, after so many screens of this call. Who may post none now is told so first."""
    session.hires = True
    if refusal := refused(view):
        return "post_refused", [refusal.code, refusal.values, None]
    return ask_next(view, drafts.begun(view, screens))


def refused(view: View, draft: Draft | None = None) -> InvalidError | None:
    """Why one job more, or this one, would not be taken, as `wording.problem` says it; None where it may be posted."""
    level = "phone_verified" if view.channel == "sms" else "unknown"  # of who is new: see `_register`
    try:
        moderation.check_room(view.db, view.employer, draft.get("posts", 1) if draft else 1, level)
    except InvalidError as error:
        return _told(error)
    if draft and "until" in draft and drafts.end_of(view, draft["until"]) <= view.now:
        return InvalidError("day_passed")
    return None


def _told(error: InvalidError) -> InvalidError:
    """What `moderation.submit` refused, by the code that people are told."""
    if error.values.get("limit") == "posts":
        return InvalidError("too_many_posts", **error.values)
    return InvalidError("day_passed") if error.code == "deadline_passed" else error


@menu.screen("posted", "post_change", "my_vacancies")
def post_job(session: Session, view: View) -> Page:
    """The whole job as people will see it, and how many it may reach."""
    draft = session.value
    job = drafts.terms(view, draft)
    market = view.market
    pay = wording.short_pay(market, job["pay"], job["pay_period"]) if job["pay"] else wording.pay(market, None, None)
    lines = [
        f"{job['title'][:LONGEST_TITLE_SHOWN]}, {market.places[job['place']].name}",
        ", ".join(
            (
                pay,  # not the number of posts: what begins a line with "1" looks like a choice
                ngettext("{number} post", "{number} posts", job["posts"]).format(number=job["posts"]),
                _("until {day}").format(day=wording.day(market, job["deadline"])),
            )
        ),
        wording.fitting(matching.band(view.db, market, job["occupation"], job["place"])),
    ]
    change = Choice(_("Change"), "post_change", do="change_job")
    if refusal := refused(view, draft):
        own = [Choice(_("My jobs"), "my_vacancies")] if view.employer else []
        return Page(wording.problem(refusal) + "\n" + "\n".join(lines[:2]), (change, *own))
    more = []
    if job["starts_on"]:
        day = wording.day(market, drafts.end_of(view, job["starts_on"]))
        more.append(_("starts {day}").format(day=day))
    more += [market.skills.label(skill, view.language) for skill in job["skills"]]
    return Page(
        "\n".join(lines),
        (Choice(_("Post"), "posted", do="post"), change),
        spare=", ".join(more),
    )


@menu.action("post_change", durable=False)
def change_job(session: Session, view: View, value: Any) -> tuple[str, Any]:
    return "post_change", session.value


@menu.screen(*QUESTIONS, "post_title", "post_skills")
def post_change(session: Session, view: View) -> Page:
    draft, market = session.value, view.market
    job = drafts.terms(view, draft)
    return Page(
        _("Choose what to change:"),
        tuple(
            Choice(label, screen, do="change_to", value=screen)
            for label, screen in (
                (market.occupations.label(job["occupation"], view.language), "post_work"),
                (market.places[job["place"]].name, "post_place"),
                (wording.pay(market, job["pay"], job["pay_period"]), "post_pay"),
                (_("Number of people"), "post_number"),
                (_("Last day"), "post_until"),
                (_("Start"), "post_start"),
                (_("Skills"), "post_skills"),
                (_("Title"), "post_title"),
            )
        ),
    )


@menu.action(*QUESTIONS, "post_title", "post_skills", durable=False)
def change_to(session: Session, view: View, screen: str) -> tuple[str, Any]:
    return screen, {**session.value, "whole": True}


@menu.action("posted", "post_refused")
def post(session: Session, view: View, value: Any) -> tuple[str, Any]:
    """Hand the job in. Who offers work for the first time is registered with it."""
    draft = session.value
    if refusal := refused(view, draft):  # before anybody is registered for it
        return "post_refused", [refusal.code, refusal.values, draft]
    is_new = view.employer is None
    if view.employer is None:
        view.employer = _register(view, draft)
    employer = view.employer
    try:
        vacancy = moderation.submit(
            view.db,
            view.market,
            employer,
            view.now,
            actor=audit.employer(employer["id"]),
            source="phone",
            **drafts.terms(view, draft),
        )
    except InvalidError as error:
        error = _told(error)
        return "post_refused", [error.code, error.values, draft]
    if is_new and employer["level"] == "unknown":
        letters.ask_to_confirm(view.db, view.market, employer, view.now)
    session.restart()  # nobody goes back to post it twice
    session.hires, session.left = False, None
    return "posted", vacancy["id"]


def _register(view: View, draft: Draft) -> Row:
    """A new employer, whose number is confirmed where they answered a text of ours by it."""
    occupations, person = view.market.occupations, view.person
    employer = employers.add(
        view.db,
        view.market,
        view.now,
        name=draft["name"],
        place=draft["place"],
        sector=occupations[draft["work"]].sector or occupations.sectors[-1].code,
        phone=view.phone,
        language=view.language,
        contact_name=person["name"] if person and person["status"] == "active" else None,
    )
    actor = audit.employer(employer["id"])
    audit.note(view.db, view.now, actor, "employer.added", "employer", employer["id"])
    if view.channel == "sms":
        return moderation.set_level(view.db, employer["id"], "phone_verified", actor, view.now)
    return employer


@menu.screen("my_vacancies", "entry", *QUESTIONS, root=True)
def posted(session: Session, view: View) -> Page:
    vacancy = view.own_vacancy(session.value)
    text = _("Saved: {title}, no. {reference}. The office looks at it first, usually within a day. We text you then.")
    if vacancy["status"] == "open":
        text = _("Your job is open now: {title}, no. {reference}. We text you when people apply.")
    elif opt_outs.is_out(view.db, view.phone):
        text = _("Saved: {title}, no. {reference}. Your texts are stopped: to hear from us, text START.")
    elif vacancy["employer_level"] == "unknown":
        text = _("Saved: {title}, no. {reference}. Now please answer our SMS: it asks if this number is yours.")
    return Page(
        text.format(title=vacancy["title"][:LONGEST_TITLE_SHOWN], reference=vacancy["reference"]),
        (
            Choice(_("My jobs"), "my_vacancies"),
            Choice(_("Post another job"), "post_work", do="begin_job", value=1),
            Choice(_("Home"), "entry"),
        ),
    )


@menu.screen("post_change", "my_vacancies", "call_asked")
def post_refused(session: Session, view: View) -> Page:
    code, values, draft = session.value
    change = [Choice(_("Change"), "post_change", do="change_refused", value=draft)] if draft else []
    own = [Choice(_("My jobs"), "my_vacancies")] if view.employer else []
    return Page(
        wording.problem(InvalidError(code, **values)),
        (*change, *own, Choice(_("Please call me"), "call_asked", do="ask_call")),
    )


@menu.action("post_change", durable=False)
def change_refused(session: Session, view: View, draft: Draft) -> tuple[str, Any]:
    return "post_change", draft
