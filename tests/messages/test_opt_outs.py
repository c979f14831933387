"""STOP and START: at once, for everybody of the phone, and kept as consent."""

import threading
from contextlib import closing, suppress

import pytest

from core import consent, profiles
from core.database import Database, open_database
from core.errors import ConflictError
from core.market import Market
from messages import alerts, opt_outs, outbox
from tests.alerting import HOUR, MORNING, at, keep_up, phone, subscriber, told, work
from tests.core.makers import DAY, open_vacancy
from tests.outgoing import queue, states


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


def often(db: Database, number: int = 1) -> list[str]:
    return [profile["alerts"] for profile in profiles.of_phone(db, phone(number))]


def test_stop_between_the_round_and_the_sending_cancels_the_alert(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1)
    subscriber(db, market, 2)
    open_vacancy(db, market, now, deadline=now + DAY)
    work(db, market, now)
    opt_outs.stop(db, market, phone(1), now, "sms")
    assert told(db) == [phone(2)]


def test_stop_ends_alerts_and_outreach_but_no_answers(db: Database, market: Market, now: int) -> None:
    for priority in outbox.PRIORITIES:
        queue(db, f"p:{priority}", phone=phone(1), priority=priority)
    opt_outs.stop(db, market, phone(1), now, "sms")
    assert states(db) == {"p:0": "queued", "p:2": "queued", "p:5": "cancelled", "p:7": "cancelled"}


def test_stop_is_for_everybody_of_the_phone_and_kept_as_their_word(db: Database, market: Market, now: int) -> None:
    for wanted in ("instant", "daily", "off"):
        subscriber(db, market, 1, alerts=wanted)
    other = subscriber(db, market, 2)
    people = opt_outs.stop(db, market, phone(1), now, "sms")
    assert [person["alerts"] for person in people] == often(db) == ["off", "off", "off"]
    assert often(db, 2) == [other["alerts"]]
    rows = db.all("SELECT profile_id, purpose, given, channel FROM consent")
    assert len(rows) == 2
    assert all((row["purpose"], row["given"], row["channel"]) == ("alerts", 0, "sms") for row in rows)


def test_no_round_chooses_whoever_stopped_even_before_the_event_is_read(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    open_vacancy(db, market, now, deadline=now + DAY)
    keep_up(db, market, now)
    opt_outs.stop(db, market, phone(1), now, "sms")
    work(db, market, now)
    assert told(db) == []


def test_stop_while_a_round_is_choosing_cancels_what_it_queues(
    db: Database, database_url: str, market: Market, now: int
) -> None:
    subscriber(db, market)
    open_vacancy(db, market, now, deadline=now + DAY)
    keep_up(db, market, now)

    def stop() -> None:
        with closing(open_database(database_url)) as other:
            opt_outs.stop(other, market, phone(1), now, "sms")

    stopping = threading.Thread(target=stop)
    with db.transaction():
        assert alerts.run_due(db, market, now).alerts == 1
        stopping.start()
        stopping.join(timeout=0.5)  # it would be through by now, if it did not wait for the round
    stopping.join()
    assert told(db) == []


def test_stop_reaches_a_person_who_left_the_phone_unnoticed(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    open_vacancy(db, market, now, deadline=now + DAY)
    keep_up(db, market, now)
    profiles.leave_phone(db, phone(1), person, now)
    opt_outs.stop(db, market, phone(1), now, "sms")
    assert db.all("SELECT often, phone FROM subscription") == [{"often": "off", "phone": None}]


def test_a_phone_that_opted_out_gets_nothing_whatever_a_profile_says(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    [person] = opt_outs.stop(db, market, phone(1), now, "gateway")
    profiles.change(db, market, person, now, alerts="instant")
    open_vacancy(db, market, now, deadline=now + DAY)
    work(db, market, now)
    assert opt_outs.is_out(db, phone(1))
    assert told(db) == []


def test_start_gives_back_what_stop_took(db: Database, market: Market, now: int) -> None:
    people = [subscriber(db, market, 1, alerts=wanted) for wanted in ("instant", "daily", "off")]
    opt_outs.stop(db, market, phone(1), now, "sms")
    opt_outs.stop(db, market, phone(1), now, "sms")  # said twice, to be sure
    started = opt_outs.start(db, market, phone(1), now + HOUR, "sms")
    assert {person["id"]: person["alerts"] for person in started} == {
        person["id"]: wanted for person, wanted in zip(people, ("instant", "daily", "off"), strict=True)
    }
    assert not opt_outs.is_out(db, phone(1))
    assert [consent.stands(db, person["id"], "alerts") for person in people] == [True, True, False]
    open_vacancy(db, market, now + HOUR, deadline=now + DAY)
    work(db, market, now + HOUR)
    assert told(db) == [phone(1)]


def test_start_from_a_phone_that_never_stopped_changes_nothing(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1, alerts="off")
    opt_outs.start(db, market, phone(1), now, "sms")
    assert often(db) == ["off"]


def test_stop_from_a_stranger_is_kept_too(db: Database, market: Market, now: int) -> None:
    assert opt_outs.stop(db, market, phone(9), now, "sms") == []
    subscriber(db, market, 9)
    open_vacancy(db, market, now, deadline=now + DAY)
    work(db, market, now)
    assert told(db) == []


def test_one_person_chooses_how_often(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market, 1, alerts="off")
    for wanted in ("daily", "instant", "off"):
        stale, person = person, opt_outs.set_alerts(db, market, person, wanted, now, "sw", "sms")
        assert opt_outs.set_alerts(db, market, stale, wanted, now, "sw", "sms") == person
    rows = db.all("SELECT given, language FROM consent ORDER BY id")
    assert rows == [{"given": 1, "language": "sw"}, {"given": 0, "language": "sw"}]


def test_stop_counts_while_the_profile_is_being_edited(
    db: Database, database_url: str, market: Market, now: int
) -> None:
    person = subscriber(db, market)
    ready = threading.Barrier(2)

    def edit() -> None:
        with closing(open_database(database_url)) as other:
            ready.wait()
            for year in range(1980, 1990):
                with suppress(ConflictError):
                    now_is = profiles.by_id(other, person["id"]) or {}
                    profiles.change(other, market, now_is, now, birth_year=year)

    editor = threading.Thread(target=edit)
    editor.start()
    ready.wait()
    for _ in range(5):
        opt_outs.stop(db, market, phone(1), now, "sms")
        opt_outs.start(db, market, phone(1), now, "sms")
    opt_outs.stop(db, market, phone(1), now, "sms")
    editor.join()
    assert often(db) == ["off"]


def test_alerts_turned_off_are_not_sent_though_they_wait_already(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market, 1)
    subscriber(db, market, 2)
    open_vacancy(db, market, now, deadline=now + DAY)
    work(db, market, now)
    opt_outs.set_alerts(db, market, person, "off", now, "en", "ussd")
    assert told(db) == [phone(2)]
