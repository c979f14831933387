"""Profiles from tablets: people registered and changed by officers, and those who turn out to be known already."""

from typing import Any

from core import caseload, duplicates, edits, profiles
from core.database import Row
from core.edits import Edit
from core.errors import NotFoundError
from sync.documents import COLLECTIONS, Checked
from sync.merge import Merged
from sync.writing import (
    Operation,
    Outcome,
    Push,
    RefusedError,
    checked,
    columns,
    merged,
    name_also,
    outcome,
    person,
    resolved,
)

COLLECTION = COLLECTIONS["profiles"]
_ANYBODY = Edit(0, edits.STAFF)


def write(push: Push, operation: Operation) -> Outcome:
    """Register somebody, or change what is known of them. Raises RefusedError."""
    if operation.fields is None:
        raise RefusedError("read_only", profile_id=resolved(push, operation.id))
    if operation.base == 0:
        return _register(push, operation)
    profile = person(push, operation.id)
    found = checked(push, operation, profiles.document(profile))
    theirs = edits.since(push.db, "profiles", profile["id"], operation.base)
    return _change(push, operation, profile, found, theirs)


def _register(push: Push, operation: Operation) -> Outcome:
    found = checked(push, operation)
    given = dict(found.known)
    phones = _listed(given.pop("phones", []))
    standing = profiles.by_id(push.db, resolved(push, operation.id))
    if standing and standing["status"] == "erased":
        raise RefusedError("gone")
    if standing and not caseload.holds(push.db, push.officer_id, standing["id"]):
        raise RefusedError("not_in_scope", standing["id"])  # to know an id is no right to see the person
    if standing := standing or _known(push, given, phones):
        return _meet(push, operation, standing, found)
    given["skills"] = _listed(given.get("skills", []))
    profile = profiles.register(
        push.db,
        push.market,
        push.now,
        profile_id=operation.id,
        phones=phones,
        more=found.more,
        **given,
    )
    caseload.join(push.db, push.officer_id, profile["id"], push.now, filled=True)
    return outcome(push, operation, found, Merged(), {}, {}, profiles.document(profile), profile["id"])


def _meet(push: Push, operation: Operation, standing: Row, found: Checked) -> Outcome:
    """Who was registered here is known already: what was missing is filled in, what differs goes to staff."""
    if standing["id"] != operation.id:
        name_also(push, operation.id, standing["id"])
    caseload.join(push.db, push.officer_id, standing["id"], push.now)
    document = profiles.document(standing)
    # The officer saw none of it: whatever is there was put there by somebody else.
    theirs = {name: _ANYBODY for name, value in document.items() if value not in (None, [], "")}
    return _change(push, operation, standing, found, theirs)


def _change(push: Push, operation: Operation, profile: Row, found: Checked, theirs: dict[str, Edit]) -> Outcome:
    before = profiles.document(profile)
    joint = merged(COLLECTION, before, found, theirs, push.source)
    _leave_left(push, profile["id"], before, joint, theirs)
    fields = columns(COLLECTION, before, found, joint)
    if occupation := fields.get("occupation"):
        fields["sector"] = push.market.occupations[occupation].sector
    after = before
    if fields:
        try:
            changed = profiles.change(push.db, push.market, profile, push.now, author=push.source, **fields)
        except NotFoundError:
            raise RefusedError("gone") from None
        after = profiles.document(changed)
    return outcome(push, operation, found, joint, theirs, before, after, profile["id"])


def _leave_left(push: Push, profile_id: str, before: Row, joint: Merged, theirs: dict[str, Edit]) -> None:
    """A number that the person said is not theirs any more does not come back by a tablet that did not know."""
    if "phones" not in joint.fields or theirs.get("phones", _ANYBODY).author != edits.PERSON:
        return
    left = push.db.all("SELECT phone FROM phone_link WHERE profile_id = :id AND until IS NOT NULL", id=profile_id)
    numbers = {row["phone"] for row in left}
    joint.fields["phones"] = [
        phone for phone in joint.fields["phones"] if phone in before["phones"] or phone not in numbers
    ]


def _known(push: Push, given: dict[str, Any], phones: list[str]) -> Row | None:
    """Who has one of these phones already and is the same person."""
    for phone in phones:
        for profile in profiles.of_phone(push.db, phone):
            if duplicates.is_same({"name": None, "birth_year": None, **given}, profile):
                return profile
    return None


def _listed(value: Any) -> list[Any]:
    """A list that came plain, or as what to add to none."""
    return list(dict.fromkeys(value["add"] if isinstance(value, dict) else value))
