"""The progress of a run: one line that adds up."""

from core.database import Database
from core.market import load
from messages import figures, progress, sending
from messages.gateway import Outcome, Recipient
from tests.conftest import ROOT
from tests.outgoing import DAY, NOW, FakeGateway, accept, queue


def some_fail(recipient: Recipient) -> Outcome:
    """Every fifth number is no number."""
    return Outcome(recipient.id, "failed", "InvalidPhoneNumber") if recipient.id % 5 == 0 else accept(recipient)


def test_a_line_tells_what_became_of_each_message(db: Database) -> None:
    for number in range(10):
        queue(db, f"m{number}", f"+2547120000{number:02}")
    queue(db, "tomorrow", not_before=NOW + DAY // 2)
    before = progress.of_run(db, 0, NOW)
    assert progress.line(before) == (
        "[....................]   0 %  queued 10  waiting 1  sent 0  delivered 0  failed 0"
    )
    sending.drain(db, FakeGateway(answer=some_fail), load(ROOT / "markets" / "kenya"), lambda: NOW, limit=5)
    db.run("UPDATE outbox SET state = 'delivered' WHERE dedupe = 'm0'")
    after = progress.of_run(db, 0, NOW + 2)
    assert progress.line(after, before) == (
        "[##########..........]  50 %  queued 5  waiting 1  sent 3  delivered 1  failed 1  2/s  KES 3.20"
    )


def test_a_run_of_nothing_is_done(db: Database) -> None:
    assert progress.line(progress.of_run(db, 0, NOW)) == (
        "[####################] 100 %  queued 0  sent 0  delivered 0  failed 0"
    )


def test_what_was_queued_earlier_is_no_part_of_a_run(db: Database) -> None:
    queue(db, "old")
    db.run("UPDATE outbox SET created_at = :at", at=NOW - DAY)
    first = figures.first_since(db, NOW - 3600)
    queue(db, "new")
    assert figures.first_since(db, NOW - 3600, first) == first
    [row] = figures.of_messages(db, first)
    assert (row["state"], row["messages"]) == ("queued", 1)
