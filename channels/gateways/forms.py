"""What gateways post to us, read so that nothing in it can do harm."""

from typing import Any
from urllib.parse import parse_qsl

LONGEST_BODY = 256 * 1024  # bytes; a real request has a few hundred
MOST_FIELDS = 100


def form(environ: dict[str, Any]) -> dict[str, str] | None:
    """The fields of a posted form, the first of each name; None when there is too much of it. Bad UTF-8 is replaced."""
    sent = body(environ)
    if sent is None or sent.count(b"&") >= MOST_FIELDS:
        return None
    fields: dict[str, str] = {}
    for name, value in parse_qsl(sent.decode("utf-8", "replace"), keep_blank_values=True, errors="replace"):
        fields.setdefault(name, value)
    return fields


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
