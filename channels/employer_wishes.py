"""What employers ask for in words by SMS: to post a job, to see their jobs, to end or repeat one; and what they answer
to what we asked them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from channels.screens import job_questions, own_vacancies, posting, typed
from channels.screens import vacancy_draft as drafts
from channels.understanding.keywords import lexicon
from channels.understanding.phrases import Token
from core import audit, employers, moderation, spelling, vacancies
from core.database import Row
from core.errors import InvalidError, NotFoundError
from core.words import split, tidy
from messages import employers as letters
from messages import offers, wording
from messages.text import Text
from translations import speaking

if TYPE_CHECKING:
    from channels.wishes import Desk


STILL_THEY = ["still_employer", None, None]  # the way to the page that asks who it is


def is_one(desk: "Desk") -> bool:
    """Whether an employer writes who is nothing else here: nobody with a profile has this phone."""
    return not desk.view.profiles and desk.view.employer is not None


def is_doubtful(desk: "Desk") -> bool:
    """Whether the number was silent for so long that somebody else may have it now."""
    return desk.session.silent and desk.view.employer is not None


def post_vacancy(desk: "Desk", argument: str) -> Text:
    """Begin a job with all that was told, and ask for what is missing, or show it as a whole."""
    view = desk.view
    if is_doubtful(desk):
        return desk.take(STILL_THEY)
    desk.session.hires = True
    if refusal := posting.refused(view):
        return desk.take(["post_refused", None, [refusal.code, refusal.values, None]])
    draft = {**drafts.begun(view, 0), "whole": True}  # each question costs a text: what can be usual, is
    return desk.take(_told(desk, draft, argument))


def _told(desk: "Desk", draft: drafts.Draft, argument: str) -> list[object]:
    screen, told = job_questions.understood(desk.view, draft, argument) if argument else ("post_work", draft)
    return [screen, None, told]


def job_told(desk: "Desk") -> str:
    """What a message that is no more than a sentence tells of a job: "I need a driver". "" where it names no work."""
    said = split(tidy(typed.read(desk.view, desk.text).said))
    known = lexicon()
    jobs = known.jobs.matches([Token(known.same(word.key)) for word in said], {})
    named = {index for match in jobs for index in range(match.start, match.end)}
    # "Hire" and "tangaza" call kinds of work too; here they say no more than that somebody is looked for.
    asking = {word.key for index, word in enumerate(said) if index not in named and word.key in known}
    if all(word.key in asking for word in said):
        return ""
    return " ".join(word for word in desk.text.split() if spelling.key(word) not in asking or word.isdigit())


def my_vacancies(desk: "Desk", argument: str) -> Text:
    """The list of the employer's jobs."""
    if desk.view.employer is None:
        return post_vacancy(desk, "")
    return desk.take(STILL_THEY if is_doubtful(desk) else ["my_vacancies", None, None])


def close_vacancy(desk: "Desk", argument: str) -> Text:
    """End a job without having found somebody."""
    return _end(desk, argument, "closed")


def cancels(desk: "Desk", argument: str) -> bool:
    """Whether "cancel my job 10008" is about a job that they offer themselves."""
    if not argument:
        return is_one(desk)
    return desk.view.employer is not None and (is_one(desk) or _own(desk, argument) is not None)


def filled_vacancy(desk: "Desk", argument: str) -> Text:
    """End a job because somebody was found."""
    return _end(desk, argument, "filled")


def repeat_vacancy(desk: "Desk", argument: str) -> Text:
    """Show a job as a whole, to be posted again: the one with this reference, else the last."""
    view = desk.view
    if view.employer is None:
        return post_vacancy(desk, "")
    if is_doubtful(desk):
        return desk.take(STILL_THEY)
    own = [_own(desk, argument)] if argument else vacancies.of_employer(view.db, view.employer["id"], 1)
    if not own:
        return post_vacancy(desk, "")
    if own[0] is None:
        return _unknown(desk, argument)
    desk.session.hires = True
    return desk.take(["post_job", None, drafts.copied(view, own[0])])


def _end(desk: "Desk", argument: str, status: str) -> Text:
    view = desk.view
    if view.employer is None:
        return _unknown(desk, argument) if argument else post_vacancy(desk, "")
    if is_doubtful(desk):
        return desk.take(STILL_THEY)
    if argument:
        vacancy = _own(desk, argument)
        return _ended(desk, vacancy, status) if vacancy else _unknown(desk, argument)
    standing = [
        row for row in vacancies.of_employer(view.db, view.employer["id"]) if row["status"] in own_vacancies.STANDING
    ]
    return _ended(desk, standing[0], status) if len(standing) == 1 else my_vacancies(desk, "")


def _unknown(desk: "Desk", argument: str) -> Text:
    """Whoever offers jobs is told how to see their own."""
    return desk.say("own_job_unknown" if desk.view.employer or desk.session.hires else "job_unknown", typed=argument)


def _own(desk: "Desk", reference: str) -> Row | None:
    """The employer's vacancy of that reference. None where it is mistyped, unknown or of somebody else."""
    try:
        return desk.view.own_vacancy(vacancies.by_reference(desk.view.db, reference)["id"])
    except (InvalidError, NotFoundError):
        return None


def _ended(desk: "Desk", vacancy: Row, status: str) -> Text:
    own_vacancies.end_job(desk.view, vacancy, status)
    vacancy = desk.view.vacancy(vacancy["id"])
    for offer in desk.offers:  # the question whether it is filled is answered by it
        if offer["subject"] == vacancy["id"] and offer["kind"] in (letters.FILLED, letters.NOT_FILLED):
            offers.close(desk.view.db, desk.view.phone, offer["digit"])
    return desk.say("job_ended", vacancy=vacancy, reference=vacancy["reference"], standing=vacancy["status"])


def _confirmed(desk: "Desk", offer: Row) -> Text:
    view = desk.view
    employer = employers.by_id(view.db, offer["subject"])
    if employer is None or employer["phone"] != view.phone:
        return desk.say("not_understood")
    if employer["level"] == "unknown":
        actor = audit.employer(employer["id"])
        employer = moderation.set_level(view.db, employer["id"], "phone_verified", actor, view.now)
        view.employer = employer
    return desk.say("employer_confirmed", business=employer["name"])


def _filled(desk: "Desk", offer: Row) -> Text:
    try:
        return _ended(desk, desk.view.own_vacancy(offer["subject"]), "filled")
    except NotFoundError:
        return desk.say("not_understood")


def _not_filled(desk: "Desk", offer: Row) -> Text:
    """A week more; where it has ended meanwhile, the same job to be posted again."""
    view = desk.view
    try:
        vacancy = view.own_vacancy(offer["subject"])
        for other in desk.offers:
            if other["subject"] == vacancy["id"] and other["kind"] == letters.FILLED:
                offers.close(view.db, view.phone, other["digit"])
        changed = own_vacancies.extend(view, vacancy)
    except NotFoundError:
        return desk.say("not_understood")
    except InvalidError:
        return _repeat(desk, offer)
    with speaking(view.language):
        day = wording.day(view.market, changed["deadline"])
    return desk.say("week_more", vacancy=view.vacancy(vacancy["id"]), day=day)


def _repeat(desk: "Desk", offer: Row) -> Text:
    try:
        vacancy = desk.view.own_vacancy(offer["subject"])
    except NotFoundError:
        return desk.say("not_understood")
    return repeat_vacancy(desk, vacancy["reference"])


OFFERS: dict[str, Callable[["Desk", Row], Text]] = {
    letters.CONFIRM: _confirmed,
    letters.FILLED: _filled,
    letters.NOT_FILLED: _not_filled,
    letters.REPEAT: _repeat,
}


def answered(desk: "Desk", intent: str) -> Row | None:
    """The offer that a yes ("confirm") or a no ("reject") in words takes up, where nothing else is open."""
    kinds = {offer["kind"]: offer for offer in desk.offers}
    if len(kinds) < len(desk.offers):
        return None  # two jobs are asked about: only a digit says which
    if set(kinds) == {letters.FILLED, letters.NOT_FILLED}:
        return kinds[letters.FILLED if intent == "confirm" else letters.NOT_FILLED]
    if intent == "confirm" and set(kinds) == {letters.CONFIRM}:
        return kinds[letters.CONFIRM]
    return None
