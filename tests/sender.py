"""A process that sends what is due, to be killed: `python -m tests.sender DATABASE FILE NOW`.

Its gateway takes every message by writing it to the end of FILE and a dot to standard output. It answers when it
reads a byte, or the end, of standard input.
"""

import json
import os
import pathlib
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from core.database import open_database
from core.market import load
from messages import sending
from messages.gateway import Outcome, Recipient
from messages.sweeping import sweep

ROOT = pathlib.Path(__file__).parent.parent


class NotedGateway:
    """Takes everything; what it has taken outlives the process."""

    name = "noted"
    most = 20
    doubt_seconds = 600

    def __init__(self, file: pathlib.Path) -> None:
        self.file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self.calls = 0

    def send(self, text: str, sender: str | None, to: Sequence[Recipient]) -> list[Outcome]:
        self.calls += 1
        ids = [f"{os.getpid()}.{self.calls}.{recipient.id}" for recipient in to]
        taken = [[recipient.id, recipient.phone, each] for recipient, each in zip(to, ids, strict=True)]
        # One write: a kill leaves all of a call or nothing.
        os.write(self.file, (json.dumps(taken) + "\n").encode())
        os.write(1, b".")
        os.read(0, 1)
        return [
            Outcome(recipient.id, "accepted", "Sent", each, Decimal("0.8"), "ETB")
            for recipient, each in zip(to, ids, strict=True)
        ]


def start(url: str, file: pathlib.Path, now: int, stdin: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    """The process. Without a pipe for `stdin` the gateway answers at once."""
    command = [sys.executable, "-m", "tests.sender", url, str(file), str(now)]
    return subprocess.Popen(command, cwd=ROOT, stdin=stdin, stdout=subprocess.PIPE, start_new_session=True)


def taken(file: pathlib.Path) -> list[tuple[int, str, str]]:
    """What the gateway has taken so far: our id, phone, its id."""
    lines = file.read_text().splitlines() if file.exists() else []
    return [(message, phone, gateway_id) for line in lines for message, phone, gateway_id in json.loads(line)]


def doubles(file: pathlib.Path) -> int:
    """How many messages somebody got once too often."""
    return sum(times - 1 for times in Counter(message for message, _, _ in taken(file)).values())


def main(url: str, file: str, now: str) -> None:
    """Sweep and send until nothing is left."""
    db = open_database(url)
    market = load(ROOT / "tests" / "packs" / "tinyland")
    gateway = NotedGateway(pathlib.Path(file))
    sweep(db, gateway, market, int(now))
    while sending.drain(db, gateway, market, lambda: int(now)).more:
        pass
    db.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
