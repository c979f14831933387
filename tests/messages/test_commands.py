"""`fursa messages cost`: what each text costs, and failure where one is over its budget."""

import pathlib
import shutil

import pytest
from click.testing import CliRunner

from core.settings import DEFAULT_MARKET
from messages.commands import messages
from messages.templates import TEMPLATES


def test_cost_names_each_text_in_each_language_with_its_segments() -> None:
    result = CliRunner().invoke(messages, ["cost"])
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert [line.split()[:2] for line in lines[1:-1]] == [
        [purpose, language] for purpose in TEMPLATES for language in ("en", "sw", "fr")
    ]
    assert "alert                en       gsm7           1     1      1" in lines
    assert lines[-1] == f"{len(TEMPLATES)} texts in en, sw, fr: none over its budget"


def test_cost_fails_where_a_market_makes_a_text_too_long(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "kenya"
    shutil.copytree(DEFAULT_MARKET, pack)
    told = (pack / "market.toml").read_text(encoding="utf-8")
    (pack / "market.toml").write_text(told.replace("*384*1234#", f"*384*{'1' * 40}#"), encoding="utf-8")
    monkeypatch.setenv("FURSA_MARKET", str(pack))
    result = CliRunner().invoke(messages, ["cost"])
    assert result.exit_code == 1
    assert "help                 en       gsm7           2     2      1 over" in result.output.splitlines()
    assert "over budget: shorten" in result.output.splitlines()[-1]
