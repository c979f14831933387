"""The screen that sends: how much waits, how far it has come, and what is said when it does not go."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Route, expect

from sync import problems
from tests.sync.tablet.hands import Hands, Office

EXCHANGE = "**/sync/v1/exchange"


def hasty(hands: Hands) -> None:
    """The tablet gives up at once where it would try for a while."""
    hands.page.evaluate("() => { fursa.real.patience = { tries: 1 } }")


def saves(hands: Hands, name: str) -> None:
    """Somebody is written down, and waits."""
    hands.page.evaluate("name => fursa.save('profiles', undefined, { name, place: '003' })", name)


@contextmanager
def answering(hands: Hands, code: str, **headers: Any) -> Iterator[None]:
    """The server answers each exchange with a problem."""
    kind = problems.KINDS[code]

    def answer(route: Route) -> None:
        route.fulfill(
            status=kind.status,
            headers={"content-type": problems.CONTENT_TYPE, **headers},
            json={"code": code, "title": kind.title, "status": kind.status},
        )

    hands.page.route(EXCHANGE, answer)
    yield
    hands.page.unroute(EXCHANGE)
    hands.faults[:] = [fault for fault in hands.faults if not fault.startswith("Failed to load resource")]


def test_what_waits_is_listed_by_name_and_sent_by_one_key(hands: Hands, here: Office) -> None:
    hasty(hands)
    hands.offline()
    for name in ("Wanjiku Atieno", "Otieno Baraza"):
        saves(hands, name)
    hands.go("sync")
    hands.sees("2 people")
    hands.sees("Otieno Baraza")
    expect(hands.page.locator(".sending .number")).to_have_text("2")
    hands.tap("Send and fetch now")
    hands.sees("The line was cut. It goes on by itself.")
    hands.offline(False)
    hands.faults.clear()
    hands.sees("2 of 2 saved, 0 merged, 0 refused.")
    hands.misses("Otieno Baraza")
    expect(hands.page.locator(".sending .number")).to_have_text("0")
    hands.sees("Sent and fetched last: today, ")
    assert here.service.count("profile", "name = 'Wanjiku Atieno'") == 1


def test_the_key_keeps_the_focus_while_it_works(hands: Hands) -> None:
    hands.go("sync")
    key = hands.key("Send and fetch now")
    key.focus()
    saves(hands, "Halima Omar")
    hands.page.keyboard.press("Enter")
    hands.sees("1 of 1 saved")
    expect(key).to_be_focused()
    expect(hands.page.locator("main [role=status]")).to_have_count(1)


def test_what_was_not_taken_leads_to_why(hands: Hands) -> None:
    hands.go("sync")
    hands.page.evaluate("() => fursa.save('notes', undefined, { profile_id: fursa.copy.newId(), text: 'Tall' })")
    hands.tap("Send and fetch now")
    hands.sees("0 of 1 saved, 0 merged, 1 refused.")
    hands.tap("1 thing to look at")
    hands.sees("Tall")


def test_a_tablet_that_the_office_forgot_asks_for_a_code_and_keeps_what_waits(hands: Hands, here: Office) -> None:
    hands.go("sync")
    with answering(hands, "unauthorised"):
        saves(hands, "Neema Salim")
        hands.tap("Send and fetch now")
        hands.sees("The office does not know this tablet any more.")
        hands.write("Code from the office", "AAAA-AAAA")
        hands.tap("Let this tablet in")
        hands.sees("That code does not work.")
    hands.write("Code from the office", here.code())
    hands.tap("Let this tablet in")
    hands.sees("1 of 1 saved")
    hands.misses("Code from the office")
    assert here.service.count("profile", "name = 'Neema Salim'") == 1


def test_a_busy_server_is_told_in_plain_words(hands: Hands) -> None:
    hands.go("sync")
    hasty(hands)
    for code, words in (
        ("too_many", "Many tablets send just now."),
        ("unavailable", "The server cannot answer just now."),
    ):
        with answering(hands, code, **{"retry-after": "0"}):
            hands.tap("Send and fetch now")
            hands.sees(words)


def test_the_screen_says_whether_data_is_kept(hands: Hands) -> None:
    hands.page.evaluate(
        """() => {
            fursa.real.persisted = Promise.resolve(true);
            navigator.storage.estimate = () => Promise.resolve({ quota: 90e6, usage: 80e6 });
        }"""
    )
    hands.go("sync")
    hands.sees("This tablet keeps your data when space gets short.")
    hands.sees("Only 10 MB are free on this tablet.")
