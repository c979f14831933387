"""Drafts: what one text tells of a person, and what it leaves to be asked."""

import pytest

from channels.conversation import Session
from channels.drafts import drafted
from channels.view import View
from tests.conversation import Service, on_sqlite

pytestmark = on_sqlite


@pytest.fixture
def view(service: Service) -> View:
    return View(service.db, service.market, "+254712345678", "sms", [], Session(), service.now)


def test_a_text_tells_name_year_place_and_work(view: View) -> None:
    told = drafted(view, "Jane Wanjiku 1995 Thika welder")
    assert told["name"] == "Jane Wanjiku"
    assert told["birth_year"] == 1995
    assert view.market.places[told["place"]].name == "Thika Town"
    assert (told["occupation"], told["sector"]) == ("7212", view.market.occupations["7212"].sector)


def test_a_name_is_written_as_names_are(view: View) -> None:
    assert drafted(view, "achieng' o'neill thika")["name"] == "Achieng' O'neill"


@pytest.mark.parametrize(
    "text", ["", "for jobs", "my name is Jane Wanjiku", "please", "Hope", "J", "12 34", "<b>", "a b c d e f g"]
)
def test_words_that_may_be_no_name_are_left_to_be_asked(view: View, text: str) -> None:
    assert "name" not in drafted(view, text)


def test_a_place_too_wide_for_a_home_is_asked(view: View) -> None:
    assert "place" not in drafted(view, "Jane Mombasa")


def test_of_two_places_neither_is_taken(view: View) -> None:
    assert "place" not in drafted(view, "Jane Thika Malindi")


@pytest.mark.parametrize("year", [2012, 2008, 1800, 2030])
def test_a_year_that_needs_a_word_is_asked(view: View, year: int) -> None:
    told = drafted(view, f"Jane Wanjiku {year} Thika")
    assert "birth_year" not in told
    assert told["name"] == "Jane Wanjiku"
