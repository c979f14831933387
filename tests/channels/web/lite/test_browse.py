"""Jobs in a browser: found by anybody without a cookie or a script, small, escaped, and only those that are open."""

import gzip
import html
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from channels.screens import menu
from channels.web.lite import site
from core import profiles, vacancies
from core.database import Database, Row
from core.settings import Settings
from messages.samples import worst
from tests.conversation import DAY, Service, on_sqlite, settings_for
from tests.plain_browser import Browser

MOST_BYTES = 5 * 1024
PACKS = Path(__file__).parents[3] / "packs"
HOSTILE = "</script><img src=x onerror=alert(1)>\"'&amp;<!--"


class Watched(Database):
    """A database that counts what is asked of it."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.statements = 0

    def all(self, sql: str, **values: Any) -> list[Row]:
        self.statements += 1
        return self.db.all(sql, **values)


def packed(browser: Browser) -> int:
    """The bytes of the page and of its style as they travel."""
    body = browser.page.get_data()
    style = Browser(browser.service).get("/lite.css").get_data()
    return len(gzip.compress(body, 6)) + len(gzip.compress(style, 6))


def posting(browser: Browser) -> dict[str, Any]:
    found = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', browser.page.get_data(as_text=True), re.DOTALL
    )
    assert found
    return dict(json.loads(found[1]))


@on_sqlite
def test_the_first_page_says_what_this_is_and_leads_everywhere(service: Service) -> None:
    browser = Browser(service)
    browser.get("/")
    assert "Fursa finds work near you, free" in browser.text
    assert service.market.service_code in browser.text
    hrefs = {href for _, href in browser.read.links}
    assert {"/jobs", "/jobs/in", "/jobs/work", "/enter", "/enter?for=offer", "/staff/", "/jobs.atom"} <= hrefs


@on_sqlite
def test_jobs_are_listed_newest_first_and_lead_to_each(service: Service) -> None:
    service.clock.forward(60)
    service.open("Tailor", "7531", "003.011", pay=700, pay_period="day")
    browser = Browser(service)
    browser.get("/jobs")
    jobs = [label for label, href in browser.read.links if re.fullmatch(r"/jobs/\d+", href)]
    assert jobs[0] == "Tailor" and len(jobs) == 7
    browser.follow("Tailor")
    for fact in ("Tailor", "Bahari Works", "Kilifi North", "KES 700 a day", "2 posts", "Never pay"):
        assert fact in browser.text


@on_sqlite
def test_more_jobs_follow_on_the_next_page(service: Service) -> None:
    for number in range(20):
        service.open(f"Guard {number}", "5414", "003.011")
    browser = Browser(service)
    seen: list[str] = []
    browser.get("/jobs/in/003")
    for _page in range(3):
        seen += [href for _, href in browser.read.links if re.fullmatch(r"/jobs/\d+", href)]
        if not any(label == "More jobs" for label, _ in browser.read.links):
            break
        browser.follow("More jobs")
    assert len(seen) == len(set(seen)) == 24


@on_sqlite
def test_jobs_are_found_by_place_and_by_work(service: Service) -> None:
    browser = Browser(service)
    browser.get("/")
    browser.follow("Jobs by place")
    browser.follow("Coast") if any(label == "Coast" for label, _ in browser.read.links) else browser.get("/jobs/in/003")
    browser.get("/jobs/in/003.011")
    assert "House builder" in browser.text and "Painter" not in browser.text
    browser.get("/jobs/work")
    assert len([href for _, href in browser.read.links if href.startswith("/jobs/work/")]) >= 5
    browser.get("/jobs/work/7112")
    assert "Bricklayer" in browser.text and "Cook" not in browser.text
    sector = service.market.occupations["7112"].sector
    browser.get(f"/jobs/work/{sector}")
    assert "House builder" in browser.text and "Cook" not in browser.text


@on_sqlite
@pytest.mark.parametrize(
    ("typed", "found"),
    [("mason in kilifi", "Mason"), ("cook", "Cook"), ("Bahari", "Painter"), ("mpishi", "Cook"), ("Kilifi", "Cook")],
)
def test_a_search_is_read_as_on_a_phone(service: Service, typed: str, found: str) -> None:
    browser = Browser(service)
    browser.get("/jobs")
    browser.press("Search", q=typed)
    assert found in [label for label, _ in browser.read.links]


@on_sqlite
def test_a_search_for_what_means_several_kinds_of_work_asks_back(service: Service) -> None:
    browser = Browser(service)
    browser.get("/jobs")
    browser.press("Search", q="fundi")
    assert "Or did you mean:" in browser.text
    label, href = next((label, href) for label, href in browser.read.links if "work=" in href)
    browser.get(href)
    assert browser.status == 200
    assert label not in [text for text, address in browser.read.links if "work=" in address]


@on_sqlite
def test_a_search_for_nonsense_says_so_and_is_kept_nowhere(service: Service) -> None:
    browser = Browser(service)
    browser.get("/jobs?q=xqzwv")
    assert browser.status == 200
    assert "We did not find xqzwv" in browser.text
    assert service.count("typed") == 0


@on_sqlite
def test_a_number_leads_to_its_job(service: Service) -> None:
    browser = Browser(service)
    browser.get(f"/jobs?q={service.jobs['Cook']['reference']}")
    assert browser.read.text.count("Cook") >= 1 and "/jobs/" in browser.path


@on_sqlite
def test_browsing_leaves_no_cookie_and_writes_nothing(service: Service) -> None:
    browser = Browser(service)
    before = [service.count(table) for table in ("event", "session", "typed", "browser_code")]
    reference = service.jobs["Cook"]["reference"]
    for path in ("/", "/jobs", "/jobs/in", "/jobs/work", f"/jobs/{reference}", "/jobs?q=cook", "/jobs.atom", "/enter"):
        assert "Set-Cookie" not in browser.get(path).headers
        assert browser.status == 200
    assert [service.count(table) for table in ("event", "session", "typed", "browser_code")] == before


@on_sqlite
@pytest.mark.parametrize("status", ["filled", "closed", "expired"])
def test_a_job_that_is_gone_says_so_kindly(service: Service, status: str) -> None:
    vacancies.end(service.db, service.market, service.jobs["Cook"]["id"], status, service.now)
    browser = Browser(service)
    browser.get(f"/jobs/{service.jobs['Cook']['reference']}")
    assert browser.status == 410
    assert "no longer open" in browser.text and "Jobs" in [label for label, _ in browser.read.links]


@on_sqlite
def test_a_job_whose_time_is_over_is_gone_before_anybody_has_said_so(service: Service) -> None:
    service.clock.forward(21 * DAY)
    assert Browser(service).get(f"/jobs/{service.jobs['Cook']['reference']}").status_code == 410


@on_sqlite
@pytest.mark.parametrize("status", ["held", "refused"])
def test_a_job_in_doubt_is_not_there(service: Service, status: str) -> None:
    vacancies.end(service.db, service.market, service.jobs["Cook"]["id"], status, service.now)
    browser = Browser(service)
    browser.get(f"/jobs/{service.jobs['Cook']['reference']}")
    assert browser.status == 404 and "Cook" not in browser.text
    browser.get("/jobs")
    assert "Cook" not in browser.text


@on_sqlite
def test_a_job_that_waits_for_staff_is_not_there_even_once_it_has_ended(service: Service) -> None:
    employer = service.db.all("SELECT id FROM employer")[0]["id"]
    values = {"employer_id": employer, "title": "Waits", "occupation": "5120", "place": "003.011"}
    row = vacancies.add(service.db, service.market, service.now, deadline=service.now + DAY, **values)
    assert Browser(service).get(f"/jobs/{row['reference']}").status_code == 404
    vacancies.end(service.db, service.market, row["id"], "closed", service.now)
    assert Browser(service).get(f"/jobs/{row['reference']}").status_code == 404


@on_sqlite
@pytest.mark.parametrize(
    "path", ["/jobs/10018", "/jobs/99999999999", "/jobs/abc", "/jobs/in/xyz", "/jobs/work/xyz", "/jobs/%00", "/jobs/٣"]
)
def test_what_is_not_there_is_said_on_a_page(service: Service, path: str) -> None:
    browser = Browser(service)
    browser.get(path)
    assert browser.status == 404
    assert "This page is not here" in browser.text


@on_sqlite
@pytest.mark.parametrize("after", ["", "x", "1_2", "99999999999999999999_0", f"1_{'-' * 36}"])
def test_a_list_goes_on_behind_anything(service: Service, after: str) -> None:
    assert Browser(service).get(f"/jobs?after={after}").status_code == 200


@on_sqlite
def test_a_chosen_language_is_kept_in_every_link(service: Service) -> None:
    browser = Browser(service, language="de, sw;q=0.5")
    browser.get("/")
    assert browser.page.get_data(as_text=True).startswith('<!doctype html>\n<html lang="sw">')
    browser.follow("Français")
    assert '<html lang="fr">' in browser.page.get_data(as_text=True)
    for path in ("/?lang=fr", "/jobs?lang=fr", "/jobs/in/003?lang=fr", "/jobs/work?lang=fr", "/enter?lang=fr"):
        browser.get(path)
        inside = [href for _, href in browser.read.links if not href.startswith(("/staff", "http"))]
        assert all("lang=" in href for href in inside), (path, inside)
    browser.get("/jobs?lang=fr")
    assert browser.read.forms[0].fields["lang"] == "fr"


@on_sqlite
def test_a_text_that_is_a_program_stays_a_text(service: Service) -> None:
    row = service.open(HOSTILE, "5120", "003.011", contact_detail=HOSTILE)
    service.db.run("UPDATE employer SET name = :name", name=HOSTILE)
    browser = Browser(service)
    for path in ("/jobs", f"/jobs/{row['reference']}", "/jobs?q=%3C/script%3E%3Cimg%20onerror%3E"):
        body = browser.get(path).get_data(as_text=True)
        assert "<img" not in body and body.count("</script>") == body.count("<script")
    browser.get(f"/jobs/{row['reference']}")
    assert posting(browser)["title"] == HOSTILE
    assert HOSTILE in browser.text
    assert html.unescape(posting(browser)["description"]).count(HOSTILE) == 2


@on_sqlite
def test_no_phone_number_of_an_employer_is_on_a_page(service: Service) -> None:
    row = service.open("Cashier", "5230", "003.011", contact="call", contact_detail="Call 0722 000 111")
    browser = Browser(service)
    browser.get(f"/jobs/{row['reference']}")
    assert "0722" not in browser.page.get_data(as_text=True)
    assert posting(browser)["directApply"] is False


@on_sqlite
def test_a_page_is_kept_a_minute_and_not_sent_again(service: Service) -> None:
    browser = Browser(service)
    first = browser.get("/jobs")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert "Accept-Language" in first.headers["Vary"]
    again = browser.get("/jobs", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.get_data() == b""
    service.fill("Cook")
    assert browser.get("/jobs", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@on_sqlite
def test_a_page_is_packed_for_whoever_can_unpack_it(service: Service) -> None:
    browser = Browser(service)
    plain = browser.get("/jobs").get_data()
    packed = browser.get("/jobs", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.get_data()) == plain


@on_sqlite
def test_pages_are_protected(service: Service) -> None:
    browser = Browser(service)
    for path in ("/", "/jobs", "/enter", "/nothing/here", "/jobs/abc"):
        browser.get(path)
        if path != "/nothing/here":
            assert browser.page.headers["Content-Security-Policy"].startswith("default-src 'none'")
            assert browser.page.headers["X-Content-Type-Options"] == "nosniff"


@on_sqlite
@pytest.mark.parametrize("path", ["/jobs", "/jobs/in/003", "/jobs/work/7112", "/jobs/work/building"])
def test_a_list_takes_two_statements(service: Service, path: str) -> None:
    watched = Watched(service.db)
    app = Flask("watched")
    app.register_blueprint(site.blueprint(watched, service.market, menu, service.clock, lambda name: None, None))
    assert Client(app).get(path).status_code == 200
    assert watched.statements == 2


@pytest.fixture(
    scope="module",
    params=[("kenya", "en"), ("kenya", "sw"), ("kenya", "fr"), ("tinyland", "pt"), ("tinyland", "am")],
    ids=lambda pair: f"{pair[0]}-{pair[1]}",
)
def crowded(
    request: pytest.FixtureRequest, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser in one language of a market whose jobs have names as long as can be."""
    pack, language = request.param
    path = tmp_path_factory.mktemp("lite") / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    folder = Settings().market if pack == "kenya" else PACKS / pack
    service = Service(settings_for(f"sqlite:///{path}", market=folder))
    facts = worst("alert", service.market, language)["vacancy"]
    for number in range(20):
        fields = {name: facts[name] for name in ("pay", "pay_period", "posts")}
        service.open(f"{facts['title'][:110]} {number}", facts["occupation"], facts["place"], **fields)
    service.db.run("UPDATE employer SET name = :name", name=facts["employer_name"])
    yield Browser(service, language)
    service.close()


def test_every_page_with_its_style_is_within_five_kilobytes(crowded: Browser) -> None:
    service = crowded.service
    root = service.market.places.root.code
    references = [row["reference"] for row in service.jobs.values()]
    widest = max(service.market.places, key=lambda place: len(service.market.places.children(place.code)))
    sector = max(
        service.market.occupations.sectors, key=lambda each: len(service.market.occupations.in_sector(each.code))
    )
    paths = ["/", "/jobs", "/jobs/in", "/jobs/work", f"/jobs/in/{root}", f"/jobs/in/{widest.code}", "/enter"]
    paths += [f"/jobs/work/{sector.code}", f"/jobs/{references[0]}", "/jobs/nothing", "/jobs?q=supervisor", "/talk"]
    for path in paths:
        crowded.get(path)
        assert crowded.status in (200, 404)
        assert packed(crowded) <= MOST_BYTES, path


def test_every_page_of_the_conversation_is_within_five_kilobytes_too(crowded: Browser) -> None:
    service, number = crowded.service, "+251911234567" if crowded.service.market.country == "ET" else "+254712345678"
    job = next(iter(service.jobs.values()))
    profile = profiles.begin(service.db, service.market, number, crowded.language, service.now)
    fields = {"name": "Asha", "birth_year": 1995, "place": service.somewhere(), "occupation": job["occupation"]}
    profiles.change(service.db, service.market, profile, service.now, **fields, experience="none", least_pay=0)
    crowded.post("/enter", {"phone": number})
    assert packed(crowded) <= MOST_BYTES and crowded.path == "/enter/code"
    crowded.post("/enter/code", {"code": crowded.code(number)})
    for _step in range(4):  # jobs, one job, applied, what follows
        form = next(form for form in crowded.read.forms if any(name == "choice" for _, name, _ in form.buttons))
        crowded.post(form.action, {**form.fields, "choice": "1"})
        assert crowded.path == "/talk" and packed(crowded) <= MOST_BYTES
    assert service.count("application") == 1
