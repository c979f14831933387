"""Cases about texts, the market and matching: what the tablets' tests take for right is what the server does."""

from typing import Any

import orjson
import pytest

from core.matching import OTHER_WORK, RELATED_WORK, SAME_WORK
from tests.sync.tablet import make_cases as make
from tests.sync.tablet.make_matching_cases import NOW

NAMES = ("spelling.json", "words.json", "places.json", "nearness.json", "skills.json", "matching.json")
MOST_BYTES = 1_500_000
PAIRS, LISTS = 300, 20  # at least


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    """The files as they would be written now."""
    return make.made()


@pytest.fixture(scope="module")
def matched() -> dict[str, Any]:
    """The cases of matching, by market."""
    stored: dict[str, Any] = orjson.loads((make.FOLDER / "matching.json").read_bytes())
    return {name: stored[name] for name in make.PACKS}


def lists(matched: dict[str, Any]) -> list[Any]:
    """The lists of all worlds."""
    return [each for market in matched.values() for world in market["worlds"].values() for each in world["lists"]]


def test_all_files_are_made_here(made: dict[str, bytes]) -> None:
    assert tuple(made) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_server_does_as_the_cases_say(made: dict[str, bytes], name: str) -> None:
    stored = (make.FOLDER / name).read_bytes()
    assert orjson.loads(made[name]) == orjson.loads(stored), "python -m tests.sync.tablet.make_cases"
    assert len(stored) < MOST_BYTES


def test_there_are_pairs_of_every_kind_of_work_distance_age_and_pay(matched: dict[str, Any]) -> None:
    pairs = [pair for market in matched.values() for pair in market["pairs"]]
    assert len(pairs) >= PAIRS
    assert {pair["reason"] for pair in pairs} == {SAME_WORK, RELATED_WORK, OTHER_WORK}
    parts = [{part["code"]: part for part in pair["parts"]} for pair in pairs]
    nearness = {part["work"]["values"]["nearness"] for part in parts}
    assert nearness > {0.0, 0.2, 0.5, 0.75, 1.0}, "none is near by the market's table alone"
    assert {part["place"]["values"]["ring"] for part in parts} >= {0, 1, 2, 3, 4}
    for code, never in (("pay", 0.0), ("recency", 5.0), ("skills", None)):
        points = {part[code]["points"] for part in parts}
        assert points >= {0.0, 5.0, 10.0} - {never}, code
    opened = {(pair["vacancy"]["opened_at"] or 0) - NOW for pair in pairs}
    assert max(opened) > 0 > min(opened)
    assert any(pair["vacancy"]["opened_at"] is None for pair in pairs)


def test_somebody_has_all_some_and_none_of_the_skills_that_are_asked(matched: dict[str, Any]) -> None:
    told = [pair["parts"][-1]["values"] for market in matched.values() for pair in market["pairs"]]
    asked = [(len(each["held"]), len(each["asked"])) for each in told if each["asked"]]
    assert any(held == 0 for held, _ in asked)
    assert any(0 < held < most for held, most in asked)
    assert any(held == most for held, most in asked)
    codes = {skill["id"] for market in matched.values() for skill in market["documents"]["skills"]}
    assert any(skill not in codes for each in told for skill in each["held"]), "nobody has a skill in own words"


def test_there_are_lists_of_every_kind_full_and_short(matched: dict[str, Any]) -> None:
    found = lists(matched)
    assert sum(each["ask"] == "best" for each in found) >= LISTS
    assert {each["ask"] for each in found} == {"best", "ofKind", "inPlace", "among"}
    assert {len(each["found"]) for each in found if each["ask"] == "best"} >= {3, 9, 20}
    assert {match[2] for each in found for match in each["found"]} == {SAME_WORK, RELATED_WORK, OTHER_WORK}


def test_in_a_crowd_more_fits_than_is_listed(matched: dict[str, Any]) -> None:
    crowd = matched["kenya"]["worlds"]["crowd"]
    assert len(crowd["vacancies"]) > 20 * max(each["wanted"] for each in crowd["lists"])
    assert any(each["found"] and each["found"][-1][2] != OTHER_WORK for each in crowd["lists"] if each["wanted"] == 9)
