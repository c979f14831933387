"""Vacancies in the database. Every statement that changes the vacancy table or its areas is in this file."""

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

from core import changes, events, job_orders, spelling
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.ids import is_reference, new_id, reference
from core.market import Market

DAY_SECONDS = 24 * 3600
MOST_REPORTS = 5  # vacancies that one phone may report within a day: nobody takes all competitors from sight

COLUMNS = (
    "id, version, reference, employer_id, title, occupation, place, area, posts, pay, pay_period, pay_month, skills,"
    " contact, contact_detail, status, reason, source, starts_on, opened_at, deadline, asked_filled_at, applications,"
    " created_at, updated_at"
)
COPIED = (
    (  # what a tablet keeps of one
        "id, version, title, occupation, place, posts, pay, pay_period, pay_month, skills, contact, contact_detail,"
        " employer, opened_at, deadline"
    )
    .replace(",", "")
    .split()
)
CHANGED = (  # what may be changed in one that was not ended
    "title, occupation, place, posts, pay, pay_period, skills, contact, contact_detail, starts_on, deadline"
).split(", ")
_with_employer = (
    "SELECT "
    + ", ".join(f"vacancy.{column.strip()}" for column in COLUMNS.split(","))
    + ", employer.name AS employer_name, employer.level AS employer_level, employer.phone AS employer_phone"
    " FROM vacancy JOIN employer ON employer.id = vacancy.employer_id"
)


def add(
    db: Database,
    market: Market,
    now: int,
    *,
    employer_id: str,
    title: str,
    occupation: str,
    place: str,
    deadline: int,
    posts: int = 1,
    pay: int | None = None,
    pay_period: str | None = None,
    skills: tuple[str, ...] = (),
    contact: str = "service",
    contact_detail: str | None = None,
    starts_on: str | None = None,
    source: str = "staff",
    vacancy_id: str | None = None,
) -> Row:
    """A new vacancy, pending until somebody opens it.

    `pay` is in whole units of the market's currency per `pay_period`; `deadline` is UTC seconds, `starts_on` a day
    like "2026-12-01"; `source` is how it came in: phone, staff, import or tablet.
    Raises InvalidError for an occupation or place that the market does not know, or a deadline that has passed.
    """
    _check(market, occupation, place, deadline, now)
    with db.transaction():
        number = db.all("UPDATE sequence SET value = value + 1 WHERE name = 'reference' RETURNING value")[0]["value"]
        vacancy = db.all(
            f"""
            INSERT INTO vacancy (id, reference, employer_id, title, occupation, place, area, posts, pay, pay_period,
                pay_month, skills, contact, contact_detail, status, starts_on, source, deadline, created_at, updated_at)
            VALUES (:id, :reference, :employer_id, :title, :occupation, :place, :area, :posts, :pay, :pay_period,
                :pay_month, :skills, :contact, :contact_detail, 'pending', :starts_on, :source, :deadline, :now, :now)
            RETURNING {COLUMNS}""",
            id=vacancy_id or new_id(),
            reference=reference(number),
            employer_id=employer_id,
            title=title,
            occupation=occupation,
            place=place,
            area=market.area(place),
            posts=posts,
            pay=pay,
            pay_period=pay_period,
            pay_month=market.pay.per_month(pay, pay_period) if pay and pay_period else None,
            skills=orjson.dumps(skills).decode(),
            contact=contact,
            contact_detail=contact_detail,
            starts_on=starts_on,
            source=source,
            deadline=deadline,
            now=now,
        )[0]
        events.append(db, "vacancy.added", vacancy["id"], now)
    return vacancy


def open(db: Database, market: Market, vacancy_id: str, now: int) -> Row:
    """Show a pending or held vacancy to people. Raises InvalidError when it cannot be opened any more."""
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE vacancy SET status = 'open', reason = NULL, opened_at = COALESCE(opened_at, :now),
                version = version + 1, updated_at = :now
            WHERE id = :id AND status IN ('draft', 'pending', 'held') AND deadline > :now RETURNING {COLUMNS}""",
            id=vacancy_id,
            now=now,
        )
        if not rows:
            raise InvalidError("vacancy_not_to_open")
        vacancy = rows[0]
        employer = _show(db, market, vacancy)
        events.append(db, "vacancy.opened", vacancy_id, now)
        changes.record(db, _bucket(market, vacancy), "vacancies", _document(vacancy, employer))
        job_orders.follow(db, vacancy_id, now)
    return vacancy


def change(db: Database, market: Market, vacancy_id: str, now: int, **fields: Any) -> Row:
    """Change fields of a vacancy that has not ended, each named in CHANGED and told as for `add`.

    People, copies and searches see an open one as it is then. Raises NotFoundError; InvalidError for what `add`
    refuses, and "vacancy_ended".
    """
    if unknown := sorted(fields.keys() - set(CHANGED)):
        raise TypeError(f"a vacancy has no {unknown} to change")
    with db.transaction():
        before = by_id(db, vacancy_id)
        after = {**before, "skills": tuple(orjson.loads(before["skills"])), **fields}
        if fields.keys() & {"occupation", "place", "deadline"}:
            _check(market, after["occupation"], after["place"], after["deadline"], now)
        month = (
            market.pay.per_month(after["pay"], after["pay_period"]) if after["pay"] and after["pay_period"] else None
        )
        rows = db.all(
            f"""
            UPDATE vacancy SET {", ".join(f"{name} = :{name}" for name in CHANGED)}, area = :area,
                pay_month = :pay_month, version = version + 1, updated_at = :now
            WHERE id = :id AND status IN ('draft', 'pending', 'open', 'held') RETURNING {COLUMNS}""",
            **{name: after[name] for name in CHANGED if name != "skills"},
            skills=orjson.dumps(after["skills"]).decode(),
            area=market.area(after["place"]),
            pay_month=month,
            id=vacancy_id,
            now=now,
        )
        if not rows:
            raise InvalidError("vacancy_ended")
        if rows[0]["status"] == "open":
            employer = _show(db, market, rows[0])
            left = _bucket(market, before)
            changes.record(db, _bucket(market, rows[0]), "vacancies", _document(rows[0], employer), left)
        events.append(db, "vacancy.changed", vacancy_id, now)
        job_orders.follow(db, vacancy_id, now, [name for name in CHANGED if rows[0][name] != before[name]])
    return rows[0]


def end(db: Database, market: Market, vacancy_id: str, status: str, now: int, reason: str | None = None) -> bool:
    """Take a vacancy from sight: filled, closed, held, refused or expired. Returns False where it had ended before.

    `reason` is the code of why it is held or refused. One that has expired may still be filled or closed: those who
    applied wait for the employer's word. Nobody fills what people do not see, and one that is closed while it is held
    keeps the reason: it was never found to be good.
    """
    standing = "status = 'open'" if status == "filled" else "status IN ('draft', 'pending', 'open', 'held')"
    or_expired = "OR (status = 'expired' AND opened_at IS NOT NULL)" if status in ("filled", "closed") else ""
    kept = "CASE WHEN status = 'held' THEN reason END" if status == "closed" and reason is None else ":reason"
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE vacancy SET status = :status, reason = {kept}, version = version + 1, updated_at = :now
            WHERE id = :id AND ({standing} {or_expired}) AND status <> :status
            RETURNING {COLUMNS}""",
            id=vacancy_id,
            status=status,
            **({"reason": reason} if kept == ":reason" else {}),
            now=now,
        )
        if rows:
            db.run("DELETE FROM vacancy_area WHERE vacancy_id = :id", id=vacancy_id)
            db.run("DELETE FROM vacancy_text WHERE rowid = :number", number=int(rows[0]["reference"]))
            events.append(db, f"vacancy.{status}", vacancy_id, now)
            if rows[0]["opened_at"]:
                changes.remove(db, _bucket(market, rows[0]), "vacancies", rows[0]["reference"], rows[0]["version"])
            job_orders.follow(db, vacancy_id, now)
    return bool(rows)


def expire(db: Database, market: Market, now: int, limit: int = 50) -> int:
    """End open vacancies whose deadline has passed, at most `limit` a call. Returns how many."""
    due = db.all(
        "SELECT id FROM vacancy WHERE status = 'open' AND deadline <= :now ORDER BY deadline LIMIT :limit",
        now=now,
        limit=limit,
    )
    return sum(end(db, market, row["id"], "expired", now) for row in due)


def by_id(db: Database, vacancy_id: str) -> Row:
    """One vacancy with `employer_name` and `employer_level`. Raises NotFoundError."""
    return _found(db.one(f"{_with_employer} WHERE vacancy.id = :id", id=vacancy_id))


def by_reference(db: Database, typed: str) -> Row:
    """The vacancy with this reference. Raises InvalidError when it is mistyped, NotFoundError when there is none."""
    if not is_reference(typed):
        raise InvalidError("reference_mistyped", reference=typed)
    return _found(db.one(f"{_with_employer} WHERE vacancy.reference = :reference", reference=typed))


def by_ids(db: Database, vacancy_ids: list[str]) -> dict[str, Row]:
    """The vacancies by id, in one statement."""
    if not vacancy_ids:
        return {}
    names = {f"id{index}": vacancy_id for index, vacancy_id in enumerate(vacancy_ids)}
    rows = db.all(f"{_with_employer} WHERE vacancy.id IN ({', '.join(':' + name for name in names)})", **names)
    return {row["id"]: row for row in rows}


def of_employer(db: Database, employer_id: str, limit: int = 9) -> list[Row]:
    """An employer's vacancies, newest first, with `employer_name` and `employer_level`."""
    return db.all(
        f"{_with_employer} WHERE vacancy.employer_id = :id"
        " ORDER BY vacancy.created_at DESC, vacancy.id DESC LIMIT :limit",
        id=employer_id,
        limit=limit,
    )


def near_deadline(db: Database, before: int, limit: int = 50) -> list[Row]:
    """Open vacancies with a deadline before that time (UTC seconds) whose employer has a phone and was not asked yet
    whether they are filled, with `employer_name`, `employer_level`."""
    return db.all(
        f"{_with_employer} WHERE vacancy.status = 'open' AND vacancy.deadline < :before AND employer.phone IS NOT NULL"
        " AND asked_filled_at IS NULL ORDER BY vacancy.deadline, vacancy.id LIMIT :limit",
        before=before,
        limit=limit,
    )


def asked_filled(db: Database, vacancy_id: str, at: int | None) -> bool:
    """Note when the employer was asked whether it is filled; None: they may be asked again.

    Returns False where somebody else has asked meanwhile.
    """
    return bool(
        db.run(
            "UPDATE vacancy SET asked_filled_at = :at WHERE id = :id AND (asked_filled_at IS NULL OR :again = 1)",
            at=at,
            again=int(at is None),
            id=vacancy_id,
        )
    )


def waiting(db: Database, limit: int = 200) -> list[Row]:
    """The vacancies that wait for staff, oldest first, with `employer_name` and `employer_level`."""
    return db.all(
        f"{_with_employer} WHERE vacancy.status = 'pending' ORDER BY vacancy.created_at, vacancy.id LIMIT :limit",
        limit=limit,
    )


def report(db: Database, vacancy_id: str, phone: str, reason: str, now: int) -> bool:
    """Somebody says the vacancy is bad. A phone counts once. Returns whether this phone was new.

    Raises InvalidError "too_many_reports" for the next vacancy of a phone that reported MOST_REPORTS within a day.
    """
    with db.transaction():
        others = db.one(
            "SELECT count(*) AS reports FROM vacancy_report WHERE phone = :phone AND at > :since AND vacancy_id <> :id",
            phone=phone,
            since=now - DAY_SECONDS,
            id=vacancy_id,
        )
        if others and others["reports"] >= MOST_REPORTS:
            raise InvalidError("too_many_reports", most=MOST_REPORTS)
        added = db.run(
            """
            INSERT INTO vacancy_report (vacancy_id, phone, reason, at) SELECT :id, :phone, :reason, :now
            WHERE NOT EXISTS (SELECT 1 FROM vacancy_report WHERE vacancy_id = :id AND phone = :trace)
            ON CONFLICT (vacancy_id, phone) DO NOTHING""",
            id=vacancy_id,
            phone=phone,
            trace=_trace(vacancy_id, phone),
            reason=reason,
            now=now,
        )
        if added:
            events.append(db, "vacancy.reported", vacancy_id, now, reason=reason)
    return bool(added)


def by_words(db: Database, words: Sequence[str], every: bool = True, most: int = 200) -> list[Row]:
    """Open vacancies with these words, or beginnings of words, in title, skills or employer, the newest first.

    Rows have `id`, `occupation`, `place`, `opened_at`, `pay_month` and `deadline`. `words` are single words as
    `spelling.key` leaves them; `every` asks for all of them, else any will do.
    """
    if not words:
        return []
    references = [str(number) for number in db.find_texts("vacancy_text", words, every, most)]
    if not references:
        return []
    names = {f"reference{index}": reference for index, reference in enumerate(references)}
    return db.all(
        "SELECT id, occupation, place, opened_at, pay_month, deadline FROM vacancy"
        f" WHERE reference IN ({', '.join(':' + name for name in names)}) AND status = 'open'"
        " ORDER BY opened_at DESC, id DESC",
        **names,
    )


def _check(market: Market, occupation: str, place: str, deadline: int, now: int) -> None:
    if market.occupations.get(occupation) is None:
        raise InvalidError("unknown_occupation", occupation=occupation)
    if market.places.get(place) is None:
        raise InvalidError("unknown_place", place=place)
    if deadline <= now:
        raise InvalidError("deadline_passed")


def _show(db: Database, market: Market, vacancy: Row) -> str:
    """Let people find an open vacancy as it now is, and nowhere else. Returns the name of its employer."""
    shown = {name: vacancy[name] for name in ("id", "occupation", "opened_at", "pay_month", "deadline")}
    db.run("DELETE FROM vacancy_area WHERE vacancy_id = :id", id=vacancy["id"])
    db.many(
        """
        INSERT INTO vacancy_area (place, occupation, opened_at, vacancy_id, pay_month, deadline)
        VALUES (:area, :occupation, :opened_at, :id, :pay_month, :deadline)""",
        [{"area": area, **shown} for area in market.places.rings(vacancy["place"])],
    )
    employer = str(db.all("SELECT name FROM employer WHERE id = :id", id=vacancy["employer_id"])[0]["name"])
    _make_searchable(db, market, vacancy, employer)
    return employer


def _make_searchable(db: Database, market: Market, vacancy: Row, employer: str) -> None:
    skills = " ".join(market.skills.words(orjson.loads(vacancy["skills"])))
    db.run("DELETE FROM vacancy_text WHERE rowid = :number", number=int(vacancy["reference"]))
    db.run(
        "INSERT INTO vacancy_text (rowid, words) VALUES (:number, :words)",
        number=int(vacancy["reference"]),
        words=spelling.key(f"{vacancy['title']} {employer} {skills}"),
    )


def forget_reporter(db: Database, phone: str) -> None:
    """Within the caller's transaction: keep no number of this phone with what it reported; it still counts once."""
    for row in db.all("SELECT vacancy_id FROM vacancy_report WHERE phone = :phone", phone=phone):
        values = {"id": row["vacancy_id"], "phone": phone, "trace": _trace(row["vacancy_id"], phone)}
        db.run(
            "UPDATE vacancy_report SET phone = :trace WHERE vacancy_id = :id AND phone = :phone AND NOT EXISTS"
            " (SELECT 1 FROM vacancy_report WHERE vacancy_id = :id AND phone = :trace)",
            **values,
        )
    db.run("DELETE FROM vacancy_report WHERE phone = :phone", phone=phone)


def _trace(vacancy_id: str, phone: str) -> str:
    """What is left of a forgotten number in a report.

    Of 16 bits: hundreds of a country's numbers have the same, so that it names nobody, and hardly ever two of those
    who report one vacancy. By the id of the person a phone could report again after each erasure.
    """
    return f"#{hashlib.blake2b(f'{vacancy_id}:{phone}'.encode(), digest_size=2).hexdigest()}"


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFoundError("vacancy")
    return row


def _bucket(market: Market, vacancy: Row) -> str:
    return f"vacancies/{market.area(vacancy['place'])}"


def _document(vacancy: Row, employer: str) -> Row:
    """What a copy of the vacancy holds. Its id there is the short reference, which costs a third of an id in bytes."""
    document = {**vacancy, "id": vacancy["reference"], "employer": employer, "skills": orjson.loads(vacancy["skills"])}
    return {field: document[field] for field in COPIED}
