"""Overviews: vacancies, employers and applications as staff look through them, a page at a time.

Every list takes the areas that it is limited to, None for the whole market, and goes on behind the id of the last row
that was seen. What it costs grows with neither the market nor the number of people.
"""

from collections.abc import Sequence
from statistics import median

import orjson

from core import areas as around
from core import trust
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market

WAITING = ("pending", "held")  # shown oldest first; all others newest first
REPORTS = ("asks_money", "not_real", "unsafe", "other")
WINDOW = 2000  # applications
COMPARED = 200  # of one kind of work: so many tell what is usual
LEAST_LETTERS = 3  # of a name that is looked for: so many are in the index

_EMPLOYER = "id, name, phone, place, area, sector, level, blocked_at, created_at"


def vacancies(
    db: Database,
    *,
    status: str | None = None,
    areas: Sequence[str] | None = None,
    places: Sequence[str] | None = None,
    employer_id: str | None = None,
    after: str | None = None,
    limit: int,
) -> list[Row]:
    """Vacancies of a status (None: of any), perhaps of some places or one employer alone.

    Rows are of the table, with `employer_name`, `employer_level`, `flags` (how many), `flag` and `flag_data` (the
    first, its values decoded; None without one) and `reports` (how many phones).
    """
    where, values = around.condition("area", areas)
    if places is not None:
        within, more = around.condition("place", places, "place")
        where, values = f"{where} AND {within}", values | more
    if employer_id:
        where, values = f"{where} AND employer_id = :employer_id", values | {"employer_id": employer_id}
    order, behind = ("id DESC", "id < :after")
    if status:
        is_waiting = status in WAITING
        where, values = f"{where} AND status = :status", values | {"status": status}
        order = "created_at, id" if is_waiting else "created_at DESC, id DESC"
        last = "((SELECT created_at FROM vacancy WHERE id = :after), :after)"
        behind = f"(created_at, id) {'>' if is_waiting else '<'} {last}"
    if after:
        where, values = f"{where} AND {behind}", values | {"after": after}
    rows = db.all(
        "SELECT vacancy.id, vacancy.version, reference, title, occupation, vacancy.place, vacancy.area, posts, pay,"
        " pay_period, vacancy.status, reason, source, deadline, applications, vacancy.created_at, employer_id,"
        " employer.name AS employer_name, employer.level AS employer_level,"
        " (SELECT count(*) FROM vacancy_flag WHERE vacancy_id = vacancy.id) AS flags,"
        " (SELECT code FROM vacancy_flag WHERE vacancy_id = vacancy.id ORDER BY at, code LIMIT 1) AS flag,"
        " (SELECT data FROM vacancy_flag WHERE vacancy_id = vacancy.id ORDER BY at, code LIMIT 1) AS flag_data,"
        " (SELECT count(*) FROM vacancy_report WHERE vacancy_id = vacancy.id) AS reports"
        f" FROM (SELECT id AS chosen_id FROM vacancy WHERE {where} ORDER BY {order} LIMIT :limit) AS chosen"
        " JOIN vacancy ON vacancy.id = chosen_id JOIN employer ON employer.id = vacancy.employer_id"
        f" ORDER BY {', '.join('vacancy.' + each for each in order.split(', '))}",
        limit=limit,
        **values,
    )
    for row in rows:
        row["flag_data"] = orjson.loads(row["flag_data"]) if row["flag_data"] else None
    return rows


def next_waiting(db: Database, status: str, areas: Sequence[str] | None, after: Row) -> Row | None:
    """What waits behind a vacancy in its queue, and else what has waited longest; None where no other does."""
    for last in (after["id"], None):
        for row in vacancies(db, status=status, areas=areas, after=last, limit=2):
            if row["id"] != after["id"]:
                return row
    return None


def vacancy(db: Database, vacancy_id: str) -> Row:
    """One vacancy with `skills` decoded; its employer as `employer_name`, `employer_level`, `employer_area`,
    `employer_language`, `employer_blocked_at`, `employer_has_phone`; how many phones reported it for each reason, like
    `reports_asks_money`; and its `flags`: code and data (decoded). Raises NotFoundError."""
    reports = ", ".join(
        f"(SELECT count(*) FROM vacancy_report WHERE vacancy_id = vacancy.id AND vacancy_report.reason = '{reason}')"
        f" AS reports_{reason}"
        for reason in REPORTS
    )
    rows = db.all(
        "SELECT vacancy.*, employer.name AS employer_name, employer.level AS employer_level,"
        " employer.blocked_at AS employer_blocked_at, employer.language AS employer_language,"
        " employer.area AS employer_area, employer.phone IS NOT NULL AS employer_has_phone,"
        f" vacancy_flag.code AS flag, vacancy_flag.data AS flag_data, {reports}"
        " FROM vacancy JOIN employer ON employer.id = employer_id"
        " LEFT JOIN vacancy_flag ON vacancy_flag.vacancy_id = vacancy.id WHERE vacancy.id = :id ORDER BY flag",
        id=vacancy_id,
    )
    if not rows:
        raise NotFoundError("vacancy")
    flags = [{"code": row["flag"], "data": orjson.loads(row["flag_data"])} for row in rows if row["flag"]]
    return {**rows[0], "skills": orjson.loads(rows[0]["skills"]), "flags": flags}


def usual_pay(db: Database, market: Market, vacancy: Row) -> tuple[int, str] | None:
    """What open vacancies of the same occupation pay a month (the middle one), and the place that they are of: the
    vacancy's area, else the whole market. None where there are too few to tell."""
    places = list(dict.fromkeys((market.area(vacancy["place"]), market.places.root.code)))
    rows = db.all(
        " UNION ALL ".join(
            f"SELECT * FROM (SELECT place, pay_month FROM vacancy_area WHERE place = :place_{number}"
            " AND occupation = :occupation AND pay_month IS NOT NULL AND vacancy_id <> :id"
            f" ORDER BY opened_at DESC LIMIT {COMPARED}) AS newest_{number}"
            for number in range(len(places))
        ),
        occupation=vacancy["occupation"],
        id=vacancy["id"],
        **{f"place_{number}": place for number, place in enumerate(places)},
    )
    for place in places:
        paid = [row["pay_month"] for row in rows if row["place"] == place]
        if len(paid) >= trust.LEAST_SAMPLES:
            return round(median(paid)), place
    return None


def employers(
    db: Database,
    *,
    level: str | None = None,
    areas: Sequence[str] | None = None,
    after: str | None = None,
    limit: int,
) -> list[Row]:
    """Employers, perhaps of one level alone, who joined last first. Rows have what a list shows."""
    where, values = around.condition("area", areas)
    if level:
        where, values = f"{where} AND level = :level", values | {"level": level}
    if after:
        where, values = f"{where} AND id < :after", values | {"after": after}
    return db.all(
        f"SELECT {_EMPLOYER} FROM employer WHERE {where} ORDER BY id DESC LIMIT :limit", limit=limit, **values
    )


def employers_called(db: Database, name: str, areas: Sequence[str] | None, limit: int) -> list[Row]:
    """Employers whose name begins so, in capital letters or not, in the order of their names. Rows as of `employers`.

    Raises InvalidError "name_short" for fewer letters than LEAST_LETTERS.
    """
    if len(name) < LEAST_LETTERS:
        raise InvalidError("name_short", least=LEAST_LETTERS)
    where, values = around.condition("area", areas)
    return db.all(
        f"SELECT {_EMPLOYER} FROM employer WHERE substr(lower(name), 1, {LEAST_LETTERS}) ="
        f" substr(lower(:name), 1, {LEAST_LETTERS}) AND substr(lower(name), 1, :length) = lower(:name) AND {where}"
        " ORDER BY lower(name), id LIMIT :limit",
        name=name,
        length=len(name),
        limit=limit,
        **values,
    )


def employers_of_phone(db: Database, phone: str, areas: Sequence[str] | None, limit: int) -> list[Row]:
    """Employers whom this number (E.164) reaches. Rows as of `employers`."""
    where, values = around.condition("area", areas)
    return db.all(
        f"SELECT {_EMPLOYER} FROM employer WHERE phone = :phone AND {where} ORDER BY id DESC LIMIT :limit",
        phone=phone,
        limit=limit,
        **values,
    )


def history(db: Database, kind: str, subject: str, limit: int = 20) -> list[Row]:
    """The audit trail of one thing, newest first, with `staff_name` where somebody of the staff did it."""
    rows = db.all(
        "SELECT audit.id, at, actor, action, kind, subject, reason, data, staff.name AS staff_name FROM audit"
        " LEFT JOIN staff ON actor LIKE 'staff:%' AND staff.id = substr(actor, 7)"
        " WHERE kind = :kind AND subject = :subject ORDER BY audit.id DESC LIMIT :limit",
        kind=kind,
        subject=subject,
        limit=limit,
    )
    return [{**row, "data": orjson.loads(row["data"])} for row in rows]


def applications_of(db: Database, vacancy_id: str, after: str | None, limit: int) -> list[Row]:
    """Applications of one vacancy, newest first: `id`, `status`, `created_at`, `updated_at` and, as `person`, the
    person's short number. Nobody's name."""
    last = "((SELECT created_at FROM application WHERE id = :after), :after)"
    behind = f" AND (application.created_at, application.id) < {last}" if after else ""
    # Not by the id alone: PostgreSQL may then walk all applications backwards until it has met enough of these.
    return db.all(
        "SELECT application.id, application.status, application.created_at, application.updated_at,"
        " profile.reference AS person FROM application JOIN profile ON profile.id = profile_id"
        f" WHERE vacancy_id = :vacancy_id{behind}"
        " ORDER BY application.created_at DESC, application.id DESC LIMIT :limit",
        vacancy_id=vacancy_id,
        limit=limit,
        **({"after": after} if after else {}),
    )


def applications(
    db: Database, areas: Sequence[str] | None, after: str | None, limit: int, window: int = WINDOW
) -> tuple[list[Row], str | None]:
    """The newest applications for vacancies of these areas, as `applications_of` has them, with the vacancy's `title`,
    `reference`, `place` and `vacancy_id`; and where the next page begins, None where there is no older one.

    Of some areas at most `window` applications are looked through: a page may hold few or none, and not be the last.
    """
    where, values = around.condition("vacancy.area", areas)
    behind = "WHERE id < :after" if after else ""
    values |= {"window": limit + 1 if areas is None else window} | ({"after": after} if after else {})
    newest = f"SELECT * FROM application {behind} ORDER BY id DESC LIMIT :window"
    rows = db.all(
        "SELECT recent.id, recent.status, recent.created_at, recent.updated_at, profile.reference AS person,"
        f" vacancy.title, vacancy.reference, vacancy.place, vacancy_id FROM ({newest}) AS recent"
        " JOIN vacancy ON vacancy.id = vacancy_id JOIN profile ON profile.id = profile_id"
        f" WHERE {where} ORDER BY recent.id DESC LIMIT :limit",
        limit=limit + 1,
        **values,
    )
    if len(rows) > limit:
        return rows[:limit], rows[limit - 1]["id"]
    read = db.one(
        f"SELECT count(*) AS number, min(id) AS last FROM ({newest.replace('*', 'id', 1)}) AS recent",
        **{name: values[name] for name in ("window", "after") if name in values},
    )
    return rows, read["last"] if read and read["number"] == values["window"] else None


def application(db: Database, application_id: str) -> Row:
    """One application: as `applications_of` has it, its `profile_id`, the person's area as `person_area`, the vacancy's
    `vacancy_id`, `title`, `reference`, `place`, `area`, `vacancy_status`, and its employer. Raises NotFoundError."""
    row = db.one(
        "SELECT application.id, application.version, application.status, application.created_at,"
        " application.updated_at, profile_id, profile.reference AS person, profile.area AS person_area, vacancy_id,"
        " title, vacancy.reference, vacancy.place, vacancy.area, vacancy.status AS vacancy_status, employer_id,"
        " employer.name AS employer_name, employer.area AS employer_area, employer.blocked_at AS employer_blocked_at"
        " FROM application"
        " JOIN vacancy ON vacancy.id = vacancy_id JOIN employer ON employer.id = employer_id"
        " JOIN profile ON profile.id = profile_id WHERE application.id = :id",
        id=application_id,
    )
    if row is None:
        raise NotFoundError("application")
    return row


def statuses(db: Database, application_id: str, limit: int = 20) -> list[Row]:
    """What became of an application, newest first: `status` and `at`."""
    return db.all(
        "SELECT status, at FROM application_status WHERE application_id = :id ORDER BY version DESC LIMIT :limit",
        id=application_id,
        limit=limit,
    )
