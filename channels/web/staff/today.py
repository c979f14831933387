"""Today: what waits for somebody, oldest first, and how the service is."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response

from channels.web.staff.desk import Desk
from channels.web.staff.office import office
from messages import outbox

MOST_COUNTED = 1000  # of one kind: more is "1000 or more", and costs no more to count


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that waits: its page and what that is asked for, the right it takes, and the SELECT of `since`.

    `area` is the column by which it is limited to places, for the {} in the SELECT; None where it is not. `within`
    makes the condition for the {}, and its values, where one column does not say it.
    """

    label: str
    page: str
    asked: dict[str, str]
    right: str
    sql: str
    area: str | None = None
    within: Callable[[Desk], tuple[str, dict[str, Any]]] | None = None


KINDS = [
    Kind(
        "pending",
        "vacancies",
        {"status": "pending"},
        "vacancies.decide",
        "SELECT created_at AS since FROM vacancy WHERE status = 'pending' AND {} ORDER BY created_at",
        "area",
    ),
    Kind(
        "held",
        "vacancies",
        {"status": "held"},
        "vacancies.decide",
        "SELECT created_at AS since FROM vacancy WHERE status = 'held' AND {} ORDER BY created_at",
        "area",
    ),
]


@office.page("/", "today")
def today(desk: Desk) -> Response:
    return desk.show("today.html", waits=waits(desk), health=outbox.counts(desk.db, desk.now), most=MOST_COUNTED)


def waits(desk: Desk) -> list[dict[str, Any]]:
    """What waits, the oldest first, in one statement: rows of `kind` (a Kind), `number`, `since`."""
    kinds = [kind for kind in KINDS if desk.may(kind.right)]
    values: dict[str, Any] = {}
    selects = []
    for number, kind in enumerate(kinds):
        if kind.within:
            where, more = kind.within(desk)
        else:
            where, more = desk.within(kind.area) if kind.area else ("1 = 1", {})
        values |= more
        selects.append(
            f"SELECT {number} AS kind, count(*) AS number, min(since) AS since"
            f" FROM (SELECT * FROM ({kind.sql.format(where)}) AS all_{number} LIMIT {MOST_COUNTED}) AS kind_{number}"
        )
    rows = desk.db.all(" UNION ALL ".join(selects), **values) if selects else []
    found = [{**row, "kind": kinds[row["kind"]]} for row in rows if row["number"]]
    return sorted(found, key=lambda row: row["since"])
