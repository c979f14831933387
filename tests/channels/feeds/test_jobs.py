"""The jobs of the feeds: what is due is fetched without holding up the worker."""

import threading
from collections.abc import Iterator

import pytest

from channels.feeds import jobs, sources
from core import audit, postings
from core.database import Database
from core.market import Market
from core.meaning import Posting
from messages import jobs as message_jobs
from messages.jobs import Context
from sync import jobs as sync_jobs
from tests.channels.feeds.feed_server import FeedServer, Handler
from tests.conversation import on_sqlite
from tests.core.makers import DAY, NOW

BY_NAME = {job.name: job for job in jobs.jobs}
BODY = b'{"title": "Arc welder", "employer": "Works", "place": "Buruburu, Nairobi"}'


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def run(db: Database, market: Market, name: str, now: int = NOW) -> None:
    assert list(BY_NAME[name].run(Context(db, market, None, lambda: now))) == []


def finish() -> None:
    """Return when all that is being fetched has come."""
    for thread in threading.enumerate():
        if thread.name == jobs.THREAD:
            thread.join(30)
    assert not jobs.is_fetching()


def test_no_two_jobs_have_one_name() -> None:
    names = [job.name for job in (*message_jobs.jobs, *sync_jobs.jobs, *jobs.jobs)]
    assert len(set(names)) == len(names)


def test_a_feed_is_fetched_when_it_is_due_while_the_worker_goes_on(
    db: Database, market: Market, server: FeedServer
) -> None:
    answer = threading.Event()

    def late(handler: Handler) -> None:
        answer.wait(30)
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(BODY)

    server.act("/feed", late)
    sources.add(db, "board", server.url(), NOW, actor=audit.SERVICE, format="jsonl", every_seconds=3600, is_inside=True)
    run(db, market, "feeds")  # it comes back before the server has answered
    assert jobs.is_fetching()
    run(db, market, "feeds")
    answer.set()
    finish()
    assert len(server.asked) == 1
    assert sources.every(db)[0]["counts"]["added"] == 1
    run(db, market, "feeds", NOW + 3599)
    finish()
    assert len(server.asked) == 1
    run(db, market, "feeds", NOW + 3600)
    finish()
    assert len(server.asked) == 2


@on_sqlite
def test_old_postings_are_forgotten(db: Database, market: Market) -> None:
    posting = Posting("1", "Arc welder", "Works", "Buruburu")
    postings.take(db, market, NOW, posting, actor=audit.SERVICE, source="board")
    run(db, market, "forget_postings", NOW + 500 * DAY)
    assert db.all("SELECT id FROM posting") == []
