"""The commands for vacancies of other systems, as an administrator types them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core import postings
from core.database import Database
from core.market import Market
from tests.channels.feeds.feed_server import FeedServer
from tests.conversation import on_sqlite
from tests.core.makers import DAY, NOW, open_vacancy
from wsgi import main

GOOD = {"title": "Arc welder", "employer": "Works", "place": "Buruburu, Nairobi"}

pytestmark = on_sqlite


def fursa(url: str, *words: str, **more: str) -> Result:
    """Run a command on a database."""
    return CliRunner().invoke(main, words, env={"FURSA_DATABASE": url, **more})


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def lines(path: Path, *items: object) -> str:
    path.write_text("\n".join(item if isinstance(item, str) else json.dumps(item) for item in items))
    return str(path)


def test_a_file_is_imported_and_each_bad_line_named(db: Database, database_url: str, tmp_path: Path) -> None:
    file = lines(tmp_path / "jobs.jsonl", GOOD, "rubbish", {**GOOD, "place": "Springfield"})
    told = fursa(database_url, "import", "vacancies", file, "--employer-level", "document_verified")
    assert told.exit_code == 1
    assert "Line 2: It is not JSON." in told.output
    assert "Line 3: It waits for staff: the place is not known." in told.output
    assert "1 new, 0 changed, 0 as before, 0 known from elsewhere, 1 waits for staff, 0 too late, 1 bad" in told.output
    assert "Waiting for staff: 1 postings" in told.output
    assert postings.count_doubts(db) == 1


def test_a_file_without_faults_ends_well(db: Database, database_url: str, tmp_path: Path) -> None:
    file = lines(tmp_path / "jobs.jsonl", GOOD)
    told = fursa(database_url, "import", "vacancies", file, "--dry-run")
    assert (told.exit_code, "Nothing was kept" in told.output) == (0, True)
    assert db.all("SELECT id FROM vacancy") == []
    assert fursa(database_url, "import", "vacancies", file).exit_code == 0
    assert "1 as before" in fursa(database_url, "import", "vacancies", file).output


def test_vacancies_and_open_data_are_exported(db: Database, market: Market, database_url: str, tmp_path: Path) -> None:
    open_vacancy(db, market, deadline=NOW + 36_500 * DAY)
    for name, words in (("a.csv", ()), ("a.json", ("--format", "jobposting"))):
        told = fursa(
            database_url, "export", "vacancies", str(tmp_path / name), *words, FURSA_PUBLIC_URL="https://j.example.org"
        )
        assert told.exit_code == 0, told.output
        assert b"Welder" in (tmp_path / name).read_bytes()
    told = fursa(database_url, "export", "open-data", str(tmp_path / "open.db"))
    assert "vacancy 1" in told.output
    assert sorted(path.name for path in tmp_path.glob("*.new")) == []


def test_what_cannot_be_exported_is_told(db: Database, database_url: str, tmp_path: Path) -> None:
    told = fursa(database_url, "export", "vacancies", str(tmp_path / "a.json"), "--format", "jobposting")
    assert (told.exit_code, "FURSA_PUBLIC_URL" in told.output) == (1, True)
    told = fursa(database_url, "export", "open-data", str(tmp_path / "nowhere" / "a.db"))
    assert (told.exit_code, "cannot be written" in told.output) == (1, True)
    told = fursa(database_url, "export", "vacancies", str(tmp_path / "nowhere" / "a.csv"))
    assert (told.exit_code, "cannot be written" in told.output) == (1, True)


def test_a_feed_is_added_fetched_listed_and_removed(db: Database, database_url: str, server: FeedServer) -> None:
    server.say("/feed", json.dumps(GOOD).encode(), {"ETag": '"1"'})
    told = fursa(database_url, "feed", "add", "board", server.url(), "--format", "jsonl", "--every", "2", "--inside")
    assert told.exit_code == 0, told.output
    assert "board  jsonl  every 2 h  unknown  fetched never" in fursa(database_url, "feed", "list").output
    assert "1 new" in fursa(database_url, "feed", "fetch", "board").output
    assert "Nothing has changed" in fursa(database_url, "feed", "fetch", "board").output
    assert "added 1" in fursa(database_url, "feed", "list").output
    server.say("/feed", b"", status=503)
    told = fursa(database_url, "feed", "fetch", "board")
    assert (told.exit_code, "The server refuses (503)" in told.output) == (1, True)
    assert "failed 1 times: The server refuses (503)" in fursa(database_url, "feed", "list").output
    assert fursa(database_url, "feed", "remove", "board").exit_code == 0
    assert fursa(database_url, "feed", "list").output == "0 feeds\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", "a", "http://127.0.0.1:8080/", "--format", "csv"), "another port"),
        (("add", "a", "ftp://board.example.org/", "--format", "csv"), "must be http"),
        (("add", " ", "https://board.example.org/", "--format", "csv"), "1 to 60 characters"),
        (("fetch", "a"), "There is no feed a"),
        (("remove", "a"), "There is no feed a"),
    ],
)
def test_what_cannot_be_is_told(db: Database, database_url: str, words: tuple[str, ...], said: str) -> None:
    told = fursa(database_url, "feed", *words)
    assert (told.exit_code, said in told.output) == (1, True), told.output


def test_two_feeds_cannot_have_one_name(db: Database, database_url: str) -> None:
    add = ("feed", "add", "a", "https://board.example.org/", "--format", "atom")
    assert fursa(database_url, *add).exit_code == 0
    assert "There is a feed of this name" in fursa(database_url, *add).output
    assert db.all("SELECT is_full, is_inside FROM feed") == [{"is_full": 0, "is_inside": 0}]
