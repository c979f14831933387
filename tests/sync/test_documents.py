"""Documents: what tablets send is looked through field by field, and nothing that passes is refused by the database."""

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core import notes, profiles, visits
from core.database import Database
from core.ids import new_id
from core.market import Market
from sync import documents
from sync.documents import COLLECTIONS, checked
from sync.fields import FAULTS
from tests.conftest import ROOT
from tests.core import makers

PERSON = "0193f0a0-0000-7000-8000-000000000001"
PROFILE = {
    "name": "Wanjiku Atieno",
    "birth_year": 1995,
    "language": "sw",
    "place": makers.TOWN,
    "occupation": makers.WELDER,
    "experience": "1_to_2",
    "least_pay": 12_000,
    "skills": ["driving-b1", "fixes pumps"],
    "phones": ["0712 345 678"],
}
RIGHT: dict[str, dict[str, Any]] = {
    "profiles": PROFILE,
    "consents": {"profile_id": PERSON, "purpose": "alerts", "given": 1, "language": "sw", "often": "daily"},
    "applications": {"profile_id": PERSON, "vacancy_id": "10018", "status": "withdrawn"},
    "notes": {"profile_id": PERSON, "text": "Met at the market.\nWants work.", "written_at": 1_795_000_000},
    "visits": {
        "place": makers.TOWN,
        "planned_for": "2026-11-30",
        "done_at": 1_796_000_000,
        "purpose": "Registration",
        "met": [PERSON],
        "people_met": 12,
    },
    "job_orders": {
        "employer": "Juhudi Works",
        "phone": "0712 345 678",
        "contact_name": "Asha Juma",
        "sector": "repair",
        "title": "Welder for gates",
        "occupation": makers.WELDER,
        "place": makers.TOWN,
        "posts": 2,
        "pay": 900,
        "pay_period": "day",
        "skills": ["driving-b1"],
        "starts_on": "2026-11-30",
        "deadline": 1_796_000_000,
        "contact": "call",
        "contact_detail": "0712 345 678",
    },
}
NORMALISED: dict[str, dict[str, Any]] = {"profiles": {"phones": [makers.PHONE]}, "job_orders": {"phone": makers.PHONE}}
CONTRACT = (ROOT / "docs" / "sync.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("collection", RIGHT)
def test_a_right_document_passes_as_it_is(market: Market, collection: str) -> None:
    found = checked(market, collection, RIGHT[collection], new=True)
    assert found.known == {**RIGHT[collection], **NORMALISED.get(collection, {})}
    assert (found.more, found.faults, found.lacks) == ({}, {}, frozenset())


@pytest.mark.parametrize("collection", RIGHT)
def test_every_field_that_a_tablet_may_send_has_a_right_example_here(collection: str) -> None:
    assert RIGHT[collection].keys() == COLLECTIONS[collection].writable


def test_one_bad_field_does_not_spoil_the_others(market: Market) -> None:
    found = checked(market, "profiles", {**PROFILE, "place": "nowhere"}, new=True)
    assert found.faults == {"place": "unknown_place"}
    assert found.known.keys() == PROFILE.keys() - {"place"}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "A" * 81, "too_long"),
        ("name", 7, "type"),
        ("name", "Asha \ud800", "unreadable"),
        ("name", None, "required"),
        ("name", " ", "required"),
        ("birth_year", 1899, "out_of_range"),
        ("birth_year", 2028, "out_of_range"),
        ("birth_year", 1925, "out_of_range"),
        ("birth_year", "1995", "type"),
        ("birth_year", True, "type"),
        ("birth_year", 1995.5, "type"),
        ("language", "xx", "unknown_language"),
        ("place", "999", "unknown_place"),
        ("place", {}, "type"),
        ("occupation", "0000", "unknown_occupation"),
        ("experience", "years", "unknown_choice"),
        ("least_pay", 1, "out_of_range"),
        ("least_pay", 2**40, "out_of_range"),
        ("skills", "welding", "type"),
        ("skills", ["x" * 41], "too_long"),
        ("skills", [""], "required"),
        ("skills", ["a"] * 51, "too_long"),
        ("skills", {}, "type"),
        ("skills", {"add": ["a"], "set": []}, "type"),
        ("skills", None, "required"),
        ("phones", ["12"], "malformed_phone"),
        ("phones", {"add": ["none"]}, "malformed_phone"),
        ("phones", [712345678], "type"),
        ("status", "active", "read_only"),
        ("registered_at", 1, "read_only"),
    ],
)
def test_what_is_wrong_with_a_profile_has_a_code(market: Market, field: str, value: object, code: str) -> None:
    found = checked(market, "profiles", {field: value}, new=False, year=2026)
    assert (found.known, found.faults) == ({}, {field: code})


@pytest.mark.parametrize(
    ("collection", "field", "value", "code"),
    [
        ("consents", "given", 2, "out_of_range"),
        ("consents", "given", True, "type"),
        ("consents", "often", "off", "unknown_choice"),
        ("consents", "purpose", "service", "fixed"),
        ("consents", "profile_id", PERSON, "fixed"),
        ("applications", "status", "hired", "read_only"),
        ("applications", "status", "wanted", "unknown_choice"),
        ("applications", "vacancy_id", "10018", "fixed"),
        ("notes", "profile_id", PERSON, "fixed"),
        ("notes", "text", "", "required"),
        ("notes", "text", "x" * 2001, "too_long"),
        ("notes", "written_at", 1_795_000_000_000, "out_of_range"),
        ("notes", "officer_id", PERSON, "read_only"),
        ("visits", "planned_for", "2026-02-30", "malformed_date"),
        ("visits", "planned_for", "30.11.2026", "malformed_date"),
        ("visits", "planned_for", 20261130, "type"),
        ("visits", "place", None, "required"),
        ("visits", "purpose", "x" * 501, "too_long"),
        ("visits", "met", ["somebody"], "malformed_id"),
        ("visits", "met", [PERSON.upper()], "malformed_id"),
        ("visits", "people_met", -1, "out_of_range"),
        ("visits", "people_met", {"add": 10**9}, "out_of_range"),
        ("visits", "people_met", {"add": "3"}, "type"),
        ("visits", "people_met", {"set": 3}, "type"),
        ("job_orders", "phone", "0712 345 678", "fixed"),
        ("job_orders", "title", " ", "required"),
        ("job_orders", "posts", 0, "out_of_range"),
        ("job_orders", "pay", 0, "out_of_range"),
        ("job_orders", "pay_period", "year", "unknown_choice"),
        ("job_orders", "contact", "post", "unknown_choice"),
        ("job_orders", "deadline", None, "required"),
        ("job_orders", "status", "open", "read_only"),
        ("vacancies", "title", "Welder", "read_only"),
    ],
)
def test_what_is_wrong_with_others_has_a_code(
    market: Market, collection: str, field: str, value: object, code: str
) -> None:
    found = checked(market, collection, {field: value}, new=False)
    assert (found.known, found.faults) == ({}, {field: code})


def test_children_and_years_to_come_are_told_apart(market: Market) -> None:
    assert checked(market, "profiles", {"birth_year": 2020}, new=True, year=2026).known == {"birth_year": 2020}


def test_values_come_as_they_are_kept(market: Market) -> None:
    sent = {
        "name": "  Wanjiku\x00 \n Atieno ",
        "birth_year": 1995.0,
        "skills": ["pumps ", "pumps"],
        "phones": ["0712345678", makers.PHONE],
    }
    found = checked(market, "profiles", sent, new=False)
    assert found.known == {
        "name": "Wanjiku Atieno",
        "birth_year": 1995,
        "skills": ["pumps"],
        "phones": [makers.PHONE],
    }
    assert type(found.known["birth_year"]) is int
    note = checked(market, "notes", {"text": " One.\r\nTwo.\x07\n"}, new=False)
    assert note.known == {"text": "One.\nTwo."}


def test_lists_and_counters_keep_their_shape(market: Market) -> None:
    profile = checked(market, "profiles", {"skills": {"add": ["pumps"]}, "phones": {"remove": ["0712345678"]}}, False)
    assert profile.known == {
        "skills": {"add": ["pumps"], "remove": []},
        "phones": {"add": [], "remove": [makers.PHONE]},
    }
    visit = checked(market, "visits", {"met": {"add": [PERSON]}, "people_met": {"add": -2.0}}, new=False)
    assert visit.known == {"met": {"add": [PERSON], "remove": []}, "people_met": {"add": -2}}


def test_a_new_document_says_what_it_lacks(market: Market) -> None:
    found = checked(market, "notes", {"text": "x" * 2001}, new=True)
    assert found.lacks == {"profile_id", "text"}
    assert found.faults == {"profile_id": "required", "text": "too_long"}
    assert checked(market, "profiles", {}, new=True) == documents.Checked({}, {}, {})


def test_an_empty_field_of_a_new_document_says_nothing(market: Market) -> None:
    assert checked(market, "profiles", dict.fromkeys(PROFILE), new=True) == documents.Checked({}, {}, {})


def test_a_field_that_may_be_empty_can_be_emptied(market: Market) -> None:
    found = checked(market, "visits", {"purpose": "", "planned_for": None}, new=False)
    assert found.known == {"purpose": None, "planned_for": None}


def test_what_repeats_the_document_is_no_fault(market: Market) -> None:
    sent = {"profile_id": PERSON, "officer_id": "somebody else", "written_at": 1_795_000_000}
    found = checked(market, "notes", sent, new=False, standing={"profile_id": PERSON, "officer_id": "me"})
    assert found.faults == {"officer_id": "read_only"}
    assert found.known == {"written_at": 1_795_000_000}


def test_id_and_version_may_stand_among_the_fields(market: Market) -> None:
    assert checked(market, "notes", {"id": PERSON, "version": 3}, new=False) == documents.Checked({}, {}, {})


def test_fields_that_only_tablets_know_are_kept(market: Market) -> None:
    sent = {"shoe_size": 43, "tags": ["a", {"b": None}], "name": "Asha"}
    found = checked(market, "profiles", sent, new=False)
    assert found.more == {"shoe_size": 43, "tags": ["a", {"b": None}]}
    assert found.known == {"name": "Asha"}


def test_fields_that_only_tablets_know_have_their_limits(market: Market) -> None:
    deep: list[Any] = []
    for _level in range(300):
        deep = [deep]
    sent = {"n" * 41: 1, "": 1, "deep": deep, "half": "\ud800", "good": 1}
    found = checked(market, "notes", sent, new=False)
    assert found.faults == {"n" * 41: "too_long", "": "required", "deep": "unreadable", "half": "unreadable"}
    assert found.more == {"good": 1}
    much = {f"field{number}": "x" * 380 for number in range(10)}
    assert checked(market, "notes", much, new=False).more == much
    assert documents.fits(much)
    much["last"] = "x" * 200
    assert checked(market, "notes", much, new=False).faults == dict.fromkeys(much, "too_long")
    assert not documents.fits(much)


@pytest.mark.parametrize(
    ("collection", "text", "right"),
    [
        ("profiles", PERSON, True),
        ("profiles", PERSON.upper(), False),
        ("profiles", PERSON + "\n", False),
        ("profiles", "10018", False),
        ("consents", f"{PERSON}.service", True),
        ("consents", f"{PERSON}.alerts", True),
        ("consents", f"{PERSON}.other", False),
        ("consents", PERSON, False),
        ("vacancies", PERSON, False),
        ("dreams", PERSON, False),
    ],
)
def test_ids_that_tablets_make_are_told_from_others(collection: str, text: str, right: bool) -> None:
    assert documents.is_id(collection, text) is right


def test_collections_say_how_changes_meet() -> None:
    profile, visit = COLLECTIONS["profiles"], COLLECTIONS["visits"]
    assert profile.lists == {"skills", "phones"}
    assert profile.own_word == {"phones"}
    assert visit.lists == {"met"}
    assert visit.counters == {"people_met"}
    assert visit.needed == {"place"}
    assert {name for name, each in COLLECTIONS.items() if each.removable} == {
        "conflicts",
        "job_orders",
        "notes",
        "visits",
    }
    assert {name for name, each in COLLECTIONS.items() if each.writable} == RIGHT.keys()
    for collection in COLLECTIONS.values():
        assert collection.fixed | collection.filled | collection.own_word <= collection.writable


def test_the_contract_names_every_collection_and_field() -> None:
    table = CONTRACT.partition("## Documents")[2].partition("\n## ")[0]
    rows: dict[str, str] = {}
    for line in table.splitlines():
        if line.startswith("| `"):
            names, _bucket, told = line.strip("| ").split(" | ")
            rows |= dict.fromkeys(re.findall(r"`(\w+)`", names), told)
    assert rows.keys() == COLLECTIONS.keys()
    for name, collection in COLLECTIONS.items():
        assert collection.fields <= set(re.findall(r"`(\w+)`", rows[name])), name


def test_every_field_is_described() -> None:
    for collection in COLLECTIONS.values():
        assert all(field.metadata.get("description") for field in collection.loader.fields.values())


_text = some.text(some.characters(exclude_categories=()), max_size=90)
_value = some.one_of(
    _text,
    some.integers(-(2**70), 2**70),
    some.floats(allow_nan=False),
    some.none(),
    some.booleans(),
    some.lists(_text, max_size=3),
    some.fixed_dictionaries({"add": some.lists(_text, max_size=2)}),
)


@some.composite
def _sent(draw: some.DrawFn, collection: str) -> dict[str, Any]:
    """A right document in which some fields were replaced by anything, or left out, and some were added."""
    sent = {**RIGHT[collection]}
    for name in sent:
        if draw(some.booleans()):
            sent[name] = draw(_value)
    return {**sent, **draw(some.dictionaries(_text, _value, max_size=2))}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=some.data())
def test_the_database_takes_whatever_passes(db: Database, market: Market, data: some.DataObject) -> None:
    found = checked(market, "profiles", data.draw(_sent("profiles")), new=True)
    assert set(found.faults.values()) <= FAULTS.keys()
    plain = {name: value["add"] if isinstance(value, dict) else value for name, value in found.known.items()}
    profile = profiles.begin(db, market, None, plain.pop("language", "en"), makers.NOW)
    profile = profiles.change(db, market, profile, makers.NOW, author="officer", **plain, more=found.more)
    assert profiles.document(profile).items() >= plain.items()

    found = checked(market, "notes", data.draw(_sent("notes")), new=True)
    if not found.lacks:
        fields = {**found.known, "profile_id": profile["id"]}
        notes.add(db, makers.NOW, officer_id=_officer(db), **fields, more=found.more)

    found = checked(market, "visits", data.draw(_sent("visits")), new=True)
    if not found.lacks:
        plain = {name: value["add"] if isinstance(value, dict) else value for name, value in found.known.items()}
        visits.add(db, makers.NOW, officer_id=_officer(db), **plain, more=found.more)


def _officer(db: Database) -> str:
    row = db.one("SELECT id FROM officer")
    if row is None:
        db.run("INSERT INTO officer (id, name, created_at) VALUES (:id, 'amina', :now)", id=new_id(), now=makers.NOW)
        return _officer(db)
    return str(row["id"])
