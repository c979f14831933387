"""Forty people under a tree: registered without signal, sent over a line that breaks, once each, nothing lost."""

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from core import caseload, officers, profiles
from core.database import Database, Row, open_database
from core.market import Market
from sync import devices, quarantine
from tests.conversation import KEY, Phone, Service, settings_for, with_jobs
from tests.cut_proxy import CutProxy
from tests.served import Served
from tests.service_process import free_port, running
from tests.source import ROOT
from tests.sync.tablet.hands import AREA, Hands, holding
from tests.sync.tablet.patience import until
from tests.sync.tablet.test_registering import agree, answer, identify

PEOPLE, KNOWN, EDITED = 40, 10, 3
TOWN, HOME = "003.011.kilifi", "Kilifi North"
PACKAGES = ("core", "messages", "sync", "channels", "translations", "markets")
FAMILY = "Mwachiru Kazungu Baraka Charo Katana Kahindi Nyevu Mwambire Ngumbao Jefwa".split()
GIVEN = "Dama Karisa Sidi Kadzo".split()
PATIENCE_SECONDS = 120
COMES = """async () => {
    const registration = await navigator.serviceWorker.getRegistration("/tablet/");
    if (!registration.waiting && !registration.installing) await registration.update().catch(() => {});
    return Boolean(registration.waiting);
}"""


def name(number: int) -> str:
    """Somebody of forty, nobody like another."""
    return f"{GIVEN[number % len(GIVEN)]} {FAMILY[number // len(GIVEN)]}"


def phone(number: int) -> str:
    return f"+2547330000{number:02d}"


@dataclass
class Village:
    """A service that can be stopped and started with another version of the app, behind a line that breaks."""

    url: str
    market: Market
    port: int
    copy: Path  # of the service's own files, for a version that nobody has released

    @contextlib.contextmanager
    def serving(self, renewed: bool = False) -> Iterator[Served]:
        """The service as a process, on the same port each time. It is killed in the end."""
        environment = {"FURSA_DATABASE": self.url, "FURSA_CALLBACK_KEY": KEY, "PATH": os.environ["PATH"]}
        if renewed:
            environment["PYTHONPATH"] = str(self._renewed())
        with running("serve", "--port", str(self.port), until="answers", environment=environment) as (process, _said):
            with contextlib.closing(open_database(self.url)) as db:
                yield Served(f"http://127.0.0.1:{self.port}", self.port, process.pid, db, self.market, environment)

    def _renewed(self) -> Path:
        """All that the service is made of, with one file of the app changed."""
        if not self.copy.exists():
            for package in PACKAGES:
                shutil.copytree(ROOT / package, self.copy / package, ignore=shutil.ignore_patterns("__pycache__"))
            shutil.copy(ROOT / "wsgi.py", self.copy)
            with (self.copy / "sync" / "tablet" / "style.css").open("a") as style:
                style.write("\n/* Another version. */\n")
        return self.copy


@pytest.fixture
def village(sqlite_template: Path, tmp_path: Path, market: Market) -> Village:
    """A database with a few vacancies around Kilifi."""
    path = tmp_path / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    url = f"sqlite:///{path}"
    service = Service(settings_for(url))
    service.clock.now = time.time()
    with_jobs(service).close()
    return Village(url, market, free_port(), tmp_path / "renewed")


def test_forty_people_are_registered_once_whatever_happens_on_the_way(
    browser: Browser, village: Village, capsys: pytest.CaptureFixture[str]
) -> None:
    proxy = CutProxy(village.port, seed=7)
    proxy.is_whole = True
    address = f"http://127.0.0.1:{proxy.port}"
    with contextlib.closing(proxy), contextlib.ExitStack() as first, contextlib.ExitStack() as stack:
        served = first.enter_context(village.serving())
        officer = officers.add(served.db, served.market, "amina", [AREA], served.now)
        for number in range(KNOWN):
            known(served, number, officer if number < EDITED else None)
        hands = stack.enter_context(holding(browser, address))
        hands.enrol(devices.invite(served.db, officer["id"], served.now))

        hands.offline()
        hands.taps = hands.letters = 0
        edit_offline(hands)
        hands.tap("Register")
        for number in range(EDITED, PEOPLE):
            register(hands, number)
        assert len(hands.documents("profiles")) == PEOPLE
        waiting = hands.page.evaluate("() => fursa.copy.unsent()")
        with capsys.disabled():
            print(f"\n{PEOPLE - EDITED} people: {hands.taps} taps, {hands.letters} letters, {waiting} operations")
        edit_by_phone(served)

        # At the road the tab is killed while what was done goes up.
        kill_in_mid_sync(hands, served, proxy)
        hands.offline()
        hands.look()
        hands.unlock()
        hands.sees("Today")
        assert len(hands.documents("profiles")) == PEOPLE

        # Meanwhile another version was deployed. The line comes back, and breaks again and again.
        first.close()
        served = stack.enter_context(village.serving(renewed=True))
        proxy.is_whole = False
        hands.offline(False)
        until_sent(hands)
        proxy.is_whole = True
        hands.sync()
        check(hands, served.db)
        reopen_with_the_new_version_there(hands)
        check(hands, served.db)
        hands.faults.clear()  # each cut of the line is told on the console


def register(hands: Hands, number: int) -> None:
    """Somebody is asked, agrees, and the next may come."""
    identify(hands, name(number), str(1970 + number % 30), "0" + phone(number).removeprefix("+254"))
    answer(hands, HOME)
    agree(hands)
    hands.tap("Next person")


def known(served: Served, number: int, officer: Row | None) -> None:
    """Somebody who registered by phone. The officer looks after those who are theirs already."""
    profile = profiles.register(
        served.db,
        served.market,
        served.now,
        profile_id=f"00000000-0000-7000-8000-0000000000{number:02d}",
        phones=[phone(number)],
        language="en",
        name=name(number),
        birth_year=1970 + number % 30,
        place=TOWN,
        occupation="7112",
        experience="3_to_5",
        least_pay=8000,
    )
    if officer:
        caseload.join(served.db, officer["id"], profile["id"], served.now)


def edit_offline(hands: Hands) -> None:
    """On the tablet, those who are looked after already say that they want more pay, and have another skill."""
    for number in range(EDITED):
        found = next(each for each in hands.documents("profiles") if each["name"] == name(number))
        hands.page.evaluate(
            "id => fursa.save('profiles', id, {least_pay: 25000, skills: {add: ['welding']}})", found["id"]
        )


def edit_by_phone(served: Served) -> None:
    """Meanwhile the same people dial and say it themselves: how long they have worked, and what they want to earn."""
    for number in range(EDITED):
        dialled = Phone(served.post, phone(number), served.market.service_code)
        dialled.dial()
        dialled.choose("My profile", "Experience", "More than 5 years", "At least")
        dialled.answer("18000")


def kill_in_mid_sync(hands: Hands, served: Served, proxy: CutProxy) -> None:
    """With signal it syncs by itself; the tab is closed when the server has it all, and before it can say so."""
    proxy.is_mute = True
    hands.go("sync")
    hands.offline(False)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while served.db.all("SELECT count(*) AS people FROM profile")[0]["people"] < PEOPLE:
        assert time.monotonic() < deadline, "nothing arrived at the server"
        hands.page.wait_for_timeout(50)
    hands.page.close(run_before_unload=False)
    proxy.is_mute = False


def until_sent(hands: Hands) -> None:
    """Tap until everything is through, as somebody does whose line breaks again and again."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        hands.sync()
        if hands.page.evaluate("() => fursa.syncing.unsent") == 0:
            return
    raise AssertionError("what waited was not sent")


def reopen_with_the_new_version_there(hands: Hands) -> None:
    """The new version has come, and waits for its moment (test_offline.py); the app is closed, and opened again."""
    until(hands.page, COMES)  # asked for again where the line broke: else that is done when there is signal again
    hands.page.close(run_before_unload=False)
    hands.look()
    hands.unlock()
    hands.sees("Today")
    hands.synced()


def check(hands: Hands, db: Database) -> None:
    """The server has everybody once, what both sides say is merged by the rules, and nothing waits."""
    rows = db.all("SELECT id, name, least_pay, experience, skills FROM profile WHERE status <> 'erased'")
    assert sorted(row["name"] for row in rows) == sorted(map(name, range(PEOPLE)))
    held = hands.documents("profiles")
    assert {each["id"] for each in held} == {row["id"] for row in rows}
    by_name = {row["name"]: row for row in rows}
    for number in range(EDITED):
        person = by_name[name(number)]
        # The person's own word on the phone stays shown; the officer's is kept for staff. Lists join.
        assert (person["least_pay"], person["experience"]) == (18_000, "over_5")
        assert person["skills"] == '["welding"]'
    kept = {(row["document"], row["field"], row["value"]) for row in quarantine.waiting(db)}
    assert {(by_name[name(number)]["id"], "least_pay", 25_000) for number in range(EDITED)} <= kept
    assert hands.page.evaluate("() => fursa.copy.unsent()") == 0
