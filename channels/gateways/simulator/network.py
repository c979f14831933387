"""The simulated gateway with the phones behind it. All of it is in memory and forgotten at the end."""

import random
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from channels.gateways import E164
from channels.gateways.africastalking import GATEWAY
from channels.gateways.simulator.behaviour import REFUSALS, Behaviour
from channels.gateways.simulator.postman import Postman
from core.errors import InvalidError
from messages.text import measure, segments

MOST_OF_A_PHONE = 200
MOST = 20_000
NETWORK_CODE = "63902"
PRICE = Decimal("0.8000")  # of one part


@dataclass(frozen=True, slots=True)
class Message:
    """What a phone received. `parts` counts the SMS that carried it, `encoding` is theirs, `at` UTC seconds."""

    id: str
    sender: str
    text: str
    parts: int
    encoding: str
    at: int


class Inboxes:
    """What the phones received, newest last: the last 200 of each, 20,000 in all.

    When there are too many, the phone that has been without a message for longest loses its own.
    """

    def __init__(self) -> None:
        self._phones: OrderedDict[str, deque[Message]] = OrderedDict()
        self._count = 0

    def add(self, phone: str, message: Message) -> None:
        inbox = self._phones.setdefault(phone, deque(maxlen=MOST_OF_A_PHONE))
        self._phones.move_to_end(phone)
        self._count += len(inbox) < MOST_OF_A_PHONE
        inbox.append(message)
        while self._count > MOST:
            _phone, lost = self._phones.popitem(last=False)
            self._count -= len(lost)

    def of(self, phone: str) -> list[Message]:
        return list(self._phones.get(phone, ()))


class Simulator:
    """Accepts, refuses and reports as Africa's Talking does, and as badly as it is told to."""

    def __init__(
        self,
        service_url: str,
        key: str,
        short_code: str,
        api_key: str = "demo",
        currency: str = "KES",
        credit: Decimal = Decimal(1_000_000),
        behaviour: Behaviour | None = None,
        clock: Callable[[], float] = time.time,
        seed: int = 1,
    ) -> None:
        """The service answers at `service_url`, with `key` in the address of its callbacks. `clock` gives UTC seconds.

        `short_code` is what phones text. What goes wrong, goes wrong at the same messages for the same `seed`.
        """
        self.behaviour = behaviour or Behaviour()
        self.short_code = short_code
        self.api_key = api_key
        self.currency = currency
        self.credit = credit
        self._callback = f"/{GATEWAY}/{key}/sms"
        self._clock = clock
        self._chance = random.Random(seed)
        self._inboxes = Inboxes()
        self._postman = Postman(service_url)
        self._lock = threading.Lock()

    def send(self, text: str, sender: str, numbers: Sequence[str], queued: bool) -> dict[str, Any]:
        """Take a message to some numbers. Returns the answer as Africa's Talking gives it."""
        with self._lock:
            if self.behaviour.stopped == "sender":
                return {"SMSMessageData": {"Message": "InvalidSenderId", "Recipients": []}}
            parts = len(segments(text))
            recipients = [self._one(text, sender, number, parts, queued) for number in numbers]
        sent = sum(each["status"] == "Success" for each in recipients)
        cost = f"{self.currency} {PRICE * parts * sent}"
        message = f"Sent to {sent}/{len(recipients)} Total Cost: {cost} Message parts: {parts}"
        return {"SMSMessageData": {"Message": message, "Recipients": recipients}}

    def text(self, phone: str, text: str) -> None:
        """A phone texts the service. Raises InvalidError "phone_malformed"."""
        if not E164.fullmatch(phone):
            raise InvalidError("phone_malformed")
        sent_at = datetime.fromtimestamp(self._clock(), UTC).strftime("%Y-%m-%d %H:%M:%S")
        fields = {"from": phone, "to": self.short_code, "text": text, "date": sent_at, "linkId": ""}
        self._postman.post(self._callback, {**fields, "id": secrets.token_hex(16), "networkCode": NETWORK_CODE})

    def received(self, phone: str) -> list[dict[str, Any]]:
        """What a phone received, newest last."""
        with self._lock:
            return [asdict(message) for message in self._inboxes.of(phone)]

    def balance(self) -> str:
        """The credit, as Africa's Talking writes it."""
        return f"{self.currency} {self.credit:.4f}"

    def happens(self, share: float) -> bool:
        """Whether something that happens to a share of all happens now."""
        return self._chance.random() < share

    def close(self) -> None:
        """Stop calling the service."""
        self._postman.close()

    def _one(self, text: str, sender: str, number: str, parts: int, queued: bool) -> dict[str, Any]:
        """What becomes of the message to one number, and what the answer says of it."""
        code = self._refusal(number, parts)
        if code:
            refused = {"cost": "0", "messageId": "None", "number": number}
            return {**refused, "status": REFUSALS[code], "statusCode": code}
        self.credit -= PRICE * parts
        id = f"ATXid_{secrets.token_hex(16)}"
        is_delivered = not self.happens(self.behaviour.undelivered)
        if is_delivered:
            encoding = measure(text).encoding
            self._inboxes.add(number, Message(id, sender, text, parts, encoding, int(self._clock())))
        self._report(id, number, is_delivered)
        return {
            "cost": f"{self.currency} {PRICE * parts}",
            "messageId": id,
            "number": number,
            "status": "Success",
            "statusCode": 102 if queued else 101,
        }

    def _refusal(self, number: str, parts: int) -> int | None:
        """The code with which a number is refused; None where it is not."""
        if not E164.fullmatch(number):
            return 403
        if self.behaviour.stopped == "credit" or self.credit < PRICE * parts:
            return 405
        if number in self.behaviour.refuse:
            return self.behaviour.refuse[number]
        return self.behaviour.refused_code if self.happens(self.behaviour.refused) else None

    def _report(self, id: str, number: str, is_delivered: bool) -> None:
        """Tell the service what became of a message: first that the network has it, then the end."""
        if self.happens(self.behaviour.lost_reports):
            return
        last = {"status": "Success"} if is_delivered else {"status": "Failed", "failureReason": "DeliveryFailure"}
        reports = [{"status": "Submitted"}, last]
        if self.happens(self.behaviour.reordered_reports):
            reports.reverse()
        common = {"id": id, "phoneNumber": number, "networkCode": NETWORK_CODE, "retryCount": "0"}
        for turn, report in enumerate(reports, 1):
            self._postman.post(f"{self._callback}/report", {**common, **report}, turn * self.behaviour.report_seconds)
