"""The server process: Granian in front of one worker, in which a bridge calls the application."""

import errno
import http.client
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

from channels.bridge import Bridge
from core.errors import ServiceError, SetupError

# Open at a time; more wait in the system's queue. Idle ones count too, so few would let idle browsers keep the
# gateway out; many would run into the 1024 files that a process usually may open.
CONNECTIONS = 512
# For requests that are being answered, and the call of a gateway that is under way, when the service is told to stop.
STOP_SECONDS = 80
POLL_SECONDS = 0.05
# How long a thread that computes keeps Python's lock from others. A step of a call gives it up at each statement, and
# must wait for it each time: beside one busy request for a tablet, 8 callers at once waited 18 ms at the median and
# 190 ms at the 99th percentile with Python's 5 ms, 8 ms and 33 ms with this. Shorter gained nothing more.
SWITCH_SECONDS = 0.0005


def serve(target: str, *arguments: Any, host: str, port: int, threads: int, ready: Callable[[str], None]) -> None:
    """Serve the WSGI application that `target`, "module:factory", makes of `arguments`, until told to stop.

    It answers so many requests at a time, and long ones besides. The arguments travel to a process of their own, so
    they must survive pickling. `ready` is called with the service's address once it answers. Raises SetupError when
    the port cannot be had, or the service cannot start.
    """
    require_port(host, port)
    from granian import Granian  # loaded by those who serve: the other commands start faster
    from granian.constants import HTTPModes, Interfaces
    from granian.log import LogLevels

    # Forked, the worker would inherit the state of our threads without the threads, and can hang on it.
    multiprocessing.set_start_method("spawn", force=True)
    server = Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        http=HTTPModes.http1,
        workers=1,
        backpressure=CONNECTIONS,
        websockets=False,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.error,
    )
    server.on_startup(lambda: threading.Thread(target=_announce, args=(host, port, ready), daemon=True).start())
    try:
        server.serve(target_loader=partial(_create, arguments, threads))
    except SystemExit as stopped:
        if stopped.code:
            raise SetupError("The service stopped by itself; the lines above say why.") from None


def require_port(host: str, port: int) -> None:
    """Raises SetupError unless this machine can listen there.

    Granian shares a port with whoever has it (SO_REUSEPORT): two services would each get half of the calls.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            probe.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SetupError(
                f"Port {port} is in use already, perhaps by another Fursa. Stop that, or choose another with --port."
            ) from None
        raise SetupError(f"Nothing can listen at {host}, port {port}: {error.strerror}.") from None


def _create(arguments: tuple[Any, ...], threads: int, target: str) -> Any:
    """In the worker: the application behind its bridge."""
    sys.setswitchinterval(SWITCH_SECONDS)
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    module, _, factory = target.partition(":")
    try:
        return Bridge(getattr(import_module(module), factory)(*arguments), threads)
    except ServiceError as error:
        print(f"Error: {error}", file=sys.stderr, flush=True)
        raise SystemExit(1) from None


def _leave_with_parent() -> None:
    """A worker whose parent was killed would go on serving, and hold the port against the next start."""
    parent = multiprocessing.parent_process()
    assert parent is not None
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _announce(host: str, port: int, ready: Callable[[str], None]) -> None:
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while True:
        connection = http.client.HTTPConnection(near, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
            break
        except (OSError, http.client.HTTPException):
            time.sleep(POLL_SECONDS)
        finally:
            connection.close()
    ready(f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}")
