"""Sending through Kannel: each of its answers, and the real programs with a phone behind them."""

from collections.abc import Iterator

import pytest
from flask import Flask

from channels.gateways.kannel import sms
from channels.gateways.kannel.client import Kannel
from messages.gateway import Gateway, GatewayStoppedError, Outcome, Recipient
from tests import services
from tests.channels.gateways.conftest import ScriptedGateway, Told, serving
from tests.service_process import free_port

NOW = 4_000_000_000  # UTC seconds; the real programs bring their own clock, and nobody sends from the future
KEY = "k" * 32
ONE = Recipient(17, "+254712345678")
ACCEPTED = "0: Accepted for delivery"


def client(url: str, read_seconds: float = 5.0) -> Kannel:
    return Kannel(f"{url}/cgi-bin/sendsms", "app", "secret", "https://jobs.example.org", KEY, read_seconds=read_seconds)


def send(gateway: ScriptedGateway, text: str = "Habari", sender: str | None = None, to: Recipient = ONE) -> Outcome:
    (outcome,) = client(gateway.url).send(text, sender, [to])
    return outcome


def test_a_message_is_handed_over_under_our_own_id(gateway: ScriptedGateway) -> None:
    gateway.says_text(ACCEPTED, 202)
    assert send(gateway, "Kazi, é", "20384") == Outcome(17, "accepted", ACCEPTED, "f-17")
    (asked,) = gateway.asked
    assert (asked.method, asked.path, asked.body.decode()) == ("POST", "/cgi-bin/sendsms", "Kazi, é")
    assert {name: value for name, value in asked.headers.items() if name.startswith(("X-", "Content-T"))} == {
        "Content-Type": 'text/plain; charset="UTF-8"',
        "X-Kannel-Username": "app",
        "X-Kannel-Password": "secret",
        "X-Kannel-From": "20384",
        "X-Kannel-To": ONE.phone,
        "X-Kannel-Coding": "0",
        "X-Kannel-DLR-Mask": "31",
        "X-Kannel-DLR-Url": f"https://jobs.example.org/kannel/{KEY}/report?id=f-17&type=%d",
    }


def test_neither_number_nor_text_stand_in_an_address(gateway: ScriptedGateway) -> None:
    gateway.says_text(ACCEPTED, 202)
    send(gateway)
    (asked,) = gateway.asked
    assert "712345678" not in asked.path + asked.headers["X-Kannel-DLR-Url"]
    assert "Habari" not in asked.path + asked.headers["X-Kannel-DLR-Url"]


def test_other_scripts_go_as_ucs2_and_without_a_sender_kannel_decides(gateway: ScriptedGateway) -> None:
    gateway.says_text(ACCEPTED, 202)
    send(gateway, "ሥራ")
    assert gateway.asked[0].headers["X-Kannel-Coding"] == "2"
    assert "X-Kannel-From" not in gateway.asked[0].headers


@pytest.mark.parametrize(
    ("status", "said", "state", "gateway_id"),
    [
        (202, "3: Queued for later delivery", "accepted", "f-17"),
        (400, "Number(s) has/have been denied by white- and/or black-lists.", "failed", None),
        (503, "Temporal failure, try again later.", "later", None),
        (500, "Internal error", "unknown", "f-17"),
        (504, "Gateway Timeout", "unknown", "f-17"),
    ],
)
def test_each_answer_has_a_meaning(
    gateway: ScriptedGateway, status: int, said: str, state: str, gateway_id: str | None
) -> None:
    gateway.says_text(said, status)
    outcome = send(gateway)
    assert (outcome.state, outcome.gateway_id) == (state, gateway_id)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (403, "Authorization failed for sendsms"),
        (400, "Sender missing and no global set, rejected"),
        (404, "Unknown request."),
        (200, "<html>It works!</html>"),
        (302, ""),
        (429, ""),
    ],
)
def test_what_concerns_the_set_up_stops_the_gateway(gateway: ScriptedGateway, status: int, said: str) -> None:
    gateway.says_text(said, status)
    with pytest.raises(GatewayStoppedError):
        send(gateway)


def test_a_lost_answer_keeps_the_id_that_a_report_will_name(gateway: ScriptedGateway) -> None:
    gateway.hangs_up = True
    assert (send(gateway).state, send(gateway).gateway_id) == ("unknown", "f-17")
    gateway.hangs_up = False
    gateway.may_answer.clear()
    (outcome,) = client(gateway.url, read_seconds=0.05).send("Habari", None, [ONE])
    assert (outcome.state, outcome.gateway_id) == ("unknown", "f-17")


def test_a_kannel_that_is_not_running_is_tried_again_later() -> None:
    (outcome,) = client(f"http://127.0.0.1:{free_port()}").send("Habari", None, [ONE])
    assert outcome.state == "later"


@pytest.mark.parametrize("phone", ["", "0712345678", "+254712345678 +254712345679", "+254712345678\r\nX-A: b"])
def test_a_bad_number_is_never_sent(gateway: ScriptedGateway, phone: str) -> None:
    assert send(gateway, to=Recipient(9, phone)).state == "failed"
    assert gateway.asked == []


def test_it_is_a_gateway_with_a_name_and_limits() -> None:
    gateway: Gateway = client("http://127.0.0.1")
    assert (gateway.name, gateway.most) == ("kannel", 1)
    with pytest.raises(ValueError, match="at most 1"):
        gateway.send("Habari", None, [ONE, ONE])
    assert gateway.send("Habari", None, []) == []


class RealKannel:
    """The real programs, and the service that they call."""

    def __init__(self, programs: services.Kannel, url: str) -> None:
        self.programs = programs
        self.told = Told()
        self.client = Kannel(programs.sendsms_url, programs.USER, programs.PASSWORD, url, KEY)


@pytest.fixture(scope="module")
def kannel() -> Iterator[RealKannel]:
    port = free_port()
    with services.private_kannel(f"http://127.0.0.1:{port}/kannel/{KEY}/sms") as programs:
        kannel = RealKannel(programs, f"http://127.0.0.1:{port}")
        app = Flask(__name__)
        told = kannel.told
        app.register_blueprint(sms.blueprint((KEY,), "KE", told.on_incoming, told.on_reported, lambda: NOW))
        with serving(app, port):
            yield kannel


def test_a_text_of_a_phone_arrives(kannel: RealKannel) -> None:
    kannel.programs.text("+254700000001", "KAZI  fundi é")
    kannel.told.wait(lambda: len(kannel.told.incoming) == 1)
    gateway, id, phone, text, to, at = kannel.told.incoming.pop()
    assert (gateway, phone, text, to) == ("kannel", "+254700000001", "KAZI  fundi é", "20880")
    assert len(id) == 36
    assert 1_795_000_000 < at < NOW


def test_a_text_goes_out_and_its_delivery_is_reported(kannel: RealKannel) -> None:
    kannel.programs.text("+254700000001", "Washa")
    texts = {1: "Habari é € {x}", 2: "ሥራ 😀", 3: "a" * 161}
    for number, text in texts.items():
        (outcome,) = kannel.client.send(text, None, [Recipient(number, "+254700000001")])
        assert (outcome.state, outcome.gateway_id) == ("accepted", f"f-{number}")
    kannel.told.wait(lambda: sum(report.status == "delivered" for _gateway, report in kannel.told.reported) == 3)
    delivered = {report.id for _gateway, report in kannel.told.reported if report.status == "delivered"}
    assert delivered == set(texts)
    heard = kannel.programs.heard()
    assert "20880 +254700000001 text Habari é € {x}" in heard
    assert "20880 +254700000001 ucs-2 %12%25%12%2B%00+%D8%3D%DE%00" in heard
    assert sum(" udh " in each and "aaa" in each for each in heard) == 2


def test_a_wrong_password_stops_the_gateway(kannel: RealKannel) -> None:
    stranger = Kannel(kannel.programs.sendsms_url, "app", "wrong", "http://127.0.0.1", KEY)
    with pytest.raises(GatewayStoppedError, match="FURSA_KANNEL_PASSWORD"):
        stranger.send("Habari", None, [ONE])
