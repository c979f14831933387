"""Pages for staff, usable without a script: what waits, and one key to decide it. Importing it fills the office."""

from channels.web.staff import account, audit_trail, today, users
from channels.web.staff.office import office

__all__ = ["account", "audit_trail", "office", "today", "users"]
