"""Feeds: open vacancies for readers of Atom (RFC 4287), and what search engines are told."""

import re
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from flask import Response

from channels.web.html import page
from channels.web.lite.visit import Visit
from core import listings
from core.database import Row
from core.market import Market
from messages import wording
from translations import gettext as _
from translations import language

MOST_ENTRIES = 40
MOST_ADDRESSES = 20_000  # a sitemap may have 50,000
_ATOM = "http://www.w3.org/2005/Atom"
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEVER_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(visit: Visit) -> Response:
    """The newest vacancies. The same until one of them changes, opens or ends."""
    shown = listings.newest(visit.db, visit.market, visit.now, most=MOST_ENTRIES).vacancies
    feed = Element("feed", {"xmlns": _ATOM, "xml:lang": language()})
    here = visit.home + visit.url("/jobs.atom")
    _add(feed, "id", f"{visit.home}/jobs.atom")
    _add(feed, "title", f"Fursa {visit.market.name}: {_('New jobs')}")
    _add(feed, "updated", _moment(max((row["updated_at"] for row in shown), default=0)))
    SubElement(feed, "link", rel="self", type="application/atom+xml", href=here)
    SubElement(feed, "link", rel="alternate", type="text/html", href=visit.home + visit.url("/jobs"))
    for row in shown:
        _entry(feed, visit, row)
    return page(_xml(feed), mimetype="application/atom+xml")


def _entry(feed: Element, visit: Visit, vacancy: Row) -> None:
    market = visit.market
    entry = SubElement(feed, "entry")
    _add(entry, "id", f"urn:uuid:{vacancy['id']}")
    _add(entry, "title", f"{vacancy['title']}, {market.places[vacancy['place']].name}")
    SubElement(
        entry, "link", rel="alternate", type="text/html", href=visit.home + visit.url(f"/jobs/{vacancy['reference']}")
    )
    _add(entry, "published", _moment(vacancy["opened_at"]))
    _add(entry, "updated", _moment(vacancy["updated_at"]))
    _add(SubElement(entry, "author"), "name", vacancy["employer_name"])
    SubElement(entry, "category", term=vacancy["occupation"], label=_work(market, vacancy["occupation"]))
    pay = wording.pay(market, vacancy["pay"], vacancy["pay_period"])
    odds = wording.odds(market, vacancy["posts"], vacancy["applications"], vacancy["deadline"])
    _add(entry, "summary", f"{pay}. {odds}. {_('Never pay for a job.')}")


def sitemap(visit: Visit) -> Response:
    """The addresses of all open vacancies."""
    addresses = Element("urlset", {"xmlns": _SITEMAP})
    for path in ("/", "/jobs", "/jobs/in", "/jobs/work"):
        _add(SubElement(addresses, "url"), "loc", visit.home + path)
    for row in listings.references(visit.db, visit.market, visit.now, MOST_ADDRESSES):
        address = SubElement(addresses, "url")
        _add(address, "loc", f"{visit.home}/jobs/{row['reference']}")
        _add(address, "lastmod", _moment(row["updated_at"]))
    return page(_xml(addresses), mimetype="application/xml")


def robots(visit: Visit) -> Response:
    """Where search engines have nothing to look for."""
    closed = "\n".join(f"Disallow: {path}" for path in ("/enter", "/talk", "/leave", "/staff", "/jobs?q="))
    return page(f"User-agent: *\n{closed}\nSitemap: {visit.home}/sitemap.xml\n", mimetype="text/plain")


def _work(market: Market, occupation: str) -> str:
    return market.occupations.label(occupation, language()) if occupation in market.occupations else occupation


def _add(to: Element, name: str, text: str) -> None:
    SubElement(to, name).text = _NEVER_IN_XML.sub("", text)


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: Element) -> str:
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode")


PAGES = (("/jobs.atom", "atom", atom), ("/sitemap.xml", "sitemap", sitemap), ("/robots.txt", "robots", robots))
