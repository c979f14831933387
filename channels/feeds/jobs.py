"""The jobs of the feeds: they are fetched when they are due, and old postings are forgotten."""

import logging
import threading
from collections.abc import Iterable

from channels.feeds import sources
from core import postings
from core.errors import ServiceError
from messages.jobs import Context, Job

THREAD = "feeds"

log = logging.getLogger(__name__)


def _feeds(context: Context) -> Iterable[str]:
    """Fetch what is due, in a thread: others answer as slowly as they like, and messages must not wait for them."""
    if sources.is_due(context.db, context.now) and not is_fetching():
        # Cut off with the process: what was claimed is fetched again when its lease is over.
        threading.Thread(target=_fetch, args=(context,), name=THREAD, daemon=True).start()
    return ()


def _forget(context: Context) -> Iterable[str]:
    """Forget postings that no source tells of any more."""
    while postings.forget(context.db, context.now):
        if context.stopping():
            return ("forget_postings",)
    return ()


def is_fetching() -> bool:
    """Whether feeds are being fetched in this process."""
    return any(thread.name == THREAD for thread in threading.enumerate())


def _fetch(context: Context) -> None:
    try:
        while feed := sources.claim(context.db, context.now):
            sources.fetch(context.db, context.market, feed, context.clock)
    except ServiceError as error:
        log.warning("feeds were not fetched; they are when they are due", extra={"why": str(error)})
    except Exception:
        log.exception("a feed failed; it is fetched again when its lease is over")


jobs: list[Job] = [
    Job("feeds", 60, _feeds),
    Job("forget_postings", 24 * 3600, _forget),
]
