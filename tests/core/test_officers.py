"""Officers: of which places they are, and the buckets that follow, on both databases."""

import pytest

from core import officers
from core.database import Database
from core.errors import ConflictError, InvalidError, NotFoundError
from core.market import Market
from tests.core.makers import DAY, ELSEWHERE, NOW, TOWN, officer


def test_a_new_officer_has_the_buckets_of_their_places(db: Database, market: Market) -> None:
    added = officers.add(db, market, "amina", [TOWN, ELSEWHERE, "047.274"], NOW)
    assert added["buckets"] == [
        f"caseload/{added['id']}",
        "reference",
        "vacancies/001",
        "vacancies/047",
    ]
    assert added["places"] == sorted([TOWN, ELSEWHERE, "047.274"])
    assert (added["name"], added["scope"], added["created_at"], added["ended_at"]) == ("amina", 1, NOW, None)
    assert officers.by_id(db, added["id"]) == officers.by_name(db, "amina") == added


def test_an_officer_of_no_place_has_a_caseload_all_the_same(db: Database, market: Market) -> None:
    added = officers.add(db, market, "amina", [], NOW)
    assert added["buckets"] == [f"caseload/{added['id']}", officers.REFERENCE]


def test_an_id_made_elsewhere_is_kept_and_taken_once(db: Database, market: Market) -> None:
    assert officer(db, market, "amina", "o-1")["id"] == "o-1"
    with pytest.raises(ConflictError):
        officer(db, market, "juma", "o-1")
    assert officers.by_name(db, "juma") is None


def test_a_name_is_for_one_officer(db: Database, market: Market) -> None:
    officer(db, market)
    with pytest.raises(ConflictError, match="amina"):
        officer(db, market)


@pytest.mark.parametrize("name", ["", "x" * 81])
def test_the_database_itself_refuses_a_name_that_is_none(db: Database, market: Market, name: str) -> None:
    with pytest.raises(ConflictError):
        officer(db, market, name)


def test_a_place_that_the_market_does_not_know_is_refused(db: Database, market: Market) -> None:
    with pytest.raises(InvalidError, match="unknown_place"):
        officers.add(db, market, "amina", [TOWN, "999"], NOW)
    assert officers.by_name(db, "amina") is None
    added = officer(db, market)
    with pytest.raises(InvalidError, match="unknown_place"):
        officers.move(db, market, added, ["999"], NOW)
    assert officers.by_id(db, added["id"]) == added


def test_an_officer_who_moves_has_another_scope_and_the_earlier_one_is_remembered(db: Database, market: Market) -> None:
    before = officer(db, market)
    after = officers.move(db, market, before, [ELSEWHERE], NOW + DAY)
    assert (after["scope"], after["places"]) == (2, [ELSEWHERE])
    assert after["buckets"] == [f"caseload/{before['id']}", "reference", "vacancies/001"]
    assert officers.by_id(db, before["id"]) == after
    assert officers.buckets_of(db, before["id"], 1) == before["buckets"]
    assert officers.buckets_of(db, before["id"], 2) == after["buckets"]
    assert officers.buckets_of(db, before["id"], 3) is None
    assert officers.buckets_of(db, "nobody", 1) is None
    back = officers.move(db, market, after, ["047"], NOW + 2 * DAY)
    assert (back["scope"], back["buckets"]) == (3, before["buckets"])


def test_an_officer_who_stays_keeps_the_scope(db: Database, market: Market) -> None:
    added = officers.add(db, market, "amina", [TOWN, ELSEWHERE], NOW)
    assert officers.move(db, market, added, [ELSEWHERE, TOWN], NOW + DAY) == added
    assert officers.by_id(db, added["id"]) == added


def test_nobody_is_found_who_is_not_there(db: Database) -> None:
    assert officers.by_name(db, "nobody") is None
    with pytest.raises(NotFoundError):
        officers.by_id(db, "nobody")


def test_an_officer_who_left_has_left_once(db: Database, market: Market) -> None:
    added = officer(db, market)
    assert officers.end(db, added["id"], NOW + DAY)
    assert not officers.end(db, added["id"], NOW + 2 * DAY)
    assert officers.by_id(db, added["id"])["ended_at"] == NOW + DAY


def test_officers_are_listed_by_name_in_all_or_in_some_areas(db: Database, market: Market) -> None:
    for name, places in (("juma", [ELSEWHERE]), ("amina", [TOWN]), ("chege", [TOWN, ELSEWHERE])):
        officers.add(db, market, name, places, NOW)

    def listed(*asked: object) -> list[str]:
        return [row["name"] for row in officers.page(db, *asked)]  # type: ignore[arg-type]

    assert listed(None) == ["amina", "chege", "juma"]
    assert listed(None, "amina", 1) == ["chege"]
    assert listed(("047",)) == ["amina", "chege"]
    assert listed(("001",), "chege") == ["juma"]
    assert listed(()) == []
