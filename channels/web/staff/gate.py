"""The gate: the cookie of who is signed in, and the token that each form bears because of it."""

from hashlib import sha256

from flask import Response, current_app, request

COOKIE = "fursa_staff"


def shown() -> str:
    """The token that the browser shows; "" where it has none."""
    return request.cookies.get(COOKIE, "")


def is_secure() -> bool:
    """Whether people reach us by HTTPS: a proxy in front may speak plain HTTP to us."""
    return request.is_secure or bool(current_app.config["SESSION_COOKIE_SECURE"])


def form_token(token: str) -> str:
    """What each form bears: a page of somebody else cannot know it, as it follows from the cookie alone."""
    return sha256(f"form:{token}".encode(errors="replace")).hexdigest()[:32]


def give_cookie(response: Response, token: str) -> None:
    """The browser keeps the token until it is closed; no script reads it, and no other site's page sends it."""
    response.set_cookie(COOKIE, token, path="/staff", httponly=True, secure=is_secure(), samesite="Strict")
