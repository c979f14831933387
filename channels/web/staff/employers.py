"""Employers: who they are, how far they are verified, and whether they may post."""

from collections.abc import Callable
from typing import Any

from flask import Response, request

from channels.web.staff import vacancy_form
from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from core import employers as hirers
from core import moderation, overviews, trust
from core.database import Row
from core.errors import InvalidError, NotFoundError
from core.phones import normalise
from messages import employers as letters
from translations import language

LONGEST_NOTE, LONGEST_REASON = 480, 120  # characters
_VACANCIES = 10  # that are shown with an employer
_FIELDS = ("name", "place", "sector", "contact_name", "phone", "language")


@office.page("/employers", "employers.see")
def employers(desk: Desk) -> Response:
    level = desk.asked("level") or None
    if level and level not in hirers.LEVELS:
        raise NotFoundError("page")
    rows = overviews.employers(
        desk.db, level=level, areas=desk.areas, after=desk.asked("after") or None, limit=PER_PAGE + 1
    )
    more = rows[PER_PAGE - 1]["id"] if len(rows) > PER_PAGE else None
    return _listed(desk, rows[:PER_PAGE], level=level, more=more)


@office.page("/employers/search", "employers.see", ("POST",))
def search_employers(desk: Desk) -> Response:
    """By the beginning of a name, or a phone number. A form: either may be a person's, and stands in no address."""
    typed = vacancy_form.line(desk.form.get("words", ""))[:120]
    try:
        if sum(character.isdigit() for character in typed) >= 7:
            phone = normalise(typed, desk.market.country)
            found = overviews.employers_of_phone(desk.db, phone, desk.areas, PER_PAGE)
        else:
            found = overviews.employers_called(desk.db, typed, desk.areas, PER_PAGE)
    except InvalidError as error:
        return _listed(desk, [], words=typed, fault=error)
    return _listed(desk, found, words=typed)


@office.page("/employers/new", "vacancies.add", ("GET", "POST"))
def add_employer(desk: Desk) -> Response:
    if request.method != "POST":
        return _form(desk, dict.fromkeys(_FIELDS, ""), {})
    typed, told, faults = _read(desk)
    id = vacancy_form.new(desk)
    if told.get("phone") and not faults:
        faults |= _taken(desk, told["phone"], id)
    if faults:
        return _form(desk, typed, faults)
    with desk.db.transaction():
        if hirers.by_id(desk.db, id):
            _ours(desk, id)  # the form was sent twice: what it made is there
        else:
            hirers.add(desk.db, desk.market, desk.now, employer_id=id, **told)
            desk.note("employer.added", "employer", id)
    return desk.go("employer", "added", id=id)


@office.page("/employers/<id>", "employers.see", about="employer")
def employer(desk: Desk, id: str) -> Response:
    return _drawn(desk, _ours(desk, id))


@office.page("/employers/<id>/number", "employers.see", ("POST",), about="employer")
def show_employer_number(desk: Desk, id: str) -> Response:
    """The whole number, once, and a line that says who looked."""
    seen = _ours(desk, id)
    if seen["phone"]:
        desk.note("employer.number_seen", "employer", id)
    return _drawn(desk, seen, number_shown=True)


@office.page("/employers/<id>/edit", "employers.change", ("GET", "POST"), about="employer")
def edit_employer(desk: Desk, id: str) -> Response:
    seen = _ours(desk, id)
    if request.method != "POST":
        given = {name: seen[name] or "" for name in _FIELDS}
        # A number is shown masked: nothing typed here leaves it as it is.
        return _form(desk, given | {"place": vacancy_form.named_place(desk, seen["place"]), "phone": ""}, {}, seen)
    typed, told, faults = _read(desk, seen)
    if told.get("phone") and not faults:
        faults |= _taken(desk, told["phone"], id)
    if faults:
        return _form(desk, typed, faults, seen)
    with desk.db.transaction():
        _unchanged(desk, _ours(desk, id))
        changed = sorted(name for name, value in told.items() if value is not None and value != seen[name])
        phone, _sector = told.pop("phone"), told.pop("sector")
        if changed:
            hirers.change(desk.db, desk.market, id, desk.now, **told)
            desk.note("employer.changed", "employer", id, fields=changed)
        if phone and "phone" in changed:
            hirers.set_phone(desk.db, id, phone, desk.now)
            if seen["level"] == "phone_verified":  # of the number that it was
                moderation.set_level(desk.db, id, "unknown", desk.actor, desk.now, "phone_changed")
            letters.ask_to_confirm(desk.db, desk.market, hirers.by_id(desk.db, id) or seen, desk.now)
    desk.services["ring"]("follow")
    return desk.go("employer", "saved", id=id)


@office.page("/employers/<id>/level", "employers.level", ("POST",), about="employer")
def set_employer_level(desk: Desk, id: str) -> Response:
    """How far they are verified. It lets their vacancies be seen at once, and so takes the right to decide on those."""
    level, reason = desk.form.get("level", ""), vacancy_form.line(desk.form.get("reason", ""))[:LONGEST_REASON]

    def change(seen: Row) -> None:
        if level not in hirers.LEVELS or level == seen["level"] or not reason:
            raise InvalidError("level_missing")
        moderation.set_level(desk.db, id, level, desk.actor, desk.now, reason)

    return _done(desk, id, change, "level")


@office.page("/employers/<id>/block", "employers.change", ("POST",), about="employer")
def block_employer(desk: Desk, id: str) -> Response:
    reason = desk.form.get("reason", "")

    def change(seen: Row) -> None:
        if seen["blocked_at"]:
            raise InvalidError("decided_before")
        if reason not in moderation.REASONS:
            raise InvalidError("reason_missing")
        moderation.block(desk.db, desk.market, id, desk.actor, reason, desk.now)

    return _done(desk, id, change, "blocked")


@office.page("/employers/<id>/unblock", "employers.change", ("POST",), about="employer")
def unblock_employer(desk: Desk, id: str) -> Response:
    reason = vacancy_form.line(desk.form.get("reason", ""))[:LONGEST_REASON]

    def change(seen: Row) -> None:
        if not seen["blocked_at"]:
            raise InvalidError("decided_before")
        if not reason:
            raise InvalidError("reason_missing")
        moderation.unblock(desk.db, desk.market, id, desk.actor, reason, desk.now)

    return _done(desk, id, change, "unblocked")


@office.page("/employers/<id>/note", "employers.change", ("POST",), about="employer")
def note_employer(desk: Desk, id: str) -> Response:
    note = desk.form.get("note", "")[:LONGEST_NOTE]

    def change(seen: Row) -> None:
        if note != (seen["note"] or ""):
            hirers.set_note(desk.db, id, note or None, desk.now)
            desk.note("employer.noted", "employer", id)

    return _done(desk, id, change, "saved")


def _ours(desk: Desk, id: str) -> Row:
    return desk.ours(hirers.by_id(desk.db, id))


def _done(desk: Desk, id: str, change: Callable[[Row], None], said: str) -> Response:
    """Do one thing about an employer, and show them again: with what was done, or why it was not."""
    try:
        with desk.db.transaction():
            change(_ours(desk, id))
    except InvalidError as error:
        return _drawn(desk, _ours(desk, id), error)
    desk.services["ring"]("follow")
    return desk.go("employer", said, id=id)


def _unchanged(desk: Desk, seen: Row) -> None:
    if desk.form.get("version") != str(seen["version"]):
        raise InvalidError("decided_before")


def _listed(
    desk: Desk,
    rows: list[Row],
    level: str | None = None,
    more: str | None = None,
    words: str = "",
    fault: InvalidError | None = None,
) -> Response:
    return desk.show(
        "employers.html",
        422 if fault else 200,
        rows=rows,
        shown=level,
        levels=hirers.LEVELS,
        more=more,
        words=words,
        fault=fault,
    )


def _drawn(desk: Desk, seen: Row, error: InvalidError | None = None, number_shown: bool = False) -> Response:
    rows = []
    if desk.may("vacancies.see"):
        rows = overviews.vacancies(desk.db, areas=desk.areas, employer_id=seen["id"], limit=_VACANCIES + 1)
    lines = overviews.history(desk.db, "employer", seen["id"])
    return desk.show(
        "employer.html",
        422 if error else 200,
        employer=seen,
        error=error,
        number_shown=number_shown,
        rows=rows[:_VACANCIES],
        more=len(rows) > _VACANCIES,
        lines=lines,
        names={line["actor"]: line["staff_name"] for line in lines if line["staff_name"]},
        levels=hirers.LEVELS,
        reasons=moderation.REASONS,
        limits=trust.LIMITS[seen["level"]],
        sector=_sector_label(desk, seen["sector"]),
    )


def _form(desk: Desk, typed: dict[str, str], faults: dict[str, InvalidError], seen: Row | None = None) -> Response:
    return desk.show(
        "employer_form.html",
        422 if faults else 200,
        new=vacancy_form.new(desk),
        employer=seen,
        typed=typed,
        faults=faults,
        sectors=[(each.code, _sector_label(desk, each.code)) for each in desk.market.occupations.sectors],
    )


def _sector_label(desk: Desk, code: str) -> str:
    known = {each.code for each in desk.market.occupations.sectors}
    return desk.market.occupations.sector_label(code, language()) if code in known else code


def _read(desk: Desk, seen: Row | None = None) -> tuple[dict[str, str], dict[str, Any], dict[str, InvalidError]]:
    """What was typed, what it says as `employers.add` takes it, and the faults by field. `seen`: one who is there."""
    typed = {name: vacancy_form.line(desk.form.get(name, "")) for name in _FIELDS}
    told: dict[str, Any] = {"phone": None, "place": None}
    faults: dict[str, InvalidError] = {}
    told["name"] = typed["name"]
    if not 2 <= len(told["name"]) <= 120:
        faults["name"] = InvalidError("employer_name")
    try:
        told["place"] = vacancy_form.place(desk, typed["place"])
    except InvalidError as error:
        faults["place"] = error
    told["sector"] = seen["sector"] if seen else typed["sector"]
    if not seen and typed["sector"] not in {each.code for each in desk.market.occupations.sectors}:
        faults["sector"] = InvalidError("sector_missing")
    told["contact_name"] = typed["contact_name"][:80] or None
    told["language"] = typed["language"] if typed["language"] in desk.market.languages else None
    if typed["phone"]:
        try:
            told["phone"] = normalise(typed["phone"], desk.market.country)
        except InvalidError as error:
            faults["phone"] = error
    return typed, told, faults


def _taken(desk: Desk, phone: str, id: str) -> dict[str, InvalidError]:
    other = hirers.of_phone(desk.db, phone)
    return {"phone": InvalidError("phone_not_to_use")} if other and other["id"] != id else {}
