"""Sending through Africa's Talking with its own SDK, and what each of its answers means for a message."""

import logging
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from africastalking.Application import ApplicationService  # type: ignore[import-untyped]
from africastalking.Service import APIService  # type: ignore[import-untyped]
from africastalking.SMS import SMSService  # type: ignore[import-untyped]

from channels.gateways import E164, http
from channels.gateways.africastalking import GATEWAY
from channels.gateways.http import LostAnswerError, Response, UnreachableError
from core.errors import UnavailableError
from messages.gateway import GatewayStoppedError, Outcome, Recipient, State

DOUBT_SECONDS = 3600  # reports usually come within minutes; later ones are from phones that were off
STOPPED_SECONDS = 300

STATES: dict[int, State] = {
    100: "accepted",  # Processed
    101: "accepted",  # Sent
    102: "accepted",  # Queued
    403: "failed",  # InvalidPhoneNumber
    404: "failed",  # UnsupportedNumberType
    406: "failed",  # UserInBlacklist
    407: "later",  # CouldNotRoute
    409: "failed",  # DoNotDisturbRejection
    500: "later",  # InternalServerError
    501: "later",  # GatewayError
    502: "later",  # RejectedByGateway
}
STOPPING = {
    401: "Africa's Talking holds the account back (RiskHold). Ask them why.",
    402: "Africa's Talking does not know the sender. Mend FURSA_SENDER.",
    405: "There is no credit left at Africa's Talking. Top the account up.",
}
OPTED_OUT = (406, 409)

MEND = "Look at AT_USERNAME, AT_API_KEY and FURSA_AT_URL."
MONEY = re.compile(r"(?:([A-Z]{3}) +)?([0-9]{1,12}(?:\.[0-9]{1,8})?)")

log = logging.getLogger(__name__)


class AfricasTalking:
    """A gateway for messages (messages.gateway.Gateway)."""

    name = GATEWAY
    doubt_seconds = DOUBT_SECONDS

    def __init__(
        self,
        username: str,
        api_key: str,
        url: str | None = None,
        most: int = 100,
        sender: str | None = None,
        connect_seconds: float = http.CONNECT_SECONDS,
        read_seconds: float = http.READ_SECONDS,
    ) -> None:
        """`url` is the API's base address without the version; by default the real one, or for its user the sandbox.

        `sender` is what phones show where a message does not say.
        """
        call = partial(http.request, connect_seconds=connect_seconds, read_seconds=read_seconds)
        self.most = most
        self._sender = sender
        self._sms = _Sms(username, api_key, url, call)
        self._application = _Application(username, api_key, url, call)

    def send(self, text: str, sender: str | None, to: Sequence[Recipient]) -> list[Outcome]:
        """As messages.gateway.Gateway says."""
        if len(to) > self.most:
            raise ValueError(f"{len(to)} recipients in one call, at most {self.most}")
        outcomes: dict[int, Outcome] = {}
        asked: dict[str, Recipient] = {}
        for each in to:
            if not E164.fullmatch(each.phone):
                outcomes[each.id] = Outcome(each.id, "failed", "not an E.164 number")
            elif each.phone in asked:
                # The answer tells messages apart by their number alone.
                outcomes[each.id] = Outcome(each.id, "later", "the number stands twice in one call")
            else:
                asked[each.phone] = each
        if asked:
            outcomes |= {outcome.id: outcome for outcome in self._send(text, sender, asked)}
        return [outcomes[each.id] for each in to]

    def balance(self) -> tuple[str, Decimal]:
        """The credit: currency (ISO 4217) and amount. Raises UnavailableError, GatewayStoppedError."""
        try:
            response = self._application.fetch_application_data()
            http.require_success(response, MEND)
        except (UnreachableError, LostAnswerError) as error:
            raise UnavailableError(f"Africa's Talking does not tell the balance: {error}.") from error
        answer = _decoded(response)
        user = answer.get("UserData") if isinstance(answer, dict) else None
        amount, currency = money(user.get("balance") if isinstance(user, dict) else None)
        if amount is None or currency is None:
            raise UnavailableError("Africa's Talking does not tell the balance: its answer holds none.")
        return currency, amount

    def _send(self, text: str, sender: str | None, asked: dict[str, Recipient]) -> list[Outcome]:
        try:
            # Queued there, always: waiting for the network's word on a hundred numbers would run into our
            # time-out, and what became of them would be unknown. The word comes as a delivery report.
            response = self._sms.send(text, list(asked), sender or self._sender, enqueue=True)
            http.require_success(response, MEND)
            answers, said = _recipients(response)
        except UnreachableError as error:
            return [Outcome(each.id, "later", str(error)) for each in asked.values()]
        except LostAnswerError as error:
            log.warning("an answer of the gateway was lost", extra={"why": str(error), "messages": len(asked)})
            return [Outcome(each.id, "unknown", str(error)) for each in asked.values()]
        if not answers and said and not said.startswith("Sent to"):
            raise GatewayStoppedError(f"Africa's Talking refused: {said}. Look at FURSA_SENDER and the account.")
        return _outcomes(answers, asked)


def money(text: object) -> tuple[Decimal | None, str | None]:
    """Amount and currency of a text such as "KES 0.8000"; None for what it does not say."""
    found = MONEY.fullmatch(text.strip()) if isinstance(text, str) else None
    return (Decimal(found[2]), found[1]) if found else (None, None)


class _Transport(APIService):  # type: ignore[misc]
    """A service of the SDK with its address and transport replaced, without a global of the SDK being touched.

    The SDK's own transport hides the status of a refusal, and reads an answer as text unless its type is to the letter
    `application/json`. What the SDK's methods return here is the whole response.
    """

    def __init__(self, username: str, api_key: str, url: str | None, call: Callable[..., Response]) -> None:
        self._url = url
        self._call = call
        super().__init__(username, api_key)

    def _init_service(self) -> None:
        super()._init_service()
        if self._url:
            self._baseUrl = self._contentUrl = f"{self._url}/version1"

    def _make_request(
        self, url: str, method: str, headers: dict[str, str], data: Any, params: Any, **_rest: Any
    ) -> Response:
        return self._call(method, url, headers=headers, data=data, params=params)


class _Sms(_Transport, SMSService):  # type: ignore[misc]
    pass


class _Application(_Transport, ApplicationService):  # type: ignore[misc]
    pass


def _decoded(response: Response) -> Any:
    """The JSON of an answer, None where it is none, whatever it says it is."""
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None


def _recipients(response: Response) -> tuple[list[dict[str, Any]], str]:
    """What an answer says of each number, and of all together. Raises LostAnswerError where it is not an answer."""
    answer = _decoded(response)
    data = answer.get("SMSMessageData") if isinstance(answer, dict) else None
    recipients = data.get("Recipients") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(recipients, list):
        raise LostAnswerError("an answer that says nothing of the message")
    return [each for each in recipients if isinstance(each, dict)], str(data.get("Message") or "")[:200]


def _outcomes(answers: list[dict[str, Any]], asked: dict[str, Recipient]) -> list[Outcome]:
    """One outcome each, matched by number. Raises GatewayStoppedError where nobody got it, for a reason like credit."""
    said: dict[str, dict[str, Any]] = {}
    for answer in answers:
        said.setdefault(_digits(answer.get("number")), answer)
    outcomes = [_outcome(each, said.get(_digits(phone))) for phone, each in asked.items()]
    stops = [stop for answer in answers if (stop := STOPPING.get(_code(answer)))]
    if stops and all(outcome.state in ("later", "failed") for outcome in outcomes):
        raise GatewayStoppedError(stops[0], STOPPED_SECONDS)
    return outcomes


def _outcome(recipient: Recipient, answer: dict[str, Any] | None) -> Outcome:
    if answer is None:
        return Outcome(recipient.id, "unknown", "not in the answer")
    code = _code(answer)
    raw = f"{code} {str(answer.get('status') or '')[:80]}".strip()
    state = STATES.get(code)
    if state is None:
        # A number of a call that stops is tried again when the call is. Any other code came after this list.
        state = "later" if code in STOPPING else "accepted" if answer.get("status") == "Success" else "unknown"
    cost, currency = money(answer.get("cost"))
    return Outcome(
        recipient.id,
        state,
        raw,
        gateway_id=_id(answer) if state in ("accepted", "unknown") else None,
        cost=cost if state == "accepted" else None,
        currency=currency if state == "accepted" else None,
        opted_out=code in OPTED_OUT,
    )


def _id(answer: dict[str, Any]) -> str | None:
    """The message's id. A refused number has the word "None" for one."""
    found = answer.get("messageId")
    return found[:200] if isinstance(found, str) and found not in ("", "None") else None


def _code(answer: dict[str, Any]) -> int:
    """The status code, 0 where there is none."""
    code = str(answer.get("statusCode"))
    return int(code) if code.isascii() and code.isdigit() and len(code) <= 4 else 0


def _digits(number: object) -> str:
    return re.sub(r"[^0-9]", "", number) if isinstance(number, str) else ""
