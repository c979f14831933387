"""Roles: what each kind of staff may do."""

ROLES = ("moderator", "officer", "employer_desk", "analyst", "administrator")

_EVERYBODY = frozenset({"today", "reports"})
_RIGHTS = {
    "moderator": (
        "vacancies.see vacancies.decide vacancies.edit employers.see employers.change employers.level applications.see"
        " imports texts messages.see"
    ),
    "officer": (
        "vacancies.see employers.see people.see people.number applications.see applications.decide conflicts devices"
    ),
    "employer_desk": (
        "vacancies.see vacancies.edit vacancies.add employers.see employers.change applications.see"
        " applications.decide imports"
    ),
    "analyst": "messages.see",
    "administrator": (
        "vacancies.see vacancies.decide vacancies.edit vacancies.add employers.see employers.change employers.level"
        " people.see people.number applications.see applications.decide conflicts devices messages.see messages.send"
        " imports texts users audit"
    ),
}
RIGHTS = {role: _EVERYBODY | frozenset(rights.split()) for role, rights in _RIGHTS.items()}
ALL_RIGHTS = RIGHTS["administrator"]


def may(role: str, right: str) -> bool:
    """Whether staff of a role have a right. Nobody has one that there is not."""
    return right in RIGHTS.get(role, frozenset())
