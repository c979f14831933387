"""What gateways tell us of messages, in one form for all of them."""

import re
from typing import Protocol

from messages.reports import Report

LONGEST_TEXT = 4000  # characters; the longest that networks join to one message is beyond 25 parts
LONGEST_WORD = 200

_unwelcome = re.compile(r"[\x00\ud800-\udfff]")


class Incoming(Protocol):
    """A message from a phone. The same `id` comes again where a gateway repeats itself."""

    def __call__(self, gateway: str, id: str, phone: str, text: str, to: str, at: int, /) -> None:
        """`phone` is E.164, `to` the number that was texted as the gateway writes it, `at` UTC seconds."""


class Reported(Protocol):
    """A delivery report."""

    def __call__(self, gateway: str, report: Report, /) -> None:
        """A word that came after this was written says "sent": it is kept, and decides nothing."""


class OptedOut(Protocol):
    """The network says that a person wants no texts of ours."""

    def __call__(self, gateway: str, phone: str, /) -> None:
        """`phone` is E.164."""


def clean(text: str, longest: int = LONGEST_WORD) -> str:
    """The text as every database takes it: not too long, without NUL and halves of characters."""
    return _unwelcome.sub("", text)[:longest]
