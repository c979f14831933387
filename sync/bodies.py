"""Bodies: what comes in and goes out compressed. What goes out can be read as far as it came, however it is cut."""

import zlib
from collections.abc import Iterable

import zstandard
from flask import Request, Response

from sync.problems import Problem

MOST_BYTES = 4_000_000  # of a body when unpacked
LINES = "application/x-ndjson"
_FLUSH_LINES = 25  # whoever is cut off has lost no more than these
_WORTH_BYTES = 400  # below, compressing saves less than it says about itself
_GZIP = 16 + zlib.MAX_WBITS  # a gzip header and trailer around
_ZSTD_LEVEL = 9  # one more costs twice the time for 1 % less
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
    accepted = request.accept_encodings
    response = Response(content_type=LINES)
    response.headers["Cache-Control"] = "no-store"  # what is said of people stays in no cache on the way
    if size < _WORTH_BYTES:
        response.data = b"".join(parts)
        return response
    response.headers["Vary"] = "Accept-Encoding"
    if accepted["zstd"]:
        response.data = _zstd(parts, size)
        response.headers["Content-Encoding"] = "zstd"
    elif accepted["gzip"]:
        response.data = _gzip(parts)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.data = b"".join(parts)
    return response


def _zstd(parts: list[bytes], size: int) -> bytes:
    compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL).compressobj(size=size)
    packed = []
    for start in range(0, len(parts), _FLUSH_LINES):
        packed.append(compressor.compress(b"".join(parts[start : start + _FLUSH_LINES])))
        packed.append(compressor.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK))
    return b"".join([*packed, compressor.flush()])


def _gzip(parts: list[bytes]) -> bytes:
    compressor = zlib.compressobj(_GZIP_LEVEL, wbits=_GZIP)
    packed = []
    for start in range(0, len(parts), _FLUSH_LINES):
        packed.append(compressor.compress(b"".join(parts[start : start + _FLUSH_LINES])))
        packed.append(compressor.flush(zlib.Z_SYNC_FLUSH))
    return b"".join([*packed, compressor.flush()])


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
