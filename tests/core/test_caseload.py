"""Caseload: who looks after whom, and what is taken back when that ends, on both databases."""

import pytest

from core import applications, caseload, changes, consent, copies, notes, profiles
from core.database import Database, Row
from core.errors import ConflictError
from core.market import Market
from tests.core.makers import NOW, look_after, officer, open_vacancy, person
from tests.core.makers import copies as held

OTHER_PHONE = "+254733000111"


def about(db: Database, profile: Row) -> list[str]:
    """The ids of all documents about a person."""
    return [document["id"] for _collection, document in copies.documents(db, profile["id"])]


def known_well(db: Database, market: Market, who: Row) -> Row:
    """A person with a document of each kind, whom the officer looks after."""
    profile = person(db, market)
    look_after(db, who, profile)
    applications.apply(db, market, profile, open_vacancy(db, market)["id"], NOW)
    consent.record(db, profile, "alerts", True, "en", "sms", NOW)
    notes.add(db, NOW, officer_id=who["id"], profile_id=profile["id"], text="On time")
    return profile


def test_an_officer_joins_once(db: Database, market: Market) -> None:
    profile, amina = person(db, market), officer(db, market)
    assert not caseload.holds(db, amina["id"], profile["id"])
    assert caseload.join(db, amina["id"], profile["id"], NOW) is True
    assert caseload.join(db, amina["id"], profile["id"], NOW + 1) is False
    assert caseload.holds(db, amina["id"], profile["id"])
    assert db.all("SELECT since, filled FROM caseload") == [{"since": NOW, "filled": 0}]


def test_joining_again_does_not_undo_that_the_copy_is_filled_in(db: Database, market: Market) -> None:
    profile, amina = person(db, market), officer(db, market)
    look_after(db, amina, profile)
    caseload.join(db, amina["id"], profile["id"], NOW)
    assert db.all("SELECT filled FROM caseload") == [{"filled": 1}]


def test_only_officers_and_people_that_there_are_join(db: Database, market: Market) -> None:
    profile, amina = person(db, market), officer(db, market)
    for officer_id, profile_id in (("nobody", profile["id"]), (amina["id"], "nobody")):
        with pytest.raises(ConflictError):
            caseload.join(db, officer_id, profile_id, NOW)


def test_the_people_of_each_officer_are_counted(db: Database, market: Market) -> None:
    first, second = person(db, market), person(db, market, OTHER_PHONE)
    amina, juma = officer(db, market), officer(db, market, "juma")
    look_after(db, amina, first, second)
    look_after(db, juma, second)
    assert [caseload.people(db, each) for each in (amina["id"], juma["id"], "nobody")] == [2, 1, 0]


def test_what_a_joined_officer_is_told_begins_with_the_next_change(db: Database, market: Market) -> None:
    profile, amina = person(db, market), officer(db, market)
    caseload.join(db, amina["id"], profile["id"], NOW)
    assert held(db, profile["id"]) == {}
    changed = profiles.change(db, market, profile, NOW, name="Somebody Else")
    assert held(db, profile["id"]) == {changes.caseload(amina["id"]): profiles.document(changed)}


def test_who_leaves_takes_nothing_along_and_others_keep_all(db: Database, market: Market) -> None:
    amina, juma = officer(db, market), officer(db, market, "juma")
    profile, other = known_well(db, market, amina), person(db, market, OTHER_PHONE)
    look_after(db, juma, profile)
    look_after(db, amina, other)
    documents = about(db, profile)
    assert len(documents) == 4
    assert caseload.leave(db, amina["id"], profile["id"]) is True
    assert not caseload.holds(db, amina["id"], profile["id"])
    for document in documents:
        copy = held(db, document)
        assert copy[changes.caseload(amina["id"])] is None
        assert copy[changes.caseload(juma["id"])]
    assert held(db, other["id"])[changes.caseload(amina["id"])]
    at = changes.position(db)
    profiles.change(db, market, profile, NOW, name="Somebody Else")
    assert changes.page(db, {changes.caseload(amina["id"]): at}, 9) == []
    assert len(changes.page(db, {changes.caseload(juma["id"]): at}, 9)) == 1


def test_a_removal_is_no_older_than_what_it_removes(db: Database, market: Market) -> None:
    amina = officer(db, market)
    profile = known_well(db, market, amina)
    versions = {row["document"]: row["version"] for row in changes.page(db, {f"caseload/{amina['id']}": 0}, 9)}
    caseload.leave(db, amina["id"], profile["id"])
    removed = {row["document"]: row["version"] for row in changes.page(db, {f"caseload/{amina['id']}": 0}, 9)}
    assert removed == versions


def test_who_does_not_look_after_a_person_cannot_leave_them(db: Database, market: Market) -> None:
    profile, amina, juma = person(db, market), officer(db, market), officer(db, market, "juma")
    look_after(db, amina, profile)
    at = changes.position(db)
    assert caseload.leave(db, juma["id"], profile["id"]) is False
    assert changes.position(db) == at
    assert held(db, profile["id"])[changes.caseload(amina["id"])]


def test_what_staff_sent_back_about_a_person_leaves_with_them(db: Database, market: Market) -> None:
    amina, juma = officer(db, market), officer(db, market, "juma")
    profile, other = person(db, market), person(db, market, OTHER_PHONE)
    for each in (amina, juma):
        look_after(db, each, profile, other)
        for about_whom in (profile, other):
            send_back(db, each, about_whom)
    ours, theirs = changes.caseload(amina["id"]), changes.caseload(juma["id"])
    caseload.leave(db, amina["id"], profile["id"])
    assert held(db, f"amina {profile['id']}") == {ours: None}
    assert held(db, f"amina {other['id']}")[ours] and held(db, f"juma {profile['id']}")[theirs]
    profiles.erase(db, market, profile, NOW)
    assert held(db, f"juma {profile['id']}") == {theirs: None}
    assert held(db, f"juma {other['id']}")[theirs]
    assert len(db.all("SELECT id FROM quarantine")) == 2


def test_who_comes_back_is_told_all_again(db: Database, market: Market) -> None:
    amina = officer(db, market)
    profile = known_well(db, market, amina)
    caseload.leave(db, amina["id"], profile["id"])
    look_after(db, amina, profile)
    for document in about(db, profile):
        assert held(db, document)[changes.caseload(amina["id"])]


def test_a_person_who_is_erased_is_looked_after_by_nobody_and_in_no_result(db: Database, market: Market) -> None:
    amina = officer(db, market)
    profile = known_well(db, market, amina)
    db.run("INSERT INTO operation_source (source, officer_id, last) VALUES ('s', :id, 1)", id=amina["id"])
    db.run(
        "INSERT INTO operation (source, number, profile_id, result, at)"
        """ VALUES ('s', 1, :id, '{"status":"applied","set":{"name":"Wanjiku"}}', 1)""",
        id=profile["id"],
    )
    profiles.erase(db, market, profile, NOW)
    assert caseload.people(db, amina["id"]) == 0
    assert db.all("SELECT id FROM note") == []
    # The tablet may ask again what became of it.
    assert db.all("SELECT number, profile_id, result FROM operation") == [
        {"number": 1, "profile_id": None, "result": '{"status":"refused","reason":"gone"}'}
    ]


def test_what_only_tablets_knew_about_an_erased_person_is_forgotten(db: Database, market: Market) -> None:
    amina = officer(db, market)
    profile = known_well(db, market, amina)
    consent.record(db, profile, "service", True, "en", "tablet", NOW, more={"witness": "Otieno"})
    db.run("""UPDATE application SET more = '{"referee":"Otieno"}'""")
    profiles.erase(db, market, profile, NOW)
    for table in ("profile", "consent", "application"):
        assert {row["more"] for row in db.all(f"SELECT more FROM {table}")} == {"{}"}


def send_back(db: Database, who: Row, profile: Row) -> None:
    """A value that the officer's tablet sent and that staff ask about."""
    document = {"id": f"{who['name']} {profile['id']}", "version": 2, "collection": "profiles"}
    db.run(
        "INSERT INTO quarantine"
        " (id, version, state, officer_id, profile_id, collection, document, base, field, value, shown, reason, at)"
        " VALUES (:id, :version, 'sent_back', :officer_id, :profile_id, :collection, :profile_id, 1, 'name', '\"A\"',"
        " '\"B\"', 'both_changed', 1)",
        officer_id=who["id"],
        profile_id=profile["id"],
        **document,
    )
    with db.transaction():
        changes.record(db, changes.caseload(who["id"]), "conflicts", document)
