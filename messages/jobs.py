"""The jobs of the messages: what is done off the path of requests, and how often it is looked after unasked."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core import vacancies
from core.database import Database
from core.market import Market
from messages import (
    alerts,
    applicants,
    confirmations,
    credit,
    employers,
    erasure,
    opt_outs,
    purge,
    reaching,
    sending,
    subscriptions,
    sweeping,
    tallying,
    trust,
)
from messages.gateway import Gateway


@dataclass(frozen=True, slots=True)
class Context:
    """What jobs work with.

    `gateway` is None where nobody carries our messages: they wait. `clock` gives UTC seconds. A job that could take
    long asks `stopping` now and then, and ends when it says so.
    """

    db: Database
    market: Market
    gateway: Gateway | None
    clock: Callable[[], float] = time.time
    stopping: Callable[[], bool] = lambda: False

    @property
    def now(self) -> int:
        """UTC seconds, whole."""
        return int(self.clock())


@dataclass(frozen=True, slots=True)
class Job:
    """Something done when it is rung for, and every so many seconds in any case.

    `run` may run in several processes at once, and may be cut off anywhere: what it had not done, the next run does.
    It returns the names of jobs that have something to do now because of it, perhaps its own.
    """

    name: str
    every_seconds: int
    run: Callable[[Context], Iterable[str]]


def _drain(context: Context) -> Iterable[str]:
    """Send what is due."""
    gateway = context.gateway
    if gateway is None:
        return ()

    def opt_out(phone: str) -> None:
        opt_outs.stop(context.db, context.market, phone, context.now, gateway.name)

    drained = sending.drain(
        context.db, gateway, context.market, context.clock, opt_out=opt_out, stopping=context.stopping
    )
    return ("drain",) if drained.more and not drained.stopped else ()


# Who acts on what has happened: each reads events by a cursor of its own, and returns how many it read.
FOLLOWERS = (
    subscriptions.follow,
    alerts.follow,
    applicants.follow,
    employers.follow,
    trust.follow,
    confirmations.follow,
)


def _follow(context: Context) -> Iterable[str]:
    """Act on what has happened: people want alerts or no more, vacancies open and end, employers decide."""
    acted = 0
    for follow in FOLLOWERS:
        while not context.stopping() and (some := follow(context.db, context.market, context.now)):
            acted += some
    return ("rounds",) if acted else ()


def _rounds(context: Context) -> Iterable[str]:
    """Tell people of vacancies, in the rounds and digests that are due."""
    while not context.stopping() and subscriptions.follow(context.db, context.market, context.now):
        pass
    told = alerts.Ran()
    while not context.stopping() and (ran := alerts.run_due(context.db, context.market, context.now)) != alerts.Ran():
        told += ran
    return ("drain",) if told.alerts or told.digests else ()


def _sweep(context: Context) -> Iterable[str]:
    """Do what happens to messages by the passing of time alone."""
    if context.gateway is None:
        return ()
    swept = sweeping.sweep(context.db, context.gateway, context.market, context.now)
    return ("drain",) if swept.left_behind or swept.queued_again or swept.released else ()


def _expire(context: Context) -> Iterable[str]:
    """End vacancies whose deadline has passed."""
    ended = 0
    while not context.stopping() and (some := vacancies.expire(context.db, context.market, context.now)):
        ended += some
    return ("follow",) if ended else ()


def _interviews(context: Context) -> Iterable[str]:
    """The evening before, remind people of interviews and tell employers who comes."""
    return ("drain",) if applicants.remind(context.db, context.market, context.now) else ()


def _employers(context: Context) -> Iterable[str]:
    """Ask employers whose jobs are about to end whether they are filled."""
    asked = 0
    while not context.stopping() and (some := employers.ask_due(context.db, context.market, context.now)):
        asked += some
    return ("drain",) if asked else ()


def _outreach(context: Context) -> Iterable[str]:
    """Count, queue, stop and look after the texts of staff to many people."""
    queued = reaching.run(context.db, context.market, context.now, context.stopping)
    again = ("outreach",) if context.stopping() else ()
    return ("drain", *again) if queued else again


def _tallies(context: Context) -> Iterable[str]:
    """Count what happened and what was sent, for reports."""
    for some in (tallying.follow, tallying.messages):
        while some(context.db, context.market, context.now):
            if context.stopping():
                return ("tallies",)
    return ()


def _credit(context: Context) -> Iterable[str]:
    """Look after what is left with the gateway."""
    if isinstance(context.gateway, credit.Prepaid):
        credit.look(context.db, context.market, context.gateway, context.now)
    return ()


def _forget(context: Context) -> Iterable[str]:
    """Forget what is left of people who were erased."""
    while erasure.sweep(context.db, context.market, context.now):
        if context.stopping():
            return ("forget",)
    return ()


def _purge(context: Context) -> Iterable[str]:
    """Delete what is old enough."""
    while purge.some(context.db, context.now):
        if context.stopping():
            return ("purge",)
    return ()


# In the order in which those are run that are due at one moment.
jobs: list[Job] = [
    Job("drain", 5, _drain),
    Job("follow", 2, _follow),
    Job("rounds", 15, _rounds),
    Job("outreach", 5, _outreach),
    Job("sweep", 30, _sweep),
    Job("employers", 300, _employers),
    Job("interviews", 300, _interviews),
    Job("expire", 60, _expire),
    Job("credit", 900, _credit),
    Job("tallies", 900, _tallies),
    Job("forget", 3600, _forget),
    Job("purge", 24 * 3600, _purge),
]
