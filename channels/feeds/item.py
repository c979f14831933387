"""One item of what another system sends: its columns as texts, or why it cannot be read."""

from dataclasses import dataclass, field

# What an item may tell: the headings of a CSV file, the keys of a JSON line.
NEEDED = ("title", "employer", "place")
COLUMNS = (
    *NEEDED,
    "id",
    "occupation",
    "posts",
    "pay",
    "pay_period",
    "pay_currency",
    "deadline",
    "starts_on",
    "skills",
    "contact",
    "url",
    "description",
    "place_code",
    "occupation_code",
)
# What other systems call them.
_OTHER_NAMES = {
    "job_title": "title",
    "position": "title",
    "company": "employer",
    "company_name": "employer",
    "organisation": "employer",
    "organization": "employer",
    "location": "place",
    "town": "place",
    "county": "place",
    "reference": "id",
    "job_id": "id",
    "category": "occupation",
    "vacancies": "posts",
    "openings": "posts",
    "positions": "posts",
    "salary": "pay",
    "wage": "pay",
    "salary_period": "pay_period",
    "currency": "pay_currency",
    "closing_date": "deadline",
    "expires": "deadline",
    "valid_through": "deadline",
    "start_date": "starts_on",
    "phone": "contact",
    "link": "url",
    "isco": "occupation_code",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with what was sent. `code` and `values` make the sentence; `number` is of the line or item, None
    where it is about the whole."""

    number: int | None
    code: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """The texts of one item by column. `number` is its line in a CSV or JSON-lines file, else counts items from 1."""

    number: int
    cells: dict[str, str]


def column(heading: str) -> str | None:
    """The column that a heading means, or None. Case, spaces and dashes do not matter."""
    name = "_".join(heading.replace("-", " ").replace("_", " ").lower().split())
    return name if name in COLUMNS else _OTHER_NAMES.get(name)
