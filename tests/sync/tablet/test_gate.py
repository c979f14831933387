"""The gate: who gets in, with what, and what stays on the tablet when nobody does."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from core import officers
from sync import devices
from tests.sync.tablet.hands import AREA, PIN, Hands, Office, holding
from tests.sync.tablet.patience import until
from translations import gettext, speaking

MINUTE_MS = 60 * 1000
DAY_MS = 24 * 60 * MINUTE_MS
WRONG = "918273"


@pytest.fixture
def tablet(browser: Browser, here: Office) -> Iterator[Hands]:
    """A new tablet that nobody has let in."""
    with holding(browser, here.address) as hands:
        yield hands
        forgiven(hands)


@pytest.fixture
def hands(tablet: Hands, here: Office) -> Hands:
    """A tablet of amina's that was let in, whose time moves when the test moves it."""
    tablet.context.clock.install()
    tablet.page.reload()
    tablet.enrol(here.code())
    return tablet


def forgiven(hands: Hands) -> None:
    """A browser calls each answer that is no success a fault, and each request without signal."""
    known = ("Failed to load resource", "An unknown error occurred when fetching the script")
    hands.faults[:] = [fault for fault in hands.faults if not fault.startswith(known)]


def test_the_code_of_a_qr_is_filled_in_and_leaves_the_address(tablet: Hands, here: Office) -> None:
    asked: list[str] = []
    tablet.context.on("request", lambda request: asked.append(request.url))
    code = here.code()
    tablet.page.close()
    tablet.look(f"#{code}")
    expect(tablet.page.get_by_label("Code from the office")).to_have_value(code)
    assert tablet.page.url == f"{here.address}/tablet/"
    tablet.write("Choose a PIN of 6 digits", PIN)
    tablet.write("The PIN once more", PIN)
    tablet.tap("Let this tablet in")
    tablet.sees("Today")
    assert [url for url in asked if code in url and not url.endswith(f"/tablet#{code}")] == []
    assert not re.search("|".join((code, code.replace("-", ""), "amina")), left(tablet))


@pytest.mark.parametrize("typed", ["{code}", " {code} ", "{lower}", "{together}", "{dash}"])
def test_a_code_may_be_typed_as_people_type(tablet: Hands, here: Office, typed: str) -> None:
    code = here.code()
    forms = {
        "code": code,
        "lower": code.lower(),
        "together": code.replace("-", ""),
        "dash": code.replace("-", " – "),
    }
    tablet.enrol(typed.format(**forms))


def test_a_wrong_code_is_told_and_mended_without_choosing_the_pin_anew(tablet: Hands, here: Office) -> None:
    tablet.write("Code from the office", "ZZZZ-ZZZZ")
    tablet.write("Choose a PIN of 6 digits", PIN)
    tablet.write("The PIN once more", PIN)
    tablet.tap("Let this tablet in")
    tablet.sees("That code does not work.")
    tablet.misses("Choose a PIN of 6 digits")
    tablet.page.reload()
    tablet.unlock()
    tablet.write("Code from the office", here.code())
    tablet.tap("Let this tablet in")
    tablet.sees("Today")


def test_what_cannot_be_a_code_is_told_before_the_server_is_asked(tablet: Hands) -> None:
    asked: list[str] = []
    tablet.page.on("request", lambda request: asked.append(request.url))
    tablet.write("Code from the office", "K7QM")
    tablet.tap("Let this tablet in")
    tablet.sees("A code has 8 letters and digits")
    assert [url for url in asked if "/sync/" in url] == []


@pytest.mark.parametrize(
    ("pin", "again", "told"),
    [
        ("1234", "1234", "A PIN has 6 digits."),
        ("abcdef", "abcdef", "A PIN has 6 digits."),
        ("111111", "111111", "That PIN is easy to guess."),
        ("123456", "123456", "That PIN is easy to guess."),
        ("876543", "876543", "That PIN is easy to guess."),
        ("273941", "273914", "These are not the same."),
    ],
)
def test_a_pin_that_does_not_do_is_told(tablet: Hands, pin: str, again: str, told: str) -> None:
    tablet.write("Code from the office", "K7QM-2RXF")
    tablet.write("Choose a PIN of 6 digits", pin)
    tablet.write("The PIN once more", again)
    tablet.tap("Let this tablet in")
    tablet.sees(told)


def test_without_signal_the_code_can_be_tried_again(tablet: Hands, here: Office) -> None:
    tablet.offline()
    tablet.write("Code from the office", here.code())
    tablet.write("Choose a PIN of 6 digits", PIN)
    tablet.write("The PIN once more", PIN)
    tablet.tap("Let this tablet in")
    tablet.sees("No signal.")
    tablet.offline(False)
    tablet.tap("Let this tablet in")
    tablet.sees("Today")


def test_a_code_of_another_officer_does_not_open_the_work_of_the_first(hands: Hands, here: Office) -> None:
    other = officers.add(here.service.db, here.service.market, "barasa", (AREA,), here.service.now)
    code = devices.invite(here.service.db, other["id"], here.service.now)
    hands.page.close()
    hands.look(f"#{code}")
    hands.unlock()
    hands.tap("Let this tablet in")
    hands.sees("This tablet holds the work of another officer.")
    hands.tap("Go on without a code")
    hands.sees("Today")
    assert hands.page.evaluate("() => fursa.officer.name") == "amina"


def test_the_language_can_be_changed_before_anything_is_known(tablet: Hands, here: Office) -> None:
    code = here.code()
    tablet.write("Code from the office", code)
    tablet.tap("Kiswahili")
    with speaking("sw"):
        tablet.sees(gettext("Welcome to Fursa"))
        label = gettext("Code from the office")
    expect(tablet.page.locator("html")).to_have_attribute("lang", "sw")
    expect(tablet.page.get_by_label(label, exact=True)).to_have_value(code)
    expect(tablet.key("Kiswahili")).to_be_focused()  # who goes by keyboard stays where they are
    tablet.page.reload()
    with speaking("sw"):
        tablet.sees(gettext("Welcome to Fursa"))


def test_a_wrong_pin_tells_how_many_tries_are_left(hands: Hands) -> None:
    locked(hands)
    for left in ("4 more tries", "3 more tries", "2 more tries", "1 more try"):
        hands.unlock(WRONG)
        hands.sees(left)
    hands.unlock()
    hands.sees("Today")


def test_after_five_wrong_pins_there_is_a_wait_that_switching_off_does_not_end(hands: Hands) -> None:
    locked(hands)
    for turn in range(5):
        hands.unlock(WRONG)
        hands.sees("Please wait" if turn == 4 else "That is not the PIN.")
    hands.misses("Your PIN")
    hands.page.close()
    hands.look()
    hands.sees("Please wait")
    assert re.search(r"\b0:[0-3]\d\b", hands.text())
    hands.context.clock.fast_forward(31_000)
    hands.unlock()
    hands.sees("Today")


def test_an_app_that_nobody_touches_locks_itself_where_it_was(hands: Hands) -> None:
    hands.go("settings")
    hands.context.clock.fast_forward(4 * MINUTE_MS)
    hands.page.mouse.click(5, 400)
    hands.context.clock.fast_forward(4 * MINUTE_MS)
    hands.misses("Your PIN")
    hands.context.clock.fast_forward(2 * MINUTE_MS)
    hands.sees("Your PIN")
    hands.unlock()
    expect(hands.page.locator('#app[data-screen="settings"]')).to_be_visible()


def test_a_tablet_that_slept_is_locked_at_the_first_touch(hands: Hands) -> None:
    hands.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 3600000; }")  # timers slept too
    hands.page.mouse.click(5, 400)
    hands.sees("Your PIN")


def test_locking_leaves_nothing_to_see_and_nothing_to_tap_on(hands: Hands) -> None:
    hands.page.evaluate("""() => {
        document.title = "Wanjiku";
        const dialog = document.createElement("dialog");
        dialog.textContent = "Delete Wanjiku?";
        document.body.append(dialog);
        dialog.showModal();
    }""")
    hands.sees("Delete Wanjiku?")
    locked(hands)
    assert "Wanjiku" not in hands.page.content()
    assert hands.page.evaluate("() => globalThis.fursa === undefined")
    hands.unlock()
    hands.sees("Today")


def test_another_window_is_told_that_the_app_is_open_already(hands: Hands) -> None:
    first = hands.page
    hands.look()
    hands.context.clock.run_for(3000)
    hands.sees("Fursa is open already")
    hands.tap("Try again")
    hands.context.clock.run_for(3000)
    hands.sees("Fursa is open already")
    first.close()
    hands.tap("Try again")
    hands.unlock()
    hands.sees("Today")


def test_after_seven_days_without_the_server_one_sync_is_needed_and_nothing_is_lost(hands: Hands) -> None:
    hands.offline()
    save(hands, "Wanjiku Seven")
    locked(hands)
    hands.context.clock.fast_forward(6 * DAY_MS)
    hands.unlock()
    hands.sees("Today")
    locked(hands)
    hands.context.clock.fast_forward(DAY_MS + MINUTE_MS)
    hands.unlock()
    hands.sees("Connect once to go on")
    hands.sees("1 thing waits to be sent. It is kept.")
    hands.tap("Connect now")
    for _try in range(5):  # the client tries for a while before it gives up
        hands.context.clock.fast_forward(10_000)
    hands.sees("No connection yet. Your work is safe here")
    hands.page.reload()
    hands.unlock()
    hands.sees("Connect once to go on")
    hands.offline(False)
    hands.tap("Connect now")
    hands.sees("Today")
    hands.synced()
    assert [each["name"] for each in hands.documents("profiles") if each["name"] == "Wanjiku Seven"]


def test_a_tablet_that_was_revoked_is_wiped_after_what_waited_went_up(hands: Hands, here: Office) -> None:
    hands.offline()
    save(hands, "Wanjiku Last")
    hands.page.evaluate("() => fursa.keep('draft', { name: 'Wanjiku Draft' })")
    revoke(hands, here)
    hands.offline(False)
    hands.sync()
    hands.sees("This tablet was taken out of use")
    deleted(hands)
    assert "Wanjiku" not in left(hands)
    kept = here.service.db.all("SELECT * FROM quarantine")
    assert any("Wanjiku Last" in str(row) for row in kept)
    hands.tap("Begin anew with a code")
    hands.sees("Welcome to Fursa")


def test_a_tablet_that_did_not_hear_that_it_was_wiped_is_wiped_the_next_time(hands: Hands, here: Office) -> None:
    device = revoke(hands, here)
    devices.wiped(here.service.db, device, here.service.now)
    hands.sync()
    hands.sees("This tablet was taken out of use")
    deleted(hands)


def test_a_tablet_that_was_revoked_while_it_was_away_for_long_is_wiped_too(hands: Hands, here: Office) -> None:
    device = revoke(hands, here)
    devices.wiped(here.service.db, device, here.service.now)
    hands.offline()
    locked(hands)
    hands.context.clock.fast_forward(8 * DAY_MS)
    hands.unlock()
    hands.sees("Connect once to go on")
    hands.offline(False)
    hands.tap("Connect now")
    hands.sees("This tablet was taken out of use")
    deleted(hands)


def test_who_forgot_the_pin_can_only_delete_and_is_told_what_is_lost(hands: Hands, here: Office) -> None:
    hands.offline()
    save(hands, "Wanjiku Lost")
    locked(hands)
    hands.tap("I forgot my PIN")
    hands.sees("1 thing was not sent yet, and would be lost.")
    hands.tap("Back", "I forgot my PIN", "Delete everything", "No, back", "Delete everything", "Yes, delete it")
    hands.sees("Welcome to Fursa")
    assert left(hands, "indexedDB") == ""
    hands.offline(False)
    hands.enrol(here.code(), pin="604817")


def test_what_is_typed_can_be_read_nowhere_without_the_pin(hands: Hands, here: Office) -> None:
    asked: list[str] = []
    hands.context.on("request", lambda request: asked.append(request.url))
    hands.offline()
    save(hands, "Wanjiku Secret", phones=["+254712000999"])
    hands.page.evaluate("() => fursa.keep('draft register', { name: 'Atieno Secret' })")
    token = hands.page.evaluate("() => fursa.real.identity.token")
    hands.offline(False)
    hands.sync()
    locked(hands)
    on_the_tablet = left(hands)
    assert "fursa-tablet-" in on_the_tablet
    addresses = "\n".join(asked)
    assert "/sync/v1/exchange" in addresses
    for secret in ("Wanjiku", "Atieno", "712000999", "amina", PIN, token):
        assert secret not in on_the_tablet, secret
        assert secret not in addresses, secret


def test_what_is_no_secret_is_all_that_is_kept_in_the_open(hands: Hands) -> None:
    hands.tap("Settings")
    locked(hands)
    kept = hands.page.evaluate("() => Object.keys({ ...localStorage, ...sessionStorage })")
    assert set(kept) <= {"fursa settings"}
    assert hands.page.evaluate("() => document.cookie") == ""
    paths = hands.page.evaluate("""async () => {
        const found = [];
        for (const name of await caches.keys())
            for (const { url } of await (await caches.open(name)).keys()) found.push(new URL(url).pathname);
        return found;
    }""")
    assert [path for path in paths if not path.startswith("/tablet/")] == []


def test_what_people_are_called_is_shown_as_it_is_written_and_never_run(hands: Hands) -> None:
    name = "<img src=x onerror='hurt=1'><script>hurt=1</script> {name} Wanjiku"
    who = save(hands, name, skills=["<b onclick='hurt=1'>mig</b>"])
    for screen in (("people",), ("person", who), ("consent", who, "service"), ("note", who)):
        hands.go(*screen)
        hands.sees("Wanjiku")
    hands.sees(name)
    assert hands.page.evaluate(
        "() => [globalThis.hurt, document.querySelectorAll('main img, main script').length]"
    ) == [
        None,
        0,
    ]


def test_browsers_do_not_take_the_pin_for_a_password_to_keep(hands: Hands) -> None:
    locked(hands)
    expect(hands.page.get_by_label("Your PIN", exact=True)).to_have_attribute("autocomplete", "one-time-code")
    hands.unlock()
    hands.go("settings", "pin")
    for box in hands.page.locator("input[type=password]").all():
        expect(box).to_have_attribute("autocomplete", "one-time-code")


def test_a_code_leaves_the_address_while_another_window_has_the_app(hands: Hands, here: Office) -> None:
    first, code = hands.page, here.code()
    hands.look(f"#{code}")
    hands.context.clock.run_for(3000)
    hands.sees("Fursa is open already")
    assert hands.page.url == f"{here.address}/tablet/"
    first.close()
    hands.tap("Try again")
    hands.unlock()
    expect(hands.page.get_by_label("Code from the office")).to_have_value(code)


def test_where_the_tablet_is_full_the_officer_is_told_that_it_was_not_saved(hands: Hands) -> None:
    hands.page.evaluate("""() => {
        IDBObjectStore.prototype.put = () => { throw new DOMException("No space.", "QuotaExceededError"); };
        document.querySelector("h1").onclick = () => fursa.save("profiles", undefined, { name: "Wanjiku Full" });
    }""")
    hands.page.locator("h1").click()
    hands.sees("Something went wrong on this tablet.")
    hands.sees("Remove pictures or apps that you do not need.")
    assert [each for each in hands.documents("profiles") if each["name"] == "Wanjiku Full"] == []
    told(hands, "No space.")


def test_where_the_browser_took_the_data_away_that_is_told_and_the_app_begins_anew(hands: Hands) -> None:
    hands.go("people")
    hands.page.evaluate("() => void indexedDB.deleteDatabase('fursa')")
    hands.sees("Something went wrong on this tablet.")
    assert hands.page.evaluate("() => globalThis.fursa === undefined")
    hands.tap("Try again")
    hands.sees("Welcome to Fursa")
    closing = "The database connection is closing"  # whatever was reading just then
    hands.faults[:] = [fault for fault in hands.faults if closing not in fault]


def test_where_the_copy_cannot_be_read_there_is_no_dead_page(hands: Hands) -> None:
    locked(hands)
    hands.page.evaluate("() => { IDBObjectStore.prototype.getAll = () => { throw new Error('A broken disk.'); }; }")
    hands.unlock()
    hands.sees("Something went wrong on this tablet.")
    hands.tap("Try again")
    hands.unlock()
    hands.sees("Today")
    told(hands, "A broken disk.")


def test_a_page_whose_scripts_do_not_come_offers_to_try_again(tablet: Hands) -> None:
    tablet.context.route("**/app.js", lambda route: route.abort())
    tablet.page.reload()
    again = tablet.page.locator(".never-came")
    expect(again).to_be_hidden()
    again.evaluate("element => { for (const each of element.getAnimations()) each.finish(); }")
    expect(again).to_be_visible()
    tablet.context.unroute("**/app.js")
    again.locator("a").click()
    tablet.sees("Welcome to Fursa")


def save(hands: Hands, name: str, **more: Any) -> str:
    """Somebody registered as a form does it, without the form."""
    fields = {"name": name, "place": AREA, "language": "sw", **more}
    made: str = hands.page.evaluate("fields => fursa.save('profiles', undefined, fields)", fields)
    return made


def locked(hands: Hands) -> None:
    """Lock the app, as its key does."""
    hands.page.evaluate("() => fursa.onLock()")
    hands.sees("Your PIN")


def told(hands: Hands, fault: str) -> None:
    """This fault was meant, and the browser tells of it too."""
    assert any(fault in each for each in hands.faults)
    hands.faults[:] = [each for each in hands.faults if fault not in each]


def revoke(hands: Hands, here: Office) -> str:
    """Have the office take this tablet out of use. Returns its id."""
    device: str = hands.page.evaluate("() => fursa.real.identity.device")
    assert devices.revoke(here.service.db, device, here.service.now)
    return device


def deleted(hands: Hands) -> None:
    """Wait until there is no database any more."""
    until(hands.page, "async () => (await indexedDB.databases()).length === 0")


def left(hands: Hands, only: str = "") -> str:
    """Everything that the browser keeps for the app, as text: bytes as letters, also of what is deleted elsewhere."""
    found: dict[str, str] = hands.page.evaluate("""async () => {
        const text = (value) => (value instanceof Uint8Array ? String.fromCharCode(...value) : JSON.stringify(value));
        const settled = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
        const kept = [];
        for (const { name } of await indexedDB.databases()) {
            const database = await settled(indexedDB.open(name));
            for (const table of database.objectStoreNames) {
                const rows = await settled(database.transaction(table).objectStore(table).getAll());
                kept.push(...rows.flatMap((row) => Object.values(row).map(text)));
            }
            database.close();
        }
        const addresses = [];
        for (const name of await caches.keys()) {
            addresses.push(name);
            for (const { url } of await (await caches.open(name)).keys()) addresses.push(url);
        }
        return {
            indexedDB: kept.join("\\n"),
            caches: addresses.join("\\n"),
            local: JSON.stringify(localStorage),
            session: JSON.stringify(sessionStorage),
        };
    }""")
    return found[only] if only else "\n".join(found.values())
