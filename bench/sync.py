"""Sync: what a copy, its changes and a day's work cost on the wire and in the server, beside Kinto and a plain file."""

import gc
import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from bench.parts import calls, documents, files, kinto, load, processes, report, servers, tablet
from bench.parts.documents import AREA
from bench.parts.load import Result
from bench.parts.report import Report
from bench.parts.seed import Size, seed
from bench.parts.servers import Server
from bench.parts.sockets import Line
from bench.parts.tablet import Tablet, Within
from core.database import Database, Row, open_database
from core.market import Market
from core.market import load as load_market
from core.migrations import migrate
from core.settings import DEFAULT_MARKET, Settings
from wsgi import create_app

VACANCIES, QUICK_VACANCIES = 20_000, 4_000
PUSHED, QUICK_PUSHED = 2_000, 500
TURNS = 3
BUCKET = f"vacancies/{AREA}"
PAGE = 2000
SIZES = (10_000, 100_000, 1_000_000)
DELTA, SMALL_DELTA = 200, 10
CALLERS = 16
PEOPLE = Size(10_000, 1_000)
SCREEN = 182
SETTLE_SECONDS = 0.5  # in which a server finishes what a push left to be done


@dataclass(slots=True)
class Asked:
    """What ours were asked, so that the peers can be asked the same."""

    vacancies: list[Row]
    changed: dict[int, list[Row]] = field(default_factory=dict)  # by how many
    pushed: list[list[Row]] = field(default_factory=list)
    push_seconds: float = 0.0  # of processor time


def main() -> int:
    """Measure, and tell."""
    result = report.begin("Sync")
    market = load_market(DEFAULT_MARKET)
    with tempfile.TemporaryDirectory(prefix="fursa-bench-") as name:
        folder = Path(name)
        asked = ours(result, market, folder)
        for backend in ("postgresql",) if result.quick else ("memory", "postgresql"):
            beside_kinto(result, backend, asked)
        growth(result, market, folder)
        beside_callers(result, market, folder)
    return result.finish()


def ours(result: Report, market: Market, folder: Path) -> Asked:
    """First copies, deltas and pushes of one officer's tablets."""
    count = QUICK_VACANCIES if result.quick else VACANCIES
    url, now = f"sqlite:///{folder}/fursa.db", int(time.time())
    db = open_database(url)
    migrate(db)
    officer = tablet.officer(db, market, "amina", AREA, now)
    early = _early(url, tablet.enrol(db, officer["id"], now))
    began = time.perf_counter()
    documents.post(db, market, count, now)
    print(f"{count:,} vacancies opened in {time.perf_counter() - began:.1f} s", flush=True)
    token = tablet.enrol(db, officer["id"], now)
    with servers.running(servers.SERVICE, {"FURSA_DATABASE": url}) as service, Line(service.port) as line:
        waited = Tablet(line, token).await_snapshot(BUCKET, count)
        result.figure("until the first snapshot is there", f"{waited:.1f} s")
    standing = documents.standing(db, officer["buckets"])
    asked = Asked(standing["vacancies"])
    result.figure(
        f"{count:,} vacancies, whose texts are invented: sizes depend on text",
        f"{documents.mean_bytes(asked.vacancies):.0f} bytes of JSON each",
    )
    with servers.running(servers.SERVICE, {"FURSA_DATABASE": url}) as service:
        first_sync(result, service, token, folder, standing)
        pages(result, service, early, folder)
        with Line(service.port) as line:
            copy = Tablet(line, token)
            copy.first_sync()
            copy.catch_up()
            deltas(result, db, market, copy, line, asked)
            empty(result, service, copy)
            push(result, market, service, copy, line, asked)
    db.close()
    return asked


def first_sync(result: Report, service: Server, token: str, folder: Path, standing: dict[str, list[Row]]) -> None:
    """A whole copy, against all its documents in the smallest file, sent as a file."""
    held = sum(map(len, standing.values()))
    floor = documents.columnar(standing)
    (folder / "floor").write_bytes(floor)
    alone = len(documents.columnar({"vacancies": standing["vacancies"]}))
    told = ", ".join(f"{len(each):,} {name}" for name, each in standing.items())
    result.figure("what a copy holds", told)
    result.figure(
        "floor: columns in one piece, zstd-19", f"{len(floor) / 1e6:.3f} MB, the vacancies alone {alone / 1e6:.3f} MB"
    )
    with Line(service.port) as line:
        Tablet(line, token).exchange()  # what is loaded with the first request is no matter of its size
    idle = processes.memory(service.worker)
    processes.forget_peak(service.worker)
    ratios, seconds = [], []
    with servers.running("bench.parts.files:create_app", {files.FOLDER: str(folder)}) as static:
        for turn in range(1 + 3 * TURNS):
            with Line(service.port) as line, Line(static.port) as other:
                got = Tablet(line, token).first_sync()
                if got != held:
                    raise RuntimeError(f"a first sync brought {got:,} of {held:,} documents")
                if turn == 0:
                    peak = processes.memory(service.worker, "VmHWM")
                other.ask("GET", "/files/floor")
                if turn:
                    ratios.append(line.seconds / other.seconds)
                    seconds.append((line.seconds, other.seconds))
    result.figure("first sync, up, down and requests", f"{_kb(line.up)}, {line.down / 1e6:.3f} MB, {line.requests}")
    result.figure("first sync and the file", _milliseconds(seconds))
    result.goal("first sync: bytes down against the floor", line.down / len(floor), "<=", 1.05)
    result.goal("first sync: requests", line.requests, "<=", 3)
    result.goal("first sync: time against sending the floor as a file", statistics.median(ratios), "<=", 1.5)
    result.figure("memory of the worker, idle and at most", f"{idle:.0f} MB, {peak:.0f} MB")
    result.goal("first sync: memory at most above idle, MB", peak - idle, "<=", 20.0)


def pages(result: Report, service: Server, early: Tablet, folder: Path) -> None:
    """All vacancies as uncompressed pages of changes, against the same bytes as files."""
    ratios, seconds = [], []
    with servers.running("bench.parts.files:create_app", {files.FOLDER: str(folder)}) as static:
        for turn in range(1 + TURNS):
            with Line(service.port, {"Authorization": f"Bearer {early.token}"}) as line, Line(static.port) as other:
                cursor, more, size = early.cursor, True, 0
                while more:
                    answer = line.ask("GET", f"/sync/v1/changes?cursor={cursor}&limit={PAGE}")
                    cursor, more = _end(answer.body)
                    size += len(answer.body)
                    if not turn:
                        (folder / f"page{line.requests}").write_bytes(answer.body)
                for number in range(line.requests):
                    other.ask("GET", f"/files/page{number + 1}")
                if turn:
                    ratios.append(line.seconds / other.seconds)
                    seconds.append((line.seconds, other.seconds))
    result.figure(f"all as pages, {size / 1e6:.1f} MB in {line.requests}, and as files", _milliseconds(seconds))
    result.goal("pages of all changes: time against sending them as files", statistics.median(ratios), "<=", 1.5)


def deltas(result: Report, db: Database, market: Market, copy: Tablet, line: Line, asked: Asked) -> None:
    """What comes down after some vacancies were changed."""
    for count, bound in ((DELTA, 20.0), (SMALL_DELTA, 2.2), (1, None)):
        down = []
        for _ in range(TURNS):
            changed = set(documents.change(db, market, count, int(time.time())))
            before = line.down
            answer = copy.exchange()
            if answer.records != count or answer.end.get("more"):
                raise RuntimeError(f"{answer.records} records instead of {count}")
            down.append(line.down - before)
        standing = documents.standing(db, [BUCKET])["vacancies"]
        asked.changed[count] = [each for each in standing if each["id"] in changed]
        floor = documents.delta_floor(asked.changed[count], [each for each in standing if each["id"] not in changed])
        median = statistics.median(down)
        result.figure(f"delta of {count}, and its floor with a dictionary", f"{_kb(median)}, {_kb(floor)}")
        if bound:
            result.goal(f"delta of {count} in one request, KB down", median / 1e3, "<=", bound)


def empty(result: Report, service: Server, copy: Tablet) -> None:
    """An exchange with nothing to say on either side, by a client that sends what it must."""
    body = f'{{"cursor":"{copy.cursor}"}}'.encode()
    headers = {"Authorization": f"Bearer {copy.token}", "Content-Type": "application/json"}
    with Line(service.port) as line:
        line.ask("POST", tablet.EXCHANGE, body, headers)
    up = line.up - len(copy.token)
    result.figure("empty exchange, up beyond the token and down", f"{up} bytes, {line.down} bytes")
    result.goal("empty exchange: bytes up beyond the token", up, "<=", 200)
    result.goal("empty exchange: bytes down", line.down, "<=", 200)


def push(result: Report, market: Market, service: Server, copy: Tablet, line: Line, asked: Asked) -> None:
    """New people whom an officer registered, in one request."""
    count = QUICK_PUSHED if result.quick else PUSHED
    root = [processes.server_of(service.worker)]
    up, down, cpu, seconds, requests = [], [], [], [], []
    for turn in range(TURNS):
        operations = list(documents.people(market, count, seed=turn + 1, first=copy.sent + 1))
        body = copy.packed(operations)
        before = line.up, line.down, processes.cpu_seconds(root), line.requests
        answer = copy.push(body)
        if answer.end.get("more"):
            copy.catch_up()
        if len(answer.results) != count:
            raise RuntimeError(f"{len(answer.results)} results of {count}")
        time.sleep(SETTLE_SECONDS)
        up.append(line.up - before[0])
        down.append(line.down - before[1])
        cpu.append(processes.cpu_seconds(root) - before[2])
        requests.append(line.requests - before[3])
        seconds.append(answer.seconds)
        asked.pushed.append(operations)
    asked.push_seconds = statistics.median(cpu)
    result.figure(
        f"push of {count:,} new people: up, down, processor time, whole time",
        f"{_kb(statistics.median(up))}, {_kb(statistics.median(down))}, {asked.push_seconds:.2f} s,"
        f" {statistics.median(seconds):.2f} s",
    )
    result.goal(f"push of {count:,}: requests until the copy is up to date", max(requests), "<=", 1)
    result.goal(f"push of {count:,}, MB up", statistics.median(up) / 1e6, "<=", 0.25 * count / PUSHED)
    result.goal(f"push of {count:,}, KB down", statistics.median(down) / 1e3, "<=", 30.0 * count / PUSHED)


def beside_kinto(result: Report, backend: str, asked: Asked) -> None:
    """The same documents, asked of Kinto as its clients do."""
    with kinto.running(backend) as server:
        began = time.perf_counter()
        kinto.fill(server, "vacancies", asked.vacancies)
        print(f"Kinto ({backend}) filled in {time.perf_counter() - began:.1f} s", flush=True)
        name, taken = f"Kinto with nginx, {backend}", []
        for _ in range(TURNS):
            before = server.cpu_seconds()
            with server.line() as line:
                records, since = kinto.pull(line, "vacancies")
            taken.append((server.cpu_seconds() - before, line.seconds))
        if len(records) != len(asked.vacancies):
            raise RuntimeError(f"Kinto gave {len(records):,} records")
        result.figure(
            f"{name}: first sync, up, down, requests, processor time, whole time",
            f"{_kb(line.up)}, {line.down / 1e6:.3f} MB, {line.requests}, {_medians(taken)}",
        )
        for changed in asked.changed.values():
            with server.line() as line:
                kinto.push(line, "vacancies", changed)
            with server.line() as line:
                records, since = kinto.pull(line, "vacancies", since)
            told = f"{_kb(line.up)}, {_kb(line.down)}, {line.requests}"
            result.figure(f"{name}: delta of {len(records)}, up, down, requests", told)
        with server.line() as line:
            kinto.pull(line, "vacancies", since)
        result.figure(f"{name}: empty poll, up and down", f"{line.up} bytes, {line.down} bytes")
        taken = []
        for operations in asked.pushed:
            people = [documents.as_record(each) for each in operations]
            before = server.cpu_seconds()
            with server.line() as line:
                kinto.push(line, "people", people)
            time.sleep(SETTLE_SECONDS)
            taken.append((server.cpu_seconds() - before, line.seconds))
    result.figure(
        f"{name}: push of {len(people):,}, up, down, requests, processor time, whole time",
        f"{line.up / 1e6:.2f} MB, {line.down / 1e6:.2f} MB, {line.requests}, {_medians(taken)}",
    )
    if backend == "postgresql":  # in memory it keeps nothing of what it has answered
        ratio = statistics.median(cpu for cpu, _ in taken) / asked.push_seconds
        result.goal(f"push of {len(people):,}: processor time of {name} against ours", ratio, ">=", 10.0)


def growth(result: Report, market: Market, folder: Path) -> None:
    """A delta of some vacancies, within the process, as the documents of the area become ten times as many."""
    sizes = SIZES[:2] if result.quick else SIZES
    times: list[list[float]] = [[] for _ in sizes]
    with ExitStack() as stack:
        copies = []
        for size in sizes:
            url, now = f"sqlite:///{folder}/{size}.db", int(time.time())
            app = create_app(Settings(database=url), pack=market)
            db: Database = app.extensions["fursa"].db
            stack.callback(db.close)
            db.take_over_checkpoints()  # as the service does
            # The copy stands behind all of these before they are there: it need not take them first.
            db.run("UPDATE sequence SET value = value + :size WHERE name = 'ledger'", size=2 * size)
            officer = tablet.officer(db, market, "amina", AREA, now)
            copy = Tablet(Within(app), tablet.enrol(db, officer["id"], now))
            copy.catch_up()
            documents.fill(db, market, BUCKET, size)
            documents.touch(db, BUCKET, DELTA)
            db.checkpoint()
            copies.append((copy, copy.cursor))
        gc.collect()
        gc.freeze()  # as the service does: else a collection falls upon one of them
        for turn in range(30 if result.quick else 100):
            for index, (copy, cursor) in enumerate(copies):
                copy.cursor = cursor
                answer = copy.exchange()
                if answer.records != DELTA:
                    raise RuntimeError(f"{answer.records} records instead of {DELTA}")
                if turn >= 10:
                    times[index].append(answer.seconds)
    for size, each in zip(sizes, times, strict=True):
        told = f"{1e3 * statistics.median(each):.2f} ms"
        result.figure(f"delta of {DELTA} among {size:,} documents, within the process", told)
    for smaller, larger, size in zip(times, times[1:], sizes[1:], strict=False):
        ratio = statistics.median(many / few for few, many in zip(smaller, larger, strict=True))
        result.goal(f"delta of {DELTA} among {size:,} documents against a tenth", ratio, "<=", 1.2)


def beside_callers(result: Report, market: Market, folder: Path) -> None:
    """The slowest steps of callers while four tablets push, against those of callers alone."""
    url, now = f"sqlite:///{folder}/callers.db", int(time.time())
    seed(url, market, PEOPLE, now)
    db = open_database(url)
    ids = [tablet.officer(db, market, f"officer{number}", AREA, now)["id"] for number in range(4)]
    tokens = [tablet.enrol(db, each, now) for each in ids]
    db.close()
    count = QUICK_PUSHED if result.quick else PUSHED
    environment = {"FURSA_DATABASE": url, "FURSA_CALLBACK_KEY": calls.KEY, "FURSA_USSD_GSM7": str(SCREEN)}
    alone, beside, lasted = [], [], []
    with ExitStack() as stack:
        service = stack.enter_context(servers.running(servers.SERVICE, environment))
        copies = [Tablet(stack.enter_context(Line(service.port)), token) for token in tokens]
        pool = stack.enter_context(ThreadPoolExecutor(len(copies)))
        for copy in copies:
            copy.first_sync()
        seconds, rounds = 2.0 if result.quick else 8.0, 1 + TURNS
        for turn in range(rounds):
            alone.append(_called(service, seconds))
            bodies = [
                copy.packed(list(documents.people(market, count, seed=100 * turn + number + 50, first=copy.sent + 1)))
                for number, copy in enumerate(copies)
            ]
            for copy in copies:
                # The service closes a connection on which nothing was asked for half a minute.
                copy.way = stack.enter_context(Line(service.port))
            began = time.perf_counter()
            pushes = [pool.submit(_pushed, copy, body, began) for copy, body in zip(copies, bodies, strict=True)]
            run = _called(service, seconds)
            lasted.append(max(each.result() for each in pushes))
            beside.append(run)
            # Callers are measured for as long as tablets push: the first round, which is to warm up, tells how long.
            seconds = min(max(lasted[-1], 1.0), 20.0)
    for name, runs in (("alone", alone), ("while four tablets push", beside)):
        shares = [1e3 * statistics.median(each.percentile(share) for each in runs[1:]) for share in (50, 99)]
        rate = statistics.median(each.per_second for each in runs[1:])
        result.figure(
            f"step of {CALLERS} callers {name}, p50 and p99",
            f"{shares[0]:.1f} ms, {shares[1]:.1f} ms, {rate:,.0f} a second",
        )
    result.figure(f"four pushes of {count:,} beside callers", f"{statistics.median(lasted[1:]):.1f} s")
    ratios = [push.percentile(99) / quiet.percentile(99) for push, quiet in zip(beside[1:], alone[1:], strict=True)]
    what = f"p99 of a step while four tablets push {count:,} each against callers alone"
    result.goal(what, statistics.median(ratios), "<=", 3.0)


def _early(url: str, token: str) -> Tablet:
    """A copy from before there was anything: its cursor."""
    app = create_app(Settings(database=url))
    copy = Tablet(Within(app), token)
    copy.catch_up()
    app.extensions["fursa"].db.close()
    return copy


def _called(service: Server, seconds: float) -> Result:
    run = load.run(service.port, calls.calls(PEOPLE.people), seconds, CALLERS)
    if run.wrong:
        raise RuntimeError(f"{run.wrong} answers are not what they should be: {run.example}")
    return run


def _pushed(copy: Tablet, body: bytes, began: float) -> float:
    """Seconds since `began` until all is pushed."""
    copy.push(body)
    return time.perf_counter() - began


def _end(body: bytes) -> tuple[str, bool]:
    """The cursor at the end of an answer, and whether there is more."""
    end = orjson.loads(body[body.rindex(b"\n", 0, -1) :])
    return end["cursor"], bool(end.get("more"))


def _kb(size: float) -> str:
    return f"{size / 1e3:.1f} KB"


def _milliseconds(pairs: Sequence[tuple[float, float]]) -> str:
    first, second = (1e3 * statistics.median(each) for each in zip(*pairs, strict=True))
    return f"{first:.1f} ms, {second:.1f} ms"


def _medians(pairs: Sequence[tuple[float, float]]) -> str:
    first, second = (statistics.median(each) for each in zip(*pairs, strict=True))
    return f"{first:.2f} s, {second:.2f} s"


if __name__ == "__main__":
    raise SystemExit(main())
