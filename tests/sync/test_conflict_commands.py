"""`fursa sync`: what staff at the server type to decide on what officers sent."""

import pytest
from click.testing import CliRunner, Result

from core.database import Database
from core.market import Market
from sync import quarantine
from tests.sync.makers import Tablet, by_phone, new_id, tablet
from wsgi import main


def fursa(url: str, *words: str) -> Result:
    """Run a command on a database."""
    return CliRunner().invoke(main, ["sync", *words], env={"FURSA_DATABASE": url})


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


@pytest.fixture
def person(db: Database, market: Market, amina: Tablet) -> str:
    """Somebody about whose experience the phone and the tablet say different things."""
    person = amina.register()
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 1, experience="none")
    return person


@pytest.fixture
def conflict(db: Database, person: str) -> str:
    """The id of what waits because of it."""
    [row] = quarantine.waiting(db)
    return str(row["id"])


def test_what_waits_is_listed_with_both_values_and_the_reason(
    amina: Tablet, person: str, conflict: str, database_url: str
) -> None:
    amina.send("frogs", "x", 0, words="a" * 200)
    told = fursa(database_url, "conflicts").output.splitlines()
    assert told[0] == f'{conflict}  amina  profiles/{person}  experience: "none" | "over_5"  both_changed'
    assert "amina  frogs/x  *: {" in told[1]
    assert told[1].endswith("…  | null  unknown_collection".replace("  |", " |"))
    assert told[2:] == ["2 waiting"]
    assert fursa(database_url, "conflicts", "--limit", "1").output.splitlines() == [told[0], "1 waiting"]


def test_nothing_waits(db: Database, database_url: str) -> None:
    assert fursa(database_url, "conflicts").output == "0 waiting\n"


def test_a_value_is_accepted(amina: Tablet, person: str, conflict: str, database_url: str, db: Database) -> None:
    assert fursa(database_url, "accept", conflict, "--by", "zawadi").output == "Accepted.\n"
    assert amina.shown("profiles", person)["experience"] == "none"
    assert quarantine.by_id(db, conflict)["decided_by"] == "zawadi"


def test_a_value_is_dropped(amina: Tablet, person: str, conflict: str, database_url: str, db: Database) -> None:
    assert fursa(database_url, "drop", conflict, "She said so").output == "Dropped.\n"
    assert amina.shown("profiles", person)["experience"] == "over_5"
    row = quarantine.by_id(db, conflict)
    assert (row["why"], row["decided_by"]) == ("She said so", "administrator")


def test_a_value_is_sent_back(amina: Tablet, conflict: str, database_url: str) -> None:
    told = fursa(database_url, "send-back", conflict, "Which of them?")
    assert told.output == "Sent back: the tablet shows it after its next sync.\n"
    assert amina.shown("conflicts", conflict)["why"] == "Which of them?"
    assert fursa(database_url, "accept", conflict).exit_code == 0
    assert amina.held("conflicts", conflict) is None


def test_what_is_decided_or_not_there_is_told_in_one_line(conflict: str, database_url: str) -> None:
    fursa(database_url, "drop", conflict, "no")
    for words in (("accept", conflict), ("drop", conflict, "no"), ("send-back", conflict, "why")):
        told = fursa(database_url, *words)
        assert (told.exit_code, told.output.count("\n")) == (1, 1)
        assert "decided on already" in told.output
    for words in (("accept", "7"), ("drop", "7", "no"), ("send-back", "7", "why")):
        told = fursa(database_url, *words)
        assert told.exit_code == 1
        assert 'There is no conflict "7".' in told.output


def test_what_cannot_be_applied_is_told_with_what_to_do(
    db: Database, amina: Tablet, person: str, conflict: str, database_url: str
) -> None:
    amina.send("notes", new_id(), 3, text="Nobody knows")
    amina.send("profiles", person, 2, birth_year="1995")
    _first, gone, wrong = quarantine.waiting(db)
    told = fursa(database_url, "accept", gone["id"])
    assert told.output == "Error: It cannot be applied: gone. It was deleted, or the person was erased.\n"
    told = fursa(database_url, "accept", wrong["id"])
    assert told.output == "Error: It cannot be applied: type. Drop it, or send it back.\n"
    assert len(quarantine.waiting(db)) == 3
