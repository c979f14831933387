"""People: who looks for work, found by a number alone. Each look at one of them is in the audit trail."""

import orjson
from flask import Response, request

from channels.web.staff.desk import Desk
from channels.web.staff.office import office
from core import applications, consent, edits, notes, profiles
from core.database import Row
from core.errors import InvalidError, NotFoundError
from core.ids import is_reference
from core.phones import normalise
from messages import opt_outs, wording

CHANNEL = "staff"  # of a consent that was taken back here
_MOST_FOUND = 10  # a phone may serve several people


@office.page("/people", "people.see", ("GET", "POST"))
def people(desk: Desk) -> Response:
    """The form to look for somebody, and who was found. A number is never in the address."""
    if request.method == "GET":
        return desk.show("people.html", found=None, wrong=None)
    try:
        found, by = _found(desk, desk.form.get("number", ""))
    except InvalidError as error:
        return desk.show("people.html", 422, found=None, wrong=error.code)
    desk.note("person.searched", "person", found[0]["id"] if found else "none", by=by, found=len(found))
    if not found:
        return desk.show("people.html", 404, found=None, wrong="nobody_found")
    return desk.show("people.html", found=found, wrong=None)


@office.page("/people/<id>", "people.see", about="person")
def person(desk: Desk, id: str) -> Response:
    """All that staff need to help somebody."""
    return _shown(desk, ours(desk, id), "person.seen")


@office.page("/people/<id>/notes", "people.see", about="person")
def person_notes(desk: Desk, id: str) -> Response:
    """What officers wrote down about somebody."""
    found = ours(desk, id)
    desk.note("person.seen", "person", id, page="notes")
    return desk.show("person_notes.html", person=found, notes=notes.about(desk.db, id))


@office.page("/people/<id>/number", "people.number", ("POST",), about="person")
def person_number(desk: Desk, id: str) -> Response:
    """The same with the phone numbers in full."""
    return _shown(desk, ours(desk, id), "person.number_seen", numbers=True)


@office.page("/people/<id>/language", "people.see", ("POST",), about="person")
def person_language(desk: Desk, id: str) -> Response:
    found = ours(desk, id)
    chosen = desk.form.get("language", "")
    if chosen not in desk.market.languages:
        raise InvalidError("not_on_list")
    if chosen != found["language"]:
        with desk.db.transaction():
            profiles.change(desk.db, desk.market, found, desk.now, edits.STAFF, language=chosen)
            desk.note("person.language", "person", id, language=chosen)
    return desk.go("person", "saved", id=id)


@office.page("/people/<id>/alerts-off", "people.see", ("POST",), about="person")
def person_alerts_off(desk: Desk, id: str) -> Response:
    """They asked for no more job alerts, and are told so by nobody: STOP would say it to a shared phone."""
    found = ours(desk, id)
    if found["alerts"] != "off":
        with desk.db.transaction():
            opt_outs.set_alerts(desk.db, desk.market, found, "off", desk.now, found["language"], CHANNEL)
            desk.note("person.alerts_off", "person", id)
    return desk.go("person", "alerts_off", id=id)


def ours(desk: Desk, id: str) -> Row:
    """A person of one's areas. Raises NotFoundError, also for who was erased."""
    return all_ours(desk, id)[0]


def all_ours(desk: Desk, *ids: str) -> list[Row]:
    """Several of them, in that order. Raises NotFoundError where one is not there."""
    there = profiles.by_ids(desk.db, ids)
    found = [there[id] for id in ids if id in there]
    if len(found) < len(ids) or any(row["status"] == "erased" or not _is_ours(desk, row["place"]) for row in found):
        raise NotFoundError("person")
    return found


def _found(desk: Desk, typed: str) -> tuple[list[Row], str]:
    """Who has this reference or phone, and by which of them they were found. Raises InvalidError."""
    digits = "".join(typed.split())
    if is_reference(digits):
        one = profiles.by_reference(desk.db, digits)
        found, by = ([one] if one else []), "reference"
    else:
        found, by = profiles.of_phone(desk.db, normalise(typed, desk.market.country)), "phone"
    return [row for row in found[:_MOST_FOUND] if _is_ours(desk, row["place"])], by


def _is_ours(desk: Desk, place: str | None) -> bool:
    if desk.areas is None:
        return True
    return place in desk.market.places and desk.market.area(str(place)) in desk.areas


def _shown(desk: Desk, found: Row, action: str, numbers: bool = False) -> Response:
    desk.note(action, "person", found["id"])
    return desk.show(
        "person.html",
        person=found,
        phones=orjson.loads(found["phones"]),
        numbers=numbers,
        skills=[desk.market.skills.label(skill, desk.language) for skill in orjson.loads(found["skills"])],
        applications=applications.of_profile(desk.db, found["id"]),
        consents=consent.latest(desk.db, found["id"]),
        alerts=wording.alerts(found["alerts"]),
        delete_word=wording.keyword("delete_me"),
        market=desk.market,
    )
