"""The conversation engine: screens that draw, choices that act, and a session that is plain data.

It knows no channel: a channel brings the text a person sent and takes the page to show. Drawing never writes;
a durable action runs once, in the transaction that also saves the session.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from channels.paging import BACK, HOME, MORE, Limits, parts
from core.errors import InvalidError, NotFoundError
from translations import gettext as _
from translations import speaking

TRAIL_LENGTH = 12
MOST_ROUTERS = 8  # on the way to one screen
HOME_WAY: list[Any] = ["<home>", None, None]
EMPLOYER = "employer"  # stands for the person where a call was cut off in which somebody without a profile offered work
LONGEST_ANSWER = 500  # characters: more than any field takes, and little enough to look at safely


@dataclass(frozen=True, slots=True)
class Choice:
    """One numbered way out. `to` is a screen or router, `do` an action run on the way, `value` goes to both."""

    label: str
    to: str
    do: str | None = None
    value: Any = None


@dataclass(frozen=True, slots=True)
class Question:
    """What is typed instead of chosen: the action `do` takes the text, and raises InvalidError to ask again."""

    to: str
    do: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a screen shows: a text with choices, or one question, or both. `ends` hangs up after it.

    `spare` is a last line of the text that may be left out where the page does not fit one message with it.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    asks: Question | None = None
    ends: bool = False
    spare: str = ""


@dataclass(slots=True)
class Session:
    """Where a person stands. Everything here survives JSON and lies in the database between two messages."""

    screen: str = ""
    value: Any = None  # what the screen is about: a vacancy, a place
    trail: list[list[Any]] = field(default_factory=list)  # [screen, value] of the pages that led here
    choices: list[list[Any]] = field(default_factory=list)  # [to, do, value] of each choice as it was drawn
    asks: list[str] | None = None  # [to, do] of the open question
    parts: list[list[Any]] = field(default_factory=list)  # [text, number of choices shown so far]
    part: int = 0
    shown_at: int = 0  # UTC seconds, where the channel keeps pages open for long
    ends: bool = False
    language: str | None = None
    person: str | None = None  # the profile that acts
    left: list[Any] | None = None  # [screen, value, trail, person or EMPLOYER] where a call dropped, while it may go on
    draft: dict[str, Any] = field(default_factory=dict)  # fields of a profile told before there may be one
    silent: bool = False  # nobody has said yet that the phone still belongs to the person it reaches
    hires: bool = False  # somebody who offers work acts, for whom there need not be a profile

    @property
    def text(self) -> str:
        """The part of the page that is on the phone."""
        return str(self.parts[self.part][0]) if self.parts else ""

    @property
    def closes(self) -> bool:
        """Whether the call ends with what is on the phone."""
        return self.ends and self.part == len(self.parts) - 1

    @property
    def shown(self) -> dict[str, list[Any]]:
        """What each digit means on the phone now: the choices seen so far and the ways that pages have."""
        seen = self.parts[self.part][1] if self.parts else 0
        digits = {str(number): meaning for number, meaning in enumerate(self.choices[:seen], 1)}
        if self.part < len(self.parts) - 1:
            digits[MORE] = ["<more>", None, None]
        if self.part or (self.trail and not self.ends):
            digits[BACK] = ["<back>", None, None]
        if not self.ends:
            digits[HOME] = HOME_WAY  # also where there was no room to say so
        return digits

    def go(self, screen: str, value: Any = None) -> None:
        """Stand on a screen; coming back to one on the trail forgets what followed it."""
        if self.screen and (self.screen, self.value) != (screen, value):
            self.trail.append([self.screen, self.value])
        if [screen, value] in self.trail:
            del self.trail[self.trail.index([screen, value]) :]
        del self.trail[:-TRAIL_LENGTH]
        self.screen, self.value = screen, value

    def restart(self) -> None:
        """Forget the way here: the next page is the first."""
        self.screen, self.value, self.trail = "", None, []

    def forget(self) -> None:
        """Keep nothing of what was said or shown."""
        for name, value in asdict(Session()).items():
            setattr(self, name, value)

    def begin(self, resumable: bool, silent: bool) -> None:
        """A new call starts at the beginning. Where the last one broke off is kept aside if it may be continued.

        A call that broke off at its first page, which asks who is there or whether to continue, changes nothing.
        """
        if not resumable:
            self.left = None
        elif self.parts and not self.closes and self.trail and (self.person or self.hires):
            self.left = [self.screen, self.value, self.trail, self.person or EMPLOYER]
        self.silent = self.silent or silent
        if not (self.left and self.left[-1] == EMPLOYER):  # whose language nothing else may tell
            self.language = None
        self.person = None
        self.hires = False
        self.draft = {}
        self.restart()

    def resume(self) -> tuple[str, Any]:
        """Go back to where the last call broke off. Returns the screen and what it is about."""
        assert self.left is not None
        (screen, value, trail, _person), self.left = self.left, None
        self.restart()
        self.trail = trail
        return screen, value


Screen = Callable[[Session, Any], Page]
Router = Callable[[Session, Any], str]
Action = Callable[[Session, Any, Any], tuple[str, Any] | None]


class Menu:
    """Screens, routers and actions by name, and the step from one message to the next page."""

    def __init__(self, start: str) -> None:
        """`start` is the router or screen that a conversation begins with."""
        self.start = start
        self.screens: dict[str, Screen] = {}
        self.routers: dict[str, Router] = {}
        self.actions: dict[str, Action] = {}
        self.ways: dict[str, tuple[str, ...]] = {}  # declared ways out of each screen, router and action
        self.moves: set[str] = set()  # actions whose writes may be lost in a power cut
        self.repeatable: set[str] = set()  # actions that a directly dialled path may pass through
        self.roots: set[str] = set()  # screens that begin a trail: no way back

    def screen(self, *ways: str, root: bool = False) -> Callable[[Screen], Screen]:
        """Declare a screen and every screen or router that its choices lead to."""

        def declare(draw: Screen) -> Screen:
            self.screens[draw.__name__] = draw
            self.ways[draw.__name__] = ways
            if root:
                self.roots.add(draw.__name__)
            return draw

        return declare

    def router(self, *ways: str) -> Callable[[Router], Router]:
        """Declare a function that only decides which screen comes next."""

        def declare(decide: Router) -> Router:
            self.routers[decide.__name__] = decide
            self.ways[decide.__name__] = ways
            return decide

        return declare

    def action(self, *ways: str, durable: bool = True, direct: bool = False) -> Callable[[Action], Action]:
        """Declare what a choice or an answer does. It returns None, or (screen, value) to go to instead.

        `durable=False`: it writes nothing that was promised: the session, a count. `direct=True`: a path dialled in
        one go (*384*1234*1*2#) may run it; else the person must see the page and choose there.
        """

        def declare(act: Action) -> Action:
            self.actions[act.__name__] = act
            self.ways[act.__name__] = ways
            if not durable:
                self.moves.add(act.__name__)
            if direct:
                self.repeatable.add(act.__name__)
            return act

        return declare

    def decide(self, session: Session, text: str, words: bool = False) -> list[Any] | None:
        """What the text means on the page that the person saw: [to, do, value], or None where nothing fits.

        With `words` a choice may also be named by the first words of its label.
        """
        answer = normal(text)
        shown = session.shown
        if answer in shown:
            return shown[answer]
        if words and (named := _named(session, shown, answer)):
            return named
        if session.asks and answer:
            return [*session.asks, answer]
        return None

    def is_durable(self, meaning: list[Any] | None) -> bool:
        """Whether taking this way writes more than the session."""
        return bool(meaning and meaning[1] in self.actions and meaning[1] not in self.moves)

    def is_direct(self, meaning: list[Any] | None) -> bool:
        """Whether a dialled path may go this way unseen."""
        return bool(meaning and (meaning[1] is None or meaning[1] in self.repeatable))

    def take(self, session: Session, view: Any, meaning: list[Any] | None, limits: Limits) -> None:
        """Go the way that the person chose, run its action, and leave the next page in the session."""
        if meaning is None:
            self.show(session, view, limits, notice=_what_to_do(session))
            return
        to, do, value = meaning
        if to == "<more>" or (to == "<back>" and session.part):
            session.part += 1 if to == "<more>" else -1
            return  # the rest of the page was drawn with its beginning
        if to == "<back>":
            session.screen, session.value = session.trail.pop()
        elif to == "<home>":
            session.restart()
        else:
            try:
                to, value = self._act(session, view, to, do, value)
            except InvalidError as error:
                self.show(session, view, limits, notice=view.explain(error))
                return
            self._arrive(session, view, to, value)
        self.show(session, view, limits)

    def show(self, session: Session, view: Any, limits: Limits, notice: str = "") -> None:
        """Draw the screen where the session stands, and remember what is now on the phone."""
        with speaking(view.language):  # the way here may have chosen another, or another person
            page = self._drawn(session, view)
            # A wrong answer does not throw a reader back to the top: what is wrong is said on the part that they see.
            drawn = _parts(session, page, limits)
            session.part = min(session.part, len(drawn) - 1) if notice else 0
            session.parts = _parts(session, page, limits, notice, session.part) if notice else drawn
        session.part = min(session.part, len(session.parts) - 1)
        session.choices = [[choice.to, choice.do, choice.value] for choice in page.choices]
        session.asks = [page.asks.to, page.asks.do] if page.asks else None
        session.ends = page.ends

    def _drawn(self, session: Session, view: Any) -> Page:
        """The page where the session stands.

        A screen that no longer exists, or is about something that is gone, falls back along the trail, then to
        the start.
        """
        while True:
            if session.screen in self.screens:
                try:
                    return self.screens[session.screen](session, view)
                except NotFoundError:
                    if session.screen in self.roots:
                        raise  # nothing is left to fall back to: staff must look at it
            if session.trail:
                session.screen, session.value = session.trail.pop()
            else:
                session.screen = ""
                self._arrive(session, view, self.start, None)

    def _act(self, session: Session, view: Any, to: str, do: str | None, value: Any) -> tuple[str, Any]:
        """Run the action of a way. Returns where to go, and what about.

        An action that no longer exists leads nowhere: what lies behind it would say that it was done.
        """
        if do is None:
            return to, value
        if do not in self.actions:
            return session.screen, session.value
        answered = session.asks == [to, do]
        return self.actions[do](session, view, value) or (to, None if answered else value)

    def _arrive(self, session: Session, view: Any, to: str, value: Any) -> None:
        """Go to a screen, asking routers on the way. One that no longer exists leaves the session where it is."""
        for _turn in range(MOST_ROUTERS):
            if to not in self.routers:
                break
            to, value = self.routers[to](session, view), None
        if to in self.screens:
            session.go(to, value)
            if to in self.roots:
                session.trail = []


def _what_to_do(session: Session) -> str:
    """Said above a page that was answered with nothing it understands."""
    if session.choices:
        return _("Please choose a number from the list.")
    return _("Please type your answer.") if session.asks else ""


def _parts(session: Session, page: Page, limits: Limits, notice: str = "", at: int = 0) -> list[list[Any]]:
    """The page as the network carries it; where it is too long for one part, without its spare line."""
    lines = [f"{number} {choice.label}" for number, choice in enumerate(page.choices, 1)]
    back = bool(session.trail) and not page.ends
    home = len(session.trail) > 1 and not page.ends
    if page.spare:
        whole = parts(f"{page.text}\n{page.spare}", lines, back, home, limits, notice, at)
        if len(whole) == 1:
            return [list(part) for part in whole]
    return [list(part) for part in parts(page.text, lines, back, home, limits, notice, at)]


def _named(session: Session, shown: dict[str, list[Any]], answer: str) -> list[Any] | None:
    """The one choice whose line on the phone begins with these words."""
    hits = []
    for line in "\n".join(part[0] for part in session.parts).split("\n"):
        digit, _space, label = line.partition(" ")
        if answer and digit in shown and label.casefold().startswith(answer.casefold()):
            hits.append(shown[digit])
    return hits[0] if len(hits) == 1 else None


def normal(text: str) -> str:
    """What a person typed, tidied: NFKC, digits of any script as 0-9, no invisible characters, single spaces."""
    if text.isascii() and text.isdigit() and len(text) < LONGEST_ANSWER:
        return text  # as nearly every answer is
    kept = []
    for character in unicodedata.normalize("NFKC", text[:LONGEST_ANSWER]):
        if character.isdigit():
            kept.append(str(unicodedata.digit(character)))
        elif unicodedata.category(character)[0] != "C":
            kept.append(character)
        elif character in "\t\n\r":
            kept.append(" ")
    return " ".join("".join(kept).split())
