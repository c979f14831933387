"""Metrics of messages: read from the database, so that every process tells the same."""

import re
from decimal import Decimal
from typing import Any

from prometheus_client import generate_latest

from channels.metrics import Messages
from core.database import Database, Row
from core.errors import UnavailableError
from core.market import Market
from messages import credit, opt_outs, sending
from tests.conversation import Clock, on_sqlite
from tests.outgoing import DAY, NOW, FakeGateway, queue


class Prepaid:
    """A gateway that has something left."""

    name = "test"

    def balance(self) -> tuple[str, Decimal]:
        return "KES", Decimal("250.5")


class Away(Database):
    """A database that cannot be reached."""

    def all(self, sql: str, **values: Any) -> list[Row]:
        raise UnavailableError("no connection")


def told(metrics: Messages) -> dict[str, float]:
    """Each figure by its name and labels."""
    lines = generate_latest(metrics).decode().splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def test_what_waits_and_what_became_of_a_day_is_told(db: Database, market: Market) -> None:
    for number in range(4):
        queue(db, f"m{number}", f"+2547120000{number:02}", not_before=NOW - 90)
    queue(db, "tomorrow", not_before=NOW + DAY // 2)
    sending.drain(db, FakeGateway(), market, lambda: NOW, limit=3)
    credit.look(db, market, Prepaid(), NOW)
    opt_outs.stop(db, market, "+254799000000", NOW, "sms")

    found = told(Messages(db, lambda: NOW))
    assert found["fursa_messages_oldest_unsent_seconds"] == 90
    assert found['fursa_messages_waiting{state="queued"}'] == 1
    assert found['fursa_messages_waiting{state="waiting"}'] == 1
    assert found['fursa_messages_day{gateway="test",language="en",state="sent"}'] == 3
    assert found['fursa_messages_day{gateway="",language="en",state="queued"}'] == 2
    assert found['fursa_messages_day_cost{currency="KES",gateway="test",language="en"}'] == 2.4
    assert found['fursa_messages_cost_total{currency="KES",unit=""}'] == 2.4
    assert found['fursa_gateway_credit{currency="KES",gateway="test"}'] == 250.5
    assert found['fursa_opt_outs{source="sms"}'] == 1


@on_sqlite
def test_asking_often_reads_the_database_once_in_five_seconds(db: Database) -> None:
    clock = Clock(NOW)
    metrics = Messages(db, clock)
    assert told(metrics)['fursa_messages_waiting{state="queued"}'] == 0
    queue(db, "new")
    clock.forward(4)
    assert told(metrics)['fursa_messages_waiting{state="queued"}'] == 0
    clock.forward(1)
    assert told(metrics)['fursa_messages_waiting{state="queued"}'] == 1


@on_sqlite
def test_messages_of_yesterday_leave_the_day(db: Database) -> None:
    clock = Clock(NOW)
    metrics = Messages(db, clock)
    queue(db, "old")
    assert told(metrics)['fursa_messages_day{gateway="",language="en",state="queued"}'] == 1
    clock.forward(DAY + 1)
    assert not any(name.startswith("fursa_messages_day{") for name in told(metrics))


def test_no_figure_is_told_when_the_database_is_away() -> None:
    assert told(Messages(Away(), lambda: NOW)) == {}


@on_sqlite
def test_no_number_of_a_phone_is_in_a_figure(db: Database) -> None:
    queue(db, "one")
    assert not re.search(r"\+?254\d{9}", generate_latest(Messages(db, lambda: NOW)).decode())
