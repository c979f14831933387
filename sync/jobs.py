"""The jobs of sync: what is done for copies off the path of requests, and how often it is looked after unasked."""

from collections.abc import Iterable
from dataclasses import dataclass

from core import changes, copies, duplicates
from core.database import Database
from messages.jobs import Context, Job
from sync import reference, snapshots

MOST = 500  # rows of a transaction: callers are not kept waiting for longer

AT_START = "reference"  # another release or pack says something else, and waits for no schedule


@dataclass(frozen=True, slots=True)
class _Rule:
    """Rows of a table that go: those for which `old` holds, `:before` being so many seconds ago."""

    table: str
    key: tuple[str, ...]
    seconds: int
    old: str


_RULES = (
    # A tablet keeps what it sent for 30 days, to send it again after a restore.
    _Rule("operation", ("source", "number"), changes.KEPT_DAYS * changes.DAY, "at < :before"),
    _Rule("enrolment", ("code",), 30 * changes.DAY, "expires_at < :before"),
)


def _reference(context: Context) -> Iterable[str]:
    """Keep the documents of the pack up to date."""
    return ("snapshots",) if reference.refresh(context.db, context.market) else ()


def _snapshots(context: Context) -> Iterable[str]:
    """Make first copies anew that are missing or old."""
    return ("snapshots",) if snapshots.refresh(context.db, context.now, context.stopping) else ()


def _copies(context: Context) -> Iterable[str]:
    """Fill the copies of officers whose caseload grew when they were not asking."""
    for row in context.db.all("SELECT DISTINCT officer_id FROM caseload WHERE filled = 0 ORDER BY officer_id"):
        if context.stopping():
            return ("copies",)
        copies.fill(context.db, row["officer_id"])
    return ()


def _duplicates(context: Context) -> Iterable[str]:
    """Propose to staff who may be registered twice."""
    while duplicates.catch_up(context.db, context.market, context.now):
        if context.stopping():
            return ("duplicates",)
    return ()


def _remember(context: Context) -> Iterable[str]:
    """Note how far the ledger has come, and forget what is old enough."""
    changes.mark(context.db, context.now)
    changes.forget(context.db, context.now)
    while sum(_delete(context.db, rule, context.now - rule.seconds) for rule in _RULES):
        if context.stopping():
            return ("remember",)
    return ()


def _delete(db: Database, rule: _Rule, before: int) -> int:
    """Look first, outside of the transaction: nobody waits for who reads."""
    columns = ", ".join(rule.key)
    keys = db.all(f"SELECT {columns} FROM {rule.table} WHERE {rule.old} ORDER BY {columns} LIMIT {MOST}", before=before)
    if not keys:
        return 0
    which = " AND ".join(f"{column} = :{column}" for column in rule.key)
    # Lost in a power cut, it is done again.
    with db.transaction(durable=False):
        return db.many(
            f"DELETE FROM {rule.table} WHERE {which} AND {rule.old}", [{**key, "before": before} for key in keys]
        )


# In the order in which those are run that are due at one moment.
jobs: list[Job] = [
    Job("copies", 60, _copies),
    Job("duplicates", 60, _duplicates),
    Job("reference", 3600, _reference),
    Job("snapshots", 300, _snapshots),
    Job("remember", 24 * 3600, _remember),
]
