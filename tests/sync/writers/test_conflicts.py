"""Conflicts from tablets: the officer has looked at what staff sent back."""

import pytest

from core.database import Database, Row
from core.market import Market
from sync import conflicts, quarantine
from tests.core.makers import NOW
from tests.sync.makers import Tablet, by_phone, new_id, tablet

LATER = NOW + 3600


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


def conflict(db: Database, market: Market, amina: Tablet) -> Row:
    """What an officer said of a person who had said otherwise by phone."""
    person = amina.register()
    by_phone(db, market, person, experience="over_5")
    amina.send("profiles", person, 1, experience="none")
    [kept] = quarantine.waiting(db)
    return kept


def test_what_the_officer_has_looked_at_leaves_the_tablet_and_staff_see_by_whom(
    db: Database, market: Market, amina: Tablet
) -> None:
    kept = conflict(db, market, amina)
    conflicts.send_back(db, kept, "staff", LATER, "Which?")
    shown = amina.shown("conflicts", kept["id"])
    assert amina.remove("conflicts", kept["id"], shown["version"])["status"] == "applied"
    assert amina.held("conflicts", kept["id"]) is None
    decided = quarantine.by_id(db, kept["id"])
    assert (decided["state"], decided["decided_by"]) == ("dropped", f"officer:{amina.device.officer_id}")
    # Another tablet of the officer says the same again.
    assert amina.remove("conflicts", kept["id"], shown["version"])["status"] == "applied"


def test_what_staff_have_not_sent_back_is_theirs(db: Database, market: Market, amina: Tablet) -> None:
    kept = conflict(db, market, amina)
    assert amina.remove("conflicts", kept["id"], 1)["reason"] == "read_only"
    assert quarantine.by_id(db, kept["id"])["state"] == "waiting"


def test_nobody_answers_for_another_officer_or_writes_into_a_conflict(
    db: Database, market: Market, amina: Tablet
) -> None:
    kept = conflict(db, market, amina)
    conflicts.send_back(db, kept, "staff", LATER, "Which?")
    other = tablet(db, market, "baraka")
    assert other.remove("conflicts", kept["id"], 2)["reason"] == "not_in_scope"
    assert amina.send("conflicts", kept["id"], 2, why="mine")["reason"] == "read_only"
    assert quarantine.by_id(db, kept["id"])["state"] == "sent_back"


def test_one_that_is_not_known_any_more_is_looked_at_as_well(db: Database, amina: Tablet) -> None:
    """As after a restore, when the tablet says it all again."""
    assert amina.remove("conflicts", new_id(), 2) == {"n": 1, "status": "applied", "version": 2}
    assert quarantine.waiting(db) == []
