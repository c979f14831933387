"""Registration, played on a phone: nine answers at most, each kept at once."""

import pytest

from messages import erasure
from tests.conversation import DAY, START, Service, on_sqlite

ANSWERS = ("Asha Wanjiru", "1995", "Kilifi North", "Mason, bricklayer", "3", "1")
THIS_YEAR = 2026

pytestmark = on_sqlite


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_registration_takes_eight_answers_in_each_language(service: Service, language: str) -> None:
    asha = service.phone(language=language)
    asha.register()
    assert asha.sees("Thank you! You are registered.")
    assert asha.text.count("*") + 1 == 8
    [profile] = service.rows("profile", "id")
    assert profile["status"] == "active"
    assert profile["language"] == language
    assert (profile["name"], profile["birth_year"], profile["place"]) == ("Asha Wanjiru", 1995, "003.011")
    assert (profile["occupation"], profile["sector"], profile["experience"]) == ("7112", "building", "1_to_2")
    assert profile["least_pay"] == 0


def test_digits_alone_register_but_for_name_and_year(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha Wanjiru", "1995")
    asha.choose("Coast", "Kilifi", "Kilifi North", "Building", "Mason, bricklayer", "More than 5 years", "KES 12,000")
    assert asha.sees("Thank you! You are registered.")
    assert asha.text.count("*") + 1 == 11 + asha.text.split("*").count("98")
    [profile] = service.rows("profile", "id")
    assert (profile["place"], profile["occupation"], profile["least_pay"]) == ("003.011", "7112", 12000)


@pytest.mark.parametrize("answered", range(6))
def test_each_answer_is_kept_when_the_line_breaks(service: Service, answered: int) -> None:
    asha = service.phone()
    asha.dial("1", "1", *ANSWERS[:answered])
    before = asha.screen.text
    asha.drop()
    asha.dial()
    if asha.sees("Welcome back. Your last call was cut off."):
        asha.choose("Continue")
    assert asha.screen.text.split("\n")[0] == before.split("\n")[0]
    asha.answer(*ANSWERS[answered:])
    assert asha.sees("Thank you! You are registered.")
    assert service.count("profile") == 1


@pytest.mark.parametrize("answered", range(1, 6))
def test_after_hours_registration_goes_on_with_the_next_question(service: Service, answered: int) -> None:
    asha = service.phone()
    asha.dial("1", "1", *ANSWERS[:answered])
    before = asha.screen.text
    service.clock.forward(2 * 3600)
    asha.dial()
    assert not asha.sees("Welcome back. Your last call was cut off.")
    assert asha.screen.text.split("\n")[0] == before.split("\n")[0]
    asha.answer(*ANSWERS[answered:])
    assert asha.sees("Thank you! You are registered.")


def test_who_agrees_cannot_go_back_to_agree_twice(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "0")
    if asha.sees("I agree"):
        asha.choose("I agree")
    asha.answer("00")
    assert service.count("profile") == 1
    assert service.count("consent") == 1


def test_agreeing_is_recorded_with_language_and_version(service: Service) -> None:
    asha = service.phone(language="sw")
    asha.dial()
    asha.choose_language()
    asha.choose("I agree")
    [consent] = service.rows("consent", "id")
    assert (consent["purpose"], consent["given"], consent["language"]) == ("service", 1, "sw")
    assert (consent["channel"], consent["at"]) == ("ussd", START)
    assert consent["text_version"]


@pytest.mark.parametrize("name", ["A", "1995", "Asha 2", "<b>Asha</b>", "a" * 61, "{name}", "***", "😀😀"])
def test_a_name_that_is_none_is_asked_again(service: Service, name: str) -> None:
    asha = service.phone()
    asha.dial("1", "1", name)
    assert asha.sees("Please type your name in letters.")
    asha.answer("Asha Wanjiru")
    assert asha.sees("In which year were you born? Like 1995.")


@pytest.mark.parametrize("name", ["Ng'ang'a", "Amina Abdi-Noor", "Zoë", "አበበ", "محمد", "Bi*Zawadi", "Ọmọ"])
def test_names_of_any_script_are_kept_as_typed(service: Service, name: str) -> None:
    service.registered(name=name)
    [profile] = service.rows("profile", "id")
    assert profile["name"] == name


@pytest.mark.parametrize("year", ["1995", "95", "١٩٩٥", "１９９５", " 1995 ", "19.95", "1995."])
def test_a_year_is_read_as_people_type_it(service: Service, year: str) -> None:
    service.registered(year=year)
    [profile] = service.rows("profile", "id")
    assert profile["birth_year"] == 1995


@pytest.mark.parametrize("year", ["199", "19955", "1899", str(THIS_YEAR + 1), "15/03/1995", "19", "25", "30", "45"])
def test_a_year_that_cannot_be_is_asked_again(service: Service, year: str) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", year)
    assert asha.sees("Please type the year in 4 digits, like 1995.")
    assert not asha.screen.closes
    assert service.count("profile", "status = 'registering' AND birth_year IS NULL") == 1


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_a_child_is_thanked_and_forgotten(service: Service, language: str) -> None:
    child = service.phone(language=language)
    child.dial()
    child.choose_language()
    child.choose("I agree")
    child.answer("Baraka Mtoto", str(THIS_YEAR - 15))
    expected = child.word(
        "Thank you for dialling. Work here is for people of {age} years or more. Until then we keep nothing about you."
    )
    assert expected.format(age=18) in child.screen.text
    if not child.screen.closes:
        child.answer("98")
    assert child.screen.closes
    assert "116" in child.screen.text
    [profile] = service.rows("profile", "id")
    assert profile["status"] == "erased"
    assert [profile[field] for field in ("name", "birth_year", "place", "occupation")] == [None] * 4
    assert service.count("phone_link") == 0
    assert "Baraka" not in str([service.rows(table, "1") for table in ("session", "event", "changes", "consent")])


def test_a_child_who_dials_again_starts_from_the_beginning(service: Service) -> None:
    child = service.phone()
    child.dial("1", "1", "Baraka", str(THIS_YEAR - 15))
    child.dial()
    assert "Kiswahili" in child.screen.text


def test_who_turns_of_age_this_year_is_asked_for_the_birthday(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", str(THIS_YEAR - 18))
    assert asha.screen.text.startswith("Are you 18 years old already?")
    assert service.count("profile", "birth_year IS NOT NULL") == 0
    asha.choose("Yes")
    assert asha.sees("Where do you live? Choose, or type your town.")
    assert service.count("profile", "birth_year = :year", year=THIS_YEAR - 18) == 1


def test_who_has_not_turned_of_age_yet_is_forgotten(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", str(THIS_YEAR - 18))
    asha.choose("Not yet")
    assert asha.screen.closes
    assert service.count("profile", "status = 'erased'") == 1
    assert service.count("profile", "name IS NOT NULL") == 0


def test_one_year_above_the_legal_age_is_not_asked_for_the_birthday(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", str(THIS_YEAR - 19))
    assert asha.sees("Where do you live? Choose, or type your town.")


def test_the_year_is_that_of_the_market_at_midnight(service: Service) -> None:
    service.clock.now = 1_798_751_000  # 2026-12-31 21:03 in UTC, past midnight in Nairobi
    asha = service.phone()
    asha.dial("1", "1", "Asha", str(THIS_YEAR - 18))
    assert asha.sees("Where do you live? Choose, or type your town.")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("kilifi north", "003.011"),
        ("Kilifi tao", "003.011.kilifi"),
        ("Malindi town", "003.016.malindi"),
        ("malindii", "003.016.malindi"),
        ("Kilfi North", "003.011"),
    ],
)
def test_a_typed_home_is_found(service: Service, typed: str, place: str) -> None:
    service.registered(place=typed)
    [profile] = service.rows("profile", "id")
    assert profile["place"] == place


def test_a_typed_county_asks_for_the_part_of_it(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", "1995", "Kilifi")
    assert asha.screen.text.startswith("Where in Kilifi? Choose, or type your town.")
    asha.choose("Kilifi North")
    assert asha.sees("What work do you do or look for?")


def test_an_unknown_place_is_said_back_and_asked_again(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", "1995", "Xanadu {text} % \\")
    assert asha.screen.text.startswith("We did not find the place Xanadu {text} %")
    asha.answer("Malindi town")
    assert asha.sees("What work do you do or look for?")


def test_a_digit_that_the_list_lacks_is_no_place(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", "1995", "77")
    assert asha.sees("Please choose a number from the list.")


@pytest.mark.parametrize(
    ("typed", "least"),
    [
        ("15k", 15000),
        ("15K", 15000),
        ("15,000", 15000),
        ("15.000", 15000),
        ("15 000/=", 15000),
        ("15elfu", 15000),
        ("15 elfu", 15000),
        ("elfu 15", 15000),
        ("sh 15000", 15000),
        ("Ksh. 15,000", 15000),
        ("KES 15000.00", 15000),
        ("15000/-", 15000),
        ("١٥٠٠٠", 15000),
        ("１５０００", 15000),
        ("15,000 bob", 15000),
    ],
)
def test_pay_is_read_as_people_type_it(service: Service, typed: str, least: int) -> None:
    service.registered(least_pay=typed)
    [profile] = service.rows("profile", "id")
    assert profile["least_pay"] == least


@pytest.mark.parametrize("typed", ["-", "much", "99", "2000001", "15 000 000", "1" * 30, "10-20", "15000 or 20000"])
def test_pay_that_cannot_be_is_asked_again(service: Service, typed: str) -> None:
    asha = service.phone()
    asha.register(least_pay=typed)
    assert asha.screen.text.startswith("Please type an amount in digits, like 8000.")
    assert service.count("profile", "status = 'registering'") == 1


@pytest.mark.parametrize("digit", ["٤", "４", "४", "۴"])
def test_digits_of_other_scripts_choose(service: Service, digit: str) -> None:
    service.registered(experience=digit)
    [profile] = service.rows("profile", "id")
    assert profile["experience"] == "3_to_5"


def test_work_is_found_by_its_label_in_the_language_spoken(service: Service) -> None:
    service.registered(language="sw", number="+254712000001")
    asha = service.phone("+254712000002", "sw")
    asha.dial()
    asha.choose_language()
    asha.choose("I agree")
    asha.answer("Asha", "1995", "Malindi town", "mwashi")
    assert asha.sees("How long have you done this work?")
    asha.answer("0", "qqqqq qqqqq qqqqq qqqqq")
    assert "qqqqq qqqqq qqqqq qq" in asha.screen.text


def test_work_that_may_be_several_kinds_is_asked_back_and_counted(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", "1995", "Kilifi North", "fundi")
    assert asha.sees("Which work do you mean?")
    assert asha.screen.labels() == ["Mason, bricklayer", "House builder", "Tailor", "Another kind of work"]
    asha.choose("Tailor")
    assert asha.sees("How long have you done this work?")
    [profile] = service.rows("profile", "id")
    assert (profile["occupation"], profile["sector"]) == ("7531", "beauty")
    [typed] = service.rows("typed", "text")
    assert (typed["text"], typed["choice"], typed["times"]) == ("fundi", "7531", 1)


def test_whoever_means_none_of_the_readings_chooses_from_the_list(service: Service) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha", "1995", "Kilifi North", "fundi")
    asha.choose("Another kind of work")
    assert asha.sees("What work do you do or look for?")
    [typed] = service.rows("typed", "text")
    assert typed["choice"] == ""


def test_a_year_later_nobody_is_asked_again(service: Service) -> None:
    asha = service.registered()
    service.clock.forward(80 * DAY)
    asha.dial()
    assert asha.screen.text.startswith("Fursa\nChoose, or type a job and a place:\n1 ")


@pytest.mark.parametrize("years", [("2010",), ("2008", "Not yet")])
def test_of_a_child_the_call_keeps_neither_name_nor_year_and_soon_not_the_number(
    service: Service, years: tuple[str, ...]
) -> None:
    asha = service.phone()
    asha.dial("1", "1", "Asha Wanjiru", years[0])
    asha.choose(*years[1:])
    assert asha.screen.closes
    page = asha.screen.text
    [session] = service.rows("session", "phone")
    assert "Asha" not in session["state"]
    assert years[0] not in session["state"]
    assert asha.again().text == page  # as long as the gateway may ask again
    assert erasure.sweep(service.db, service.market, service.now + 60) == 0
    assert erasure.sweep(service.db, service.market, service.now + 3600) == 1
    assert service.count("session") == service.count("erasure") == 0
