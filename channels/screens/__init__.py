"""The screens of the service. Importing this package fills the menu."""

from channels.screens import alerts, applications, assistance, jobs, profile, register, search, welcome
from channels.screens.menu import menu

__all__ = ["alerts", "applications", "assistance", "jobs", "menu", "profile", "register", "search", "welcome"]
