"""People and the paper register: somebody is found as one types, and a list is copied by keys alone, without signal."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.sync.tablet.hands import Hands, Office, holding

HOME = "003.011.kilifi"
FULL = {
    "birth_year": 1995,
    "language": "en",
    "place": HOME,
    "occupation": "7112",
    "experience": "3_to_5",
    "least_pay": 20000,
    "skills": [],
}


@pytest.fixture
def hands(browser: Browser, here: Office) -> Iterator[Hands]:
    """A tablet that was let in, of which the browser may say that it is without signal."""
    with holding(browser, here.address) as hands:
        hands.enrol(here.code())
        yield hands
        forgive(hands)


@pytest.fixture
def narrow(browser: Browser, here: Office) -> Iterator[Hands]:
    """The same, as narrow as they come."""
    with holding(browser, here.address, width=320) as hands:
        hands.enrol(here.code())
        yield hands
        forgive(hands)


def forgive(hands: Hands) -> None:
    """That there is no signal is no fault."""
    hands.faults[:] = [fault for fault in hands.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def registered(hands: Hands, name: str, phone: str, **more: Any) -> str:
    """Somebody whom this tablet has registered. Returns the id."""
    made: str = hands.page.evaluate(
        "fields => fursa.save('profiles', undefined, fields)", {**FULL, "name": name, "phones": [phone], **more}
    )
    return made


def typed(hands: Hands, *answers: str) -> None:
    """Answer one column after the other by keyboard alone: a text and Enter, or a digit that picks; "a > 1" is both."""
    keyboard = hands.page.keyboard
    for answer in answers:
        text, _then, digit = answer.rpartition(" > ")
        keyboard.type(text or digit)
        if text:
            keyboard.type(digit)
        elif len(digit) != 1:
            keyboard.press("Enter")


def listed(hands: Hands) -> list[str]:
    """Names on the screen, from the top."""
    return hands.page.locator("#main .entry strong").all_inner_texts()


def test_somebody_is_found_by_sound_part_of_the_name_and_digits(hands: Hands) -> None:
    hands.offline()
    registered(hands, "Wanjiku Atieno", "+254711000001")
    registered(hands, "Mohamed Hassan", "+254711000002")
    registered(hands, "Zuhura Said", "+254722000003", birth_year=None, place=None)
    hands.go("people")
    hands.sees("Still to be asked: Born in, Place")
    assert listed(hands)[:3] == ["Zuhura Said", "Mohamed Hassan", "Wanjiku Atieno"]
    for text, name in {
        "wanj": "Wanjiku Atieno",
        "tien": "Wanjiku Atieno",
        "Maxamed": "Mohamed Hassan",
        "0722 000": "Zuhura Said",
        "0003": "Zuhura Said",
    }.items():
        hands.write("Find by name or phone", text)
        hands.sees("1 found")
        assert listed(hands) == [name]
    hands.write("Find by name or phone", "xyz")
    hands.sees("Nobody of that name or number.")
    hands.write("Find by name or phone", "Zuhura")
    hands.tap("Zuhura Said", exact=False)
    hands.sees("Zuhura Said")
    expect(hands.page.locator('#app[data-screen="person"]')).to_be_visible()


def test_what_is_typed_stays_while_a_sync_ends_and_the_mark_goes(hands: Hands) -> None:
    registered(hands, "Chebet Rotich", "+254711000011")
    hands.go("people")
    hands.write("Find by name or phone", "chebet")
    hands.sees("not sent yet")
    hands.sync()
    hands.misses("not sent yet")
    assert listed(hands) == ["Chebet Rotich"]
    expect(hands.page.get_by_label("Find by name or phone")).to_be_focused()


def test_a_paper_list_is_copied_by_keys_alone(hands: Hands) -> None:
    hands.offline()
    hands.go("paper")
    typed(hands, "Kadzo Mwaringa", "1994", "0712 555 001", "Mtwapa", "mason", "4", "2", "1", "1")
    hands.sees("1 saved")
    hands.sees("Kadzo Mwaringa")
    # The home stays that of the row before, and so does the language.
    typed(hands, "Nyevu Charo", "88", "", "", "fundi wa cherehani > 1", "3", "0", "", "2")
    hands.sees("2 saved")
    people = {each["name"]: each for each in hands.documents("profiles")}
    first, second = people["Kadzo Mwaringa"], people["Nyevu Charo"]
    assert first["phones"] == ["+254712555001"]
    assert (first["birth_year"], first["place"], first["occupation"]) == (1994, "003.012.mtwapa", "7112")
    assert (first["experience"], first["language"]) == ("3_to_5", "en")
    assert first["least_pay"] > 0
    assert (second["birth_year"], second["place"], second["occupation"]) == (1988, "003.012.mtwapa", "7531")
    assert (second["experience"], second["least_pay"]) == ("1_to_2", 0)
    consents = {each["id"]: each["given"] for each in hands.documents("consents")}
    assert consents.get(f"{first['id']}.service") == 1
    assert f"{second['id']}.service" not in consents
    hands.offline(False)
    hands.sync()
    hands.synced()
    assert {each["name"] for each in hands.documents("profiles")} >= {"Kadzo Mwaringa", "Nyevu Charo"}


def test_what_is_wrong_with_a_column_is_told_before_the_next(hands: Hands) -> None:
    hands.offline()
    hands.go("paper")
    typed(hands, "Umazi Kazungu", "1895")
    hands.sees("Please type the year in 4 digits, like 1995.")
    typed(hands, "1990", "07125550")
    hands.sees("This is no number that we can call.")
    typed(hands, "0712555021", "Nowhereville")
    hands.sees("We did not find the place Nowhereville.")
    typed(hands, "Malindi", "xqzw")
    hands.sees("We did not find the work xqzw.")
    assert not [each for each in hands.documents("profiles") if each["name"] == "Umazi Kazungu"]


def test_a_half_typed_row_is_there_again_after_the_tablet_was_closed(hands: Hands) -> None:
    hands.go("paper")
    typed(hands, "Half Typed", "1991", "0712555031")
    hands.page.evaluate("""async () => {
        const isKept = async () => (await fursa.kept("paper"))?.values.row.phone === "0712555031";
        while (!(await isKept())) await new Promise((resolve) => setTimeout(resolve, 20));
    }""")
    hands.page.reload()
    hands.unlock()
    hands.sees("Signed for the service")
    assert hands.page.get_by_label("Name", exact=True).input_value() == "Half Typed"
    assert hands.page.get_by_label("Phone", exact=True).input_value() == "0712555031"


def test_on_a_visit_the_first_row_lives_where_the_visit_is(hands: Hands) -> None:
    here = {"place": "003.011", "planned_for": hands.page.evaluate("() => fursa.today()")}
    hands.page.evaluate("async (here) => fursa.keep('visit', await fursa.save('visits', undefined, here))", here)
    hands.go("paper")
    expect(hands.page.get_by_label("Place", exact=True)).to_have_value("Kilifi North, Kilifi")
    typed(hands, "Sidi Visited", "1990", "", "", "mason", "5", "1", "1", "2")
    hands.sees("1 saved")
    [sidi] = [each for each in hands.documents("profiles") if each["name"] == "Sidi Visited"]
    assert sidi["place"] == "003.011"


def test_who_is_known_is_not_made_again_and_gains_what_was_missing(hands: Hands) -> None:
    hands.offline()
    known = registered(hands, "Dama Katana", "+254712555041", experience=None, least_pay=None)
    hands.go("paper")
    count = len(hands.documents("profiles"))
    typed(hands, "Katana Dama", "1995", "0712555042", "", "mason", "5", "1", "1", "1")
    hands.sees("The same person?")
    hands.page.keyboard.press("1")
    hands.sees("1 saved")
    hands.sees("Known before")
    assert len(hands.documents("profiles")) == count
    [person] = [each for each in hands.documents("profiles") if each["id"] == known]
    assert (person["name"], person["experience"]) == ("Dama Katana", "over_5")
    assert person["phones"] == ["+254712555041", "+254712555042"]
    # Of somebody else a new person is made, with a mark.
    typed(hands, "Dama Katana", "1995", "", "", "mason", "5", "1", "1", "2")
    hands.sees("The same person?")
    hands.page.keyboard.press("2")
    hands.sees("2 saved")
    hands.sees("Somebody is alike")
    assert len(hands.documents("profiles")) == count + 1


def test_a_row_is_undone_until_it_is_sent(hands: Hands) -> None:
    hands.offline()
    hands.go("paper")
    typed(hands, "Slip Finger", "1991", "", "Malindi", "mason", "1", "1", "1", "1")
    hands.sees("1 saved")
    hands.tap("Undo: Slip Finger")
    hands.misses("1 saved")
    assert hands.page.get_by_label("Name", exact=True).input_value() == "Slip Finger"
    assert not [each for each in hands.documents("profiles") if each["name"] == "Slip Finger"]
    hands.write("Name", "Right Finger")
    hands.tap("Save this row")
    hands.sees("1 saved")
    hands.offline(False)
    hands.sync()
    hands.synced()
    expect(hands.page.get_by_role("button", name="Undo: Right Finger")).to_have_count(0)
    names = [each["name"] for each in hands.documents("profiles")]
    assert "Right Finger" in names and "Slip Finger" not in names


def test_on_a_narrow_screen_a_row_is_a_tap_for_each_choice(narrow: Hands) -> None:
    narrow.offline()
    narrow.go("paper")
    narrow.write("Name", "Touch Only")
    narrow.write("Work", "mason")
    narrow.tap("4 3 to 5 years", "0 Any pay", "2 Kiswahili", "1 Yes", "Save this row")
    narrow.sees("1 saved")
    [person] = [each for each in narrow.documents("profiles") if each["name"] == "Touch Only"]
    assert (person["experience"], person["least_pay"], person["language"]) == ("3_to_5", 0, "sw")
    width = narrow.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 320
