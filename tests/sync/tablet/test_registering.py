"""Registering at the door: few taps, little time, nothing lost, and nothing kept of who does not agree."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.sync.tablet.hands import Hands, Office, holding

# The keystroke-level model (Card, Moran and Newell 1980), for hands that know the form, on glass.
LETTER_SECONDS = 0.28  # K: a letter or digit on the keyboard of the screen
TAP_SECONDS = 1.1  # M, P and B: find a key on the screen, reach it, tap it
MOST_TAPS, AIM, MOST_SECONDS = 25, 14, 45

NAME = "What is the person's name?"
YEAR = "In which year was the person born?"
PHONE = "Which phone number reaches the person?"


@pytest.fixture(scope="module")
def hands(browser: Browser, here: Office) -> Iterator[Hands]:
    """One tablet for all tests of this file, each of which registers people of its own."""
    with holding(browser, here.address) as hands:
        hands.enrol(here.code())
        yield hands


@pytest.fixture(autouse=True)
def _afresh(hands: Hands) -> None:
    ask(hands, one_page=False)
    hands.page.evaluate("() => fursa.keep('registering', undefined)")  # what was lately used
    hands.go("today")
    hands.taps = hands.letters = 0


def ask(hands: Hands, one_page: bool, large: bool = False) -> None:
    """Choose how the form asks."""
    chosen = json.dumps({"language": "en", "onePage": one_page, "large": large})
    hands.page.evaluate("chosen => localStorage.setItem('fursa settings', chosen)", chosen)


def identify(hands: Hands, name: str, year: str, phone: str | None) -> None:
    """The first three questions."""
    hands.write(NAME, name)
    hands.tap("Next")
    hands.write(YEAR, year)
    hands.sees(PHONE)
    if phone:
        hands.write(PHONE, phone)
        hands.tap("Next")
    else:
        hands.tap("No phone")


def answer(hands: Hands, place: str = "Kilifi North", *work: str) -> None:
    """The questions after that, until the consent."""
    hands.sees("Where does the person live?")
    hands.tap(place, exact=False)  # with its county, where it was used lately
    hands.sees("What work does the person do")
    hands.tap(*(work or ("Building", "Mason, bricklayer")))
    hands.tap("3 to 5 years", "KES 12,000")


def agree(hands: Hands, often: str | None = "Once a day") -> None:
    """Consent to the service, and to alerts where that is asked."""
    hands.sees("Read this out to ")
    hands.tap("Yes, agrees")
    if often:
        hands.sees("Job alerts come by SMS")
        hands.tap(often)
    hands.key("Jobs that fit").wait_for()


def person(hands: Hands, name: str) -> dict[str, object]:
    """The only profile of that name."""
    (found,) = (each for each in hands.documents("profiles") if each.get("name") == name)
    return found


def names(hands: Hands) -> list[object]:
    return [each.get("name") for each in hands.documents("profiles")]


def told(hands: Hands, what: str) -> tuple[int, float]:
    """The taps so far and the seconds that they take; they are counted from nought again."""
    taps, letters = hands.taps, hands.letters
    seconds = taps * TAP_SECONDS + letters * LETTER_SECONDS
    print(f"{what}: {taps} taps, {letters} letters and digits, {seconds:.1f} s by the keystroke-level model")
    hands.taps = hands.letters = 0
    return taps, seconds


def test_a_person_is_registered_with_few_taps_and_in_little_time(hands: Hands, here: Office) -> None:
    hands.tap("Register")
    identify(hands, "Asha Wanjiru", "1995", "0712 345 678")
    answer(hands)
    agree(hands)
    first = told(hands, "The first person of a day")
    hands.tap("Next person")
    hands.sees(NAME)
    identify(hands, "Juma Karisa", "1988", "0722 111 222")
    answer(hands, "Kilifi North", "Mason, bricklayer")
    agree(hands)
    following = told(hands, "Each that follows")
    for taps, seconds in (first, following):
        assert taps <= min(MOST_TAPS, AIM)
        assert seconds <= MOST_SECONDS
    hands.sync()
    hands.synced()
    row = here.service.db.one("SELECT * FROM profile WHERE name = 'Juma Karisa'")
    assert row is not None
    assert (row["status"], row["birth_year"], row["place"], row["occupation"]) == ("active", 1988, "003.011", "7112")
    assert (row["experience"], row["least_pay"], row["phones"]) == ("3_to_5", 12000, '["+254722111222"]')
    assert (row["alerts"], row["language"]) == ("daily", "en")
    said = here.service.db.all("SELECT purpose, given FROM consent WHERE profile_id = :id", id=row["id"])
    assert sorted((each["purpose"], each["given"]) for each in said) == [("alerts", 1), ("service", 1)]


def test_all_on_one_page_takes_no_longer(hands: Hands) -> None:
    last = "({ day: fursa.today(), language: 'en', place: '003.016', places: ['003.016'], works: [] })"
    hands.page.evaluate(f"() => fursa.keep('registering', {last})")
    ask(hands, one_page=True)
    hands.tap("Register")
    hands.write("Name", "Salma Baya")
    hands.write("Born in", "1999")
    hands.write("Phone", "0733 444 555")
    hands.write("Type the work, or choose below", "cook")
    expect(hands.key("Cook")).to_have_attribute("aria-pressed", "true")
    hands.tap("More than 5 years", "Any pay", "Go on")
    agree(hands, "No alerts")
    taps, seconds = told(hands, "All on one page")
    assert taps <= AIM
    assert seconds <= MOST_SECONDS
    saved = person(hands, "Salma Baya")
    assert (saved["occupation"], saved["least_pay"], saved["place"]) == (
        "5120",
        0,
        "003.016",
    )  # where the last person lives
    (alerts,) = (each for each in hands.documents("consents") if each["id"] == f"{saved['id']}.alerts")
    assert alerts["given"] == 0


def test_what_is_wrong_is_said_in_its_place_on_one_page(hands: Hands) -> None:
    ask(hands, one_page=True)
    hands.go("register")
    hands.write("Name", "4711")
    hands.write("Phone", "12")
    hands.tap("Go on")
    hands.sees("Please type the name in letters.")
    hands.sees("Please type the year in 4 digits, like 1995.")
    hands.sees("This is no number that we can call. Please look at it again.")
    hands.sees("Please choose the work.")
    hands.write("Name", "Rehema")
    hands.misses("Please type the name in letters.")
    hands.write("Born in", "2015")
    hands.tap("Next person")  # too young: the page is empty again
    expect(hands.page.get_by_label("Name", exact=True)).to_have_value("")


def test_half_a_form_survives_a_reload_and_the_lock(hands: Hands) -> None:
    hands.go("register")
    identify(hands, "Neema Charo", "1990", None)
    hands.sees("Where does the person live?")
    hands.write("Type the place, or choose below", "kil")
    hands.page.wait_for_timeout(600)  # longer than letters are gathered for
    hands.page.reload()
    hands.unlock()
    hands.sees("Neema Charo")
    hands.sees("Where does the person live?")
    expect(hands.page.get_by_label("Type the place, or choose below")).to_have_value("kil")
    hands.tap("Kilifi North, Kilifi")  # of those that begin so
    hands.tap("Hotel and food", "Cook", "No experience yet", "Any pay")
    agree(hands, None)  # alerts come by SMS, and there is no phone
    assert person(hands, "Neema Charo")["phones"] == []


def test_going_back_loses_nothing(hands: Hands) -> None:
    hands.go("register")
    hands.write(NAME, "Zawadi Kazungu")
    hands.tap("Next")
    hands.write(YEAR, "19")
    hands.tap("Back")
    hands.sees(NAME)
    expect(hands.page.get_by_label(NAME)).to_have_value("Zawadi Kazungu")
    hands.tap("Next")
    expect(hands.page.get_by_label(YEAR)).to_have_value("19")
    hands.tap("Next")
    hands.sees("Please type the year in 4 digits, like 1995.")
    hands.page.get_by_text("About how old?").click()
    hands.tap("30")
    hands.sees(PHONE)
    hands.tap("Zawadi Kazungu", exact=False)  # all answers so far
    hands.tap("Skills", exact=False)
    hands.write("Type a skill", "weld")
    hands.page.keyboard.press("Enter")
    hands.tap("Next")
    hands.sees("Born in")
    hands.tap("Go on", "No phone")
    answer(hands)
    hands.tap("Kiswahili")
    agree(hands, None)
    saved = person(hands, "Zawadi Kazungu")
    assert (saved["birth_year"], saved["language"]) == (1996, "sw")
    assert len(saved["skills"]) == 1  # type: ignore[arg-type]


def test_who_does_not_agree_is_not_kept(hands: Hands) -> None:
    before = names(hands)
    hands.go("register")
    identify(hands, "Kadzo Mwero", "1992", None)
    answer(hands)
    hands.tap("No", "Yes, keep nothing")
    hands.sees("Nothing of this person is kept.")
    assert names(hands) == before
    assert hands.page.evaluate("() => fursa.kept('draft register')") is None
    hands.tap("Next person")
    expect(hands.page.get_by_label(NAME)).to_have_value("")


def test_who_is_too_young_is_told_kindly_and_not_kept(hands: Hands) -> None:
    hands.go("register")
    hands.write(NAME, "Chiku Mwero")
    hands.tap("Next")
    hands.write(YEAR, "2010")
    hands.sees("Work here is for people of 18 years or more")
    hands.page.wait_for_timeout(600)
    assert hands.page.evaluate("() => fursa.kept('draft register')") is None
    hands.write(YEAR, "2008")
    hands.sees("Is the person 18 years old already?")
    hands.tap("Not yet")
    hands.sees("Nothing is kept of them.")
    hands.tap("Next person")
    expect(hands.page.get_by_label(NAME)).to_have_value("")
    hands.write(NAME, "Chiku Baraka")
    hands.tap("Next")
    hands.write(YEAR, "2008")
    hands.tap("Yes", "No phone")
    answer(hands)
    agree(hands, None)
    assert "Chiku Mwero" not in names(hands)
    assert person(hands, "Chiku Baraka")["birth_year"] == 2008


def test_who_is_known_already_is_found_at_the_door(hands: Hands) -> None:
    hands.go("register")
    identify(hands, "Mwanaisha Omar", "1985", None)
    answer(hands)
    agree(hands, None)
    known = person(hands, "Mwanaisha Omar")
    hands.tap("Next person")
    hands.sees(NAME)
    hands.write(NAME, "Mwanaisha Omari")
    hands.sees("Perhaps known already:")
    hands.tap("Next")  # by a name alone it is told, and not asked
    hands.write(YEAR, "1985")
    hands.sees("Perhaps known already:")
    hands.tap("Next")
    hands.sees(YEAR)
    hands.tap("Same person")
    hands.sees("Least pay")
    hands.tap("Phone", exact=False)
    hands.write(PHONE, "0744 555 666")
    hands.tap("Next", "Save")
    expect(hands.page.locator('#app[data-screen="person"]')).to_be_visible()
    assert names(hands).count("Mwanaisha Omari") == 0
    assert person(hands, "Mwanaisha Omar") == {**known, "phones": ["+254744555666"], "version": known["version"]}


def test_two_people_may_share_a_phone(hands: Hands) -> None:
    hands.go("register")
    identify(hands, "Fatuma Ali", "1970", "0755 666 777")
    answer(hands)
    agree(hands)
    hands.tap("Next person")
    hands.sees(NAME)
    hands.write(NAME, "Hamisi Bakari")
    hands.tap("Next")
    hands.write(YEAR, "1969")
    hands.sees(PHONE)
    hands.write(PHONE, "0755 666 777")
    hands.sees("Fatuma Ali")
    hands.tap("Somebody else")
    answer(hands)
    agree(hands)
    assert person(hands, "Hamisi Bakari")["phones"] == person(hands, "Fatuma Ali")["phones"]


def test_whoever_is_registered_on_a_visit_was_met_there(hands: Hands) -> None:
    visit = hands.page.evaluate(
        """async () => {
            const id = await fursa.save("visits", undefined, { place: "003.016", planned_for: fursa.today() });
            await fursa.keep("visit", id);
            return id;
        }"""
    )
    hands.go("register")
    identify(hands, "Dama Ngala", "1981", None)
    expect(hands.page.locator(".options .key").first).to_have_text("Malindi, Kilifi")  # where the visit is
    answer(hands, "Malindi")
    agree(hands, None)
    (met,) = (each for each in hands.documents("visits") if each["id"] == visit)
    assert (met["met"], met["people_met"]) == ([person(hands, "Dama Ngala")["id"]], 1)
    hands.page.evaluate("() => fursa.keep('visit', undefined)")


def test_a_keyboard_answers_everything(hands: Hands) -> None:
    hands.go("register")
    keyboard = hands.page.keyboard
    for typed in ("Karembo Kahindi", "1994", "0766777888"):
        expect(hands.page.locator("input:focus")).to_have_count(1)
        keyboard.type(typed)
        if len(typed) != 4:
            keyboard.press("Enter")
        hands.page.wait_for_timeout(300)
    for question, digit in (
        ("Where does the person live?", "1"),
        ("Building", "2"),
        ("Another kind of work", "2"),
        ("How long has the person", "2"),
        ("What is the least", "3"),
        ("We keep what you tell us", "1"),
        ("Job alerts come by SMS", "3"),
    ):
        hands.sees(question)
        keyboard.press(digit)
    hands.key("Jobs that fit").wait_for()
    assert person(hands, "Karembo Kahindi")["experience"] == "under_1"


def test_a_known_person_is_changed_on_one_page_too(hands: Hands) -> None:
    hands.go("register")
    identify(hands, "Riziki Said", "1979", None)
    answer(hands)
    agree(hands, None)
    known = person(hands, "Riziki Said")
    ask(hands, one_page=True)
    hands.go("edit", str(known["id"]))
    expect(hands.page.get_by_label("Name", exact=True)).to_have_value("Riziki Said")
    hands.write("Born in", "2015")
    hands.tap("Save")
    hands.sees("Work is for people of 18 years or more.")
    hands.write("Born in", "1978")
    hands.tap("Less than 1 year", "Save")
    expect(hands.page.locator('#app[data-screen="person"]')).to_be_visible()
    assert person(hands, "Riziki Said") == {**known, "birth_year": 1978, "experience": "under_1"}
