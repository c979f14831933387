"""Upkeep: what a serving process does for its database, off the path of requests."""

import logging
import threading
import time

from core.database import Database
from core.errors import ServiceError

CHECKPOINT_SECONDS = 0.5  # often, so that each is short: callers who must write wait for its end

log = logging.getLogger(__name__)


def start(db: Database) -> None:
    """Move what was committed to its place from a thread of its own, as long as the process lives.

    It may die with the process at any moment: what it had not done, the next one does.
    """
    db.take_over_checkpoints()

    def keep() -> None:
        while True:
            time.sleep(CHECKPOINT_SECONDS)
            try:
                db.checkpoint()
            except ServiceError:
                log.exception("a checkpoint failed; the next one tries again")

    threading.Thread(target=keep, name="upkeep", daemon=True).start()
