"""The whole light web: in a real browser with scripts off, and when things go wrong."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from tests.browsing import chromium, served
from tests.conversation import Service, on_sqlite
from tests.plain_browser import Browser

ASHA = "+254712345678"


@pytest.fixture(scope="module")
def browser() -> Iterator[Chromium]:
    with chromium() as opened:
        yield opened


@pytest.fixture
def narrow(browser: Chromium, service: Service) -> Iterator[Page]:
    """A page of the service in a browser as narrow as phones are, without scripts."""
    with served(service) as address:
        context = browser.new_context(
            java_script_enabled=False, viewport={"width": 320, "height": 480}, base_url=address, locale="en-GB"
        )
        yield context.new_page()
        context.close()


@on_sqlite
def test_from_a_job_to_applied_without_a_script(service: Service, narrow: Page) -> None:
    service.registered(ASHA)
    said: list[str] = []
    narrow.on("console", lambda message: said.append(message.text))
    narrow.goto("/")
    narrow.get_by_role("link", name="New jobs", exact=True).click()
    narrow.get_by_role("link", name="Cook").click()
    narrow.get_by_role("link", name="Apply").click()
    narrow.get_by_label("Your phone number").fill("0712345678")
    narrow.get_by_role("button", name="Send me a code").click()
    found = re.search(r"\d{6}", service.texts(ASHA).last().text)
    assert found
    narrow.get_by_label("The code in the SMS").fill(found[0])
    narrow.get_by_role("button", name="Enter").click()
    narrow.get_by_role("button", name="Apply").click()
    assert narrow.get_by_role("heading", name="You have applied: Cook").count() == 1
    assert service.count("application") == 1
    narrow.go_back()
    narrow.go_forward()
    narrow.reload()
    assert service.count("application") == 1
    assert [cookie["name"] for cookie in narrow.context.cookies()] == ["fursa_phone"]
    assert said == []


@on_sqlite
def test_the_back_button_leads_to_a_form_that_acts_no_more(service: Service, narrow: Page) -> None:
    service.registered(ASHA)
    plain = Browser(service)
    plain.enter(ASHA, f"/enter?job={service.jobs['Cook']['reference']}")
    cookie = plain.client.get_cookie("fursa_phone")
    assert cookie
    narrow.goto("/")
    narrow.context.add_cookies([{"name": "fursa_phone", "value": cookie.value, "url": narrow.url}])
    narrow.goto("/talk")
    old = narrow.content()
    narrow.get_by_role("button", name="Apply").click()
    narrow.set_content(old.replace("<head>", f'<head><base href="{narrow.url}">'))
    narrow.get_by_role("button", name="Apply").click()
    assert "You had answered that page before." in narrow.content()
    assert service.count("application") == 1


@on_sqlite
def test_every_page_fits_the_narrowest_phone_and_a_thumb(service: Service, narrow: Page) -> None:
    title = "W" * 120
    reference = service.open(title, "5120", "003.011.kilifi")["reference"]
    for path in ("/", "/jobs", "/jobs/in", "/jobs/work", "/jobs/in/003", f"/jobs/{reference}", "/jobs/x", "/enter"):
        narrow.goto(path)
        fits(narrow)
    service.registered(ASHA)
    narrow.get_by_label("Your phone number").fill(ASHA)
    narrow.get_by_role("button", name="Send me a code").click()
    fits(narrow)
    found = re.search(r"\d{6}", service.texts(ASHA).last().text)
    assert found
    narrow.get_by_label("The code in the SMS").fill(found[0])
    narrow.get_by_role("button", name="Enter").click()
    fits(narrow)
    narrow.get_by_role("button", name="Jobs for me").click()
    fits(narrow)


def fits(page: Page) -> None:
    """Nothing stands out on the right, and everything that is pressed is high enough for a thumb."""
    for target in page.locator("a, button, input:not([type=hidden]), h1, p, li").all():
        box = target.bounding_box()
        assert box and box["x"] + box["width"] <= 320, (page.url, target.text_content())
    for target in page.locator("a, button, input:not([type=hidden])").all():
        box = target.bounding_box()
        assert box and box["height"] >= 24, (page.url, target.text_content())


@on_sqlite
def test_a_database_that_takes_nothing_more_is_told_on_a_page(service: Service) -> None:
    service.db.all("PRAGMA max_page_count = 1")  # full from now on
    for number in range(300):
        browser = Browser(service, address=f"192.0.2.{number}")
        if browser.post("/enter", {"phone": f"+254712000{number:03d}"}, follow=False).status_code != 303:
            break
    assert browser.status == 503
    assert browser.page.headers["Retry-After"] == "10"
    assert "We are very busy" in browser.text
    assert browser.page.headers["Cache-Control"] == "no-store"


@on_sqlite
def test_a_fault_of_ours_is_told_on_a_page_without_what_was_sent(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    service.db.run("DROP TABLE browser_code")
    browser = Browser(service)
    browser.post("/enter", {"phone": ASHA})
    assert browser.status == 500
    assert "Sorry, something went wrong on our side" in browser.text
    assert "a page failed" in caplog.text


@on_sqlite
def test_the_style_is_kept_for_good_and_changes_its_address_when_it_changes(service: Service) -> None:
    browser = Browser(service)
    page = browser.get("/").get_data(as_text=True)
    address = re.search(r'href="(/lite\.css\?[0-9a-f]+)"', page)
    assert address
    style = browser.get(address[1])
    assert style.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert style.headers["Content-Type"].startswith("text/css")


@on_sqlite
@pytest.mark.parametrize("path", ["/", "/jobs", "/enter/code", "/talk", "/leave"])
def test_other_methods_are_refused(service: Service, path: str) -> None:
    assert Browser(service).client.put(path).status_code == 405
