"""Sources: the feeds that are fetched, when, and what came of it."""

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from channels.feeds import fetching, importing
from channels.feeds.fetching import FetchError, Limits
from channels.feeds.importing import FORMATS, LONGEST_SOURCE, Report
from core import audit, postings
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.ids import new_id
from core.market import Market
from messages import notices

LEVELS = ("unknown", "phone_verified", "document_verified", "trusted")
LEAST_SECONDS, MOST_SECONDS = 900, 14 * 86_400
LEASE_SECONDS = 1800  # one that is cut off is fetched again after this
TELL_AFTER = 3  # failures in a row
_MOST_WAIT = 86_400  # between two tries of a feed that fails, unless it is fetched more seldom anyway

_COLUMNS = (
    "id, name, url, format, every_seconds, level, is_full, is_inside, etag, last_modified, next_at, fetched_at,"
    " failures, failing_since, failure, counts, created_at"
)


@dataclass(frozen=True, slots=True)
class Fetch:
    """What came of a fetch. `report` is None where nothing had changed or nothing came, `failure` the code of why not;
    `closed` counts vacancies that are no longer in the feed."""

    report: Report | None = None
    failure: str | None = None
    closed: int = 0


def add(
    db: Database,
    name: str,
    url: str,
    now: int,
    *,
    actor: str,
    format: str,
    every_seconds: int,
    level: str = "unknown",
    is_full: bool = True,
    is_inside: bool = False,
) -> Row:
    """A feed to fetch from now on. `is_full`: it lists all that is open; `is_inside`: it may be of our own network.

    Raises InvalidError: feed_name, feed_format, feed_level, feed_hours, feed_there; FetchError for the address.
    """
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_SOURCE or not name.isprintable():
        raise InvalidError("feed_name")
    if format not in FORMATS:
        raise InvalidError("feed_format")
    if level not in LEVELS:
        raise InvalidError("feed_level")
    if not LEAST_SECONDS <= every_seconds <= MOST_SECONDS:
        raise InvalidError("feed_hours")
    fetching.check(url, is_inside)
    if by_name(db, name):
        raise InvalidError("feed_there", name=name)
    with db.transaction():
        feed = db.all(
            "INSERT INTO feed (id, name, url, format, every_seconds, level, is_full, is_inside, next_at, created_at)"
            " VALUES (:id, :name, :url, :format, :every, :level, :is_full, :is_inside, :now, :now)"
            f" RETURNING {_COLUMNS}",
            id=new_id(),
            name=name,
            url=url,
            format=format,
            every=every_seconds,
            level=level,
            is_full=int(is_full),
            is_inside=int(is_inside),
            now=now,
        )[0]
        audit.note(db, now, actor, "feed.added", "feed", feed["id"], level=level)
    return feed


def remove(db: Database, name: str, now: int, actor: str) -> None:
    """Fetch it no more. The vacancies that came of it stay until they end. Raises NotFoundError."""
    feed = by_name(db, name)
    if feed is None:
        raise NotFoundError("feed")
    with db.transaction():
        db.run("DELETE FROM feed WHERE id = :id", id=feed["id"])
        audit.note(db, now, actor, "feed.removed", "feed", feed["id"])


def by_name(db: Database, name: str) -> Row | None:
    """One feed, or None."""
    return db.one(f"SELECT {_COLUMNS} FROM feed WHERE name = :name", name=name)


def every(db: Database) -> list[Row]:
    """All feeds by name; `counts` decoded: what became of the items at the last fetch."""
    rows = db.all(f"SELECT {_COLUMNS} FROM feed ORDER BY name")
    for row in rows:
        row["counts"] = orjson.loads(row["counts"])
    return rows


def is_due(db: Database, now: int) -> bool:
    """Whether any feed is to be fetched."""
    return db.one("SELECT 1 AS one FROM feed WHERE next_at <= :now", now=now) is not None


def claim(db: Database, now: int) -> Row | None:
    """A feed that is to be fetched now, for nobody else meanwhile; or None."""
    for row in db.all(f"SELECT {_COLUMNS} FROM feed WHERE next_at <= :now ORDER BY next_at, id LIMIT 20", now=now):
        claimed = db.run(
            "UPDATE feed SET next_at = :until WHERE id = :id AND next_at = :next_at",
            until=now + LEASE_SECONDS,
            id=row["id"],
            next_at=row["next_at"],
        )
        if claimed:
            return row
    return None


def fetch(
    db: Database,
    market: Market,
    feed: Row,
    clock: Callable[[], float],
    limits: Limits | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Fetch:
    """Fetch a feed and take what is in it. A failure is noted with the feed; staff are told after the third."""
    try:
        came = fetching.fetch(
            feed["url"],
            etag=feed["etag"],
            last_modified=feed["last_modified"],
            is_inside=bool(feed["is_inside"]),
            limits=limits,
        )
    except FetchError as error:
        return _failed(db, feed, int(clock()), str(error))
    now = int(clock())
    if came.data is None:
        _worked(db, feed, now, feed["etag"], feed["last_modified"], None)
        return Fetch()
    report = importing.take(
        db,
        market,
        now,
        audit.SERVICE,
        feed["name"],
        came.data,
        format=feed["format"],
        source=feed["name"],
        level=feed["level"],
        stopping=stopping,
    )
    if not report.is_whole and stopping():
        return Fetch(report)  # the next fetch takes the rest, and does not ask whether anything has changed
    if not report.taken:
        # Also where it is well-formed: a feed that breaks often lists nothing, and that must close nothing.
        whole = [fault.code for fault in report.faults if fault.number is None]
        return _failed(db, feed, now, whole[0] if whole else "no_postings", report)
    closed = 0
    if feed["is_full"] and report.is_whole and not report.lost:
        closed = postings.missed(db, market, feed["name"], now)
    _worked(db, feed, now, came.etag, came.last_modified, report)
    return Fetch(report, closed=closed)


def _worked(
    db: Database, feed: Row, now: int, etag: str | None, last_modified: str | None, report: Report | None
) -> None:
    counts = {**report.counts, "bad": len(report.faults)} if report else None
    db.run(
        "UPDATE feed SET fetched_at = :now, next_at = :next_at, etag = :etag, last_modified = :last_modified,"
        " failures = 0, failing_since = NULL, failure = NULL, counts = COALESCE(:counts, counts) WHERE id = :id",
        id=feed["id"],
        now=now,
        next_at=now + feed["every_seconds"],
        etag=etag,
        last_modified=last_modified,
        counts=orjson.dumps(counts).decode() if counts else None,
    )


def _failed(db: Database, feed: Row, now: int, why: str, report: Report | None = None) -> Fetch:
    """Try again later and later, at most a day apart."""
    failures = feed["failures"] + 1
    wait = max(min(feed["every_seconds"] * 2 ** min(failures - 1, 10), _MOST_WAIT), feed["every_seconds"])
    since = feed["failing_since"] or now
    with db.transaction():
        db.run(
            "UPDATE feed SET failures = :failures, failing_since = :since, failure = :why, next_at = :next_at"
            " WHERE id = :id",
            id=feed["id"],
            failures=failures,
            since=since,
            why=why[:80],
            next_at=now + wait,
        )
        if failures >= TELL_AFTER:
            notices.tell(db, now, "feed", f"{feed['id']}:{since}", "feed_fails", name=feed["name"], why=why[:80])
    return Fetch(report, failure=why)
