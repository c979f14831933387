"""Cursors: what is written is read again as it was, and what is none is told from what is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync import cursor
from sync.cursor import Cursor, Start

EPOCH, OWNER = "k3v4xq2m", "amin"
BOTH = f"{EPOCH}{OWNER}"
NUMBERS = st.integers(0, 10**18 - 1)
STARTS = st.one_of(st.none(), NUMBERS.map(lambda number: Start(number, number)), st.builds(Start, NUMBERS, NUMBERS))


@given(scope=NUMBERS, position=NUMBERS, starts=st.lists(STARTS, max_size=6))
def test_a_cursor_is_read_as_it_was_written(scope: int, position: int, starts: list[Start | None]) -> None:
    written = Cursor(EPOCH, OWNER, scope, position, tuple(starts))
    assert cursor.read(str(written)) == written


def test_a_cursor_of_buckets_that_are_alike_is_short() -> None:
    assert str(Cursor(EPOCH, OWNER, 1, 1840)) == f"{BOTH}.1.1840"
    assert cursor.read(f"{BOTH}.1.1840") == Cursor(EPOCH, OWNER, 1, 1840)


def test_the_base_and_the_position_of_a_record_are_its_cursor() -> None:
    begun = Cursor(EPOCH, OWNER, 3, 0, (Start(5, 5), None, Start(0, 9)))
    assert begun.base == f"{BOTH}.3.5.x.0~9."
    assert cursor.read(f"{begun.base}17") == Cursor(EPOCH, OWNER, 3, 17, begun.starts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "1840",
        BOTH,
        f"{BOTH}.1",
        f"{BOTH}.1.",
        f"{BOTH}..1",
        f"{BOTH}.1.1840 ",
        f" {BOTH}.1.1840",
        f"{BOTH}.1.1840\n",
        f"{BOTH}.-1.1840",
        f"{BOTH}.1.18.40.x",
        f"{BOTH}.1.y.1840",
        f"{BOTH}.1.5~.1840",
        f"{BOTH}.1.~5.1840",
        f"{BOTH}.1.5~6~7.1840",
        f"{BOTH.upper()}.1.1840",
        f"{BOTH[:-1]}.1.1840",
        f"{BOTH}.1.{'9' * 19}",
        f"{BOTH}.1.١٨",
        "k3v4xq2m\0min.1.1840",
    ],
)
def test_what_is_no_cursor_is_read_as_none(text: str) -> None:
    assert cursor.read(text) is None


@given(st.text(max_size=60))
def test_no_text_is_too_strange_to_be_read(text: str) -> None:
    read = cursor.read(text)
    assert read is None or cursor.read(str(read)) == read


def test_officers_are_told_apart_whatever_their_ids_are() -> None:
    owners = {cursor.owner(officer) for officer in ("amina", "baraka", "", "\u00e9")}
    assert len(owners) == 4
    assert all(cursor.read(str(Cursor(EPOCH, owner, 1, 7))) == Cursor(EPOCH, owner, 1, 7) for owner in owners)


def test_without_starts_all_buckets_stand_at_the_position() -> None:
    assert list(Cursor(EPOCH, OWNER, 1, 7).settled(3)) == [Start(7, 7)] * 3


def test_a_bucket_stands_no_lower_than_the_position_and_one_to_be_loaded_nowhere() -> None:
    begun = Cursor(EPOCH, OWNER, 1, 10, (Start(5, 5), None, Start(0, 20), Start(30, 40)))
    assert list(begun.settled(4)) == [Start(10, 10), None, Start(10, 20), Start(30, 40)]
