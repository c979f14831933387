"""The commands for vacancies, as staff at the server type them."""

import pytest
from click.testing import CliRunner, Result

from core import vacancies
from core.database import Database
from core.market import Market
from tests.core.makers import DAY, NOW, vacancy
from wsgi import main


def fursa(url: str, *words: str) -> Result:
    """Run a command on a database."""
    return CliRunner().invoke(main, ["vacancy", *words], env={"FURSA_DATABASE": url})


@pytest.fixture
def reference(db: Database, market: Market) -> str:
    """A vacancy that waits, and will for a hundred years."""
    return str(vacancy(db, market, deadline=NOW + 36_500 * DAY)["reference"])


def test_what_waits_is_listed_and_can_be_opened(db: Database, database_url: str, reference: str) -> None:
    listed = fursa(database_url, "waiting")
    assert f"{reference}  Welder, Juhudi Works, Buruburu, KES 18,000 a month, posts 1" in listed.output
    assert "1 waiting" in listed.output
    assert "is open" in fursa(database_url, "open", reference).output
    assert vacancies.by_reference(db, reference)["status"] == "open"
    assert "0 waiting" in fursa(database_url, "waiting").output


def test_one_that_is_open_cannot_be_opened_again(database_url: str, reference: str) -> None:
    fursa(database_url, "open", reference)
    again = fursa(database_url, "open", reference)
    assert again.exit_code == 1
    assert "is open, or its deadline has passed" in again.output


@pytest.mark.parametrize("status", ["filled", "held", "refused", "closed"])
def test_one_is_taken_from_sight_once(db: Database, database_url: str, reference: str, status: str) -> None:
    fursa(database_url, "open", reference)
    assert fursa(database_url, "end", reference, "--as", status).exit_code == 0
    assert vacancies.by_reference(db, reference)["status"] == status
    assert fursa(database_url, "end", reference, "--as", status).exit_code == 1


@pytest.mark.parametrize(("typed", "said"), [("10007", "mistyped"), ("99992", "There is no vacancy")])
def test_a_wrong_reference_is_told(database_url: str, reference: str, typed: str, said: str) -> None:
    wrong = fursa(database_url, "open", typed)
    assert wrong.exit_code == 1
    assert said in wrong.output
