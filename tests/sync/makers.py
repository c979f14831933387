"""Makers: officers with tablets that send operations, and what copies are to hold after the answers."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson

from core import changes, officers, profiles
from core.database import Database, Row
from core.market import Market
from sync import devices, push, quarantine
from sync.devices import Device
from tests.core.makers import LORRY_DRIVER, NAME, NOW, PHONE, TOWN, WELDER

MINE = {
    "name": NAME,
    "birth_year": 1995,
    "place": TOWN,
    "occupation": WELDER,
    "experience": "1_to_2",
    "least_pay": 12_000,
    "phones": [PHONE],
    "language": "en",
}
OTHER_WORK = LORRY_DRIVER
COUNTERS = ("people_met",)
LISTS = ("skills", "phones", "met")


def new_id() -> str:
    """An id as a tablet makes it."""
    return str(uuid4())


def device_of(db: Database, officer: Row) -> Device:
    """A tablet of the officer that was let in."""
    token = devices.enrol(db, devices.invite(db, officer["id"], NOW), NOW, "203.0.113.7", "test").token
    device = devices.of_token(db, token, NOW)
    assert device is not None
    return device


@dataclass
class Tablet:
    """A copy on an officer's tablet, which numbers what it sends."""

    db: Database
    market: Market
    device: Device
    source: str = field(default_factory=lambda: uuid4().hex[:12])
    number: int = 0
    now: int = NOW

    def operation(self, collection: str, document: str, base: int = 0, **fields: Any) -> Row:
        """The next operation, which is not sent yet."""
        self.number += 1
        return {"n": self.number, "collection": collection, "id": document, "base": base, "fields": fields}

    def removal(self, collection: str, document: str, base: int) -> Row:
        """The same for a document that is taken away."""
        self.number += 1
        return {"n": self.number, "collection": collection, "id": document, "base": base, "delete": True}

    def push(self, *operations: Row) -> list[Row]:
        """Send operations; returns their results."""
        return push.apply(self.db, self.market, self.device, self.source, operations, self.now)

    def send(self, collection: str, document: str, base: int = 0, **fields: Any) -> Row:
        """Send one operation; returns its result."""
        return self.push(self.operation(collection, document, base, **fields))[0]

    def remove(self, collection: str, document: str, base: int) -> Row:
        """Send a removal; returns its result."""
        return self.push(self.removal(collection, document, base))[0]

    def register(self, document: str | None = None, **fields: Any) -> str:
        """Register somebody new; returns the id under which the server knows them."""
        document = document or new_id()
        result = self.send("profiles", document, 0, **{**MINE, **fields})
        assert result["status"] != "refused", result
        return str(result.get("id", document))

    def another(self) -> "Tablet":
        """Another tablet of the same officer."""
        return Tablet(self.db, self.market, device_of(self.db, officers.by_id(self.db, self.device.officer_id)))

    def held(self, collection: str, document: str) -> Row | None:
        """What the copies of this officer are to hold of a document, with its version; None for nothing."""
        row = self.db.one(
            "SELECT version, body FROM changes WHERE bucket = :bucket AND collection = :collection"
            " AND document = :document AND removed = 0",
            bucket=changes.caseload(self.device.officer_id),
            collection=collection,
            document=document,
        )
        return {**orjson.loads(row["body"]), "version": row["version"]} if row else None

    def shown(self, collection: str, document: str) -> Row:
        """The same for a document that is there."""
        held = self.held(collection, document)
        assert held is not None
        return held


def tablet(db: Database, market: Market, name: str = "amina", places: tuple[str, ...] = ("047",)) -> Tablet:
    """A tablet of an officer, who is added where there is none of that name."""
    officer = officers.by_name(db, name) or officers.add(db, market, name, places, NOW)
    return Tablet(db, market, device_of(db, officer))


def by_phone(db: Database, market: Market, profile_id: str, **fields: Any) -> Row:
    """The person changes something on the own phone."""
    profile = profiles.by_id(db, profile_id)
    assert profile is not None
    return profiles.change(db, market, profile, NOW, **fields)


def waiting(db: Database) -> list[tuple[str, Any, str]]:
    """What waits for staff: field, value and reason, the oldest first."""
    return [(row["field"], row["value"], row["reason"]) for row in quarantine.waiting(db)]


@dataclass
class Copy:
    """What a tablet holds by docs/sync.md alone: documents by collection and id, each a version and its fields."""

    documents: dict[tuple[str, str], tuple[int, Row]] = field(default_factory=dict)

    def version(self, collection: str, document: str) -> int:
        """The version that its officer sees."""
        return self.documents.get((collection, document), (0, {}))[0]

    def answered(self, operation: Row, result: Row) -> None:
        """Take in the result of an operation."""
        key = (operation["collection"], operation["id"])
        if result["status"] == "refused":
            return
        _version, fields = self.documents.pop(key, (0, {}))
        if "id" in result:
            key = (key[0], result["id"])
            fields = self.documents.pop(key, (0, fields))[1]
        if operation.get("delete"):
            return
        own = {name: value for name, value in operation["fields"].items() if name not in result.get("lost", ())}
        self.documents[key] = result["version"], {**_with(fields, own), **result.get("set", {})}

    def recorded(self, collection: str, document: str, version: int, fields: Row | None) -> None:
        """Take in a record."""
        if fields is None:
            self.documents.pop((collection, document), None)
        else:
            self.documents[collection, document] = version, fields

    def fields(self, collection: str, document: str) -> Row | None:
        """A document as `shown` gives it; a field without a value is as good as none."""
        if (collection, document) not in self.documents:
            return None
        version, fields = self.documents[collection, document]
        return told({**fields, "version": version})


def told(document: Row | None) -> Row | None:
    """A document without the fields that have no value."""
    return document and {name: value for name, value in document.items() if value not in (None, [])}


def _with(fields: Row, own: Row) -> Row:
    changed = dict(fields)
    for name, value in own.items():
        standing = changed.get(name)
        if isinstance(value, dict) and name in LISTS:
            kept = [each for each in standing or [] if each not in value.get("remove", ())]
            value = kept + [each for each in value.get("add", ()) if each not in kept]
        elif isinstance(value, dict) and name in COUNTERS:
            value = (standing or 0) + value["add"]
        changed[name] = value
    return changed
