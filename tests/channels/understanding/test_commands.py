"""`fursa understand`: a line in, a JSON object out."""

import json

from click.testing import CliRunner

from channels.understanding.commands import understand


def meanings(text: str | bytes) -> list[dict[str, object]]:
    result = CliRunner().invoke(understand, input=text)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_each_line_is_answered_by_one_object() -> None:
    first, second = meanings("APPLY 4521\nlorry driver Nakuru\n")
    assert first == {"text": "APPLY 4521", "intent": "apply", "argument": "4521", "occupations": [], "places": []}
    assert (second["intent"], second["argument"]) == ("search", "lorry driver Nakuru")
    assert second["occupations"][0]["isco"] == "8332"  # type: ignore[index]
    assert second["places"][0] == {"code": "032", "name": "Nakuru", "county": "Nakuru", "score": 1.0}  # type: ignore[index]


def test_a_blank_line_is_answered_too() -> None:
    assert [each["text"] for each in meanings("stop\n\nhelp")] == ["stop", "", "help"]


def test_the_county_of_what_is_wider_than_a_county_is_empty() -> None:
    (kenya,) = meanings("kote kenya\n")
    assert [place["county"] for place in kenya["places"]] == [""]  # type: ignore[attr-defined]


def test_bytes_that_are_no_text_are_answered() -> None:
    assert len(meanings(b"\xff\xfe stop\n")) == 1
