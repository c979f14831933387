"""Requests: what tablets may send, found wrong by one fast function as the schema would find it."""

import copy
from typing import Any

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from core.database import Row
from sync import requests
from sync.fields import FAULTS
from sync.problems import MOST_ERRORS, Problem

RIGHT: Row = {"n": 1, "collection": "notes", "id": "0193", "base": 0, "fields": {"text": "Met her."}}
SOURCE = "01J9ZK4T"


def problem(body: Any, of: Any = requests.exchange) -> Problem:
    """What is wrong with a body, or with a query."""
    with pytest.raises(Problem) as caught:
        of(orjson.dumps(body) if of in (requests.exchange, requests.operations, requests.enrol) else body)
    return caught.value


def wrong(body: Any, of: Any = requests.exchange) -> dict[str, str]:
    """The keys that are wrong, and how."""
    found = problem(body, of)
    assert found.code == "invalid"
    assert set(found.errors.values()) <= FAULTS.keys()
    return found.errors


def test_an_exchange_comes_with_what_was_left_out() -> None:
    assert requests.exchange(b"{}") == requests.Exchange([])
    assert requests.exchange(b'{"cursor": null}') == requests.Exchange([])


def test_an_exchange_comes_as_it_was_sent() -> None:
    sent = {
        "cursor": "k3v9xq2m.1.1840",
        "source": SOURCE,
        "operations": [RIGHT, {"n": 2, "collection": "visits", "id": "0194", "base": 3, "delete": True}],
        "unsent": 12,
        "checksums": True,
        "client": "fursa-tablet 1.0",
        "clock": 1_795_000_000_000,
    }
    found = requests.exchange(orjson.dumps(sent))
    assert {name: getattr(found, name) for name in sent} == sent
    push = requests.operations(orjson.dumps(sent))
    assert push.operations == sent["operations"]


def test_keys_of_other_versions_are_passed_over() -> None:
    assert requests.exchange(orjson.dumps({"battery": 3, "operations": [{**RIGHT, "mood": ":)"}], "source": SOURCE}))
    assert requests.enrol(b'{"code": "K7QM-2RXF", "colour": "red"}') == requests.Enrol("K7QM-2RXF", "")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"cursor": "\\ud800"}', b"[" * 2000, b'{"unsent": 1e999}'])
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    with pytest.raises(Problem) as caught:
        requests.exchange(body)
    assert caught.value.code == "malformed"


def test_operations_that_could_not_be_kept_are_malformed() -> None:
    deep = b"[" * 400 + b"]" * 400
    body = (
        b'{"source":"01J9ZK4T","operations":[{"n":1,"collection":"a","id":"b","base":0,"fields":{"deep":%b}}]}' % deep
    )
    with pytest.raises(Problem) as caught:
        requests.exchange(body)
    assert caught.value.code == "malformed"


@pytest.mark.parametrize("body", [[], 1, "text", None])
def test_a_body_that_is_no_object_is_invalid(body: Any) -> None:
    assert wrong(body) == {"body": "type"}
    assert wrong(body, requests.enrol) == {"body": "type"}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("cursor", 7, "type"),
        ("cursor", "x" * 2001, "too_long"),
        ("source", "abc", "malformed_id"),
        ("source", "abcd\n", "malformed_id"),
        ("source", "ab cd", "malformed_id"),
        ("source", "x" * 41, "malformed_id"),
        ("source", None, "required"),
        ("operations", {}, "type"),
        ("operations", None, "required"),
        ("unsent", -1, "out_of_range"),
        ("unsent", True, "type"),
        ("unsent", 1.5, "type"),
        ("checksums", 1, "type"),
        ("client", "x" * 201, "too_long"),
        ("clock", 2**53, "out_of_range"),
    ],
)
def test_what_is_wrong_with_a_request_has_a_code(key: str, value: object, code: str) -> None:
    assert wrong({key: value}) == {key: code}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"n": 0}, {"n": "out_of_range"}),
        ({"n": 2**53}, {"n": "out_of_range"}),
        ({"n": "1"}, {"n": "type"}),
        ({"n": True}, {"n": "type"}),
        ({"collection": "x" * 41}, {"collection": "too_long"}),
        ({"collection": None}, {"collection": "required"}),
        ({"id": ""}, {"id": "required"}),
        ({"id": "x" * 81}, {"id": "too_long"}),
        ({"base": -1}, {"base": "out_of_range"}),
        ({"base": 2**31}, {"base": "out_of_range"}),
        ({"base": None}, {"base": "required"}),
        ({"fields": []}, {"fields": "type"}),
        ({"delete": True}, {"fields": "one_of"}),
        ({"delete": False}, {"delete": "one_of"}),
        ({"delete": 1}, {"delete": "type"}),
    ],
)
def test_what_is_wrong_with_an_operation_has_a_code(change: Row, found: dict[str, str]) -> None:
    body = {"source": SOURCE, "operations": [RIGHT, {**RIGHT, "n": 2, **change}]}
    assert wrong(body) == {f"operations.1.{key}": code for key, code in found.items()}


def test_an_operation_lacks_what_it_needs() -> None:
    body = {"source": SOURCE, "operations": [{}, 3]}
    assert wrong(body) == {
        "operations.0.n": "required",
        "operations.0.collection": "required",
        "operations.0.id": "required",
        "operations.0.base": "required",
        "operations.0.fields": "one_of",
        "operations.1": "type",
    }


def test_operations_need_their_source() -> None:
    assert wrong({"operations": [RIGHT]}) == {"source": "required"}
    assert requests.exchange(b'{"operations": []}').operations == []


def test_numbers_of_operations_rise() -> None:
    operations = [{**RIGHT, "n": n} for n in (3, 7, 7, 5, 8)]
    body = {"source": SOURCE, "operations": operations}
    assert wrong(body) == {"operations.2.n": "not_increasing", "operations.3.n": "not_increasing"}


def test_of_many_faults_some_are_told() -> None:
    assert len(wrong({"source": SOURCE, "operations": [{}] * 2000})) == MOST_ERRORS


def test_too_many_operations_are_too_large() -> None:
    assert problem({"source": SOURCE, "operations": [RIGHT] * 2001}).code == "too_large"


def test_whole_numbers_may_be_written_with_a_point() -> None:
    body = b'{"source":"01J9ZK4T","operations":[{"n":1.0,"collection":"notes","id":"0193","base":0.0,"fields":{}}]}'
    (operation,) = requests.exchange(body).operations
    assert (type(operation["n"]), type(operation["base"])) == (int, int)


def test_names_that_no_database_keeps_are_mended() -> None:
    sent = {**RIGHT, "collection": "no\x00tes", "id": "01\x0093", "fields": {"a\x00": 1, "": 2, "ß": 3}}
    (operation,) = requests.exchange(orjson.dumps({"source": SOURCE, "operations": [sent]})).operations
    assert (operation["collection"], operation["id"]) == ("no\ufffdtes", "01\ufffd93")
    assert operation["fields"] == {"a\ufffd": 1, "\ufffd": 2, "ß": 3}


_anything: some.SearchStrategy[Any] = some.one_of(
    some.integers(-3, 3),
    some.sampled_from([2**31, 2**53, 1.0, 1.5, "", "x" * 41, "x" * 81, True, False, None, {}, {"a": 1}, []]),
)
_keys = ("n", "collection", "id", "base", "fields", "delete", "more")
_operations = some.lists(
    some.one_of(
        _anything,
        some.builds(lambda change: {**RIGHT, **change}, some.dictionaries(some.sampled_from(_keys), _anything)),
        some.dictionaries(some.sampled_from(_keys), _anything),
    ),
    max_size=6,
)


@given(_operations)
@example([RIGHT, {**RIGHT, "n": 2}])
def test_the_fast_function_finds_what_the_schema_finds(operations: list[Any]) -> None:
    sent = {"source": SOURCE, "operations": operations}
    by_schema: Any = requests.ExchangeBody().validate(sent).get("operations", {})
    told = {}
    for index, messages in by_schema.items():
        for name, codes in (messages if isinstance(messages, dict) else {"_schema": messages}).items():
            told[str(index) if name == "_schema" else f"{index}.{name}"] = codes[0]
    found = requests.faults(copy.deepcopy(operations))
    assert {path: code for path, code in found.items() if code != "not_increasing"} == told


@pytest.mark.parametrize(("code", "found"), [("", "required"), ("x" * 41, "too_long"), (7, "type"), (None, "required")])
def test_a_code_has_its_form(code: object, found: str) -> None:
    assert wrong({"code": code}, requests.enrol) == {"code": found}


def test_query_strings_have_defaults() -> None:
    assert requests.changes({}) == requests.Query(None, 500, 0)
    assert requests.changes({"cursor": "k3v9xq2m.1.1", "limit": "2000", "x": "y"}) == requests.Query(
        "k3v9xq2m.1.1", 2000
    )
    assert requests.snapshots({"cursor": ""}) == requests.Query("")
    assert requests.snapshot({"part": "3"}).part == 3


@pytest.mark.parametrize(
    ("of", "key", "value", "code"),
    [
        (requests.changes, "limit", "0", "out_of_range"),
        (requests.changes, "limit", "2001", "out_of_range"),
        (requests.changes, "limit", "-5", "out_of_range"),
        (requests.changes, "limit", "many", "type"),
        (requests.changes, "limit", "", "type"),
        (requests.changes, "limit", "1" * 5000, "type"),
        (requests.changes, "limit", "١", "type"),
        (requests.changes, "cursor", "x" * 2001, "too_long"),
        (requests.snapshots, "cursor", "x" * 2001, "too_long"),
        (requests.snapshot, "part", "-1", "out_of_range"),
        (requests.snapshot, "part", "1.5", "type"),
    ],
)
def test_what_is_wrong_with_a_query_has_a_code(of: Any, key: str, value: str, code: str) -> None:
    assert wrong({key: value}, of) == {key: code}
