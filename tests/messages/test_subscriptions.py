"""Subscriptions: they follow what happens to people, so that a vacancy finds those it fits."""

import dataclasses
import threading
from contextlib import closing

import pytest

from core import consent, profiles
from core.database import Database, Row, open_database
from core.market import Market, Unit
from messages import alerts, subscriptions
from tests.alerting import MORNING, at, keep_up, phone, subscriber
from tests.conversation import on_sqlite
from tests.core import makers
from tests.core.makers import ELSEWHERE, LORRY_DRIVER, TOWN, WELDER


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


def rows(db: Database) -> list[Row]:
    return db.all("SELECT * FROM subscription ORDER BY id")


def only(db: Database) -> Row:
    [row] = rows(db)
    return row


def test_a_person_who_wants_alerts_is_subscribed(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market, 1, language="sw", least_pay=9_000, alerts="daily")
    keep_up(db, market, now)
    row = only(db)
    assert {name: row[name] for name in ("profile_id", "phone", "often", "language", "occupation", "least_pay")} == {
        "profile_id": person["id"],
        "phone": phone(1),
        "often": "daily",
        "language": "sw",
        "occupation": WELDER,
        "least_pay": 9_000,
    }
    assert (row["area"], row["home"], row["unit"]) == ("047", "047.287", "kenya")


def test_a_person_who_wants_none_or_is_still_registering_is_not(db: Database, market: Market, now: int) -> None:
    makers.person(db, market, phone(1))
    profile = profiles.begin(db, market, phone(2), "en", now)
    profiles.change(db, market, profile, now, alerts="instant", place=TOWN)
    keep_up(db, market, now)
    assert rows(db) == []


def test_a_change_of_the_profile_is_followed(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    keep_up(db, market, now)
    profiles.change(db, market, person, now, place=ELSEWHERE, occupation=LORRY_DRIVER, alerts="weekly")
    keep_up(db, market, now)
    row = only(db)
    assert (row["area"], row["home"], row["occupation"], row["often"]) == ("001", ELSEWHERE, LORRY_DRIVER, "weekly")


def test_whoever_ends_alerts_leaves_only_a_place_in_the_queue(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    keep_up(db, market, now)
    with db.transaction():
        subscriptions.chosen(db, now, [only(db)["id"]])
    person = profiles.change(db, market, person, now, alerts="off")
    keep_up(db, market, now)
    off = only(db)
    assert (off["often"], off["phone"], off["home"], off["occupation"]) == ("off", None, "", "")
    profiles.change(db, market, person, now, alerts="instant")
    keep_up(db, market, now)
    assert (only(db)["id"], only(db)["last_alerted_at"], only(db)["phone"]) == (off["id"], now, phone(1))


@pytest.mark.parametrize("how", ["erased", "left"])
def test_a_person_whom_no_phone_reaches_any_more_is_not_subscribed(
    db: Database, market: Market, now: int, how: str
) -> None:
    person = subscriber(db, market)
    keep_up(db, market, now)
    if how == "erased":
        profiles.erase(db, market, person, now)
    else:
        profiles.leave_phone(db, phone(1), person, now)
    keep_up(db, market, now)
    assert (only(db)["often"], only(db)["phone"]) == ("off", None)


def test_people_who_share_a_phone_are_subscribed_each(db: Database, market: Market, now: int) -> None:
    people = [subscriber(db, market, 1, occupation=occupation) for occupation in (WELDER, LORRY_DRIVER)]
    keep_up(db, market, now)
    assert {row["profile_id"]: row["occupation"] for row in rows(db)} == {
        person["id"]: person["occupation"] for person in people
    }
    assert {row["phone"] for row in rows(db)} == {phone(1)}


def test_each_event_acts_once_and_reading_goes_on_where_it_ended(db: Database, market: Market, now: int) -> None:
    for number in range(3):
        subscriber(db, market, number)
    assert subscriptions.follow(db, market, now, limit=4) == 4  # begun and registered, of two people
    assert len(rows(db)) == 2
    assert subscriptions.follow(db, market, now, limit=4) == 2
    assert subscriptions.follow(db, market, now) == 0
    assert len(rows(db)) == 3


def test_processes_that_follow_at_once_share_the_events(
    db: Database, database_url: str, market: Market, now: int
) -> None:
    for number in range(20):
        subscriber(db, market, number)
    happened = len(db.all("SELECT id FROM event"))
    read: list[int] = []
    ready = threading.Barrier(3)

    def follow() -> None:
        with closing(open_database(database_url)) as other:
            ready.wait()
            while some := subscriptions.follow(other, market, now, limit=7):
                read.append(some)

    threads = [threading.Thread(target=follow) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(read) == happened
    assert len(rows(db)) == 20


def test_a_word_on_consent_is_followed(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    keep_up(db, market, now)
    consent.record(db, person, "alerts", True, "en", "ussd", now)
    assert subscriptions.follow(db, market, now) == 1
    assert only(db)["often"] == "instant"


def test_a_rebuild_takes_over_a_changed_market_and_nobody_loses_their_place(
    db: Database, market: Market, now: int
) -> None:
    for number in range(3):
        subscriber(db, market, number)
    keep_up(db, market, now)
    with db.transaction():
        subscriptions.chosen(db, now, [row["id"] for row in rows(db)])
    before = rows(db)
    north = Unit("north", "North", "047", None, market.quiet_hours)
    changed = dataclasses.replace(market, units=(north, *market.units))
    assert subscriptions.rebuild(db, changed) == 3
    assert rows(db) == [{**row, "unit": "north"} for row in before]


def test_work_that_left_the_market_pack_fits_nothing(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    db.run("UPDATE profile SET occupation = '0000'")
    keep_up(db, market, now)
    assert rows(db) == []


@on_sqlite  # an empty table is planned differently elsewhere
def test_the_index_alone_answers_who_fits(db: Database, market: Market) -> None:
    conditions, values = subscriptions.matching([WELDER, LORRY_DRIVER], ["047", "001"], None)
    columns = "id, profile_id, phone, language, often, unit, home, last_alerted_at, rests_until"
    [plan] = db.all(f"EXPLAIN QUERY PLAN SELECT {columns} FROM subscription WHERE {conditions}", **values)
    assert "COVERING INDEX subscription_match (occupation=? AND area=? AND least_pay<?)" in plan["detail"]


def test_the_third_alert_of_a_week_is_the_last(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    keep_up(db, market, now)
    person = only(db)["id"]
    for day, rests in ((0, False), (1, False), (6, True)):
        tell(db, now + day * makers.DAY, person)
        assert (only(db)["rests_until"] > now) == rests
    assert only(db)["rests_until"] == now + 7 * makers.DAY
    tell(db, now + 7 * makers.DAY, person)
    assert only(db)["rests_until"] <= now + 7 * makers.DAY


def tell(db: Database, now: int, person: int) -> None:
    with db.transaction():
        subscriptions.told(db, now, [person])


def test_the_place_in_the_queue_is_that_of_registering(db: Database, market: Market, now: int) -> None:
    people = [subscriber(db, market, number) for number in range(5)]
    keep_up(db, market, now)
    vacancy = makers.open_vacancy(db, market, now)
    found = alerts.candidates(db, market, vacancy, 0, now, 3)
    assert {row["profile_id"] for row in found} == {person["id"] for person in people[:3]}
