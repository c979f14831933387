"""The talk: the screens of the conversation as pages of a browser. A form acts once, on the page it was drawn for."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from channels import sessions
from channels.conversation import HOME_WAY, Menu, Session, normal
from channels.paging import BACK, HOME, Limits
from channels.sessions import Call, Standing
from channels.view import View
from core import vacancies
from core.database import Database, Row
from core.errors import ConflictError, InvalidError, NotFoundError
from core.ids import is_reference
from core.market import Market
from messages.text import fold
from translations import gettext as _
from translations import speaking

CHANNEL = "web"
# A page of a browser holds what a phone shows in parts, and has its own ways back and home.
LIMITS = Limits(gsm7=1_000_000, ucs2=1_000_000, exits=False)
RESUME_SECONDS = 3600
MOST_TRIES = 5
JOB, OFFER = "job:", "offer"  # what a browser may have come for

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of the conversation: `choices` are pairs of what a form sends and a label.

    `notice` says what was wrong with the last answer. `is_known`: it is sure who acts, and they have registered.
    """

    version: int
    language: str
    text: str
    notice: str
    choices: list[tuple[str, str]]
    asks: bool
    back: bool
    home: bool
    ends: bool
    is_known: bool


class Talk:
    """The conversation in browsers."""

    def __init__(self, db: Database, market: Market, menu: Menu, clock: Callable[[], float]) -> None:
        """`clock` gives UTC seconds."""
        self.db = db
        self.market = market
        self.menu = menu
        self.clock = clock

    def open(self, phone: str, language: str | None, aim: str | None) -> bool:
        """Begin, as with a new call, where possible at what the browser came for. Returns whether that was reached.

        `language` is one that was chosen, if any.
        """
        for _attempt in range(MOST_TRIES):
            standing, view = self._load(phone)
            try:
                with speaking(view.language), self.db.transaction():
                    return self._opened(standing, view, language, aim)
            except ConflictError:
                log.info("another request of the phone was faster")
        raise ConflictError("session")

    def shown(self, phone: str) -> Shown | None:
        """The page where the conversation stands, as it was drawn; None where it must be opened first."""
        standing, view = self._load(phone)
        session = standing.session
        if not session.parts:
            return None
        notice = standing.call.replies[-1][1] if standing.call.replies else ""
        text, labels = taken_apart(session.text, len(session.choices))
        if notice and text.startswith(notice):
            text = text[len(notice) :].lstrip("\n")
        return Shown(
            version=standing.version,
            language=view.language,
            text=text,
            notice=notice,
            choices=[(str(number), label) for number, label in enumerate(labels, 1)],
            asks=session.asks is not None,
            back=BACK in session.shown,
            home=len(session.trail) > 1 and not session.ends,
            ends=session.ends,
            is_known=self._is_known(view),
        )

    def answer(self, phone: str, version: int, *, choice: str = "", text: str | None = None, aim: str = "") -> bool:
        """Take a choice, a typed text or an aim, on the page of this version. False: the page is another by now."""
        for _attempt in range(MOST_TRIES):
            standing, view = self._load(phone)
            if standing.version != version or not standing.session.parts:
                return False
            try:
                with speaking(view.language):
                    return self._answered(standing, view, choice, text, aim)
            except ConflictError:
                log.info("another request of the phone was faster")
        raise ConflictError("session")

    def _answered(self, standing: Standing, view: "_WebView", choice: str, text: str | None, aim: str) -> bool:
        session = standing.session
        typed = normal(text) if text is not None else ""
        meaning: list[object] | None
        if session.person and view.person is None:  # erased meanwhile, or reached by another phone
            session.person, meaning = None, HOME_WAY
        elif aim:
            meaning = self._aimed(view, aim)
            if meaning is None:
                return False
        elif choice:
            meaning = HOME_WAY if session.ends and choice == HOME else session.shown.get(choice)
            if meaning is None:
                return False
        elif typed and session.asks:
            meaning = [*session.asks, typed]
        else:
            meaning = None
        with self.db.transaction(durable=self.menu.is_durable(meaning)):
            if meaning is None and session.asks:
                view.notice = _("Please type your answer.")
                self.menu.show(session, view, LIMITS, notice=view.notice)
            else:
                self.menu.take(session, view, meaning, LIMITS)
            self._keep(standing, view)
        return True

    def _opened(self, standing: Standing, view: "_WebView", language: str | None, aim: str | None) -> bool:
        session = standing.session
        idle = view.now - standing.updated_at
        # Whoever came for a job is not asked first whether to go on elsewhere.
        session.begin(resumable=not aim and idle <= RESUME_SECONDS, silent=sessions.is_silent(standing, view))
        if language:
            session.language = language
        self.menu.show(session, view, LIMITS)
        meaning = self._aimed(view, aim) if aim else None
        if meaning:
            self.menu.take(session, view, meaning, LIMITS)
        self._keep(standing, view)
        return meaning is not None

    def _aimed(self, view: View, aim: str) -> list[object] | None:
        """The way to what a browser came for; None while it is not open to this person."""
        if aim == OFFER:
            return ["post_work", "offer_work", 1]
        if not self._is_known(view):
            return None
        try:
            return ["job", None, vacancies.by_reference(self.db, aim.removeprefix(JOB))["id"]]
        except (InvalidError, NotFoundError):
            return None

    def _is_known(self, view: View) -> bool:
        return view.person is not None and view.person["status"] == "active" and not view.session.silent

    def _keep(self, standing: Standing, view: "_WebView") -> None:
        standing.session.person = view.person["id"] if view.person else None
        standing.call = Call(CHANNEL, replies=[["", fold(view.notice), False]])
        sessions.save(self.db, standing, view.now)

    def _load(self, phone: str) -> tuple[Standing, "_WebView"]:
        standing = sessions.load(self.db, phone, CHANNEL)
        now = int(self.clock())
        return standing, _WebView(self.db, self.market, phone, CHANNEL, standing.profiles, standing.session, now)


class _WebView(View):
    """A view that remembers what was said above the page: a browser shows it apart."""

    def __init__(
        self,
        db: Database,
        market: Market,
        phone: str,
        channel: str,
        profiles: list[Row],
        session: Session,
        now: int,
    ) -> None:
        super().__init__(db, market, phone, channel, profiles, session, now)
        self.notice = ""

    def explain(self, error: InvalidError) -> str:
        self.notice = super().explain(error)
        return self.notice


def aim_of(wanted: str) -> str | None:
    """What an address or a form asks for afterwards: a vacancy by its reference, or to offer work."""
    if wanted == OFFER:
        return OFFER
    return f"{JOB}{wanted}" if is_reference(wanted) and len(wanted) < 12 else None


def taken_apart(page: str, count: int) -> tuple[str, list[str]]:
    """The text of a page, and the labels of its `count` choices, which stand below it as "1 Find work"."""
    labels: list[str] = []
    whole = "\n" + page
    end = len(whole)
    for number in range(count, 0, -1):
        before = f"\n{number} "
        start = whole.rfind(before, 0, end)
        labels.insert(0, whole[start + len(before) : end])
        end = start
    return whole[1:end], labels
