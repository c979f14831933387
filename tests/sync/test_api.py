"""The endpoints as tablets meet them: who may come in, what goes up and comes down, and in which form."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import orjson
import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from core import caseload, changes, officers, profiles
from core.database import Row
from sync import api, devices
from sync.requests import MOST_OPERATIONS
from tests.conversation import DAY, Service, on_sqlite
from tests.tablet import ClientLine, Tablet, unlike, unpacked

PROXY = {"REMOTE_ADDR": "127.0.0.1"}
numbers = itertools.count(1)


def officer(service: Service, name: str = "amina", *places: str) -> Row:
    """An officer, who is added where there is none of that name."""
    standing = officers.by_name(service.db, name)
    return standing or officers.add(service.db, service.market, name, places or ("047",), service.now)


def tablet(service: Service, name: str = "amina", *places: str) -> Tablet:
    """A tablet of an officer that was let in and holds nothing yet."""
    new = Tablet(ClientLine(service.client), uuid4, f"copy{next(numbers):06}")
    new.enrol(devices.invite(service.db, officer(service, name, *places)["id"], service.now))
    return new


def headers_of(who: Tablet, **more: str) -> dict[str, str]:
    return who.headers() | {name.replace("_", "-"): value for name, value in more.items()}


def post(who: Tablet, path: str, body: object = None, **headers: str) -> TestResponse:
    """POST something as this tablet."""
    assert isinstance(who.line, ClientLine)
    data = body if isinstance(body, bytes) else orjson.dumps({} if body is None else body)
    return who.line.client.post(f"/sync/v1/{path}", data=data, headers=headers_of(who, **headers))


def get(who: Tablet, path: str, **headers: str) -> TestResponse:
    """GET something as this tablet."""
    assert isinstance(who.line, ClientLine)
    return who.line.client.get(f"/sync/v1/{path}", headers=headers_of(who, **headers))


def lines(answer: TestResponse) -> list[Any]:
    """The lines of an answer."""
    assert answer.status_code == 200, answer.get_data()
    assert answer.content_type == "application/x-ndjson"
    plain = unpacked(answer.get_data(), answer.headers.get("Content-Encoding", "identity"))
    return [orjson.loads(line) for line in plain.splitlines()]


def problem(answer: TestResponse) -> tuple[int, str]:
    """The status and the code of a problem."""
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    told = orjson.loads(answer.get_data())
    assert told["status"] == answer.status_code
    return answer.status_code, told["code"]


def ask_to_enrol(service: Service, code: str, peer: str = "203.0.113.7", forwarded: str = "") -> TestResponse:
    return service.client.post(
        "/sync/v1/enrol",
        data=orjson.dumps({"code": code, "client": "test 1"}),
        headers={"X-Forwarded-For": forwarded} if forwarded else {},
        environ_overrides={"REMOTE_ADDR": peer},
    )


def fill(service: Service, count: int, bucket: str = "reference", since: int = 0) -> None:
    """Documents in a bucket."""
    with service.db.transaction():
        for number in range(since, since + count):
            changes.record(service.db, bucket, "texts", {"id": f"t-{number:05}", "version": 1, "say": f"text {number}"})


def visit(number: int, **more: Any) -> Row:
    """An operation that adds a visit."""
    fields = {"place": "047", "people_met": 1}
    return {"n": number, "collection": "visits", "id": str(uuid4()), "base": 0, "fields": fields, **more}


def test_a_code_lets_one_tablet_in_once(service: Service) -> None:
    amina = officer(service)
    code = devices.invite(service.db, amina["id"], service.now)
    answer = ask_to_enrol(service, code)
    told = orjson.loads(answer.get_data())
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert told["officer"] == {"id": amina["id"], "name": "amina", "places": ["047"]}
    assert service.count("device", "id = :id", id=told["device"]) == 1
    assert problem(ask_to_enrol(service, code)) == (404, "wrong_code")


@on_sqlite
def test_many_wrong_codes_have_to_wait_also_with_a_right_one(service: Service) -> None:
    code = devices.invite(service.db, officer(service)["id"], service.now)
    for _try in range(devices.MOST_TRIES):
        assert problem(ask_to_enrol(service, "77777777")) == (404, "wrong_code")
    answer = ask_to_enrol(service, code)
    assert problem(answer) == (429, "too_many")
    service.clock.forward(int(answer.headers["Retry-After"]))
    assert ask_to_enrol(service, code).status_code == 200


@on_sqlite
def test_wrong_codes_behind_a_proxy_of_ours_are_counted_by_whom_it_speaks_for(service: Service) -> None:
    code = devices.invite(service.db, officer(service)["id"], service.now)
    for _try in range(devices.MOST_TRIES):
        # What the sender wrote there himself stands before what the proxy adds.
        ask_to_enrol(service, "77777777", "127.0.0.1", f"198.51.100.{_try}, 203.0.113.9")
    assert problem(ask_to_enrol(service, code, "127.0.0.1", "203.0.113.9")) == (429, "too_many")
    assert ask_to_enrol(service, code, "::1", "203.0.113.10").status_code == 200


@on_sqlite
def test_who_comes_from_outside_cannot_pass_for_another(service: Service) -> None:
    code = devices.invite(service.db, officer(service)["id"], service.now)
    for number in range(devices.MOST_TRIES):
        ask_to_enrol(service, "77777777", "203.0.113.7", f"198.51.100.{number}")
    assert problem(ask_to_enrol(service, code, "203.0.113.7", "198.51.100.99")) == (429, "too_many")
    assert ask_to_enrol(service, code, "203.0.113.8", "203.0.113.7").status_code == 200


@on_sqlite
@pytest.mark.parametrize(
    "path", ["POST exchange", "POST operations", "GET changes", "GET snapshots", "GET snapshots/x"]
)
@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer wrong", "Basic {token}", "{token}", "Bearer \xff"]
)
def test_without_its_token_nobody_gets_anything(service: Service, path: str, authorization: str | None) -> None:
    who = tablet(service)
    method, _space, name = path.partition(" ")
    headers = {} if authorization is None else {"Authorization": authorization.format(token=who.token)}
    answer = service.client.open(f"/sync/v1/{name}", method=method, data=b"{}", headers=headers)
    assert problem(answer) == (401, "unauthorised")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@on_sqlite
def test_an_answer_with_nothing_to_say_is_one_line(service: Service) -> None:
    who = tablet(service)
    who.sync()
    answer = post(who, "exchange", {"cursor": who.cursor})
    assert lines(answer) == [{"cursor": who.cursor, "at": service.now}]
    assert "Content-Encoding" not in answer.headers
    assert get(who, f"changes?cursor={who.cursor}").headers["Cache-Control"] == "no-store"


@on_sqlite
def test_the_last_record_that_came_tells_where_to_go_on(service: Service) -> None:
    fill(service, 9)
    first = lines(post(tablet(service), "exchange"))
    records = [line for line in first if isinstance(line, list)]
    assert first[0].keys() == {"base"}
    positions = [record[0] for record in records]
    assert positions == sorted(set(positions))
    for came in range(1, len(records) + 1):
        who = tablet(service)
        who.read(b"".join(orjson.dumps(line) + b"\n" for line in first[: came + 1]))
        assert who.cursor == f"{first[0]['base']}{records[came - 1][0]}"
        rest = [line for line in lines(post(who, "exchange", {"cursor": who.cursor})) if isinstance(line, list)]
        assert rest == records[came:]


@on_sqlite
def test_pages_are_full_and_the_last_says_that_it_is(service: Service) -> None:
    fill(service, 2 * api.MOST_RECORDS + 5)
    who = tablet(service)
    sizes: list[int] = []
    ends: list[Row] = []
    while not ends or ends[-1].get("more"):
        *page, end = lines(post(who, "exchange", {"cursor": ends[-1]["cursor"]} if ends else {}))
        sizes.append(sum(isinstance(line, list) for line in page))
        ends.append(end)
    standing = service.count("changes", "bucket IN ('reference', 'vacancies/047')")
    assert sizes == [api.MOST_RECORDS, api.MOST_RECORDS, standing - 2 * api.MOST_RECORDS]
    assert [end.get("more") for end in ends] == [True, True, None]


def test_nothing_of_other_places_and_other_officers_ever_comes_down(service: Service) -> None:
    elsewhere, here = tablet(service, "baraka", "003"), tablet(service, "amina", "047")
    service.open("SECRET of Kilifi", "7112", "003.011")
    for number, who in enumerate((elsewhere, here)):
        mark = "SECRET" if who is elsewhere else "known"
        person = who.create("profiles", name=f"{mark.title()} Person", phones=[f"+25471234567{number}"], language="sw")
        who.create("notes", profile_id=person, text=f"{mark} note")
        who.create("visits", place="047", purpose=f"{mark} visit", met=[person])
        who.change("consents", f"{person}.alerts", given=1, language="sw", often="daily")
        who.sync()
    phone = service.registered("+254712340000", name="Secret Caller")
    phone.choose("See jobs for me")
    stranger = next(iter(elsewhere.documents("profiles")))
    here.create("notes", profile_id=stranger, text="may I?")
    here.change("profiles", stranger, birth_year=1990)
    here.sync()
    assert {each["reason"] for each in here.results if each["status"] == "refused"} == {"not_in_scope"}
    assert isinstance(here.line, ClientLine)
    for path in ("changes", "snapshots"):
        here.line("GET", f"/sync/v1/{path}", here.headers(), b"")
    came = b"".join(here.line.came)
    assert b"known note" in came and b"Painter" in came
    assert b"secret" not in came.lower() and stranger.encode() not in came.replace(b'"invalid"', b"")
    assert {kept.bucket for kept in here.kept.values()} <= set(officer(service)["buckets"])


def test_own_changes_are_not_sent_back_and_those_of_others_are(service: Service) -> None:
    one, other = tablet(service), tablet(service)
    person = one.create("profiles", name="Asha Wanjiru", birth_year=1990, language="sw")
    one.sync()
    other.sync()
    one.change("profiles", person, experience="3_to_5")
    assert isinstance(one.line, ClientLine) and isinstance(other.line, ClientLine)
    one.exchange()
    assert len(one.line.came[-1].splitlines()) == 2  # the result and the end
    other.exchange()
    [base, record, end] = map(orjson.loads, other.line.came[-1].splitlines())
    assert record[2:5] == ["profiles", person, 2]
    assert unlike(service.db, one) == unlike(service.db, other) == {}


def test_a_person_taken_away_goes_although_the_answer_tells_of_an_own_change(service: Service) -> None:
    who = tablet(service)
    person = who.create("profiles", name="Asha Wanjiru", birth_year=1990, language="sw")
    who.sync()
    who.change("profiles", person, experience="3_to_5")
    post(who, "exchange", {"cursor": who.cursor, "source": who.source, "operations": who.waiting})  # the answer is lost
    caseload.leave(service.db, who.officer, person)
    who.sync()
    assert who.documents("profiles") == {}


def test_whoever_asks_to_be_erased_is_gone_from_tablets(service: Service) -> None:
    who = tablet(service)
    service.registered("+254712345678", name="Asha Wanjiru")
    [profile] = profiles.of_phone(service.db, "+254712345678")
    caseload.join(service.db, who.officer, profile["id"], service.now)
    who.sync()
    who.create("notes", profile_id=profile["id"], text="met Asha")
    who.sync()
    assert {"profiles", "notes", "consents"} <= {collection for collection, _id in who.kept}
    service.texts("+254712345678")("DELETE ME", "1")
    who.sync()
    assert {collection for collection, _id in who.kept} == {"vacancies", "employers"} & {c for c, _id in who.kept}
    assert unlike(service.db, who) == {}


@on_sqlite
def test_too_many_operations_are_too_large_and_none_is_applied(service: Service) -> None:
    who = tablet(service)
    sent = {"source": who.source, "operations": [visit(number + 1) for number in range(MOST_OPERATIONS + 1)]}
    assert problem(post(who, "operations", sent)) == (413, "too_large")
    assert service.count("visit") == 0


@on_sqlite
@pytest.mark.parametrize("limit", [1, 7, 500])
def test_the_halves_by_themselves_tell_what_an_exchange_tells(service: Service, limit: int) -> None:
    fill(service, 20)
    who, other = tablet(service), tablet(service)
    who.create("visits", place="047", people_met=2)
    sent = {"source": who.source, "operations": who.waiting}
    [result, halfway] = lines(post(who, "operations", sent))
    assert (result["n"], result["status"], halfway) == (1, "applied", {"at": service.now})
    read, query = [], ""
    while True:
        *page, end = lines(get(who, f"changes?limit={limit}{query}"))
        records = [line for line in page if isinstance(line, list)]
        assert len(records) <= limit
        read += records
        query = f"&cursor={end['cursor']}"
        if not end.get("more"):
            break
    *exchanged, last = lines(post(other, "exchange"))
    assert read == [line for line in exchanged if isinstance(line, list)]
    assert end["cursor"] == last["cursor"]


def test_checksums_are_those_of_an_equal_copy(service: Service) -> None:
    who = tablet(service)
    who.create("visits", place="047", people_met=2)
    who.create("profiles", name="Asha Wanjiru", birth_year=1990, language="sw")
    who.sync()
    end = who.exchange(checksums=True)
    assert set(end["checksums"]) == set(officer(service)["buckets"])
    assert end["checksums"] == {bucket: who.checksum(bucket) for bucket in end["checksums"]}
    assert end["checksums"][f"caseload/{who.officer}"].startswith("2-")
    assert "checksums" not in who.exchange()


@on_sqlite
def test_what_a_tablet_tells_of_itself_is_kept(service: Service) -> None:
    who = tablet(service)
    service.clock.forward(60)
    post(who, "exchange", {"unsent": 7, "client": "fursa-tablet 1.2", "clock": (service.now + 120) * 1000})
    [seen] = devices.all(service.db)
    assert (seen["seen_at"], seen["unsent"], seen["client"], seen["clock_offset"]) == (
        service.now,
        7,
        "fursa-tablet 1.2",
        120,
    )


def test_a_token_is_renewed_after_a_month_and_a_lost_answer_locks_nobody_out(service: Service) -> None:
    who = tablet(service)
    first = who.token
    who.sync()
    service.clock.forward(devices.TOKEN_SECONDS)
    lost = lines(post(who, "exchange", {"cursor": who.cursor}))[-1]["token"]
    who.exchange()
    assert who.token not in (first, lost)
    assert problem(service.client.get("/sync/v1/changes", headers={"Authorization": f"Bearer {lost}"}))[0] == 401
    assert get(who, "changes").status_code == 200  # used, so that the first counts no more
    assert problem(service.client.get("/sync/v1/changes", headers={"Authorization": f"Bearer {first}"}))[0] == 401
    service.clock.forward(DAY)
    assert "token" not in who.exchange()


@on_sqlite
def test_when_too_many_send_at_once_some_are_told_to_wait(service: Service) -> None:
    """One sends, as many as may wait for it, and the others come again."""
    senders = 20
    go_on, told = threading.Event(), threading.Semaphore(0)

    def pause() -> None:
        assert go_on.wait(60)

    app = Flask("sync")
    app.register_blueprint(api.blueprint(service.db, service.market, service.clock, pause))
    who = [tablet(service) for _sender in range(senders)]

    def send(each: Tablet) -> tuple[int, str | None]:
        body = orjson.dumps({"source": each.source, "operations": [visit(1)]})
        answer = Client(app).post("/sync/v1/operations", data=body, headers=each.headers())
        if answer.status_code == 429:
            told.release()
        return answer.status_code, answer.headers.get("Retry-After")

    with ThreadPoolExecutor(senders) as pool:
        sending = [pool.submit(send, each) for each in who]
        for _refused in range(senders - api.WAITING_PUSHES):
            assert told.acquire(timeout=60)
        go_on.set()
        answers = [each.result() for each in sending]
    assert answers.count((200, None)) == api.WAITING_PUSHES
    assert answers.count((429, str(api.RETRY_SECONDS))) == senders - api.WAITING_PUSHES
    assert service.count("visit") == api.WAITING_PUSHES


@on_sqlite
def test_on_a_full_disk_tablets_send_again_and_read(service: Service) -> None:
    who = tablet(service)
    who.sync()
    pages = service.db.all("PRAGMA page_count")[0]["page_count"]
    service.db.all(f"PRAGMA max_page_count = {pages}")
    sent = {"source": who.source, "operations": [visit(number + 1) for number in range(400)]}
    answer = post(who, "operations", sent)
    assert problem(answer) == (503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert lines(get(who, f"changes?cursor={who.cursor}"))[-1]["at"] == service.now
    assert lines(post(who, "exchange", {"cursor": who.cursor}))[-1]["at"] == service.now
    service.db.all("PRAGMA max_page_count = 1000000")
    assert len(lines(post(who, "operations", sent))) == 401
    assert service.count("visit") == service.count("operation") == 400
    assert service.db.one("PRAGMA integrity_check") == {"integrity_check": "ok"}
