"""The server is killed in the middle of calls: what a screen called saved or applied is there, exactly once."""

import http.client
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests import services
from tests.conversation import KEY, Phone, Service, settings_for, with_jobs
from tests.service_process import free_port, running

CALLERS = 6
PATIENCE_SECONDS = 60
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Server:
    """`fursa serve` on one SQLite file, killed and started again by a test while callers go on."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.port = free_port()
        self.environment = {
            "FURSA_DATABASE": f"sqlite:///{folder / 'fursa.db'}",
            "FURSA_CALLBACK_KEY": KEY,
            "PATH": os.environ["PATH"],
        }
        self.up = threading.Event()
        self.stopped = threading.Event()
        self.answered = threading.Semaphore(0)
        self.lost = 0  # requests that broke off

    def live(self, answers: int | None) -> None:
        """Start, answer that many requests, and be killed outright; with None until all callers are done."""
        command = "serve", "--port", str(self.port)
        with running(*command, until="answers", environment=self.environment) as (process, _said):
            self.up.set()
            if answers is None:
                assert self.stopped.wait(PATIENCE_SECONDS)
            else:
                for _answer in range(answers):
                    assert self.answered.acquire(timeout=PATIENCE_SECONDS)
            self.up.clear()
            os.killpg(process.pid, signal.SIGKILL)

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """As a gateway does it: the same request again until there is an answer."""
        while True:
            assert self.up.wait(PATIENCE_SECONDS)
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            try:
                connection.request("POST", f"/africastalking/{KEY}/{path}", urlencode(fields), headers)
                answer = connection.getresponse()
                status, body = answer.status, answer.read().decode()
            except (OSError, http.client.HTTPException):
                self.lost += 1
                continue
            finally:
                connection.close()
            self.answered.release()
            return status, body


class Caller(threading.Thread):
    """Registers and applies on one phone after another, and notes what the screens promised."""

    def __init__(self, server: Server, service: Service, index: int, finish: threading.Event) -> None:
        super().__init__()
        self.server = server
        self.index = index
        self.finish = finish
        self.work = service.market.occupations.label("7112", "en")
        self.code = service.market.service_code
        self.registered: list[str] = []
        self.applied: list[str] = []
        self.errors: list[str] = []

    def run(self) -> None:
        try:
            number = 0
            while not self.finish.is_set() or not number:
                self.call(number)
                number += 1
        except AssertionError as error:
            self.errors.append(str(error))

    def call(self, number: int) -> None:
        """One person, from the first page to an application."""
        name = f"Caller {LETTERS[self.index]} {LETTERS[number // 26]}{LETTERS[number % 26]}"
        phone = Phone(self.server.post, f"+2547{self.index:02}{number:06}", self.code)
        phone.dial("1", "1", name, "1990", "Kilifi North", self.work, "3", "1")
        assert phone.sees("Thank you! You are registered."), phone.screen.text
        self.registered.append(name)
        phone.choose("See jobs for me", "Mason, Kilifi", "Apply")
        assert "You have applied: Mason" in phone.screen.text, phone.screen.text
        self.applied.append(name)


@pytest.fixture
def folder(tmp_path: pathlib.Path, sqlite_template: pathlib.Path) -> pathlib.Path:
    """A folder with a migrated database that has a few vacancies."""
    shutil.copyfile(sqlite_template, tmp_path / "fursa.db")
    with_jobs(Service(settings_for(f"sqlite:///{tmp_path / 'fursa.db'}"))).close()
    return tmp_path


@pytest.fixture
def saved(folder: pathlib.Path) -> Iterator[Service]:
    """The same database, looked at from here."""
    service = Service(settings_for(f"sqlite:///{folder / 'fursa.db'}"))
    yield service
    service.close()


def kill_often(folder: pathlib.Path, saved: Service, kills: int, seed: int) -> None:
    """Kill the server that often among calls; then nothing promised is missing, and nothing is there twice."""
    chance = random.Random(seed)
    server = Server(folder)
    finish = threading.Event()
    callers = [Caller(server, saved, index, finish) for index in range(CALLERS)]
    for caller in callers:
        caller.start()
    for _kill in range(kills):
        server.live(chance.randrange(1, 120))
    finish.set()
    last = threading.Thread(target=server.live, args=(None,))
    last.start()
    for caller in callers:
        caller.join()
    server.stopped.set()
    last.join()
    assert [caller.errors for caller in callers if caller.errors] == []
    registered = sorted(name for caller in callers for name in caller.registered)
    applied = sorted(name for caller in callers for name in caller.applied)
    names = saved.db.all("SELECT name FROM profile WHERE status = 'active' ORDER BY name")
    assert [row["name"] for row in names] == registered
    names = saved.db.all("SELECT name FROM application JOIN profile ON profile.id = profile_id ORDER BY name")
    assert [row["name"] for row in names] == applied
    assert saved.count("event", "kind = 'application.applied'") == len(applied)
    assert saved.count("event", "kind = 'profile.registered'") == len(registered)
    assert saved.count("vacancy", "applications = :count", count=len(applied)) == 1
    assert saved.db.one("PRAGMA integrity_check") == {"integrity_check": "ok"}
    assert server.lost


def test_what_was_promised_survives_ten_kills(folder: pathlib.Path, saved: Service) -> None:
    kill_often(folder, saved, kills=10, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 12))
def test_what_was_promised_survives_thirty_kills(folder: pathlib.Path, saved: Service, seed: int) -> None:
    kill_often(folder, saved, kills=30, seed=seed)


def test_a_request_answered_before_the_kill_is_answered_the_same_after_it(folder: pathlib.Path, saved: Service) -> None:
    server = Server(folder)
    phone = Phone(server.post, "+254712345678", saved.market.service_code)
    work = saved.market.occupations.label("7112", "en")
    answers = ("1", "1", "Asha", "1990", "Kilifi North", work, "3", "1", "1", "1", "1")
    first = threading.Thread(target=server.live, args=(1 + len(answers),))
    first.start()
    confirmed = phone.dial(*answers)
    assert confirmed.text.startswith("You have applied"), confirmed.text
    first.join()
    second = threading.Thread(target=server.live, args=(None,))
    second.start()
    assert [phone.again() for _replay in range(3)] == [confirmed] * 3
    server.stopped.set()
    second.join()
    assert saved.count("application") == 1
    assert saved.count("application_status") == 1


# One process that marks in its system calls where a step begins.
STEPS = """
import os
import sys
from tests.conversation import Service, settings_for
service = Service(settings_for(sys.argv[1]))
service.registered("+254712000001").choose("See jobs for me", "Mason, Kilifi", "Apply")
asha = service.registered()
moves = [("moving", "See jobs for me"), ("moving", "Mason, Kilifi"), ("applying", "Apply"), ("moving", "More jobs")]
for kind, label in moves:
    answer = asha.find(label)
    os.write(2, f"<{kind}>".encode())
    asha.answer(answer)
    os.write(2, b"<done>")
service.close()
"""


def test_applying_waits_for_the_disk_once_and_moving_never(folder: pathlib.Path) -> None:
    traced = folder / "traced"
    command: list[str | pathlib.Path] = [
        services.program("strace"),
        "-f",
        "-e",
        "trace=fsync,fdatasync,write",
        "-o",
        traced,
    ]
    command += [sys.executable, "-c", STEPS, f"sqlite:///{folder / 'fursa.db'}"]
    done = subprocess.run(command, cwd=pathlib.Path(__file__).parent.parent, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    steps = re.findall(r'"<(moving|applying)>"(.*?)"<done>"', traced.read_text(), re.DOTALL)
    syncs = [(kind, len(re.findall(r"\bf(?:data)?sync\(", calls))) for kind, calls in steps]
    assert syncs == [("moving", 0), ("moving", 0), ("applying", 1), ("moving", 0)]
