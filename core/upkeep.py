"""Upkeep: what a serving process does by itself, off the path of requests."""

import logging
import threading
import time
from collections.abc import Callable

from core import vacancies
from core.database import Database
from core.errors import ServiceError
from core.market import Market

CHECKPOINT_SECONDS = 2
EXPIRE_SECONDS = 60

log = logging.getLogger(__name__)


def start(db: Database, market: Market, clock: Callable[[], float] = time.time) -> None:
    """Keep the database in order from a thread of its own, as long as the process lives.

    It may die with the process at any moment: what it had not done, the next one does.
    """
    db.take_over_checkpoints()

    def keep() -> None:
        expired_at = 0.0
        while True:
            time.sleep(CHECKPOINT_SECONDS)
            try:
                db.checkpoint()
                if clock() - expired_at >= EXPIRE_SECONDS:
                    vacancies.expire(db, market, int(clock()))
                    expired_at = clock()
            except ServiceError:
                log.exception("upkeep failed; it tries again soon")

    threading.Thread(target=keep, name="upkeep", daemon=True).start()
