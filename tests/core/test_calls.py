"""Requests for a call: one open request a phone, on both databases."""

import pytest

from core import calls, events
from core.database import Database
from core.errors import NotFoundError
from core.market import Market
from tests.core.makers import NOW, PHONE, person

OTHER_PHONE = "+254733000111"


def asked(db: Database) -> int:
    """How many requests have been told of."""
    return sum(event["kind"] == "call.asked" for event in events.after(db, 0))


def test_a_request_is_kept_with_its_language_and_told_of(db: Database, market: Market) -> None:
    profile = person(db, market)
    assert calls.ask(db, PHONE, profile["id"], "sw", NOW) is True
    kept = db.all("SELECT id, phone, profile_id, language, at, done_at FROM call_request")
    assert [{**kept[0], "id": ""}] == [
        {"id": "", "phone": PHONE, "profile_id": profile["id"], "language": "sw", "at": NOW, "done_at": None}
    ]
    last = events.after(db, 0)[-1]
    assert (last["kind"], last["subject"], last["data"]) == ("call.asked", kept[0]["id"], {})


def test_somebody_without_a_profile_may_ask_too(db: Database) -> None:
    assert calls.ask(db, PHONE, None, "en", NOW) is True


def test_asking_again_while_the_request_is_open_changes_nothing(db: Database) -> None:
    assert calls.ask(db, PHONE, None, "en", NOW) is True
    assert calls.ask(db, PHONE, None, "sw", NOW + 1) is False
    assert calls.ask(db, OTHER_PHONE, None, "en", NOW) is True
    assert asked(db) == 2


def test_once_called_a_phone_may_ask_again(db: Database) -> None:
    calls.ask(db, PHONE, None, "en", NOW)
    db.run("UPDATE call_request SET done_at = :now", now=NOW + 60)
    assert calls.ask(db, PHONE, None, "en", NOW + 120) is True
    assert asked(db) == 2


def test_who_waits_is_told_with_their_number_until_somebody_has_called(db: Database, market: Market) -> None:
    profile = person(db, market)
    calls.ask(db, PHONE, profile["id"], "sw", NOW)
    calls.ask(db, OTHER_PHONE, None, "en", NOW + 1)
    first, second = calls.waiting(db, None)
    assert (first["phone"], first["reference"], first["language"]) == (PHONE, profile["reference"], "sw")
    assert (second["phone"], second["reference"]) == (OTHER_PHONE, None)
    assert [row["id"] for row in calls.waiting(db, None, first["id"])] == [second["id"]]
    assert [row["id"] for row in calls.waiting(db, ("047",))] == [first["id"]]
    assert calls.waiting(db, ("001",)) == []
    assert calls.done(db, first["id"], NOW + 9)
    assert not calls.done(db, first["id"], NOW + 10)
    assert calls.by_id(db, first["id"])["done_at"] == NOW + 9
    assert [row["id"] for row in calls.waiting(db, None)] == [second["id"]]
    with pytest.raises(NotFoundError):
        calls.by_id(db, "nobody")
