"""`fursa serve` over the database of a test, with tablets and phones that reach it over HTTP."""

import contextlib
import http.client
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from core.database import Database, Row, open_database
from core.market import Market
from sync import devices
from tests.conversation import KEY
from tests.service_process import free_port, outcome, running
from tests.tablet import PATIENCE_SECONDS, HttpLine, Tablet

ENCODINGS = (("gzip", "br"), ("zstd", "zstd"), ("identity", "gzip"))  # up and down


@dataclass(frozen=True)
class Served:
    """A running service. `db` is the same database, looked at from here; `pid` is its first process."""

    url: str
    port: int
    pid: int
    db: Database
    market: Market
    environment: dict[str, str]

    @property
    def now(self) -> int:
        """UTC seconds, by the clock that the service goes by."""
        return int(time.time())

    def tablet(self, officer: Row, seed: int, port: int | None = None) -> Tablet:
        """A tablet of the officer that was let in; from then on it is at the end of the line at this port."""
        chance = random.Random(seed)
        line = HttpLine(self.port, *ENCODINGS[seed % len(ENCODINGS)])
        source = f"copy{chance.getrandbits(40)}"
        tablet = Tablet(line, lambda: UUID(int=chance.getrandbits(128), version=4), source)
        tablet.enrol(devices.invite(self.db, officer["id"], self.now))
        line.port = port or self.port
        return tablet

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """POST a form as a gateway does."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        with contextlib.closing(connection):
            connection.request("POST", f"/africastalking/{KEY}/{path}", urlencode(fields), headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def command(self, *arguments: str) -> str:
        """The output of a command of `fursa`, which ends well."""
        code, said = outcome(*arguments, environment=self.environment)
        assert code == 0, said
        return said


@contextlib.contextmanager
def served(url: str, market: Market) -> Iterator[Served]:
    """The service over a migrated database; it is killed in the end."""
    environment = {"FURSA_DATABASE": url, "FURSA_CALLBACK_KEY": KEY, "PATH": os.environ["PATH"]}
    port = free_port()
    with running("serve", "--port", str(port), until="answers", environment=environment) as (process, _said):
        with contextlib.closing(open_database(url)) as db:
            yield Served(url, port, process.pid, db, market, environment)
