"""Tallying: events, and messages that were sent, become the figures of reports, a slice at a time and each once."""

from collections import Counter

from core import tallies
from core.database import Database
from core.market import Market
from core.tallies import Key
from messages import outbox, readers

READER = "tallies"
SLICE = 200  # events of a transaction
MESSAGES = 1000  # messages of one
SETTLED_SECONDS = 24 * 3600  # after that what a message costs is known
_DAY = 24 * 3600
_DAY_PART = 900  # no zone's midnight lies within a quarter of an hour
_LAST = "tallied_messages"
_VACANCY = {f"vacancy.{status}": status for status in ("opened", "filled", "expired", "closed", "refused")} | {
    "vacancy.added": "posted"
}

_EVENTS = """
SELECT event.kind, event.at, vacancy.area, vacancy.occupation, vacancy.opened_at, 0 AS applied_at, NULL AS sector
FROM event JOIN vacancy ON vacancy.id = event.subject
WHERE event.id BETWEEN :first AND :last AND event.kind LIKE 'vacancy.%'
UNION ALL
SELECT event.kind, event.at, vacancy.area, vacancy.occupation, 0, application.created_at, NULL
FROM event JOIN application ON application.id = event.subject JOIN vacancy ON vacancy.id = application.vacancy_id
WHERE event.id BETWEEN :first AND :last AND event.kind IN ('application.applied', 'application.hired')
UNION ALL
SELECT event.kind, event.at, profile.area, '', 0, 0, profile.sector
FROM event JOIN profile ON profile.id = event.subject
WHERE event.id BETWEEN :first AND :last AND event.kind = 'profile.registered'"""


def follow(db: Database, market: Market, now: int, limit: int = SLICE) -> int:
    """Count the next events. Returns how many were read; call again until 0."""
    with readers.reading(db, READER, limit) as some:
        if some:
            rows = db.all(_EVENTS, first=some[0]["id"], last=some[-1]["id"])
            counted: Counter[tuple[int, Key]] = Counter()
            for row in rows:
                sector = row["sector"] or _sector(market, row["occupation"])
                for name in _names(row):
                    counted[row["at"], (row["area"] or "", sector, name)] += 1
            tallies.add(db, market, counted)
    return len(some)


def _names(row: dict[str, object]) -> list[str]:
    """What an event counts as."""
    kind, at = str(row["kind"]), row["at"]
    if kind == "application.applied":
        return ["applications"] if row["applied_at"] == at else []  # whoever comes back has been counted
    if kind == "application.hired":
        return ["hires"]
    if kind == "profile.registered":
        return ["registered"]
    if kind not in _VACANCY or (kind == "vacancy.opened" and row["opened_at"] != at):
        return []
    names = [_VACANCY[kind]]
    if kind == "vacancy.filled" and isinstance(row["opened_at"], int) and isinstance(at, int):
        names.append(f"{tallies.DAYS}{max(0, at - row['opened_at']) // _DAY}")
    return names


def _sector(market: Market, occupation: str) -> str:
    known = market.occupations.get(occupation)
    return (known.sector if known else None) or ""


def messages(db: Database, market: Market, now: int) -> int:
    """Count the next alerts and texts of outreach of a day ago and before, with what they cost. Returns how many
    messages were looked at; call again until 0."""
    settled = "created_at <= :before ORDER BY id LIMIT :most"
    last = f"(SELECT value FROM sequence WHERE name = '{_LAST}')"
    values = {"before": now - SETTLED_SECONDS, "most": MESSAGES}
    if db.one(f"SELECT 1 AS more FROM outbox WHERE id > {last} AND {settled}", **{**values, "most": 1}) is None:
        return 0
    with db.transaction():
        locked = db.all(f"UPDATE sequence SET value = value WHERE name = '{_LAST}' RETURNING value")
        ids = db.all(f"SELECT id FROM outbox WHERE id > :after AND {settled}", after=locked[0]["value"], **values)
        if not ids:
            return 0
        rows = db.all(
            "SELECT outbox.created_at AS at, COALESCE(vacancy.area, profile.area, '') AS area, profile.sector,"
            " vacancy.occupation, outbox.state, currency, COALESCE(cost, 0) AS cost FROM outbox"
            " LEFT JOIN vacancy ON vacancy.id = vacancy_id LEFT JOIN profile ON profile.id = profile_id"
            f" WHERE outbox.id > :after AND outbox.id <= :last AND priority >= {outbox.ALERT}",
            after=locked[0]["value"],
            last=ids[-1]["id"],
        )
        counted: Counter[tuple[int, Key]] = Counter()
        for row in rows:
            at = row["at"] - row["at"] % _DAY_PART  # few keys to add up
            sector = _sector(market, row["occupation"]) if row["occupation"] else row["sector"] or ""
            if row["state"] in ("accepted", "unknown", "delivered"):
                counted[at, (row["area"], sector, "alerts")] += 1
            if row["cost"] and row["currency"] == market.currency:
                counted[at, (row["area"], sector, "cost")] += row["cost"]
        tallies.add(db, market, counted)
        db.run(f"UPDATE sequence SET value = :last WHERE name = '{_LAST}'", last=ids[-1]["id"])
    return len(ids)
