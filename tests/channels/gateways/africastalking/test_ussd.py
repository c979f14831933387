"""Africa's Talking's USSD callback, as bytes on the wire: who may call, and what a form may look like."""

import logging
from urllib.parse import urlencode

import pytest
from werkzeug.test import Client

from core.logs import JsonLines
from tests.conversation import KEY, Service, on_sqlite, settings_for
from wsgi import create_app

pytestmark = on_sqlite

PATH = f"/africastalking/{KEY}/ussd"
FORM = {"sessionId": "ATUid_1", "serviceCode": "*384*1234#", "phoneNumber": "+254712345678", "text": ""}


def post(service: Service, path: str = PATH, **fields: str | None) -> tuple[int, str]:
    """POST the form with some fields changed, or left out where None."""
    form = {name: value for name, value in {**FORM, **fields}.items() if value is not None}
    answer = service.client.post(path, data=form)
    return answer.status_code, answer.get_data(as_text=True)


def raw(service: Service, body: bytes, **environ: str) -> tuple[int, str]:
    """POST a body as it is."""
    answer = service.client.post(
        PATH, data=body, content_type="application/x-www-form-urlencoded", environ_overrides=environ
    )
    return answer.status_code, answer.get_data(as_text=True)


def test_a_page_is_plain_text_that_begins_with_con(service: Service) -> None:
    answer = service.client.post(PATH, data={**FORM, "networkCode": "63902"})
    assert answer.status_code == 200
    assert answer.content_type == "text/plain; charset=utf-8"
    body = answer.get_data()
    assert body.startswith(b"CON Fursa\n")
    assert int(answer.headers["Content-Length"]) == len(body)


def test_a_page_that_hangs_up_begins_with_end(service: Service) -> None:
    post(service, text="1")
    assert post(service, text="1*2")[1].startswith("END All right.")


@pytest.mark.parametrize(
    "path",
    [
        "/africastalking/wrong/ussd",
        "/africastalking//ussd",
        "/africastalking/demo/ussd",
        f"/africastalking/{KEY}x/ussd",
        f"/africastalking/{KEY[:-1]}/ussd",
        f"/africastalking/{KEY.upper()}/ussd",
        f"/africastalking/{KEY}/ussd/",
        f"/africastalking/{KEY}/ussd/x",
        f"/africastalking/{KEY}",
        f"/africastalking/{KEY}/",
        f"//africastalking/{KEY}/ussd",
        "/africastalking/%ff%00/ussd",
        "/africastalking/wrong/ussd/ended",
        "/phone",
        "/nothing",
    ],
)
def test_every_other_address_is_not_found(service: Service, path: str) -> None:
    status, _body = post(service, path)
    assert status == 404
    assert service.count("session") == 0


def test_without_a_key_in_the_settings_nobody_can_call(database_url: str) -> None:
    closed = Client(create_app(settings_for(database_url, callback_keys=())))
    for key in (KEY, "demo", "", "None"):
        assert closed.post(f"/africastalking/{key}/ussd", data=FORM).status_code == 404


@pytest.mark.parametrize("key", [KEY, "second-key-while-one-changes"])
def test_both_keys_work_while_one_is_changed(database_url: str, key: str) -> None:
    service = Service(settings_for(database_url, callback_keys=(KEY, "second-key-while-one-changes")))
    assert post(service, f"/africastalking/{key}/ussd")[0] == 200
    assert post(service, f"/africastalking/{key}/ussd/ended", status="Success")[0] == 200
    service.close()


def test_only_the_demo_has_a_phone_and_the_key_demo(database_url: str) -> None:
    demo = Service(settings_for(database_url), demo=True)
    assert demo.client.get("/phone").status_code == 200
    assert post(demo, "/africastalking/demo/ussd")[0] == 200
    assert post(demo, PATH)[0] == 404
    demo.close()
    real = Service(settings_for(database_url))
    assert real.client.get("/phone").status_code == 404
    real.close()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_other_methods_are_refused(service: Service, method: str) -> None:
    answer = service.client.open(PATH, method=method, data=FORM if method != "GET" else None)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"


@pytest.mark.parametrize("network", [None, "", "63902", "99999", "x" * 5000, "😀"])
def test_the_network_may_be_strange_or_absent(service: Service, network: str | None) -> None:
    status, body = post(service, networkCode=network)
    assert (status, body[:4]) == (200, "CON ")


@pytest.mark.parametrize(
    "missing",
    [
        {"sessionId": None},
        {"sessionId": ""},
        {"phoneNumber": None},
        {"phoneNumber": ""},
        {"phoneNumber": "12"},
        {"phoneNumber": "+"},
        {"phoneNumber": "hello"},
        {"phoneNumber": "0" * 5000},
        {"phoneNumber": "+254712345678" * 10},
        {"phoneNumber": "\x00"},
    ],
)
def test_a_request_that_names_no_call_or_no_phone_is_refused_politely(
    service: Service, missing: dict[str, str | None]
) -> None:
    status, body = post(service, PATH, **missing)
    assert status == 400
    assert body == "END Please dial again."
    assert service.count("session") == 0


@pytest.mark.parametrize("number", ["254712345678", "0712345678", " +254 712 345 678 ", "00254712345678"])
def test_one_number_written_differently_is_one_phone(service: Service, number: str) -> None:
    post(service)
    post(service, sessionId="ATUid_2", phoneNumber=number)
    assert service.count("session", "phone = '+254712345678'") == 1
    assert service.count("session") == 1


@pytest.mark.parametrize("code", [None, "", "*384*1234#", "*384#", "*384*99#", " *384*1234# ", "384*1234"])
def test_codes_below_our_root_are_ours(service: Service, code: str | None) -> None:
    assert post(service, serviceCode=code)[1].startswith("CON ")


@pytest.mark.parametrize("code", ["*385*1234#", "*38#", "#", "x" * 5000])
def test_another_code_is_told_the_right_one(service: Service, code: str) -> None:
    assert post(service, serviceCode=code) == (200, "END This code is not in use. Please dial *384*1234#.")
    assert service.count("session") == 0


def test_a_missing_text_is_the_first_page(service: Service) -> None:
    assert post(service, text=None)[1].startswith("CON Fursa\n")


def test_the_first_of_two_fields_counts(service: Service) -> None:
    status, body = raw(service, urlencode(FORM).encode() + b"&text=1*1&phoneNumber=%2B254799999999")
    assert (status, body[:10]) == (200, "CON Fursa\n")
    assert service.count("session", "phone = '+254712345678'") == 1


@pytest.mark.parametrize(
    "body",
    [b"", b"&", b"=&=&=", b"\xff\xfe\x00", b"%", b"%zz=%", b"sessionId", b"{}", b"&" * 99, b"\x00" * 100],
)
def test_a_body_that_is_no_form_is_refused(service: Service, body: bytes) -> None:
    assert raw(service, body)[0] == 400


@pytest.mark.parametrize("body", [b"text=" + b"1" * 300_000, b"a=1&" * 1000, b"&" * 200_000])
def test_a_body_that_is_too_large_is_refused(service: Service, body: bytes) -> None:
    status, text = raw(service, body)
    assert (status, text[:4]) == (413, "END ")


@pytest.mark.parametrize("length", ["-1", "x", "", "1.5"])
def test_a_length_that_is_none_reads_nothing(service: Service, length: str) -> None:
    assert raw(service, b"", CONTENT_LENGTH=length)[0] == 400


def test_bytes_that_are_no_utf8_are_answered(service: Service) -> None:
    post(service, text="1")
    post(service, text="1*1")
    status, body = raw(service, urlencode(FORM).replace("text=", "text=1*1*%FF%FEAsha").encode())
    assert (status, body[:4]) == (200, "CON ")


@pytest.mark.parametrize("status", ["Success", "Incomplete", "Failed", "success", "Mystery", "", "x" * 3000])
def test_the_end_of_a_call_is_taken_whatever_it_says(service: Service, status: str) -> None:
    asha = service.registered()
    before = service.rows("session", "phone")
    for cost in ("0.10", "KES 0.10", ""):
        more = {"cost": cost, "durationInMillis": "1000", "hopsCount": "3", "input": "1*1", "lastAppResponse": "x"}
        assert asha.ended(status, date="2026-11-23 12:00:00", errorMessage="", **more) == (200, "")
    assert service.rows("session", "phone") == before


def test_the_end_of_a_call_that_nobody_knows_is_taken(service: Service) -> None:
    assert post(service, f"{PATH}/ended", sessionId="unknown", text=None, status="Success") == (200, "")
    assert post(service, f"{PATH}/ended", sessionId=None, phoneNumber=None, serviceCode=None, text=None) == (200, "")


def test_the_end_told_late_does_not_disturb_the_next_call(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home")
    old = asha.call_id, asha.text
    asha.dial()
    page = asha.screen
    service.post("ussd/ended", {**asha.fields(*old), "status": "Incomplete"})
    assert asha.again() == page


def test_a_failed_call_is_logged_without_the_number(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    asha = service.phone()
    asha.dial()
    asha.ended("Failed", errorMessage=f"no answer for {asha.number}")
    [record] = [record for record in caplog.records if record.levelno == logging.WARNING]
    line = JsonLines().format(record)
    assert "no answer for" in line
    assert asha.number[1:] not in line


def test_metrics_count_calls_that_ended(service: Service) -> None:
    before = _counted(service, "failed")
    service.phone().ended("Failed")
    assert _counted(service, "failed") == before + 1


def _counted(service: Service, status: str) -> float:
    for line in service.client.get("/metrics").get_data(as_text=True).splitlines():
        if line.startswith("fursa_ussd_ended") and f'"{status}"' in line and "created" not in line:
            return float(line.rsplit(" ", 1)[1])
    return 0.0
