"""Hands on a tablet: a browser that has the app, tapped and typed into as an officer does, by what stands on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

from core import officers
from core.database import Row
from sync import devices, reference, snapshots
from tests import browsing
from tests.conversation import Service

PIN = "273941"
AREA = "003"  # Kilifi, where most vacancies of tests are
WIDTH, HEIGHT = 412, 860  # a small tablet, upright
PATIENCE_MS = 20_000


@dataclass
class Office:
    """A service at an address, with one officer whose tablets can be let in."""

    service: Service
    address: str
    officer: Row

    def code(self) -> str:
        """A code that lets one tablet in."""
        return devices.invite(self.service.db, self.officer["id"], self.service.now)


@contextmanager
def office(service: Service, places: tuple[str, ...] = (AREA,)) -> Iterator[Office]:
    """The service in a web server, with the documents of its pack, and the officer amina of these places."""
    reference.refresh(service.db, service.market)
    snapshots.refresh(service.db, service.now, lambda: False)
    officer = officers.add(service.db, service.market, "amina", places, service.now)
    with browsing.served(service) as address:
        yield Office(service, address, officer)


@dataclass
class Hands:
    """A tablet and who holds it. `taps` and `letters` count what they did: keys on the screen, and what was typed."""

    context: BrowserContext
    address: str
    taps: int = 0
    letters: int = 0
    faults: list[str] = field(default_factory=list)  # of scripts, and what the policy of the page kept from loading
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        self.context.set_default_timeout(PATIENCE_MS)
        self.look()

    def look(self, hash: str = "") -> None:
        """Open the app in a new tab."""
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", lambda said: self.faults.append(said.text) if is_fault(said) else None)
        self.page.goto(f"{self.address}/tablet{hash}")

    def enrol(self, code: str, pin: str = PIN) -> None:
        """Let the tablet in, and wait until the first sync is through."""
        self.write("Code from the office", code)
        self.write("Choose a PIN of 6 digits", pin)
        self.write("The PIN once more", pin)
        self.tap("Let this tablet in")
        self.sees("Today")
        self.synced()

    def unlock(self, pin: str = PIN) -> None:
        """Type the PIN into a locked app: the last digit opens it."""
        self.write("Your PIN", pin)

    def go(self, screen: str, *params: str) -> None:
        """Be on a screen, as a link in the app leads there."""
        self.page.evaluate("to => { location.hash = to }", "#/" + "/".join((screen, *params)))
        expect(self.page.locator(f'#app[data-screen="{screen}"]')).to_be_visible()

    def key(self, name: str, exact: bool = True) -> Locator:
        """A key, a link or a choice of this name; the first of several."""
        found = self.page.get_by_role("button", name=name, exact=exact)
        for role in ("link", "radio", "checkbox"):
            found = found.or_(self.page.get_by_role(role, name=name, exact=exact))
        return found.first

    def tap(self, *names: str, exact: bool = True) -> None:
        """Tap keys, one after the other."""
        for name in names:
            found = self.key(name, exact)
            found.wait_for(state="attached")
            if found.get_attribute("type") in ("radio", "checkbox"):
                found.locator("xpath=ancestor::label").click()
            else:
                found.click()
            self.taps += 1

    def write(self, label: str, text: str) -> None:
        """Tap into a box and type."""
        box = self.page.get_by_label(label, exact=True)
        box.fill("")
        box.press_sequentially(text)
        self.taps += 1
        self.letters += len(text)

    def sees(self, text: str) -> None:
        """Wait until a text can be seen."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible(timeout=PATIENCE_MS)

    def misses(self, text: str) -> None:
        """Wait until a text can be seen no more."""
        expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0, timeout=PATIENCE_MS)

    def synced(self) -> None:
        """Wait until nothing runs and nothing waits."""
        self.page.wait_for_function(
            """() => globalThis.fursa?.syncing.doneAt && !fursa.syncing.isRunning && fursa.syncing.unsent === 0
                && fursa.market?.isThere""",
            timeout=60_000,
        )

    def sync(self) -> None:
        """Sync now, as the key on the screen "Send" does, and wait until it is over."""
        self.page.evaluate("() => fursa.syncing.run()")

    def text(self) -> str:
        """What stands on the screen."""
        return self.page.locator("#app").inner_text()

    def documents(self, collection: str) -> list[dict[str, Any]]:
        """What the tablet holds of a collection."""
        found: list[dict[str, Any]] = self.page.evaluate("name => fursa.copy.query(name)", collection)
        return found

    def offline(self, yes: bool = True) -> None:
        """There is no signal; or there is."""
        self.context.set_offline(yes)


def is_fault(said: ConsoleMessage) -> bool:
    """Whether the browser tells of a mistake: that there is no signal is none."""
    return said.type == "error" and "net::ERR_" not in said.text


@contextmanager
def holding(browser: Browser, address: str, width: int = WIDTH, language: str = "en", **more: Any) -> Iterator[Hands]:
    """A tablet that nobody has used. In the end nothing may have gone wrong in its scripts."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, locale=language, has_touch=True, **more)
    hands = Hands(context, address)
    yield hands
    context.close()
    assert hands.faults == []
