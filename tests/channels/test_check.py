"""`fursa check`: each fault of an installation is found, told in one line, and comes with its mending."""

import re
import shutil
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from channels.check import catalogues, check_installation
from core import settings
from core.database import Database
from core.ids import new_secret
from tests import services

TINYLAND = Path(__file__).parent.parent / "packs" / "tinyland"
KEY = new_secret()


class Report:
    """What `fursa check` says, line by line."""

    def __init__(self, database: str, **environment: str) -> None:
        environment = {"FURSA_DATABASE": database, "FURSA_CALLBACK_KEY": KEY, **environment}
        done = CliRunner(env={**environment}).invoke(check_installation, catch_exceptions=False)
        self.exit_code = done.exit_code
        self.lines = done.output.splitlines()

    def of(self, state: str) -> dict[str, str]:
        """The findings of one state: about -> text."""
        found = [re.fullmatch(rf"{state:5}  ([^:]+): (.+)", line) for line in self.lines]
        return {match[1]: match[2] for match in found if match}

    @property
    def faults(self) -> dict[str, str]:
        return self.of("FAULT")


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A market pack that a test may spoil."""
    return Path(shutil.copytree(TINYLAND, tmp_path / "pack"))


def test_a_sound_installation_has_nothing_to_mend(db: Database, database_url: str) -> None:
    report = Report(database_url)
    assert report.faults == {}
    assert report.exit_code == 0
    assert {"settings", "market", "database", "writing", "migrations", "callback key", "clock"} <= set(report.of("ok"))
    assert set(report.of("note")) <= {"user", "gateway"}


def test_each_finding_is_one_line(database_url: str) -> None:
    for report in Report(database_url), Report("postgresql://fursa@127.0.0.1:1/fursa"):
        findings = [line for line in report.lines if not line.endswith(" to mend")]
        assert findings
        assert all(re.match(r"(ok   |note |FAULT)  \S.*: \S", line) for line in findings)


def test_a_check_leaves_nothing_behind(db: Database, database_url: str) -> None:
    before = db.tables()
    Report(database_url)
    assert db.tables() == before


def test_a_wrong_setting_is_told_alone(database_url: str) -> None:
    report = Report(database_url, FURSA_THREADS="many")
    assert report.faults == {"settings": "FURSA_THREADS must be a whole number from 1 to 64, not 'many'."}
    assert report.lines[-1] == "1 to mend"
    assert report.exit_code == 1


def test_a_slip_in_the_name_of_a_setting_is_noted(database_url: str) -> None:
    report = Report(database_url, FURSA_REDDIS="redis://127.0.0.1")
    assert report.of("note")["settings"].startswith("FURSA_REDDIS is set and means nothing.")
    assert report.exit_code == 0


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "fursa.db"
    report = Report(f"sqlite:///{path}")
    assert report.faults == {
        "database": f"There is no database {path} yet. Make it with `fursa migrate`, or mend FURSA_DATABASE."
    }
    assert report.exit_code == 1
    assert not path.exists()


def test_a_server_that_does_not_answer_is_found() -> None:
    report = Report("postgresql://fursa:swordfish@127.0.0.1:1/fursa")
    assert report.faults["database"].endswith("Check FURSA_DATABASE and that the server runs.")
    assert "swordfish" not in "".join(report.lines)


def test_missing_migrations_are_found(db: Database, database_url: str) -> None:
    db.run("DELETE FROM migration")
    assert re.fullmatch(r"\d+ are missing. Run `fursa migrate`.", Report(database_url).faults["migrations"])
    db.run("DROP TABLE migration")
    assert re.fullmatch(r"\d+ are missing. Run `fursa migrate`.", Report(database_url).faults["migrations"])


def test_a_newer_database_is_found(db: Database, database_url: str) -> None:
    db.run("INSERT INTO migration (name, applied_at) VALUES ('from_the_future', 1)")
    assert "from_the_future" in Report(database_url).faults["migrations"]


def test_a_user_who_may_only_read_is_found(postgres_template: services.PostgresServer) -> None:
    server = postgres_template
    server.execute("CREATE DATABASE readable TEMPLATE migrated")
    server.execute("CREATE ROLE reader LOGIN IN ROLE pg_read_all_data")
    report = Report(server.url("readable").replace("test@", "reader@"))
    assert list(report.faults) == ["writing"]
    assert "permission denied for schema public" in report.faults["writing"]
    assert "must be allowed to change the database" in report.faults["writing"]
    server.execute("DROP DATABASE readable")
    server.execute("DROP ROLE reader")


def test_a_database_that_lacks_letters_is_found(postgres_server: services.PostgresServer) -> None:
    postgres_server.execute("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    report = Report(postgres_server.url("latin"))
    assert "createdb --encoding=UTF8" in report.faults["encoding"]
    postgres_server.execute("DROP DATABASE latin")


def test_a_market_with_faults_is_found(database_url: str, copied: Path) -> None:
    (copied / "places.csv").write_text("code,parent,level,name\n")
    report = Report(database_url, FURSA_MARKET=str(copied))
    assert "places.csv" in report.faults["market"]
    assert "market" not in report.of("ok")


def test_redis_that_answers_is_fine(database_url: str, redis_server: services.RedisServer) -> None:
    report = Report(database_url, FURSA_REDIS=redis_server.url)
    assert report.of("ok")["Redis"] == f"{redis_server.url} answers"


@pytest.mark.parametrize("address", ["redis://:swordfish@127.0.0.1:1/0", "redis://:swordfish@127.0.0.1:many/0"])
def test_redis_that_does_not_answer_is_found(database_url: str, address: str) -> None:
    report = Report(database_url, FURSA_REDIS=address)
    assert "Start it, or mend or remove FURSA_REDIS." in report.faults["Redis"]
    assert "swordfish" not in "".join(report.lines)


def test_without_a_key_a_fresh_one_is_offered(database_url: str) -> None:
    reports = [Report(database_url, FURSA_CALLBACK_KEY="") for _ in range(2)]
    offered = {report.of("note")["callback key"].rpartition(" ")[2] for report in reports}
    assert len(offered) == 2
    for assignment in offered:
        name, _, value = assignment.partition("=")
        assert settings.read({name: value}).callback_keys == (value,)


def test_a_key_that_is_set_is_not_shown(database_url: str) -> None:
    assert KEY not in "".join(Report(database_url).lines)


def test_a_clock_that_has_lost_its_battery_is_found(database_url: str) -> None:
    with time_machine.travel("1970-01-04T05:06:00Z", tick=False):
        assert Report(database_url).faults["clock"].startswith("it says 1970-01-04 05:06 UTC. Set it")


def test_a_language_without_its_texts_is_found(database_url: str) -> None:
    [finding] = catalogues(["en", "tlh"])
    assert finding.state == "FAULT"
    assert finding.text.startswith("no compiled catalogue for tlh, so people would read en.")


def test_each_language_of_the_market_is_looked_at(database_url: str) -> None:
    report = Report(database_url, FURSA_MARKET=str(TINYLAND))
    assert len([line for line in report.lines if re.match(r"\S+ +texts: ", line)]) == 2
