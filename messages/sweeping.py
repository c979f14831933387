"""Sweeping: what happens to messages by the passing of time alone. Once a minute is right; more often does no harm."""

from dataclasses import dataclass

from core.database import Database
from core.market import Market
from messages import budget, outbox, reports
from messages.gateway import Gateway


@dataclass(frozen=True, slots=True)
class Swept:
    """How many messages: were claimed by who is gone; expired; found a report; go again after a doubt, or a hold."""

    left_behind: int
    expired: int
    reported: int
    queued_again: int
    released: int


def sweep(db: Database, gateway: Gateway, market: Market, now: int) -> Swept:
    """End leases, expire, settle doubts, and release what waited for money."""
    # In this order: a report that is there already settles a doubt before it is queued again.
    left_behind = outbox.end_leases(db, now)
    reported = reports.try_again(db, now)
    return Swept(
        left_behind=left_behind,
        expired=outbox.expire(db, now),
        reported=reported,
        queued_again=outbox.queue_doubts(db, now, gateway.name, gateway.doubt_seconds),
        released=budget.release(db, market, now),
    )
