"""Job alerts: who hears of a vacancy, in which order, when, and how often."""

import dataclasses
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import time
from typing import Any

import pytest

from core import applications, profiles, vacancies
from core.database import Database, Row, open_database
from core.market import Market, Unit, load
from messages import alerts, offers, outbox, subscriptions
from tests.alerting import HOUR, MORNING, at, keep_up, phone, subscriber, texts, told, work
from tests.conftest import ROOT
from tests.core import makers
from tests.core.makers import DAY, ELSEWHERE, LORRY_DRIVER, MACHINIST, TOWN, open_vacancy
from tests.outgoing import Text, messages, states

SAME_COUNTY = "047.275"  # another sub-county of the town's county


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


@pytest.fixture
def tinyland() -> Market:
    return load(ROOT / "tests" / "packs" / "tinyland")


def opened(db: Database, market: Market, now: int, **fields: Any) -> Row:
    return open_vacancy(db, market, now, **{"deadline": now + 14 * DAY, **fields})


def applied(db: Database, market: Market, vacancy: Row, person: Row, now: int) -> Row:
    applications.apply(db, market, person, vacancy["id"], now)
    application = applications.for_vacancy(db, person["id"], vacancy["id"])
    assert application is not None
    return application


def test_a_vacancy_is_told_to_those_nearby_whose_work_it_is(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1)
    subscriber(db, market, 2, occupation=LORRY_DRIVER)
    subscriber(db, market, 3, alerts="off")
    opened(db, market, now)
    assert work(db, market, now) == alerts.Ran(rounds=1, alerts=1, renders=1)
    assert told(db) == [phone(1)]


def test_the_text_tells_the_odds_and_a_digit_that_applies(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    vacancy = opened(db, market, now, posts=3)
    applied(db, market, vacancy, subscriber(db, market, 2), now)
    work(db, market, now)
    [text] = texts(db)
    assert "3 posts, 1 applied, until 2 Dec" in text
    assert f"Fursa job {vacancy['reference']}: Welder" in text
    assert "Reply 1 to apply" in text
    assert "STOP" in text
    offer = offers.meaning(db, now, phone(1), 1)
    assert offer is not None
    assert (offer["kind"], offer["subject"], offer["profile_id"]) == ("apply", vacancy["id"], person["id"])


def test_an_alert_ends_with_the_deadline(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    vacancy = opened(db, market, now, deadline=now + 2 * DAY)
    work(db, market, now)
    [message] = messages(db).values()
    assert message["not_after"] == vacancy["deadline"]
    assert message["vacancy_id"] == vacancy["id"]
    assert message["priority"] == outbox.ALERT
    assert message["unit"] == market.unit_of(TOWN).code
    assert offers.meaning(db, now + 2 * DAY - 1, phone(1), 1) is not None
    assert offers.meaning(db, now + 2 * DAY, phone(1), 1) is None


def test_the_nearest_hear_of_it_first_and_those_further_away_later(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1, place=ELSEWHERE)
    subscriber(db, market, 2, place=SAME_COUNTY)
    subscriber(db, market, 3, place=TOWN)
    opened(db, market, now)
    work(db, market, now)
    assert told(db) == [phone(3)]
    work(db, market, now + 4 * HOUR - 1)
    assert told(db) == [phone(3)]
    work(db, market, now + 4 * HOUR)
    assert told(db) == [phone(2), phone(3)]
    work(db, market, now + 8 * HOUR)
    assert told(db) == [phone(1), phone(2), phone(3)]


def test_a_ring_where_nobody_lives_costs_no_time(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1, place=ELSEWHERE)
    opened(db, market, now)
    work(db, market, now)
    assert told(db) == [phone(1)]


def test_people_left_over_come_before_a_wider_ring(db: Database, market: Market, now: int) -> None:
    for number in range(alerts.LEAST + 3):
        subscriber(db, market, number)
    subscriber(db, market, 99, place=SAME_COUNTY)
    opened(db, market, now)
    assert work(db, market, now).alerts == alerts.LEAST
    assert work(db, market, now + 4 * HOUR).alerts == 3
    assert phone(99) not in told(db)
    work(db, market, now + 8 * HOUR)
    assert phone(99) in told(db)


def test_the_very_kind_of_work_comes_before_related_work(db: Database, market: Market, now: int) -> None:
    related = [subscriber(db, market, number, occupation="7214") for number in range(12)]
    exact = [subscriber(db, market, 50 + number) for number in range(12)]
    subscriber(db, market, 99, occupation=MACHINIST)  # another minor group
    opened(db, market, now)
    work(db, market, now)
    assert len(exact) + len(related) > alerts.LEAST
    assert told(db)[-12:] == [phone(50 + number) for number in range(12)]
    assert len(told(db)) == alerts.LEAST
    assert phone(99) not in told(db)


def test_work_that_the_markets_table_says_is_as_near_hears_of_it_after_the_very_kind(
    db: Database, market: Market, now: int
) -> None:
    for number in range(2):
        subscriber(db, market, number, occupation="3221")  # near to a nurse by the table, without a digit in common
    for number in range(alerts.LEAST):
        subscriber(db, market, 50 + number, occupation="2221")
    subscriber(db, market, 99, occupation="2263")
    opened(db, market, now, occupation="2221", title="Nurse")
    work(db, market, now)
    assert told(db) == [phone(50 + number) for number in range(alerts.LEAST)]
    work(db, market, now + 4 * HOUR)
    assert {phone(0), phone(1)} <= set(told(db))
    assert phone(99) not in told(db)


def test_nobody_is_always_first(db: Database, market: Market, now: int) -> None:
    for number in range(alerts.LEAST + 5):
        subscriber(db, market, number)
    first = opened(db, market, now)
    work(db, market, now)
    vacancies.end(db, market, first["id"], "filled", now)
    before = set(told(db))
    opened(db, market, now + HOUR)
    work(db, market, now + HOUR)
    late = {phone(number) for number in range(alerts.LEAST + 5)} - before
    assert len(late) == 5
    assert late <= set(told(db))


def test_switching_alerts_off_and_on_again_puts_nobody_ahead(db: Database, market: Market, now: int) -> None:
    people = [subscriber(db, market, number) for number in range(alerts.LEAST)]
    opened(db, market, now)
    work(db, market, now)
    for often in ("off", "instant"):
        profiles.change(db, market, profiles.by_id(db, people[0]["id"]) or {}, now, alerts=often)
        keep_up(db, market, now)
    subscriber(db, market, 77)
    opened(db, market, now + HOUR)
    work(db, market, now + HOUR)
    assert phone(77) in told(db)


@pytest.mark.parametrize(("pay", "number_told"), [(11_999, 0), (12_000, 1), (None, 1)])
def test_nobody_is_told_of_less_than_they_would_work_for(
    db: Database, market: Market, now: int, pay: int | None, number_told: int
) -> None:
    subscriber(db, market, least_pay=12_000)
    opened(db, market, now, pay=pay, pay_period="month" if pay else None)
    assert work(db, market, now).alerts == number_told


def test_nobody_gets_more_than_three_alerts_a_week(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    for number in range(5):
        opened(db, market, now + number * HOUR)
        work(db, market, now + number * HOUR)
    assert len(told(db)) == subscriptions.PER_WEEK == 3
    work(db, market, now + 7 * DAY - 1)
    assert len(told(db)) == 3
    opened(db, market, now + 7 * DAY)
    work(db, market, now + 7 * DAY)
    assert len(told(db)) == 4


def test_nobody_hears_twice_of_one_vacancy(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    vacancy = opened(db, market, now)
    work(db, market, now)
    vacancies.end(db, market, vacancy["id"], "held", now)
    vacancies.open(db, market, vacancy["id"], now)
    for hours in range(0, 13, 4):
        work(db, market, now + hours * HOUR)
    assert len(messages(db)) == 1


def test_whoever_has_applied_is_not_told(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    vacancy = opened(db, market, now)
    application = applied(db, market, vacancy, person, now)
    applications.withdraw(db, market, person, application["id"], now)
    work(db, market, now)
    assert told(db) == []


@pytest.mark.parametrize("ending", ["filled", "closed", "held", "refused", "expired"])
def test_a_vacancy_that_ends_is_not_told_any_more(db: Database, market: Market, now: int, ending: str) -> None:
    subscriber(db, market, 1)
    subscriber(db, market, 2, place=SAME_COUNTY)
    vacancy = opened(db, market, now)
    work(db, market, now)
    outbox.put(
        db,
        now,
        phone(1),
        Text("You have applied"),
        "applied",
        "en",
        dedupe="r:1",
        vacancy_id=vacancy["id"],
        not_after=now + DAY,
    )
    vacancies.end(db, market, vacancy["id"], ending, now)
    work(db, market, now + 4 * HOUR)
    assert sorted(states(db).values()) == ["cancelled", "queued"]
    assert states(db)["r:1"] == "queued"


def test_a_vacancy_that_ends_before_its_event_is_read_is_not_told(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    vacancy = opened(db, market, now)
    keep_up(db, market, now)
    vacancies.end(db, market, vacancy["id"], "filled", now)
    alerts.run_due(db, market, now)
    assert messages(db) == {}


def test_rounds_end_when_enough_people_have_applied(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1)
    subscriber(db, market, 2, place=SAME_COUNTY)
    vacancy = opened(db, market, now)
    work(db, market, now)
    for number in range(10):
        applied(db, market, vacancy, makers.person(db, market, phone(100 + number)), now)
    work(db, market, now + 4 * HOUR)
    assert told(db) == [phone(1)]


def test_rounds_end_when_every_post_is_taken(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1)
    subscriber(db, market, 2, place=SAME_COUNTY)
    vacancy = opened(db, market, now)
    application = applied(db, market, vacancy, makers.person(db, market, phone(100)), now)
    work(db, market, now)
    applications.decide(db, market, application["id"], "hired", now)
    work(db, market, now + 4 * HOUR)
    assert told(db) == [phone(1)]


@pytest.mark.parametrize(
    ("posts", "hired", "applied", "wanted"),
    [
        (1, 0, 0, alerts.LEAST),
        (2, 0, 0, 24),
        (5, 2, 49, 36),
        (5, 2, 50, 0),
        (3, 3, 3, 0),
        (100, 0, 0, alerts.MOST),
    ],
)
def test_a_round_is_as_large_as_the_posts_still_open(posts: int, hired: int, applied: int, wanted: int) -> None:
    assert alerts.people_wanted({"posts": posts, "applications": applied}, hired) == wanted


def test_a_round_in_the_night_chooses_in_the_morning(db: Database, market: Market) -> None:
    night = at(market, "2026-11-18 23:30")
    subscriber(db, market, 1)
    opened(db, market, night)
    assert work(db, market, night) == alerts.Ran()
    assert work(db, market, at(market, "2026-11-19 06:59")) == alerts.Ran()
    subscriber(db, market, 2)
    assert work(db, market, at(market, "2026-11-19 07:00")).alerts == 2


def test_another_market_has_its_own_night(db: Database, tinyland: Market) -> None:
    makers.employer(db, tinyland)
    village = {"place": "N-1", "occupation": "9211"}
    subscriber(db, tinyland, 1, least_pay=500, **village)
    evening = at(tinyland, "2026-11-18 21:30")
    opened(db, tinyland, evening, title="Colheita", pay=200, pay_period="day", **village)
    assert work(db, tinyland, evening) == alerts.Ran()
    assert work(db, tinyland, at(tinyland, "2026-11-19 05:59")) == alerts.Ran()
    assert work(db, tinyland, at(tinyland, "2026-11-19 06:00")).alerts == 1
    assert "Colheita" in texts(db)[0]


def test_people_of_another_unit_keep_their_own_quiet_hours(db: Database, market: Market) -> None:
    coast = Unit("coast", "Coast", "001", None, (time(9), time(12)))
    market = dataclasses.replace(market, units=(coast, *market.units))
    subscriber(db, market, 1, place=ELSEWHERE)
    ten = at(market, "2026-11-18 10:00")
    opened(db, market, ten)
    work(db, market, ten)
    [message] = messages(db).values()
    assert (message["unit"], message["not_before"]) == ("coast", at(market, "2026-11-18 12:00"))


def test_a_person_who_moved_between_rounds_is_looked_for_where_they_are_now(
    db: Database, market: Market, now: int
) -> None:
    subscriber(db, market, 1)
    moves = subscriber(db, market, 2, place=SAME_COUNTY)
    subscriber(db, market, 3, place=SAME_COUNTY)
    opened(db, market, now)
    work(db, market, now)
    profiles.change(db, market, moves, now, place=ELSEWHERE)
    work(db, market, now + 4 * HOUR)
    assert told(db) == [phone(1), phone(3)]


def test_two_people_of_one_phone_have_a_digit_each(db: Database, market: Market, now: int) -> None:
    people = [subscriber(db, market, 1, name=name) for name in ("Atieno", "Barasa")]
    vacancy = opened(db, market, now)
    work(db, market, now)
    assert len(texts(db)) == 2
    meant = [offers.meaning(db, now, phone(1), digit) for digit in (1, 2)]
    assert sorted(str(offer and offer["profile_id"]) for offer in meant) == sorted(person["id"] for person in people)
    assert all(offer and offer["subject"] == vacancy["id"] for offer in meant)
    assert {f"Reply {digit} to apply" in text for digit, text in zip((1, 2), sorted(texts(db)), strict=True)} == {True}


def test_two_open_alerts_on_one_phone_have_different_digits(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    told_of = [opened(db, market, now), opened(db, market, now)]
    work(db, market, now)
    meant = [offers.meaning(db, now, phone(1), digit) for digit in (1, 2)]
    assert {offer["subject"] for offer in meant if offer} == {vacancy["id"] for vacancy in told_of}


def test_a_phone_whose_digits_are_all_in_use_waits(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1)
    subscriber(db, market, 2)
    for subject in range(9):
        offers.make(db, now, phone(1), "wish", str(subject), None, now + 5 * HOUR)
    opened(db, market, now)
    work(db, market, now)
    assert told(db) == [phone(2)]
    work(db, market, now + 5 * HOUR)
    assert told(db) == [phone(1), phone(2)]


def test_a_text_is_rendered_once_for_each_language_and_digit(db: Database, market: Market, now: int) -> None:
    for number in range(9):
        subscriber(db, market, number, language=market.languages[number % 3])
    subscriber(db, market, 1, language="sw")  # shares a phone, and so gets the second digit
    opened(db, market, now)
    assert work(db, market, now) == alerts.Ran(rounds=1, alerts=10, renders=4)


def test_events_act_once_however_often_they_are_read(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    opened(db, market, now)
    for _ in range(3):
        keep_up(db, market, now)
    assert len(db.all("SELECT id FROM alert_round")) == 1


def test_processes_at_once_tell_each_person_once(db: Database, database_url: str, market: Market, now: int) -> None:
    for number in range(30):
        subscriber(db, market, number)
    for _ in range(3):
        opened(db, market, now, posts=3)
    ran: list[alerts.Ran] = []
    ready = threading.Barrier(3)

    def process() -> None:
        with closing(open_database(database_url)) as other:
            ready.wait()
            ran.append(work(other, market, now))

    threads = [threading.Thread(target=process) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(each.rounds for each in ran) == 3
    rows = db.all("SELECT phone, count(*) AS alerts FROM outbox GROUP BY phone")
    assert {row["alerts"] for row in rows} == {3}
    assert len(rows) == 30


def test_processes_at_once_keep_to_the_alerts_of_a_week(
    db: Database, database_url: str, market: Market, now: int
) -> None:
    subscriber(db, market)
    for _ in range(6):
        opened(db, market, now)
    keep_up(db, market, now)
    ready = threading.Barrier(3)

    def process() -> None:
        with closing(open_database(database_url)) as other:
            ready.wait()
            alerts.run_due(other, market, now)

    threads = [threading.Thread(target=process) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told(db)) == subscriptions.PER_WEEK


class Meddling:
    """A database where something happens just before a statement that begins with these words."""

    def __init__(self, db: Database, words: str, happen: Callable[[], object]) -> None:
        self._db = db
        self._words = words
        self._happen = happen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def run(self, sql: str, **values: Any) -> int:
        if sql.startswith(self._words):
            self._happen()
        return self._db.run(sql, **values)


def die() -> None:
    raise SystemExit


def test_a_crash_within_a_round_leaves_nothing_of_it(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    opened(db, market, now)
    keep_up(db, market, now)
    before = everything(db)
    with pytest.raises(SystemExit):
        alerts.run_due(Meddling(db, "INSERT INTO outbox", die), market, now)  # type: ignore[arg-type]
    assert everything(db) == before
    assert work(db, market, now).alerts == 1


def test_a_digit_that_is_taken_meanwhile_puts_the_round_off(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    opened(db, market, now)
    keep_up(db, market, now)
    before = everything(db)
    asked = Meddling(db, "INSERT INTO offer", lambda: offers.make(db, now, phone(1), "wish", "help", None, now + HOUR))
    assert alerts.run_due(asked, market, now) == alerts.Ran()  # type: ignore[arg-type]
    assert everything(db) == before
    assert work(db, market, now).alerts == 1


def everything(db: Database) -> dict[str, list[Row]]:
    return {
        table: db.all(f"SELECT * FROM {table}") for table in ("alert", "alert_round", "offer", "outbox", "subscription")
    }


def test_a_vacancy_of_a_whole_county_is_told_there_first(db: Database, market: Market, now: int) -> None:
    subscriber(db, market, 1, place=ELSEWHERE)
    subscriber(db, market, 2, place=TOWN)
    opened(db, market, now, place="047")
    work(db, market, now)
    assert told(db) == [phone(2)]


def test_every_place_has_rings_up_to_the_whole_market(market: Market, tinyland: Market) -> None:
    assert [alerts.rings(market, place) for place in (TOWN, "047", "KE")] == [4, 4, 2]
    assert {alerts.rings(tinyland, place.code) for place in tinyland.places} == {2}
