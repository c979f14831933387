"""Phone numbers: read however people and gateways write them, kept as E.164, masked where they are not needed."""

import re
from functools import lru_cache

import phonenumbers

from core.errors import InvalidError

_number = re.compile(r"\+?\d{7,15}")


@lru_cache(maxsize=4096)
def normalise(text: str, country: str) -> str:
    """The number as E.164 ("+254712345678"). Raises InvalidError "phone_malformed".

    `country` (ISO 3166-1) is where numbers without a country code are from. Numbering plans change, so a
    number that is merely possible there is taken too.
    """
    text = text.strip()[:40]
    if text.startswith("00"):
        text = "+" + text[2:]
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        raise InvalidError("phone_malformed") from None
    if not phonenumbers.is_possible_number(number):
        raise InvalidError("phone_malformed")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def masked(text: str) -> str:
    """The text with every phone number in it cut to its last three digits, for logs."""
    return _number.sub(lambda found: "*" * 6 + found.group()[-3:], text)
