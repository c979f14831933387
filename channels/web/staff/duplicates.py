"""Duplicates: two records that may be of one person, side by side, for somebody to decide."""

from flask import Response

from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from channels.web.staff.people import all_ours, ours
from channels.web.staff.today import KINDS, Kind
from core import duplicates as pairs
from core import merges, merging, profiles
from core.database import Row
from core.errors import InvalidError, NotFoundError
from core.phones import masked
from translations import gettext as _
from translations import marked

_REASONS = {
    "phone": marked("same phone"),
    "name": marked("same name"),
    "name_sounds_alike": marked("names sound alike"),
    "birth_year": marked("same age"),
    "place": marked("same or near home"),
}
_BETWEEN = "."  # of the two ids in an address

KINDS.append(
    Kind(
        "duplicates",
        "duplicates",
        {},
        "conflicts",
        "SELECT duplicate.at AS since FROM duplicate JOIN profile AS one ON one.id = duplicate.first"
        " JOIN profile AS other ON other.id = duplicate.second"
        " WHERE duplicate.state = 'waiting' AND {} ORDER BY duplicate.at",
        within=lambda desk: pairs.pair_condition(desk.areas),
    )
)


@office.page("/duplicates", "conflicts")
def duplicates(desk: Desk) -> Response:
    """Pairs that wait, oldest first."""
    after = desk.number_asked("at") or 0, desk.asked("first"), desk.asked("second")
    rows = pairs.page(desk.db, desk.areas, after, PER_PAGE + 1)
    return desk.show(
        "duplicates.html",
        pairs=[{**row, "id": _id(row), "because": _because(row["reasons"])} for row in rows[:PER_PAGE]],
        more=len(rows) > PER_PAGE,
        merge=desk.asked("merge"),
    )


@office.page("/duplicates/<id>", "conflicts", about="pair")
def duplicate(desk: Desk, id: str) -> Response:
    """Two people side by side. It is a look at both."""
    two = _two(desk, id)
    pair = pairs.by_pair(desk.db, two[0]["id"], two[1]["id"])
    with desk.db.transaction():
        for each in two:
            desk.note("person.seen", "person", each["id"])
    return desk.show(
        "duplicate.html",
        id=id,
        people=[_told(desk, each) for each in two],
        because=_because(pair["reasons"]) if pair else "",
        decided=pair is not None and pair["state"] != "waiting",
        merge=desk.asked("merge"),
    )


@office.page("/duplicates/<id>/decide", "conflicts", ("POST",), about="pair")
def decide_duplicate(desk: Desk, id: str) -> Response:
    """They are one person, and the record that was chosen stays; or they are two. Then the next pair that waits."""
    two = [each["id"] for each in _two(desk, id)]
    kept = desk.form.get("kept", "")
    with desk.db.transaction():
        if kept in two:
            gone = two[1 - two.index(kept)]
            merge = merging.merge(desk.db, desk.market, kept, gone, desk.actor, desk.now)
            desk.note("person.merged", "person", kept, gone=gone, merge=merge)
            said, more = "merged", {"merge": merge}
        elif kept == "both":
            pairs.different(desk.db, two[0], two[1], desk.actor, desk.now)
            desk.note("person.different", "person", two[0], other=two[1])
            said, more = "parted", {}
        else:
            raise InvalidError("not_chosen")
    following = pairs.page(desk.db, desk.areas, limit=1)
    if following:
        return desk.go("duplicate", said, id=_id(following[0]), **more)
    return desk.go("duplicates", said, **more)


@office.page("/merges/<id>/undo", "conflicts", ("POST",), about="merge")
def undo_merge(desk: Desk, id: str) -> Response:
    """The two are two again."""
    merge = merges.by_id(desk.db, id)
    ours(desk, merge["kept"])
    if desk.areas is not None and merge["moved"]["gone"]["area"] not in desk.areas:
        raise NotFoundError("merge")
    with desk.db.transaction():
        merging.unmerge(desk.db, desk.market, id, desk.actor, desk.now)
        desk.note("person.unmerged", "person", merge["kept"], gone=merge["gone"], merge=id)
    return desk.go("duplicates", "unmerged")


def _two(desk: Desk, id: str) -> list[Row]:
    """Both people, each of one's areas. Raises NotFoundError."""
    first, between, second = id.partition(_BETWEEN)
    if not between or first == second:
        raise NotFoundError("pair")
    return all_ours(desk, first, second)


def _id(row: Row) -> str:
    return f"{row['first']}{_BETWEEN}{row['second']}"


def _because(reasons: list[str]) -> str:
    return ", ".join(_(_REASONS[reason]) if reason in _REASONS else reason for reason in reasons)


def _told(desk: Desk, profile: Row) -> Row:
    return {**profile, "phones": [masked(phone) for phone in profiles.document(profile)["phones"]]}
