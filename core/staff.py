"""Staff accounts: who may work in the office, in which role and for which places, and who is signed in.

A password (argon2id, RFC 9106) and a code that changes every 30 seconds (TOTP, RFC 6238) let somebody in. Of what a
browser holds, and of the word that a new account begins with, only digests are kept.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256

import orjson
import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core import attempts, audit, roles
from core.database import Database, Row
from core.errors import ConflictError, InvalidError, NotFoundError
from core.ids import new_id, new_secret
from core.market import Market

INVITE_SECONDS = 3 * 24 * 3600
IDLE_SECONDS = 30 * 60
SESSION_SECONDS = 10 * 3600
SECOND_SECONDS = 10 * 60  # to give the code, once the password was right
TOUCH_SECONDS = 60  # between two notes that somebody is still there
LEAST_PASSWORD, MOST_PASSWORD = 12, 200  # characters
TRY_SECONDS = 15 * 60  # in which these many passwords and codes are taken before somebody must wait:
TRIES = 6  # for one account from one address: five slips, and the code that comes after the right password
MOST_TRIES = 60  # from one address, for all accounts
MOST_OF_ALL = 100  # for one account, from anywhere
TOTP_STEP = 30
ISSUER = "Fursa"

COLUMNS = "id, name, role, places, language, phone, totp_step, signed_in_at, created_at, ended_at"
_ADDRESS, _ACCOUNT = "sign_in", "account"  # kinds of attempts
# Two passes over 19 MB, as OWASP recommends for a server that does other work as well.
_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# Compared where there is no such account, so that the time of the answer does not tell.
_NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$FkCQ5Ck8LqbRmGRTS3UnTuUWKjWW3lvQBOOLuqf8mPo"


def add(
    db: Database,
    market: Market,
    name: str,
    role: str,
    places: Sequence[str],
    now: int,
    *,
    language: str | None = None,
    phone: str | None = None,
    actor: str = audit.SERVICE,
) -> tuple[Row, str]:
    """A new account, and the word that opens it once, within three days.

    `places` are codes, areas or wider; none: the whole market. Raises InvalidError for a place, role or name that
    cannot be, ConflictError where the name is taken.
    """
    if not 1 <= len(name) <= 40 or not name.isprintable() or name != name.strip():
        raise InvalidError("staff_name")
    _check(market, role, places)
    staff_id, invite = new_id(), _invite()
    with db.transaction():
        if db.one("SELECT 1 AS one FROM staff WHERE name = :name", name=name):
            raise ConflictError(f'There is an account "{name}" already.')
        db.run(
            "INSERT INTO staff (id, name, role, places, language, phone, invite, invite_until, created_at)"
            " VALUES (:id, :name, :role, :places, :language, :phone, :invite, :until, :now)",
            id=staff_id,
            name=name,
            role=role,
            places=orjson.dumps(sorted(places)).decode(),
            language=language,
            phone=phone,
            invite=_digest(_meant(invite)),
            until=now + INVITE_SECONDS,
            now=now,
        )
        audit.note(db, now, actor, "staff.added", "staff", staff_id, role=role, places=sorted(places))
    return by_id(db, staff_id), invite


def reset(db: Database, staff_id: str, now: int, actor: str) -> str:
    """Somebody forgot their password or lost their codes: a new word to begin with. They are signed out everywhere."""
    invite = _invite()
    with db.transaction():
        found = db.run(
            "UPDATE staff SET password = NULL, totp = NULL, totp_step = 0,"
            " invite = :invite, invite_until = :until WHERE id = :id AND ended_at IS NULL",
            id=staff_id,
            invite=_digest(_meant(invite)),
            until=now + INVITE_SECONDS,
        )
        if not found:
            raise NotFoundError("staff")
        db.run("DELETE FROM staff_session WHERE staff_id = :id", id=staff_id)
        audit.note(db, now, actor, "staff.reset", "staff", staff_id)
    return invite


def change(db: Database, market: Market, staff_id: str, role: str, places: Sequence[str], now: int, actor: str) -> Row:
    """Another role, other places. The last administrator of the whole market stays one."""
    _check(market, role, places)
    with db.transaction():
        if role != "administrator" or places:
            _keep_one(db, staff_id)
        changed = db.run(
            "UPDATE staff SET role = :role, places = :places WHERE id = :id AND ended_at IS NULL",
            id=staff_id,
            role=role,
            places=orjson.dumps(sorted(places)).decode(),
        )
        if not changed:
            raise NotFoundError("staff")
        audit.note(db, now, actor, "staff.changed", "staff", staff_id, role=role, places=sorted(places))
    return by_id(db, staff_id)


def end(db: Database, staff_id: str, now: int, actor: str) -> None:
    """Somebody has left: signed out at once, and never in again."""
    with db.transaction():
        _keep_one(db, staff_id)
        ended = db.run(
            "UPDATE staff SET ended_at = :now, password = NULL, totp = NULL, invite = NULL WHERE id = :id"
            " AND ended_at IS NULL",
            id=staff_id,
            now=now,
        )
        if not ended:
            raise NotFoundError("staff")
        db.run("DELETE FROM staff_session WHERE staff_id = :id", id=staff_id)
        audit.note(db, now, actor, "staff.ended", "staff", staff_id)


def speak(db: Database, staff_id: str, language: str) -> None:
    """The language of somebody's pages."""
    db.run("UPDATE staff SET language = :language WHERE id = :id", id=staff_id, language=language)


def reach(db: Database, staff_id: str, phone: str | None, now: int) -> None:
    """The phone that somebody's own tests go to, as E.164; None: none any more."""
    with db.transaction():
        db.run("UPDATE staff SET phone = :phone WHERE id = :id", id=staff_id, phone=phone)
        audit.note(db, now, audit.staff(staff_id), "staff.phone", "staff", staff_id)


def by_id(db: Database, staff_id: str) -> Row:
    """One account, `places` as a list. Raises NotFoundError."""
    row = db.one(f"SELECT {COLUMNS} FROM staff WHERE id = :id", id=staff_id)
    if row is None:
        raise NotFoundError("staff")
    return _read(row)


def all(db: Database) -> list[Row]:
    """Every account, those who left last."""
    rows = db.all(f"SELECT {COLUMNS} FROM staff ORDER BY ended_at IS NOT NULL, name")
    return [_read(row) for row in rows]


def names(db: Database) -> dict[str, str]:
    """What the audit trail's actors are called, by "staff:ID"."""
    return {audit.staff(row["id"]): row["name"] for row in db.all("SELECT id, name FROM staff")}


def accept(db: Database, name: str, invite: str, password: str, sender: str, now: int) -> str:
    """A new account, or one that was reset, gets its password. Returns the token of who must still set up codes.

    Raises InvalidError("wrong_invite") or ("password_short"), TooManyError.
    """
    _count(db, name, sender, now)
    row = db.one(
        "SELECT id, invite FROM staff WHERE name = :name AND invite_until > :now AND ended_at IS NULL",
        name=name,
        now=now,
    )
    if not row or not row["invite"] or not secrets.compare_digest(row["invite"], _digest(_meant(invite))):
        raise InvalidError("wrong_invite")
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD or name.casefold() in password.casefold():
        raise InvalidError("password_short", least=LEAST_PASSWORD)
    hashed = _hasher.hash(password)
    with db.transaction():
        if not db.run(
            "UPDATE staff SET password = :password, totp = :totp, totp_step = 0, invite = NULL, invite_until = NULL"
            " WHERE id = :id AND invite = :invite",
            id=row["id"],
            password=hashed,
            totp=pyotp.random_base32(),
            invite=row["invite"],
        ):
            raise InvalidError("wrong_invite")
        audit.note(db, now, audit.staff(row["id"]), "staff.password_chosen", "staff", row["id"])
        return _begin(db, row["id"], False, now, SECOND_SECONDS)


def sign_in(db: Database, name: str, password: str, sender: str, now: int) -> str:
    """The first half: the password. Returns the token of who must still give the code.

    Raises InvalidError("wrong_sign_in") whatever was wrong, TooManyError where the address, or the name from that
    address, must wait: whether or not there is such an account.
    """
    _count(db, name, sender, now)  # before it is looked at: several at once are several
    row = db.one("SELECT id, password FROM staff WHERE name = :name AND ended_at IS NULL", name=name)
    is_right = _verify(row["password"] if row and row["password"] else _NOBODYS, password[: MOST_PASSWORD + 1])
    if not row or not row["password"] or not is_right:
        raise InvalidError("wrong_sign_in")
    with db.transaction():
        return _begin(db, row["id"], False, now, SECOND_SECONDS)


def secret_to_set_up(db: Database, token: str, now: int) -> tuple[str, str] | None:
    """For who has a password and no codes yet: the secret, and the address that an authenticator reads as a QR code."""
    row = _half(db, token, now)
    if row is None or row["totp_step"]:
        return None
    return row["totp"], pyotp.TOTP(row["totp"]).provisioning_uri(name=row["name"], issuer_name=ISSUER)


def is_half(db: Database, token: str, now: int) -> bool:
    """Whether the token is of somebody whose password was right, and who must still give the code."""
    return _half(db, token, now) is not None


def give_code(db: Database, token: str, code: str, sender: str, now: int) -> str:
    """The second half: the code of this moment, or of the 30 seconds before or after. It works once.

    Returns another token: one that was known before signing in is worth nothing after. Raises InvalidError
    ("wrong_code"), NotFoundError where the first half is over, TooManyError.
    """
    row = _half(db, token, now)
    if row is None:
        raise NotFoundError("sign_in")
    _count(db, row["name"], sender, now)
    digits = "".join(str(int(letter)) for letter in code if letter.isdecimal())
    totp = pyotp.TOTP(row["totp"])
    this = now // TOTP_STEP
    steps = [step for step in (this - 1, this, this + 1) if secrets.compare_digest(totp.at(step * TOTP_STEP), digits)]
    with db.transaction():
        # The row itself decides, so that a code seen over a shoulder does not work at the same moment.
        used = steps and db.run(
            "UPDATE staff SET totp_step = :step, signed_in_at = :now WHERE id = :id AND totp_step < :step",
            id=row["id"],
            step=steps[-1],
            now=now,
        )
        if not used:
            raise InvalidError("wrong_code")
        db.run("DELETE FROM staff_session WHERE token = :token", token=_digest(token))
        for kind, who in ((_ADDRESS, sender), (_ACCOUNT, _at(row["name"], sender)), (_ACCOUNT, row["name"])):
            attempts.forget(db, kind, who)
        audit.note(db, now, audit.staff(row["id"]), "staff.signed_in", "staff", row["id"])
        return _begin(db, row["id"], True, now, SESSION_SECONDS)


def of_session(db: Database, token: str, now: int) -> Row | None:
    """Who is signed in with this token, in one statement: the account with `places` and `seen_at`. None: nobody."""
    row = db.one(
        f"SELECT {', '.join('staff.' + column.strip() for column in COLUMNS.split(','))}, seen_at"
        " FROM staff_session JOIN staff ON staff.id = staff_id"
        " WHERE token = :token AND passed = 1 AND expires_at > :now AND seen_at > :idle AND ended_at IS NULL",
        token=_digest(token),
        now=now,
        idle=now - IDLE_SECONDS,
    )
    return _read(row) if row else None


def touch(db: Database, token: str, now: int) -> None:
    """They are still there."""
    with db.transaction(durable=False):
        db.run("UPDATE staff_session SET seen_at = :now WHERE token = :token", token=_digest(token), now=now)


def sign_out(db: Database, token: str) -> None:
    """The token is worth nothing any more."""
    db.run("DELETE FROM staff_session WHERE token = :token", token=_digest(token))


def _begin(db: Database, staff_id: str, passed: bool, now: int, seconds: int) -> str:
    token = new_secret()
    db.run(
        "INSERT INTO staff_session (token, staff_id, passed, created_at, seen_at, expires_at)"
        " VALUES (:token, :id, :passed, :now, :now, :until)",
        token=_digest(token),
        id=staff_id,
        passed=int(passed),
        now=now,
        until=now + seconds,
    )
    return token


def _half(db: Database, token: str, now: int) -> Row | None:
    return db.one(
        "SELECT staff.id, name, totp, totp_step FROM staff_session JOIN staff ON staff.id = staff_id"
        " WHERE token = :token AND passed = 0 AND expires_at > :now AND ended_at IS NULL AND totp IS NOT NULL",
        token=_digest(token),
        now=now,
    )


def _count(db: Database, name: str, sender: str, now: int) -> None:
    """One more attempt to be this account. Raises TooManyError where there were too many of them lately.

    Five from one address, so that nobody else keeps the owner out; of all together so many that no guessing comes far.
    """
    name = name[:MOST_PASSWORD]
    limits = (
        (_ADDRESS, sender, MOST_TRIES),
        (_ACCOUNT, _at(name, sender), TRIES),
        (_ACCOUNT, name, MOST_OF_ALL),
    )
    for kind, who, most in limits:
        attempts.admit(db, kind, who, now, most, TRY_SECONDS)
    for kind, who, _most in limits:
        attempts.count(db, kind, who, now, TRY_SECONDS)


def _at(name: str, sender: str) -> str:
    return f"{name}\n{sender}"


def _keep_one(db: Database, staff_id: str) -> None:
    """Raises InvalidError where nobody else could let people in."""
    others = db.one(
        "SELECT 1 AS one FROM staff WHERE role = 'administrator' AND places = '[]' AND ended_at IS NULL AND id <> :id",
        id=staff_id,
    )
    themselves = db.one("SELECT role, places FROM staff WHERE id = :id", id=staff_id)
    if not others and themselves and (themselves["role"], themselves["places"]) == ("administrator", "[]"):
        raise InvalidError("last_administrator")


def _check(market: Market, role: str, places: Sequence[str]) -> None:
    if role not in roles.ROLES:
        raise InvalidError("unknown_role", role=role)
    for place in places:
        if place not in market.places:
            raise InvalidError("unknown_place", place=place)
        if market.area(place) != place and place not in market.places.path(market.area(place)):
            raise InvalidError("place_too_small", place=place)


def _verify(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _invite() -> str:
    """A word that is read out or written down: 16 letters and digits, 80 random bits."""
    letters = "".join(secrets.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def _meant(word: str) -> str:
    return "".join(letter for letter in word.upper() if letter.isalnum())


def _digest(secret: str) -> str:
    return sha256(secret.encode(errors="replace")).hexdigest()


def _read(row: Row) -> Row:
    return {**row, "places": orjson.loads(row["places"])}
