"""The bell: how a process that has queued something tells a worker to look. Lost rings cost seconds, never messages."""

import logging
import threading
from queue import SimpleQueue
from typing import Protocol

QUEUE = "fursa"
HEARD = "messages.ear.heard"  # by name: who rings need not load what answers
REDIS_SECONDS = 2.0
# How long one ring stands for all that follow. It ends when a worker hears it, or with that worker.
STANDING_SECONDS = 30
UNHEARD_SECONDS = 60  # a ring that nobody took by then is of no use: the schedule has been by
JOB_SECONDS = 300  # far beyond any turn

log = logging.getLogger(__name__)


class Bell(Protocol):
    """Rung after a commit that queued something. Never raises, never waits."""

    def ring(self, name: str) -> None:
        """Tell a worker that the job of this name has something to do."""


class RedisBell:
    """Rings in other processes: one RQ job for all rings that come before a worker hears the first.

    Redis is spoken to from a thread of the bell's own, so nobody who rings ever waits for it.
    """

    def __init__(self, url: str) -> None:
        """`url` is Redis as FURSA_REDIS gives it."""
        self._url = url
        self._rung: SimpleQueue[str] = SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def ring(self, name: str) -> None:
        self._rung.put(name)
        if self._thread is None:
            with self._starting:
                if self._thread is None:
                    # It may die with the process at any moment: a ring is nothing that could be lost.
                    self._thread = threading.Thread(target=self._carry, name="bell", daemon=True)
                    self._thread.start()

    def _carry(self) -> None:
        from redis import Redis, RedisError  # loaded by those who ring: it costs 20 MB
        from rq import Queue

        connection = Redis.from_url(
            self._url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS, retry=None
        )
        queue = Queue(QUEUE, connection=connection)
        down = False
        while True:
            names = {self._rung.get()}
            while not self._rung.empty():
                names.add(self._rung.get())
            try:
                for name in sorted(names):
                    # RQ's own unique ids would hold a ring back while the job runs, just when it may have looked for
                    # the last time, and for as long as RQ remembers a job whose worker was killed.
                    if connection.set(standing(name), 1, nx=True, ex=STANDING_SECONDS):
                        queue.enqueue(
                            HEARD,
                            name,
                            ttl=UNHEARD_SECONDS,
                            result_ttl=0,
                            failure_ttl=UNHEARD_SECONDS,
                            job_timeout=JOB_SECONDS,
                        )
                if down:
                    log.info("Redis answers again")
                down = False
            except RedisError as error:
                if not down:
                    log.warning("Redis does not answer; the schedule does without it", extra={"why": str(error)})
                down = True


def standing(name: str) -> str:
    """The key in Redis that says that somebody has rung and nobody has heard yet."""
    return f"{QUEUE}:rung:{name}"
