"""SMS: one message in, at most one text out, in one transaction. A repeated message does nothing more."""

import logging
from collections.abc import Callable

from channels import incoming, sessions, understanding, wishes
from channels.conversation import Menu
from channels.paging import Limits
from channels.screens import typed
from channels.sessions import Standing
from channels.understanding import Understanding
from channels.view import View
from channels.wishes import Desk, put_down
from core.database import Database
from core.errors import ConflictError
from core.market import Market
from messages import notices, offers, outbox, templates
from messages.text import Text
from translations import pick, speaking

CHANNEL = "sms"
LIMITS = Limits(gsm7=160, ucs2=134, exits=False)  # one text; of UCS-2 two parts, as one would hardly hold a list
SESSION_SECONDS = 2 * 24 * 3600  # how long the numbers of the last list, or an open question, still mean something
SHARED_SECONDS = 3600  # how long whoever named themselves on a phone of several people is taken to hold it
REPLY_SECONDS = 24 * 3600  # a later answer would only puzzle
DAY_SECONDS = 24 * 3600
MOST_HELPED = 5  # answers a day to small talk and to what we do not understand
MOST_ANSWERED = 200  # a day: somebody who registers a whole village needs fewer, two robots never have enough
MOST_TRIES = 20  # of one message, while other messages of the same phone get in between: one of them succeeds each time
SEARCH = "search"  # the action of a page where a job may be typed: there words are meant as they would be anywhere
YES_OR_NO = ("consent", "birthday", "post_job")  # pages that a yes or a no answers: its first and its second choice

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
        language = None
        for _attempt in range(MOST_TRIES):
            try:
                with self.db.transaction():
                    now = int(self.clock())
                    if incoming.take(self.db, gateway, id, phone, text, now):
                        standing = sessions.load(self.db, phone, CHANNEL)
                        view = View(self.db, self.market, phone, CHANNEL, standing.profiles, standing.session, now)
                        language = view.language
                        self._answer(gateway, id, text, standing, view)
                self.ring("drain")
                return
            except ConflictError:
                log.info("another message of the phone was faster")
            except Exception:
                log.exception("a message could not be answered")
                break
        self._apologise(gateway, id, phone, text, language)
        self.ring("drain")

    def _answer(self, gateway: str, id: str, text: str, standing: Standing, view: View) -> None:
        """Understand a new message, act, and put the answer into the outbox."""
        session, now = standing.session, view.now
        _freshen(standing, view)
        reached = {None, *(profile["id"] for profile in view.profiles)}
        standing_offers = [
            offer for offer in offers.standing(self.db, now, view.phone) if offer["profile_id"] in reached
        ]
        with speaking(view.language):
            desk = Desk(self.menu, session, view, LIMITS, f"{gateway}:{id}", standing_offers, text)
            wish = self._understand(text, desk)
            taken_for, answer = self._reply(desk, text, wish, said_last=session.shown_at == standing.updated_at)
        incoming.understood(self.db, gateway, id, taken_for, answer is not None)
        if taken_for == "unknown":
            typed.learn(view, text, "")
        session.person = view.person["id"] if view.person else None
        sessions.save(self.db, standing, now)
        if answer:
            self._put(gateway, id, view.phone, answer, taken_for, desk.language, view)

    def _understand(self, text: str, desk: Desk) -> Understanding:
        """What the message asks for. END and CANCEL, which networks want to stop everything, may also take no offer."""
        session = desk.session
        wish = understanding.read(text, self.market, desk.view.language, bool(session.parts or desk.offers))
        if session.screen == wishes.REPORT_WHICH:
            put_down(session)  # the question was put once, and no page stands behind it
            if wish.intent == "apply" and not wish.certain and wish.argument.isdecimal() and text.strip()[:1].isdigit():
                return Understanding("report", wish.argument)
        asked = session.asks or session.screen in YES_OR_NO or desk.offers
        if wish.intent == "reject" and not asked:
            return understanding.read(text, self.market, desk.view.language)
        return wish

    def _reply(self, desk: Desk, text: str, wish: Understanding, said_last: bool) -> tuple[str, Text | None]:
        """What the message is taken for, and the one text that answers it.

        What the person was offered or asked last is what an answer is for; `said_last`: no text of ours came after
        the page.
        """
        session, view = desk.session, desk.view
        if wish.intent in wishes.FIRST and wish.certain:
            return wish.intent, wishes.fulfil(desk, wish)
        answers = incoming.answers(self.db, view.phone, view.now - DAY_SECONDS)
        if answers.all >= MOST_ANSWERED:
            return "too_many", None
        digit = wish.argument if wish.intent == "confirm" else ""  # "1", and "1.", "moja", "option 1" as well
        for offer in desk.offers:
            if digit == str(offer["digit"]):
                return "accept", wishes.accept(desk, offer)
        if session.parts:
            if session.screen in YES_OR_NO and wish.intent in ("confirm", "reject") and not digit:
                # A yes to a text that came later, or to half a page, is no consent: the page is shown again.
                chosen = session.shown.get("1" if wish.intent == "confirm" else "2") if said_last else None
                return "answer", desk.take(chosen or [session.screen, None, session.value])
            # A letter may be a slip; from two on a choice may be named by its first words.
            typed = digit if digit in session.shown else text
            meaning = self.menu.decide(session, typed, words=len(text.strip()) > 1)
            if meaning and session.asks == meaning[:2]:
                if session.screen == "name" and wishes.is_no_name(wish, text) and session.value != text:
                    session.value = text  # whoever says it again is called so: Amina, which is an amen too
                    return "answer", desk.take(None)
                if not wishes.outranks_question(desk, wish) and not (meaning[1] == SEARCH and wish.intent != "unknown"):
                    return "answer", desk.take(meaning)
            elif meaning or wishes.repeats_page(desk, wish):
                return "answer", desk.take(meaning)
        taken_for = wish.intent if wish.certain else "asked_back"
        if taken_for in incoming.HELPFUL and answers.helpful >= MOST_HELPED:
            return taken_for, None
        return taken_for, wishes.fulfil(desk, wish)

    def _put(self, gateway: str, id: str, phone: str, answer: Text, purpose: str, language: str, view: View) -> None:
        outbox.put(
            self.db,
            view.now,
            phone,
            answer,
            purpose,
            language,
            dedupe=f"r:{gateway}:{id}",
            not_after=view.now + REPLY_SECONDS,
            profile_id=view.person["id"] if view.person else None,
        )

    def _apologise(self, gateway: str, id: str, phone: str, text: str, language: str | None) -> None:
        now = int(self.clock())
        language = pick(self.market.languages, language)
        with self.db.transaction():
            if incoming.take(self.db, gateway, id, phone, text, now):
                notices.tell(self.db, now, "fault", f"{gateway}:{id}", "message_fault")
                outbox.put(
                    self.db,
                    now,
                    phone,
                    templates.render("sorry", language, market=self.market),
                    "sorry",
                    language,
                    dedupe=f"r:{gateway}:{id}",
                    not_after=now + REPLY_SECONDS,
                )


def _freshen(standing: Standing, view: View) -> None:
    """Forget what was said too long ago, and what was said to somebody whom the phone no longer reaches."""
    session, idle = standing.session, view.now - standing.updated_at
    shared_too_long = len(view.profiles) > 1 and session.person is not None and idle > SHARED_SECONDS
    if idle > SESSION_SECONDS or shared_too_long:
        session.begin(resumable=False, silent=sessions.is_silent(standing, view))
        put_down(session)
    elif session.person and view.person is None:
        session.person = None
        put_down(session)
