"""The site: every address of the light web, and what each of its pages has in common."""

import gzip
import logging
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from babel.core import Locale, UnknownLocaleError
from flask import Blueprint, Response, request
from jinja2 import Environment
from werkzeug.exceptions import HTTPException

from channels.conversation import Menu
from channels.web.html import environment, page
from channels.web.lite import browse, enter, feeds
from channels.web.lite.talk import Talk
from channels.web.lite.visit import Visit
from core.database import Database
from core.errors import NotFoundError, TooManyError, UnavailableError
from core.market import Market
from messages import wording
from translations import speaking

KEPT_SECONDS = 60  # a page without anything personal, by a browser or by what stands between
BUSY_SECONDS = 10
_WORTH_BYTES = 600  # below, compressing saves less than a packet

log = logging.getLogger(__name__)

View = Callable[..., Response]


def blueprint(
    db: Database,
    market: Market,
    menu: Menu,
    clock: Callable[[], float],
    ring: Callable[[str], None],
    public_url: str | None,
) -> Blueprint:
    """`/`, `/jobs`, `/enter`, `/talk` and what belongs to them.

    `clock` gives UTC seconds; `ring` tells whoever sends that there is something to send. Where `public_url` is
    absent, the address that was asked is taken for ours.
    """
    pages = Blueprint("lite", __name__)
    drawing = _drawing(market)
    talk = Talk(db, market, menu, clock)

    def visit() -> Visit:
        return Visit(db, market, int(clock()), talk, ring, drawing, public_url)

    def open_to_all(view: View, mimetype: str = "text/html") -> View:
        """A page that shows everybody the same."""

        def answer(**values: Any) -> Response:
            here = visit()
            with speaking(here.language):
                return _kept(view(here, **values))

        return answer

    def personal(view: View) -> View:
        """A page for one browser alone. What changes something takes a form of our own."""

        def answer(**values: Any) -> Response:
            here = visit()
            with speaking(here.language):
                if request.method == "POST" and request.headers.get("Sec-Fetch-Site") == "cross-site":
                    return here.problem(403, "stale")
                return view(here, **values)

        return answer

    for rule, name, view in (*browse.PAGES, *feeds.PAGES):
        pages.add_url_rule(rule, name, open_to_all(view))
    for rule, name, method, view in enter.PAGES:
        pages.add_url_rule(rule, name, personal(view), methods=[method])

    @pages.get("/lite.css")
    def style() -> Response:
        return page(_style()[0], mimetype="text/css", Cache_Control="public, max-age=31536000, immutable")

    def failed(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return error
        here = visit()
        with speaking(here.language):
            if isinstance(error, NotFoundError):
                return here.problem(404, "unknown")
            if isinstance(error, TooManyError):
                return here.problem(429, "too_many", Retry_After=str(error.retry_after))
            if isinstance(error, UnavailableError):
                log.warning("a page could not be made: %s", error)
                return here.problem(503, "busy", Retry_After=str(BUSY_SECONDS))
            log.error("a page failed", exc_info=error, extra={"endpoint": request.endpoint})
            return here.problem(500, "fault")

    pages.register_error_handler(Exception, failed)
    return pages


def _kept(response: Response) -> Response:
    """The answer as everybody may keep it for a moment; nothing of it, where the browser has it still."""
    response.headers["Vary"] = "Accept-Language, Accept-Encoding"
    if response.status_code != 200:
        return response
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    body = response.get_data()
    # Weak: compressed or not, it says the same.
    response.set_etag(blake2b(body, digest_size=9).hexdigest(), weak=True)
    if len(body) > _WORTH_BYTES and request.accept_encodings.quality("gzip") > 0:
        response.set_data(gzip.compress(body, 6, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response


def _drawing(market: Market) -> Environment:
    def short_pay(vacancy: dict[str, Any]) -> str:
        return wording.pay(market, vacancy["pay"], vacancy["pay_period"]) if vacancy["pay"] else ""

    return environment(
        "lite/templates",
        market=market,
        short_pay=short_pay,
        style=lambda: f"/lite.css?{_style()[1]}",
        language_name=wording.language_name,
        direction=_direction,
        urlencode=urlencode,
    )


@lru_cache(maxsize=64)
def _direction(language: str) -> str:
    """ "rtl" for what is written from right to left."""
    try:
        return Locale.parse(language).text_direction
    except UnknownLocaleError:
        return "ltr"


@lru_cache
def _style() -> tuple[str, str]:
    """The style, and a mark that changes with it, so that it may be kept for good."""
    body = resources.files("channels.web.lite").joinpath("lite.css").read_text(encoding="utf-8")
    return body, blake2b(body.encode(), digest_size=4).hexdigest()
