"""Identifiers: UUIDs that a tablet can make offline, and the short references that people type."""

import secrets
from collections.abc import Callable

from stdnum import damm
from stdnum.exceptions import ValidationError
from uuid_utils import uuid7

_EPOCH_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
FIRST_REFERENCE = 1000  # with its check digit the shortest reference has five digits


def new_id() -> str:
    """A UUIDv7 (RFC 9562) as text: unique without asking anybody, and sorted by the time it was made."""
    return str(uuid7())


def seeded_ids(random_bits: Callable[[int], int], milliseconds: int) -> Callable[[], str]:
    """A maker of UUIDv7 texts that gives the same ids for the same bits and time: for the demo and for tests."""

    def make() -> str:
        bits = (milliseconds << 80) | (7 << 76) | (random_bits(12) << 64) | (2 << 62) | random_bits(62)
        text = f"{bits:032x}"
        return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))

    return make


def reference(number: int) -> str:
    """The short reference of a vacancy: its running number and a check digit (Damm, 2004), five digits or more.

    The check digit catches every single wrong digit and every swap of neighbours, so that a typing
    slip is told to the person instead of applying to another job.
    """
    return f"{number}{damm.calc_check_digit(str(number))}"


def is_reference(text: str) -> bool:
    """Whether the digits can be a reference: the check digit fits."""
    try:
        damm.validate(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) >= 5 and text[0] != "0"


def new_secret() -> str:
    """A secret for an address or a token: 256 random bits as URL-safe text."""
    return secrets.token_urlsafe(32)


def new_epoch() -> str:
    """A word for all numbers since the database was made or restored: 8 letters and digits, 40 random bits."""
    return "".join(secrets.choice(_EPOCH_LETTERS) for _ in range(8))
