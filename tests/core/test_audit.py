"""The audit trail: lines are added, read by what they are about, and never changed."""

import pytest

from core import audit
from core.database import Database
from core.errors import ConflictError
from tests.core.makers import NOW


def note(db: Database, action: str, subject: str = "v1", actor: str = "staff:a") -> None:
    with db.transaction():
        audit.note(db, NOW, actor, action, "vacancy", subject, "asks_money", reports=3)


def test_lines_about_one_thing_are_read_newest_first(db: Database) -> None:
    note(db, "vacancy.held")
    note(db, "vacancy.approved")
    note(db, "vacancy.held", "v2")
    lines = audit.of_subject(db, "vacancy", "v1")
    assert [line["action"] for line in lines] == ["vacancy.approved", "vacancy.held"]
    assert (lines[0]["reason"], lines[0]["data"], lines[0]["at"]) == ("asks_money", {"reports": 3}, NOW)


def test_the_newest_lines_are_paged_and_may_be_of_one_actor(db: Database) -> None:
    for number in range(5):
        note(db, f"vacancy.{number}", actor="staff:a" if number % 2 else "staff:b")
    first = audit.recent(db, limit=2)
    assert [line["action"] for line in first] == ["vacancy.4", "vacancy.3"]
    assert [line["action"] for line in audit.recent(db, before=first[-1]["id"], limit=2)] == ["vacancy.2", "vacancy.1"]
    assert [line["action"] for line in audit.recent(db, actor="staff:a")] == ["vacancy.3", "vacancy.1"]


@pytest.mark.parametrize("change", ["UPDATE audit SET reason = 'other'", "DELETE FROM audit"])
def test_the_database_itself_lets_nobody_change_a_line(db: Database, change: str) -> None:
    note(db, "vacancy.held")
    with pytest.raises(ConflictError, match="append-only"):
        db.run(change)
    assert audit.recent(db)[0]["reason"] == "asks_money"
