"""Writing: what the writers of all collections share, from an operation that came in to the outcome that goes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core import caseload, profiles
from core.database import Database, Row
from core.edits import Edit
from core.errors import ServiceError
from core.market import Market
from sync import documents, quarantine
from sync.devices import Device
from sync.documents import Checked, Collection
from sync.merge import Loss, Merged, merge

APPLIED, MERGED, CONFLICT, REFUSED = "applied", "merged", "conflict", "refused"


@dataclass(frozen=True, slots=True)
class Push:
    """What writers work with: `source` is the copy that sends, whose own earlier changes it does not compete with.

    `by_staff`: staff do what an officer could not.
    """

    db: Database
    market: Market
    device: Device
    source: str
    now: int
    by_staff: bool = False

    @property
    def officer_id(self) -> str:
        """Whose tablet it is."""
        return self.device.officer_id


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that an officer did: `fields` to set in a document, or None to remove it."""

    number: int
    collection: str
    id: str
    base: int
    fields: dict[str, Any] | None


@dataclass(slots=True)
class Outcome:
    """What became of an operation, as docs/sync.md says of a result. `profile_id` is whom it is about."""

    status: str
    version: int = 0
    id: str | None = None
    set: dict[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    reason: str | None = None
    invalid: dict[str, str] = field(default_factory=dict)
    profile_id: str | None = None

    def line(self, number: int) -> Row:
        """The result that the tablet gets."""
        told: Row = {"n": number, "status": self.status}
        for key in ("version", "id", "set", "lost", "reason", "invalid"):
            if value := getattr(self, key):
                told[key] = value
        return told


class RefusedError(ServiceError):
    """Nothing of an operation can be applied. `reason` is a code of docs/sync.md."""

    def __init__(self, reason: str, profile_id: str | None = None, invalid: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.profile_id = profile_id
        self.invalid = invalid or {}


def resolved(push: Push, document: str) -> str:
    """The id under which a document is known here: a tablet may have made another for it."""
    row = push.db.one("SELECT document FROM alias WHERE alias = :alias", alias=document)
    return row["document"] if row else document


def name_also(push: Push, alias: str, document: str) -> None:
    """What the tablet calls `alias` is `document`."""
    push.db.run(
        "INSERT INTO alias (alias, document) VALUES (:alias, :document)"
        " ON CONFLICT (alias) DO UPDATE SET document = excluded.document",
        alias=alias,
        document=document,
    )


def person(push: Push, profile_id: object) -> Row:
    """The person, whom the officer looks after. Raises RefusedError."""
    if not isinstance(profile_id, str):
        raise RefusedError("invalid", invalid={"profile_id": "required"})
    known = resolved(push, profile_id)
    profile = profiles.by_id(push.db, known)
    if profile is None:
        raise RefusedError("unknown_document")
    if profile["status"] == "erased":
        raise RefusedError("gone")
    if not push.by_staff and not caseload.holds(push.db, push.officer_id, known):
        raise RefusedError("not_in_scope", known)
    return profile


def checked(push: Push, operation: Operation, standing: Mapping[str, Any] | None = None) -> Checked:
    """The fields of an operation, looked through; `standing` is the document that it changes, None for a new one.

    Raises RefusedError where a new document lacks what it needs.
    """
    year = push.market.year(push.now)
    found = documents.checked(
        push.market, operation.collection, operation.fields or {}, standing is None, standing, year
    )
    if found.lacks:
        raise RefusedError("invalid", invalid=found.faults)
    return found


def merged(
    collection: Collection, current: Mapping[str, Any], found: Checked, theirs: Mapping[str, Edit], source: str
) -> Merged:
    """The fields over the current document, with those that others changed since its base."""
    others = {name: edit for name, edit in theirs.items() if edit.author != source}
    return merge(collection, current, {**found.known, **found.more}, others)


def columns(collection: Collection, before: Mapping[str, Any], found: Checked, joint: Merged) -> dict[str, Any]:
    """The fields that are to be set, those that we do not know together as `more`."""
    fields = {name: value for name, value in joint.fields.items() if name not in found.more}
    if strange := {name: value for name, value in joint.fields.items() if name in found.more}:
        kept = {name: value for name, value in before.items() if name not in collection.fields}
        fields["more"] = {**kept, **strange}
    return fields


def outcome(
    push: Push,
    operation: Operation,
    found: Checked,
    joint: Merged,
    theirs: Mapping[str, Edit],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    profile_id: str | None,
) -> Outcome:
    """What came of an operation that was written, its losses kept for staff.

    `before` and `after` are the document without and with it.
    """
    losses = [
        *joint.losses,
        *(
            Loss(name, (operation.fields or {}).get(name), before.get(name), fault)
            for name, fault in found.faults.items()
        ),
    ]
    for loss in losses:
        quarantine.keep(
            push.db,
            push.device,
            push.now,
            collection=operation.collection,
            document=str(after["id"]),
            base=operation.base,
            field=loss.field,
            value=loss.value,
            shown=loss.shown,
            reason=loss.reason,
            profile_id=profile_id,
        )
    lost = sorted({*joint.lost, *found.faults})
    others = {name for name, edit in theirs.items() if edit.author != push.source}
    status = CONFLICT if lost else MERGED if joint.joined or others else APPLIED
    return Outcome(
        status,
        version=after["version"],
        id=after["id"] if after["id"] != operation.id else None,
        set=_unlike(operation.fields or {}, others, before, after, lost),
        lost=lost,
        invalid=found.faults,
        profile_id=profile_id,
    )


def _unlike(
    sent: Mapping[str, Any], others: set[str], before: Mapping[str, Any], after: Mapping[str, Any], lost: list[str]
) -> dict[str, Any]:
    """The fields in which the document is not what the tablet makes of its own copy and what it sent."""
    told = {}
    for name, value in after.items():
        if name in ("id", "version"):
            continue
        if name in sent and name not in lost:
            # What it added to a list or a counter, it has added to its own already.
            same = name not in others if isinstance(sent[name], dict) else value == sent[name]
        else:
            same = name not in others and name not in lost and before.get(name) == value
        if not same:
            told[name] = value
    return told
