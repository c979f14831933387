"""The commands for staff accounts, as an administrator types them."""

from click.testing import CliRunner, Result

from core import staff
from core.database import Database
from tests.conversation import on_sqlite
from wsgi import main


def fursa(url: str, *words: str) -> Result:
    return CliRunner().invoke(main, ["staff", *words], env={"FURSA_DATABASE": url})


@on_sqlite
def test_the_first_administrator_is_made_at_the_server(db: Database, database_url: str) -> None:
    made = fursa(database_url, "add", "amina")
    assert made.exit_code == 0 and "/staff/welcome" in made.output
    [member] = staff.all(db)
    assert (member["name"], member["role"], member["places"]) == ("amina", "administrator", [])
    assert "amina  administrator  everywhere  not signed in yet" in fursa(database_url, "list").output


@on_sqlite
def test_an_account_is_limited_to_places_by_name(db: Database, database_url: str) -> None:
    fursa(database_url, "add", "juma", "--role", "officer", "--place", "Kilifi", "--place", "047", "--language", "sw")
    [member] = staff.all(db)
    assert member["places"] == ["003", "047"] and member["language"] == "sw"


@on_sqlite
def test_what_cannot_be_is_told_in_one_line(database_url: str, db: Database) -> None:
    for words, said in (
        (("add", "juma", "--place", "Atlantis"), "no place 'Atlantis'"),
        (("add", "juma", "--place", "Buruburu"), "counties"),
        (("add", "juma", "--language", "xx"), "speaks"),
        (("reset", "nobody"), "no account nobody"),
        (("end", "nobody"), "no account nobody"),
    ):
        wrong = fursa(database_url, *words)
        assert wrong.exit_code == 1 and said in wrong.output, wrong.output
    assert staff.all(db) == []


@on_sqlite
def test_a_lost_phone_gets_a_new_word_and_who_left_is_closed(database_url: str, db: Database) -> None:
    fursa(database_url, "add", "amina")
    fursa(database_url, "add", "juma", "--role", "officer")
    assert "one-time word" in fursa(database_url, "reset", "juma").output
    assert "signed out" in fursa(database_url, "end", "juma").output
    assert "closed" in fursa(database_url, "list").output
    assert "last administrator" in fursa(database_url, "end", "amina").output
