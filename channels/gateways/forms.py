"""What gateways post to us, read so that nothing in it can do harm."""

from typing import Any
from urllib.parse import unquote_plus

LONGEST_BODY = 256 * 1024  # bytes; a real request has a few hundred
MOST_FIELDS = 100


def form(environ: dict[str, Any]) -> dict[str, str] | None:
    """The fields of a posted form, the first of each name; None when there is too much of it. Bad UTF-8 is replaced."""
    sent = body(environ)
    if sent is None or sent.count(b"&") >= MOST_FIELDS:
        return None
    fields: dict[str, str] = {}
    # parse_qsl decodes every name and value, though few need it: a tenth of a USSD step.
    for pair in sent.decode("utf-8", "replace").split("&"):
        name, _equals, value = pair.partition("=")
        fields.setdefault(_decoded(name), _decoded(value))
    return fields


def _decoded(text: str) -> str:
    return unquote_plus(text, errors="replace") if "%" in text or "+" in text else text


def body(environ: dict[str, Any]) -> bytes | None:
    """The body of a WSGI request; None when it is too long."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = 0
    if length > LONGEST_BODY:
        return None
    read: bytes = environ["wsgi.input"].read(max(length, 0))  # to read a negative length would be to read without end
    return read
