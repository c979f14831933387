"""Entering: a phone number, a code that comes to that phone, and then the conversation as that phone's owner."""

import hmac
from hashlib import blake2b

from flask import Response, request
from phonenumbers import country_code_for_region

from channels.conversation import normal
from channels.web import sender
from channels.web.lite.talk import JOB, OFFER, aim_of
from channels.web.lite.visit import COOKIE, TICKET, Visit
from core import browsers
from core.database import Row
from core.errors import InvalidError
from core.ids import is_reference
from core.phones import masked, normalise
from messages import outbox, templates
from translations import gettext as _
from translations import speaking


def enter(visit: Visit) -> Response:
    """Ask for the phone number, or go on as the phone that was let in."""
    if visit.browser:
        return visit.show(
            "entered.html",
            phone=masked(visit.browser["phone"]),
            wanted=_wanted(visit.asked("job"), visit.asked("for")),
            at=_key(visit, 0),
        )
    notice = _("You were away for a while. Please enter again.") if visit.asked("said") == "out" else ""
    return _asked_for_number(visit, notice, wanted=_wanted(visit.asked("job"), visit.asked("for")))


def send_code(visit: Visit) -> Response:
    """Send a code to the number, whoever that reaches: nobody learns whether it is known here."""
    wanted = _wanted(visit.typed("wanted"))
    country = visit.market.country
    try:
        phone = normalise(visit.typed("phone"), country)
        if not phone.startswith(_calling_code(country)):
            raise InvalidError("phone_malformed")  # a text abroad costs much, and is what those want who pump texts
    except InvalidError:
        return _asked_for_number(visit, _("Please type your phone number in digits."), 422, wanted)
    aim = aim_of(wanted)
    # Whoever offers work is not asked for a language, so it is that of the page.
    language = visit.language if aim == OFFER else visit.chosen or None
    with visit.db.transaction():
        asked = browsers.ask(visit.db, phone, sender.address(), visit.now, language=language, aim=aim)
        outbox.put(
            visit.db,
            visit.now,
            phone,
            templates.render("browser_code", visit.language, market=visit.market, code=asked.code),
            "browser_code",
            visit.language,
            dedupe=f"code:{blake2b(asked.ticket.encode(), digest_size=12).hexdigest()}",
            not_after=visit.now + browsers.CODE_SECONDS,
        )
    visit.ring("drain")
    response = visit.go("/enter/code")
    visit.give(response, TICKET, asked.ticket, browsers.CODE_SECONDS)
    return response


def ask_code(visit: Visit) -> Response:
    """Ask for the code that was sent."""
    waiting = browsers.waiting(visit.db, visit.ticket, visit.now) if visit.ticket else None
    if waiting is None:
        return visit.go("/enter")
    return _asked_for_code(visit, waiting, "")


def take_code(visit: Visit) -> Response:
    """Let the browser in where the code is right."""
    typed = normal(visit.typed("code")).replace(" ", "").replace("-", "")
    checked = browsers.check(visit.db, visit.ticket, typed, visit.now) if visit.ticket else None
    if checked is None:
        waiting = browsers.waiting(visit.db, visit.ticket, visit.now) if visit.ticket else None
        if waiting is None:
            return _asked_for_number(visit, _("That code can no longer be used. You can ask for a new one."), 422)
        return _asked_for_code(visit, waiting, _("That is not the code. Please look at the SMS again."), 422)
    token = browsers.open(visit.db, checked["phone"], visit.now, checked["aim"])
    if visit.talk.open(checked["phone"], checked["language"], checked["aim"]):
        browsers.aim(visit.db, token, None)
    response = visit.go("/talk")
    visit.give(response, COOKIE, token)
    visit.take_away(response, TICKET)
    return response


def talk(visit: Visit) -> Response:
    """The page where the conversation stands."""
    browser = visit.browser
    if browser is None:
        return _out(visit)
    browsers.touch(visit.db, visit.token, browser["seen_at"], visit.now)
    shown = visit.talk.shown(browser["phone"])
    if shown is None:  # what was kept of a phone was forgotten meanwhile
        visit.talk.open(browser["phone"], visit.chosen or None, None)
        shown = visit.talk.shown(browser["phone"])
        assert shown is not None
    title, _newline, text = shown.text.partition("\n")
    wanted = (browser["aim"] or "").removeprefix(JOB) if shown.is_known else ""
    stale = visit.asked("said") == "stale"
    with speaking(shown.language):
        notice = shown.notice or (_("You had answered that page before. This is where you are now.") if stale else "")
        return visit.show(
            "talk.html",
            shown=shown,
            title=title,
            text=text,
            notice=notice,
            wanted=wanted,
            phone=masked(browser["phone"]),
            at=_key(visit, shown.version),
        )


def answer(visit: Visit) -> Response:
    """Take what was chosen or typed, and show where it led. A form that was sent before does nothing."""
    browser = visit.browser
    if browser is None:
        return _out(visit)
    version = _version(visit)
    if version is None:
        return visit.go("/talk", said="stale")
    browsers.touch(visit.db, visit.token, browser["seen_at"], visit.now)
    wanted = visit.typed("wanted")
    if wanted:
        return _go_to(visit, browser, wanted, version)
    text = request.form.get("text")
    acted = visit.talk.answer(browser["phone"], version, choice=visit.typed("choice"), text=text)
    return visit.go("/talk") if acted else visit.go("/talk", said="stale")


def leave(visit: Visit) -> Response:
    """The browser is out."""
    response = visit.go("/")
    if visit.browser and _version(visit) is not None:
        browsers.leave(visit.db, visit.token)
        visit.take_away(response, COOKIE)
    return response


def _go_to(visit: Visit, browser: Row, wanted: str, version: int) -> Response:
    """To what the browser came for, once that is open to the person; until then it is kept in mind."""
    aim = aim_of(wanted)
    if aim is None:
        return visit.go("/talk")
    if not version:  # from the page that a link elsewhere leads to, which knows nothing of the conversation
        shown = visit.talk.shown(browser["phone"])
        version = shown.version if shown else 0
    reached = visit.talk.answer(browser["phone"], version, aim=aim)
    browsers.aim(visit.db, visit.token, None if reached else aim)
    return visit.go("/talk")


def _out(visit: Visit) -> Response:
    """A browser that is not let in enters first."""
    response = visit.go("/enter", said="out") if visit.token else visit.go("/enter")
    if visit.token:
        visit.take_away(response, COOKIE)
    return response


def _asked_for_number(visit: Visit, notice: str, status: int = 200, wanted: str = "") -> Response:
    return visit.show("enter.html", status, notice=notice, wanted=wanted)


def _asked_for_code(visit: Visit, waiting: Row, notice: str, status: int = 200) -> Response:
    minutes = browsers.CODE_SECONDS // 60
    return visit.show("code.html", status, notice=notice, phone=masked(waiting["phone"]), minutes=minutes)


def _wanted(*words: str) -> str:
    """What to go to afterwards, as forms carry it."""
    return next((word for word in words if word == OFFER or is_reference(word)), "")


def _calling_code(country: str) -> str:
    return f"+{country_code_for_region(country)}"


def _key(visit: Visit, version: int) -> str:
    """What a form bears: the version of the page that it was drawn for, which nobody else could have written."""
    key = visit.token.encode("utf-8", "replace")[:64]
    return f"{version}.{blake2b(f'form:{version}'.encode(), key=key, digest_size=12).hexdigest()}"


def _version(visit: Visit) -> int | None:
    """The version in a form of this browser; None where the form is not."""
    at = visit.typed("at")
    version = at.partition(".")[0]
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        return None
    given, right = at.encode("utf-8", "replace"), _key(visit, int(version)).encode()
    return int(version) if hmac.compare_digest(given, right) else None


PAGES = (
    ("/enter", "enter", "GET", enter),
    ("/enter", "send_code", "POST", send_code),
    ("/enter/code", "ask_code", "GET", ask_code),
    ("/enter/code", "take_code", "POST", take_code),
    ("/talk", "talk", "GET", talk),
    ("/talk", "answer", "POST", answer),
    ("/leave", "leave", "POST", leave),
)
