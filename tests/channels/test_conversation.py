"""The engine by itself: what an answer means on the page that was seen, and the way back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from channels import sessions
from channels.conversation import TRAIL_LENGTH, Session, normal
from channels.screens import menu
from tests.conversation import Service, on_sqlite


@given(st.text(st.characters(codec=None), max_size=700))
@example("\u0660\u0967\uff11")
@example("²③")
@example("\ufdfa" * 500)
def test_tidied_text_is_tidy(text: str) -> None:
    tidied = normal(text)
    assert normal(tidied) == tidied or len(tidied) > 500
    assert tidied == tidied.strip()
    assert "  " not in tidied
    assert all(character.isprintable() for character in tidied)
    tidied.encode()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("１２", "12"),
        ("٣", "3"),
        (" 1 ", "1"),
        ("1\u200b", "1"),
        ("\u202a2\u202c", "2"),
        ("a\u00a0b", "a b"),
        ("²", "2"),
    ],
)
def test_digits_of_any_script_and_invisible_characters_are_read(typed: str, meant: str) -> None:
    assert normal(typed) == meant


def page() -> Session:
    """Somebody who sees two of three choices of a page."""
    return Session(
        screen="home",
        trail=[["resume", None]],
        choices=[["jobs", None, None], ["alerts", None, None], ["job", None, "v1"]],
        parts=[["Fursa\n1 Jobs for me\n2 Job alerts\n98 More", 2], ["3 Mason", 3]],
    )


def test_only_what_was_seen_can_be_chosen() -> None:
    session = page()
    assert menu.decide(session, "3") is None
    session.part = 1
    assert menu.decide(session, "3") == ["job", None, "v1"]
    assert menu.decide(session, "1") == ["jobs", None, None]


def test_a_choice_may_be_named_by_its_first_words_where_words_are_taken() -> None:
    assert menu.decide(page(), "job alerts", words=True) == ["alerts", None, None]
    assert menu.decide(page(), "job alerts") is None


def test_words_that_fit_two_choices_are_asked_back() -> None:
    assert menu.decide(page(), "job", words=True) is None


def test_the_way_back_forgets_loops_and_stays_short() -> None:
    session = Session()
    for number in range(50):
        session.go("job", number)
    assert len(session.trail) == TRAIL_LENGTH
    session.go("job", 45)
    assert session.trail[-1] == ["job", 44]
    assert ["job", 49] not in session.trail


def test_a_call_that_ended_is_not_kept_aside() -> None:
    session = page()
    session.person, session.ends, session.part = "p1", True, 1
    session.begin(resumable=True, silent=False)
    assert session.left is None


def test_a_call_that_broke_off_is_kept_aside_with_its_person() -> None:
    session = page()
    session.person = "p1"
    session.begin(resumable=True, silent=False)
    assert session.left == ["home", None, [["resume", None]], "p1"]
    assert not session.screen
    assert not session.trail
    assert not session.person


@on_sqlite
def test_a_place_that_left_the_pack_falls_back_instead_of_failing(service: Service) -> None:
    phone = service.registered()
    phone.dial()
    standing = sessions.load(service.db, phone.number, "ussd")
    standing.session.screen, standing.session.value, standing.session.trail = "place_jobs", "999.999", [["home", None]]
    with service.db.transaction():
        sessions.save(service.db, standing, service.now)
    assert "1 Jobs for me" in phone.answer("55").text
