"""Migrations: applied once, by one process, from every release, and never backwards."""

import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import orjson
import pytest
from click.testing import CliRunner

from core import __version__, changes, employers, migrations, vacancies
from core.commands import migrate_database
from core.database import Database, open_database
from core.errors import SetupError
from tests import services

ROOT = Path(__file__).parent.parent.parent
RELEASES = sorted((Path(__file__).parent / "data").glob("release-*.sql"))

# Waits until all three are ready, so that they begin together.
MIGRATE = """
import sys
from core import migrations
from core.database import open_database

db = open_database(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
print(*migrations.migrate(db))
"""


@pytest.fixture(params=["sqlite", "postgres"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database where nothing is yet, of either kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'fursa.db'}"
    else:
        server: services.PostgresServer = request.getfixturevalue("postgres_server")
        name = f"empty_{uuid.uuid4().hex}"
        server.execute(f"CREATE DATABASE {name}")
        yield server.url(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def names() -> list[str]:
    return [step.__name__ for step in migrations.steps]


def run(url: str) -> str:
    """What `fursa migrate` prints."""
    runner = CliRunner(env={"FURSA_DATABASE": url})
    return runner.invoke(migrate_database, catch_exceptions=False).output


def test_a_new_database_gets_every_step_once(empty_url: str) -> None:
    with closing(open_database(empty_url)) as db:
        assert migrations.pending(db) == names()
    assert run(empty_url) == "".join(f"applied {name}\n" for name in names())
    assert run(empty_url) == "The database is up to date.\n"


def test_three_processes_may_migrate_at_once(empty_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, empty_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    outcomes = [(*process.communicate(timeout=60), process.returncode) for process in processes]
    assert sorted(outcomes) == [("\n", "", 0), ("\n", "", 0), (" ".join(names()) + "\n", "", 0)]


def test_a_newer_database_is_refused_and_left_alone(db: Database) -> None:
    db.run("INSERT INTO migration (name, applied_at) VALUES ('from_the_future', 1)")
    db.run("DELETE FROM migration WHERE name = :name", name=names()[-1])
    before = {table: db.all(f'SELECT * FROM "{table}"') for table in db.tables()}
    with pytest.raises(SetupError, match="newer version of Fursa .it has from_the_future"):
        migrations.migrate(db)
    with pytest.raises(SetupError, match="newer version"):
        migrations.pending(db)
    assert {table: db.all(f'SELECT * FROM "{table}"') for table in db.tables()} == before


def test_a_step_that_fails_leaves_nothing_of_any_step(empty_url: str) -> None:
    with closing(open_database(empty_url)) as db:
        with pytest.raises(ZeroDivisionError):
            with db.transaction():
                migrations.migrate(db)
                raise ZeroDivisionError
        assert db.tables() == []


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_a_database_of_each_release_is_brought_up_to_date(release: Path, tmp_path: Path) -> None:
    path = tmp_path / "fursa.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(release.read_text(encoding="utf-8"))
        people = old.execute("SELECT id, name FROM profile ORDER BY id").fetchall()
    with closing(open_database(f"sqlite:///{path}")) as db:
        migrations.migrate(db)
        assert migrations.pending(db) == []
        assert [(row["id"], row["name"]) for row in db.all("SELECT id, name FROM profile ORDER BY id")] == people != []
        with closing(open_database(f"sqlite:///{tmp_path / 'new.db'}")) as new:
            migrations.migrate(new)
            assert shape(db) == shape(new)
        assert db.all("PRAGMA foreign_key_check") == []
        assert db.all("PRAGMA integrity_check") == [{"integrity_check": "ok"}]


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_what_copies_held_before_sync_is_carried_over_without_people(release: Path, tmp_path: Path) -> None:
    path = tmp_path / "fursa.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(release.read_text(encoding="utf-8"))
        if old.execute("SELECT 1 FROM sqlite_master WHERE name = 'sync_state'").fetchone():
            return  # it knew of tablets itself
    with closing(open_database(f"sqlite:///{path}")) as db:
        highest = db.all("SELECT value FROM sequence WHERE name = 'ledger'")[0]["value"]
        migrations.migrate(db)
        rows = db.all("SELECT bucket, collection, document, sequence, version, body FROM changes ORDER BY sequence")
        assert {row["bucket"].partition("/")[0] for row in rows} == {"vacancies"}
        offered = db.all(
            "SELECT vacancy.*, employer.name AS employer FROM vacancy JOIN employer ON employer.id = employer_id"
        )
        hiring = {row["id"]: row for row in db.all("SELECT * FROM employer")}
        shown = {row["reference"]: row for row in offered if row["status"] == "open"}
        assert {row["document"] for row in rows if row["collection"] == "vacancies"} == set(shown) != set()
        assert {row["document"] for row in rows if row["collection"] == "employers"} == set(hiring) != set()
        for row in rows:
            body = orjson.loads(row["body"])
            standing = (shown if row["collection"] == "vacancies" else hiring)[row["document"]]
            assert row["version"] == standing["version"]
            copied = vacancies.COPIED if row["collection"] == "vacancies" else employers.COPIED
            assert sorted(body) == sorted(set(copied) - {"id", "version"})
            assert (body["place"], body.get("employer")) == (standing["place"], standing.get("employer"))
        # Behind all that was numbered before, and without a gap that a number could fall into twice.
        assert [row["sequence"] for row in rows] == list(range(highest + 1, highest + 1 + len(rows)))
        assert changes.position(db) == highest + len(rows)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.stem)
def test_phones_and_words_of_consent_are_told_as_they_stood(release: Path, tmp_path: Path) -> None:
    path = tmp_path / "fursa.db"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(release.read_text(encoding="utf-8"))
    with closing(open_database(f"sqlite:///{path}")) as db:
        migrations.migrate(db)
        for profile in db.all("SELECT id, phones FROM profile"):
            links = db.all(
                "SELECT phone FROM phone_link WHERE profile_id = :id AND until IS NULL ORDER BY since, phone",
                id=profile["id"],
            )
            assert orjson.loads(profile["phones"]) == [link["phone"] for link in links]
        words: dict[tuple[str, str], list[int]] = {}
        for row in db.all("SELECT profile_id, purpose, version FROM consent ORDER BY at, id"):
            words.setdefault((row["profile_id"], row["purpose"]), []).append(row["version"])
        assert all(versions == list(range(1, len(versions) + 1)) for versions in words.values())
        assert words


def test_each_new_database_has_an_epoch_of_its_own(tmp_path: Path) -> None:
    epochs = set()
    for name in ("one.db", "other.db"):
        with closing(open_database(f"sqlite:///{tmp_path / name}")) as db:
            migrations.migrate(db)
            epochs.add(changes.epoch(db))
    assert len(epochs) == 2


def test_this_release_is_frozen() -> None:
    assert f"release-{__version__}.sql" in [path.name for path in RELEASES], "run python -m tests.core.frozen"


def shape(db: Database) -> dict[str, list[dict[str, object]]]:
    """Each table and index with its columns, whatever the words that made it."""
    tables = {table: db.all(f"PRAGMA table_info('{table}')") for table in db.tables()}
    indexes = db.all("SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' ORDER BY name")
    return {**tables, "indexes": indexes}
