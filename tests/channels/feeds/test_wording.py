"""The wording of imports and feeds: each code that code can give has a sentence."""

import re

import pytest

from channels.feeds import wording
from channels.feeds.item import Fault
from tests.source import ROOT

FOLDER = ROOT / "channels" / "feeds"


def codes(file: str, way: str) -> list[str]:
    found = re.findall(way, (FOLDER / file).read_text(encoding="utf-8"))
    assert found
    return sorted(set(found))


@pytest.mark.parametrize("code", codes("fetching.py", r'FetchError\("(\w+)"'))
def test_each_failure_of_a_feed_has_a_sentence(code: str) -> None:
    assert wording.failure(code) != code
    assert wording.failure(f"{code} 503").endswith("(503)")


@pytest.mark.parametrize(
    "code",
    [
        code
        for file in ("fields.py", "from_csv.py", "from_json_lines.py", "from_job_posting.py", "importing.py")
        for code in codes(file, r'(?:InvalidError\(|Fault\([^"()]*(?:\([^()]*\))?[^"()]*|append\()"(\w+)"')
    ],
)
def test_each_fault_of_an_import_has_a_sentence(code: str) -> None:
    assert wording.sentence(Fault(None, code)) != code


@pytest.mark.parametrize(
    "why",
    ["occupation_unsure", "place_unknown", "place_ambiguous", "asks_money", "dropped_before", "limit_reached"],
)
def test_each_doubt_has_a_reason(why: str) -> None:
    assert "waits for staff" in wording.why(why)


def test_a_value_that_is_missing_breaks_no_sentence() -> None:
    assert wording.sentence(Fault(3, "too_long", {"column": "title"})) == "title is longer than ? characters."
