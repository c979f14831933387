"""Credit: what is left with a gateway that is paid in advance, and a word to staff before it runs out."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol, runtime_checkable

from core.database import Database
from core.market import Market
from messages import budget, notices, outbox

DAY_SECONDS = 24 * 3600
LEAST_DAYS = 3  # what is left must last for


@runtime_checkable
class Prepaid(Protocol):
    """A gateway that knows what is left."""

    name: str

    def balance(self) -> tuple[str, Decimal]:
        """The credit: currency (ISO 4217) and amount. Raises UnavailableError, GatewayStoppedError."""


def look(db: Database, market: Market, gateway: Prepaid, now: int) -> None:
    """Ask the gateway, remember what it says, and tell staff once a day when it will not last for long.

    Raises what `balance` raises.
    """
    currency, amount = gateway.balance()
    left = outbox.millionths(amount) or 0
    with db.transaction():
        db.run(
            "INSERT INTO credit (gateway, currency, amount, at) VALUES (:gateway, :currency, :left, :now)"
            " ON CONFLICT (gateway) DO UPDATE SET currency = :currency, amount = :left, at = :now",
            gateway=gateway.name,
            currency=currency,
            left=left,
            now=now,
        )
        if left <= LEAST_DAYS * _a_day(db, market, currency, now):
            subject = f"{gateway.name}:{now // DAY_SECONDS}"
            notices.tell(db, now, "credit", subject, "credit_low", gateway=gateway.name, amount=str(amount))


def _a_day(db: Database, market: Market, currency: str, now: int) -> int:
    """What a day has cost since the month before began, in millionths."""
    today = datetime.fromtimestamp(now, market.time_zone)
    before = today.replace(day=1) - timedelta(days=1)
    row = db.one(
        "SELECT COALESCE(sum(amount), 0) AS spent FROM spending WHERE month >= :month AND currency = :currency",
        month=budget.month(market, int(before.timestamp())),
        currency=currency,
    )
    return int(row["spent"] if row else 0) // (before.day + today.day)
