"""Tablets for tests: one browser, a service with an officer, and tablets that were let in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browsing import chromium
from tests.conversation import Service, settings_for, with_jobs
from tests.sync.tablet.hands import Hands, Office, holding, office


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def here(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A service with a few vacancies around Kilifi, and the officer amina: shared by the tests of a file."""
    path = tmp_path_factory.mktemp("tablet") / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    service = with_jobs(Service(settings_for(f"sqlite:///{path}")))
    with office(service) as found:
        yield found
    service.close()


@pytest.fixture
def hands(browser: Browser, here: Office) -> Iterator[Hands]:
    """A new tablet of amina's that was let in and has its first copy."""
    with holding(browser, here.address) as hands:
        hands.enrol(here.code())
        yield hands
