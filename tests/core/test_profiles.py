"""Profiles: asking, changing, moving, and being forgotten, on both databases."""

from typing import Any

import orjson
import pytest

from core import applications, calls, caseload, changes, consent, edits, events, notes, profiles, vacancies, visits
from core.database import Database, Row
from core.edits import Edit
from core.errors import ConflictError, NotFoundError
from core.market import Market
from tests.core.makers import (
    DAY,
    ELSEWHERE,
    NAME,
    NOW,
    PERSON,
    PHONE,
    TOWN,
    WELDER,
    copies,
    happened,
    look_after,
    officer,
    open_vacancy,
    person,
)

OTHER_PHONE = "+254733000111"


def test_a_new_profile_has_everything_still_to_be_asked(db: Database, market: Market) -> None:
    profile = profiles.begin(db, market, PHONE, "sw", NOW)
    assert profile["status"] == "registering"
    assert profile["language"] == "sw"
    assert profiles.missing(profile) == ["name", "birth_year", "place", "occupation", "experience", "least_pay"]
    assert happened(db, profile["id"]) == ["profile.begun"]


def test_the_last_missing_answer_makes_a_profile_active(db: Database, market: Market) -> None:
    profile = profiles.begin(db, market, PHONE, "en", NOW)
    for field in profiles.NEEDED:
        assert profile["status"] == "registering"
        profile = profiles.change(db, market, profile, NOW, **{field: PERSON[field]})
    assert profile["status"] == "active"
    assert profiles.missing(profile) == []
    assert happened(db, profile["id"]) == ["profile.begun", *["profile.changed"] * 5, "profile.registered"]


def test_any_pay_at_all_is_an_answer_and_not_a_missing_one(db: Database, market: Market) -> None:
    profile = person(db, market, least_pay=0)
    assert profiles.missing(profile) == []
    assert profile["status"] == "active"


def test_a_change_leaves_its_event_and_the_newest_copy(db: Database, market: Market) -> None:
    before = person(db, market)
    bucket = look_after(db, officer(db, market), before)
    after = profiles.change(db, market, before, NOW + DAY, name="Wanjiku Mwangi", skills=["mig", "tig"])
    assert after["version"] == before["version"] + 1
    assert after["updated_at"] == NOW + DAY
    assert happened(db, after["id"])[-1] == "profile.changed"
    inner = ("reference", "more", "created_at", "updated_at")
    assert copies(db, after["id"])[bucket] == {
        **{key: value for key, value in after.items() if key not in inner},
        "skills": ["mig", "tig"],
        "phones": [PHONE],
        "registered_at": NOW,
    }
    assert profiles.by_id(db, after["id"]) == after


def test_a_person_whom_nobody_looks_after_is_copied_nowhere(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.change(db, market, profile, NOW, name="Somebody Else")
    profiles.leave_phone(db, PHONE, profile, NOW)
    assert copies(db, profile["id"]) == {}
    assert edits.since(db, "profiles", profile["id"], 0) == {}


def test_a_person_who_moves_stays_with_whoever_looks_after_them(db: Database, market: Market) -> None:
    profile = person(db, market)
    bucket = look_after(db, officer(db, market), profile)
    moved = profiles.change(db, market, profile, NOW, place=ELSEWHERE)
    copy = copies(db, profile["id"])[bucket]
    assert (copy["version"], copy["place"]) == (moved["version"], ELSEWHERE)


def test_an_edit_is_noted_with_its_version_and_author_by_field(db: Database, market: Market) -> None:
    profile = person(db, market)
    look_after(db, officer(db, market), profile)
    base = profile["version"]
    profile = profiles.change(db, market, profile, NOW, name="Wanjiku Mwangi", place=ELSEWHERE)
    profile = profiles.change(db, market, profile, NOW, author="o-1", place=TOWN, more={"shoe_size": 42})
    assert edits.since(db, "profiles", profile["id"], base) == {
        "name": Edit(base + 1, edits.PERSON),
        "place": Edit(base + 2, "o-1"),
    }


def test_what_only_tablets_know_is_kept_and_copied(db: Database, market: Market) -> None:
    profile = person(db, market)
    bucket = look_after(db, officer(db, market), profile)
    profiles.change(db, market, profile, NOW, more={"shoe_size": 42, "name": "not this one"})
    copy = copies(db, profile["id"])[bucket]
    assert (copy["shoe_size"], copy["name"]) == (42, NAME)


def test_the_phones_of_a_profile_are_those_that_reach_the_person(db: Database, market: Market) -> None:
    profile = person(db, market)
    assert profile["phones"] == f'["{PHONE}"]'
    assert profiles.begin(db, market, None, "en", NOW)["phones"] == "[]"
    bucket = look_after(db, officer(db, market), profile)
    profile = profiles.change(db, market, profile, NOW + 1, phones=[PHONE, OTHER_PHONE])
    assert [each["id"] for each in profiles.of_phone(db, OTHER_PHONE)] == [profile["id"]]
    assert copies(db, profile["id"])[bucket]["phones"] == [PHONE, OTHER_PHONE]
    profile = profiles.change(db, market, profile, NOW + 2, phones=[OTHER_PHONE])
    assert profiles.of_phone(db, PHONE) == []
    assert [each["id"] for each in profiles.of_phone(db, OTHER_PHONE)] == [profile["id"]]
    profile = profiles.change(db, market, profile, NOW + 3, phones=[OTHER_PHONE, PHONE])
    assert [each["id"] for each in profiles.of_phone(db, PHONE)] == [profile["id"]]
    profile = profiles.change(db, market, profile, NOW + 4, phones=[])
    assert profiles.of_phone(db, PHONE) == profiles.of_phone(db, OTHER_PHONE) == []
    assert set(edits.since(db, "profiles", profile["id"], 0)) == {"phones"}


def test_a_phone_that_is_taken_and_given_within_a_second_reaches_the_person(db: Database, market: Market) -> None:
    profile = person(db, market)
    for phones in ([], [PHONE], [], [PHONE]):
        profile = profiles.change(db, market, profile, NOW, phones=phones)
        assert [each["id"] for each in profiles.of_phone(db, PHONE)] == [profile["id"]] * len(phones)


def test_somebody_registered_with_all_that_is_needed_is_active(db: Database, market: Market) -> None:
    given = {key: value for key, value in PERSON.items() if key != "sector"}
    profile = profiles.register(
        db,
        market,
        NOW,
        profile_id="p-1",
        phones=[PHONE, OTHER_PHONE],
        language="sw",
        skills=["mig"],
        more={"shoe_size": 42},
        **given,
    )
    assert profiles.by_id(db, "p-1") == profile
    assert (profile["status"], profile["language"], profile["sector"]) == ("active", "sw", "repair")
    assert profiles.document(profile) == {
        **PERSON,
        "id": "p-1",
        "version": 1,
        "status": "active",
        "language": "sw",
        "skills": ["mig"],
        "phones": [PHONE, OTHER_PHONE],
        "alerts": "off",
        "registered_at": NOW,
        "shoe_size": 42,
    }
    assert [each["id"] for each in profiles.of_phone(db, OTHER_PHONE)] == ["p-1"]
    assert happened(db, "p-1") == ["profile.registered"]
    [home] = db.all("SELECT area FROM profile")
    assert home["area"] == "047"
    with pytest.raises(ConflictError):
        profiles.register(db, market, NOW, profile_id="p-1", phones=[])


def test_somebody_of_whom_something_is_missing_is_still_registering(db: Database, market: Market) -> None:
    profile = profiles.register(db, market, NOW, profile_id="p-1", phones=[], name=NAME, occupation=WELDER)
    assert (profile["status"], profile["language"]) == ("registering", market.default_language)
    assert profiles.missing(profile) == ["birth_year", "place", "experience", "least_pay"]
    assert happened(db, "p-1") == ["profile.begun"]


def test_whoever_is_registered_by_an_officer_is_in_their_copies_at_once(db: Database, market: Market) -> None:
    amina = officer(db, market)
    with db.transaction():
        profile = profiles.register(db, market, NOW, profile_id="p-1", phones=[PHONE], name=NAME)
        caseload.join(db, amina["id"], "p-1", NOW, filled=True)
    assert copies(db, "p-1") == {f"caseload/{amina['id']}": profiles.document(profile)}


def test_a_change_on_an_outdated_reading_is_refused_and_leaves_nothing(db: Database, market: Market) -> None:
    outdated = person(db, market)
    bucket = look_after(db, officer(db, market), outdated)
    profiles.change(db, market, outdated, NOW, place=ELSEWHERE)
    seen = events.after(db, 0)
    with pytest.raises(ConflictError):
        profiles.change(db, market, outdated, NOW, place="002.007")
    with pytest.raises(ConflictError):
        profiles.erase(db, market, outdated, NOW)
    assert events.after(db, 0) == seen
    assert copies(db, outdated["id"])[bucket]["place"] == ELSEWHERE


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"birth_year": 95},
        {"experience": "long"},
        {"least_pay": -1},
        {"alerts": "hourly"},
        {"occupation": "72"},
    ],
)
def test_the_database_itself_refuses_bad_data(db: Database, market: Market, wrong: dict[str, Any]) -> None:
    profile = person(db, market)
    look_after(db, officer(db, market), profile)
    seen, held = events.after(db, 0), copies(db, profile["id"])
    with pytest.raises(ConflictError):
        profiles.change(db, market, profile, NOW, **wrong)
    assert profiles.by_id(db, profile["id"]) == profile
    assert (events.after(db, 0), copies(db, profile["id"])) == (seen, held)


def test_a_phone_reaches_several_people_first_linked_first(db: Database, market: Market) -> None:
    first = profiles.begin(db, market, PHONE, "en", NOW)
    second = profiles.begin(db, market, PHONE, "sw", NOW + 1)
    profiles.begin(db, market, OTHER_PHONE, "sw", NOW)
    assert [each["id"] for each in profiles.of_phone(db, PHONE)] == [first["id"], second["id"]]


def test_a_number_that_passed_on_no_longer_reaches_the_person_who_stays(db: Database, market: Market) -> None:
    profile = person(db, market)
    bucket = look_after(db, officer(db, market), profile)
    profiles.leave_phone(db, PHONE, profile, NOW)
    assert profiles.of_phone(db, PHONE) == []
    left = {**profile, "phones": "[]", "version": profile["version"] + 1}
    assert profiles.by_id(db, profile["id"]) == left
    assert happened(db, profile["id"])[-1] == "profile.left_phone"
    assert copies(db, profile["id"])[bucket] == profiles.document(left)
    assert edits.since(db, "profiles", profile["id"], 0) == {"phones": Edit(left["version"], edits.PERSON)}


def test_leaving_a_phone_that_does_not_reach_the_person_is_no_event(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.leave_phone(db, OTHER_PHONE, profile, NOW)
    profiles.leave_phone(db, PHONE, profile, NOW)
    profiles.leave_phone(db, PHONE, profile, NOW)
    assert happened(db, profile["id"]).count("profile.left_phone") == 1


def test_a_number_that_passed_on_can_reach_a_new_person(db: Database, market: Market) -> None:
    profiles.leave_phone(db, PHONE, person(db, market), NOW)
    newcomer = profiles.begin(db, market, PHONE, "en", NOW)
    assert [each["id"] for each in profiles.of_phone(db, PHONE)] == [newcomer["id"]]


def test_an_erased_person_is_found_no_more_and_cannot_be_changed(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.erase(db, market, profile, NOW)
    assert profiles.of_phone(db, PHONE) == []
    with pytest.raises(NotFoundError):
        profiles.change(db, market, profile, NOW, name=NAME)
    with pytest.raises(NotFoundError):
        profiles.change(db, market, {**profile, "id": "nobody"}, NOW, name=NAME)


def test_erasing_twice_is_one_erasure(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.erase(db, market, profile, NOW)
    profiles.erase(db, market, profile, NOW)
    assert happened(db, profile["id"]).count("profile.erased") == 1


def test_copies_of_an_erased_person_and_their_applications_are_told_to_go(db: Database, market: Market) -> None:
    profile = person(db, market)
    job = open_vacancy(db, market)
    amina, juma = officer(db, market), officer(db, market, "juma")
    buckets = {look_after(db, amina, profile), look_after(db, juma, profile)}
    applications.apply(db, market, profile, job["id"], NOW)
    consent.record(db, profile, "alerts", True, "en", "sms", NOW)
    written = notes.add(db, NOW, officer_id=amina["id"], profile_id=profile["id"], text="Likes to travel")
    standing = applications.for_vacancy(db, profile["id"], job["id"])
    assert standing is not None
    held = [profile["id"], f"{profile['id']}.alerts", standing["id"], written["id"]]
    assert all(set(copies(db, document)) == buckets and all(copies(db, document).values()) for document in held)
    profiles.erase(db, market, profile, NOW)
    assert [copies(db, document) for document in held] == [dict.fromkeys(buckets)] * 4
    assert not caseload.holds(db, amina["id"], profile["id"])


def test_an_erased_person_was_met_by_nobody(db: Database, market: Market) -> None:
    profile, other = person(db, market), person(db, market, phone=OTHER_PHONE)
    amina = officer(db, market)
    bucket = look_after(db, amina, profile)
    visit = visits.add(db, NOW, officer_id=amina["id"], place=TOWN, met=[other["id"], profile["id"]], people_met=7)
    profiles.erase(db, market, profile, NOW)
    after = visits.by_id(db, visit["id"])
    assert after is not None
    assert (after["met"], after["people_met"]) == (f'["{other["id"]}"]', 7)
    assert copies(db, visit["id"])[bucket] == visits.document(after)


def test_nothing_personal_of_an_erased_person_is_left_in_any_table(db: Database, market: Market) -> None:
    profile = person(db, market, birth_year=1987, least_pay=13_579)
    job = open_vacancy(db, market)
    amina = officer(db, market)
    look_after(db, amina, profile)
    applications.apply(db, market, profile, job["id"], NOW)
    consent.record(db, profile, "service", True, "en", "ussd", NOW, more={"heard_of_us": "mig"})
    notes.add(db, NOW, officer_id=amina["id"], profile_id=profile["id"], text=f"{NAME} has a mig licence")
    _keep_conflict(db, amina, profile)
    calls.ask(db, PHONE, profile["id"], "en", NOW)
    db.run(
        "INSERT INTO session (phone, channel, version, state, updated_at) VALUES (:phone, 'ussd', 1, :page, :now)",
        phone=PHONE,
        page=f"1 {NAME}",
        now=NOW,
    )
    profile = profiles.change(db, market, profile, NOW, place=ELSEWHERE, skills=["mig"])
    held = {"profile", "phone_link", "call_request", "changes", "session", "note", "quarantine"}
    assert held <= tables_with(db, NAME, PHONE[1:])

    profiles.erase(db, market, profile, NOW)
    # What was sent is for those to forget who sent it: that table says whose.
    assert tables_with(db, NAME, "1987", "13579", "mig") == set()
    assert tables_with(db, PHONE[1:]) == {"erasure"}


def _keep_conflict(db: Database, who: Row, profile: Row) -> None:
    """What a tablet sent and lost, and staff sent back to the officer: it is in the copies too."""
    db.run(
        "INSERT INTO quarantine"
        " (id, version, state, officer_id, profile_id, collection, document, base, field, value, shown, reason, at)"
        " VALUES ('q-1', 2, 'sent_back', :officer_id, :id, 'profiles', :id, 1, 'name', :name, :name, 'both', :now)",
        officer_id=who["id"],
        id=profile["id"],
        name=f'"{NAME}"',
        now=NOW,
    )
    with db.transaction():
        shown = {"id": "q-1", "version": 2, "collection": "profiles", "document": profile["id"], "value": NAME}
        changes.record(db, changes.caseload(who["id"]), "conflicts", shown)


def test_erasure_leaves_alone_what_came_from_a_number_after_it_passed_on(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.leave_phone(db, PHONE, profile, NOW)
    profile = profiles.by_id(db, profile["id"]) or profile
    for id, at in (("theirs", NOW), ("a stranger's", NOW + DAY)):
        db.run(
            "INSERT INTO incoming (gateway, gateway_id, phone, text, at) VALUES ('test', :id, :phone, 'JOBS', :at)",
            id=id,
            phone=PHONE,
            at=at,
        )
    db.run(
        "INSERT INTO session (phone, channel, version, state, updated_at) VALUES (:phone, 'ussd', 1, '{}', :now)",
        phone=PHONE,
        now=NOW + DAY,
    )
    assert profiles.erase(db, market, profile, NOW + 2 * DAY) == [PHONE]
    kept = db.all("SELECT gateway_id FROM incoming WHERE phone = :phone AND text = 'JOBS'", phone=PHONE)
    assert kept == [{"gateway_id": "a stranger's"}]
    assert len(db.all("SELECT phone FROM session")) == 1


def test_what_an_erased_person_applied_for_is_taken_back_and_still_has_its_row(db: Database, market: Market) -> None:
    profile = person(db, market)
    job = open_vacancy(db, market)
    applications.apply(db, market, profile, job["id"], NOW)
    profiles.erase(db, market, profile, NOW)
    kept = [(each["vacancy_id"], each["status"]) for each in applications.of_profile(db, profile["id"])]
    assert kept == [(job["id"], "withdrawn")]
    assert vacancies.by_id(db, job["id"])["applications"] == 0


def test_a_transaction_that_fails_leaves_neither_event_nor_copy(db: Database, market: Market) -> None:
    profile = person(db, market)
    look_after(db, officer(db, market), profile)
    seen, held = events.after(db, 0), copies(db, profile["id"])
    with pytest.raises(ZeroDivisionError), db.transaction():
        profiles.change(db, market, profile, NOW, name="Somebody Else")
        changes.record(db, "caseload/7", "profiles", {"id": "other", "version": 1})
        _ = 1 / 0
    assert (events.after(db, 0), copies(db, profile["id"])) == (seen, held)
    assert copies(db, "other") == {}
    assert profiles.by_id(db, profile["id"]) == profile


def tables_with(db: Database, *traces: str) -> set[str]:
    """The tables in which any of the texts stands."""
    dump = {table: orjson.dumps(db.all(f"SELECT * FROM {table}")).decode() for table in db.tables()}
    return {table for table, text in dump.items() if any(trace in text for trace in traces)}
