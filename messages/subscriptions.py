"""Subscriptions: who wants job alerts, as a copy of profiles and phones that finds who fits a vacancy fast.

Every statement that changes the subscription table is in this file.
"""

from collections.abc import Iterable, Sequence

import orjson

from core.database import Database, Row
from core.market import Market
from messages import readers

READER = "subscriptions"
PER_WEEK = 3  # alerts a person gets at most, counted from the first of them
WEEK_SECONDS = 7 * 24 * 3600
ANY_PAY = 2**31 - 1
_SLICE = 500  # people of a transaction, where all are gone through: callers are not kept waiting for longer

_PEOPLE = """
SELECT profile.id AS profile_id, language, place, occupation, least_pay,
    CASE WHEN status = 'active' THEN alerts ELSE 'off' END AS often,
    (SELECT phone FROM phone_link WHERE phone_link.profile_id = profile.id AND until IS NULL
        AND NOT EXISTS (SELECT 1 FROM opt_out WHERE opt_out.phone = phone_link.phone)
        ORDER BY since DESC, phone LIMIT 1) AS phone
FROM profile WHERE"""

_SUBSCRIBE = """
INSERT INTO subscription (profile_id, often, phone, language, occupation, area, home, unit, least_pay)
VALUES (:profile_id, :often, :phone, :language, :occupation, :area, :home, :unit, :least_pay)
ON CONFLICT (profile_id) DO UPDATE SET often = excluded.often, phone = excluded.phone,
    language = excluded.language, occupation = excluded.occupation, area = excluded.area, home = excluded.home,
    unit = excluded.unit, least_pay = excluded.least_pay"""

_END = """
UPDATE subscription SET often = 'off', phone = NULL, language = '', occupation = '', area = '', home = '', unit = '',
    least_pay = 0
WHERE profile_id = :profile_id AND often <> 'off'"""


def follow(db: Database, market: Market, now: int, limit: int = readers.SLICE) -> int:
    """Bring subscriptions up to date with the next events. Returns how many were read; call again until 0."""
    with readers.reading(db, READER, limit) as some:
        if some:
            refresh(
                db,
                market,
                "profile.id IN (SELECT subject FROM event WHERE event.id BETWEEN :first AND :last"
                " AND (kind LIKE 'profile.%' OR kind LIKE 'consent.%'))",
                first=some[0]["id"],
                last=some[-1]["id"],
            )
    return len(some)


def rebuild(db: Database, market: Market) -> int:
    """Bring every subscription up to date: after places or units of the market pack have changed.

    Returns how many people were looked at. Nobody loses their place in the queue.
    """
    seen, after = 0, ""
    while True:
        people = db.all("SELECT id FROM profile WHERE id > :after ORDER BY id LIMIT :slice", after=after, slice=_SLICE)
        if not people:
            return seen
        with db.transaction():
            lock(db)
            refresh(db, market, "profile.id > :after AND profile.id <= :last", after=after, last=people[-1]["id"])
        after = people[-1]["id"]
        seen += len(people)


def refresh(db: Database, market: Market, whose: str, **values: object) -> None:
    """Within a transaction that holds `lock`: bring the subscriptions of the profiles up to date that SQL chooses."""
    wanted, unwanted = [], []
    for row in db.all(f"{_PEOPLE} {whose} ORDER BY profile.id", **values):
        # A place or kind of work that has left the market pack is as good as none.
        if (
            row["often"] == "off"
            or row["phone"] is None
            or row["place"] not in market.places
            or row["occupation"] not in market.occupations
        ):
            unwanted.append({"profile_id": row["profile_id"]})
        else:
            place = row.pop("place")
            wanted.append(
                {**row, "area": market.area(place), "home": home(market, place), "unit": market.unit_of(place).code}
            )
    if wanted:
        db.many(_SUBSCRIBE, wanted)
    if unwanted:
        db.many(_END, unwanted)


def lock(db: Database) -> None:
    """Within the caller's transaction: until it ends nobody else changes who is subscribed, or chooses among them."""
    readers.lock(db, READER)


def home(market: Market, place: str) -> str:
    """The place of the market's home level around a place; the place itself where it is wider than that."""
    around = market.places.ancestor(place, market.home_level)
    return around.code if around else place


def matching(occupations: Sequence[str], areas: Sequence[str] | None, pay_month: int | None) -> tuple[str, Row]:
    """The condition on `subscription` for people who do such work, live there and would work for that, and its values.

    `areas` of None is everywhere; `pay_month` of None asks for no least pay.
    """
    values: Row = {"pay": ANY_PAY if pay_month is None else pay_month}
    conditions = ["often <> 'off'", "least_pay <= :pay"]
    for column, codes in (("occupation", occupations), ("area", areas)):
        if codes is not None:
            names = {f"{column}{number}": code for number, code in enumerate(codes)}
            values |= names
            conditions.append(f"{column} IN ({', '.join(':' + name for name in names)})")
    return " AND ".join(conditions), values


def chosen(db: Database, now: int, subscription_ids: Iterable[int]) -> None:
    """Within the caller's transaction: these people were chosen for a digest. Next time others come before them."""
    db.last(
        f"UPDATE subscription SET last_alerted_at = :now WHERE id IN ({db.ids})",
        now=now,
        ids=orjson.dumps(list(subscription_ids)).decode(),
    )


def told(db: Database, now: int, subscription_ids: Iterable[int]) -> None:
    """Within the caller's transaction: these people are sent an alert. Next time others come before them.

    Whoever has had a week's alerts rests until that week is over.
    """
    db.last(
        f"""
        UPDATE subscription SET last_alerted_at = :now,
            week_from = CASE WHEN week_from > :week_ago THEN week_from ELSE :now END,
            week_count = CASE WHEN week_from > :week_ago THEN week_count + 1 ELSE 1 END,
            rests_until = CASE WHEN week_from > :week_ago AND week_count + 1 >= {PER_WEEK}
                THEN week_from + {WEEK_SECONDS} ELSE rests_until END
        WHERE id IN ({db.ids})""",
        now=now,
        week_ago=now - WEEK_SECONDS,
        ids=orjson.dumps(list(subscription_ids)).decode(),
    )
