"""Health: what a balancer and a monitor are told."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.logs import JsonLines
from core.settings import Settings
from tests.conversation import KEY, Service, on_sqlite, settings_for
from tests.services import RedisServer, private_redis


def told(service: Service) -> tuple[int, dict[str, str]]:
    """What /readyz answers."""
    answer = service.app.test_client().get("/readyz")
    parts: dict[str, str] = answer.get_json()
    return answer.status_code, parts


def test_a_working_service_is_up_and_ready(service: Service) -> None:
    assert service.app.test_client().get("/healthz").json == {"status": "ok"}
    status, parts = told(service)
    assert status == 200
    assert (parts["database"], parts["migrations"], parts["queue"]) == ("ok", "ok", "ok")


@on_sqlite
def test_without_a_gateway_messages_wait_and_nothing_fails(service: Service) -> None:
    status, parts = told(service)
    assert status == 200
    assert parts["messages"] == "no gateway is chosen, so they wait"


@on_sqlite
def test_a_database_behind_the_program_is_not_ready(service: Service) -> None:
    service.db.run("DELETE FROM migration WHERE name = 'incoming'")
    status, parts = told(service)
    assert (status, parts["migrations"]) == (503, "failed")


def test_redis_that_answers_is_ready_and_one_that_is_gone_is_not(tmp_path: Path, redis_server: RedisServer) -> None:
    with_redis = replace(settings_for(f"sqlite:///{tmp_path}/fursa.db"), redis=redis_server.url)
    assert ready(with_redis) == (200, "ok")
    with private_redis() as other:
        gone = replace(with_redis, redis=other.url)
    assert ready(gone) == (503, "failed")


def ready(chosen: Settings) -> tuple[int, str]:
    """The status of a service with these settings, and what it says of its queue."""
    service = Service(chosen)
    try:
        status, parts = told(service)
        return status, parts["queue"]
    finally:
        service.close()


@on_sqlite
def test_metrics_count_calls_and_name_nobody(service: Service) -> None:
    service.phone("+254712345678").dial()
    text = service.app.test_client().get("/metrics").text
    assert "fursa_ussd_seconds_count" in text
    assert "fursa_messages_waiting" in text
    assert "712345678" not in text


@pytest.mark.parametrize("path", ["/phone", "/simulator/phones/+254712345678", "/simulator/version1/messaging"])
@on_sqlite
def test_what_belongs_to_the_demo_is_not_there(service: Service, path: str) -> None:
    assert service.app.test_client().get(path).status_code == 404


@on_sqlite
def test_a_failing_callback_leaves_no_key_in_the_log(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    service.db.run("DROP TABLE delivery_report")
    service.db.run("DROP TABLE gateway_state")
    answer = service.app.test_client().post(
        f"/africastalking/{KEY}/sms/report", data={"id": "ATXid_1", "status": "Success", "phoneNumber": "+254712345678"}
    )
    assert answer.status_code == 500
    assert caplog.records
    lines = [JsonLines().format(record) for record in caplog.records]
    assert not [line for line in lines if KEY in line or "712345678" in line]
