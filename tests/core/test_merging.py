"""Merging: two profiles of one person become one and two again, and nothing is lost on either way."""

import random
from typing import Any

import pytest

from core import (
    applications,
    calls,
    caseload,
    changes,
    consent,
    copies,
    duplicates,
    merging,
    notes,
    officers,
    profiles,
    visits,
)
from core.database import Database, Row
from core.errors import ConflictError, GoneError, InvalidError, NotFoundError
from core.market import Market
from messages import offers, opt_outs, subscriptions
from tests.core.makers import DAY, NOW, PHONE, happened, open_vacancy, person

OTHER_PHONE = "+254733000111"
THIRD_PHONE = "+254733000222"
LATER = NOW + DAY
OWNED = {
    "profile": "id",
    "phone_link": "profile_id",
    "application": "profile_id",
    "note": "profile_id",
    "consent": "profile_id",
    "caseload": "profile_id",
    "call_request": "profile_id",
    "quarantine": "profile_id",
    "operation": "profile_id",
    "offer": "profile_id",
}
COUNTED = ("version", "updated_at")  # by which copies learn that something happened


def everything(db: Database, *people: str) -> dict[str, list[Row]]:
    """All rows of these people, without what counts changes."""
    found: dict[str, list[Row]] = {}
    for table, column in OWNED.items():
        rows = [
            {name: value for name, value in row.items() if name not in COUNTED}
            for profile_id in people
            for row in db.all(f"SELECT * FROM {table} WHERE {column} = :id", id=profile_id)
        ]
        found[table] = sorted(rows, key=repr)
    # Whoever had alerts once keeps a place in the queue.
    found["subscription"] = db.all("SELECT * FROM subscription WHERE often <> 'off' ORDER BY id")
    found["visit"] = db.all("SELECT id, met, people_met, removed FROM visit ORDER BY id")
    found["vacancy"] = db.all("SELECT id, applications FROM vacancy ORDER BY id")
    found["opt_out"] = db.all("SELECT * FROM opt_out ORDER BY phone")
    found["alias"] = db.all("SELECT * FROM alias ORDER BY alias")
    return found


def bucket(db: Database, officer: Row) -> dict[tuple[str, str], Row]:
    """What an officer's tablets hold of people: the bodies by collection and id."""
    rows = changes.documents(db, changes.caseload(officer["id"]), ("", ""), 10_000)
    return {(row["collection"], row["document"]): row for row in rows if row["collection"] != "visits"}


def follow(db: Database, market: Market) -> None:
    """Let subscriptions follow."""
    while subscriptions.follow(db, market, NOW):
        pass


def merge(db: Database, market: Market, kept: Row, gone: Row) -> str:
    """Merge two people as staff do."""
    return merging.merge(db, market, kept["id"], gone["id"], "staff", LATER)


def now_is(db: Database, profile: Row) -> Row:
    """The profile as it stands."""
    found = profiles.by_id(db, profile["id"])
    assert found
    return found


@pytest.fixture
def pair(db: Database, market: Market) -> tuple[Row, Row]:
    """Two profiles of one person."""
    return person(db, market), person(db, market, OTHER_PHONE, name="Atieno Wanjikoo")


@pytest.fixture
def team(db: Database, market: Market) -> list[Row]:
    """Three officers."""
    return [officers.add(db, market, name, ["047"], NOW) for name in ("amina", "brian", "chebet")]


def test_what_the_kept_one_says_stays_and_what_it_lacks_comes_from_the_other(db: Database, market: Market) -> None:
    kept = profiles.begin(db, market, PHONE, "en", NOW)
    kept = profiles.change(db, market, kept, NOW, name="Wanjiku", skills=["mig"], more={"colour": "red"})
    gone = person(db, market, OTHER_PHONE, skills=["tig", "mig"], more={"colour": "blue", "size": 3})
    merge(db, market, kept, gone)
    after = profiles.document(now_is(db, kept))
    assert after["name"] == "Wanjiku"
    assert after["birth_year"] == gone["birth_year"]
    assert after["place"] == gone["place"]
    assert after["skills"] == ["mig", "tig"]
    assert after["phones"] == [PHONE, OTHER_PHONE]
    assert (after["colour"], after["size"]) == ("red", 3)
    assert after["status"] == "active"
    assert [each["id"] for each in profiles.of_phone(db, OTHER_PHONE)] == [kept["id"]]


def test_nobody_reads_the_one_that_is_gone_any_more(db: Database, market: Market, pair: tuple[Row, Row]) -> None:
    kept, gone = pair
    merge(db, market, kept, gone)
    left = now_is(db, gone)
    assert left["status"] == "erased"
    assert left["name"] is left["birth_year"] is left["place"] is None
    assert copies.documents(db, gone["id"]) == []
    assert db.one("SELECT document FROM alias WHERE alias = :id", id=gone["id"]) == {"document": kept["id"]}


def test_alerts_come_once_and_messages_of_the_phones_are_not_forgotten(
    db: Database, market: Market, pair: tuple[Row, Row]
) -> None:
    kept, gone = pair
    opt_outs.set_alerts(db, market, gone, "daily", NOW, "en", "ussd")
    follow(db, market)
    merge_id = merge(db, market, kept, now_is(db, gone))
    follow(db, market)
    often = {row["profile_id"]: row["often"] for row in db.all("SELECT profile_id, often FROM subscription")}
    assert often == {kept["id"]: "daily", gone["id"]: "off"}
    assert now_is(db, kept)["alerts"] == "daily"
    assert "profile.erased" not in happened(db, gone["id"])
    assert happened(db, kept["id"])[-1] == "profile.merged"
    assert db.all("SELECT * FROM erasure") == []
    merging.unmerge(db, market, merge_id, "staff", LATER)
    follow(db, market)
    often = {row["profile_id"]: row["often"] for row in db.all("SELECT profile_id, often FROM subscription")}
    assert often == {kept["id"]: "off", gone["id"]: "daily"}


@pytest.mark.parametrize("latest", ["kept", "gone"])
def test_the_latest_word_to_a_purpose_stands_whoever_said_it(
    db: Database, market: Market, pair: tuple[Row, Row], latest: str
) -> None:
    kept, gone = pair
    opt_outs.set_alerts(db, market, kept, "instant", NOW + (2 if latest == "kept" else 1), "en", "ussd")
    gone = opt_outs.set_alerts(db, market, gone, "daily", NOW, "en", "ussd")
    gone = opt_outs.set_alerts(db, market, gone, "off", NOW + (1 if latest == "kept" else 2), "en", "ussd")
    merge(db, market, now_is(db, kept), gone)
    assert consent.stands(db, kept["id"], "alerts") is (latest == "kept")
    assert now_is(db, kept)["alerts"] == ("instant" if latest == "kept" else "off")
    said = consent.standing(db, kept["id"], "alerts")
    assert said and said["version"] == 1 + 2


def test_of_two_applications_for_one_vacancy_that_of_the_kept_one_stays(
    db: Database, market: Market, pair: tuple[Row, Row]
) -> None:
    kept, gone = pair
    both, one = open_vacancy(db, market), open_vacancy(db, market)
    for profile, vacancy in ((kept, both), (gone, both), (gone, one)):
        applications.apply(db, market, profile, vacancy["id"], NOW)
    mine = applications.for_vacancy(db, kept["id"], both["id"])
    double = applications.for_vacancy(db, gone["id"], both["id"])
    assert mine and double
    merge_id = merge(db, market, kept, gone)
    assert [each["vacancy_id"] for each in applications.of_profile(db, kept["id"])] == [one["id"], both["id"]]
    counts = {row["id"]: row["applications"] for row in db.all("SELECT id, applications FROM vacancy")}
    assert counts == {both["id"]: 1, one["id"]: 1}
    assert db.one("SELECT document FROM alias WHERE alias = :id", id=double["id"]) == {"document": mine["id"]}
    merging.unmerge(db, market, merge_id, "staff", LATER)
    again = applications.for_vacancy(db, gone["id"], both["id"])
    assert again and again["status"] == "applied"
    counts = {row["id"]: row["applications"] for row in db.all("SELECT id, applications FROM vacancy")}
    assert counts == {both["id"]: 2, one["id"]: 1}


def test_a_phone_that_both_share_reaches_the_kept_one_once(db: Database, market: Market) -> None:
    kept, gone = person(db, market), person(db, market)
    before = everything(db, kept["id"], gone["id"])
    merge_id = merge(db, market, kept, gone)
    assert [each["id"] for each in profiles.of_phone(db, PHONE)] == [kept["id"]]
    merging.unmerge(db, market, merge_id, "staff", LATER)
    assert everything(db, kept["id"], gone["id"]) == before


def test_a_digit_that_was_offered_and_what_stop_ended_go_along(
    db: Database, market: Market, pair: tuple[Row, Row]
) -> None:
    kept, gone = pair
    vacancy = open_vacancy(db, market)
    digit = offers.make(db, NOW, OTHER_PHONE, "apply", vacancy["id"], gone["id"], LATER)
    gone = opt_outs.set_alerts(db, market, gone, "daily", NOW, "en", "sms")
    opt_outs.stop(db, market, OTHER_PHONE, NOW, "sms")
    merge(db, market, kept, now_is(db, gone))
    row = db.one("SELECT profile_id FROM offer WHERE phone = :phone AND digit = :digit", phone=OTHER_PHONE, digit=digit)
    assert row == {"profile_id": kept["id"]}
    [person_now] = opt_outs.start(db, market, OTHER_PHONE, LATER, "sms")
    assert (person_now["id"], person_now["alerts"]) == (kept["id"], "daily")


def test_tablets_hold_the_kept_one_in_place_of_the_other(
    db: Database, market: Market, pair: tuple[Row, Row], team: list[Row]
) -> None:
    kept, gone = pair
    amina, brian, chebet = team
    vacancy = open_vacancy(db, market)
    applications.apply(db, market, gone, vacancy["id"], NOW)
    note = notes.add(db, NOW, officer_id=brian["id"], profile_id=gone["id"], text="Met at the market.")
    consent.record(db, gone, "service", True, "en", "tablet", NOW)
    for officer, people in ((amina, [kept]), (brian, [gone]), (chebet, [kept, gone])):
        for profile in people:
            caseload.join(db, officer["id"], profile["id"], NOW)
        copies.fill(db, officer["id"])
    before = [{key: row["body"] for key, row in bucket(db, officer).items()} for officer in team]
    merge_id = merge(db, market, kept, gone)
    held = [{key: row["body"] for key, row in bucket(db, officer).items()} for officer in team]
    assert held[0] == held[1] == held[2]
    assert ("profiles", gone["id"]) not in held[0]
    assert {collection for collection, _id in held[0]} == {"profiles", "consents", "applications", "notes"}
    assert f'"profile_id":"{kept["id"]}"' in held[0]["notes", note["id"]]
    merging.unmerge(db, market, merge_id, "staff", LATER)
    assert [{key: row["body"] for key, row in bucket(db, officer).items()} for officer in team] == before


def test_versions_only_rise_so_that_no_copy_takes_the_new_for_the_old(
    db: Database, market: Market, pair: tuple[Row, Row], team: list[Row]
) -> None:
    kept, gone = pair
    for profile in pair:
        consent.record(db, profile, "service", True, "en", "tablet", NOW)
        for officer in team:
            caseload.join(db, officer["id"], profile["id"], NOW)
            copies.fill(db, officer["id"])
    seen = bucket(db, team[0])
    merge_id = merge(db, market, kept, gone)
    for _ in range(2):
        versions = {key: row["version"] for key, row in bucket(db, team[0]).items()}
        for key, version in versions.items():
            assert version >= seen.get(key, {"version": 0})["version"]
        seen |= bucket(db, team[0])
        if now_is(db, gone)["status"] == "erased":
            merging.unmerge(db, market, merge_id, "staff", LATER)


def test_visits_met_the_kept_one(db: Database, market: Market, pair: tuple[Row, Row], team: list[Row]) -> None:
    kept, gone = pair
    made = [
        visits.add(db, NOW, officer_id=team[0]["id"], place="047", met=met)
        for met in ([gone["id"], "x"], [kept["id"], gone["id"]], ["x"])
    ]
    merge_id = merge(db, market, kept, gone)

    def met() -> list[Any]:
        found = [visits.by_id(db, visit["id"]) for visit in made]
        return [visits.document(visit)["met"] for visit in found if visit]

    assert met() == [[kept["id"], "x"], [kept["id"]], ["x"]]
    merging.unmerge(db, market, merge_id, "staff", LATER)
    assert met() == [[gone["id"], "x"], [kept["id"], gone["id"]], ["x"]]


def test_what_was_changed_since_stays_with_the_kept_one(db: Database, market: Market) -> None:
    kept = profiles.begin(db, market, PHONE, "en", NOW)
    kept = profiles.change(db, market, kept, NOW, name="Wanjiku", skills=["mig"])
    gone = person(db, market, OTHER_PHONE, skills=["tig"], least_pay=9_000)
    merge_id = merge(db, market, kept, gone)
    since = profiles.change(db, market, now_is(db, kept), LATER, birth_year=1990, skills=["mig", "tig", "arc"])
    profiles.leave_phone(db, OTHER_PHONE, since, LATER)
    merging.unmerge(db, market, merge_id, "staff", LATER)
    after = profiles.document(now_is(db, kept))
    assert (after["birth_year"], after["least_pay"], after["place"]) == (1990, None, None)
    assert after["skills"] == ["mig", "arc"]
    assert (after["status"], after["phones"]) == ("registering", [PHONE])
    returned = profiles.document(now_is(db, gone))
    assert (returned["birth_year"], returned["least_pay"], returned["skills"]) == (1995, 9_000, ["tig"])
    assert returned["phones"] == []  # it had left the person meanwhile


def test_a_merge_that_was_undone_is_not_proposed_again(db: Database, market: Market, pair: tuple[Row, Row]) -> None:
    kept, gone = pair
    while duplicates.catch_up(db, market, NOW):
        pass
    assert len(duplicates.waiting(db)) == 1
    merge_id = merge(db, market, kept, gone)
    while duplicates.catch_up(db, market, NOW):
        pass
    assert duplicates.waiting(db) == []
    assert {row["profile_id"] for row in db.all("SELECT profile_id FROM name_sound")} == {kept["id"]}
    merging.unmerge(db, market, merge_id, "staff", LATER)
    while duplicates.catch_up(db, market, NOW):
        pass
    assert duplicates.waiting(db) == []
    assert {row["profile_id"] for row in db.all("SELECT profile_id FROM name_sound")} == {kept["id"], gone["id"]}
    assert db.one("SELECT state FROM duplicate") == {"state": "different"}


def test_three_profiles_of_one_person_come_apart_in_the_order_they_went_together(db: Database, market: Market) -> None:
    a, b, c = (person(db, market, phone) for phone in (PHONE, OTHER_PHONE, THIRD_PHONE))
    ids = a["id"], b["id"], c["id"]
    before = everything(db, *ids)
    first = merge(db, market, b, a)
    second = merge(db, market, c, now_is(db, b))
    assert profiles.document(now_is(db, c))["phones"] == [THIRD_PHONE, PHONE, OTHER_PHONE]
    assert {row["document"] for row in db.all("SELECT document FROM alias")} == {c["id"]}
    with pytest.raises(ConflictError):
        merging.unmerge(db, market, first, "staff", LATER)
    merging.unmerge(db, market, second, "staff", LATER)
    assert db.one("SELECT document FROM alias WHERE alias = :id", id=a["id"]) == {"document": b["id"]}
    merging.unmerge(db, market, first, "staff", LATER)
    assert everything(db, *ids) == before


def test_a_merge_is_undone_once(db: Database, market: Market, pair: tuple[Row, Row]) -> None:
    merge_id = merge(db, market, *pair)
    merging.unmerge(db, market, merge_id, "staff", LATER)
    with pytest.raises(GoneError):
        merging.unmerge(db, market, merge_id, "staff", LATER)
    with pytest.raises(NotFoundError):
        merging.unmerge(db, market, "none", "staff", LATER)


def test_only_two_people_who_are_there_can_be_merged(db: Database, market: Market, pair: tuple[Row, Row]) -> None:
    kept, gone = pair
    with pytest.raises(InvalidError):
        merge(db, market, kept, kept)
    with pytest.raises(NotFoundError):
        merging.merge(db, market, kept["id"], "none", "staff", NOW)
    merge(db, market, kept, gone)
    with pytest.raises(NotFoundError):
        merge(db, market, now_is(db, kept), gone)


def test_of_an_erased_person_no_copy_survives_in_merges(db: Database, market: Market) -> None:
    a, b, c = (person(db, market, phone) for phone in (PHONE, OTHER_PHONE, THIRD_PHONE))
    first = merge(db, market, b, a)
    second = merge(db, market, c, now_is(db, b))
    with db.transaction():
        db.run("INSERT INTO erasure (phone, profile_id, at) VALUES (:phone, :id, 7)", phone=PHONE, id=c["id"])
        duplicates.forget(db, c["id"])
    assert {row["moved"] for row in db.all("SELECT moved FROM merge")} == {"{}"}
    # What was sent to them under their earlier ids is found too.
    found = db.all("SELECT phone, profile_id, at FROM erasure ORDER BY profile_id")
    assert found == [{"phone": PHONE, "profile_id": each, "at": 7} for each in sorted((a["id"], b["id"], c["id"]))]
    for merge_id in first, second:
        with pytest.raises(GoneError):
            merging.unmerge(db, market, merge_id, "staff", LATER)


@pytest.mark.parametrize("seed", range(12))
def test_merged_and_unmerged_both_are_what_they_were(db: Database, market: Market, team: list[Row], seed: int) -> None:
    chance = random.Random(seed)
    vacancies = [open_vacancy(db, market) for _ in range(4)]
    people = drawn(db, market, chance, PHONE), drawn(db, market, chance, OTHER_PHONE)
    for profile in people:
        live(db, market, chance, profile, vacancies, team)
    ids = [profile["id"] for profile in people]
    for officer in team:
        copies.fill(db, officer["id"])
    follow(db, market)
    before = everything(db, *ids)
    held = [{key: row["body"] for key, row in bucket(db, officer).items()} for officer in team]
    merge_id = merge(db, market, *people)
    follow(db, market)
    assert everything(db, *ids) != before
    merging.unmerge(db, market, merge_id, "staff", LATER)
    follow(db, market)
    assert everything(db, *ids) == before
    assert [{key: row["body"] for key, row in bucket(db, officer).items()} for officer in team] == held


def drawn(db: Database, market: Market, chance: random.Random, phone: str) -> Row:
    """Somebody who has told some of what is asked."""
    profile = profiles.begin(db, market, phone, chance.choice(["en", "sw"]), NOW)
    told = {
        "name": chance.choice(["Wanjiku Atieno", "Atieno Wanjikoo"]),
        "birth_year": chance.choice([1995, 1996]),
        "place": chance.choice(["047.274", "001.001"]),
        "sector": "repair",
        "occupation": chance.choice(["7212", "8332"]),
        "experience": "none",
        "least_pay": chance.randrange(5) * 1000,
        "skills": chance.sample(["mig", "tig", "arc"], chance.randrange(3)),
        "more": chance.choice([{}, {"colour": "red"}, {"colour": "blue", "size": 3}]),
    }
    most = len(told) if chance.random() < 0.6 else chance.randrange(len(told))
    fields: dict[str, Any] = dict(chance.sample(sorted(told.items()), most))
    return profiles.change(db, market, profile, NOW, **fields)


def live(
    db: Database, market: Market, chance: random.Random, profile: Row, vacancies: list[Row], team: list[Row]
) -> None:
    """Let things happen to somebody."""
    for number in range(chance.randrange(14)):
        now, what = NOW + number, chance.randrange(9)
        profile = now_is(db, profile)
        officer = chance.choice(team)
        if what <= 1:
            applications.apply(db, market, profile, chance.choice(vacancies)["id"], now)
        elif what == 2:
            for standing in applications.of_profile(db, profile["id"])[:1]:
                applications.withdraw(db, market, profile, standing["id"], now)
        elif what == 3:
            for standing in applications.of_profile(db, profile["id"])[:1]:
                applications.decide(db, market, standing["id"], chance.choice(["seen", "hired", "refused"]), now)
        elif what == 4:
            opt_outs.set_alerts(db, market, profile, chance.choice(["off", "daily", "instant"]), now, "en", "ussd")
        elif what == 5:
            caseload.join(db, officer["id"], profile["id"], now)
            notes.add(db, now, officer_id=officer["id"], profile_id=profile["id"], text=f"note {number}")
        elif what == 6:
            visits.add(db, now, officer_id=officer["id"], place="047", met=[profile["id"], "x"][: 1 + number % 2])
        elif what == 7:
            numbers = chance.sample([PHONE, OTHER_PHONE, THIRD_PHONE], 1 + chance.randrange(2))
            profiles.change(db, market, profile, now, phones=numbers)
        else:
            calls.ask(db, chance.choice([PHONE, OTHER_PHONE]), profile["id"], "en", now)
            consent.record(db, profile, "service", bool(number % 2), "en", "ussd", now)


def test_what_employers_asked_and_wrote_goes_along_and_comes_back(
    db: Database, market: Market, pair: tuple[Row, Row]
) -> None:
    kept, gone = pair
    both, one = open_vacancy(db, market), open_vacancy(db, market)
    asked = [(both, kept), (both, gone), (one, gone)]
    for vacancy, profile in asked:
        db.run(
            "INSERT INTO approach (vacancy_id, profile_id, at) VALUES (:vacancy, :profile, :now)",
            vacancy=vacancy["id"],
            profile=profile["id"],
            now=NOW,
        )
    db.run(
        "INSERT INTO relay (vacancy_id, profile_id, sent_by, at) VALUES (:vacancy, :profile, 'employer', :now)",
        vacancy=one["id"],
        profile=gone["id"],
        now=NOW,
    )

    def held(profile: Row) -> tuple[set[str], int]:
        rows = db.all("SELECT vacancy_id FROM approach WHERE profile_id = :id", id=profile["id"])
        words = db.all("SELECT id FROM relay WHERE profile_id = :id", id=profile["id"])
        return {row["vacancy_id"] for row in rows}, len(words)

    merge_id = merge(db, market, kept, gone)
    assert held(kept) == ({both["id"], one["id"]}, 1)
    merging.unmerge(db, market, merge_id, "staff", LATER)
    assert held(kept) == ({both["id"]}, 0)
    assert held(gone) == ({both["id"], one["id"]}, 1)
