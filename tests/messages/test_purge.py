"""What is old enough goes, and nothing that somebody still needs."""

import dataclasses

import pytest

from channels import sessions
from channels.conversation import Session
from core import browsers, events, learning, profiles
from core.database import Database
from core.market import Market
from messages import notices, offers, outbox, purge, readers, reports
from messages.jobs import Context, jobs
from messages.reports import Report
from tests.alerting import MORNING, at, phone, subscriber, work
from tests.core import makers
from tests.core.makers import DAY, open_vacancy
from tests.outgoing import queue, states

PURGE = next(job for job in jobs if job.name == "purge")


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


def keep(db: Database, market: Market, now: int) -> None:
    PURGE.run(Context(db, market, None, lambda: now))


def count(db: Database, table: str) -> int:
    return int(db.all(f"SELECT count(*) AS rows_there FROM {table}")[0]["rows_there"])


def wrote(db: Database, id: str, at: int) -> None:
    db.run(
        "INSERT INTO incoming (gateway, gateway_id, phone, text, at) VALUES ('test', :id, :phone, 'JOBS', :at)",
        id=id,
        phone=phone(1),
        at=at,
    )


def stands(db: Database, number: int, at: int) -> None:
    """A phone has called."""
    db.run(
        "INSERT INTO session (phone, channel, version, state, updated_at) VALUES (:phone, 'ussd', 1, '{}', :at)",
        phone=phone(number),
        at=at,
    )


def test_what_people_wrote_goes_after_half_a_year(db: Database, market: Market, now: int) -> None:
    wrote(db, "old", now - purge.INCOMING_SECONDS - 1)
    wrote(db, "young", now - purge.INCOMING_SECONDS)
    keep(db, market, now)
    assert db.all("SELECT gateway_id FROM incoming") == [{"gateway_id": "young"}]


def test_what_people_typed_goes_half_a_year_after_it_was_last_typed(db: Database, market: Market, now: int) -> None:
    then = now - purge.TYPED_SECONDS - 1
    for text, when in (("old", then), ("young", then + 1), ("typed again", then), ("typed again", now)):
        learning.record(db, text, "", "en", when)
    keep(db, market, now)
    assert sorted(row["text"] for row in learning.most(db)) == ["typed again", "young"]


def test_messages_go_after_half_a_year_and_their_texts_with_the_last_of_them(
    db: Database, market: Market, now: int
) -> None:
    for dedupe, text in (("old", "Only old"), ("old too", "Both"), ("young", "Both")):
        queue(db, dedupe, text=text)
    db.run("UPDATE outbox SET state = 'delivered', created_at = :now", now=now)
    db.run("UPDATE outbox SET created_at = :old WHERE dedupe LIKE 'old%'", old=now - purge.OUTBOX_SECONDS - 1)
    keep(db, market, now)
    assert states(db) == {"young": "delivered"}
    assert db.all("SELECT text FROM message_text") == [{"text": "Both"}]


def test_a_message_that_still_waits_is_not_purged(db: Database, market: Market, now: int) -> None:
    queue(db, "waits")
    keep(db, market, now + 2 * purge.OUTBOX_SECONDS)
    assert states(db) == {"waits": "queued"}


def test_a_phone_that_reaches_nobody_is_forgotten_soon_and_others_are_not(
    db: Database, market: Market, now: int
) -> None:
    subscriber(db, market, 1)
    left = subscriber(db, market, 2)
    profiles.leave_phone(db, phone(2), left, now)
    makers.employer(db, market, phone=phone(5))
    for number in (1, 2, 3, 5):
        stands(db, number, now - purge.SESSION_SECONDS - 1)
    stands(db, 4, now - purge.SESSION_SECONDS)
    keep(db, market, now)
    assert [row["phone"] for row in db.all("SELECT phone FROM session ORDER BY phone")] == [
        phone(number) for number in (1, 4, 5)
    ]


def test_of_an_employer_stays_when_they_called_and_not_whom_they_looked_at(
    db: Database, market: Market, now: int
) -> None:
    makers.employer(db, market, phone=phone(5))
    long_ago = now - purge.SESSION_SECONDS - 1
    for channel, silent in (("ussd", False), ("sms", True)):
        standing = sessions.load(db, phone(5), channel)
        standing.session.parts, standing.session.silent = [["Asha Wanjiru", 0]], silent
        with db.transaction():
            sessions.save(db, standing, long_ago)
    keep(db, market, now)
    called, unsure = (sessions.load(db, phone(5), channel) for channel in ("ussd", "sms"))
    assert (called.updated_at, called.session, called.version) == (long_ago, Session(), 1)
    assert unsure.session.silent
    assert (called.elsewhere_at, unsure.elsewhere_at) == (0, long_ago)


def test_events_go_after_a_year_once_every_reader_has_passed(db: Database, market: Market, now: int) -> None:
    def happens(subject: str, at: int) -> None:
        with db.transaction():
            events.append(db, "profile.changed", subject, at)

    def read_by_all() -> None:
        readers.skip(db, [row["name"] for row in db.all("SELECT name FROM reader")])

    happens("passed", now - purge.EVENT_SECONDS - 1)
    read_by_all()
    happens("unread", now - purge.EVENT_SECONDS - 1)
    keep(db, market, now)
    assert [event["subject"] for event in events.after(db, 0)] == ["unread"]
    happens("young", now)
    read_by_all()
    keep(db, market, now)
    assert [event["subject"] for event in events.after(db, 0)] == ["young"]


def test_offers_and_stray_reports_go_when_they_are_of_no_use(db: Database, market: Market, now: int) -> None:
    offers.make(db, now - DAY, phone(1), "apply", "gone", None, now)
    offers.make(db, now - DAY, phone(1), "apply", "open", None, now + 1)
    for id, then in (("old", now - purge.REPORT_SECONDS - 1), ("young", now - purge.REPORT_SECONDS)):
        reports.record(db, then, "test", Report(id, "sent", "Sent", phone(1)))
    keep(db, market, now)
    assert db.all("SELECT subject FROM offer") == [{"subject": "open"}]
    assert db.all("SELECT gateway_id FROM delivery_report") == [{"gateway_id": "young"}]


def test_notices_go_a_year_after_somebody_has_seen_to_them(db: Database, market: Market, now: int) -> None:
    for kind in ("seen", "waiting"):
        notices.tell(db, now, kind, "it", "code")
    notices.tick_off(db, now, notices.waiting(db)[0]["id"])
    keep(db, market, now + purge.NOTICE_SECONDS)
    assert count(db, "staff_notice") == 2
    keep(db, market, now + purge.NOTICE_SECONDS + 1)
    assert [notice["kind"] for notice in notices.waiting(db)] == ["waiting"]
    assert count(db, "staff_notice") == 1


def test_alerts_and_their_rounds_go_a_year_after_the_deadline(db: Database, market: Market, now: int) -> None:
    subscriber(db, market)
    open_vacancy(db, market, now, deadline=now + DAY)
    work(db, market, now)
    db.run("UPDATE outbox SET state = 'delivered'")
    assert (count(db, "alert"), count(db, "alert_round")) == (1, 2)
    keep(db, market, now + DAY + purge.ALERT_SECONDS)
    assert (count(db, "alert"), count(db, "alert_round"), count(db, "outbox")) == (1, 2, 0)
    assert count(db, "message_text") == 1  # the alert has it yet
    keep(db, market, now + DAY + purge.ALERT_SECONDS + 1)
    assert (count(db, "alert"), count(db, "alert_round"), count(db, "message_text")) == (0, 0, 0)


def test_many_rows_go_in_slices_and_the_job_asks_for_another_turn(db: Database, market: Market, now: int) -> None:
    rows = [{"id": str(number), "at": now - purge.INCOMING_SECONDS - 1} for number in range(purge.MOST + 1)]
    db.many(
        "INSERT INTO incoming (gateway, gateway_id, phone, text, at) VALUES ('test', :id, '+254712000001', '', :at)",
        rows,
    )
    context = Context(db, market, None, lambda: now, stopping=lambda: True)
    assert list(PURGE.run(context)) == ["purge"]
    assert count(db, "incoming") == 1
    assert list(PURGE.run(dataclasses.replace(context, stopping=lambda: False))) == []
    assert count(db, "incoming") == 0


def test_what_was_purged_is_not_sent_again(db: Database, market: Market, now: int) -> None:
    """An alert is remembered for longer than its message, so that no round finds the same person once more."""
    subscriber(db, market)
    open_vacancy(db, market, now, deadline=now + 300 * DAY)
    work(db, market, now)
    db.run("UPDATE outbox SET state = 'delivered'")
    later = now + purge.OUTBOX_SECONDS + DAY
    keep(db, market, later)
    db.run("UPDATE alert_round SET state = 'due', due_at = :now, ring = 0", now=later)
    work(db, market, later)
    assert states(db) == {}
    assert outbox.counts(db, later)["queued"] == 0


def test_codes_for_browsers_go_after_a_day(db: Database, market: Market, now: int) -> None:
    browsers.ask(db, phone(1), "192.0.2.1", now - browsers.KEPT_SECONDS)
    browsers.ask(db, phone(2), "192.0.2.1", now - browsers.KEPT_SECONDS + 1)
    browsers.open(db, phone(1), now - browsers.IDLE_SECONDS)
    keep(db, market, now)
    assert db.all("SELECT phone FROM browser_code") == [{"phone": phone(2)}]
    assert count(db, "browser") == 0


def test_what_staff_called_no_name_of_work_goes_with_what_was_typed_and_what_is_taught_stays(
    db: Database, now: int
) -> None:
    then = now - purge.TYPED_SECONDS - 1
    for text, occupation in (("asha wanjiru", ""), ("mjengo", "9313")):
        learning.record(db, text, "", "en", then)
        learning.teach(db, text, occupation, then)
    while purge.some(db, now):
        pass
    assert [row["text"] for row in learning.lessons(db)] == ["mjengo"]
