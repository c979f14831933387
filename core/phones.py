"""Phone numbers: read however people and gateways write them, kept as E.164, masked where they are not needed."""

import re
from functools import lru_cache

import phonenumbers

from core.errors import InvalidError

# As machines write numbers, then as people do: with a country code, then without.
_number = re.compile(r"\+?\d{7,15}|\+\d{1,3}(?:[ -]\d{1,4}){2,5}|(?<![\d:.])\(?0\d{2,3}\)?(?:[ -]\d{3,4}){2}")


@lru_cache(maxsize=4096)
def normalise(text: str, country: str) -> str:
    """The number as E.164 ("+254712345678"). Raises InvalidError "phone_malformed".

    `country` (ISO 3166-1) is where numbers without a country code are from. Numbering plans change, so a
    number that is merely possible there is taken too.
    """
    typed = text.strip()[:40]
    ways = [typed]
    if typed.startswith("00"):
        ways = ["+" + typed[2:]]
    elif text.startswith(" "):  # a + that a form did not escape arrives as a space
        ways = ["+" + typed, typed]
    for way in ways:
        try:
            number = phonenumbers.parse(way, country)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    raise InvalidError("phone_malformed")


def masked(text: str) -> str:
    """The text with every phone number in it cut to its last three digits, for logs."""
    return _number.sub(lambda found: "*" * 6 + found.group()[-3:], text)
