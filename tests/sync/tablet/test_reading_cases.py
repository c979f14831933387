"""Cases of typed words: what the tablets' tests take for right is what the server does."""

from typing import Any

import orjson
import pytest

from core.market import Market
from tests.sync.tablet import make_reading_cases as make

ANEW = "python -m tests.sync.tablet.make_reading_cases"


def stored(name: str) -> Any:
    return orjson.loads((make.FOLDER / f"{name}.json").read_bytes())


@pytest.fixture(scope="module")
def readings() -> list[dict[str, Any]]:
    """What texts mean, as stored."""
    return list(stored("reading")["cases"])


def test_texts_mean_what_the_cases_say(market: Market, readings: list[dict[str, Any]]) -> None:
    assert [make.understood(market, case["text"]) for case in readings] == readings, ANEW


def test_the_market_of_the_cases_is_that_of_the_pack(market: Market) -> None:
    assert stored("reading")["terms"] == make.terms(market), ANEW


def test_words_are_as_near_as_the_cases_say() -> None:
    cases = stored("ratio")
    assert [make.nearness(*case["words"]) for case in cases] == cases, ANEW


def test_searches_find_what_the_cases_say(market: Market) -> None:
    assert orjson.loads(make.lines(make.search_cases(market))) == stored("search"), ANEW


def test_the_texts_are_many_and_of_every_kind(readings: list[dict[str, Any]]) -> None:
    assert len(readings) >= 400
    for name in ("work", "places", "pay", "sure_work", "is_sure", "rest"):
        has = sum(bool(case[name]) for case in readings)
        assert 20 <= has <= len(readings) - 20, name
    assert sum(len(case["work"]) > 1 for case in readings) >= 40


def test_the_searches_are_many_and_widened_in_every_way() -> None:
    cases = stored("search")["cases"]
    assert len(cases) >= 60
    for widened in ("", "around", "like", "some_words"):
        assert sum(case["widened"] == widened and bool(case["found"]) for case in cases) >= 3, widened
    assert sum(not case["found"] for case in cases) >= 3
