"""Load: many conversations at once over HTTP, from a process of its own, each answer checked.

A conversation is a row of exchanges, each sent when the answer before it is there. Requests are finished bytes and
answers are hardly parsed: what this process costs must be little beside what it measures.
"""

import pickle
import select
import socket
import statistics
import subprocess
import sys
import time
from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent.parent
ANSWER_SECONDS = 30


class Exchange(NamedTuple):
    """One request and how the body of its answer must begin. `kind` is under which its time is counted."""

    request: bytes
    expected: bytes
    kind: str


Conversation = Iterable[Exchange]
Source = Callable[[], Iterator[Conversation]]  # it travels to the other process, so it must be picklable


@dataclass
class Result:
    """What one run gave. Times are in seconds, by kind of exchange."""

    seconds: float = 0.0
    times: dict[str, "array[float]"] = field(default_factory=dict)
    wrong: int = 0
    example: str = ""  # the first wrong answer, and what it should have been

    @property
    def answers(self) -> int:
        """How many exchanges were completed."""
        return sum(map(len, self.times.values()))

    @property
    def per_second(self) -> float:
        """Exchanges completed a second."""
        return self.answers / self.seconds

    def percentile(self, percent: int) -> float:
        """The time that so many of a hundred exchanges did not exceed."""
        together = [each for times in self.times.values() for each in times]
        return statistics.quantiles(together, n=100)[percent - 1]


def run(port: int, source: Source, seconds: float, connections: int, at_once: int = 0) -> Result:
    """Keep `at_once` conversations going over that many connections to a port of this machine.

    A conversation that ends makes room for the next of the source, until the time is over or the source is. Those
    that go on then are played to their end, unmeasured: a call that breaks off would begin in another way next time.
    """
    played = subprocess.run(
        [sys.executable, "-c", "from bench.parts import load; load.play_for_parent()"],
        input=pickle.dumps((port, source, seconds, connections, at_once or connections)),
        stdout=subprocess.PIPE,
        check=True,
        cwd=ROOT,
    )
    result: Result = pickle.loads(played.stdout)
    return result


def play_for_parent() -> None:
    """What the other process does: play what it reads from standard input, write the result to standard output."""
    sys.stdout.buffer.write(pickle.dumps(_play(*pickle.load(sys.stdin.buffer))))


def form_post(path: str, form: str) -> bytes:
    """A request with an encoded form, as a gateway sends it over a connection that stays open."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(form)}\r\n\r\n{form}"
    ).encode("ascii")


class _Line:
    """One connection, with the conversation whose answer it waits for."""

    __slots__ = ("began", "conversation", "exchange", "received", "socket")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def send(self, exchange: Exchange, conversation: Iterator[Exchange]) -> None:
        self.exchange, self.conversation = exchange, conversation
        self.began = time.perf_counter()
        self.socket.sendall(exchange.request)

    def receive(self) -> bytes | None:
        """The body of the answer, or None while some of it is still on its way."""
        self.received += (more := self.socket.recv(65536))
        if not more:
            raise ConnectionError("the server closed the connection")
        head = self.received.find(b"\r\n\r\n")
        if head < 0:
            return None
        field = self.received.index(b"content-length: ", 0, head) + 16
        length = int(self.received[field : self.received.index(b"\r", field)])
        if len(self.received) < head + 4 + length:
            return None
        body = self.received[head + 4 :]
        if not self.received.startswith(b"HTTP/1.1 200"):
            body = self.received
        self.received = b""
        return body


def _play(port: int, source: Source, seconds: float, connections: int, at_once: int) -> Result:
    result = Result()
    conversations = source()
    waiting: deque[Iterator[Exchange]] = deque(
        iter(each) for each, _place in zip(conversations, range(at_once), strict=False)
    )

    def turn() -> tuple[Exchange, Iterator[Exchange]] | None:
        """The next exchange of whoever waits longest; a conversation that is over leaves its place to another."""
        while waiting:
            conversation = waiting.popleft()
            if exchange := next(conversation, None):
                return exchange, conversation
            if time.perf_counter() < end and (another := next(conversations, None)):
                waiting.appendleft(iter(another))
        return None

    lines = {line.socket.fileno(): line for line in (_Line(port) for _ in range(connections))}
    ready = select.epoll()
    began = time.perf_counter()
    end = began + seconds
    busy = 0
    for number, line in lines.items():
        ready.register(number, select.EPOLLIN)
        if next_turn := turn():
            line.send(*next_turn)
            busy += 1
    while busy:
        events = ready.poll(ANSWER_SECONDS)
        if not events:
            raise TimeoutError(f"no answer for {ANSWER_SECONDS} seconds")
        for number, _event in events:
            line = lines[number]
            body = line.receive()
            if body is None:
                continue
            exchange = line.exchange
            now = time.perf_counter()
            if now < end:
                result.times.setdefault(exchange.kind, array("d")).append(now - line.began)
                result.seconds = now - began
            if not body.startswith(exchange.expected):
                result.wrong += 1
                result.example = result.example or f"{body!r} instead of {exchange.expected!r}"
            waiting.append(line.conversation)
            if next_turn := turn():
                line.send(*next_turn)
            else:
                busy -= 1
    for line in lines.values():
        line.socket.close()
    return result
