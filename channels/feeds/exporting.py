"""Exporting: the open vacancies as a file that other systems read."""

import csv
import io
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import orjson

from channels.feeds import from_csv
from channels.feeds.item import COLUMNS
from channels.feeds.job_posting import job_posting
from core import vacancies
from core.database import Database, Row
from core.market import Market

FORMATS = ("csv", "jobposting")
_PAGE = 200  # vacancies of one statement


def as_csv(db: Database, market: Market, public_url: str | None = None) -> bytes:
    """The open vacancies with the columns that an import reads, in UTF-8 with the mark that spreadsheets look for.

    A cell that a spreadsheet would take for a formula begins with an apostrophe; an import takes it away.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for vacancy in opened(db):
        cells = _cells(market, vacancy, public_url)
        writer.writerow({name: from_csv.guarded(cell) for name, cell in cells.items()})
    return text.getvalue().encode("utf-8-sig")


def as_job_postings(db: Database, market: Market, public_url: str) -> bytes:
    """The open vacancies as JSON-LD, a graph of JobPosting, in the market's first language."""
    graph = [job_posting(market, vacancy, public_url, market.default_language) for vacancy in opened(db)]
    for posting in graph:
        posting.pop("@context", None)
    whole = {"@context": "https://schema.org/", "@graph": graph}
    return orjson.dumps(whole, option=orjson.OPT_INDENT_2) + b"\n"


def opened(db: Database) -> Iterator[Row]:
    """Every open vacancy with `employer_name` and `employer_level`, by reference."""
    after = 0
    while rows := db.all(
        "SELECT id, CAST(reference AS BIGINT) AS number FROM vacancy WHERE status = 'open'"
        " AND CAST(reference AS BIGINT) > :after ORDER BY CAST(reference AS BIGINT) LIMIT :most",
        after=after,
        most=_PAGE,
    ):
        found = vacancies.by_ids(db, [row["id"] for row in rows])
        yield from (found[row["id"]] for row in rows)
        after = rows[-1]["number"]


def write(path: Path, data: bytes) -> None:
    """Write a file whole, or leave what is there. Raises OSError."""
    draft = path.with_name(f".{path.name}.new")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _cells(market: Market, vacancy: Row, public_url: str | None) -> dict[str, str]:
    skills = (market.skills.label(skill, market.default_language) for skill in orjson.loads(vacancy["skills"]))
    code = vacancy["place"]
    around = [market.places[ring].name for ring in (code, market.area(code))] if code in market.places else [code]
    known = vacancy["occupation"] in market.occupations
    return {
        "title": vacancy["title"],
        "employer": vacancy["employer_name"],
        "place": ", ".join(dict.fromkeys(around)),
        "place_code": code,
        "id": vacancy["reference"],
        "occupation": market.occupations[vacancy["occupation"]].title if known else "",
        "occupation_code": vacancy["occupation"],
        "posts": str(vacancy["posts"]),
        "pay": str(vacancy["pay"] or ""),
        "pay_period": vacancy["pay_period"] or "",
        "pay_currency": market.currency if vacancy["pay"] else "",
        "deadline": datetime.fromtimestamp(vacancy["deadline"], market.time_zone).isoformat(),
        "starts_on": vacancy["starts_on"] or "",
        "skills": ", ".join(skills),
        "contact": vacancy["contact_detail"] or "" if vacancy["contact"] != "service" else "",
        "url": f"{public_url}/jobs/{vacancy['reference']}" if public_url else "",
    }
