"""Whatever comes to the sync endpoints: lines or a problem, never an error of the server, and calls go on."""

import itertools
import pathlib
import shutil
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from core import officers
from sync import devices
from sync.documents import COLLECTIONS
from tests.conversation import Service, settings_for, with_jobs
from tests.tablet import ClientLine, Tablet, packed

PATHS = st.sampled_from(["exchange", "operations", "enrol"])
ENCODINGS = st.sampled_from(["identity", "gzip", "zstd", "br", "", "gzip, zstd", "é"])
sources = itertools.count()
play = settings(suppress_health_check=list(HealthCheck))

characters = st.characters(codec="utf-8")
text = st.one_of(
    st.text(characters, max_size=40), st.sampled_from(["", "\0", "x" * 3000, "+254712345678", "047", "en"])
)
numbers = st.one_of(st.integers(-(2**63), 2**64 - 1), st.floats(allow_nan=False, allow_infinity=False))
scalars = st.one_of(st.none(), st.booleans(), numbers, text)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(text, inner, max_size=4),
        st.fixed_dictionaries({}, optional={"add": inner, "remove": inner}),
    ),
    max_leaves=12,
)
names = st.one_of(st.sampled_from(sorted({name for each in COLLECTIONS.values() for name in each.fields})), text)
ids = st.one_of(st.builds(lambda: str(uuid4())), st.builds(lambda: f"{uuid4()}.service"), text)


def operation_of(person: str) -> st.SearchStrategy[dict[str, Any]]:
    """An operation that is nearly right, often about somebody who is there."""
    return st.fixed_dictionaries(
        {
            "collection": st.one_of(st.sampled_from(sorted(COLLECTIONS)), text),
            "id": st.one_of(st.just(person), st.just(f"{person}.service"), ids),
            "base": st.one_of(st.integers(0, 3), scalars),
            "fields": st.one_of(
                st.dictionaries(names, values, max_size=5),
                st.fixed_dictionaries({"profile_id": st.just(person)}, optional={"text": values, "vacancy_id": values}),
                values,
            ),
        },
        optional={"delete": st.one_of(st.just(True), scalars), "n": scalars},
    )


@pytest.fixture(scope="module")
def service(sqlite_template: pathlib.Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One service for all examples."""
    path = tmp_path_factory.mktemp("fuzz") / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    service = with_jobs(Service(settings_for(f"sqlite:///{path}")))
    yield service
    service.close()


@pytest.fixture(scope="module")
def tablet(service: Service) -> Tablet:
    """A tablet with a person, a visit and a note."""
    amina = officers.add(service.db, service.market, "amina", ["047"], service.now)
    tablet = Tablet(ClientLine(service.client), uuid4, "copy00001")
    tablet.enrol(devices.invite(service.db, amina["id"], service.now))
    person = tablet.create("profiles", name="Asha Wanjiru", birth_year=1990, language="sw")
    tablet.create("notes", profile_id=person, text="met her")
    tablet.create("visits", place="047", people_met=1)
    tablet.sync()
    return tablet


def answered(service: Service, answer: TestResponse) -> None:
    """It is lines or a problem, and a caller gets a page."""
    body = answer.get_data()
    assert answer.status_code < 500, body
    if answer.status_code == 200:
        assert answer.content_type in ("application/x-ndjson", "application/json")
        assert [orjson.loads(line) for line in body.splitlines()]
    else:
        assert answer.content_type == "application/problem+json"
        told = orjson.loads(body)
        assert told["status"] == answer.status_code and told["code"]
    phone = service.phone()
    phone.dial()
    assert phone.sees("Kiswahili")


def post(service: Service, tablet: Tablet, path: str, body: bytes, encoding: str = "") -> TestResponse:
    headers = tablet.headers() | ({"Content-Encoding": encoding} if encoding else {})
    return service.client.post(f"/sync/v1/{path}", data=body, headers=headers)


@settings(play, max_examples=200)
@given(path=PATHS, body=st.binary(max_size=2000), encoding=ENCODINGS)
@example(path="exchange", body=b"[" * 5000, encoding="")
@example(path="exchange", body=b'{"operations":' + b"[" * 2000, encoding="")
@example(path="exchange", body=b"\xff\xfe{}", encoding="")
@example(path="enrol", body=b'{"code":"\\ud800"}', encoding="")
def test_no_bytes_make_the_server_fail(service: Service, tablet: Tablet, path: str, body: bytes, encoding: str) -> None:
    answered(service, post(service, tablet, path, body, encoding))
    for packing in ("gzip", "zstd"):
        if body:
            answered(service, post(service, tablet, path, packed(body, packing)[:-1], packing))


@settings(play, max_examples=200)
@given(
    path=PATHS,
    body=st.one_of(
        values,
        st.fixed_dictionaries(
            {},
            optional={
                name: values
                for name in ("cursor", "source", "operations", "unsent", "checksums", "client", "clock", "code")
            },
        ),
    ),
)
def test_no_json_makes_the_server_fail(service: Service, tablet: Tablet, path: str, body: Any) -> None:
    answered(service, post(service, tablet, path, orjson.dumps(body)))


@settings(play, max_examples=250)
@given(data=st.data())
def test_operations_that_are_nearly_right_are_answered_one_by_one(
    service: Service, tablet: Tablet, data: st.DataObject
) -> None:
    person = next(iter(tablet.documents("profiles")))
    operations = data.draw(st.lists(operation_of(person), min_size=1, max_size=4))
    for number, each in enumerate(operations):
        each.setdefault("n", number + 1)
        if each.get("delete") is True:
            del each["fields"]
    sent = {"source": f"fuzz{next(sources):06}", "cursor": tablet.cursor, "operations": operations}
    answer = post(service, tablet, "exchange", orjson.dumps(sent))
    answered(service, answer)
    if answer.status_code == 200:
        told = [orjson.loads(line) for line in answer.get_data().splitlines()]
        results = [each for each in told if isinstance(each, dict) and "status" in each]
        assert [each["n"] for each in results] == [each["n"] for each in operations]
        again = post(service, tablet, "operations", orjson.dumps(sent))
        assert [orjson.loads(line) for line in again.get_data().splitlines()][:-1] == results


@settings(play, max_examples=100)
@given(
    path=st.sampled_from(["changes", "snapshots", "snapshots/abc", "snapshots/"]),
    query=st.dictionaries(st.sampled_from(["cursor", "limit", "part", "x"]), text, max_size=3),
    headers=st.dictionaries(
        st.sampled_from(["Accept-Encoding", "Range", "If-None-Match", "X-Forwarded-For", "If-Modified-Since"]),
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    ),
)
def test_no_question_makes_the_server_fail(
    service: Service, tablet: Tablet, path: str, query: dict[str, str], headers: dict[str, str]
) -> None:
    answer = service.client.get(f"/sync/v1/{path}", query_string=query, headers=tablet.headers() | headers)
    assert answer.status_code < 500
    assert answer.status_code == 200 or answer.content_type == "application/problem+json"


@settings(play, max_examples=60)
@given(token=st.text(st.characters(min_codepoint=33, max_codepoint=255), max_size=300))
def test_no_token_makes_the_server_fail(service: Service, token: str) -> None:
    answer = service.client.post("/sync/v1/exchange", data=b"{}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_a_copy_is_still_whole_after_all_of_that(service: Service, tablet: Tablet) -> None:
    """What tablets sent has not made anything that another tablet cannot read."""
    other = Tablet(ClientLine(service.client), uuid4, "copy00002")
    other.enrol(devices.invite(service.db, tablet.officer, service.now))
    other.sync()
    end = other.exchange(checksums=True)
    assert end["checksums"] == {bucket: other.checksum(bucket) for bucket in end["checksums"]}
    assert service.db.one("PRAGMA integrity_check") == {"integrity_check": "ok"}
