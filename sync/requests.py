"""Requests: what bodies and query strings of sync must look like. The same schemas stand in the OpenAPI document."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from core.database import Row
from sync.fields import SAFE_INTEGER, Digits, Flag, Text, Whole
from sync.problems import MOST_ERRORS, Problem

MOST_OPERATIONS = 2000
MOST_BASE = 2**31 - 1
LONGEST_COLLECTION, LONGEST_ID, LONGEST_CURSOR = 40, 80, 2000
MOST_RECORDS, RECORDS = 2000, 500

_CURSOR = {"description": "The one that came last."}
_SOURCE = re.compile("[A-Za-z0-9_-]{4,40}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LEFT_OUT = "\ufffd"  # in place of what no database keeps, so that the operation is kept for staff like others


class _Raw(fields.String):
    """Text that is taken exactly as it is."""

    default_error_messages = {"required": "required", "null": "required", "invalid": "type"}

    def __init__(self, least: int, most: int, **options: Any) -> None:
        short, long = validate.Length(min=least, error="required"), validate.Length(max=most, error="too_long")
        super().__init__(validate=[short, long] if least else long, **options)


class _Source(fields.String):
    """The name of a copy on a tablet."""

    default_error_messages = {**_Raw.default_error_messages, "malformed_id": "malformed_id"}

    def _deserialize(self, value: Any, attr: Any, data: Any, **options: Any) -> str:
        if not isinstance(value, str):
            raise self.make_error("invalid")
        if not _SOURCE.fullmatch(value):
            raise self.make_error("malformed_id")
        return value


class _Object(fields.Dict):
    default_error_messages = {"required": "required", "null": "required", "invalid": "type"}


class _List(fields.List[Any]):
    default_error_messages = {"required": "required", "null": "required", "invalid": "type"}


class _Nested(fields.Nested):
    default_error_messages = {"null": "type"}


class _Request(Schema):
    error_messages = {"type": "type"}

    class Meta:
        unknown = EXCLUDE  # an app of another version may say more


class OperationBody(_Request):
    """One thing that an officer did: fields to set in a document, or that it is removed."""

    n = Whole(
        1,
        SAFE_INTEGER,
        required=True,
        metadata={"description": "1, 2, 3 … for each source, rising within a request, never used twice."},
    )
    collection = _Raw(0, LONGEST_COLLECTION, required=True)
    id = _Raw(1, LONGEST_ID, required=True)
    base = Whole(
        0,
        MOST_BASE,
        required=True,
        metadata={"description": "The version of the document that the officer saw; 0 for a new one."},
    )
    fields = _Object(  # type: ignore[assignment]  # a field of that name, which the schema takes out of the class
        metadata={
            "description": "Only the fields that changed. A list may come as ListChange, a counter as CounterChange.",
            "type": "object",
        }
    )
    delete = Flag(metadata={"description": "Instead of fields: remove the document.", "enum": [True]})

    @validates_schema(skip_on_field_errors=False, pass_original=True)
    def _is_one(self, data: dict[str, Any], sent: Any, **options: Any) -> None:
        if not isinstance(sent, dict):
            return
        if ("fields" in data) == data.get("delete", False):
            raise ValidationError({"fields": ["one_of"]})
        if not data.get("delete", True):
            raise ValidationError({"delete": ["one_of"]})


class OperationsBody(_Request):
    """What an officer did."""

    cursor = _Raw(0, LONGEST_CURSOR, load_default=None, metadata=_CURSOR)
    source = _Source(
        metadata={
            "description": "Made at random with each new copy on the tablet; needed with operations.",
            "pattern": f"^{_SOURCE.pattern}$",
        },
    )
    operations = _List(
        _Nested(OperationBody),
        load_default=list,
        metadata={"maxItems": MOST_OPERATIONS, "description": "In the order in which they were done."},
    )
    unsent = Whole(
        0, MOST_BASE, load_default=0, metadata={"description": "How many operations wait on the tablet beyond these."}
    )
    client = Text(200, load_default="", metadata={"description": "Name and version of the app."})
    clock = Whole(
        0, SAFE_INTEGER, load_default=None, metadata={"description": "What the tablet's clock says, UTC milliseconds."}
    )


class ExchangeBody(OperationsBody):
    """What an officer did, and how far the copy has come."""

    checksums = Flag(load_default=False, metadata={"description": "Tell checksums at the end."})


class EnrolBody(_Request):
    """A code for one tablet, once."""

    code = _Raw(1, 40, required=True)
    client = Text(200, load_default="", metadata={"description": "Name and version of the app."})


class ChangesQuery(_Request):
    cursor = _Raw(0, LONGEST_CURSOR, metadata=_CURSOR)
    limit = Digits(1, MOST_RECORDS, load_default=RECORDS, metadata={"description": "How many records at most."})


class SnapshotsQuery(_Request):
    cursor = _Raw(0, LONGEST_CURSOR, metadata=_CURSOR)


class SnapshotQuery(_Request):
    part = Digits(0, MOST_BASE, load_default=0, metadata={"description": "The part to go on with."})


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a tablet sends: `operations` as docs/sync.md describes them. `source` is "" where there are none."""

    operations: list[Row]
    source: str = ""
    cursor: str | None = None
    unsent: int = 0
    client: str = ""
    clock: int | None = None
    checksums: bool = False


@dataclass(frozen=True, slots=True)
class Enrol:
    """Who wants to be let in."""

    code: str
    client: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a query string asks for."""

    cursor: str | None = None
    limit: int = RECORDS
    part: int = 0


def exchange(body: bytes) -> Exchange:
    """An exchange. Raises Problem."""
    return _with_operations(_EXCHANGE, body)


def operations(body: bytes) -> Exchange:
    """A push alone. Raises Problem."""
    return _with_operations(_OPERATIONS, body)


def enrol(body: bytes) -> Enrol:
    """A code, and who has it. Raises Problem."""
    return Enrol(**_loaded(_ENROL, _parsed(body)))


def changes(query: Mapping[str, str]) -> Query:
    """`cursor` and `limit`. Raises Problem."""
    return Query(**_loaded(_CHANGES, query))


def snapshots(query: Mapping[str, str]) -> Query:
    """`cursor`. Raises Problem."""
    return Query(**_loaded(_SNAPSHOTS, query))


def snapshot(query: Mapping[str, str]) -> Query:
    """`part`. Raises Problem."""
    return Query(**_loaded(_SNAPSHOT, query))


def faults(sent: list[Any]) -> dict[str, str]:
    """What is wrong with operations, by path ("3.id"); none where all are right.

    It puts numbers and names that are right into the form in which they are kept. Of what is right, the schema would
    find the same at thirty times the cost.
    """
    found: dict[str, str] = {}
    last = 0
    for index, each in enumerate(sent):
        if not _is_right(each):
            try:
                # What is left are faults, and rare ways to write what is right.
                each = sent[index] = _OPERATION.load(each)
            except ValidationError as error:
                found |= _flat(error.messages, str(index))
                if len(found) >= MOST_ERRORS:
                    break
                continue
        if each["n"] <= last:
            found[f"{index}.n"] = "not_increasing"
        last = max(last, each["n"])
        _name(each)
    return found


def _is_right(each: Any) -> bool:
    """Whether it is surely an operation."""
    if type(each) is not dict:
        return False
    n, base, collection, document = each.get("n"), each.get("base"), each.get("collection"), each.get("id")
    return (
        type(n) is int
        and 0 < n <= SAFE_INTEGER
        and type(base) is int
        and 0 <= base <= MOST_BASE
        and type(collection) is str
        and len(collection) <= LONGEST_COLLECTION
        and type(document) is str
        and 0 < len(document) <= LONGEST_ID
        and (
            (type(each.get("fields")) is dict and "delete" not in each)
            or (each.get("delete") is True and "fields" not in each)
        )
    )


def _name(operation: dict[str, Any]) -> None:
    """Take from names what no database keeps."""
    for key in ("collection", "id"):
        if not operation[key].isprintable():
            operation[key] = _CONTROL.sub(_LEFT_OUT, operation[key])
    names = operation.get("fields")
    if names and not ("" not in names and all(map(str.isprintable, names))):
        operation["fields"] = {_CONTROL.sub(_LEFT_OUT, name) or _LEFT_OUT: value for name, value in names.items()}


def _with_operations(schema: Schema, body: bytes) -> Exchange:
    parsed = _parsed(body)
    sent = parsed.pop("operations", [])
    if isinstance(sent, list) and len(sent) > MOST_OPERATIONS:
        raise Problem("too_large", f"There are {len(sent):,} operations, and at most {MOST_OPERATIONS:,} are taken.")
    wrong: dict[str, str] = {}
    try:
        request = schema.load(parsed)
    except ValidationError as error:
        request, wrong = {}, _flat(error.messages)
    if isinstance(sent, list):
        wrong |= {f"operations.{path}": code for path, code in faults(sent).items()}
        if sent and parsed.get("source") is None:
            wrong.setdefault("source", "required")
    else:
        wrong["operations"] = "required" if sent is None else "type"
    if wrong:
        raise Problem("invalid", errors=wrong)
    try:
        orjson.dumps(sent)
    except TypeError:  # it reads deeper than it writes, and then no result could be kept
        raise Problem("malformed", "The operations are nested too deeply.") from None
    return Exchange(sent, **request)


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem("malformed", f"The body is not JSON: {error}.") from None
    if not isinstance(parsed, dict):
        raise Problem("invalid", errors={"body": "type"})
    return parsed


def _loaded(schema: Schema, sent: Mapping[str, Any]) -> dict[str, Any]:
    try:
        loaded: dict[str, Any] = schema.load(sent)
    except ValidationError as error:
        raise Problem("invalid", errors=_flat(error.messages)) from None
    return loaded


def _flat(messages: Any, path: str = "") -> dict[str, str]:
    """Messages of the schema, each under the path of its key."""
    if isinstance(messages, dict):
        found: dict[str, str] = {}
        for key, below in messages.items():
            onward = path if key == "_schema" else f"{path}.{key}" if path else str(key)
            found |= _flat(below, onward)
        return found
    return {path: messages[0]}


_OPERATION = OperationBody()
_EXCHANGE, _OPERATIONS = ExchangeBody(exclude=["operations"]), OperationsBody(exclude=["operations"])
_ENROL, _CHANGES, _SNAPSHOTS, _SNAPSHOT = EnrolBody(), ChangesQuery(), SnapshotsQuery(), SnapshotQuery()
