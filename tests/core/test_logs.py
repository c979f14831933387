"""Logs: each line is JSON, and no line holds a phone number."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from core import logs

PHONE = "+254712345678"


class Written:
    """A logger, and the lines it has written."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        handler = logging.StreamHandler(self.stream)
        handler.setFormatter(logs.JsonLines())
        self.logger = logging.Logger("test", logging.DEBUG)
        self.logger.addHandler(handler)

    @property
    def text(self) -> str:
        """All of it."""
        return self.stream.getvalue()

    @property
    def last(self) -> dict[str, Any]:
        """The last line, decoded as strictly as JSON asks."""

        def refuse(constant: str) -> None:
            raise ValueError(constant)

        line: dict[str, Any] = json.loads(self.text.splitlines()[-1], parse_constant=refuse)
        return line


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """The root logger, given back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield root
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_line_says_when_how_grave_who_and_what(written: Written) -> None:
    written.logger.warning("%s posts left", 3)
    line = written.last
    assert set(line) == {"at", "level", "logger", "message"}
    assert (line["level"], line["logger"], line["message"]) == ("warning", "test", "3 posts left")
    assert line["at"].endswith("+00:00")


def test_each_record_is_one_line(written: Written) -> None:
    written.logger.info("first\nsecond \u2028 third")
    written.logger.info("fourth")
    assert len(written.text.rstrip("\n").split("\n")) == 2


def test_values_are_kept_with_their_names_and_types(written: Written) -> None:
    written.logger.info("done", extra={"attempt": 3, "share": 0.5, "slow": True, "missing": None, "codes": ["a", 1]})
    line = written.last
    assert [line[name] for name in ("attempt", "share", "slow", "missing", "codes")] == [3, 0.5, True, None, ["a", 1]]


def test_a_large_number_leaves_the_line_json(written: Written) -> None:
    written.logger.info("done", extra={"at_milliseconds": 1_795_000_000_123, "row": {"since": 1_795_000_000}})
    assert written.last["message"] == "done"


def test_what_json_does_not_know_is_told_as_text(written: Written) -> None:
    odd = {("a", 1): {3}, "error": ValueError("bad"), "not a number": float("nan"), "bytes": b"x"}
    written.logger.info("odd", extra={"odd": odd})
    assert written.last["odd"] == {"('a', 1)": [3], "error": "bad", "not a number": "nan", "bytes": "b'x'"}


def test_letters_of_every_script_stay_readable(written: Written) -> None:
    written.logger.info('Zoë said "ሰላም"')
    assert "ሰላም" in written.text
    assert written.last["message"] == 'Zoë said "ሰላም"'


@pytest.mark.parametrize("phone", [PHONE, PHONE[1:], "0712345678", "0712 345 678", "+254 712 345 678"])
def test_no_message_or_value_holds_a_phone_number(written: Written, phone: str) -> None:
    written.logger.info(f"called by {phone}", extra={"phone": phone, "row": {"phone": phone, phone: [phone, (phone,)]}})
    written.logger.info("called by %s", phone)
    written.logger.info("error %s", ValueError(phone))
    assert phone not in written.text
    assert written.last["message"].endswith("******678")


def test_a_number_kept_as_a_number_is_masked_too(written: Written) -> None:
    written.logger.info("called", extra={"phone": 254712345678})
    assert written.last["phone"] == "******678"


def test_no_traceback_holds_a_phone_number(written: Written) -> None:
    try:
        try:
            raise KeyError(PHONE)
        except KeyError as error:
            raise ValueError(f"no profile for {PHONE}") from error
    except ValueError:
        written.logger.exception("a step failed for %s", PHONE)
    assert "712345" not in written.text
    assert "ValueError: no profile for ******678" in written.last["traceback"]


def test_a_process_writes_json_lines_to_standard_error(
    root_logger: logging.Logger, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.start()
    logging.getLogger("core.test").info("hello %s", PHONE)
    logging.getLogger("core.test").debug("not asked for")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["message"] == "hello ******678"
