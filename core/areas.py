"""Areas: the place one level above homes around each employer and vacancy, by which staff are limited to places."""

from collections.abc import Sequence
from typing import Any

from core.database import Database
from core.market import Market


def fill(db: Database, market: Market) -> None:
    """Give an area to whoever has none: rows of an older version."""
    for table in ("employer", "vacancy"):
        for row in db.all(f"SELECT DISTINCT place FROM {table} WHERE area IS NULL"):
            if row["place"] in market.places:
                db.run(
                    f"UPDATE {table} SET area = :area WHERE place = :place AND area IS NULL",
                    area=market.area(row["place"]),
                    place=row["place"],
                )


def within(market: Market, places: Sequence[str]) -> tuple[str, ...] | None:
    """The areas that these places hold, or are in; None where that is the whole market, as with no places at all."""
    if not places or market.places.root.code in places:
        return None
    areas: list[str] = []
    for place in places:
        if place in market.places:
            areas += [area for area in _below(market, place) if area not in areas]
    return tuple(areas)


def condition(column: str, areas: Sequence[str] | None, name: str = "area") -> tuple[str, dict[str, Any]]:
    """The SQL that holds where a column is one of the areas, to follow an AND, and its values. None: everywhere."""
    if areas is None:
        return "1 = 1", {}
    values = {f"{name}_{number}": area for number, area in enumerate(areas)}
    return (f"{column} IN ({', '.join(':' + each for each in values)})" if values else "1 = 0"), values


def _below(market: Market, place: str) -> list[str]:
    """The areas under a wider place; the one around a smaller one."""
    if market.area(place) != place or market.places.root.code == place:
        return [market.area(place)]
    found = [place]
    for around in found:
        found += [below.code for below in market.places.children(around) if market.area(below.code) == below.code]
    return found
