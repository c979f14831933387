"""What a page may cost: bytes on a slow line in every language, and questions to the database."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager

from channels.web.staff.office import Page, office
from core import staff
from core.database import SQLite
from tests.conversation import Service, on_sqlite
from tests.office import Office, at_work
from tests.things import HERE, MAKERS

MOST_BYTES = 14 * 1024
MOST_STATEMENTS = 6
ROWS = 30  # of everything: more than a list shows at a time


@contextmanager
def counted(service: Service) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    seen: list[str] = []
    assert isinstance(service.db, SQLite)
    connection = service.db._connection()
    connection.set_trace_callback(seen.append)
    try:
        yield seen
    finally:
        connection.set_trace_callback(None)


def read(pages: dict[str, Page], things: dict[str, str]) -> Iterator[tuple[Page, str]]:
    """The pages that are read, each with its address."""
    for page in pages.values():
        if "GET" in page.methods and page.right:
            yield page, re.sub(r"<[^>]+>", things.get(page.about or "", ""), page.rule)


def crowded(service: Service) -> tuple[Office, dict[str, str]]:
    """An administrator, and more of everything than a page shows."""
    clerk = at_work(service)
    with service.db.transaction():
        for _turn in range(ROWS):
            things = {kind: make(service, HERE) for kind, make in MAKERS.items()}
    return clerk, things


@on_sqlite
def test_every_page_stays_within_its_bytes_in_every_language(service: Service) -> None:
    clerk, things = crowded(service)
    style = len(gzip.compress(clerk.client.get(_style(clerk)).data))
    for language in service.market.languages:
        staff.speak(service.db, staff.all(service.db)[0]["id"], language)
        for page, path in read(office.pages, things):
            answer = clerk.client.get(f"/staff{path}")
            assert answer.status_code in (200, 303), f"{path}: {answer.status_code}"
            size = len(gzip.compress(answer.data)) + style
            assert size <= MOST_BYTES, f"{page.rule} in {language}: {size} bytes with its style"


@on_sqlite
def test_no_page_asks_the_database_more_than_six_things(service: Service) -> None:
    clerk, things = crowded(service)
    for page, path in read(office.pages, things):
        with counted(service) as seen:
            clerk.client.get(f"/staff{path}")
        asked = [sql for sql in seen if sql.lstrip().startswith(("SELECT", "WITH"))]
        assert len(asked) <= MOST_STATEMENTS, f"{page.rule}: {asked}"


def _style(clerk: Office) -> str:
    found = re.search(r'href="([^"]+style\.css)"', clerk.open("/").html)
    assert found
    return found[1]
