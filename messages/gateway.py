"""The port to whoever carries our messages to the networks. Gateways implement it under `channels/gateways/`."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from core.errors import ServiceError

State = Literal["accepted", "failed", "later", "unknown"]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One message of a call: `id` is the outbox's, `phone` E.164."""

    id: int
    phone: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient.

    accepted: the gateway has it, under `gateway_id`. failed: it never will be sent. later: try again.
    unknown: the answer was lost, so it may or may not be on its way. `raw` is the gateway's own word;
    `cost` is in `currency` (ISO 4217), None where the gateway does not say. `opted_out`: the person wants no
    texts from us, says the network.
    """

    id: int
    state: State
    raw: str
    gateway_id: str | None = None
    cost: Decimal | None = None
    currency: str | None = None
    opted_out: bool = False


class GatewayStoppedError(ServiceError):
    """Nothing can be sent for now: no credit, a wrong key or sender, too many requests. Staff must know why.

    Nobody of the call got anything. `retry_seconds` is when to try again.
    """

    def __init__(self, reason: str, retry_seconds: int = 300) -> None:
        super().__init__(reason)
        self.retry_seconds = retry_seconds


class Gateway(Protocol):
    """A way out. One instance may be used by several threads."""

    name: str
    most: int  # recipients of one call
    doubt_seconds: int  # how long after a lost answer a delivery report may still settle it

    def send(self, text: str, sender: str | None, to: Sequence[Recipient]) -> list[Outcome]:
        """Hand one text to everybody in `to`, at most `most`. One outcome each; a bad number fails alone.

        Raises GatewayStoppedError when nobody got it and trying on makes no sense for the moment.
        """
