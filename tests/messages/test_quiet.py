"""Quiet hours: by the clock of the market, across midnight or within a day."""

import dataclasses
from datetime import time
from zoneinfo import ZoneInfo

import pytest

from core.market import Market, Unit
from messages import quiet
from tests.alerting import at


def with_hours(market: Market, start: str, end: str, zone: str = "Africa/Nairobi") -> Market:
    hours = (time.fromisoformat(start), time.fromisoformat(end))
    units = (Unit("u", "U", market.places.root.code, None, hours),)
    return dataclasses.replace(market, units=units, quiet_hours=hours, time_zone=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("start", "end", "now", "opens"),
    [
        ("20:00", "07:00", "2026-11-18 19:59", "2026-11-18 19:59"),
        ("20:00", "07:00", "2026-11-18 20:00", "2026-11-19 07:00"),
        ("20:00", "07:00", "2026-11-18 23:59", "2026-11-19 07:00"),
        ("20:00", "07:00", "2026-11-19 00:00", "2026-11-19 07:00"),
        ("20:00", "07:00", "2026-11-19 06:59", "2026-11-19 07:00"),
        ("20:00", "07:00", "2026-11-19 07:00", "2026-11-19 07:00"),
        ("12:00", "14:00", "2026-11-18 11:59", "2026-11-18 11:59"),
        ("12:00", "14:00", "2026-11-18 13:00", "2026-11-18 14:00"),
        ("12:00", "14:00", "2026-11-18 14:00", "2026-11-18 14:00"),
        ("00:00", "06:00", "2026-12-31 23:00", "2026-12-31 23:00"),
        ("21:00", "06:00", "2026-12-31 23:00", "2027-01-01 06:00"),
        ("00:00", "00:00", "2026-11-18 03:00", "2026-11-18 03:00"),
    ],
)
def test_texts_wait_for_the_end_of_quiet_hours(market: Market, start: str, end: str, now: str, opens: str) -> None:
    market = with_hours(market, start, end)
    assert quiet.open_from(market, "u", at(market, now)) == at(market, opens)


def test_the_clock_of_the_market_counts(market: Market) -> None:
    nairobi, addis = with_hours(market, "20:00", "07:00"), with_hours(market, "20:00", "07:00", "Africa/Lagos")
    evening = at(nairobi, "2026-11-18 20:30")
    assert quiet.open_from(nairobi, "u", evening) > evening
    assert quiet.open_from(addis, "u", evening) == evening


def test_summer_time_ends_at_the_hour_on_the_wall(market: Market) -> None:
    market = with_hours(market, "21:00", "07:00", "Africa/Casablanca")
    before_ramadan = at(market, "2026-02-14 22:00")  # clocks went back an hour in that night
    assert quiet.open_from(market, "u", before_ramadan) == at(market, "2026-02-15 07:00")


@pytest.mark.parametrize(
    ("often", "now", "due"),
    [
        ("daily", "2026-11-18 06:59", "2026-11-18 07:00"),
        ("daily", "2026-11-18 07:00", "2026-11-19 07:00"),
        ("daily", "2026-11-18 23:00", "2026-11-19 07:00"),
        ("weekly", "2026-11-18 09:00", "2026-11-23 07:00"),
        ("weekly", "2026-11-23 06:00", "2026-11-23 07:00"),
        ("weekly", "2026-11-23 07:00", "2026-11-30 07:00"),
    ],
)
def test_a_digest_is_due_at_the_first_allowed_hour(market: Market, often: str, now: str, due: str) -> None:
    market = with_hours(market, "20:00", "07:00")
    assert quiet.digest_at(market, "u", often, at(market, now)) == at(market, due)


@pytest.mark.parametrize(("start", "end", "hour"), [("12:00", "14:00", "00:00"), ("00:00", "06:30", "06:30")])
def test_the_first_allowed_hour_is_that_of_the_day(market: Market, start: str, end: str, hour: str) -> None:
    market = with_hours(market, start, end)
    assert quiet.digest_at(market, "u", "daily", at(market, "2026-11-18 09:00")) == at(market, f"2026-11-19 {hour}")


def test_a_unit_that_left_the_pack_has_the_hours_of_the_market(market: Market) -> None:
    market = with_hours(market, "20:00", "07:00")
    assert quiet.open_from(market, "gone", at(market, "2026-11-18 22:00")) == at(market, "2026-11-19 07:00")
