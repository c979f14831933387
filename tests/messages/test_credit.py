"""Credit: staff hear in time that what is left with a gateway will not last."""

from dataclasses import dataclass
from decimal import Decimal

from core.database import Database
from core.market import Market
from messages import budget, credit, notices, outbox
from tests.outgoing import DAY, NOW


@dataclass
class Prepaid:
    """A gateway that has so much left."""

    left: Decimal
    name: str = "test"

    def balance(self) -> tuple[str, Decimal]:
        return "KES", self.left


def spent(db: Database, market: Market, amount: int) -> None:
    """So much, in shillings, has gone this month."""
    db.run(
        "INSERT INTO spending (unit, month, currency, amount) VALUES ('', :month, 'KES', :amount)",
        month=budget.month(market, NOW),
        amount=amount * outbox.MILLION,
    )


def test_what_is_left_is_remembered_as_last_told(db: Database, market: Market) -> None:
    credit.look(db, market, Prepaid(Decimal("700.25")), NOW)
    credit.look(db, market, Prepaid(Decimal("-1.5")), NOW + 900)
    assert db.all("SELECT * FROM credit") == [
        {"gateway": "test", "currency": "KES", "amount": -1_500_000, "at": NOW + 900}
    ]


def test_staff_are_told_once_a_day_when_it_will_not_last_three_days(db: Database, market: Market) -> None:
    spent(db, market, 49_000)  # by the 18th of a month, after one of 31 days: 1,000 a day
    credit.look(db, market, Prepaid(Decimal("3001")), NOW)
    assert notices.waiting(db) == []
    for minute in range(3):
        credit.look(db, market, Prepaid(Decimal("2999")), NOW + 60 * minute)
    [notice] = notices.waiting(db)
    assert (notice["code"], notice["data"]) == ("credit_low", {"gateway": "test", "amount": "2999"})
    credit.look(db, market, Prepaid(Decimal("1999")), NOW + DAY)
    assert len(notices.waiting(db)) == 2


def test_a_credit_that_is_gone_is_told_though_nothing_was_spent(db: Database, market: Market) -> None:
    credit.look(db, market, Prepaid(Decimal("0")), NOW)
    assert [notice["code"] for notice in notices.waiting(db)] == ["credit_low"]
