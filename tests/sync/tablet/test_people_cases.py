"""Cases about people: what the tablets' tests take for right is what the server does."""

from pathlib import Path

import orjson
import pytest

from core import sounds
from core.market import Market
from tests.sync.tablet import make_people_cases as make

NAMES = ("sounds.json", "duplicates.json", "phones.json")


@pytest.fixture(scope="module")
def made(market: Market) -> dict[str, bytes]:
    """The files as they would be written now."""
    return make.made(market)


@pytest.mark.parametrize("name", NAMES)
def test_the_server_judges_as_the_cases_say(made: dict[str, bytes], name: str) -> None:
    stored = orjson.loads(Path(make.FOLDER / name).read_bytes())
    assert orjson.loads(made[name]) == stored, "python -m tests.sync.tablet.make_people_cases"


def test_the_cases_are_many_and_of_every_kind() -> None:
    names = make.sounds_cases()
    assert len(names) >= 400
    alike = sum(case["alike"] >= sounds.ALIKE for case in names)
    assert 150 <= alike <= len(names) - 150


def test_the_cases_of_duplicates_know_every_reason(market: Market) -> None:
    cases = make.duplicates_cases(market)["cases"]
    assert len(cases) >= 120
    told = [case["told"] for case in cases if case["told"]]
    assert {reason for each in told for reason in each["reasons"]} == {
        "phone",
        "name",
        "name_sounds_alike",
        "birth_year",
        "place",
    }
    assert 30 <= len(told) <= len(cases) - 30
    assert {case["same"] for case in cases} == {True, False}
