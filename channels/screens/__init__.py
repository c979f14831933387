"""The screens of the service. Importing this package fills the menu."""

from channels.screens import (
    alerts,
    applications,
    assistance,
    candidates,
    employer,
    interviews,
    job_questions,
    jobs,
    own_vacancies,
    posting,
    profile,
    register,
    search,
    welcome,
)
from channels.screens.menu import menu

__all__ = [
    "alerts",
    "applications",
    "assistance",
    "candidates",
    "employer",
    "interviews",
    "job_questions",
    "jobs",
    "menu",
    "own_vacancies",
    "posting",
    "profile",
    "register",
    "search",
    "welcome",
]
