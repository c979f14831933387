"""One's own account: signing in with a password and a code, the first time too, signing out, the language."""

from io import BytesIO

import segno
from flask import Response, request

from channels.web.sender import address
from channels.web.staff import gate
from channels.web.staff.desk import Desk
from channels.web.staff.office import office
from core import staff as accounts
from core.errors import InvalidError, NotFoundError, TooManyError


def _with_cookie(response: Response, token: str) -> Response:
    gate.give_cookie(response, token)
    return response


@office.page("/sign-in", None, ("GET", "POST"))
def sign_in(desk: Desk) -> Response:
    if request.method == "GET":
        return desk.show("sign_in.html", problem_code=None)
    try:
        token = accounts.sign_in(
            desk.db, desk.form.get("name", ""), request.form.get("password", ""), address(), desk.now
        )
    except (InvalidError, TooManyError) as error:
        code, status = ("too_many", 429) if isinstance(error, TooManyError) else (error.code, 422)
        return desk.show("sign_in.html", status, problem_code=code)
    return _with_cookie(desk.go("code"), token)


@office.page("/code", None, ("GET", "POST"))
def code(desk: Desk) -> Response:
    """The second half of signing in; for a new account, with the secret that makes the codes."""
    token, wrong, status = gate.shown(), None, 200
    if request.method == "POST":
        try:
            passed = accounts.give_code(desk.db, token, desk.form.get("code", ""), address(), desk.now)
            return _with_cookie(desk.go("today"), passed)
        except NotFoundError:
            return desk.go("sign_in")
        except (InvalidError, TooManyError) as error:
            wrong, status = ("too_many", 429) if isinstance(error, TooManyError) else (error.code, 422)
    if not accounts.is_half(desk.db, token, desk.now):
        return desk.go("sign_in")
    secret = accounts.secret_to_set_up(desk.db, token, desk.now)
    picture = _picture(secret[1]) if secret else None
    return desk.show("code.html", status, secret=secret[0] if secret else None, picture=picture, problem_code=wrong)


@office.page("/welcome", None, ("GET", "POST"))
def welcome(desk: Desk) -> Response:
    """A new account gets its password."""
    wrong: InvalidError | TooManyError | None = None
    status = 200
    if request.method == "POST":
        form = desk.form
        try:
            token = accounts.accept(
                desk.db,
                form.get("name", ""),
                form.get("invite", ""),
                request.form.get("password", ""),
                address(),
                desk.now,
            )
            return _with_cookie(desk.go("code"), token)
        except (InvalidError, TooManyError) as error:
            wrong = error
            status = 429 if isinstance(error, TooManyError) else 422
    return desk.show("welcome.html", status, wrong=wrong)


@office.page("/sign-out", "today", ("POST",))
def sign_out(desk: Desk) -> Response:
    accounts.sign_out(desk.db, gate.shown())
    return _with_cookie(desk.go("sign_in", "signed_out"), "")


@office.page("/language", "today", ("POST",))
def speak(desk: Desk) -> Response:
    chosen = desk.form.get("language", "")
    if chosen not in desk.market.languages:
        raise InvalidError("not_on_list")
    accounts.speak(desk.db, desk.staff["id"], chosen)
    return desk.go("today", "language")


def _picture(address: str) -> str:
    """The QR code as inline SVG."""
    drawn = BytesIO()
    segno.make(address, micro=False).save(drawn, kind="svg", scale=4, xmldecl=False, svgns=True, omitsize=False)
    return drawn.getvalue().decode()
