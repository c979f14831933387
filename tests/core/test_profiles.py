"""Profiles: asking, changing, moving, and being forgotten, on both databases."""

from typing import Any

import orjson
import pytest

from core import applications, calls, changes, consent, events, profiles, vacancies
from core.database import Database
from core.errors import ConflictError, NotFoundError
from core.market import Market
from tests.core.makers import DAY, ELSEWHERE, NAME, NOW, PERSON, PHONE, copies, happened, open_vacancy, person

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
    after = profiles.change(db, market, before, NOW + DAY, name="Wanjiku Mwangi", skills=["mig", "tig"])
    assert after["version"] == before["version"] + 1
    assert after["updated_at"] == NOW + DAY
    assert happened(db, after["id"])[-1] == "profile.changed"
    copy = copies(db, after["id"])["people/047"]
    assert copy == {**after, "skills": ["mig", "tig"]}
    assert profiles.by_id(db, after["id"]) == after


def test_a_person_who_moves_leaves_a_removal_where_they_were(db: Database, market: Market) -> None:
    profile = person(db, market)
    moved = profiles.change(db, market, profile, NOW, place=ELSEWHERE)
    held = copies(db, profile["id"])
    assert held["people/047"] is None
    assert held["people/001"]["version"] == moved["version"]


def test_the_applications_of_a_person_who_moves_move_along(db: Database, market: Market) -> None:
    profile = person(db, market)
    job = open_vacancy(db, market)
    applications.apply(db, market, profile, job["id"], NOW)
    standing = applications.for_vacancy(db, profile["id"], job["id"])
    assert standing is not None
    profiles.change(db, market, profile, NOW, place=ELSEWHERE)
    assert copies(db, standing["id"]) == {"people/047": None, "people/001": standing}


def test_moving_within_a_county_removes_nothing(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.change(db, market, profile, NOW, place="047.274.kangemi")
    assert copies(db, profile["id"])["people/047"]["place"] == "047.274.kangemi"


def test_a_change_on_an_outdated_reading_is_refused_and_leaves_nothing(db: Database, market: Market) -> None:
    outdated = person(db, market)
    profiles.change(db, market, outdated, NOW, place=ELSEWHERE)
    seen = events.after(db, 0)
    with pytest.raises(ConflictError):
        profiles.change(db, market, outdated, NOW, place="002.007")
    with pytest.raises(ConflictError):
        profiles.erase(db, market, outdated, NOW)
    assert events.after(db, 0) == seen
    assert [bucket for bucket, copy in copies(db, outdated["id"]).items() if copy] == ["people/001"]


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
    profiles.leave_phone(db, PHONE, profile, NOW)
    assert profiles.of_phone(db, PHONE) == []
    assert profiles.by_id(db, profile["id"]) == profile
    assert happened(db, profile["id"])[-1] == "profile.left_phone"


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
    applications.apply(db, market, profile, job["id"], NOW)
    standing = applications.for_vacancy(db, profile["id"], job["id"])
    assert standing is not None
    profile = profiles.change(db, market, profile, NOW, place=ELSEWHERE)
    profiles.erase(db, market, profile, NOW)
    assert {"people/047", "people/001"} <= set(copies(db, profile["id"]))
    assert set(copies(db, profile["id"]).values()) == {None}
    assert copies(db, standing["id"]) == {"people/047": None, "people/001": None}


def test_nothing_personal_of_an_erased_person_is_left_in_any_table(db: Database, market: Market) -> None:
    profile = person(db, market, birth_year=1987, least_pay=13_579)
    job = open_vacancy(db, market)
    applications.apply(db, market, profile, job["id"], NOW)
    consent.record(db, profile, "service", True, "en", "ussd", NOW)
    calls.ask(db, PHONE, profile["id"], "en", NOW)
    db.run(
        "INSERT INTO session (phone, channel, version, state, updated_at) VALUES (:phone, 'ussd', 1, :page, :now)",
        phone=PHONE,
        page=f"1 {NAME}",
        now=NOW,
    )
    profile = profiles.change(db, market, profile, NOW, place=ELSEWHERE, skills=["mig"])
    assert {"profile", "phone_link", "call_request", "changes", "session"} <= tables_with(db, NAME, PHONE[1:])

    profiles.erase(db, market, profile, NOW)
    # What was sent is for those to forget who sent it: that table says whose.
    assert tables_with(db, NAME, "1987", "13579", "mig") == set()
    assert tables_with(db, PHONE[1:]) == {"erasure"}


def test_erasure_leaves_alone_what_came_from_a_number_after_it_passed_on(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.leave_phone(db, PHONE, profile, NOW)
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
    seen, held = events.after(db, 0), copies(db, profile["id"])
    with pytest.raises(ZeroDivisionError), db.transaction():
        profiles.change(db, market, profile, NOW, name="Somebody Else")
        changes.record(db, "people/047", "profiles", {"id": "other", "version": 1})
        _ = 1 / 0
    assert (events.after(db, 0), copies(db, profile["id"])) == (seen, held)
    assert copies(db, "other") == {}
    assert profiles.by_id(db, profile["id"]) == profile


def tables_with(db: Database, *traces: str) -> set[str]:
    """The tables in which any of the texts stands."""
    dump = {table: orjson.dumps(db.all(f"SELECT * FROM {table}")).decode() for table in db.tables()}
    return {table for table, text in dump.items() if any(trace in text for trace in traces)}
