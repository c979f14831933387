"""Writing: what the writers of all collections share, from an operation that came in to the outcome that goes back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core import applications, audit, caseload, edits, notes, profiles
from core.database import Database, Row
from core.edits import Edit
from core.errors import ServiceError
from core.market import Market
from sync import documents, quarantine
from sync.devices import Device
from sync.documents import COLLECTIONS, Checked, Collection
from sync.fields import ID
from sync.merge import REPLACED, Loss, Merged, merge

APPLIED, MERGED, CONFLICT, REFUSED = "applied", "merged", "conflict", "refused"


@dataclass(frozen=True, slots=True)
class Push:
    """What writers work with in one transaction: `source` is the copy that sends, whose own earlier changes it does not
    compete with.

    `by_staff`: staff do what an officer could not, `staff` is who, as in core.audit; `chosen`: they chose the value of
    a field over what stands.
    """

    db: Database
    market: Market
    device: Device
    source: str
    now: int
    by_staff: bool = False
    staff: str = ""
    chosen: bool = False
    epoch: str | None = None  # that the tablet is answered in: in another nothing is written
    # Fields that this transaction changed, as (collection, document, field): their edits are written at its very end.
    own: set[tuple[str, str, str]] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)  # ids that were looked up, each with what it is known as
    locked: set[str] = field(default_factory=set)  # ids of people

    @property
    def officer_id(self) -> str:
        """Whose tablet it is."""
        return self.device.officer_id

    @property
    def author(self) -> str:
        """Whose word it is, as in core.edits: that of one copy, as an officer may have two tablets."""
        # A copy names itself as it likes, also "person".
        return edits.STAFF if self.by_staff else f"{self.officer_id}/{self.source}"

    @property
    def actor(self) -> str:
        """Who does it, as the audit trail says it."""
        return self.staff if self.by_staff else audit.officer(self.officer_id)


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
    """What became of an operation, as docs/sync.md says of a result.

    `profile_id` is whom it is about, `why` the reason of the first loss.
    """

    status: str
    version: int = 0
    id: str | None = None
    set: dict[str, Any] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)
    reason: str | None = None
    invalid: dict[str, str] = field(default_factory=dict)
    profile_id: str | None = None
    why: str | None = None

    def line(self, number: int) -> Row:
        """The result that the tablet gets."""
        told: Row = {"n": number, "status": self.status}
        for key in ("version", "id", "set", "lost", "reason", "invalid"):
            if value := getattr(self, key):
                told[key] = value
        return told


class RefusedError(ServiceError):
    """Nothing of an operation can be applied. `reason` is a code of docs/sync.md, `values` fill the sentence that staff
    read of it."""

    def __init__(self, reason: str, invalid: dict[str, str] | None = None, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.invalid = invalid or {}
        self.values = values


def resolved(push: Push, document: str) -> str:
    """The id under which a document is known here: a tablet may have made another for it."""
    if document not in push.names:
        row = push.db.one("SELECT document FROM alias WHERE alias = :alias", alias=document)
        push.names[document] = row["document"] if row else document
    return push.names[document]


def name_also(push: Push, alias: str, document: str) -> None:
    """What the tablet calls `alias` is `document`."""
    push.db.run(
        "INSERT INTO alias (alias, document) VALUES (:alias, :document)"
        " ON CONFLICT (alias) DO UPDATE SET document = excluded.document",
        alias=alias,
        document=document,
    )
    push.names[alias] = document


def person(push: Push, profile_id: object) -> Row:
    """The person, whom the officer looks after, as `held`. Raises RefusedError."""
    if not isinstance(profile_id, str):
        raise RefusedError("invalid", {"profile_id": "required"})
    profile = held(push, resolved(push, profile_id))
    if not push.by_staff and not caseload.holds(push.db, push.officer_id, profile["id"]):
        raise RefusedError("not_in_scope")
    return profile


def held(push: Push, profile_id: str) -> Row:
    """The person, whom nobody else changes until the transaction ends. Raises RefusedError."""
    lock(push, profile_id)
    profile = profiles.by_id(push.db, profile_id)
    if profile is None:
        raise RefusedError("unknown_document")
    if profile["status"] == "erased":
        raise RefusedError("gone")
    return profile


def is_absorbed(push: Push, profile_id: str) -> bool:
    """Whether a person went into another: versions of the one say nothing about documents of the other."""
    return resolved(push, profile_id) != profile_id and profiles.by_id(push.db, profile_id) is not None


def lock(push: Push, profile_id: str) -> None:
    """Let nobody else change a person until the transaction ends."""
    # Before the person is read: a phone that changes them now comes wholly before or after us.
    if profile_id not in push.locked:
        push.db.run("UPDATE profile SET version = version WHERE id = :id", id=profile_id)
        push.locked.add(profile_id)


def about(push: Push, operation: Operation) -> str | None:
    """The id of the person whom an operation is about, whether there is one or not."""
    standing: Row | None = None
    if operation.collection == "notes":
        standing = notes.by_id(push.db, operation.id)
    elif operation.collection == "applications":
        standing = applications.document(push.db, resolved(push, operation.id))
    elif operation.collection in ("profiles", "consents"):
        standing = {"profile_id": operation.id.partition(".")[0]}
    named = (standing or operation.fields or {}).get("profile_id")
    return resolved(push, named) if isinstance(named, str) and ID.fullmatch(named) else None


def checked(push: Push, operation: Operation, standing: Mapping[str, Any] | None = None) -> Checked:
    """The fields of an operation, looked through; `standing` is the document that it changes, None for a new one.

    Raises RefusedError where a new document lacks what it needs.
    """
    year = push.market.year(push.now)
    found = documents.checked(
        push.market, operation.collection, operation.fields or {}, standing is None, standing, year
    )
    if found.lacks:
        raise RefusedError("invalid", found.faults)
    return found


def others(push: Push, collection: Collection, document: str, base: int) -> dict[str, Edit]:
    """The fields that others changed since the version that the officer saw, each with its last change."""
    return {
        name: edit
        for name, edit in edits.since(push.db, collection.name, document, base).items()
        if competes(push, collection, document, name, edit)
    }


def competes(push: Push, collection: Collection, document: str, name: str, edit: Edit) -> bool:
    """Whether a change of a field was made by somebody else, whose word counts beside this one."""
    if (edit.author == push.author and not push.by_staff) or (collection.name, document, name) in push.own:
        return False
    # What staff chose takes the place of what stands, except where nobody speaks for the person.
    mine = name in collection.own_word and edit.author == edits.PERSON
    return not push.chosen or mine or name in collection.lists


def merged(
    push: Push,
    collection: Collection,
    current: Mapping[str, Any],
    found: Checked,
    theirs: Mapping[str, Edit],
) -> Merged:
    """The fields over the current document, with those that others changed since its base.

    What is then more than a document can keep of fields that we do not know becomes a fault of `found`.
    """
    joint = merge(collection, current, {**found.known, **found.more}, theirs)
    added = strange(collection, joint.fields)
    if added and not documents.fits({**strange(collection, current), **added}):
        for name in added:
            del joint.fields[name]
            found.faults[name] = "too_long"
    return joint


def columns(collection: Collection, before: Mapping[str, Any], joint: Merged) -> dict[str, Any]:
    """The fields that are to be set, those that we do not know together as `more`."""
    fields = {name: value for name, value in joint.fields.items() if name in collection.fields}
    if added := strange(collection, joint.fields):
        fields["more"] = {**strange(collection, before), **added}
    return fields


def strange(collection: Collection, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a document that only tablets know."""
    return {name: value for name, value in fields.items() if name not in collection.fields and name not in _BESIDE}


def note(
    push: Push, collection: Collection, after: Mapping[str, Any], joint: Merged, theirs: Mapping[str, Edit]
) -> None:
    """Remember by whom the fields of a document were changed, beside what its own module remembers."""
    document, version = str(after["id"]), after["version"]
    # The document's module knows no names of these.
    if added := sorted(strange(collection, joint.fields)):
        edits.note(push.db, collection.name, document, version, added, push.author)
    # What others put there is still in it, and this copy has yet to be told.
    if joined := sorted(joint.fields.keys() & theirs.keys() & (collection.lists | collection.counters)):
        edits.note(push.db, collection.name, document, version, joined, edits.STAFF)
    push.own.update((collection.name, document, name) for name in joint.fields if name not in joined)


def keep(push: Push, operation: Operation, document: str, losses: list[Loss], profile_id: str | None) -> None:
    """Keep values that are not shown, for staff."""
    for loss in losses:
        quarantine.keep(
            push.db,
            push.device,
            push.now,
            collection=operation.collection,
            document=document,
            base=operation.base,
            field=loss.field,
            value=loss.value,
            shown=loss.shown,
            reason=loss.reason,
            profile_id=profile_id,
        )


def removed(
    push: Push, operation: Operation, before: Mapping[str, Any], after: Mapping[str, Any], profile_id: str | None
) -> Outcome:
    """What came of an operation that removed a document: what others put there meanwhile is kept for staff."""
    theirs = others(push, COLLECTIONS[operation.collection], str(before["id"]), operation.base)
    losses = [Loss(name, before[name], None, REPLACED) for name in sorted(theirs) if before.get(name)]
    keep(push, operation, str(before["id"]), losses, profile_id)
    return Outcome(MERGED if theirs else APPLIED, after["version"], profile_id=profile_id)


def outcome(
    push: Push,
    operation: Operation,
    found: Checked,
    joint: Merged,
    theirs: Mapping[str, Edit],
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    profile_id: str | None,
    unseen: bool = False,
) -> Outcome:
    """What came of an operation that was written, its losses kept for staff.

    `before` and `after` are the document without and with it. `unseen`: the tablet may hold none of it.
    """
    made = (operation.collection, str(after["id"]), quarantine.WHOLE)
    if not before.get("version"):
        push.own.add(made)
    elif operation.base == 0 and made not in push.own:
        unseen = True  # another copy may have made it, or this one before: that is not known any more
    sent = operation.fields or {}
    faults = [Loss(name, sent.get(name), before.get(name), fault) for name, fault in found.faults.items()]
    losses = [*joint.losses, *faults]
    keep(push, operation, str(after["id"]), losses, profile_id)
    lost = sorted({*joint.lost, *found.faults})
    return Outcome(
        CONFLICT if lost else MERGED if joint.joined or theirs else APPLIED,
        version=after["version"],
        id=after["id"] if after["id"] != operation.id else None,
        set=_unlike(operation, found, theirs, None if unseen else before, after, lost),
        lost=lost,
        invalid=found.faults,
        profile_id=profile_id,
        why=losses[0].reason if losses else None,
    )


def _unlike(
    operation: Operation,
    found: Checked,
    theirs: Mapping[str, Edit],
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any],
    lost: list[str],
) -> dict[str, Any]:
    """The fields in which the document is not what the tablet makes of its own copy and what it sent.

    `before` is what that copy was made from, None where it is not known.
    """
    unseen, before = before is None, before or {}
    collection = COLLECTIONS[operation.collection]
    sent = operation.fields or {}
    renamed = after["id"] != operation.id
    moved = bool(before) and operation.base != before["version"]
    told = {}
    for name, value in after.items():
        if name in _BESIDE:
            continue
        if name in lost or (name in theirs and name not in sent):
            same = False
        elif name not in sent:
            # What follows from other fields and documents may come of an operation whose answer is not there yet.
            set_here = name in collection.fields and name not in collection.writable and name not in _FOR_EVER
            same = before.get(name) == value and not (moved and set_here) and not (unseen and renamed)
        elif isinstance(sent[name], dict) and name in collection.lists | collection.counters:
            # What it added to a list or a counter, it has added to its own already, in its own writing.
            same = not unseen and name not in theirs and _alike(sent[name], found.known.get(name))
        else:
            same = value == sent[name]
        if not same:
            told[name] = value
    return told


def _alike(sent: dict[str, Any], taken: Any) -> bool:
    return isinstance(taken, dict) and all((sent.get(key) or []) == (taken[key] or []) for key in taken)


_FOR_EVER = ("officer_id", "registered_at", "applied_at")  # set by the server when the document is made
_BESIDE = ("id", "version")  # stand beside the fields of a document
