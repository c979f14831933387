"""Backups: the whole database as one file, checked when it is made and again before it is put back."""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from core import migrations, settings
from core.database import SQLITE, Database, is_internal, make_private
from core.errors import SetupError
from core.ids import new_epoch

MOST_WAITING_SECONDS = 20  # of a restore, for a moment in which nobody writes


@dataclass(frozen=True, slots=True)
class Contents:
    """What a backup holds: the number of rows by table, and the migrations it went through."""

    rows: dict[str, int]
    migrations: frozenset[str]


def make(url: str, file: Path, overwrite: bool = False) -> Contents:
    """Write the database into the file. It appears under its name only when it is whole, checked and on the disk.

    Raises SetupError where it cannot be made.
    """
    if file.exists() and not overwrite:
        raise SetupError(f"{file} exists already. Choose another name, or replace it with --force.")
    try:
        # Readable by its owner alone, as it holds what people told us. Beside the file, as a move must not copy.
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.absolute().parent)
    except OSError as error:
        raise SetupError(
            f"{file} cannot be made: {error.strerror}. Its folder must exist, and the user that runs fursa must"
            " be allowed to write into it."
        ) from error
    os.close(handle)
    engine, unfinished = _engine(url), Path(name)
    try:
        engine.write(unfinished)
        contents = _checked(engine, unfinished)
        _flush(unfinished)
        unfinished.replace(file)
        _flush(file.absolute().parent)
    except (OSError, SetupError) as error:
        raise SetupError(f"No backup was made. {error}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return contents


def examine(url: str, file: Path) -> Contents:
    """What the file holds. Raises SetupError unless the database at `url` can be made the same as it."""
    engine = _engine(url)
    try:
        with file.open("rb") as opened:
            start = opened.read(16)
    except OSError as error:
        raise SetupError(f"{file} cannot be read: {error.strerror}.") from error
    for other in _Sqlite, _Postgres:
        if start.startswith(other.magic) and not isinstance(engine, other):
            raise SetupError(
                f"{file} is a backup of {other.name}, and FURSA_DATABASE names {engine.name}."
                " A backup goes back into the kind of database that it was made from."
            )
    if not start.startswith(engine.magic):
        raise SetupError(f"{file} is no backup of {engine.name}.")
    contents = _checked(engine, file)
    migrations.missing(set(contents.migrations))  # raises where some are of a newer version
    return contents


def put_back(url: str, file: Path) -> None:
    """Make the database what the file holds, in one step, while others use it. SetupError: nothing was changed."""
    try:
        examine(url, file)
        _engine(url).put_back(file)
    except SetupError as error:
        raise SetupError(f"Nothing was changed. {error}") from error


def rows(db: Database) -> dict[str, int]:
    """The number of rows by table."""
    return {table: (db.one(f'SELECT count(*) AS count FROM "{table}"') or {})["count"] for table in db.tables()}


class _Engine(Protocol):
    """What a backup asks of one kind of database."""

    name: str
    magic: bytes  # how its backups begin

    def write(self, file: Path) -> None: ...
    def contents(self, file: Path) -> Contents: ...
    def put_back(self, file: Path) -> None: ...


class _Sqlite:
    name = "SQLite"
    magic = b"SQLite format 3\0"

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, file: Path) -> None:
        if not self.path.exists():
            raise SetupError(f"There is no database {self.path}. FURSA_DATABASE says where it is.")
        try:
            with closing(_open(self.path, "rw")) as live:
                live.execute("VACUUM INTO :file", {"file": str(file)})
        except sqlite3.Error as error:
            raise SetupError(f"{self.path} cannot be backed up: {error}.") from error

    def contents(self, file: Path) -> Contents:
        try:
            with closing(_open(file, "ro")) as opened:
                faults = [text for (text,) in opened.execute("PRAGMA integrity_check") if text != "ok"]
                faults += [f"{row[0]} lacks its {row[2]}" for row in opened.execute("PRAGMA foreign_key_check")]
                if faults:
                    raise SetupError(f"{file} is damaged: {'; '.join(faults[:3])}.")
                query = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
                tables = [name for (name,) in opened.execute(query) if not is_internal(name)]
                counted = {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
                steps = opened.execute("SELECT name FROM migration") if "migration" in tables else []
                return Contents(counted, frozenset(name for (name,) in steps))
        except sqlite3.Error as error:
            raise SetupError(f"{file} is damaged: {error}.") from error

    def put_back(self, file: Path) -> None:
        if self.path.exists() and self.path.samefile(file):
            raise SetupError(f"{file} is the database itself.")
        try:
            make_private(self.path)
            with self._renewed(file) as source, closing(_open(self.path, "rw")) as live:
                live.execute("PRAGMA journal_mode=WAL")
                live.execute("PRAGMA synchronous=FULL")
                # SQLite's own waiting backs off for so long that busy writers always come first.
                live.execute("PRAGMA busy_timeout=0")
                # One transaction: whoever reads sees the old or the new, and a power cut leaves the old.
                source.backup(live, pages=-1, progress=self._patience(), sleep=0.001)
        except (OSError, sqlite3.Error) as error:
            raise SetupError(
                f"{self.path} cannot be replaced: {error}. If it is damaged, stop the service,"
                f" move {self.path.name}, {self.path.name}-wal and {self.path.name}-shm away, and restore again."
            ) from error

    @contextmanager
    def _renewed(self, file: Path) -> Iterator[sqlite3.Connection]:
        """A copy of the backup with an epoch of its own, so that not one tablet meets the old numbers under the old."""
        with tempfile.NamedTemporaryFile(prefix=f".{file.name}.", dir=self.path.absolute().parent) as copied:
            with closing(_open(Path(copied.name), "rw")) as copy:
                with closing(_open(file, "ro")) as source:
                    source.backup(copy)
                copy.execute("PRAGMA journal_mode=DELETE")
                if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'sync_state'").fetchone():
                    copy.execute("UPDATE sync_state SET value = :epoch WHERE name = 'epoch'", {"epoch": new_epoch()})
                yield copy

    def _patience(self) -> Callable[[int, int, int], None]:
        """Called after each try to begin: gives up where somebody writes and never ends."""
        give_up = time.monotonic() + MOST_WAITING_SECONDS

        def progress(status: int, left: int, pages: int) -> None:
            if status == sqlite3.SQLITE_BUSY and time.monotonic() > give_up:
                raise SetupError(f"Another program keeps {self.path} locked. End it, and restore again.")

        return progress


class _Postgres:
    name = "PostgreSQL"
    magic = b"PGDMP"

    def __init__(self, url: str) -> None:
        from psycopg.pq import Conninfo

        # In the environment and not in the arguments: those are shown to every user of the machine.
        self.environment = settings.environment_with(
            **{
                option.envvar.decode(): option.val.decode()
                for option in Conninfo.parse(url.encode())
                if option.envvar and option.val is not None
            }
        )

    def write(self, file: Path) -> None:
        with self._running("pg_dump", "--format=custom", *_WITHOUT_ROLES, "--no-password", f"--file={file}") as dump:
            dump.wait()

    def contents(self, file: Path) -> Contents:
        counted: dict[str, int] = {}
        steps = set()
        with self._running("pg_restore", "--data-only", "--file=-", file, stdout=subprocess.PIPE) as restore:
            lines = iter(_output(restore))
            for line in lines:
                if not (begin := _COPY.match(line)):
                    continue
                table, columns = begin[1].decode(), begin[2].decode().split(", ")
                counted[table] = 0
                for row in lines:
                    if row == b"\\.\n":
                        break
                    counted[table] += 1
                    if table == "migration":
                        steps.add(row.rstrip(b"\n").split(b"\t")[columns.index("name")].decode())
        return Contents(dict(sorted(counted.items())), frozenset(steps))

    def put_back(self, file: Path) -> None:
        """All in one transaction of psql, as pg_restore alone would keep tables that the backup does not know.

        psql is told to commit only once pg_restore has ended well: if either dies, the server rolls back.
        """
        script = "pg_restore", "--clean", "--if-exists", *_WITHOUT_ROLES, "--file=-", file
        options = "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"
        with self._running("psql", *options, "--file=-", stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as psql:
            assert psql.stdin is not None
            try:
                psql.stdin.write(_EMPTY)
                with self._running(*script, stdout=subprocess.PIPE) as restore:
                    shutil.copyfileobj(_output(restore), psql.stdin)
                psql.stdin.write(_RENEWED.replace(b"EPOCH", new_epoch().encode()))
                psql.stdin.write(b"COMMIT;\nANALYZE;\n")
            except BrokenPipeError:
                pass  # psql stopped at an error, and has said which
            except BaseException:
                psql.kill()
                raise
            psql.communicate()

    @contextmanager
    def _running(
        self, name: str, *arguments: str | Path, stdin: int = subprocess.DEVNULL, stdout: int | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A program of PostgreSQL. Raises SetupError with its own words when it ends badly."""
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [_program(name), *arguments], env=self.environment, stdin=stdin, stdout=stdout, stderr=said
            )
            with process:
                try:
                    yield process
                except BaseException:
                    process.kill()
                    raise
            if process.returncode:
                said.seek(0)
                words = said.read().decode(errors="replace").strip() or f"it ended with {process.returncode}"
                raise SetupError(f"{name} failed: {words}")


_WITHOUT_ROLES = "--no-owner", "--no-privileges"  # another server may not know them
_COPY = re.compile(rb'COPY (?:[^ ]+\.)?"?(\w+)"? \((.*)\) FROM stdin;\n')
# All locks at once. Who is kept waiting for one gives up those it has, well before a second is over: then
# PostgreSQL looks for deadlocks, and would end the request of a person instead.
_EMPTY = b"""
BEGIN;
SET LOCAL lock_timeout = '200ms';
DO $$
DECLARE
    tables text := (
        SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables WHERE schemaname = current_schema());
BEGIN
    FOR attempt IN 1..100 LOOP
        EXIT WHEN tables IS NULL;
        BEGIN
            EXECUTE 'LOCK TABLE ' || tables || ' IN ACCESS EXCLUSIVE MODE';
            EXECUTE 'DROP TABLE ' || tables || ' CASCADE';
            tables := NULL;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            PERFORM pg_sleep(random() / 10);
        END;
    END LOOP;
    IF tables IS NOT NULL THEN
        RAISE 'Something keeps the tables in use (pg_stat_activity shows it). End it, and restore again';
    END IF;
END $$;
"""
# Tablets are told by it to send again what the backup does not know. pg_restore leaves no schema to be searched.
_RENEWED = b"""
DO $$
DECLARE
    kept regclass := (SELECT oid::regclass FROM pg_class WHERE relname = 'sync_state' AND relkind = 'r');
BEGIN
    IF kept IS NOT NULL THEN
        EXECUTE format('UPDATE %s SET value = %L WHERE name = %L', kept, 'EPOCH', 'epoch');
    END IF;
END $$;
"""


def _checked(engine: _Engine, file: Path) -> Contents:
    contents = engine.contents(file)
    if not contents.migrations:
        raise SetupError("It is a database, but none of Fursa.")
    return contents


def _engine(url: str) -> _Engine:
    return _Sqlite(Path(url.removeprefix(SQLITE))) if url.startswith(SQLITE) else _Postgres(url)


def _open(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30)


def _program(name: str) -> Path:
    """Where a program of PostgreSQL is: on the path, or where Debian keeps those of the newest version."""
    if found := shutil.which(name):
        return Path(found)
    kept = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    if not kept:
        raise SetupError(f"{name} is needed and not installed. Get it with: apt-get install postgresql-client")
    return kept[-1]


def _output(process: subprocess.Popen[bytes]) -> IO[bytes]:
    assert process.stdout is not None
    return process.stdout


def _flush(path: Path) -> None:
    """Wait until the file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
