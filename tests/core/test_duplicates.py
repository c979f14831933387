"""Duplicates: who may be registered twice is found and put before staff, others are not."""

from typing import Any

import pytest

from core import duplicates, events, profiles, sounds
from core.database import Database, Row
from core.market import Market
from tests.core.makers import DAY, ELSEWHERE, NAME, NOW, PERSON, PHONE, TOWN, person

OTHER_PHONE = "+254733000111"
NEXT_TOWN = "047.274"  # of the same area


def catch_up(db: Database, market: Market) -> None:
    """Read all events."""
    while duplicates.catch_up(db, market, NOW):
        pass


def two(db: Database, market: Market, phone: str = OTHER_PHONE, **fields: Any) -> tuple[Row, Row]:
    """A person, and another with these fields; their names are noted."""
    both = person(db, market), person(db, market, phone, **fields)
    catch_up(db, market)
    return both


def reasons(db: Database, market: Market, first: Row, second: Row) -> tuple[str, ...] | None:
    """Why the second is a candidate for the first; None where they are not."""
    found = {each.profile_id: each.reasons for each in duplicates.find(db, market, first)}
    return found.get(second["id"])


def test_who_is_registered_twice_is_proposed_once_with_the_reasons(db: Database, market: Market) -> None:
    first, second = two(db, market, name="Atyeno Wanjikoo")
    [pair] = duplicates.waiting(db, 10)
    assert (pair["first"], pair["second"]) == tuple(sorted((first["id"], second["id"])))
    assert pair["reasons"] == ["name_sounds_alike", "birth_year", "place"]
    assert pair["score"] >= duplicates.PROPOSED


def test_a_registration_by_phone_is_found_by_its_events_alone(db: Database, market: Market) -> None:
    first = person(db, market)
    catch_up(db, market)
    asked = profiles.begin(db, market, OTHER_PHONE, "sw", NOW)
    answers: dict[str, Any] = PERSON
    for field in answers:
        asked = profiles.change(db, market, asked, NOW, **{field: answers[field]})
        catch_up(db, market)
    [pair] = duplicates.waiting(db, 10)
    assert {pair["first"], pair["second"]} == {first["id"], asked["id"]}
    assert duplicates.catch_up(db, market, NOW) == 0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("name", "birth_year", "place")),
        ({"name": "Atieno Wanjiku"}, ("name", "birth_year", "place")),
        ({"name": "Wanjikoo Atyeno"}, ("name_sounds_alike", "birth_year", "place")),
        ({"birth_year": 1996}, ("name", "birth_year", "place")),
        ({"birth_year": 1998}, ("name", "place")),
        ({"place": NEXT_TOWN}, ("name", "birth_year", "place")),
        ({"place": ELSEWHERE}, ("name", "birth_year")),
    ],
)
def test_the_reasons_say_what_is_alike(
    db: Database, market: Market, fields: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert reasons(db, market, *two(db, market, **fields)) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"birth_year": 1999},
        {"birth_year": 1970},
        {"name": "Wanjiru Atieno"},
        {"name": "Wanjiku Otieno"},
        {"name": "Wanjiku"},
        {"birth_year": 1998, "place": ELSEWHERE},
    ],
)
def test_people_who_only_resemble_each_other_are_no_candidates(
    db: Database, market: Market, fields: dict[str, Any]
) -> None:
    assert reasons(db, market, *two(db, market, **fields)) is None


def test_namesakes_of_one_age_in_different_areas_are_not_put_before_staff(db: Database, market: Market) -> None:
    two(db, market, place=ELSEWHERE, occupation="5120")
    assert duplicates.waiting(db, 10) == []


def test_a_shared_phone_makes_more_of_a_name(db: Database, market: Market) -> None:
    first, second = two(db, market, PHONE, name="Wanjikoo Atieno", birth_year=1999, place=ELSEWHERE)
    assert reasons(db, market, first, second) == ("phone", "name_sounds_alike")


def test_a_phone_that_was_theirs_once_counts_too(db: Database, market: Market) -> None:
    first = person(db, market)
    profiles.leave_phone(db, PHONE, first, NOW + DAY)
    second = person(db, market, birth_year=1985)
    found = duplicates.find(db, market, second)
    assert [(each.profile_id, each.reasons[0]) for each in found] == [(first["id"], "phone")]


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "Wanjiru Atieno", "birth_year": 1997},
        {"name": "Mary Atieno", "birth_year": 1996},
        {"name": "Otieno Ouma", "birth_year": 1970},
        {"name": "Brian Otieno"},
    ],
)
def test_a_family_that_shares_a_phone_is_not_one_person(db: Database, market: Market, fields: dict[str, Any]) -> None:
    two(db, market, PHONE, **fields)
    assert duplicates.waiting(db, 10) == []


def test_a_father_and_son_of_one_name_and_phone_are_not_put_before_staff(db: Database, market: Market) -> None:
    two(db, market, PHONE, birth_year=1970, place=NEXT_TOWN)
    assert duplicates.waiting(db, 10) == []


def test_what_staff_called_different_is_not_proposed_again(db: Database, market: Market) -> None:
    first, second = two(db, market)
    duplicates.different(db, second["id"], first["id"], "amina", NOW)
    profiles.change(db, market, first, NOW, skills=["mig"])
    catch_up(db, market)
    assert duplicates.waiting(db, 10) == []
    [row] = db.all("SELECT state, decided_by, decided_at FROM duplicate")
    assert row == {"state": "different", "decided_by": "amina", "decided_at": NOW}


def test_a_pair_that_is_not_likely_any_more_goes(db: Database, market: Market) -> None:
    first, _second = two(db, market)
    assert len(duplicates.waiting(db, 10)) == 1
    profiles.change(db, market, first, NOW, name="Brian Kiprono")
    catch_up(db, market)
    assert duplicates.waiting(db, 10) == []


def test_proposing_twice_changes_nothing(db: Database, market: Market) -> None:
    first, second = two(db, market)
    before = duplicates.waiting(db, 10)
    assert duplicates.propose(db, market, first["id"], NOW + DAY) == 1
    assert duplicates.propose(db, market, second["id"], NOW + DAY) == 1
    assert duplicates.waiting(db, 10) == before


def test_the_likeliest_pair_comes_first(db: Database, market: Market) -> None:
    first, _alike = two(db, market, name="Wanjikoo Atieno", birth_year=1996)
    equal = person(db, market, PHONE)
    catch_up(db, market)
    pairs = duplicates.waiting(db, 10)
    assert {pairs[0]["first"], pairs[0]["second"]} == {first["id"], equal["id"]}
    assert [pair["score"] for pair in pairs] == sorted((pair["score"] for pair in pairs), reverse=True)
    assert len(duplicates.waiting(db, 1)) == 1


def test_a_new_name_takes_the_place_of_the_sounds_of_the_old(db: Database, market: Market) -> None:
    profile = person(db, market)
    catch_up(db, market)
    profiles.change(db, market, profile, NOW, name="Kiprono Koech")
    catch_up(db, market)
    noted = {row["sound"] for row in db.all("SELECT sound FROM name_sound")}
    assert noted > sounds.keys("Kiprono Koech")
    assert not noted & sounds.keys(NAME)


def test_reading_events_costs_the_person_who_registers_nothing(db: Database, market: Market) -> None:
    person(db, market)
    assert db.all("SELECT * FROM name_sound") == []


def test_a_slice_of_events_that_was_cut_off_is_read_again(db: Database, market: Market) -> None:
    person(db, market), person(db, market, OTHER_PHONE)
    count = len(events.after(db, 0))
    assert duplicates.catch_up(db, market, NOW, limit=1) == 1
    db.run("UPDATE reader SET cursor = 0 WHERE name = 'duplicates'")
    assert duplicates.catch_up(db, market, NOW, limit=100) == count
    assert len(duplicates.waiting(db, 10)) == 1


def test_of_an_erased_person_nothing_is_left(db: Database, market: Market) -> None:
    first, second = two(db, market)
    with db.transaction():
        duplicates.forget(db, first["id"])
    assert db.all("SELECT * FROM duplicate") == []
    assert {row["profile_id"] for row in db.all("SELECT profile_id FROM name_sound")} == {second["id"]}


def test_sounds_that_were_noted_while_a_person_was_erased_go_with_the_next_events(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.erase(db, market, profile, NOW)
    db.run("INSERT INTO name_sound (profile_id, sound) VALUES (:id, 'utinu')", id=profile["id"])
    catch_up(db, market)
    assert db.all("SELECT * FROM name_sound") == []


@pytest.mark.parametrize(
    ("given", "known", "same"),
    [
        ({"name": NAME, "birth_year": 1995}, {"name": NAME, "birth_year": 1995}, True),
        ({"name": "Atieno Wanjikoo", "birth_year": 1995}, {"name": NAME, "birth_year": 1995}, True),
        ({"name": NAME, "birth_year": None}, {"name": NAME, "birth_year": 1995}, True),
        ({"name": NAME}, {"name": NAME, "birth_year": 1995}, True),
        ({"name": NAME, "birth_year": 1995}, {"name": None, "birth_year": None}, True),
        ({"name": NAME, "birth_year": 1995}, {"name": NAME, "birth_year": 1996}, False),
        ({"name": "Otieno Wanjiku", "birth_year": 1995}, {"name": NAME, "birth_year": 1995}, False),
        ({"name": "Wanjiku", "birth_year": 1995}, {"name": NAME, "birth_year": 1995}, False),
        ({"name": None, "birth_year": 1995}, {"name": NAME, "birth_year": 1995}, False),
    ],
)
def test_the_strict_rule_for_who_has_the_same_phone(given: dict[str, Any], known: dict[str, Any], same: bool) -> None:
    assert duplicates.is_same(given, known) is same


FIRST_NAMES = "Wanjiku Achieng Faith Mercy Brian Otieno Kamau Njeri Mohamed Halima Kevin Grace Mutua Chebet".split()
LAST_NAMES = "Kamau Odhiambo Kiprono Mwangi Barasa Hassan Abdi Musyoka Wafula Rotich Ouma Njoroge Omar Onyango".split()


def crowd(db: Database, market: Market, count: int) -> None:
    """So many people of one county, who share few names."""
    area = market.area(TOWN)
    rows: list[Row] = [
        {
            "id": f"crowd-{number:06}",
            "name": f"{FIRST_NAMES[number % 14]} {LAST_NAMES[number // 14 % 14]}",
            "year": 1970 + number // 196 % 35,
            "area": area,
            "place": TOWN,
            "now": NOW,
        }
        for number in range(count)
    ]
    with db.transaction():
        db.many(
            "INSERT INTO profile (id, status, language, name, birth_year, place, area, created_at, updated_at)"
            " VALUES (:id, 'active', 'en', :name, :year, :place, :area, :now, :now)",
            rows,
        )
        for row in rows:
            duplicates.note_name(db, row["id"], row["name"])


def test_twenty_thousand_people_of_one_county_are_never_read_through(
    db: Database, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(db, market, 20_000)
    twin = person(db, market, name="Muhammad Odiambo", birth_year=1990)
    asked: list[tuple[str, dict[str, Any]]] = []
    all_rows = type(db).all

    def listen(self: Database, sql: str, **values: Any) -> list[Row]:
        rows = all_rows(self, sql, **values)
        if sql.lstrip().startswith("SELECT"):
            asked.append((sql, values))
            assert len(rows) <= 6 * duplicates.MOST
        return rows

    monkeypatch.setattr(type(db), "all", listen)
    found = duplicates.find(db, market, twin)
    monkeypatch.undo()
    assert found and len(found) <= duplicates.MOST
    assert len(asked) == 3
    if db.engine == "sqlite":
        plans = [row["detail"] for sql, values in asked for row in db.all(f"EXPLAIN QUERY PLAN {sql}", **values)]
        reads = [plan for plan in plans if plan.startswith(("SCAN", "SEARCH"))]
        assert len(reads) > 5
        # What is scanned is the answer of a part, never a table.
        assert [
            plan for plan in reads if plan.startswith("SCAN") and not plan.startswith(("SCAN part", "SCAN (s"))
        ] == []


def test_pairs_are_listed_oldest_first_where_both_are_of_the_areas(db: Database, market: Market) -> None:
    first, second = two(db, market)
    third = person(db, market, "+254733000222")
    catch_up(db, market)
    area = market.area(TOWN)
    rows = duplicates.page(db, None)
    assert len(rows) == 3
    assert duplicates.page(db, (area,)) == rows
    last = rows[0]
    assert duplicates.page(db, None, (last["at"], last["first"], last["second"])) == rows[1:]
    assert rows[0]["reference"] and rows[0]["place"] == TOWN
    profiles.change(db, market, third, NOW, place=ELSEWHERE)
    assert {(row["first"], row["second"]) for row in duplicates.page(db, (area,))} == {
        (min(first["id"], second["id"]), max(first["id"], second["id"]))
    }
    pair = duplicates.by_pair(db, second["id"], first["id"])
    assert pair and pair["state"] == "waiting"
    assert duplicates.by_pair(db, first["id"], "nobody") is None
