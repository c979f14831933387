"""My profile on a phone: each answer can be changed, and then the profile is shown again."""

import orjson
import pytest

from tests.conversation import Phone, Service, on_sqlite

pytestmark = on_sqlite


def profile_page(service: Service, language: str = "en") -> Phone:
    """Somebody looking at the own profile."""
    phone = service.registered(language=language)
    phone.choose("Home", "My profile")
    return phone


@pytest.mark.parametrize(
    ("line", "answers", "field", "value"),
    [
        ("Asha Wanjiru", ("Asha W. Karisa",), "name", "Asha W. Karisa"),
        ("Born 1995", ("1994",), "birth_year", 1994),
        ("Kilifi North", ("Malindi town",), "place", "003.016.malindi"),
        ("Mason, bricklayer", ("Cook",), "occupation", "5120"),
        ("Experience", ("5",), "experience", "over_5"),
        ("Any pay", ("15k",), "least_pay", 15000),
        ("Language", ("1",), "language", "en"),
    ],
)
def test_a_changed_answer_is_kept_and_the_profile_shown_again(
    service: Service, line: str, answers: tuple[str, ...], field: str, value: object
) -> None:
    asha = profile_page(service)
    asha.choose(line)
    asha.answer(*answers)
    assert asha.sees("Choose what to change:")
    [profile] = service.rows("profile", "id")
    assert profile[field] == value
    assert profile["status"] == "active"


def test_another_language_is_spoken_at_once_and_next_time(service: Service) -> None:
    asha = profile_page(service)
    asha.choose("Language", "Kiswahili")
    asha.language = "sw"
    assert asha.sees("Choose what to change:")
    asha.answer("00")
    assert asha.sees("Jobs for me")
    asha.dial()
    assert asha.sees("Jobs for me")


def test_another_language_is_spoken_also_after_looking_at_who_else_uses_the_phone(service: Service) -> None:
    asha = profile_page(service)
    asha.choose("Someone else uses this phone", "Another person, who also looks for work")
    asha.answer("00")
    asha.choose("My profile", "Language", "Kiswahili")
    asha.language = "sw"
    assert asha.sees("Choose what to change:")


def test_who_is_registered_and_mistypes_the_year_is_not_forgotten(service: Service) -> None:
    asha = profile_page(service)
    asha.choose("Born 1995")
    asha.answer("2015")
    assert asha.screen.text.startswith("Work is for people of 18 years or more.")
    asha.answer("2008")
    asha.choose("Not yet")
    assert not asha.screen.closes
    assert service.count("profile", "status = 'active' AND birth_year = 1995") == 1


def test_a_number_given_away_no_longer_opens_the_profile(service: Service) -> None:
    asha = profile_page(service)
    asha.choose("Someone else uses this phone", "I stop using this number")
    assert asha.screen.closes
    assert "Kiswahili" in asha.dial().text
    assert service.count("profile", "status = 'active'") == 1
    assert service.count("phone_link", "until IS NOT NULL") == 1


def test_a_name_with_letters_outside_gsm7_is_kept_and_shown_within_the_limit(service: Service) -> None:
    asha = profile_page(service)
    asha.choose("Asha Wanjiru")
    asha.answer("አበበ በቂላ")
    [profile] = service.rows("profile", "id")
    assert profile["name"] == "አበበ በቂላ"
    assert "አበበ በቂላ" in asha.screen.text


def skills_page(service: Service) -> Phone:
    """Somebody looking at the own skills."""
    asha = profile_page(service)
    asha.choose("Skills (0)")
    return asha


def kept(service: Service) -> list[str]:
    """The skills of the one person there is."""
    [profile] = service.rows("profile", "id")
    return list(orjson.loads(profile["skills"]))


def test_typed_skills_are_kept_as_codes_or_own_words_and_shown_by_label(service: Service) -> None:
    asha = skills_page(service)
    asha.answer("psv badge, juggling knives")
    assert kept(service) == ["psv-badge", "juggling knives"]
    assert "1 PSV badge\n2 juggling knives" in asha.screen.text
    asha.answer("juggling knives; class ce")
    assert kept(service) == ["psv-badge", "juggling knives", "driving-ce"]
    asha.answer("0")
    asha.choose("Skills (3)")


def test_a_chosen_skill_is_taken_out(service: Service) -> None:
    asha = skills_page(service)
    asha.answer("psv badge, juggling knives")
    asha.choose("PSV badge")
    assert kept(service) == ["juggling knives"]
    assert "1 juggling knives" in asha.screen.text
    asha.choose("juggling knives")
    assert kept(service) == []
    assert asha.sees("What can you do? Type your skills, with commas.")


def test_ten_skills_are_kept_and_no_more_asked_for(service: Service) -> None:
    asha = skills_page(service)
    asha.answer(", ".join(f"own skill {letter}" for letter in "abcdefghijkl"))
    assert kept(service) == [f"own skill {letter}" for letter in "abcdefghij"]
    assert asha.sees("Your skills. Choose one to remove it:")
    asha.answer("one more")
    assert len(kept(service)) == 10


def test_a_skill_in_very_many_words_is_cut(service: Service) -> None:
    asha = skills_page(service)
    asha.answer("zz" * 200)
    assert kept(service) == ["zz" * 20]


@pytest.mark.parametrize("typed", ["55", "7, 8", "?!"])
def test_a_number_or_a_sign_is_no_skill(service: Service, typed: str) -> None:
    asha = skills_page(service)
    asha.answer(typed)
    assert kept(service) == []
    assert asha.sees("What can you do? Type your skills, with commas.")
    asha.answer("juggling")
    asha.answer(typed)
    assert kept(service) == ["juggling"]
    assert asha.screen.text.startswith("Please choose a number from the list.")
