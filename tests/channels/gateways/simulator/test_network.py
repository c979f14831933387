"""The real SDK, the simulated gateway and the service's callbacks together, over HTTP."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask

from channels.gateways.africastalking import sms
from channels.gateways.africastalking.client import AfricasTalking
from channels.gateways.simulator.behaviour import Behaviour
from channels.gateways.simulator.network import MOST, MOST_OF_A_PHONE, Inboxes, Message, Simulator
from channels.gateways.simulator.pages import blueprint
from core.errors import InvalidError
from messages.gateway import GatewayStoppedError, Outcome, Recipient
from tests.channels.gateways.conftest import Told, serving
from tests.service_process import free_port

NOW = 1_795_000_000  # UTC seconds
ONE, TWO = Recipient(1, "+254712345671"), Recipient(2, "+254712345672")


class Demo:
    """The service of a demo: the simulated gateway, and the callbacks that it calls."""

    def __init__(self, told: Told, port: int) -> None:
        self.told = told
        self.url = f"http://127.0.0.1:{port}"
        self.simulator = Simulator(self.url, "demo", "20384", clock=lambda: NOW)
        self.behaves()
        self.client = AfricasTalking("demo", "demo", f"{self.url}/simulator", read_seconds=0.5)
        self.app = Flask(__name__)
        self.app.register_blueprint(blueprint(self.simulator))
        self.app.register_blueprint(
            sms.blueprint(("demo",), "KE", told.on_incoming, told.on_reported, told.on_opted_out, lambda: NOW)
        )

    def behaves(self, **behaviour: object) -> None:
        self.simulator.behaviour = Behaviour(**{"report_seconds": 0.0, **behaviour})  # type: ignore[arg-type]

    def send(self, text: str = "Habari", *to: Recipient) -> list[Outcome]:
        return self.client.send(text, None, to or (ONE,))

    def texts(self, phone: str) -> list[str]:
        return [message["text"] for message in self.simulator.received(phone)]

    def statuses(self, messages: int = 1) -> list[tuple[str, str]]:
        """The word and the id of each report, once they are there for so many messages."""
        self.told.wait(lambda: len(self.told.reported) == 2 * messages)
        return [(report.raw, report.gateway_id) for _gateway, report in self.told.reported]


@pytest.fixture
def demo(told: Told) -> Iterator[Demo]:
    port = free_port()
    demo = Demo(told, port)
    with serving(demo.app, port):
        yield demo
        demo.simulator.close()


def test_a_text_reaches_the_phones_and_each_is_reported(demo: Demo) -> None:
    first, second = demo.send("Kazi karibu nawe", ONE, TWO)
    assert (first.state, first.raw, first.cost, first.currency) == ("accepted", "102 Success", Decimal("0.8"), "KES")
    assert demo.texts(ONE.phone) == demo.texts(TWO.phone) == ["Kazi karibu nawe"]
    reports = demo.statuses(2)
    assert {(raw, first.gateway_id) for raw in ("Submitted", "Success")} <= set(reports)
    assert {(raw, second.gateway_id) for raw in ("Submitted", "Success")} <= set(reports)


@pytest.mark.parametrize(
    ("text", "parts", "encoding"),
    [
        ("x" * 160, 1, "gsm7"),
        ("x" * 161, 2, "gsm7"),
        ("{" * 81, 2, "gsm7"),
        ("ሥ" * 70, 1, "ucs2"),
        ("😀" * 36, 2, "ucs2"),
    ],
)
def test_a_phone_counts_parts_as_networks_do(demo: Demo, text: str, parts: int, encoding: str) -> None:
    (outcome,) = demo.send(text)
    (message,) = demo.simulator.received(ONE.phone)
    assert message["text"] == text
    assert (message["parts"], message["encoding"], message["at"]) == (parts, encoding, NOW)
    assert (message["id"], message["sender"]) == (outcome.gateway_id, "20384")
    assert outcome.cost == parts * Decimal("0.8")


def test_what_is_sent_is_taken_from_the_credit(demo: Demo) -> None:
    assert demo.client.balance() == ("KES", Decimal(1_000_000))
    demo.send("x" * 161, ONE, TWO)
    assert demo.client.balance() == ("KES", Decimal("999996.8"))


def test_no_credit_left_stops_the_client(demo: Demo) -> None:
    demo.simulator.credit = Decimal("0.8")
    assert [each.state for each in demo.send("Habari", ONE, TWO)] == ["accepted", "later"]
    with pytest.raises(GatewayStoppedError, match="credit"):
        demo.send()


@pytest.mark.parametrize(
    ("stopped", "reason"), [("key", "401"), ("sender", "InvalidSenderId"), ("credit", "credit"), ("rate", "429")]
)
def test_a_gateway_that_stopped_reaches_nobody(demo: Demo, stopped: str, reason: str) -> None:
    demo.behaves(stopped=stopped)
    with pytest.raises(GatewayStoppedError, match=reason):
        demo.send()
    assert demo.texts(ONE.phone) == []


def test_one_number_is_refused_and_the_others_are_not(demo: Demo) -> None:
    demo.behaves(refuse={ONE.phone: 406})
    first, second = demo.send("Habari", ONE, TWO)
    assert (first.state, first.opted_out, second.state) == ("failed", True, "accepted")
    assert demo.texts(ONE.phone) == []


def test_refusals_come_by_chance(demo: Demo) -> None:
    demo.behaves(refused=0.5, refused_code=407)
    to = [Recipient(number, f"+2547123456{number:02}") for number in range(50)]
    states = [each.state for each in demo.client.send("Habari", None, to)]
    assert set(states) == {"accepted", "later"}
    assert 10 < states.count("later") < 40


def test_a_lost_answer_is_settled_by_the_report(demo: Demo) -> None:
    demo.behaves(lost_answers=1.0)
    assert [each.state for each in demo.send()] == ["unknown"]
    assert demo.texts(ONE.phone) == ["Habari"]
    demo.statuses()
    assert demo.told.reported[0][1].phone == ONE.phone


def test_an_answer_may_come_too_late(demo: Demo) -> None:
    demo.behaves(answer_seconds=1.0)
    assert [each.raw for each in demo.send()] == ["ReadTimeout"]
    assert demo.texts(ONE.phone) == ["Habari"]


def test_reports_may_come_in_the_wrong_order(demo: Demo) -> None:
    demo.behaves(reordered_reports=1.0)
    demo.send()
    assert [raw for raw, _id in demo.statuses()] == ["Success", "Submitted"]


def test_reports_may_be_lost(demo: Demo) -> None:
    demo.behaves(lost_reports=1.0)
    demo.send("Habari", ONE)
    demo.behaves()
    (told,) = demo.send("Habari", TWO)
    assert {id for _raw, id in demo.statuses()} == {told.gateway_id}


def test_a_phone_may_be_out_of_reach(demo: Demo) -> None:
    demo.behaves(undelivered=1.0)
    demo.send()
    assert [raw for raw, _id in demo.statuses()] == ["Submitted", "Failed DeliveryFailure"]
    assert demo.texts(ONE.phone) == []


def test_a_phone_texts_the_service(demo: Demo) -> None:
    demo.simulator.text(ONE.phone, "KAZI é 😀")
    demo.told.wait(lambda: len(demo.told.incoming) == 1)
    gateway, id, phone, text, to, at = demo.told.incoming[0]
    assert (gateway, phone, text, to, at) == ("africastalking", ONE.phone, "KAZI é 😀", "20384", NOW)
    assert id
    with pytest.raises(InvalidError):
        demo.simulator.text("0712", "KAZI")


def test_the_same_seed_makes_the_same_trouble() -> None:
    def refused(seed: int) -> list[int]:
        simulator = Simulator("http://127.0.0.1:9", "demo", "20384", behaviour=Behaviour(lost_reports=1.0), seed=seed)
        return [simulator.happens(0.5) for _ in range(40)]

    assert refused(1) == refused(1) != refused(2)


def message(number: int) -> Message:
    return Message(str(number), "20384", "Habari", 1, "gsm7", NOW)


def test_a_phone_keeps_its_newest_messages() -> None:
    inboxes = Inboxes()
    for number in range(MOST_OF_A_PHONE + 5):
        inboxes.add(ONE.phone, message(number))
    kept = [each.id for each in inboxes.of(ONE.phone)]
    assert (len(kept), kept[0], kept[-1]) == (MOST_OF_A_PHONE, "5", str(MOST_OF_A_PHONE + 4))


def test_all_phones_together_keep_so_many_messages_and_the_silent_lose_theirs() -> None:
    inboxes = Inboxes()
    for number in range(MOST):
        inboxes.add(f"+2547{number:08}", message(number))
    inboxes.add("+254700000000", message(MOST))
    assert [each.id for each in inboxes.of("+254700000000")] == ["0", str(MOST)]
    assert inboxes.of("+254700000001") == []
    assert len(inboxes.of("+254700000002")) == 1
