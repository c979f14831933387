"""The gate: the cookie of who is signed in, and the token that each form bears because of it."""

from hashlib import sha256

from flask import Response, request

COOKIE = "fursa_staff"


def shown() -> str:
    """The token that the browser shows; "" where it has none."""
    return request.cookies.get(COOKIE, "")


def form_token(token: str) -> str:
    """What each form bears: a page of somebody else cannot know it, as it follows from the cookie alone."""
    return sha256(f"form:{token}".encode(errors="replace")).hexdigest()[:32]


def give_cookie(response: Response, token: str) -> None:
    """The browser keeps the token until it is closed; no script reads it, and no other site's page sends it."""
    response.set_cookie(COOKIE, token, path="/staff", httponly=True, secure=request.is_secure, samesite="Strict")
