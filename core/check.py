"""What an administrator should mend, as far as the core can see: market, database, Redis, secrets, the machine."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime

from core import market, migrations
from core.database import Database, open_database
from core.errors import ServiceError, SetupError, UnavailableError
from core.finding import Finding
from core.ids import new_secret
from core.settings import Settings, without_password

FIRST_YEAR = 2026  # nobody runs this version earlier: a clock that says so has lost its battery


def findings(chosen: Settings, now: float, unknown: list[str]) -> Iterator[Finding]:
    """Everything found, good or bad. `unknown` are variables that look like settings and are none."""
    for name in unknown:
        yield Finding("note", "settings", f"{name} is set and means nothing. Correct its spelling, or remove it.")
    yield from _market(chosen)
    yield from _database(chosen)
    yield from _redis(chosen)
    yield _callback_key(chosen)
    yield _clock(now)
    yield _user()


def _market(chosen: Settings) -> Iterator[Finding]:
    faults = market.check(chosen.market)
    for fault in faults:
        yield Finding("note" if fault.is_warning else "FAULT", "market", str(fault))
    if all(fault.is_warning for fault in faults):
        yield Finding("ok", "market", f"{market.load(chosen.market).name}, {chosen.market}")


def _database(chosen: Settings) -> Iterator[Finding]:
    try:
        with closing(open_database(chosen.database, chosen.request_threads, create=False)) as db:
            yield Finding("ok", "database", f"{without_password(chosen.database)} answers")
            yield from db.inspect()
            yield _writing(db)
            yield _migrations(db)
    except ServiceError as error:
        yield Finding("FAULT", "database", str(error))


def _writing(db: Database) -> Finding:
    try:
        with _undone(db):
            db.run("CREATE TABLE check_of_writing (one INTEGER)")
    except ServiceError as error:
        mend = "The user that runs fursa must be allowed to change the database and to make tables in it."
        return Finding("FAULT", "writing", f"the database takes no changes: {error}. {mend}")
    return Finding("ok", "writing", "the database takes changes")


@contextmanager
def _undone(db: Database) -> Iterator[None]:
    """A transaction of which nothing is kept."""
    try:
        with db.transaction():
            yield
            raise _Undo
    except _Undo:
        pass


class _Undo(Exception):
    pass


def _migrations(db: Database) -> Finding:
    try:
        missing = migrations.pending(db)
    except SetupError as error:
        return Finding("FAULT", "migrations", str(error))
    if missing:
        return Finding("FAULT", "migrations", f"{len(missing)} are missing. Run `fursa migrate`.")
    return Finding("ok", "migrations", "the database is up to date")


def _redis(chosen: Settings) -> Iterator[Finding]:
    if chosen.redis is None:
        yield Finding("ok", "Redis", "not used: the queue runs inside the one process")
        return
    address = without_password(chosen.redis)
    try:
        ping(chosen.redis)
    except UnavailableError as error:
        yield Finding("FAULT", "Redis", f"{address} does not answer: {error}. Start it, or mend or remove FURSA_REDIS.")
    else:
        yield Finding("ok", "Redis", f"{address} answers")


def ping(url: str) -> None:
    """Raises UnavailableError when the Redis of that address does not answer."""
    from redis import Redis, RedisError  # loaded by those who use it: it costs 20 MB

    try:
        with closing(Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2)) as client:
            client.ping()
    except (RedisError, ValueError) as error:
        raise UnavailableError(str(error)) from error


def _callback_key(chosen: Settings) -> Finding:
    if chosen.callback_keys:
        return Finding("ok", "callback key", "set")
    return Finding(
        "note",
        "callback key",
        "FURSA_CALLBACK_KEY is not set, so no gateway can call. A fresh key, which nobody else has:"
        f" FURSA_CALLBACK_KEY={new_secret()}",
    )


def _clock(now: float) -> Finding:
    shown = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M UTC")
    if datetime.fromtimestamp(now, UTC).year < FIRST_YEAR:
        return Finding(
            "FAULT", "clock", f"it says {shown}. Set it, and let it follow a time server (systemd-timesyncd)."
        )
    return Finding("ok", "clock", shown)


def _user() -> Finding:
    if os.geteuid() == 0:
        return Finding("note", "user", "this runs as root. Give the service a user of its own, and check as that user.")
    return Finding("ok", "user", "not root")
