"""`fursa` as a process of its own, as an administrator starts it."""

import contextlib
import pathlib
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping

FURSA = pathlib.Path(sys.executable).with_name("fursa")
PATIENCE_SECONDS = 30


@contextlib.contextmanager
def running(*arguments: str, until: str, environment: Mapping[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process, and what it printed up to the line that holds `until`. It is killed in the end."""
    process = subprocess.Popen(
        [FURSA, *arguments],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    try:
        said = ""
        for line in process.stdout:
            said += line
            if until in line:
                break
        else:
            raise AssertionError(f"it ended before it was ready:\n{said}")
        yield process, said
    finally:
        process.kill()
        process.communicate()


def outcome(*arguments: str, environment: Mapping[str, str]) -> tuple[int, str]:
    """The exit code and the output of a call that ends by itself."""
    done = subprocess.run(
        [FURSA, *arguments],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=PATIENCE_SECONDS,
    )
    return done.returncode, done.stdout


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(address: str) -> str:
    """The body of a page."""
    with urllib.request.urlopen(address, timeout=PATIENCE_SECONDS) as response:
        return str(response.read(), "utf-8")


def post(address: str, **fields: str) -> str:
    """The answer to a form."""
    data = urllib.parse.urlencode(fields).encode()
    with urllib.request.urlopen(address, data, timeout=PATIENCE_SECONDS) as response:
        return str(response.read(), "utf-8")
