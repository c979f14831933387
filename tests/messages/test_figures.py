"""Figures: messages counted by what became of them, in which language, through which gateway."""

from core.database import Database
from core.market import Market
from messages import figures, outbox, sending
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
