"""OpenAPI: the contract of docs/sync.md as machines read it, made of the schemas that requests are checked with."""

import hashlib
from functools import cache
from typing import Any

import orjson
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, Response, request

from sync import requests
from sync.documents import COLLECTIONS
from sync.fields import FAULTS
from sync.problems import CONTENT_TYPE, KINDS, REASONS

VERSION = "1.0.0"
PREFIX = "/sync/v1"
LINES = "application/x-ndjson"
JSON = "application/json"

Json = dict[str, Any]
_BODIES = {
    "Exchange": requests.ExchangeBody,
    "Operations": requests.OperationsBody,
    "Operation": requests.OperationBody,
    "Enrol": requests.EnrolBody,
}
_BODY = ("malformed", "length_required", "too_large", "unsupported_encoding", "invalid")
_TOKEN = ("unauthorised", "wiped")


@cache
def document() -> Json:
    """The OpenAPI document. It is built once: nobody may change it."""
    spec = APISpec(
        title="Fursa sync",
        version=VERSION,
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
        info={"description": "How a tablet keeps a copy, and tells what its officer did. In words: docs/sync.md."},
        security=[{"token": []}],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "description": "Comes from enrol."})
    # The last first: what is nested must have its name before it is met in another.
    for name, schema in reversed(_BODIES.items()):
        spec.components.schema(name, schema=schema)
    named: dict[Any, str] = {}
    for name, collection in COLLECTIONS.items():
        if named.setdefault(collection.schema, name) != name:
            spec.components.schema(name, _ref(named[collection.schema]))
            continue
        about = {
            "description": collection.schema.__doc__,
            "x-version": collection.version,
            "x-fixed": sorted(collection.fixed),
            "x-removable": collection.removable,
        }
        spec.components.schema(name, about, schema=collection.schema)
    for name, plain in _answers().items():
        spec.components.schema(name, plain)
    for path, operations in _paths().items():
        spec.path(path=PREFIX + path, operations=operations)
    built = spec.to_dict()
    _tighten(built["components"]["schemas"])
    return built


def blueprint() -> Blueprint:
    """`GET /openapi.json`."""
    pages = Blueprint("openapi", __name__)

    @pages.get("/openapi.json")
    def openapi() -> Response:
        body, digest = _encoded()
        answer = Response(body, content_type=JSON)
        answer.set_etag(digest)
        answer.headers["Cache-Control"] = "no-cache"  # kept, and asked for again each time
        answer.make_conditional(request)
        return answer

    return pages


@cache
def _encoded() -> tuple[bytes, str]:
    body = orjson.dumps(document())
    return body, hashlib.sha256(body).hexdigest()[:32]


def _tighten(schemas: Json) -> None:
    """What marshmallow checks with code, said in JSON Schema."""
    schemas["Operation"]["oneOf"] = [{"required": ["fields"]}, {"required": ["delete"]}]
    for name in ("Exchange", "Operations"):
        schemas[name]["anyOf"] = [
            {"required": ["source"]},
            {"properties": {"operations": {"maxItems": 0}}},
        ]


def _paths() -> dict[str, Json]:
    lines = _answer("Results, records, and the end.", LINES, "Line")
    return {
        "/enrol": {
            "post": {
                "operationId": "enrol",
                "summary": "Trade a code for a token.",
                "security": [],
                "requestBody": _body("Enrol"),
                "responses": {
                    "200": _answer("The token, once.", JSON, "Enrolled"),
                    **_refusals(*_BODY, "wrong_code", "too_many"),
                },
            }
        },
        "/exchange": {
            "post": {
                "operationId": "exchange",
                "summary": "Tell what the officer did, and get what others did.",
                "requestBody": _body("Exchange"),
                "responses": {"200": lines, **_refusals(*_BODY, *_TOKEN, "too_many")},
            }
        },
        "/operations": {
            "post": {
                "operationId": "operations",
                "summary": "Only tell what the officer did.",
                "requestBody": _body("Operations"),
                "responses": {
                    "200": _answer("Results, and the end.", LINES, "Line"),
                    **_refusals(*_BODY, *_TOKEN, "too_many"),
                },
            }
        },
        "/changes": {
            "get": {
                "operationId": "changes",
                "summary": "Only get what others did.",
                "parameters": [{"in": "query", "schema": requests.ChangesQuery}],
                "responses": {
                    "200": _answer("Records, and the end.", LINES, "Line"),
                    **_refusals("invalid", *_TOKEN),
                },
            }
        },
        "/snapshots": {
            "get": {
                "operationId": "snapshots",
                "summary": "The first copies that a cursor lacks.",
                "parameters": [{"in": "query", "schema": requests.SnapshotsQuery}],
                "responses": {
                    "200": _answer("What to load.", JSON, "Snapshots"),
                    **_refusals("invalid", *_TOKEN),
                },
            }
        },
        "/snapshots/{digest}": {
            "get": {
                "operationId": "snapshot",
                "summary": "A first copy. It never changes.",
                "parameters": [
                    {"in": "path", "name": "digest", "required": True, "schema": {"type": "string", "minLength": 1}},
                    {"in": "query", "schema": requests.SnapshotQuery},
                    {"in": "header", "name": "Range", "schema": {"type": "string"}, "description": "What was not got."},
                ],
                "responses": {
                    "200": _answer("The parts, one a line.", LINES, "Part"),
                    "206": _answer("The bytes asked for, of one encoding.", LINES, "Part"),
                    "304": {"description": "The tablet has it."},
                    **_refusals("invalid", *_TOKEN, "not_found", "range_not_satisfiable"),
                },
            }
        },
    }


def _body(schema: str) -> Json:
    return {
        "required": True,
        "description": "May be compressed: `Content-Encoding: gzip` or `zstd`.",
        "content": {JSON: {"schema": _ref(schema), "example": _EXAMPLES[schema]}},
    }


def _answer(description: str, content_type: str, schema: str) -> Json:
    if content_type == LINES:
        description += " One JSON value a line; the schema is that of a line."
    return {"description": description, "content": {content_type: {"schema": _ref(schema)}}}


def _refusals(*codes: str) -> Json:
    """The problems that an operation may answer with, by status."""
    by_status: dict[str, list[str]] = {}
    for code in (*codes, "unavailable"):
        by_status.setdefault(str(KINDS[code].status), []).append(code)
    return {
        status: {
            "description": " ".join(f"`{code}`: {KINDS[code].title}" for code in codes),
            "content": {
                CONTENT_TYPE: {
                    "schema": {"allOf": [_ref("Problem"), {"properties": {"code": {"enum": codes}}}]},
                }
            },
        }
        for status, codes in by_status.items()
    }


def _ref(schema: str) -> Json:
    return {"$ref": f"#/components/schemas/{schema}"}


def _object(description: str, required: list[str], **properties: Json) -> Json:
    return {"type": "object", "description": description, "required": required, "properties": properties}


def _answers() -> dict[str, Json]:
    """The schemas of what the server says, which it has no need to check."""
    text, whole = {"type": "string"}, {"type": "integer", "minimum": 0}
    texts = {"type": "array", "items": text}
    reset = {"type": "string", "enum": ["epoch", "horizon", "unknown"]}
    faults = {"type": "object", "additionalProperties": text, "description": "By name: " + _listed(FAULTS)}
    return {
        "ListChange": _object("What to add to a list and remove from it.", [], add=_ITEMS, remove=_ITEMS),
        "CounterChange": _object("What to add to a counter.", ["add"], add={"type": "integer"}),
        "Problem": _object(
            "RFC 9457.",
            ["type", "title", "status", "code"],
            type=text,
            title=text,
            status={"type": "integer"},
            code={"type": "string", "enum": list(KINDS)},
            detail=text,
            errors=faults,
        ),
        "Enrolled": _object(
            "A tablet that was let in.",
            ["token", "device", "officer"],
            token=text,
            device=text,
            officer=_object("Whose it is.", ["id", "name", "places"], id=text, name=text, places=texts),
        ),
        "Line": {"oneOf": [_ref(name) for name in ("Result", "Base", "Record", "End")]},
        "Result": _object(
            "What became of an operation.",
            ["n", "status"],
            n={"type": "integer", "minimum": 1},
            status={"type": "string", "enum": ["applied", "merged", "conflict", "refused"]},
            version=whole,
            id=text,
            set={"type": "object"},
            lost=texts,
            reason={"type": "string", "enum": list(REASONS)},
            invalid=faults,
        ),
        "Base": _object("Joined with the position of a record: the cursor that holds with it.", ["base"], base=text),
        "Record": {
            "type": "array",
            "description": "Position, bucket, collection, id, version, and the document; null: it has left the bucket.",
            "prefixItems": [whole, text, text, text, whole, {"type": ["object", "null"]}],
            "minItems": 6,
        },
        "End": {
            **_object(
                "That the answer is whole.",
                ["at"],
                at=whole,
                cursor=text,
                more={"type": "boolean"},
                drop=texts,
                reset=reset,
                snapshots={"type": "array", "items": _ref("Snapshot")},
                checksums={"type": "object", "additionalProperties": text},
                token=text,
                wipe={"type": "boolean"},
            ),
            "not": {"anyOf": [{"required": ["n"]}, {"required": ["base"]}]},
        },
        "Snapshots": _object(
            "The first copies to load, and the cursor that holds with them; or why the copy begins anew.",
            [],
            cursor=text,
            snapshots={"type": "array", "items": _ref("Snapshot")},
            drop=texts,
            reset=reset,
        ),
        "Snapshot": _object(
            "A first copy of a bucket.",
            ["bucket", "url", "documents", "parts", "bytes"],
            bucket=text,
            url=text,
            documents=whole,
            parts=whole,
            bytes=whole,
        ),
        "Part": _object(
            "Some documents of a first copy, by column.",
            ["part", "collection", "id", "version", "fields"],
            part=whole,
            collection=text,
            id=texts,
            version={"type": "array", "items": whole},
            fields={"type": "object", "additionalProperties": {"type": "array"}},
        ),
    }


def _listed(codes: dict[str, str]) -> str:
    return "; ".join(f"`{code}`: {meaning}" for code, meaning in codes.items()) + "."


_PERSON = "0193f0a0-0000-7000-8000-000000000001"
_PUSH: Json = {
    "source": "01J9ZK4T",
    "operations": [
        {
            "n": 1,
            "collection": "profiles",
            "id": _PERSON,
            "base": 0,
            "fields": {"name": "Asha Wanjiru", "birth_year": 1995, "skills": {"add": ["welding"]}},
        },
        {"n": 2, "collection": "consents", "id": f"{_PERSON}.service", "base": 0, "fields": {"given": 1}},
        {
            "n": 3,
            "collection": "notes",
            "id": "0193f0a0-0000-7000-8000-000000000002",
            "base": 0,
            "fields": {"profile_id": _PERSON, "text": "Wants to work near her home."},
        },
        {"n": 4, "collection": "notes", "id": "0193f0a0-0000-7000-8000-000000000002", "base": 1, "delete": True},
    ],
}
_EXAMPLES: dict[str, Json] = {
    "Enrol": {"code": "K7QM-2RXF", "client": "fursa-tablet 1.0"},
    "Exchange": {"cursor": "k3v9xq2m.1.1840", **_PUSH, "unsent": 0, "checksums": True},
    "Operations": _PUSH,
}
_ITEMS: Json = {"type": "array", "items": {"type": "string"}}
