"""SMS: one message in, at most one text out, in one transaction. A repeated message does nothing more."""

import logging
from collections.abc import Callable

from channels import incoming, sessions, understanding, wishes
from channels.conversation import Menu, Session
from channels.paging import Limits
from channels.sessions import Standing
from channels.understanding import Understanding
from channels.view import View
from channels.wishes import Desk
from core.database import Database, Row
from core.errors import ConflictError
from core.market import Market
from messages import notices, offers, outbox, templates
from messages.text import Text
from translations import pick, speaking

CHANNEL = "sms"
LIMITS = Limits(gsm7=160, ucs2=134, exits=False)  # one text; of UCS-2 two parts, as one would hardly hold a list
SESSION_SECONDS = 2 * 24 * 3600  # how long the numbers of the last list, or an open question, still mean something
SILENT_SECONDS = 90 * 24 * 3600
REPLY_SECONDS = 24 * 3600  # a later answer would only puzzle
MOST_HELPED = 5  # answers a day to small talk and to what we do not understand
DAY_SECONDS = 24 * 3600
MOST_TRIES = 5

log = logging.getLogger(__name__)


class Sms:
    """The service by SMS."""

    def __init__(
        self, db: Database, market: Market, menu: Menu, clock: Callable[[], float], ring: Callable[[str], None]
    ) -> None:
        """`clock` gives UTC seconds; `ring` tells whoever sends that there is something to send."""
        self.db = db
        self.market = market
        self.menu = menu
        self.clock = clock
        self.ring = ring

    def receive(self, gateway: str, id: str, phone: str, text: str, to: str, at: int) -> None:
        """Take a message that a gateway hands over. Once it returns, the message is kept and acted upon.

        A fault inside keeps the message for staff and says sorry, so that the gateway need not repeat it.
        """
        for _attempt in range(MOST_TRIES):
            try:
                with self.db.transaction():
                    if incoming.take(self.db, gateway, id, phone, text, int(self.clock())):
                        self._answer(gateway, id, phone, text)
                self.ring("drain")
                return
            except ConflictError:
                log.info("another message of the phone was faster")
            except Exception:
                log.exception("a message could not be answered")
                break
        self._apologise(gateway, id, phone, text)

    def _answer(self, gateway: str, id: str, phone: str, text: str) -> None:
        """Understand a new message, act, and put the answer into the outbox."""
        now = int(self.clock())
        standing = sessions.load(self.db, phone, CHANNEL)
        view = View(self.db, self.market, phone, CHANNEL, standing.profiles, standing.session, now)
        self._freshen(standing, view)
        understood = understanding.read(text, self.market, view.language, bool(standing.session.parts))
        with speaking(view.language):
            desk = Desk(self.menu, standing.session, view, LIMITS, f"{gateway}:{id}")
            answer = self._reply(desk, text, understood)
        incoming.understood(self.db, gateway, id, understood.intent, answer is not None)
        standing.session.person = view.person["id"] if view.person else None
        sessions.save(self.db, standing, now)
        if answer:
            self._put(gateway, id, phone, answer, understood.intent, view)

    def _freshen(self, standing: Standing, view: View) -> None:
        """Forget a list or question of days ago: its numbers mean nothing any more."""
        idle = view.now - standing.updated_at
        if idle > SESSION_SECONDS:
            standing.session.begin(resumable=False, silent=standing.version > 0 and idle > SILENT_SECONDS)
            standing.session.parts, standing.session.choices, standing.session.asks = [], [], None

    def _reply(self, desk: Desk, text: str, understood: Understanding) -> Text | None:
        """The one text that answers. What the person was offered or asked last is what an answer is for."""
        session, view = desk.session, desk.view
        if understood.intent in wishes.FIRST and understood.certain:
            return wishes.fulfil(desk, understood)
        if offer := self._offer(session, view, text):
            return wishes.accept(desk, offer)
        meaning = self.menu.decide(session, text, words=True) if session.parts else None
        answers_question = bool(meaning and session.asks and meaning[:2] == session.asks)
        if meaning and not (answers_question and wishes.outranks_question(understood)):
            return desk.take(meaning)
        if understood.intent in incoming.HELPFUL:
            if incoming.helped(self.db, view.phone, view.now - DAY_SECONDS) >= MOST_HELPED:
                return None
        return wishes.fulfil(desk, understood)

    def _offer(self, session: Session, view: View, text: str) -> Row | None:
        """The open offer that a digit accepts, unless a list that came later gave the digit another meaning."""
        digit = text.strip().rstrip(".!")
        if not (digit.isdecimal() and len(digit) == 1):
            return None
        offer = offers.meaning(self.db, view.now, view.phone, int(digit))
        if offer and digit in session.shown and session.shown_at > offer["made_at"]:
            return None
        return offer

    def _put(self, gateway: str, id: str, phone: str, answer: Text, intent: str, view: View) -> None:
        outbox.put(
            self.db,
            view.now,
            phone,
            answer,
            intent,
            view.language,
            dedupe=f"r:{gateway}:{id}",
            not_after=view.now + REPLY_SECONDS,
            profile_id=view.person["id"] if view.person else None,
        )

    def _apologise(self, gateway: str, id: str, phone: str, text: str) -> None:
        now = int(self.clock())
        language = pick(self.market.languages)
        with self.db.transaction():
            if incoming.take(self.db, gateway, id, phone, text, now):
                notices.tell(self.db, now, "fault", f"{gateway}:{id}", "message_fault")
                sorry = templates.render("sorry", language, market=self.market)
                outbox.put(
                    self.db,
                    now,
                    phone,
                    sorry,
                    "sorry",
                    language,
                    dedupe=f"r:{gateway}:{id}",
                    not_after=now + REPLY_SECONDS,
                )
