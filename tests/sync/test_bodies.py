"""Bodies: compressed both ways, never more of them unpacked than is allowed, and readable as far as they came."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]  # it brings no types
import pytest
import zstandard
from flask import Request, Response
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from sync import bodies
from sync.bodies import MOST_BYTES
from sync.problems import Problem
from tests.tablet import packed, unpacked

ENCODINGS = ("gzip", "zstd", "identity")


def request(body: bytes = b"", **headers: str) -> Request:
    """A request of a tablet."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Request(EnvironBuilder(method="POST", data=body, headers=Headers(named)).get_environ())


def refused(body: bytes, encoding: str) -> str:
    """The code of the problem with a body."""
    with pytest.raises(Problem) as raised:
        bodies.unpacked(request(body, Content_Encoding=encoding))
    return raised.value.code


def answer(lines: list[bytes], accepted: str | None) -> Response:
    """The answer to a tablet that reads these encodings."""
    return bodies.respond(request() if accepted is None else request(Accept_Encoding=accepted), lines)


def told(response: Response) -> bytes:
    """What the lines of an answer were."""
    return unpacked(response.get_data(), response.headers.get("Content-Encoding", "identity"))


LONG = [b'{"n":%d,"status":"applied","version":%d}\n' % (number, number**7 % 1009) for number in range(1, 301)]


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(body=st.binary(min_size=1, max_size=3000))
def test_what_was_packed_comes_out_as_it_was(encoding: str, body: bytes) -> None:
    assert bodies.unpacked(request(packed(body, encoding), Content_Encoding=encoding)) == body


@pytest.mark.parametrize("encoding", ["GZIP", " gzip ", "x-gzip"])
def test_an_encoding_may_be_written_in_other_ways(encoding: str) -> None:
    assert bodies.unpacked(request(gzip.compress(b"{}"), Content_Encoding=encoding)) == b"{}"


def test_a_body_without_an_encoding_is_plain() -> None:
    assert bodies.unpacked(request(b"{}")) == b"{}"


@pytest.mark.parametrize("encoding", ["br", "deflate", "gzip, zstd", "compress"])
def test_other_encodings_are_not_supported(encoding: str) -> None:
    assert refused(b"{}", encoding) == "unsupported_encoding"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_what_is_not_packed_as_it_says_is_malformed(encoding: str) -> None:
    other = "gzip" if encoding == "zstd" else "zstd"
    for body in (b"{}", b"\x00" * 100, packed(b"{}", other)):
        assert refused(body, encoding) == "malformed"


@pytest.mark.parametrize("cut", [1, 4, 8, 12])
def test_a_packed_body_that_broke_off_is_malformed(cut: int) -> None:
    assert refused(packed(b'{"unsent":1}' * 50, "gzip")[:-cut], "gzip") == "malformed"


def test_of_a_broken_zstd_body_no_more_is_read_than_came() -> None:
    body = b'{"unsent":1}' * 5000
    assert bodies.unpacked(request(packed(body, "zstd")[:-6], Content_Encoding="zstd")) != body


def test_a_second_body_behind_the_first_is_not_passed_over() -> None:
    assert refused(gzip.compress(b"{}") * 2, "gzip") == "malformed"


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_body_of_the_greatest_size_is_taken_and_no_greater_one(encoding: str) -> None:
    body = b" " * MOST_BYTES
    assert bodies.unpacked(request(packed(body, encoding), Content_Encoding=encoding)) == body
    assert refused(packed(body + b" ", encoding), encoding) == "too_large"


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_body_that_grows_without_end_is_not_unpacked(encoding: str) -> None:
    bomb = gzip.compress(bytes(100_000_000), 9) if encoding == "gzip" else zstandard.compress(bytes(100_000_000))
    tracemalloc.start()
    try:
        assert refused(bomb, encoding) == "too_large"
        assert tracemalloc.get_traced_memory()[1] < 5 * MOST_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    ("accepted", "readable"),
    [
        ("gzip", {"gzip"}),
        ("zstd", {"zstd"}),
        ("gzip, deflate, br, zstd", {"gzip", "br", "zstd"}),
        ("gzip, zstd;q=0", {"gzip"}),
        ("deflate", {None}),
        ("identity", {None}),
        (None, {None}),
    ],
)
def test_an_answer_is_packed_as_the_tablet_can_read_it(accepted: str | None, readable: set[str | None]) -> None:
    response = answer(LONG, accepted)
    assert response.headers.get("Content-Encoding") in readable
    assert response.content_type == "application/x-ndjson"
    assert told(response) == b"".join(LONG)
    assert len(response.get_data()) < sum(map(len, LONG)) / 2 or None in readable


def test_a_short_answer_is_not_packed() -> None:
    response = answer(LONG[:3], "gzip, zstd")
    assert "Content-Encoding" not in response.headers
    assert response.get_data() == b"".join(LONG[:3])


@pytest.mark.parametrize("encoding", ["gzip", "zstd", "br"])
@pytest.mark.parametrize("count", [20, 300, 6000])
def test_an_answer_cut_at_any_byte_gives_what_came(encoding: str, count: int) -> None:
    lines = (LONG * 20)[:count]
    whole, plain = answer(lines, encoding).get_data(), b"".join(lines)
    readers: dict[str, Callable[[bytes], bytes]] = {
        "gzip": zlib.decompressobj(wbits=31).decompress,
        "zstd": zstandard.ZstdDecompressor().decompressobj().decompress,
        "br": brotli.Decompressor().process,
    }
    came, pieces = b"", 0
    for place in range(len(whole)):
        piece = readers[encoding](whole[place : place + 1])
        came += piece
        pieces += bool(piece)
        assert plain[: len(came)].endswith(piece)
    assert came == plain
    assert pieces > len(plain) // 150_000  # what was flushed can be read before the rest has come
