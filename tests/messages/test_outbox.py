"""The outbox: what is queued leaves once, in order, in time, and nothing that was claimed is lost."""

from decimal import Decimal

import pytest

from core.database import Database, Row
from core.errors import ConflictError
from messages import outbox
from messages.gateway import Outcome
from tests.outgoing import DAY, NOW, Text, messages, queue, states


def send(db: Database, now: int = NOW, limit: int = 100) -> list[Row]:
    """Claim and mark, as whoever is about to call the gateway."""
    claimed = outbox.claim(db, now, limit)
    if claimed:
        assert outbox.mark(db, now, "test", claimed) == {row["id"] for row in claimed}
    return claimed


def accepted(row: Row, gateway_id: str | None = None) -> Outcome:
    return Outcome(row["id"], "accepted", "Sent", gateway_id or f"G{row['id']}", Decimal("0.8"), "KES")


def test_a_message_is_queued_once_however_often_it_is_put(db: Database) -> None:
    assert queue(db, "a:1")
    assert not queue(db, "a:1", phone="+254712000002")
    assert [row["phone"] for row in outbox.claim(db, NOW, 10)] == ["+254712000001"]


def test_a_message_is_put_by_the_transaction_of_its_caller(db: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        with db.transaction(durable=False):
            queue(db, "r:1")
            raise ZeroDivisionError
    assert messages(db) == {}


def test_people_who_get_the_same_text_share_one_row_of_it(db: Database) -> None:
    for number in range(3):
        queue(db, f"a:{number}", text="The same \u2019text\u2019")
    queue(db, "a:3", text="Another text")
    texts = db.all("SELECT text, encoding FROM message_text ORDER BY id")
    assert texts == [{"text": "The same 'text'", "encoding": "gsm7"}, {"text": "Another text", "encoding": "gsm7"}]
    assert {row["text"] for row in outbox.claim(db, NOW, 10)} == {"The same 'text'", "Another text"}


def test_a_phone_number_without_its_country_is_refused(db: Database) -> None:
    with pytest.raises(ConflictError):
        queue(db, "a:1", phone="0712000001")


def test_replies_go_before_notices_and_notices_before_alerts(db: Database) -> None:
    for priority in (7, 5, 2, 0):
        queue(db, f"p:{priority}", priority=priority)
    assert [row["priority"] for row in outbox.claim(db, NOW, 3)] == [0, 2, 5]
    assert [row["priority"] for row in outbox.claim(db, NOW, 3)] == [7]


def test_the_longest_waiting_goes_first_and_what_must_wait_waits(db: Database) -> None:
    queue(db, "later", not_before=NOW + 60)
    queue(db, "second", not_before=NOW - 5)
    queue(db, "first", not_before=NOW - 9, phone="+254712000009")
    assert [row["phone"] for row in outbox.claim(db, NOW, 1)] == ["+254712000009"]
    assert len(outbox.claim(db, NOW, 10)) == 1
    assert outbox.claim(db, NOW + 59, 10) == []
    assert len(outbox.claim(db, NOW + 60, 10)) == 1


def test_what_is_claimed_is_not_claimed_again(db: Database) -> None:
    for number in range(5):
        queue(db, f"a:{number}")
    first, second, third = (outbox.claim(db, NOW, 2) for _ in range(3))
    assert len({row["id"] for row in first + second + third}) == 5
    assert outbox.claim(db, NOW, 2) == []


def test_many_are_put_by_one_select(db: Database) -> None:
    text = outbox.text_id(db, Text("A job near you"), "alert", "en")
    queue(db, "a:2")
    select = (
        "SELECT 'a:' || value, :text_id, '+25471200000' || value, NULL, 'v', 'north', 5, :now, :not_after"
        " FROM (SELECT 1 AS value UNION ALL SELECT 2 UNION ALL SELECT 3) AS people"
    )
    put = {"text_id": text, "not_after": NOW + DAY}
    assert outbox.put_many(db, NOW, select, **put) == 2
    assert outbox.put_many(db, NOW, select, **put) == 0
    assert sorted(messages(db)) == ["a:1", "a:2", "a:3"]
    assert messages(db)["a:3"]["vacancy_id"] == "v" and messages(db)["a:3"]["created_at"] == NOW


def test_an_answer_is_written_down(db: Database) -> None:
    queue(db, "a:1")
    [row] = send(db)
    outbox.settle(db, NOW + 1, [accepted(row, "ATXid_1")])
    stored = messages(db)["a:1"]
    assert (stored["state"], stored["gateway"], stored["gateway_id"]) == ("accepted", "test", "ATXid_1")
    assert (stored["cost"], stored["currency"], stored["raw"]) == (800_000, "KES", "Sent")


def test_each_answer_leads_to_its_state(db: Database) -> None:
    for number in range(4):
        queue(db, f"a:{number}")
    first, second, third, fourth = send(db)
    outcomes = [Outcome(first["id"], "failed", ""), Outcome(second["id"], "later", "")]
    outbox.settle(db, NOW, [*outcomes, Outcome(third["id"], "unknown", ""), accepted(fourth)])
    assert list(states(db).values()) == ["failed", "queued", "unknown", "accepted"]


def test_what_the_gateway_puts_off_is_tried_ever_later_and_then_fails(db: Database) -> None:
    queue(db, "a:1")
    now, pauses = NOW, []
    while states(db)["a:1"] == "queued":
        [row] = send(db, now)
        outbox.settle(db, now, [Outcome(row["id"], "later", "CouldNotRoute")])
        pauses.append(messages(db)["a:1"]["not_before"] - now)
        assert outbox.claim(db, now + pauses[-1] - 1, 1) == []
        now += pauses[-1]
    assert pauses == [60, 120, 240, 480, 960, 1920]
    assert states(db) == {"a:1": "failed"}


def test_a_claim_that_came_to_nothing_is_queued_again_when_its_lease_ends(db: Database) -> None:
    queue(db, "a:1")
    outbox.claim(db, NOW, 1, lease_seconds=60)
    assert outbox.end_leases(db, NOW + 59) == 0
    assert outbox.end_leases(db, NOW + 60) == 1
    assert len(outbox.claim(db, NOW + 60, 1)) == 1


def test_what_was_tried_is_in_doubt_when_its_lease_ends(db: Database) -> None:
    queue(db, "a:1")
    send(db)
    outbox.end_leases(db, NOW + outbox.LEASE_SECONDS)
    assert states(db) == {"a:1": "unknown"}
    assert outbox.claim(db, NOW + outbox.LEASE_SECONDS, 1) == []


def test_the_lease_is_renewed_just_before_the_call(db: Database) -> None:
    queue(db, "a:1")
    claimed = outbox.claim(db, NOW, 1, lease_seconds=60)
    outbox.mark(db, NOW + 50, "test", claimed, lease_seconds=60)
    assert outbox.end_leases(db, NOW + 60) == 0


def test_a_sender_that_slept_past_its_lease_does_not_send_what_another_took(db: Database) -> None:
    queue(db, "a:1")
    slept = outbox.claim(db, NOW, 1, lease_seconds=60)
    outbox.end_leases(db, NOW + 60)
    woke = outbox.claim(db, NOW + 61, 1, lease_seconds=60)
    assert outbox.mark(db, NOW + 62, "test", slept) == set()
    assert outbox.mark(db, NOW + 62, "test", woke) == {woke[0]["id"]}


def test_an_answer_that_comes_after_the_lease_still_counts(db: Database) -> None:
    queue(db, "a:1")
    [row] = send(db)
    outbox.end_leases(db, NOW + outbox.LEASE_SECONDS)
    outbox.settle(db, NOW + outbox.LEASE_SECONDS + 5, [accepted(row)])
    assert states(db) == {"a:1": "accepted"}


def test_what_certainly_was_not_sent_is_released(db: Database) -> None:
    queue(db, "a:1")
    [row] = send(db)
    assert outbox.release(db, NOW, [row["id"]]) == 1
    assert [again["id"] for again in outbox.claim(db, NOW, 1)] == [row["id"]]


def test_what_was_not_sent_in_time_expires(db: Database) -> None:
    queue(db, "soon", not_after=NOW + 10)
    queue(db, "late", not_after=NOW + 20)
    assert outbox.claim(db, NOW + 30, 5) == []
    assert outbox.expire(db, NOW + 10) == 1
    assert states(db) == {"soon": "expired", "late": "queued"}


def test_a_vacancy_that_is_gone_takes_back_its_alerts_and_nothing_else(db: Database) -> None:
    queue(db, "claimed", vacancy_id="v", priority=5)
    claimed = outbox.claim(db, NOW, 1)
    queue(db, "notice", vacancy_id="v", priority=2)
    queue(db, "alert", vacancy_id="v", priority=5)
    queue(db, "other", vacancy_id="w", priority=5)
    assert outbox.cancel(db, NOW, "v") == 2
    assert states(db) == {"claimed": "cancelled", "notice": "queued", "alert": "cancelled", "other": "queued"}
    assert outbox.mark(db, NOW, "test", claimed) == set()


def test_who_says_stop_gets_only_the_answer(db: Database) -> None:
    queue(db, "alert", priority=5)
    queue(db, "reply", priority=0)
    queue(db, "other", priority=5, phone="+254712000002")
    assert outbox.cancel_phone(db, NOW, "+254712000001") == 1
    assert states(db) == {"alert": "cancelled", "reply": "queued", "other": "queued"}


def test_what_is_put_aside_waits_until_its_unit_is_let_go(db: Database) -> None:
    queue(db, "a:1", unit="north", priority=5)
    queue(db, "a:2", unit="south", priority=5)
    claimed = outbox.claim(db, NOW, 5)
    assert outbox.hold(db, NOW, [row["id"] for row in claimed]) == 2
    assert outbox.claim(db, NOW, 5) == [] and outbox.held_units(db) == {"north", "south"}
    assert outbox.unhold(db, "north") == 1
    assert [row["unit"] for row in outbox.claim(db, NOW, 5)] == ["north"]


def test_a_doubt_is_queued_once_more_where_reports_arrive_and_this_one_did_not(db: Database) -> None:
    queue(db, "a:1")
    db.run("INSERT INTO gateway_state (name) VALUES ('test')")
    [row] = send(db)
    outbox.settle(db, NOW, [Outcome(row["id"], "unknown", "time-out")])
    assert outbox.queue_doubts(db, NOW + 600, "test", 600) == 0
    db.run("UPDATE gateway_state SET reported_at = :now", now=NOW + 1)
    assert outbox.queue_doubts(db, NOW + 599, "test", 600) == 0
    assert outbox.queue_doubts(db, NOW + 600, "test", 600) == 1
    [again] = send(db, NOW + 600)
    outbox.settle(db, NOW + 600, [Outcome(row["id"], "unknown", "time-out")])
    db.run("UPDATE gateway_state SET reported_at = :now", now=NOW + 2000)
    assert again["id"] == row["id"] and outbox.queue_doubts(db, NOW + 3000, "test", 600) == 0
    assert states(db) == {"a:1": "unknown"}


def test_counts_tell_what_is_on_its_way_and_how_late_it_is(db: Database) -> None:
    queue(db, "due", not_before=NOW - 90)
    queue(db, "due too", not_before=NOW - 30)
    queue(db, "tomorrow", not_before=NOW + DAY - 1)
    assert outbox.counts(db, NOW) == {
        "queued": 2, "waiting": 1, "held": 0, "sending": 0, "unknown": 0, "oldest_queued_seconds": 90,
    }  # fmt: skip
    send(db, limit=1)
    outbox.end_leases(db, NOW + 1000)
    send(db, NOW + 1000, limit=1)
    assert outbox.counts(db, NOW + 1000) == {
        "queued": 0, "waiting": 1, "held": 0, "sending": 1, "unknown": 1, "oldest_queued_seconds": 0,
    }  # fmt: skip
