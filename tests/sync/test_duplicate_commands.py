"""The commands for people who may be registered twice, as staff at the server type them."""

import re

import click
import pytest
from click.testing import CliRunner

from core import duplicates, profiles
from core.database import Database, Row
from core.errors import SetupError
from core.market import Market
from sync.duplicate_commands import group_commands
from tests.core.makers import NOW, PHONE, person

OTHER_PHONE = "+254733000111"
commands = {command.name or "": command for command in group_commands}


def run(url: str, name: str, *words: str) -> str:
    """What a command says on a database."""
    result = CliRunner().invoke(
        commands[name], words, env={"FURSA_DATABASE": url}, catch_exceptions=False, standalone_mode=True
    )
    return result.output


@pytest.fixture
def pair(db: Database, market: Market) -> tuple[Row, Row]:
    """Two profiles of one person, proposed."""
    both = person(db, market), person(db, market, OTHER_PHONE, name="Atieno Wanjikoo")
    while duplicates.catch_up(db, market, NOW):
        pass
    return both


def test_staff_see_pairs_with_what_tells_people_apart(pair: tuple[Row, Row], database_url: str) -> None:
    told = run(database_url, "duplicates")
    assert "names sound alike, same age, same or near home" in told
    assert f"{pair[0]['id']}  Wanjiku Atieno, 1995, Buruburu, ******678" in told
    assert f"{pair[1]['id']}  Atieno Wanjikoo, 1995, Buruburu, ******111" in told
    assert "1 waiting" in told
    assert PHONE not in told


def test_a_pair_is_merged_and_unmerged_with_the_id_that_was_told(
    db: Database, pair: tuple[Row, Row], database_url: str
) -> None:
    kept, gone = (profile["id"] for profile in pair)
    told = run(database_url, "merge", kept, gone, "--by", "amina")
    found = re.search(r"fursa sync unmerge (\S+)", told)
    assert found
    assert "0 waiting" in run(database_url, "duplicates")
    assert [profile["id"] for profile in profiles.of_phone(db, OTHER_PHONE)] == [kept]
    assert "is undone" in run(database_url, "unmerge", found[1])
    assert [profile["id"] for profile in profiles.of_phone(db, OTHER_PHONE)] == [gone]
    assert db.one("SELECT author FROM merge") == {"author": "amina"}
    with pytest.raises(SetupError, match="undone already"):
        run(database_url, "unmerge", found[1])


def test_people_who_are_different_leave_the_list(pair: tuple[Row, Row], database_url: str) -> None:
    run(database_url, "different", pair[1]["id"], pair[0]["id"])
    assert "0 waiting" in run(database_url, "duplicates")


@pytest.mark.parametrize(("name", "words"), [("merge", "none none"), ("different", "none none"), ("unmerge", "none")])
def test_an_id_that_is_mistyped_is_told(database_url: str, name: str, words: str) -> None:
    with pytest.raises(SetupError, match="There is no"):
        run(database_url, name, *words.split())


@pytest.mark.parametrize("name", ["merge", "different"])
def test_one_and_the_same_profile_is_no_pair(pair: tuple[Row, Row], database_url: str, name: str) -> None:
    with pytest.raises(SetupError, match="Give two ids"):
        run(database_url, name, pair[0]["id"], pair[0]["id"])


def test_the_group_gets_four_commands() -> None:
    assert sorted(commands) == ["different", "duplicates", "merge", "unmerge"]
    assert all(isinstance(command, click.Command) for command in group_commands)
