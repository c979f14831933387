"""Profiles: the people who look for work, and which phones reach them."""

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from core import applications, caseload, changes, edits, events, vacancies
from core.database import Database, Row
from core.errors import ConflictError, NotFoundError, ServiceError
from core.ids import is_reference, new_id, reference
from core.market import Market

COLUMNS = (
    "id, version, status, language, name, birth_year, place, sector, occupation, experience,"
    " least_pay, skills, alerts, phones, reference, more, created_at, updated_at"
)
COPIED = (
    "id, version, status, language, name, birth_year, place, sector, occupation, experience, least_pay, alerts"
).split(", ")
MOST_APPLICATIONS = 10_000  # of one person, ever
NO_PHONE = "+"  # in `erasure`, of somebody whom no phone ever reached
NEEDED = ("name", "birth_year", "place", "occupation", "experience", "least_pay")


def begin(
    db: Database, market: Market, phone: str | None, language: str, now: int, profile_id: str | None = None
) -> Row:
    """A new profile, reached by this phone or by none, with everything still to be asked."""
    profile_id = profile_id or new_id()
    with db.transaction():
        profile = db.all(
            f"""
            INSERT INTO profile (id, reference, status, language, phones, created_at, updated_at)
            VALUES (:id, :reference, 'registering', :language, :phones, :now, :now) RETURNING {COLUMNS}""",
            id=profile_id,
            reference=_next_reference(db),
            language=language,
            phones=_json([phone] if phone else []),
            now=now,
        )[0]
        if phone:
            db.run(
                "INSERT INTO phone_link (phone, profile_id, since) VALUES (:phone, :id, :now)",
                phone=phone,
                id=profile_id,
                now=now,
            )
        events.append(db, "profile.begun", profile_id, now)
    return profile


def register(
    db: Database,
    market: Market,
    now: int,
    *,
    profile_id: str,
    phones: Sequence[str],
    language: str | None = None,
    more: dict[str, Any] | None = None,
    **fields: Any,
) -> Row:
    """A new profile with all that is known at once, as an officer registers somebody. Returns it.

    It is active where nothing is missing. Raises ConflictError where the id is taken.
    """
    place, occupation = fields.get("place"), fields.get("occupation")
    values = {
        "id": profile_id,
        "language": language or market.default_language,
        "phones": _json(phones),
        "skills": _json(fields.pop("skills", [])),
        "more": orjson.dumps(more or {}).decode(),
        "area": market.area(place) if place else None,
        "sector": market.occupations[occupation].sector if occupation else None,
        **fields,
    }
    values["status"] = "registering" if missing({**dict.fromkeys(NEEDED), **values}) else "active"
    with db.transaction():
        values["reference"] = _next_reference(db)
        profile = db.all(
            f"INSERT INTO profile ({', '.join(values)}, created_at, updated_at)"
            f" VALUES ({', '.join(':' + name for name in values)}, :now, :now) RETURNING {COLUMNS}",
            now=now,
            **values,
        )[0]
        for phone in phones:
            db.run(
                "INSERT INTO phone_link (phone, profile_id, since) VALUES (:phone, :id, :now)",
                phone=phone,
                id=profile_id,
                now=now,
            )
        events.append(
            db, "profile.begun" if values["status"] == "registering" else "profile.registered", profile_id, now
        )
        changes.record_person(db, profile_id, "profiles", document(profile))
    return profile


def missing(profile: Row) -> list[str]:
    """The fields that are still to be asked, in the order of asking."""
    return [field for field in NEEDED if profile[field] is None]


def change(db: Database, market: Market, profile: Row, now: int, author: str = edits.PERSON, **fields: Any) -> Row:
    """Set fields of a profile; `author` is whose word it is, as in core.edits. Returns the profile as it is now.

    `phones` are those that reach the person from now on, `more` what only tablets know. A registering profile becomes
    active with its last missing field. Raises NotFoundError when it was erased, ConflictError when `profile` is not how
    it stands any more.
    """
    for listed in "skills", "phones":
        if listed in fields:
            fields[listed] = _json(fields[listed])
    if "more" in fields:
        fields["more"] = orjson.dumps(fields["more"]).decode()
    if "place" in fields:
        # No part of the profile, but what finds people near a vacancy.
        fields["area"] = market.area(fields["place"]) if fields["place"] else None
    registered = profile["status"] == "registering" and not missing({**profile, **fields})
    if registered:
        fields["status"] = "active"
    assignments = "".join(f"{field} = :{field}, " for field in fields)
    with db.transaction():
        rows = db.all(
            f"""
            UPDATE profile SET {assignments} version = version + 1, updated_at = :now
            WHERE id = :id AND version = :version AND status <> 'erased' RETURNING {COLUMNS}""",
            id=profile["id"],
            version=profile["version"],
            now=now,
            **fields,
        )
        if not rows:
            raise _not_as_read(db, profile)
        if "phones" in fields:
            _link(db, profile["id"], orjson.loads(fields["phones"]), now)
        events.append(db, "profile.registered" if registered else "profile.changed", profile["id"], now)
        _record(db, rows[0], fields.keys() - {"area", "more"}, author)
    return rows[0]


def document(profile: Row) -> Row:
    """What a copy of the profile holds."""
    return {
        **orjson.loads(profile["more"]),
        **{field: profile[field] for field in COPIED},
        "skills": orjson.loads(profile["skills"]),
        "phones": orjson.loads(profile["phones"]),
        "registered_at": profile["created_at"],
    }


def by_id(db: Database, profile_id: str) -> Row | None:
    """One profile, or None."""
    return db.one(f"SELECT {COLUMNS} FROM profile WHERE id = :id", id=profile_id)


def by_ids(db: Database, profile_ids: Sequence[str]) -> dict[str, Row]:
    """Those of these profiles that there are, by id."""
    values = {f"id_{number}": each for number, each in enumerate(profile_ids)}
    if not values:
        return {}
    names = ", ".join(f":{name}" for name in values)
    return {row["id"]: row for row in db.all(f"SELECT {COLUMNS} FROM profile WHERE id IN ({names})", **values)}


def by_reference(db: Database, typed: str) -> Row | None:
    """The person of a short number, or None: also where it is mistyped, or the person was erased."""
    if not is_reference(typed):
        return None
    return db.one(f"SELECT {COLUMNS} FROM profile WHERE reference = :typed AND status <> 'erased'", typed=typed)


def of_phone(db: Database, phone: str) -> list[Row]:
    """The people this phone reaches now, who was first linked first."""
    columns = ", ".join(f"profile.{column.strip()}" for column in COLUMNS.split(","))
    return db.all(
        f"""
        SELECT {columns} FROM phone_link JOIN profile ON profile.id = phone_link.profile_id
        WHERE phone = :phone AND until IS NULL AND status <> 'erased' ORDER BY since, profile.id""",
        phone=phone,
    )


def leave_phone(db: Database, phone: str, profile: Row, now: int) -> None:
    """The phone no longer reaches this person: the number passed to somebody else. The profile stays."""
    with db.transaction():
        left = db.run(
            "UPDATE phone_link SET until = :now WHERE phone = :phone AND profile_id = :id AND until IS NULL",
            now=now,
            phone=phone,
            id=profile["id"],
        )
        if left:
            events.append(db, "profile.left_phone", profile["id"], now)
            links = db.all(
                "SELECT phone FROM phone_link WHERE profile_id = :id AND until IS NULL ORDER BY since, phone",
                id=profile["id"],
            )
            changed = db.all(
                f"UPDATE profile SET phones = :phones, version = version + 1 WHERE id = :id RETURNING {COLUMNS}",
                phones=_json([link["phone"] for link in links]),
                id=profile["id"],
            )[0]
            _record(db, changed, ["phones"], edits.PERSON)


def erase(db: Database, market: Market, profile: Row, now: int) -> list[str]:
    """Forget everything about a person but that there was one: the row stays for what refers to it.

    Open applications are taken back. Returns the phones that ever reached them: what was sent there is in the hands of
    messages.erasure, which finds them in the table `erasure` and empties that.
    Raises ConflictError when `profile` is not how it stands any more. Erasing twice does nothing.
    """
    with db.transaction():
        for application in applications.of_profile(db, profile["id"], limit=MOST_APPLICATIONS):
            applications.withdraw(db, market, profile, application["id"], now)
        erased = db.all(
            f"""
            UPDATE profile SET status = 'erased', name = NULL, birth_year = NULL, place = NULL, area = NULL,
                sector = NULL, occupation = NULL, experience = NULL, least_pay = NULL, skills = '[]', alerts = 'off',
                phones = '[]', more = '{{}}',
                version = version + 1, updated_at = :now
            WHERE id = :id AND version = :version AND status <> 'erased' RETURNING {COLUMNS}""",
            id=profile["id"],
            version=profile["version"],
            now=now,
        )
        if not erased:
            if isinstance(outdated := _not_as_read(db, profile), ConflictError):
                raise outdated
            return []
        links = db.all(
            "SELECT phone, max(COALESCE(until, :now)) AS until FROM phone_link WHERE profile_id = :id GROUP BY phone",
            id=profile["id"],
            now=now,
        )
        db.run("DELETE FROM phone_link WHERE profile_id = :id", id=profile["id"])
        db.run("DELETE FROM call_request WHERE profile_id = :id", id=profile["id"])
        for link in links:
            _forget_phone(db, profile["id"], link["phone"], link["until"], now)
        if not links:  # employers may have been told of them all the same
            _to_forget(db, profile["id"], NO_PHONE, now)
        events.append(db, "profile.erased", profile["id"], now)
        caseload.erase(db, profile["id"], now)
    return [link["phone"] for link in links]


def _forget_phone(db: Database, profile_id: str, phone: str, until: int, now: int) -> None:
    """Keep nothing that came from a phone while it reached the erased person, and no number that reaches nobody."""
    # Sessions hold the pages last shown, and those show the person; so do messages, which the phone wrote.
    db.run("DELETE FROM session WHERE phone = :phone AND updated_at <= :until", phone=phone, until=until)
    # Of a message stays that it came: a gateway may yet repeat it.
    db.run("UPDATE incoming SET text = '', phone = '+' WHERE phone = :phone AND at <= :until", phone=phone, until=until)
    if not of_phone(db, phone):
        db.run("DELETE FROM call_request WHERE phone = :phone", phone=phone)
        vacancies.forget_reporter(db, phone)
    _to_forget(db, profile_id, phone, now)


def _to_forget(db: Database, profile_id: str, phone: str, now: int) -> None:
    db.run(
        "INSERT INTO erasure (phone, profile_id, at) VALUES (:phone, :profile_id, :now)",
        phone=phone,
        profile_id=profile_id,
        now=now,
    )


def _link(db: Database, profile_id: str, phones: list[str], now: int) -> None:
    """Let these phones reach the person, and no others."""
    links = db.all("SELECT phone FROM phone_link WHERE profile_id = :id AND until IS NULL", id=profile_id)
    standing = {link["phone"] for link in links}
    for phone in sorted(standing.difference(phones)):
        db.run(
            "UPDATE phone_link SET until = :now WHERE phone = :phone AND profile_id = :id AND until IS NULL",
            now=now,
            phone=phone,
            id=profile_id,
        )
    for phone in phones:
        if phone not in standing:
            db.run(
                "INSERT INTO phone_link (phone, profile_id, since) VALUES (:phone, :id, :now)"
                " ON CONFLICT (phone, profile_id, since) DO UPDATE SET until = NULL",
                phone=phone,
                id=profile_id,
                now=now,
            )


def _record(db: Database, profile: Row, fields: Iterable[str], author: str) -> None:
    edits.note_person(db, profile["id"], "profiles", profile["id"], profile["version"], sorted(fields), author)
    changes.record_person(db, profile["id"], "profiles", document(profile))


def _not_as_read(db: Database, profile: Row) -> ServiceError:
    current = by_id(db, profile["id"])
    if current is None or current["status"] == "erased":
        return NotFoundError(profile["id"])
    return ConflictError(profile["id"])


def _next_reference(db: Database) -> str:
    """A short number that nobody has: of eight digits, so that it is never taken for that of a vacancy."""
    number = db.all("UPDATE sequence SET value = value + 1 WHERE name = 'person' RETURNING value")[0]["value"]
    return reference(number)


def _json(listed: Sequence[str]) -> str:
    return orjson.dumps(listed).decode()
