"""Backups: whole or not at all, checked, made and put back while the service goes on."""

import os
import re
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import pytest
from click.testing import CliRunner, Result

from core import backup, changes, migrations
from core.commands import backup_database, restore_database
from core.database import Database, open_database
from core.errors import SetupError
from tests import services


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "fursa.backup"


@pytest.fixture(autouse=True)
def folder(file: Path) -> None:
    file.parent.mkdir()


class Kind(Protocol):
    """What tests of backups need to know of the kind of database that they run on."""

    missing: str  # the address of a database that is not there

    def fresh(self) -> AbstractContextManager[str]:
        """The address of one where nothing is yet."""

    def copy_of(self, url: str, file: Path) -> None:
        """Make a backup without Fursa."""

    def scratch(self, file: Path) -> None:
        """Damage a backup in the middle of what it holds; its size stays."""


class SqliteKind:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.missing = f"sqlite:///{folder / 'nowhere.db'}"

    @contextmanager
    def fresh(self) -> Iterator[str]:
        yield f"sqlite:///{self.folder / 'fresh.db'}"

    def copy_of(self, url: str, file: Path) -> None:
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source, closing(sqlite3.connect(file)) as to:
            source.backup(to)

    def scratch(self, file: Path) -> None:
        with closing(sqlite3.connect(file)) as opened:
            [page] = opened.execute("SELECT rootpage FROM sqlite_master WHERE name = 'call_request'").fetchone()
        with file.open("r+b") as damaged:
            damaged.seek((page - 1) * 4096)
            damaged.write(bytes(4096))


class PostgresKind:
    def __init__(self, server: services.PostgresServer) -> None:
        self.server = server
        self.missing = server.url("nowhere")

    @contextmanager
    def fresh(self) -> Iterator[str]:
        self.server.execute("CREATE DATABASE fresh")
        try:
            yield self.server.url("fresh")
        finally:  # a test that fails must not fail the next that needs one
            self.server.execute("DROP DATABASE fresh WITH (FORCE)")

    def copy_of(self, url: str, file: Path) -> None:
        subprocess.run([services.program("pg_dump"), "--format=custom", f"--file={file}", url], check=True)

    def scratch(self, file: Path) -> None:
        data = bytearray(file.read_bytes())
        packed = [found.start() for found in re.finditer(rb"\x78\x9c", data)] + [len(data)]
        longest, start = max((end - start, start) for start, end in pairwise(packed))
        data[start + longest // 2] ^= 0xFF
        file.write_bytes(data)


@pytest.fixture
def kind(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Kind:
    if database_url.startswith("sqlite"):
        return SqliteKind(tmp_path)
    return PostgresKind(request.getfixturevalue("postgres_server"))


def ask_for_call(db: Database, number: int) -> None:
    """One row, as the service writes it."""
    db.run(
        "INSERT INTO call_request (id, phone, language, at) VALUES (:id, :phone, 'sw', 1)",
        id=f"{number:05}",
        phone=f"+2547{number:08}",
    )


def calls(db: Database) -> list[str]:
    return [row["id"] for row in db.all("SELECT id FROM call_request ORDER BY id")]


def everything(db: Database) -> dict[str, list[str]]:
    """Each row of each table."""
    return {table: sorted(str(row) for row in db.all(f'SELECT * FROM "{table}"')) for table in db.tables()}


def renewed(before: dict[str, list[str]], after: dict[str, list[str]]) -> bool:
    """Whether all is as before but the epoch, by which tablets know that numbers mean something else now."""
    epochs = before.pop("sync_state"), after.pop("sync_state")
    assert [len(rows) for rows in epochs] == [1, 1]
    return before == after and epochs[0] != epochs[1]


def run(command: object, url: str, *arguments: str | Path, **options: str) -> Result:
    """Run a command as an administrator does. Raises what it raises."""
    runner = CliRunner(env={"FURSA_DATABASE": url, "FURSA_DATABASE_FILE": None})
    return runner.invoke(command, [str(argument) for argument in arguments], catch_exceptions=False, **options)  # type: ignore[arg-type]


def test_a_restore_brings_back_exactly_what_was_backed_up(db: Database, database_url: str, file: Path) -> None:
    db.run(
        "INSERT INTO profile (id, status, language, name, created_at, updated_at)"
        " VALUES ('p', 'active', 'sw', :name, 1, 1)",
        name="Wanjikũ\t\\. 'x'\n\\.\nCOPY profile (id) FROM stdin;\n",
    )
    for number in range(200):
        ask_for_call(db, number)
    before = everything(db)
    backup.make(database_url, file)
    ask_for_call(db, 999)
    db.run("DELETE FROM call_request WHERE id < '00100'")
    db.run("UPDATE profile SET name = 'Somebody else'")
    backup.put_back(database_url, file)
    assert renewed(before, everything(db))


def test_each_restore_begins_an_epoch_of_its_own(db: Database, database_url: str, file: Path) -> None:
    epochs = [changes.epoch(db)]
    kept = file.parent / "kept"
    backup.make(database_url, file)
    kept.write_bytes(file.read_bytes())
    for _ in range(2):
        backup.put_back(database_url, file)
        epochs.append(changes.epoch(db))
    assert len(set(epochs)) == 3
    assert file.read_bytes() == kept.read_bytes()


def test_nobody_sees_what_was_restored_under_the_epoch_it_was_made_in(
    db: Database, database_url: str, file: Path
) -> None:
    ask_for_call(db, 1)
    backup.make(database_url, file)
    ask_for_call(db, 2)
    made_in = changes.epoch(db)
    seen: list[tuple[str, int]] = []
    stop = threading.Event()

    def look() -> None:
        while not stop.is_set():
            row = db.one(
                "SELECT value, (SELECT count(*) FROM call_request) AS calls FROM sync_state WHERE name = 'epoch'"
            )
            assert row is not None
            seen.append((row["value"], row["calls"]))

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        wait_for(lambda: seen or looking.done())
        backup.put_back(database_url, file)
        restored = len(seen)
        wait_for(lambda: len(seen) > restored + 1 or looking.done())
        stop.set()
        looking.result()
    assert set(seen) == {(made_in, 2), (changes.epoch(db), 1)}


def test_a_backup_of_the_time_before_sync_is_restored(db: Database, database_url: str, file: Path) -> None:
    ask_for_call(db, 1)
    for table in ("device", "sync_state"):  # among others: what matters is that there is no epoch to renew
        db.run(f"DROP TABLE {table}")
    db.run("DELETE FROM migration WHERE name = 'sync'")
    before = everything(db)
    backup.make(database_url, file)
    ask_for_call(db, 2)
    backup.put_back(database_url, file)
    assert everything(db) == before
    assert migrations.pending(db) == ["sync"]


def test_a_backup_tells_what_it_holds(db: Database, database_url: str, file: Path) -> None:
    ask_for_call(db, 1)
    ask_for_call(db, 2)
    done = run(backup_database, database_url, file)
    assert "           2  call_request\n" in done.output
    assert "           0  profile\n" in done.output
    assert f"{file}: {file.stat().st_size:,} bytes, checked." in done.output
    held = backup.examine(database_url, file)
    assert held.rows == backup.rows(db)
    assert held.migrations == {step.__name__ for step in migrations.steps}


def test_a_backup_is_for_the_eyes_of_its_owner(database_url: str, file: Path) -> None:
    backup.make(database_url, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_nothing_but_the_backup_is_left_in_its_folder(database_url: str, file: Path) -> None:
    backup.make(database_url, file)
    backup.examine(database_url, file)
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_there_is_not_overwritten(database_url: str, file: Path) -> None:
    file.write_text("last week's")
    with pytest.raises(SetupError, match="--force"):
        run(backup_database, database_url, file)
    assert file.read_text() == "last week's"
    assert list(file.parent.iterdir()) == [file]
    run(backup_database, database_url, file, "--force")
    backup.examine(database_url, file)


def test_a_backup_that_fails_leaves_the_last_one_alone(tmp_path: Path, file: Path, kind: Kind) -> None:
    file.write_text("last week's")
    with pytest.raises(SetupError, match="No backup was made"):
        run(backup_database, kind.missing, file, "--force")
    assert file.read_text() == "last week's"
    assert list(file.parent.iterdir()) == [file]
    assert not (tmp_path / "nowhere.db").exists()


def test_a_folder_that_cannot_be_written_is_named(database_url: str, file: Path) -> None:
    with pytest.raises(SetupError, match="cannot be made: No such file or directory. Its folder"):
        backup.make(database_url, file / "deeper" / "fursa.backup")
    with pytest.raises(SetupError, match="cannot be made"):
        backup.make(database_url, Path("/proc/fursa.backup"))


def test_a_restore_asks_first(db: Database, database_url: str, file: Path) -> None:
    backup.make(database_url, file)
    ask_for_call(db, 1)
    done = run(restore_database, database_url, file, input="n\n")
    assert done.exit_code == 1
    assert "Replace all that is in" in done.output
    assert calls(db) == ["00001"]
    done = run(restore_database, database_url, file, input="y\n")
    assert done.exit_code == 0
    assert calls(db) == []


def test_a_restore_tells_what_there_is_now(db: Database, database_url: str, file: Path) -> None:
    ask_for_call(db, 1)
    backup.make(database_url, file)
    ask_for_call(db, 2)
    done = run(restore_database, database_url, file, "--yes")
    assert "Restored. The database now holds:\n" in done.output
    assert "           1  call_request\n" in done.output


def test_a_backup_restores_where_nothing_was_before(db: Database, database_url: str, file: Path, kind: Kind) -> None:
    ask_for_call(db, 1)
    backup.make(database_url, file)
    before = everything(db)
    with kind.fresh() as url:
        assert run(restore_database, url, file, "--yes").exit_code == 0
        with closing(open_database(url)) as fresh:
            assert renewed(before, everything(fresh))


def test_the_service_goes_on_through_backups_and_restores(db: Database, database_url: str, file: Path) -> None:
    """A writer adds one row after the other, each durable, two a transaction; a backup holds no half of them."""
    stop = threading.Event()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            while not stop.is_set():
                with db.transaction():
                    last = int((db.one("SELECT max(id) AS last FROM call_request") or {})["last"] or -1)
                    ask_for_call(db, last + 1)
                    ask_for_call(db, last + 2)
        except BaseException as error:
            failed.append(error)

    for number in range(500):
        ask_for_call(db, number)
    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            held = backup.make(database_url, file, overwrite=True).rows["call_request"]
            assert held >= 500 and held % 2 == 0
            wait_for(lambda: len(calls(db)) >= held + 10 or failed)  # noqa: B023
            backup.put_back(database_url, file)
            wait_for(lambda: len(calls(db)) >= held + 10 or failed)  # noqa: B023
    finally:
        stop.set()
        writer.join()
    assert failed == []
    assert calls(db) == [f"{number:05}" for number in range(len(calls(db)))]


def wait_for(happened: Callable[[], object]) -> None:
    while not happened():
        pass


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_a_truncated_backup_is_refused(db: Database, database_url: str, file: Path, share: float) -> None:
    for number in range(300):
        ask_for_call(db, number)
    backup.make(database_url, file)
    os.truncate(file, int(file.stat().st_size * share))
    refused(db, database_url, file)


def test_a_scratched_backup_is_refused(db: Database, database_url: str, file: Path, kind: Kind) -> None:
    for number in range(300):
        ask_for_call(db, number)
    backup.make(database_url, file)
    kind.scratch(file)
    refused(db, database_url, file)


def test_a_backup_of_a_newer_version_is_refused(db: Database, database_url: str, file: Path) -> None:
    db.run("INSERT INTO migration (name, applied_at) VALUES ('from_the_future', 1)")
    backup.make(database_url, file)
    db.run("DELETE FROM migration WHERE name = 'from_the_future'")
    refused(db, database_url, file, "newer version of Fursa .it has from_the_future")


def test_a_database_of_something_else_is_refused(db: Database, database_url: str, file: Path, kind: Kind) -> None:
    with kind.fresh() as url:
        with closing(open_database(url)) as other:
            other.run("CREATE TABLE recipe (id INTEGER)")
        kind.copy_of(url, file)
    refused(db, database_url, file, "none of Fursa")


@pytest.mark.parametrize("text", ["", "phone,name\n", "SQLite", "PGD"])
def test_a_file_that_is_no_backup_is_refused(db: Database, database_url: str, file: Path, text: str) -> None:
    file.write_text(text)
    refused(db, database_url, file, "is no backup of")


def test_a_backup_of_the_other_kind_of_database_is_refused(db: Database, database_url: str, file: Path) -> None:
    others = {
        "sqlite": (b"PGDMP\1\16\0", "PostgreSQL", "SQLite"),
        "postgres": (b"SQLite format 3\0", "SQLite", "PostgreSQL"),
    }
    magic, its, ours = others[db.engine]
    file.write_bytes(magic + bytes(1000))
    refused(db, database_url, file, f"is a backup of {its}, and FURSA_DATABASE names {ours}")


def refused(db: Database, url: str, file: Path, reason: str = "") -> None:
    """The file is not restored, and the database stays as it was."""
    ask_for_call(db, 90_000)
    before = everything(db)
    with pytest.raises(SetupError, match=f"^Nothing was changed. .*{reason}"):
        run(restore_database, url, file, "--yes")
    assert everything(db) == before


def test_tables_that_the_backup_does_not_know_are_gone_after_it(db: Database, database_url: str, file: Path) -> None:
    backup.make(database_url, file)
    before = everything(db)
    db.run("CREATE TABLE later (id INTEGER PRIMARY KEY, profile_id TEXT REFERENCES profile (id))")
    backup.put_back(database_url, file)
    assert renewed(before, everything(db))


def test_a_restore_waits_for_whoever_is_within_a_transaction(db: Database, database_url: str, file: Path) -> None:
    backup.make(database_url, file)
    restored = threading.Thread(target=backup.put_back, args=(database_url, file))
    with db.transaction():
        ask_for_call(db, 1)
        restored.start()
        restored.join(0.5)
        ask_for_call(db, 2)
        assert calls(db) == ["00001", "00002"]
    restored.join()
    assert calls(db) == []


def test_a_database_does_not_go_back_into_itself(tmp_path: Path) -> None:
    path = tmp_path / "fursa.db"
    with closing(open_database(f"sqlite:///{path}")) as db:
        migrations.migrate(db)
        with pytest.raises(SetupError, match="is the database itself"):
            backup.put_back(f"sqlite:///{path}", path)


def test_a_ruined_database_file_is_not_written_over_blindly(tmp_path: Path, file: Path) -> None:
    good, ruined = tmp_path / "good.db", tmp_path / "ruined.db"
    with closing(open_database(f"sqlite:///{good}")) as db:
        migrations.migrate(db)
    backup.make(f"sqlite:///{good}", file)
    ruined.write_text("minutes of the meeting " * 1000)
    with pytest.raises(SetupError, match="move ruined.db, ruined.db-wal and ruined.db-shm away, and restore again"):
        backup.put_back(f"sqlite:///{ruined}", file)


def test_the_password_is_not_among_the_arguments_that_every_user_of_the_machine_sees(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "bin" / "pg_dump"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$*" >{tmp_path}/arguments\nenv >{tmp_path}/environment\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=os.pathsep)
    with pytest.raises(SetupError, match="pg_dump failed") as raised:
        backup.make("postgresql://fursa:sword%20fish@db.example:5433/jobs?sslmode=require", file)
    assert "fish" not in str(raised.value)
    assert "fish" not in (tmp_path / "arguments").read_text()
    asked = {"PGUSER=fursa", "PGPASSWORD=sword fish", "PGHOST=db.example", "PGPORT=5433", "PGDATABASE=jobs"}
    assert asked | {"PGSSLMODE=require"} <= set((tmp_path / "environment").read_text().splitlines())
