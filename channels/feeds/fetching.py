"""Fetching: what stands at an address of the web, within limits, and from nowhere inside our own network."""

import ipaddress
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Self
from urllib.parse import SplitResult, urljoin, urlsplit

from core import __version__
from core.errors import ServiceError

PORTS = {"http": 80, "https": 443}
MOST_REDIRECTS = 3
_CHUNK = 65_536
_LONGEST_SILENCE = 15.0  # seconds
_MOVED = (301, 302, 303, 307, 308)
_LONGEST_URL = 2000
_LONGEST_TAG = 500  # characters of an ETag or a date that we are asked to send back

# What the standard library calls global and yet leads inside: NAT64, 6to4 and Teredo hold an address of the old kind.
_TUNNELS = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")))


class FetchError(ServiceError):
    """Nothing could be fetched. `code` says why, for staff."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a fetch may take: seconds in all, bytes as they come and as they unfold."""

    seconds: float = 60.0
    bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: `data` is None where it has not changed since. `etag` and `last_modified` are for the next time."""

    data: bytes | None
    etag: str | None = None
    last_modified: str | None = None


class _Watch:
    """Cuts a line off when its time is over: a server that drips a byte a second is never late with one."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds
        self._timer: threading.Timer | None = None
        self._line: socket.socket | None = None

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends

    def left(self) -> float:
        """Seconds. Raises FetchError where there are none."""
        if self.is_over:
            raise FetchError("too_slow")
        return self._ends - time.monotonic()

    def begin(self, line: socket.socket) -> None:
        # A second handle on the line: the first goes into that of TLS, and is closed by whoever reads.
        self._line = line.dup()
        self._timer = threading.Timer(self.left(), self._cut)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        if self._timer and self._line:
            self._timer.cancel()
            self._timer.join()  # one that has begun to cut must not find the handle given to another line
            self._line.close()
        self._timer = self._line = None

    def _cut(self) -> None:
        try:
            if self._line:
                self._line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it had ended meanwhile


def fetch(
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    is_inside: bool = False,
    limits: Limits | None = None,
) -> Fetched:
    """What stands at an address. `etag` and `last_modified` are what the last fetch gave.

    Its name is looked up once and that very address is called, so that it cannot change between the look and the
    call. Redirects are followed three times and looked at likewise. `is_inside` lets the host and port of `url`
    itself, and no other, be anything. Raises FetchError: address_malformed, address_inside, port, name_unknown,
    no_answer, certificate, too_slow, too_big, too_many_redirects, redirect_malformed, encoding, status.
    """
    limits = limits or Limits()
    watch = _Watch(limits.seconds)
    asked = {"Accept-Encoding": "gzip", "User-Agent": f"Fursa/{__version__}", "Connection": "close"}
    if etag:
        asked["If-None-Match"] = etag
    if last_modified:
        asked["If-Modified-Since"] = last_modified
    target = _parts(url)
    free = _authority(target) if is_inside else None
    for _hop in range(MOST_REDIRECTS + 1):
        with _Line(target, free == _authority(target), watch) as line:
            answer = line.ask(target, asked)
            if answer.status not in _MOVED:
                return _read(answer, limits, watch)
        target = _next(target, answer.headers.get("Location"))
    raise FetchError("too_many_redirects")


def check(url: str, is_inside: bool = False) -> None:
    """Whether an address may be fetched, as far as it says by itself. Raises FetchError."""
    _port(_parts(url), is_inside)


def is_outside(address: str) -> bool:
    """Whether an IP address is of the open internet: not of this machine, a private network, a provider or nobody."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_outside(str(ip.ipv4_mapped))
        if any(ip in tunnel for tunnel in _TUNNELS):
            return False
    # Some versions of Python call multicast and reserved addresses global.
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise FetchError("address_malformed") from None
    plain = len(url) <= _LONGEST_URL and url.isascii() and url.isprintable() and " " not in url
    if parts.scheme not in PORTS or not parts.hostname or parts.username is not None or not plain:
        raise FetchError("address_malformed")
    return parts


def _authority(parts: SplitResult) -> tuple[str, int]:
    return (parts.hostname or "").rstrip("."), parts.port or PORTS[parts.scheme]


def _port(parts: SplitResult, is_free: bool) -> int:
    port = _authority(parts)[1]
    if port not in PORTS.values() and not is_free:
        raise FetchError("port", str(port))
    return port


class _Line:
    """A connection to the very address that was looked at; its errors are ours while it is entered."""

    def __init__(self, target: SplitResult, is_free: bool, watch: _Watch) -> None:
        self._host, self._port = target.hostname or "", _port(target, is_free)
        self._is_safe = target.scheme == "https"
        self._address = _looked_up(self._host, self._port, is_free)
        self._watch = watch
        self._connection = HTTPConnection(self._host, self._port)
        self._answer: HTTPResponse | None = None

    def __enter__(self) -> Self:
        timeout = min(self._watch.left(), _LONGEST_SILENCE)
        try:
            line = socket.create_connection((self._address, self._port), timeout)
        except OSError as error:
            raise self._failed(error) from error
        self._connection.sock = line
        try:
            self._watch.begin(line)
            if self._is_safe:
                self._connection.sock = ssl.create_default_context().wrap_socket(line, server_hostname=self._host)
        except BaseException as error:
            self._close()
            line.close()
            if isinstance(error, OSError):
                raise self._failed(error) from error
            raise
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._close()
        if isinstance(error, HTTPException | OSError):
            raise self._failed(error) from error

    def ask(self, target: SplitResult, asked: dict[str, str]) -> HTTPResponse:
        path = (target.path or "/") + (f"?{target.query}" if target.query else "")
        self._connection.request("GET", path, headers={"Host": target.netloc, **asked})
        self._answer = self._connection.getresponse()
        return self._answer

    def _close(self) -> None:
        self._watch.end()
        if self._answer:
            self._answer.close()
        self._connection.close()

    def _failed(self, error: Exception) -> FetchError:
        if self._watch.is_over:
            return FetchError("too_slow")
        return FetchError(
            "certificate" if isinstance(error, ssl.SSLCertVerificationError) else "no_answer", type(error).__name__
        )


def _looked_up(host: str, port: int, is_free: bool) -> str:
    """The address of a host. Raises FetchError where it is not known, or leads inside."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchError("name_unknown", host) from None
    addresses = [str(each[4][0]) for each in found]
    # One that leads inside among others is no slip: it waits to be taken.
    if not is_free and not all(map(is_outside, addresses)):
        raise FetchError("address_inside", host)
    return addresses[0]


def _read(answer: HTTPResponse, limits: Limits, watch: _Watch) -> Fetched:
    if answer.status == 304:
        return Fetched(None)
    if answer.status != 200:
        raise FetchError("status", str(answer.status))
    encoding = (answer.headers.get("Content-Encoding") or "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise FetchError("encoding", encoding[:20])
    unfold = None if encoding == "identity" else zlib.decompressobj(zlib.MAX_WBITS | 16)
    data, came = bytearray(), 0
    try:
        while chunk := answer.read1(_CHUNK):
            watch.left()
            came += len(chunk)
            data += unfold.decompress(chunk, limits.bytes + 1 - len(data)) if unfold else chunk
            # What unfolds to more than the limit is left in `unconsumed_tail`, and never becomes memory.
            if max(came, len(data)) > limits.bytes or (unfold and unfold.unconsumed_tail):
                raise FetchError("too_big")
    except zlib.error:
        raise FetchError("encoding", encoding) from None
    watch.left()
    length = answer.headers.get("Content-Length")
    cut = length and length.isdecimal() and came < int(length)
    if cut or (unfold and not unfold.eof):
        raise FetchError("no_answer", "cut off")
    return Fetched(bytes(data), _tag(answer, "ETag"), _tag(answer, "Last-Modified"))


def _tag(answer: HTTPResponse, name: str) -> str | None:
    value = answer.headers.get(name)
    return value if value and value.isascii() and value.isprintable() and len(value) <= _LONGEST_TAG else None


def _next(target: SplitResult, location: str | None) -> SplitResult:
    """Where a redirect leads. From https never back to http, where anybody on the way could answer."""
    if not location:
        raise FetchError("redirect_malformed")
    try:
        parts = _parts(urljoin(target.geturl(), location))
    except (FetchError, ValueError):
        raise FetchError("redirect_malformed") from None
    if target.scheme == "https" and parts.scheme != "https":
        raise FetchError("redirect_malformed")
    return parts
