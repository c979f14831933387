"""A server of feeds in the hands of a test: what it says at each path, and what it was asked."""

import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Act = Callable[["Handler"], Any]


class Handler(BaseHTTPRequestHandler):
    """Answers by what the server was told for the path."""

    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers.items()))
        self.close_connection = True
        self.server.acts[self.path](self)

    def log_message(self, format: str, *args: Any) -> None:
        """Nobody reads it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, str]] = []
        self.acts: dict[str, Act] = {}


class FeedServer:
    """A server on a free port of this machine while it is entered."""

    def __enter__(self) -> Self:
        self._server = _Server()
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def asked(self) -> list[dict[str, str]]:
        """The headers of each request, oldest first."""
        return self._server.asked

    def url(self, path: str = "/feed") -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def act(self, path: str, act: Act) -> None:
        """Let this be done with whoever asks for a path."""
        self._server.acts[path] = act

    def say(self, path: str, body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> None:
        """Answer with this, or that it has not changed, where the ETag is the one that is asked by."""
        told = headers or {}

        def answer(handler: Handler) -> None:
            same = "ETag" in told and handler.headers.get("If-None-Match") == told["ETag"]
            handler.send_response(304 if same else status)
            for name, value in told.items():
                if not same:
                    handler.send_header(name, value)
            if not same and "Content-Length" not in told:
                handler.send_header("Content-Length", str(len(body)))
            handler.end_headers()
            if not same:
                try:
                    handler.wfile.write(body)
                except OSError:
                    pass  # whoever asked had enough

        self.act(path, answer)

    def send_on(self, path: str, location: str) -> None:
        """Redirect to somewhere."""

        def answer(handler: Handler) -> None:
            handler.send_response(302)
            if location:
                handler.send_header("Location", location)
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        self.act(path, answer)
