"""A real browser before the service under test: Chromium, with scripts or without."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests import services
from tests.conversation import Service
from tests.office import Office
from tests.source import ROOT

AXE = ROOT / "tests" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        pass


@contextlib.contextmanager
def served(service: Service) -> Iterator[str]:
    """The service at an address of this machine."""
    server = make_server("127.0.0.1", 0, service.app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.program("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


def signed_in(browser: Browser, address: str, office: Office, scripts: bool = True, width: int = 1280) -> Page:
    """A page of a browser that has the cookie of somebody who signed in already."""
    cookie = office.client.get_cookie("fursa_staff", path="/staff")
    assert cookie
    context = browser.new_context(
        java_script_enabled=scripts, bypass_csp=True, viewport={"width": width, "height": 800}, locale="en"
    )
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": f"{address}/staff"}])
    return context.new_page()


def barriers(page: Page) -> list[str]:
    """What axe-core finds serious or worse on the page: the rule, and where."""
    assert AXE.exists(), "`make test` installs axe-core; then this can be run alone"
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]
