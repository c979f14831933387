"""`fursa demo`, started as people start it."""

import pathlib
import signal
from collections.abc import Mapping
from typing import Any

import pytest

from core import settings
from demo import commands
from tests.service_process import PATIENCE_SECONDS, free_port, get, outcome, post, running

NO_ENVIRONMENT: Mapping[str, str] = {}
TINYLAND = pathlib.Path(__file__).parent.parent / "packs" / "tinyland"
DAY = 24 * 3600


def dialled(port: int, text: str = "", **changed: str) -> str:
    """What the phone shows after these answers."""
    form: dict[str, Any] = {
        "sessionId": "ATUid_1",
        "phoneNumber": "+254712345678",
        "serviceCode": "*384*1234#",
        "text": text,
        **changed,
    }
    return post(f"http://127.0.0.1:{port}/africastalking/demo/ussd", **form)


def test_a_newcomer_registers_and_finds_jobs_in_the_demo(tmp_path: pathlib.Path) -> None:
    port, folder = free_port(), tmp_path / "new" / "demo"
    arguments = ("demo", "--port", str(port), "--data", str(folder))
    with running(*arguments, until="Stop:", environment=NO_ENVIRONMENT) as (process, said):
        assert f"http://127.0.0.1:{port}/phone\n" in said and str(folder) in said
        assert get(f"http://127.0.0.1:{port}/phone").startswith("<!doctype html>")
        answers = ["1", "1", "Jane Wambui", "1995", "Thika", "Cashier", "2", "1", "1"]
        for count in range(len(answers) + 1):
            shown = dialled(port, "*".join(answers[:count]))
        assert shown.startswith("CON Jobs for you")

        code, refused = outcome(*arguments, environment=NO_ENVIRONMENT)
        assert (code, refused.count("\n")) == (1, 1)
        assert f"Port {port} is in use" in refused

        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0
        assert process.stdout is not None and process.stdout.read() == "Stopped.\n"


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: pathlib.Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    arguments = ("demo", "--port", str(free_port()), "--data", str(in_the_way / "demo"))
    code, said = outcome(*arguments, environment=NO_ENVIRONMENT)
    assert (code, said.count("\n")) == (1, 1)
    assert str(in_the_way) in said and "--data" in said


def test_a_demo_with_the_jobs_of_last_month_says_how_to_begin_anew(
    tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    chosen = settings.Settings(database=f"sqlite:///{tmp_path / 'fursa.db'}")
    commands.prepare(chosen, 1, 20_000 * DAY)
    assert "closed" not in capsys.readouterr().out
    commands.prepare(chosen, 1, 20_040 * DAY)
    assert "Delete its folder" in capsys.readouterr().out


def test_another_market_starts_empty(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = settings.Settings(database=f"sqlite:///{tmp_path / 'fursa.db'}", market=TINYLAND)
    commands.prepare(chosen, 1, 20_000 * DAY)
    assert "0 employers" in capsys.readouterr().out
