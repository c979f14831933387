"""Employers: added with their event and what others may keep of them, on both databases."""

import pytest

from core import audit, employers, vacancies
from core.database import Database
from core.errors import ConflictError, InvalidError, NotFoundError
from core.market import Market
from tests.core.makers import ELSEWHERE, NOW, TOWN, copies, employer, happened, open_vacancy


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


def test_level_and_block_are_changed_and_told(db: Database, market: Market) -> None:
    added = employer(db, market)
    assert employers.set_level(db, added["id"], "trusted", NOW)["level"] == "trusted"
    assert employers.set_blocked(db, added["id"], True, NOW)["blocked_at"] == NOW
    assert employers.set_blocked(db, added["id"], False, NOW)["blocked_at"] is None
    assert happened(db, added["id"])[1:] == ["employer.changed"] * 3
    with pytest.raises(InvalidError, match="unknown_level"):
        employers.set_level(db, added["id"], "royal", NOW)
    with pytest.raises(NotFoundError):
        employers.set_blocked(db, "no-such-id", True, NOW)


def test_the_employer_of_a_phone_is_who_joined_from_it_last(db: Database, market: Market) -> None:
    phone = "+254712345678"
    employer(db, market, phone=phone)
    later = employers.add(db, market, NOW + 1, name="Later", place=TOWN, sector="repair", phone=phone)
    assert employers.of_phone(db, phone) == later
    assert employers.of_phone(db, "+254700000000") is None


def test_a_change_keeps_what_is_not_given_and_reaches_copies(db: Database, market: Market) -> None:
    added = employer(db, market, place=TOWN)
    changed = employers.change(db, market, added["id"], NOW + 1, name="New Name", contact_name="Amina")
    assert (changed["name"], changed["contact_name"], changed["place"]) == ("New Name", "Amina", TOWN)
    assert copies(db, added["id"])["vacancies/047"]["name"] == "New Name"
    assert changed["version"] == 2
    assert happened(db, added["id"])[1:] == ["employer.changed"]


def test_an_employer_who_moves_leaves_the_copies_of_the_old_place(db: Database, market: Market) -> None:
    added = employer(db, market, place=TOWN)
    moved = employers.change(db, market, added["id"], NOW + 1, place=ELSEWHERE)
    assert moved["area"] == market.area(ELSEWHERE)
    held = copies(db, added["id"])
    assert held["vacancies/047"] is None
    assert held[f"vacancies/{market.area(ELSEWHERE)}"]["place"] == ELSEWHERE
    with pytest.raises(InvalidError, match="unknown_place"):
        employers.change(db, market, added["id"], NOW, place="999")
    with pytest.raises(NotFoundError):
        employers.change(db, market, "no-such-id", NOW, name="Nobody")


def test_a_number_that_has_passed_on_reaches_its_employer_no_more(db: Database, market: Market) -> None:
    added = employer(db, market, phone="+254712345678")
    assert employers.forget_phone(db, added["id"], NOW)["phone"] is None
    assert employers.of_phone(db, "+254712345678") is None


def test_a_new_number_reaches_its_employer(db: Database, market: Market) -> None:
    added = employer(db, market, phone="+254712345678")
    employers.set_phone(db, added["id"], "+254733000001", NOW)
    assert employers.of_phone(db, "+254712345678") is None
    assert (employers.of_phone(db, "+254733000001") or {})["id"] == added["id"]
    with pytest.raises(NotFoundError):
        employers.set_phone(db, "no-such-id", "+254733000001", NOW)


def test_a_note_of_staff_is_kept_and_taken_away(db: Database, market: Market) -> None:
    added = employer(db, market)
    assert employers.set_note(db, added["id"], "Ask for the foreman", NOW)["note"] == "Ask for the foreman"
    assert employers.set_note(db, added["id"], None, NOW)["note"] is None


def test_whoever_gets_a_number_gets_none_of_the_employers_it_reached(db: Database, market: Market) -> None:
    phone = "+254712345678"
    gone = {employer(db, market, phone=phone)["id"], employer(db, market, name="Older", phone=phone)["id"]}
    other = employer(db, market, name="Other", phone="+254733000001")
    assert {*employers.leave_phone(db, phone, NOW)} == gone
    assert employers.of_phone(db, phone) is None
    assert (employers.by_id(db, other["id"]) or {})["phone"] == "+254733000001"
    assert [line["action"] for line in audit.recent(db)] == ["employer.left"] * 2


def test_open_vacancies_are_found_by_a_new_name(db: Database, market: Market) -> None:
    added = employer(db, market, place=TOWN)
    vacancy = open_vacancy(db, market, employer_id=added["id"])
    employers.change(db, market, added["id"], NOW, name="Tumaini Works")
    assert copies(db, vacancy["reference"])["vacancies/047"]["employer"] == "Tumaini Works"
    assert [row["id"] for row in vacancies.by_words(db, ["tumaini"])] == [vacancy["id"]]
