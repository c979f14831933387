"""What readers of feeds and search engines are told: valid, escaped, and the same while nothing changes."""

import re
from datetime import datetime
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from core import vacancies
from tests.conversation import Service, on_sqlite, settings_for
from tests.plain_browser import Browser

ATOM = "{http://www.w3.org/2005/Atom}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def feed(browser: Browser, path: str = "/jobs.atom") -> Element:
    answer = browser.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.get_data())


def told(element: Element, name: str) -> str:
    (found,) = element.findall(ATOM + name)
    assert found.text
    return found.text


@on_sqlite
def test_the_feed_has_what_rfc_4287_asks_for(service: Service) -> None:
    root = feed(Browser(service))
    assert root.tag == f"{ATOM}feed" and root.attrib[XML_LANG] == "en"
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 6
    ids = {told(root, "id")}
    for element in (root, *entries):
        assert told(element, "title")
        assert datetime.fromisoformat(told(element, "updated")).tzinfo
        links = {(link.get("rel"), link.get("type")): link.get("href") for link in element.findall(f"{ATOM}link")}
        assert (links[("alternate", "text/html")] or "").startswith("http")
    assert [link.get("href") for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    for entry in entries:
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", told(entry, "id"))
        ids.add(told(entry, "id"))
        author = entry.find(f"{ATOM}author")
        assert author is not None and told(author, "name") == "Bahari Works"
        assert told(entry, "summary")
    assert len(ids) == 7
    assert told(root, "updated") == max(told(entry, "updated") for entry in entries)


@on_sqlite
def test_the_feed_of_a_market_without_jobs_is_a_feed(database_url: str) -> None:
    service = Service(settings_for(database_url))
    root = feed(Browser(service))
    assert told(root, "updated") and not root.findall(f"{ATOM}entry")
    service.close()


@on_sqlite
@pytest.mark.parametrize(
    "title", ["</title><script>x</script>", "a & b ]]> <![CDATA[", "bell \x07 and \x0b tab", "😀 é"]
)
def test_a_title_of_any_letters_leaves_it_valid(service: Service, title: str) -> None:
    service.open(title, "5120", "003.011")
    titles = [told(entry, "title") for entry in feed(Browser(service)).findall(f"{ATOM}entry")]
    kept = title.replace("\x07", "").replace("\x0b", "")
    assert f"{kept}, Kilifi North" in titles


@on_sqlite
def test_an_entry_keeps_its_id_when_its_job_changes(service: Service) -> None:
    browser = Browser(service)
    before = {told(entry, "id") for entry in feed(browser).findall(f"{ATOM}entry")}
    service.clock.forward(60)
    cook = service.jobs["Cook"]["id"]
    vacancies.end(service.db, service.market, cook, "held", service.now)
    vacancies.open(service.db, service.market, cook, service.now)
    assert {told(entry, "id") for entry in feed(browser).findall(f"{ATOM}entry")} == before


@on_sqlite
def test_a_reader_that_has_the_feed_is_sent_nothing_until_it_changes(service: Service) -> None:
    browser = Browser(service)
    tag = browser.get("/jobs.atom").headers["ETag"]
    service.clock.forward(3600)
    assert browser.get("/jobs.atom", headers={"If-None-Match": tag}).status_code == 304
    service.open("Guard", "5414", "003.011")
    assert browser.get("/jobs.atom", headers={"If-None-Match": tag}).status_code == 200


@on_sqlite
def test_the_feed_is_in_the_language_that_was_chosen(service: Service) -> None:
    root = feed(Browser(service), "/jobs.atom?lang=sw")
    assert root.attrib[XML_LANG] == "sw"
    links = [link.get("href") or "" for entry in root.findall(f"{ATOM}entry") for link in entry.findall(f"{ATOM}link")]
    assert all(link.endswith("?lang=sw") for link in links)


@on_sqlite
def test_the_sitemap_names_every_open_job_and_no_other(database_url: str) -> None:
    service = Service(settings_for(database_url, public_url="https://jobs.example.org"))
    cook = service.open("Cook", "5120", "003.011")
    service.open("Guard", "5414", "003.011")
    service.fill("Guard")
    browser = Browser(service)
    root = ElementTree.fromstring(browser.get("/sitemap.xml").get_data())
    addresses = [each.text or "" for each in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert [each for each in addresses if re.search(r"/jobs/\d", each)] == [
        f"https://jobs.example.org/jobs/{cook['reference']}"
    ]
    assert "Sitemap: https://jobs.example.org/sitemap.xml" in browser.get("/robots.txt").get_data(as_text=True)
    service.close()


@on_sqlite
def test_search_engines_are_kept_from_what_is_personal(service: Service) -> None:
    lines = Browser(service).get("/robots.txt").get_data(as_text=True).splitlines()
    assert lines[0] == "User-agent: *"
    assert {"Disallow: /enter", "Disallow: /talk", "Disallow: /staff"} <= set(lines)
    assert "Disallow: /" not in lines and "Disallow: /jobs" not in lines
