"""Hiring by SMS: an employer's list of people, words for somebody else, and answers to invitations."""

from typing import TYPE_CHECKING

from channels.employer_wishes import STILL_THEY, is_doubtful
from core import hiring, interviews, profiles, vacancies
from core.database import Row
from core.errors import GoneError, InvalidError, NotFoundError
from messages import applicants, offers, relay
from messages.text import Text

if TYPE_CHECKING:
    from channels.wishes import Desk

HEARD_SECONDS = 2 * 24 * 3600  # how long words are taken for an answer to what was passed on
ANSWERS = (applicants.COMING, applicants.NOT_COMING)  # kinds of offers; the subject is an application
_MEANT = {"confirm": applicants.COMING, "reject": applicants.NOT_COMING}


def people(desk: "Desk", argument: str) -> Text:
    """The people for an own job, by its number; without one, the own jobs."""
    view = desk.view
    if view.employer is None:
        return desk.say("not_your_job", typed=argument)
    if is_doubtful(desk):
        return desk.take(STILL_THEY)
    if not argument:
        return desk.take(["my_vacancies", None, None])
    try:
        vacancy = hiring.own(view.db, view.employer, vacancies.by_reference(view.db, argument)["id"])
    except (InvalidError, NotFoundError):
        return desk.say("not_your_job", typed=argument)
    desk.session.hires = True
    return desk.take(["candidates", "look_through", vacancy["id"]])


def hire(desk: "Desk", number: str) -> Text:
    """HIRE and the number of a person who applied shows that person; with the number of an own job, its people."""
    view = desk.view
    if view.employer is None:
        return desk.say("person_unknown", typed=number)
    person = profiles.by_reference(view.db, number)
    vacancy_id = relay.about(view.db, view.employer, person["id"]) if person else None
    if person and vacancy_id:
        desk.session.hires = True
        return desk.take(["candidate", "look_at", [vacancy_id, person["id"]]])
    try:
        hiring.own(view.db, view.employer, vacancies.by_reference(view.db, number)["id"])
    except (InvalidError, NotFoundError):
        return desk.say("person_unknown", typed=number)
    return people(desk, number)


def answer_how(desk: "Desk") -> Text | None:
    """How to pass words on, for whoever got some lately and writes as if the other side read it. Else None."""
    number = _heard(desk)
    return desk.say("relay_answer", number=number) if number else None


def heard_lately(desk: "Desk") -> bool:
    """Whether words of somebody else were passed on to whoever writes, and what they write may be the answer."""
    return _heard(desk) is not None


def _heard(desk: "Desk") -> str | None:
    view = desk.view
    employer_id = view.employer["id"] if view.employer else None
    person_id = view.person["id"] if view.person else None
    if employer_id is None and person_id is None:
        return None
    return relay.last_heard(view.db, employer_id, person_id, view.now - HEARD_SECONDS)


def tell(desk: "Desk", argument: str) -> Text:
    """Pass words on: an employer's to a person by their number, a person's to the employer of a job by its number."""
    view = desk.view
    number, _, words = argument.partition(" ")
    if not words:
        return desk.say("relay_how")
    if is_doubtful(desk):
        return desk.take(STILL_THEY)
    try:
        if view.employer and (person := profiles.by_reference(view.db, number)):
            if vacancy_id := relay.about(view.db, view.employer, person["id"]):
                relay.from_employer(view.db, view.market, view.employer, vacancy_id, person["id"], view.now, words)
                return desk.say("relayed", name=number)
        vacancy = vacancies.by_reference(view.db, number)
        if view.profiles and not desk.is_known:
            return desk.take(["<home>", None, None])  # who of a shared phone writes comes first
        if view.person:
            relay.from_person(view.db, view.market, view.person, vacancy, words, view.now)
            return desk.say("relayed", name=vacancy["employer_name"])
    except NotFoundError:
        pass
    except InvalidError as error:
        if error.code != "reference_mistyped":
            return desk.say("relay_not", problem=view.explain(error))
    return desk.say("relay_nobody", typed=number)


def answer(desk: "Desk", offer: Row) -> Text:
    """Whoever was invited says whether they come. Saying it twice is answered the same."""
    view, said = desk.view, offer["kind"]
    invitation = interviews.of_application(view.db, offer["subject"])
    if invitation is None or view.person is None:
        return desk.say("not_understood")
    vacancy = view.vacancy(invitation["vacancy_id"])
    about = {"vacancy": vacancy, "reference": vacancy["reference"], "meets_at": invitation["at"]}
    try:
        interviews.answer(view.db, view.market, view.person, invitation["application_id"], said, view.now)
    except GoneError:
        return desk.say("interview_off", **about)
    standing = view.application(vacancy["id"])
    status = standing["status"] if standing else "withdrawn"
    if status == applicants.NOT_COMING and said == applicants.COMING:
        return desk.say("place_gone", **about)
    if status == applicants.NOT_COMING:
        return desk.say("interview_declined", **about)
    if status != applicants.COMING:  # taken back, or decided on already
        return desk.say("decided", status=status, **about)
    no = offers.make(
        view.db,
        view.now,
        view.phone,
        applicants.NOT_COMING,
        invitation["application_id"],
        view.person["id"],
        invitation["at"],
    )
    return desk.say("interview_coming", venue=invitation["venue"], no_digit=str(no), **about)


def answered(desk: "Desk", intent: str) -> Row | None:
    """The offer that a yes or a no is for, where nothing else is open but one invitation."""
    if not desk.offers or any(offer["kind"] not in ANSWERS for offer in desk.offers):
        return None
    meant = [offer for offer in desk.offers if offer["kind"] == _MEANT[intent]]
    return meant[0] if len(meant) == 1 else None


def said_again(desk: "Desk", intent: str) -> Text | None:
    """What was answered to a yes or a no, for whoever says it twice: only the other answer is left, and stays open."""
    left = [offer for offer in desk.offers if offer["kind"] in ANSWERS]
    if len(left) != 1 or len(left) != len(desk.offers) or left[0]["kind"] == _MEANT[intent]:
        return None
    session = desk.session
    spoke, session.person = session.person, left[0]["profile_id"]
    said = answer(desk, {**left[0], "kind": _MEANT[intent]})
    session.person = spoke
    return said
