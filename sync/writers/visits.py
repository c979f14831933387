"""Visits from tablets."""

from core import edits, visits
from core.database import Row
from sync.documents import COLLECTIONS, Checked
from sync.merge import Merged, joined
from sync.writing import APPLIED, Operation, Outcome, Push, RefusedError, checked, columns, merged, outcome, resolved

COLLECTION = COLLECTIONS["visits"]


def write(push: Push, operation: Operation) -> Outcome:
    """Add, change or remove a visit of the officer's own. Raises RefusedError."""
    standing = visits.by_id(push.db, operation.id)
    if standing is None:
        return _add(push, operation)
    if standing["officer_id"] != push.officer_id:
        raise RefusedError("not_in_scope")
    if standing["removed"]:
        if operation.fields is None:
            return Outcome(APPLIED, standing["version"])
        raise RefusedError("gone")
    if operation.fields is None:
        return Outcome(APPLIED, visits.remove(push.db, standing, push.now)["version"])
    before = visits.document(standing)
    found = checked(push, operation, before)
    _resolve(push, found)
    theirs = edits.since(push.db, "visits", operation.id, operation.base)
    joint = merged(COLLECTION, before, found, theirs, push.source)
    after: Row = before
    if joint.fields:
        after = visits.document(
            visits.change(push.db, standing, push.now, push.source, **columns(COLLECTION, before, found, joint))
        )
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
    visit = visits.add(push.db, push.now, officer_id=push.officer_id, visit_id=operation.id, more=found.more, **given)
    return outcome(push, operation, found, Merged(), {}, {}, visits.document(visit), None)


def _resolve(push: Push, found: Checked) -> None:
    """Who was met is named as they are known here."""
    met = found.known.get("met")
    if isinstance(met, dict):
        found.known["met"] = {key: [resolved(push, each) for each in ids] for key, ids in met.items()}
    elif met:
        found.known["met"] = [resolved(push, each) for each in met]
