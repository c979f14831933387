"""What gateways tell us of messages, in one form for all of them."""

import re
from typing import Literal, NamedTuple, Protocol

LONGEST_TEXT = 4000  # characters; the longest that networks join to one message is beyond 25 parts
LONGEST_WORD = 200

_unwelcome = re.compile(r"[\x00\ud800-\udfff]")


class Status(NamedTuple):
    """A delivery report's word. `rank` grows along a message's way, so that a late report never takes it back.

    Rank 0 is a word that came after this was written: it says only that the message is on its way.
    """

    rank: int
    state: Literal["accepted", "delivered", "failed"]


UNHEARD_OF = Status(0, "accepted")
LEFT = Status(1, "accepted")  # the gateway has given it to the network
WITH_NETWORK = Status(2, "accepted")
WAITING = Status(3, "accepted")  # in the network's queue: the phone is off
DELIVERED = Status(9, "delivered")
FAILED = Status(9, "failed")


class Incoming(Protocol):
    """A message from a phone. The same `id` comes again where a gateway repeats itself."""

    def __call__(self, gateway: str, id: str, phone: str, text: str, to: str, at: int, /) -> None:
        """`phone` is E.164, `to` the number that was texted as the gateway writes it, `at` UTC seconds."""


class Reported(Protocol):
    """A delivery report."""

    def __call__(
        self,
        gateway: str,
        id: str,
        phone: str | None,
        raw: str,
        rank: int,
        state: Literal["accepted", "delivered", "failed"],
        reason: str,
        /,
    ) -> None:
        """`id` is the message's at the gateway, `phone` E.164 where it says it, `raw` its own word."""


class OptedOut(Protocol):
    """The network says that a person wants no texts of ours."""

    def __call__(self, gateway: str, phone: str, /) -> None:
        """`phone` is E.164."""


def clean(text: str, longest: int = LONGEST_WORD) -> str:
    """The text as every database takes it: not too long, without NUL and halves of characters."""
    return _unwelcome.sub("", text)[:longest]
