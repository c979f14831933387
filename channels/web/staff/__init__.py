"""Pages for staff, usable without a script: what waits, and one key to decide it. Importing it fills the office."""

from channels.web.staff import (
    account,
    applications,
    audit_trail,
    conflicts,
    devices,
    duplicates,
    employers,
    imports,
    notices,
    outreach,
    people,
    reports,
    sent,
    texts,
    today,
    users,
    vacancies,
)
from channels.web.staff.office import office

__all__ = [
    "account",
    "applications",
    "audit_trail",
    "conflicts",
    "devices",
    "duplicates",
    "employers",
    "imports",
    "notices",
    "office",
    "outreach",
    "people",
    "reports",
    "sent",
    "texts",
    "today",
    "users",
    "vacancies",
]
