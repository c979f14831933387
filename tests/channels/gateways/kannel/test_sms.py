"""Kannel's callbacks: what the service is told, and that nothing sent can make it stumble."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.gateways.kannel.sms import blueprint
from messages.reports import Report, Status
from tests.channels.gateways.conftest import Told

NOW = 1_795_000_000  # UTC seconds
KEY = "k" * 32
PHONE = "+254712345678"
HEADERS = {"X-Kannel-From": PHONE, "X-Kannel-To": "20384", "X-Kannel-Coding": "0"}


@pytest.fixture
def client(told: Told) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(blueprint((KEY,), "KE", told.on_incoming, told.on_reported, lambda: NOW))
    return app.test_client()


def post(
    client: FlaskClient,
    text: bytes = b"KAZI",
    query: str = "id=uuid-1&at=1794999900",
    charset: str = "UTF-8",
    sender: str = PHONE,
) -> int:
    kind = f'text/plain; charset="{charset}"'
    answer = client.post(
        f"/kannel/{KEY}/sms?{query}", data=text, content_type=kind, headers={**HEADERS, "X-Kannel-From": sender}
    )
    # Kannel would send whatever the answer holds to the phone.
    assert answer.data == b"" or answer.status_code != 200
    return answer.status_code


def test_an_incoming_text_is_handed_on(client: FlaskClient, told: Told) -> None:
    assert post(client) == 200
    assert told.incoming == [("kannel", "uuid-1", "+254712345678", "KAZI", "20384", NOW - 100)]


def test_a_text_is_read_in_the_letters_that_kannel_names(client: FlaskClient, told: Told) -> None:
    post(client, "é ሥራ\x00".encode())
    post(client, "ሥራ 😀".encode("utf-16-be"), charset="UTF-16BE")
    post(client, "ሥራ".encode("utf-16-be")[:-1], charset="UTF-16BE")
    post(client, b"\xff", charset="no-such-letters")
    assert [each[3] for each in told.incoming] == ["é ሥራ", "ሥራ 😀", "ሥ�", "�"]


@pytest.mark.parametrize(
    ("at", "expected"), [("", NOW), ("soon", NOW), ("4000000000", NOW), ("9" * 400, NOW), ("5", 5)]
)
def test_nobody_sends_from_the_future(client: FlaskClient, told: Told, at: str, expected: int) -> None:
    post(client, query=f"id=uuid-1&at={at}")
    assert [each[5] for each in told.incoming] == [expected]


def test_a_text_of_nobody_or_without_an_id_is_passed_over(client: FlaskClient, told: Told) -> None:
    assert post(client, sender="MPESA") == 200
    assert post(client, query="at=1") == 200
    assert told.incoming == []


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("8", "submitted"),
        ("4", "buffered"),
        ("1", "delivered"),
        ("2", "failed"),
        ("16", "failed"),
        ("32", "sent"),
        ("", "sent"),
    ],
)
def test_a_report_is_handed_on_with_our_own_id(client: FlaskClient, told: Told, kind: str, status: Status) -> None:
    assert client.get(f"/kannel/{KEY}/report?id=f-17&type={kind}").status_code == 200
    assert told.reported == [("kannel", Report("f-17", status, kind, id=17))]


@pytest.mark.parametrize("id", ["17", "f-", "f-x", "f-٣", "f-" + "9" * 30])
def test_an_id_that_is_not_ours_is_kept_as_it_is(client: FlaskClient, told: Told, id: str) -> None:
    client.get(f"/kannel/{KEY}/report", query_string={"id": id, "type": "1"})
    assert told.reported == [("kannel", Report(id, "delivered", "1"))]


def test_a_report_without_an_id_is_passed_over(client: FlaskClient, told: Told) -> None:
    assert client.get(f"/kannel/{KEY}/report?type=1").status_code == 200
    assert told.reported == []


def test_only_the_key_opens_the_door(client: FlaskClient, told: Told) -> None:
    for wrong in ("demo", KEY[:-1], KEY + "k", "%00"):
        assert client.post(f"/kannel/{wrong}/sms?id=1", data=b"KAZI", headers=HEADERS).status_code == 404
        assert client.get(f"/kannel/{wrong}/report?id=f-17&type=1").status_code == 404
    assert told.incoming + told.reported == []


def test_too_much_is_not_read(client: FlaskClient, told: Told) -> None:
    assert post(client, b"x" * 300_000) == 413
    assert told.incoming == []


ANY = st.text(st.characters(codec="utf-8"), max_size=40)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.binary(max_size=80), id=ANY, at=ANY, kind=ANY, charset=st.sampled_from(["UTF-8", "UTF-16BE", "", '"', "☃"])
)
def test_nothing_makes_it_stumble(
    client: FlaskClient, told: Told, sent: bytes, id: str, at: str, kind: str, charset: str
) -> None:
    type = f"text/plain; charset={charset}".encode().decode("latin-1")
    values = {"id": id, "at": at, "type": kind}
    answer = client.post(f"/kannel/{KEY}/sms", query_string=values, data=sent, content_type=type, headers=HEADERS)
    assert answer.status_code == 200
    assert client.get(f"/kannel/{KEY}/report", query_string=values).status_code == 200
    assert not any("\x00" in str(value) for kept in told.incoming + told.reported for value in kept)
