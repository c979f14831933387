"""A visit: one request of a browser: its language, its addresses, its phone where it has shown a code."""

from collections.abc import Callable
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from jinja2 import Environment

from channels.web.html import page
from channels.web.lite.talk import Talk
from core import browsers
from core.database import Database, Row
from core.market import Market
from translations import gettext as _
from translations import marked, pick

COOKIE = "fursa_phone"  # who was let in
TICKET = "fursa_code"  # who waits for a code
LONGEST_TYPED = 100

_PROBLEMS = {
    "unknown": (marked("This page is not here"), marked("Perhaps its address was mistyped.")),
    "gone": (marked("This job is no longer open"), marked("It was filled, or its time is over. There are others.")),
    "too_many": (
        marked("Please wait a while"),
        marked("Too many codes were asked for. Try again in an hour, or dial {service_code}: there you need no code."),
    ),
    "busy": (marked("We are very busy"), marked("Nothing is lost. Please try again in a minute.")),
    "fault": (marked("Sorry, something went wrong on our side"), marked("Nothing is lost. Please try again.")),
    "stale": (marked("This form is too old"), marked("Nothing was done. Please go back to the start.")),
}


class Visit:
    """One request."""

    def __init__(
        self,
        db: Database,
        market: Market,
        now: int,
        talk: Talk,
        ring: Callable[[str], None],
        drawing: Environment,
        public_url: str | None,
    ) -> None:
        self.db = db
        self.market = market
        self.now = now
        self.talk = talk
        self.ring = ring
        self._drawing = drawing
        self._public_url = public_url

    @cached_property
    def chosen(self) -> str:
        """The language that was chosen on a page before: its links keep it. "" where the browser's own is spoken."""
        asked = request.values.get("lang", "")
        return asked if asked in self.market.languages else ""

    @cached_property
    def language(self) -> str:
        """What to speak."""
        return pick(self.market.languages, self.chosen, request.accept_languages.best_match(self.market.languages))

    @cached_property
    def home(self) -> str:
        """Where people reach this service, without a slash at the end."""
        return self._public_url or request.host_url.rstrip("/")

    @property
    def is_secure(self) -> bool:
        """Whether cookies may be kept for lines that nobody can listen to."""
        return request.is_secure or self.home.startswith("https:")

    def url(self, path: str, **query: str) -> str:
        """An address of ours in the chosen language."""
        if self.chosen:
            query["lang"] = self.chosen
        return f"{path}?{urlencode(query)}" if query else path

    def here_in(self, language: str) -> str:
        """This page in another language."""
        kept = {name: value for name, value in request.args.items() if name in ("q", "work", "after", "job", "for")}
        return f"{request.path}?{urlencode({**kept, 'lang': language})}"

    def asked(self, name: str) -> str:
        """A word of the address. Never anything about a person."""
        return request.args.get(name, "").strip()[:LONGEST_TYPED]

    def typed(self, name: str) -> str:
        """What was filled into a form."""
        return request.form.get(name, "")[:500]

    @cached_property
    def token(self) -> str:
        """What the browser shows to be known; "" where it has nothing."""
        return request.cookies.get(COOKIE, "")[:100]

    @cached_property
    def ticket(self) -> str:
        """What the browser shows with a code; "" where it asked for none."""
        return request.cookies.get(TICKET, "")[:100]

    @cached_property
    def browser(self) -> Row | None:
        """The browser, with its `phone` and `aim`, if it was let in and is not out again."""
        return browsers.known(self.db, self.token, self.now) if self.token else None

    def show(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page. `values` go to the template, which also knows this `visit`."""
        return page(self._drawing.get_template(template).render(visit=self, **values), status)

    def problem(self, status: int, code: str, **headers: str) -> Response:
        """A page that says what is wrong, and where to go on."""
        title, text = _PROBLEMS[code]
        answer = self.show(
            "problem.html", status, title=_(title), text=_(text).format(service_code=self.market.service_code)
        )
        answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
        return answer

    def go(self, path: str, **query: str) -> Response:
        """On to another page after a form."""
        return page("", 303, Location=self.url(path, **query))

    def give(self, response: Response, name: str, value: str, seconds: int | None = None) -> None:
        """Let the browser keep something that no script reads and no form of another site sends."""
        response.set_cookie(
            name, value, max_age=seconds, path="/", httponly=True, secure=self.is_secure, samesite="Lax"
        )

    def take_away(self, response: Response, name: str) -> None:
        """Let the browser forget it."""
        response.delete_cookie(name, path="/", httponly=True, secure=self.is_secure, samesite="Lax")
