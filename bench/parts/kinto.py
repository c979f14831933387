"""Kinto to measure against: its server behind nginx, as its manual runs it, and what its clients ask of it."""

import base64
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import psycopg

from bench.parts import processes
from bench.parts.sockets import Answer, Line
from tests.services import private_postgres

REQUIREMENT = "kinto[postgresql]>=26,<27"
CACHE = Path.home() / ".cache" / "fursa-bench" / "kinto-26"  # made by the first run, and kept
ALONE = (CACHE / "bin" / "python", "-I")  # without the packages of this folder
START_SECONDS = 30
PAGE = 1000
BATCH = 25  # its default, and that of its clients
COLLECTION = "/v1/buckets/market/collections"
HEADERS = {
    "Accept-Encoding": "gzip",
    "Authorization": f"Basic {base64.b64encode(b'bench:bench').decode()}",
}

Record = dict[str, Any]
Command = Sequence[str | Path]

SETTINGS = """
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.{backend}
kinto.permission_backend = kinto.core.permission.{backend}
kinto.cache_backend = kinto.core.cache.{backend}
kinto.storage_url = {url}
kinto.permission_url = {url}
kinto.cache_url = {url}
kinto.paginate_by = {page}
kinto.userid_hmac_secret = bench
kinto.bucket_create_principals = system.Everyone
multiauth.policies = basicauth

[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}

[loggers]
keys = root
[handlers]
keys = console
[formatters]
keys = plain
[logger_root]
level = WARNING
handlers = console
[handler_console]
class = StreamHandler
args = (sys.stderr,)
level = WARNING
formatter = plain
[formatter_plain]
format = %(message)s
"""

NGINX = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr error;
worker_processes 1;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_max_body_size 10m;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    gzip on;
    gzip_types application/json;
    upstream kinto {{ server 127.0.0.1:{kinto}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://kinto;
            proxy_http_version 1.1;
            proxy_set_header Host $http_host;
            proxy_set_header Connection "";
        }}
    }}
}}
"""


@dataclass(frozen=True, slots=True)
class Kinto:
    """A running Kinto. It listens on `port` of this machine; `roots` are its processes, those of the database too."""

    port: int
    roots: tuple[int, ...]
    url: str  # of its database, where it has one

    def cpu_seconds(self) -> float:
        """Processor time of all of them since they began."""
        return processes.cpu_seconds(self.roots)

    def line(self) -> Line:
        """A connection as its clients open it."""
        return Line(self.port, HEADERS)


@contextmanager
def running(backend: str) -> Iterator[Kinto]:
    """A new Kinto that keeps its records in "memory" or "postgresql", with a bucket and its collections."""
    command, nginx = _installed(), _nginx()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fursa-kinto-", dir="/tmp")))
        folder.chmod(0o755)  # nginx leaves its files to another user
        roots, url = [], ""
        if backend == "postgresql":
            server = stack.enter_context(private_postgres(durable=True))
            url = server.url()
            roots.append(int((server.folder / "data" / "postmaster.pid").read_text().split()[0]))
        port, front = _free_port(), _free_port()
        settings = folder / "kinto.ini"
        settings.write_text(SETTINGS.format(backend=backend, url=url, port=port, page=PAGE))
        if backend == "postgresql":
            subprocess.run([*command, "migrate", "--ini", settings], check=True, capture_output=True)
        roots.append(stack.enter_context(_process([*command, "start", "--ini", settings], port)))
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, kinto=port, port=front))
        proxy: Command = [nginx, "-e", "stderr", "-p", folder, "-c", folder / "nginx.conf"]
        roots.append(stack.enter_context(_process(proxy, front)))
        kinto = Kinto(front, tuple(roots), url)
        with kinto.line() as line:
            _send(line, "PUT", "/v1/buckets/market", {})
            for collection in ("vacancies", "people"):
                _send(line, "PUT", f"{COLLECTION}/{collection}", {})
        yield kinto


def fill(kinto: Kinto, collection: str, records: Sequence[Record]) -> None:
    """Have these records in a collection. Into PostgreSQL they are written straight: by requests it takes minutes."""
    if not kinto.url:
        with kinto.line() as line:
            push(line, collection, records)
        return
    with psycopg.connect(kinto.url) as connection:
        connection.cursor().executemany(
            "INSERT INTO objects (id, parent_id, resource_name, data, deleted) VALUES (%s, %s, 'record', %s, FALSE)",
            [
                (record["id"], f"{COLLECTION.removeprefix('/v1')}/{collection}", orjson.dumps(record).decode())
                for record in records
            ],
        )


def push(line: Line, collection: str, records: Sequence[Record]) -> None:
    """Put records, in as many batches as its clients make of them."""
    for start in range(0, len(records), BATCH):
        requests = [
            {
                "method": "PUT",
                "path": f"{COLLECTION.removeprefix('/v1')}/{collection}/records/{record['id']}",
                "body": {"data": record},
            }
            for record in records[start : start + BATCH]
        ]
        body = {"defaults": {"headers": {"Content-Type": "application/json"}}, "requests": requests}
        answers = orjson.loads(_send(line, "POST", "/v1/batch", body).unpacked())["responses"]
        if any(answer["status"] not in (200, 201) for answer in answers):
            raise RuntimeError(f"Kinto refused some records: {answers[0]}")


def pull(line: Line, collection: str, since: str = "") -> tuple[list[Record], str]:
    """All records, or those changed since a time that it told, and the time from which to ask again."""
    target = f"{COLLECTION}/{collection}/records?_sort=-last_modified&_limit={PAGE}" + (since and f"&_since={since}")
    records: list[Record] = []
    told = ""
    while target:
        answer = line.ask("GET", target)
        records += orjson.loads(answer.unpacked())["data"]
        told = told or answer.headers["etag"].removeprefix("W/").strip('"')  # weak where nginx compressed
        following = urlsplit(answer.headers.get("next-page", ""))
        target = f"{following.path}?{following.query}" if following.path else ""
    return records, told


def _send(line: Line, method: str, target: str, body: Record) -> Answer:
    return line.ask(method, target, orjson.dumps(body), {"Content-Type": "application/json"}, expected=(200, 201))


def _installed() -> Command:
    """The command of Kinto, in an environment of its own: what it needs must not meet what we need."""
    whole = CACHE / "whole"
    if not whole.exists():
        print(f"installing {REQUIREMENT} into {CACHE}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", CACHE], check=True)
        # pyramid asks for pkg_resources, which newer setuptools have no more.
        pip = ["-m", "pip", "install", "--disable-pip-version-check", REQUIREMENT, "setuptools<81"]
        installed = subprocess.run([*ALONE, *pip], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if installed.returncode:
            raise RuntimeError(f"{REQUIREMENT} cannot be installed:\n{installed.stdout}")
        whole.touch()
    return [*ALONE, CACHE / "bin" / "kinto"]


def _nginx() -> str:
    found = shutil.which("nginx", path=os.pathsep.join((os.defpath, "/usr/sbin", "/usr/local/sbin")))
    if found is None:
        raise RuntimeError("nginx is missing. Get it with: sudo apt-get install --no-install-recommends nginx-light")
    return found


@contextmanager
def _process(command: Command, port: int) -> Iterator[int]:
    """Run it until the end. Its id, once it listens."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        try:
            give_up = time.monotonic() + START_SECONDS
            while not _listens(port):
                if process.poll() is not None or time.monotonic() > give_up:
                    log.seek(0)
                    raise RuntimeError(f"{command[0]} does not answer:\n{log.read().decode(errors='replace')}")
                time.sleep(0.05)
            yield process.pid
        finally:
            process.terminate()
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
