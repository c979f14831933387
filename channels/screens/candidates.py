"""The people for an own job: the list, one of them, and what their employer may say to them."""

from collections import Counter
from typing import Any

from channels.conversation import Choice, Page, Question, Session
from channels.screens.menu import menu
from channels.view import View
from core import hiring, interviews
from core.applications import OPEN
from core.database import Row
from core.errors import GoneError, NotFoundError
from core.hiring import Candidate
from messages import applicants, relay, wording
from translations import gettext as _
from translations import ngettext

DECIDABLE = ("applied", "seen", "shortlisted", "invited", "coming", "not_coming")
LONGEST_TITLE = 24  # characters of a title above a list


def own(view: View, vacancy_id: str) -> Row:
    """The employer's own job. Raises NotFoundError, so that the page falls back, for anybody else's."""
    return hiring.own(view.db, view.hirer, vacancy_id)


def to_people(vacancy_id: str, label: str) -> Choice:
    """The way to the list of people for an own job; that it was looked through is written down."""
    return Choice(label, "candidates", do="look_through", value=vacancy_id)


@menu.action("my_vacancies")
def look_through(session: Session, view: View, vacancy_id: str) -> tuple[str, Any] | None:
    try:
        hiring.look_through(view.db, view.market, view.hirer, vacancy_id, view.now)
    except NotFoundError:
        return "my_vacancies", None
    return None


@menu.screen("candidate", "invite_day", "my_vacancies")
def candidates(session: Session, view: View) -> Page:
    vacancy = own(view, session.value)
    if not hiring.is_shown(vacancy):
        return Page(
            f"{vacancy['reference']} {vacancy['title'][:LONGEST_TITLE]}: {wording.own_standing(vacancy)}",
            (Choice(_("My jobs"), "my_vacancies"),),
        )
    found = hiring.candidates(view.db, view.market, vacancy, view.now)
    if not found:
        return Page(
            _("Nobody yet for {reference}. You hear from us when somebody applies.").format(
                reference=vacancy["reference"]
            ),
            (Choice(_("My jobs"), "my_vacancies"),),
        )
    applied = sum(hiring.counts(view.db, view.market, vacancy, view.now).values())
    text = f"{vacancy['reference']} {vacancy['title'][:LONGEST_TITLE]}: "
    text += ngettext("{number} applied", "{number} applied", applied).format(number=applied)
    if any(each.status is None for each in found):
        text += " " + _("(* you can ask)")
    alike = Counter(_first(each) for each in found)
    lines = [
        Choice(
            f"{_called(each, alike[_first(each)] > 1)} {_about(view, each)}",
            "candidate",
            do="look_at",
            value=[vacancy["id"], each.profile_id],
        )
        for each in found
    ]
    listed = sum(each.status == "shortlisted" for each in found)
    if listed and interviews.may_invite(vacancy):
        label = _("Invite the short list ({number})").format(number=listed)
        lines.insert(0, Choice(label, "invite_day", value=[vacancy["id"], None]))
    return Page(text, tuple(lines))


def _first(each: Candidate) -> str:
    return each.first_name or ""


def _called(each: Candidate, alike: bool) -> str:
    """ "Asha:", or her whole name where another here is called so; by number who has no name yet, "*" who may be
    asked."""
    if each.name:
        return f"{each.name if alike else each.first_name}:"
    return f"{'' if each.status else '*'}{each.reference}"


def _about(view: View, each: Candidate) -> str:
    """Work, experience, and the nearest place that home and job share."""
    market = view.market
    known = each.occupation if each.occupation in market.occupations else None
    work = market.occupations.label(known, view.language).partition(",")[0] if known else ""
    years = wording.short_experience(each.experience) if each.experience else ""
    return ", ".join(filter(None, (work, years, market.places[each.area].name)))


@menu.action("candidates")
def look_at(session: Session, view: View, about: list[str]) -> tuple[str, Any] | None:
    vacancy_id, profile_id = about
    try:
        hiring.look(view.db, view.market, view.hirer, vacancy_id, profile_id, view.now)
    except NotFoundError:
        return "candidates", vacancy_id
    return None


@menu.screen("candidate", "invite_day", "hire_sure", "refuse_sure", "write_person", "person_asked", "candidates")
def candidate(session: Session, view: View) -> Page:
    vacancy_id, profile_id = session.value
    vacancy = own(view, vacancy_id)
    each = hiring.candidate(view.db, view.market, vacancy, profile_id, view.now)
    lines = [f"{each.name} {each.reference}" if each.name else each.reference, _about(view, each)]
    about, choices = session.value, []
    is_over = vacancy["status"] in ("filled", "closed") and each.status in OPEN  # and they were told so
    if each.status:
        lines.append(wording.applicant(each.status, vacancy["status"]))
    if each.status in DECIDABLE and vacancy["employer_level"] == "unknown":
        lines.append(_("To see names, first answer our SMS that asks if this number is yours."))
    if each.phone:
        lines.append(_("Call: {phone}").format(phone=each.phone))
    if each.status in DECIDABLE and hiring.is_shown(vacancy):
        if each.status in ("applied", "seen"):
            choices.append(Choice(_("Shortlist"), "candidate", do="shortlist", value=about))
        if interviews.may_invite(vacancy):
            label = _("Change the interview") if each.status in ("invited", "coming") else _("Invite to interview")
            choices.append(Choice(label, "invite_day", value=about))
        choices.append(Choice(_("Hire"), "hire_sure", value=about))
        if not is_over:
            choices.append(Choice(_("Not this time"), "refuse_sure", value=about))
    if each.status is None and not each.approached and hiring.may_ask(vacancy):
        choices.append(Choice(_("Ask this person"), "person_asked", do="ask_person", value=about))
    if each.approached and not each.status:
        lines.append(_("You have asked this person."))
    may_write = each.status in (*DECIDABLE, "hired") or (each.status is None and each.approached)
    if may_write and hiring.is_shown(vacancy):
        choices.append(Choice(_("Send a text"), "write_person", value=about))
    choices.append(to_people(vacancy_id, _("All people")))
    why = wording.fits(each.reason, view.market.places[each.area].name)
    return Page("\n".join(lines), tuple(choices), spare=why)


@menu.action("candidates")
def shortlist(session: Session, view: View, about: list[str]) -> tuple[str, Any] | None:
    return _decide(view, about, "shortlisted")


def _decide(view: View, about: list[str], decision: str) -> tuple[str, Any] | None:
    vacancy_id, profile_id = about
    try:
        hiring.decide(view.db, view.market, view.hirer, vacancy_id, profile_id, decision, view.now)
    except NotFoundError:  # taken back meanwhile, or not theirs
        return "candidates", vacancy_id
    return None  # also where it came too late: the page says how things stand


@menu.screen("person_decided", "candidate")
def hire_sure(session: Session, view: View) -> Page:
    return _sure(
        session, view, _("Does {name} get the job? We tell them at once."), Choice(_("Yes, hire"), "", do="hire")
    )


@menu.screen("person_decided", "candidate")
def refuse_sure(session: Session, view: View) -> Page:
    return _sure(
        session, view, _("Say no to {name}? We tell them kindly."), Choice(_("Yes, say no"), "", do="refuse_person")
    )


def _sure(session: Session, view: View, text: str, yes: Choice) -> Page:
    """Asked back before what cannot be taken back."""
    vacancy_id, profile_id = session.value
    each = hiring.candidate(view.db, view.market, own(view, vacancy_id), profile_id, view.now)
    return Page(
        text.format(name=each.name or each.reference),
        (
            Choice(yes.label, "person_decided", do=yes.do, value=session.value),
            Choice(_("No, go back"), "candidate", value=session.value),
        ),
    )


@menu.action("candidates")
def hire(session: Session, view: View, about: list[str]) -> tuple[str, Any] | None:
    return _decide(view, about, "hired")


@menu.action("candidates")
def refuse_person(session: Session, view: View, about: list[str]) -> tuple[str, Any] | None:
    return _decide(view, about, "refused")


@menu.screen("candidates", "my_vacancies")
def person_decided(session: Session, view: View) -> Page:
    vacancy_id, profile_id = session.value
    vacancy = own(view, vacancy_id)
    each = hiring.candidate(view.db, view.market, vacancy, profile_id, view.now)
    text = f"{each.name or each.reference}: {wording.applicant(each.status or 'applied', vacancy['status'])}."
    if vacancy["status"] == "filled" and each.status == "hired":
        text += " " + _("All posts are taken now. We thank the others who applied.")
    choices = (to_people(vacancy_id, _("All people")), Choice(_("My jobs"), "my_vacancies"))
    return Page(text, choices)


@menu.action("candidates", "candidate")
def ask_person(session: Session, view: View, about: list[str]) -> tuple[str, Any] | None:
    vacancy_id, profile_id = about
    try:
        applicants.ask(view.db, view.market, view.hirer, vacancy_id, profile_id, view.now)
    except NotFoundError:
        return "candidates", vacancy_id
    except GoneError:  # they have applied meanwhile, or the job has ended: the page says so
        return "candidate", about
    return None


@menu.screen("candidates")
def person_asked(session: Session, view: View) -> Page:
    vacancy_id, _profile = session.value
    text = _("We ask this person by SMS. If they apply, you see their name in your list.")
    return Page(text, (to_people(vacancy_id, _("All people")),))


@menu.screen("words_sent")
def write_person(session: Session, view: View) -> Page:
    vacancy_id, profile_id = session.value
    each = hiring.candidate(view.db, view.market, own(view, vacancy_id), profile_id, view.now)
    # Whoever was only asked is given no number.
    codes = [code for code in wording.READY if code != "call_us" or (each.status and view.hirer["phone"])]
    return Page(
        _("Choose, or type your words:"),
        tuple(
            Choice(
                wording.ready(code, view.hirer["phone"] or ""),
                "words_sent",
                do="send_ready",
                value=[vacancy_id, profile_id, code],
            )
            for code in codes
        ),
        asks=Question("words_sent", do="send_words"),
    )


@menu.action("candidates")
def send_ready(session: Session, view: View, about: list[str]) -> tuple[str, Any]:
    vacancy_id, profile_id, code = about
    return _send(view, vacancy_id, profile_id, ready=code)


@menu.action("words_sent", "candidates")
def send_words(session: Session, view: View, text: str) -> tuple[str, Any]:
    vacancy_id, profile_id = session.value
    return _send(view, vacancy_id, profile_id, words=text)


def _send(view: View, vacancy_id: str, profile_id: str, **said: str) -> tuple[str, Any]:
    try:
        relay.from_employer(view.db, view.market, view.hirer, vacancy_id, profile_id, view.now, **said)
    except NotFoundError:
        return "candidates", vacancy_id
    return "words_sent", vacancy_id


@menu.screen("candidates", "my_vacancies")
def words_sent(session: Session, view: View) -> Page:
    vacancy = own(view, session.value)
    return Page(
        _("Sent. The answer comes to you by SMS."),
        (to_people(vacancy["id"], _("All people")), Choice(_("My jobs"), "my_vacancies")),
    )
