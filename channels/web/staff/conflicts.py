"""Conflicts: what tablets sent and is not shown, put beside what is, for somebody to decide."""

from typing import Any

from flask import Response

from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from channels.web.staff.today import KINDS, Kind
from core.database import Row
from core.errors import InvalidError
from core.phones import masked
from messages import wording
from sync import conflicts as decisions
from sync import quarantine
from sync.fields import LATEST_TIME
from sync.merge import OWN_WORD
from sync.quarantine import WHOLE
from translations import gettext as _
from translations import language, marked

LONGEST_WHY = 200
_COLLECTIONS = {
    "profiles": marked("Person"),
    "applications": marked("Application"),
    "notes": marked("Note"),
    "visits": marked("Visit"),
    "consents": marked("Consent"),
    "job_orders": marked("Vacancy"),
}
_FIELDS = {
    "name": marked("Name"),
    "birth_year": marked("Born in"),
    "place": marked("Place"),
    "occupation": marked("Work"),
    "sector": marked("Line of work"),
    "experience": marked("Experience"),
    "least_pay": marked("Least pay for a month"),
    "skills": marked("Skills"),
    "phones": marked("Phones"),
    "language": marked("Language"),
    "alerts": marked("Job alerts"),
    "status": marked("Status"),
    "text": marked("Note"),
    "given": marked("Agreed"),
    "purpose": marked("Purpose"),
    "planned_for": marked("Planned for"),
    "done_at": marked("Done"),
    "met": marked("People met"),
    "people_met": marked("Number of people met"),
    "employer": marked("Employer"),
    "phone": marked("Phone"),
    "contact_name": marked("Whom to ask for"),
    "title": marked("Title"),
    "posts": marked("Number of people"),
    "pay": marked("Pay"),
    "pay_period": marked("For what time"),
    "contact": marked("How people apply"),
    "contact_detail": marked("Where to call or come"),
    "starts_on": marked("Work begins"),
    "deadline": marked("Last day"),
}
_REASONS = {
    "both_changed": marked("Somebody else changed the same before this arrived. Theirs is shown."),
    "own_word": marked("The person said otherwise from their own phone. Nobody speaks for them."),
    "replaced": marked("A newer word took its place."),
    "invalid": marked("It is not as the service can keep it."),
    "consent_missing": marked("The person had not agreed yet."),
    "not_in_scope": marked("It is about somebody or something that is not this officer's."),
    "gone": marked("What it is about was deleted meanwhile."),
    "vacancy_closed": marked("The vacancy had closed."),
    "not_pending": marked("The office had looked at the vacancy already. Changes are for you to decide."),
    "deadline_passed": marked("The last day of the vacancy was over when it arrived."),
    "limit_reached": marked("The employer has as many vacancies or posts as their level allows."),
    "employer_blocked": marked("The employer is blocked."),
    "revoked": marked("The tablet had been shut out."),
    "unknown_document": marked("What it is about is not known here."),
    "unknown_collection": marked("The tablet is newer than the service and knows more."),
    "read_only": marked("Tablets may not change this."),
}

KINDS.append(
    Kind(
        "conflicts",
        "conflicts",
        {},
        "conflicts",
        f"SELECT quarantine.at AS since FROM {quarantine.IN_PLACES}"
        " WHERE quarantine.state = 'waiting' AND {} ORDER BY quarantine.at",
        within=lambda desk: quarantine.condition(desk.areas),
    )
)


@office.page("/conflicts", "conflicts")
def conflicts(desk: Desk) -> Response:
    """What waits, oldest first."""
    rows = quarantine.page(desk.db, desk.areas, (desk.number_asked("at") or 0, desk.asked("after")), PER_PAGE + 1)
    return desk.show(
        "conflicts.html",
        conflicts=[{**row, **_labels(row)} for row in rows[:PER_PAGE]],
        more=len(rows) > PER_PAGE,
    )


@office.page("/conflicts/<id>", "conflicts", about="conflict")
def conflict(desk: Desk, id: str) -> Response:
    """One of them: what was sent beside what is shown."""
    found = quarantine.seen_by_id(desk.db, id, desk.areas)
    if found["profile_id"]:
        desk.note("person.seen", "person", found["profile_id"], page="conflict")
    return _shown(desk, found)


@office.page("/conflicts/<id>/decide", "conflicts", ("POST",), about="conflict")
def decide_conflict(desk: Desk, id: str) -> Response:
    """Show it after all, leave it out, or ask the officer. Then the next one that waits."""
    found = quarantine.seen_by_id(desk.db, id, desk.areas)
    decision, why = desk.form.get("decision", ""), " ".join(desk.form.get("why", "").split())[:LONGEST_WHY]
    try:
        with desk.db.transaction():
            if decision == "accept":
                decisions.accept(desk.db, desk.market, found, desk.actor, desk.now)
                said, action = "shown", "conflict.accepted"
            elif decision == "send_back":
                asked = why or _("Please ask the person again, and send what is right.")
                decisions.send_back(desk.db, found, desk.actor, desk.now, asked)
                said, action = "sent_back", "conflict.sent_back"
            elif decision == "drop":
                decisions.drop(desk.db, found, desk.actor, desk.now, why)
                said, action = "dropped", "conflict.dropped"
            else:
                raise InvalidError("not_chosen")
            desk.note(action, "conflict", id, field=found["field"], collection=found["collection"])
    except InvalidError as error:
        return _shown(desk, quarantine.seen_by_id(desk.db, id, desk.areas), error, why)
    following = quarantine.page(desk.db, desk.areas, limit=1)
    return desk.go("conflict", said, id=following[0]["id"]) if following else desk.go("conflicts", said)


def _shown(desk: Desk, found: Row, error: InvalidError | None = None, why: str = "") -> Response:
    sent, shown = _fields(found, "value"), _fields(found, "shown")
    pairs = [
        (_field(name), _told(desk, name, sent.get(name)), _told(desk, name, shown.get(name)))
        for name in dict.fromkeys([*sent, *shown])
    ]
    return desk.show(
        "conflict.html",
        422 if error else 200,
        conflict={**found, **_labels(found)},
        pairs=pairs,
        waits=found["state"] in (decisions.WAITING, decisions.SENT_BACK),
        removed=found["field"] == WHOLE and found["value"] is None,
        acceptable=found["reason"] not in (OWN_WORD, "revoked"),
        error=error,
        why=why,
        longest=LONGEST_WHY,
    )


def _labels(found: Row) -> Row:
    reason = found["reason"]
    return {
        "what": _(_COLLECTIONS[found["collection"]]) if found["collection"] in _COLLECTIONS else found["collection"],
        "which": _("all of it") if found["field"] == WHOLE else _field(found["field"]),
        "because": _(_REASONS[reason]) if reason in _REASONS else reason,
    }


def _fields(found: Row, side: str) -> dict[str, Any]:
    value = found[side]
    if found["field"] != WHOLE:
        return {found["field"]: value}
    return value if isinstance(value, dict) else {}


def _field(name: str) -> str:
    return _(_FIELDS[name]) if name in _FIELDS else name


def _told(desk: Desk, name: str, value: Any) -> str:
    """A value as staff read it: codes by their names, phone numbers masked. Tablets may send anything."""
    market = desk.market
    if value is None or value == "" or value == []:
        return "-"
    if isinstance(value, bool) or name == "given":
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_told(desk, name, each) for each in value[:20])
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_told(desk, key, each)}" for key, each in list(value.items())[:20])
    if name == "deadline" and isinstance(value, int) and 0 <= value <= LATEST_TIME:
        return wording.day(market, value)
    if isinstance(value, str):
        if name == "place" and value in market.places:
            return market.places[value].name
        if name == "occupation" and value in market.occupations:
            return market.occupations.label(value, language())
        if name == "skills":
            return market.skills.label(value, language())
        if name == "language" and value in market.languages:
            return wording.language_name(value)
    return masked(str(value))[:500]
