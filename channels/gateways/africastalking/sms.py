"""Africa's Talking's callbacks for SMS: incoming messages, delivery reports, opt-outs."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, request

from channels.gateways import told
from channels.gateways.africastalking import GATEWAY
from channels.gateways.forms import form
from channels.gateways.keys import is_key
from channels.gateways.told import Incoming, OptedOut, Reported, clean
from core import phones
from core.errors import InvalidError
from messages.reports import Report, Status

STATUSES: dict[str, Status] = {
    "sent": "sent",
    "submitted": "submitted",
    "buffered": "buffered",
    "success": "delivered",
    "rejected": "failed",
    "failed": "failed",
}
OPTED_OUT = ("userinblacklist", "donotdisturbrejection")  # spelled in several ways, compared without case
UNDATED_SECONDS = 600
FIRST = int(datetime(2020, 1, 1, tzinfo=UTC).timestamp())  # an earlier date is a clock that was never set

log = logging.getLogger(__name__)
Fields = dict[str, str]


def blueprint(
    keys: Sequence[str],
    country: str,
    incoming: Incoming,
    reported: Reported,
    opted_out: OptedOut,
    clock: Callable[[], float],
) -> Blueprint:
    """`POST /africastalking/KEY/sms`, `.../sms/report` and `.../sms/optout`.

    `country` (ISO 3166-1) is where numbers without a country code are from; `clock` gives UTC seconds. What arrives
    malformed is answered 200, as nothing would be better the next time; what we could not keep is answered 500.
    """
    pages = Blueprint("africastalking_sms", __name__, url_prefix=f"/{GATEWAY}")

    def take(key: str, kind: str, handle: Callable[[Fields], bool]) -> Response:
        if not is_key(key, keys):
            abort(404)
        fields = form(request.environ)
        if fields is None:
            abort(413)
        if not handle(fields):
            log.warning("a callback of the gateway that nothing can be made of", extra={"kind": kind})
        return Response("", mimetype="text/plain")

    def on_incoming(fields: Fields) -> bool:
        phone = _phone(fields.get("from", ""), country)
        if phone is None:
            return False
        now = int(clock())
        id = clean(fields.get("id", "").strip()) or _made_id(fields, now)
        text = clean(fields.get("text", ""), told.LONGEST_TEXT)
        incoming(GATEWAY, id, phone, text, clean(fields.get("to", "").strip()), _sent_at(fields.get("date", ""), now))
        return True

    def on_report(fields: Fields) -> bool:
        id = clean(fields.get("id", "").strip())
        if id in ("", "None"):
            return False
        phone = _phone(fields.get("phoneNumber", ""), country)
        word = clean(fields.get("status", "").strip())
        reason = clean(fields.get("failureReason", "").strip())
        status = STATUSES.get(word.lower(), "sent")
        reported(GATEWAY, Report(id, status, f"{word} {reason}".strip(), phone))
        if phone and reason.lower() in OPTED_OUT:
            opted_out(GATEWAY, phone)
        return True

    def on_opt_out(fields: Fields) -> bool:
        phone = _phone(fields.get("phoneNumber", ""), country)
        if phone:
            opted_out(GATEWAY, phone)
        return phone is not None

    @pages.post("/<key>/sms")
    def sms(key: str) -> Response:
        return take(key, "incoming", on_incoming)

    @pages.post("/<key>/sms/report")
    def report(key: str) -> Response:
        return take(key, "report", on_report)

    @pages.post("/<key>/sms/optout")
    def optout(key: str) -> Response:
        return take(key, "optout", on_opt_out)

    return pages


def _phone(typed: str, country: str) -> str | None:
    """The number as E.164; None for a sender that is a name or a short code."""
    try:
        return phones.normalise(typed, country)
    except InvalidError:
        return None


def _made_id(fields: Fields, now: int) -> str:
    """An id for a message that came without one: the same when it is repeated, another when it is typed again.

    Its date tells the two apart. Without a date, the same words count as a repetition for some minutes.
    """
    date = fields.get("date", "").strip() or str(now // UNDATED_SECONDS)
    known = [fields.get(name, "") for name in ("from", "to", "text", "linkId")]
    # The length before each: two fields that run into each other must not look like two others.
    told_apart = "".join(f"{len(each)}:{each}" for each in [*known, date])
    return f"made-{hashlib.blake2b(told_apart.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"


def _sent_at(date: str, now: int) -> int:
    """When the message was sent, where the gateway says it with its zone, and not in the future; else now."""
    try:
        sent = datetime.fromisoformat(date.strip()[:40])
        at = int(sent.timestamp()) if sent.tzinfo else now
    except (ValueError, OverflowError, OSError):
        return now
    return min(at, now) if at >= FIRST else now
