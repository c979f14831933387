"""What people hear of what an officer wrote down for them on a tablet: each thing once, and how to undo it."""

from typing import Any

import pytest

from core import applications, consent, merging, profiles, vacancies
from core.database import Database, Row
from core.market import Market
from messages import confirmations, opt_outs
from tests.alerting import MORNING, at, phone, texts
from tests.core.makers import employer, vacancy
from tests.sync.makers import Tablet, new_id, tablet

TWO_WEEKS = 14 * 24 * 3600


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


@pytest.fixture
def amina(db: Database, market: Market, now: int) -> Tablet:
    """A tablet of an officer, in the morning."""
    made = tablet(db, market)
    made.now = now
    return made


def registered(amina: Tablet, **fields: Any) -> str:
    """Somebody whom an officer wrote down, reached by the phone of number 1."""
    return amina.register(**{"phones": [phone(1)], **fields})


def agree(amina: Tablet, who: str, purpose: str = "service", given: int = 1, base: int = 0) -> Row:
    return amina.send("consents", f"{who}.{purpose}", base, given=given)


def job(db: Database, market: Market, now: int, title: str = "Welder") -> Row:
    if not db.one("SELECT id FROM employer"):
        employer(db, market, level="document_verified")
    made = vacancy(db, market, now, title=title, deadline=now + TWO_WEEKS)
    return vacancies.open(db, market, made["id"], now)


def apply(amina: Tablet, who: str, job: Row) -> str:
    application = new_id()
    result = amina.send("applications", application, 0, profile_id=who, vacancy_id=job["reference"])
    assert result["status"] == "applied", result
    return application


def told(db: Database, market: Market, now: int) -> list[str]:
    """What the phone of number 1 is to get, once the background has read every event."""
    while confirmations.follow(db, market, now):
        pass
    return texts(db)


def test_whoever_is_registered_hears_of_it_once(db: Database, market: Market, amina: Tablet, now: int) -> None:
    who = registered(amina)
    agree(amina, who)
    profile = profiles.by_id(db, who)
    assert profile
    [text] = told(db, market, now)
    assert text == (
        f"Fursa: an officer registered you, as you agreed. Your number: {profile['reference']}. To see it, dial"
        f" {market.service_code}. Not you? Reply CALL ME. To end it: DELETE ME."
    )
    assert len(text) <= 160
    agree(amina, who, base=1)
    assert told(db, market, now) == [text]


def test_alerts_that_come_with_it_are_in_the_same_text(db: Database, market: Market, amina: Tablet, now: int) -> None:
    who = registered(amina)
    agree(amina, who)
    agree(amina, who, "alerts")
    [text] = told(db, market, now)
    assert "job alerts" in text
    assert "STOP" in text


def test_alerts_that_are_agreed_to_later_have_a_text_of_their_own(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    who = registered(amina)
    agree(amina, who)
    first = told(db, market, now)
    agree(amina, who, "alerts")
    assert told(db, market, now)[:1] == first
    assert told(db, market, now)[1].startswith("Fursa: you told our officer that you want job alerts.")
    assert len(told(db, market, now)) == 2


def test_what_was_agreed_to_by_phone_and_is_repeated_is_told_nobody(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    who = registered(amina)
    profile = profiles.by_id(db, who)
    assert profile
    consent.record(db, profile, "service", True, "en", "ussd", now)
    consent.record(db, profile, "service", True, "en", "tablet", now, author="o-1")
    assert told(db, market, now) == []


def test_what_was_taken_back_and_agreed_to_again_is_told_again(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    who = registered(amina)
    agree(amina, who)
    told(db, market, now)
    sent(db)
    agree(amina, who, given=0, base=1)
    assert told(db, market, now) == []
    agree(amina, who, base=2)
    assert len(told(db, market, now)) == 1


def test_a_word_that_was_taken_back_before_it_was_told_is_not_told(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    who = registered(amina)
    agree(amina, who)
    agree(amina, who, given=0, base=1)
    assert told(db, market, now) == []


def test_an_application_is_confirmed_with_how_to_take_it_back(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    who = registered(amina)
    agree(amina, who)
    wanted = job(db, market, now)
    apply(amina, who, wanted)
    _registered, text = told(db, market, now)
    assert text.startswith("You have applied: Welder")
    assert f"WITHDRAW {wanted['reference']}" in text


def test_several_applications_of_one_visit_are_one_text(db: Database, market: Market, amina: Tablet, now: int) -> None:
    who = registered(amina)
    agree(amina, who)
    some = [job(db, market, now, title) for title in ("Welder", "Gate welder", "Fitter")]
    for each in some:
        apply(amina, who, each)
    _registered, text = told(db, market, now)
    assert text.startswith(f"You have applied for 3 jobs: {', '.join(each['reference'] for each in some)}. To take one")


def test_one_that_the_officer_takes_back_is_told_and_one_never_told_is_not(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    who = registered(amina)
    agree(amina, who)
    wanted, other = job(db, market, now), job(db, market, now, "Gate welder")
    application = apply(amina, who, wanted)
    told(db, market, now)
    amina.send("applications", application, 1, status="withdrawn")
    slip = apply(amina, who, other)
    amina.send("applications", slip, 1, status="withdrawn")
    sent = told(db, market, now)
    assert [text.partition(":")[0] for text in sent] == ["Fursa", "Your application is taken back"]
    assert f"APPLY {wanted['reference']}" in sent[1]  # and the first, which had not gone, goes no more


def test_what_people_do_by_phone_is_told_nobody(db: Database, market: Market, amina: Tablet, now: int) -> None:
    who = profiles.by_id(db, registered(amina))
    assert who
    wanted = job(db, market, now)
    consent.record(db, who, "service", True, "en", "ussd", now)
    applications.apply(db, market, who, wanted["id"], now)
    made = applications.for_vacancy(db, who["id"], wanted["id"])
    assert made
    applications.withdraw(db, market, who, made["id"], now)
    assert told(db, market, now) == []


def test_two_profiles_of_one_person_that_become_one_take_nothing_back(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    wanted = job(db, market, now)
    kept, gone = registered(amina), registered(amina, name="Otieno Ouma", birth_year=1970)
    for who in (kept, gone):
        agree(amina, who)
        apply(amina, who, wanted)
    before = told(db, market, now)
    merging.merge(db, market, kept, gone, "test", now)
    assert told(db, market, now) == before


def test_nobody_gets_more_than_some_a_day(db: Database, market: Market, amina: Tablet, now: int) -> None:
    who = registered(amina)
    agree(amina, who)
    for number in range(6):
        apply(amina, who, job(db, market, now, f"Welder {number}"))
        told(db, market, now)
    assert len(told(db, market, now)) == 1 + confirmations.MOST_A_DAY


def test_a_phone_that_wants_no_texts_and_nobodys_phone_get_none(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    opt_outs.stop(db, market, phone(1), now, "sms")
    agree(amina, registered(amina))
    agree(amina, amina.register(phones=[], name="Otieno Ouma", birth_year=1970))
    assert told(db, market, now) == []
    assert db.all("SELECT id FROM outbox") == []


def test_nothing_comes_at_a_quiet_hour(db: Database, market: Market, amina: Tablet) -> None:
    amina.now = night = at(market, "2026-11-18 22:00")
    agree(amina, registered(amina))
    told(db, market, night)
    [row] = db.all("SELECT not_before, not_after FROM outbox")
    assert row["not_before"] == at(market, "2026-11-19 07:00")
    assert row["not_after"] == row["not_before"] + confirmations.TOLD_SECONDS


def test_what_is_pushed_twice_is_told_once(db: Database, market: Market, amina: Tablet, now: int) -> None:
    who = registered(amina)
    operation = amina.operation("consents", f"{who}.service", 0, given=1)
    amina.push(operation)
    amina.push(operation)
    again = amina.another()
    again.now = now
    agree(again, who)
    assert len(told(db, market, now)) == 1


def test_what_was_taken_back_while_it_waited_for_the_morning_is_not_told(
    db: Database, market: Market, amina: Tablet
) -> None:
    amina.now = night = at(market, "2026-11-18 22:00")
    who = registered(amina)
    agree(amina, who)
    agree(amina, who, "alerts")
    told(db, market, night)
    assert queued(db) == ["registered_alerts"]
    agree(amina, who, "alerts", given=0, base=1)
    told(db, market, night)
    assert queued(db) == ["registered"]
    told(db, market, night)
    agree(amina, who, given=0, base=1)
    told(db, market, night)
    assert queued(db) == []
    agree(amina, who, base=2)
    told(db, market, night)
    assert queued(db) == ["registered"]


def test_what_went_already_is_not_told_otherwise(db: Database, market: Market, amina: Tablet, now: int) -> None:
    who = registered(amina)
    agree(amina, who)
    agree(amina, who, "alerts")
    told(db, market, now)
    sent(db)
    agree(amina, who, "alerts", given=0, base=1)
    assert told(db, market, now) == []


def test_whoever_is_too_young_to_work_gets_no_text(db: Database, market: Market, amina: Tablet, now: int) -> None:
    agree(amina, registered(amina, birth_year=market.year(now) - market.legal_working_age + 1))
    assert told(db, market, now) == []
    agree(amina, amina.register(name="Otieno Ouma", birth_year=None, phones=[phone(1)]))
    assert len(told(db, market, now)) == 1


def test_a_phone_of_several_people_is_told_of_each_by_number_alone(
    db: Database, market: Market, amina: Tablet, now: int
) -> None:
    people = [registered(amina), registered(amina, name="Otieno Ouma", birth_year=1970)]
    for who in people:
        agree(amina, who)
    texts_sent = told(db, market, now)
    for who, text in zip(people, texts_sent, strict=True):
        profile = profiles.by_id(db, who)
        assert profile
        assert profile["reference"] in text
        assert "Otieno" not in text


def sent(db: Database) -> None:
    """What waits has gone."""
    db.run("UPDATE outbox SET state = 'accepted'")


def queued(db: Database) -> list[str]:
    """What waits to be sent, by purpose."""
    rows = db.all("SELECT purpose FROM outbox JOIN message_text ON message_text.id = text_id WHERE state = 'queued'")
    return [row["purpose"] for row in rows]
