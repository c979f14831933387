"""The database: four verbs and `last`, in front of SQLite and PostgreSQL."""

import os
import re
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NoReturn
from weakref import WeakSet

import sqlite_utils

from core.errors import ConflictError, SetupError, UnavailableError
from core.finding import Finding

Row = dict[str, Any]

SQLITE = "sqlite:///"
LEAST_SQLITE = (3, 40)
LEAST_FREE_MB = 200
_INTERNAL = re.compile(r"^sqlite_|_text_(data|idx|content|docsize|config)$")  # tables that SQLite keeps for itself
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|CREATE|ALTER|DROP)\b", re.IGNORECASE)


def open_database(url: str, threads: int = 4, create: bool = True) -> "Database":
    """Open `sqlite:///PATH` or `postgresql://...`. Raises SetupError when it cannot be opened.

    `create` makes the SQLite file where there is none.
    """
    if url.startswith(SQLITE):
        return SQLite(Path(url.removeprefix(SQLITE)), create)
    from core.postgres import Postgres  # loaded only where it is used: it costs 20 MB

    return Postgres(url, threads)


class Database:
    """What the rest of the code may ask of a database.

    SQL is one text for both engines, with `:named` parameters; rows are dicts. Outside of `transaction`
    each statement stands alone and durable. Raises ConflictError where the database refuses the data and
    UnavailableError where it cannot answer; a mistake in a statement stays the error of the driver.
    """

    engine: str
    identity: str  # the column type of an id that the database numbers itself
    blob: str  # the column type of bytes
    skip_locked: str  # ends a SELECT of what is about to be claimed: rows that others are claiming are left out
    ids: str  # the SELECT that makes rows of `ids`, a JSON list of whole numbers, for `IN (...)`

    def all(self, sql: str, **values: Any) -> list[Row]:
        """Every row that the statement gives."""
        raise NotImplementedError

    def run(self, sql: str, **values: Any) -> int:
        """Run a statement that changes something. Returns the number of rows changed."""
        raise NotImplementedError

    def many(self, sql: str, rows: Sequence[Row]) -> int:
        """Run one statement once for each row of values, as one. Returns the number of rows changed."""
        raise NotImplementedError

    @contextmanager
    def transaction(self, durable: bool = True) -> Iterator[None]:
        """All or nothing, begun as a writer. Inside another transaction it joins that one.

        After a failed statement nothing of it can be kept: catch errors outside of the transaction.
        `durable=False` may be lost in a power cut, never to a crash of the process: for a step that
        only moves a session and has promised nothing. It costs a fifth of a durable one.
        """
        raise NotImplementedError
        yield

    def last(self, sql: str, numbered: bool = False, **values: Any) -> None:
        """Run a statement as the last thing before the transaction commits; nobody waits for its result.

        PostgreSQL gets these statements and the commit in one round trip. What is `numbered` in commit order
        (events, changes) comes after all others: whoever waits for a row must not hold the counter meanwhile,
        or two transactions that want each other's rows and numbers end in a deadlock.
        """
        raise NotImplementedError

    def one(self, sql: str, **values: Any) -> Row | None:
        """The first row, or None."""
        rows = self.all(sql, **values)
        return rows[0] if rows else None

    def tables(self) -> list[str]:
        """The names of the tables, in order."""
        raise NotImplementedError

    def lock_migrations(self) -> None:
        """Within a transaction: wait until no other process migrates this database."""

    def add_texts(self, table: str) -> None:
        """Within a migration: make a table of texts by number, whose columns are `rowid` and `words`."""
        raise NotImplementedError

    def find_texts(self, table: str, words: Sequence[str], every: bool, most: int) -> list[int]:
        """The numbers of texts that hold words which begin like these, every one of them or any; the highest first.

        `words` are letters and digits alone, as `spelling.key` leaves them.
        """
        raise NotImplementedError

    def append_only(self, table: str) -> None:
        """Within a migration: let nobody change or delete a row of this table, whoever asks."""
        raise NotImplementedError

    def inspect(self) -> list[Finding]:
        """What an administrator should know about this engine, its settings and its room."""
        raise NotImplementedError

    def check(self) -> None:
        """Raises UnavailableError when the database does not answer."""
        self.one("SELECT 1 AS one")

    def take_over_checkpoints(self) -> None:
        """From now on only `checkpoint` moves what was committed to its final place: no request pays for it."""

    def checkpoint(self) -> None:
        """Move what was committed to its final place. Only SQLite needs it."""

    def close(self) -> None:
        """Close every connection."""
        raise NotImplementedError


class SQLite(Database):
    """One SQLite file: a connection per thread, one writer at a time in the process."""

    engine = "sqlite"
    identity = "INTEGER PRIMARY KEY"
    blob = "BLOB"
    skip_locked = ""  # a transaction that writes is alone
    ids = "SELECT value FROM json_each(:ids)"

    def __init__(self, path: Path, create: bool = True) -> None:
        if not create and not path.exists():
            raise SetupError(f"There is no database {path} yet. Make it with `fursa migrate`, or mend FURSA_DATABASE.")
        self.path = path
        self._local = threading.local()
        # busy_timeout alone is unfair: 200 callers waited up to 6.4 s with it, 0.06 s behind this lock.
        self._writing = threading.Lock()
        # Weak: servers end idle threads and start others, and a connection goes with its thread.
        self._connections: WeakSet[_Connection] = WeakSet()
        self._inline_checkpoints = True
        try:
            make_private(path)
            self._connection()
        except (OSError, sqlite3.Error, UnavailableError) as error:
            raise SetupError(
                f"The database {path} cannot be opened: {error}. Its folder must exist and be writable"
                " for the user that runs fursa, and the file must be an SQLite database."
            ) from error

    def all(self, sql: str, **values: Any) -> list[Row]:
        if not self._in_transaction() and _WRITES.match(sql):
            with self.transaction():
                return self.all(sql, **values)
        try:
            cursor = self._ready().execute(sql, values)
            rows = cursor.fetchall()
        except sqlite3.Error as error:
            self._fail(error)
        if not rows:
            return []
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in rows]

    def run(self, sql: str, **values: Any) -> int:
        if not self._in_transaction():
            with self.transaction():
                return self.run(sql, **values)
        try:
            return self._ready().execute(sql, values).rowcount
        except sqlite3.Error as error:
            self._fail(error)

    def many(self, sql: str, rows: Sequence[Row]) -> int:
        if not self._in_transaction():
            with self.transaction():
                return self.many(sql, rows)
        try:
            return self._ready().executemany(sql, rows).rowcount
        except sqlite3.Error as error:
            self._fail(error)

    @contextmanager
    def transaction(self, durable: bool = True) -> Iterator[None]:
        if self._in_transaction():
            if durable and not self._local.durable:
                raise RuntimeError("a durable write inside a transaction that is not durable")
            yield
            return
        connection = self._connection()
        local = self._local
        with self._writing:
            try:
                local.durable, local.failed, local.begun, local.last = durable, False, False, []
                yield
                if local.failed:
                    raise RuntimeError("the error of a statement was caught inside its transaction")
                statements = in_order(local.last)
                if not local.begun and len(statements) > 1:
                    self._begin(connection)
                for sql, values in statements:  # one alone is a transaction by itself, as where a session moves
                    connection.execute(sql, values)
                if local.begun:
                    connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    _raise_ours(error)
                raise
            finally:
                local.last = None
        if durable:
            self._wait_for_disk()

    def _begin(self, connection: sqlite3.Connection) -> None:
        """Begin as a writer: a deferred BEGIN may fail at its first write, after its reads, and no time-out helps."""
        connection.execute("BEGIN IMMEDIATE")
        self._local.begun = True

    def _wait_for_disk(self) -> None:
        """Return when what was committed survives a power cut.

        SQLite itself would wait inside the commit (synchronous=FULL), and every other writer with it. Committed as
        NORMAL, a transaction lies whole in the log, so flushing the log afterwards does the same for it and for all
        that others committed meanwhile; a checkpoint has flushed it before the log starts over.
        """
        try:
            log = os.open(f"{self.path}-wal", os.O_RDONLY)
            try:
                os.fdatasync(log)
            finally:
                os.close(log)
        except OSError as error:
            raise UnavailableError(f"the disk did not take what was written: {error.strerror}") from error

    def last(self, sql: str, numbered: bool = False, **values: Any) -> None:
        if not self._in_transaction():
            raise RuntimeError("`last` outside of a transaction")
        self._local.last.append((numbered, sql, values))

    def tables(self) -> list[str]:
        # Of sqlite-utils we want its questions; kept for each connection, it would keep that alive in a circle.
        file = sqlite_utils.Database(self._connection(), recursive_triggers=False, execute_plugins=False)
        return sorted(name for name in file.table_names() if not is_internal(name))

    def add_texts(self, table: str) -> None:
        self.run(f"CREATE VIRTUAL TABLE {table} USING fts5(words)")

    def find_texts(self, table: str, words: Sequence[str], every: bool, most: int) -> list[int]:
        asked = (" AND " if every else " OR ").join(f'"{word}"*' for word in words)
        rows = self.all(
            f"SELECT rowid AS number FROM {table} WHERE {table} MATCH :asked ORDER BY rowid DESC LIMIT :most",
            asked=asked,
            most=most,
        )
        return [row["number"] for row in rows]

    def append_only(self, table: str) -> None:
        for change in ("UPDATE", "DELETE"):
            self.run(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )

    def inspect(self) -> list[Finding]:
        return [self._version(), self._folder(), self._room()]

    def take_over_checkpoints(self) -> None:
        self._inline_checkpoints = False
        for connection in list(self._connections):
            connection.execute("PRAGMA wal_autocheckpoint=0")

    def checkpoint(self) -> None:
        try:
            connection = self._connection()
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            # Writers went on meanwhile. The log starts over only once all of it has been moved, so what they added is
            # moved while they wait: it is little. Without that it grew while the load lasted, to 300 MB in 15 seconds.
            with self._writing:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error as error:
            _raise_ours(error)

    def close(self) -> None:
        for connection in list(self._connections):
            connection.close()
        self._connections.clear()
        self._local = threading.local()

    def _version(self) -> Finding:
        if sqlite3.sqlite_version_info < LEAST_SQLITE:
            return Finding(
                "FAULT",
                "SQLite",
                f"it is {sqlite3.sqlite_version}, and {LEAST_SQLITE[0]}.{LEAST_SQLITE[1]} or newer is needed."
                " Use a newer system, or a Python that brings a newer SQLite.",
            )
        return Finding("ok", "SQLite", f"{sqlite3.sqlite_version}, file {self.path.absolute()}")

    def _folder(self) -> Finding:
        folder = self.path.absolute().parent
        try:
            tempfile.TemporaryFile(dir=folder).close()
        except OSError as error:
            return Finding(
                "FAULT",
                "folder",
                f"no file can be made in {folder} ({error.strerror}), and SQLite keeps its log there."
                " Let the user that runs fursa own the folder.",
            )
        return Finding("ok", "folder", f"{folder} is writable")

    def _room(self) -> Finding:
        free = shutil.disk_usage(self.path.absolute().parent).free // 1_000_000
        if free < LEAST_FREE_MB:
            return Finding(
                "FAULT",
                "disk",
                f"{free} MB are free beside {self.path}, and {LEAST_FREE_MB} MB should be."
                " Delete or move what is not needed there, or move the database to a larger disk.",
            )
        return Finding("ok", "disk", f"{free} MB free")

    def _in_transaction(self) -> bool:
        return getattr(self._local, "last", None) is not None

    def _fail(self, error: sqlite3.Error) -> NoReturn:
        self._local.failed = True
        _raise_ours(error)

    def _ready(self) -> sqlite3.Connection:
        """The thread's connection; in a transaction, one that has begun."""
        connection = self._connection()
        if getattr(self._local, "last", None) is not None and not self._local.begun:
            self._begin(connection)
        return connection

    def _connection(self) -> sqlite3.Connection:
        try:
            return self._local.connection  # type: ignore[no-any-return]
        except AttributeError:
            return self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            # check_same_thread is off so that `close` may close them all; each thread still uses its own.
            connection = sqlite3.connect(
                self.path,
                isolation_level=None,
                timeout=5,
                check_same_thread=False,
                cached_statements=256,
                factory=_Connection,
            )
            [mode] = connection.execute("PRAGMA journal_mode=WAL").fetchone()
            if mode != "wal":
                raise UnavailableError(f"its disk cannot share memory (journal mode {mode}), as network folders cannot")
            for pragma in ("synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000"):
                connection.execute(f"PRAGMA {pragma}")
            if not self._inline_checkpoints:
                connection.execute("PRAGMA wal_autocheckpoint=0")
        except sqlite3.Error as error:
            _raise_ours(error)
        self._local.connection = connection
        self._connections.add(connection)
        return connection


class _Connection(sqlite3.Connection):
    """A connection that may be held weakly, as the plain class may not."""


def is_internal(table: str) -> bool:
    """Whether SQLite keeps a table for itself: its own, and what a table of texts is made of."""
    return _INTERNAL.search(table) is not None


def make_private(path: Path) -> None:
    """Make the file where there is none, for the eyes of its owner alone. SQLite gives its log the same rights."""
    if not path.exists():
        path.touch(mode=0o600)


def in_order(last: list[tuple[bool, str, Row]]) -> list[tuple[str, Row]]:
    """What waited for the end of a transaction, each with its values; the numbered statements after the others."""
    return [(sql, values) for _, sql, values in sorted(last, key=lambda each: each[0])]


@lru_cache(maxsize=1024)
def percent_style(sql: str) -> str:
    """The statement with psycopg's placeholders: `:name` becomes `%(name)s`. Each statement is rewritten once."""
    return re.sub(r"(?<![:\w]):([a-z_]\w*)", r"%(\1)s", sql.replace("%", "%%"))


def _raise_ours(error: sqlite3.Error) -> NoReturn:
    """Raise the error of the driver as one of ours."""
    if isinstance(error, sqlite3.IntegrityError):
        raise ConflictError(str(error)) from error
    # SQLITE_ERROR is a mistake in the statement, which waiting does not mend. A damaged file is a plain DatabaseError.
    mistake = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR
    if type(error) is sqlite3.DatabaseError or (isinstance(error, sqlite3.OperationalError) and not mistake):
        raise UnavailableError(str(error)) from error
    raise error
