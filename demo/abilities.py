"""What the demo's vacancies ask for and its people can do: codes of the market's list of skills, by occupation."""

import random
from collections.abc import Sequence

from core.market import Market

ABILITIES: dict[str, tuple[str, ...]] = {
    "2221": ("nursing", "first-aid", "injections", "patient-records"),
    "2341": ("teach-primary", "teach-cbc", "teach-maths"),
    "4110": ("ms-word", "ms-excel", "filing", "data-entry"),
    "4120": ("secretarial", "typing", "ms-word", "minutes"),
    "5120": ("cooking-swahili-dishes", "chapati", "food-hygiene", "grill"),
    "5131": ("table-service", "customer-service", "cash-handling"),
    "5223": ("customer-service", "cash-handling", "stock-taking"),
    "5230": ("cash-handling", "pos", "customer-service"),
    "5311": ("child-care", "newborn-care", "first-aid", "living-in"),
    "5414": ("guarding", "access-control", "night-shifts", "fire-fighting"),
    "7112": ("masonry", "plastering", "own-tools", "drawings"),
    "7126": ("plumbing", "water-tanks", "own-tools"),
    "7212": ("arc-welding", "gas-welding", "metal-fabrication", "own-tools"),
    "7231": ("engines", "brakes-suspension", "car-diagnostics"),
    "7411": ("wiring", "solar", "own-tools"),
    "7531": ("tailoring", "pattern-cutting", "own-sewing-machine"),
    "8322": ("driving-b1", "defensive-driving", "route-planning"),
    "8332": ("driving-ce", "driving-c", "long-distance-driving", "defensive-driving"),
    "9111": ("house-cleaning", "washing-clothes", "cooking-families", "living-in"),
    "9313": ("construction-labour", "heavy-lifting", "concrete-work"),
}


def some(market: Market, occupation: str, of: str, share: float) -> Sequence[str]:
    """The skills of one vacancy or person, the same each time for an id `of`; none for about 1 - `share` of them."""
    own = random.Random(of)  # its own dice: those of the seed fall as they did before there were skills
    known = [skill for skill in ABILITIES.get(occupation, ()) if skill in market.skills]
    return own.sample(known, own.randint(1, min(3, len(known)))) if known and own.random() < share else ()
