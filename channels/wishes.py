"""Wishes: what is done, and answered by SMS, for each thing that people ask for in words."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from channels import employer_wishes, hiring_wishes, incoming, reporting
from channels.conversation import HOME_WAY, Menu, Session
from channels.drafts import drafted
from channels.paging import MORE, Limits
from channels.screens import job_text, typed
from channels.screens.search import sought
from channels.understanding import Understanding
from channels.understanding.keywords import lexicon
from channels.view import View
from core import applications, calls, moderation, profiles, vacancies
from core.database import Row
from core.errors import GoneError, InvalidError, NotFoundError
from core.words import split, tidy
from messages import erasure, notices, offers, opt_outs, templates, wording
from messages.text import Text, sized

OFFER_SECONDS = 24 * 3600  # of a question that is answered with a digit

# Done whatever was asked or offered before.
FIRST = frozenset({"stop", "safety", "autoreply"})
# Meant as said even where a question waits for a typed answer, such as a name or a place.
_OVER_QUESTIONS = FIRST | set(
    "start help human delete_me lang jobs jobs_more apply withdraw status register alerts_on alerts_off report"
    " my_vacancies close_vacancy filled_vacancy repeat_vacancy people tell".split()
)
_NEEDING_A_NUMBER = frozenset({"people", "tell"})  # Dire is a name too
_POSTING = frozenset("post tangaza tangazo publier".split())
REPORT_WHICH = "report_which"  # where somebody stands who was asked which job they report: a number is the answer
_NO_NAMES = ("greeting", "thanks", "confirm", "reject")


@dataclass(slots=True)
class Desk:
    """What it takes to answer one message: the menu, where the person stands, the view, and what is open."""

    menu: Menu
    session: Session
    view: View
    limits: Limits
    message: str  # the gateway and its id for what is being answered
    offers: list[Row]  # that were open when it came
    text: str = ""  # as it was typed
    language: str = field(init=False)  # of the answer

    def __post_init__(self) -> None:
        self.language = self.view.language

    @property
    def is_known(self) -> bool:
        """Whether we know who writes: one of several on a shared phone, or who was silent for long, must say so."""
        return self.view.person is not None and not self.session.silent

    @property
    def is_registered(self) -> bool:
        """Whether somebody writes who has told everything we need."""
        return self.is_known and self.view.profile["status"] == "active"

    def say(self, purpose: str, **values: Any) -> Text:
        """A text of its own."""
        self.language = self.view.language
        return templates.render(purpose, self.language, market=self.view.market, **values)

    def take(self, meaning: list[Any] | None) -> Text:
        """The page to which a way on the menu leads; the same page, and what to do there, where there is no way."""
        self.menu.take(self.session, self.view, meaning, self.limits)
        self.session.shown_at = self.view.now
        self.language = self.view.language
        # A digit means what was sent last, and never again what it meant before.
        for offer in self.offers:
            if str(offer["digit"]) in self.session.shown:
                offers.close(self.view.db, self.view.phone, offer["digit"])
        return sized(self.session.text)

    def page(self, screen: str, value: Any = None) -> Text:
        """A screen of the menu, for somebody who is registered; else what comes first."""
        return self.take([screen, None, value] if self.is_registered else HOME_WAY)

    def put_down(self) -> None:
        """What was last shown asks for nothing any more."""
        put_down(self.session)

    def offer(self, kind: str, subject: str) -> int:
        """The digit that will accept something."""
        view = self.view
        person = view.person["id"] if view.person else None
        return offers.make(view.db, view.now, view.phone, kind, subject, person, view.now + OFFER_SECONDS)

    def tell_staff(self, kind: str) -> None:
        """Let staff know of the message that is being answered."""
        notices.tell(self.view.db, self.view.now, kind, self.message, f"message_{kind}")


def put_down(session: Session) -> None:
    """Forget the page: its numbers, or its question, mean nothing any more. Who writes, and what they told, stays."""
    session.restart()
    session.parts, session.choices, session.asks, session.part, session.ends = [], [], None, 0, False


def fulfil(desk: Desk, wish: Understanding) -> Text | None:
    """Do what is asked for and say so. None where silence is the best answer."""
    if not wish.certain:
        intent = wish.did_you_mean or wish.intent
        argument = wish.argument if intent == wish.intent else ""
        if intent == "post_vacancy":
            argument = argument or employer_wishes.job_told(desk)
        return _ask_back(desk, intent, argument, desk.offer("wish", orjson.dumps([intent, argument]).decode()))
    return _WISHES[wish.intent](desk, wish.argument)


def accept(desk: Desk, offer: Row) -> Text | None:
    """Do what an accepted offer was for. It cannot be accepted again, and its digit means nothing else afterwards."""
    view, session = desk.view, desk.session
    offers.close(view.db, view.phone, offer["digit"])
    if str(offer["digit"]) in session.shown:
        # Else who presses once more, as our answer takes long, would choose on a page that they left.
        desk.put_down()
    spoke = session.person
    if offer["profile_id"]:
        session.person = offer["profile_id"]
    if offer["kind"] == "wish":
        intent, argument = orjson.loads(offer["subject"])
        return _WISHES[intent](desk, argument)
    if offer["kind"] == "erase":
        return _erase(desk)
    if offer["kind"] in employer_wishes.OFFERS:
        return employer_wishes.OFFERS[offer["kind"]](desk, offer)
    answers = offer["kind"] in hiring_wishes.ANSWERS
    answer = hiring_wishes.answer(desk, offer) if answers else _apply_to(desk, offer["subject"])
    session.person = spoke  # an alert was for one of several people: that says nothing of who writes next
    return answer


def outranks_question(desk: Desk, wish: Understanding) -> bool:
    """Whether words are meant as said although a question is open: a name may be any other word."""
    if not wish.certain:
        return False
    if wish.intent == "post_vacancy":  # with its keyword before a kind of work: "Post Modern Hotel" is a name
        first = split(tidy(desk.text))[:1]
        keyword = wish.argument and first and first[0].key in _POSTING
        if not keyword:
            return False
        reading = typed.read(desk.view, wish.argument)
        named = job_text.begins_with_people(desk.view.market, wish.argument)
        return bool(reading.work and (reading.pay or reading.places or named))
    return wish.intent in _OVER_QUESTIONS and (wish.intent not in _NEEDING_A_NUMBER or bool(wish.argument))


def repeats_page(desk: Desk, wish: Understanding) -> bool:
    """Whether a message that fits nothing on the open page of somebody who offers work is no wish of its own: a draft
    must not be lost by a slip of the finger."""
    session, intent = desk.session, wish.intent
    if not session.choices or session.ends or not (session.hires or employer_wishes.is_one(desk)):
        return False
    if intent == "confirm" and wish.argument:
        return True
    if not session.screen.startswith("post_") and hiring_wishes.heard_lately(desk):
        return False
    if intent in ("confirm", "reject"):
        return not (employer_wishes.answered(desk, intent) or hiring_wishes.answered(desk, intent) or desk.offers)
    return intent in ("unknown", "greeting") or (intent == "search" and not desk.is_registered)


def is_no_name(wish: Understanding, text: str) -> bool:
    """Whether words of courtesy are nothing more: "Thank you" is hardly a name, "Kwame Asante" is."""
    return wish.intent in _NO_NAMES and all(word.key in lexicon() for word in split(tidy(text)))


def _erase(desk: Desk) -> Text:
    view = desk.view
    farewell = desk.say("deleted")  # in their language, which is forgotten too
    gone = view.profile
    erasure.erase(view.db, view.market, gone, view.now)
    view.profiles = [each for each in view.profiles if each["id"] != gone["id"]]
    _forget(desk)
    return farewell


def _forget(desk: Desk) -> None:
    """Keep nothing that this phone wrote or was offered, as far as it was not offered to others."""
    view = desk.view
    incoming.forget(view.db, view.phone)
    others = {profile["id"] for profile in view.profiles}
    for offer in desk.offers:
        if offer["profile_id"] not in others:
            offers.close(view.db, view.phone, offer["digit"])
    desk.session.forget()


def _stop(desk: Desk, argument: str) -> Text:
    view = desk.view
    view.profiles = opt_outs.stop(view.db, view.market, view.phone, view.now, view.channel)
    desk.put_down()  # nothing that they write next is taken for an answer
    desk.session.draft = {}
    return desk.say("stopped")


def _start(desk: Desk, argument: str) -> Text:
    view = desk.view
    view.profiles = opt_outs.start(view.db, view.market, view.phone, view.now, view.channel)
    if employer_wishes.is_one(desk):
        return desk.say("started_employer")
    if not desk.is_known:
        return desk.take(HOME_WAY)
    return desk.say("started", alerts=view.profile["alerts"])


def _help(desk: Desk, argument: str) -> Text:
    is_employer = employer_wishes.is_one(desk)
    return desk.say("help_employer" if is_employer else "help")


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
    if not desk.is_registered:
        return desk.take(HOME_WAY)
    try:
        screen, about = sought(desk.view, argument)
    except InvalidError:
        return desk.say("not_understood")
    return desk.page(screen, about)


def _apply(desk: Desk, argument: str) -> Text:
    if not desk.is_registered:
        return desk.take(HOME_WAY)
    if not argument:
        if desk.session.screen == "job":
            return _apply_to(desk, desk.session.value)
        return desk.page("jobs")
    try:
        vacancy = vacancies.by_reference(desk.view.db, argument)
    except (InvalidError, NotFoundError):
        return _job_unknown(desk, argument)
    return _apply_to(desk, vacancy["id"])


def _apply_to(desk: Desk, vacancy_id: str) -> Text:
    view = desk.view
    if view.person is None or view.profile["status"] != "active":
        return desk.take(HOME_WAY)
    vacancy = view.vacancy(vacancy_id)
    try:
        new = applications.apply(view.db, view.market, view.profile, vacancy_id, view.now)
    except GoneError:
        is_own = view.employer and view.employer["id"] == vacancy["employer_id"]
        return desk.say("job_own" if is_own else "job_gone", vacancy=vacancy, reference=vacancy["reference"])
    if new:
        return desk.say("applied", vacancy=vacancy, reference=vacancy["reference"])
    standing = view.application(vacancy_id)
    assert standing is not None
    return desk.say("already_applied", vacancy=vacancy, reference=vacancy["reference"], status=standing["status"])


def _withdraw(desk: Desk, argument: str) -> Text:
    view = desk.view
    if employer_wishes.cancels(desk, argument):
        return employer_wishes.close_vacancy(desk, argument) if argument else employer_wishes.my_vacancies(desk, "")
    if not desk.is_known:
        return desk.take(HOME_WAY)
    if not argument:
        return desk.page("my_applications")
    try:
        vacancy = vacancies.by_reference(view.db, argument)
    except (InvalidError, NotFoundError):
        return _job_unknown(desk, argument)
    standing = view.application(vacancy["id"])
    if standing and applications.withdraw(view.db, view.market, view.profile, standing["id"], view.now):
        return desk.say("withdrawn", vacancy=vacancy, reference=vacancy["reference"])
    return desk.say("nothing_to_withdraw", vacancy=vacancy, reference=vacancy["reference"])


def _status(desk: Desk, argument: str) -> Text:
    if employer_wishes.is_one(desk):
        return employer_wishes.my_vacancies(desk, argument)  # "my jobs"
    if not desk.is_known:
        return desk.take(HOME_WAY)
    if not desk.view.applications:
        return desk.say("no_applications")
    return desk.say("status", applications=desk.view.applications)


def _language(desk: Desk, argument: str) -> Text:
    view = desk.view
    if argument not in view.market.languages:
        return desk.page("my_language")
    if not desk.is_known:
        desk.session.language = argument
        return desk.take(HOME_WAY)
    view.keep(profiles.change(view.db, view.market, view.profile, view.now, language=argument))
    desk.session.language = None
    return desk.say("language_set", language=argument)


def _register(desk: Desk, argument: str) -> Text:
    view = desk.view
    if desk.is_registered:
        return desk.page("my_profile")
    told = drafted(view, argument)
    if desk.is_known:  # and has agreed already
        missing = {*profiles.missing(view.profile)}
        missing |= {"sector"} if "occupation" in missing else set()
        if told := {name: value for name, value in told.items() if name in missing}:
            view.keep(profiles.change(view.db, view.market, view.profile, view.now, **told))
    else:
        desk.session.draft = told
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
    if often != "off" and not desk.is_known:  # but whoever has the number may end them
        return desk.take(HOME_WAY)
    if often != "off":  # whoever asks for alerts takes an earlier STOP back
        view.profiles = opt_outs.start(view.db, view.market, view.phone, view.now, view.channel)
    changed = opt_outs.set_alerts(view.db, view.market, view.profile, often, view.now, view.language, view.channel)
    view.keep(changed)
    return desk.say("alerts_off") if often == "off" else desk.say("alerts_set", alerts=often)


def _post_vacancy(desk: Desk, argument: str) -> Text:
    if argument.isdecimal() and len(argument) >= reporting.FEWEST_DIGITS:
        return hiring_wishes.hire(desk, argument)
    return employer_wishes.post_vacancy(desk, argument or employer_wishes.job_told(desk))


def _people(desk: Desk, argument: str) -> Text:
    """Without a number somebody who offers no work wants to see a person of the office."""
    return hiring_wishes.people(desk, argument) if argument or desk.view.employer else _human(desk, argument)


def _found_job(desk: Desk, argument: str) -> Text:
    if desk.view.person is not None and desk.view.profile["status"] == "active":
        _alerts(desk, "off")
    return desk.say("found_job")


def _human(desk: Desk, argument: str) -> Text:
    view = desk.view
    if view.employer and [word.key for word in split(tidy(desk.text))] == ["people"]:
        return hiring_wishes.people(desk, "")  # who else writes it wants to talk to some
    calls.ask(view.db, view.phone, view.person["id"] if view.person else None, view.language, view.now)
    return desk.say("human")


def _report(desk: Desk, argument: str) -> Text:
    """Also of somebody whom we do not know: a job that asks for money must not wait for its victim to register."""
    view = desk.view
    number, _, words = argument.partition(" ") if argument[:1].isdecimal() else ("", "", argument)
    meant = None if number else reporting.job_meant(desk.session, desk.offers)
    if not number and meant is None:
        return _report_which(desk)
    try:
        vacancy = vacancies.by_id(view.db, meant) if meant else vacancies.by_reference(view.db, number)
    except (InvalidError, NotFoundError):
        asked = _report_which(desk)  # a number that they look up once more is a report as well
        return _job_unknown(desk, number) if number else asked
    try:
        moderation.report(view.db, view.market, vacancy["id"], view.phone, reporting.reason(words), view.now)
    except InvalidError:
        return desk.say("report_many")
    return desk.say("report_thanks", vacancy=vacancy, reference=vacancy["reference"])


def _report_which(desk: Desk) -> Text:
    desk.put_down()
    desk.session.screen = REPORT_WHICH
    return desk.say("report_which")


def _job_unknown(desk: Desk, typed_number: str) -> Text:
    """No job has this number. Whoever offers jobs is told how to see their own."""
    own = employer_wishes.is_one(desk)
    return desk.say("own_job_unknown" if own else "job_unknown", typed=typed_number)


def _complaint(desk: Desk, argument: str) -> Text:
    """Of a job that it names by its number a complaint is a report too."""
    desk.tell_staff("complaint")
    for number in reporting.numbers(desk.text):
        try:
            vacancies.by_reference(desk.view.db, number)
        except (InvalidError, NotFoundError):
            continue
        return _report(desk, f"{number} {desk.text}")
    return _human(desk, argument)


def _safety(desk: Desk, argument: str) -> Text:
    desk.tell_staff("safety")
    return desk.say("safety", topic=argument or "distress")


def _abuse(desk: Desk, argument: str) -> None:
    desk.tell_staff("abuse")


def _greeting(desk: Desk, argument: str) -> Text:
    return desk.say("help") if desk.is_registered else desk.take(HOME_WAY)


def _delete_me(desk: Desk, argument: str) -> Text:
    if employer_wishes.is_one(desk):
        desk.tell_staff("employer_leaves")
        return _human(desk, argument)  # people may have applied there: staff end it with them
    if not desk.view.profiles:
        farewell = desk.say("deleted")
        _forget(desk)
        erasure.decline(desk.view.db, desk.view.phone, desk.view.now)
        return farewell
    if not desk.is_known:
        return desk.take(HOME_WAY)
    return desk.say("delete_asked", digit=str(desk.offer("erase", desk.view.profile["id"])))


def _confirm(desk: Desk, argument: str) -> Text | None:
    """A yes or a number to nothing that is open. A yes to the only offer is asked back, with its digit."""
    if not argument and (offer := employer_wishes.answered(desk, "confirm") or hiring_wishes.answered(desk, "confirm")):
        return accept(desk, offer)
    if not argument and (again := hiring_wishes.said_again(desk, "confirm")):
        return again
    if not argument and not desk.offers and (how := hiring_wishes.answer_how(desk)):
        return how
    if not desk.is_registered:
        return desk.take(HOME_WAY)
    if argument:
        return desk.say("digit_unknown", digit=argument)
    open_ones = [offer for offer in desk.offers if offer["kind"] in ("wish", "apply")]
    if len(desk.offers) == len(open_ones) == 1:
        return _ask_back(desk, *_meant(desk, open_ones[0]), open_ones[0]["digit"])
    return desk.say("not_understood")


def _meant(desk: Desk, offer: Row) -> tuple[str, str]:
    """The wish that an offer stands for."""
    if offer["kind"] == "apply":
        return "apply", desk.view.vacancy(offer["subject"])["reference"]
    intent, argument = orjson.loads(offer["subject"])
    return intent, argument


def _ask_back(desk: Desk, intent: str, argument: str, digit: int) -> Text:
    word = f"{wording.keyword(intent)} {argument}".strip()
    return desk.say("ask_back", word=word, digit=str(digit))


def _reject(desk: Desk, argument: str) -> Text | None:
    """A no. Whoever takes no offer has nothing to do, and gets nothing for it."""
    if offer := employer_wishes.answered(desk, "reject") or hiring_wishes.answered(desk, "reject"):
        return accept(desk, offer)
    if again := hiring_wishes.said_again(desk, "reject"):
        return again
    if (not desk.offers or len(split(tidy(desk.text))) > 1) and (how := hiring_wishes.answer_how(desk)):
        return how
    return None if desk.offers else desk.say("not_understood")


def _unknown(desk: Desk, argument: str) -> Text:
    if how := hiring_wishes.answer_how(desk):
        return how
    return desk.say("not_understood") if desk.is_registered else desk.take(HOME_WAY)


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
    "my_vacancies": employer_wishes.my_vacancies,
    "close_vacancy": employer_wishes.close_vacancy,
    "filled_vacancy": employer_wishes.filled_vacancy,
    "repeat_vacancy": employer_wishes.repeat_vacancy,
    "people": _people,
    "tell": hiring_wishes.tell,
    "found_job": _found_job,
    "confirm": _confirm,
    "reject": _reject,
    "human": _human,
    "report": _report,
    "complaint": _complaint,
    "safety": _safety,
    "abuse": _abuse,
    "greeting": _greeting,
    "thanks": _thanks,
    "delete_me": _delete_me,
    "autoreply": _autoreply,
    "unknown": _unknown,
}
