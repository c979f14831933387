"""Erasure: of whoever is erased nothing is left of what was sent, offered and reported; what others have stays."""

import re

import orjson
import pytest

from core import applications, employers, profiles, vacancies
from core.database import Database, Row
from core.market import Market
from messages import employers as letters
from messages import erasure, offers, opt_outs, outbox, relay, reports
from messages.jobs import Context, jobs
from messages.reports import Report
from tests.alerting import MORNING, at, phone, subscriber, work
from tests.conversation import DAY, Service
from tests.core import makers
from tests.core.makers import TOWN, open_vacancy
from tests.outgoing import FakeGateway, Text, messages, queue, states

NAME, NUMBER = "Asha Wanjiru", "+254712345678"
HOUR = 3600
JOBS = {job.name: job for job in jobs}


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


def traces(db: Database, *words: str) -> set[str]:
    """The tables in any column of which one of the words stands by itself."""
    pattern = re.compile("|".join(rf"(?<![-\w]){re.escape(word)}(?![-\w])" for word in words))
    dump = {table: orjson.dumps(db.all(f"SELECT * FROM {table}")).decode() for table in db.tables()}
    return {table for table, text in dump.items() if pattern.search(text)}


def arrived(db: Database) -> None:
    """All that is queued was sent and is on the phones."""
    db.run("UPDATE outbox SET state = 'delivered', raw = 'Success' WHERE state = 'queued'")


def run(service: Service, gateway: FakeGateway, *names: str) -> None:
    for name in names:
        JOBS[name].run(Context(service.db, service.market, gateway, service.clock))


def told(db: Database, dedupe: str, number: int, profile: Row | None, text: str, **values: object) -> None:
    """Put a message for a person on a phone."""
    who = profile and profile["id"]
    assert queue(db, dedupe, phone(number), text, profile_id=who, **values)


@pytest.mark.parametrize("stopped", [False, True])
def test_a_person_who_asks_by_sms_leaves_no_trace_in_any_table(service: Service, stopped: bool) -> None:
    gateway, db = FakeGateway(), service.db
    service.registered(NUMBER)
    texts = service.texts(NUMBER)
    assert NAME in texts("PROFILE").text
    texts("ALERTS", "call me please", "SAFETY", "APPLY " + service.jobs["Mason"]["reference"], "JOBS")
    vacancies.report(db, service.jobs["Cook"]["id"], NUMBER, "unsafe", service.now)
    reports.record(db, service.now, "test", Report("strange", "sent", "Sent", NUMBER))
    service.open("Plasterer", "7112", "003.011")
    run(service, gateway, "follow", "rounds", "drain")
    service.clock.forward(DAY)
    run(service, gateway, "rounds", "drain")
    assert service.count("outbox", "priority = 5 AND state = 'accepted'") > 0
    if stopped:
        texts("STOP")
    words = (NAME, "Asha", NUMBER, NUMBER[1:], "1995")
    assert traces(db, *words) >= {"profile", "outbox", "message_text", "session", "incoming", "vacancy_report"}
    asked = re.search(r"reply (\d)", texts("DELETE ME").text)
    assert asked
    run(service, gateway, "drain")
    service.clock.forward(60)
    answer = {"id": "last", "from": NUMBER, "to": service.market.short_code, "text": asked[1]}
    assert service.post("sms", answer)[0] == 200
    on_its_way = {"outbox", "erasure", "session"} | ({"opt_out"} if stopped else set())
    assert traces(db, *words) == on_its_way
    run(service, gateway, "forget", "drain")
    assert gateway.calls[-1][0].startswith("Done. What we knew about you is deleted.")
    assert gateway.calls[-1][2] == [NUMBER]
    service.clock.forward(HOUR)
    run(service, gateway, "forget")
    assert traces(db, *words) == ({"opt_out"} if stopped else set())
    assert service.count("erasure") == 0
    if stopped:
        assert opt_outs.is_out(db, NUMBER)
        assert db.all("SELECT alerts FROM opt_out") == [{"alerts": "{}"}]


def test_what_is_on_its_way_keeps_its_number_until_it_can_arrive_no_more(
    db: Database, market: Market, now: int
) -> None:
    person = subscriber(db, market)
    for state in ("queued", "sending", "unknown", "accepted"):
        told(db, state, 1, None, f"It is {state}", priority=outbox.REPLY, not_after=now + DAY)
        db.run("UPDATE outbox SET state = :state WHERE dedupe = :state", state=state)
    erasure.erase(db, market, person, now)
    assert {dedupe for dedupe, row in messages(db).items() if row["phone"] == outbox.NOBODY} == {"accepted"}
    erasure.sweep(db, market, now + HOUR)
    assert [row["phone"] for row in db.all("SELECT phone FROM erasure")] == [phone(1)]
    db.run("UPDATE outbox SET state = 'delivered' WHERE state IN ('queued', 'sending')")
    erasure.sweep(db, market, now + DAY)
    assert db.all("SELECT phone FROM outbox WHERE phone <> '+'") == db.all("SELECT phone FROM erasure") == []


def test_nothing_but_answers_is_sent_to_whoever_was_erased(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    for priority in outbox.PRIORITIES:
        told(db, f"p:{priority}", 1, person, "Something", priority=priority)
    erasure.erase(db, market, person, now)
    assert states(db) == {"p:0": "queued", "p:2": "cancelled", "p:5": "cancelled", "p:7": "cancelled"}


def test_a_doubtful_alert_is_not_sent_again_after_the_erasure(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    told(db, "doubt", 1, person, "A job", not_after=now + DAY)
    db.run(
        "UPDATE outbox SET state = 'unknown', doubts = 1, gateway = 'test', attempted_at = :then", then=now - 2 * HOUR
    )
    db.run("INSERT INTO gateway_state (name, reported_at) VALUES ('test', :now)", now=now)
    erasure.erase(db, market, person, now)
    assert outbox.queue_doubts(db, now, "test", 600) == 0


def test_a_text_that_others_got_stays_and_one_of_their_own_goes(db: Database, market: Market, now: int) -> None:
    person, other = subscriber(db, market, 1), subscriber(db, market, 2)
    told(db, "shared:1", 1, person, "A job near you")
    told(db, "shared:2", 2, other, "A job near you")
    told(db, "own", 1, person, f"{NAME}, born 1995", priority=outbox.REPLY)
    arrived(db)
    erasure.erase(db, market, person, now)
    erasure.sweep(db, market, now + HOUR)
    texts = {
        row["dedupe"]: (row["text"], row["phone"], row["profile_id"], row["raw"])
        for row in db.all("SELECT * FROM outbox JOIN message_text ON message_text.id = text_id")
    }
    assert texts == {
        "shared:1": ("A job near you", "+", None, None),
        "shared:2": ("A job near you", phone(2), other["id"], "Success"),
        "own": ("", "+", None, None),
    }
    assert db.all("SELECT text FROM message_text ORDER BY text") == [{"text": ""}, {"text": "A job near you"}]


def test_two_people_who_go_one_after_the_other_leave_no_text(db: Database, market: Market, now: int) -> None:
    people = [subscriber(db, market, number) for number in (1, 2)]
    for number, person in enumerate(people, 1):
        for text in ("Page one", "Page two"):
            told(db, f"{text}:{number}", number, person, text, priority=outbox.REPLY)
    arrived(db)
    for person in people:
        erasure.erase(db, market, person, now)
    assert db.all("SELECT text FROM message_text") == [{"text": ""}]


def test_of_a_shared_phone_what_the_others_have_stays(db: Database, market: Market, now: int) -> None:
    person, other = subscriber(db, market, name="Juma Said"), subscriber(db, market)
    told(db, "one", 1, person, "For one", priority=outbox.NOTICE)
    told(db, "other", 1, other, "For the other", priority=outbox.NOTICE)
    vacancy = open_vacancy(db, market, now)["id"]
    for each in (person, other):
        offers.make(db, now, phone(1), "apply", vacancy, each["id"], now + DAY)
    opt_outs.stop(db, market, phone(1), now, "sms")
    arrived(db)
    erasure.erase(db, market, profiles.by_id(db, person["id"]) or person, now)
    erasure.sweep(db, market, now + HOUR)
    assert {dedupe: row["phone"] for dedupe, row in messages(db).items()} == {"one": "+", "other": phone(1)}
    assert [row["profile_id"] for row in db.all("SELECT profile_id FROM offer")] == [other["id"]]
    assert orjson.loads(db.all("SELECT alerts FROM opt_out")[0]["alerts"]) == {other["id"]: "instant"}


def test_erasure_by_anybody_else_is_followed(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    open_vacancy(db, market, now, deadline=now + DAY)
    work(db, market, now)
    told(db, "answer", 1, None, "Choose what to change:\n1 Wanjiku Atieno", priority=outbox.REPLY)
    arrived(db)
    profiles.erase(db, market, person, now)
    assert traces(db, phone(1), "Wanjiku") == {"erasure", "outbox", "message_text", "offer", "subscription"}
    assert erasure.sweep(db, market, now + HOUR) == 1
    assert traces(db, phone(1), "Wanjiku") == set()
    assert erasure.sweep(db, market, now + HOUR) == 0


def test_many_who_declined_are_forgotten_in_one_turn(db: Database, market: Market, now: int) -> None:
    for number in range(5):
        erasure.decline(db, phone(number), now)
    sweeps = [erasure.sweep(db, market, now + HOUR, limit=2) for _ in range(4)]
    assert sweeps == [2, 2, 1, 0]
    for number in range(5):
        erasure.decline(db, phone(number), now)
    context = Context(db, market, None, lambda: now + HOUR)
    assert list(JOBS["forget"].run(context)) == []
    assert db.all("SELECT phone FROM erasure") == []


def test_forgetting_twice_forgets_once(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    told(db, "answer", 1, person, "An answer", priority=outbox.REPLY)
    arrived(db)
    phones = profiles.erase(db, market, person, now)
    assert phones == [phone(1)]
    for _ in range(2):
        assert erasure.forget(db, market, now, person["id"], phones) is False
    assert db.all("SELECT text FROM message_text") == [{"text": ""}]


def test_whoever_begins_anew_keeps_what_came_after_the_erasure(db: Database, market: Market, now: int) -> None:
    erasure.erase(db, market, subscriber(db, market), now)
    anew = subscriber(db, market)
    told(db, "anew", 1, anew, "Welcome", priority=outbox.REPLY)
    arrived(db)
    erasure.sweep(db, market, now + HOUR)
    assert messages(db)["anew"]["phone"] == phone(1)
    assert db.all("SELECT phone FROM erasure") == []


def test_erasing_twice_is_one_erasure(db: Database, market: Market, now: int) -> None:
    person = subscriber(db, market)
    erasure.erase(db, market, person, now)
    erasure.erase(db, market, person, now)
    assert len(db.all("SELECT phone FROM erasure")) == 1


def test_the_text_of_a_reply_is_measured_as_before(db: Database, market: Market, now: int) -> None:
    """An empty text takes the place of what was said, in its language, so that figures still add up."""
    person = subscriber(db, market)
    for language in ("en", "sw"):
        outbox.put(db, now, phone(1), Text(language), "jobs", language, dedupe=language, not_after=now + DAY)
    arrived(db)
    erasure.erase(db, market, person, now)
    rows = db.all("SELECT dedupe, language FROM outbox JOIN message_text ON message_text.id = text_id")
    assert {row["dedupe"]: row["language"] for row in rows} == {"en": "en", "sw": "sw"}


@pytest.fixture
def applied(db: Database, market: Market, now: int) -> Row:
    """Somebody who applied for a job of an employer with a phone."""
    owner = employers.add(
        db, market, now, name="Baraka Works", place=TOWN, sector="repair", phone=phone(900), level="phone_verified"
    )
    vacancy = open_vacancy(db, market, now, employer_id=owner["id"], posts=3, deadline=now + 14 * DAY)
    profile = makers.person(db, market, phone(1), name=NAME)
    applications.apply(db, market, profile, vacancy["id"], now)
    relay.from_person(db, market, profile, vacancies.by_id(db, vacancy["id"]), "I live by the blue church", now)
    letters.follow(db, market, now)
    return profile


def erased(db: Database, market: Market, profile: Row, now: int) -> None:
    erasure.erase(db, market, profiles.by_ids(db, [profile["id"]])[profile["id"]], now)


def test_what_employers_were_told_of_somebody_is_forgotten_too(
    db: Database, market: Market, now: int, applied: Row
) -> None:
    assert traces(db, NAME, "blue church") >= {"message_text"}
    arrived(db)
    erased(db, market, applied, now)
    erasure.sweep(db, market, now + HOUR)
    assert traces(db, NAME, "blue church", phone(1)) == set()
    assert db.all("SELECT id FROM outbox WHERE profile_id IS NOT NULL") == []


def test_what_employers_were_not_told_yet_does_not_go(db: Database, market: Market, now: int, applied: Row) -> None:
    erased(db, market, applied, now)
    rows = db.all(
        "SELECT purpose, state FROM outbox JOIN message_text ON message_text.id = text_id WHERE phone = :phone",
        phone=phone(900),
    )
    assert {row["purpose"]: row["state"] for row in rows} == {
        "job_open": "queued",
        "job_applied": "cancelled",
        "relay_to_employer": "cancelled",
    }


def test_what_employers_hear_of_others_later_stays(db: Database, market: Market, now: int, applied: Row) -> None:
    arrived(db)
    [vacancy] = db.all("SELECT id FROM vacancy")
    erased(db, market, applied, now)
    for number in range(2, 6):
        applications.apply(
            db, market, makers.person(db, market, phone(number), name="Brian Otieno"), vacancy["id"], now + HOUR
        )
    letters.follow(db, market, now + HOUR)
    erasure.sweep(db, market, now + 2 * HOUR)
    assert "message_text" in traces(db, "Brian Otieno")
    assert traces(db, NAME) == set()


def test_of_somebody_without_a_phone_nothing_is_left_either(
    db: Database, market: Market, now: int, applied: Row
) -> None:
    current = profiles.by_ids(db, [applied["id"]])[applied["id"]]
    db.run("DELETE FROM phone_link WHERE profile_id = :id", id=applied["id"])
    arrived(db)
    erasure.erase(db, market, current, now)
    assert erasure.sweep(db, market, now + HOUR) == 1
    assert traces(db, NAME, "blue church") == set()
    assert db.all("SELECT phone FROM erasure") == []
