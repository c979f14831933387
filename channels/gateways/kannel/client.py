"""Sending through Kannel, one HTTP request for each message."""

from collections.abc import Sequence
from urllib.parse import quote

from channels.gateways import E164, http
from channels.gateways.http import LostAnswerError, UnreachableError
from channels.gateways.kannel import GATEWAY
from messages.gateway import GatewayStoppedError, Outcome, Recipient
from messages.text import measure

DOUBT_SECONDS = 3600
EVERY_REPORT = "31"  # 1 delivered + 2 failed + 4 queued + 8 accepted by the network + 16 rejected by it
MEND = "Look at FURSA_KANNEL_URL, FURSA_KANNEL_USER, FURSA_KANNEL_PASSWORD and the sendsms-user group of Kannel."


class Kannel:
    """A gateway for messages (messages.gateway.Gateway)."""

    name = GATEWAY
    doubt_seconds = DOUBT_SECONDS
    # Kannel gives no id: a report is known by what we wrote into its address. For several receivers of one call
    # that would have to be their numbers, which do not belong into addresses.
    most = 1

    def __init__(
        self,
        url: str,
        user: str,
        password: str,
        service_url: str,
        key: str,
        sender: str | None = None,
        connect_seconds: float = http.CONNECT_SECONDS,
        read_seconds: float = http.READ_SECONDS,
    ) -> None:
        """`url` is Kannel's sendsms address; its reports go to `service_url`, with `key` in the address.

        `sender` is what phones show where a message does not say.
        """
        self._url = url
        self._sender = sender
        self._headers = {"X-Kannel-Username": user, "X-Kannel-Password": password}
        self._report_url = f"{service_url}/{GATEWAY}/{quote(key, safe='')}/report"
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds

    def send(self, text: str, sender: str | None, to: Sequence[Recipient]) -> list[Outcome]:
        """As messages.gateway.Gateway says."""
        if len(to) > self.most:
            raise ValueError(f"{len(to)} recipients in one call, at most {self.most}")
        return [self._send(text, sender, each) for each in to]

    def _send(self, text: str, sender: str | None, recipient: Recipient) -> Outcome:
        if not E164.fullmatch(recipient.phone):
            return Outcome(recipient.id, "failed", "not an E.164 number")
        id = f"f-{recipient.id}"
        try:
            response = self._post(text, sender or self._sender, recipient.phone, id)
            said = response.text.strip()[:200]
            if response.status_code == 503:  # Kannel's own word: it could not keep the message
                return Outcome(recipient.id, "later", said)
            if response.status_code == 400 and "sender" not in said.lower():
                return Outcome(recipient.id, "failed", said)
            http.require_success(response, MEND)
            if response.status_code != 202:
                raise GatewayStoppedError(f"FURSA_KANNEL_URL answers, but not as Kannel's sendsms does. {MEND}")
            return Outcome(recipient.id, "accepted", said, gateway_id=id)
        except UnreachableError as error:
            return Outcome(recipient.id, "later", str(error))
        except LostAnswerError as error:
            return Outcome(recipient.id, "unknown", str(error), gateway_id=id)

    def _post(self, text: str, sender: str | None, phone: str, id: str) -> http.Response:
        # Posted with headers: asked for by address, number, text and password would stand in Kannel's access log.
        # Kannel turns the UTF-8 into UCS-2 by itself where the coding says so.
        # %A, the network's own words about the delivery, is left out: they may quote the message.
        headers = {
            **self._headers,
            "Content-Type": 'text/plain; charset="UTF-8"',
            "X-Kannel-To": phone,
            "X-Kannel-Coding": "0" if measure(text).encoding == "gsm7" else "2",
            "X-Kannel-DLR-Mask": EVERY_REPORT,
            "X-Kannel-DLR-Url": f"{self._report_url}?id={id}&type=%d",
        }
        if sender:
            headers["X-Kannel-From"] = sender
        return http.request(
            "POST",
            self._url,
            headers=headers,
            data=text.encode("utf-8", "replace"),
            connect_seconds=self._connect_seconds,
            read_seconds=self._read_seconds,
        )
