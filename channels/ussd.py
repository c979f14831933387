"""USSD: one message of a call in, one page out, whatever the gateway. A repeated message acts once."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from channels import metrics, sessions
from channels.conversation import HOME_WAY, Menu
from channels.paging import Limits
from channels.sessions import Standing
from channels.view import View
from core.database import Database
from core.errors import ConflictError
from core.market import Market
from translations import gettext as _
from translations import pick, speaking

CHANNEL = "ussd"
MOST_TRIES = 5  # of one message, while other messages of the same phone get in between

log = logging.getLogger(__name__)


class Request(Protocol):
    """One message of a call, as a gateway's adapter understood it."""

    @property
    def call_id(self) -> str:
        """The gateway's id of the call."""

    @property
    def phone(self) -> str:
        """Who calls, E.164."""

    @property
    def key(self) -> str:
        """Within the call, the same for a message that is sent again."""

    def answers(self, last_key: str | None) -> list[str] | None:
        """What was answered since `last_key` (None: the call is new). None: nothing, the message is an old one."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the phone shows, and whether the call ends with it."""

    text: str
    closes: bool


class Ussd:
    """The service on USSD."""

    def __init__(
        self,
        db: Database,
        market: Market,
        menu: Menu,
        limits: Limits,
        resume_seconds: int,
        clock: Callable[[], float],
    ) -> None:
        """`clock` gives UTC seconds. A redial within `resume_seconds` of a dropped call may continue it."""
        self.db = db
        self.market = market
        self.menu = menu
        self.limits = limits
        self.resume_seconds = resume_seconds
        self.clock = clock

    def answer(self, request: Request) -> Reply:
        """The page for a message. A fault inside becomes a short apology; the next call finds the session as it was."""
        language = None
        for attempt in range(MOST_TRIES):
            try:
                standing = sessions.load(self.db, request.phone, CHANNEL)
                view = self._view(standing)
                language = view.language
                with speaking(language):
                    return self._step(request, standing, view)
            except ConflictError:
                log.info("another message of the phone was faster", extra={"attempt": attempt})
            except Exception:
                log.exception("a USSD step failed")
                break
        else:
            log.error("a USSD step met other messages of its phone, or data that the database refuses, each time")
        metrics.ussd_faults.inc()
        return self.apology(language)

    def apology(self, language: str | None = None) -> Reply:
        """What a person reads when it is our fault."""
        with speaking(pick(self.market.languages, language)):
            return Reply(_("Sorry, something went wrong on our side. Nothing is lost. Please dial again."), True)

    def _step(self, request: Request, standing: Standing, view: View) -> Reply:
        call = standing.call
        if call.id == request.call_id:
            for key, text, closes in call.replies:
                if key == request.key:
                    return Reply(text, closes)
            answers = request.answers(call.key)
            if answers is None:
                return Reply(*call.replies[-1][1:])
            return self._answered(request, standing, view, answers[0])
        if request.call_id in call.past:
            return Reply(_("This call has ended. Please dial again."), True)
        call.begin(request.call_id)
        return self._opened(request, standing, view, request.answers(None) or [])

    def _answered(self, request: Request, standing: Standing, view: View, answer: str) -> Reply:
        """The next page of a running call."""
        session = standing.session
        meaning = self.menu.decide(session, answer)
        if session.person and view.person is None:  # erased meanwhile, or reached by another phone
            session.person, meaning = None, HOME_WAY
        if self.menu.is_durable(meaning):
            with self.db.transaction():
                self.menu.take(standing.session, view, meaning, self.limits)
                return self._kept(request, standing, view)
        self.menu.take(standing.session, view, meaning, self.limits)
        with self.db.transaction(durable=False):
            return self._kept(request, standing, view)

    def _opened(self, request: Request, standing: Standing, view: View, path: list[str]) -> Reply:
        """The first page of a call, or the page that a directly dialled path leads to.

        The path stops where a step wants to be seen first: what it would do is not repeated unseen.
        """
        session = standing.session
        idle = view.now - standing.updated_at
        session.begin(
            resumable=not path and idle <= self.resume_seconds,
            silent=sessions.is_silent(standing, view),
        )
        self.menu.show(session, view, self.limits)
        for answer in path:
            meaning = self.menu.decide(session, answer)
            if not self.menu.is_direct(meaning):
                break
            self.menu.take(session, view, meaning, self.limits)
        with self.db.transaction(durable=False):
            return self._kept(request, standing, view)

    def _kept(self, request: Request, standing: Standing, view: View) -> Reply:
        """The page on the phone, kept for a repetition of the request."""
        standing.session.person = view.person["id"] if view.person else None
        reply = Reply(standing.session.text, standing.session.closes)
        standing.call.remember(request.key, reply.text, reply.closes)
        sessions.save(self.db, standing, view.now)
        return reply

    def _view(self, standing: Standing) -> View:
        now = int(self.clock())
        return View(self.db, self.market, standing.phone, CHANNEL, standing.profiles, standing.session, now)
