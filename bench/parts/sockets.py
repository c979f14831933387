"""An HTTP client that counts every byte on its connection, headers included, in both directions."""

import gzip
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType

import brotli  # type: ignore[import-untyped]  # it brings no types
import zstandard

ANSWER_SECONDS = 300
PIECE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `body` is as it was sent, perhaps compressed; `seconds` are to its last byte."""

    status: int
    headers: Mapping[str, str]  # names in small letters
    body: bytes
    seconds: float

    def unpacked(self) -> bytes:
        """The body as it was before it was compressed."""
        match self.headers.get("content-encoding", "identity"):
            case "gzip":
                return gzip.decompress(self.body)
            case "br":
                return bytes(brotli.decompress(self.body))
            case "zstd":
                reader = zstandard.ZstdDecompressor().stream_reader(self.body, read_across_frames=True)
                return reader.read()
            case "identity":
                return self.body
            case other:
                raise RuntimeError(f"an encoding that nobody asked for: {other}")


class Line:
    """One connection that stays open, to a port of this machine. `up`, `down`, `requests`, `seconds` add up."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        """`headers` go with every request."""
        self.up = self.down = self.requests = 0
        self.seconds = 0.0
        self._headers = dict(headers or {})
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=ANSWER_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = bytearray()

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def ask(
        self,
        method: str,
        target: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        expected: tuple[int, ...] = (200,),
    ) -> Answer:
        """One request and its answer. Raises RuntimeError when its status is none of those expected."""
        fields = {"Host": "127.0.0.1", **self._headers, **(headers or {})}
        if body:
            fields["Content-Length"] = str(len(body))
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        request = ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body
        began = time.perf_counter()
        self._socket.sendall(request)
        status, answered, received = self._answer()
        seconds = time.perf_counter() - began
        self.up += len(request)
        self.requests += 1
        self.seconds += seconds
        answer = Answer(status, answered, received, seconds)
        if status not in expected:
            raise RuntimeError(f"{method} {target}: {status} {answer.unpacked()[:500]!r}")
        return answer

    def _answer(self) -> tuple[int, dict[str, str], bytes]:
        head, *fields = self._until(b"\r\n\r\n").decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (field.partition(":") for field in fields)}
        status = int(head.split(" ", 2)[1])
        if status in (204, 304):
            return status, headers, b""
        if headers.get("transfer-encoding", "").lower() == "chunked":
            chunks = []
            while size := int(self._until(b"\r\n").partition(b";")[0], 16):
                chunks.append(self._exactly(size))
                self._exactly(2)
            self._until(b"\r\n")
            return status, headers, b"".join(chunks)
        return status, headers, self._exactly(int(headers["content-length"]))

    def _until(self, mark: bytes) -> bytes:
        while (end := self._received.find(mark)) < 0:
            self._receive()
        found = bytes(self._received[:end])
        del self._received[: end + len(mark)]
        return found

    def _exactly(self, size: int) -> bytes:
        while len(self._received) < size:
            self._receive()
        found = bytes(self._received[:size])
        del self._received[:size]
        return found

    def _receive(self) -> None:
        piece = self._socket.recv(PIECE)
        if not piece:
            raise ConnectionError("the server closed the connection before its answer was there")
        self.down += len(piece)
        self._received += piece
