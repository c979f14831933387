"""Texts of the tablet app: what its scripts say, in each language, as scripts look it up."""

from collections.abc import Iterable

from babel.core import Locale, UnknownLocaleError

from translations import SOURCE_LANGUAGE, gettext, javascript, ngettext, speaking

_NUMBERS = (1, *range(200))  # all that languages tell apart; one first: not all that say 0 like it are translated
_OTHER = "other"


def of(scripts: Iterable[bytes], language: str) -> dict[str, str | dict[str, str]]:
    """Every text of some scripts in a language, by the text in the source; one that depends on a number by the form
    for one, to the forms by plural category (Unicode CLDR). What is not translated is left out."""
    told: dict[str, str | dict[str, str]] = {}
    categories = _categories(language)
    with speaking(language):
        for source in scripts:
            for _line, forms in javascript.texts(source):
                if len(forms) == 2:
                    told[forms[0]] = {name: ngettext(*forms, number) for name, number in categories.items()}
                elif (translated := gettext(forms[0])) != forms[0]:
                    told[forms[0]] = translated
    return told


def _categories(language: str) -> dict[str, int]:
    """The plural categories of a language, each with a number that is of it."""
    try:
        rule = Locale.parse(language).plural_form
    except (ValueError, UnknownLocaleError):
        rule = Locale.parse(SOURCE_LANGUAGE).plural_form
    found: dict[str, int] = {}
    for number in _NUMBERS:
        found.setdefault(rule(number), number)
    found.setdefault(_OTHER, _NUMBERS[-1])
    return found
