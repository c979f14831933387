"""Listings: open vacancies as anybody may leaf through them, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from core import vacancies
from core.database import Database, Row
from core.market import Market

PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class After:
    """The last vacancy of a page: the next page goes on behind it. `opened_at` is UTC seconds."""

    opened_at: int
    vacancy_id: str


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of vacancies, each with `employer_name`, and where the next begins; None where this is the last."""

    vacancies: list[Row]
    following: After | None


def newest(
    db: Database,
    market: Market,
    now: int,
    *,
    place: str | None = None,
    occupations: Sequence[str] = (),
    after: After | None = None,
    most: int = PER_PAGE,
) -> Listing:
    """Open vacancies in a place (the whole market, if None) and all it contains, of some occupations or of any.

    Two statements. Each occupation gives a bounded number, so the cost does not grow with the market.
    """
    values: dict[str, object] = {"place": place or market.places.root.code, "now": now}
    where = "place = :place AND deadline > :now"
    if after:
        where += " AND (opened_at, vacancy_id) < (:opened_at, :vacancy_id)"
        values |= {"opened_at": after.opened_at, "vacancy_id": after.vacancy_id}
    kinds = [""]
    if occupations:
        kinds = [f" AND occupation = :work{number}" for number in range(len(occupations))]
        values |= {f"work{number}": code for number, code in enumerate(occupations)}
    # One more than is shown tells whether there is a next page.
    limit = f"ORDER BY opened_at DESC, vacancy_id DESC LIMIT {most + 1}"
    selects = (
        f"SELECT * FROM (SELECT vacancy_id, opened_at FROM vacancy_area WHERE {where}{kind} {limit}) AS some_jobs"
        for kind in kinds
    )
    found = db.all(f"SELECT * FROM ({' UNION ALL '.join(selects)}) AS jobs {limit}", **values)
    shown = found[:most]
    rows = vacancies.by_ids(db, [row["vacancy_id"] for row in shown])
    # One may have been filled between the two statements.
    still = [rows[row["vacancy_id"]] for row in shown if rows.get(row["vacancy_id"], {}).get("status") == "open"]
    following = After(shown[-1]["opened_at"], shown[-1]["vacancy_id"]) if len(found) > most else None
    return Listing(still, following)


def references(db: Database, market: Market, now: int, most: int) -> list[Row]:
    """`reference` and `updated_at` of open vacancies, the newest first."""
    return db.all(
        """
        SELECT reference, updated_at FROM vacancy_area JOIN vacancy ON vacancy.id = vacancy_id
        WHERE vacancy_area.place = :place AND vacancy_area.deadline > :now AND status = 'open'
        ORDER BY vacancy_area.opened_at DESC, vacancy_id DESC LIMIT :most""",
        place=market.places.root.code,
        now=now,
        most=most,
    )
