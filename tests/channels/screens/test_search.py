"""Search on the phone: a job and a place in one's own words, asked back where they may mean several."""

import pytest

from tests.conversation import Phone, Service, on_sqlite


def at_home(service: Service, **answers: str) -> Phone:
    """A registered mason in Kilifi North calls."""
    asha = service.registered(**answers)
    asha.dial()
    return asha


def test_a_job_and_a_place_are_typed_on_the_first_page(service: Service) -> None:
    service.open("Lorry driver", "8332", "032", pay=900, pay_period="day")
    asha = at_home(service)
    asha.answer("natafuta kazi ya dereva wa lori nakuru")
    assert asha.screen.text.startswith("Lorry driver, Nakuru:\n1 Lorry driver, Nakuru 900/day")


@on_sqlite
@pytest.mark.parametrize(
    "typed", ["drva wa lori nkuru", "LORRY DRIVER nax", "truk drivers in nakuru town", "chofeur poid lour nakuru"]
)
def test_words_are_understood_however_they_are_spelt(service: Service, typed: str) -> None:
    service.open("Lorry driver", "8332", "032.167")
    asha = at_home(service)
    asha.answer(typed)
    assert "Lorry driver" in asha.screen.text


def test_where_there_is_none_in_the_place_the_nearest_are_shown_and_it_says_so(service: Service) -> None:
    service.open("Lorry driver", "8332", "047.274")
    asha = at_home(service)
    asha.answer("lorry driver in nakuru")
    assert asha.screen.text.startswith("None in Nakuru yet. Nearest:\n1 Lorry driver, Westlands")


def test_where_there_is_none_of_the_work_its_like_is_shown_and_it_says_so(service: Service) -> None:
    asha = at_home(service)
    asha.answer("barista")
    assert asha.screen.text.startswith("None of that yet. Similar work:\n1 ")


def test_an_employer_is_found_by_name(service: Service) -> None:
    asha = at_home(service)
    employers = {row["name"] for row in service.rows("employer", "id")}
    assert "Bahari Works" in employers  # the sea is the workplace of others, too
    asha.answer("bahari works")
    asha.answer("1")
    assert "Bahari Works" in asha.screen.text


def test_a_word_of_several_meanings_is_asked_back(service: Service) -> None:
    asha = at_home(service)
    asha.answer("fundi")
    assert asha.sees("Which work do you mean?")
    asha.choose("Mason")
    assert "Mason, Kilifi" in asha.screen.text
    [typed] = service.rows("typed", "text")
    assert (typed["text"], typed["choice"], typed["language"], typed["times"]) == ("fundi", "7112", "en", 1)


@on_sqlite
def test_what_nobody_understands_is_said_and_kept_without_numbers(service: Service) -> None:
    asha = at_home(service)
    asha.answer("qqqqq 0712345678")
    assert "We did not find qqqqq 0712345678." in asha.screen.text
    [typed] = service.rows("typed", "text")
    assert (typed["text"], typed["choice"]) == ("qqqqq", "")


@on_sqlite
def test_a_reference_typed_anywhere_shows_that_job(service: Service) -> None:
    vacancy = next(iter(service.jobs.values()))
    asha = at_home(service)
    asha.answer(vacancy["reference"])
    assert vacancy["reference"] in asha.screen.text and asha.sees("Apply")


@on_sqlite
def test_a_search_by_sms_is_asked_back_with_numbers_too(service: Service) -> None:
    service.registered()
    sms = service.texts()
    asked = sms("natafuta kazi ya fundi")
    assert "Which work do you mean?" in asked.text
    assert "Mason, Kilifi" in sms(asked.digit("Mason")).text


@on_sqlite
def test_work_and_place_in_one_text_are_both_heeded(service: Service) -> None:
    service.open("Lorry driver", "8332", "032")
    service.open("Lorry driver", "8332", "047")
    service.registered()
    answer = service.texts()("lorry driver nakuru").text
    assert "Lorry driver, Nakuru" in answer and "Nairobi" not in answer


@on_sqlite
def test_a_text_that_nobody_understands_is_kept_for_the_same_list_without_its_numbers(service: Service) -> None:
    service.registered()
    service.texts()("zzz qqq 0712345678")
    [typed] = service.rows("typed", "text")
    assert (typed["text"], typed["choice"]) == ("zzz qqq", "")
