"""Notices: what staff must know, and people who asked to be called."""

from typing import Any

from flask import Response

from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from channels.web.staff.today import KINDS, Kind
from core import calls as requests
from core.database import Row
from core.errors import NotFoundError
from messages import notices as told
from translations import gettext as _
from translations import marked

# What a notice says, by its code. The values are those that whoever left it gave.
SENTENCES = {
    "gateway_stopped": marked("The gateway {gateway} stopped sending: {reason}. Messages wait, and none is lost."),
    "credit_low": marked("The credit at the gateway {gateway} will not last for long: {amount} are left."),
    "budget_spent": marked(
        "The budget of {unit} for {month} is spent. Its job alerts wait until there is money again."
    ),
    "budget_currency": marked("Messages of {unit} were charged in {currency}, and its budget cannot count that."),
    "message_fault": marked("A text from somebody could not be answered, because of a fault of ours."),
    "message_employer_wrote": marked("Somebody who seems to offer work wrote to us and did not get further."),
    "message_complaint": marked("Somebody complained by SMS."),
    "message_safety": marked("Somebody may be in danger and wrote to us. They were given the numbers that help."),
    "feed_fails": marked("The feed {name} could not be fetched several times: {why}."),
    "relay_money": marked("Somebody asked for money in a message about the vacancy {reference}. It was not passed on."),
    "vacancy_held_reports": marked("The vacancy {reference} is on hold, as several people reported it."),
    "vacancy_reported_phones": marked("The vacancy {reference} was reported from {phones} phones. Please look at it."),
    "message_employer_leaves": marked("An employer wants everything about them deleted. They asked for a call too."),
    "message_abuse": marked("Somebody sent abuse by SMS."),
}


def sentence(desk: Desk, notice: Row) -> str:
    """What a notice says. An unknown code is told as it is: nobody should miss it."""
    code, values = notice["code"], dict(notice["data"])
    if code not in SENTENCES:
        return f"{code} {values or ''}".strip()
    units = {unit.code: unit.name for unit in desk.market.units}
    if "unit" in values:
        values["unit"] = units.get(values["unit"], values["unit"])
    return _(SENTENCES[code]).format_map(_Values(values))


class _Values(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "?"


def _units(desk: Desk) -> list[str] | None:
    """The units whose notices are of the areas of who asks; None: all notices."""
    if desk.areas is None:
        return None
    return [
        unit.code
        for unit in desk.market.units
        if any(unit.place in desk.market.places.path(area) for area in desk.areas)
        and unit.place != desk.market.places.root.code
    ]


KINDS.extend(
    (
        Kind(
            "notices",
            "notices",
            {},
            "messages.see",
            "SELECT at AS since FROM staff_notice WHERE done_at IS NULL AND {} ORDER BY id",
            within=lambda desk: told.condition(_units(desk)),
        ),
        Kind(
            "calls",
            "calls",
            {},
            "people.number",
            "SELECT call_request.at AS since FROM call_request"
            " LEFT JOIN profile ON profile.id = call_request.profile_id"
            " WHERE call_request.done_at IS NULL AND {} ORDER BY call_request.id",
            "profile.area",
        ),
    )
)


@office.page("/notices", "messages.see")
def notices(desk: Desk) -> Response:
    """What nobody has seen to, oldest first."""
    rows = told.page(desk.db, _units(desk), desk.number_asked("after") or 0, PER_PAGE + 1)
    shown = [{**row, "sentence": sentence(desk, row)} for row in rows[:PER_PAGE]]
    return desk.show("notices.html", notices=shown, more=len(rows) > PER_PAGE)


@office.page("/notices/<int:id>/done", "messages.see", ("POST",), about="notice")
def notice_done(desk: Desk, id: int) -> Response:
    notice = told.by_id(desk.db, id, _units(desk))
    if notice["done_at"] is None:
        with desk.db.transaction():
            told.tick_off(desk.db, desk.now, id)
            desk.note("notice.done", "notice", str(id), code=notice["code"])
    return desk.go("notices", "done")


@office.page("/calls", "people.number")
def calls(desk: Desk) -> Response:
    """Who asked to be called, who waits longest first."""
    return _calls(desk)


@office.page("/calls/<id>/number", "people.number", ("POST",), about="call")
def call_number(desk: Desk, id: str) -> Response:
    """The same with one number in full."""
    call = _call(desk, id)
    desk.note("call.number_seen", "call", id)
    return _calls(desk, call)


@office.page("/calls/<id>/done", "people.number", ("POST",), about="call")
def call_done(desk: Desk, id: str) -> Response:
    _call(desk, id)
    with desk.db.transaction():
        if requests.done(desk.db, id, desk.now):
            desk.note("call.done", "call", id)
    return desk.go("calls", "called")


def _call(desk: Desk, id: str) -> Row:
    call = desk.ours(requests.by_id(desk.db, id))
    if call["done_at"] is not None:
        raise NotFoundError("call")
    return call


def _calls(desk: Desk, shown: Row | None = None) -> Response:
    rows = requests.waiting(desk.db, desk.areas, desk.asked("after"), PER_PAGE + 1)
    listed = rows[:PER_PAGE]
    if shown and all(row["id"] != shown["id"] for row in listed):
        listed = [shown, *listed]
    return desk.show("calls.html", calls=listed, shown=shown["id"] if shown else None, more=len(rows) > PER_PAGE)
