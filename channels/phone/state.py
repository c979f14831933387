"""What the service knows of a phone, as staff would see it: for the demo only, which has no real people."""

from typing import Any

from channels import sessions, ussd
from core import applications, profiles
from core.database import Database
from core.errors import InvalidError
from core.market import Market
from core.phones import normalise
from translations import pick


def of_phone(db: Database, market: Market, phone: str) -> dict[str, Any]:
    """The session, the people the phone reaches, and their applications, as short texts. Empty for a bad number."""
    try:
        phone = normalise(phone, market.country)
    except InvalidError:
        return {}
    standing = sessions.load(db, phone, ussd.CHANNEL)
    session = standing.session
    people = profiles.of_phone(db, phone)
    state: dict[str, Any] = {}
    known = people[0]["language"] if len(people) == 1 else None
    state["language"] = pick(market.languages, session.language, known)
    if standing.version:
        state["screen"] = session.screen
        state["way here"] = " > ".join(str(step[0]) for step in session.trail) or "none"
        state["steps taken"] = standing.version
    for number, profile in enumerate(people, 1):
        state[f"person {number}"] = _person(market, profile)
        for each in applications.of_profile(db, profile["id"]):
            state[f"application {each['reference']}"] = f"{each['title']}: {each['status']}"
    return state


def _person(market: Market, profile: dict[str, Any]) -> str:
    place, occupation = profile["place"], profile["occupation"]
    known = (
        profile["status"],
        profile["language"],
        profile["name"],
        profile["birth_year"],
        market.places[place].name if place else None,
        market.occupations[occupation].title if occupation else None,
        profile["experience"],
        profile["least_pay"],
        f"alerts {profile['alerts']}",
    )
    return ", ".join(str(value) for value in known if value is not None)
