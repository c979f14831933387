"""Visits from tablets."""

from typing import Any

from core import visits
from core.database import Row
from sync.documents import COLLECTIONS, Checked
from sync.fields import Counter
from sync.merge import Merged, joined
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
    removed,
    resolved,
)

COLLECTION = COLLECTIONS["visits"]


def write(push: Push, operation: Operation) -> Outcome:
    """Add, change or remove a visit of the officer's own. Raises RefusedError."""
    # Locked before it is read: another tablet of the officer comes wholly before or after us.
    push.db.run("UPDATE visit SET version = version WHERE id = :id", id=operation.id)
    standing = visits.by_id(push.db, operation.id)
    if standing is None:
        return _add(push, operation)
    if standing["officer_id"] != push.officer_id:
        raise RefusedError("not_in_scope")
    if standing["removed"]:
        if operation.fields is None:
            return Outcome(APPLIED, standing["version"])
        raise RefusedError("gone")
    before = visits.document(standing)
    if operation.fields is None:
        return removed(push, operation, before, visits.remove(push.db, standing, push.now), None)
    found = checked(push, operation, before)
    _resolve(push, found)
    theirs = others(push, COLLECTION, operation.id, operation.base)
    joint = merged(push, COLLECTION, before, found, theirs)
    _limit(found, joint.fields)
    after: Row = before
    if joint.fields:
        fields = columns(COLLECTION, before, joint)
        after = visits.document(visits.change(push.db, standing, push.now, push.author, **fields))
        note(push, COLLECTION, after, joint, theirs)
    return outcome(push, operation, found, joint, theirs, before, after, None)


def _add(push: Push, operation: Operation) -> Outcome:
    if operation.base or operation.fields is None:
        raise RefusedError("gone" if operation.base else "unknown_document")
    found = checked(push, operation)
    _resolve(push, found)
    given = dict(found.known)
    if "met" in given:
        given["met"] = joined([], given["met"], False)
    if isinstance(given.get("people_met"), dict):
        given["people_met"] = given["people_met"]["add"]
    _limit(found, given)
    visit = visits.add(push.db, push.now, officer_id=push.officer_id, visit_id=operation.id, more=found.more, **given)
    return outcome(push, operation, found, Merged(), {}, {}, visits.document(visit), None)


def _resolve(push: Push, found: Checked) -> None:
    """Who was met is named as they are known here."""
    met = found.known.get("met")
    if isinstance(met, dict):
        found.known["met"] = {key: [resolved(push, each) for each in ids] for key, ids in met.items()}
    elif met:
        found.known["met"] = [resolved(push, each) for each in met]


def _limit(found: Checked, fields: dict[str, Any]) -> None:
    """What is counted together stays a number that a visit can have."""
    counter = COLLECTION.loader.fields["people_met"]
    if "people_met" in fields and isinstance(counter, Counter):
        if not counter.least <= fields["people_met"] <= counter.most:
            del fields["people_met"]
            found.faults["people_met"] = "out_of_range"
