"""Without signal: the app is on the tablet whole, in one version, and the next version comes without harm."""

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from core.market import Market
from sync.tablet import site
from sync.tablet.shelf import Packed, Shelf
from tests.conversation import Service
from tests.sync.tablet.hands import AREA, Hands, Office, holding
from tests.sync.tablet.patience import until

KEPT = "async () => (await caches.keys()).filter((name) => name.startsWith('fursa-tablet-'))"
STANDS = f"async () => (await ({KEPT})()).length === 1 && Boolean(navigator.serviceWorker.controller)"
# A worker is there before the next page may count on it, and the hourly look for a new version is not waited for.
LOOK = "async () => { await (await navigator.serviceWorker.ready).update(); }"
WAITS = "async () => Boolean((await navigator.serviceWorker.ready).waiting)"


class Release(Shelf):
    """A version of the app that has a note at the end of its style sheet."""

    def __init__(self, market: Market, note: str) -> None:
        super().__init__(market)
        self.note = note

    @cached_property
    def _beside(self) -> dict[str, bytes]:
        beside = super()._beside
        return {**beside, "style.css": beside["style.css"] + f"\n.{self.note} {{ }}\n".encode()}


class Deployed(Shelf):
    """The shelf that is deployed at the moment, of which a file may be lost."""

    def __init__(self, release: Shelf) -> None:
        self.release = release
        self.lost = ""

    @property
    def files(self) -> dict[str, Packed]:
        return {name: file for name, file in self.release.files.items() if name != self.lost}

    @property
    def version(self) -> str:
        return self.release.version

    @property
    def page(self) -> Packed:
        return self.release.page

    @property
    def worker(self) -> Packed:
        return self.release.worker

    @property
    def manifest(self) -> Packed:
        return self.release.manifest


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@dataclass
class Server:
    """The service at an address that stays while it is stopped and started again."""

    service: Service
    shelf: Deployed
    port: int = 0
    running: BaseWSGIServer | None = field(default=None, repr=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Answer from now on."""
        self.running = make_server("127.0.0.1", self.port, self.answer, threaded=True, request_handler=_Quiet)
        self.port = self.running.server_port
        threading.Thread(target=self.running.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Be gone."""
        if self.running:
            self.running.shutdown()
            self.running.server_close()
            self.running = None

    @cached_property
    def app(self) -> Flask:
        pages = Flask("tablet", static_folder=None)
        pages.register_blueprint(site.blueprint(self.service.market, self.shelf))
        return pages

    def answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        app = self.app if environ["PATH_INFO"].startswith("/tablet") else self.service.app
        return app(environ, start)


@pytest.fixture(scope="module")
def server(here: Office) -> Iterator[Server]:
    """The service with a shelf that tests deploy to."""
    server = Server(here.service, Deployed(Release(here.service.market, "first")))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def hands(browser: Browser, here: Office, server: Server) -> Iterator[Hands]:
    """A tablet that was let in and keeps the app."""
    with held(browser, server) as hands:
        hands.enrol(here.code())
        until(hands.page, STANDS)
        yield hands


@contextmanager
def held(browser: Browser, server: Server) -> Iterator[Hands]:
    """A tablet before the deployed version. What it cannot load is what these tests are about."""
    with holding(browser, server.address) as hands:
        yield hands
        known = ("Failed to load resource", "An unknown error occurred when fetching the script")
        hands.faults[:] = [fault for fault in hands.faults if not fault.startswith(known)]


def test_switched_on_without_signal_the_app_is_there_with_all_that_was_synced(hands: Hands) -> None:
    hands.offline()
    hands.page.close()
    hands.look()
    hands.unlock()
    hands.sees("Today")
    assert len(hands.documents("vacancies")) == 4
    register(hands, "Wanjiku Offline")
    hands.page.reload()
    hands.unlock()
    hands.sees("Today")
    assert names(hands) == ["Wanjiku Offline"]
    hands.offline(False)
    hands.page.evaluate("() => fursa.syncing.run()")
    hands.synced()


def test_switched_on_while_the_server_is_gone_the_app_is_there(hands: Hands, server: Server) -> None:
    server.stop()
    try:
        hands.page.close()
        hands.look("/")
        hands.unlock()
        hands.sees("Today")
        hands.tap("Settings")
        expect(hands.page.locator('#app[data-screen="settings"]')).to_be_visible()
    finally:
        server.start()


def test_every_language_is_there_without_signal(hands: Hands) -> None:
    hands.offline()
    hands.page.evaluate("() => localStorage.setItem('fursa settings', JSON.stringify({ language: 'sw' }))")
    hands.page.reload()
    expect(hands.page.locator("html")).to_have_attribute("lang", "sw")


def test_the_app_can_be_installed(hands: Hands) -> None:
    session = hands.context.new_cdp_session(hands.page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/tablet/manifest.webmanifest")
    found = [error["errorId"] for error in session.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [error for error in found if error != "in-incognito"] == []  # what every context of a test is


def test_a_new_version_waits_until_the_app_is_locked(hands: Hands, server: Server) -> None:
    register(hands, "Wanjiku Waits", sent=False)
    before = styled(hands)
    deployed(hands, server, "second")
    assert styled(hands) == before
    hands.go("sync")
    hands.sees("Use the new version")
    hands.page.evaluate("() => fursa.onLock()")
    hands.page.wait_for_function(f"() => document.documentElement.dataset.base === '/tablet/{server.shelf.version}'")
    hands.offline()
    hands.unlock()
    expect(hands.page.locator('#app[data-screen="sync"]')).to_be_visible()
    assert styled(hands) != before
    assert names(hands) == ["Wanjiku Waits"]
    hands.offline(False)
    hands.page.evaluate("() => fursa.syncing.run()")
    hands.synced()
    assert hands.page.evaluate(KEPT) == [f"fursa-tablet-{server.shelf.version}"]  # the old one takes no room


def test_a_new_version_can_be_taken_at_once_but_not_in_the_middle_of_a_form(hands: Hands, server: Server) -> None:
    deployed(hands, server, "third")
    hands.go("sync")
    hands.page.evaluate("() => { fursa.isForm = true; }")
    hands.tap("Use the new version")
    assert hands.page.evaluate(WAITS)
    hands.page.evaluate("() => { fursa.isForm = false; }")
    with hands.page.expect_navigation():
        hands.tap("Use the new version")
    hands.unlock()
    hands.misses("Use the new version")
    assert hands.page.locator("html").get_attribute("data-base") == f"/tablet/{server.shelf.version}"


def test_a_new_version_that_came_in_half_leaves_the_old_one_in_place(hands: Hands, server: Server) -> None:
    before = styled(hands)
    kept = hands.page.evaluate(KEPT)
    server.shelf.lost = "icon-512.png"
    server.shelf.release = Release(server.service.market, "fourth")
    try:
        hands.page.evaluate(f"() => ({LOOK})().catch(() => {{}})")
        until(hands.page, "async () => !(await navigator.serviceWorker.ready).installing")
        assert not hands.page.evaluate(WAITS)
        hands.offline()
        hands.page.reload()
        hands.unlock()
        hands.sees("Today")
        assert styled(hands) == before
        assert set(kept) <= set(hands.page.evaluate(KEPT))
    finally:
        server.shelf.lost = ""
    hands.offline(False)
    hands.page.evaluate(LOOK)
    until(hands.page, WAITS)
    hands.page.evaluate("() => fursa.onLock()")
    hands.page.wait_for_function(f"() => document.documentElement.dataset.base === '/tablet/{server.shelf.version}'")
    until(hands.page, STANDS)


def test_an_app_that_came_in_half_the_first_time_comes_whole_when_the_signal_is_back(
    browser: Browser, here: Office, server: Server
) -> None:
    server.shelf.lost = "texts/fr.json"
    try:
        with held(browser, server) as hands:
            hands.enrol(here.code())
            until(hands.page, "async () => !(await navigator.serviceWorker.getRegistration())?.installing")
            server.shelf.lost = ""
            hands.offline()
            hands.offline(False)
            until(hands.page, STANDS)
            hands.offline()
            hands.page.reload()
            hands.unlock()
            hands.sees("Today")
    finally:
        server.shelf.lost = ""


def deployed(hands: Hands, server: Server, note: str) -> None:
    """Deploy another version while a tablet has the app open, and let the tablet find it."""
    server.shelf.release = Release(server.service.market, note)
    hands.page.evaluate(LOOK)
    until(hands.page, WAITS)


def styled(hands: Hands) -> str:
    """The style sheet that the page has."""
    found: str = hands.page.evaluate("() => document.styleSheets[0].href")
    return found


def register(hands: Hands, name: str, sent: bool = True) -> None:
    """Somebody registered as a form does it, without the form."""
    if not sent:
        hands.offline()
    fields = {"name": name, "place": AREA, "language": "sw"}
    hands.page.evaluate("fields => fursa.save('profiles', undefined, fields)", fields)
    if not sent:
        # No signal for what is synced; the server is reached all the same by who looks for a new version.
        hands.page.evaluate("() => fursa.syncing.stop()")
        hands.offline(False)


def names(hands: Hands) -> list[str]:
    """Who is on the tablet and was not sent yet."""
    found: list[str] = hands.page.evaluate("() => fursa.copy.waiting.map((each) => each.fields.name)")
    return found
