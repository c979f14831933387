"""A call from the terminal: each step goes to the service as the gateway would send it."""

import secrets
import textwrap
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from channels.paging import Limits
from channels.phone import NETWORK_CODE
from core.errors import ServiceError
from messages.text import measure

GATEWAY_PATIENCE_SECONDS = 15
SCREEN_COLUMNS = 28  # what a small phone shows in one line


class CallFailedError(ServiceError):
    """The call could not go on. The message says why, for the person at the terminal."""


@dataclass(frozen=True)
class Reply:
    """What the service said: the text on the screen, and whether it waits for an answer."""

    text: str
    is_open: bool
    milliseconds: int


@dataclass
class Call:
    """One USSD session of one phone. `url` is where the service answers, `key` the secret in its path."""

    url: str
    key: str
    phone: str
    service_code: str
    answers: list[str] = field(default_factory=list)
    session_id: str = field(default_factory=lambda: f"ATUid_{secrets.token_hex(16)}")
    hops: int = 0
    last_reply: str = ""
    began: float = field(default_factory=time.monotonic)

    def answer(self, text: str) -> Reply:
        """Send one answer. Raises CallFailedError."""
        self.answers.append(text)
        return self.send()

    def send(self) -> Reply:
        """Send all answers so far; none yet: dial. Raises CallFailedError where a phone shows no screen."""
        began = time.monotonic()
        body = self._post("", {"text": "*".join(self.answers)})
        self.hops += 1
        verb, _, text = body.partition(" ")
        if verb not in ("CON", "END"):
            raise CallFailedError("The service answered neither CON nor END, which ends the call.")
        self.last_reply = text
        return Reply(text, verb == "CON", round((time.monotonic() - began) * 1000))

    def end(self, status: str) -> None:
        """Tell the service that the call is over: `Success`, or `Incomplete` where the caller went."""
        over = {
            "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S"),
            "status": status,
            "cost": "0",
            "durationInMillis": str(round((time.monotonic() - self.began) * 1000)),
            "hopsCount": str(self.hops),
            "input": "*".join(self.answers),
            "lastAppResponse": self.last_reply,
            "errorMessage": "",
        }
        # The caller has gone: whether this arrives changes nothing for them, and a gateway may lose it too.
        with suppress(CallFailedError):
            self._post("/ended", over)

    def _post(self, path: str, fields: dict[str, str]) -> str:
        form = {
            "sessionId": self.session_id,
            "phoneNumber": self.phone,
            "networkCode": NETWORK_CODE,
            "serviceCode": self.service_code,
            **fields,
        }
        address = f"{self.url.rstrip('/')}/africastalking/{urllib.parse.quote(self.key, safe='')}/ussd{path}"
        data = urllib.parse.urlencode(form).encode()
        try:
            with urllib.request.urlopen(address, data, GATEWAY_PATIENCE_SECONDS) as response:
                return str(response.read(), "utf-8")
        except urllib.error.HTTPError as error:
            error.close()  # it is the response too, and holds the line
            if error.code == 404:
                raise CallFailedError("The service does not know this key. Give its own with --key.") from None
            raise CallFailedError(f"The service answered with HTTP status {error.code}, which ends the call.") from None
        except UnicodeDecodeError:
            raise CallFailedError("The service answered with something that is no text.") from None
        except OSError as error:
            why = error.reason if isinstance(error, urllib.error.URLError) else error
            raise CallFailedError(f"The service cannot be reached at {self.url}: {why}.") from None


def draw(reply: Reply, limits: Limits) -> str:
    """The reply in a box as wide as a small screen, and beneath it its length and the longest allowed."""
    lines = [piece for line in reply.text.splitlines() for piece in textwrap.wrap(line, SCREEN_COLUMNS) or [""]]
    encoding, length = measure(reply.text)
    name, limit = ("GSM-7", limits.gsm7) if encoding == "gsm7" else ("UCS-2", limits.ucs2)
    edge = "─" * (SCREEN_COLUMNS + 2)
    too_long = ", TOO LONG" if length > limit else ""
    return "\n".join(
        [
            f"┌{edge}┐",
            *(f"│ {line:<{SCREEN_COLUMNS}} │" for line in lines),
            f"└{edge}┘",
            f"{length} of {limit}, {name}, {reply.milliseconds} ms{too_long}",
        ]
    )
