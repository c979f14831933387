"""The port that a service wants, and a worker that lost its parent."""

import pathlib
import signal
import socket

import pytest

from channels.server import require_port
from core.errors import SetupError
from tests.service_process import free_port, running


def test_a_port_that_is_shared_with_whoever_asks_is_in_use_all_the_same() -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(SetupError, match="in use"):
            require_port("127.0.0.1", other.getsockname()[1])


def test_a_free_port_stays_free_for_the_service() -> None:
    port = free_port()
    require_port("127.0.0.1", port)
    require_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(SetupError, match="192.0.2.1"):
        require_port("192.0.2.1", 8000)


def test_a_worker_ends_with_its_parent_however_that_ends(tmp_path: pathlib.Path) -> None:
    port = free_port()
    environment = {"FURSA_DATABASE": f"sqlite:///{tmp_path / 'fursa.db'}"}
    with running("serve", "--port", str(port), until="answers", environment=environment) as (process, _):
        process.send_signal(signal.SIGKILL)
        assert process.stdout is not None
        process.stdout.read()  # to its end: the worker, which writes there too, has gone
        require_port("127.0.0.1", port)
