"""Africa's Talking's USSD callback: form fields in, `CON ...` or `END ...` out.

A plain WSGI callable: this is the busiest route by far, and a framework would cost as much as all it does.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from channels import metrics
from channels.gateways.africastalking import GATEWAY
from channels.gateways.forms import form as read_form
from channels.gateways.keys import is_key
from channels.ussd import Reply, Ussd
from core import phones
from core.errors import InvalidError
from core.market import Market
from translations import gettext as _
from translations import speaking

PREFIX = f"/{GATEWAY}/"
MOST_STEPS = 20  # of a directly dialled path

log = logging.getLogger(__name__)
WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Request:
    """One message of a call."""

    __slots__ = ("call_id", "key", "phone", "text")

    def __init__(self, call_id: str, phone: str, text: str) -> None:
        """`text` is all answers so far, joined by stars, as the gateway sends it."""
        self.call_id = call_id
        self.phone = phone
        self.text = text
        # Its length and digest: a session must not keep all that was typed, names of children among it.
        self.key = _key(text)

    def answers(self, last_key: str | None) -> list[str] | None:
        """What was answered since `last_key`: one answer, or for a new call the steps of a dialled path.

        The whole rest after the last text is the answer, whatever stars a person typed into it.
        A text that we had passed already is an old message that comes again: None.
        """
        if last_key is None:
            return self.text.split("*")[:MOST_STEPS] if self.text else []
        length = int(last_key.partition(":")[0])
        if len(self.text) < length:
            return None
        before, rest = self.text[:length], self.text[length:]
        if _key(before) == last_key and (not before or rest.startswith("*")):
            return [rest[1:] if before else rest]
        return [self.text.rsplit("*", 1)[-1]]  # a gateway that wrote an earlier answer in another way


def _key(text: str) -> str:
    return f"{len(text)}:{hashlib.blake2b(text.encode(), digest_size=12).hexdigest()}"


class UssdCallback:
    """WSGI: answers `POST /africastalking/KEY/ussd` and `.../ussd/ended`, and leaves the rest to `otherwise`."""

    def __init__(self, ussd: Ussd, market: Market, keys: tuple[str, ...], otherwise: WSGI) -> None:
        """`keys` are the secrets that may stand in the path; none: nobody can call."""
        self.ussd = ussd
        self.market = market
        self.keys = keys
        self.otherwise = otherwise

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self.otherwise(environ, start_response)
        key, _slash, rest = path[len(PREFIX) :].partition("/")
        if rest not in ("ussd", "ussd/ended") or not is_key(key, self.keys):
            return self.otherwise(environ, start_response)  # a wrong key is a 404 like any other
        if environ["REQUEST_METHOD"] != "POST":
            return _respond(start_response, "405 Method Not Allowed", "POST only", ("Allow", "POST"))
        form = read_form(environ)
        if form is None:
            return self._refuse(start_response, "413 Content Too Large")
        if rest == "ussd/ended":
            return self._ended(form, start_response)
        return self._message(form, start_response)

    def _message(self, form: dict[str, str], start_response: Callable[..., Any]) -> Iterable[bytes]:
        began = time.perf_counter()
        call_id = form.get("sessionId", "")[:200]
        try:
            phone = phones.normalise(form.get("phoneNumber", "")[:40], self.market.country)
        except InvalidError:
            phone = ""
        if not phone or not call_id:
            log.warning("a USSD request without a usable sessionId or phoneNumber: check the gateway's set-up")
            return self._refuse(start_response, "400 Bad Request")
        if not self._is_ours(form.get("serviceCode", "")):
            log.warning("a USSD request for a code that is not ours", extra={"code": form["serviceCode"][:40]})
            with speaking(self.market.default_language):
                text = _("This code is not in use. Please dial {code}.").format(code=self.market.service_code)
            return _respond(start_response, "200 OK", _body(Reply(text, True)))
        reply = self.ussd.answer(Request(call_id, phone, form.get("text", "")))
        metrics.ussd_seconds.observe(time.perf_counter() - began)
        return _respond(start_response, "200 OK", _body(reply))

    def _ended(self, form: dict[str, str], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """A call is over. It may be told late, twice or never, so nothing depends on it: it is counted."""
        status = form.get("status", "").lower()
        known = status if status in ("success", "incomplete", "failed") else "other"
        metrics.ussd_ended.labels(known).inc()
        if known == "failed":
            log.warning("the gateway says that a call failed", extra={"why": form.get("errorMessage", "")[:200]})
        return _respond(start_response, "200 OK", "")

    def _is_ours(self, code: str) -> bool:
        """Whether a service code is the market's: gateways give out extensions (*384*1234#) of one root (*384*)."""
        root = self.market.service_code.strip("*#").split("*")[0]
        return not code or code.strip("*# ").split("*")[0] == root

    def _refuse(self, start_response: Callable[..., Any], status: str) -> Iterable[bytes]:
        """A request that no call can be made of."""
        with speaking(self.market.default_language):
            return _respond(start_response, status, _body(Reply(_("Please dial again."), True)))


def _body(reply: Reply) -> str:
    return f"{'END' if reply.closes else 'CON'} {reply.text}"


def _respond(start_response: Callable[..., Any], status: str, text: str, *headers: tuple[str, str]) -> Iterable[bytes]:
    body = text.encode("utf-8", "replace")
    start_response(
        status,
        [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body))), *headers],
    )
    return [body]
