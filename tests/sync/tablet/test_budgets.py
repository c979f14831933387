"""What the app may cost: bytes and requests on a slow line, the way to its first words, and what keeps people out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import request
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.market import Market
from sync import devices
from sync.tablet.shelf import Packed, Shelf
from tests.browsing import barriers
from tests.sync.tablet.hands import HEIGHT, PIN, Hands, Office, holding
from tests.sync.tablet.patience import until

MOST_BYTES = 150 * 1024
MOST_REQUESTS = 12
SLOW = 6  # times slower than this machine
WIDTHS = (320, 1280)
SCHEMES = ("light", "dark")
DAY_MS = 24 * 3600 * 1000
IS_KEPT = "async () => Boolean((await navigator.serviceWorker.ready).active)"


@dataclass
class Visit:
    """What a page loaded, as it came over the wire: bytes by address, with the heads of the answers."""

    bytes: dict[str, int] = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    _addresses: dict[str, str] = field(default_factory=dict)

    def watch(self, context: BrowserContext, page: Page) -> None:
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)

    def _sent(self, event: dict[str, Any]) -> None:
        url = urlsplit(event["request"]["url"])
        if url.scheme != "data":
            self._addresses[event["requestId"]] = url.path
            self.hosts.add(url.netloc)

    def _finished(self, event: dict[str, Any]) -> None:
        path = self._addresses.get(event["requestId"])
        if path:
            self.bytes[path] = self.bytes.get(path, 0) + int(event["encodedDataLength"])


@pytest.fixture
def hands(browser: Browser, here: Office) -> Iterator[Hands]:
    """A tablet of amina's that was let in."""
    with holding(browser, here.address) as hands:
        hands.enrol(here.code())
        yield hands


def test_the_app_in_one_language_is_small(market: Market) -> None:
    shelf = Shelf(market)
    app = {name: weight(file) for name, file in shelf.files.items() if not name.startswith(("texts/", "icon"))}
    shell = weight(shelf.page) + weight(shelf.worker) + weight(shelf.manifest)
    pictures = sum(weight(file) for name, file in shelf.files.items() if name.startswith("icon"))
    for language in market.languages:
        texts = weight(shelf.files[f"texts/{language}.json"])
        whole = sum(app.values()) + shell + pictures + texts
        print(f"{language}: {whole} bytes, {texts} of them texts")
        assert whole <= MOST_BYTES, f"in {language}: {sorted(app.items(), key=lambda each: -each[1])[:10]}"


def test_a_first_visit_loads_little_and_from_nobody_else(browser: Browser, here: Office) -> None:
    context = browser.new_context(viewport={"width": 412, "height": HEIGHT}, locale="sw")
    page = context.new_page()
    visit = Visit()
    visit.watch(context, page)
    page.goto(f"{here.address}/tablet")
    expect(page.get_by_role("heading")).to_be_visible()
    until(page, IS_KEPT)
    print(f"{sum(visit.bytes.values())} bytes in {len(visit.bytes)} requests")
    assert sum(visit.bytes.values()) <= MOST_BYTES
    assert len(visit.bytes) <= MOST_REQUESTS, visit.bytes
    assert visit.hosts == {urlsplit(here.address).netloc}
    assert [path for path in visit.bytes if "/texts/" in path] == [f"/tablet/{version(page)}/texts/sw.json"]
    context.close()


def test_keeping_the_app_loads_nothing_twice_but_the_page(browser: Browser, here: Office) -> None:
    """What the worker keeps it takes from what the page loaded; the other languages are all that comes on top."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    here.service.app.before_request_funcs.setdefault("tablet", []).append(lambda: asked.append(request.path))
    try:
        page.goto(f"{here.address}/tablet/")
        expect(page.get_by_role("heading")).to_be_visible()
        until(page, IS_KEPT)
    finally:
        here.service.app.before_request_funcs["tablet"].pop()
    twice = {path for path in asked if asked.count(path) > 1}
    assert twice <= {"/tablet/"}
    assert {path.rpartition("/")[2] for path in asked} >= {"worker.js", "en.json", "sw.json", "fr.json", "app.js"}
    context.close()


def test_the_first_words_wait_for_one_style_sheet_alone(browser: Browser, here: Office, market: Market) -> None:
    head = Shelf(market).page.plain.decode().split("</head>")[0]
    assert len(re.findall(r'rel="stylesheet"', head)) == 1
    assert re.findall(r"<script(?![^>]*type=\"module\")", head) == []  # a module waits for the page, not it for them
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": HEIGHT})
    page = context.new_page()
    page.goto(f"{here.address}/tablet/")
    expect(page.locator(".brand")).to_have_text("Fursa")
    expect(page.locator(".brand")).to_be_visible()
    assert "Fursa needs JavaScript." in page.content()
    context.close()


def test_on_a_slow_tablet_the_first_words_are_there_before_any_script_ran(browser: Browser, here: Office) -> None:
    """How soon is told, not judged: machines differ. What it rests on is judged."""
    context = browser.new_context(viewport={"width": 412, "height": HEIGHT})
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
    page.goto(f"{here.address}/tablet/")
    expect(page.get_by_role("heading")).to_be_visible()
    painted = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
    until(page, painted)
    blocking = page.evaluate(
        "() => performance.getEntriesByType('resource').filter((each) => each.renderBlockingStatus === 'blocking')"
        ".map((each) => new URL(each.name).pathname)"
    )
    print(f"first words after {page.evaluate(painted):.0f} ms on a processor {SLOW} times slower")
    assert blocking == [f"/tablet/{version(page)}/style.css"]
    context.close()


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_the_gate_keeps_anybody_out(browser: Browser, here: Office, width: int, scheme: str) -> None:
    with holding(browser, here.address, width=width, bypass_csp=True, color_scheme=scheme) as hands:
        free(hands, "Welcome to Fursa")
        hands.tap("Let this tablet in")
        free(hands, "A code has 8 letters and digits")
        hands.enrol(here.code())
        free(hands, "Today")
        hands.page.evaluate("() => fursa.onLock()")
        free(hands, "Your PIN")
        hands.tap("I forgot my PIN")
        free(hands, "Without the PIN nobody can read")
        hands.tap("Delete everything")
        free(hands, "Delete all that is on this tablet?")
        hands.tap("No, back", "Back")
        first = hands.page
        hands.look()
        free(hands, "Fursa is open already")
        hands.page.close()
        hands.page = first
        for turn in range(5):
            hands.unlock("918273")
            hands.sees("Please wait" if turn == 4 else "That is not the PIN.")
        free(hands, "Please wait")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_pages_that_few_ever_see_keep_nobody_out_either(browser: Browser, here: Office, scheme: str) -> None:
    with holding(browser, here.address, width=320, bypass_csp=True, color_scheme=scheme) as hands:
        hands.context.clock.install()
        hands.page.reload()
        hands.enrol(here.code())
        hands.page.evaluate("() => fursa.onLock()")
        hands.sees("Your PIN")
        hands.context.clock.fast_forward(8 * DAY_MS)
        hands.unlock()
        free(hands, "Connect once to go on")
        hands.tap("Connect now")
        hands.sees("Today")
        device = hands.page.evaluate("() => fursa.real.identity.device")
        hands.page.close()
        hands.look("#K7QM-2RXF")
        hands.unlock()
        free(hands, "Go on without a code")
        hands.tap("Go on without a code")
        hands.sees("Today")
        devices.revoke(here.service.db, device, here.service.now)
        hands.sync()
        free(hands, "This tablet was taken out of use")
        hands.page.add_init_script("Object.defineProperty(globalThis, 'isSecureContext', { value: false })")
        hands.page.reload()
        free(hands, "This address is not safe")


def test_a_language_from_the_right_turns_the_page_around(hands: Hands) -> None:
    hands.page.set_viewport_size({"width": 320, "height": HEIGHT})
    hands.go("settings")
    back = hands.page.locator(".back")
    left = back.bounding_box()
    hands.page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    right = back.bounding_box()
    assert left and right
    assert (left["x"] < 160, right["x"] > 160) == (True, True)
    # Unicode mirrors this sign among words from the right: turned by the style as well, it would point the wrong way.
    assert (back.inner_text(), back.evaluate("arrow => getComputedStyle(arrow).transform")) == ("‹", "none")
    assert scrolled(hands.page) == 0
    hands.page.evaluate("() => fursa.onLock()")
    hands.sees("Your PIN")
    assert hands.page.locator("html").get_attribute("dir") == "rtl"
    assert scrolled(hands.page) == 0


def test_large_text_and_zoom_make_nothing_scroll_sideways(browser: Browser, here: Office) -> None:
    with holding(browser, here.address, width=320) as hands:
        hands.page.evaluate("() => localStorage.setItem('fursa settings', JSON.stringify({ large: true }))")
        hands.page.reload()
        hands.sees("Welcome to Fursa")
        assert scrolled(hands.page) == 0
        hands.write("Code from the office", here.code())
        hands.write("Choose a PIN of 6 digits", PIN)
        hands.write("The PIN once more", PIN)
        hands.tap("Let this tablet in")
        hands.sees("Today")
        assert scrolled(hands.page) == 0


def free(hands: Hands, words: str) -> None:
    """The page with these words keeps nobody out: by axe-core's rules, and without scrolling sideways."""
    hands.sees(words)
    assert barriers(hands.page) == [], words
    assert scrolled(hands.page) == 0, words


def scrolled(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    found: int = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found


def version(page: Page) -> str:
    """The version that the page is of."""
    return (page.locator("html").get_attribute("data-base") or "").rpartition("/")[2]


def weight(file: Packed) -> int:
    """How many bytes are sent to a browser of today."""
    return len(file.packed.get("br", file.plain))
