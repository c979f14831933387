"""The adapters for libraries that have a replication of their own, with these libraries and a real server."""

import os
import pathlib
import shutil
import subprocess
import time

import pytest

from core import officers
from sync import devices
from tests import services
from tests.conversation import KEY, Service, settings_for, with_jobs
from tests.service_process import free_port, running
from tests.source import ROOT

FOLDER = ROOT / "tests" / "sync" / "client" / "adapters"
PATIENCE_SECONDS = 300
TABLETS = 60


@pytest.fixture
def codes(tmp_path: pathlib.Path, sqlite_template: pathlib.Path) -> list[str]:
    """A database with a few vacancies, and codes for tablets of one officer."""
    shutil.copyfile(sqlite_template, tmp_path / "fursa.db")
    service = with_jobs(Service(settings_for(f"sqlite:///{tmp_path / 'fursa.db'}")))
    now = int(time.time())  # by the clock of the process that is to come
    amina = officers.add(service.db, service.market, "amina", ["047"], now)
    return [devices.invite(service.db, amina["id"], now) for _tablet in range(TABLETS)]


@pytest.mark.parametrize("library", ["connection", "rxdb", "watermelon"])
def test_another_library_syncs_with_the_server(tmp_path: pathlib.Path, codes: list[str], library: str) -> None:
    environment = {
        "FURSA_DATABASE": f"sqlite:///{tmp_path / 'fursa.db'}",
        "FURSA_CALLBACK_KEY": KEY,
        "PATH": os.environ["PATH"],
    }
    assert (ROOT / "tests" / "node_modules").exists(), "`make test` installs the libraries; then this can be run alone"
    port = free_port()
    with running("serve", "--port", str(port), until="answers", environment=environment):
        done = subprocess.run(
            [services.program("node"), "--test", FOLDER / f"{library}.test.js"],
            env={**environment, "ADDRESS": f"http://127.0.0.1:{port}", "CODES": " ".join(codes)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=PATIENCE_SECONDS,
        )
    assert done.returncode == 0, done.stdout
