"""The bridge: a WSGI application behind Granian's RSGI interface, so that slow senders hold no thread."""

import asyncio
import logging
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from granian._granian import RSGIHeaders, RSGIHTTPProtocol
    from granian.rsgi import Scope

MOST_BYTES = 8 * 1024 * 1024  # of a body: it is held in memory as a whole
# Tablets and the pages for staff ask for much at a time. They are patient, callers are not, and every thread takes
# Python's lock from these.
LONG = ("/sync/", "/staff/")
LONG_THREADS = 2
# A sender who left without a word would keep his connection for good.
SILENT_SECONDS = 60
LOOK_SECONDS = 5
GRACE_SECONDS = 2  # to take in what has been sent, once the service is told to stop

WSGI = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
Answer = tuple[int, list[tuple[str, str]], bytes]

log = logging.getLogger(__name__)


class Bridge:
    """An RSGI application that calls a WSGI application once a request has come as a whole.

    With one thread that is the event loop's own: handing each request to another would cost more than it gains.
    Long requests have threads of their own.
    """

    def __init__(self, app: WSGI, threads: int) -> None:
        self._app = app
        self._threads = ThreadPoolExecutor(threads, "request") if threads > 1 else None
        self._long_threads = ThreadPoolExecutor(LONG_THREADS, "long-request")
        self._arriving: dict[asyncio.Task[Any], float] = {}  # who still sends, and when we last heard of him
        self._always = {
            "SCRIPT_NAME": "",
            "SERVER_SOFTWARE": "Granian",
            "wsgi.version": (1, 0),
            "wsgi.errors": sys.stderr,
            "wsgi.input_terminated": True,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Granian calls this before the first request."""
        loop.call_later(LOOK_SECONDS, self._leave_the_silent, loop)
        # Told to stop, Granian waits for all who still send, and meanwhile nobody could call. It has no hook for that
        # moment. But it takes either signal and is only ever sent this one, so this one can be ours.
        loop.add_signal_handler(signal.SIGTERM, self._stop, loop)

    async def __rsgi__(self, scope: "Scope", protocol: "RSGIHTTPProtocol") -> None:
        """Granian calls this for each request."""
        headers = scope.headers
        environ = self._environ(scope, headers)
        if "content-length" in headers or "transfer-encoding" in headers:
            body = await self._body(protocol, headers.get("content-length"))
            if body is None:
                return
            environ["CONTENT_LENGTH"] = str(len(body))  # it was not known where the body came in chunks
            environ["wsgi.input"] = BytesIO(body)
        else:
            environ["wsgi.input"] = BytesIO()
        threads = self._long_threads if environ["PATH_INFO"].startswith(LONG) else self._threads
        if threads:
            answer = await asyncio.get_running_loop().run_in_executor(threads, self._answer, environ)
        else:
            answer = self._answer(environ)
        protocol.response_bytes(*answer)

    def _environ(self, scope: "Scope", headers: "RSGIHeaders") -> dict[str, Any]:
        server, _colon, port = scope.server.rpartition(":")
        environ = {
            **self._always,
            "REQUEST_METHOD": scope.method,
            "PATH_INFO": _latin(scope.path),
            "QUERY_STRING": _latin(scope.query_string),
            "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
            "SERVER_NAME": server,
            "SERVER_PORT": port,
            "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
            "wsgi.url_scheme": scope.scheme,
        }
        for header, value in headers.items():
            if "_" in header:
                continue  # it would pass for the one with a dash, which the web server in front vouches for
            name = _variable(header)
            if name in environ:
                value = f"{environ[name]}{'; ' if name == 'HTTP_COOKIE' else ','}{value}"
            environ[name] = value
        return environ

    async def _body(self, protocol: "RSGIHTTPProtocol", length: str | None) -> bytes | None:
        """The body once all of it has come. None where it was refused, which has then been answered."""
        task = asyncio.current_task()
        assert task
        pieces = aiter(protocol)
        try:
            return await self._whole(pieces, None if length is None else int(length), task)
        except _TooLong:
            _refuse(protocol, 413, "This is too much at a time.")
            # Who finds the connection broken while he sends takes it for a fault of the network and tries again.
            with suppress(_TooLong, _Broken, asyncio.CancelledError):
                await self._whole(pieces, None, task)
        except _Broken:
            _refuse(protocol, 400, "The request broke off.")
        except asyncio.CancelledError:
            # Not 408: clients, ours too, take that for a fault of their own, and a 503 for one that passes.
            _refuse(protocol, 503, "The request did not arrive in time. Please send it again.")
        finally:
            self._arriving.pop(task, None)  # an empty body was none
        return None

    async def _whole(self, pieces: AsyncIterator[bytes], length: int | None, task: asyncio.Task[Any]) -> bytes:
        body = bytearray()
        while len(body) != length:
            self._arriving[task] = time.monotonic()
            if max(len(body), length or 0) > MOST_BYTES:
                raise _TooLong
            piece = await anext(pieces)
            if not piece:
                if length is not None or not await _is_over(pieces):
                    raise _Broken
                break
            body += piece
        return bytes(body)

    def _answer(self, environ: dict[str, Any]) -> Answer:
        """What the application answers. Its body is joined, so it never waits for whoever reads slowly."""
        started: list[tuple[str, list[tuple[str, str]]]] = []
        body: list[bytes] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[..., None]:
            started.append((status, headers))
            return body.append

        try:
            parts = self._app(environ, start_response)
            try:
                body.extend(parts)
            finally:
                if close := getattr(parts, "close", None):
                    close()
            status, headers = started[-1]
            return int(status[:3]), headers, b"".join(body)
        except Exception:
            log.exception("a request failed outside of the application's own care")
            return 500, _PLAIN, b"Something went wrong here. Please try again later."

    def _leave_the_silent(self, loop: asyncio.AbstractEventLoop) -> None:
        latest = time.monotonic() - SILENT_SECONDS
        for task, heard in self._arriving.items():
            if heard < latest:
                task.cancel()
        loop.call_later(LOOK_SECONDS, self._leave_the_silent, loop)

    def _stop(self, loop: asyncio.AbstractEventLoop) -> None:
        loop.call_later(GRACE_SECONDS, self._leave_all)
        signal.raise_signal(signal.SIGINT)

    def _leave_all(self) -> None:
        for task in self._arriving:
            task.cancel()


class _TooLong(Exception):
    pass


class _Broken(Exception):
    pass


_PLAIN = [("content-type", "text/plain; charset=utf-8")]


def _refuse(protocol: "RSGIHTTPProtocol", status: int, why: str) -> None:
    # What was not read may follow on this connection, and would be taken for the next request.
    protocol.response_str(status, [*_PLAIN, ("connection", "close")], why)


async def _is_over(pieces: AsyncIterator[bytes]) -> bool:
    """Whether an empty piece was the end. Granian gives two of them where the sender broke off."""
    try:
        # Given a default, anext would crash Python 3.11: Granian raises before there is anything to wait for.
        await anext(pieces)
    except StopAsyncIteration:
        return True
    return False


@lru_cache(maxsize=256)
def _variable(header: str) -> str:
    """How WSGI calls a header."""
    name = header.upper().replace("-", "_")
    return name if name in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{name}"


def _latin(text: str) -> str:
    """WSGI wants each byte of an address as a character; Granian has read them as UTF-8."""
    return text if text.isascii() else text.encode().decode("latin-1")
