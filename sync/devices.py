"""Devices: the tablets of officers, the codes that let them in, and the tokens that they show from then on."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

import orjson

from core import attempts, officers
from core.database import Database, Row
from core.errors import NotFoundError
from core.ids import new_id, new_secret

if TYPE_CHECKING:
    import segno

CODE_SECONDS = 24 * 3600  # that a code counts
TRY_SECONDS = 15 * 60  # in which wrong codes are counted
MOST_TRIES = 10  # wrong codes of one sender
MOST_TRIES_OF_ALL = 300
TOKEN_SECONDS = 30 * 24 * 3600  # after which a token is renewed
CLIENT_CHARS = 60

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that looks like another
_MEANT = str.maketrans("OIL", "011")
_CODE_CHARS = 8
_KIND, _ALL_SENDERS = "enrolment", ""
_MOST_UNSENT = 2**31 - 1  # what the column takes


class WrongCodeError(NotFoundError):
    """The code is wrong, was used, or is too old: which of them is nobody's business."""

    code = "wrong_code"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A tablet that was let in. The token is told this once; `officer` is a row with `places` and `buckets`."""

    token: str = field(repr=False)
    device_id: str
    officer: Row


@dataclass(frozen=True, slots=True)
class Device:
    """A tablet, with what its officer may see in the scope in force. `name` and `ended_at` are the officer's."""

    id: str
    officer_id: str
    name: str
    scope: int
    places: list[str]
    buckets: list[str]
    ended_at: int | None
    revoked: bool
    wiped: bool
    token_since: int


def invite(db: Database, officer_id: str, now: int, code: str | None = None) -> str:
    """A new code for one tablet of the officer, such as K7QM-2RXF. Earlier ones go on to count.

    Raises NotFoundError for an officer who is not there any more.
    """
    code = code or "".join(secrets.choice(_LETTERS) for _ in range(_CODE_CHARS))
    with db.transaction():
        forget(db, now)
        made = db.run(
            "INSERT INTO enrolment (code, officer_id, made_at, expires_at)"
            " SELECT :code, id, :now, :expires_at FROM officer WHERE id = :officer_id AND ended_at IS NULL",
            code=_digest(_read(code)),
            officer_id=officer_id,
            now=now,
            expires_at=now + CODE_SECONDS,
        )
    if not made:
        raise NotFoundError("officer")
    code = _read(code)
    return f"{code[:4]}-{code[4:]}"


def enrol(db: Database, code: str, now: int, sender: str, client: str) -> Enrolled:
    """Trade a code for a token. `sender` is the address that asks, `client` the name and version of the app.

    Raises WrongCodeError; TooManyError after many wrong codes, whatever this one is.
    """
    for who, most in _limits(sender):
        attempts.admit(db, _KIND, who, now, most, TRY_SECONDS)
    token, device_id = new_secret(), new_id()
    with db.transaction():
        # Of two tablets with one code the second waits here for the first, and then finds the code used.
        used = db.all(
            """
            UPDATE enrolment SET device_id = :device_id
            WHERE code = :code AND device_id IS NULL AND expires_at > :now
                AND officer_id IN (SELECT id FROM officer WHERE ended_at IS NULL)
            RETURNING officer_id""",
            device_id=device_id,
            code=_digest(_read(code)),
            now=now,
        )
        if used:
            db.run(
                "INSERT INTO device (id, officer_id, token, token_since, enrolled_at, client)"
                " VALUES (:id, :officer_id, :token, :now, :now, :client)",
                id=device_id,
                officer_id=used[0]["officer_id"],
                token=_digest(token),
                now=now,
                client=_printable(client),
            )
    if not used:
        for who, _most in _limits(sender):
            attempts.count(db, _KIND, who, now, TRY_SECONDS)
        raise WrongCodeError("The code is wrong, was used, or is too old.")
    return Enrolled(token, device_id, officers.by_id(db, used[0]["officer_id"]))


def forget(db: Database, now: int) -> None:
    """Delete codes that are too old."""
    db.run("DELETE FROM enrolment WHERE expires_at <= :now", now=now)


def of_token(db: Database, token: str, now: int) -> Device | None:
    """The device that shows this token, also a revoked one; None where there is none."""
    digest = _digest(token)
    row = db.one(
        """
        SELECT device.id, device.officer_id, officer.name, officer.scope, places, buckets, officer.ended_at,
            revoked_at, wiped_at, token_since, token
        FROM device JOIN officer ON officer.id = device.officer_id
            JOIN officer_scope ON officer_scope.officer_id = officer.id AND officer_scope.scope = officer.scope
        WHERE token = :digest OR next_token = :digest""",
        digest=digest,
    )
    if row is None:
        return None
    device = Device(
        id=row["id"],
        officer_id=row["officer_id"],
        name=row["name"],
        scope=row["scope"],
        places=orjson.loads(row["places"]),
        buckets=orjson.loads(row["buckets"]),
        ended_at=row["ended_at"],
        revoked=row["revoked_at"] is not None or row["ended_at"] is not None,
        wiped=row["wiped_at"] is not None,
        token_since=row["token_since"],
    )
    if row["token"] == digest:
        return device
    with db.transaction(durable=False):  # lost in a power cut, the next use does it again
        db.last(
            "UPDATE device SET token = next_token, next_token = NULL, token_since = :now"
            " WHERE id = :id AND next_token = :digest",
            id=device.id,
            now=now,
            digest=digest,
        )
    return replace(device, token_since=now)


def renewed(db: Database, device: Device, now: int) -> str | None:
    """A new token where it is time for one. The old one counts until the new one was used."""
    if device.revoked or now - device.token_since < TOKEN_SECONDS:
        return None
    token = new_secret()
    # Durable: the tablet forgets the old one as soon as it has this.
    with db.transaction():
        kept = db.run(
            "UPDATE device SET next_token = :next_token WHERE id = :id AND token_since = :since",
            next_token=_digest(token),
            id=device.id,
            since=device.token_since,
        )
    return token if kept else None


def seen(db: Database, device: Device, now: int, unsent: int | None, client: str | None, clock_ms: int | None) -> None:
    """The device was here: how much waits on it, which app it has and what its clock says (None: it did not tell)."""
    with db.transaction(durable=False):
        db.last(
            "UPDATE device SET seen_at = :now, unsent = coalesce(:unsent, unsent), client = coalesce(:client, client),"
            " clock_offset = coalesce(:clock_offset, clock_offset) WHERE id = :id",
            id=device.id,
            now=now,
            unsent=None if unsent is None else max(0, min(unsent, _MOST_UNSENT)),
            client=None if client is None else _printable(client),
            clock_offset=None if clock_ms is None else round(clock_ms / 1000) - now,
        )


def revoke(db: Database, device_id: str, now: int) -> bool:
    """The device gets no more documents, and deletes all once nothing waits on it. Returns False if it was revoked."""
    return bool(
        db.run("UPDATE device SET revoked_at = :now WHERE id = :id AND revoked_at IS NULL", id=device_id, now=now)
    )


def wiped(db: Database, device_id: str, now: int) -> bool:
    """The device was told to delete everything. Returns False where that was so before."""
    return bool(db.run("UPDATE device SET wiped_at = :now WHERE id = :id AND wiped_at IS NULL", id=device_id, now=now))


def all(db: Database) -> list[Row]:
    """Every device, by officer: `id`, `officer` (name), `places`, `enrolled_at`, `seen_at` and what it told then
    (`unsent`, `client`, `clock_offset`), and `state`: active, revoked or wiped.
    """
    rows = db.all(
        """
        SELECT device.id, officer.name AS officer, places, enrolled_at, seen_at, unsent, client, clock_offset,
            CASE WHEN wiped_at IS NOT NULL THEN 'wiped'
                WHEN revoked_at IS NOT NULL OR officer.ended_at IS NOT NULL THEN 'revoked'
                ELSE 'active' END AS state
        FROM device JOIN officer ON officer.id = device.officer_id
            JOIN officer_scope ON officer_scope.officer_id = officer.id AND officer_scope.scope = officer.scope
        ORDER BY officer.name, enrolled_at, device.id"""
    )
    return [{**row, "places": orjson.loads(row["places"])} for row in rows]


def of_officers(db: Database, officer_ids: Sequence[str]) -> list[Row]:
    """The devices of these officers, who was let in first first: as `all`, with `officer_id`, without `places`."""
    values = {f"officer_{number}": each for number, each in enumerate(officer_ids)}
    if not values:
        return []
    return db.all(
        f"""
        SELECT device.id, officer_id, officer.name AS officer, enrolled_at, seen_at, unsent, client, clock_offset,
            CASE WHEN wiped_at IS NOT NULL THEN 'wiped'
                WHEN revoked_at IS NOT NULL OR officer.ended_at IS NOT NULL THEN 'revoked'
                ELSE 'active' END AS state
        FROM device JOIN officer ON officer.id = device.officer_id
        WHERE officer_id IN ({", ".join(":" + name for name in values)}) ORDER BY enrolled_at, device.id""",
        **values,
    )


def quiet(db: Database, within: Sequence[str] | None, before: int, limit: int = 25) -> list[Row]:
    """Devices with unsent work that were here last before a time, who is away longest first: id, officer_id, `officer`
    (name), seen_at, unsent. Of officers of any of these areas (None: all)."""
    where, values = officers.condition(within)
    return db.all(
        f"""
        SELECT device.id, device.officer_id, officer.name AS officer, seen_at, unsent
        FROM device JOIN officer ON officer.id = device.officer_id
            JOIN officer_scope ON officer_scope.officer_id = officer.id AND officer_scope.scope = officer.scope
        WHERE unsent > 0 AND wiped_at IS NULL AND seen_at < :before AND {where}
        ORDER BY seen_at, device.id LIMIT :limit""",
        before=before,
        limit=limit,
        **values,
    )


def officer_of(db: Database, device_id: str) -> Row:
    """The officer whose device this is, with `places` and `buckets`. Raises NotFoundError."""
    row = db.one("SELECT officer_id FROM device WHERE id = :id", id=device_id)
    if row is None:
        raise NotFoundError("device")
    return officers.by_id(db, row["officer_id"])


def address(code: str, public_url: str | None) -> str:
    """What the QR of a code says: the address of the app with the code, or the code alone where we know no address."""
    # Behind #, which browsers keep to themselves: so the code is in no log of a server on the way.
    return f"{public_url}/tablet#{code}" if public_url else code


def qr(text: str) -> "segno.QRCode":
    """The text as a QR code, to `save` as a picture or to show in a `terminal`."""
    import segno  # loaded only where it is used: the service itself draws none

    return segno.make_qr(text, error="m")  # not a Micro QR, which the cameras of tablets do not read


def _limits(sender: str) -> tuple[tuple[str, int], ...]:
    """How many wrong codes are taken from one sender and from all. Of whom nothing is known is one sender, not all."""
    return ((sender or "unknown", MOST_TRIES), (_ALL_SENDERS, MOST_TRIES_OF_ALL))


def _read(code: str) -> str:
    """A code as it was meant: however it was typed, with dashes, spaces and look-alikes."""
    return "".join(letter for letter in code.upper() if letter.isalnum()).translate(_MEANT)


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()


def _printable(client: str) -> str:
    return "".join(letter for letter in client if letter.isprintable())[:CLIENT_CHARS]
