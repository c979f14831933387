"""Accounts of staff: who there is, a new one, another role, a fresh start, the end."""

from flask import Response, request

from channels.web.staff.desk import Desk
from channels.web.staff.office import office
from core import areas, roles
from core import staff as accounts
from core.database import Row
from core.errors import ConflictError, InvalidError, NotFoundError
from core.phones import normalise


@office.page("/users", "users")
def users(desk: Desk) -> Response:
    return desk.show("users.html", accounts=_seen(desk), roles=roles.ROLES, error=None, invite=None)


@office.page("/users/new", "users", ("POST",))
def add_user(desk: Desk) -> Response:
    form = desk.form
    try:
        phone = normalise(form["phone"], desk.market.country) if form.get("phone") else None
        member, invite = accounts.add(
            desk.db,
            desk.market,
            form.get("name", ""),
            form.get("role", ""),
            _places(desk),
            desk.now,
            language=form.get("language") if form.get("language") in desk.market.languages else None,
            phone=phone,
            actor=desk.actor,
        )
    except ConflictError:
        return _again(desk, InvalidError("name_taken"))
    except InvalidError as error:
        return _again(desk, error)
    return desk.show("users.html", accounts=_seen(desk), roles=roles.ROLES, error=None, invite=(member["name"], invite))


@office.page("/users/<id>", "users", ("GET", "POST"), about="staff")
def user(desk: Desk, id: str) -> Response:
    """One account; a form gives it another role and other places."""
    member = _ours(desk, id)
    if request.method == "POST":
        accounts.change(desk.db, desk.market, id, desk.form.get("role", ""), _places(desk), desk.now, desk.actor)
        return desk.go("user", "saved", id=id)
    return desk.show("user.html", member=member, roles=roles.ROLES, invite=None)


@office.page("/users/<id>/reset", "users", ("POST",), about="staff")
def reset_user(desk: Desk, id: str) -> Response:
    member = _ours(desk, id)
    invite = accounts.reset(desk.db, id, desk.now, desk.actor)
    return desk.show("user.html", member=member, roles=roles.ROLES, invite=(member["name"], invite))


@office.page("/users/<id>/end", "users", ("POST",), about="staff")
def end_user(desk: Desk, id: str) -> Response:
    _ours(desk, id)
    accounts.end(desk.db, id, desk.now, desk.actor)
    return desk.go("users", "ended")


def _again(desk: Desk, error: InvalidError) -> Response:
    return desk.show("users.html", 422, accounts=_seen(desk), roles=roles.ROLES, error=error, invite=None)


def _seen(desk: Desk) -> list[Row]:
    """The accounts whose places are all within one's own."""
    return [member for member in accounts.all(desk.db) if _is_ours(desk, member["places"])]


def _ours(desk: Desk, id: str) -> Row:
    member = accounts.by_id(desk.db, id)
    if not _is_ours(desk, member["places"]):
        raise NotFoundError("staff")
    return member


def _is_ours(desk: Desk, places: list[str]) -> bool:
    """Whether these places lie within one's own: nobody gives more than they have."""
    if desk.areas is None:
        return True
    theirs = areas.within(desk.market, places)
    return theirs is not None and set(theirs) <= set(desk.areas)


def _places(desk: Desk) -> list[str]:
    """The places of the form, names or codes with commas between. Raises InvalidError("unknown_place")."""
    found = []
    for word in filter(None, (word.strip() for word in desk.form.get("places", "").split(","))):
        place = desk.market.places.get(word) or next(iter(desk.market.places.find(word)), None)
        if place is None:
            raise InvalidError("unknown_place", place=word)
        found.append(place.code)
    if not _is_ours(desk, found):
        raise InvalidError("unknown_place", place="")
    return found
