"""The addresses of the simulated gateway."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from channels.gateways.simulator.behaviour import Behaviour
from channels.gateways.simulator.network import Simulator
from channels.gateways.simulator.pages import blueprint

NOW = 1_795_000_000  # UTC seconds
PHONE = "+254712345678"
SEND = {"username": "demo", "to": PHONE, "message": "Habari", "bulkSMSMode": "1"}


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    # Nobody listens there, and without reports nobody is called.
    behaviour = Behaviour(lost_reports=1.0)
    simulator = Simulator("http://127.0.0.1:9", "demo", "20384", behaviour=behaviour, clock=lambda: NOW)
    yield simulator
    simulator.close()


@pytest.fixture
def client(simulator: Simulator) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint(simulator))
    return app.test_client()


def send(client: FlaskClient, key: str = "demo", **fields: str) -> Any:
    return client.post("/simulator/version1/messaging", data={**SEND, **fields}, headers={"apiKey": key})


def test_a_phone_is_asked_for_what_it_received(client: FlaskClient) -> None:
    send(client)
    send(client, message="ሥራ", **{"from": "FURSA"})
    answer = client.get(f"/simulator/phones/{PHONE}")
    first, second = answer.get_json()
    assert {name: first[name] for name in ("text", "parts", "encoding", "at", "sender")} == {
        "text": "Habari",
        "parts": 1,
        "encoding": "gsm7",
        "at": NOW,
        "sender": "20384",
    }
    assert (second["text"], second["encoding"], second["sender"]) == ("ሥራ", "ucs2", "FURSA")
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/simulator/phones/%2B254712345678").get_json() == answer.get_json()


@pytest.mark.parametrize("phone", ["+254799999999", "nobody", "+"])
def test_a_phone_without_messages_has_an_empty_list(client: FlaskClient, phone: str) -> None:
    assert client.get(f"/simulator/phones/{phone}").get_json() == []


def test_the_answer_is_as_the_real_gateway_gives_it(client: FlaskClient) -> None:
    answer = send(client, to=f"{PHONE},12")
    assert (answer.status_code, answer.content_type) == (201, "application/json")
    data = answer.get_json()["SMSMessageData"]
    assert data["Message"] == "Sent to 1/2 Total Cost: KES 0.8000 Message parts: 1"
    first, second = data["Recipients"]
    assert first.pop("messageId").startswith("ATXid_")
    assert first == {"cost": "KES 0.8000", "number": PHONE, "status": "Success", "statusCode": 101}
    assert second == {
        "cost": "0",
        "messageId": "None",
        "number": "12",
        "status": "InvalidPhoneNumber",
        "statusCode": 403,
    }


@pytest.mark.parametrize("path", ["messaging", "user"])
def test_another_key_is_refused(client: FlaskClient, path: str) -> None:
    call = client.post if path == "messaging" else client.get
    answer = call(f"/simulator/version1/{path}", data=SEND, headers={"apiKey": "mine"})
    assert (answer.status_code, answer.text) == (401, "The supplied authentication is invalid")
    assert answer.content_type == "text/plain; charset=utf-8"


@pytest.mark.parametrize("field", ["username", "to", "message"])
def test_what_is_needed_is_asked_for(client: FlaskClient, field: str) -> None:
    answer = send(client, **{field: ""})
    assert (answer.status_code, answer.text) == (400, f"Request is missing required form field '{field}'")


def test_settings_replace_each_other(client: FlaskClient, simulator: Simulator) -> None:
    answer = client.post("/simulator/settings", json={"lost_answers": 0.25, "refuse": {PHONE: 409}})
    assert answer.get_json() == asdict(Behaviour(lost_answers=0.25, refuse={PHONE: 409}))
    assert simulator.behaviour == Behaviour(lost_answers=0.25, refuse={PHONE: 409})
    client.post("/simulator/settings", json={"stopped": "rate"})
    assert simulator.behaviour == Behaviour(stopped="rate")
    assert send(client).status_code == 429


@pytest.mark.parametrize(
    "settings",
    [
        {"lost_answers": 2},
        {"lost_answers": -0.1},
        {"lost_answers": "NaN"},
        {"report_seconds": 3600},
        {"stopped": "yes"},
        {"refused_code": 100},
        {"refuse": {"0712345678": 406}},
        {"refuse": {PHONE: 1}},
        {"colour": "red"},
        [],
        None,
    ],
)
def test_settings_that_mean_nothing_are_refused(client: FlaskClient, simulator: Simulator, settings: Any) -> None:
    before = simulator.behaviour
    answer = client.post("/simulator/settings", json=settings)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "settings_malformed")
    assert answer.get_json()["faults"]
    assert simulator.behaviour == before


@pytest.mark.parametrize("sender", ["", "0712345678", "+2547\n"])
def test_only_a_phone_can_text(client: FlaskClient, sender: str) -> None:
    answer = client.post("/simulator/sms", data={"from": sender, "text": "KAZI"})
    assert (answer.status_code, answer.get_json()) == (400, {"error": "phone_malformed"})
