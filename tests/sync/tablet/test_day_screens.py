"""Today, visits, and what was sent and is not shown."""

import re
from typing import Any

from playwright.sync_api import Browser, expect

from core.database import Row
from sync import conflicts, problems, quarantine
from sync.fields import FAULTS
from tests.source import ROOT
from tests.sync.makers import by_phone, new_id
from tests.sync.tablet.hands import PIN, Hands, Office, holding

HOME = "003.011"  # Kilifi North


def saved(hands: Hands, collection: str, fields: dict[str, Any], document: str | None = None) -> str:
    """What a screen would save, sent at once. Returns the id."""
    hands.synced()
    known: str = hands.page.evaluate(
        "([name, id, fields]) => fursa.save(name, id ?? undefined, fields)", [collection, document, fields]
    )
    hands.sync()
    hands.synced()
    return known


def person(hands: Hands, name: str, **more: Any) -> str:
    """Somebody who agreed to be registered."""
    known = saved(hands, "profiles", {"name": name, "place": HOME, "experience": "none", **more})
    saved(hands, "consents", {"profile_id": known, "purpose": "service", "given": 1}, f"{known}.service")
    return known


def told(hands: Hands) -> str:
    """What stands on the screen that is drawn by now."""
    expect(hands.page.locator("h1")).to_be_focused()
    return hands.text()


def one(here: Office, document: str) -> Row:
    """The only thing about a document that waits for staff."""
    [row] = [each for each in quarantine.waiting(here.service.db) if each["document"] == document]
    return row


def test_the_day_begins_with_what_there_is_to_do(hands: Hands, here: Office) -> None:
    hands.go("today")
    for text in ("Hello amina", "Everything is sent", "No visit is planned for today."):
        hands.sees(text)
    for key in ("Register somebody", "Paper register", "Find jobs", "Employers met"):
        expect(hands.key(key)).to_be_visible()
    person(hands, "Wanjiku Atieno")
    hands.sees("Registered today: 1")
    hands.tap("Wanjiku Atieno", exact=False)
    expect(hands.page.locator('#app[data-screen="person"]')).to_be_visible()


def test_before_the_first_copy_is_there_everything_opens(browser: Browser, here: Office) -> None:
    with holding(browser, here.address) as hands:
        hands.page.route("**/sync/v1/exchange", lambda route: route.abort())
        hands.write("Code from the office", here.code())
        hands.write("Choose a PIN of 6 digits", PIN)
        hands.write("The PIN once more", PIN)
        hands.tap("Let this tablet in")
        hands.sees("The first copy is still coming")
        for screen in (("visit", "new"), ("sync",), ("conflicts",), ("settings",), ("practice",), ("today",)):
            hands.go(*screen)
            expect(hands.page.locator("h1")).to_be_visible()
        hands.page.unroute("**/sync/v1/exchange")
        hands.synced()
        hands.misses("The first copy is still coming")
        hands.faults[:] = [fault for fault in hands.faults if "ERR_FAILED" not in fault]


def test_a_visit_is_planned_begun_counted_and_finished(hands: Hands, here: Office) -> None:
    known = person(hands, "Halima Omar")
    hands.go("today")
    hands.tap("Plan a visit", "Kilifi South", "Tomorrow", "Save", "Begin here")
    hands.sees("You are here.")
    hands.tap("+1, One more", "+1, One more", "+1, One more", "−1, One less", "Add somebody who is registered")
    hands.write("Name", "hal")
    hands.tap("Halima Omar", exact=False)
    hands.sees("Kilifi South")
    hands.sees("Halima Omar")
    hands.go("today")
    hands.sees("3 people met")
    hands.tap("Kilifi South, Kilifi", exact=False)
    hands.tap("Finish the visit")
    hands.sees("Go on with this visit")
    hands.synced()
    [visit] = hands.documents("visits")
    row = here.service.db.one("SELECT * FROM visit WHERE id = :id", id=visit["id"])
    assert row is not None
    assert (row["people_met"], row["done_at"], row["planned_for"]) == (3, visit["done_at"], str(visit["planned_for"]))
    assert visit["met"] == [known]
    hands.tap("Remove the visit", "Yes, remove it")
    hands.sees("No visit is planned for today.")


def test_half_a_plan_lives_through_a_reload(hands: Hands) -> None:
    hands.go("visit", "new")
    hands.write("Purpose", "Market day")
    hands.tap("Malindi", "Another day")
    hands.page.get_by_label("On which day?").fill("2027-01-15")
    hands.page.evaluate(
        """async () => {
            while ((await fursa.kept("draft visit new"))?.values.planned_for !== "2027-01-15")
                await new Promise((resolve) => setTimeout(resolve, 50));
        }"""
    )
    hands.page.reload()
    hands.unlock()
    hands.go("visit", "new")
    assert hands.page.get_by_label("Purpose", exact=True).input_value() == "Market day"
    hands.tap("Save")
    hands.sees("Fri 15 Jan")
    hands.go("today")
    hands.sees("Next visits")
    assert hands.page.evaluate("() => fursa.kept('draft visit new')") is None


def test_what_staff_send_back_is_answered_by_keeping_or_sending_again(hands: Hands, here: Office) -> None:
    service = here.service
    ids = [person(hands, name) for name in ("Zawadi Kazungu", "Baraka Charo")]
    for known in ids:
        hands.offline()
        hands.page.evaluate("id => fursa.save('profiles', id, { experience: '3_to_5' })", known)
        by_phone(service.db, service.market, known, experience="over_5")
        hands.offline(False)
        hands.sync()
        hands.synced()
        conflicts.send_back(service.db, one(here, known), "staff", service.now, "Which is right?")
    hands.faults[:] = [fault for fault in hands.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
    hands.sync()
    hands.go("today")
    hands.sees("2 things that you sent are not shown as you sent them.")
    hands.tap("Look at it")
    hands.sees("The office writes: Which is right?")
    cards = [hands.page.locator("article", has_text=name) for name in ("Zawadi Kazungu", "Baraka Charo")]
    for card in cards:
        expect(card.first).to_contain_text("3 to 5 years")
        expect(card.first).to_contain_text("More than 5 years")
    [first] = [each["id"] for each in hands.documents("conflicts") if each["document"] == ids[0]]
    cards[0].get_by_role("button", name="Keep what is shown").click()
    expect(cards[0]).to_have_count(0)
    cards[1].get_by_role("button", name="Send mine again").click()
    expect(cards[1]).to_have_count(0)
    hands.sees("Nothing waits for you here.")
    hands.sync()
    hands.synced()
    shown = {each["name"]: each["experience"] for each in hands.documents("profiles")}
    assert (shown["Zawadi Kazungu"], shown["Baraka Charo"]) == ("over_5", "3_to_5")
    assert quarantine.by_id(service.db, first)["state"] == conflicts.DROPPED
    assert not [each for each in hands.documents("conflicts") if each["document"] in ids]


def test_what_was_refused_is_told_in_words_and_can_be_sent_again(hands: Hands, here: Office) -> None:
    stranger = new_id()
    saved(hands, "notes", {"profile_id": stranger, "text": "She has a bicycle."}, new_id())
    known = person(hands, "Kadzo Mwango")
    saved(hands, "profiles", {"phones": {"add": ["12"]}, "least_pay": -5, "shoe": {"size": 40}}, known)
    hands.go("conflicts")
    hands.sees("What it is about is not known at the office.")
    text = told(hands)
    assert "She has a bicycle." in text and "It is not a phone number." in text
    for code in (
        "unknown_document",
        "malformed_phone",
        "out_of_range",
        "least_pay",
        "notes",
        "profiles",
        stranger,
        known,
    ):
        assert code not in text
    hands.tap("Send it again")
    hands.misses("She has a bicycle.")
    hands.sync()
    hands.sees("She has a bicycle.")  # it was refused once more
    for _each in range(2):
        count = hands.page.get_by_role("button", name="Understood").count()
        hands.tap("Understood")
        expect(hands.page.get_by_role("button", name="Understood")).to_have_count(count - 1)
    hands.go("today")
    hands.misses("Not taken as you sent it")


def test_every_code_has_a_sentence() -> None:
    source = (ROOT / "sync" / "tablet" / "reasons.js").read_text()
    worded = set(re.findall(r"^  (\w+): marked\(", source, re.MULTILINE))
    assert set(problems.REASONS) <= worded
    of_requests = {"not_increasing", "taken", "one_of"}
    assert set(FAULTS) - of_requests <= worded
