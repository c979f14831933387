"""The field of the demo: an officer with a county of her own, whose tablet anybody may hold."""

from core import caseload, officers
from core.database import Database, Row
from core.market import Market
from sync import devices

NAME = "amina"
PEOPLE = 12  # whom she looks after from the start


def code(db: Database, market: Market, now: int) -> str | None:
    """A code that lets one more tablet of hers in; None where no vacancy is open."""
    officer = officers.by_name(db, NAME) or _officer(db, market, now)
    return devices.invite(db, officer["id"], now) if officer else None


def _officer(db: Database, market: Market, now: int) -> Row | None:
    """The officer of the area with the most vacancies, and some of its people."""
    areas = {market.area(place.code) for place in market.places if place.level == market.home_level}
    counts = db.all("SELECT place, count(*) AS vacancies FROM vacancy_area GROUP BY place ORDER BY 2 DESC, place")
    area = next((row["place"] for row in counts if row["place"] in areas), None)
    if area is None:
        return None
    officer = officers.add(db, market, NAME, [area], now)
    people = db.all(
        "SELECT id FROM profile WHERE area = :area AND status = 'active' ORDER BY id LIMIT :most",
        area=area,
        most=PEOPLE,
    )
    for person in people:
        caseload.join(db, officer["id"], person["id"], now)
    return officer
