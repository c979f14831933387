"""The office of the demo: an account that anybody may try, and the page that shows its code."""

from collections.abc import Callable

import pyotp
from flask import Blueprint, Response

from core import staff
from core.database import Database
from core.market import Market

NAME = "office"
PASSWORD = "try fursa today"
CODE = "/simulator/code"
_HERE = "demo"  # where attempts to sign in are counted as coming from


def open_to_all(db: Database, market: Market, now: int) -> None:
    """Make the account where there is none yet."""
    if any(member["name"] == NAME for member in staff.all(db)):
        return
    _member, invite = staff.add(db, market, NAME, "administrator", [], now)
    token = staff.accept(db, NAME, invite, PASSWORD, _HERE, now)
    secret = staff.secret_to_set_up(db, token, now)
    assert secret
    # Half a minute ago, so that the code of this moment still works for whoever is quick.
    token = staff.give_code(db, token, pyotp.TOTP(secret[0]).at(now - staff.TOTP_STEP), _HERE, now)
    staff.sign_out(db, token)


def blueprint(db: Database, clock: Callable[[], float]) -> Blueprint:
    """What an authenticator would show: GET /simulator/code."""
    pages = Blueprint("demo_office", __name__)

    @pages.get(CODE)
    def code() -> Response:
        row = db.one("SELECT totp FROM staff WHERE name = :name AND totp IS NOT NULL", name=NAME)
        shown = pyotp.TOTP(row["totp"]).at(int(clock())) if row else "no account"
        return Response(f"{shown}\n", content_type="text/plain", headers={"Cache-Control": "no-store"})

    return pages
