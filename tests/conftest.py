"""What every test may ask for: a database of either kind, private servers, the Kenya market."""

import pathlib
import shutil
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import hypothesis
import pytest

from core.database import Database, open_database
from core.market import Market, load
from core.migrations import migrate
from tests import services
from tests.conversation import Service, settings_for, with_jobs

ROOT = pathlib.Path(__file__).parent.parent
TEMPLATE = "migrated"

# The same examples on every run, and no deadline: a busy machine is no fault of the code.
hypothesis.settings.register_profile("fursa", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("fursa")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-transcripts", action="store_true", help="keep conversations as they read now")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[services.PostgresServer]:
    """A PostgreSQL of this test run. It starts when the first test asks for it."""
    with services.private_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def redis_server() -> Iterator[services.RedisServer]:
    """A Redis of this test run, shared by its tests. It starts when the first test asks for it."""
    with services.private_redis() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[str]:
    """The address of an empty, migrated database; a test that asks for it runs once on each engine."""
    if request.param == "sqlite":
        path = tmp_path / "fursa.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
    else:
        databases = request.getfixturevalue("postgres_databases")
        name = databases.take()
        yield databases.server.url(name)
        databases.drop(name)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An empty, migrated database; a test that asks for it runs once on each engine."""
    database = open_database(database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A migrated SQLite file to copy: migrating anew for each test costs more than most tests."""
    path = tmp_path_factory.mktemp("template") / "fursa.db"
    _migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: services.PostgresServer) -> services.PostgresServer:
    """The PostgreSQL of this run, with a migrated database to copy."""
    postgres_server.execute(f"CREATE DATABASE {TEMPLATE}")
    _migrate(postgres_server.url(TEMPLATE))
    return postgres_server


@pytest.fixture(scope="session")
def market() -> Market:
    """The Kenya market pack."""
    return load(ROOT / "markets" / "kenya")


@pytest.fixture
def service(database_url: str) -> Iterator[Service]:
    """The service on each engine, with a few vacancies and a clock that stands still."""
    service = with_jobs(Service(settings_for(database_url)))
    yield service
    service.close()


@pytest.fixture(scope="session")
def postgres_databases(postgres_template: services.PostgresServer) -> Iterator["_Databases"]:
    """Databases of the PostgreSQL of this run, migrated and empty."""
    databases = _Databases(postgres_template)
    yield databases
    databases.close()


class _Databases:
    """Makes the next database, and drops the last, while a test runs: that took a third of the time of all tests."""

    def __init__(self, server: services.PostgresServer) -> None:
        self.server = server
        self._others = ThreadPoolExecutor(1)
        self._next = self._others.submit(self._make)

    def take(self) -> str:
        """The name of a database that nobody has used."""
        name = self._next.result()
        self._next = self._others.submit(self._make)
        return name

    def drop(self, name: str) -> None:
        self._others.submit(self.server.execute, f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._others.shutdown()

    def _make(self) -> str:
        name = f"test_{uuid.uuid4().hex}"
        self.server.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE} STRATEGY file_copy")
        return name


def _migrate(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.close()
