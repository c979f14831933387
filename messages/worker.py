"""The worker: a thread that runs jobs when somebody rings or the schedule says so, and stops between two of them."""

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import replace
from queue import Empty, SimpleQueue

from core.database import SQLITE
from core.errors import ServiceError
from core.settings import Settings
from messages.bell import Bell
from messages.jobs import Context, Job
from messages.schedule import Schedule

LOOK_SECONDS = 1.0  # between two looks at the schedule
TURN_SECONDS = 5.0

log = logging.getLogger(__name__)


class Worker:
    """Runs jobs one after the other, in a thread that outlives the main thread until it is told to stop.

    It is the whole queue of a service of one process. Where there are several, each has one, and Redis only tells
    them sooner what the schedule tells them anyway.
    """

    def __init__(
        self,
        context: Context,
        jobs: Iterable[Job],
        others: Bell | None = None,
        turn_seconds: float = TURN_SECONDS,
    ) -> None:
        """`others` rings in other workers, when there is more to do than for this one.

        After `turn_seconds` a job is asked to let the others have their turn.
        """
        self._context = replace(context, stopping=self._must_pause)
        self._jobs = {job.name: job for job in jobs}
        self._schedule = Schedule(context.db, {job.name: job.every_seconds for job in self._jobs.values()})
        self._others = others
        # Of these a signal handler may use both, whatever it interrupts: a SimpleQueue can be entered again.
        self._rung: SimpleQueue[tuple[str, threading.Event | None]] = SimpleQueue()
        self._stopping = False
        self._turn_seconds = turn_seconds
        self._turn_ends = 0.0
        self._database_down = False
        self._thread = threading.Thread(target=self._work, name="worker")

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping

    def start(self) -> None:
        """Begin. From now on `stop` must be called some time, or the process does not end."""
        self._thread.start()

    def ring(self, name: str) -> None:
        """As messages.bell.Bell says."""
        self._rung.put((name, None))

    def run(self, name: str) -> None:
        """Ring, and return when the job has had its turn, or the worker has stopped."""
        done = threading.Event()
        self._rung.put((name, done))
        while not done.wait(LOOK_SECONDS) and self._thread.is_alive():
            pass

    def stop(self) -> None:
        """Let what is under way come to its end, and begin nothing more. Safe to call from a signal handler."""
        self._stopping = True
        self._rung.put(("", None))

    def join(self) -> None:
        """Return when the thread has ended."""
        self._thread.join()

    def _work(self) -> None:
        todo: set[str] = set()
        waiting: list[threading.Event] = []
        while True:
            for name, done in self._hear(0 if todo else LOOK_SECONDS):
                todo.add(name)
                if done:
                    waiting.append(done)
            if self._stopping:
                return
            todo.update(self._due())
            again: set[str] = set()
            for name, job in self._jobs.items():
                if name in todo and not self._stopping:
                    again.update(self._run(job))
            for done in waiting:
                done.set()
            todo, waiting = again, []

    def _hear(self, seconds: float) -> list[tuple[str, threading.Event | None]]:
        """What was rung for; waits that long for the first."""
        heard = []
        try:
            heard.append(self._rung.get(timeout=seconds) if seconds else self._rung.get_nowait())
            while True:
                heard.append(self._rung.get_nowait())
        except Empty:
            return heard

    def _due(self) -> list[str]:
        try:
            names = self._schedule.due(self._context.now)
        except Exception:
            if not self._database_down:
                log.exception("the schedule cannot be read; it is tried again every second")
            self._database_down = True
            return []
        self._database_down = False
        return names

    def _run(self, job: Job) -> set[str]:
        """Give a job its turn. Returns the names of those that have something to do because of it."""
        self._turn_ends = time.monotonic() + self._turn_seconds
        try:
            again = set(job.run(self._context))
        except ServiceError as error:
            log.warning("a job failed; it runs again when it is due", extra={"job": job.name, "why": str(error)})
            return set()
        except Exception:
            # Whatever it was, the others must go on, and so must this one when it is due.
            log.exception("a job failed; it runs again when it is due", extra={"job": job.name})
            return set()
        if self._others:
            for name in sorted(again):
                self._others.ring(name)
        return again

    def _must_pause(self) -> bool:
        return self._stopping or time.monotonic() >= self._turn_ends


def is_embedded(chosen: Settings) -> bool:
    """Whether the serving process does this work itself, as SQLite and a service without Redis ask for."""
    return chosen.redis is None or chosen.database.startswith(SQLITE)


def embed(worker: Worker) -> None:
    """Start the worker of a serving process. It stops when the main thread has ended.

    That is how a server stops that is told to: it answers what it has begun, then its main thread ends.
    """
    worker.start()

    def watch() -> None:
        threading.main_thread().join()
        worker.stop()

    threading.Thread(target=watch, name="worker-stop", daemon=True).start()
