"""Bodies: what comes in and goes out compressed. What goes out can be read as far as it came, however it is cut."""

import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import brotli  # type: ignore[import-untyped]  # it brings no types
import zstandard
from flask import Request, Response

from sync.problems import Problem

MOST_BYTES = 4_000_000  # of a body when unpacked
LINES = "application/x-ndjson"
_FLUSH_BYTES = 50_000  # whoever is cut off has lost no more than these, which are some 8 KB on the line
_WORTH_BYTES = 400  # below, compressing saves less than it says about itself
_GZIP = 16 + zlib.MAX_WBITS  # a gzip header and trailer around
_SMALL_BYTES = 200_000
_BROTLI_BEST, _BROTLI_FAST = 10, 5  # the best takes 90 ms for 130 KB, and saves a slow line a second
_ZSTD_LEVEL = 12
_GZIP_LEVEL = 6


def unpacked(request: Request) -> bytes:
    """The body of a request as it was before it was compressed. Raises Problem."""
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if request.content_length is not None and request.content_length > MOST_BYTES:
        raise Problem("too_large")
    body = request.get_data(cache=False)
    if encoding in ("", "identity"):
        plain, whole = body[: MOST_BYTES + 1], True
    elif encoding in ("gzip", "x-gzip"):
        plain, whole = _from_gzip(body)
    elif encoding == "zstd":
        plain, whole = _from_zstd(body)
    else:
        raise Problem("unsupported_encoding")
    if len(plain) > MOST_BYTES:
        raise Problem("too_large")
    if not whole:
        raise Problem("malformed")
    return plain


def respond(request: Request, lines: Iterable[bytes]) -> Response:
    """An answer of lines, compressed as the tablet can read it.

    It is one body and no stream of ours: a tablet on a slow line would hold what makes the stream until it has it all.
    """
    parts = list(lines)
    size = sum(map(len, parts))
    response = Response(content_type=LINES)
    if request.method == "GET":
        response.headers["Cache-Control"] = "no-store"  # what is said of people stays in no cache on the way
    encoding = _encoding(request, size)
    if encoding:
        response.data = b"".join(_packed(_PACKERS[encoding](size), parts))
        response.headers["Content-Encoding"] = encoding
    else:
        response.data = b"".join(parts)
    return response


class _Packer(Protocol):
    """Compresses piece by piece. What was flushed can be read without what follows."""

    def compress(self, piece: bytes) -> bytes: ...
    def flush(self) -> bytes: ...
    def finish(self) -> bytes: ...


class _Brotli:
    def __init__(self, size: int) -> None:
        quality = _BROTLI_BEST if size <= _SMALL_BYTES else _BROTLI_FAST
        self._packer = brotli.Compressor(mode=brotli.MODE_TEXT, quality=quality)
        self.compress, self.flush, self.finish = self._packer.process, self._packer.flush, self._packer.finish


class _Zstd:
    def __init__(self, size: int) -> None:
        self._packer = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj(size=size)
        self.compress, self.finish = self._packer.compress, self._packer.flush

    def flush(self) -> bytes:
        return self._packer.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)


class _Gzip:
    def __init__(self, size: int) -> None:
        self._packer = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP)
        self.compress, self.finish = self._packer.compress, self._packer.flush

    def flush(self) -> bytes:
        return self._packer.flush(zlib.Z_SYNC_FLUSH)


_PACKERS: dict[str, Callable[[int], _Packer]] = {"br": _Brotli, "zstd": _Zstd, "gzip": _Gzip}


def _encoding(request: Request, size: int) -> str | None:
    """How to compress so many bytes for this tablet."""
    if size < _WORTH_BYTES:
        return None
    # Brotli knows words of JSON and English from the start, and is slow at being small: it wins where little is said.
    liked = ("br", "zstd", "gzip") if size <= _SMALL_BYTES else ("zstd", "br", "gzip")
    return next((encoding for encoding in liked if request.accept_encodings[encoding]), None)


def _packed(packer: _Packer, parts: list[bytes]) -> Iterator[bytes]:
    waiting = 0
    for part in parts:
        yield packer.compress(part)
        waiting += len(part)
        if waiting >= _FLUSH_BYTES:
            yield packer.flush()
            waiting = 0
    yield packer.finish()


def _from_gzip(body: bytes) -> tuple[bytes, bool]:
    """What was packed, at most one byte more than is allowed, and whether it came whole."""
    unpacker = zlib.decompressobj(wbits=_GZIP)
    try:
        plain = unpacker.decompress(body, MOST_BYTES + 1)
    except zlib.error:
        raise Problem("malformed") from None
    return plain, unpacker.eof and not unpacker.unused_data


def _from_zstd(body: bytes) -> tuple[bytes, bool]:
    unpacker = zstandard.ZstdDecompressor(max_window_size=2**23)
    try:
        with unpacker.stream_reader(body, read_across_frames=False) as reader:
            plain = reader.read(MOST_BYTES + 1)
    except zstandard.ZstdError:
        raise Problem("malformed") from None
    return plain, True
