"""Staff at a real browser: by keyboard, without scripts, on a narrow screen; and nothing that bars anybody's way."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from channels.web.staff.office import office
from core import vacancies
from messages import reaching
from tests import browsing
from tests.conversation import Service, on_sqlite
from tests.core import makers
from tests.office import PASSWORD, at_work
from tests.things import HERE, MAKERS

ENGLISH = "Free course for welders at the county hall on Monday at 9."


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsing.chromium() as browser:
        yield browser


@pytest.fixture
def address(service: Service) -> Iterator[str]:
    with browsing.served(service) as address:
        yield address


def pending(service: Service, title: str) -> str:
    """A vacancy that waits for staff."""
    return str(
        makers.vacancy(service.db, service.market, service.now, title=title, deadline=service.now + 86_400)["id"]
    )


def status(service: Service, vacancy_id: str) -> str:
    return str(vacancies.by_id(service.db, vacancy_id)["status"])


@on_sqlite
def test_somebody_signs_in_with_a_password_and_a_code_by_keyboard_alone(
    service: Service, address: str, chromium: Browser
) -> None:
    clerk = at_work(service, "moderator")
    service.clock.forward(60)
    page = chromium.new_page()
    page.goto(f"{address}/staff/")
    page.get_by_label("Name").focus()
    page.keyboard.type(clerk.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("Code of six digits").focus()
    page.keyboard.type(clerk.code())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")
    assert page.context.cookies()[0]["httpOnly"]
    page.context.close()


@on_sqlite
def test_each_waiting_vacancy_takes_one_key(service: Service, address: str, chromium: Browser) -> None:
    first, second, third = (pending(service, title) for title in ("Welder", "Fitter", "Turner"))
    page = browsing.signed_in(chromium, address, at_work(service, "moderator"))
    page.goto(f"{address}/staff/vacancies")
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Welder")
    page.keyboard.press("a")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fitter")  # the next comes by itself
    page.keyboard.press("r")
    expect(page.get_by_role("heading", level=1)).to_contain_text("why?")
    page.keyboard.press("1")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Turner")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", level=1)).to_contain_text("why?")
    page.keyboard.press("3")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("why?")
    assert [status(service, each) for each in (first, second, third)] == ["open", "refused", "held"]
    page.context.close()


@on_sqlite
def test_a_letter_typed_into_a_field_decides_nothing(service: Service, address: str, chromium: Browser) -> None:
    vacancy = pending(service, "Welder")
    page = browsing.signed_in(chromium, address, at_work(service))
    page.goto(f"{address}/staff/vacancies/{vacancy}/edit")
    page.locator("input[name=title]").fill("")
    page.locator("input[name=title]").press_sequentially("a charcoal burner")
    expect(page.locator("input[name=title]")).to_have_value("a charcoal burner")
    assert status(service, vacancy) == "pending"
    page.context.close()


@on_sqlite
def test_everything_works_with_scripts_off_and_on_a_narrow_screen(
    service: Service, address: str, chromium: Browser
) -> None:
    vacancy = pending(service, "Welder")
    page = browsing.signed_in(chromium, address, at_work(service, "moderator"), scripts=False, width=320)
    page.goto(f"{address}/staff/")
    page.locator(".waits a").first.click()
    page.get_by_role("link", name="Begin").click()
    page.get_by_role("button", name="Approve").click()
    assert status(service, vacancy) == "open"
    page.context.close()


@on_sqlite
def test_a_text_is_written_tried_sent_and_watched(service: Service, address: str, chromium: Browser) -> None:
    for number in range(3):
        makers.person(service.db, service.market, f"+25471200000{number}", alerts="instant")
    page = browsing.signed_in(chromium, address, at_work(service))
    page.goto(f"{address}/staff/outreach/new")
    page.get_by_label("Place", exact=True).fill("Nairobi City")
    page.get_by_label("Or one kind of work alone").fill("7212")
    page.get_by_label("English").fill(ENGLISH)
    page.get_by_role("button", name="See who gets it and what it costs").click()
    send = page.get_by_role("button", name=re.compile("Send it to 3 people"))
    expect(send).to_be_visible()
    assert service.count("outbox") == 0
    send.click()
    reaching.run(service.db, service.market, service.now)
    expect(page.get_by_text("How far it has come")).to_be_visible()
    page.reload()
    expect(page.locator("tbody tr").first).to_contain_text("3")
    assert service.count("outbox", "state = 'queued'") == 3
    page.get_by_role("button", name=re.compile("Stop it")).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    reaching.run(service.db, service.market, service.now)
    assert service.count("outbox", "state = 'queued'") == 0
    page.context.close()


@on_sqlite
def test_a_file_with_faults_is_told_line_by_line(
    service: Service, address: str, chromium: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("import") / "jobs.csv"
    file.write_text(
        "id,title,employer,place,occupation_code,pay,pay_period\n"
        "1,Mason,Juhudi Works,Kilifi North,7112,1200,day\n"
        "2,Cook,Juhudi Works,Kilifi North,5120,much,day\n"
    )
    page = browsing.signed_in(chromium, address, at_work(service, "moderator"))
    page.goto(f"{address}/staff/imports")
    page.get_by_label("Whom is it from?").fill("Job board")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("Line 3:")).to_be_visible()
    assert service.count("vacancy", "source = 'import'") == 1
    page.context.close()


@on_sqlite
@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_on_any_page_bars_anybodys_way(service: Service, address: str, chromium: Browser, width: int) -> None:
    clerk = at_work(service)
    things = {kind: make(service, HERE) for kind, make in MAKERS.items()}
    page = browsing.signed_in(chromium, address, clerk, width=width)
    wide, found = [], []
    for declared in office.pages.values():
        if "GET" not in declared.methods or declared.right is None or declared.rule.endswith(".csv"):
            continue
        path = re.sub(r"<[^>]+>", things.get(declared.about or "", ""), declared.rule)
        answer = page.goto(f"{address}/staff{path}")
        assert answer and answer.status == 200, f"{path}: {answer and answer.status}"
        found += [f"{declared.rule}: {barrier}" for barrier in browsing.barriers(page)]
        if _scrolls_sideways(page):
            wide.append(declared.rule)
    assert found == []
    assert wide == []
    page.context.close()


@on_sqlite
def test_nothing_bars_the_way_in(service: Service, address: str, chromium: Browser) -> None:
    page = chromium.new_context(bypass_csp=True).new_page()
    for path in ("/staff/sign-in", "/staff/welcome", "/", "/jobs", "/enter"):
        page.goto(f"{address}{path}")
        assert browsing.barriers(page) == [], path
    page.context.close()


def _scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
