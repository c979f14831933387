"""The verbs on both engines: what is kept, what is refused, what many threads may do at once."""

import gc
import os
import stat
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from core.database import Database, SQLite, open_database
from core.errors import ConflictError, SetupError, UnavailableError
from tests import services

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def memos(db: Database) -> Database:
    """A database with one plain table of its own."""
    db.run("CREATE TABLE memo (id INTEGER PRIMARY KEY, text TEXT UNIQUE CHECK (text <> ''))")
    return db


def texts(db: Database) -> list[str]:
    return [row["text"] for row in db.all("SELECT text FROM memo ORDER BY id")]


def write(db: Database, id: int, text: str) -> int:
    return db.run("INSERT INTO memo (id, text) VALUES (:id, :text)", id=id, text=text)


def test_rows_are_dicts(memos: Database) -> None:
    write(memos, 1, "one")
    write(memos, 2, "two")
    assert memos.all("SELECT id, text FROM memo ORDER BY id") == [{"id": 1, "text": "one"}, {"id": 2, "text": "two"}]
    assert memos.one("SELECT id FROM memo WHERE text = :text", text="two") == {"id": 2}
    assert memos.all("SELECT id FROM memo WHERE id > 2") == []
    assert memos.one("SELECT id FROM memo WHERE id > 2") is None


def test_run_tells_how_many_rows_changed(memos: Database) -> None:
    assert write(memos, 1, "one") == 1
    assert write(memos, 2, "two") == 1
    assert memos.run("UPDATE memo SET text = text || '!' WHERE id > :id", id=0) == 2
    assert memos.run("DELETE FROM memo WHERE id = 9") == 0


def test_one_statement_runs_for_many_rows_as_one(memos: Database) -> None:
    insert = "INSERT INTO memo (id, text) VALUES (:id, :text)"
    assert memos.many(insert, [{"id": id, "text": f"memo {id}"} for id in range(50)]) == 50
    assert memos.many("UPDATE memo SET text = text || '!' WHERE id < :id", [{"id": 2}, {"id": 3}]) == 5
    assert memos.many(insert, []) == 0
    with pytest.raises(ConflictError):
        memos.many(insert, [{"id": 50, "text": "new"}, {"id": 7, "text": "known"}])
    assert len(texts(memos)) == 50


@pytest.mark.parametrize("durable", [True, False])
def test_many_rows_are_written_with_the_rest_of_their_transaction(memos: Database, durable: bool) -> None:
    with pytest.raises(ZeroDivisionError):
        with memos.transaction(durable=durable):
            memos.many("INSERT INTO memo (id, text) VALUES (:id, :text)", [{"id": 1, "text": "one"}])
            write(memos, 2, "two")
            raise ZeroDivisionError
    assert texts(memos) == []


def test_whole_numbers_of_a_list_are_found(memos: Database) -> None:
    for id in range(1, 5):
        write(memos, id, str(id))
    assert memos.all(f"SELECT id FROM memo WHERE id IN ({memos.ids}) ORDER BY id", ids="[2, 4, 9]") == [
        {"id": 2},
        {"id": 4},
    ]


@pytest.mark.parametrize("text", ["100 %", "at 7:30", "what :id is", "It's", 'a "b"', "é ሀ 🙂", "", "\\", "a::b"])
def test_any_text_comes_back_as_it_went(db: Database, text: str) -> None:
    assert db.one("SELECT CAST(:text AS TEXT) AS text", text=text) == {"text": text}


def test_a_percent_sign_in_a_statement_is_only_that(db: Database) -> None:
    assert db.one("SELECT 7 % 4 AS rest, 'Kilifi' LIKE 'Kil%' AS likely, 'a' LIKE :like AS likelier", like="b%") in (
        {"rest": 3, "likely": 1, "likelier": 0},
        {"rest": 3, "likely": True, "likelier": False},
    )


def test_what_a_statement_returns_outside_a_transaction_is_kept(memos: Database) -> None:
    returned = memos.all("INSERT INTO memo (id, text) VALUES (1, 'one') RETURNING id, text")
    assert returned == [{"id": 1, "text": "one"}]
    assert texts(memos) == ["one"]


def test_a_transaction_is_seen_by_others_only_when_it_is_whole(memos: Database) -> None:
    with ThreadPoolExecutor(1) as other:
        with memos.transaction():
            write(memos, 1, "one")
            write(memos, 2, "two")
            assert texts(memos) == ["one", "two"]
            assert other.submit(texts, memos).result() == []
        assert other.submit(texts, memos).result() == ["one", "two"]


class Stop(Exception):
    pass


def test_an_error_leaves_nothing_of_its_transaction(memos: Database) -> None:
    with pytest.raises(Stop):
        with memos.transaction():
            write(memos, 1, "one")
            memos.last("INSERT INTO memo (id, text) VALUES (2, 'two')")
            raise Stop
    assert texts(memos) == []
    write(memos, 1, "again")
    assert texts(memos) == ["again"]


def test_an_error_in_an_inner_transaction_undoes_the_outer_one(memos: Database) -> None:
    with pytest.raises(Stop):
        with memos.transaction():
            write(memos, 1, "outer")
            with memos.transaction():
                write(memos, 2, "inner")
                raise Stop
    assert texts(memos) == []


def test_an_inner_transaction_is_kept_with_the_outer_one(memos: Database) -> None:
    with memos.transaction():
        with memos.transaction():
            write(memos, 1, "inner")
        with memos.transaction(durable=False):
            write(memos, 2, "and")
        write(memos, 3, "outer")
    assert texts(memos) == ["inner", "and", "outer"]


def test_a_promise_is_not_made_inside_a_transaction_that_promises_nothing(memos: Database) -> None:
    with pytest.raises(RuntimeError, match="not durable"):
        with memos.transaction(durable=False):
            write(memos, 1, "session")
            with memos.transaction():
                write(memos, 2, "application")
    assert texts(memos) == []


def test_last_statements_run_after_all_others_in_their_own_order(memos: Database) -> None:
    count = "INSERT INTO memo (id, text) SELECT count(*) + 1, CAST(:name AS TEXT) FROM memo"
    with memos.transaction():
        memos.last(count, name="last")
        memos.last(count, name="very last")
        memos.run(count, name="first")
        memos.run(count, name="second")
    assert texts(memos) == ["first", "second", "last", "very last"]


def test_a_transaction_of_last_statements_alone_is_kept(memos: Database) -> None:
    with memos.transaction():
        memos.last("INSERT INTO memo (id, text) VALUES (1, 'one')")
    assert texts(memos) == ["one"]


def test_a_last_statement_that_fails_leaves_nothing(memos: Database) -> None:
    write(memos, 1, "one")
    with pytest.raises(ConflictError):
        with memos.transaction():
            write(memos, 2, "two")
            memos.last("INSERT INTO memo (id, text) VALUES (1, 'another')")
    assert texts(memos) == ["one"]


def test_last_has_no_meaning_outside_a_transaction(memos: Database) -> None:
    with memos.transaction():
        write(memos, 1, "one")
    with pytest.raises(RuntimeError, match="outside"):
        memos.last("INSERT INTO memo (id, text) VALUES (2, 'lost')")


@pytest.mark.parametrize(("id", "text"), [(1, "other"), (2, "one"), (2, "")])
def test_what_the_schema_refuses_is_a_conflict(memos: Database, id: int, text: str) -> None:
    write(memos, 1, "one")
    with pytest.raises(ConflictError):
        write(memos, id, text)
    assert texts(memos) == ["one"]


@pytest.mark.parametrize("begun", [False, True])
def test_an_error_caught_inside_its_transaction_does_not_pass_for_success(memos: Database, begun: bool) -> None:
    write(memos, 1, "one")
    with pytest.raises(RuntimeError, match="caught inside"):
        with memos.transaction():
            if begun:
                write(memos, 2, "two")
            try:
                write(memos, 1, "other")
            except ConflictError:
                pass
    assert texts(memos) == ["one"]
    write(memos, 3, "three")
    assert texts(memos) == ["one", "three"]


@pytest.mark.parametrize("sql", ["SELECT * FROM nowhere", "SELEC 1", "SELECT :unknown"])
def test_a_mistake_in_a_statement_does_not_look_like_an_outage(db: Database, sql: str) -> None:
    with pytest.raises(Exception) as raised:
        db.all(sql)
    assert not isinstance(raised.value, UnavailableError)


def test_eight_threads_write_at_once_and_none_is_turned_away(memos: Database) -> None:
    def work(thread: int) -> None:
        for number in range(50):
            with memos.transaction(durable=number % 2 == 0):
                memos.one("SELECT count(*) AS count FROM memo")
                write(memos, thread * 50 + number, f"{thread}/{number}")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    assert Counter(text.split("/")[0] for text in texts(memos)) == {str(thread): 50 for thread in range(8)}


def test_two_openings_of_one_database_wait_for_each_other(memos: Database, database_url: str) -> None:
    other = open_database(database_url)

    def count_up(db: Database) -> None:
        for _ in range(50):
            with db.transaction():
                db.run("UPDATE memo SET text = CAST(CAST(text AS INTEGER) + 1 AS TEXT) WHERE id = 1")

    write(memos, 1, "0")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(count_up, [memos, other]))
    other.close()
    assert texts(memos) == ["100"]


def test_tables_are_named_in_order(memos: Database) -> None:
    assert {"memo", "migration", "profile"} <= set(memos.tables())
    assert memos.tables() == sorted(memos.tables())


def test_the_engine_itself_is_found_fit(db: Database) -> None:
    assert {finding.state for finding in db.inspect()} == {"ok"}


def test_a_full_disk_stops_writing_and_nothing_else(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'fursa.db'}")
    db.run("CREATE TABLE memo (id INTEGER PRIMARY KEY, text TEXT)")
    write(db, 1, "before")
    pages = db.all("PRAGMA page_count")[0]["page_count"]
    db.all(f"PRAGMA max_page_count = {pages + 4}")
    stored = 1
    with pytest.raises(UnavailableError, match="full"):
        for number in range(2, 100):
            with db.transaction():
                write(db, number, "x" * 2000)
                write(db, number + 1000, "x" * 2000)
            stored += 2
    assert db.one("SELECT count(*) AS count FROM memo") == {"count": stored}
    assert db.one("PRAGMA integrity_check") == {"integrity_check": "ok"}
    assert db.run("UPDATE memo SET text = 'after' WHERE id = 1") == 1
    db.all("PRAGMA max_page_count = 1000000")
    assert write(db, 5000, "room again") == 1
    db.close()


def test_a_locked_file_is_an_outage_and_not_a_mistake(tmp_path: Path) -> None:
    db, other = (open_database(f"sqlite:///{tmp_path / 'fursa.db'}") for _ in range(2))
    db.run("CREATE TABLE memo (id INTEGER PRIMARY KEY, text TEXT)")
    other.all("PRAGMA busy_timeout = 1")
    with db.transaction():
        write(db, 1, "one")
        with pytest.raises(UnavailableError, match="locked"):
            write(other, 2, "two")
    assert write(other, 2, "two") == 1
    db.close()
    other.close()


def test_a_file_that_is_no_database_is_the_administrators_to_mend(tmp_path: Path) -> None:
    (tmp_path / "fursa.db").write_text("minutes of the meeting " * 100)
    with pytest.raises(SetupError, match="fursa.db cannot be opened: file is not a database"):
        open_database(f"sqlite:///{tmp_path / 'fursa.db'}")


def test_a_missing_folder_is_the_administrators_to_mend(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="Its folder must exist"):
        open_database(f"sqlite:///{tmp_path / 'nowhere' / 'fursa.db'}")


def test_what_people_told_us_is_for_the_eyes_of_the_service_alone(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path / 'fursa.db'}")
    db.run("CREATE TABLE memo (id INTEGER)")
    rights = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert rights == {"fursa.db": 0o600, "fursa.db-wal": 0o600, "fursa.db-shm": 0o600}
    db.close()


def test_a_database_is_made_only_where_that_is_asked(tmp_path: Path) -> None:
    path = tmp_path / "fursa.db"
    with pytest.raises(SetupError, match="fursa migrate"):
        open_database(f"sqlite:///{path}", create=False)
    assert not path.exists()


def test_a_server_that_is_not_there_is_the_administrators_to_mend() -> None:
    with pytest.raises(SetupError, match="Check FURSA_DATABASE") as raised:
        open_database("postgresql://fursa:swordfish@127.0.0.1:1/fursa")
    assert "swordfish" not in str(raised.value)


def test_a_server_that_goes_away_is_an_outage_until_it_is_back() -> None:
    with services.private_postgres() as server:
        db = open_database(server.url())
        db.run("CREATE TABLE memo (id INTEGER PRIMARY KEY, text TEXT)")
        with pytest.raises(UnavailableError):
            with db.transaction():
                write(db, 1, "one")
                server.stop()
                write(db, 2, "two")
        server.start()
        while not answers(db):  # each connection from before the stop is tried once and dropped
            pass
        assert texts(db) == []
        assert write(db, 3, "three") == 1
        db.close()


def answers(db: Database) -> bool:
    try:
        db.check()
    except UnavailableError:
        return False
    return True


def test_postgresql_waits_for_its_disk_only_where_something_was_promised(
    postgres_server: services.PostgresServer,
) -> None:
    # The servers of tests never wait for their disk: this database asks for it as a real server does.
    postgres_server.execute("CREATE DATABASE waits")
    postgres_server.execute("ALTER DATABASE waits SET synchronous_commit = on")
    db = open_database(postgres_server.url("waits"))
    db.run("CREATE TABLE memo (id INTEGER PRIMARY KEY, text TEXT)")
    for id, durable in (1, True), (2, False), (3, True):
        with db.transaction(durable):
            db.last("INSERT INTO memo VALUES (:id, current_setting('synchronous_commit'))", id=id)
    assert texts(db) == ["on", "off", "on"]
    db.close()
    postgres_server.execute("DROP DATABASE waits")


def test_a_transaction_on_postgresql_costs_one_round_trip_a_statement_and_one_to_commit(
    postgres_server: services.PostgresServer,
) -> None:
    from core.postgres import Postgres

    db = Postgres(postgres_server.url(), threads=1)
    before = db.round_trips
    with db.transaction():
        db.one("SELECT 1 AS one")
        db.last("SELECT 2")
        db.last("SELECT 3")
    assert db.round_trips - before == 2
    with db.transaction():
        pass
    assert db.round_trips - before == 2
    db.close()


SYNCS = """
import sys
from pathlib import Path
from core.database import open_database

db = open_database("sqlite:///" + sys.argv[1])
db.run("CREATE TABLE memo (id INTEGER PRIMARY KEY)")
mark = lambda name: Path(sys.argv[1] + "." + name).exists()  # leaves its name among the system calls
for number, durable in enumerate([True, False, True, False, False, True]):
    mark("durable" if durable else "not")
    with db.transaction(durable):
        db.run("INSERT INTO memo VALUES (:number)", number=number)
mark("alone")
db.run("INSERT INTO memo VALUES (100)")
mark("not")
with db.transaction(durable=False):
    db.run("INSERT INTO memo VALUES (101)")
mark("alone")
db.all("INSERT INTO memo VALUES (102) RETURNING id")
mark("end")
"""


def test_a_durable_transaction_waits_once_for_the_disk_and_any_other_not_at_all(tmp_path: Path) -> None:
    file, log = tmp_path / "fursa.db", tmp_path / "calls"
    options: list[str | Path] = ["-f", "-qq", "-y", "-e", "trace=fdatasync,fsync,?stat,newfstatat,statx", "-o", log]
    subprocess.run(
        [services.program("strace"), *options, sys.executable, "-c", SYNCS, file], cwd=ROOT, check=True, timeout=60
    )
    waits: list[tuple[str, int]] = []
    calls, _, _ = log.read_text().partition(f"{file}.end")  # what follows is closing the database
    for line in calls.splitlines():
        if f"{file}." in line and "stat" in line:
            waits.append((line.split(f"{file}.")[1].split('"')[0], 0))
        elif "sync(" in line and waits:
            assert f"{file}-wal>" in line
            waits[-1] = (waits[-1][0], waits[-1][1] + 1)
    assert waits == [
        ("durable", 1),
        ("not", 0),
        ("durable", 1),
        ("not", 0),
        ("not", 0),
        ("durable", 1),
        ("alone", 1),
        ("not", 0),
        ("alone", 1),
    ]


def test_checkpoints_are_left_to_whoever_took_them_over(tmp_path: Path) -> None:
    db = SQLite(tmp_path / "fursa.db")
    db.run("CREATE TABLE memo (id INTEGER PRIMARY KEY, text TEXT)")
    db.checkpoint()
    db.take_over_checkpoints()
    written = (tmp_path / "fursa.db").stat().st_size

    def fill() -> None:
        with db.transaction():
            for number in range(2000):
                write(db, number, "x" * 3000)

    thread = threading.Thread(target=fill)  # its connection is younger than the taking over
    thread.start()
    thread.join()
    assert (tmp_path / "fursa.db").stat().st_size == written
    db.checkpoint()
    assert (tmp_path / "fursa.db").stat().st_size > 2000 * 3000
    db.close()


def test_a_promotion_under_way_is_an_outage(postgres_server: services.PostgresServer) -> None:
    with psycopg.connect(postgres_server.url(), autocommit=True) as server:
        server.execute("CREATE DATABASE standby")
        server.execute("ALTER DATABASE standby SET default_transaction_read_only = on")
        db = open_database(postgres_server.url("standby"))
        with pytest.raises(UnavailableError, match="read-only"):
            db.run("CREATE TABLE memo (id INTEGER)")
        db.close()
        server.execute("DROP DATABASE standby")


def test_more_connections_than_the_server_takes_are_found(postgres_server: services.PostgresServer) -> None:
    from core.postgres import Postgres

    db = Postgres(postgres_server.url(), threads=200)
    faults = [finding.text for finding in db.inspect() if finding.state == "FAULT"]
    assert faults == [
        "the server takes 100 at most, this process may hold 404, and others need 5."
        " Raise max_connections in postgresql.conf to 409, or lower FURSA_THREADS."
    ]
    db.close()


def test_connections_go_with_their_threads(tmp_path: Path) -> None:
    db = open_database(f"sqlite:///{tmp_path}/fursa.db")
    db.run("CREATE TABLE memo (id INTEGER)")
    for _burst in range(60):
        threads = [threading.Thread(target=db.all, args=("SELECT * FROM memo",)) for _thread in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    gc.collect()
    opened = [file for file in Path("/proc/self/fd").iterdir() if os.path.realpath(file) == f"{tmp_path}/fursa.db"]
    assert len(opened) < 120  # of 240: SQLite opens a file again through what a connection before left
    db.close()
