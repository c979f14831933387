"""The door: every page for staff as one blueprint, and who may come in."""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from secrets import compare_digest
from typing import Any

from flask import Blueprint, Response, request, url_for
from jinja2 import Environment
from werkzeug.exceptions import RequestEntityTooLarge

from channels.web.html import environment, page
from channels.web.staff import office, words
from channels.web.staff.desk import Desk
from channels.web.staff.gate import COOKIE, form_token, give_cookie
from channels.web.staff.kept import Kept
from channels.web.staff.office import Page
from core import staff as accounts
from core.database import Database
from core.errors import (
    ConflictError,
    GoneError,
    InvalidError,
    NotFoundError,
    ServiceError,
    TooManyError,
    UnavailableError,
)
from core.ids import new_secret
from core.market import Market
from translations import speaking

ASSETS = {"style.css": "text/css", "keys.js": "text/javascript"}
_STATUS: tuple[tuple[type[ServiceError], int], ...] = (
    (NotFoundError, 404),
    (GoneError, 410),
    (ConflictError, 409),
    (InvalidError, 422),
    (TooManyError, 429),
    (UnavailableError, 503),
)

log = logging.getLogger(__name__)


def blueprint(
    db: Database, market: Market, clock: Callable[[], float], services: Mapping[str, Any] | None = None
) -> Blueprint:
    """`/staff/...`. `clock` gives UTC seconds; `services` are parts of the process that pages call by name."""
    pages = Blueprint("staff", __name__, url_prefix="/staff")
    drawing = templates(market)
    parts: Mapping[str, Any] = {"kept": Kept(), **(services or {})}

    def render(template: str, **values: Any) -> str:
        return drawing.get_template(template).render(**values)

    def handler(declared: Page) -> Callable[..., Response]:
        def answer(**values: Any) -> Response:
            now = int(clock())
            token = request.cookies.get(COOKIE, "")
            member = accounts.of_session(db, token, now) if token and declared.right else None
            token = token or new_secret()
            desk = Desk(db, market, now, member, form_token(token), render, parts)
            with speaking(desk.language):
                response = _answer(declared, desk, token, values)
            if request.cookies.get(COOKIE) != token and "Set-Cookie" not in response.headers:
                give_cookie(response, token)
            return response

        return answer

    for declared in office.pages.values():
        pages.add_url_rule(declared.rule, declared.name, handler(declared), methods=list(declared.methods))

    @pages.get("/assets/<mark>/<name>")
    def asset(mark: str, name: str) -> Response:
        if name not in ASSETS:
            return page("", 404, "text/plain")
        body, kept = _asset(name)
        lasting = "public, max-age=31536000, immutable" if kept == mark else "no-store"
        return page(body, mimetype=ASSETS[name], Cache_Control=lasting)

    return pages


def templates(market: Market) -> Environment:
    """The templates of the pages, with what shows values in them."""
    return environment(
        "staff/templates",
        asset=_asset_address,
        url_for=url_for,
        request=request,
        SAID=words.said,
        **words.formats(market),
    )


def _answer(declared: Page, desk: Desk, token: str, values: Mapping[str, Any]) -> Response:
    if declared.right and desk.account is None:
        return desk.go("sign_in")
    if declared.right and not desk.may(declared.right):
        return desk.show("problem.html", 403, code="not_allowed", error=None)
    if declared.whole and desk.areas is not None:
        return desk.show("problem.html", 404, code="not_found", error=None)
    if desk.account and desk.account["seen_at"] <= desk.now - accounts.TOUCH_SECONDS:
        accounts.touch(desk.db, token, desk.now)
    request.max_content_length = declared.most_bytes
    try:
        sent = request.form.get("token", "")
    except RequestEntityTooLarge:
        return desk.show("problem.html", 413, code="too_large", error=None)
    if request.method == "POST" and not compare_digest(sent.encode(), desk.token.encode()):
        return desk.show("problem.html", 403, code="form_old", error=None)
    try:
        made = declared.view(desk, **values)
    except ServiceError as error:
        status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
        if status is None:
            raise
        if status >= 500:
            log.warning("a page could not be made: %s", error)
        code = error.code if isinstance(error, InvalidError) else words.KINDS[type(error)]
        return desk.show("problem.html", status, code=code, error=error)
    return made if isinstance(made, Response) else page(made)


@lru_cache
def _asset(name: str) -> tuple[str, str]:
    body = resources.files("channels.web.staff").joinpath(name).read_text(encoding="utf-8")
    return body, blake2b(body.encode(), digest_size=6).hexdigest()


def _asset_address(name: str) -> str:
    return url_for("staff.asset", mark=_asset(name)[1], name=name)
