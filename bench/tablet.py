"""The tablet app: its weight, and its first sync in a browser on a 2G line, beside the smallest client there can be."""

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from bench.parts import documents, report, servers, tablet
from bench.parts.documents import AREA
from bench.parts.report import Report
from bench.parts.servers import Server
from bench.parts.sockets import Line
from bench.parts.tablet import Tablet
from core.database import Database, open_database
from core.market import Market
from core.market import load as load_market
from core.migrations import migrate
from core.settings import DEFAULT_MARKET
from sync import devices
from sync.documents import COLLECTIONS
from sync.tablet.shelf import Shelf
from tests import services

VACANCIES, PEOPLE = 20_000, 500
QUICK_VACANCIES, QUICK_PEOPLE = 4_000, 100
BUCKET = f"vacancies/{AREA}"
PIN = "273941"
SLOW = 4  # times as slow as this machine: a cheap tablet
KILOBYTE = 1024
# "Regular 2G" of the tools for web developers, in bytes a second: 250 kbit down, 50 kbit up, 300 ms there and back.
LINE_2G = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8}
SAVES = 10
PATIENCE_MS = 600_000


@dataclass(slots=True)
class Counted:
    """What came over the line into a page, headers included."""

    bytes: int = 0
    requests: int = 0


def main() -> int:
    """Measure, and tell."""
    result = report.begin("Tablet app")
    market = load_market(DEFAULT_MARKET)
    weight(result, market)
    with tempfile.TemporaryDirectory(prefix="fursa-bench-") as name:
        first_sync(result, market, Path(name))
    return result.finish()


def weight(result: Report, market: Market) -> None:
    """All that one officer's browser loads, compressed: the files, the page, and the texts of one language."""
    shelf = Shelf(market)
    size = {name: len(file.packed.get("br", file.plain)) for name, file in shelf.files.items()}
    texts = sorted(size.pop(name) for name in list(size) if name.startswith("texts/"))
    once = sum(size.values()) + sum(len(each.packed.get("br", each.plain)) for each in (shelf.page, shelf.worker))
    result.goal("the app, compressed, KB", (once + texts[-1]) / KILOBYTE, "<=", 150.0)
    result.figure(
        "its files", f"{len(size)}, and texts in {len(texts)} languages of up to {texts[-1] / KILOBYTE:.1f} KB"
    )


def first_sync(result: Report, market: Market, folder: Path) -> None:
    """A first copy on a slow line and a slow processor, and whether the app can be used meanwhile."""
    count, people = (QUICK_VACANCIES, QUICK_PEOPLE) if result.quick else (VACANCIES, PEOPLE)
    url, now = f"sqlite:///{folder}/fursa.db", int(time.time())
    db = open_database(url)
    migrate(db)
    officer = tablet.officer(db, market, "amina", AREA, now)
    documents.post(db, market, count, now)
    token = tablet.enrol(db, officer["id"], now)
    with servers.running(servers.SERVICE, {"FURSA_DATABASE": url}) as service:
        with Line(service.port) as line:
            other = Tablet(line, token)
            other.await_snapshot(BUCKET, count)
            other.push(other.packed(list(documents.people(market, people, seed=7))))
        with Line(service.port) as line:
            held = Tablet(line, token).first_sync()
            smallest = line.down
        result.figure("what a copy holds", f"{held:,} documents, of these {count:,} vacancies and {people:,} people")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=services.program("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
            in_browser(result, browser.new_page(), db, officer["id"], service, smallest, held)
            browser.close()
    db.close()


def in_browser(
    result: Report, page: Page, db: Database, officer: str, service: Server, smallest: int, held: int
) -> None:
    """Install, let in, sync."""
    page.set_default_timeout(PATIENCE_MS)
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    counted = _counting(wire)
    page.goto(f"http://127.0.0.1:{service.port}/tablet#{devices.invite(db, officer, int(time.time()))}")
    page.get_by_label("Code from the office").wait_for()
    # The worker keeps the files from the browser's own cache; what is counted below is the sync alone.
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    result.figure("first visit", f"{counted.requests} requests, {counted.bytes / KILOBYTE:.0f} KB")
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    wire.send("Network.emulateNetworkConditions", LINE_2G)
    counted.bytes = counted.requests = 0
    page.get_by_label("Choose a PIN of 6 digits").fill(PIN)
    page.get_by_label("The PIN once more").fill(PIN)
    page.get_by_role("button", name="Let this tablet in").click()
    page.wait_for_function("() => globalThis.fursa?.syncing.isRunning")
    began = time.perf_counter()
    page.wait_for_function("() => fursa.syncing.progress?.parts > 1")
    during = _saves(page)
    page.wait_for_function("() => fursa.syncing.doneAt && !fursa.syncing.isRunning && !fursa.syncing.unsent")
    took = time.perf_counter() - began
    # The ten people who were saved meanwhile went up and came back; what they weigh is not of the first copy.
    result.figure("first sync on 2G", f"{took:.0f} s, {counted.requests} requests, {counted.bytes / 1e6:.3f} MB")
    result.goal("first sync: bytes down against the smallest client", counted.bytes / smallest, "<=", 1.10)
    has: int = page.evaluate(
        """async (names) => {
            let sum = 0;
            for (const name of names) sum += (await fursa.copy.query(name)).length;
            return sum;
        }""",
        list(COLLECTIONS),
    )
    if has != held + SAVES:
        raise RuntimeError(f"the app holds {has:,} of {held + SAVES:,} documents")
    after = _saves(page)
    result.figure(
        "saving somebody, at the median", f"{during:.0f} ms while the first copy comes, {after:.0f} ms afterwards"
    )
    result.goal("saving somebody while the first copy comes, against afterwards", during / after, "<=", 5.0)
    wire.send("Network.emulateNetworkConditions", {**LINE_2G, "latency": 0, "downloadThroughput": -1})
    opened(result, page)


def opened(result: Report, page: Page) -> None:
    """How long it takes from the PIN to the first screen, on the slow processor."""
    page.reload()
    page.get_by_label("Your PIN").wait_for()
    page.get_by_label("Your PIN").fill(PIN)
    began = time.perf_counter()
    page.locator('#app[data-screen="today"]').wait_for()
    result.figure("from the PIN to the first screen", f"{time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    page.evaluate("location.hash = '#/jobs'")
    page.locator('#app[data-screen="jobs"]').wait_for()
    result.figure("to the list of all jobs, the first time", f"{time.perf_counter() - began:.1f} s")


def _counting(wire: CDPSession) -> Counted:
    counted = Counted()

    def finished(event: dict[str, Any]) -> None:
        counted.bytes += int(event["encodedDataLength"])
        counted.requests += 1

    wire.on("Network.loadingFinished", finished)
    return counted


def _saves(page: Page) -> float:
    """Milliseconds that it takes to save somebody, at the median."""
    taken: list[float] = page.evaluate(
        """async (times) => {
            const taken = [];
            for (let number = 0; number < times; number += 1) {
                const began = performance.now();
                await fursa.save("profiles", undefined, { name: `Person ${number}`, phones: { add: [] } });
                taken.push(performance.now() - began);
            }
            return taken;
        }""",
        SAVES,
    )
    return statistics.median(taken)


if __name__ == "__main__":
    raise SystemExit(main())
