"""Languages: which one a person reads, and texts in it. Catalogues are gettext's, kept by Babel."""

import gettext as catalogue
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
DOMAIN = "fursa"
SOURCE_LANGUAGE = "en"  # the language of the texts in the code

_current: ContextVar[str] = ContextVar("language", default=SOURCE_LANGUAGE)


def pick(languages: Sequence[str], *wishes: str | None) -> str:
    """The first wish that the market speaks, else the market's first language."""
    return next((wish for wish in wishes if wish and wish in languages), languages[0])


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Within this block every text is in that language."""
    token = _current.set(language)
    try:
        yield
    finally:
        _current.reset(token)


def language() -> str:
    """The language being spoken now."""
    return _current.get()


def gettext(text: str) -> str:
    """The text in the language being spoken."""
    return load(_current.get()).gettext(text)


def ngettext(singular: str, plural: str, number: int) -> str:
    """The text for that number in the language being spoken."""
    return load(_current.get()).ngettext(singular, plural, number)


def marked(text: str) -> str:
    """The text as it stands: marks it for the catalogues where it is translated later."""
    return text


@cache
def load(language: str) -> catalogue.NullTranslations:
    """The compiled catalogue of a language. Where there is none, texts stay as they are in the code."""
    return catalogue.translation(DOMAIN, FOLDER, [language], fallback=True)
