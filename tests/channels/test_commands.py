"""`fursa serve`, started as administrators start it."""

import pathlib
import signal
import urllib.error

import pytest

from tests.service_process import PATIENCE_SECONDS, free_port, get, outcome, post, running


def test_the_service_answers_its_own_key_and_not_that_of_the_demo(tmp_path: pathlib.Path) -> None:
    port, key = free_port(), "a-key-of-at-least-22-characters"
    environment = {"FURSA_DATABASE": f"sqlite:///{tmp_path / 'fursa.db'}", "FURSA_CALLBACK_KEY": key}
    form = {"sessionId": "ATUid_1", "phoneNumber": "+254712345678", "text": ""}
    with running("serve", "--port", str(port), until="answers", environment=environment) as (process, said):
        address = f"http://127.0.0.1:{port}"
        assert address in said
        assert get(f"{address}/healthz")
        assert post(f"{address}/africastalking/{key}/ussd", **form).startswith("CON ")
        with pytest.raises(urllib.error.HTTPError) as refused:
            post(f"{address}/africastalking/demo/ussd", **form)
        refused.value.close()
        assert refused.value.code == 404

        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE_SECONDS) == 0


def test_a_service_that_cannot_start_says_why(tmp_path: pathlib.Path) -> None:
    missing = tmp_path / "missing" / "fursa.db"
    code, said = outcome("serve", "--port", str(free_port()), environment={"FURSA_DATABASE": f"sqlite:///{missing}"})
    assert code == 1
    assert f"The database {missing} cannot be opened" in said and "Traceback" not in said
