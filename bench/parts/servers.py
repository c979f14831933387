"""Servers to measure: an application in processes of its own, behind the server that the service has."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from channels.server import serve
from core.settings import read

ROOT = Path(__file__).parent.parent.parent
START_SECONDS = 20
SERVICE = "wsgi:serve_app"
BARE_FLASK = "bench.parts.bare:create_app"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. It listens on `port` of this machine; `worker` is the process that answers."""

    port: int
    worker: int

    def memory(self) -> float:
        """What the worker holds in memory now (resident set), in MB."""
        for line in Path(f"/proc/{self.worker}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1000
        raise RuntimeError(f"process {self.worker} tells no memory")


def flush_seconds(folder: Path, times: int = 200) -> float:
    """What the disk takes to keep 8 KB more of a file, at the median: no durable step is faster than that."""
    taken = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(times):
            file.write(bytes(8192))
            began = time.perf_counter()
            os.fsync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


@contextmanager
def running(target: str, environment: Mapping[str, str] | None = None, plain: bool = False) -> Iterator[Server]:
    """Serve what a factory (`module:function`) makes, as `fursa serve` would.

    Plain is granian's own WSGI with one thread: nothing is faster, and whoever sends slowly stops it.
    """
    port = _free_port()
    if plain:
        command = [sys.executable, "-P", "-m", "granian", "--interface", "wsgi", "--factory", target]
        command += ["--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"]
        command += ["--blocking-threads", "1", "--log-level", "warning"]
    else:
        threads = read(environment or {}).request_threads
        command = [sys.executable, "-P", "-c", "from bench.parts import servers; servers.serve_for_parent()"]
        command += [target, str(port), str(threads)]
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": _with_root(), **(environment or {})},
        start_new_session=True,
    )
    try:
        _wait_until_open(process, port)
        yield Server(port, _worker_of(process.pid))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def serve_for_parent() -> None:
    """What the other process does."""
    target, port, threads = sys.argv[1:]
    serve(target, host="127.0.0.1", port=int(port), threads=int(threads), ready=lambda _address: None)


def _with_root() -> str:
    return os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))


def _wait_until_open(process: "subprocess.Popen[bytes]", port: int) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server does not start: see the error above")


def _worker_of(process: int) -> int:
    """The child that answers; python's own trackers of resources are children too, with little memory."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return max(map(int, children), key=lambda child: int(Path(f"/proc/{child}/statm").read_text().split()[1]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
