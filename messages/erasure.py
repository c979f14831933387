"""Erasure: of whoever is erased, what was sent to them, offered and reported is forgotten as well."""

from collections.abc import Sequence

from core import profiles
from core.database import Database, Row
from core.market import Market
from messages import offers, opt_outs, outbox, outreach, reports, subscriptions

_NAMING = ("job_applied",)  # purposes of notices that tell employers the names of people who applied
CALL_SECONDS = 600  # longer than any call: a gateway may repeat what ended with the farewell until then


def erase(db: Database, market: Market, profile: Row, now: int) -> None:
    """Erase a person, and at once what can be: not yet what is on its way, nor alerts and what went to employers, which
    `sweep` looks for.

    Raises ConflictError as `profiles.erase` does.
    """
    with db.transaction():
        subscriptions.lock(db)  # first of all, as wherever somebody's alerts end
        phones = profiles.erase(db, market, profile, now)
        if phones:
            forget(db, market, now, profile["id"], phones)


def decline(db: Database, phone: str, now: int) -> None:
    """Within the caller's transaction: whoever holds this phone wants nothing kept. `sweep` forgets what was sent there
    and its session, unless it reaches somebody by then."""
    db.run(
        "INSERT INTO erasure (phone, profile_id, at) VALUES (:phone, '', :now)"
        " ON CONFLICT (phone, profile_id) DO UPDATE SET at = excluded.at",
        phone=phone,
        now=now,
    )


def forget(db: Database, market: Market, now: int, profile_id: str, phones: Sequence[str]) -> bool:
    """Forget what was sent to an erased person, whom these phones reached. Returns whether some of it is still on its
    way: then, and for alerts, call again.

    What others of a shared phone were sent stays. A phone that wanted no texts still gets none.
    """
    with db.transaction():
        subscriptions.lock(db)
        subscriptions.refresh(db, market, "profile.id = :profile_id", profile_id=profile_id)
        outreach.forget(db, profile_id)
        alone = _alone(db, phones)
        outbox.cancel_person(db, now, profile_id, alone)
        outbox.cancel_naming(db, now, profile_id, _NAMING)
        for phone in phones:
            offers.forget(db, phone, None if phone in alone else profile_id)
            opt_outs.forget(db, phone)
        for phone in alone:
            reports.forget(db, phone)
        return bool(outbox.forget(db, now, outbox.answers_to(db, profile_id, phones, alone)))


def sweep(db: Database, market: Market, now: int, limit: int = 200) -> int:
    """Forget what is left of people who were erased, wherever and by whom. Returns how many phones are done with: call
    again until 0."""
    due = db.all(
        "SELECT phone, profile_id FROM erasure WHERE at <= :before ORDER BY at, phone LIMIT :limit",
        before=now - CALL_SECONDS,
        limit=limit,
    )
    if not due:
        return 0
    for row in due:
        row["phones"] = [row["phone"]] if row["phone"] != outbox.NOBODY else []
        row["waits"] = forget(db, market, now, row["profile_id"], row["phones"])
    alone = _alone(db, [phone for row in due for phone in row["phones"]])
    # Employers hold words of theirs, and were told their names.
    sent = outbox.about(db, sorted({row["profile_id"] for row in due} - {""}), alone, _NAMING)
    if outbox.forget(db, now, sent):
        return 0  # one of them may be anybody's of these
    done = [row for row in due if not row["waits"]]
    with db.transaction():
        for row in done:
            _let_go(db, row["phone"], row["profile_id"])
    return len(done)


def _let_go(db: Database, phone: str, profile_id: str) -> None:
    """The number itself, where it reaches nobody: it said farewell in a session, which is older than a call now."""
    erased = db.one(
        "DELETE FROM erasure WHERE phone = :phone AND profile_id = :profile_id RETURNING at",
        phone=phone,
        profile_id=profile_id,
    )
    if erased and not profiles.of_phone(db, phone):
        db.run("DELETE FROM session WHERE phone = :phone AND updated_at <= :at", phone=phone, at=erased["at"])


def _alone(db: Database, phones: Sequence[str]) -> list[str]:
    """Those of the phones that reach nobody any more."""
    return [phone for phone in phones if not profiles.of_phone(db, phone)]
