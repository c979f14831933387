"""Merging: two profiles of one person become one, and two again where that was a mistake."""

from typing import Any

import orjson

from core import applications, changes, consent, copies, duplicates, edits, events, merges, moving, profiles
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

    What the kept one says stays, what it lacks comes from the other, lists join, and what belongs to the other moves:
    phones, applications, notes, consents, caseloads. Its row stays as an erased one, its id as an alias.
    Raises NotFoundError where one of them is not there, InvalidError where both are one.
    """
    if kept_id == gone_id:
        raise InvalidError("same_person")
    merge_id = new_id()
    with db.transaction():
        kept, gone = _hold(db, kept_id, gone_id)
        if "erased" in (kept["status"], gone["status"]):
            raise NotFoundError("profile")
        left = copies.documents(db, gone_id)
        doubles = moving.doubles(db, kept_id, gone_id)
        for double in doubles:
            applications.withdraw(db, market, gone, double["id"], now, edits.STAFF)
        rows = moving.repoint(db, kept_id, gone_id)
        moved: dict[str, Any] = {
            "gone": gone,
            "doubles": doubles,
            "rows": rows,
            "words": _spoken(db, kept_id, {row["id"] for row in rows["consent"]}),
            "phones": moving.join_phones(db, kept_id, gone_id),
            "visits": moving.join_visits(db, kept_id, gone_id, now),
            "names": moving.name_also(db, {gone_id: kept_id, **{each["id"]: each["kept"] for each in doubles}}),
        }
        _leave(db, gone_id, left)
        moved["caseload"] = moving.join_caseload(db, kept_id, gone_id)
        fields = _joined(db, market, kept, gone, moved["words"])
        after = profiles.change(db, market, kept, now, edits.STAFF, **fields)
        moved["set"] = {field: [kept[field], after[field]] for field in (*fields, "status")}
        db.run(
            f"UPDATE profile SET status = 'erased', {_EMPTY}, version = version + 1, updated_at = :now WHERE id = :id",
            id=gone_id,
            now=now,
        )
        _tell(db, kept_id, moved)
        # Not erased: what was sent to a phone of theirs is not forgotten. Whoever follows people looks at both again.
        events.append(db, "profile.merged", kept_id, now, gone=gone_id)
        events.append(db, "profile.absorbed", gone_id, now, kept=kept_id)
        merges.add(db, merge_id, kept_id, gone_id, moved, by, now)
        duplicates.decide(db, kept_id, gone_id, "merged", by, now)
    _fill(db, moved["caseload"]["joined"])
    return merge_id


def unmerge(db: Database, market: Market, merge_id: str, by: str, now: int) -> None:
    """Undo a merge: both are as they were, except that what was changed since stays with the kept one.

    Raises NotFoundError where there was no such merge, GoneError where it was undone already or one of the two was
    erased, ConflictError where the kept one went into another since: that merge must be undone first.
    """
    merged = merges.by_id(db, merge_id)
    kept_id, gone_id = merged["kept"], merged["gone"]
    with db.transaction():
        kept, gone = _hold(db, kept_id, gone_id)
        moved = merges.by_id(db, merge_id)["moved"]  # again, now that nobody else can change it
        if not moved:
            raise GoneError("merge_undone")
        if kept["status"] == "erased":
            raise ConflictError(kept_id)
        held = copies.documents(db, kept_id)
        moving.point_back(db, kept_id, gone_id, moved["rows"])
        moving.part_phones(db, kept_id, gone_id, moved["phones"])
        moving.part_visits(db, kept_id, gone_id, moved["visits"], now)
        moving.forget_names(db, moved["names"])
        moving.return_doubles(db, moved["doubles"], now)
        profiles.change(db, market, kept, now, edits.STAFF, **_parted(db, kept, moved["set"]))
        _return(db, moved["gone"], gone["version"] + 1, now)
        merges.undo(db, merge_id, now)
        duplicates.different(db, kept_id, gone_id, by, now)
        officers = moving.part_caseload(db, kept_id, gone_id, moved["caseload"])
        _renumber(db, [kept_id, gone_id], moved["words"])
        stays = {document["id"] for _, document in copies.documents(db, kept_id)}
        _leave(db, kept_id, [(collection, document) for collection, document in held if document["id"] not in stays])
        _tell(db, kept_id, moved)
        events.append(db, "profile.separated", kept_id, now, gone=gone_id)
        events.append(db, "profile.separated", gone_id, now, kept=kept_id)
    _fill(db, officers)


def _hold(db: Database, kept_id: str, gone_id: str) -> tuple[Row, Row]:
    """Both rows, which nobody else changes until the transaction ends. Raises NotFoundError."""
    held = {}
    for profile_id in sorted((kept_id, gone_id)):  # in one order, so that no two wait for each other
        rows = db.all("UPDATE profile SET version = version WHERE id = :id RETURNING *", id=profile_id)
        if not rows:
            raise NotFoundError("profile")
        held[profile_id] = rows[0]
    return held[kept_id], held[gone_id]


def _joined(db: Database, market: Market, kept: Row, gone: Row, words: dict[str, bool]) -> Row:
    """The fields that the kept profile gets."""
    fields = {field: gone[field] for field in _FILLED if kept[field] is None and gone[field] is not None}
    if fields.get("place") not in market.places:
        fields.pop("place", None)  # it has left the pack since
    skills, more = orjson.loads(kept["skills"]), orjson.loads(kept["more"])
    joined = {
        "skills": list(dict.fromkeys([*skills, *orjson.loads(gone["skills"])])),
        "more": {**orjson.loads(gone["more"]), **more},
        "phones": moving.standing_phones(db, kept["id"], kept["phones"]),
    }
    fields |= {field: value for field, value in joined.items() if value != orjson.loads(kept[field])}
    if words.get("alerts"):  # it is the latest word that counts
        fields["alerts"] = gone["alerts"]
    return fields


def _parted(db: Database, kept: Row, changed: dict[str, list[Any]]) -> Row:
    """The fields of the kept profile without what the merge put there, where that still stands."""
    fields: Row = {}
    for field, (before, after) in changed.items():
        if field == "skills":
            added = set(orjson.loads(after)).difference(orjson.loads(before))
            fields[field] = [skill for skill in orjson.loads(kept[field]) if skill not in added]
        elif field == "more":
            had, got = orjson.loads(before), orjson.loads(after)
            fields[field] = {
                name: value
                for name, value in orjson.loads(kept[field]).items()
                if name in had or got.get(name) != value
            }
        elif field == "phones":
            fields[field] = moving.standing_phones(db, kept["id"], kept["phones"])
        elif field != "status" and kept[field] == after:
            fields[field] = before
    if changed["status"][0] == "registering" and profiles.missing({**kept, **fields}):
        fields["status"] = "registering"
    return fields


def _return(db: Database, gone: Row, version: int, now: int) -> None:
    """The other profile's row as it was, with the phones that reach it now."""
    values = {**gone, "version": version, "updated_at": now}
    values["phones"] = orjson.dumps(moving.standing_phones(db, gone["id"], gone["phones"])).decode()
    assignments = ", ".join(f"{column} = :{column}" for column in values if column != "id")
    db.run(f"UPDATE profile SET {assignments} WHERE id = :id", **values)


def _spoken(db: Database, kept_id: str, moved: set[str]) -> dict[str, bool]:
    """The purposes that the other one had spoken to, each with whether theirs is the latest word."""
    words = {}
    for purpose in consent.PURPOSES:
        rows = db.all(
            "SELECT id FROM consent WHERE profile_id = :id AND purpose = :purpose ORDER BY at DESC, id DESC",
            id=kept_id,
            purpose=purpose,
        )
        if moved.intersection(row["id"] for row in rows):
            words[purpose] = rows[0]["id"] in moved
    _renumber(db, [kept_id], words)
    return words


def _renumber(db: Database, profile_ids: list[str], words: dict[str, bool]) -> None:
    """Give the latest words a version above all, so that copies take them for newer than what they hold."""
    for purpose in words:
        told = {f"id{number}": profile_id for number, profile_id in enumerate(profile_ids)}
        top = db.all(
            "SELECT max(version) AS top FROM consent WHERE purpose = :purpose"
            f" AND profile_id IN ({', '.join(':' + name for name in told)})",
            purpose=purpose,
            **told,
        )[0]["top"]
        for profile_id in profile_ids:
            db.run(
                "UPDATE consent SET version = :version WHERE id = (SELECT id FROM consent"
                " WHERE profile_id = :id AND purpose = :purpose ORDER BY at DESC, id DESC LIMIT 1)",
                version=top + 1,
                id=profile_id,
                purpose=purpose,
            )


def _leave(db: Database, profile_id: str, documents: list[tuple[str, Row]]) -> None:
    """Copies forget these documents about a person."""
    for collection, document in documents:
        changes.remove_person(db, profile_id, collection, document["id"], document["version"] + 1)


def _tell(db: Database, profile_id: str, moved: dict[str, Any]) -> None:
    """Let copies know what has moved to a person, and their latest words."""
    ids = {row["id"] for table in ("application", "note") for row in moved["rows"][table]}
    for collection, document in copies.documents(db, profile_id):
        if collection == "consents" and document["purpose"] in moved["words"]:
            if moved["words"][document["purpose"]]:
                # As good as said on the person's own phone: no tablet that has not seen it overrules it.
                edits.note_person(
                    db, profile_id, collection, document["id"], document["version"], ["given"], edits.PERSON
                )
            changes.record_person(db, profile_id, collection, document)
        elif document["id"] in ids:
            changes.record_person(db, profile_id, collection, document)


def _fill(db: Database, officers: list[str]) -> None:
    for officer_id in officers:
        copies.fill(db, officer_id)
