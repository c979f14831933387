"""Vacancies: what waits, all about one, and one key to decide."""

from collections.abc import Callable

from flask import Response, request

from channels.web.staff import vacancy_form
from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from core import areas, employers, moderation, overviews
from core.database import Row
from core.errors import ConflictError, InvalidError, NotFoundError
from messages import templates
from translations import language, pick

STATUSES = ("pending", "held", "open", "all", "refused", "filled", "expired", "closed")
_SAID = {"open": "approved", "held": "held", "refused": "refused"}
_OTHERS = 8  # vacancies of the same employer that are shown with one


@office.page("/vacancies", "vacancies.see")
def vacancies(desk: Desk) -> Response:
    status = desk.asked("status", "pending")
    if status not in STATUSES:
        raise NotFoundError("page")
    within, places, fault = _filter(desk)
    employer_id = desk.asked("employer") or None
    rows = []
    if fault is None:
        rows = overviews.vacancies(
            desk.db,
            status=None if status == "all" else status,
            areas=within,
            places=places,
            employer_id=employer_id,
            after=desk.asked("after") or None,
            limit=PER_PAGE + 1,
        )
    return desk.show(
        "vacancies.html",
        rows=rows[:PER_PAGE],
        more=rows[PER_PAGE - 1]["id"] if len(rows) > PER_PAGE else None,
        shown=status,
        statuses=STATUSES,
        fault=fault,
        employer_id=employer_id,
    )


@office.page("/vacancies/<id>", "vacancies.see", about="vacancy")
def vacancy(desk: Desk, id: str) -> Response:
    return _drawn(desk, _ours(desk, id))


@office.page("/vacancies/<id>/next", "vacancies.see", about="vacancy")
def next_vacancy(desk: Desk, id: str) -> Response:
    """On to what waits behind this one, which stays as it is."""
    return _on(desk, _ours(desk, id))


@office.page("/vacancies/<id>/approve", "vacancies.decide", ("POST",), about="vacancy")
def approve_vacancy(desk: Desk, id: str) -> Response:
    return _decided(desk, id, lambda: moderation.approve(desk.db, desk.market, id, desk.actor, desk.now))


@office.page("/vacancies/<id>/hold", "vacancies.decide", ("GET", "POST"), about="vacancy")
def hold_vacancy(desk: Desk, id: str) -> Response:
    """Why it is held: each reason with the words that its employer is told."""
    return _taken_down(desk, id, "held", moderation.hold)


@office.page("/vacancies/<id>/refuse", "vacancies.decide", ("GET", "POST"), about="vacancy")
def refuse_vacancy(desk: Desk, id: str) -> Response:
    return _taken_down(desk, id, "refused", moderation.refuse)


@office.page("/vacancies/<id>/edit", "vacancies.edit", ("GET", "POST"), about="vacancy")
def edit_vacancy(desk: Desk, id: str) -> Response:
    seen = _ours(desk, id)
    if request.method != "POST":
        return _form(desk, vacancy_form.Filled(vacancy_form.of_vacancy(desk, seen)), seen)
    filled = vacancy_form.read(desk)
    if filled.faults:
        return _form(desk, filled, seen)
    try:
        with desk.db.transaction():
            _unchanged(desk, overviews.vacancy(desk.db, id))
            moderation.edit(desk.db, desk.market, id, desk.actor, desk.now, **filled.terms)
    except ConflictError:
        return _form(desk, filled, _ours(desk, id), InvalidError("changed"), 409)
    except InvalidError as error:
        return _form(desk, filled, seen, error)
    desk.services["ring"]("follow")
    return desk.go("vacancy", "saved", id=id)


@office.page("/employers/<id>/vacancies/new", "vacancies.add", ("GET", "POST"), about="employer")
def add_vacancy(desk: Desk, id: str) -> Response:
    """A vacancy of an employer who phones or comes in."""
    employer = desk.ours(employers.by_id(desk.db, id))
    if request.method != "POST":
        empty = {"posts": "1", "contact": "service", "place": vacancy_form.named_place(desk, employer["place"])}
        return _form(desk, vacancy_form.Filled({**dict.fromkeys(vacancy_form.FIELDS, ""), **empty}), employer=employer)
    filled = vacancy_form.read(desk)
    if filled.faults:
        return _form(desk, filled, employer=employer)
    made = {"actor": desk.actor, "source": "staff", "vacancy_id": vacancy_form.new(desk), **filled.terms}
    try:
        if not _is_there(desk, made["vacancy_id"]):  # as it is where the form was sent twice
            moderation.submit(desk.db, desk.market, employer, desk.now, **made)
    except ConflictError:
        _ours(desk, made["vacancy_id"])
    except InvalidError as error:
        return _form(desk, filled, employer=employer, error=error)
    desk.services["ring"]("follow")
    return desk.go("vacancy", "added", id=made["vacancy_id"])


def _ours(desk: Desk, id: str) -> Row:
    return desk.ours(overviews.vacancy(desk.db, id))


def _is_there(desk: Desk, id: str) -> bool:
    try:
        _ours(desk, id)
    except NotFoundError:
        return False
    return True


def _filter(desk: Desk) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None, InvalidError | None]:
    """The areas and places that the address asks for, within one's own, and what is wrong with it."""
    if not desk.asked("place"):
        return desk.areas, None, None
    try:
        code = vacancy_form.place(desk, desk.asked("place"))
    except InvalidError as error:
        return desk.areas, None, error
    wanted = areas.within(desk.market, [code])
    if wanted is None:
        return desk.areas, None, None
    own = wanted if desk.areas is None else tuple(area for area in wanted if area in desk.areas)
    return own, None if desk.market.area(code) == code else desk.market.places.under(code), None


def _drawn(desk: Desk, seen: Row, error: InvalidError | None = None, status: int = 200) -> Response:
    """The page of a vacancy, perhaps with why nothing was done."""
    others = overviews.vacancies(desk.db, areas=desk.areas, employer_id=seen["employer_id"], limit=_OTHERS + 1)
    lines = overviews.history(desk.db, "vacancy", seen["id"])
    return desk.show(
        "vacancy.html",
        status,
        vacancy=seen,
        error=error,
        others=[row for row in others if row["id"] != seen["id"]][:_OTHERS],
        usual=overviews.usual_pay(desk.db, desk.market, seen) if seen["pay_month"] else None,
        skills=[desk.market.skills.label(skill, language()) for skill in seen["skills"]],
        reports=[(reason, seen[f"reports_{reason}"]) for reason in overviews.REPORTS if seen[f"reports_{reason}"]],
        lines=lines,
        names={line["actor"]: line["staff_name"] for line in lines if line["staff_name"]},
        last=desk.asked("last"),
    )


def _on(desk: Desk, seen: Row, said: str = "") -> Response:
    """To what waits next, as this one did or was about to; to the list where nothing does."""
    queue = "held" if seen["status"] == "held" else "pending"
    following = overviews.next_waiting(desk.db, queue, desk.areas, seen)
    if following:
        return desk.go("vacancy", said, id=following["id"], last=seen["id"])
    return desk.go("vacancies", said or "nothing_waits", status=queue, last=seen["id"])


def _decided(desk: Desk, id: str, decide: Callable[[], Row]) -> Response:
    """Do it once, if nothing about it changed since it was looked at; then on to the next."""
    try:
        with desk.db.transaction():
            seen = _ours(desk, id)
            _unchanged(desk, seen)
            decided = decide()
    except ConflictError:
        return _drawn(desk, _ours(desk, id), InvalidError("decided_before"), 409)
    except InvalidError as error:
        return _drawn(desk, _ours(desk, id), error, 422)
    desk.services["ring"]("follow")
    return _on(desk, seen, _SAID.get(decided["status"], "done"))


def _taken_down(desk: Desk, id: str, status: str, decide: Callable[..., Row]) -> Response:
    seen = _ours(desk, id)
    if request.method == "POST" and desk.form.get("reason") in moderation.REASONS:
        reason = desk.form["reason"]
        return _decided(desk, id, lambda: decide(desk.db, desk.market, id, desk.actor, reason, desk.now))
    speaks = pick(desk.market.languages, seen["employer_language"])
    told = [
        (reason, templates.render(f"vacancy_{status}", speaks, market=desk.market, vacancy=seen, why=reason).text)
        for reason in moderation.REASONS
    ]
    return desk.show(
        "reasons.html",
        422 if request.method == "POST" else 200,
        vacancy=seen,
        decision=status,
        told=told,
        speaks=speaks,
        error=InvalidError("reason_missing") if request.method == "POST" else None,
    )


def _unchanged(desk: Desk, seen: Row) -> None:
    """Raise ConflictError where it is not what the form was about: decided or changed meanwhile, or sent twice."""
    if desk.form.get("version") != str(seen["version"]):
        raise ConflictError("vacancy")


def _form(
    desk: Desk,
    filled: vacancy_form.Filled,
    seen: Row | None = None,
    error: InvalidError | None = None,
    status: int | None = None,
    employer: Row | None = None,
) -> Response:
    wrong = bool(filled.faults or error)
    return desk.show(
        "vacancy_form.html",
        status or (422 if wrong else 200),
        vacancy=seen,
        employer=employer,
        typed=filled.typed,
        faults=filled.faults,
        error=error,
        new=vacancy_form.new(desk),
        contacts=vacancy_form.CONTACTS,
        periods=desk.market.pay.periods,
    )
