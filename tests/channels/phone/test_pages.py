"""The phone in the browser, used as people use it: keys, keyboard, a line that breaks."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import phonenumbers
import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from channels.phone import NO_ANSWER
from channels.phone.pages import blueprint
from core.market import Market, load
from messages.text import measure
from tests import services
from tests.channels.phone.conftest import ScriptedService
from tests.conftest import ROOT

CONTRAST = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const linear = (c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = channels(colour).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const { backgroundColor, backgroundImage } = getComputedStyle(e);
      const stops = backgroundImage.match(/rgb\\([^)]*\\)/g);
      if (stops) return stops;
      if ((channels(backgroundColor)[3] ?? 1) === 1) return [backgroundColor];
    }
  };
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const faint = [];
  const spoken = "body *:not([aria-hidden] *, [aria-hidden], noscript, noscript *)";
  for (const element of document.querySelectorAll(spoken)) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!own && element.tagName !== "INPUT") continue;
    const { color } = getComputedStyle(element);
    const worst = Math.min(...behind(element).map((ground) => ratio(color, ground)));
    if (worst < 4.5) faint.push(`${element.outerHTML.slice(0, 60)} ${worst.toFixed(2)}`);
  }
  return faint;
}"""

NAMELESS = """() => {
  const labels = (e) => [...(e.labels ?? [])].map((label) => label.innerText).join("");
  return [...document.querySelectorAll("button, input, meter, [tabindex]")]
    .filter((e) => !(e.ariaLabel || e.innerText || labels(e)).trim())
    .map((e) => e.outerHTML);
}"""

MOVING = """() => [...document.querySelectorAll("*")]
  .filter((e) => parseFloat(getComputedStyle(e).transitionDuration)).length"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=services.program("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


class Handset:
    """The page as one holds it. It notes every request and every complaint of the browser."""

    def __init__(self, page: Page, service: ScriptedService) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.hosts.add(urlsplit(request.url).netloc))
        page.goto(f"{service.url}/phone")
        expect(page.locator("#state")).not_to_be_empty()
        self.numbers = [radio.input_value() for radio in page.get_by_role("radio").all()]

    def key(self, *names: str) -> None:
        for name in names:
            self.page.locator("#keys").get_by_role("button", name=name, exact=True).click()

    def call(self) -> None:
        self.key("Call or send")

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def shows(self, text: str) -> None:
        expect(self.page.get_by_role("status", name="Screen")).to_have_text(text, use_inner_text=True)

    def measured(self, length: str, encoding: str) -> None:
        expect(self.page.locator("#length")).to_have_text(length)
        expect(self.page.locator("#encoding")).to_have_text(encoding)

    def take(self, number: str) -> None:
        self.page.get_by_role("radio", name=number).check()

    def tool(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def reads(self, *texts: str) -> None:
        """The messages on the screen, without what is said about them."""
        expect(self.page.locator(".sms")).to_have_text([re.compile("^" + re.escape(text)) for text in texts])

    def field(self) -> str:
        return self.page.locator("#input").input_value()


@pytest.fixture
def handset(browser: Browser, service: ScriptedService) -> Iterator[Handset]:
    context = browser.new_context()
    handset = Handset(context.new_page(), service)
    yield handset
    context.close()
    assert handset.hosts == {urlsplit(service.url).netloc}


@pytest.fixture
def client(market: Market) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint(market, lambda phone: {"phone": phone, "alerts": None}))
    return app.test_client()


def test_the_green_key_alone_calls_the_service(handset: Handset, service: ScriptedService) -> None:
    handset.shows(f"Dial {service.code}\nand press call.")
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    (asked,) = service.asked
    assert re.fullmatch(r"ATUid_[0-9a-f]{32}", asked.pop("sessionId"))
    assert asked == {
        "phoneNumber": handset.numbers[0],
        "networkCode": "63902",
        "serviceCode": service.code,
        "text": "",
    }
    assert handset.complaints == []


def test_the_keypad_answers_and_the_session_stays_the_same(handset: Handset, service: ScriptedService) -> None:
    service.replies["1*98"] = "CON More"
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.key("1", "Call or send")
    handset.shows("Two jobs")
    handset.key("9", "7", "Clear", "8", "Call or send")
    handset.shows("More")
    assert service.texts() == ["", "1", "1*98"]
    assert len({asked["sessionId"] for asked in service.asked}) == 1


def test_the_keyboard_does_all_that_the_keypad_does(handset: Handset, service: ScriptedService) -> None:
    service.replies["2*Wanjiku wa Kamau"] = "END Asante"
    page = handset.page
    handset.type(f"{service.code}x")
    assert handset.field() == service.code
    page.keyboard.press("Enter")
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.type("12")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    handset.type("2")
    page.keyboard.press("Enter")
    handset.shows("Your name?")
    handset.type("Wanjiku wa Kamau")
    page.keyboard.press("Enter")
    handset.shows("Asante")
    page.keyboard.press("Escape")
    handset.shows(f"Dial {service.code}\nand press call.")
    assert service.texts() == ["", "2", "2*Wanjiku wa Kamau"]
    assert handset.complaints == []


def test_typing_reaches_the_phone_wherever_the_focus_is(handset: Handset, service: ScriptedService) -> None:
    service.replies["2*A b"] = "END Asante"
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.page.get_by_role("heading", level=1).click()
    handset.type("2")
    handset.page.keyboard.press("Enter")
    handset.shows("Your name?")
    handset.type("A bc")
    handset.page.keyboard.press("Backspace")
    handset.page.keyboard.press("Enter")
    handset.shows("Asante")
    assert service.texts() == ["", "2", "2*A b"]


def test_every_control_is_reached_and_pressed_by_keyboard(handset: Handset, service: ScriptedService) -> None:
    page = handset.page
    page.get_by_role("heading", level=1).click()
    reached = []
    for _ in range(26):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        reached.append(focused.get_attribute("id") or focused.get_attribute("data-key") or focused.inner_text())
        assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid", reached[-1]
        if reached[-1] == "call":
            page.keyboard.press("Enter")
            handset.shows("Karibu\n1 Jobs\n2 Name")
        if reached[-1] == "1":
            page.keyboard.press("Space")
            assert handset.field() == "1"
        if reached[-1] == "2":
            page.keyboard.press("Enter")
            assert handset.field() == "12"
        if reached[-1] == "request":
            break
    keys = ["to-call", "to-sms", "input", "call", "clear", "end", *"123456789*0#", "drop", "again"]
    assert reached[: len(keys)] == keys
    assert {"new", "request"} <= set(reached)


def test_enter_sends_after_keys_were_pressed_with_the_mouse(handset: Handset, service: ScriptedService) -> None:
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.key("1")
    handset.page.keyboard.press("Enter")
    handset.shows("Two jobs")
    assert service.texts() == ["", "1"]


def test_a_blank_answer_is_sent_as_it_is(handset: Handset, service: ScriptedService) -> None:
    service.replies["1*"] = "CON Choose a number"
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.key("1", "Call or send")
    handset.shows("Two jobs")
    handset.call()
    handset.shows("Choose a number")
    assert service.texts() == ["", "1", "1*"]


def test_the_service_ends_the_call_and_the_gateway_says_so(handset: Handset, service: ScriptedService) -> None:
    service.replies["1"] = "END Kwaheri"
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    with handset.page.expect_response("**/ussd/ended"):
        handset.key("1", "Call or send")
    handset.shows("Kwaheri")
    (ended,) = service.ended
    assert (ended["status"], ended["input"], ended["hopsCount"]) == ("Success", "1", "2")
    assert ended["lastAppResponse"] == "Kwaheri"
    assert ended["sessionId"] == service.asked[0]["sessionId"]


def test_a_call_that_is_over_is_not_ended_twice(handset: Handset, service: ScriptedService) -> None:
    service.replies[""] = "END Kwaheri"
    handset.call()
    handset.shows("Kwaheri")
    handset.key("End the call")
    handset.shows(f"Dial {service.code}\nand press call.")
    service.replies[""] = "CON Karibu"
    handset.call()
    handset.shows("Karibu")
    with handset.page.expect_response("**/ussd/ended"):
        handset.key("End the call")
    first, second = service.asked
    assert [(ended["sessionId"], ended["status"]) for ended in service.ended] == [
        (first["sessionId"], "Success"),
        (second["sessionId"], "Incomplete"),
    ]


def test_the_red_key_ends_the_call_as_incomplete(handset: Handset, service: ScriptedService) -> None:
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    with handset.page.expect_response("**/ussd/ended"):
        handset.key("End the call")
    handset.shows(f"Dial {service.code}\nand press call.")
    assert [ended["status"] for ended in service.ended] == ["Incomplete"]


def test_an_answer_after_the_line_was_lost_reaches_nobody(handset: Handset, service: ScriptedService) -> None:
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    service.answering.clear()
    handset.key("1", "Call or send")
    handset.shows("Requesting...")
    with handset.page.expect_response("**/ussd/ended"):
        handset.tool("Drop the call")
    with handset.page.expect_response("**/ussd"):
        service.answering.set()
    handset.shows("The line was lost.")
    assert [ended["status"] for ended in service.ended] == ["Incomplete"]
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    first, _, again = service.asked
    assert again["sessionId"] != first["sessionId"] and again["text"] == ""


def test_send_again_repeats_the_request_to_the_letter(handset: Handset, service: ScriptedService) -> None:
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.key("1", "Call or send")
    handset.shows("Two jobs")
    with handset.page.expect_response("**/ussd"):
        handset.tool("Send again")
    handset.shows("Two jobs")
    assert service.texts() == ["", "1", "1"]
    assert service.asked[1] == service.asked[2]


def test_no_answer_looks_as_on_a_real_phone(handset: Handset, service: ScriptedService) -> None:
    del service.replies[""]
    with handset.page.expect_response("**/ussd/ended"):
        handset.call()
    handset.shows(NO_ANSWER)
    assert [ended["status"] for ended in service.ended] == ["Failed"]


def test_an_answer_that_is_neither_con_nor_end_is_none(handset: Handset, service: ScriptedService) -> None:
    service.replies[""] = "Karibu"
    handset.call()
    handset.shows(NO_ANSWER)


def test_a_server_out_of_reach_looks_as_on_a_real_phone(handset: Handset) -> None:
    handset.page.route("**/ussd", lambda route: route.abort())
    handset.call()
    handset.shows(NO_ANSWER)


def test_phones_keep_their_calls_apart(handset: Handset, service: ScriptedService) -> None:
    first, second, _ = handset.numbers
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.key("1")
    handset.take(second)
    handset.shows(f"Dial {service.code}\nand press call.")
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.take(first)
    assert handset.field() == "1"
    handset.call()
    handset.shows("Two jobs")
    assert [(asked["phoneNumber"], asked["text"]) for asked in service.asked] == [
        (first, ""),
        (second, ""),
        (first, "1"),
    ]
    assert service.asked[0]["sessionId"] == service.asked[2]["sessionId"] != service.asked[1]["sessionId"]


def test_an_added_phone_is_kept_until_it_is_removed(handset: Handset, service: ScriptedService, market: Market) -> None:
    page = handset.page
    number = phonenumbers.parse(handset.numbers[0])
    number.national_number = (number.national_number or 0) + 7
    local = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    international = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    page.get_by_label("Another number").fill(local)
    page.get_by_role("button", name="Add").click()
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    assert service.asked[0]["phoneNumber"] == international
    page.reload()
    expect(page.get_by_role("radio", name=international)).to_be_visible()
    page.get_by_role("button", name=f"Remove {international}").click()
    page.reload()
    expect(page.get_by_role("radio")).to_have_count(len(handset.numbers))


def test_a_phone_that_the_page_brings_is_listed_once(handset: Handset) -> None:
    handset.page.evaluate(
        "number => localStorage.setItem('fursa.phones', JSON.stringify([number]))", handset.numbers[1]
    )
    handset.page.reload()
    expect(handset.page.get_by_role("radio")).to_have_count(len(handset.numbers))
    expect(handset.page.get_by_role("button", name="Remove")).to_have_count(0)


@pytest.mark.parametrize("kept", ["{", '"x"', "null", '[1, "javascript:", "+12"]'])
def test_a_spoiled_list_of_phones_is_passed_over(handset: Handset, kept: str) -> None:
    handset.page.evaluate("kept => localStorage.setItem('fursa.phones', kept)", kept)
    handset.page.reload()
    expect(handset.page.get_by_role("radio")).to_have_count(len(handset.numbers))
    assert handset.complaints == []


def test_a_number_that_is_none_is_not_added(handset: Handset) -> None:
    handset.page.get_by_label("Another number").fill("12")
    handset.page.get_by_role("button", name="Add").click()
    expect(handset.page.get_by_role("alert")).to_have_text(f"Type a number such as {handset.numbers[0]}.")
    expect(handset.page.get_by_role("radio")).to_have_count(len(handset.numbers))


def test_a_path_dialled_directly_arrives_as_the_first_text(handset: Handset, service: ScriptedService) -> None:
    service.replies |= {"1*2": "CON Job 2", "1*2*1": "END Applied"}
    handset.type(f"{service.code.removesuffix('#')}*1*2#")
    handset.call()
    handset.shows("Job 2")
    handset.key("1", "Call or send")
    handset.shows("Applied")
    assert service.texts() == ["1*2", "1*2*1"]
    assert {asked["serviceCode"] for asked in service.asked} == {service.code}


def test_a_code_of_another_service_gets_no_answer(handset: Handset, service: ScriptedService) -> None:
    handset.type("*100#")
    handset.call()
    handset.shows(NO_ANSWER)
    assert service.asked == []


def test_a_number_that_is_no_code_is_explained(handset: Handset, service: ScriptedService) -> None:
    handset.key("0", "7", "1", "Call or send")
    handset.shows(f"This phone dials service codes only, such as {service.code}")


@pytest.mark.parametrize(
    ("text", "length", "encoding"),
    [
        ("Karibu, é à", "11 of 160", "GSM-7"),
        ("5 €{~}", "10 of 160", "GSM-7"),
        ("Don’t", "5 of 70", "UCS-2"),
        ("Hi \U0001f600", "5 of 70", "UCS-2"),
    ],
)
def test_a_screen_is_measured_as_the_network_counts_it(
    handset: Handset, service: ScriptedService, text: str, length: str, encoding: str
) -> None:
    service.replies[""] = f"CON {text}"
    handset.call()
    handset.measured(length, encoding)


@pytest.mark.parametrize(("text", "is_long"), [("x" * 160, False), ("x" * 161, True), ("х" * 71, True)])
def test_a_screen_too_long_is_marked(handset: Handset, service: ScriptedService, text: str, is_long: bool) -> None:
    service.replies[""] = f"CON {text}"
    handset.call()
    expect(handset.page.locator("#length")).to_have_class("long" if is_long else "")


def test_the_browser_measures_every_letter_as_the_service_does(handset: Handset) -> None:
    letters = [chr(code) for code in (*range(0x2200), 0xFB01, 0x1F600)] + ["", "a{é", "a{é’"]
    measured = handset.page.evaluate("ls => import('/phone/phone.js').then((m) => ls.map(m.measure))", letters)
    assert measured == [measure(letter)._asdict() for letter in letters]


def test_the_last_request_and_what_the_service_knows_are_shown(handset: Handset, service: ScriptedService) -> None:
    service.known[handset.numbers[0]] = {
        "language": "sw",
        "person": {"name": "<b>Wanjiku</b>", "home": None},
        "alerts": [{"job": "cook"}],
        "offers": [],
    }
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    state = handset.page.locator("#state")
    expect(state).to_contain_text("<b>Wanjiku</b>")
    assert state.inner_text().split() == (
        "language sw person name <b>Wanjiku</b> home - alerts job cook offers nothing".split()
    )
    expect(handset.page.locator("#text")).to_have_attribute("lang", "sw")
    handset.key("1", "Call or send")
    expect(handset.page.locator("#request")).to_contain_text("text=1")
    expect(handset.page.locator("#request")).to_contain_text(f"sessionId={service.asked[0]['sessionId']}")


def test_what_is_known_of_one_phone_is_never_shown_for_another(handset: Handset) -> None:
    late: list[Route] = []
    handset.page.route("**/phone/state", lambda route: late.append(route), times=1)
    handset.take(handset.numbers[1])
    handset.take(handset.numbers[2])
    expect(handset.page.locator("#state")).to_have_text("registeredfalse")
    with handset.page.expect_response("**/phone/state"):
        late[0].fulfill(json={"registered": "late"})
    assert handset.page.locator("#state").text_content() == "registeredfalse"


def receive(service: ScriptedService, phone: str, *texts: str) -> None:
    """The service sends to a phone."""
    for text in texts:
        service.gateway.send(text, service.gateway.short_code, [phone], queued=True)


def test_a_message_is_counted_until_it_is_looked_at(handset: Handset, service: ScriptedService) -> None:
    receive(service, handset.numbers[0], "Kazi karibu nawe", "<b>" + "ሥ" * 70)
    unread = handset.page.get_by_role("button", name="SMS, 2 unread")
    expect(unread).to_contain_text("2")
    expect(handset.page.get_by_role("status", name="New messages")).to_have_text(f"New SMS on {handset.numbers[0]}")
    unread.click()
    handset.reads("Kazi karibu nawe", "<b>" + "ሥ" * 70)
    about = handset.page.locator(".sms small")
    expect(about.nth(0)).to_have_text(re.compile(rf"^{service.gateway.short_code}, .*, 1 SMS, GSM-7$"))
    expect(about.nth(1)).to_have_text(re.compile(r", 2 SMS, UCS-2$"))
    handset.tool("Call")
    expect(handset.page.locator("#unread")).to_be_hidden()
    receive(service, handset.numbers[0], "Na nyingine")
    expect(handset.page.get_by_role("button", name="SMS, 1 unread")).to_be_visible()
    assert handset.complaints == []


def test_a_message_for_another_phone_is_told_in_the_list(handset: Handset, service: ScriptedService) -> None:
    second = handset.numbers[1]
    receive(service, second, "Habari")
    expect(handset.page.locator(f"[data-number='{second}'] em")).to_have_text("1 new SMS")
    expect(handset.page.locator("#unread")).to_be_hidden()
    handset.take(second)
    handset.page.get_by_role("button", name="SMS, 1 unread").click()
    handset.reads("Habari")
    expect(handset.page.locator(f"[data-number='{second}'] em")).to_have_text("")
    handset.take(handset.numbers[0])
    handset.shows(f"Dial {service.code}\nand press call.")


def test_a_phone_texts_the_service(handset: Handset, service: ScriptedService) -> None:
    handset.tool("SMS")
    expect(handset.page.get_by_role("log", name="Messages")).to_contain_text("No messages yet.")
    handset.type("KAZI é ")
    handset.page.keyboard.press("Enter")
    handset.reads("KAZI é ")
    texted = service.texted.get(timeout=10)
    assert (texted["from"], texted["to"], texted["text"]) == (handset.numbers[0], service.gateway.short_code, "KAZI é ")
    assert handset.field() == ""
    receive(service, handset.numbers[0], "Jibu")
    handset.reads("KAZI é ", "Jibu")
    assert service.asked == []
    assert handset.complaints == []


def test_the_keypad_writes_messages_too(handset: Handset, service: ScriptedService) -> None:
    handset.tool("SMS")
    handset.key("1", "2", "Clear", "Call or send")
    assert service.texted.get(timeout=10)["text"] == "1"


def test_a_blank_message_is_not_sent(handset: Handset, service: ScriptedService) -> None:
    handset.tool("SMS")
    handset.call()
    handset.type(" ")
    handset.call()
    handset.type("1")
    handset.call()
    assert service.texted.get(timeout=10)["text"] == "1"
    assert service.texted.empty()


def test_a_message_that_was_lost_says_so(handset: Handset, service: ScriptedService) -> None:
    handset.page.route("**/simulator/sms", lambda route: route.abort())
    handset.tool("SMS")
    handset.type("KAZI")
    handset.call()
    expect(handset.page.locator(".sms small")).to_have_text("You, not sent")


def test_a_call_goes_on_behind_the_messages(handset: Handset, service: ScriptedService) -> None:
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    handset.type("1")
    handset.tool("SMS")
    handset.type("KAZI")
    handset.key("End the call")  # leaves the messages
    assert handset.field() == "1"
    handset.call()
    handset.shows("Two jobs")
    assert (service.texts(), service.ended) == (["", "1"], [])
    handset.tool("SMS")
    assert handset.field() == "KAZI"


def test_an_inbox_out_of_reach_keeps_what_was_there(handset: Handset, service: ScriptedService) -> None:
    receive(service, handset.numbers[0], "Habari")
    handset.page.get_by_role("button", name="SMS, 1 unread").click()
    with handset.page.expect_response("**/simulator/phones/*"):
        handset.page.route("**/simulator/phones/*", lambda route: route.fulfill(status=500, body="<html>"))
    handset.reads("Habari")


def test_a_long_screen_can_be_scrolled_by_keyboard(handset: Handset, service: ScriptedService) -> None:
    service.replies[""] = "CON " + "\n".join("123456789" * 2)
    handset.call()
    screen = handset.page.get_by_role("status", name="Screen")
    expect(screen).to_have_attribute("tabindex", "0")
    screen.focus()
    handset.page.keyboard.press("End")
    expect(screen).not_to_have_js_property("scrollTop", 0)


def test_every_control_has_a_name(handset: Handset) -> None:
    assert handset.page.evaluate(NAMELESS) == []
    expect(handset.page.get_by_role("status", name="Screen")).to_have_attribute("aria-live", "polite")
    expect(handset.page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(browser: Browser, service: ScriptedService, scheme: str) -> None:
    context = browser.new_context(color_scheme="dark" if scheme == "dark" else "light")
    handset = Handset(context.new_page(), service)
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    faint = handset.page.evaluate(CONTRAST)
    receive(service, handset.numbers[0], "Habari")
    expect(handset.page.locator("#unread")).to_be_visible()
    faint += handset.page.evaluate(CONTRAST)
    handset.page.get_by_role("button", name="SMS, 1 unread").click()
    handset.type("KAZI")
    handset.call()
    handset.reads("Habari", "KAZI")
    faint += handset.page.evaluate(CONTRAST)
    context.close()
    assert faint == []


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_nothing_is_cut_off_at_any_width(browser: Browser, service: ScriptedService, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 740})
    handset = Handset(context.new_page(), service)
    handset.call()
    handset.shows("Karibu\n1 Jobs\n2 Name")
    wide = handset.page.evaluate("document.documentElement.scrollWidth")
    receive(service, handset.numbers[0], "x" * 200)
    handset.page.get_by_role("button", name="SMS, 1 unread").click()
    handset.reads("x" * 200)
    wider = handset.page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert (wide, wider) == (width, width)


def test_a_small_screen_shows_the_whole_keypad_at_once(browser: Browser, service: ScriptedService) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    handset = Handset(context.new_page(), service)
    last = handset.page.get_by_role("button", name="hash").bounding_box()
    context.close()
    assert last and last["y"] + last["height"] < 740


def test_who_asks_for_less_motion_gets_none(browser: Browser, service: ScriptedService) -> None:
    context = browser.new_context(reduced_motion="reduce")
    handset = Handset(context.new_page(), service)
    moving = handset.page.evaluate(MOVING)
    context.close()
    assert moving == 0


def test_the_page_takes_nothing_from_outside_and_nothing_inline(client: FlaskClient) -> None:
    page = client.get("/phone")
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert re.findall(r"<style|<script(?![^>]* src=)|\son\w+=|\sstyle=", page.text) == []
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_the_whole_phone_weighs_less_than_40_kilobytes(client: FlaskClient) -> None:
    assert sum(len(client.get(path).data) for path in ("/phone", "/phone/phone.css", "/phone/phone.js")) < 40_000


@pytest.mark.parametrize(
    ("path", "kind"),
    [("phone.css", "text/css; charset=utf-8"), ("phone.js", "text/javascript; charset=utf-8")],
)
def test_style_and_script_come_as_what_they_are(client: FlaskClient, path: str, kind: str) -> None:
    assert client.get(f"/phone/{path}").content_type == kind


@pytest.mark.parametrize("path", ["pages.py", "phone.html", "__init__.py", "../phone/pages.py"])
def test_no_other_file_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/phone/{path}").status_code == 404


@pytest.mark.parametrize("pack", ["markets/kenya", "tests/packs/tinyland"])
def test_the_phones_are_mobile_numbers_of_the_market(pack: str) -> None:
    market = load(ROOT / pack)
    app = Flask(__name__)
    app.register_blueprint(blueprint(market, lambda phone: {}))
    found = re.search(r"data-setup='([^']*)'", app.test_client().get("/phone").text)
    assert found
    phones = json.loads(found[1])["phones"]
    assert len(set(phones)) == 3
    for phone in phones:
        number = phonenumbers.parse(phone)
        assert phonenumbers.is_valid_number_for_region(number, market.country)
        assert phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.MOBILE


@pytest.mark.parametrize("typed", ["+254712345678", "0712 345 678", "254712345678"])
def test_the_state_of_a_phone_is_asked_in_any_spelling(client: FlaskClient, typed: str) -> None:
    answer = client.post("/phone/state", data={"phoneNumber": typed})
    assert answer.text == '{"phone": "+254712345678", "alerts": null}'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("typed", ["", "x", "12", "+254" + "7" * 40])
def test_the_state_of_no_phone_is_refused(client: FlaskClient, typed: str) -> None:
    answer = client.post("/phone/state", data={"phoneNumber": typed})
    assert (answer.status_code, answer.get_json()) == (400, {"error": "phone_malformed"})


def test_the_number_is_never_in_an_address(client: FlaskClient) -> None:
    assert client.get("/phone/state?phoneNumber=%2B254712345678").status_code == 405
