"""The client in a browser: the same scenarios over IndexedDB, and what is left on the tablet."""

import functools
import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from tests import services
from tests.source import ROOT

PIN = "273941"  # as in world.js


class Quiet(http.server.SimpleHTTPRequestHandler):
    """The files of the project, as any server hands them out."""

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=ROOT)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/tests/sync/client/browser.html"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.program("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def tablet(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that nobody has used."""
    context = browser.new_context()
    yield context
    context.close()


def opened(tablet: BrowserContext, address: str) -> Page:
    page = tablet.new_page()
    page.goto(address)
    page.wait_for_function("window.checks")
    return page


def call(page: Page, name: str, *arguments: str | int) -> Any:
    return page.evaluate("([name, arguments]) => checks[name](...arguments)", [name, list(arguments)])


def test_indexeddb_does_what_every_store_must(tablet: BrowserContext, address: str) -> None:
    assert call(opened(tablet, address), "storeContract") == {}


def test_what_holds_in_memory_holds_over_indexeddb(tablet: BrowserContext, address: str) -> None:
    assert call(opened(tablet, address), "scenarios") == {}


def test_what_was_written_is_there_when_the_tablet_is_switched_on_again(tablet: BrowserContext, address: str) -> None:
    page = opened(tablet, address)
    assert call(page, "write") == 1
    page.close()
    assert call(opened(tablet, address), "read", PIN) == ["secret note", "amina", 23]


def test_without_the_pin_nothing_can_be_read(tablet: BrowserContext, address: str) -> None:
    page = opened(tablet, address)
    call(page, "write")
    everything = call(page, "everything")
    assert "wanjiku" in everything  # an id
    for secret in ("Wanjiku", "secret note", "Job 3", "token-0"):
        assert secret not in everything
    page.close()
    with pytest.raises(Error, match="WrongPin"):
        call(opened(tablet, address), "read", "000000")


def test_one_tab_has_the_copy_until_it_is_closed(tablet: BrowserContext, address: str) -> None:
    first, second = opened(tablet, address), opened(tablet, address)
    call(first, "write")
    with pytest.raises(Error, match="StoreBusy"):
        call(second, "read", PIN, 1)
    first.close()
    assert call(second, "read", PIN)[0] == "secret note"


def test_wiping_leaves_no_database(tablet: BrowserContext, address: str) -> None:
    page = opened(tablet, address)
    call(page, "write")
    assert call(page, "wipe") == []
