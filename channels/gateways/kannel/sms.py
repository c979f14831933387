"""Kannel's callbacks: incoming messages and delivery reports."""

import logging
import re
from collections.abc import Callable, Sequence

from flask import Blueprint, Response, abort, request

from channels.gateways import told
from channels.gateways.forms import body
from channels.gateways.kannel import GATEWAY
from channels.gateways.keys import is_key
from channels.gateways.told import Incoming, Reported, clean
from core import phones
from core.errors import InvalidError
from messages.reports import Report, Status

TYPES: dict[str, Status] = {
    "1": "delivered",
    "2": "failed",
    "4": "buffered",
    "8": "submitted",
    "16": "failed",
}

log = logging.getLogger(__name__)


def blueprint(
    keys: Sequence[str], country: str, incoming: Incoming, reported: Reported, clock: Callable[[], float]
) -> Blueprint:
    """`POST /kannel/KEY/sms` and `GET /kannel/KEY/report`.

    `country` (ISO 3166-1) is where numbers without a country code are from; `clock` gives UTC seconds. The answer is
    empty, so that Kannel sends nothing by itself. What arrives malformed is answered 200: Kannel would repeat it.
    """
    pages = Blueprint("kannel_sms", __name__, url_prefix=f"/{GATEWAY}")

    @pages.post("/<key>/sms")
    def sms(key: str) -> Response:
        _require_key(key, keys)
        sent = body(request.environ)
        if sent is None:
            abort(413)
        id = clean(request.args.get("id", "").strip())
        try:
            phone = phones.normalise(request.headers.get("X-Kannel-From", ""), country)
        except InvalidError:
            phone = ""
        if not id or not phone:
            log.warning("an incoming message without id or number: compare the sms-service group with the handbook")
            return _empty()
        now = int(clock())
        at = request.args.get("at", "")
        sent_at = int(at) if at.isascii() and at.isdigit() and len(at) <= 11 else now
        to = clean(request.headers.get("X-Kannel-To", "").strip())
        incoming(GATEWAY, id, phone, clean(_text(sent), told.LONGEST_TEXT), to, min(sent_at, now))
        return _empty()

    @pages.get("/<key>/report")
    def report(key: str) -> Response:
        _require_key(key, keys)
        id, raw = clean(request.args.get("id", "").strip()), clean(request.args.get("type", "").strip())
        if not id:
            log.warning("a delivery report without an id")
            return _empty()
        ours = re.fullmatch(r"f-([0-9]{1,18})", id)  # as the client wrote it
        reported(GATEWAY, Report(id, TYPES.get(raw, "sent"), raw, id=int(ours[1]) if ours else None))
        return _empty()

    return pages


def _require_key(key: str, keys: Sequence[str]) -> None:
    if not is_key(key, keys):
        abort(404)


def _text(sent: bytes) -> str:
    """The text of a message, in the character set that Kannel names: UTF-8, or UTF-16BE where it is UCS-2."""
    named = request.mimetype_params.get("charset", "utf-8").lower()
    return sent.decode("utf-16-be" if named in ("utf-16be", "ucs-2") else "utf-8", "replace")


def _empty() -> Response:
    return Response("", mimetype="text/plain")
