"""The ear: a worker process's side of the bell. It hears rings through RQ and passes them to the worker's thread."""

import logging
import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from redis import Redis, RedisError
from rq import Queue, SimpleWorker, get_current_job
from rq.exceptions import StopRequested

from messages import bell
from messages.worker import Worker

RETRY_SECONDS = 5.0
LISTEN_SECONDS = 60  # RQ asks Redis again after three quarters of this, so a connection that broke is noticed

log = logging.getLogger(__name__)

# RQ calls a function by its name and hands it nothing else: here it finds the worker of its process.
_worker: Worker | None = None


def listen(url: str, worker: Worker, ready: Callable[[], None]) -> None:
    """Run a worker and pass on to it what is rung, until SIGTERM or SIGINT. Only in the main thread of a process.

    `ready` is called when it has begun. Nothing of the work happens in this thread: whatever Redis, RQ and signals do
    to it, no call of a gateway is interrupted. While Redis is away the worker goes on by its schedule.
    """
    global _worker
    _worker = worker

    def stop(_signal: int, _frame: FrameType | None) -> None:
        worker.stop()
        if _Ear.waits:
            raise StopRequested

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    worker.start()
    try:
        ready()
        _listen(url, worker)
    finally:
        worker.stop()
        worker.join()


def _listen(url: str, worker: Worker) -> None:
    down = False
    while not worker.stopping:
        try:
            connection = Redis.from_url(url)
            ear = _Ear([Queue(bell.QUEUE, connection=connection)], connection=connection, worker_ttl=LISTEN_SECONDS)
            ear.worker = worker
            # RQ would say every few seconds that Redis is away; who rings says so once.
            ear.work(logging_level="CRITICAL")
            down = False
        except RedisError as error:
            if not down:
                log.warning("Redis does not answer; the schedule does without it", extra={"why": str(error)})
            down = True
        ends = time.monotonic() + RETRY_SECONDS
        while time.monotonic() < ends and not worker.stopping:
            time.sleep(0.1)


def heard(name: str) -> None:
    """What RQ runs for a ring. From here on a further ring is a new one: this look may be too early for it."""
    job = get_current_job()
    if job is not None:
        job.connection.delete(bell.standing(name))
    if _worker is not None:
        # Until it is done this process takes no other ring, which another process may be free for.
        _worker.run(name)


class _Ear(SimpleWorker):
    """RQ's worker without its signals and without its commands: systemd stops us, nobody else."""

    waits = False  # for Redis, so that a signal may interrupt it; there is one ear in a process
    worker: Worker
    max_connection_wait_time = RETRY_SECONDS

    def dequeue_job_and_maintain_ttl(self, timeout: int | None, max_idle_time: int | None = None) -> Any:
        # In this order: a signal that comes between the two lines is noticed by the second.
        _Ear.waits = True
        try:
            if self.worker.stopping:
                raise StopRequested
            return super().dequeue_job_and_maintain_ttl(timeout, max_idle_time)
        finally:
            _Ear.waits = False

    def _install_signal_handlers(self) -> None:
        pass

    def subscribe(self) -> None:
        pass

    def unsubscribe(self) -> None:
        pass
