"""Matching: the best vacancies for a person and the best people for a vacancy, against looking at all of them."""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial

from bench.parts import brute, report
from bench.parts.report import Report
from bench.parts.seed import Size, seed
from core import matching, profiles, vacancies
from core.database import Database, Row, open_database
from core.market import Market
from core.market import load as load_market
from core.settings import DEFAULT_MARKET

SIZES = (Size(10_000, 1_000), Size(100_000, 10_000), Size(1_000_000, 100_000))
WANTED = 5
SOME = 400  # people, and vacancies, that are matched
TURNS = 3

Work = Callable[[], object]


def main() -> int:
    """Measure, and tell."""
    result = report.begin("Matching")
    market, now = load_market(DEFAULT_MARKET), int(time.time())
    sizes = SIZES[:2] if result.quick else SIZES
    with tempfile.TemporaryDirectory(prefix="fursa-bench-") as folder:
        databases = []
        for size in sizes:
            url = f"sqlite:///{folder}/{size.people}.db"
            began = time.perf_counter()
            seed(url, market, size, now)
            print(f"seeded {size} in {time.perf_counter() - began:.1f} s", flush=True)
            databases.append(open_database(url))
        growth(result, market, databases, sizes, now)
        against_all_vacancies(result, market, databases[-1], sizes[-1], now)
        against_all_people(result, market, databases[-1], sizes[-1], now)
        for db in databases:
            db.close()
    return result.finish()


def growth(result: Report, market: Market, databases: Sequence[Database], sizes: Sequence[Size], now: int) -> None:
    """What both directions cost as people and vacancies become ten times as many."""
    for what, works in (
        ("best vacancies for a person", [vacancies_of_each(db, market, now) for db in databases]),
        ("best people for a vacancy", [people_of_each(db, market, now) for db in databases]),
    ):
        costs = [_median(times) for times in _times(works)]
        for size, cost in zip(sizes, costs, strict=True):
            result.figure(f"{what}, {size}, p50", f"{1e3 * cost:.2f} ms")
        for smaller, larger, size in zip(costs, costs[1:], sizes[1:], strict=False):
            result.goal(f"{what}, {size}, against a tenth of them", larger / smaller, "<=", 1.5)


def against_all_vacancies(result: Report, market: Market, db: Database, size: Size, now: int) -> None:
    """The best few vacancies for a person against numpy over all vacancies. Every look goes from home to the nation."""
    smaller = SIZES[-1].vacancies / size.vacancies  # the goal is for the largest market: to look at fewer costs less
    every = brute.load(db, market)
    people = _some_people(db)
    around = [brute.path(every, market, person["place"]) for person in people]
    by_numpy = [
        partial(brute.best, every, person, path, now, WANTED) for person, path in zip(people, around, strict=True)
    ]
    by_us = vacancies_of_each(db, market, now)
    ours, theirs = list[float](), list[float]()
    for _turn in range(TURNS):
        # In turns, because the machine is not the same every minute; but not one by one, where each would find
        # the processor's cache full of what the other has read.
        theirs += _times([by_numpy])[0]
        ours += _times([by_us])[0]
    found = 0.0
    for person, look in zip(people, by_numpy, strict=True):
        top, points = look()
        least = points[top].min() - 1e-9  # of vacancies with equal points any may be among the best
        matches = matching.best(db, market, person, now, WANTED)
        found += sum(points[every.columns[match.vacancy["id"]]] >= least for match in matches) / WANTED
    p95, all_p95 = _percentile(ours, 95), _percentile(theirs, 95)
    what = f"best {WANTED} of {size.vacancies:,} vacancies"
    result.figure(f"{what}, p50 and p95", f"{1e3 * _median(ours):.2f} ms, {1e3 * p95:.2f} ms")
    result.figure(
        f"numpy over {size.vacancies:,} vacancies, p50 and p95",
        f"{1e3 * _median(theirs):.2f} ms, {1e3 * all_p95:.2f} ms",
    )
    result.figure("of the best by numpy are found", f"{found / len(people):.1%}")
    result.goal(f"{what} against numpy over all, p95", p95 / all_p95, "<=", 0.25 * smaller)


def against_all_people(result: Report, market: Market, db: Database, size: Size, now: int) -> None:
    """The best people for a vacancy against a look at every profile there is."""
    smaller = SIZES[-1].people / size.people
    [ours] = _times([people_of_each(db, market, now)])
    some = _some_vacancies(db)
    scan = _median([_seconds(partial(scan_all, db, market, row)) for row in some[:: len(some) // 7]])
    result.figure(f"every one of {size.people:,} profiles looked at", f"{1e3 * scan:.1f} ms")
    given = statistics.mean(len(matching.people(db, market, row, now)) for row in some)
    result.figure("people given for a vacancy, mean", f"{given:.1f}")
    for percent, bound in ((50, 0.01), (95, 0.10)):
        took = _percentile(ours, percent)
        what = f"best {matching.PEOPLE_WANTED} of {size.people:,} people for a vacancy"
        result.figure(f"{what}, p{percent}", f"{1e3 * took:.2f} ms")
        result.goal(f"{what} against a full scan, p{percent}", took / scan, "<=", bound * smaller)


def vacancies_of_each(db: Database, market: Market, now: int) -> list[Work]:
    """For each of some people, to find their best vacancies."""
    return [partial(matching.best, db, market, person, now, WANTED) for person in _some_people(db)]


def people_of_each(db: Database, market: Market, now: int) -> list[Work]:
    """For each of some vacancies, to find its best people."""
    return [partial(matching.people, db, market, vacancy, now) for vacancy in _some_vacancies(db)]


def scan_all(db: Database, market: Market, vacancy: Row) -> None:
    """Find the people of a vacancy's area who do its work, without the index."""
    db.all(
        "SELECT count(*), max(id) FROM profile NOT INDEXED"
        " WHERE status = 'active' AND occupation = :occupation AND area = :area",
        occupation=vacancy["occupation"],
        area=market.area(vacancy["place"]),
    )


def _some_people(db: Database) -> list[Row]:
    return db.all(f"SELECT {profiles.COLUMNS} FROM profile ORDER BY id LIMIT {SOME}")


def _some_vacancies(db: Database) -> list[Row]:
    return db.all(f"SELECT {vacancies.COLUMNS} FROM vacancy ORDER BY id LIMIT {SOME}")


def _times(works: Sequence[Sequence[Work]]) -> list[list[float]]:
    """Seconds of each work, by row. The rows take turns, because the machine is not the same every minute."""
    times: list[list[float]] = [[] for _ in works]
    for turn in range(TURNS + 1):
        for some in zip(*works, strict=True):
            for row, work in enumerate(some):
                seconds = _seconds(work)
                if turn:  # the first was to warm up
                    times[row].append(seconds)
    return times


def _seconds(work: Work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _median(times: list[float]) -> float:
    return statistics.median(times)


def _percentile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100)[percent - 1]


if __name__ == "__main__":
    raise SystemExit(main())
