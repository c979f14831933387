"""`fursa messages`: what each text costs, failure where one is over its budget, and how far a run has come."""

import pathlib
import shutil
import time

import pytest
from click.testing import CliRunner

from core.database import Database
from core.errors import SetupError
from core.market import Market
from core.settings import DEFAULT_MARKET
from messages.commands import messages
from messages.texts import TEMPLATES
from tests.alerting import subscriber
from tests.outgoing import DAY, queue


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


def test_watch_shows_how_far_messages_have_come(
    database_url: str, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FURSA_DATABASE", database_url)
    queue(db, "on the phone")
    queue(db, "tomorrow", not_before=int(time.time()) + DAY)
    db.run("UPDATE outbox SET created_at = :now, not_after = :now + 999999", now=int(time.time()))
    db.run("UPDATE outbox SET state = 'delivered' WHERE dedupe = 'on the phone'")
    result = CliRunner().invoke(messages, ["watch"])
    assert result.exit_code == 0, result.output
    assert result.output == ("[####################] 100 %  queued 0  waiting 1  sent 0  delivered 1  failed 0\n")


def test_watch_of_a_database_that_is_not_there_says_so(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FURSA_DATABASE", f"sqlite:///{tmp_path}/none.db")
    result = CliRunner().invoke(messages, ["watch"])
    assert isinstance(result.exception, SetupError)


def test_alerts_follow_a_changed_market_pack(db: Database, database_url: str, market: Market) -> None:
    subscriber(db, market, 1)
    told = CliRunner().invoke(messages, ["rebuild"], env={"FURSA_DATABASE": database_url})
    assert (told.exit_code, told.output) == (0, "1 people looked at\n")
