"""Makers: the people, employers and vacancies that tests of the core begin with, and what became of them."""

from typing import Any

import orjson

from core import caseload, employers, events, officers, profiles, vacancies
from core import copies as copying
from core.database import Database, Row
from core.market import Market

NOW = 1_795_000_000  # UTC seconds: 18 November 2026
DAY = 86_400

PHONE = "+254712345678"
NAME = "Wanjiku Atieno"
TOWN = "047.287.buruburu"
ELSEWHERE = "001.001"
WELDER, MACHINIST, LORRY_DRIVER = "7212", "7223", "8332"

PERSON: dict[str, Any] = {
    "name": NAME,
    "birth_year": 1995,
    "place": TOWN,
    "sector": "repair",
    "occupation": WELDER,
    "experience": "1_to_2",
    "least_pay": 12_000,
}


def person(db: Database, market: Market, phone: str = PHONE, **fields: Any) -> Row:
    """A registered person whom this phone reaches."""
    profile = profiles.begin(db, market, phone, market.default_language, NOW)
    return profiles.change(db, market, profile, NOW, **{**PERSON, **fields})


def employer(db: Database, market: Market, **fields: Any) -> Row:
    """An employer in the capital."""
    return employers.add(
        db, market, NOW, **{"name": "Juhudi Works", "place": market.places.root.code, "sector": "repair", **fields}
    )


def vacancy(db: Database, market: Market, now: int = NOW, **fields: Any) -> Row:
    """A vacancy that waits to be opened, of the one employer there is."""
    standing = db.one("SELECT id FROM employer ORDER BY id LIMIT 1") or employer(db, market)
    given = {
        "employer_id": standing["id"],
        "title": "Welder",
        "occupation": WELDER,
        "place": TOWN,
        "deadline": NOW + 14 * DAY,
        "pay": 18_000,
        "pay_period": "month",
    }
    return vacancies.add(db, market, now, **{**given, **fields})


def open_vacancy(db: Database, market: Market, now: int = NOW, **fields: Any) -> Row:
    """A vacancy that people may apply for, opened at `now`."""
    return vacancies.open(db, market, vacancy(db, market, now, **fields)["id"], now)


def officer(db: Database, market: Market, name: str = "amina", officer_id: str | None = None) -> Row:
    """An officer in the capital."""
    return officers.add(db, market, name, ["047"], NOW, officer_id)


def look_after(db: Database, who: Row, *people: Row) -> str:
    """The officer looks after these people from now on. Returns the bucket of their copies."""
    for profile in people:
        caseload.join(db, who["id"], profile["id"], NOW)
    copying.fill(db, who["id"])
    return f"caseload/{who['id']}"


def happened(db: Database, subject: str) -> list[str]:
    """The kinds of all events about a subject, oldest first."""
    return [event["kind"] for event in events.after(db, 0) if event["subject"] == subject]


def copies(db: Database, document: str) -> dict[str, Any]:
    """What copies of a document hold, by bucket: its fields with `id` and `version`, or None where it was removed."""
    rows = db.all("SELECT bucket, version, removed, body FROM changes WHERE document = :document", document=document)
    held = {}
    for row in rows:
        body = orjson.loads(row["body"])
        assert (body is None) == bool(row["removed"])
        held[row["bucket"]] = body if body is None else {"id": document, "version": row["version"], **body}
    return held
