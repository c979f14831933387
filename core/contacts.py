"""Contacts: whether words tell the number of a phone or an address, however it is spelt or taken apart."""

import re
from dataclasses import dataclass

import phonenumbers

from core import spelling, words

_WORDS = {
    word: digits
    for ways, digits in (
        ("zero oh nil sifuri zeru", "0"),
        ("one moja un une", "1"),
        ("two mbili deux", "2"),
        ("three tatu trois", "3"),
        ("four nne quatre", "4"),
        ("five tano cinq", "5"),
        ("six sita", "6"),
        ("seven saba sept", "7"),
        ("eight nane huit", "8"),
        ("nine tisa neuf", "9"),
        ("ten kumi dix", "10"),
        ("eleven onze", "11"),
        ("twelve douze", "12"),
        ("thirteen treize", "13"),
        ("fourteen quatorze", "14"),
        ("fifteen quinze", "15"),
        ("sixteen seize", "16"),
        ("seventeen", "17"),
        ("eighteen", "18"),
        ("nineteen", "19"),
        ("twenty ishirini vingt", "20"),
        ("thirty thelathini trente", "30"),
        ("forty arobaini quarante", "40"),
        ("fifty hamsini cinquante", "50"),
        ("sixty sitini soixante", "60"),
        ("seventy sabini septante", "70"),
        ("eighty themanini", "80"),
        ("ninety tisini nonante", "90"),
    )
    for word in ways.split()
}
_said = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_letter_for_zero = re.compile(r"\bo\b(?=\W*\d)|(?<=\d)o|\bo(?=\d)")
_times = re.compile(r"\b(double|triple|mara mbili|mara tatu)\W+(\d)\b")
_thousands = re.compile(r"\b([1-9]\d{0,2})[.,](\d{3})\b(?![.,]?\d)")
# What is said of work besides: a day, an hour, and a round amount of pay.
_day = (
    r"(?<![\d:./-])(?:20\d\d-[01]\d-[0-3]\d"
    r"|(?:0?[1-9]|[12]\d|3[01])(?P<sign>[/.-])(?:0?[1-9]|1[0-2])(?:(?P=sign)(?:20)?\d\d)?)(?![:./-]?\d)"
)
_hour = r"(?<![\d:./])(?:[01]?\d|2[0-4])[:.h][0-5]\d(?![:./h]?\d)"
_amount = r"(?<!\d)(?:[1-9]\d{0,3}[05]0|20[23]\d)(?!\d)"
_part = re.compile(rf"(?P<everyday>{_day}|{_hour}|{_amount})|\d+")

_MOST = 6  # digits that stand together: from one more on they may be a number
_MOST_IN_PAIRS = 8  # of many small parts with a word between each, as in a list of what is wanted
_MOST_WORDS = 3  # between two parts of a number: "0712 and then 345678"
_FEWEST = 3  # digits of a part that has words around it

_address = re.compile(
    r"@|\bwww\b|\b(?:dot|nukta|point)\W+(?:com|co|org|net|info|ke|tz|ug|fr)\b|\bwa\W+(?:dot\W+)?me\b"
    r"|\b(?:g ?mail|yahoo|hotmail|outlook)\b"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """Digits in a text: `is_everyday` where they are a day, an hour or an amount. `apart` tells of what stands between
    them and the part before: the words, and 0 for none but a letter."""

    digits: str
    is_everyday: bool
    apart: int


def tells(text: str, country: str) -> bool:
    """Whether a text tells a contact. `country` (ISO 3166-1) is where numbers without a country code are from.

    Days, hours and round amounts are no parts of a number; nor are digits that stand far apart.
    """
    if _address.search(_plain(text)):
        return True
    parts = _parts(text)
    return any(_is_number(run, country, _MOST) for run in _runs(parts, 0)) or any(
        _is_number([part for part in run if len(part.digits) >= _FEWEST], country, _MOST)
        or sum(len(part.digits) for part in run if not part.is_everyday) > most
        for words_between, most in ((_MOST_WORDS, 2 * _MOST), (1, _MOST_IN_PAIRS))
        for run in _runs(parts, words_between)
    )


def is_everyday(text: str) -> bool:
    """Whether all digits of a text are days, hours and round amounts."""
    return all(part.is_everyday for part in _parts(text))


def _plain(text: str) -> str:
    """The text in small letters without accents, its other signs as they are."""
    return "".join(spelling.key(sign) or sign for sign in words.tidy(text).lower())


def _parts(text: str) -> list[_Part]:
    said = _said.sub(lambda found: _WORDS[found.group()], _plain(text))
    said = _letter_for_zero.sub("0", said)
    said = _times.sub(lambda found: found[2] * (3 if found[1] in ("triple", "mara tatu") else 2), said)
    said = _thousands.sub(r"\1\2", said)
    parts, after = [], 0
    for found in _part.finditer(said):
        between = re.findall(r"[^\W\d_]+", said[after : found.start()])
        apart = 0 if sum(map(len, between)) <= 1 else len(between)
        parts.append(_Part(re.sub(r"\D", "", found.group()), found["everyday"] is not None, apart))
        after = found.end()
    return parts


def _runs(parts: list[_Part], most_words: int) -> list[list[_Part]]:
    """The parts in groups, within which so many words at most stand between two."""
    runs: list[list[_Part]] = []
    for part in parts:
        if runs and part.apart <= most_words:
            runs[-1].append(part)
        else:
            runs.append([part])
    return runs


def _is_number(run: list[_Part], country: str, most: int) -> bool:
    odd = sum(len(part.digits) for part in run if not part.is_everyday)
    if odd > most:
        return True
    # Half of it may look like an amount: 0712 and 345600.
    return odd >= _FEWEST and _is_mobile("".join(part.digits for part in run), country)


def _is_mobile(digits: str, country: str) -> bool:
    try:
        number = phonenumbers.parse(digits, country)
    except phonenumbers.NumberParseException:
        return False
    kind = phonenumbers.number_type(number)
    return kind in (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
