"""Africa's Talking's callbacks for SMS: what the service is told, and that nothing posted can make it stumble."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.gateways.africastalking.sms import blueprint
from messages.reports import Report, Status
from tests.channels.gateways.conftest import Told

NOW = 1_795_000_000  # UTC seconds: 18 November 2026, 11:06:40
KEY, NEW_KEY = "k" * 32, "n" * 32
PHONE = "+254712345678"
TEXT = {
    "from": PHONE,
    "to": "20384",
    "text": "KAZI",
    "id": "ATSms_1",
    "date": "2026-11-18T11:00:00Z",
    "linkId": "",
    "networkCode": "63902",
}
REPORT = {"id": "ATXid_1", "status": "Success", "phoneNumber": PHONE, "networkCode": "63902", "retryCount": "0"}


@pytest.fixture
def client(told: Told) -> FlaskClient:
    app = Flask(__name__)
    app.register_blueprint(
        blueprint((NEW_KEY, KEY), "KE", told.on_incoming, told.on_reported, told.on_opted_out, lambda: NOW + 0.9)
    )
    return app.test_client()


def post(client: FlaskClient, path: str = "", key: str = KEY, **fields: str) -> int:
    answer = client.post(f"/africastalking/{key}/sms{path}", data=fields)
    assert answer.data == b"" or answer.status_code != 200
    return answer.status_code


def test_an_incoming_text_is_handed_on(client: FlaskClient, told: Told) -> None:
    assert post(client, **TEXT) == 200
    assert told.incoming == [("africastalking", "ATSms_1", PHONE, "KAZI", "20384", NOW - 400)]


@pytest.mark.parametrize("path", ["", "/report", "/optout"])
def test_only_the_keys_open_the_door(client: FlaskClient, told: Told, path: str) -> None:
    fields = {**TEXT, **REPORT}
    assert [post(client, path, key, **fields) for key in (KEY, NEW_KEY)] == [200, 200]
    before = len(told.incoming + told.reported + told.opted_out)
    for wrong in ("demo", KEY[:-1], KEY + "k", "%00", "ké", "%ff"):
        assert post(client, path, wrong, **fields) == 404
    assert len(told.incoming + told.reported + told.opted_out) == before == 2
    assert client.get(f"/africastalking/{KEY}/sms{path}").status_code == 405


def test_without_a_key_nobody_may_call(told: Told) -> None:
    app = Flask(__name__)
    app.register_blueprint(blueprint((), "KE", told.on_incoming, told.on_reported, told.on_opted_out, lambda: NOW))
    assert post(app.test_client(), key="demo", **TEXT) == 404


@pytest.mark.parametrize("sender", ["0712345678", "254712345678", " 254712345678", "00254712345678"])
def test_the_sender_is_read_however_it_is_written(client: FlaskClient, told: Told, sender: str) -> None:
    post(client, **{**TEXT, "from": sender})
    assert [phone for _gateway, _id, phone, *_rest in told.incoming] == [PHONE]


@pytest.mark.parametrize("sender", ["", "MPESA", "20384", "+1", "☃"])
def test_a_sender_that_nobody_can_answer_is_passed_over(client: FlaskClient, told: Told, sender: str) -> None:
    assert post(client, **{**TEXT, "from": sender}) == 200
    assert told.incoming == []


@pytest.mark.parametrize("text", ["", " 1 ", "ሥራ እፈልጋለሁ", "😀" * 40, "a&b=c+d%20\r\n\t", "\x00null", "x" * 9000])
def test_the_text_arrives_as_it_was_typed(client: FlaskClient, told: Told, text: str) -> None:
    post(client, **{**TEXT, "text": text})
    assert [each[3] for each in told.incoming] == [text.replace("\x00", "")[:4000]]


@pytest.mark.parametrize(
    ("date", "at"),
    [
        ("2026-11-18T11:00:00Z", NOW - 400),
        ("2026-11-18 14:00:00+03:00", NOW - 400),
        ("2026-11-18 11:00:00", NOW),
        ("2030-01-01T00:00:00Z", NOW),
        ("1970-01-01T00:00:00Z", NOW),
        ("0001-01-01T00:00:00+14:00", NOW),
        ("", NOW),
        ("yesterday", NOW),
    ],
)
def test_the_time_is_the_gateways_where_it_can_be_true(client: FlaskClient, told: Told, date: str, at: int) -> None:
    post(client, **{**TEXT, "date": date})
    assert [each[5] for each in told.incoming] == [at]


def test_a_text_without_an_id_is_known_again_when_it_is_repeated(client: FlaskClient, told: Told) -> None:
    nameless = {name: value for name, value in TEXT.items() if name != "id"}
    later = {**nameless, "date": "2026-11-18T11:00:07Z"}
    other = {**nameless, "to": "20384KAZI", "text": ""}
    for fields in (nameless, nameless, later, other, {**nameless, "id": " "}):
        post(client, **fields)
    first, repeated, typed_again, another, blank = [each[1] for each in told.incoming]
    assert first == repeated == blank
    assert len({first, typed_again, another}) == 3


def test_a_text_without_id_and_date_is_a_repetition_for_some_minutes(told: Told) -> None:
    app, times = Flask(__name__), iter([NOW, NOW + 5, NOW + 3600])
    app.register_blueprint(
        blueprint((KEY,), "KE", told.on_incoming, told.on_reported, told.on_opted_out, lambda: next(times))
    )
    for _ in range(3):
        post(app.test_client(), **{"from": PHONE, "text": "1"})
    first, soon, late = [each[1] for each in told.incoming]
    assert first == soon != late


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Sent", "sent"),
        ("Submitted", "submitted"),
        ("Buffered", "buffered"),
        ("Success", "delivered"),
        ("success ", "delivered"),
        ("Rejected", "failed"),
        ("Failed", "failed"),
    ],
)
def test_a_report_is_handed_on(client: FlaskClient, told: Told, word: str, status: Status) -> None:
    assert post(client, "/report", **{**REPORT, "status": word}) == 200
    assert told.reported == [("africastalking", Report("ATXid_1", status, word.strip(), PHONE))]


@pytest.mark.parametrize("status", ["AbsentSubscriber", "", "Erfolg ☃"])
def test_a_status_never_heard_of_is_kept_and_decides_nothing(client: FlaskClient, told: Told, status: str) -> None:
    post(client, "/report", **{**REPORT, "status": status})
    assert told.reported == [("africastalking", Report("ATXid_1", "sent", status, PHONE))]


def test_a_report_says_why_a_message_failed(client: FlaskClient, told: Told) -> None:
    post(client, "/report", **{**REPORT, "status": "Failed", "failureReason": "UserDoesNotExist"})
    assert told.reported == [("africastalking", Report("ATXid_1", "failed", "Failed UserDoesNotExist", PHONE))]
    assert told.opted_out == []


@pytest.mark.parametrize("reason", ["UserInBlackList", "UserInBlacklist", "DoNotDisturbRejection"])
def test_a_report_may_say_that_a_person_wants_no_texts(client: FlaskClient, told: Told, reason: str) -> None:
    post(client, "/report", **{**REPORT, "status": "Rejected", "failureReason": reason})
    assert told.opted_out == [("africastalking", PHONE)]
    assert len(told.reported) == 1


def test_a_report_without_a_number_counts_and_one_without_an_id_does_not(client: FlaskClient, told: Told) -> None:
    assert post(client, "/report", id="ATXid_1", status="Sent", failureReason="UserInBlackList") == 200
    assert [(report.gateway_id, report.phone) for _gateway, report in told.reported] == [("ATXid_1", None)]
    for id in ("", "None"):
        assert post(client, "/report", **{**REPORT, "id": id}) == 200
    assert len(told.reported) == 1
    assert told.opted_out == []


def test_an_opt_out_is_handed_on(client: FlaskClient, told: Told) -> None:
    assert post(client, "/optout", senderId="20384", phoneNumber="0712345678") == 200
    assert told.opted_out == [("africastalking", PHONE)]
    assert post(client, "/optout", senderId="20384") == 200
    assert len(told.opted_out) == 1


def test_what_could_not_be_kept_is_not_acknowledged(told: Told) -> None:
    def failing(*_values: Any) -> None:
        raise OSError("the disk is full")

    app = Flask(__name__)
    app.register_blueprint(blueprint((KEY,), "KE", failing, failing, failing, lambda: NOW))
    assert post(app.test_client(), **TEXT) == 500
    assert post(app.test_client(), "/report", **REPORT) == 500


def test_too_much_is_not_read(client: FlaskClient, told: Told) -> None:
    assert post(client, **{**TEXT, "text": "x" * 300_000}) == 413
    assert post(client, **{**TEXT, **{f"field{number}": "" for number in range(200)}}) == 413
    assert told.incoming == []


SENDABLE = st.characters(codec="utf-8")
NAMES = st.sampled_from([*TEXT, *REPORT, "failureReason", "senderId"]) | st.text(SENDABLE, max_size=5)
FIELDS = st.dictionaries(
    NAMES, st.text(SENDABLE, max_size=60) | st.sampled_from([PHONE, "None", "Success"]), max_size=9
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(["", "/report", "/optout"]), fields=FIELDS)
def test_no_fields_make_it_stumble(client: FlaskClient, told: Told, path: str, fields: dict[str, str]) -> None:
    assert client.post(f"/africastalking/{KEY}/sms{path}", data=fields).status_code == 200
    words = [str(value) for kept in told.incoming + told.reported + told.opted_out for value in kept]
    assert not any("\x00" in word for word in words)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(["", "/report", "/optout"]),
    sent=st.binary(max_size=200),
    kind=st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml", ""]),
)
def test_no_bytes_make_it_stumble(client: FlaskClient, path: str, sent: bytes, kind: str) -> None:
    answer = client.post(f"/africastalking/{KEY}/sms{path}", data=b"from=%2B254712345678&id=" + sent, content_type=kind)
    assert answer.status_code in (200, 413)
