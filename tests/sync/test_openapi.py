"""OpenAPI: the document says what the contract says, and the service does what the document says."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, settings

from core import officers
from sync import devices, openapi
from sync.documents import COLLECTIONS
from sync.problems import CONTENT_TYPE
from tests.conftest import ROOT
from tests.conversation import START, settings_for
from tests.core import makers
from wsgi import Service, create_app

CONTRACT = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")
OPERATIONS = {
    (path, method): operation
    for path, methods in openapi.document()["paths"].items()
    for method, operation in methods.items()
}
Case = schemathesis.Case[Any]
LINES = "application/x-ndjson"
SCHEMAS: dict[str, Any] = openapi.document()["components"]["schemas"]
LINE = jsonschema_rs.validator_for({"$ref": "#/components/schemas/Line", "components": {"schemas": SCHEMAS}})


def test_every_endpoint_stands_in_the_contract() -> None:
    told = set(re.findall(r"(GET|POST) (/sync/v1/\w+)", CONTRACT))
    named = {(method.upper(), path) for path, method in OPERATIONS if "{" not in path}
    assert named == told
    assert "/sync/v1/snapshots/" in CONTRACT


def test_every_collection_is_described_with_its_version() -> None:
    for name, collection in COLLECTIONS.items():
        schema = SCHEMAS[name]
        if "$ref" in schema:
            continue
        assert schema["properties"].keys() == collection.fields
        assert schema["x-version"] == collection.version
        read_only = {field for field, told in schema["properties"].items() if told.get("readOnly")}
        assert read_only == collection.fields - collection.writable


@pytest.mark.parametrize(
    ("name", "heading"),
    [("Exchange", "## The round trip"), ("Operation", "## Operations"), ("End", "## The round trip")],
)
def test_every_key_stands_in_the_contract(name: str, heading: str) -> None:
    section = CONTRACT.partition(heading)[2].partition("\n## ")[0]
    named = {quoted or key for quoted, key in re.findall(r"`(\w+)`|\"(\w+)\":", section)}
    assert SCHEMAS[name]["properties"].keys() <= named


def test_every_reference_leads_somewhere() -> None:
    body = orjson.dumps(openapi.document()).decode()
    assert set(re.findall(r'"#/components/schemas/(\w+)"', body)) <= SCHEMAS.keys()
    for schema in SCHEMAS:
        jsonschema_rs.meta.validate(SCHEMAS[schema])


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_operation_tells_its_problems(path: str, method: str) -> None:
    operation = OPERATIONS[path, method]
    answers = operation["responses"]
    assert {"200", "422", "503"} <= answers.keys()
    assert ("401" in answers) == (operation.get("security") != [])
    assert ("400" in answers) == (method == "post")
    for status, answer in answers.items():
        if int(status) >= 400:
            assert answer["content"].keys() == {CONTENT_TYPE}


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ({"n": 7, "status": "applied", "version": 4}, True),
        ({"n": 7, "status": "refused", "reason": "invalid", "invalid": {"place": "unknown_place"}}, True),
        ({"base": "k3v9xq2m.1."}, True),
        ([1862, "vacancies/047", "vacancies", "10018", 2, {"title": "Welder"}], True),
        ([1865, "caseload/0192", "profiles", "0193", 9, None], True),
        ({"cursor": "k3v9xq2m.1.1866", "at": 1795000000}, True),
        ({"reset": "epoch", "at": 1795000000}, True),
        ({"n": 7, "status": "lost"}, False),
        ([1865, "caseload/0192", "profiles", "0193", 9], False),
        ({"reset": "now", "at": 1795000000}, False),
        ({}, False),
    ],
)
def test_the_lines_of_the_contract_are_lines(line: object, right: bool) -> None:
    assert LINE.is_valid(line) is right


def test_the_document_is_served_and_not_sent_twice() -> None:
    app = Flask("test", static_folder=None)
    app.register_blueprint(openapi.blueprint())
    first = app.test_client().get("/openapi.json")
    assert first.json == orjson.loads(orjson.dumps(openapi.document()))
    assert first.json["openapi"] == "3.1.0"
    again = app.test_client().get("/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


class Running:
    """The service that the document is tried on. What is tried is made up before any service runs or knows a tablet."""

    app: Flask
    token: str

    def __call__(self, environ: Any, start_response: Any) -> Any:
        if environ.get("HTTP_AUTHORIZATION") == STAND_IN:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.token}"
        environ.pop("HTTP_ACCEPT_ENCODING", None)  # lines are looked at as they come
        return self.app(environ, start_response)


STAND_IN = "Bearer the-token-of-the-tablet"
RUNNING = Running()
REFUSED = [400, 401, 404, 405, 411, 413, 415, 416, 422, 429]
contract = schemathesis.openapi.from_dict(
    orjson.loads(orjson.dumps(openapi.document())),
    config=schemathesis.Config.from_dict({"checks": {"negative_data_rejection": {"expected-statuses": REFUSED}}}),
)
contract.app = RUNNING


@contract.auth()
class Token:
    """Shows the token of a tablet, where a token is asked for."""

    def get(self, case: Case, context: schemathesis.AuthContext) -> str:
        return STAND_IN

    def set(self, case: Case, data: str, context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = data


def number(body: Any) -> None:
    """Let the numbers of operations rise where all are right: that is more than JSON Schema can say."""
    operations = body.get("operations") if isinstance(body, dict) else None
    if isinstance(operations, list) and all(map(_is_numbered, operations)):
        # One object may stand in several places of what is made up.
        body["operations"] = [{**operation, "n": n} for n, operation in enumerate(operations, 1)]


def _is_numbered(operation: Any) -> bool:
    n = operation.get("n") if isinstance(operation, dict) else None
    return isinstance(n, int | float) and n is not True and 1 <= n < 2**53 and n == int(n)


@pytest.fixture(scope="module")
def running(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A service with one tablet. Its clock stands still."""
    path = tmp_path_factory.mktemp("openapi") / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    RUNNING.app = create_app(settings_for(f"sqlite:///{path}"), clock=lambda: START)
    parts: Service = RUNNING.app.extensions["fursa"]
    officer = officers.add(parts.db, parts.market, "amina", [makers.TOWN], START)
    code = devices.invite(parts.db, officer["id"], START)
    RUNNING.token = devices.enrol(parts.db, code, START, "", "").token
    yield
    parts.db.close()


@contract.parametrize()
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_the_service_does_what_the_document_says(case: Case, running: None) -> None:
    number(case.body)
    answer = case.call_and_validate()
    if answer.status_code == 200 and answer.headers["content-type"] == [LINES]:
        for line in answer.content.splitlines():
            LINE.validate(orjson.loads(line))


def test_the_service_serves_the_document(running: None) -> None:
    assert RUNNING.app.test_client().get("/openapi.json").data == orjson.dumps(openapi.document())
