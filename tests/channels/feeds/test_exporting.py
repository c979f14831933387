"""Exports: what other systems read, and what an import of ours reads again."""

import csv
import io
import json
from typing import Any

import pytest

from channels.feeds import exporting, importing
from core import audit, vacancies
from core.database import Database, Row
from core.market import Market
from tests.conversation import on_sqlite
from tests.core.makers import DAY, NOW, employer, open_vacancy, vacancy

URL = "https://jobs.example.org"
KEPT = (
    "title occupation place posts pay pay_period skills contact contact_detail starts_on deadline employer_name".split()
)


def filled(db: Database, market: Market) -> None:
    """Vacancies of all kinds, one of them not open."""
    first = employer(db, market, level="document_verified")
    second = employer(db, market, name='=Umoja, "Works"', level="document_verified")
    open_vacancy(db, market, employer_id=first["id"], skills=("arc-welding", "own boots"), posts=3)
    open_vacancy(
        db, market, employer_id=second["id"], title="-Cook @ hotel", occupation="5120", place="001.004",
        pay=500, pay_period="day", contact="call", contact_detail="+254712000001", starts_on="2026-12-01",
    )  # fmt: skip
    open_vacancy(db, market, employer_id=second["id"], title="Clerk", occupation="4110", place="001", pay=None,
                 pay_period=None, contact="visit", contact_detail="Gate 4, Links Road")  # fmt: skip
    vacancy(db, market, employer_id=first["id"], title="Not yet open")


def told(rows: list[Row], names: list[str]) -> list[dict[str, Any]]:
    return sorted(({name: row[name] for name in names} for row in rows), key=lambda row: str(row["title"]))


def taken_again(db: Database, market: Market, name: str, data: bytes) -> list[Row]:
    """The vacancies that an import makes of an export, where those of before are gone."""
    for row in list(exporting.opened(db)):
        vacancies.end(db, market, row["id"], "closed", NOW)
    report = importing.take(db, market, NOW, audit.SERVICE, name, data, source="other", level="document_verified")
    assert (report.faults, report.notes, report.counts["added"]) == ([], [], 3)
    return list(exporting.opened(db))


def test_a_csv_file_is_read_again_as_it_was(db: Database, market: Market) -> None:
    filled(db, market)
    before = told(list(exporting.opened(db)), KEPT)
    assert told(taken_again(db, market, "a.csv", exporting.as_csv(db, market)), KEPT) == before


def test_job_postings_are_read_again_as_they_were_but_for_contacts(db: Database, market: Market) -> None:
    filled(db, market)
    names = [name for name in KEPT if name not in ("contact", "contact_detail", "skills")]
    before = told(list(exporting.opened(db)), names)
    data = exporting.as_job_postings(db, market, URL)
    assert b"712000001" not in data
    assert told(taken_again(db, market, "a.json", data), names) == before


@on_sqlite
def test_no_cell_is_a_formula(db: Database, market: Market) -> None:
    filled(db, market)
    text = exporting.as_csv(db, market, URL).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == ["Welder", "'-Cook @ hotel", "Clerk"]
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]
    assert rows[0]["url"] == f"{URL}/jobs/{rows[0]['id']}"
    assert rows[0]["place"] == "Buruburu, Nairobi"


@on_sqlite
def test_a_graph_holds_each_posting(db: Database, market: Market) -> None:
    filled(db, market)
    told = json.loads(exporting.as_job_postings(db, market, URL))
    assert told["@context"] == "https://schema.org/"
    assert [each["@type"] for each in told["@graph"]] == ["JobPosting"] * 3


@on_sqlite
@pytest.mark.parametrize("count", [0, 401])
def test_all_that_is_open_is_in_it(db: Database, market: Market, count: int) -> None:
    shop = employer(db, market)["id"]
    with db.transaction():
        for _each in range(count):
            open_vacancy(db, market, employer_id=shop, deadline=NOW + DAY)
    rows = list(exporting.opened(db))
    assert len({row["id"] for row in rows}) == count
