"""Employers: added with their event and what others may keep of them, on both databases."""

import pytest

from core import employers
from core.database import Database
from core.errors import ConflictError, InvalidError
from core.market import Market
from tests.core.makers import NOW, TOWN, copies, employer, happened


def test_a_new_employer_leaves_its_event_and_a_copy_without_the_number(db: Database, market: Market) -> None:
    added = employer(db, market, place=TOWN, phone="+254712345678")
    assert added["level"] == "unknown"
    assert happened(db, added["id"]) == ["employer.added"]
    assert copies(db, added["id"]) == {
        "vacancies/047": {
            "id": added["id"],
            "version": 1,
            "name": "Juhudi Works",
            "place": TOWN,
            "sector": "repair",
        }
    }


def test_an_employer_is_read_by_id(db: Database, market: Market) -> None:
    added = employer(db, market, phone="+254712345678", level="trusted")
    assert employers.by_id(db, added["id"]) == added
    assert employers.by_id(db, "nobody") is None


def test_an_employer_in_a_place_that_the_market_does_not_know_is_refused(db: Database, market: Market) -> None:
    with pytest.raises(InvalidError, match="unknown_place"):
        employer(db, market, place="999")


@pytest.mark.parametrize("wrong", [{"name": ""}, {"phone": "0712345678"}, {"level": "friend"}])
def test_the_database_itself_refuses_bad_data(db: Database, market: Market, wrong: dict[str, str]) -> None:
    with pytest.raises(ConflictError):
        employers.add(
            db, market, NOW, **{"name": "Juhudi", "place": TOWN, "sector": "repair", "employer_id": "e-1", **wrong}
        )
    assert employers.by_id(db, "e-1") is None
    assert copies(db, "e-1") == {}
