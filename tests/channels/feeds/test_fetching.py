"""Fetching from a server that answers well, slowly, too much, with redirects and with bombs."""

import gzip
import socket
import threading
import zlib
from collections.abc import Callable, Iterator

import pytest

from channels.feeds import fetching
from channels.feeds.fetching import Fetched, FetchError, Limits
from tests.channels.feeds.feed_server import FeedServer, Handler

SMALL = Limits(seconds=20.0, bytes=100_000)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer() as server:
        yield server


def fetch(server: FeedServer, path: str = "/feed", limits: Limits = SMALL, **ways: str) -> Fetched:
    return fetching.fetch(server.url(path), is_inside=True, limits=limits, **ways)


def why(act: Callable[[], object]) -> str:
    """The code of the error that it ends in."""
    with pytest.raises(FetchError) as told:
        act()
    return told.value.code


def test_what_stands_there_comes_with_what_to_ask_by_next_time(server: FeedServer) -> None:
    server.say("/feed", b"vacancies", {"ETag": '"1"', "Last-Modified": "Thu, 26 Nov 2026 00:00:00 GMT"})
    assert fetch(server) == Fetched(b"vacancies", '"1"', "Thu, 26 Nov 2026 00:00:00 GMT")


def test_what_has_not_changed_is_not_sent_again(server: FeedServer) -> None:
    server.say("/feed", b"vacancies", {"ETag": '"1"'})
    assert fetch(server, etag='"1"').data is None
    assert server.asked[-1]["If-None-Match"] == '"1"'
    assert fetch(server, etag='"2"').data == b"vacancies"


def test_what_is_packed_is_unpacked(server: FeedServer) -> None:
    server.say("/feed", gzip.compress(b"vacancies" * 1000), {"Content-Encoding": "gzip"})
    assert fetch(server).data == b"vacancies" * 1000


def test_what_is_too_big_is_not_read_to_its_end(server: FeedServer) -> None:
    server.say("/feed", b"x" * (SMALL.bytes + 1))
    assert why(lambda: fetch(server)) == "too_big"
    server.say("/feed", b"x" * SMALL.bytes)
    assert len(fetch(server).data or b"") == SMALL.bytes


def test_a_bomb_is_not_unpacked(server: FeedServer) -> None:
    bomb = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    packed = b"".join(bomb.compress(b"\0" * 1_000_000) for _part in range(50)) + bomb.flush()
    assert len(packed) < SMALL.bytes
    server.say("/feed", packed, {"Content-Encoding": "gzip"})
    assert why(lambda: fetch(server)) == "too_big"


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_what_is_packed_otherwise_or_badly_is_refused(server: FeedServer, encoding: str) -> None:
    server.say("/feed", b"no gzip", {"Content-Encoding": encoding})
    assert why(lambda: fetch(server)) == "encoding"


def test_what_is_cut_off_is_not_taken_for_all(server: FeedServer) -> None:
    server.say("/feed", b"half", {"Content-Length": "8"})
    assert why(lambda: fetch(server)) == "no_answer"


def test_a_server_that_drips_is_cut_off(server: FeedServer) -> None:
    dripping = threading.Event()

    def drip(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while not dripping.wait(0.05):
                handler.wfile.write(b"x")
                handler.wfile.flush()
        except OSError:
            pass  # it was cut off

    server.act("/feed", drip)
    assert why(lambda: fetch(server, limits=Limits(0.4, 100_000))) == "too_slow"
    dripping.set()


def test_a_server_that_says_nothing_is_cut_off(server: FeedServer) -> None:
    silent = threading.Event()
    server.act("/feed", lambda handler: silent.wait(30))
    assert why(lambda: fetch(server, limits=Limits(0.3, 100_000))) == "too_slow"
    silent.set()


def test_headers_that_drip_are_cut_off(server: FeedServer) -> None:
    dripping = threading.Event()

    def drip(handler: Handler) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
            while not dripping.wait(0.05):
                handler.wfile.write(b"x")
        except OSError:
            pass  # it was cut off

    server.act("/feed", drip)
    assert why(lambda: fetch(server, limits=Limits(0.4, 100_000))) == "too_slow"
    dripping.set()


def test_a_server_that_falls_silent_in_the_middle_is_cut_off(server: FeedServer) -> None:
    silent = threading.Event()

    def begin(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"x")
        silent.wait(30)

    server.act("/feed", begin)
    assert why(lambda: fetch(server, limits=Limits(0.3, 100_000))) == "too_slow"
    silent.set()


def test_what_speaks_no_tls_is_no_answer_by_https(server: FeedServer) -> None:
    url = server.url().replace("http:", "https:")
    assert why(lambda: fetching.fetch(url, is_inside=True, limits=SMALL)) == "no_answer"


def test_what_is_no_http_is_told(server: FeedServer) -> None:
    server.act("/feed", lambda handler: handler.wfile.write(b"SSH-2.0 hello\r\n\r\n"))
    assert why(lambda: fetch(server)) == "no_answer"


@pytest.mark.parametrize("status", [401, 404, 500])
def test_a_refusal_is_told(server: FeedServer, status: int) -> None:
    server.say("/feed", b"no", status=status)
    assert why(lambda: fetch(server)) == "status"


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert why(lambda: fetching.fetch(f"http://127.0.0.1:{port}/", is_inside=True)) == "no_answer"


def test_three_redirects_are_followed(server: FeedServer) -> None:
    for number in range(3):
        server.send_on(f"/{number}", f"/{number + 1}")
    server.say("/3", b"vacancies")
    assert fetch(server, "/0").data == b"vacancies"
    server.send_on("/3", "/4")
    assert why(lambda: fetch(server, "/0")) == "too_many_redirects"


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://127.0.0.1/", "address_inside"),
        ("http://127.0.0.1:1/", "port"),
        ("http://[::1]/", "address_inside"),
        ("http://[::ffff:10.0.0.1]/", "address_inside"),
        ("http://169.254.169.254/latest/meta-data/", "address_inside"),
        ("http://10.0.0.1/", "address_inside"),
        ("http://0x7f.1/", "address_inside"),
        ("http://2130706433/", "address_inside"),
        ("http://localhost/", "address_inside"),
        ("ftp://board.example.org/", "redirect_malformed"),
        ("file:///etc/passwd", "redirect_malformed"),
        ("http://user:word@93.184.216.34/", "redirect_malformed"),
        ("", "redirect_malformed"),
    ],
)
def test_a_redirect_leads_nowhere_inside(server: FeedServer, location: str, code: str) -> None:
    server.send_on("/feed", location)
    assert why(lambda: fetch(server)) == code


def test_a_server_that_may_be_inside_may_send_on_to_no_other_one(server: FeedServer) -> None:
    with FeedServer() as other:
        other.say("/feed", b"secret")
        server.send_on("/feed", other.url("/feed"))
        assert why(lambda: fetch(server)) == "port"
        assert other.asked == []


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "address_inside"),
        ("http://board.example.org:8080/", "port"),
        ("http://board.example.org:99999/", "address_malformed"),
        ("ftp://board.example.org/", "address_malformed"),
        ("http:///feed", "address_malformed"),
        ("http://user@board.example.org/", "address_malformed"),
        ("http://board.example.org/a b", "address_malformed"),
        ("http://board.example.org/\r\nX: y", "address_malformed"),
        ("//board.example.org/", "address_malformed"),
    ],
)
def test_an_address_must_be_one_of_the_web(url: str, code: str) -> None:
    assert why(lambda: fetching.fetch(url)) == code


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd00:ec2::254", "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1",
        "2002:7f00:1::", "2001:db8::1", "2001:0:1::1", "::127.0.0.1",
    ],
)  # fmt: skip
def test_an_address_of_no_open_network_is_inside(address: str) -> None:
    assert not fetching.is_outside(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_an_address_of_the_open_internet_is_outside(address: str) -> None:
    assert fetching.is_outside(address)
