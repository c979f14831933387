"""Browsers: one-time codes by which the owner of a phone is let in, and the browsers that were."""

import hmac
import secrets
from dataclasses import dataclass
from hashlib import blake2b

from core.database import Database, Row
from core.errors import TooManyError
from core.ids import new_secret

DIGITS = 6
CODE_SECONDS = 600
MOST_TRIES = 5  # of one code
_HOUR, _DAY = 3600, 24 * 3600
MOST_OF_PHONE = 3  # codes an hour
MOST_OF_PHONE_A_DAY = 10  # so that guessing at one phone day after day leads nowhere: 50 tries of a million a day
MOST_OF_SENDER = 30  # an hour: a whole network of phones may share one address
MOST_OF_ALL = 300  # an hour: each costs a text
IDLE_SECONDS = 1800
LONGEST_SECONDS = 12 * 3600
TOUCH_SECONDS = 60  # a browser that was seen so lately is not written down again
KEPT_SECONDS = _DAY  # of codes, by which they are counted


@dataclass(frozen=True, slots=True)
class Asked:
    """A new code: `code` goes to the phone, `ticket` to the browser, and neither to anybody else."""

    ticket: str
    code: str


def ask(
    db: Database, phone: str, sender: str, now: int, *, language: str | None = None, aim: str | None = None
) -> Asked:
    """A code for this phone (E.164), whoever that reaches. `sender` is the address that asks.

    Raises TooManyError where there were too many for the phone, from the sender or in all.
    """
    asked = Asked(new_secret(), "".join(secrets.choice("0123456789") for _ in range(DIGITS)))
    sent_from = _digest(sender)
    with db.transaction():
        # Who counts must be alone until the code is there: else several at once would each find room for one.
        db.run("UPDATE sequence SET value = value + 1 WHERE name = 'browser_code'")
        counted = db.all(
            """
            SELECT COALESCE(SUM(CASE WHEN created_at > :hour THEN 1 ELSE 0 END), 0) AS everybody,
                COALESCE(SUM(CASE WHEN created_at > :hour AND sender = :sender THEN 1 ELSE 0 END), 0) AS sender,
                COALESCE(SUM(CASE WHEN created_at > :hour AND phone = :phone THEN 1 ELSE 0 END), 0) AS phone,
                COALESCE(SUM(CASE WHEN phone = :phone THEN 1 ELSE 0 END), 0) AS phone_a_day
            FROM browser_code WHERE created_at > :day""",
            hour=now - _HOUR,
            day=now - _DAY,
            sender=sent_from,
            phone=phone,
        )[0]
        if counted["phone_a_day"] >= MOST_OF_PHONE_A_DAY:
            raise TooManyError("There were too many codes for this phone today.", _DAY)
        if (
            counted["phone"] >= MOST_OF_PHONE
            or counted["sender"] >= MOST_OF_SENDER
            or counted["everybody"] >= MOST_OF_ALL
        ):
            raise TooManyError("There were too many codes within an hour.", _HOUR)
        db.run(
            """
            INSERT INTO browser_code (ticket, phone, sender, code, language, aim, created_at)
            VALUES (:ticket, :phone, :sender, :code, :language, :aim, :now)""",
            ticket=_digest(asked.ticket),
            phone=phone,
            sender=sent_from,
            code=_sealed(asked.ticket, asked.code),
            language=language,
            aim=aim,
            now=now,
        )
    return asked


def waiting(db: Database, ticket: str, now: int) -> Row | None:
    """The code that this browser may still type: `phone`, `language`, `aim`, `tries`; or None."""
    return db.one(
        """
        SELECT phone, language, aim, tries FROM browser_code
        WHERE ticket = :ticket AND used_at IS NULL AND tries < :most AND created_at > :after""",
        ticket=_digest(ticket),
        most=MOST_TRIES,
        after=now - CODE_SECONDS,
    )


def check(db: Database, ticket: str, typed: str, now: int) -> Row | None:
    """Whether the code is the one that was sent: then it is used up, and its `phone`, `language` and `aim` are told.

    None where it is not, or may not be typed any more. Each call is one of its tries.
    """
    with db.transaction():
        # Counted before it is compared, so that no two guesses are one try.
        tried = db.all(
            """
            UPDATE browser_code SET tries = tries + 1
            WHERE ticket = :ticket AND used_at IS NULL AND tries < :most AND created_at > :after
            RETURNING phone, language, aim, code""",
            ticket=_digest(ticket),
            most=MOST_TRIES,
            after=now - CODE_SECONDS,
        )
        if not tried or not hmac.compare_digest(_sealed(ticket, typed), tried[0].pop("code")):
            return None
        db.run("UPDATE browser_code SET used_at = :now WHERE ticket = :ticket", now=now, ticket=_digest(ticket))
    return tried[0]


def open(db: Database, phone: str, now: int, aim: str | None = None) -> str:
    """Let a browser in that showed the phone's code. Returns its token. Another that acted for the phone is out."""
    token = new_secret()
    with db.transaction():
        # Else two people of a shared phone would act in one conversation, and see what is the other's.
        db.run(
            """
            INSERT INTO browser (token, phone, aim, created_at, seen_at) VALUES (:token, :phone, :aim, :now, :now)
            ON CONFLICT (phone) DO UPDATE SET token = excluded.token, aim = excluded.aim,
                created_at = excluded.created_at, seen_at = excluded.seen_at""",
            token=_digest(token),
            phone=phone,
            aim=aim,
            now=now,
        )
    return token


def known(db: Database, token: str, now: int) -> Row | None:
    """The browser of this token, with `phone`, `aim` and `seen_at`; None where it was never let in or is out again."""
    return db.one(
        "SELECT phone, aim, seen_at FROM browser WHERE token = :token AND seen_at > :idle AND created_at > :long",
        token=_digest(token),
        idle=now - IDLE_SECONDS,
        long=now - LONGEST_SECONDS,
    )


def touch(db: Database, token: str, seen_at: int, now: int) -> None:
    """The browser asked for something. Lost in a power cut, it is out a little earlier."""
    if now - seen_at >= TOUCH_SECONDS:
        with db.transaction(durable=False):
            db.run("UPDATE browser SET seen_at = :now WHERE token = :token", now=now, token=_digest(token))


def aim(db: Database, token: str, aim: str | None) -> None:
    """What the browser wants next. It may be lost in a power cut."""
    with db.transaction(durable=False):
        db.run("UPDATE browser SET aim = :aim WHERE token = :token", aim=aim, token=_digest(token))


def leave(db: Database, token: str) -> None:
    """The browser is out."""
    db.run("DELETE FROM browser WHERE token = :token", token=_digest(token))


def purge(db: Database, now: int) -> int:
    """Forget codes that limit nothing any more, and browsers that are out. Returns how many."""
    gone = db.run("DELETE FROM browser_code WHERE created_at <= :before", before=now - KEPT_SECONDS)
    return gone + db.run(
        "DELETE FROM browser WHERE created_at <= :long OR seen_at <= :idle",
        long=now - LONGEST_SECONDS,
        idle=now - IDLE_SECONDS,
    )


def _digest(secret: str) -> str:
    return blake2b(secret.encode("utf-8", "replace"), digest_size=20).hexdigest()


def _sealed(ticket: str, code: str) -> str:
    """The digest of a code, keyed with 256 bits that only the browser has: a million codes could be tried otherwise."""
    key = ticket.encode("utf-8", "replace")[:64]
    return blake2b(code.encode("utf-8", "replace"), key=key, digest_size=20).hexdigest()
