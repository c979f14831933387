"""Outreach: what is told before it goes is what goes, once to each phone, and to nobody who does not want it."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from core.database import Database, Row
from core.errors import ConflictError, InvalidError
from core.market import Market
from messages import erasure, opt_outs, outbox, outreach, prices, reaching
from messages.jobs import Context, jobs
from tests.alerting import MORNING, at, phone
from tests.core import makers
from tests.core.makers import DAY, ELSEWHERE, MACHINIST, TOWN
from tests.outgoing import FakeGateway

STAFF = "0190-staff"
WORDS = {"en": "Free course for welders at the county hall on Monday at 9.", "sw": "Mafunzo ya bure Jumatatu saa tatu."}
JOBS = {job.name: job for job in jobs}


@pytest.fixture
def now(db: Database, market: Market) -> int:
    db.run("INSERT INTO staff (id, name, role, created_at) VALUES (:id, 'amina', 'administrator', 1)", id=STAFF)
    return at(market, MORNING)


def welder(db: Database, market: Market, number: int, **fields: object) -> Row:
    return makers.person(db, market, phone(number), **{"alerts": "instant", **fields})


def made(db: Database, market: Market, now: int, **changes: object) -> int:
    """One to the welders of Nairobi, counted."""
    given = {"place": "047", "work": makers.WELDER, "words": WORDS, **changes}
    id = outreach.make(db, market, now, STAFF, **given)  # type: ignore[arg-type]
    while reaching.count(db, market, id, now):
        pass
    return id


def gone(db: Database, market: Market, now: int, **changes: object) -> int:
    """One that was let go and is all in the outbox."""
    id = made(db, market, now, **changes)
    outreach.send(db, market, id, now, "staff:a")
    while reaching.queue(db, market, id, now):
        pass
    return id


def queued(db: Database) -> list[Row]:
    return db.all(
        "SELECT phone, unit, language, segments, state, not_before, text FROM outbox"
        " JOIN message_text ON message_text.id = text_id ORDER BY phone"
    )


def test_what_is_told_before_is_what_the_outbox_holds(db: Database, market: Market, now: int) -> None:
    for number in range(7):
        welder(db, market, number, language="sw" if number % 3 == 0 else "en")
    long = {**WORDS, "en": "Free course for welders at the county hall. " * 5}
    id = made(db, market, now, words=long)
    row = outreach.by_id(db, id)
    assert [outreach.told(row["counts"], language) for language in ("en", "sw", "fr")] == [4, 3, 0]
    price = prices.of_part(db, market)
    assert price is not None
    money = sum(outreach.money(market, row, price.part).values())
    outreach.send(db, market, id, now, "staff:a")
    while reaching.queue(db, market, id, now):
        pass
    messages = queued(db)
    assert len(messages) == 7
    assert sum(each["segments"] for each in messages) * price.part == money == (4 * 2 + 3) * Decimal("0.80")
    assert all(
        each["text"].endswith("\nNever pay for a job. STOP ends these.")
        for each in messages
        if each["language"] == "en"
    )


def test_a_letter_beyond_the_short_ones_costs_what_is_told(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    welder(db, market, 2)
    id = made(
        db, market, now, words={"en": "\u1230\u120b\u121d, free course for welders at the county hall on Monday."}
    )
    money = sum(outreach.money(market, outreach.by_id(db, id), Decimal("0.80")).values())
    outreach.send(db, market, id, now, "staff:a")
    while reaching.queue(db, market, id, now):
        pass
    parts = [each["segments"] for each in queued(db)]
    assert sum(parts) * Decimal("0.80") == money
    assert parts == [2, 2]


def test_people_of_another_place_or_kind_of_work_get_nothing(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    welder(db, market, 2, place=ELSEWHERE)
    welder(db, market, 3, occupation=MACHINIST)
    gone(db, market, now)
    assert [each["phone"] for each in queued(db)] == [phone(1)]


@pytest.mark.parametrize(
    ("place", "work", "numbers"),
    [
        ("047", "", [1, 3]),
        ("KE", makers.WELDER, [1, 2]),
        ("KE", "", [1, 2, 3]),
        (TOWN, "", [1, 3]),
        ("001", "", [2]),
    ],
)
def test_the_place_may_be_wide_or_small_and_the_work_any(
    db: Database, market: Market, now: int, place: str, work: str, numbers: list[int]
) -> None:
    welder(db, market, 1)
    welder(db, market, 2, place=ELSEWHERE)
    welder(db, market, 3, occupation=MACHINIST)
    gone(db, market, now, place=place, work=work)
    assert [each["phone"] for each in queued(db)] == [phone(number) for number in numbers]


def test_a_whole_sector_may_be_told(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    welder(db, market, 2, sector="farming")
    gone(db, market, now, work="sector:repair")
    assert [each["phone"] for each in queued(db)] == [phone(1)]


def test_who_wants_none_gets_none_and_the_page_can_say_why(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    welder(db, market, 2)
    opt_outs.stop(db, market, phone(2), now, "sms")
    ended = welder(db, market, 3, alerts="off")
    ended = opt_outs.set_alerts(db, market, ended, "daily", now, "en", "ussd")
    opt_outs.set_alerts(db, market, ended, "off", now, "en", "ussd")
    welder(db, market, 4, language="fr")
    welder(db, market, 5, alerts="off")
    id = gone(db, market, now, alerts_only=False)
    assert [each["phone"] for each in queued(db)] == [phone(1), phone(5)]
    assert outreach.by_id(db, id)["counts"]["why"] == {"ended": 2, "no_text": 1}


def test_only_those_with_alerts_are_told_unless_staff_ask_for_all(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    welder(db, market, 2, alerts="off")
    gone(db, market, now)
    assert [each["phone"] for each in queued(db)] == [phone(1)]


def test_a_shared_phone_rings_once(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    welder(db, market, 1)
    id = gone(db, market, now)
    assert len(queued(db)) == 1
    assert outreach.by_id(db, id)["counts"]["why"] == {"shared": 1}


def test_nobody_gets_two_within_a_week(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    gone(db, market, now)
    again = made(db, market, now + 6 * DAY)
    assert outreach.told(outreach.by_id(db, again)["counts"]) == 0
    assert outreach.by_id(db, again)["counts"]["why"] == {"rests": 1}
    later = made(db, market, now + 7 * DAY)
    assert outreach.told(outreach.by_id(db, later)["counts"]) == 1


def test_two_counted_side_by_side_still_tell_nobody_twice(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    first, second = made(db, market, now), made(db, market, now)
    for id in (first, second):
        outreach.send(db, market, id, now, "staff:a")
        while reaching.queue(db, market, id, now):
            pass
    assert len(queued(db)) == 1
    assert outreach.by_id(db, second)["left_out"] == 1


def test_who_says_stop_between_counting_and_sending_gets_nothing(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    welder(db, market, 2)
    gone_person = welder(db, market, 3)
    id = made(db, market, now)
    opt_outs.stop(db, market, phone(1), now, "sms")
    erasure.erase(db, market, gone_person, now)
    outreach.send(db, market, id, now, "staff:a")
    while reaching.queue(db, market, id, now):
        pass
    assert [each["phone"] for each in queued(db)] == [phone(2)]


def test_of_who_is_erased_nothing_is_kept(db: Database, market: Market, now: int) -> None:
    person = welder(db, market, 1)
    made(db, market, now)
    erasure.erase(db, market, person, now)
    assert db.all("SELECT * FROM outreach_person") == []


def test_a_crash_between_slices_doubles_nothing_and_loses_nobody(db: Database, market: Market, now: int) -> None:
    for number in range(10):
        welder(db, market, number)
    id = made(db, market, now)
    outreach.send(db, market, id, now, "staff:a")
    assert reaching.queue(db, market, id, now, most=3) == 3
    with pytest.raises(RuntimeError), db.transaction():
        reaching.queue(db, market, id, now, most=3)
        raise RuntimeError("the power is cut")
    assert len(queued(db)) == 3
    while reaching.queue(db, market, id, now, most=3):
        pass
    assert [each["phone"] for each in queued(db)] == [phone(number) for number in range(10)]
    row = outreach.by_id(db, id)
    assert (row["state"], row["queued"], row["left_out"]) == ("sent", 10, 0)
    assert reaching.queue(db, market, id, now) == 0


def test_people_are_counted_in_slices_each_once(db: Database, market: Market, now: int) -> None:
    for number in range(8):
        welder(db, market, number // 2)
    id = outreach.make(db, market, now, STAFF, place="047", work="", words=WORDS)
    slices = 1
    while reaching.count(db, market, id, now, most=3):
        slices += 1
    counts = outreach.by_id(db, id)["counts"]
    assert slices == 3
    assert (outreach.told(counts), counts["why"]) == (4, {"shared": 4})


def test_workers_that_do_it_at_once_count_and_tell_each_once(db: Database, market: Market, now: int) -> None:
    for number in range(24):
        welder(db, market, number)
    id = outreach.make(db, market, now, STAFF, place="047", work="", words=WORDS)

    def counts(_worker: int) -> None:
        while reaching.count(db, market, id, now, most=3):
            pass

    def queues(_worker: int) -> None:
        while reaching.queue(db, market, id, now, most=3):
            pass

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(counts, range(2)))
        assert outreach.told(outreach.by_id(db, id)["counts"]) == 24
        outreach.send(db, market, id, now, "staff:a")
        list(workers.map(queues, range(2)))
    assert [each["phone"] for each in queued(db)] == [phone(number) for number in range(24)]
    assert outreach.by_id(db, id)["queued"] == 24


def test_it_is_sent_once_however_often_the_button_is_pressed(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    id = gone(db, market, now)
    with pytest.raises(ConflictError):
        outreach.send(db, market, id, now, "staff:a")
    assert len(queued(db)) == 1


def test_stopped_half_way_the_rest_does_not_go(db: Database, market: Market, now: int) -> None:
    for number in range(9):
        welder(db, market, number)
    id = made(db, market, now)
    outreach.send(db, market, id, now, "staff:a")
    reaching.queue(db, market, id, now, most=6)
    context = Context(db, market, FakeGateway(), lambda: now, stopping=iter([False] * 2 + [True] * 99).__next__)
    JOBS["drain"].run(context)
    went = [each["phone"] for each in queued(db) if each["state"] == "accepted"]
    outreach.stop(db, id, now, "staff:a")
    assert reaching.queue(db, market, id, now) == 0
    reaching.end(db, id, now)
    states = [each["state"] for each in queued(db)]
    assert 0 < len(went) < 6 and states.count("cancelled") == 6 - len(went)
    assert outreach.by_id(db, id)["state"] == "stopped"
    again = made(db, market, now)
    assert outreach.told(outreach.by_id(db, again)["counts"]) == 9 - len(went), "who was spared may get the next one"


def test_quiet_hours_are_kept_and_the_unit_pays(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    gone(db, market, at(market, "2026-11-18 21:00"))
    [message] = queued(db)
    assert message["not_before"] == at(market, "2026-11-19 07:00")
    assert message["unit"] == market.units[-1].code


def test_the_job_does_it_all_and_knows_what_became_of_it(db: Database, market: Market, now: int) -> None:
    for number in range(5):
        welder(db, market, number)
    gateway = FakeGateway()
    id = outreach.make(db, market, now, STAFF, place="047", work="", words=WORDS)
    context = Context(db, market, gateway, lambda: now)
    JOBS["outreach"].run(context)
    assert outreach.by_id(db, id)["state"] == "ready"
    assert gateway.calls == []
    outreach.send(db, market, id, now, "staff:a")
    assert list(JOBS["outreach"].run(context)) == ["drain"]
    JOBS["drain"].run(context)
    JOBS["outreach"].run(Context(db, market, gateway, lambda: now + 60))
    english = next(text for text in outreach.by_id(db, id)["texts"] if text["language"] == "en")
    assert english["progress"] == {"accepted": 5, "cost": 5 * 800_000}


def test_what_nobody_sent_is_dropped_with_the_numbers_it_holds(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    id = made(db, market, now)
    reaching.run(db, market, now + 3 * DAY)
    assert outreach.by_id(db, id)["state"] == "dropped"
    assert db.all("SELECT * FROM outreach_person") == []


def test_an_old_count_does_not_go(db: Database, market: Market, now: int) -> None:
    welder(db, market, 1)
    id = made(db, market, now)
    with pytest.raises(InvalidError, match="outreach_old"):
        outreach.send(db, market, id, now + DAY, "staff:a")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"en": ""}, "outreach_empty"),
        ({"en": "Come. " * 90}, "outreach_long"),
        ({"en": "Send registration fee 500 to join the course."}, "outreach_asks_money"),
        ({"sw": "Tuma 300 kwa mpesa 0712345678 kwanza."}, "outreach_asks_money"),
    ],
)
def test_what_should_not_go_is_refused(
    db: Database, market: Market, now: int, words: dict[str, str], code: str
) -> None:
    with pytest.raises(InvalidError) as refused:
        outreach.make(db, market, now, STAFF, place="047", work="", words=words)
    assert refused.value.code == code
    assert db.all("SELECT * FROM outreach") == []


def test_links_and_numbers_of_phones_are_pointed_out(market: Market) -> None:
    assert outreach.doubts(market, "Come on Monday.") == []
    assert outreach.doubts(market, "See www.example.com or call 0712 345 678.") == ["link", "phone_number"]


def test_without_a_price_in_the_pack_the_gateway_s_own_is_taken(db: Database, market: Market, now: int) -> None:
    silent = dataclasses.replace(market, price_per_part=None)
    assert prices.of_part(db, silent) is None
    welder(db, market, 1)
    gone(db, market, now)
    JOBS["drain"].run(Context(db, market, FakeGateway(), lambda: now))
    assert prices.of_part(db, silent) == prices.Price(Decimal("0.8"), "lately")
    assert outbox.counts(db, now)["queued"] == 0
