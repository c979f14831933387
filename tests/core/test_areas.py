"""Areas: which ones a place stands for, and rows that had none."""

import pytest

from core import areas
from core.database import Database
from core.market import Market
from tests.core.makers import TOWN, employer, vacancy


@pytest.mark.parametrize(
    ("places", "holds", "lacks"),
    [(["047"], "047", "001"), ([TOWN], "047", "001"), (["001", "047"], "001", "002")],
)
def test_a_place_stands_for_the_areas_it_holds_or_is_in(
    market: Market, places: list[str], holds: str, lacks: str
) -> None:
    found = areas.within(market, places)
    assert found is not None and holds in found and lacks not in found


def test_no_place_and_the_nation_stand_for_everything(market: Market) -> None:
    assert areas.within(market, []) is None
    assert areas.within(market, [market.places.root.code, "047"]) is None


def test_a_region_stands_for_each_of_its_areas(market: Market) -> None:
    region = next(place for place in market.places.children(market.places.root.code) if place.code.startswith("R"))
    found = areas.within(market, [region.code])
    assert found and all(region.code in market.places.rings(area) for area in found)


def test_the_condition_holds_in_these_areas_alone(db: Database, market: Market) -> None:
    vacancy(db, market)
    for chosen, number in ((None, 1), (("047", "001"), 1), (("001",), 0), ((), 0)):
        where, values = areas.condition("area", chosen)
        assert len(db.all(f"SELECT id FROM vacancy WHERE {where}", **values)) == number


def test_rows_of_an_older_version_get_their_area(db: Database, market: Market) -> None:
    employer(db, market, place=TOWN)
    vacancy(db, market)
    db.run("UPDATE vacancy SET area = NULL")
    db.run("UPDATE employer SET area = NULL")
    areas.fill(db, market)
    assert [row["area"] for table in ("vacancy", "employer") for row in db.all(f"SELECT area FROM {table}")] == [
        "047",
        "047",
    ]
