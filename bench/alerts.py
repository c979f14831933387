"""Alerts: what it costs to find who fits a vacancy, to tell them in rounds or all at once, on both engines."""

import sqlite3
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bench.parts import report
from bench.parts.report import Report
from bench.parts.seed import Size, seed
from bench.parts.subscribers import subscribe_all
from core import vacancies
from core.database import Database, Row, SQLite, open_database
from core.market import Market
from core.market import load as load_market
from core.settings import DEFAULT_MARKET
from messages import alerts, outbox, subscriptions
from messages.alert_texts import AlertTexts
from tests.services import private_postgres

SIZES = (Size(10_000, 1_000), Size(100_000, 1_000), Size(1_000_000, 1_000))
HITS = 10_000  # of the round that is measured
RUN = 100_000  # messages of a large run
FEW_POSTS = 3
DAY = 24 * 3600


def main() -> int:
    """Measure, and tell."""
    result = report.begin("Alerts")
    market = load_market(DEFAULT_MARKET)
    sizes = SIZES[:2] if result.quick else SIZES
    with tempfile.TemporaryDirectory(prefix="fursa-bench-") as folder:
        on_engine(result, market, "SQLite", [f"sqlite:///{Path(folder)}/{size.people}.db" for size in sizes], sizes)
    with private_postgres(durable=True) as server:
        urls = []
        for size in sizes:
            server.execute(f"CREATE DATABASE people_{size.people}")
            urls.append(server.url(f"people_{size.people}"))
        on_engine(result, market, "PostgreSQL", urls, sizes)
    return result.finish()


def on_engine(result: Report, market: Market, engine: str, urls: list[str], sizes: tuple[Size, ...]) -> None:
    """All of it on one engine: growth over the sizes, and the rest on the largest of them."""
    now = noon(market)
    costs = []
    for url, size in zip(urls, sizes, strict=True):
        began = time.perf_counter()
        seed(url, market, size, now)
        subscribe_all(url, market, now)
        print(f"seeded {size} on {engine} in {time.perf_counter() - began:.1f} s", flush=True)
        db = open_database(url)
        db.take_over_checkpoints()  # as the service does
        db.run("UPDATE sequence SET value = 1000000 WHERE name = 'reference'")
        costs.append(per_hit(db, market, now))
        result.figure(f"{engine}, a hit with {size.people:,} people, found and queued", f"{costs[-1]:.2f} us")
        if size is sizes[-1]:
            single_vacancies(result, market, engine, db, now, size.people)
            one_round(result, market, engine, db, now)
            executemany = large_run(result, market, engine, db, now)
            if executemany:
                # 1.5 us where a row of executemany takes 2.0.
                ratio = costs[-1] / executemany
                result.goal(f"{engine}, a hit found and queued against a row of executemany", ratio, "<=", 0.75)
        db.close()
    for smaller, larger, size in zip(costs, costs[1:], sizes[1:], strict=False):
        result.goal(f"{engine}, a hit with {size.people:,} people against a tenth of them", larger / smaller, "<=", 1.5)


def per_hit(db: Database, market: Market, now: int) -> float:
    """What it costs to find a person and queue a message, in microseconds, for vacancies that fit many."""
    times, hits = 0.0, 0
    for number, (occupation, area) in enumerate(crowded(db, 40)):
        runs = [queue_all(db, now, f"hit{number}", [occupation], [area], None) for _ in range(3)]
        times += statistics.median(seconds for seconds, _ in runs)
        hits += runs[0][1]
    return 1e6 * times / hits


def single_vacancies(result: Report, market: Market, engine: str, db: Database, now: int, people: int) -> None:
    """Each vacancy to everybody it fits in its area, against looking at every subscription there is."""
    smaller = SIZES[-1].people / people  # the goals are for the largest market: to look at fewer costs less
    some = db.all("SELECT id, occupation, place, pay_month FROM vacancy ORDER BY id LIMIT 300")
    told = [
        queue_all(db, now, row["id"], [row["occupation"]], [market.area(row["place"])], row["pay_month"])
        for row in some
    ]
    scans = [scan_seconds(db, market, row) for row in some[:: len(some) // 5]]
    scan = statistics.median(scans)
    times = statistics.quantiles((seconds for seconds, _ in told), n=20)
    hits = statistics.quantiles((queued for _, queued in told), n=20)
    result.figure(f"{engine}, every subscription looked at once", f"{1e3 * scan:.1f} ms")
    for share, index, bound in (("p50", 9, 0.01), ("p95", 18, 0.10)):
        result.figure(
            f"{engine}, one vacancy into the outbox, {share}", f"{1e3 * times[index]:.2f} ms, {hits[index]:,.0f} people"
        )
        what = f"{engine}, one vacancy into the outbox against a full scan, {share}"
        result.goal(what, times[index] / scan, "<=", bound * smaller)


def one_round(result: Report, market: Market, engine: str, db: Database, now: int) -> None:
    """Rounds for vacancies that fit some ten thousand people in their area, against finding those people alone."""
    occupations, place, ring = _crowd_of(db, market, HITS)
    conditions, values = subscriptions.matching(occupations, alerts.areas(market, place, ring), None)
    select = f"SELECT count(*) AS people, sum(id) FROM subscription WHERE {conditions}"
    hits = db.all(select, **values)[0]["people"]
    employer = db.all("SELECT id FROM employer LIMIT 1")[0]["id"]
    for posts in (FEW_POSTS, 50):
        rounds, selections, sent, renders, distinct = [], [], 0, 0, 0
        for _turn in range(12):
            vacancy = vacancies.add(
                db, market, now, employer_id=employer, title="Somebody", occupation=occupations[0], place=place,
                deadline=now + 30 * DAY, posts=posts,
            )  # fmt: skip
            vacancies.open(db, market, vacancy["id"], now)
            while alerts.follow(db, market, now):
                pass
            db.run("UPDATE alert_round SET ring = :ring WHERE vacancy_id = :id", ring=ring, id=vacancy["id"])
            db.checkpoint()
            selections.append(timed(lambda: db.all(select, **values)))
            began = time.perf_counter()
            ran = alerts.run_due(db, market, now)
            rounds.append(time.perf_counter() - began)
            sent, renders = sent + ran.alerts, renders + ran.renders
            distinct += len(db.all("SELECT DISTINCT text_id FROM alert WHERE vacancy_id = :id", id=vacancy["id"]))
        ours, alone = statistics.median(rounds), statistics.median(selections)
        what = f"{engine}, a round of {sent // 12} among {hits:,}"
        result.figure(f"{what}, and finding those alone", f"{1e3 * ours:.1f} ms, {1e3 * alone:.1f} ms")
        ratio = statistics.median(ours / alone for ours, alone in zip(rounds, selections, strict=True))
        if posts == FEW_POSTS:  # the largest round there is mostly writes, and is a figure only
            result.goal(f"{what} against finding those alone", ratio, "<=", 10.0)
        result.goal(
            f"{engine}, texts rendered for rounds of {sent // 12} against distinct texts", renders / distinct, "<=", 1.0
        )


def large_run(result: Report, market: Market, engine: str, db: Database, now: int) -> float | None:
    """A text to very many people at once, from decided to queued.

    Returns what a row costs by sqlite3's executemany, in microseconds; None on the other engine.
    """
    texts = AlertTexts(db, market)
    row = vacancies.by_id(db, db.all("SELECT id FROM vacancy LIMIT 1")[0]["id"])
    ids = {language: texts.id(language, [row], [1]) for language in market.languages}
    occupations, count = _work_of(db, RUN)
    conditions, values = subscriptions.matching(occupations, None, None)
    values["not_after"] = now + DAY
    everybody = f"{_message('run', ids)} FROM subscription WHERE {conditions}"
    result.goal(
        f"{engine}, texts rendered for {count:,} messages against languages", texts.renders / len(ids), "<=", 1.0
    )
    ours, theirs = [], []
    for _turn in range(5):
        ours.append(undone(db, lambda: outbox.put_many(db, now, everybody, **values)))
        if isinstance(db, SQLite):
            theirs.append(_by_executemany(db, everybody, {**values, "now": now}))
    result.figure(f"{engine}, {count:,} messages queued", f"{1e6 * statistics.median(ours) / count:.2f} us each")
    if not theirs:
        return None
    ratio = statistics.median(mine / other for mine, other in zip(ours, theirs, strict=True))
    each = 1e6 * statistics.median(theirs) / count
    result.figure("sqlite3 executemany of the same rows", f"{each:.2f} us each")
    result.goal(f"{count:,} messages queued against sqlite3 executemany", ratio, "<=", 0.5)
    return each


def queue_all(
    db: Database, now: int, run: str, occupations: list[str], areas: list[str], pay_month: int | None
) -> tuple[float, int]:
    """Queue a message for everybody who fits. Returns seconds without the commit, and how many they are."""
    conditions, values = subscriptions.matching(occupations, areas, pay_month)
    text = db.one("SELECT id FROM message_text LIMIT 1") or {"id": outbox.text_id(db, _Text(), "alert", "en")}
    select = f"{_message(run, {'en': text['id']})} FROM subscription WHERE {conditions}"
    queued = 0

    def queue() -> None:
        nonlocal queued
        queued = outbox.put_many(db, now, select, not_after=now + DAY, **values)

    return undone(db, queue), queued


def crowded(db: Database, most: int) -> list[tuple[str, str]]:
    """The kinds of work and areas that most people share."""
    rows = db.all(
        "SELECT occupation, area FROM subscription GROUP BY occupation, area ORDER BY count(*) DESC LIMIT :most",
        most=most,
    )
    return [(row["occupation"], row["area"]) for row in rows]


def scan_seconds(db: Database, market: Market, vacancy: Row) -> float:
    """What it takes to find the people for a vacancy without the index."""
    conditions, values = subscriptions.matching(
        [vacancy["occupation"]], [market.area(vacancy["place"])], vacancy["pay_month"]
    )
    select = "SELECT count(*), max(phone) FROM subscription"
    if isinstance(db, SQLite):
        return timed(lambda: db.all(f"{select} NOT INDEXED WHERE {conditions}", **values))
    with db.transaction():
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            db.run(f"SET LOCAL enable_{way} = off")
        return timed(lambda: db.all(f"{select} WHERE {conditions}", **values))


def timed(work: Callable[[], object]) -> float:
    """Seconds that it takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


class _Undone(Exception):
    pass


def undone(db: Database, work: Callable[[], object]) -> float:
    """Seconds that it takes, in a transaction that leaves nothing."""
    try:
        with db.transaction():
            seconds = timed(work)
            raise _Undone
    except _Undone:
        return seconds


def noon(market: Market) -> int:
    """Noon of today in the market: no round waits for the morning."""
    return int(datetime.now(market.time_zone).replace(hour=12, minute=0, second=0).timestamp())


class _Text:
    text = "A job near you"
    segments = 1


def _message(run: str, text_ids: dict[str, int]) -> str:
    text = " ".join(f"WHEN '{language}' THEN {text_id}" for language, text_id in text_ids.items())
    return (
        f"SELECT 'o:{run}:' || id AS dedupe, CASE language {text} ELSE {next(iter(text_ids.values()))} END AS text_id,"
        f" phone, profile_id, NULL AS vacancy_id, unit, {outbox.OUTREACH} AS priority, :now AS not_before,"
        " :not_after AS not_after"
    )


def _crowd_of(db: Database, market: Market, hits: int) -> tuple[list[str], str, int]:
    """The kinds of work, a place and its ring in which the people come nearest to so many."""
    rows = db.all(
        "SELECT substr(occupation, 1, 3) AS kind, area, count(*) AS people FROM subscription"
        " GROUP BY substr(occupation, 1, 3), area"
    )
    crowds: Counter[tuple[str, str, int]] = Counter()
    for row in rows:
        for ring, around in enumerate(market.places.rings(row["area"]), start=1):
            crowds[row["kind"], around, ring] += row["people"]
    kind, around, ring = min(crowds, key=lambda crowd: abs(crowds[crowd] - hits))
    place = next(
        code for code in market.places.under(around) if market.area(code) == code and alerts.rings(market, code) > ring
    )
    return [each.code for each in market.occupations if each.code.startswith(kind)], place, ring


def _work_of(db: Database, people: int) -> tuple[list[str], int]:
    """The most common kinds of work that so many people do, or all of them, and how many those are."""
    occupations, count = [], 0
    for row in db.all("SELECT occupation, count(*) AS people FROM subscription GROUP BY occupation ORDER BY 2 DESC"):
        if count < people:
            occupations.append(row["occupation"])
            count += row["people"]
    return occupations, count


def _by_executemany(db: SQLite, select: str, values: Row) -> float:
    with closing(sqlite3.connect(db.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA cache_size=-16000")
        rows = [(*row, values["now"], values["now"]) for row in connection.execute(select, values)]
        connection.execute("BEGIN IMMEDIATE")
        seconds = timed(
            lambda: connection.executemany(
                "INSERT INTO outbox (dedupe, text_id, phone, profile_id, vacancy_id, unit, priority, not_before,"
                " not_after, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (dedupe) DO NOTHING",
                rows,
            )
        )
        connection.execute("ROLLBACK")
    return seconds


if __name__ == "__main__":
    raise SystemExit(main())
