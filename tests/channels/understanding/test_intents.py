"""What each message asks for: the table in cases.csv, and what must never go wrong."""

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.understanding import Understanding, read
from channels.understanding.intents import CHANGES, FIRST_OF
from core.market import Market, load
from core.words import LONGEST_MESSAGE

CASES = list(csv.DictReader((Path(__file__).parent / "cases.csv").read_text(encoding="utf-8").splitlines()))
MARKET = load(Path(__file__).parents[3] / "markets" / "kenya")
INTENTS = {*FIRST_OF, "stop", "search", "jobs", "confirm", "reject", "greeting", "unknown"} - {"lang_ask"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['intent']}: {case['text']}")
def test_a_message_asks_for_what_its_writer_meant(case: dict[str, str], market: Market) -> None:
    understood = read(case["text"], market, case["lang"] or None)
    asks = case["asks"] or None
    assert understood == Understanding(case["intent"], case["arg"], certain=asks is None, did_you_mean=asks)


def test_every_intent_is_in_the_table() -> None:
    assert {case["intent"] for case in CASES} == INTENTS


@pytest.mark.parametrize("text", ["STOP", "stop", "Stop.", "stpo", "ARRET", "acha kunitumia", "dont text me again"])
@pytest.mark.parametrize("language", [None, "en", "sw", "fr", "xx"])
@pytest.mark.parametrize("question_open", [False, True])
def test_stop_stops_in_every_state(text: str, language: str | None, question_open: bool, market: Market) -> None:
    assert read(text, market, language, question_open) == Understanding("stop")


@pytest.mark.parametrize(
    "text",
    [
        "bus stop cleaner",
        "stop over hotel waiter",
        "dont stop sending me jobs",
        "step",
        "shop",
        "full stop",
        "niliacha kazi",
        "usiache kunitumia kazi",
        "please tell my husband to stop beating me",
        "shop attendant at bus stop",
        "help desk",
    ],
)
def test_a_message_that_holds_a_word_near_stop_does_not_stop(text: str, market: Market) -> None:
    assert read(text, market).intent != "stop"


@pytest.mark.parametrize(
    ("text", "closed", "opened"),
    [
        ("yes", "start", "confirm"),
        ("end", "stop", "reject"),
        ("cancel", "stop", "reject"),
        ("annuler", "stop", "reject"),
        ("sawa", "confirm", "confirm"),
        ("no", "reject", "reject"),
        ("1", "confirm", "confirm"),
    ],
)
def test_a_short_answer_belongs_to_the_question_that_is_open(
    text: str, closed: str, opened: str, market: Market
) -> None:
    assert read(text, market).intent == closed
    assert read(text, market, question_open=True).intent == opened


@pytest.mark.parametrize(
    ("text", "intent"),
    [("aplpy 4521", "apply"), ("regsiter", "register"), ("withdarw 77", "withdraw"), ("srart", "start")],
)
def test_a_slip_in_what_changes_something_is_asked_back(text: str, intent: str, market: Market) -> None:
    understood = read(text, market)
    assert (understood.intent, understood.certain, understood.did_you_mean) == (intent, False, intent)


@pytest.mark.parametrize(("text", "intent"), [("heelp", "help"), ("mmenu", "help"), ("sttatus", "status")])
def test_a_slip_in_what_only_reads_is_taken(text: str, intent: str, market: Market) -> None:
    assert read(text, market) == Understanding(intent)


def test_a_letter_in_a_reference_is_no_reference(market: Market) -> None:
    assert read("apply l23", market) == Understanding("apply")
    assert read("apply 12a", market) == Understanding("apply")


def test_a_reference_in_other_digits_is_read(market: Market) -> None:
    assert read("APPLY ٤٥٢١", market).argument == "4521"


def test_a_word_of_two_languages_is_read_in_the_language_of_the_writer(market: Market) -> None:
    for language in ("en", "sw", "fr"):
        assert read("stop", market, language).intent == "stop"
        assert read("kazi", market, language).intent == "jobs"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=10_000), st.sampled_from([None, "en", "sw", "fr", "xx"]), st.booleans())
def test_any_text_is_read(text: str, language: str | None, question_open: bool) -> None:
    understood = read(text, MARKET, language, question_open)
    assert understood.intent in INTENTS
    assert understood.certain == (understood.did_you_mean is None)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(sorted({word for case in CASES for word in case["text"].split()})), max_size=12))
def test_any_mixture_of_known_words_is_read(words: list[str]) -> None:
    assert read(" ".join(words), MARKET).intent in INTENTS


@pytest.mark.parametrize("text", ["apply " * 2000, "a" * 10_000, "stop " * 2000, "1" * 10_000, "im not " * 1500])
def test_a_long_message_costs_no_more_than_its_first_part(text: str, market: Market) -> None:
    assert read(text, market) == read(text[:LONGEST_MESSAGE], market)


def test_what_changes_something_is_among_the_intents() -> None:
    assert CHANGES <= INTENTS


def test_a_message_is_read_in_less_than_a_millisecond(market: Market) -> None:
    texts = [case["text"] for case in CASES]
    for text in texts:
        read(text, market)
    start = time.process_time()
    for text in texts:
        read(text, market)
    assert (time.process_time() - start) / len(texts) < 0.001
