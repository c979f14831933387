"""The phone in the terminal: what is printed, what is sent, and how it says that it cannot go on."""

import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from channels.paging import Limits
from channels.phone import NO_ANSWER
from channels.phone.commands import phone
from channels.phone.terminal import Reply, draw
from tests.channels.phone.conftest import ScriptedService

NUMBER = "+254712345678"


def dial(service: ScriptedService, typed: str = "", *options: str) -> Result:
    """Call the service, with lines typed beforehand."""
    return CliRunner().invoke(phone, [NUMBER, "--url", service.url, *options], input=typed)


def test_answers_are_read_until_the_service_ends_the_call(service: ScriptedService) -> None:
    service.replies["2*Wanjiku wa Kamau"] = "END Asante"
    result = dial(service, "2\nWanjiku wa Kamau\nnever read\n")
    assert result.exit_code == 0
    assert service.texts() == ["", "2", "2*Wanjiku wa Kamau"]
    assert len({asked["sessionId"] for asked in service.asked}) == 1
    assert service.asked[0].items() >= {"phoneNumber": NUMBER, "serviceCode": service.code}.items()
    (ended,) = service.ended
    assert (ended["status"], ended["hopsCount"], ended["lastAppResponse"]) == ("Success", "3", "Asante")


def test_each_screen_is_printed_with_its_length(service: ScriptedService) -> None:
    result = dial(service, "1\n")
    first, second = result.output.split("> 1\n")
    box = (
        "┌──────────────────────────────┐\n"
        "│ Karibu                       │\n"
        "│ 1 Jobs                       │\n"
        "│ 2 Name                       │\n"
        "└──────────────────────────────┘\n"
        "20 of 160, GSM-7, "
    )
    assert box in first
    assert "│ Two jobs                     │" in second


@pytest.mark.parametrize("typed", ["1\n", "1\nend\n", "1\nEND\n2\n"])
def test_the_caller_ends_the_call(service: ScriptedService, typed: str) -> None:
    result = dial(service, typed)
    assert result.exit_code == 0
    assert result.output.endswith("You ended the call.\n")
    assert service.texts() == ["", "1"]
    assert [ended["status"] for ended in service.ended] == ["Incomplete"]


def test_a_blank_line_is_a_blank_answer(service: ScriptedService) -> None:
    service.replies["1*"] = "END Choose a number"
    dial(service, "1\n\n")
    assert service.texts() == ["", "1", "1*"]


def test_another_code_may_be_dialled(service: ScriptedService) -> None:
    result = dial(service, "", "--code", "*99#")
    assert result.output.startswith(f"{NUMBER} calls *99#\n")
    assert service.asked[0]["serviceCode"] == "*99#"


def test_a_wrong_key_is_named_as_the_fault(service: ScriptedService) -> None:
    result = dial(service, "1\n", "--key", "wrong/key")
    assert result.exit_code == 1
    assert result.stderr == f"{NO_ANSWER}\nThe service does not know this key. Give its own with --key.\n"
    assert service.asked == []


def test_a_server_out_of_reach_is_named_as_the_fault() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))  # a port that nobody else takes, and where nobody listens
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        result = CliRunner().invoke(phone, [NUMBER, "--url", url, "--key", "secret"])
    assert result.exit_code == 1
    assert result.stderr.startswith(f"{NO_ANSWER}\nThe service cannot be reached at {url}: ")
    assert "secret" not in result.output


def test_an_answer_with_an_error_ends_the_call(service: ScriptedService) -> None:
    del service.replies[""]
    result = dial(service)
    assert result.exit_code == 1
    assert "HTTP status 500" in result.stderr


@pytest.mark.parametrize("body", ["Karibu", "", "CONTINUE now"])
def test_an_answer_that_is_neither_con_nor_end_ends_the_call(service: ScriptedService, body: str) -> None:
    service.replies[""] = body
    result = dial(service)
    assert result.exit_code == 1
    assert "neither CON nor END" in result.stderr


@pytest.mark.parametrize("number", ["0712345678", "+0712345678", "+254", "+2547x2345678"])
def test_a_number_that_is_not_international_is_refused(service: ScriptedService, number: str) -> None:
    result = CliRunner().invoke(phone, [number, "--url", service.url])
    assert result.exit_code == 2
    assert "begins with + and the country's code" in result.stderr
    assert service.asked == []


def test_a_number_may_be_typed_with_spaces(service: ScriptedService) -> None:
    CliRunner().invoke(phone, ["+254 712 345 678", "--url", service.url])
    assert service.asked[0]["phoneNumber"] == NUMBER


def test_an_address_of_another_kind_is_refused() -> None:
    result = CliRunner().invoke(phone, [NUMBER, "--url", "file:///etc/passwd"])
    assert result.exit_code == 2
    assert "begins with http:// or https://" in result.stderr


def test_it_works_in_a_pipe(service: ScriptedService) -> None:
    program = "from channels.phone.commands import phone; phone()"
    command = [sys.executable, "-c", program, NUMBER, "--url", service.url]
    done = subprocess.run(command, input="1\n", capture_output=True, encoding="utf-8", timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    assert "> 1\n" in done.stdout
    assert service.texts() == ["", "1"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5 € {~}", "11 of 160, GSM-7, 7 ms"),
        ("Don’t", "5 of 70, UCS-2, 7 ms"),
        ("x" * 161, "161 of 160, GSM-7, 7 ms, TOO LONG"),
        ("х" * 71, "71 of 70, UCS-2, 7 ms, TOO LONG"),
    ],
)
def test_a_screen_is_measured_as_the_network_counts_it(text: str, told: str) -> None:
    assert draw(Reply(text, is_open=True, milliseconds=7), Limits()).splitlines()[-1] == told


def test_a_long_line_is_broken_between_words_and_a_blank_line_stays() -> None:
    drawn = draw(Reply("Karibu Fursa, huduma ya ajira.\n\n1 Kazi", is_open=True, milliseconds=1), Limits())
    assert [line.strip("│ ") for line in drawn.splitlines()[1:5]] == [
        "Karibu Fursa, huduma ya",
        "ajira.",
        "",
        "1 Kazi",
    ]
