"""Sending through Africa's Talking: every status code, every odd answer, and a line that breaks at any moment."""

import threading
from decimal import Decimal
from typing import Any

import pytest

from channels.gateways.africastalking.client import AfricasTalking, money
from core.errors import UnavailableError
from messages.gateway import Gateway, GatewayStoppedError, Outcome, Recipient
from tests.channels.gateways.conftest import ScriptedGateway
from tests.service_process import free_port

ONE, TWO, THREE = (Recipient(number, f"+25471234567{number}") for number in (1, 2, 3))
SENT = "Sent to 1/1 Total Cost: KES 0.8000 Message parts: 1"


def client(url: str, **more: Any) -> AfricasTalking:
    return AfricasTalking("shamba", "a-key", url, **more)


def said(phone: str = ONE.phone, **more: Any) -> dict[str, Any]:
    """What the gateway says of one number."""
    fields = {"number": phone, "status": "Success", "statusCode": 101, "messageId": "ATXid_1", "cost": "KES 0.8000"}
    return {**fields, **more}


def answer(*recipients: Any, message: str = SENT) -> dict[str, Any]:
    return {"SMSMessageData": {"Message": message, "Recipients": list(recipients)}}


def send(gateway: ScriptedGateway, *to: Recipient) -> list[Outcome]:
    return client(gateway.url).send("Habari", None, to or (ONE,))


def test_one_text_goes_to_many_in_one_call(gateway: ScriptedGateway) -> None:
    gateway.says(answer(said(), said(TWO.phone, messageId="ATXid_2", cost="KES 1.6000")))
    outcomes = client(gateway.url).send("Kazi: mjenzi, é & + =", "20384", [ONE, TWO])
    assert outcomes == [
        Outcome(1, "accepted", "101 Success", "ATXid_1", Decimal("0.8000"), "KES"),
        Outcome(2, "accepted", "101 Success", "ATXid_2", Decimal("1.6000"), "KES"),
    ]
    (asked,) = gateway.asked
    assert (asked.method, asked.path) == ("POST", "/version1/messaging")
    assert asked.headers["apiKey"] == "a-key"
    assert asked.form == {
        "username": "shamba",
        "to": f"{ONE.phone},{TWO.phone}",
        "message": "Kazi: mjenzi, é & + =",
        "bulkSMSMode": "1",
        "from": "20384",
        "enqueue": "1",
    }


def test_without_a_sender_the_account_decides(gateway: ScriptedGateway) -> None:
    gateway.says(answer(said()))
    send(gateway)
    assert "from" not in gateway.asked[0].form


@pytest.mark.parametrize(
    ("code", "status", "state", "opted_out"),
    [
        (100, "Processed", "accepted", False),
        (101, "Sent", "accepted", False),
        (102, "Queued", "accepted", False),
        ("102", "Queued", "accepted", False),
        (403, "InvalidPhoneNumber", "failed", False),
        (404, "UnsupportedNumberType", "failed", False),
        (406, "UserInBlacklist", "failed", True),
        (407, "CouldNotRoute", "later", False),
        (409, "DoNotDisturbRejection", "failed", True),
        (500, "InternalServerError", "later", False),
        (501, "GatewayError", "later", False),
        (502, "RejectedByGateway", "later", False),
        (777, "Success", "accepted", False),
        (777, "SomethingNew", "unknown", False),
        (None, "SomethingNew", "unknown", False),
        ([], {}, "unknown", False),
        (10**30, "SomethingNew", "unknown", False),
    ],
)
def test_each_status_code_has_a_meaning(
    gateway: ScriptedGateway, code: Any, status: Any, state: str, opted_out: bool
) -> None:
    gateway.says(answer(said(statusCode=code, status=status)))
    (outcome,) = send(gateway)
    assert (outcome.state, outcome.opted_out) == (state, opted_out)
    assert (outcome.gateway_id is not None) == (state in ("accepted", "unknown"))
    assert (outcome.cost is not None) == (state == "accepted")


@pytest.mark.parametrize(
    ("code", "reason"), [(401, "holds the account back"), (402, "FURSA_SENDER"), (405, "no credit left")]
)
def test_what_concerns_the_account_stops_the_gateway(gateway: ScriptedGateway, code: int, reason: str) -> None:
    gateway.says(answer(said(statusCode=code, status="x"), said(TWO.phone, statusCode=403, status="x")))
    with pytest.raises(GatewayStoppedError, match=reason) as stopped:
        send(gateway, ONE, TWO)
    assert stopped.value.retry_seconds == 300


def test_credit_that_ends_within_a_call_keeps_what_was_sent(gateway: ScriptedGateway) -> None:
    gateway.says(answer(said(), said(TWO.phone, statusCode=405, status="InsufficientBalance", messageId="None")))
    first, second = send(gateway, ONE, TWO)
    assert (first.state, second.state, second.raw) == ("accepted", "later", "405 InsufficientBalance")


@pytest.mark.parametrize("message", ["InvalidSenderId", "Something new"])
def test_an_answer_without_anybody_in_it_is_a_refusal(gateway: ScriptedGateway, message: str) -> None:
    gateway.says(answer(message=message))
    with pytest.raises(GatewayStoppedError, match=message):
        send(gateway)


def test_who_is_missing_in_the_answer_is_in_doubt(gateway: ScriptedGateway) -> None:
    gateway.says(answer(said(THREE.phone, messageId="ATXid_3"), said("+254799999999"), "odd", None))
    assert [outcome.state for outcome in send(gateway, ONE, TWO, THREE)] == ["unknown", "unknown", "accepted"]
    gateway.says(answer(message="Sent to 0/1 Total Cost: 0"))
    assert [outcome.state for outcome in send(gateway)] == ["unknown"]


def test_answers_are_matched_by_number_in_any_order_and_spelling(gateway: ScriptedGateway) -> None:
    gateway.says(answer(said(TWO.phone[1:], messageId="ATXid_2"), said(f" {ONE.phone}", messageId="ATXid_1")))
    assert [(each.id, each.gateway_id) for each in send(gateway, ONE, TWO)] == [(1, "ATXid_1"), (2, "ATXid_2")]


@pytest.mark.parametrize("id", ["None", "", None, 17, ["x"]])
def test_an_id_that_is_none_is_not_kept(gateway: ScriptedGateway, id: Any) -> None:
    gateway.says(answer(said(messageId=id)))
    (outcome,) = send(gateway)
    assert (outcome.state, outcome.gateway_id) == ("accepted", None)


@pytest.mark.parametrize(
    "phone",
    ["", "0712345678", "254712345678", "+0712345678", "+254712345678\n", "+2547123٤5678", "+1234", f"+254{'7' * 37}"],
)
def test_a_bad_number_fails_alone_and_is_never_sent(gateway: ScriptedGateway, phone: str) -> None:
    gateway.says(answer(said()))
    assert [outcome.state for outcome in send(gateway, Recipient(9, phone), ONE)] == ["failed", "accepted"]
    assert gateway.asked[0].form["to"] == ONE.phone


def test_nobody_to_send_to_is_no_call(gateway: ScriptedGateway) -> None:
    assert client(gateway.url).send("Habari", None, []) == []
    assert [outcome.state for outcome in send(gateway, Recipient(9, "12"))] == ["failed"]
    assert gateway.asked == []


def test_a_number_twice_in_one_call_is_sent_to_once_and_again_later(gateway: ScriptedGateway) -> None:
    gateway.says(answer(said()))
    assert [outcome.state for outcome in send(gateway, ONE, Recipient(7, ONE.phone))] == ["accepted", "later"]
    assert gateway.asked[0].form["to"] == ONE.phone


def test_more_than_a_call_carries_is_a_mistake_of_the_caller(gateway: ScriptedGateway) -> None:
    with pytest.raises(ValueError, match="at most 2"):
        client(gateway.url, most=2).send("Habari", None, [ONE, TWO, THREE])
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "retry_seconds"),
    [
        (401, {}, 300),
        (400, {}, 300),
        (404, {}, 300),
        (302, {"Location": "/elsewhere"}, 300),
        (429, {}, 60),
        (429, {"Retry_After": "17"}, 17),
        (429, {"Retry_After": "9999999"}, 3600),
        (429, {"Retry_After": "Wed, 21 Oct 2026 07:28:00 GMT"}, 60),
        (503, {"Retry_After": "30"}, 30),
    ],
)
def test_a_refused_call_stops_the_gateway(
    gateway: ScriptedGateway, status: int, headers: dict[str, str], retry_seconds: int
) -> None:
    gateway.says_text("The supplied authentication is invalid", status, **headers)
    with pytest.raises(GatewayStoppedError, match=str(status)) as stopped:
        send(gateway)
    assert stopped.value.retry_seconds == retry_seconds
    assert len(gateway.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_fault_of_the_gateway_leaves_everybody_in_doubt(gateway: ScriptedGateway, status: int) -> None:
    gateway.says_text("Gateway Timeout", status)
    assert [(each.state, each.raw) for each in send(gateway, ONE, TWO)] == [("unknown", f"HTTP {status}")] * 2


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Welcome to the hotel</body></html>",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"{}",
        b'{"SMSMessageData": 1}',
        b'{"SMSMessageData": {"Recipients": {}}}',
        b'{"SMSMessageData": {"Message": "InvalidSenderId"}}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none_leaves_everybody_in_doubt(gateway: ScriptedGateway, body: bytes) -> None:
    gateway.status, gateway.body = 200, body
    assert [each.state for each in send(gateway, ONE, TWO)] == ["unknown"] * 2


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/html", ""])
def test_an_answer_is_read_whatever_it_is_called(gateway: ScriptedGateway, kind: str) -> None:
    gateway.says(answer(said()), status=200)
    gateway.headers = {"Content-Type": kind}
    assert [each.state for each in send(gateway)] == ["accepted"]


def test_a_line_that_breaks_after_the_question_leaves_everybody_in_doubt(gateway: ScriptedGateway) -> None:
    gateway.hangs_up = True
    assert [each.state for each in send(gateway, ONE, TWO)] == ["unknown"] * 2
    assert len(gateway.asked) == 1  # never asked twice by itself


def test_a_gateway_that_does_not_answer_in_time_leaves_everybody_in_doubt(gateway: ScriptedGateway) -> None:
    gateway.may_answer.clear()
    outcomes = client(gateway.url, read_seconds=0.05).send("Habari", None, [ONE, TWO])
    assert [(each.state, each.raw) for each in outcomes] == [("unknown", "ReadTimeout")] * 2


def test_a_gateway_that_cannot_be_reached_is_tried_again_later() -> None:
    outcomes = client(f"http://127.0.0.1:{free_port()}").send("Habari", None, [ONE, TWO])
    assert [each.state for each in outcomes] == ["later"] * 2


def test_a_gateway_whose_name_is_unknown_is_tried_again_later() -> None:
    assert [each.state for each in client("http://gateway.invalid").send("Habari", None, [ONE])] == ["later"]


@pytest.mark.parametrize("host", ["a..b", "a" * 70])
def test_an_address_that_cannot_be_one_stops_the_gateway(host: str) -> None:
    with pytest.raises(GatewayStoppedError, match="settings"):
        client(f"http://{host}").send("Habari", None, [ONE])


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    gateway: ScriptedGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    gateway.says(answer(said()))
    assert [each.state for each in send(gateway)] == ["accepted"]


def test_one_client_serves_several_threads(gateway: ScriptedGateway) -> None:
    gateway.says(answer(*(said(f"+2547123456{number:02}", messageId=f"ATXid_{number}") for number in range(8))))
    shared, outcomes = client(gateway.url), {}

    def send_one(number: int) -> None:
        outcomes[number] = shared.send("Habari", None, [Recipient(number, f"+2547123456{number:02}")])[0].gateway_id

    threads = [threading.Thread(target=send_one, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == {number: f"ATXid_{number}" for number in range(8)}


def test_it_is_a_gateway_with_a_name_and_limits() -> None:
    gateway: Gateway = client("http://127.0.0.1", most=250)
    assert (gateway.name, gateway.most) == ("africastalking", 250)
    assert gateway.doubt_seconds > 0


@pytest.mark.parametrize(
    ("username", "host"), [("shamba", "api.africastalking.com"), ("sandbox", "api.sandbox.africastalking.com")]
)
def test_without_an_address_the_sdk_knows_where_to_go(username: str, host: str) -> None:
    assert AfricasTalking(username, "a-key")._sms._make_url("/messaging") == f"https://{host}/version1/messaging"


def test_the_balance_is_currency_and_amount(gateway: ScriptedGateway) -> None:
    gateway.says({"UserData": {"balance": "KES 1234.5678"}}, status=200)
    assert client(gateway.url).balance() == ("KES", Decimal("1234.5678"))
    (asked,) = gateway.asked
    assert (asked.method, asked.path, asked.query) == ("GET", "/version1/user?username=shamba", {"username": "shamba"})


@pytest.mark.parametrize("data", [None, [], {}, {"UserData": []}, {"UserData": {"balance": "much"}}, {"UserData": {}}])
def test_a_balance_that_is_not_told_is_not_guessed(gateway: ScriptedGateway, data: Any) -> None:
    gateway.says(data, status=200)
    with pytest.raises(UnavailableError, match="balance"):
        client(gateway.url).balance()


def test_the_balance_is_asked_of_a_gateway_that_fails_or_refuses(gateway: ScriptedGateway) -> None:
    gateway.says_text("Bad Gateway", 502)
    with pytest.raises(UnavailableError, match="HTTP 502"):
        client(gateway.url).balance()
    gateway.says_text("The supplied authentication is invalid", 401)
    with pytest.raises(GatewayStoppedError, match="AT_API_KEY"):
        client(gateway.url).balance()


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("KES 0.8000", "0.8000", "KES"),
        ("USD 999999589.6168", "999999589.6168", "USD"),
        ("0", "0", None),
        (" KES  1 ", "1", "KES"),
        ("KES", None, None),
        ("KES -1", None, None),
        ("KES NaN", None, None),
        ("KES 1e5", None, None),
        ("KES ١", None, None),
        ("", None, None),
        (None, None, None),
        (0.8, None, None),
    ],
)
def test_money_is_read_to_the_last_digit(text: object, amount: str | None, currency: str | None) -> None:
    assert money(text) == (Decimal(amount) if amount else None, currency)
