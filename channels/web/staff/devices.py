"""Devices: officers and their tablets, what waits on them, a code for a new one, the end of a lost one."""

from io import BytesIO
from typing import Any

from flask import Response

from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from channels.web.staff.today import KINDS, Kind
from channels.web.staff.vacancy_form import place
from core import officers
from core.database import Row
from core.errors import ConflictError, InvalidError, NotFoundError
from sync import devices as tablets

LONGEST_NAME = 80
QUIET_SECONDS = 2 * 24 * 3600  # a tablet that has unsent work should have been here by then
_PICTURE_SCALE = 5


def _quiet(desk: Desk) -> tuple[str, dict[str, Any]]:
    where, values = officers.condition(desk.areas)
    return f"device.seen_at < :quiet_before AND {where}", {**values, "quiet_before": desk.now - QUIET_SECONDS}


KINDS.append(
    Kind(
        "unsent",
        "unsent",
        {},
        "devices",
        "SELECT device.seen_at AS since FROM device JOIN officer ON officer.id = device.officer_id"
        " JOIN officer_scope ON officer_scope.officer_id = officer.id AND officer_scope.scope = officer.scope"
        " WHERE device.unsent > 0 AND device.wiped_at IS NULL AND {} ORDER BY device.seen_at",
        within=_quiet,
    )
)


@office.page("/devices", "devices")
def devices(desk: Desk) -> Response:
    """Officers by name, each with their tablets."""
    return _listed(desk)


@office.page("/devices/unsent", "devices")
def unsent(desk: Desk) -> Response:
    """Tablets with unsent work that were not here for long, who is away longest first."""
    rows = tablets.quiet(desk.db, desk.areas, desk.now - QUIET_SECONDS, PER_PAGE)
    return desk.show("unsent.html", devices=rows)


@office.page("/officers/new", "devices", ("POST",))
def add_officer(desk: Desk) -> Response:
    """A new officer; then their page, for the code of the first tablet."""
    name = " ".join(desk.form.get("name", "").split())
    try:
        if not name.isprintable() or not 1 <= len(name) <= LONGEST_NAME:
            raise InvalidError("officer_name", most=LONGEST_NAME)
        places = _places(desk)
        with desk.db.transaction():
            officer = officers.add(desk.db, desk.market, name, places, desk.now)
            desk.note("officer.added", "officer", officer["id"], places=places)
    except ConflictError:
        return _listed(desk, InvalidError("officer_taken"))
    except InvalidError as error:
        return _listed(desk, error)
    return desk.go("officer", "added", id=officer["id"])


@office.page("/officers/<id>", "devices", ("GET",), about="officer")
def officer(desk: Desk, id: str) -> Response:
    """One officer with all tablets."""
    return _officer(desk, _ours(desk, id))


@office.page("/officers/<id>/move", "devices", ("POST",), about="officer")
def move_officer(desk: Desk, id: str) -> Response:
    """Other places: their tablets are told what to drop and what to fetch."""
    found = _active(_ours(desk, id))
    try:
        places = _places(desk)
    except InvalidError as error:
        return _officer(desk, found, error=error)
    with desk.db.transaction():
        officers.move(desk.db, desk.market, found, places, desk.now)
        desk.note("officer.moved", "officer", id, places=places)
    return desk.go("officer", "saved", id=id)


@office.page("/officers/<id>/code", "devices", ("POST",), about="officer")
def invite_device(desk: Desk, id: str) -> Response:
    """A code that lets one tablet in. It is shown this once."""
    found = _active(_ours(desk, id))
    with desk.db.transaction():
        code = tablets.invite(desk.db, id, desk.now)
        desk.note("device.invited", "officer", id)
    return _officer(desk, found, code=code)


@office.page("/officers/<id>/end", "devices", ("GET", "POST"), about="officer")
def end_officer(desk: Desk, id: str) -> Response:
    """The officer has left. Asked first, as all tablets go with them."""
    found = _active(_ours(desk, id))
    if desk.form.get("sure") != "yes":
        return desk.show("officer_end.html", officer=found, device=None, devices=tablets.of_officers(desk.db, [id]))
    with desk.db.transaction():
        if officers.end(desk.db, id, desk.now):
            desk.note("officer.ended", "officer", id)
    return desk.go("officer", "officer_ended", id=id)


@office.page("/devices/<id>/revoke", "devices", ("GET", "POST"), about="device")
def revoke_device(desk: Desk, id: str) -> Response:
    """Shut out a tablet that was lost. Asked first."""
    found = _whole(desk, tablets.officer_of(desk.db, id))
    device = next(row for row in tablets.of_officers(desk.db, [found["id"]]) if row["id"] == id)
    if desk.form.get("sure") != "yes":
        return desk.show("officer_end.html", officer=found, device=device, devices=[device])
    with desk.db.transaction():
        if tablets.revoke(desk.db, id, desk.now):
            desk.note("device.revoked", "device", id, officer=found["id"], unsent=device["unsent"])
    return desk.go("officer", "revoked", id=found["id"])


def _listed(desk: Desk, error: InvalidError | None = None) -> Response:
    rows = officers.page(desk.db, desk.areas, desk.asked("after"), PER_PAGE + 1)
    shown = [row for row in rows[:PER_PAGE] if _is_ours(desk, row)]
    held = tablets.of_officers(desk.db, [row["id"] for row in shown])
    return desk.show(
        "devices.html",
        422 if error else 200,
        officers=[{**row, "devices": [each for each in held if each["officer_id"] == row["id"]]} for row in shown],
        more=rows[PER_PAGE - 1]["name"] if len(rows) > PER_PAGE else None,
        error=error,
    )


def _officer(desk: Desk, found: Row, code: str | None = None, error: InvalidError | None = None) -> Response:
    address = tablets.address(code, desk.services.get("public_url")) if code else ""
    return desk.show(
        "officer.html",
        422 if error else 200,
        officer=found,
        devices=tablets.of_officers(desk.db, [found["id"]]),
        code=code,
        address=address if "#" in address else "",
        hours=tablets.CODE_SECONDS // 3600,
        picture=_picture(address) if code else "",
        error=error,
    )


def _ours(desk: Desk, id: str) -> Row:
    return _whole(desk, officers.by_id(desk.db, id))


def _whole(desk: Desk, found: Row) -> Row:
    """The officer, if all their places are within one's own. Raises NotFoundError."""
    if not _is_ours(desk, found):
        raise NotFoundError("officer")
    return found


def _is_ours(desk: Desk, found: Row) -> bool:
    if desk.areas is None:
        return True
    return all(each in desk.market.places and desk.market.area(each) in desk.areas for each in found["places"])


def _active(found: Row) -> Row:
    if found["ended_at"] is not None:
        raise NotFoundError("officer")
    return found


def _places(desk: Desk) -> list[str]:
    """The places of the form: names or codes with commas between. Raises InvalidError."""
    words = [word.strip() for word in desk.form.get("places", "").split(",")]
    found = sorted({place(desk, word) for word in words if word})
    if not found:
        raise InvalidError("places_missing")
    return found


def _picture(address: str) -> str:
    """The QR code as inline SVG."""
    drawn = BytesIO()
    tablets.qr(address).save(drawn, kind="svg", scale=_PICTURE_SCALE, xmldecl=False, svgns=True, omitsize=False)
    return drawn.getvalue().decode()
