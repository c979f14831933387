"""Digests: the alerts of a day or a week in one text, for people who want no more than that."""

from collections.abc import Iterable
from itertools import groupby

import orjson

from core import vacancies
from core.database import Database, Row
from core.market import Market
from messages import offers, outbox, quiet, subscriptions
from messages.alert_texts import AlertTexts

JOBS = 3  # of a digest
OFFER_SECONDS = 7 * 24 * 3600
_SLICE = 100  # people of a transaction: callers are not kept waiting for longer

# What waits for these people, the best of it: their very kind of work first, then the newest.
_JOBS = """
SELECT ranked.*, {taken} AS taken FROM (
    SELECT subscription.id, vacancy.id AS vacancy_id, profile_id, phone, language, unit,
        row_number() OVER (PARTITION BY subscription.id
            ORDER BY vacancy.occupation <> subscription.occupation, opened_at DESC, vacancy.id) AS rank
    FROM alert
    JOIN subscription ON subscription.id = alert.subscription_id
    JOIN vacancy ON vacancy.id = alert.vacancy_id
    WHERE subscription.id IN ({ids}) AND told_at IS NULL AND tell_at <= :now AND rests_until <= :now
        AND status = 'open' AND deadline > :now
        AND NOT EXISTS (SELECT 1 FROM application WHERE application.profile_id = subscription.profile_id
            AND application.vacancy_id = vacancy.id)
) AS ranked WHERE rank <= :jobs ORDER BY id, rank"""

# The offers that chosen rows of `alert` make, open from the text on for a week or until the deadline.
OFFERS = """
SELECT phone, digit, 'apply' AS kind, alert.vacancy_id AS subject, profile_id,
    CASE WHEN tell_at + :week < deadline THEN tell_at + :week ELSE deadline END AS expires_at
FROM alert
JOIN subscription ON subscription.id = alert.subscription_id
JOIN vacancy ON vacancy.id = alert.vacancy_id
WHERE """


def send(db: Database, market: Market, now: int, texts: AlertTexts) -> int:
    """Put the digests that are due into the outbox, one for each person. Returns how many.

    What does not fit, and what somebody who rests may not get yet, waits for the next digest.
    """
    sent = after = 0
    while True:
        due = db.all(
            "SELECT DISTINCT subscription_id AS id FROM alert WHERE told_at IS NULL AND tell_at <= :now"
            f" AND subscription_id > :after ORDER BY subscription_id LIMIT {_SLICE}",
            now=now,
            after=after,
        )
        if not due:
            return sent
        ids = _json(row["id"] for row in due)
        with db.transaction():
            subscriptions.lock(db)
            _forget_ended(db, ids)
            sent += _tell(db, market, ids, texts, now)
            _postpone(db, market, ids, now)
        after = due[-1]["id"]


def _tell(db: Database, market: Market, ids: str, texts: AlertTexts, now: int) -> int:
    waiting = db.all(_JOBS.format(taken=offers.taken("ranked.phone"), ids=db.ids), ids=ids, now=now, jobs=JOBS)
    rows = vacancies.by_ids(db, sorted({row["vacancy_id"] for row in waiting}))
    taken = {row["phone"]: row["taken"] for row in waiting}
    told: list[Row] = []
    for _, group in groupby(waiting, key=lambda row: row["id"]):
        jobs = list(group)
        person = jobs[0]
        tell_at = quiet.open_from(market, person["unit"], now)
        accepts = list(zip(jobs, offers.free(taken[person["phone"]]), strict=False))
        if not accepts:
            continue  # that many open questions are enough
        vacancies_told = [rows[job["vacancy_id"]] for job, _ in accepts]
        text_id = texts.id(person["language"], vacancies_told, [digit for _, digit in accepts])
        for vacancy, (_, digit) in zip(vacancies_told, accepts, strict=True):
            taken[person["phone"]] |= 1 << digit
            alert = {"vacancy_id": vacancy["id"], "id": person["id"], "digit": digit, "text_id": text_id}
            told.append({**alert, "at": tell_at, "now": now})
    if not told:
        return 0
    db.many(
        "UPDATE alert SET told_at = :now, tell_at = :at, digit = :digit, text_id = :text_id"
        " WHERE vacancy_id = :vacancy_id AND subscription_id = :id",
        told,
    )
    people = {row["id"] for row in told}
    ids = _json(people)
    which = f"subscription_id IN ({db.ids}) AND digest = 1 AND told_at = :now"
    offers.make_many(db, now, len(told), OFFERS + which, ids=ids, week=OFFER_SECONDS)
    subscriptions.told(db, now, people)
    return outbox.put_many(
        db,
        now,
        "SELECT 'd:' || subscription.id || ':' || told_at AS dedupe, text_id, phone, profile_id,"
        " CASE WHEN count(*) = 1 THEN max(vacancy_id) END AS vacancy_id,"
        f" unit, {outbox.ALERT} AS priority, max(tell_at) AS not_before, min(deadline) AS not_after"
        " FROM alert JOIN subscription ON subscription.id = alert.subscription_id"
        f" JOIN vacancy ON vacancy.id = alert.vacancy_id WHERE {which}"
        " GROUP BY subscription.id, told_at, text_id, phone, profile_id, unit",
        ids=ids,
    )


def _forget_ended(db: Database, ids: str) -> None:
    """What waits for people who switched their alerts off is not kept for later."""
    db.run(
        f"DELETE FROM alert WHERE told_at IS NULL AND subscription_id IN ({db.ids}) AND subscription_id IN"
        f" (SELECT id FROM subscription WHERE id IN ({db.ids}) AND often = 'off')",
        ids=ids,
    )


def _postpone(db: Database, market: Market, ids: str, now: int) -> None:
    people = db.all(f"SELECT id, often, unit FROM subscription WHERE id IN ({db.ids})", ids=ids)
    next_at: dict[int, list[int]] = {}
    for person in people:
        at = quiet.digest_at(market, person["unit"], person["often"], now)
        next_at.setdefault(at, []).append(person["id"])
    for at, later in next_at.items():
        db.run(
            "UPDATE alert SET tell_at = :at WHERE told_at IS NULL AND tell_at <= :now"
            f" AND subscription_id IN ({db.ids})",
            at=at,
            now=now,
            ids=_json(later),
        )


def _json(ids: Iterable[int]) -> str:
    return orjson.dumps(sorted(ids)).decode()
