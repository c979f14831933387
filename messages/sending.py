"""Sending: takes what is due from the outbox to the gateway, call by call, so that a crash leaves one call in doubt."""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from core.database import Database, Row
from core.market import Market
from messages import budget, notices, outbox
from messages.gateway import Gateway, GatewayStoppedError, Outcome, Recipient

LEAST_CLAIM, MOST_CLAIM = 100, 1000
BROKEN_SECONDS = 300  # the pause after a gateway failed in a way that it should not
DAY_SECONDS = 24 * 3600

log = logging.getLogger(__name__)

OptOut = Callable[[str], None]


@dataclass
class Drained:
    """What one drain did: how many messages came to which outcome, how many were put aside for want of money.

    `stopped` says why the gateway wants to be left alone for `retry_seconds`; both are empty where it does not.
    `more` says that there may be more to send right now.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    held: int = 0
    stopped: str = ""
    retry_seconds: int = 0
    more: bool = False


def drain(
    db: Database,
    gateway: Gateway,
    market: Market,
    clock: Callable[[], float],
    limit: int = 10_000,
    opt_out: OptOut = lambda phone: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Drained:
    """Send what is due, the most urgent first, until nothing is left, `limit` is reached or `stopping` says so.

    `opt_out` is called within the transaction that settles, for each number that wants no texts, says its network.
    Several drains may run at once, in several processes.
    """
    drained = Drained()
    seconds = _stopped_for(db, gateway, int(clock()))
    if seconds:
        drained.stopped, drained.retry_seconds = "paused", seconds
        return drained
    while (tried := drained.outcomes.total()) < limit and not stopping():
        # Many fill the calls better, where texts differ; but whoever dies holds them up until the lease ends.
        size = min(max(LEAST_CLAIM, 10 * gateway.most), MOST_CLAIM, limit - tried)
        claimed = outbox.claim(db, int(clock()), size)
        if not claimed:
            return drained
        rows = budget.hold(db, market, int(clock()), claimed)
        drained.held += len(claimed) - len(rows)
        calls = list(_calls(rows, gateway.most))
        for number, call in enumerate(calls):
            if stopping() or not _call(db, gateway, market, clock, call, opt_out, drained):
                left = [row["id"] for rest in calls[number:] for row in rest]
                outbox.release(db, int(clock()), left)
                drained.more = True
                return drained
    drained.more = True
    return drained


def _call(
    db: Database,
    gateway: Gateway,
    market: Market,
    clock: Callable[[], float],
    call: Sequence[Row],
    opt_out: OptOut,
    drained: Drained,
) -> bool:
    """One call of the gateway, from marking to settling. False where sending must stop; the call is then released."""
    marked = outbox.mark(db, int(clock()), gateway.name, call)
    rows = [row for row in call if row["id"] in marked]
    if not rows:
        return True
    broken = ""
    try:
        outcomes = gateway.send(
            rows[0]["text"], rows[0]["sender"] or None, [Recipient(row["id"], row["phone"]) for row in rows]
        )
    except GatewayStoppedError as error:
        _stop(db, gateway, int(clock()), str(error), error.retry_seconds, drained)
        return False
    except Exception as error:
        # A gateway does not raise for what may have gone out. Where one does, nobody knows what did.
        log.exception("the gateway %s failed", gateway.name)
        broken = type(error).__name__
        outcomes = [Outcome(row["id"], "unknown", broken) for row in rows]
    now = int(clock())
    phones = {row["id"]: row["phone"] for row in rows}
    opted_out = [phones[outcome.id] for outcome in outcomes if outcome.opted_out]
    # The next call's mark makes it durable. Somebody's wish to be left alone does not wait for that.
    with db.transaction(durable=bool(opted_out)):
        outbox.settle(db, now, outcomes)
        budget.spend(db, market, now, rows, outcomes)
        for phone in opted_out:
            opt_out(phone)
    drained.outcomes.update(outcome.state for outcome in outcomes)
    if broken:
        _stop(db, gateway, now, broken, BROKEN_SECONDS, drained)
    return not broken


def _calls(rows: Sequence[Row], most: int) -> Iterator[list[Row]]:
    """The rows in calls of one text and sender, at most `most` recipients each; what is urgent stays in front."""
    # Priorities stay apart, or a reply would wait for the alerts that share an earlier text.
    groups: dict[tuple[int, str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row["priority"], row["text"], row["sender"]), []).append(row)
    for group in groups.values():
        for start in range(0, len(group), most):
            yield group[start : start + most]


def _stopped_for(db: Database, gateway: Gateway, now: int) -> int:
    """For how many more seconds the gateway wants to be left alone."""
    state = db.one("SELECT stopped_until FROM gateway_state WHERE name = :name", name=gateway.name)
    if state is None:
        db.run("INSERT INTO gateway_state (name) VALUES (:name) ON CONFLICT (name) DO NOTHING", name=gateway.name)
        return 0
    return max(0, int(state["stopped_until"]) - now)


def _stop(db: Database, gateway: Gateway, now: int, reason: str, seconds: int, drained: Drained) -> None:
    """Remember that the gateway wants to be left alone, and tell staff once a day for each reason."""
    log.warning("the gateway %s stopped for %s s: %s", gateway.name, seconds, reason)
    with db.transaction():
        db.run(
            "UPDATE gateway_state SET stopped_until = :until WHERE name = :name", name=gateway.name, until=now + seconds
        )
        subject = f"{gateway.name}:{now // DAY_SECONDS}:{reason}"
        notices.tell(db, now, "gateway", subject, "gateway_stopped", gateway=gateway.name, reason=reason)
    drained.stopped, drained.retry_seconds = reason, seconds
