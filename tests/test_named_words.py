"""The words that our texts tell people to write are understood, in each language, as what the text says they do."""

import re

import pytest

from channels import understanding
from core.market import Market
from messages import wording
from messages.texts import TEMPLATES
from translations import gettext, speaking

LANGUAGES = ("en", "sw", "fr")
ANSWERS = ("confirm", "reject")
WITH_A_NUMBER = ("people", "tell")  # named with that of a job or a person, and nothing without one
NAMES = {"SMS", "PIN"}  # capitals that nobody is told to write
_capitals = re.compile(r"\b[A-ZÉ]{2,}(?:[ '-][A-ZÉ]+\b)*")

every_language = pytest.mark.parametrize("language", LANGUAGES)


@every_language
@pytest.mark.parametrize("intent", wording.KEYWORDS)
def test_a_word_is_understood_as_what_it_is_named_for(market: Market, language: str, intent: str) -> None:
    with speaking(language):
        word = wording.keyword(intent)
    if intent in WITH_A_NUMBER:
        word += " 10235"
    for typed in (word, word.lower(), f" {word.title()}. "):
        understood = understanding.read(typed, market, language, question_open=intent in ANSWERS)
        assert (understood.intent, understood.certain) == (intent, True), typed


@every_language
@pytest.mark.parametrize("intent", ["apply", "withdraw"])
def test_a_word_with_the_number_of_a_job_is_about_that_job(market: Market, language: str, intent: str) -> None:
    with speaking(language):
        typed = f"{wording.keyword(intent)} 10235"
    understood = understanding.read(typed, market, language)
    assert (understood.intent, understood.argument, understood.certain) == (intent, "10235", True)


@every_language
@pytest.mark.parametrize("purpose", sorted(TEMPLATES))
def test_a_text_names_no_other_words(purpose: str, language: str) -> None:
    with speaking(language):
        known = {wording.keyword(intent) for intent in wording.KEYWORDS}
        text = gettext(TEMPLATES[purpose].text)
    assert {word for word in _capitals.findall(text)} <= known | NAMES
