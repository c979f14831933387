"""Calls of registered people, as the gateway brings them: the mix of steps that the goals are about."""

import io
import itertools
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any
from urllib.parse import quote

from bench.parts import seed
from bench.parts.load import Conversation, Exchange, Source, form_post

KEY = "measured-measured-measured"
PATH = f"/africastalking/{KEY}/ussd"
SERVICE_CODE = "*384*1234#"

MOVE, LIST, JOB, DURABLE = "move", "list", "job", "durable"
HOME = "CON Fursa\nChoose, or type a job and a place:\n1 Jobs for me\n"

# What is pressed, what kind of step that is, and how the page then begins. It ends at home, so that the next call of
# the phone is the same again; who has applied takes it back next time, which is as durable.
ONE_CALL = (
    ("", MOVE, HOME),
    ("1", LIST, "CON Jobs for you"),
    ("1", JOB, "CON "),
    ("1", DURABLE, "CON You"),
    ("00", MOVE, HOME),
    ("7", MOVE, "CON How can we help?\n"),
    ("2", MOVE, "CON We show jobs "),
    ("00", MOVE, HOME),
    ("6", MOVE, "CON Choose what to change:\n1 {name}\n"),
    ("00", MOVE, HOME),
)
# Every second page bears the caller's name, and nobody else's.
NAMED_PAGES = (
    ("", MOVE, HOME),
    *(("6", MOVE, "CON Choose what to change:\n1 {name}\n"), ("00", MOVE, HOME)) * 5,
)

Steps = tuple[tuple[str, str, str], ...]


def calls(people: int, steps: Steps = ONE_CALL, path: str = PATH) -> Source:
    """Calls of these people, one after the other, again and again, beginning with anybody."""
    return partial(_calls, people, steps, path)


def one_each(people: int, steps: Steps) -> Source:
    """One call of each."""
    return partial(_one_each, people, steps, PATH)


def bare_posts(people: int, path: str) -> Source:
    """The same forms, to an application that only repeats them."""
    return partial(_bare_posts, people, path)


def ask(app: Callable[..., Iterable[bytes]], exchange: Exchange) -> float:
    """Play an exchange inside this process, without HTTP. Returns the seconds it took."""
    body = exchange.request.partition(b"\r\n\r\n")[2]
    path = exchange.request.split(b" ", 2)[1].decode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    began = time.perf_counter()
    answer = b"".join(app(environ, lambda status, headers, error=None: None))
    seconds = time.perf_counter() - began
    if not answer.startswith(exchange.expected):
        raise RuntimeError(f"{answer!r} instead of {exchange.expected!r}")
    return seconds


def _calls(people: int, steps: Steps, path: str) -> Iterator[Conversation]:
    # The run's own time makes call ids that no earlier run had; the stride spreads callers over the whole table.
    run = time.time_ns()
    for number in itertools.count():
        yield _call((run + number * 7919) % people, f"{run}-{number}", steps, path)


def _one_each(people: int, steps: Steps, path: str) -> Iterator[Conversation]:
    return (_call(number, f"{time.time_ns()}-{number}", steps, path) for number in range(people))


def _call(caller: int, call_id: str, steps: Steps, path: str) -> Conversation:
    text = ""
    for pressed, kind, expected in steps:
        text = f"{text}*{pressed}" if text else pressed
        request = form_post(path, _form(seed.phone(caller), call_id, text))
        yield Exchange(request, expected.format(name=seed.name(caller)).encode(), kind)


def _bare_posts(people: int, path: str) -> Iterator[Conversation]:
    for call in itertools.count():
        phone = seed.phone(call % people)
        exchange = Exchange(
            form_post(path, _form(phone, f"bare-{call}", "1*2*3")), f"CON {phone} said 1*2*3".encode(), "bare"
        )
        yield (exchange,) * len(ONE_CALL)


def _form(phone: str, call_id: str, text: str) -> str:
    return (
        f"sessionId={call_id}&serviceCode={quote(SERVICE_CODE)}&phoneNumber=%2B{phone[1:]}&networkCode=63902"
        f"&text={text.replace('*', '%2A')}"
    )
