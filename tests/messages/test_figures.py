"""Figures: messages counted by what became of them, in which language, through which gateway."""

from core.database import Database
from core.market import Market
from messages import figures, outbox, sending
from tests.core import makers
from tests.outgoing import DAY, NOW, FakeGateway, Text, queue


def test_messages_are_counted_by_state_language_and_gateway(db: Database, market: Market) -> None:
    for number in range(3):
        queue(db, f"en{number}", f"+2547120000{number:02}")
    outbox.put(db, NOW, "+254712000009", Text("Kazi"), "alert", "sw", dedupe="sw", not_after=NOW + DAY)
    sending.drain(db, FakeGateway(), market, lambda: NOW, limit=2)
    found = [
        (row["state"], row["language"], row["gateway"], row["messages"], row["cost"])
        for row in figures.of_messages(db, 0)
    ]
    assert found == [
        ("accepted", "en", "test", 1, 800_000),
        ("accepted", "sw", "test", 1, 800_000),
        ("queued", "en", "", 2, 0),
    ]


def test_the_first_message_since_a_time_is_found_also_before_it_is_there(db: Database) -> None:
    assert figures.first_since(db, NOW) == 1
    queue(db, "a")
    assert figures.first_since(db, NOW) == 1
    assert figures.first_since(db, NOW + 1) == 2


def test_the_last_messages_are_told_of_all_or_of_the_people_of_an_area(db: Database, market: Market) -> None:
    here = makers.person(db, market)
    there = makers.person(db, market, "+254712000002", place=makers.ELSEWHERE)
    for number, profile in enumerate((here, here, there)):
        queue(db, f"m{number}", profile_id=profile["id"])
    queue(db, "nobody's")
    counted = {
        area: sum(row["messages"] for row in figures.lately(db, area)) for area in (None, ("047",), ("001",), ())
    }
    assert counted == {None: 4, ("047",): 2, ("001",): 1, (): 0}
    rows, older = figures.some(db, None, None, 3)
    assert [row["id"] for row in rows] == sorted((row["id"] for row in rows), reverse=True)
    rest, end = figures.some(db, None, older, 3)
    assert (len(rows), len(rest), end) == (3, 1, None)
    assert len(figures.some(db, ("047",), None, 3)[0]) == 2


def test_what_waits_is_told_with_its_unit_where_it_waits_for_money(db: Database, market: Market) -> None:
    assert figures.waits(db, NOW) == (None, {})
    queue(db, "later", not_before=NOW + 60)
    assert figures.waits(db, NOW) == (None, {})
    queue(db, "older", not_before=NOW - 600, priority=outbox.OUTREACH)
    queue(db, "now", not_before=NOW - 60)
    queue(db, "held", not_before=NOW - 900, unit="lagoa")
    [held] = db.all("SELECT id FROM outbox WHERE unit = 'lagoa'")
    db.run("UPDATE outbox SET held = 1 WHERE id = :id", id=held["id"])
    assert figures.waits(db, NOW) == (NOW - 600, {"lagoa": 1})
