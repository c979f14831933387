"""Applications from tablets: made and taken back for people who are there and agree."""

from collections.abc import Mapping
from dataclasses import replace

import orjson

from core import applications, changes, consent, vacancies
from core.database import Row
from core.edits import Edit
from core.errors import GoneError, InvalidError, NotFoundError
from sync.documents import COLLECTIONS, Checked
from sync.merge import BOTH_CHANGED, Loss, Merged
from sync.writing import (
    Operation,
    Outcome,
    Push,
    RefusedError,
    checked,
    columns,
    competes,
    merged,
    name_also,
    note,
    others,
    outcome,
    person,
    resolved,
)

COLLECTION = COLLECTIONS["applications"]
APPLIED, WITHDRAWN = "applied", "withdrawn"
CLOSED = "vacancy_closed"


def write(push: Push, operation: Operation) -> Outcome:
    """Apply, withdraw, or apply again. Raises RefusedError."""
    if operation.fields is None:
        raise RefusedError("read_only")
    known = resolved(push, operation.id)
    standing = _standing(push, known)
    if standing is None and operation.base:
        raise RefusedError("unknown_document")
    profile = person(push, standing["profile_id"] if standing else operation.fields.get("profile_id"))
    found = checked(push, operation, standing)
    wish = found.known.get("status", None if standing else APPLIED)
    vacancy = _vacancy(push, standing["vacancy_id"] if standing else str(found.known["vacancy_id"]))
    # One that went into another with its person has versions that say nothing about the other.
    unseen = known != operation.id and _standing(push, operation.id) is not None
    if standing is None and (made := applications.for_vacancy(push.db, profile["id"], vacancy["id"])):
        name_also(push, operation.id, made["id"])
        standing, unseen = _standing(push, made["id"]), True
    before: Row = standing or {"id": operation.id, "version": 0}
    theirs = _others(push, before, 0 if unseen else operation.base, unseen)
    lost = _decide(push, profile, vacancy["id"], before, wish, theirs)
    after = _standing(push, before["id"])
    if after is None:  # withdrawn before it was ever made
        raise RefusedError("unknown_document")
    joint, after = _keep_more(push, found, before, after, theirs)
    if lost:
        joint.losses.append(Loss("status", wish, after["status"], lost))
    joint.joined |= "status" in theirs
    return outcome(push, operation, found, joint, theirs, before, after, profile["id"], unseen=unseen)


def _vacancy(push: Push, reference: str) -> Row:
    try:
        return vacancies.by_reference(push.db, reference)
    except (NotFoundError, InvalidError):
        raise RefusedError("unknown_document") from None


def _others(push: Push, before: Row, base: int, unseen: bool) -> dict[str, Edit]:
    """What others changed: all of an application that was made on the phone before the tablet made it too."""
    theirs = others(push, COLLECTION, before["id"], base)
    made = Edit(before["version"], "anybody")
    if unseen and "status" not in theirs and competes(push, COLLECTION, before["id"], "status", made):
        theirs["status"] = made
    return theirs


def _decide(
    push: Push, profile: Row, vacancy_id: str, before: Row, wish: str | None, theirs: Mapping[str, Edit]
) -> str | None:
    """Let the application be what the tablet wishes, as far as it can be. Returns why it is not."""
    status = before.get("status")
    if wish == WITHDRAWN:
        if applications.withdraw(push.db, push.market, profile, before["id"], push.now, author=push.author):
            push.own.add((COLLECTION.name, before["id"], "status"))
        elif status not in (None, WITHDRAWN):  # it is decided already
            return BOTH_CHANGED
    if wish == APPLIED:
        if status == WITHDRAWN and "status" in theirs:
            return BOTH_CHANGED
        return _apply(push, profile, vacancy_id, before)
    return None


def _apply(push: Push, profile: Row, vacancy_id: str, before: Row) -> str | None:
    if not consent.stands(push.db, profile["id"], "service"):
        raise RefusedError("consent_missing")
    try:
        if applications.apply(push.db, push.market, profile, vacancy_id, push.now, before["id"], author=push.author):
            push.own.add((COLLECTION.name, before["id"], "status"))
    except GoneError:
        if not before["version"]:
            raise RefusedError(CLOSED) from None
        return CLOSED if before["status"] == WITHDRAWN else None  # it had applied, and the vacancy closed since
    return None


def _keep_more(push: Push, found: Checked, before: Row, after: Row, theirs: Mapping[str, Edit]) -> tuple[Merged, Row]:
    """Keep the fields that only tablets know, beside what the application is now. Returns it with them."""
    joint = merged(push, COLLECTION, before, replace(found, known={}), theirs)
    if joint.fields:
        push.db.run(
            "UPDATE application SET more = :more, version = version + 1, updated_at = :now WHERE id = :id",
            id=after["id"],
            now=push.now,
            more=orjson.dumps(columns(COLLECTION, before, joint)["more"]).decode(),
        )
        after = _standing(push, after["id"]) or after
        changes.record_person(push.db, after["profile_id"], COLLECTION.name, after)
        note(push, COLLECTION, after, joint, theirs)
    return joint, after


def _standing(push: Push, document: str) -> Row | None:
    return applications.document(push.db, document)
