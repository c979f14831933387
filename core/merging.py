"""Merging: two profiles of one person become one, and two again where that was a mistake."""

from typing import Any

import orjson

from core import applications, changes, consent, copies, duplicates, edits, events, merges, moving, notes, profiles
from core.database import Database, Row
from core.errors import ConflictError, GoneError, InvalidError, NotFoundError
from core.ids import new_id
from core.market import Market

_FILLED = ("name", "birth_year", "place", "sector", "occupation", "experience", "least_pay")
_EMPTY = (
    "name = NULL, birth_year = NULL, place = NULL, area = NULL, sector = NULL, occupation = NULL, experience = NULL,"
    " least_pay = NULL, skills = '[]', alerts = 'off', phones = '[]', more = '{}'"
)


def merge(db: Database, market: Market, kept_id: str, gone_id: str, by: str, now: int) -> str:
    """Let one profile stand for both. Returns the id of the merge, which `unmerge` takes.

    What the kept one says stays, what it lacks comes from the other, lists join, and all that belongs to the other
    moves: phones, applications, notes, consents, caseloads. Its row stays as an erased one, its id as an alias.
    Raises NotFoundError where one of them is not there, InvalidError where both are one.
    """
    if kept_id == gone_id:
        raise InvalidError("same_person")
    merge_id = new_id()
    with db.transaction():
        kept, gone = _hold(db, kept_id, gone_id)
        moved: dict[str, Any] = {"gone": gone, "set": {}}
        # Before anything moves: an application is withdrawn by whoever made it.
        moved["withdrawn"] = _withdraw_doubles(db, market, kept_id, gone, now)
        moved["rows"] = moving.repoint(db, kept_id, gone_id)
        moved["consents"] = _spoken(db, gone_id, kept_id, moved["rows"]["consent"])
        moved["links"] = moving.join_phones(db, kept_id, gone_id)
        moved["visits"] = moving.join_visits(db, kept_id, gone_id, now)
        moved["aliases"] = moving.name_also(db, kept_id, gone_id, _aliases(db, kept_id, gone_id, moved))
        _leave_copies(db, gone)
        moved["caseload"] = moving.join_caseload(db, kept_id, gone_id)
        fields = _joined(db, market, kept, gone, moved)
        after = profiles.change(db, market, kept, now, edits.STAFF, **fields)
        moved["set"] = {field: [kept[field], after[field]] for field in fields}
        db.run(
            f"UPDATE profile SET status = 'erased', {_EMPTY}, version = version + 1, updated_at = :now WHERE id = :id",
            id=gone_id,
            now=now,
        )
        merges.add(db, merge_id, kept_id, gone_id, moved, by, now)
        duplicates.decide(db, kept_id, gone_id, "merged", by, now)
        _record_moved(db, kept_id, moved)
        # Whoever follows people looks at both again; what was sent to a shared phone is not forgotten.
        events.append(db, "profile.merged", kept_id, now, gone=gone_id)
        events.append(db, "profile.left", gone_id, now, kept=kept_id)
    for officer_id in moved["caseload"]["joined"]:
        copies.fill(db, officer_id)
    return merge_id


def unmerge(db: Database, market: Market, merge_id: str, by: str, now: int) -> None:
    """Undo a merge: both are as they were, except that what the kept one changed since stays with it.

    Raises NotFoundError where there was no such merge, GoneError where it was undone already or one of the two was
    erased, ConflictError where the kept one went into another since: that merge must be undone first.
    """
    with db.transaction():
        merged = merges.by_id(db, merge_id)
        kept_id, gone_id = merged["kept"], merged["gone"]
        kept, gone = _hold(db, kept_id, gone_id, standing=False)
        moved = merges.by_id(db, merge_id)["moved"]  # again, now that nobody else can change it
        if not moved:
            raise GoneError("merge_undone")
        if kept["status"] == "erased":
            raise ConflictError(kept_id)
        documents = _documents(db, kept_id, moved)
        moving.point_back(db, kept_id, gone_id, moved["rows"])
        moving.part_phones(db, kept_id, gone_id, moved["links"])
        moving.part_visits(db, kept_id, gone_id, moved["visits"], now)
        moving.forget_names(db, gone_id, moved["aliases"])
        _return_doubles(db, moved["withdrawn"], now)
        returned = {**moved["gone"], "version": gone["version"] + 1, "updated_at": now}
        row = db.all(
            f"UPDATE profile SET {', '.join(f'{column} = :{column}' for column in returned if column != 'id')}"
            f" WHERE id = :id RETURNING {profiles.COLUMNS}",
            **{**returned, "phones": orjson.dumps(moving.standing_phones(db, gone_id)).decode()},
        )[0]
        changed = profiles.change(db, market, kept, now, edits.STAFF, **_parted(db, kept, moved["set"]))
        duplicates.decide(db, kept_id, gone_id, "different", by, now)
        merges.undo(db, merge_id, now)
        joined = moving.part_caseload(db, kept_id, gone_id, moved["caseload"])
        for collection, document in documents:
            changes.remove_person(db, kept_id, collection, document["id"], document["version"])
        changes.record_person(db, gone_id, "profiles", profiles.document(row))
        _tell_words(db, kept_id, gone_id, moved["consents"])
        for collection, document in _documents(db, gone_id, moved):
            changes.record_person(db, gone_id, collection, document)
        events.append(db, "profile.unmerged", changed["id"], now, gone=gone_id)
        events.append(db, "profile.returned", gone_id, now, kept=kept_id)
    for officer_id in joined:
        copies.fill(db, officer_id)
