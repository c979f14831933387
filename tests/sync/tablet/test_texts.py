"""Texts of the tablet app: in each language of the market, with the forms that its numbers need."""

import pytest

from core.market import Market
from sync.tablet import texts
from sync.tablet.shelf import Shelf
from tests.source import ROOT
from translations import ngettext, speaking
from translations.catalogues import SCRIPTS
from translations.javascript import texts as in_script


def test_a_text_is_told_in_the_language() -> None:
    assert texts.of([b'_("Back")'], "sw") == {"Back": "Rudi"}


def test_what_is_not_translated_stays_as_it_is_in_the_code() -> None:
    assert texts.of([b'_("Nobody says this")'], "sw") == {}
    assert texts.of([b'_("Back")'], "en") == {}


@pytest.mark.parametrize(
    ("language", "categories"),
    [
        ("en", {"one", "other"}),
        ("sw", {"one", "other"}),
        ("fr", {"one", "other"}),
        ("am", {"one", "other"}),
        ("ar", {"zero", "one", "two", "few", "many", "other"}),
        ("rw", {"other"}),
        ("xx", {"one", "other"}),
    ],
)
def test_a_number_has_a_text_in_each_form_of_the_language(language: str, categories: set[str]) -> None:
    told = texts.of([b'ngettext("{n} job", "{n} jobs", n)'], language)["{n} job"]
    assert isinstance(told, dict)
    assert set(told) == categories


@pytest.mark.parametrize("language", ["pt", "am", "ar"])
def test_a_language_without_a_catalogue_counts_as_english_does(language: str) -> None:
    told = texts.of([b'ngettext("{n} job", "{n} jobs", n)'], language)["{n} job"]
    assert isinstance(told, dict)
    assert (told["one"], told["other"]) == ("{n} job", "{n} jobs")


def test_each_form_is_what_the_server_says_for_such_a_number(market: Market) -> None:
    for language in market.languages:
        told = texts.of(_scripts(), language)
        for one, many in _counted():
            text = told[one]
            assert isinstance(text, dict)
            with speaking(language):
                assert (text["one"], text["other"]) == (ngettext(one, many, 1), ngettext(one, many, 100)), one


def test_no_text_is_said_both_with_a_number_and_without() -> None:
    plain = {forms[0] for source in _scripts() for _line, forms in in_script(source) if len(forms) == 1}
    assert plain & {one for one, _many in _counted()} == set()


def test_every_language_of_the_market_has_its_file(market: Market) -> None:
    names = {name for name in Shelf(market).files if name.startswith("texts/")}
    assert names == {f"texts/{language}.json" for language in market.languages}


def _scripts() -> list[bytes]:
    return [path.read_bytes() for pattern in SCRIPTS for path in sorted(ROOT.glob(pattern))]


def _counted() -> set[tuple[str, str]]:
    """The texts that depend on a number."""
    return {(forms[0], forms[1]) for source in _scripts() for _line, forms in in_script(source) if len(forms) == 2}
