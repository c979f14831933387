"""Staff accounts: how they begin, who gets in, what they may become."""

import pyotp
import pytest

from core import audit, staff
from core.database import Database, Row
from core.errors import ConflictError, InvalidError, NotFoundError, TooManyError
from core.market import Market
from tests.conversation import on_sqlite
from tests.core.makers import NOW, TOWN

PASSWORD = "four words nobody says"
BOSS = "staff:boss"


def account(db: Database, market: Market, name: str = "amina", role: str = "moderator", *places: str) -> Row:
    """An account with a password and codes, and its secret as `secret`."""
    member, invite = staff.add(db, market, name, role, places, NOW)
    token = staff.accept(db, name, invite, PASSWORD, "here", NOW)
    found = staff.secret_to_set_up(db, token, NOW)
    assert found
    staff.give_code(db, token, pyotp.TOTP(found[0]).at(NOW), "here", NOW)
    return {**member, "secret": found[0]}


def enter(db: Database, member: Row, now: int, password: str = PASSWORD) -> str:
    """Sign in with the right code."""
    token = staff.sign_in(db, member["name"], password, "here", now)
    return staff.give_code(db, token, pyotp.TOTP(member["secret"]).at(now), "here", now)


def test_who_signed_in_is_known_by_the_token_until_it_is_over(db: Database, market: Market) -> None:
    member = account(db, market, "amina", "moderator", "047")
    token = enter(db, member, NOW + 60)
    known = staff.of_session(db, token, NOW + 61)
    assert known and (known["id"], known["role"], known["places"]) == (member["id"], "moderator", ["047"])
    assert staff.of_session(db, token, NOW + 60 + staff.IDLE_SECONDS) is None
    for minute in range(0, staff.SESSION_SECONDS, staff.IDLE_SECONDS // 2):
        staff.touch(db, token, NOW + 60 + minute)
    assert staff.of_session(db, token, NOW + 59 + staff.SESSION_SECONDS) is not None
    assert staff.of_session(db, token, NOW + 60 + staff.SESSION_SECONDS) is None


def test_a_code_works_once_and_no_older_one_after_it(db: Database, market: Market) -> None:
    member = account(db, market)
    enter(db, member, NOW + 300)
    for moment in (NOW + 300, NOW + 270):
        token = staff.sign_in(db, "amina", PASSWORD, "here", NOW + 301)
        with pytest.raises(InvalidError, match="wrong_code"):
            staff.give_code(db, token, pyotp.TOTP(member["secret"]).at(moment), "here", NOW + 301)


def test_a_clock_half_a_minute_off_does_not_keep_anybody_out(db: Database, market: Market) -> None:
    member = account(db, market)
    for number, off in enumerate((-30, 30)):
        now = NOW + 600 * (number + 1)
        token = staff.sign_in(db, "amina", PASSWORD, "here", now)
        assert staff.give_code(db, token, pyotp.TOTP(member["secret"]).at(now + off), "here", now)


def guess(db: Database, name: str, sender: str, now: int = NOW) -> str:
    """A wrong password. Returns what came of it."""
    try:
        staff.sign_in(db, name, "a guess", sender, now)
    except (InvalidError, TooManyError) as error:
        return type(error).__name__
    return "in"


def test_after_too_many_guesses_a_name_waits_whether_or_not_there_is_such_an_account(
    db: Database, market: Market
) -> None:
    account(db, market)
    for name in ("amina", "nobody"):
        told = [guess(db, name, "there") for _turn in range(staff.TRIES + 1)]
        assert told == ["InvalidError"] * staff.TRIES + ["TooManyError"]
    with pytest.raises(TooManyError) as refused:
        staff.sign_in(db, "amina", PASSWORD, "there", NOW + 1)
    assert 0 < refused.value.retry_after <= staff.TRY_SECONDS
    assert staff.sign_in(db, "amina", PASSWORD, "there", NOW + staff.TRY_SECONDS)


def test_nobody_keeps_the_owner_of_an_account_out_from_elsewhere(db: Database, market: Market) -> None:
    member = account(db, market)
    for hour in range(5):
        for _turn in range(staff.TRIES):
            guess(db, "amina", "there", NOW + hour * 900)
        assert enter(db, member, NOW + hour * 900 + 60)


@on_sqlite
def test_an_address_that_guesses_for_many_accounts_waits(db: Database, market: Market) -> None:
    told = [guess(db, f"nobody {number}", "there") for number in range(staff.MOST_TRIES + 1)]
    assert told[-2:] == ["InvalidError", "TooManyError"]
    assert guess(db, "amina", "elsewhere") == "InvalidError"


@on_sqlite
def test_an_account_that_is_guessed_at_from_everywhere_waits(db: Database, market: Market) -> None:
    account(db, market)
    told = [guess(db, "amina", f"10.0.0.{number}") for number in range(staff.MOST_OF_ALL + 1)]
    assert told[-2:] == ["InvalidError", "TooManyError"]


def test_right_passwords_without_a_code_count_as_well(db: Database, market: Market) -> None:
    account(db, market)
    for _turn in range(staff.TRIES):
        staff.sign_in(db, "amina", PASSWORD, "there", NOW)
    with pytest.raises(TooManyError):
        staff.sign_in(db, "amina", PASSWORD, "there", NOW)


@pytest.mark.parametrize("typed", ["", "²²²²²²", "abc", "12345678901234567890", "\x00"])
def test_what_is_no_code_is_a_wrong_code(db: Database, market: Market, typed: str) -> None:
    account(db, market)
    token = staff.sign_in(db, "amina", PASSWORD, "here", NOW + 60)
    with pytest.raises(InvalidError, match="wrong_code"):
        staff.give_code(db, token, typed, "here", NOW + 60)


def test_a_code_may_be_typed_in_any_digits(db: Database, market: Market) -> None:
    member = account(db, market)
    token = staff.sign_in(db, "amina", PASSWORD, "here", NOW + 60)
    code = pyotp.TOTP(member["secret"]).at(NOW + 60)
    arabic = " ".join(chr(0x0660 + int(digit)) for digit in code)
    assert staff.give_code(db, token, arabic, "here", NOW + 60)


def test_a_one_time_word_opens_one_account_once_and_in_time(db: Database, market: Market) -> None:
    _member, invite = staff.add(db, market, "amina", "officer", ["047"], NOW)
    for name, word, at in (("juma", invite, NOW), ("amina", "AAAA-BBBB", NOW), ("amina", invite, NOW + 4 * 86_400)):
        with pytest.raises(InvalidError, match="wrong_invite"):
            staff.accept(db, name, word, PASSWORD, "here", at)
    with pytest.raises(InvalidError, match="password_short"):
        staff.accept(db, "amina", invite, "short", "here", NOW)
    assert staff.accept(db, "amina", invite.lower().replace("-", " "), PASSWORD, "here", NOW)
    with pytest.raises(InvalidError, match="wrong_invite"):
        staff.accept(db, "amina", invite, PASSWORD, "here", NOW)


def test_a_reset_signs_out_and_begins_anew(db: Database, market: Market) -> None:
    member = account(db, market)
    token = enter(db, member, NOW + 60)
    invite = staff.reset(db, member["id"], NOW + 61, BOSS)
    assert staff.of_session(db, token, NOW + 61) is None
    with pytest.raises(InvalidError):
        staff.sign_in(db, "amina", PASSWORD, "here", NOW + 61)
    assert staff.accept(db, "amina", invite, "other words than before", "here", NOW + 62)


def test_who_left_is_out_at_once_and_for_good(db: Database, market: Market) -> None:
    account(db, market, "boss", "administrator")
    member = account(db, market)
    token = enter(db, member, NOW + 60)
    staff.end(db, member["id"], NOW + 61, BOSS)
    assert staff.of_session(db, token, NOW + 61) is None
    for reach in (lambda: staff.end(db, member["id"], NOW, BOSS), lambda: staff.reset(db, member["id"], NOW, BOSS)):
        with pytest.raises(NotFoundError):
            reach()


def test_the_last_administrator_of_the_whole_market_stays(db: Database, market: Market) -> None:
    boss = account(db, market, "boss", "administrator")
    account(db, market, "county boss", "administrator", "047")
    with pytest.raises(InvalidError, match="last_administrator"):
        staff.end(db, boss["id"], NOW, BOSS)
    with pytest.raises(InvalidError, match="last_administrator"):
        staff.change(db, market, boss["id"], "administrator", ["047"], NOW, BOSS)
    account(db, market, "other boss", "administrator")
    assert staff.change(db, market, boss["id"], "analyst", [], NOW, BOSS)["role"] == "analyst"


@pytest.mark.parametrize(
    ("name", "role", "places", "code"),
    [
        ("", "officer", [], "staff_name"),
        ("a" * 41, "officer", [], "staff_name"),
        ("amina", "king", [], "unknown_role"),
        ("amina", "officer", ["nowhere"], "unknown_place"),
        ("amina", "officer", [TOWN], "place_too_small"),
    ],
)
def test_an_account_that_cannot_be_is_refused(
    db: Database, market: Market, name: str, role: str, places: list[str], code: str
) -> None:
    with pytest.raises(InvalidError, match=code):
        staff.add(db, market, name, role, places, NOW)


def test_a_name_is_taken_once(db: Database, market: Market) -> None:
    staff.add(db, market, "amina", "officer", [], NOW)
    with pytest.raises(ConflictError):
        staff.add(db, market, "amina", "analyst", [], NOW)


def test_no_secret_lies_in_the_database_as_it_is_typed(db: Database, market: Market) -> None:
    member, invite = staff.add(db, market, "amina", "officer", [], NOW)
    token = staff.accept(db, "amina", invite, PASSWORD, "here", NOW)
    for table in ("staff", "staff_session", "audit"):
        held = str(db.all(f"SELECT * FROM {table}"))
        assert not any(secret in held for secret in (invite, invite.replace("-", ""), PASSWORD, token))
    assert audit.of_subject(db, "staff", member["id"])[0]["action"] == "staff.password_chosen"
