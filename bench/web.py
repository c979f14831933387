"""Pages for staff: what each costs with a large market behind it, against one of the same look with nothing behind."""

import gzip
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pyotp
from flask import Flask, Response
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.parts import report
from bench.parts.seed import Size, seed
from channels.web.staff import door, office
from channels.web.staff.desk import Desk
from channels.web.staff.gate import COOKIE
from core import staff, tallies
from core.database import Database, SQLite
from core.market import Market
from core.market import load as load_market
from core.settings import DEFAULT_MARKET, Settings
from wsgi import create_app

LARGE, SMALL = Size(1_000_000, 100_000), Size(20_000, 2_000)
WAITING = 0.1  # the share of the vacancies that wait for staff
ROWS = 25
TURNS = 40
MOST_RATIO, MOST_STATEMENTS, MOST_BYTES = 5, 6, 14_000
PASSWORD = "four words nobody says"

Work = Callable[[], tuple[int, bytes]]


def main() -> int:
    """Measure, and tell."""
    result = report.begin("Pages for staff")
    market, now, size = load_market(DEFAULT_MARKET), int(time.time()), SMALL if result.quick else LARGE
    with tempfile.TemporaryDirectory(prefix="fursa-bench-") as folder:
        url = f"sqlite:///{folder}/web.db"
        seed(url, market, size, now)
        app = create_app(Settings(database=url), clock=lambda: now, pack=market)
        db: SQLite = app.extensions["fursa"].db
        _let_some_wait(db, market, size, now)
        _add_static(app, market, now)
        cookie = _signed_in(db, market, now)
        pages = dict(_pages(db))
        get = {name: _request(app, path, cookie) for name, path in {"static": "/static", **pages}.items()}
        answers = {name: work() for name, work in get.items()}
        times = _times(get)
        static = statistics.median(times["static"])
        result.figure(f"a page without anything behind it, {ROWS} rows", f"{1e3 * static:.2f} ms")
        costs: dict[str, tuple[float, int, int]] = {}
        for name in pages:
            status, body = answers[name]
            if status == 303:
                continue  # on to another of these pages
            if status != 200:
                raise SystemExit(f"{pages[name]} answered {status}")
            costs[name] = (
                statistics.median(times[name]) / static,
                _statements(db, get[name]),
                len(gzip.compress(body)),
            )
            ratio, statements, size_bytes = costs[name]
            result.figure(
                f"{name}: of a page without anything behind it, statements, bytes compressed",
                f"{ratio:.2f}, {statements}, {size_bytes:,}",
            )
        for number, (what, most) in enumerate(
            (
                ("against a page without anything behind it", MOST_RATIO),
                ("statements", MOST_STATEMENTS),
                ("bytes compressed", MOST_BYTES),
            )
        ):
            worst = max(costs, key=lambda name: costs[name][number])
            result.goal(f"the worst of {len(costs)} pages ({worst}), {size}, {what}", costs[worst][number], "<=", most)
        queue = costs["vacancies"][0]
        result.goal(f"what waits for staff, {size}, against a page without anything behind it", queue, "<=", MOST_RATIO)
        result.figure(
            "reports whose figures have just changed, of a page without anything behind it",
            f"{_anew(db, get['reports']) / static:.2f}",
        )
        db.close()
    return result.finish()


def _let_some_wait(db: SQLite, market: Market, size: Size, now: int) -> None:
    """One vacancy in ten is new, some of them with flags."""
    waiting = int(size.vacancies * WAITING)
    db.run(
        "UPDATE vacancy SET status = 'pending', opened_at = NULL"
        " WHERE id IN (SELECT id FROM vacancy ORDER BY reference LIMIT :waiting)",
        waiting=waiting,
    )
    db.run("DELETE FROM vacancy_area WHERE vacancy_id IN (SELECT id FROM vacancy WHERE status = 'pending')")
    db.run(
        "INSERT INTO vacancy_flag (vacancy_id, code, data, at)"
        " SELECT id, 'fee', '{}', created_at FROM vacancy WHERE status = 'pending' AND posts = 3"
    )
    _count_a_year(db, market, now)
    db.run("ANALYZE")


def _count_a_year(db: SQLite, market: Market, now: int) -> None:
    """Figures of every month, area and sector, as a year of work leaves them."""
    areas = sorted({market.area(place.code) for place in market.places if place.level == market.home_level})
    sectors = [sector.code for sector in market.occupations.sectors]
    rows = [
        {"period": period, "area": area, "sector": sector, "name": name, "value": 7 + 13 * number % 400}
        for period in tallies.periods(market, now, "month")
        for area in (*areas, tallies.ALL)
        for sector in (*sectors, tallies.ALL)
        for number, name in enumerate(tallies.NAMES)
    ]
    db.many(
        "INSERT INTO tally (period, area, sector, name, value) VALUES (:period, :area, :sector, :name, :value)", rows
    )


def _add_static(app: Flask, market: Market, now: int) -> None:
    """A page of the staff's own templates with as many rows as a list has, all of them constant: nobody is asked."""
    drawing = door.templates(market)
    account = {"id": "1", "name": "amina", "role": "administrator", "places": [], "language": "en"}
    lines = [
        {
            "at": now - number,
            "actor": f"staff:{number}",
            "action": "staff.changed",
            "kind": "vacancy",
            "subject": f"a subject {number}",
            "reason": "other",
        }
        for number in range(ROWS)
    ]

    def render(template: str, **values: Any) -> str:
        return drawing.get_template(template).render(**values)

    @app.get("/static")
    def static() -> Response:
        # Neither the database nor the market is there to be asked anything.
        desk = Desk(None, market, now, account, "0" * 32, render, {})  # type: ignore[arg-type]
        return desk.show("audit.html", lines=lines, names={}, older=None, actor=None)


def _signed_in(db: Database, market: Market, now: int) -> str:
    """The cookie of an administrator of the whole market."""
    _member, invite = staff.add(db, market, "amina", "administrator", [], now)
    token = staff.accept(db, "amina", invite, PASSWORD, "here", now)
    secret = staff.secret_to_set_up(db, token, now)
    assert secret
    return f"{COOKIE}={staff.give_code(db, token, pyotp.TOTP(secret[0]).at(now), 'here', now)}"


def _pages(db: Database) -> Iterator[tuple[str, str]]:
    """Every page that is read, by its name: those about one thing with one that is there."""
    some: dict[str | None, str] = {
        kind: row["id"]
        for kind, sql in (
            ("vacancy", "SELECT id FROM vacancy WHERE status = 'pending' ORDER BY id LIMIT 1"),
            ("employer", "SELECT id FROM employer ORDER BY id LIMIT 1"),
            ("person", "SELECT id FROM profile ORDER BY id LIMIT 1"),
            ("staff", "SELECT id FROM staff LIMIT 1"),
        )
        if (row := db.one(sql))
    }
    for page in office.pages.values():
        if "GET" not in page.methods or page.right is None:
            continue
        holes = re.findall(r"<(?:\w+:)?(\w+)>", page.rule)
        if not holes:
            yield page.name, f"/staff{page.rule}"
        elif len(holes) == 1 and page.about in some:
            yield page.name, f"/staff{re.sub(r'<[^>]+>', some[page.about], page.rule)}"
    open_one = db.all("SELECT reference FROM vacancy WHERE status = 'open' ORDER BY reference DESC LIMIT 1")[0]
    for path in ("/", "/jobs", f"/jobs/{open_one['reference']}", "/jobs.atom"):
        yield f"lite {'/jobs/REFERENCE' if open_one['reference'] in path else path}", path


def _request(app: Flask, path: str, cookie: str) -> Work:
    """One request, as a server makes it: the status and the body of the answer."""
    environ = EnvironBuilder(path=path, headers=[("Cookie", cookie), ("Accept-Language", "en")]).get_environ()

    def ask() -> tuple[int, bytes]:
        body, status, _headers = run_wsgi_app(app, dict(environ))
        return int(status[:3]), b"".join(body)

    return ask


def _times(works: Mapping[str, Work]) -> dict[str, list[float]]:
    """Seconds of each request. They take turns, because the machine is not the same every minute."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(TURNS + 2):
        for name, work in works.items():
            began = time.perf_counter()
            work()
            if turn > 1:  # the first ones were to warm up
                times[name].append(time.perf_counter() - began)
    return times


def _anew(db: SQLite, work: Work) -> float:
    """Seconds of a request for reports after something was counted, as once in a quarter of an hour: the median."""
    times = []
    for _turn in range(TURNS // 4):
        db.run("UPDATE sequence SET value = value + 1 WHERE name = 'tallied_messages'")
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _statements(db: SQLite, work: Work) -> int:
    """How many statements one request takes."""
    seen: list[str] = []
    connection = db._connection()
    connection.set_trace_callback(seen.append)
    work()
    connection.set_trace_callback(None)
    return sum(statement.lstrip().startswith(("SELECT", "WITH", "INSERT", "UPDATE", "DELETE")) for statement in seen)


if __name__ == "__main__":
    raise SystemExit(main())
