"""Job orders: vacancies that officers took down for employers, and what the officers' tablets see become of them."""

from collections.abc import Iterable
from typing import Any

import orjson

from core import changes, edits
from core.database import Database, Row

COLLECTION = "job_orders"
OF_VACANCY = (
    "title, occupation, place, posts, pay, pay_period, skills, starts_on, deadline, contact, contact_detail, status,"
    " reason"
).split(", ")
OF_EMPLOYER = {"employer": "name", "phone": "phone", "contact_name": "contact_name", "sector": "sector"}

_WITH_VACANCY = (
    "SELECT job_order.id, job_order.version, officer_id, vacancy_id, more, removed, reference, employer_id, "
    + ", ".join(f"vacancy.{name}" for name in OF_VACANCY)
    + "".join(f", employer.{column} AS {name}" for name, column in OF_EMPLOYER.items())
    + " FROM job_order JOIN vacancy ON vacancy.id = vacancy_id JOIN employer ON employer.id = employer_id"
)


def add(
    db: Database, now: int, *, officer_id: str, vacancy_id: str, order_id: str, more: dict[str, Any] | None = None
) -> Row:
    """The order that a vacancy was made of. `more` are the fields that only tablets know."""
    with db.transaction():
        db.run(
            "INSERT INTO job_order (id, officer_id, vacancy_id, more, created_at, updated_at)"
            " VALUES (:id, :officer_id, :vacancy_id, :more, :now, :now)",
            id=order_id,
            officer_id=officer_id,
            vacancy_id=vacancy_id,
            more=orjson.dumps(more or {}).decode(),
            now=now,
        )
        return _recorded(db, order_id)


def say_also(db: Database, order: Row, more: dict[str, Any], now: int) -> Row:
    """Keep the fields that only tablets know. Returns the order as it is now."""
    with db.transaction():
        db.run(
            "UPDATE job_order SET more = :more, version = version + 1, updated_at = :now WHERE id = :id",
            id=order["id"],
            more=orjson.dumps(more).decode(),
            now=now,
        )
        return _recorded(db, order["id"])


def remove(db: Database, order: Row, now: int) -> int:
    """Take an order from its officer's tablets; its vacancy stays what it is. Returns the version of what is left."""
    with db.transaction():
        version = db.all(
            "UPDATE job_order SET removed = 1, more = '{}', version = version + 1, updated_at = :now WHERE id = :id"
            " RETURNING version",
            id=order["id"],
            now=now,
        )[0]["version"]
        changes.remove(db, changes.caseload(order["officer_id"]), COLLECTION, order["id"], version)
    return int(version)


def follow(db: Database, vacancy_id: str, now: int, changed: Iterable[str] = ()) -> None:
    """Within the transaction that changed a vacancy or its employer: the order it was made of says the same.

    `changed` are the fields that a tablet may set too.
    """
    for row in db.all(
        "UPDATE job_order SET version = version + 1, updated_at = :now WHERE vacancy_id = :id AND removed = 0"
        " RETURNING id, version",
        id=vacancy_id,
        now=now,
    ):
        edits.note(db, COLLECTION, row["id"], row["version"], changed, edits.STAFF)
        _recorded(db, row["id"])


def follow_employer(db: Database, employer_id: str, now: int) -> None:
    """The same for all orders of an employer."""
    for row in db.all(
        "SELECT vacancy_id FROM vacancy JOIN job_order ON vacancy_id = vacancy.id"
        " WHERE employer_id = :id AND removed = 0 ORDER BY vacancy_id",
        id=employer_id,
    ):
        follow(db, row["vacancy_id"], now)


def by_id(db: Database, order_id: str) -> Row | None:
    """One order, also one that was taken away (`removed`), or None. `vacancy_id`, `reference` and `employer_id` are
    beside what the document says."""
    return db.one(f"{_WITH_VACANCY} WHERE job_order.id = :id", id=order_id)


def posted(db: Database, officer_id: str, since: int) -> int:
    """How many orders an officer has posted after a time."""
    row = db.one(
        "SELECT COUNT(*) AS posted FROM job_order WHERE officer_id = :id AND created_at > :since",
        id=officer_id,
        since=since,
    )
    return int(row["posted"]) if row else 0


def document(order: Row) -> Row:
    """What a copy of the order holds."""
    return {
        **orjson.loads(order["more"]),
        **{name: order[name] for name in ("id", "version", "officer_id", *OF_VACANCY, *OF_EMPLOYER)},
        "skills": orjson.loads(order["skills"]),
        "vacancy_id": order["reference"],
    }


def _recorded(db: Database, order_id: str) -> Row:
    order = by_id(db, order_id)
    assert order is not None
    changes.record(db, changes.caseload(order["officer_id"]), COLLECTION, document(order))
    return order
