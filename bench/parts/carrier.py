"""A gateway on this machine that speaks Africa's Talking's interface as fast as Python can: it accepts everything.

`python -m bench.parts.carrier` prints its port and serves until its standard input ends.
"""

import itertools
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

ROOT = Path(__file__).parent.parent.parent
_ids = itertools.count(1)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:  # noqa: N802 (the name is http.server's)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        numbers = parse_qs(body.decode())["to"][0].split(",")
        common = '"statusCode":102,"status":"Success","cost":"KES 0.8000"'
        recipients = ",".join(f'{{{common},"number":"{number}","messageId":"A{next(_ids)}"}}' for number in numbers)
        self._answer(f'{{"SMSMessageData":{{"Message":"Sent to all","Recipients":[{recipients}]}}}}')

    def do_GET(self) -> None:  # noqa: N802
        self._answer('{"UserData":{"balance":"KES 1000000.00"}}')

    def _answer(self, body: str) -> None:
        answer = body.encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@contextmanager
def running() -> Iterator[str]:
    """A gateway in a process of its own: its base address."""
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "bench.parts.carrier"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdin and process.stdout
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
