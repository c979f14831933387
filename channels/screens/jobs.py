"""Jobs: lists that fit, by place and by kind of work; one job; applying; reporting a bad one."""

from typing import Any

from channels.conversation import Choice, Page, Question, Session
from channels.screens.menu import menu
from channels.screens.register import sector_choices, standing_at, work_choices
from channels.view import View
from core import applications as applied_for
from core import interviews, matching, moderation
from core.database import Row
from core.errors import GoneError, InvalidError, NotFoundError
from core.matching import Match
from messages import wording
from translations import gettext as _


@menu.screen("job", "jobs_place", "jobs_sector")
def jobs(session: Session, view: View) -> Page:
    return listed(view, view.matches(), _("Jobs for you"))


@menu.screen("jobs_place", "place_jobs", "found_jobs")
def jobs_place(session: Session, view: View) -> Page:
    places = view.market.places
    at = standing_at(view, session.value)
    return Page(
        _("Jobs in {place}. Choose, or type a place.").format(place=at.name),
        (
            Choice(_("All of {place}").format(place=at.name), "place_jobs", value=at.code),
            *(
                Choice(
                    below.name,
                    "jobs_place" if places.children(below.code) else "place_jobs",
                    value=below.code,
                )
                for below in places.children(at.code)
            ),
        ),
        asks=Question("found_jobs", do="search"),
    )


@menu.screen("job", "jobs_place", "jobs_sector")
def place_jobs(session: Session, view: View) -> Page:
    place = view.market.places[session.value]
    return listed(view, view.matches_in(place.code), _("Jobs in {place}").format(place=place.name))


@menu.screen("jobs_occupation", "work_jobs", "found_jobs")
def jobs_sector(session: Session, view: View) -> Page:
    return Page(
        _("Which kind of work? Choose, or type it."),
        sector_choices(view, "jobs_occupation"),
        asks=Question("found_jobs", do="search"),
    )


@menu.screen("work_jobs", "found_jobs")
def jobs_occupation(session: Session, view: View) -> Page:
    return Page(
        view.market.occupations.sector_label(session.value, view.language),
        work_choices(view, session.value, "work_jobs"),
        asks=Question("found_jobs", do="search"),
    )


@menu.screen("job", "jobs_place", "jobs_sector")
def work_jobs(session: Session, view: View) -> Page:
    label = view.market.occupations.label(session.value, view.language)
    return listed(view, view.matches_of_kind(session.value), label)


def listed(view: View, matches: list[Match], title: str) -> Page:
    """Jobs as choices, each with its place and pay; what is neither their own work nor like it bears a star."""
    if not matches:
        return Page(
            _("No jobs here today. Look elsewhere:"),
            (Choice(_("Jobs by place"), "jobs_place"), Choice(_("Jobs by kind of work"), "jobs_sector")),
        )
    if any(match.reason == matching.OTHER_WORK for match in matches):
        title += " " + _("(* other work)")
    return Page(f"{title}:", tuple(Choice(_line(view, match), "job", value=match.vacancy["id"]) for match in matches))


def _line(view: View, match: Match) -> str:
    """ "Welder, Thika 900/day", or "*Welder, ..." where it is other work."""
    star = "*" if match.reason == matching.OTHER_WORK else ""
    vacancy = match.vacancy
    pay = " " + wording.short_pay(view.market, vacancy["pay"], vacancy["pay_period"]) if vacancy["pay"] else ""
    return f"{star}{vacancy['title']}, {view.market.places[vacancy['place']].name}{pay}"


@menu.screen("applied", "report_job", "withdrawn", "jobs", "interview_answered", "my_vacancies")
def job(session: Session, view: View) -> Page:
    try:
        vacancy = view.vacancy(session.value)
    except NotFoundError:
        return _gone()
    standing = view.application(vacancy["id"])
    choices, meeting = [], None
    if standing and standing["status"] != "withdrawn":
        meeting = _meeting(view, standing)
        if meeting:
            for said, label in (("coming", _("I will come")), ("not_coming", _("I cannot come"))):
                if standing["status"] in applied_for.ANSWERS[said]:
                    about = [standing["id"], said]
                    choices.append(Choice(label, "interview_answered", do="answer_invitation", value=about))
        if standing["status"] in applied_for.OPEN:
            choices.append(Choice(_("Take back my application"), "withdrawn", do="withdraw", value=standing["id"]))
    elif vacancy["status"] != "open" or vacancy["deadline"] <= view.now:
        return _gone()
    elif vacancy["employer_phone"] == view.phone:
        text, _why = _described(view, vacancy, None)
        return Page(_("This is your own job.") + "\n" + text, (Choice(_("My jobs"), "my_vacancies"),))
    else:
        choices.append(Choice(_("Apply"), "applied", do="apply", value=vacancy["id"]))
    choices.append(Choice(_("Report this job"), "report_job", value=vacancy["id"]))
    text, why = _described(view, vacancy, standing, meeting)
    return Page(text, tuple(choices), spare=why)


def _meeting(view: View, standing: Row) -> Row | None:
    """The interview that is still to come, of an application; asked for only where somebody was invited."""
    if standing["status"] not in ("invited", "coming", "not_coming"):
        return None
    meeting = interviews.of_application(view.db, standing["id"])
    return meeting if meeting and interviews.is_on(meeting, view.now) else None


def _described(view: View, vacancy: Row, standing: Row | None, meeting: Row | None = None) -> tuple[str, str]:
    """The reference, what, where, who, pay and odds: short, so that "Apply" stands below it. Then why it is shown."""
    places = view.market.places
    if meeting and standing and standing["status"] in ("invited", "coming"):
        lines = [
            f"{vacancy['reference']} {vacancy['title']}",
            _("Interview {day}, at: {venue}").format(
                day=wording.moment(view.market, meeting["at"]), venue=meeting["venue"]
            ),
            wording.status(standing["status"]),
        ]
        return "\n".join(lines), vacancy["employer_name"]
    lines = [
        f"{vacancy['reference']} {vacancy['title']}, {places[vacancy['place']].name}",
        vacancy["employer_name"],
        wording.pay(view.market, vacancy["pay"], vacancy["pay_period"]),
        wording.odds(view.market, vacancy["posts"], vacancy["applications"], vacancy["deadline"]),
    ]
    if vacancy["contact_detail"]:
        lines.append(vacancy["contact_detail"])
    if standing and standing["status"] != "withdrawn":
        told = wording.application({**standing, "vacancy_status": vacancy["status"]})
        lines.append(_("Your application: {status}").format(status=told))
        return "\n".join(lines), ""
    around = places.rings(vacancy["place"])
    shared = next(ring for ring in places.rings(view.profile["place"]) if ring in around)
    reason = matching.reason(view.market, view.profile, vacancy)
    asked, held = matching.asked_skills(view.market, view.profile, vacancy)
    return "\n".join(lines), wording.reason(reason, places[shared].name, len(held), len(asked))


def _gone() -> Page:
    return Page(_("This job is no longer open. There are others."), (Choice(_("Jobs for me"), "jobs"),))


@menu.screen("jobs")
def job_gone(session: Session, view: View) -> Page:
    return _gone()


@menu.action("job_gone")
def apply(session: Session, view: View, vacancy_id: str) -> tuple[str, Any] | None:
    try:
        applied_for.apply(view.db, view.market, view.profile, vacancy_id, view.now)
    except GoneError:
        return "job_gone", None
    return None


@menu.screen("jobs", "my_applications")
def applied(session: Session, view: View) -> Page:
    vacancy = view.vacancy(session.value)
    return Page(
        _("You have applied: {title}, {employer}, no. {reference}. You never pay for a job.").format(
            title=vacancy["title"], employer=vacancy["employer_name"], reference=vacancy["reference"]
        ),
        (Choice(_("More jobs"), "jobs"), Choice(_("My applications"), "my_applications")),
    )


@menu.screen("reported")
def report_job(session: Session, view: View) -> Page:
    return Page(
        _("What is wrong with this job?"),
        tuple(
            Choice(wording.report(code), "reported", do="report", value=[session.value, code])
            for code in wording.REPORTS
        ),
    )


@menu.action("report_many")
def report(session: Session, view: View, about: list[str]) -> tuple[str, Any] | None:
    vacancy_id, reason = about
    try:
        moderation.report(view.db, view.market, vacancy_id, view.phone, reason, view.now)
    except InvalidError:
        return "report_many", None
    return None


@menu.screen("jobs")
def report_many(session: Session, view: View) -> Page:
    return Page(
        _("Thank you. You told us of many jobs today. To tell us of more, please ask the office to call you."),
        (Choice(_("More jobs"), "jobs"),),
    )


@menu.screen("jobs")
def reported(session: Session, view: View) -> Page:
    return Page(
        _("Thank you for telling us. The office will look at this job. Never pay anybody for a job."),
        (Choice(_("More jobs"), "jobs"),),
    )
