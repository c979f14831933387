"""Attempts: a few are let through, too many wait."""

import pytest

from core import attempts
from core.database import Database
from core.errors import TooManyError
from tests.core.makers import NOW


def test_the_third_of_two_allowed_attempts_waits_until_the_first_is_old(db: Database) -> None:
    for at in (NOW, NOW + 10):
        attempts.admit(db, "code", "me", at, 2, 60)
        attempts.count(db, "code", "me", at, 60)
    with pytest.raises(TooManyError) as refused:
        attempts.admit(db, "code", "me", NOW + 20, 2, 60)
    assert refused.value.retry_after == 40
    attempts.admit(db, "code", "me", NOW + 60, 2, 60)


def test_others_and_other_kinds_are_counted_apart(db: Database) -> None:
    attempts.count(db, "code", "me", NOW, 60)
    for kind, sender in (("code", "you"), ("word", "me")):
        attempts.admit(db, kind, sender, NOW, 1, 60)
    with pytest.raises(TooManyError):
        attempts.admit(db, "code", "me", NOW, 1, 60)


def test_what_went_well_counts_no_more(db: Database) -> None:
    attempts.count(db, "code", "me", NOW, 60)
    attempts.forget(db, "code", "me")
    attempts.admit(db, "code", "me", NOW, 1, 60)
