"""Browsers are let in by a code of six digits that nobody can guess, ask for without end or use twice."""

import threading

import pytest

from core import browsers
from core.database import Database
from core.errors import TooManyError
from tests.core.makers import NOW, PHONE

OTHER = "+254712345679"
HOUR = 3600


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_lets_the_browser_in_that_asked(db: Database) -> None:
    asked = browsers.ask(db, PHONE, "192.0.2.1", NOW, language="sw", aim="job:10017")
    assert len(asked.code) == 6 and asked.code.isdigit()
    checked = browsers.check(db, asked.ticket, asked.code, NOW + 599)
    assert checked == {"phone": PHONE, "language": "sw", "aim": "job:10017"}


def test_a_code_works_once(db: Database) -> None:
    asked = browsers.ask(db, PHONE, "192.0.2.1", NOW)
    assert browsers.check(db, asked.ticket, asked.code, NOW)
    assert browsers.check(db, asked.ticket, asked.code, NOW) is None
    assert browsers.waiting(db, asked.ticket, NOW) is None


def test_a_code_works_for_ten_minutes(db: Database) -> None:
    asked = browsers.ask(db, PHONE, "192.0.2.1", NOW)
    assert browsers.waiting(db, asked.ticket, NOW + 599)
    assert browsers.waiting(db, asked.ticket, NOW + 600) is None
    assert browsers.check(db, asked.ticket, asked.code, NOW + 600) is None


def test_after_five_wrong_codes_the_right_one_is_of_no_use(db: Database) -> None:
    asked = browsers.ask(db, PHONE, "192.0.2.1", NOW)
    for _try in range(4):
        assert browsers.check(db, asked.ticket, wrong(asked.code), NOW) is None
    assert browsers.waiting(db, asked.ticket, NOW)
    assert browsers.check(db, asked.ticket, wrong(asked.code), NOW) is None
    assert browsers.waiting(db, asked.ticket, NOW) is None
    assert browsers.check(db, asked.ticket, asked.code, NOW) is None


def test_the_code_of_a_phone_is_of_no_use_in_another_browser(db: Database) -> None:
    asked = browsers.ask(db, PHONE, "192.0.2.1", NOW)
    other = browsers.ask(db, OTHER, "192.0.2.2", NOW)
    if asked.code != other.code:
        assert browsers.check(db, other.ticket, asked.code, NOW) is None
    assert browsers.check(db, "made up", asked.code, NOW) is None
    assert browsers.check(db, asked.ticket, asked.code, NOW)


@pytest.mark.parametrize("typed", ["", "1", "12345678901234567890", "٣٤٥٦٧٨", "\ud800", "'; --"])
def test_what_is_no_code_is_wrong(db: Database, typed: str) -> None:
    asked = browsers.ask(db, PHONE, "192.0.2.1", NOW)
    assert browsers.check(db, asked.ticket, typed, NOW) is None


def test_the_database_tells_neither_code_nor_token(db: Database) -> None:
    asked = browsers.ask(db, PHONE, "192.0.2.1", NOW)
    token = browsers.open(db, PHONE, NOW)
    kept = repr(db.all("SELECT * FROM browser_code") + db.all("SELECT * FROM browser"))
    for secret in (asked.code, asked.ticket, token, "192.0.2.1"):
        assert f"'{secret}'" not in kept


def test_a_phone_gets_three_codes_an_hour(db: Database) -> None:
    for minute in range(3):
        browsers.ask(db, PHONE, f"192.0.2.{minute}", NOW + 60 * minute)
    with pytest.raises(TooManyError):
        browsers.ask(db, PHONE, "192.0.2.9", NOW + HOUR - 1)
    browsers.ask(db, OTHER, "192.0.2.9", NOW + HOUR - 1)
    browsers.ask(db, PHONE, "192.0.2.9", NOW + HOUR)


def test_a_phone_gets_ten_codes_a_day(db: Database) -> None:
    for number in range(10):
        browsers.ask(db, PHONE, "192.0.2.1", NOW + HOUR * number)
    with pytest.raises(TooManyError):
        browsers.ask(db, PHONE, "192.0.2.1", NOW + 12 * HOUR)


def test_one_address_gets_thirty_codes_an_hour(db: Database) -> None:
    for number in range(browsers.MOST_OF_SENDER):
        browsers.ask(db, f"+2547120000{number:02d}", "192.0.2.1", NOW)
    with pytest.raises(TooManyError):
        browsers.ask(db, PHONE, "192.0.2.1", NOW)
    browsers.ask(db, PHONE, "192.0.2.2", NOW)


def test_all_together_get_three_hundred_codes_an_hour(db: Database) -> None:
    for number in range(browsers.MOST_OF_ALL):
        browsers.ask(db, f"+254712000{number:03d}", f"192.0.2.{number}", NOW)
    with pytest.raises(TooManyError):
        browsers.ask(db, PHONE, "192.0.3.1", NOW)


def test_who_asks_at_one_moment_gets_no_more_codes_than_one_after_the_other(db: Database) -> None:
    given: list[object] = []

    def ask() -> None:
        try:
            given.append(browsers.ask(db, PHONE, "192.0.2.1", NOW))
        except TooManyError:
            pass

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 3


def test_a_browser_is_in_while_it_is_used_and_half_a_day_at_most(db: Database) -> None:
    token = browsers.open(db, PHONE, NOW)
    browser = browsers.known(db, token, NOW + 1799)
    assert browser and browser["phone"] == PHONE
    assert browsers.known(db, token, NOW + 1800) is None
    for now in range(NOW, NOW + 12 * HOUR, 1700):
        browser = browsers.known(db, token, now)
        assert browser
        browsers.touch(db, token, browser["seen_at"], now)
    assert browsers.known(db, token, NOW + 12 * HOUR) is None


def test_a_browser_that_left_is_out(db: Database) -> None:
    token = browsers.open(db, PHONE, NOW)
    browsers.leave(db, token)
    assert browsers.known(db, token, NOW) is None


def test_one_browser_acts_for_a_phone_at_a_time(db: Database) -> None:
    first, other = browsers.open(db, PHONE, NOW), browsers.open(db, OTHER, NOW)
    second = browsers.open(db, PHONE, NOW + 1)
    assert browsers.known(db, first, NOW + 1) is None
    assert browsers.known(db, second, NOW + 1)
    assert browsers.known(db, other, NOW + 1)


def test_what_limits_nothing_any_more_is_forgotten(db: Database) -> None:
    browsers.ask(db, PHONE, "192.0.2.1", NOW)
    browsers.open(db, PHONE, NOW)
    assert browsers.purge(db, NOW + 1799) == 0
    assert browsers.purge(db, NOW + 1800) == 1
    assert browsers.purge(db, NOW + 24 * HOUR) == 1
    assert db.all("SELECT 1 AS there FROM browser_code") == []
