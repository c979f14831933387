"""Feeds: fetched when they are due, failing for longer and longer, and closing what they no longer list."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from channels.feeds import sources
from channels.feeds.fetching import FetchError, Limits
from channels.feeds.sources import Fetch
from core import audit, postings, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from messages import notices
from tests.channels.feeds.feed_server import FeedServer
from tests.conversation import on_sqlite
from tests.core.makers import DAY, NOW

HOUR = 3600


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def line(number: int, **fields: Any) -> bytes:
    given = {
        "id": number,
        "title": "Arc welder",
        "employer": f"Works {number}",
        "place": "Buruburu, Nairobi",
        "deadline": "2026-12-31",
    }
    return json.dumps({**given, **fields}).encode() + b"\n"


def add(db: Database, url: str, **ways: Any) -> Row:
    given = {"actor": audit.SERVICE, "format": "jsonl", "every_seconds": HOUR, "is_inside": True}
    return sources.add(db, "board", url, NOW, **{**given, "level": "document_verified", **ways})


def fetch(db: Database, market: Market, now: int = NOW) -> Fetch:
    feed = sources.by_name(db, "board")
    assert feed is not None
    return sources.fetch(db, market, feed, lambda: now, Limits(10.0, 100_000))


def feed(db: Database) -> Row:
    [row] = sources.every(db)
    return row


def statuses(db: Database) -> list[str]:
    rows = db.all("SELECT vacancy_id FROM posting WHERE vacancy_id IS NOT NULL ORDER BY key")
    return [vacancies.by_id(db, row["vacancy_id"])["status"] for row in rows]


def test_what_is_in_a_feed_is_taken(db: Database, market: Market, server: FeedServer) -> None:
    server.say("/feed", line(1) + b"rubbish\n" + line(2))
    add(db, server.url())
    fetched = fetch(db, market)
    assert fetched.report is not None
    assert [fault.number for fault in fetched.report.faults] == [2]
    assert statuses(db) == ["open", "open"]
    assert (feed(db)["fetched_at"], feed(db)["next_at"]) == (NOW, NOW + HOUR)
    assert (feed(db)["counts"]["added"], feed(db)["counts"]["bad"]) == (2, 1)


def test_what_has_not_changed_is_asked_for_by_its_tag(db: Database, market: Market, server: FeedServer) -> None:
    server.say("/feed", line(1), {"ETag": '"1"'})
    add(db, server.url())
    fetch(db, market)
    assert fetch(db, market, NOW + HOUR) == Fetch()
    assert feed(db)["next_at"] == NOW + 2 * HOUR
    assert feed(db)["counts"]["added"] == 1


def test_what_a_full_feed_lacks_twice_is_closed(db: Database, market: Market, server: FeedServer) -> None:
    server.say("/feed", line(1) + line(2))
    add(db, server.url())
    fetch(db, market)
    server.say("/feed", line(2))
    assert [fetch(db, market, NOW + hour * HOUR).closed for hour in (1, 2)] == [0, 1]
    assert statuses(db) == ["closed", "open"]


@on_sqlite
@pytest.mark.parametrize(
    ("body", "ways"), [(b"", {}), (b"[]\n", {}), (line(2) + b"rubbish\n", {}), (line(2), {"is_full": False})]
)
def test_a_feed_that_breaks_or_is_not_full_closes_nothing(
    db: Database, market: Market, server: FeedServer, body: bytes, ways: dict[str, Any]
) -> None:
    server.say("/feed", line(1) + line(2))
    add(db, server.url(), **ways)
    fetch(db, market)
    server.say("/feed", body)
    for hour in (1, 2, 3):
        assert fetch(db, market, NOW + hour * HOUR).closed == 0
    assert statuses(db) == ["open", "open"]


@on_sqlite
def test_one_that_is_listed_and_cannot_be_read_is_not_closed(db: Database, market: Market, server: FeedServer) -> None:
    server.say("/feed", line(1) + line(2))
    add(db, server.url())
    fetch(db, market)
    server.say("/feed", line(1, pay="-5") + line(2))
    for hour in (1, 2, 3):
        fetch(db, market, NOW + hour * HOUR)
    assert statuses(db) == ["open", "open"]


def test_a_feed_that_fails_is_tried_later_and_later_and_told_once(
    db: Database, market: Market, server: FeedServer
) -> None:
    server.say("/feed", b"", status=500)
    add(db, server.url())
    waits = []
    for _time in range(7):
        assert fetch(db, market).failure == "status 500"
        waits.append((feed(db)["next_at"] - NOW) // HOUR)
    assert waits == [1, 2, 4, 8, 16, 24, 24]
    [notice] = notices.waiting(db)
    assert (notice["kind"], notice["code"]) == ("feed", "feed_fails")
    assert notice["data"] == {"name": "board", "why": "status 500"}


def test_staff_are_told_again_when_it_fails_another_time(db: Database, market: Market, server: FeedServer) -> None:
    add(db, server.url())
    for hour in (0, 10):
        server.say("/feed", b"", status=500)
        for _time in range(3):
            fetch(db, market, NOW + hour * HOUR)
        server.say("/feed", line(1))
        assert fetch(db, market, NOW + hour * HOUR).failure is None
        assert feed(db)["failures"] == 0
    assert len(notices.waiting(db)) == 2


def test_a_feed_is_claimed_once_and_again_when_nothing_came_of_it(db: Database, market: Market) -> None:
    add(db, "https://board.example.org/feed")
    assert sources.is_due(db, NOW)
    assert sources.claim(db, NOW) is not None
    assert sources.claim(db, NOW) is None
    assert not sources.is_due(db, NOW)
    assert sources.claim(db, NOW + sources.LEASE_SECONDS) is not None


def test_a_removed_feed_leaves_its_vacancies(db: Database, market: Market, server: FeedServer) -> None:
    server.say("/feed", line(1))
    added = add(db, server.url())
    fetch(db, market)
    sources.remove(db, "board", NOW, audit.SERVICE)
    assert (sources.every(db), statuses(db)) == ([], ["open"])
    assert [each["action"] for each in audit.of_subject(db, "feed", added["id"])] == ["feed.removed", "feed.added"]
    with pytest.raises(NotFoundError):
        sources.remove(db, "board", NOW, audit.SERVICE)


@on_sqlite
@pytest.mark.parametrize(
    ("ways", "code"),
    [
        ({"format": "xls"}, "feed_format"),
        ({"level": "friend"}, "feed_level"),
        ({"every_seconds": 60}, "feed_hours"),
        ({"every_seconds": 365 * DAY}, "feed_hours"),
    ],
)
def test_a_feed_that_cannot_be_is_refused(db: Database, ways: dict[str, Any], code: str) -> None:
    with pytest.raises(InvalidError, match=code):
        add(db, "https://board.example.org/feed", **ways)


@on_sqlite
def test_a_name_stands_for_one_feed_and_is_a_name(db: Database) -> None:
    add(db, "https://board.example.org/feed")
    with pytest.raises(InvalidError, match="feed_there"):
        add(db, "https://board.example.org/feed")
    for name in ("", " ", "x" * 61, "a\tb\x07"):
        with pytest.raises(InvalidError, match="feed_name"):
            sources.add(
                db, name, "https://board.example.org/", NOW, actor=audit.SERVICE, format="csv", every_seconds=HOUR
            )


@on_sqlite
def test_an_address_with_another_port_is_refused_unless_it_may_be_inside(db: Database) -> None:
    with pytest.raises(FetchError, match="port"):
        add(db, "https://board.example.org:8443/feed", is_inside=False)
    assert add(db, "https://board.example.org:8443/feed")["is_inside"] == 1


@on_sqlite
def test_without_leave_nothing_inside_is_fetched(db: Database, market: Market) -> None:
    add(db, "http://127.0.0.1/feed", is_inside=False)
    assert fetch(db, market).failure == "address_inside 127.0.0.1"
    assert postings.count_doubts(db) == 0
