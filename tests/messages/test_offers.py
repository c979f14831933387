"""Offers: a digit means on a phone what the text said, until it is taken up or too late."""

import threading
from contextlib import closing

import pytest

from core import profiles
from core.database import Database, open_database
from core.errors import ConflictError
from core.market import Market
from messages import offers
from tests.core.makers import PHONE, person

NOW = 1_795_000_000
LATER = NOW + 3600


def make(db: Database, subject: str, now: int = NOW, until: int = LATER, profile_id: str | None = None) -> int:
    return offers.make(db, now, PHONE, "apply", subject, profile_id, until)


def meant(db: Database, digit: int, now: int = NOW) -> str | None:
    offer = offers.meaning(db, now, PHONE, digit)
    return offer["subject"] if offer else None


def test_open_offers_on_a_phone_never_share_a_digit(db: Database) -> None:
    assert [make(db, f"v{number}") for number in range(9)] == list(range(1, 10))
    assert [meant(db, digit) for digit in range(1, 10)] == [f"v{number}" for number in range(9)]


def test_another_phone_begins_at_one(db: Database) -> None:
    make(db, "v1")
    assert offers.make(db, NOW, "+254712000009", "apply", "v1", None, LATER) == 1


def test_the_same_offer_keeps_its_digit_and_lasts_longer(db: Database) -> None:
    make(db, "v1")
    make(db, "v2")
    assert make(db, "v1", now=NOW + 1800, until=LATER + 3600) == 1
    assert meant(db, 1, LATER) == "v1"


def test_an_offer_ends_and_its_digit_is_free_again(db: Database) -> None:
    make(db, "v1")
    assert meant(db, 1, LATER - 1) == "v1"
    assert meant(db, 1, LATER) is None
    assert make(db, "v2", now=LATER, until=LATER + 1) == 1
    assert meant(db, 1, LATER) == "v2"


def test_a_closed_offer_means_nothing(db: Database) -> None:
    make(db, "v1")
    make(db, "v2")
    offers.close(db, PHONE, 1)
    assert (meant(db, 1), meant(db, 2)) == (None, "v2")
    assert make(db, "v3") == 1


def test_a_tenth_question_takes_the_place_of_the_oldest(db: Database) -> None:
    for number in range(9):
        make(db, f"v{number}", now=NOW + (number - 4) % 9)
    assert make(db, "v9", now=NOW + 100) == 5  # the fifth was made first
    assert meant(db, 5, NOW + 100) == "v9"


def test_an_offer_ends_where_the_phone_does_not_reach_the_person_any_more(db: Database, market: Market) -> None:
    profile = person(db, market)
    digit = make(db, "v1", profile_id=profile["id"])
    assert meant(db, digit) == "v1"
    profiles.leave_phone(db, PHONE, profile, NOW)
    assert meant(db, digit) is None


def make_many(db: Database, *digits: int, now: int = NOW) -> None:
    """Offers of these digits, each for the vacancy of its number."""
    rows = " UNION ALL ".join(
        f"SELECT '{PHONE}' AS phone, {digit} AS digit, 'apply' AS kind, 'v{digit}' AS subject,"
        f" CAST(NULL AS TEXT) AS profile_id, {LATER} AS expires_at"
        for digit in digits
    )
    offers.make_many(db, now, len(digits), rows)


def test_many_offers_are_made_at_once(db: Database) -> None:
    make_many(db, 1, 2)
    assert (meant(db, 1), meant(db, 2), meant(db, 3)) == ("v1", "v2", None)


def test_many_offers_take_over_what_has_ended(db: Database) -> None:
    make(db, "old", until=NOW + 1)
    make_many(db, 1, now=NOW + 1)
    assert meant(db, 1, NOW + 1) == "v1"


def test_many_offers_leave_an_open_one_alone_and_are_then_none(db: Database) -> None:
    make(db, "standing")
    with pytest.raises(ConflictError):
        make_many(db, 1, 2)
    assert (meant(db, 1), meant(db, 2)) == ("standing", None)


def test_the_open_digits_of_a_phone_are_known(db: Database) -> None:
    make(db, "old", until=NOW + 1)
    make(db, "v2")
    offers.close(db, PHONE, 9)
    rows = db.all(
        f"SELECT {offers.taken('phones.phone')} AS taken FROM (SELECT DISTINCT phone FROM offer) AS phones", now=NOW + 1
    )
    assert offers.free(rows[0]["taken"]) == [1, 3, 4, 5, 6, 7, 8, 9]
    assert offers.free(0) == list(offers.DIGITS)


def test_conversations_at_once_get_different_digits(db: Database, database_url: str) -> None:
    digits: list[int] = []
    ready = threading.Barrier(4)

    def ask(subject: str) -> None:
        with closing(open_database(database_url)) as other:
            ready.wait()
            digits.append(make(other, subject))

    threads = [threading.Thread(target=ask, args=(f"v{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(digits) == [1, 2, 3, 4]


def test_what_nobody_may_accept_any_more_is_swept_away(db: Database) -> None:
    make(db, "v1", until=NOW + 1)
    make(db, "v2")
    assert offers.sweep(db, NOW + 1) == 1
    assert meant(db, 2, NOW + 1) == "v2"
