"""USSD: what a step costs, from the gateway's request to its answer, on both engines and as the market grows."""

import itertools
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from bench.parts import bare, calls, lexicon, load, report, round_trips, servers
from bench.parts.load import Result
from bench.parts.report import Report
from bench.parts.seed import Size, seed
from bench.parts.servers import Server
from core.market import Market
from core.market import load as load_market
from core.settings import DEFAULT_MARKET, Settings
from tests.services import private_postgres
from wsgi import create_app

BASE = Size(10_000, 1_000)
SIZES = (BASE, Size(100_000, 10_000), Size(1_000_000, 100_000))
SCREEN = 182  # septets
CONNECTIONS = 32
MANY_CONNECTIONS, SESSIONS = 256, 2_000


def main() -> int:
    """Measure, and tell."""
    result = report.begin("USSD")
    market = load_market(DEFAULT_MARKET)
    with tempfile.TemporaryDirectory(prefix="fursa-bench-") as folder:
        one_file(result, market, Path(folder))
        postgres(result, market)
        growth(result, market, Path(folder))
    return result.finish()


def one_file(result: Report, market: Market, folder: Path) -> None:
    """The embedded form against bare Flask: throughput, the slowest steps, memory, and answers to the wrong caller."""
    url = f"sqlite:///{folder}/base.db"
    seed(url, market, BASE, int(time.time()))
    with (
        _service(url) as service,
        servers.running(servers.BARE_FLASK) as flask,
        servers.running(servers.BARE_FLASK, plain=True) as plain_flask,
    ):
        ours, theirs, plain = _in_turns(result, service, flask, plain_flask)
        _tell_throughput(result, "SQLite", ours, theirs, bound=0.50)
        result.figure("bare Flask on granian's own WSGI, which a slow sender stops", _rate(plain))
        result.figure("one flush to this disk", f"{1e3 * servers.flush_seconds(folder):.2f} ms")
        result.goal(
            "p99 of a step at saturation against its p50",
            statistics.median(each.percentile(99) / each.percentile(50) for each in ours),
            "<=",
            4.0,
        )
        _tell_kinds(result, "SQLite", ours)
        # What bare Flask was asked less often, it is asked now: memory grows with what a process has done.
        answered = sum(each.answers for each in ours), sum(each.answers for each in theirs)
        result.figure("requests before memory was read, service and bare Flask", f"{answered[0]:,}, {answered[1]:,}")
        words, ours_mb, theirs_mb = lexicon.megabytes(), service.memory(), flask.memory()
        result.figure(
            "memory of the worker, the lexicon in it, and bare Flask",
            f"{ours_mb:.0f} MB, {words:.0f} MB, {theirs_mb:.0f} MB",
        )
        result.goal(
            "memory of the embedded worker without its lexicon against bare Flask",
            (ours_mb - words) / theirs_mb,
            "<=",
            2.0,
        )
        crowd = load.run(
            service.port, calls.one_each(SESSIONS, calls.NAMED_PAGES), 60, MANY_CONNECTIONS, at_once=SESSIONS
        )
    expected = SESSIONS * len(calls.NAMED_PAGES)
    result.figure(f"answers checked with {SESSIONS:,} sessions at once", f"{crowd.answers:,} of {expected:,}")
    wrong = crowd.wrong + expected - crowd.answers
    if crowd.wrong:
        print(crowd.example, file=sys.stderr)
    result.goal(f"answers to the wrong caller with {SESSIONS:,} sessions at once", wrong, "<=", 0)


def postgres(result: Report, market: Market) -> None:
    """PostgreSQL that waits for the disk, against bare Flask: throughput, and round trips on the wire."""
    with private_postgres(durable=True) as server:
        url = server.url()
        with psycopg.connect(url) as connection:
            result.machine.append(f"PostgreSQL {connection.info.server_version // 10_000}")
        seed(url, market, BASE, int(time.time()))
        with _service(url) as service, servers.running(servers.BARE_FLASK, {"FURSA_DATABASE": url}) as flask:
            ours, theirs = _in_turns(result, service, flask)
        _tell_throughput(result, "PostgreSQL", ours, theirs, bound=0.25)
        _tell_kinds(result, "PostgreSQL", ours)
        trips = _round_trips(url)
    told = ", ".join(f"{kind} {statistics.mean(each):.1f} and {max(each)}" for kind, each in trips.items())
    result.figure("round trips of a step on the wire, mean and most", told)
    result.goal("round trips where a page needs only session and profile", max(trips[calls.MOVE]), "<=", 2)
    result.goal("round trips of any step", max(map(max, trips.values())), "<=", 4)


def growth(result: Report, market: Market, folder: Path) -> None:
    """What the mean step of a call costs within the process, as people and vacancies become ten times as many."""
    sizes = SIZES[:2] if result.quick else SIZES
    apps = []
    for size in sizes:
        url = f"sqlite:///{folder}/{size.people}.db"
        began = time.perf_counter()
        seed(url, market, size, int(time.time()))
        print(f"seeded {size} in {time.perf_counter() - began:.1f} s", flush=True)
        apps.append(create_app(_settings(url)))
    times: list[dict[int, list[float]]] = [defaultdict(list) for _ in sizes]
    sources = [calls.calls(size.people)() for size in sizes]
    databases = [app.extensions["fursa"].db for app in apps]
    for db in databases:
        db.take_over_checkpoints()  # as the service does
    for turn in range(100 if result.quick else 300):
        for index, app in enumerate(apps):
            for step, exchange in enumerate(next(sources[index])):
                seconds = calls.ask(app, exchange)
                if turn >= 20:  # by then statements are prepared and catalogues loaded
                    times[index][step].append(seconds)
        if turn % 20 == 19:
            for db in databases:
                db.checkpoint()
    for db in databases:
        db.close()
    costs = []
    for size, of_steps in zip(sizes, times, strict=True):
        medians = [statistics.median(each) for each in of_steps.values()]
        costs.append(statistics.mean(medians))
        by_kind = defaultdict(list)
        for (_pressed, kind, _page), median in zip(calls.ONE_CALL, medians, strict=True):
            by_kind[kind].append(median)
        kinds = ", ".join(f"{kind} {1e6 * statistics.mean(each):.0f}" for kind, each in by_kind.items())
        result.figure(f"step with {size}", f"{1e6 * costs[-1]:.0f} us (medians: {kinds})")
    for smaller, larger, size in zip(costs, costs[1:], sizes[1:], strict=False):
        result.goal(f"step with {size} against a tenth of them", larger / smaller, "<=", 1.5)


def _settings(url: str) -> Settings:
    return Settings(database=url, callback_keys=(calls.KEY,), ussd_gsm7=SCREEN)


@contextmanager
def _service(url: str) -> Iterator[Server]:
    environment = {"FURSA_DATABASE": url, "FURSA_CALLBACK_KEY": calls.KEY, "FURSA_USSD_GSM7": str(SCREEN)}
    with servers.running(servers.SERVICE, environment) as server:
        yield server


def _in_turns(result: Report, service: Server, *flasks: Server) -> list[list[Result]]:
    """Runs of the service and of bare Flasks, each beside the others: the machine is not the same every minute."""
    rounds, seconds = (3, 1.0) if result.quick else (7, 4.0)
    mixed, bare_posts = calls.calls(BASE.people), calls.bare_posts(BASE.people, bare.PATH)
    turns = [(service, mixed), *((flask, bare_posts) for flask in flasks)]
    runs: list[list[Result]] = [[] for _turn in turns]
    for _round in range(rounds + 1):
        for done, (server, source) in zip(runs, turns, strict=True):
            done.append(load.run(server.port, source, seconds, CONNECTIONS))
    for run in itertools.chain(*runs):
        if run.wrong:  # what was measured on other pages than those meant would mean nothing
            raise RuntimeError(f"{run.wrong} answers are not what they should be: {run.example}")
    return [done[1:] for done in runs]  # the first was to warm up


def _tell_throughput(result: Report, engine: str, ours: list[Result], theirs: list[Result], bound: float) -> None:
    result.figure(f"steps on {engine}, bare Flask beside it", f"{_rate(ours)}, {_rate(theirs)}")
    ratio = statistics.median(mine.per_second / other.per_second for mine, other in zip(ours, theirs, strict=True))
    result.goal(f"throughput of steps on {engine} against bare Flask", ratio, ">=", bound)


def _rate(runs: list[Result]) -> str:
    return f"{statistics.median(each.per_second for each in runs):,.0f} a second"


def _tell_kinds(result: Report, engine: str, runs: list[Result]) -> None:
    for kind in (calls.MOVE, calls.JOB, calls.LIST, calls.DURABLE):
        quantiles = statistics.quantiles((each for run in runs for each in run.times[kind]), n=100)
        result.figure(
            f"{kind} step on {engine} with {CONNECTIONS} callers at once, p50 and p99",
            f"{1e3 * quantiles[49]:.1f} ms, {1e3 * quantiles[98]:.1f} ms",
        )


def _round_trips(url: str) -> dict[str, list[int]]:
    """The round trips of each step of some calls, by kind of step."""
    trips: dict[str, list[int]] = defaultdict(list)
    with round_trips.counted(url) as counter:
        app = create_app(_settings(counter.url))
        for turn in range(3):  # a statement that is met for the first time is prepared, which is a trip more
            for call in calls.one_each(100, calls.ONE_CALL)():
                for exchange in call:
                    before = counter.trips
                    calls.ask(app, exchange)
                    if turn == 2:
                        trips[exchange.kind].append(counter.trips - before)
        app.extensions["fursa"].db.close()
    return trips


if __name__ == "__main__":
    raise SystemExit(main())
