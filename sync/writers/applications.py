"""Applications from tablets: made and taken back for people who are there and agree."""

from core import applications, consent, edits, vacancies
from core.database import Row
from core.errors import GoneError, InvalidError, NotFoundError
from sync.documents import COLLECTIONS
from sync.merge import BOTH_CHANGED, Loss, Merged
from sync.writing import Operation, Outcome, Push, RefusedError, checked, name_also, outcome, person, resolved

COLLECTION = COLLECTIONS["applications"]
WITHDRAWN, APPLIED = "withdrawn", "applied"


def write(push: Push, operation: Operation) -> Outcome:
    """Apply, withdraw, or apply again. Raises RefusedError."""
    if operation.fields is None:
        raise RefusedError("read_only")
    standing = _standing(push, resolved(push, operation.id))
    if standing is None and operation.base:
        raise RefusedError("unknown_document")
    profile = person(push, standing["profile_id"] if standing else operation.fields.get("profile_id"))
    found = checked(push, operation, standing)
    wish = found.known.get("status", APPLIED)
    reference = standing["vacancy_id"] if standing else str(found.known["vacancy_id"])
    try:
        vacancy = vacancies.by_reference(push.db, reference)
    except (NotFoundError, InvalidError):
        raise RefusedError("unknown_document", profile["id"]) from None
    if standing is None and (row := applications.for_vacancy(push.db, profile["id"], vacancy["id"])):
        standing = _standing(push, row["id"])
        name_also(push, operation.id, row["id"])
    before: Row = standing or {}
    joint = Merged()
    if wish == APPLIED:
        moved = _apply(push, operation, profile, vacancy, before)
    else:
        moved = bool(standing) and applications.withdraw(
            push.db, push.market, profile, before["id"], push.now, author=push.source
        )
    document = before.get("id", operation.id)
    after = _standing(push, document)
    if after is None:  # withdrawn before it was ever made
        raise RefusedError("unknown_document", profile["id"])
    if not moved and after["status"] != wish and wish == WITHDRAWN:
        joint.losses.append(Loss("status", wish, after["status"], BOTH_CHANGED))
    theirs = edits.since(push.db, "applications", document, operation.base)
    return outcome(push, operation, found, joint, theirs, before, after, profile["id"])


def _apply(push: Push, operation: Operation, profile: Row, vacancy: Row, before: Row) -> bool:
    if not consent.stands(push.db, profile["id"], "service"):
        raise RefusedError("consent_missing", profile["id"])
    try:
        return applications.apply(
            push.db, push.market, profile, vacancy["id"], push.now, operation.id, author=push.source
        )
    except GoneError:
        if before:  # it had applied, and the vacancy closed since
            return False
        raise RefusedError("vacancy_closed", profile["id"]) from None


def _standing(push: Push, document: str) -> Row | None:
    return applications.document(push.db, document)
