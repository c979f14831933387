"""A vacancy as a JobPosting: what schema.org and search engines require, for every kind of vacancy."""

from datetime import datetime
from typing import Any

import orjson
import pytest

from channels.feeds.job_posting import job_posting
from core import vacancies
from core.database import Database, Row
from core.market import Market
from tests.conversation import on_sqlite
from tests.core.makers import DAY, NOW, TOWN, open_vacancy

URL = "https://jobs.example.org"


def made(db: Database, market: Market, language: str = "en", **fields: Any) -> dict[str, Any]:
    row: Row = vacancies.by_id(db, open_vacancy(db, market, **fields)["id"])
    posting = job_posting(market, row, URL, language)
    assert orjson.loads(orjson.dumps(posting)) == posting
    return posting


@on_sqlite
@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_it_has_what_search_engines_require(db: Database, market: Market, language: str) -> None:
    posting = made(db, market, language)
    assert posting["@context"] == "https://schema.org/" and posting["@type"] == "JobPosting"
    assert posting["title"] == "Welder"
    assert posting["description"].startswith("<p>Welder, ") and posting["description"] != posting["title"]
    assert datetime.fromisoformat(posting["datePosted"])
    through = datetime.fromisoformat(posting["validThrough"])
    assert through.timestamp() == NOW + 14 * DAY and through.utcoffset()
    assert posting["hiringOrganization"] == {"@type": "Organization", "name": "Juhudi Works"}
    assert posting["identifier"]["@type"] == "PropertyValue" and posting["identifier"]["value"].isdigit()
    assert posting["url"] == f"{URL}/jobs/{posting['identifier']['value']}"
    assert posting["directApply"] is True
    assert posting["totalJobOpenings"] == 1
    assert posting["occupationalCategory"]["codeValue"] == "7212"


@on_sqlite
@pytest.mark.parametrize("period", ["hour", "day", "week", "month"])
def test_pay_is_told_with_its_unit(db: Database, market: Market, period: str) -> None:
    posting = made(db, market, pay=900, pay_period=period)
    assert posting["baseSalary"] == {
        "@type": "MonetaryAmount",
        "currency": "KES",
        "value": {"@type": "QuantitativeValue", "value": 900, "unitText": period.upper()},
    }
    assert posting.get("employmentType") == ("PER_DIEM" if period == "day" else None)


@on_sqlite
def test_what_is_not_known_is_not_there(db: Database, market: Market) -> None:
    posting = made(db, market, pay=None, pay_period=None)
    assert not {"baseSalary", "employmentType", "jobStartDate", "skills"} & set(posting)


@on_sqlite
def test_skills_and_the_first_day_are_told(db: Database, market: Market) -> None:
    skill = next(iter(market.skills)).code
    posting = made(db, market, skills=(skill, "own words"), starts_on="2026-12-01")
    assert posting["jobStartDate"] == "2026-12-01"
    assert posting["skills"] == f"{market.skills.label(skill, 'en')}, own words"


@on_sqlite
def test_a_place_is_an_address_as_far_as_it_is_known(db: Database, market: Market) -> None:
    def address(place: str) -> dict[str, str]:
        return dict(made(db, market, place=place)["jobLocation"]["address"])

    area = market.area(TOWN)
    assert address(TOWN) == {
        "@type": "PostalAddress",
        "addressCountry": "KE",
        "addressRegion": market.places[area].name,
        "addressLocality": market.places[TOWN].name,
    }
    assert address(area) == {
        "@type": "PostalAddress",
        "addressCountry": "KE",
        "addressRegion": market.places[area].name,
    }
    assert address(market.places.root.code) == {"@type": "PostalAddress", "addressCountry": "KE"}


@on_sqlite
def test_the_description_is_html_in_which_texts_are_texts(db: Database, market: Market) -> None:
    posting = made(db, market, title="<b>Cook</b>")
    assert posting["title"] == "<b>Cook</b>"
    assert "&lt;b&gt;Cook&lt;/b&gt;" in posting["description"] and "<b>" not in posting["description"]


@on_sqlite
def test_how_to_reach_an_employer_is_told_after_entering_only(db: Database, market: Market) -> None:
    posting = made(db, market, contact="call", contact_detail="0722 000 111")
    assert posting["directApply"] is False and "0722" not in str(posting)
