"""Words: a message cut into the words that were typed, each with the form in which it is compared."""

import re
import unicodedata
from dataclasses import dataclass

from core import spelling

# Ten segments of a text. What stands beyond is not worth the time it takes to read.
LONGEST_MESSAGE = 1600

# A number with separated thousands, or a run without spaces and without the ASCII signs other than ' and `.
_WORD = re.compile(r"\d{1,3}(?:[.,]\d{3})+(?![.,]?\d)|[^\s!-&(-/:-@\[-_{-~]+")
_SINGLE_LETTERS = re.compile(r"(?:\w[\s.\-*_]+){3,}\w\W*")
_LONG_RUN = re.compile(r"(\w)\1{2,}")


@dataclass(frozen=True, slots=True)
class Word:
    """One word: as typed, where it stands in the tidied text, and what it is compared by."""

    typed: str
    start: int
    end: int
    key: str


def tidy(text: str) -> str:
    """The text with NFKC, digits of any script as 0-9, and neither invisible characters nor double spaces."""
    text = text[:LONGEST_MESSAGE]
    if not text.isascii() or not text.isprintable():
        text = "".join(_plain(character) for character in unicodedata.normalize("NFKC", text))
    return " ".join(text.split())


def split(tidied: str) -> list[Word]:
    """The words of a tidied text. Signs and pictures are no words; S.T.O.P is one."""
    if _SINGLE_LETTERS.fullmatch(tidied):
        joined = spelling.key("".join(_WORD.findall(tidied)))
        return [Word(tidied, 0, len(tidied), joined)] if joined else []
    words = []
    for found in _WORD.finditer(tidied):
        typed = found.group()
        key = spelling.key(typed)
        if typed[0].isdigit() and " " in key:
            key = key.replace(" ", "")  # 15,000
        if key:
            words.append(Word(typed, found.start(), found.end(), _shortened(key)))
    return words


def between(tidied: str, kept: list[Word]) -> str:
    """Those words as typed, with one space where others or a space stood between, else with what stood there."""
    text = ""
    end = -1
    for word in kept:
        gap = tidied[end : word.start] if end >= 0 else ""
        text += gap if gap and len(gap) == 1 else " " * bool(text)
        text += word.typed
        end = word.end
    return text


def _plain(character: str) -> str:
    if character.isdecimal():
        return str(unicodedata.digit(character))
    if character.isspace():
        return " "
    return "" if unicodedata.category(character)[0] == "C" else character


def _shortened(key: str) -> str:
    """Letters that somebody held down count once: "stoooop" is "stop"."""
    return key if key.isdecimal() else _LONG_RUN.sub(r"\1", key)
