"""PostgreSQL behind the verbs of `Database`: a pool, and as few round trips as the work allows."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg_pool import ConnectionPool, PoolTimeout

from core.database import Database, Row, percent_style
from core.errors import ConflictError, SetupError, UnavailableError

MIGRATIONS = 0x46757273  # the advisory lock that whoever migrates holds


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
                if connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
                    connection.execute("ROLLBACK")
                raise
            finally:
                local.connection = None

    def last(self, sql: str, **values: Any) -> None:
        self._local.last.append((sql, values))

    def lock_migrations(self) -> None:
        self.all("SELECT pg_advisory_xact_lock(:lock)", lock=MIGRATIONS)

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
            # BEGIN travels with the first statement instead of costing a round trip of its own.
            with connection.pipeline():
                connection.execute("BEGIN")
                cursor = connection.execute(percent_style(sql), values)
            self._local.begun = True
            return cursor  # type: ignore[no-any-return]

    def _commit(self, connection: psycopg.Connection[Row]) -> None:
        """Send what waited for the end and the commit, in one round trip."""
        local = self._local
        if not local.begun and not local.last:
            return
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
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
        raise UnavailableError(str(error)) from error
