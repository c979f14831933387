"""The conversation as pages: taken apart as it was put together, and one answer of several at once is taken."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.conversation import Choice, Menu, Page, Question, Session
from channels.paging import parts
from channels.screens import menu
from channels.view import View
from channels.web.lite.talk import LIMITS, Talk, aim_of, taken_apart
from core.errors import InvalidError
from messages.text import fold
from tests.conversation import Service, on_sqlite

ASHA = "+254712345678"
lines = st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=30)


@given(text=lines, labels=st.lists(lines.map(lambda line: f"x{line}"), max_size=12))
def test_a_page_is_taken_apart_as_it_was_put_together(text: str, labels: list[str]) -> None:
    numbered = [f"{number} {label}" for number, label in enumerate(labels, 1)]
    [(whole, _count)] = parts(text, numbered, True, True, LIMITS)
    assert taken_apart(whole, len(labels)) == (fold(text), [fold(label) for label in labels])


@pytest.mark.parametrize(
    ("wanted", "aim"),
    [("offer", "offer"), ("10017", None), ("10024", "job:10024"), ("", None), ("x", None), ("1" * 50, None)],
)
def test_what_a_browser_comes_for_is_a_job_or_to_offer_one(wanted: str, aim: str | None) -> None:
    assert aim_of(wanted) == aim


def test_of_two_answers_at_once_one_is_taken(service: Service) -> None:
    service.registered(ASHA)
    talk = Talk(service.db, service.market, menu, service.clock)
    for title in ("Cook", "Painter", "Mason"):
        assert talk.open(ASHA, None, f"job:{service.jobs[title]['reference']}")
        shown = talk.shown(ASHA)
        assert shown and shown.choices[0] == ("1", "Apply")
        with ThreadPoolExecutor(2) as both:
            taken = both.map(lambda version: talk.answer(ASHA, version, choice="1"), [shown.version] * 2)
            assert sorted(taken) == [False, True]
    assert service.count("application") == 3


@pytest.fixture
def small(service: Service) -> Iterator[Talk]:
    """A conversation of one page with a question, whose answer is never right."""
    asking = Menu(start="begin")

    @asking.screen("begin", root=True)
    def begin(session: Session, view: View) -> Page:
        return Page("How many?\nIn digits.", (Choice("None", "begin"),), asks=Question("begin", do="count"))

    @asking.action(durable=False)
    def count(session: Session, view: View, text: str) -> None:
        raise InvalidError("amount_unreadable", example="3")

    talk = Talk(service.db, service.market, asking, service.clock)
    talk.open(ASHA, None, None)
    yield talk


@on_sqlite
def test_what_was_wrong_is_told_apart_from_the_page(small: Talk) -> None:
    shown = small.shown(ASHA)
    assert shown and (shown.text, shown.notice, shown.asks) == ("How many?\nIn digits.", "", True)
    assert small.answer(ASHA, shown.version, text="many")
    again = small.shown(ASHA)
    assert again and again.notice == "Please type an amount in digits, like 3."
    assert (again.text, again.choices) == (shown.text, shown.choices)
    assert small.answer(ASHA, again.version, choice="1")
    last = small.shown(ASHA)
    assert last and (last.text, last.notice) == (shown.text, "")


@on_sqlite
def test_a_digit_that_is_typed_is_an_answer_and_no_choice(small: Talk) -> None:
    shown = small.shown(ASHA)
    assert shown
    assert small.answer(ASHA, shown.version, text="1")
    again = small.shown(ASHA)
    assert again and again.notice
