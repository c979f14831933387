"""Notes from tablets."""

from core import notes
from core.database import Row
from sync.documents import COLLECTIONS
from sync.merge import Merged
from sync.writing import (
    APPLIED,
    Operation,
    Outcome,
    Push,
    RefusedError,
    checked,
    columns,
    merged,
    note,
    others,
    outcome,
    person,
    removed,
)

COLLECTION = COLLECTIONS["notes"]


def write(push: Push, operation: Operation) -> Outcome:
    """Add, change or remove a note of the officer's own. Raises RefusedError."""
    standing = notes.by_id(push.db, operation.id)
    if standing is None:
        return _add(push, operation)
    profile = person(push, standing["profile_id"])
    if standing["officer_id"] != push.officer_id:
        raise RefusedError("read_only")
    if standing["removed"]:
        if operation.fields is None:
            return Outcome(APPLIED, standing["version"], profile_id=profile["id"])
        raise RefusedError("gone")
    before = notes.document(standing)
    if operation.fields is None:
        return removed(push, operation, before, notes.remove(push.db, standing, push.now), profile["id"])
    found = checked(push, operation, before)
    theirs = others(push, COLLECTION, operation.id, operation.base)
    joint = merged(push, COLLECTION, before, found, theirs)
    after: Row = before
    if joint.fields:
        fields = columns(COLLECTION, before, joint)
        after = notes.document(notes.change(push.db, standing, push.now, push.author, **fields))
        note(push, COLLECTION, after, joint, theirs)
    return outcome(push, operation, found, joint, theirs, before, after, profile["id"])


def _add(push: Push, operation: Operation) -> Outcome:
    if operation.base or operation.fields is None:
        raise RefusedError("gone" if operation.base else "unknown_document")
    profile = person(push, operation.fields.get("profile_id"))
    found = checked(push, operation)
    added = notes.add(
        push.db,
        push.now,
        officer_id=push.officer_id,
        profile_id=profile["id"],
        text=found.known["text"],
        written_at=found.known.get("written_at"),
        more=found.more,
        note_id=operation.id,
    )
    return outcome(push, operation, found, Merged(), {}, {}, notes.document(added), profile["id"])
