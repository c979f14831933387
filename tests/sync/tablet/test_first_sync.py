"""The first copy over 2G: no more bytes than the smallest client takes, and the app is of use while it comes."""

import contextlib
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession

from core import caseload, employers, officers, profiles, vacancies
from core.database import Database, Row, open_database
from core.market import Market
from sync import devices
from tests.conversation import DAY
from tests.served import Served, served
from tests.sync.tablet.hands import AREA, PIN, Hands, holding
from tests.sync.tablet.test_registering import agree, answer, identify
from tests.tablet import HttpLine

VACANCIES, PEOPLE = 1_500, 60
TOWN = "003.011.kilifi"
# "Regular 2G" of the tools for web developers, in bytes a second: 250 kbit down, 50 kbit up, 300 ms there and back.
LINE_2G = {"offline": False, "latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8}
MOST = 1.10  # times the bytes of the smallest client
PATIENCE_SECONDS = 60


@dataclass(slots=True)
class Counted(HttpLine):
    """A line that adds up what came down: bodies as they were sent, and headers."""

    down: int = 0

    def __call__(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        answer = HttpLine.__call__(self, method, path, headers, body)
        self.down += int(self.headers["Content-Length"]) + len(str(self.headers))
        return answer


@pytest.fixture
def village(sqlite_template: Path, tmp_path: Path, market: Market) -> str:
    """The address of a database with many vacancies and people of one county."""
    path = tmp_path / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    url = f"sqlite:///{path}"
    with contextlib.closing(open_database(url)) as db:
        officer = officers.add(db, market, "amina", [AREA], int(time.time()))
        with db.transaction():
            fill(db, market, officer, int(time.time()))
    return url


def fill(db: Database, market: Market, officer: Row, now: int) -> None:
    firm = employers.add(db, market, now, name="Bahari Works", place=TOWN, sector="building")
    work = [each.code for each in market.occupations if each.sector]
    towns = [place.code for place in market.places if market.area(place.code) == AREA and place.level == "town"]
    for number in range(VACANCIES):
        occupation = work[number * 7 % len(work)]
        vacancy = vacancies.add(
            db,
            market,
            now,
            employer_id=firm["id"],
            title=f"{market.occupations.label(occupation, 'en')} {number % 13}",
            occupation=occupation,
            place=towns[number * 11 % len(towns)],
            deadline=now + (5 + number % 40) * DAY,
            posts=1 + number % 4,
            pay=9000 + number * 37 % 30000,
            pay_period="month",
        )
        vacancies.open(db, market, vacancy["id"], now)
    for number in range(PEOPLE):
        profile = profiles.register(
            db,
            market,
            now,
            profile_id=f"00000000-0000-7000-8000-0000000000{number:02d}",
            phones=[f"+2547330000{number:02d}"],
            name=f"Person {number}",
            birth_year=1970 + number % 30,
            place=towns[number % len(towns)],
            occupation=work[number % len(work)],
            experience="none",
            least_pay=0,
        )
        caseload.join(db, officer["id"], profile["id"], now)


def test_the_first_copy_over_2g(
    browser: Browser, village: str, market: Market, capsys: pytest.CaptureFixture[str]
) -> None:
    with served(village, market) as service:
        officer = officers.by_name(service.db, "amina")
        assert officer
        smallest = of_the_smallest_client(service, officer)
        with holding(browser, f"http://127.0.0.1:{service.port}") as hands:
            wire = hands.context.new_cdp_session(hands.page)
            code = devices.invite(service.db, officer["id"], service.now)
            hands.write("Code from the office", code)
            hands.write("Choose a PIN of 6 digits", PIN)
            hands.write("The PIN once more", PIN)
            hands.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
            counted = counting(wire)
            wire.send("Network.emulateNetworkConditions", LINE_2G)
            began = time.monotonic()
            hands.tap("Let this tablet in")
            use_it_meanwhile(hands)
            hands.synced()
            seconds = time.monotonic() - began
            assert len(hands.documents("vacancies")) == VACANCIES
            assert len(hands.documents("profiles")) == PEOPLE + 1
            down = counted["bytes"]
    with capsys.disabled():
        print(f"\nfirst copy on 2G: {down:,} bytes ({down / smallest:.2f} of the smallest client's), {seconds:.0f} s")
    assert down <= MOST * smallest


def of_the_smallest_client(service: Served, officer: Row) -> int:
    """The bytes that the client of other tests takes, once there are first copies to load."""
    until = time.monotonic() + PATIENCE_SECONDS
    while service.db.all("SELECT count(DISTINCT bucket) AS there FROM snapshot")[0]["there"] < 2:
        assert time.monotonic() < until, "there are no first copies"
        time.sleep(0.2)
    tablet = service.tablet(officer, 1)
    tablet.line = line = Counted(service.port, "gzip", "zstd")
    tablet.sync()
    return line.down


def use_it_meanwhile(hands: Hands) -> None:
    """As soon as places and work are there somebody can be registered, while vacancies still come."""
    moment = hands.page.wait_for_function("() => globalThis.fursa?.market?.isThere && [fursa.syncing.progress.phase]")
    assert moment.json_value() == ["load"]
    hands.tap("Register")
    identify(hands, "Asha Wanjiru", "1995", "0712345678")
    answer(hands)
    agree(hands)


def counting(wire: CDPSession) -> dict[str, int]:
    wire.send("Network.enable")
    counted = {"bytes": 0}

    def finished(event: dict[str, Any]) -> None:
        counted["bytes"] += int(event["encodedDataLength"])

    wire.on("Network.loadingFinished", finished)
    return counted
