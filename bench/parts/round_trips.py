"""A proxy in front of PostgreSQL that counts round trips on the wire, so that nobody has to believe the client."""

import select
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit


class Counter:
    """`trips` counts each time the server spoke after the client did, over all connections."""

    def __init__(self, url: str) -> None:
        self.trips = 0
        self._server = urlsplit(url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = urlunsplit(
            self._server._replace(netloc=f"{self._server.username}@127.0.0.1:{self._listener.getsockname()[1]}")
        )
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return  # closed
            threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        server = socket.create_connection((self._server.hostname or "", self._server.port or 5432))
        asked = False
        with client, server:
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while True:
                ready, _, _ = select.select((client, server), (), ())
                # The client first: what it sends in pieces before any answer is one question.
                if client in ready:
                    sent = client.recv(65536)
                    asked = True
                    server.sendall(sent)
                else:
                    sent = server.recv(65536)
                    self.trips += asked
                    asked = False
                    client.sendall(sent)
                if not sent:
                    return


@contextmanager
def counted(url: str) -> Iterator[Counter]:
    """A counter in front of a database, at its own `url`."""
    counter = Counter(url)
    try:
        yield counter
    finally:
        counter.close()
