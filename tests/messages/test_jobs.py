"""The jobs: what has happened becomes a text on a phone, by the names that each job hands on."""

import dataclasses
from collections.abc import Iterable

import pytest

from core import applications, interviews, vacancies
from core.database import Database, Row
from core.market import Market
from messages import opt_outs
from messages.gateway import GatewayStoppedError, Outcome, Recipient
from messages.jobs import Context, jobs
from tests.alerting import MORNING, at, phone, subscriber
from tests.core.makers import DAY, employer, open_vacancy, person
from tests.outgoing import FakeGateway, accept, queue, states

JOBS = {job.name: job for job in jobs}


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


@pytest.fixture
def gateway() -> FakeGateway:
    return FakeGateway()


@pytest.fixture
def context(db: Database, market: Market, gateway: FakeGateway, now: int) -> Context:
    return Context(db, market, gateway, lambda: now)


def run(context: Context, *names: str) -> list[str]:
    """Run jobs and those they name, until there is no more to do. Returns the names in the order of their runs."""
    ran: list[str] = []
    todo: Iterable[str] = names
    while todo:
        assert len(ran) < 50, f"they go round in circles: {ran}"
        ran += todo
        todo = [name for each in todo for name in JOBS[each].run(context)]
    return ran


def test_a_vacancy_that_opens_becomes_texts_without_waiting_for_the_schedule(
    context: Context, gateway: FakeGateway, now: int
) -> None:
    subscriber(context.db, context.market)
    opened(context, now)
    assert run(context, "follow") == ["follow", "rounds", "drain"]
    assert gateway.phones == [phone(1)]
    assert run(context, "follow") == ["follow"]


def test_a_vacancy_that_ends_at_its_deadline_ends_its_alerts(context: Context, gateway: FakeGateway, now: int) -> None:
    vacancy = opened(context, now)
    run(context, "follow")
    for number in range(3):
        queue(context.db, f"a{number}", vacancy_id=vacancy["id"], not_before=now, not_after=now + 30 * DAY)
    late = dataclasses.replace(context, clock=lambda: now + 15 * DAY)
    run(late, "expire")
    assert vacancies.by_id(context.db, vacancy["id"])["status"] == "expired"
    assert set(states(context.db).values()) == {"cancelled"}


def test_without_a_gateway_messages_wait_and_nothing_fails(context: Context, now: int) -> None:
    queue(context.db, "waits", not_before=now, not_after=now + DAY)
    silent = dataclasses.replace(context, gateway=None)
    for name in JOBS:
        run(silent, name)
    assert states(context.db) == {"waits": "queued"}


def test_a_drain_that_must_pause_asks_for_another_turn(context: Context, gateway: FakeGateway, now: int) -> None:
    for number in range(2 * gateway.most):
        queue(context.db, f"m{number}", phone(number), not_before=now, not_after=now + DAY)
    pausing = dataclasses.replace(context, stopping=lambda: bool(gateway.calls))
    assert list(JOBS["drain"].run(pausing)) == ["drain"]
    assert len(gateway.phones) == gateway.most
    run(context, "drain")
    assert len(gateway.phones) == 2 * gateway.most


def test_a_gateway_that_has_stopped_is_not_asked_again_at_once(
    context: Context, gateway: FakeGateway, now: int
) -> None:
    queue(context.db, "waits", not_before=now, not_after=now + DAY)
    gateway.fail = GatewayStoppedError("no credit")
    assert run(context, "drain") == ["drain"]
    assert states(context.db) == {"waits": "queued"}


def test_a_number_that_wants_no_texts_gets_none_any_more(context: Context, gateway: FakeGateway, now: int) -> None:
    queue(context.db, "first", not_before=now, not_after=now + DAY)

    def refuse(recipient: Recipient) -> Outcome:
        return dataclasses.replace(accept(recipient), state="failed", opted_out=True)

    gateway.answer = refuse
    run(context, "drain")
    assert opt_outs.is_out(context.db, gateway.phones[0])


def test_what_a_killed_sender_held_goes_out_after_its_lease(context: Context, gateway: FakeGateway, now: int) -> None:
    queue(context.db, "held", not_before=now, not_after=now + DAY)
    context.db.run("UPDATE outbox SET state = 'sending', lease_until = :now", now=now - 1)
    assert run(context, "sweep") == ["sweep", "drain"]
    assert states(context.db) == {"held": "accepted"}


def test_rounds_begin_with_who_has_subscribed_meanwhile(context: Context, now: int) -> None:
    subscriber(context.db, context.market)
    run(context, "rounds")
    assert context.db.all("SELECT phone FROM subscription") == [{"phone": phone(1)}]


def test_an_employer_is_asked_about_a_job_that_ends_today(context: Context, gateway: FakeGateway, now: int) -> None:
    vacancy = opened(context, now)
    context.db.run("UPDATE employer SET phone = :phone", phone=phone(1))
    assert run(context, "employers") == ["employers"]
    late = dataclasses.replace(context, clock=lambda: now + 14 * DAY - 3600)
    assert run(late, "employers") == ["employers", "drain"]
    assert gateway.phones == [phone(1)]
    assert vacancies.by_id(context.db, vacancy["id"])["asked_filled_at"] == late.now


def opened(context: Context, now: int) -> Row:
    """A vacancy that has just opened, for two weeks."""
    return open_vacancy(context.db, context.market, now, deadline=now + 14 * DAY)


def test_the_evening_before_an_interview_whoever_is_invited_is_reminded(
    context: Context, gateway: FakeGateway, now: int
) -> None:
    db, market = context.db, context.market
    hirer = employer(db, market, level="phone_verified")
    job = open_vacancy(db, market, now, employer_id=hirer["id"])
    asha = person(db, market, phone(1))
    applications.apply(db, market, asha, job["id"], now)
    when = at(market, "2026-11-20 10:00")
    interviews.invite(db, market, hirer, job["id"], [asha["id"]], when, "The yard", now)
    run(context, "follow", "interviews", "drain")
    assert gateway.phones == [phone(1)]
    evening = dataclasses.replace(context, clock=lambda: at(market, "2026-11-19 18:05"))
    assert run(evening, "interviews") == ["interviews", "drain"]
    assert run(evening, "interviews") == ["interviews"]
    assert gateway.phones == [phone(1), phone(1)]
