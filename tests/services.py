"""The programs that tests start for themselves: a private PostgreSQL, Redis and Kannel, a browser.

Each server listens on a free port of this machine, keeps its files in a temporary folder, and ends with the
test run, however that ends. `python -m tests.services` prints the Debian packages that are missing.
"""

import abc
import contextlib
import glob
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

import psycopg
import redis

START_SECONDS = 20
STOP_SECONDS = 15

DEBIAN_PACKAGES = {
    "postgres": "postgresql",
    "pg_dump": "postgresql-client",
    "redis-server": "redis-server",
    "chromium": "chromium",
    "node": "nodejs",
    "npm": "npm",  # asked for only where it is missing: Node.js of another source brings its own
    "nginx": "nginx-light",  # stands before the peer of the benchmark of sync
    "strace": "strace",
    "bearerbox": "kannel",
    "smsbox": "kannel",
    "fakesmsc": "kannel-extras",
}

# Waits on a pipe that only the test run holds: a run killed outright closes it, and no server stays behind.
LIFELINE = 'read -r _; kill -s "$1" "$2"; sleep 2; kill -s KILL "$2"; rm -rf -- "$3"'

Command = Sequence[str | pathlib.Path]
Server = TypeVar("Server", bound="PrivateServer")


class MissingProgramError(Exception):
    """A program the tests need is not installed; the message says how to get it."""


class PrivateServer(abc.ABC):
    """A server process of our own. Stopped and started again, it has the same port and files."""

    def __init__(
        self,
        folder: pathlib.Path,
        port: int,
        command: Command,
        user: str | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.folder = folder
        self.port = port
        self._command = command
        self._user = user
        self._stop_signal = stop_signal
        self._process: subprocess.Popen[bytes] | None = None
        self._lifeline: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return once the server answers. Raises RuntimeError with its log when it does not."""
        self._process = _spawn(self._command, self.folder, self._user)
        signal_name = self._stop_signal.name.removeprefix("SIG")
        self._lifeline = subprocess.Popen(
            ["sh", "-c", LIFELINE, "lifeline", signal_name, str(self._process.pid), self.folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        give_up = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"{self._command[0]} does not answer:\n{_log(self.folder)}")
            time.sleep(0.02)

    def stop(self, how: signal.Signals | None = None) -> None:
        """End the process and wait for it; SIGKILL plays a crash. Does nothing when it has ended already."""
        if self._process is not None:
            self._process.send_signal(how or self._stop_signal)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None
        if self._lifeline is not None:
            self._lifeline.kill()
            self._lifeline.communicate()
            self._lifeline = None

    @abc.abstractmethod
    def answers(self) -> bool:
        """Whether a client gets through just now."""


class PostgresServer(PrivateServer):
    """A PostgreSQL whose one user, `test`, may do everything."""

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases, as FURSA_DATABASE takes it."""
        return f"postgresql://test@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction, as CREATE DATABASE asks for."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


class RedisServer(PrivateServer):
    """A Redis."""

    @property
    def url(self) -> str:
        """Its address, as FURSA_REDIS takes it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def answers(self) -> bool:
        with redis.Redis(port=self.port) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


@contextlib.contextmanager
def private_postgres(durable: bool = False) -> Iterator[PostgresServer]:
    """A new, empty PostgreSQL. It never waits for the disk, for nothing in it outlives the tests.

    `durable` leaves that as PostgreSQL has it: for measuring, and for tests of power loss.
    """
    server_program = program("postgres")
    # PostgreSQL refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    with _private_folder("postgres", user) as folder:
        data = folder / "data"
        create: list[str | pathlib.Path] = [server_program.resolve().with_name("initdb"), "-D", data]
        create += ["-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        if _spawn(create, folder, user).wait():
            raise RuntimeError(f"initdb failed:\n{_log(folder)}")
        port = _free_port()
        command: list[str | pathlib.Path] = [server_program, "-D", data, "-p", str(port)]
        forgetful = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")
        for setting in (
            "listen_addresses=127.0.0.1",
            # No socket file: its path would be limited to 107 characters, and temporary folders can be deep.
            "unix_socket_directories=",
            "max_connections=100",
            *(() if durable else forgetful),
        ):
            command += ["-c", setting]
        # SIGINT is its fast shutdown; at SIGTERM it would wait for the last client to leave.
        yield from _running(PostgresServer(folder, port, command, user, signal.SIGINT))


@contextlib.contextmanager
def private_redis(append_only: bool = False) -> Iterator[RedisServer]:
    """A new, empty Redis. A stop makes it forget all, unless `append_only`: then each write is on disk."""
    server_program = program("redis-server")
    with _private_folder("redis") as folder:
        port = _free_port()
        command: list[str | pathlib.Path] = [server_program, "--bind", "127.0.0.1", "--port", str(port)]
        command += ["--dir", folder, "--save", ""]
        if append_only:
            command += ["--appendonly", "yes", "--appendfsync", "always"]
        yield from _running(RedisServer(folder, port, command))


class BearerBox(PrivateServer):
    """Kannel's part that speaks to networks, here to phones of its own kind. Its settings are in the folder."""

    def __init__(self, folder: pathlib.Path, command: Command, port: int, phones_port: int) -> None:
        super().__init__(folder, port, command)
        self.phones_port = phones_port

    def answers(self) -> bool:
        return _listens(self.port) and _listens(self.phones_port)


class SmsBox(PrivateServer):
    """Kannel's part that speaks HTTP. Its port answers before it has found the other part, which it then waits for."""

    def answers(self) -> bool:
        return _listens(self.port)


class Kannel:
    """A Kannel whose network is a program: `text` sends from a phone, `heard` is what phones got."""

    USER = "app"
    PASSWORD = "apppw"
    SHORT_CODE = "20880"

    def __init__(self, folder: pathlib.Path, sendsms_port: int, phones_port: int) -> None:
        self.sendsms_url = f"http://127.0.0.1:{sendsms_port}/cgi-bin/sendsms"
        self._folder = folder
        self._phones_port = phones_port
        self._phones: subprocess.Popen[bytes] | None = None

    def text(self, phone: str, text: str) -> None:
        """Switch the phones on, and send one message from them. Messages to phones wait until they are on."""
        self.close()
        command: list[str | pathlib.Path] = [program("fakesmsc"), "-H", "127.0.0.1", "-r", str(self._phones_port)]
        command += ["-i", "0.01", "-m", "1", f"{phone} {self.SHORT_CODE} text {text}"]
        self._phones = _spawn(command, self._folder, None)

    def heard(self) -> list[str]:
        """What arrived at phones so far, oldest first: "SENDER RECEIVER KIND TEXT"."""
        return re.findall(r"Got message \d+: <(.*)>$", _log(self._folder), re.MULTILINE)

    def close(self) -> None:
        """Switch the phones off."""
        if self._phones is not None:
            self._phones.kill()
            self._phones.wait()
            self._phones = None


@contextlib.contextmanager
def private_kannel(incoming_url: str) -> Iterator[Kannel]:
    """A new Kannel that posts incoming messages to `incoming_url`."""
    bearerbox_program, smsbox_program = program("bearerbox"), program("smsbox")
    with _private_folder("kannel-bearerbox") as folder, _private_folder("kannel-smsbox") as other:
        boxes_port, phones_port, sendsms_port = _free_port(), _free_port(), _free_port()
        configuration = folder / "kannel.conf"
        configuration.write_text(
            KANNEL_CONF.format(
                admin_port=_free_port(),
                boxes_port=boxes_port,
                phones_port=phones_port,
                sendsms_port=sendsms_port,
                user=Kannel.USER,
                password=Kannel.PASSWORD,
                short_code=Kannel.SHORT_CODE,
                incoming_url=incoming_url,
            )
        )
        bearerbox = BearerBox(folder, [bearerbox_program, "-v", "1", configuration], boxes_port, phones_port)
        smsbox = SmsBox(other, sendsms_port, [smsbox_program, "-v", "1", configuration])
        kannel = Kannel(other, sendsms_port, phones_port)
        try:
            bearerbox.start()
            smsbox.start()
            yield kannel
        finally:
            kannel.close()
            smsbox.stop()
            bearerbox.stop()


# As docs/gateways.md has it, with a network that is a program. Memory is enough: nothing outlives the tests.
KANNEL_CONF = """
group = core
admin-port = {admin_port}
admin-interface = 127.0.0.1
admin-password = unused
smsbox-port = {boxes_port}
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal

group = smsc
smsc = fake
smsc-id = FAKE
port = {phones_port}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
bearerbox-port = {boxes_port}
sendsms-port = {sendsms_port}
sendsms-interface = 127.0.0.1
global-sender = {short_code}
sendsms-chars = "0123456789+"

group = sendsms-user
username = {user}
password = {password}
user-allow-ip = "127.0.0.1"
concatenation = true
max-messages = 6

group = sms-service
keyword = default
catch-all = true
post-url = "{incoming_url}?id=%I&at=%T"
send-sender = true
max-messages = 0
"""


def program(name: str) -> pathlib.Path:
    """Where a program is. Raises MissingProgramError, which names the package and the command to get it."""
    found = shutil.which(name, path=_search_path())
    if found is None:
        package = DEBIAN_PACKAGES[name]
        raise MissingProgramError(
            f"The tests need {name}, from the Debian package {package}. Get it with:\n"
            f"    sudo apt-get install --no-install-recommends {package}"
        )
    return pathlib.Path(found)


def missing_packages() -> list[str]:
    """The Debian packages whose programs are not on this machine."""
    path = _search_path()
    missing = [package for name, package in DEBIAN_PACKAGES.items() if shutil.which(name, path=path) is None]
    return list(dict.fromkeys(missing))


def _search_path() -> str:
    # Debian keeps PostgreSQL out of PATH, in a folder per version: PG_BIN picks one, else the newest.
    def version(folder: str) -> list[int]:
        return [int(number) for number in re.findall(r"\d+", folder)]

    versions = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=version, reverse=True)
    chosen = [os.environ["PG_BIN"]] if "PG_BIN" in os.environ else []
    # Of Kannel's programs, the test phone and on some systems the servers are out of PATH too.
    kannel = ["/usr/lib/kannel/test", "/usr/sbin"]
    return os.pathsep.join([*chosen, *versions, os.environ.get("PATH", os.defpath), *kannel])


def _running(server: Server) -> Iterator[Server]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _spawn(command: Command, folder: pathlib.Path, user: str | None) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            command,
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # Out of reach of Ctrl-C: that ends the tests, and they then end the server in order.
            start_new_session=True,
            user=user,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
        )


def _log(folder: pathlib.Path) -> str:
    return (folder / "log").read_text(errors="replace")


@contextlib.contextmanager
def _private_folder(name: str, user: str | None = None) -> Iterator[pathlib.Path]:
    with tempfile.TemporaryDirectory(prefix=f"fursa-{name}-", ignore_cleanup_errors=True) as folder:
        if user:
            shutil.chown(folder, user)
        yield pathlib.Path(folder)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    print(*missing_packages())
