"""Budgets: a unit spends what it has, and then only what people wait for still goes."""

import pathlib
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core.database import Database
from core.market import Market, load
from messages import budget, notices, outbox, sending
from messages.sweeping import sweep
from tests.outgoing import DAY, NOW, FakeGateway, accept, queue, states

TINYLAND = pathlib.Path(__file__).parent.parent / "packs" / "tinyland"


@pytest.fixture(scope="module")
def tinyland() -> Market:
    """A market where the unit "lagoa" has 300 birr a month."""
    return load(TINYLAND)


def gateway(cost: str = "100", currency: str = "ETB") -> FakeGateway:
    return FakeGateway(most=1, answer=lambda recipient: accept(recipient, cost, currency))


def drain(db: Database, way: FakeGateway, market: Market, now: int = NOW) -> int:
    return sending.drain(db, way, market, lambda: now, limit=4).held


def test_alerts_wait_once_the_unit_has_spent_its_month(db: Database, tinyland: Market) -> None:
    way = gateway("75")
    for number in range(6):
        queue(db, f"a:{number}", unit="lagoa")
    drain(db, way, tinyland)
    assert drain(db, way, tinyland) == 2
    assert Counter(states(db).values()) == Counter(accepted=4, queued=2)
    assert outbox.counts(db, NOW)["held"] == 2
    assert drain(db, way, tinyland) == 0, "what is put aside is not looked at again"


@pytest.mark.parametrize(
    ("priority", "held"), [(outbox.REPLY, 0), (outbox.NOTICE, 0), (outbox.ALERT, 1), (outbox.OUTREACH, 1)]
)
def test_what_people_wait_for_goes_whatever_was_spent(db: Database, tinyland: Market, priority: int, held: int) -> None:
    spend(db, "lagoa", 300)
    queue(db, "m", unit="lagoa", priority=priority)
    assert drain(db, gateway(), tinyland) == held
    assert states(db) == {"m": "queued" if held else "accepted"}


def test_one_unit_does_not_pay_for_another(db: Database, tinyland: Market) -> None:
    spend(db, "lagoa", 300)
    queue(db, "north", unit="tinyland")
    queue(db, "south", unit="lagoa")
    drain(db, gateway(), tinyland)
    assert states(db) == {"north": "accepted", "south": "queued"}


def test_staff_are_told_once_a_month_and_unit(db: Database, tinyland: Market) -> None:
    spend(db, "lagoa", 300)
    for number in range(3):
        queue(db, f"a:{number}", unit="lagoa")
        drain(db, gateway(), tinyland)
    [told] = notices.waiting(db)
    assert told["code"] == "budget_spent" and told["data"] == {"unit": "lagoa", "month": "2026-11"}
    notices.tick_off(db, NOW, told["id"])
    queue(db, "again", unit="lagoa")
    drain(db, gateway(), tinyland)
    assert notices.waiting(db) == []


def test_what_waited_goes_in_the_next_month(db: Database, tinyland: Market) -> None:
    way = gateway()
    december = int(datetime(2026, 11, 30, 21, tzinfo=UTC).timestamp())  # midnight in Addis Ababa
    spend(db, "lagoa", 300)
    queue(db, "a", unit="lagoa", not_after=december + DAY)
    drain(db, way, tinyland)
    assert sweep(db, way, tinyland, december - 1).released == 0
    assert sweep(db, way, tinyland, december).released == 1
    drain(db, way, tinyland, december)
    assert states(db) == {"a": "accepted"}


def test_what_waited_goes_when_the_limit_is_lifted(db: Database, tinyland: Market, market: Market) -> None:
    spend(db, "lagoa", 300)
    queue(db, "a", unit="lagoa")
    drain(db, gateway(), tinyland)
    assert budget.release(db, market, NOW) == 1, "the other market's units have no limit"


def test_what_waits_for_money_expires_like_anything_else(db: Database, tinyland: Market) -> None:
    spend(db, "lagoa", 300)
    queue(db, "a", unit="lagoa")
    drain(db, gateway(), tinyland)
    assert sweep(db, gateway(), tinyland, NOW + DAY).expired == 1
    assert states(db) == {"a": "expired"}


def test_parts_of_a_cent_are_not_lost(db: Database, tinyland: Market) -> None:
    way = gateway("0.000125")
    for number in range(4):
        queue(db, f"a:{number}", unit="lagoa")
    drain(db, way, tinyland)
    assert db.all("SELECT unit, month, currency, amount FROM spending") == [
        {"unit": "lagoa", "month": "2026-11", "currency": "ETB", "amount": 500}
    ]


def test_money_of_another_currency_is_kept_apart_and_told(db: Database, tinyland: Market) -> None:
    for number in range(2):
        queue(db, f"a:{number}", unit="lagoa")
    drain(db, gateway("1000", "USD"), tinyland)
    assert [notice["data"] for notice in notices.waiting(db)] == [{"unit": "lagoa", "currency": "USD"}]
    assert budget.spent_units(db, tinyland, NOW) == frozenset()
    assert [row["currency"] for row in db.all("SELECT currency FROM spending")] == ["USD"]


def spend(db: Database, unit: str, amount: int) -> None:
    db.run(
        "INSERT INTO spending (unit, month, currency, amount) VALUES (:unit, '2026-11', 'ETB', :amount)",
        unit=unit,
        amount=amount * outbox.MILLION,
    )


def test_what_a_unit_has_left_this_month_is_known(db: Database, tinyland: Market) -> None:
    spend(db, "lagoa", 120)
    left = budget.left(db, tinyland, NOW)
    assert left == {"lagoa": Decimal(180), "tinyland": None}
    assert budget.left(db, tinyland, NOW + 31 * DAY)["lagoa"] == Decimal(300)
