"""Sessions in the database: two requests of one phone never both save."""

import pytest

from channels import sessions
from core.database import Database
from core.errors import ConflictError


def test_a_phone_that_never_called_stands_nowhere(db: Database) -> None:
    standing = sessions.load(db, "+254712345678", "ussd")
    assert (standing.version, standing.profiles, standing.session.screen) == (0, [], "")


def test_what_was_saved_is_loaded(db: Database) -> None:
    standing = sessions.load(db, "+254712345678", "ussd")
    standing.session.go("job", "v1")
    standing.session.parts = [["Mason \x00 አበበ", 0]]
    standing.call.begin("call")
    standing.call.remember("key", "text", False)
    with db.transaction():
        sessions.save(db, standing, 7)
    again = sessions.load(db, "+254712345678", "ussd")
    assert (again.session, again.call) == (standing.session, standing.call)
    assert (again.version, again.updated_at) == (1, 7)
    assert sessions.load(db, "+254712345678", "sms").version == 0


@pytest.mark.parametrize("saved_before", [False, True])
def test_of_two_who_read_the_same_only_one_saves(db: Database, saved_before: bool) -> None:
    if saved_before:
        with db.transaction():
            sessions.save(db, sessions.load(db, "+254712345678", "ussd"), 1)
    one, two = (sessions.load(db, "+254712345678", "ussd") for _reader in range(2))
    with db.transaction():
        sessions.save(db, one, 2)
    with pytest.raises(ConflictError), db.transaction():
        sessions.save(db, two, 3)
    assert sessions.load(db, "+254712345678", "ussd").updated_at == 2


def test_a_call_keeps_its_latest_replies_and_the_calls_before_it() -> None:
    call = sessions.Call()
    for number in range(9):
        call.begin(f"call {number}")
    for number in range(9):
        call.remember(f"key {number}", f"text {number}", False)
    assert call.past == ["call 4", "call 5", "call 6", "call 7"]
    assert [reply[0] for reply in call.replies] == ["key 5", "key 6", "key 7", "key 8"]


def test_the_last_word_on_another_channel_is_loaded_unless_it_is_unsure_whose_it_was(db: Database) -> None:
    def spoke(channel: str, at: int, silent: bool) -> None:
        standing = sessions.load(db, "+254712345678", channel)
        standing.session.silent = silent
        standing.session.draft = {"name": '"silent":true'}
        with db.transaction():
            sessions.save(db, standing, at)

    spoke("ussd", 5, False)
    spoke("web", 9, True)
    assert sessions.load(db, "+254712345678", "sms").elsewhere_at == 5
    assert sessions.load(db, "+254712345678", "ussd").elsewhere_at == 0
    assert sessions.load(db, "+254712345679", "sms").elsewhere_at == 0
