"""A line that breaks: a proxy on this machine that cuts connections after some bytes, in either direction."""

import contextlib
import random
import selectors
import socket
import struct
import threading
from collections.abc import Callable, Iterator

SHARE = 0.5  # of the connections that are cut, as nearly as it can be had
PIECE = 4096
STOP_SECONDS = 0.05
AT_ONCE = struct.pack("ii", 1, 0)  # closed so, a connection is reset, and what was under way is lost


class CutProxy:
    """Passes on what comes to a server. `connections` and `cuts` count what happened to the lines."""

    def __init__(self, server_port: int, seed: int) -> None:
        self.connections = 0
        self.cuts = 0
        self.up = 0  # cuts while the request went up
        self.is_whole = False  # set: from now on nothing is cut
        self.is_mute = False  # set: what the server answers is lost, and nobody hears of it
        self._server_port = server_port
        self._chance = random.Random(seed)
        self._sizes = {True: [400], False: [400]}  # bytes that went up and down a line that was left whole
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._listener.settimeout(STOP_SECONDS)
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    @property
    def share(self) -> float:
        """How many of the connections were cut."""
        return self.cuts / self.connections

    def close(self) -> None:
        """Stop, and wait for the lines that are open."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            with contextlib.suppress(TimeoutError):
                line = self._listener.accept()[0]
                line.settimeout(None)
                thread = threading.Thread(target=self._pass_on, args=(line,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _pass_on(self, line: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            # A line that was to be cut may end earlier: whoever lags behind cuts the next.
            is_cut = not self.is_whole and self._chance.random() < (0.25 if self.share > SHARE else 0.9)
            is_up = self._chance.random() < 0.4
            left = self._chance.randrange(self._chance.choice(self._sizes[is_up])) if is_cut else -1
            is_reset = self._chance.random() < 0.3
        try:
            server = socket.create_connection(("127.0.0.1", self._server_port))
        except OSError:
            line.close()  # the server is being started again
            return
        with line, server:
            try:
                most = {True: left if is_up else -1, False: -1 if is_up else left}
                passed, cut = _between(line, server, most, lambda: self.is_mute)
            except OSError:
                return  # one of the ends left by itself
            with self._lock:
                if cut:
                    self.cuts += 1
                    self.up += is_up
                else:
                    for direction, size in passed.items():
                        self._sizes[direction] = [*self._sizes[direction][-20:], max(size, 1)]
            if cut and is_reset:
                for each in (line, server):
                    each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)


def _between(
    line: socket.socket, server: socket.socket, most: dict[bool, int], is_mute: Callable[[], bool]
) -> tuple[dict[bool, int], bool]:
    """Pass on until one end closes or so many bytes went, up (True) or down; -1: any number. While `is_mute` nothing
    goes down. Returns the bytes up and down, and whether it was a cut."""
    passed = {True: 0, False: 0}
    with selectors.DefaultSelector() as ready:
        ready.register(line, selectors.EVENT_READ, True)
        ready.register(server, selectors.EVENT_READ, False)
        while True:
            for key, _events in ready.select():
                is_up: bool = key.data
                piece = (line if is_up else server).recv(PIECE)
                if not piece:
                    return passed, False
                if not is_up and is_mute():
                    continue
                rest = most[is_up] - passed[is_up]
                is_last = most[is_up] >= 0 and len(piece) >= rest
                (server if is_up else line).sendall(piece[:rest] if is_last else piece)
                passed[is_up] += len(piece)
                if is_last:
                    return passed, True


@contextlib.contextmanager
def cutting(server_port: int, seed: int) -> Iterator[CutProxy]:
    """A proxy in front of a server of this machine."""
    proxy = CutProxy(server_port, seed)
    try:
        yield proxy
    finally:
        proxy.close()
