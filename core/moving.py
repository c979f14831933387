"""Moving: what belongs to one profile comes to another and goes back, as `merging` asks, within its transaction.

What a function returns survives JSON, and is all that its counterpart needs.
"""

from typing import Any

import orjson

from core import applications, caseload, edits, visits
from core.database import Database, Row

# What names a profile: the table, what identifies a row, what else changes with the profile, and which rows alone.
_OWNED = (
    (
        "application",
        ("id",),
        ", version = version + 1",
        " AND vacancy_id NOT IN (SELECT vacancy_id FROM application WHERE profile_id = :new)",
    ),
    (
        "approach",
        ("vacancy_id",),
        "",
        " AND vacancy_id NOT IN (SELECT vacancy_id FROM approach WHERE profile_id = :new)",
    ),
    ("relay", ("id",), "", ""),
    ("note", ("id",), ", version = version + 1", ""),
    ("consent", ("id",), "", ""),
    ("call_request", ("id",), "", ""),
    ("quarantine", ("id",), ", document = replace(document, :old, :new)", ""),
    ("operation", ("source", "number"), "", ""),
    # Answers to what was sent to the phones.
    ("offer", ("phone", "digit"), "", " AND phone IN (SELECT phone FROM phone_link WHERE profile_id = :old)"),
)


def repoint(db: Database, kept: str, gone: str) -> dict[str, list[Row]]:
    """All rows of a profile that can stand with the other as they are. Returns what identifies them, by table."""
    return {
        table: db.all(
            f"UPDATE {table} SET profile_id = :new{also} WHERE profile_id = :old{which} RETURNING {', '.join(key)}",
            new=kept,
            old=gone,
        )
        for table, key, also, which in _OWNED
    }


def point_back(db: Database, kept: str, gone: str, moved: dict[str, list[Row]]) -> None:
    """Undo `repoint`, for the rows that are still there."""
    for table, key, also, _which in _OWNED:
        if rows := moved.get(table):  # merged before there was such a table, it has none
            db.many(
                f"UPDATE {table} SET profile_id = :new{also}"
                f" WHERE profile_id = :old AND {' AND '.join(f'{column} = :{column}' for column in key)}",
                [{**row, "new": gone, "old": kept} for row in rows],
            )


def join_phones(db: Database, kept: str, gone: str) -> dict[str, Any]:
    """The phones of both reach the kept one."""
    links = db.all(
        "SELECT phone, since, until FROM phone_link WHERE profile_id = :id ORDER BY phone, since, until", id=gone
    )
    reached = set(standing_phones(db, kept))
    for link in links:
        shared = link["until"] is None and link["phone"] in reached
        link["moved_since"] = None if shared else _link(db, kept, link)
    db.run("DELETE FROM phone_link WHERE profile_id = :id", id=gone)
    return {"links": links, "opt_outs": _rename_in_opt_outs(db, gone, kept, [link["phone"] for link in links])}


def part_phones(db: Database, kept: str, gone: str, moved: dict[str, Any]) -> None:
    """Undo `join_phones`. A phone that left the kept one since reaches neither."""
    for link in moved["links"]:
        which = {"phone": link["phone"], "id": kept, "since": link["moved_since"]}
        if link["moved_since"] is None:
            rows = db.all(
                "SELECT until FROM phone_link WHERE phone = :phone AND profile_id = :id ORDER BY until IS NULL, until",
                phone=link["phone"],
                id=kept,
            )
        else:
            rows = db.all(
                "DELETE FROM phone_link WHERE phone = :phone AND profile_id = :id AND since = :since RETURNING until",
                **which,
            )
        if rows:
            _link(db, gone, {**link, "until": rows[-1]["until"]})
    _rename_in_opt_outs(db, kept, gone, moved["opt_outs"])


def standing_phones(db: Database, profile_id: str, told: str = "[]") -> list[str]:
    """The phones that reach a person, first those of `told` (JSON) in that order, then the first linked first."""
    rows = db.all(
        "SELECT phone FROM phone_link WHERE profile_id = :id AND until IS NULL ORDER BY since, phone", id=profile_id
    )
    standing = [row["phone"] for row in rows]
    order = [*orjson.loads(told), *standing]
    return sorted(standing, key=order.index)


def join_visits(db: Database, kept: str, gone: str, now: int) -> list[Row]:
    """Whoever met the one has met the other."""
    moved = []
    for row in db.all("SELECT id FROM visit WHERE removed = 0 AND met LIKE :like ORDER BY id", like=f"%{gone}%"):
        visit = visits.by_id(db, row["id"])
        if visit is None:
            continue
        before = orjson.loads(visit["met"])
        after = list(dict.fromkeys(kept if each == gone else each for each in before))
        visits.change(db, visit, now, edits.STAFF, met=after)
        moved.append({"id": visit["id"], "before": before, "after": after})
    return moved


def part_visits(db: Database, kept: str, gone: str, moved: list[Row], now: int) -> None:
    """Undo `join_visits`."""
    for row in moved:
        visit = visits.by_id(db, row["id"])
        if visit is None or visit["removed"]:
            continue
        met = orjson.loads(visit["met"])
        if met == row["after"]:
            met = row["before"]
        elif kept in met:
            place = met.index(kept)
            met[place : place + 1] = [kept, gone] if kept in row["before"] else [gone]
        visits.change(db, visit, now, edits.STAFF, met=met)


def name_also(db: Database, names: dict[str, str]) -> Row:
    """Tablets that still name the documents on the left mean those on the right."""
    moved = {
        old: [
            row["alias"]
            for row in db.all(
                "UPDATE alias SET document = :new WHERE document = :old RETURNING alias", new=new, old=old
            )
        ]
        for old, new in names.items()
    }
    for old, new in names.items():
        db.run(
            "INSERT INTO alias (alias, document) VALUES (:old, :new)"
            " ON CONFLICT (alias) DO UPDATE SET document = excluded.document",
            old=old,
            new=new,
        )
    return moved


def forget_names(db: Database, moved: Row) -> None:
    """Undo `name_also`."""
    for old, aliases in moved.items():
        db.run("DELETE FROM alias WHERE alias = :old", old=old)
        for alias in aliases:
            db.run("UPDATE alias SET document = :old WHERE alias = :alias", old=old, alias=alias)


def join_caseload(db: Database, kept: str, gone: str) -> dict[str, Any]:
    """Whoever looks after the one looks after the other, and no longer after the first. Then call `copies.fill`."""
    rows = db.all("SELECT officer_id, since FROM caseload WHERE profile_id = :id ORDER BY officer_id", id=gone)
    joined = [row["officer_id"] for row in rows if not caseload.holds(db, row["officer_id"], kept)]
    # Numbered, as who looks after a person is asked behind the counter: what `gone` leaves comes before, what `kept`
    # gets comes after.
    db.last(
        "INSERT INTO caseload (officer_id, profile_id, since) SELECT officer_id, :kept, since FROM caseload"
        " WHERE profile_id = :gone ON CONFLICT (officer_id, profile_id) DO NOTHING",
        numbered=True,
        kept=kept,
        gone=gone,
    )
    db.last("DELETE FROM caseload WHERE profile_id = :gone", numbered=True, gone=gone)
    return {"rows": rows, "joined": joined}


def part_caseload(db: Database, kept: str, gone: str, moved: dict[str, Any]) -> list[str]:
    """Undo `join_caseload`. Returns the officers for whom to call `copies.fill`."""
    for row in moved["rows"]:
        db.run(
            "INSERT INTO caseload (officer_id, profile_id, since) VALUES (:officer_id, :gone, :since)"
            " ON CONFLICT (officer_id, profile_id) DO NOTHING",
            gone=gone,
            **row,
        )
    for officer_id in moved["joined"]:
        caseload.leave(db, officer_id, kept)
    return [row["officer_id"] for row in moved["rows"]]


def doubles(db: Database, kept: str, gone: str) -> list[Row]:
    """Applications of `gone` for vacancies that `kept` applied for too, `kept` being the other's application."""
    return db.all(
        "SELECT double.id, double.status, double.vacancy_id, other.id AS kept"
        " FROM application AS double JOIN application AS other ON other.vacancy_id = double.vacancy_id"
        " WHERE double.profile_id = :gone AND other.profile_id = :kept ORDER BY double.id",
        gone=gone,
        kept=kept,
    )


def return_doubles(db: Database, moved: list[Row], now: int) -> None:
    """Applications that were withdrawn because the person had applied twice are what they were."""
    for double in moved:
        if double["status"] in applications.OPEN:
            rows = db.all(
                "UPDATE application SET status = :status, version = version + 1, updated_at = :now"
                " WHERE id = :id AND status = 'withdrawn' RETURNING version",
                id=double["id"],
                status=double["status"],
                now=now,
            )
            if rows:
                db.run(
                    "INSERT INTO application_status (application_id, version, status, at)"
                    " VALUES (:id, :version, :status, :now)",
                    id=double["id"],
                    version=rows[0]["version"],
                    status=double["status"],
                    now=now,
                )
                db.last("UPDATE vacancy SET applications = applications + 1 WHERE id = :id", id=double["vacancy_id"])


def _link(db: Database, profile_id: str, link: Row) -> int | None:
    """Add a link. Returns its `since`, later than asked where one began in that very second; None for a past one there
    is already."""
    since = int(link["since"])
    while not db.run(
        "INSERT INTO phone_link (phone, profile_id, since, until) VALUES (:phone, :id, :since, :until)"
        " ON CONFLICT (phone, profile_id, since) DO NOTHING",
        phone=link["phone"],
        id=profile_id,
        since=since,
        until=link["until"],
    ):
        since += 1
    return since


def _rename_in_opt_outs(db: Database, old: str, new: str, phones: list[str]) -> list[str]:
    """What somebody had before STOP comes back with START under their other id. Returns the phones where it does."""
    return [
        phone
        for phone in sorted(set(phones))
        if db.run(
            "UPDATE opt_out SET alerts = replace(alerts, :old, :new)"
            " WHERE phone = :phone AND alerts LIKE :had AND alerts NOT LIKE :has",
            phone=phone,
            old=old,
            new=new,
            had=f"%{old}%",
            has=f"%{new}%",
        )
    ]
