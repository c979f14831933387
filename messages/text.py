"""Text as networks carry it: which alphabet a text needs, how long it is there, and how to fold it into the cheap one.

Alphabets are those of 3GPP TS 23.038: GSM-7 (septets; its extension characters cost two) and UCS-2 (16-bit units).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = "\f^{}\\[~]|€"

# What one SMS holds: alone, and as a part of several, where a header takes six octets of it.
ALONE = {"gsm7": 160, "ucs2": 70}
PART = {"gsm7": 153, "ucs2": 67}

_not_gsm7 = re.compile(f"[^{re.escape(BASIC + EXTENSION)}]")
_extension = re.compile(f"[{re.escape(EXTENSION)}]")
_plain = re.compile(r"[\n\r !\"#$%&'()*+,\-./0-9:;<=>?@A-Z_a-z]*\Z")


class Measure(NamedTuple):
    """What a text costs: `encoding` is "gsm7" or "ucs2", `length` counts septets or 16-bit units."""

    encoding: str
    length: int


def measure(text: str) -> Measure:
    """The alphabet that the text needs and its length there."""
    if _plain.match(text):  # nearly every page: one pass, no extension characters to count
        return Measure("gsm7", len(text))
    if _not_gsm7.search(text):
        return Measure("ucs2", len(text.encode("utf-16-le", "surrogatepass")) // 2)
    return Measure("gsm7", len(text) + len(_extension.findall(text)))


def is_gsm7(text: str) -> bool:
    """Whether the text needs no letter beyond GSM-7."""
    return not _not_gsm7.search(text)


def segments(text: str) -> list[str]:
    """The parts in which the networks carry the text; one where it fits. Together they are the text.

    No part ends between an escape and its character or within a surrogate pair, as a phone would show
    neither half: such a part is one unit shorter. The text should be folded; it is not changed here.
    """
    encoding, length = measure(text)
    if length <= ALONE[encoding]:
        return [text]
    most = PART[encoding]
    if length == len(text):
        return [text[start : start + most] for start in range(0, length, most)]
    parts, start, room = [], 0, most
    for index, character in enumerate(text):
        units = 2 if character > "\uffff" or (encoding == "gsm7" and character in EXTENSION) else 1
        if units > room:
            parts.append(text[start:index])
            start, room = index, most
        room -= units
    return [*parts, text[start:]]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it leaves: folded, in "gsm7" or "ucs2", and the number of SMS that it costs each receiver."""

    text: str
    encoding: str
    segments: int


def sized(text: str) -> Text:
    """The text folded, with what it costs."""
    folded = fold(text)
    return Text(folded, measure(folded).encoding, len(segments(folded)))


# What typographers, keyboards and CLDR (through Babel) put into texts, and what a phone shows as well.
_REPLACED = {
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u02bb`\u00b4", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict.fromkeys("\u00a0\u2007\u2009\u200a\u202f\u2002\u2003\t", " "),
    **dict.fromkeys("\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\ufe0e\ufe0f", ""),
    "\u2026": "...",
    "\u2022": "-",
    "œ": "oe",
    "Œ": "OE",
    "ŋ": "ng",
    "Ŋ": "Ng",
    "ɓ": "b",
    "Ɓ": "B",
    "ɗ": "d",
    "Ɗ": "D",
    "ƙ": "k",
    "Ƙ": "K",
    "ƴ": "y",
    "Ƴ": "Y",
    "ɔ": "o",
    "Ɔ": "O",
    "ɛ": "e",
    "Ɛ": "E",
    "ɲ": "ny",
    "Ɲ": "Ny",
    "đ": "d",
    "ł": "l",
    "ı": "i",
}


def fold(text: str) -> str:
    """The same text in GSM-7 letters as far as its script allows.

    Accents that GSM-7 lacks are dropped, typographic marks become plain ones, invisible characters go.
    Arabic, Ethiopic and every other script that is not Latin keeps its letters: the text is then UCS-2.
    Replaced rather than removed: one curly quote forces UCS-2, and the same text then costs two messages.
    """
    if is_gsm7(text):
        return text
    return unicodedata.normalize("NFC", text).translate(_folded)


class _Folded(dict[int, str]):
    """What stands for each character, by its code, as `str.translate` asks for it: worked out once each."""

    def __missing__(self, code: int) -> str:
        self[code] = stands = _fold_character(chr(code))
        return stands


_folded = _Folded()


def _fold_character(character: str) -> str:
    if character in _REPLACED:
        return _REPLACED[character]
    if not _not_gsm7.match(character):
        return character
    base = unicodedata.normalize("NFD", character)[0]
    if not _not_gsm7.match(base):
        return base
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
        return ""  # controls and halves of surrogate pairs have no place on a phone
    if unicodedata.combining(character):
        return "" if unicodedata.name(character, "").startswith("COMBINING") else character
    return _REPLACED.get(base, character)
