"""Profiles from tablets: people registered and changed by officers, and those who turn out to be known already."""

from typing import Any

from core import caseload, duplicates, edits, profiles
from core.database import Row
from core.edits import Edit
from sync import quarantine
from sync.documents import COLLECTIONS, Checked
from sync.merge import BOTH_CHANGED, OWN_WORD, Loss, Merged
from sync.writing import (
    Operation,
    Outcome,
    Push,
    RefusedError,
    checked,
    columns,
    competes,
    held,
    is_absorbed,
    merged,
    name_also,
    note,
    others,
    outcome,
    person,
    resolved,
)

COLLECTION = COLLECTIONS["profiles"]
_ANYBODY = Edit(0, "anybody")


def write(push: Push, operation: Operation) -> Outcome:
    """Register somebody, or change what is known of them. Raises RefusedError."""
    if operation.fields is None:
        raise RefusedError("read_only")
    known = resolved(push, operation.id)
    if operation.base == 0 and profiles.by_id(push.db, known) is None:
        return _register(push, operation)
    profile = person(push, known)  # to know an id is no right to see the person
    found = checked(push, operation, profiles.document(profile))
    absorbed = is_absorbed(push, operation.id)
    if absorbed or (operation.base == 0 and known != operation.id):
        theirs = _unseen(push, profile)
    else:
        theirs = others(push, COLLECTION, known, operation.base)
    return _change(push, operation, profile, found, theirs, absorbed)


def _register(push: Push, operation: Operation) -> Outcome:
    found = checked(push, operation)
    given = dict(found.known)
    phones = _listed(given.pop("phones", []))
    if standing := _known(push, given, phones):
        return _meet(push, operation, held(push, standing["id"]), found)
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
    name_also(push, operation.id, standing["id"])
    quarantine.name_also(push.db, operation.id, standing["id"])
    caseload.join(push.db, push.officer_id, standing["id"], push.now)
    return _change(push, operation, standing, found, _unseen(push, standing))


def _unseen(push: Push, profile: Row) -> dict[str, Edit]:
    """The officer saw none of it: others put there what is there, but for what this copy changed since."""
    changed = edits.since(push.db, "profiles", profile["id"], 0)
    theirs = {
        name: changed.get(name, _ANYBODY)
        for name, value in profiles.document(profile).items()
        if value not in (None, [], "")
    }
    return {name: edit for name, edit in theirs.items() if competes(push, COLLECTION, profile["id"], name, edit)}


def _change(
    push: Push,
    operation: Operation,
    profile: Row,
    found: Checked,
    theirs: dict[str, Edit],
    absorbed: bool = False,
) -> Outcome:
    before = profiles.document(profile)
    joint = merged(push, COLLECTION, before, found, theirs)
    _leave_left(push, before, joint, theirs)
    fields = columns(COLLECTION, before, joint)
    if occupation := fields.get("occupation"):
        fields["sector"] = push.market.occupations[occupation].sector
    after = before
    if fields:
        changed = profiles.change(push.db, push.market, profile, push.now, author=push.author, **fields)
        after = profiles.document(changed)
        note(push, COLLECTION, after, joint, theirs)
    return outcome(push, operation, found, joint, theirs, before, after, profile["id"], unseen=absorbed)


def _leave_left(push: Push, before: Row, joint: Merged, theirs: dict[str, Edit]) -> None:
    """A number that is not the person's any more does not come back by a tablet that did not know."""
    edit = theirs.get("phones")
    if edit is None or "phones" not in joint.fields or (push.chosen and edit.author != edits.PERSON):
        return
    rows = push.db.all("SELECT phone FROM phone_link WHERE profile_id = :id AND until IS NOT NULL", id=before["id"])
    left = {row["phone"] for row in rows}.difference(before["phones"])
    stay = [phone for phone in joint.fields["phones"] if phone not in left]
    if stay == joint.fields["phones"]:
        return
    reason = OWN_WORD if edit.author == edits.PERSON else BOTH_CHANGED
    stale = [phone for phone in joint.fields["phones"] if phone in left]
    joint.losses.append(Loss("phones", {"add": stale}, before["phones"], reason))
    joint.fields["phones"] = stay
    if stay == before["phones"]:
        del joint.fields["phones"]


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
