"""Budgets: what each unit has spent this month, and what waits because it is spent.

Alerts and outreach wait. Replies, and notices about somebody's own application, always go.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from core.database import Database, Row
from core.market import Market
from messages import notices, outbox
from messages.gateway import Outcome


def month(market: Market, now: int) -> str:
    """The month of the market's calendar, as "2026-11"."""
    return f"{datetime.fromtimestamp(now, market.time_zone):%Y-%m}"


def spend(db: Database, market: Market, now: int, rows: Sequence[Row], outcomes: Sequence[Outcome]) -> None:
    """Add what the gateway says a call has cost to what the units of its messages have spent this month.

    Staff are told where it is in another currency: no budget can hold that.
    """
    units = {row["id"]: row["unit"] for row in rows}
    spent: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for outcome in outcomes:
        if outcome.cost:
            spent[units[outcome.id], outcome.currency or market.currency] += outcome.cost
    for (unit, currency), cost in sorted(spent.items()):
        db.run(
            "INSERT INTO spending (unit, month, currency, amount) VALUES (:unit, :month, :currency, :amount)"
            " ON CONFLICT (unit, month, currency) DO UPDATE SET amount = spending.amount + excluded.amount",
            unit=unit,
            month=month(market, now),
            currency=currency,
            amount=outbox.millionths(cost),
        )
        if currency != market.currency:
            subject = f"{unit}:{month(market, now)}:{currency}"
            notices.tell(db, now, "budget", subject, "budget_currency", unit=unit, currency=currency)


def spent_units(db: Database, market: Market, now: int) -> frozenset[str]:
    """The units that have nothing left for this month."""
    budgets = {unit.code: unit.monthly_budget for unit in market.units if unit.monthly_budget is not None}
    if not budgets:
        return frozenset()
    amounts = this_month(db, market, now)
    return frozenset(unit for unit, most in budgets.items() if amounts.get(unit, 0) >= most * outbox.MILLION)


def left(db: Database, market: Market, now: int) -> dict[str, Decimal | None]:
    """What each unit has left for this month, by code; None where it has no limit. Below 0 where more was spent."""
    spent = {unit: Decimal(amount) / outbox.MILLION for unit, amount in this_month(db, market, now).items()}
    return {
        unit.code: None if unit.monthly_budget is None else unit.monthly_budget - spent.get(unit.code, Decimal(0))
        for unit in market.units
    }


def this_month(db: Database, market: Market, now: int) -> dict[str, int]:
    """What units have spent this month in the market's currency, in millionths, by code."""
    rows = db.all(
        "SELECT unit, amount FROM spending WHERE month = :month AND currency = :currency",
        month=month(market, now),
        currency=market.currency,
    )
    return {row["unit"]: row["amount"] for row in rows}


def hold(db: Database, market: Market, now: int, rows: Sequence[Row]) -> list[Row]:
    """Put aside those of the claimed messages whose unit has nothing left, and tell staff. Returns the others."""
    spent = spent_units(db, market, now)
    to_hold = [row for row in rows if row["unit"] in spent and row["priority"] >= outbox.ALERT]
    if not to_hold:
        return list(rows)
    this_month = month(market, now)
    with db.transaction():
        outbox.hold(db, now, [row["id"] for row in to_hold])
        for unit in sorted({row["unit"] for row in to_hold}):
            notices.tell(db, now, "budget", f"{unit}:{this_month}", "budget_spent", unit=unit, month=this_month)
    held = {row["id"] for row in to_hold}
    return [row for row in rows if row["id"] not in held]


def release(db: Database, market: Market, now: int) -> int:
    """Let go what was put aside where there is money again: a new month, a higher budget. Returns how many."""
    return sum(outbox.unhold(db, unit) for unit in outbox.held_units(db) - spent_units(db, market, now))
