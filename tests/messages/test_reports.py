"""Delivery reports: whenever they come, in whatever order and however often, the last word of each message stands."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from core.database import Database, Row
from core.market import Market
from messages import outbox, reports
from messages.gateway import Outcome
from messages.reports import RANKS, Report, Status
from messages.sweeping import sweep
from tests.outgoing import DAY, NOW, PHONE, FakeGateway, messages, queue, states

OTHER_PHONE = "+254712000002"
FINAL = {"delivered", "failed", "expired", "cancelled"}
# What may follow what, in one step or in several that nobody saw between.
MAY_FOLLOW = {
    "queued": {"sending", "accepted", "unknown", *FINAL},
    "sending": {"queued", "accepted", "unknown", *FINAL},
    "accepted": {"delivered", "failed"},
    "unknown": {"queued", "accepted", "delivered", "failed"},
    **{state: set() for state in FINAL},
}


def send(db: Database, now: int = NOW) -> list[Row]:
    claimed = outbox.claim(db, now, 100)
    outbox.mark(db, now, "test", claimed)
    return claimed


def report(
    db: Database, gateway_id: str, status: Status, phone: str | None = PHONE, now: int = NOW, **more: int
) -> bool:
    return reports.record(db, now, "test", Report(gateway_id, status, status.title(), phone, **more))


def lose_answer(db: Database, row: Row, now: int = NOW) -> None:
    outbox.settle(db, now, [Outcome(row["id"], "unknown", "time-out")])


@pytest.fixture
def sent(db: Database) -> Row:
    """A message that the gateway has accepted as G1."""
    queue(db, "a:1")
    [row] = send(db)
    outbox.settle(db, NOW, [Outcome(row["id"], "accepted", "Sent", "G1")])
    return row


def state(db: Database) -> str:
    [state] = states(db).values()
    return state


@pytest.mark.parametrize("status", ["delivered", "failed"])
def test_the_last_word_settles_a_message(db: Database, sent: Row, status: Status) -> None:
    assert report(db, "G1", "sent")
    assert state(db) == "accepted"
    assert report(db, "G1", status)
    assert (state(db), messages(db)["a:1"]["raw"]) == (status, status.title())


def test_what_comes_after_the_last_word_changes_nothing(db: Database, sent: Row) -> None:
    report(db, "G1", "delivered")
    stored = messages(db)
    for late in RANKS:
        report(db, "G1", late, now=NOW + 5)
    outbox.settle(db, NOW + 9, [Outcome(sent["id"], "failed", "late")])
    assert messages(db) == stored


def test_a_step_back_is_no_news(db: Database, sent: Row) -> None:
    report(db, "G1", "submitted")
    report(db, "G1", "sent")
    assert messages(db)["a:1"]["raw"] == "Submitted"


@pytest.mark.parametrize("status", list(RANKS))
def test_a_report_that_overtakes_the_answer_is_kept_for_it(db: Database, status: Status) -> None:
    queue(db, "a:1")
    [row] = send(db)
    assert not report(db, "G1", status)
    assert state(db) == "sending"
    outbox.settle(db, NOW, [Outcome(row["id"], "accepted", "Sent", "G1")])
    assert state(db) == (status if status in FINAL else "accepted")
    assert db.all("SELECT * FROM delivery_report") == []


def test_of_kept_reports_the_furthest_counts(db: Database) -> None:
    queue(db, "a:1")
    [row] = send(db)
    for status in ("submitted", "delivered", "sent", "failed"):
        report(db, "G1", status)
    outbox.settle(db, NOW, [Outcome(row["id"], "accepted", "Sent", "G1")])
    assert state(db) == "delivered"


def test_a_report_and_an_answer_that_did_not_see_each_other_are_joined_by_the_sweeper(
    db: Database, sent: Row, market: Market
) -> None:
    db.run(
        "INSERT INTO delivery_report (gateway, gateway_id, phone, status, rank, raw, at)"
        " VALUES ('test', 'G1', NULL, 'delivered', 9, 'Success', :now)",
        now=NOW,
    )
    assert sweep(db, FakeGateway(), market, NOW + 60).reported == 1
    assert state(db) == "delivered"


def test_a_report_of_another_gateway_with_the_same_id_is_another_message(db: Database, sent: Row) -> None:
    assert not reports.record(db, NOW, "other", Report("G1", "failed", "Failed", PHONE))
    assert state(db) == "accepted"


def test_a_doubt_is_settled_by_the_report_of_its_phone(db: Database) -> None:
    queue(db, "a:1")
    [row] = send(db)
    lose_answer(db, row)
    assert not report(db, "G1", "delivered", phone=OTHER_PHONE)
    assert report(db, "G2", "sent")
    assert (state(db), messages(db)["a:1"]["gateway_id"]) == ("accepted", "G2")
    assert report(db, "G2", "delivered")
    assert state(db) == "delivered"


def test_what_was_reported_before_the_phone_was_known_is_not_forgotten(db: Database) -> None:
    queue(db, "a:1")
    [row] = send(db)
    lose_answer(db, row)
    assert not report(db, "G1", "delivered", phone=None)
    assert report(db, "G1", "sent")
    assert state(db) == "delivered"


def test_the_oldest_doubt_of_a_phone_comes_first(db: Database) -> None:
    for dedupe in ("a:1", "a:2"):
        queue(db, dedupe, text=dedupe)
        [row] = send(db)
        lose_answer(db, row)
    report(db, "G1", "delivered")
    assert states(db) == {"a:1": "delivered", "a:2": "unknown"}
    report(db, "G2", "failed")
    assert states(db) == {"a:1": "delivered", "a:2": "failed"}


def test_a_doubt_does_not_take_the_report_of_a_call_under_way(db: Database) -> None:
    queue(db, "doubt")
    [doubt] = send(db)
    lose_answer(db, doubt)
    queue(db, "under way")
    [row] = send(db)
    assert not report(db, "G2", "delivered")
    outbox.settle(db, NOW, [Outcome(row["id"], "accepted", "Sent", "G2")])
    assert states(db) == {"doubt": "unknown", "under way": "delivered"}


def test_a_kept_report_settles_the_doubt_that_a_killed_sender_leaves(db: Database, market: Market) -> None:
    queue(db, "a:1")
    send(db)
    assert not report(db, "G1", "delivered")
    assert sweep(db, FakeGateway(), market, NOW + outbox.LEASE_SECONDS).reported == 1
    assert state(db) == "delivered"


def test_an_old_report_is_not_taken_for_a_new_message(db: Database) -> None:
    report(db, "G0", "delivered")
    queue(db, "a:1")
    [row] = send(db, NOW + 9)
    lose_answer(db, row, NOW + 9)
    reports.try_again(db, NOW + 9)
    assert state(db) == "unknown"


def test_our_own_id_told_back_needs_no_other(db: Database) -> None:
    queue(db, "a:1")
    [row] = send(db)
    lose_answer(db, row)
    assert report(db, "G1", "delivered", phone=None, id=row["id"])
    assert state(db) == "delivered"


def test_a_message_queued_again_does_not_go_when_its_report_comes_after_all(db: Database, market: Market) -> None:
    gateway = FakeGateway()
    db.run("INSERT INTO gateway_state (name, reported_at) VALUES ('test', :now)", now=NOW + 1)
    queue(db, "a:1")
    [row] = send(db)
    lose_answer(db, row)
    assert sweep(db, gateway, market, NOW + gateway.doubt_seconds).queued_again == 1
    claimed = outbox.claim(db, NOW + 700, 1)
    assert report(db, "G1", "delivered", now=NOW + 701)
    assert outbox.mark(db, NOW + 702, "test", claimed) == set()
    assert state(db) == "delivered"


def test_reports_of_nobody_are_forgotten_after_a_while(db: Database) -> None:
    report(db, "G1", "delivered")
    reports.try_again(db, NOW + reports.KEEP_SECONDS)
    assert len(db.all("SELECT * FROM delivery_report")) == 1
    reports.try_again(db, NOW + reports.KEEP_SECONDS + 1)
    assert db.all("SELECT * FROM delivery_report") == []


class Deliveries(RuleBasedStateMachine):
    """Senders, a gateway that forgets to answer, networks that report as they like, and people who change their mind.

    `accepted` is what the gateway truly took: its id -> the message. The database is compared with that.
    """

    calls: Bundle[tuple[Row, ...]] = Bundle("calls")
    taken: Bundle[str] = Bundle("taken")

    def __init__(self, db: Database, market: Market) -> None:
        super().__init__()
        self.db, self.market, self.gateway, self.now = db, market, FakeGateway(), NOW
        self.accepted: dict[str, int] = {}
        self.first_word: dict[str, Status] = {}  # the first final report of each id at the gateway
        self.troubled: set[int] = set()  # messages whose answer was lost, or whose sender was killed
        self.seen: dict[int, str] = {}
        self.phones: dict[int, str] = {}

    @initialize()
    def empty(self) -> None:
        with self.db.transaction(durable=False):
            for table in ("outbox", "message_text", "delivery_report", "gateway_state", "spending", "staff_notice"):
                self.db.run(f"DELETE FROM {table}")
            self.db.run("INSERT INTO gateway_state (name) VALUES ('test')")

    @rule(numbers=st.sets(st.integers(0, 5), min_size=1), second=st.booleans(), hours=st.sampled_from([1, 48]))
    def put(self, numbers: set[int], second: bool, hours: int) -> None:
        phone = OTHER_PHONE if second else PHONE
        for number in sorted(numbers):
            queue(self.db, f"a:{number}", phone, vacancy_id=f"v{number % 3}", not_after=self.now + hours * 3600)

    @rule(target=calls, limit=st.integers(1, 3))
    def call(self, limit: int) -> tuple[Row, ...] | MultipleResults[tuple[Row, ...]]:
        """Claim, mark and call the gateway. What it answers, or whether, is told by another rule."""
        claimed = outbox.claim(self.db, self.now, limit)
        if not claimed:
            return multiple()
        marked = outbox.mark(self.db, self.now, "test", claimed)
        assert marked == {row["id"] for row in claimed}
        for row in claimed:
            assert self.seen.get(row["id"]) not in FINAL | {"accepted"}, "sent again what had a certain end"
            self.phones[row["id"]] = row["phone"]
        return tuple(claimed)

    @rule(limit=st.integers(1, 3))
    def claim_and_die(self, limit: int) -> None:
        outbox.claim(self.db, self.now, limit)

    @rule(
        target=taken,
        call=consumes(calls),
        take=st.booleans(),
        answer=st.sampled_from(["told", "told", "lost", "none", "later", "failed"]),
    )
    def answer(self, call: tuple[Row, ...], take: bool, answer: str) -> MultipleResults[str]:
        """The gateway took the messages of the call, or not, and its answer arrived, got lost, or met nobody."""
        outcomes, ids = [], []
        take = take or answer == "told"
        for row in call:
            gateway_id = f"G{len(self.accepted)}"
            if take and answer in ("told", "lost", "none"):
                self.accepted[gateway_id] = row["id"]
                ids.append(gateway_id)
            if answer == "told":
                outcomes.append(Outcome(row["id"], "accepted", "Sent", gateway_id))
            elif answer != "none":
                kind = "unknown" if answer == "lost" else answer
                outcomes.append(Outcome(row["id"], kind, kind))  # type: ignore[arg-type]
        if outcomes:
            outbox.settle(self.db, self.now, outcomes)
        return multiple(*ids)

    @rule(gateway_id=taken, status=st.sampled_from(list(RANKS)), with_phone=st.booleans())
    def report(self, gateway_id: str, status: Status, with_phone: bool) -> None:
        self.tell(gateway_id, status, self.phones[self.accepted[gateway_id]] if with_phone else None)

    @rule(number=st.integers(0, 2), status=st.sampled_from(list(RANKS)))
    def report_early(self, number: int, status: Status) -> None:
        """A report of an id that the gateway will give only later, or never."""
        gateway_id = f"G{len(self.accepted) + number}"
        self.tell(gateway_id, status, None)

    def tell(self, gateway_id: str, status: Status, phone: str | None) -> None:
        report(self.db, gateway_id, status, phone, self.now)
        if status in FINAL:
            self.first_word.setdefault(gateway_id, status)

    @rule(seconds=st.sampled_from([1, 30, 121, 700]), others_report=st.booleans())
    def wait(self, seconds: int, others_report: bool) -> None:
        self.now += seconds
        if others_report:
            report(self.db, "X", "sent", None, self.now)
        sweep(self.db, self.gateway, self.market, self.now)

    @rule(number=st.integers(0, 2))
    def fill(self, number: int) -> None:
        outbox.cancel(self.db, self.now, f"v{number}")

    @invariant()
    def every_step_is_legal(self) -> None:
        for row in self.db.all("SELECT id, state, doubts, lease_until FROM outbox"):
            assert (row["state"] == "sending") == (row["lease_until"] is not None)
            if row["doubts"]:
                self.troubled.add(row["id"])
            before = self.seen.get(row["id"], "queued")
            assert row["state"] == before or row["state"] in MAY_FOLLOW[before], f"{before} -> {row['state']}"
            self.seen[row["id"]] = row["state"]

    @invariant()
    def nothing_is_taken_twice_without_a_doubt_and_never_three_times(self) -> None:
        for message, times in Counter(self.accepted.values()).items():
            assert times <= (2 if message in self.troubled else 1)

    @invariant()
    def the_first_last_word_stands(self) -> None:
        for row in self.db.all("SELECT id, state, gateway_id FROM outbox WHERE gateway_id IS NOT NULL"):
            word = self.first_word.get(row["gateway_id"])
            if word is not None and row["state"] not in ("sending", "failed", "cancelled", "expired"):
                assert row["state"] == word

    def teardown(self) -> None:
        """In the end nothing is on its way any more, except what staff must look at."""
        for _ in range(3):
            self.now += 3 * DAY
            sweep(self.db, self.gateway, self.market, self.now)
        self.every_step_is_legal()
        assert {row["state"] for row in self.db.all("SELECT state FROM outbox")} <= {"accepted", "unknown", *FINAL}


def test_no_order_of_events_undoes_the_last_word(db: Database, database_url: str, market: Market) -> None:
    examples = 300 if database_url.startswith("sqlite") else 30
    run_state_machine_as_test(
        lambda: Deliveries(db, market),  # type: ignore[arg-type]
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
