"""Wishes: what is done, and answered by SMS, for each thing that people ask for in words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

from channels.conversation import HOME_WAY, Menu, Session
from channels.drafts import drafted
from channels.paging import MORE, Limits
from channels.understanding import Understanding
from channels.understanding.named import named
from channels.view import View
from core import applications, calls, profiles, vacancies
from core.database import Row
from core.errors import GoneError, InvalidError, NotFoundError
from messages import notices, offers, opt_outs, templates, wording
from messages.text import Text, sized

OFFER_SECONDS = 7 * 24 * 3600

# Done whatever was asked or offered before.
FIRST = frozenset({"stop", "safety", "autoreply"})
# Meant as said even where a question waits for a typed answer, such as a name or a place.
_OVER_QUESTIONS = FIRST | set(
    "start help human delete_me lang jobs jobs_more apply withdraw status register alerts_on alerts_off".split()
)


@dataclass(frozen=True, slots=True)
class Desk:
    """What it takes to answer one message: the menu, where the person stands, and the view."""

    menu: Menu
    session: Session
    view: View
    limits: Limits
    message: str  # the gateway and its id for what is being answered

    def say(self, purpose: str, **values: Any) -> Text:
        """A text of its own."""
        return templates.render(purpose, self.view.language, market=self.view.market, **values)

    def take(self, meaning: list[Any]) -> Text:
        """The page to which a way on the menu leads."""
        self.menu.take(self.session, self.view, meaning, self.limits)
        self.session.shown_at = self.view.now
        return sized(self.session.text)

    def page(self, screen: str, value: Any = None) -> Text:
        """A screen of the menu, for somebody who is registered; else what comes first."""
        if self.view.person is None or self.view.profile["status"] != "active":
            return self.take(HOME_WAY)
        return self.take([screen, None, value])

    def offer(self, kind: str, subject: str) -> int:
        """The digit that will accept something."""
        view = self.view
        person = view.person["id"] if view.person else None
        return offers.make(view.db, view.now, view.phone, kind, subject, person, view.now + OFFER_SECONDS)

    def tell_staff(self, kind: str) -> None:
        """Let staff know of the message that is being answered."""
        notices.tell(self.view.db, self.view.now, kind, self.message, f"message_{kind}")


def fulfil(desk: Desk, wish: Understanding) -> Text | None:
    """Do what is asked for and say so. None where silence is the best answer."""
    if not wish.certain:
        intent = wish.did_you_mean or wish.intent
        argument = wish.argument if intent == wish.intent else ""
        digit = desk.offer("wish", orjson.dumps([intent, argument]).decode())
        return desk.say("ask_back", word=f"{wording.keyword(intent)} {argument}".strip(), digit=str(digit))
    return _WISHES[wish.intent](desk, wish.argument)


def accept(desk: Desk, offer: Row) -> Text | None:
    """Do what an accepted offer was for. It cannot be accepted again."""
    view = desk.view
    offers.close(view.db, view.phone, offer["digit"])
    if offer["profile_id"] and not _speak_for(desk, offer["profile_id"]):
        return desk.say("digit_unknown", digit=str(offer["digit"]))
    if offer["kind"] == "wish":
        intent, argument = orjson.loads(offer["subject"])
        return _WISHES[intent](desk, argument)
    if offer["kind"] == "erase":
        farewell = desk.say("deleted")  # in their language, which is forgotten too
        profiles.erase(view.db, view.market, view.profile, view.now)
        view.profiles = [each for each in view.profiles if each["id"] != offer["profile_id"]]
        desk.session.forget()
        return farewell
    return _apply_to(desk, offer["subject"])


def outranks_question(wish: Understanding) -> bool:
    """Whether words are meant as said although a question is open: a name may be any other word."""
    return wish.certain and wish.intent in _OVER_QUESTIONS


def _speak_for(desk: Desk, profile_id: str) -> bool:
    """Act as the person whom an offer was made to. False where the phone does not reach them any more."""
    if not any(profile["id"] == profile_id for profile in desk.view.profiles):
        return False
    desk.session.person = profile_id
    return True


def _stop(desk: Desk, argument: str) -> Text:
    view = desk.view
    view.profiles = opt_outs.stop(view.db, view.market, view.phone, view.now, view.channel)
    return desk.say("stopped")


def _start(desk: Desk, argument: str) -> Text:
    view = desk.view
    view.profiles = opt_outs.start(view.db, view.market, view.phone, view.now, view.channel)
    if view.person is None:
        return desk.take(HOME_WAY)
    return desk.say("started", alerts=view.profile["alerts"])


def _help(desk: Desk, argument: str) -> Text:
    return desk.say("help")


def _thanks(desk: Desk, argument: str) -> None:
    return None  # a thank-you for a thank-you costs money, and two machines would go on for ever


def _autoreply(desk: Desk, argument: str) -> None:
    return None


def _jobs(desk: Desk, argument: str) -> Text:
    return desk.page("jobs")


def _jobs_more(desk: Desk, argument: str) -> Text:
    shown = desk.session.shown
    return desk.take(shown[MORE]) if MORE in shown else desk.page("jobs")


def _search(desk: Desk, argument: str) -> Text:
    found = named(argument, desk.view.market)
    if found.occupations:
        return desk.page("work_jobs", found.occupations[0].occupation.code)
    if found.places:
        return desk.page("place_jobs", found.places[0].place.code)
    return desk.say("not_understood")


def _apply(desk: Desk, argument: str) -> Text:
    if not argument:
        if desk.session.screen == "job":
            return _apply_to(desk, desk.session.value)
        return desk.page("jobs")
    try:
        vacancy = vacancies.by_reference(desk.view.db, argument)
    except (InvalidError, NotFoundError):
        return desk.say("job_unknown", typed=argument)
    return _apply_to(desk, vacancy["id"])


def _apply_to(desk: Desk, vacancy_id: str) -> Text:
    view = desk.view
    if view.person is None or view.profile["status"] != "active":
        return desk.take(HOME_WAY)
    vacancy = view.vacancy(vacancy_id)
    try:
        new = applications.apply(view.db, view.market, view.profile, vacancy_id, view.now)
    except GoneError:
        return desk.say("job_gone", vacancy=vacancy, reference=vacancy["reference"])
    if new:
        return desk.say("applied", vacancy=vacancy, reference=vacancy["reference"])
    standing = view.application(vacancy_id)
    assert standing is not None
    return desk.say("already_applied", vacancy=vacancy, reference=vacancy["reference"], status=standing["status"])


def _withdraw(desk: Desk, argument: str) -> Text:
    view = desk.view
    if view.person is None:
        return desk.take(HOME_WAY)
    if not argument:
        return desk.page("my_applications")
    try:
        vacancy = vacancies.by_reference(view.db, argument)
    except (InvalidError, NotFoundError):
        return desk.say("job_unknown", typed=argument)
    standing = view.application(vacancy["id"])
    if standing and applications.withdraw(view.db, view.market, view.profile, standing["id"], view.now):
        return desk.say("withdrawn", vacancy=vacancy, reference=vacancy["reference"])
    return desk.say("nothing_to_withdraw", vacancy=vacancy, reference=vacancy["reference"])


def _status(desk: Desk, argument: str) -> Text:
    if desk.view.person is None:
        return desk.take(HOME_WAY)
    if not desk.view.applications:
        return desk.say("no_applications")
    return desk.say("status", applications=desk.view.applications)


def _language(desk: Desk, argument: str) -> Text:
    view = desk.view
    if argument not in view.market.languages:
        return desk.page("my_language")
    if view.person is None:
        desk.session.language = argument
        return desk.take(HOME_WAY)
    view.keep(profiles.change(view.db, view.market, view.profile, view.now, language=argument))
    desk.session.language = None
    return desk.say("language_set", language=argument)


def _register(desk: Desk, argument: str) -> Text:
    view = desk.view
    if view.person is not None and view.profile["status"] == "active":
        return desk.page("my_profile")
    desk.session.draft = drafted(view.market, argument)
    return desk.take(HOME_WAY)


def _profile(desk: Desk, argument: str) -> Text:
    return desk.page("my_profile")


def _alerts_on(desk: Desk, argument: str) -> Text:
    return _alerts(desk, "instant")


def _alerts_off(desk: Desk, argument: str) -> Text:
    return _alerts(desk, "off")


def _alerts(desk: Desk, often: str) -> Text:
    view = desk.view
    if view.person is None or view.profile["status"] != "active":
        return desk.take(HOME_WAY)
    if often != "off":  # whoever asks for alerts takes an earlier STOP back
        view.profiles = opt_outs.start(view.db, view.market, view.phone, view.now, view.channel)
    changed = opt_outs.set_alerts(view.db, view.market, view.profile, often, view.now, view.language, view.channel)
    view.keep(changed)
    return desk.say("alerts_off") if often == "off" else desk.say("alerts_set", alerts=often)


def _post_vacancy(desk: Desk, argument: str) -> Text:
    desk.tell_staff("employer_wrote")
    return _human(desk, argument)


def _found_job(desk: Desk, argument: str) -> Text:
    if desk.view.person is not None and desk.view.profile["status"] == "active":
        _alerts(desk, "off")
    return desk.say("found_job")


def _human(desk: Desk, argument: str) -> Text:
    view = desk.view
    calls.ask(view.db, view.phone, view.person["id"] if view.person else None, view.language, view.now)
    return desk.say("human")


def _complaint(desk: Desk, argument: str) -> Text:
    desk.tell_staff("complaint")
    return _human(desk, argument)


def _safety(desk: Desk, argument: str) -> Text:
    desk.tell_staff("safety")
    return desk.say("safety", topic=argument or "distress")


def _abuse(desk: Desk, argument: str) -> None:
    desk.tell_staff("abuse")


def _greeting(desk: Desk, argument: str) -> Text:
    return desk.page("home") if desk.view.person is None else desk.say("help")


def _delete_me(desk: Desk, argument: str) -> Text:
    if desk.view.person is None:
        return desk.say("deleted") if not desk.view.profiles else desk.take(HOME_WAY)
    return desk.say("delete_asked", digit=str(desk.offer("erase", desk.view.profile["id"])))


def _loose_answer(desk: Desk, argument: str) -> Text:
    """A yes, no or number to nothing that is open."""
    return desk.say("digit_unknown", digit=argument) if argument else desk.say("not_understood")


def _unknown(desk: Desk, argument: str) -> Text:
    return desk.page("home") if desk.view.person is None else desk.say("not_understood")


_WISHES: dict[str, Callable[[Desk, str], Text | None]] = {
    "stop": _stop,
    "start": _start,
    "help": _help,
    "search": _search,
    "jobs": _jobs,
    "jobs_more": _jobs_more,
    "apply": _apply,
    "withdraw": _withdraw,
    "status": _status,
    "lang": _language,
    "register": _register,
    "profile": _profile,
    "alerts_on": _alerts_on,
    "alerts_off": _alerts_off,
    "post_vacancy": _post_vacancy,
    "found_job": _found_job,
    "confirm": _loose_answer,
    "reject": _loose_answer,
    "human": _human,
    "complaint": _complaint,
    "safety": _safety,
    "abuse": _abuse,
    "greeting": _greeting,
    "thanks": _thanks,
    "delete_me": _delete_me,
    "autoreply": _autoreply,
    "unknown": _unknown,
}
