"""Gateways made of a script, and a service made of a list: what the tests of gateways talk to."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from werkzeug.serving import make_server

POLL_SECONDS = 0.02  # how long a test waits at most for a server to stop


@dataclass
class Asked:
    """A request that the scripted gateway got."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.path).query))


@dataclass
class ScriptedGateway:
    """Answers every request with `status`, `headers` and `body`; `hangs_up` closes the line instead, without a word."""

    url: str = ""
    status: int = 201
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    body: bytes = b""
    hangs_up: bool = False
    may_answer: threading.Event = field(default_factory=threading.Event)
    asked: list[Asked] = field(default_factory=list)

    def says(self, data: Any, status: int = 201) -> None:
        self.status, self.body = status, json.dumps(data).encode()

    def says_text(self, text: str, status: int, **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.status, self.body, self.headers = status, text.encode(), {"Content-Type": "text/plain", **named}


@pytest.fixture
def gateway() -> Iterator[ScriptedGateway]:
    """A scripted gateway that listens on a port of its own."""
    script = ScriptedGateway()
    script.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            script.asked.append(Asked(self.command, self.path, dict(self.headers), body))
            script.may_answer.wait()
            if script.hangs_up:
                self.close_connection = True
                return
            self.send_response(script.status)
            for name, value in {**script.headers, "Content-Length": str(len(script.body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(script.body)

        do_GET = do_POST

        def log_message(self, *_arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_port}"
    with _serving(lambda: server.serve_forever(POLL_SECONDS), server.shutdown):
        yield script
        script.may_answer.set()
    server.server_close()


@dataclass
class Told:
    """What a service was told by a gateway, in the order of telling."""

    incoming: list[tuple[Any, ...]] = field(default_factory=list)
    reported: list[tuple[Any, ...]] = field(default_factory=list)
    opted_out: list[tuple[Any, ...]] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def on_incoming(self, *values: Any) -> None:
        self._keep(self.incoming, values)

    def on_reported(self, *values: Any) -> None:
        self._keep(self.reported, values)

    def on_opted_out(self, *values: Any) -> None:
        self._keep(self.opted_out, values)

    def wait(self, until: Callable[[], bool], seconds: float = 10) -> None:
        """Return once something has been told; fail where it never is."""
        with self.changed:
            assert self.changed.wait_for(until, seconds), (self.incoming, self.reported)

    def _keep(self, where: list[tuple[Any, ...]], values: tuple[Any, ...]) -> None:
        with self.changed:
            where.append(values)
            self.changed.notify_all()


@pytest.fixture
def told() -> Told:
    """What the callbacks told the service."""
    return Told()


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """The address at which an application answers for a while."""
    server = make_server("127.0.0.1", port, app, threaded=True)
    with _serving(lambda: server.serve_forever(POLL_SECONDS), server.shutdown):
        yield f"http://127.0.0.1:{server.server_port}"
    server.server_close()


@contextmanager
def _serving(serve: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join()
