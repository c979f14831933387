"""PostgreSQL behind the verbs of `Database`: a pool, and as few round trips as the work allows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool

from core.database import Database, Row, percent_style
from core.errors import ConflictError, SetupError, UnavailableError
from core.finding import Finding

MIGRATIONS = 0x46757273  # the advisory lock that whoever migrates holds
LEAST_VERSION = 15
SPARE_CONNECTIONS = 5  # for administrators and backups: PostgreSQL keeps three of them for superusers


class Postgres(Database):
    """A PostgreSQL database: statements prepared, transactions pipelined.

    `round_trips` counts the times this process waited for the server, for benchmarks and metrics.
    """

    engine = "postgres"

    def __init__(self, url: str, threads: int) -> None:
        self._local = threading.local()
        self.round_trips = 0
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.Error as error:
            raise SetupError(
                f"PostgreSQL cannot be reached: {str(error).strip()}. Check FURSA_DATABASE and that the server runs."
            ) from error
        self._pool: ConnectionPool[psycopg.Connection[Row]] = ConnectionPool(
            url,
            min_size=1,
            max_size=threads + 2,  # the requests, the schedule and one for whoever looks
            timeout=10,
            kwargs={"autocommit": True, "row_factory": dict_row, "prepare_threshold": 1},
            open=True,
        )

    def all(self, sql: str, **values: Any) -> list[Row]:
        cursor = self._execute(sql, values)
        return cursor.fetchall() if cursor.description else []

    def run(self, sql: str, **values: Any) -> int:
        return self._execute(sql, values).rowcount

    @contextmanager
    def transaction(self, durable: bool = True) -> Iterator[None]:
        local = self._local
        if getattr(local, "connection", None) is not None:
            if durable and not local.durable:
                raise RuntimeError("a durable write inside a transaction that is not durable")
            yield
            return
        with self._connection() as connection:
            local.connection, local.durable, local.begun, local.last = connection, durable, False, []
            try:
                yield
                self._commit(connection)
            except BaseException:
                with suppress(psycopg.Error):  # a broken connection has rolled back already; the pool drops it
                    connection.rollback()
                raise
            finally:
                local.connection = None

    def last(self, sql: str, **values: Any) -> None:
        if getattr(self._local, "connection", None) is None:
            raise RuntimeError("`last` outside of a transaction")
        self._local.last.append((sql, values))

    def tables(self) -> list[str]:
        rows = self.all("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
        return [row["tablename"] for row in rows]

    def lock_migrations(self) -> None:
        self.all("SELECT pg_advisory_xact_lock(:lock)", lock=MIGRATIONS)

    def inspect(self) -> list[Finding]:
        asked = "server_version", "server_version_num", "server_encoding", "max_connections"
        shown = self.all("SELECT name, setting FROM pg_settings WHERE name = ANY(:asked)", asked=list(asked))
        server = {row["name"]: row["setting"] for row in shown}
        return [
            _version(server["server_version"], int(server["server_version_num"])),
            _encoding(server["server_encoding"]),
            _connections(int(server["max_connections"]), self._pool.max_size),
        ]

    def close(self) -> None:
        self._pool.close()

    def _execute(self, sql: str, values: dict[str, Any]) -> psycopg.Cursor[Row]:
        connection = getattr(self._local, "connection", None)
        self.round_trips += 1
        if connection is None:
            with self._connection() as connection, _our_errors():
                return connection.execute(percent_style(sql), values)
        with _our_errors():
            if self._local.begun:
                return connection.execute(percent_style(sql), values)  # type: ignore[no-any-return]
            self._local.begun = True
            # BEGIN travels with the first statement instead of costing a round trip of its own.
            with connection.pipeline():
                connection.execute("BEGIN")
                cursor = connection.execute(percent_style(sql), values)
            return cursor  # type: ignore[no-any-return]

    def _commit(self, connection: psycopg.Connection[Row]) -> None:
        """Send what waited for the end and the commit, in one round trip."""
        local = self._local
        if not local.begun and not local.last:
            return
        # PostgreSQL would answer COMMIT with a rollback, and no error.
        if connection.info.transaction_status == TransactionStatus.INERROR:
            raise RuntimeError("the error of a statement was caught inside its transaction")
        self.round_trips += 1
        with _our_errors(), connection.pipeline():
            if not local.begun:
                connection.execute("BEGIN")
            if not local.durable:
                connection.execute("SET LOCAL synchronous_commit = off")
            for sql, values in local.last:
                connection.execute(percent_style(sql), values)
            connection.execute("COMMIT")

    @contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Row]]:
        with _our_errors():
            connection = self._pool.getconn()
        try:
            yield connection
        finally:
            self._pool.putconn(connection)


# A standby that is not promoted yet takes no writing, and a user may lack a right: no mistakes in the statement.
_NOT_ALLOWED = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege)


@contextmanager
def _our_errors() -> Iterator[None]:
    """Errors of the driver leave as ours."""
    try:
        yield
    except (
        psycopg.errors.IntegrityError,
        psycopg.errors.SerializationFailure,
        psycopg.errors.DeadlockDetected,
    ) as error:
        raise ConflictError(str(error)) from error
    except (psycopg.OperationalError, psycopg.InterfaceError, *_NOT_ALLOWED) as error:
        raise UnavailableError(str(error)) from error


def _version(shown: str, number: int) -> Finding:
    if number < LEAST_VERSION * 10_000:
        return Finding(
            "FAULT", "PostgreSQL", f"the server is {shown}, and {LEAST_VERSION} or newer is needed. Upgrade the server."
        )
    return Finding("ok", "PostgreSQL", shown)


def _encoding(encoding: str) -> Finding:
    if encoding != "UTF8":
        return Finding(
            "FAULT",
            "encoding",
            f"the database is kept in {encoding}, which lacks letters that people's names need."
            " Make a new one with `createdb --encoding=UTF8 --template=template0 NAME`.",
        )
    return Finding("ok", "encoding", encoding)


def _connections(most: int, needed: int) -> Finding:
    if most < needed + SPARE_CONNECTIONS:
        return Finding(
            "FAULT",
            "connections",
            f"the server takes {most} at most, this process may hold {needed}, and others need {SPARE_CONNECTIONS}."
            f" Raise max_connections in postgresql.conf to {needed + SPARE_CONNECTIONS}, or lower FURSA_THREADS.",
        )
    return Finding("ok", "connections", f"{needed} of {most} at most")
