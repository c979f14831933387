"""Consents from tablets: what people said to an officer, beside what they said on their own phones."""

from core import consent, edits, profiles
from core.database import Row
from sync.documents import COLLECTIONS
from sync.writing import Operation, Outcome, Push, RefusedError, checked, merged, outcome, person

COLLECTION = COLLECTIONS["consents"]
CHANNEL = "tablet"
ALERTS, DAILY, OFF = "alerts", "daily", "off"


def write(push: Push, operation: Operation) -> Outcome:
    """Record a person's word. Raises RefusedError."""
    profile_id, _dot, purpose = operation.id.partition(".")
    profile = person(push, profile_id)
    if operation.fields is None:
        raise RefusedError("read_only", profile_id=profile["id"])
    standing = consent.standing(push.db, profile["id"], purpose)
    document = f"{profile['id']}.{purpose}"
    # The document's id says whom it is about, however often a tablet repeats it.
    fields = {name: value for name, value in operation.fields.items() if name not in ("profile_id", "purpose")}
    plain = Operation(operation.number, operation.collection, operation.id, operation.base, fields)
    before: Row = {**(standing or {"id": document, "version": 0}), "often": profile["alerts"]}
    found = checked(push, plain, before)
    if "given" not in found.known and not (standing and standing["given"]):
        raise RefusedError("invalid", profile["id"], found.faults or {"given": "required"})
    theirs = edits.since(push.db, "consents", document, operation.base)
    joint = merged(COLLECTION, before, found, theirs, push.source)
    stands = bool(joint.fields.get("given", before.get("given")))
    if found.known.get("given") is not None and "given" not in joint.lost:
        consent.record(
            push.db,
            profile,
            purpose,
            stands,
            found.known.get("language") or profile["language"],
            CHANNEL,
            push.now,
            author=push.source,
            more=found.more,
        )
    if purpose == ALERTS and "given" not in joint.lost:
        often = (joint.fields.get("often") or _often(profile)) if stands else OFF
        if often != profile["alerts"]:
            profiles.change(push.db, push.market, profile, push.now, author=push.source, alerts=often)
    said = consent.standing(push.db, profile["id"], purpose)
    after = {**(said or before)}
    before.pop("often")
    after.pop("often", None)
    return outcome(push, operation, found, joint, theirs, before, after, profile["id"])


def _often(profile: Row) -> str:
    return DAILY if profile["alerts"] == OFF else str(profile["alerts"])
