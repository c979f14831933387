"""Every screen, filled: nothing in the way of anybody, nothing sideways, and something kind at every address."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from sync import conflicts, quarantine
from tests.browsing import barriers
from tests.source import ROOT
from tests.sync.makers import by_phone, new_id
from tests.sync.tablet.hands import HEIGHT, Hands, Office, holding
from tests.sync.tablet.test_day_screens import person, saved

WIDTHS = (320, 1280)
LONG = "Mwanaisha Abdulrahman Kazungu-Nyamwange wa Mwakinyerere"
MASON = {
    "birth_year": 1990,
    "occupation": "7112",
    "phones": ["+254712345678"],
    "least_pay": 20000,
    "skills": ["driving"],
}
SMALLEST = 48  # pixels of a key, as wide and as high as a finger
FAULTS = """smallest => {
    const { scrollWidth, clientWidth } = document.scrollingElement;
    const found = scrollWidth > clientWidth ? [`${scrollWidth} wide`] : [];
    if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
    for (const each of document.querySelectorAll("a, button, summary, label.key, .field input, textarea")) {
        const { width, height } = each.getBoundingClientRect();
        if (width && Math.min(width, height) < smallest) found.push(`small: ${each.outerHTML.slice(0, 120)}`);
    }
    for (const each of document.querySelectorAll(".tabs span")) {
        if (each.getClientRects().length > 1 || each.offsetHeight > 30) found.push(`broken: ${each.textContent}`);
    }
    return found;
}"""
NAMELESS = """() => [...document.querySelectorAll("a, button, input, textarea, select, summary")]
    .filter((each) => each.checkVisibility())
    .filter((each) => !(each.ariaLabel || each.labels?.[0]?.textContent || each.textContent).trim())
    .map((each) => each.outerHTML)"""
DRAWN = "hash => location.hash.startsWith(hash) && fursa.hash === location.hash && !fursa.coming"


@pytest.fixture(scope="module")
def hands(browser: Browser, here: Office) -> Iterator[Hands]:
    """One tablet for all tests of this file, into which axe-core may be put."""
    with holding(browser, here.address, bypass_csp=True) as hands:
        hands.enrol(here.code())
        yield hands


@pytest.fixture(scope="module")
def addresses(hands: Hands, here: Office) -> list[tuple[str, ...]]:
    """Addresses of all screens: of people, a visit, applications, notes, an order and conflicts that are there."""
    db = here.service.db
    here.service.open("Assistant housekeeper and laundry attendant of a hotel by the beach", "5120", "003.011")
    known = person(hands, LONG, **MASON)
    half = saved(hands, "profiles", {"name": "Baya Notyet", "place": "003.011"})
    hands.offline()
    hands.page.evaluate("id => fursa.save('profiles', id, { experience: '1_to_2' })", known)
    by_phone(db, here.service.market, known, experience="over_5")
    hands.offline(False)
    hands.sync()
    hands.synced()
    [row] = [each for each in quarantine.waiting(db) if each["document"] == known]
    conflicts.send_back(db, row, "staff", here.service.now, "Which is right?")
    saved(hands, "notes", {"profile_id": new_id(), "text": "A" * 60})
    saved(hands, "notes", {"profile_id": known, "text": "Came with her brother."})
    job = here.service.jobs["Mason"]["reference"]
    saved(hands, "applications", {"profile_id": known, "vacancy_id": job, "status": "applied"})
    visit = saved(hands, "visits", {"place": "003.011", "planned_for": hands.page.evaluate("() => fursa.today()")})
    hands.page.evaluate("visit => fursa.keep('visit', visit)", visit)
    saved(hands, "visits", {"met": {"add": [known]}, "people_met": {"add": 3}}, visit)
    asked = {"employer": "Bahari Hotels and Resorts", "phone": "+254712999888", "title": "Room attendant"}
    terms = {"occupation": "5120", "place": "003.011", "posts": 3, "pay": 18000, "pay_period": "month"}
    order = saved(hands, "job_orders", {**asked, **terms, "deadline": here.service.now + 86400, "contact": "service"})
    hands.faults[:] = [fault for fault in hands.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    return [
        ("conflicts",),
        *(("consent", id, purpose) for id, purpose in ((known, "service"), (half, "service"), (half, "alerts"))),
        ("edit", known),
        ("edit", known, "occupation"),
        ("employers",),
        ("job", job),
        ("job", job, known),
        ("job", job, half),
        ("jobs",),
        ("jobs", known),
        ("note", known),
        ("order", order),
        ("order", "new"),
        ("paper",),
        ("people",),
        ("person", known),
        ("person", half),
        ("practice",),
        ("register",),
        ("settings",),
        ("settings", "pin"),
        ("sync",),
        ("today",),
        ("visit", visit),
        ("visit", visit, "met"),
        ("visit", "new"),
    ]


def shown(hands: Hands, *address: str) -> str:
    """A screen, drawn to its end. Returns its address."""
    hash = "#/" + "/".join(address)
    hands.page.evaluate("hash => { location.hash = hash }", hash)
    hands.page.wait_for_function(DRAWN, arg=hash)
    return hash


def language(hands: Hands, code: str, large: bool = False, direction: str = "ltr") -> None:
    """Speak another language, in letters of that size, from that side."""
    settings = {"language": code, "large": large}
    hands.page.evaluate("chosen => localStorage.setItem('fursa settings', JSON.stringify(chosen))", settings)
    hands.page.evaluate("large => document.body.classList.toggle('large', large)", large)
    hands.go("settings")
    name = hands.page.evaluate("code => new Intl.DisplayNames([code], { type: 'language' }).of(code)", code)
    hands.tap(name[0].upper() + name[1:])
    expect(hands.page.locator("html")).to_have_attribute("lang", code)
    hands.page.evaluate("direction => { document.documentElement.dir = direction }", direction)


def wide(hands: Hands, width: int) -> None:
    hands.page.set_viewport_size({"width": width, "height": HEIGHT})


def test_the_list_of_screens_is_whole(addresses: list[tuple[str, ...]]) -> None:
    source = (ROOT / "sync" / "tablet" / "screens" / "screens.js").read_text()
    listed = source.split("SCREENS = {")[1].split("}")[0].replace(",", " ").split()
    assert sorted({screen for screen, *_params in addresses}) == listed


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_in_anybodys_way(hands: Hands, addresses: list[tuple[str, ...]], width: int) -> None:
    wide(hands, width)
    found: dict[str, Any] = {}
    for address in addresses:
        hash = shown(hands, *address)
        found[hash] = barriers(hands.page) + hands.page.evaluate(NAMELESS) + hands.page.evaluate(FAULTS, SMALLEST)
    assert {hash: faults for hash, faults in found.items() if faults} == {}


def test_nothing_is_sideways_in_any_language_size_or_direction(
    hands: Hands, here: Office, addresses: list[tuple[str, ...]]
) -> None:
    wide(hands, WIDTHS[0])
    ways = [(code, size, "ltr") for code in here.service.market.languages for size in (False, True)]
    found: dict[str, Any] = {}
    for code, large, direction in [*ways, ("en", True, "rtl")]:
        language(hands, code, large, direction)
        for address in addresses:
            hash = shown(hands, *address)
            found[f"{code} {large} {direction} {hash}"] = hands.page.evaluate(FAULTS, SMALLEST)
    language(hands, "en")
    assert {hash: faults for hash, faults in found.items() if faults} == {}


@pytest.mark.parametrize(
    "hash",
    ["#/person", "#/person/nonsense", "#/job", "#/job/1/2/3", "#/%E0", "#/constructor", "#/register/toString",
     "#/register/saved", "#/consent/x", "#/edit/x/y", "#/note", "#/order/x", "#/visit", "#/jobs/x", "#", "#/a/b"],
)  # fmt: skip
def test_an_address_of_nothing_shows_something_kind(hands: Hands, hash: str) -> None:
    shown(hands, "sync")
    hands.page.evaluate("hash => { location.hash = hash }", hash)
    hands.page.wait_for_function(DRAWN, arg="")
    assert hands.faults == []
    expect(hands.page.locator("h1")).not_to_have_text("Send")
    expect(hands.page.locator("main a, main button, main input").first).to_be_visible()
    hands.page.go_back()
    hands.sees("Send and fetch now")


def test_the_way_back_leads_to_where_one_was_and_never_out(hands: Hands, addresses: list[tuple[str, ...]]) -> None:
    hands.go("people")
    hands.write("Find by name or phone", "mwana")
    hands.sees("1 found")
    hands.tap(LONG, exact=False)
    expect(hands.page.locator('#app[data-screen="person"]')).to_be_visible()
    hands.tap("Back")
    hands.sees("1 found")
    expect(hands.page.get_by_label("Find by name or phone")).to_have_value("mwana")
    expect(hands.key(LONG, exact=False)).to_be_focused()
    hands.page.get_by_label("Find by name or phone").fill("")
    hands.tap(LONG, exact=False)
    hands.tap("Change", "Save")
    expect(hands.page.locator('#app[data-screen="person"]')).to_be_visible()
    hands.tap("Back")
    expect(hands.page.locator('#app[data-screen="people"]')).to_be_visible()
    hands.page.evaluate("() => navigation.traverseTo(navigation.entries()[0].key).finished")
    hands.page.wait_for_function(DRAWN, arg="")
    hands.tap("Back")
    expect(hands.page.locator('#app[data-screen="today"]')).to_be_visible()


def test_a_sync_leaves_the_focus_and_the_place_on_the_screen(hands: Hands, addresses: list[tuple[str, ...]]) -> None:
    [known] = {address[1] for address in addresses if address[0] == "edit"}
    wide(hands, WIDTHS[0])
    hands.go("person", known)
    take_back = hands.key("Take back", exact=False)
    take_back.focus()
    scrolled = hands.page.evaluate("() => scrollY")
    hands.page.evaluate("() => { fursa.main.firstChild.id = 'before' }")
    hands.sync()
    expect(hands.page.locator("#before")).to_have_count(0)
    expect(take_back).to_be_focused()
    assert scrolled > 0
    assert hands.page.evaluate("() => scrollY") == scrolled


def test_the_browsers_way_back_answers_a_question_with_no(hands: Hands, addresses: list[tuple[str, ...]]) -> None:
    [known] = {address[1] for address in addresses if address[0] == "edit"}
    hands.go("people")
    hands.go("person", known)
    hands.tap("Take back: Mason")
    assert hands.page.locator("#app dialog").count() == 1  # within what is emptied when the app locks
    hands.page.evaluate("() => history.back()")
    expect(hands.page.locator("dialog")).to_have_count(0)
    expect(hands.page.locator('#app[data-screen="people"]')).to_be_visible()
