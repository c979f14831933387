"""Progress: how far a run of messages has come, as one line that an administrator watches."""

from collections import Counter
from dataclasses import dataclass

from core.database import Database
from messages import figures, outbox

BAR = 20


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the messages of a run are at `at`, seconds.

    queued: to be sent now. waiting: for their time, or for money. sent: the gateway has them. delivered: on the phone.
    failed: or too late. unknown: the gateway's answer was lost. `cost` is in millionths, by currency.
    """

    at: float
    queued: int
    waiting: int
    sent: int
    delivered: int
    failed: int
    unknown: int
    cost: dict[str, int]

    @property
    def done(self) -> int:
        """How many have left us, or never will."""
        return self.sent + self.delivered + self.failed + self.unknown


def of_run(db: Database, first: int, now: float) -> Progress:
    """The progress of the messages from this id on."""
    states: Counter[str] = Counter()
    cost: Counter[str] = Counter()
    for row in figures.of_messages(db, first):
        states[row["state"]] += row["messages"]
        if row["cost"]:
            cost[row["currency"]] += row["cost"]
    waits = outbox.counts(db, int(now))
    waiting = min(states["queued"], waits["waiting"] + waits["held"])
    return Progress(
        at=now,
        queued=states["queued"] - waiting + states["sending"],
        waiting=waiting,
        sent=states["accepted"],
        delivered=states["delivered"],
        failed=states["failed"] + states["expired"] + states["cancelled"],
        unknown=states["unknown"],
        cost=dict(cost),
    )


def line(progress: Progress, before: Progress | None = None) -> str:
    """The progress in one line; with the speed since `before`."""
    whole = progress.done + progress.queued
    filled = BAR * progress.done // whole if whole else BAR
    parts = [f"[{'#' * filled}{'.' * (BAR - filled)}] {100 * progress.done // whole if whole else 100:3} %"]
    for name in ("queued", "waiting", "sent", "delivered", "failed", "unknown"):
        count = getattr(progress, name)
        if count or name not in ("waiting", "unknown"):
            parts.append(f"{name} {count:,}")
    if before and progress.at > before.at:
        parts.append(f"{max(0, progress.done - before.done) / (progress.at - before.at):,.0f}/s")
    parts += [f"{currency} {amount / outbox.MILLION:,.2f}" for currency, amount in sorted(progress.cost.items())]
    return "  ".join(parts)
