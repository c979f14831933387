"""The audit trail: who saw or changed what, and why, newest first."""

from flask import Response

from channels.web.staff.desk import PER_PAGE, Desk
from channels.web.staff.office import office
from core import audit
from core import staff as accounts


@office.page("/audit", "audit", whole=True)
def audit_trail(desk: Desk) -> Response:
    actor = desk.asked("actor") or None
    lines = audit.recent(desk.db, desk.number_asked("before"), actor, PER_PAGE + 1)
    return desk.show(
        "audit.html",
        lines=lines[:PER_PAGE],
        older=lines[PER_PAGE - 1]["id"] if len(lines) > PER_PAGE else None,
        names=accounts.names(desk.db),
        actor=actor,
    )
