"""Lists of open vacancies, page by page, the newest first."""

import pytest

from core import listings, vacancies
from core.database import Database, Row
from core.listings import Listing
from core.market import Market
from tests.core.makers import DAY, ELSEWHERE, LORRY_DRIVER, MACHINIST, NOW, TOWN, WELDER, open_vacancy, vacancy


def titles(listing: Listing) -> list[str]:
    return [row["title"] for row in listing.vacancies]


def test_the_newest_come_first_and_only_what_is_open(db: Database, market: Market) -> None:
    for number in range(3):
        open_vacancy(db, market, NOW + number, title=f"Job {number}")
    ended = open_vacancy(db, market, title="Filled")
    vacancies.end(db, market, ended["id"], "filled", NOW)
    vacancy(db, market, title="Waits")
    open_vacancy(db, market, title="Over", deadline=NOW + 10)
    assert titles(listings.newest(db, market, NOW + 10)) == ["Job 2", "Job 1", "Job 0"]


@pytest.mark.parametrize("together", [True, False])
def test_pages_hold_each_vacancy_once(db: Database, market: Market, together: bool) -> None:
    for number in range(7):
        open_vacancy(db, market, NOW if together else NOW + number, title=f"Job {number}")
    seen: list[str] = []
    after = None
    for _page in range(4):
        listing = listings.newest(db, market, NOW + 10, after=after, most=2)
        seen += titles(listing)
        after = listing.following
        if after is None:
            break
    assert sorted(seen) == [f"Job {number}" for number in range(7)]


def test_a_full_last_page_has_no_next(db: Database, market: Market) -> None:
    for _number in range(2):
        open_vacancy(db, market)
    assert listings.newest(db, market, NOW, most=2).following is None


def test_a_place_holds_what_is_in_it(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="Here", place=TOWN)
    open_vacancy(db, market, title="There", place=ELSEWHERE)
    assert titles(listings.newest(db, market, NOW, place=market.area(TOWN))) == ["Here"]


def test_kinds_of_work_are_told_apart(db: Database, market: Market) -> None:
    for number, work in enumerate((WELDER, LORRY_DRIVER, MACHINIST)):
        open_vacancy(db, market, NOW + number, title=work, occupation=work)
    assert titles(listings.newest(db, market, NOW + 9, occupations=[WELDER])) == [WELDER]
    assert titles(listings.newest(db, market, NOW + 9, occupations=[WELDER, MACHINIST])) == [MACHINIST, WELDER]
    both = listings.newest(db, market, NOW + 9, occupations=[WELDER, MACHINIST], most=1)
    assert titles(listings.newest(db, market, NOW + 9, occupations=[WELDER, MACHINIST], after=both.following)) == [
        WELDER
    ]


def test_every_open_vacancy_has_its_address(db: Database, market: Market) -> None:
    opened: list[Row] = [open_vacancy(db, market, NOW + number) for number in range(3)]
    open_vacancy(db, market, deadline=NOW + DAY)
    listed = [row["reference"] for row in listings.references(db, market, NOW + DAY, 10)]
    assert listed == [row["reference"] for row in reversed(opened)]
