"""Quiet hours: when texts that nobody asked for may go out."""

from datetime import datetime, time, timedelta

from core.market import Market

MONDAY = 0


def open_from(market: Market, unit: str, now: int) -> int:
    """The first time from `now` on, UTC seconds, outside of the quiet hours of the unit with this code."""
    start, end = _hours(market, unit)
    local = datetime.fromtimestamp(now, market.time_zone)
    clock = local.time()
    if not ((clock >= start or clock < end) if start > end else start <= clock < end):
        return now
    opens = datetime.combine(local.date(), end, market.time_zone)
    if clock >= end:
        opens += timedelta(days=1)
    return int(opens.timestamp())


def digest_at(market: Market, unit: str, often: str, now: int) -> int:
    """When the next digest is due after `now`: the first allowed time of a Monday ("weekly"), or of any day."""
    start, end = _hours(market, unit)
    opens = end if start > end or start == time.min else time.min
    day = datetime.fromtimestamp(now, market.time_zone).date()
    while True:
        due = int(datetime.combine(day, opens, market.time_zone).timestamp())
        if due > now and (often != "weekly" or day.weekday() == MONDAY):
            return due
        day += timedelta(days=1)


def _hours(market: Market, unit: str) -> tuple[time, time]:
    # A unit that has left the pack leaves its code behind until subscriptions are rebuilt.
    return next((each.quiet_hours for each in market.units if each.code == unit), market.quiet_hours)
