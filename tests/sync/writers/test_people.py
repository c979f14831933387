"""Profiles from tablets: who is new, who is known already, and how changes of one person become one."""

from typing import Any

import pytest

from core import caseload, copies, edits, merging, officers, profiles
from core.database import Database, Row
from core.market import Market
from tests.core.makers import ELSEWHERE, LORRY_DRIVER, NOW, PHONE, TOWN, WELDER, open_vacancy
from tests.core.makers import person as registered
from tests.sync.makers import MINE, Tablet, by_phone, new_id, tablet, waiting

OTHER_PHONE, THIRD_PHONE = "+254700000001", "+254700000002"


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


@pytest.fixture
def other(amina: Tablet) -> Tablet:
    """Another tablet of the same officer."""
    return amina.another()


@pytest.fixture
def baraka(db: Database, market: Market) -> Tablet:
    """A tablet of another officer."""
    return tablet(db, market, "baraka")


def known(db: Database, profile_id: str) -> Row:
    """A person as the server has them."""
    profile = profiles.by_id(db, profile_id)
    assert profile is not None
    return profile


def test_whoever_is_registered_is_there_reached_by_phone_and_looked_after(db: Database, amina: Tablet) -> None:
    person = new_id()
    result = amina.send("profiles", person, 0, **MINE, skills=["mig"])
    assert result == {
        "n": 1,
        "status": "applied",
        "version": 1,
        "set": {"status": "active", "sector": "repair", "alerts": "off", "registered_at": NOW},
    }
    assert [row["id"] for row in profiles.of_phone(db, PHONE)] == [person]
    assert caseload.holds(db, amina.device.officer_id, person)
    assert amina.shown("profiles", person)["skills"] == ["mig"]


def test_whoever_lacks_something_is_still_registering_until_it_is_told(amina: Tablet) -> None:
    person = amina.register(experience=None)
    assert amina.shown("profiles", person)["status"] == "registering"
    result = amina.send("profiles", person, 1, experience="none")
    assert result["set"] == {"status": "active"}
    assert amina.shown("profiles", person)["status"] == "active"


def test_a_list_of_somebody_new_may_come_as_what_is_added(amina: Tablet) -> None:
    person = amina.register(skills={"add": ["mig", "tig"]}, phones={"add": [PHONE]})
    assert amina.shown("profiles", person)["skills"] == ["mig", "tig"]
    assert amina.shown("profiles", person)["phones"] == [PHONE]


def test_values_are_kept_as_they_are_meant_and_the_tablet_is_told(amina: Tablet) -> None:
    person = new_id()
    result = amina.send("profiles", person, 0, **{**MINE, "name": " Wanjiku   Atieno ", "phones": ["0712345678"]})
    assert result["set"]["name"] == "Wanjiku Atieno"
    assert result["set"]["phones"] == [PHONE]
    result = amina.send("profiles", person, 1, phones={"add": ["0700000001"]}, skills={"add": [" tig "]})
    assert result["set"] == {"phones": [PHONE, OTHER_PHONE], "skills": ["tig"]}


def test_wrong_fields_are_kept_for_staff_and_right_ones_applied(db: Database, amina: Tablet) -> None:
    person = new_id()
    result = amina.send("profiles", person, 0, **{**MINE, "birth_year": "1995", "place": "nowhere", "status": "gone"})
    assert result["status"] == "conflict"
    assert result["lost"] == ["birth_year", "place", "status"]
    assert result["invalid"] == {"birth_year": "type", "place": "unknown_place", "status": "read_only"}
    assert amina.shown("profiles", person)["name"] == MINE["name"]
    assert sorted(waiting(db)) == [
        ("birth_year", "1995", "type"),
        ("place", "nowhere", "unknown_place"),
        ("status", "gone", "read_only"),
    ]
    result = amina.send("profiles", person, 1, experience="for ever", least_pay=9_000)
    assert (result["lost"], result["set"]) == (["experience"], {"experience": "1_to_2"})
    assert amina.shown("profiles", person)["least_pay"] == 9_000


def test_the_work_tells_the_sector(amina: Tablet) -> None:
    person = amina.register()
    result = amina.send("profiles", person, 1, occupation=LORRY_DRIVER)
    assert result["set"] == {"sector": amina.market.occupations[LORRY_DRIVER].sector}


def test_own_earlier_changes_never_conflict(db: Database, amina: Tablet) -> None:
    person = new_id()
    results = amina.push(
        amina.operation("profiles", person, 0, **MINE),
        amina.operation("profiles", person, 0, experience="none", skills=["mig"]),
        amina.operation("profiles", person, 0, experience="over_5", skills=["tig"], name="Wanja", shoe_size=40),
        amina.operation("profiles", person, 0, shoe_size=41, least_pay=None),
    )
    assert [each["status"] for each in results] == ["applied", "applied", "applied", "conflict"]
    assert results[3]["invalid"] == {"least_pay": "required"}
    assert amina.send("profiles", person, 1, experience="under_1", shoe_size=42)["status"] == "applied"
    shown = amina.shown("profiles", person)
    assert (shown["name"], shown["experience"], shown["skills"], shown["shoe_size"]) == (
        "Wanja",
        "under_1",
        ["tig"],
        42,
    )


def test_changes_of_different_fields_are_merged(amina: Tablet, other: Tablet) -> None:
    person = amina.register()
    other.send("profiles", person, 1, experience="none")
    result = amina.send("profiles", person, 1, place=ELSEWHERE)
    assert (result["status"], result["version"]) == ("merged", 3)
    assert result["set"]["experience"] == "none"
    shown = amina.shown("profiles", person)
    assert (shown["experience"], shown["place"]) == ("none", ELSEWHERE)


def test_the_same_field_changed_by_another_tablet_of_the_officer_is_a_conflict(
    db: Database, amina: Tablet, other: Tablet
) -> None:
    person = amina.register()
    other.send("profiles", person, 1, experience="none")
    result = amina.send("profiles", person, 1, experience="over_5")
    assert (result["status"], result["lost"]) == ("conflict", ["experience"])
    assert result["set"]["experience"] == "none"
    assert waiting(db) == [("experience", "over_5", "both_changed")]


def test_the_same_field_changed_to_the_same_value_is_none(db: Database, amina: Tablet, other: Tablet) -> None:
    person = amina.register()
    other.send("profiles", person, 1, experience="none", shoe_size=40)
    assert amina.send("profiles", person, 1, experience="none", shoe_size=40)["status"] == "merged"
    assert waiting(db) == []


def test_the_value_of_the_phone_stays_and_that_of_the_tablet_is_kept(
    db: Database, market: Market, amina: Tablet
) -> None:
    person = amina.register()
    by_phone(db, market, person, experience="over_5", sector="repair")
    assert amina.send("profiles", person, 1, experience="none", place=ELSEWHERE)["lost"] == ["experience"]
    assert known(db, person)["experience"] == "over_5"
    assert known(db, person)["place"] == ELSEWHERE
    # Whoever has seen it may change it.
    assert amina.send("profiles", person, 2, experience="none")["status"] == "applied"


def test_lists_join(market: Market, db: Database, amina: Tablet, other: Tablet) -> None:
    person = amina.register(skills=["mig"])
    other.send("profiles", person, 1, skills={"add": ["tig"], "remove": ["mig"]})
    by_phone(db, market, person, skills=["tig", "cooking"])
    result = amina.send("profiles", person, 1, skills={"add": ["driving"]})
    assert result["set"]["skills"] == ["tig", "cooking", "driving"]
    # What it sends before it was told that does not undo what others did.
    result = amina.send("profiles", person, 1, skills=["mig", "driving"])
    assert result["set"]["skills"] == ["tig", "cooking", "driving", "mig"]
    result = amina.send("profiles", person, result["version"], skills=["driving"])
    assert amina.shown("profiles", person)["skills"] == ["driving"]


def test_unknown_fields_are_kept_and_come_back_also_after_a_call(
    db: Database, market: Market, amina: Tablet, other: Tablet
) -> None:
    person = amina.register(shoe_size=40, tools={"own": ["hammer"]})
    assert amina.shown("profiles", person)["tools"] == {"own": ["hammer"]}
    by_phone(db, market, person, experience="none")
    other.send("profiles", person, 2, helmet=True)
    shown = amina.shown("profiles", person)
    assert (shown["shoe_size"], shown["tools"], shown["helmet"]) == (40, {"own": ["hammer"]}, True)
    assert known(db, person)["more"] == '{"shoe_size":40,"tools":{"own":["hammer"]},"helmet":true}'
    result = amina.send("profiles", person, 1, helmet=False, shoe_size=41)
    assert (result["lost"], result["set"]["helmet"]) == (["helmet"], True)
    assert waiting(db) == [("helmet", False, "both_changed")]


def test_more_unknown_fields_than_a_document_keeps_are_kept_for_staff(db: Database, amina: Tablet) -> None:
    person = amina.register(first="x" * 3_000)
    result = amina.send("profiles", person, 1, second="y" * 3_000, experience="none")
    assert (result["status"], result["invalid"]) == ("conflict", {"second": "too_long"})
    assert amina.shown("profiles", person)["experience"] == "none"
    assert waiting(db) == [("second", "y" * 3_000, "too_long")]


@pytest.mark.parametrize("name", ["Wanjiku Atieno", "Wanjiko Atieno", "WANJIKU ATIENO"])
def test_who_registered_by_phone_and_meets_an_officer_is_one_person(
    db: Database, market: Market, amina: Tablet, name: str
) -> None:
    person = registered(db, market, occupation=None, skills=["mig"])["id"]
    alias = new_id()
    result = amina.send("profiles", alias, 0, **{**MINE, "name": name, "experience": "none", "skills": ["tig"]})
    assert result["id"] == person
    assert result["status"] == "conflict"
    assert "experience" in result["lost"]
    shown = amina.shown("profiles", person)
    assert (shown["occupation"], shown["experience"], shown["skills"]) == (WELDER, "1_to_2", ["mig", "tig"])
    assert [row["id"] for row in profiles.of_phone(db, PHONE)] == [person]
    assert known(db, alias) if profiles.by_id(db, alias) else True
    assert {name: result["set"][name] for name in ("status", "experience", "skills")} == {
        "status": "active",
        "experience": "1_to_2",
        "skills": ["mig", "tig"],
    }


def test_who_began_on_the_phone_and_has_no_name_yet_is_met_too(db: Database, market: Market, amina: Tablet) -> None:
    begun = profiles.begin(db, market, PHONE, "sw", NOW)["id"]
    assert amina.register() == begun
    assert amina.shown("profiles", begun)["name"] == MINE["name"]


def test_what_the_tablet_sends_under_its_own_id_reaches_the_person(db: Database, market: Market, amina: Tablet) -> None:
    person = registered(db, market)["id"]
    vacancy = open_vacancy(db, market)
    alias, note, visit, application = new_id(), new_id(), new_id(), new_id()
    results = amina.push(
        amina.operation("profiles", alias, 0, **MINE),
        amina.operation("profiles", alias, 0, shoe_size=40),
        amina.operation("consents", f"{alias}.service", 0, given=1, profile_id=alias),
        amina.operation("notes", note, 0, profile_id=alias, text="Met under the tree"),
        amina.operation("applications", application, 0, profile_id=alias, vacancy_id=vacancy["reference"]),
        amina.operation("visits", visit, 0, place=TOWN, met=[alias]),
        amina.operation("visits", visit, 0, met={"add": [alias], "remove": []}),
    )
    assert [each["status"] == "refused" for each in results] == [False] * 7
    assert [each.get("id") for each in results[:3]] == [person, person, f"{person}.service"]
    assert [each["set"]["profile_id"] for each in results[2:5]] == [person] * 3
    assert results[5]["set"]["met"] == results[6]["set"]["met"] == [person]
    later = amina.send("profiles", alias, results[1]["version"], shoe_size=41)
    assert (later["id"], amina.shown("profiles", person)["shoe_size"]) == (person, 41)
    assert profiles.by_id(db, alias) is None


def test_an_own_change_after_meeting_does_not_conflict_with_oneself(
    db: Database, market: Market, amina: Tablet
) -> None:
    registered(db, market, least_pay=None)
    alias = new_id()
    results = amina.push(
        amina.operation("profiles", alias, 0, **{**MINE, "least_pay": 9_000}),
        amina.operation("profiles", alias, 0, least_pay=8_000),
    )
    assert "lost" not in results[0]
    assert "lost" not in results[1]
    assert amina.send("profiles", alias, 0, least_pay=7_000).get("lost") is None
    assert waiting(db) == []


def test_two_of_one_phone_with_other_names_are_two_people(db: Database, market: Market, amina: Tablet) -> None:
    person = registered(db, market)["id"]
    sister = new_id()
    result = amina.send("profiles", sister, 0, **{**MINE, "name": "Halima Yusuf"})
    assert (result["status"], "id" in result) == ("applied", False)
    assert {row["id"] for row in profiles.of_phone(db, PHONE)} == {person, sister}
    assert amina.held("profiles", person) is None


def test_who_was_born_in_another_year_is_somebody_else(db: Database, market: Market, amina: Tablet) -> None:
    person = registered(db, market, birth_year=1970)["id"]
    assert amina.register() != person


def test_whom_two_tablets_register_is_one_person(db: Database, amina: Tablet, baraka: Tablet) -> None:
    person = amina.register()
    assert baraka.register() == person
    assert caseload.holds(db, baraka.device.officer_id, person)
    copies.fill(db, baraka.device.officer_id)
    assert baraka.held("profiles", person) == amina.held("profiles", person)


def test_somebody_outside_the_caseload_is_out_of_scope(db: Database, amina: Tablet, baraka: Tablet) -> None:
    person = amina.register()
    results = baraka.push(
        baraka.operation("profiles", person, 0, **{**MINE, "phones": []}),
        baraka.operation("profiles", person, 1, name="Somebody Else"),
        baraka.operation("consents", f"{person}.service", 0, given=1),
        baraka.operation("notes", new_id(), 0, profile_id=person, text="Seen"),
        baraka.operation("applications", new_id(), 0, profile_id=person, vacancy_id="10018"),
    )
    assert results == [
        {"n": number, "status": "refused", "reason": "not_in_scope"} for number in range(1, len(results) + 1)
    ]
    assert not caseload.holds(db, baraka.device.officer_id, person)
    assert baraka.held("profiles", person) is None
    assert known(db, person)["version"] == 1
    assert len(waiting(db)) == 5


def test_who_left_the_caseload_is_out_of_scope_again(db: Database, amina: Tablet) -> None:
    person = amina.register()
    caseload.leave(db, amina.device.officer_id, person)
    assert amina.send("profiles", person, 1, name="Wanja")["reason"] == "not_in_scope"


def test_somebody_nobody_knows_is_told_so(amina: Tablet) -> None:
    assert amina.send("profiles", new_id(), 1, name="Wanja")["reason"] == "unknown_document"


def test_a_number_that_passed_to_somebody_else_does_not_come_back(db: Database, market: Market, amina: Tablet) -> None:
    person = amina.register(phones=[PHONE, OTHER_PHONE])
    profiles.leave_phone(db, OTHER_PHONE, known(db, person), NOW)
    result = amina.send("profiles", person, 1, phones=[PHONE, OTHER_PHONE, THIRD_PHONE])
    assert result["set"]["phones"] == [PHONE, THIRD_PHONE]
    assert result["lost"] == ["phones"]
    assert waiting(db) == [("phones", {"add": [OTHER_PHONE]}, "own_word")]
    assert profiles.of_phone(db, OTHER_PHONE) == []
    # Whoever has seen that it left may bring it back.
    result = amina.send("profiles", person, result["version"], phones={"add": [OTHER_PHONE]})
    assert result["status"] == "applied"


def test_a_number_that_another_tablet_removed_does_not_come_back_by_one_that_did_not_know(
    db: Database, amina: Tablet, other: Tablet
) -> None:
    person = amina.register(phones=[PHONE, OTHER_PHONE])
    other.send("profiles", person, 1, phones={"remove": [OTHER_PHONE]})
    result = amina.send("profiles", person, 1, phones=[PHONE, OTHER_PHONE])
    assert (result["lost"], result["set"]["phones"]) == (["phones"], [PHONE])
    assert waiting(db) == [("phones", {"add": [OTHER_PHONE]}, "both_changed")]


def test_phones_of_two_tablets_join(amina: Tablet, other: Tablet) -> None:
    person = amina.register()
    other.send("profiles", person, 1, phones={"add": [OTHER_PHONE]})
    result = amina.send("profiles", person, 1, phones=[PHONE, THIRD_PHONE])
    assert result["set"]["phones"] == [PHONE, OTHER_PHONE, THIRD_PHONE]


def test_what_consent_changed_in_the_profile_is_told_with_the_next_change(amina: Tablet) -> None:
    person = amina.register()
    results = amina.push(
        amina.operation("consents", f"{person}.alerts", 0, given=1, often="weekly"),
        amina.operation("profiles", person, 1, experience="none"),
    )
    assert results[1]["set"]["alerts"] == "weekly"


@pytest.mark.parametrize("base", [1, 2, 7])
def test_versions_of_somebody_who_went_into_another_say_nothing_of_the_other(
    db: Database, market: Market, amina: Tablet, base: int
) -> None:
    kept = amina.register(name="Halima Yusuf", phones=[OTHER_PHONE], shoe_size=40)
    gone = amina.register(skills=["mig"])
    for experience in ("none", "under_1", "over_5"):
        by_phone(db, market, gone, experience=experience)
    merging.merge(db, market, kept, gone, "staff", NOW)
    result = amina.send("profiles", gone, base, name="Wanja", shoe_size=41, tools=1, skills={"add": ["tig"]})
    assert (result["id"], result["lost"]) == (kept, ["name", "shoe_size"])
    shown = amina.shown("profiles", kept)
    assert (shown["name"], shown["shoe_size"], shown["tools"], shown["skills"]) == (
        "Halima Yusuf",
        40,
        1,
        ["mig", "tig"],
    )
    told = {**result["set"], "tools": 1}
    assert {name: value for name, value in shown.items() if name != "version"} == {
        name: told[name] for name in shown if name != "version"
    }


def test_the_officer_who_was_moved_still_looks_after_people(db: Database, market: Market, amina: Tablet) -> None:
    person = amina.register()
    officers.move(db, market, officers.by_id(db, amina.device.officer_id), ["001"], NOW)
    assert amina.send("profiles", person, 1, experience="none")["status"] == "applied"


def test_edits_name_the_copy_and_the_officer(db: Database, amina: Tablet) -> None:
    person = amina.register()
    amina.send("profiles", person, 1, experience="none")
    author: Any = edits.since(db, "profiles", person, 1)["experience"].author
    assert author == f"{amina.device.officer_id}/{amina.source}"


def test_what_the_other_has_no_value_for_is_told_too(db: Database, market: Market, amina: Tablet) -> None:
    kept = amina.register(name="Halima Yusuf", phones=[OTHER_PHONE])
    gone = amina.register(tools=1)
    merging.merge(db, market, kept, gone, "staff", NOW)
    other = amina.another()
    version = other.shown("profiles", kept)["version"]
    assert other.send("profiles", kept, version, tools=None)["status"] == "applied"
    told = amina.send("profiles", gone, 1, shoe_size=41)["set"]
    assert (told["name"], told["tools"]) == ("Halima Yusuf", None)
