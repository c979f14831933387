"""The bridge, behind its server and in front of an application that tells what it was asked."""

import contextlib
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from channels.bridge import LONG_THREADS, MOST_BYTES
from tests.conftest import ROOT
from tests.service_process import PATIENCE_SECONDS, free_port

PROGRAM = """
import sys
from channels.server import serve
print_it = lambda address: print("answers at", address, flush=True)
target, port, threads = sys.argv[1:]
serve(target, host="127.0.0.1", port=int(port), threads=int(threads), ready=print_it)
"""
EMPTY_CHUNK = b"0\r\n\r\n"


def create_app() -> Callable[..., Iterable[bytes]]:
    """A WSGI application: a path that ends with /wait waits for what is written to the named pipe of the query."""

    def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/fail":
            raise ValueError("nobody should see this")
        if path == "/old":
            start_response("200 OK", [])(b"writ")
            return [b"ten"]
        if path.endswith("/wait"):
            answer = pathlib.Path(environ["QUERY_STRING"]).read_bytes()
        else:
            told = {name: value for name, value in environ.items() if isinstance(value, str)}
            answer = json.dumps({**told, "body": environ["wsgi.input"].read().decode("latin-1")}).encode()
        start_response("200 OK", [("Content-Length", str(len(answer))), ("X-Many", "1"), ("X-Many", "2")])
        return iter([answer[:1], answer[1:]])

    return app


class Server:
    """The application, served as the service is."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, open_until: contextlib.ExitStack) -> None:
        self.process = process
        self.port = port
        self.open_until = open_until

    def connect(self) -> socket.socket:
        """A connection, which is closed in the end."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        return self.open_until.enter_context(connection)

    def send(self, sent: bytes) -> socket.socket:
        """A connection over which this was sent."""
        connection = self.connect()
        connection.sendall(sent)
        return connection

    def ask(self, sent: bytes) -> dict[str, str]:
        """What the application tells of a request."""
        status, _headers, body = answer_to(self.send(sent))
        assert status == 200, body
        told: dict[str, str] = json.loads(body)
        return told

    def get(self, path: str) -> int:
        """The status of a page."""
        return answer_to(self.send(request(f"GET {path}")))[0]


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    """A request, byte by byte."""
    return "\r\n".join((f"{line} HTTP/1.1", "Host: here:81", *headers, "", "")).encode() + body


def upload(path: str, body: bytes) -> bytes:
    """A request with a body."""
    return request(f"POST {path}", f"Content-Length: {len(body)}", body=body)


def answer_to(connection: socket.socket, method: str = "GET") -> tuple[int, http.client.HTTPMessage, bytes]:
    """The answer that comes over a connection."""
    answer = http.client.HTTPResponse(connection, method=method)
    answer.begin()
    return answer.status, answer.headers, answer.read()


@contextlib.contextmanager
def served(threads: int = 1) -> Iterator[Server]:
    """The server; it is killed in the end."""
    port = free_port()
    target = "tests.channels.test_bridge:create_app"
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, target, str(port), str(threads)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        assert "answers at" in process.stdout.readline()
        with contextlib.ExitStack() as open_until:
            yield Server(process, port, open_until)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture(scope="module")
def shared() -> Iterator[Server]:
    """A server for all who leave it as it was."""
    with served() as server:
        yield server


@pytest.fixture
def pipe(tmp_path: pathlib.Path) -> str:
    """A named pipe: whoever opens it waits for the other end."""
    path = str(tmp_path / "pipe")
    os.mkfifo(path)
    return path


@pytest.mark.parametrize("path", ["/sync/push", "/anything"])
def test_who_uploads_slowly_holds_nobody_up(shared: Server, path: str) -> None:
    body = b"a tablet far away" * 1000
    whole = upload(path, body)
    slow = shared.send(whole[:500])
    assert shared.get("/") == 200
    slow.sendall(whole[500:10_000])
    assert shared.get("/") == 200
    slow.sendall(whole[10_000:])
    status, _headers, told = answer_to(slow)
    assert status == 200
    assert json.loads(told)["body"] == body.decode()


def test_long_requests_hold_up_nobody_but_each_other(shared: Server, pipe: str) -> None:
    waiting = [shared.send(request(f"GET /sync/wait?{pipe}")) for _thread in range(LONG_THREADS)]
    with open(pipe, "w") as end:  # opens when one of them reads
        next_in_line = shared.send(request("GET /sync/other"))
        assert shared.get("/") == 200
        end.write("done")
    assert [answer_to(each)[0] for each in (*waiting, next_in_line)] == [200] * (LONG_THREADS + 1)


def test_with_several_threads_requests_do_not_wait_for_each_other(pipe: str) -> None:
    with served(threads=2) as server:
        waiting = server.send(request(f"GET /wait?{pipe}"))
        with open(pipe, "w") as end:
            assert server.get("/") == 200
            end.write("done")
        assert answer_to(waiting)[2] == b"done"


def test_a_body_of_the_greatest_size_is_taken(shared: Server) -> None:
    assert len(shared.ask(upload("/", b"x" * MOST_BYTES))["body"]) == MOST_BYTES


def test_more_than_the_greatest_size_is_refused_before_it_is_sent(shared: Server) -> None:
    announced = shared.send(request("POST /", f"Content-Length: {MOST_BYTES + 1}"))
    status, headers, _body = answer_to(announced)
    assert (status, headers["Connection"]) == (413, "close")


def test_who_sends_too_much_at_once_still_gets_to_the_answer(shared: Server) -> None:
    status, _headers, _body = answer_to(shared.send(upload("/", b"x" * (MOST_BYTES + 1))))
    assert status == 413


def test_too_much_of_unknown_length_is_refused_when_it_becomes_too_much(shared: Server) -> None:
    endless = shared.send(request("POST /", "Transfer-Encoding: chunked"))
    chunk = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    for _megabyte in range(MOST_BYTES // 0x100000 + 1):
        endless.sendall(chunk)
    assert answer_to(endless)[0] == 413


def test_a_body_in_chunks_arrives_with_its_length(shared: Server) -> None:
    chunked = request("POST /", "Transfer-Encoding: chunked", body=b"3\r\nabc\r\n2\r\nde\r\n" + EMPTY_CHUNK)
    told = shared.ask(chunked)
    assert (told["body"], told["CONTENT_LENGTH"]) == ("abcde", "5")


@pytest.mark.parametrize("header", ["Content-Length: 10", "Transfer-Encoding: chunked"])
def test_a_body_that_breaks_off_does_not_reach_the_application(shared: Server, header: str) -> None:
    broken = shared.send(request("POST /", header, body=b"3\r\nabc\r\n"))
    broken.shutdown(socket.SHUT_WR)
    assert answer_to(broken)[0] == 400


def test_an_empty_body_is_a_body(shared: Server) -> None:
    for sent in (upload("/", b""), request("POST /", "Transfer-Encoding: chunked", body=EMPTY_CHUNK)):
        told = shared.ask(sent)
        assert (told["body"], told["CONTENT_LENGTH"]) == ("", "0")
    assert "CONTENT_LENGTH" not in shared.ask(request("GET /"))


def test_requests_follow_each_other_on_one_connection(shared: Server) -> None:
    connection = shared.connect()
    for body in (b"one", b"", b"three"):
        connection.sendall(upload("/", body))
        assert json.loads(answer_to(connection)[2])["body"] == body.decode()


def test_an_exception_is_a_500_that_tells_nothing(shared: Server) -> None:
    for _time in range(2):
        status, _headers, body = answer_to(shared.send(request("GET /fail")))
        assert status == 500
        assert body == b"Something went wrong here. Please try again later."


@pytest.mark.parametrize(
    ("sent", "path"),
    [
        ("/caf%C3%A9/%E2%82%AC", "/café/€"),
        ("/a%20b%2Fc+d", "/a b/c+d"),
        ("//two/../dots", "//two/../dots"),
        ("/no%FFletter", "/no\ufffdletter"),
    ],
)
def test_a_path_is_decoded_to_the_bytes_that_wsgi_asks_for(shared: Server, sent: str, path: str) -> None:
    assert shared.ask(request(f"GET {sent}"))["PATH_INFO"] == path.encode().decode("latin-1")


def test_a_query_stays_as_it_was_sent(shared: Server) -> None:
    assert shared.ask(request("GET /?q=%C3%A9&r=a+b"))["QUERY_STRING"] == "q=%C3%A9&r=a+b"
    assert shared.ask(request("GET /"))["QUERY_STRING"] == ""


def test_the_application_learns_who_asks_and_what_for(shared: Server) -> None:
    told = shared.ask(request("PUT /x", "Content-Type: text/plain", "Content-Length: 2", body=b"hi"))
    expected = {
        "REQUEST_METHOD": "PUT",
        "SCRIPT_NAME": "",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "2",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": str(shared.port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "here:81",
        "wsgi.url_scheme": "http",
    }
    assert {name: told[name] for name in expected} == expected


def test_headers_that_come_twice_are_joined(shared: Server) -> None:
    told = shared.ask(request("GET /", "X-Many: 1", "Cookie: a=1", "x-many: 2", "Cookie: b=2"))
    assert (told["HTTP_X_MANY"], told["HTTP_COOKIE"]) == ("1,2", "a=1; b=2")


def test_a_header_cannot_pass_for_another(shared: Server) -> None:
    told = shared.ask(request("GET /", "X-Forwarded-For: 192.0.2.1", "X_Forwarded_For: 192.0.2.2"))
    assert told["HTTP_X_FORWARDED_FOR"] == "192.0.2.1"


def test_an_answer_keeps_its_headers(shared: Server) -> None:
    _status, headers, _body = answer_to(shared.send(request("GET /")))
    assert headers.get_all("X-Many") == ["1", "2"]


def test_head_is_answered_with_the_length_alone(shared: Server) -> None:
    connection = shared.send(request("HEAD /", "Connection: close"))
    received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200")
    assert b"content-length: " in received
    assert received.endswith(b"\r\n\r\n")


def test_what_is_written_the_old_way_comes_first(shared: Server) -> None:
    assert answer_to(shared.send(request("GET /old")))[2] == b"written"


def test_a_stop_lets_a_long_request_finish(pipe: str) -> None:
    with served() as server:
        waiting = server.send(request(f"GET /sync/wait?{pipe}"))
        with open(pipe, "w") as end:
            server.process.send_signal(signal.SIGTERM)
            until_nothing_listens(server)
            end.write("finished")
        assert answer_to(waiting)[2] == b"finished"
        assert server.process.wait(PATIENCE_SECONDS) == 0


def test_a_stop_does_not_wait_for_who_is_still_sending() -> None:
    with served() as server:
        slow = server.send(upload("/sync/push", b"x" * 1000)[:500])
        assert server.get("/") == 200
        server.process.send_signal(signal.SIGTERM)
        assert answer_to(slow)[0] == 503
        assert server.process.wait(PATIENCE_SECONDS) == 0


def until_nothing_listens(server: Server) -> None:
    """Return when the server takes no more connections."""
    with contextlib.suppress(ConnectionError):
        while True:
            server.connect().close()
