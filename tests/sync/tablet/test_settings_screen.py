"""Settings of a tablet: language, size of the text, the PIN, locking."""

from playwright.sync_api import expect

from sync import devices
from tests.sync.tablet.hands import PIN, Hands, Office

NEW_PIN = "592038"


def test_a_language_is_spoken_at_once_everywhere(hands: Hands) -> None:
    hands.go("settings")
    hands.tap("Kiswahili")
    expect(hands.page.locator("html")).to_have_attribute("lang", "sw")
    hands.sees("Lugha")
    expect(hands.page.locator("nav")).not_to_contain_text("Today")
    expect(hands.page.locator("input:checked").first).to_be_focused()
    hands.page.reload()
    expect(hands.page.locator("html")).to_have_attribute("lang", "sw")


def test_text_grows_and_forms_become_one_page(hands: Hands) -> None:
    hands.go("settings")
    hands.tap("Large", "All on one page")
    expect(hands.page.locator("body")).to_have_class("large")
    assert hands.page.evaluate("() => [fursa.settings.large, fursa.settings.onePage]") == [True, True]
    hands.page.set_viewport_size({"width": 320, "height": 860})
    for screen in ("today", "settings", "sync", "conflicts", "practice"):
        hands.go(screen)
        assert hands.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), screen
    hands.go("settings")
    hands.tap("Normal")
    expect(hands.page.locator("body")).not_to_have_class("large")


def test_the_pin_is_changed_by_who_knows_it(hands: Hands) -> None:
    hands.go("settings")
    hands.tap("Change the PIN")

    def change(old: str, first: str, again: str) -> None:
        hands.write("Your PIN", old)
        hands.write("The new PIN, 6 digits", first)
        hands.write("The new PIN once more", again)
        hands.page.keyboard.press("Enter")

    change(PIN, "123456", "123456")
    hands.sees("That PIN is easy to guess. Choose another.")
    change(PIN, NEW_PIN, "592039")
    hands.sees("These are not the same. Type both again.")
    change("111222", NEW_PIN, NEW_PIN)
    hands.sees("That is not the PIN.")
    change(PIN, NEW_PIN, NEW_PIN)
    hands.sees("The PIN is changed.")
    expect(hands.page.locator('#app[data-screen="settings"]')).to_be_visible()
    hands.tap("Lock now")
    hands.unlock(PIN)
    hands.sees("That is not the PIN.")
    hands.unlock(NEW_PIN)
    hands.sees("Settings")


def test_whoever_guesses_the_pin_of_an_open_tablet_finds_it_locked(hands: Hands) -> None:
    hands.go("settings", "pin")
    hands.write("The new PIN, 6 digits", NEW_PIN)
    hands.write("The new PIN once more", NEW_PIN)
    for guess in ("100000", "200000", "300000", "400000", "500000"):
        hands.write("Your PIN", guess)
        hands.page.keyboard.press("Enter")
        expect(hands.page.get_by_label("Your PIN", exact=True)).to_have_value("")
    hands.sees("I forgot my PIN")


def test_the_app_tells_whose_it_is_and_which(hands: Hands, here: Office) -> None:
    hands.go("settings")
    for text in ("amina", "Kilifi", "MB"):
        hands.sees(text)
    told = {row["client"] for row in devices.all(here.service.db)}
    version = hands.page.locator("dt", has_text="Version").locator("+ dd").inner_text()
    assert f"fursa-tablet {version}" in told


def test_the_browser_s_offer_to_install_is_taken_by_a_key(hands: Hands) -> None:
    hands.page.evaluate(
        """() => {
            const offer = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
                prompt: () => (globalThis.asked = true),
                userChoice: Promise.resolve({ outcome: "accepted" }),
            });
            dispatchEvent(offer);
        }"""
    )
    hands.go("settings")
    hands.tap("Install on this tablet")
    hands.sees("It is installed.")
    assert hands.page.evaluate("() => asked") is True
    expect(hands.key("Install on this tablet")).to_have_count(0)
