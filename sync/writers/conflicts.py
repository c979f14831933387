"""Conflicts from tablets: the officer has looked at what staff sent back, and it is off the tablet."""

from core import audit
from core.errors import NotFoundError
from sync import quarantine
from sync.writing import APPLIED, Operation, Outcome, Push, RefusedError


def write(push: Push, operation: Operation) -> Outcome:
    """Leave it at what is shown, in the officer's name. Raises RefusedError."""
    if operation.fields is not None:
        raise RefusedError("read_only")
    try:
        conflict = quarantine.by_id(push.db, operation.id)
    except NotFoundError:
        return Outcome(APPLIED, operation.base)  # erased, or forgotten by a restored database: there is nothing to see
    if conflict["officer_id"] != push.officer_id:
        raise RefusedError("not_in_scope")
    if conflict["state"] == "waiting":
        raise RefusedError("read_only")  # staff have not asked
    if conflict["state"] == "sent_back":
        quarantine.decide(push.db, conflict, "dropped", audit.officer(push.officer_id), push.now)
        conflict = quarantine.by_id(push.db, operation.id)
    return Outcome(APPLIED, conflict["version"], profile_id=conflict["profile_id"])
