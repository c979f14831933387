"""Sending: everybody gets their text once, in as few calls as possible, whatever the gateway does."""

import os
import pathlib
import random
import subprocess
from collections import Counter

import pytest

from core.database import Database
from core.market import Market
from messages import notices, outbox, reports, sending
from messages.gateway import GatewayStoppedError, Outcome
from messages.reports import Report
from messages.sending import Drained
from messages.sweeping import sweep
from tests import sender
from tests.outgoing import DAY, NOW, PHONE, FakeGateway, Text, messages, queue, states


def drain(db: Database, gateway: FakeGateway, market: Market, now: int = NOW, limit: int = 10_000) -> Drained:
    return sending.drain(db, gateway, market, lambda: now, limit)


def test_everybody_gets_the_text_once(db: Database, market: Market) -> None:
    gateway = FakeGateway()
    for number in range(8):
        queue(db, f"a:{number}", phone=f"+25471200000{number}")
    drained = drain(db, gateway, market)
    assert drained.outcomes == Counter(accepted=8) and not drained.more
    assert gateway.phones == [f"+25471200000{number}" for number in range(8)]
    assert drain(db, gateway, market).outcomes == Counter() and len(gateway.calls) == 3


def test_people_who_get_one_text_share_calls_and_others_do_not(db: Database, market: Market) -> None:
    gateway = FakeGateway(most=10)
    for number, text in enumerate(("Kazi", "A job", "Kazi", "A job")):
        queue(db, f"a:{number}", phone=f"+25471200000{number}", text=text)
    queue(db, "s", text="Kazi", sender="FURSA")
    drain(db, gateway, market)
    assert gateway.calls == [
        ("Kazi", None, ["+254712000000", "+254712000002"]),
        ("A job", None, ["+254712000001", "+254712000003"]),
        ("Kazi", "FURSA", [PHONE]),
    ]


def test_a_reply_does_not_wait_for_alerts_of_the_same_text(db: Database, market: Market) -> None:
    gateway = FakeGateway(most=10)
    queue(db, "alert", phone="+254712000005")
    queue(db, "reply", phone="+254712000006", priority=outbox.REPLY)
    drain(db, gateway, market)
    assert gateway.phones == ["+254712000006", "+254712000005"]


def test_a_drain_ends_at_its_limit_and_says_that_there_is_more(db: Database, market: Market) -> None:
    gateway = FakeGateway()
    for number in range(5):
        queue(db, f"a:{number}")
    assert drain(db, gateway, market, limit=4).more
    assert len(gateway.phones) == 4
    assert drain(db, gateway, market, limit=4).outcomes == Counter(accepted=1)


def test_a_process_that_is_to_end_finishes_its_call_and_gives_back_the_rest(db: Database, market: Market) -> None:
    gateway = FakeGateway()
    for number in range(8):
        queue(db, f"a:{number}")
    drained = sending.drain(db, gateway, market, lambda: NOW, stopping=lambda: len(gateway.calls) == 1)
    assert drained.more and len(gateway.phones) == 3
    assert Counter(states(db).values()) == Counter(accepted=3, queued=5)


def test_a_gateway_that_stops_leaves_all_as_it_was_and_is_left_alone_for_a_while(db: Database, market: Market) -> None:
    gateway = FakeGateway(fail=GatewayStoppedError("InsufficientBalance", retry_seconds=300))
    for number in range(8):
        queue(db, f"a:{number}")
    drained = drain(db, gateway, market)
    assert (drained.stopped, drained.retry_seconds) == ("InsufficientBalance", 300)
    assert set(states(db).values()) == {"queued"} and len(gateway.calls) == 1
    assert drain(db, gateway, market, NOW + 299).retry_seconds == 1 and len(gateway.calls) == 1
    gateway.fail = None
    assert drain(db, gateway, market, NOW + 300).outcomes == Counter(accepted=8)


def test_staff_are_told_once_a_day_that_the_gateway_stops(db: Database, market: Market) -> None:
    gateway = FakeGateway(fail=GatewayStoppedError("InvalidSenderId", retry_seconds=60))
    queue(db, "a:1", not_after=NOW + 9 * DAY)
    for now in (NOW, NOW + 60, NOW + DAY):
        drain(db, gateway, market, now)
    told = notices.waiting(db)
    assert [(notice["code"], notice["at"]) for notice in told] == [
        ("gateway_stopped", NOW),
        ("gateway_stopped", NOW + DAY),
    ]
    assert told[0]["data"] == {"gateway": "test", "reason": "InvalidSenderId"}
    notices.tick_off(db, NOW + DAY, told[0]["id"])
    assert [notice["id"] for notice in notices.waiting(db)] == [told[1]["id"]]


def test_what_a_broken_gateway_was_called_for_is_in_doubt_and_no_more_is_risked(
    db: Database, market: Market, caplog: pytest.LogCaptureFixture
) -> None:
    gateway = FakeGateway(fail=KeyError("a bug"))
    for number in range(8):
        queue(db, f"a:{number}")
    assert drain(db, gateway, market).stopped == "KeyError"
    assert Counter(states(db).values()) == Counter(unknown=3, queued=5)
    assert PHONE not in caplog.text


def test_one_bad_number_does_not_keep_others_from_their_text(db: Database, market: Market) -> None:
    def answer(recipient: object) -> Outcome:
        return Outcome(recipient.id, "failed", "InvalidPhoneNumber")  # type: ignore[attr-defined]

    gateway = FakeGateway(answer=answer)
    queue(db, "a:1")
    assert drain(db, gateway, market).outcomes == Counter(failed=1)
    assert messages(db)["a:1"]["raw"] == "InvalidPhoneNumber"


def test_who_wants_no_texts_says_the_network_is_told_on_when_the_answer_is_kept(db: Database, market: Market) -> None:
    gateway = FakeGateway(answer=lambda recipient: Outcome(recipient.id, "failed", "Blacklist", opted_out=True))
    queue(db, "a:1")
    queue(db, "a:2")

    def opt_out(phone: str) -> None:
        outbox.cancel_phone(db, NOW, phone)

    sending.drain(db, gateway, market, lambda: NOW, limit=1, opt_out=opt_out)
    assert states(db) == {"a:1": "failed", "a:2": "cancelled"}


def test_what_a_killed_sender_had_claimed_is_sent_by_the_next(db: Database, market: Market) -> None:
    gateway = FakeGateway()
    queue(db, "a:1")
    outbox.claim(db, NOW, 1)
    later = NOW + outbox.LEASE_SECONDS
    assert drain(db, gateway, market, later).outcomes == Counter()
    assert sweep(db, gateway, market, later).left_behind == 1
    assert drain(db, gateway, market, later).outcomes == Counter(accepted=1)


class Outage:
    """Senders that are killed again and again while a gateway takes what they bring and reports on it, or does not."""

    def __init__(self, db: Database, url: str, folder: pathlib.Path, count: int, seed: int, reporting: bool) -> None:
        self.db, self.url, self.file, self.reporting = db, url, folder / "taken", reporting
        self.chance = random.Random(seed)
        self.now = NOW
        self.reported: set[str] = set()
        self.count = count
        with db.transaction():
            text = outbox.text_id(db, Text(), "alert", "en")
            numbers = " UNION ALL ".join(f"SELECT {digit} AS n" for digit in range(10))
            select = (
                "SELECT 'a:' || n, :text, '+2547' || (10000000 + n), NULL, NULL, '', 5, :now, :not_after FROM"
                " (SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n AS n"
                f" FROM ({numbers}) a, ({numbers}) b, ({numbers}) c, ({numbers}) d) numbers WHERE n < :count"
            )
            values = {"text": text, "not_after": NOW + 30 * DAY, "count": count}
            assert outbox.put_many(db, NOW, select, **values) == count

    def live(self, calls: int | None) -> None:
        """One sender, killed when the gateway has taken that many calls; None lets it finish.

        About half are killed while they wait for an answer, the others wherever they are just after it.
        """
        process = sender.start(self.url, self.file, self.now, subprocess.PIPE)
        assert process.stdin is not None and process.stdout is not None
        taken = 0
        while process.stdout.read(1):
            taken += 1
            if self.chance.random() < 0.3:
                self.report()  # some reports overtake the answer of the call
            killed = taken == calls
            if not killed or self.chance.random() < 0.5:
                os.write(process.stdin.fileno(), b"!")
            if killed:
                process.kill()
                break
        process.communicate(timeout=60)
        self.report()
        self.now += 1000  # past the lease, and past the time in which a report may settle a doubt

    def report(self) -> None:
        """The gateway reports on all that it has taken so far."""
        for _, phone, gateway_id in sender.taken(self.file) if self.reporting else ():
            if gateway_id not in self.reported:
                reports.record(self.db, self.now, "noted", Report(gateway_id, "delivered", "Success", phone))
                self.reported.add(gateway_id)

    def kill_often(self, kills: int) -> None:
        """Kill senders; afterwards let others finish what they left."""
        for _ in range(kills):
            doubts = self.doubts()
            self.live(self.chance.randrange(1, max(2, self.count // sender.NotedGateway.most // kills)))
            outbox.end_leases(self.db, self.now)
            assert self.doubts() - doubts <= sender.NotedGateway.most, "one call is in doubt at most"
        for _ in range(3):
            self.live(None)

    def doubts(self) -> int:
        return sum(row["doubts"] for row in self.db.all("SELECT doubts FROM outbox WHERE doubts > 0"))


def test_ten_kills_lose_nothing_and_double_nothing_where_reports_arrive(
    db: Database, database_url: str, tmp_path: pathlib.Path
) -> None:
    outage = Outage(db, database_url, tmp_path, 2000, seed=1, reporting=True)
    outage.kill_often(10)
    assert Counter(states(db).values()) == Counter(delivered=2000)
    assert sender.doubles(outage.file) == 0
    assert outage.doubts() > 0


def test_ten_kills_lose_nothing_and_double_nothing_where_no_report_arrives(
    db: Database, database_url: str, tmp_path: pathlib.Path
) -> None:
    outage = Outage(db, database_url, tmp_path, 2000, seed=2, reporting=False)
    outage.kill_often(10)
    found = Counter(states(db).values())
    assert set(found) == {"accepted", "unknown"} and found.total() == 2000
    assert found["unknown"] == outage.doubts() <= 10 * sender.NotedGateway.most
    assert sender.doubles(outage.file) == 0
    told = {message for message, _, _ in sender.taken(outage.file)}
    assert all(row["id"] in told for row in messages(db).values() if row["state"] == "accepted")


def test_two_senders_that_live_send_everything_once(db: Database, database_url: str, tmp_path: pathlib.Path) -> None:
    outage = Outage(db, database_url, tmp_path, 2000, seed=3, reporting=False)
    processes = [sender.start(database_url, outage.file, NOW) for _ in range(2)]
    assert [process.communicate(timeout=120) and process.returncode for process in processes] == [0, 0]
    assert len(sender.taken(outage.file)) == 2000 and sender.doubles(outage.file) == 0
    assert Counter(states(db).values()) == Counter(accepted=2000)


@pytest.mark.soak
@pytest.mark.parametrize("reporting", [True, False])
def test_forty_kills_lose_nothing(db: Database, database_url: str, tmp_path: pathlib.Path, reporting: bool) -> None:
    outage = Outage(db, database_url, tmp_path, 10_000, seed=4, reporting=reporting)
    outage.kill_often(40)
    assert sender.doubles(outage.file) == 0
    end = {"delivered"} if reporting else {"accepted", "unknown"}
    assert set(states(db).values()) == end and len(states(db)) == 10_000
