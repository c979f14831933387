"""Offers: what a digit in a text that we sent means on that phone, and until when."""

from core.database import Database, Row
from core.errors import ConflictError

DIGITS = range(1, 10)

_COLUMNS = "phone, digit, kind, subject, profile_id, expires_at"
_IF_FREE = (
    "ON CONFLICT (phone, digit) DO UPDATE SET kind = excluded.kind, subject = excluded.subject,"
    " profile_id = excluded.profile_id, made_at = excluded.made_at, expires_at = excluded.expires_at"
    " WHERE offer.expires_at <= :now"
)
_KEEP = (
    f"INSERT INTO offer ({_COLUMNS}, made_at)"
    f" VALUES (:phone, :digit, :kind, :subject, :profile_id, :expires_at, :now) {_IF_FREE}"
)


def make(db: Database, now: int, phone: str, kind: str, subject: str, profile_id: str | None, expires_at: int) -> int:
    """Offer something to whoever answers from this phone. Returns the digit that accepts it, 1 to 9.

    The same offer made again keeps its digit. Where all nine are open, the oldest offer makes room: a person who
    is writing with us just now must get an answer.
    """
    offer = {"phone": phone, "kind": kind, "subject": subject, "profile_id": profile_id, "expires_at": expires_at}
    with db.transaction():
        while True:
            standing = db.all(
                "SELECT digit, kind, subject, profile_id FROM offer WHERE phone = :phone AND expires_at > :now"
                " ORDER BY made_at, digit",
                phone=phone,
                now=now,
            )
            same = [
                row["digit"]
                for row in standing
                if (row["kind"], row["subject"], row["profile_id"]) == (kind, subject, profile_id)
            ]
            unused = sorted(set(DIGITS).difference(row["digit"] for row in standing))
            digit = int((same or unused or [standing[0]["digit"]])[0])
            if digit not in unused:
                close(db, phone, digit)
            # Another process may have taken the digit since: then look again.
            if db.run(_KEEP, digit=digit, now=now, **offer):
                return digit


def make_many(db: Database, now: int, count: int, select: str, **values: object) -> None:
    """Make an offer for each of the `count` rows of a SELECT, which have their digits already.

    The SELECT gives, in this order: phone, digit, kind, subject, profile_id, expires_at. `values` are its parameters;
    `now` is among them. Raises ConflictError where a digit was taken meanwhile: no text may go out with it.
    """
    with db.transaction():
        # The WHERE is needed: without one SQLite reads ON CONFLICT as a join.
        made = db.run(
            f"INSERT INTO offer ({_COLUMNS}, made_at)"
            f" SELECT {_COLUMNS}, :now FROM ({select}) AS chosen WHERE true {_IF_FREE}",
            now=now,
            **values,
        )
        if made < count:
            raise ConflictError("a digit was taken meanwhile")


def taken(phone: str) -> str:
    """The SQL that adds up the open digits of a phone at `:now`, for `free`; `phone` is a column."""
    return (
        "COALESCE((SELECT sum(1 << offer.digit) FROM offer"
        f" WHERE offer.phone = {phone} AND offer.expires_at > :now), 0)"
    )


def free(taken: int) -> list[int]:
    """The digits that are still free, the smallest first: so that many phones share a text."""
    return [digit for digit in DIGITS if not taken & 1 << digit]


def meaning(db: Database, now: int, phone: str, digit: int) -> Row | None:
    """The open offer of that digit. None without one."""
    return next((offer for offer in standing(db, now, phone) if offer["digit"] == digit), None)


def standing(db: Database, now: int, phone: str) -> list[Row]:
    """The open offers of a phone: phone, digit, kind, subject, profile_id, made_at, expires_at, by their digits.

    An offer to a person whom the phone does not reach any more is none: the number may have passed to a stranger.
    """
    return db.all(
        "SELECT phone, digit, kind, subject, profile_id, made_at, expires_at FROM offer"
        " WHERE phone = :phone AND expires_at > :now AND (profile_id IS NULL OR EXISTS"
        " (SELECT 1 FROM phone_link WHERE phone_link.phone = offer.phone"
        " AND phone_link.profile_id = offer.profile_id AND until IS NULL)) ORDER BY digit",
        phone=phone,
        now=now,
    )


def close(db: Database, phone: str, digit: int) -> None:
    """The digit means nothing any more."""
    db.run("DELETE FROM offer WHERE phone = :phone AND digit = :digit", phone=phone, digit=digit)


def forget(db: Database, phone: str, profile_id: str | None = None) -> None:
    """Keep nothing that was offered to a phone; with `profile_id` only what was for this person."""
    db.run(
        "DELETE FROM offer WHERE phone = :phone AND (profile_id = :profile_id OR :anybody = 1)",
        phone=phone,
        profile_id=profile_id,
        anybody=int(profile_id is None),
    )


def sweep(db: Database, now: int) -> int:
    """Forget offers that nobody may accept any more. Returns how many."""
    return db.run("DELETE FROM offer WHERE expires_at <= :now", now=now)
