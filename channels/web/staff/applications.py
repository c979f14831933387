"""Applications: who applied, by number and not by name, and what an employer who phones has decided."""

from flask import Response

from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from core import applications as applying
from core import employers, hiring, overviews
from core.database import Row
from core.errors import ConflictError, InvalidError

DECISIONS = ("seen", "shortlisted", "hired", "refused")  # what staff note for an employer


@office.page("/applications", "applications.see")
def applications(desk: Desk) -> Response:
    """The newest of one's areas."""
    rows, older = overviews.applications(desk.db, desk.areas, desk.asked("after") or None, PER_PAGE)
    return desk.show("applications.html", rows=rows, older=older)


@office.page("/vacancies/<id>/applications", "applications.see", about="vacancy")
def vacancy_applications(desk: Desk, id: str) -> Response:
    vacancy = desk.ours(overviews.vacancy(desk.db, id))
    rows = overviews.applications_of(desk.db, id, desk.asked("after") or None, PER_PAGE + 1)
    older = rows[PER_PAGE - 1]["id"] if len(rows) > PER_PAGE else None
    return desk.show("vacancy_applications.html", vacancy=vacancy, rows=rows[:PER_PAGE], older=older)


@office.page("/applications/<id>", "applications.see", about="application")
def application(desk: Desk, id: str) -> Response:
    return _drawn(desk, _ours(desk, id))


@office.page("/applications/<id>/decide", "applications.decide", ("POST",), about="application")
def decide_application(desk: Desk, id: str) -> Response:
    """The word of an employer who phones."""
    try:
        with desk.db.transaction():
            seen = _ours(desk, id)
            _decide(desk, seen, desk.form.get("decision", ""))
    except InvalidError as error:
        return _drawn(desk, _ours(desk, id), error)
    except ConflictError:
        return _drawn(desk, _ours(desk, id), InvalidError("too_late"))
    desk.services["ring"]("follow")
    return desk.go("application", "decided", id=id)


def _decide(desk: Desk, seen: Row, decision: str) -> None:
    if decision not in DECISIONS:
        raise InvalidError("decision_missing")
    if desk.form.get("version") != str(seen["version"]):
        raise InvalidError("too_late")
    if seen["employer_blocked_at"]:
        raise InvalidError("not_open_to_you")
    employer = employers.by_id(desk.db, seen["employer_id"])
    assert employer is not None
    person, vacancy = seen["profile_id"], seen["vacancy_id"]
    if not hiring.decide(desk.db, desk.market, employer, vacancy, person, decision, desk.now, desk.actor):
        raise InvalidError("too_late")


def _ours(desk: Desk, id: str) -> Row:
    return desk.ours(overviews.application(desk.db, id))


def _drawn(desk: Desk, seen: Row, error: InvalidError | None = None) -> Response:
    may_decide = desk.may("applications.decide") and not seen["employer_blocked_at"]
    # Whoever may look at people sees from here who it is; of other places nobody does.
    near = desk.areas is None or seen["person_area"] in desk.areas
    return desk.show(
        "application.html",
        422 if error else 200,
        shown=seen,
        error=error,
        statuses=overviews.statuses(desk.db, seen["id"]),
        decisions=[each for each in DECISIONS if may_decide and seen["status"] in applying.DECISIONS[each]],
        has_person_page=near and "person" in office.pages and desk.may("people.see"),
    )
