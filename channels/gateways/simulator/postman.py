"""What the simulated gateway posts to the service, each when its time has come, from a thread of its own."""

import heapq
import itertools
import logging
import threading
import time
from collections.abc import Mapping

from channels.gateways import http
from core.errors import ServiceError

MOST_WAITING = 100_000  # what goes beyond is lost, as it happens with gateways too

log = logging.getLogger(__name__)


class Postman:
    """Posts forms to one service. The thread starts with the first form."""

    def __init__(self, url: str) -> None:
        """`url` is where the service answers, such as http://127.0.0.1:8000."""
        self._url = url
        self._waiting: list[tuple[float, int, str, Mapping[str, str]]] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def post(self, path: str, fields: Mapping[str, str], after_seconds: float = 0) -> None:
        """Post a form some time from now. Whether it arrives is not told."""
        with self._changed:
            if self._closed or len(self._waiting) >= MOST_WAITING:
                return
            due = time.monotonic() + after_seconds
            heapq.heappush(self._waiting, (due, next(self._order), path, fields))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="simulator", daemon=True)
                self._thread.start()
            self._changed.notify()

    def close(self) -> None:
        """Stop; what waits is lost."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._closed and (wait := self._seconds_to_next()) != 0:
                    self._changed.wait(wait)
                if self._closed:
                    return
                _due, _order, path, fields = heapq.heappop(self._waiting)
            try:
                answer = http.request("POST", self._url + path, headers={}, data=fields)
                if answer.status_code != 200:
                    log.warning("the service refused a callback", extra={"status": answer.status_code})
            except ServiceError as error:
                log.warning("a callback did not reach the service", extra={"why": str(error)})

    def _seconds_to_next(self) -> float | None:
        """Until the next form is due; None when there is none."""
        return max(0.0, self._waiting[0][0] - time.monotonic()) if self._waiting else None
