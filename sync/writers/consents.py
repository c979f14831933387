"""Consents from tablets: what people said to an officer, beside what they said on their own phones."""

from dataclasses import replace

from core import consent, edits, profiles
from core.database import Row
from core.edits import Edit
from messages import outbox
from sync.documents import COLLECTIONS, Checked
from sync.merge import OWN_WORD, Loss, Merged
from sync.writing import (
    Operation,
    Outcome,
    Push,
    RefusedError,
    checked,
    competes,
    is_absorbed,
    merged,
    note,
    others,
    outcome,
    person,
    strange,
)

COLLECTION = COLLECTIONS["consents"]
CHANNEL = "tablet"
ALERTS, DAILY, OFF = "alerts", "daily", "off"


def write(push: Push, operation: Operation) -> Outcome:
    """Record a person's word. Raises RefusedError."""
    profile_id, _dot, purpose = operation.id.partition(".")
    profile = person(push, profile_id)
    if operation.fields is None:
        raise RefusedError("read_only")
    standing = consent.standing(push.db, profile["id"], purpose)
    before: Row = standing or {"id": f"{profile['id']}.{purpose}", "version": 0}
    found = _checked(push, operation, purpose, {**before, "often": profile["alerts"]})
    if "given" not in found.known and not before.get("given"):
        raise RefusedError("invalid", found.faults or {"given": "required"})
    theirs = _others(push, before, 0 if is_absorbed(push, profile_id) else operation.base)
    joint = merged(push, COLLECTION, {**before, "often": profile["alerts"]}, found, theirs)
    if "given" in joint.lost:
        # What was said beside a word that does not count does not count either.
        for name in joint.fields.keys() & {"language", "often"}:
            joint.losses.append(Loss(name, joint.fields.pop(name), before.get(name), OWN_WORD))
    stands = bool(joint.fields.get("given", before.get("given")))
    spoken = "given" in found.known and "given" not in joint.lost
    if joint.fields.keys() - {"often"} or (spoken and before.get("text_version") != consent.TEXT_VERSION):
        _record(push, profile, purpose, before, found, joint)
    if purpose == ALERTS and (spoken or "often" in joint.fields):
        _choose(push, profile, (joint.fields.get("often") or _often(profile)) if stands else OFF)
    after = consent.standing(push.db, profile["id"], purpose) or before
    note(push, COLLECTION, after, joint, theirs)
    # How often is told by the profile. The rest is told whole: most of it the server sets with each word.
    return outcome(push, operation, found, joint, theirs, before, {**after, "often": None}, profile["id"], unseen=True)


def _checked(push: Push, operation: Operation, purpose: str, before: Row) -> Checked:
    # The document's id says whom it is about, however often a tablet repeats it.
    fields = {name: value for name, value in (operation.fields or {}).items() if name not in ("profile_id", "purpose")}
    found = checked(push, replace(operation, fields=fields), before)
    if purpose != ALERTS and found.known.pop("often", None):
        found.faults["often"] = "read_only"
    return found


def _others(push: Push, before: Row, base: int) -> dict[str, Edit]:
    """What others changed since."""
    theirs = others(push, COLLECTION, before["id"], base)
    word = _word(push, before)
    if word and word.version > base and competes(push, COLLECTION, before["id"], "given", word):
        theirs["given"] = word
    return theirs


def _word(push: Push, before: Row) -> Edit | None:
    """By whom the word that stands was said."""
    said = edits.since(push.db, COLLECTION.name, before["id"], 0).get("given")
    if said is None and before["version"]:
        # No officer looked after the person then: of such words only the channel is known.
        return Edit(before["version"], CHANNEL if before["channel"] == CHANNEL else edits.PERSON)
    return said


def _record(push: Push, profile: Row, purpose: str, before: Row, found: Checked, joint: Merged) -> None:
    repeated = "given" not in joint.fields
    word = _word(push, before)
    consent.record(
        push.db,
        profile,
        purpose,
        bool(before["given"] if repeated else joint.fields["given"]),
        found.known.get("language") or (repeated and before["language"]) or profile["language"],
        CHANNEL,
        push.now,
        author=push.author,
        more={**strange(COLLECTION, before), **strange(COLLECTION, joint.fields)},
    )
    if repeated and word and (COLLECTION.name, before["id"], "given") not in push.own:
        # Whoever said it first has said it: repeated by an officer, it is still the person's own word.
        edits.note(push.db, COLLECTION.name, before["id"], word.version, ["given"], word.author)


def _choose(push: Push, profile: Row, often: str) -> None:
    """Alerts come this often from now on."""
    if often == profile["alerts"]:
        return
    profiles.change(push.db, push.market, profile, push.now, author=push.author, alerts=often)
    if often == OFF:
        outbox.cancel_alerts(push.db, push.now, profile["id"])


def _often(profile: Row) -> str:
    return DAILY if profile["alerts"] == OFF else str(profile["alerts"])
