"""Copies: the bucket of an officer holds the newest of everyone they look after, whoever writes meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier, Event

import orjson
import pytest

from core import applications, caseload, changes, consent, copies, edits, notes, profiles
from core.database import Database, Row
from core.market import Market
from tests.core.makers import NAME, NOW, PHONE, look_after, officer, open_vacancy, person

ROUNDS = 24


def held(db: Database, officer_id: str) -> dict[tuple[str, str], Row]:
    """What is in the bucket of an officer, by collection and id."""
    rows = changes.documents(db, changes.caseload(officer_id), ("", ""), 1000)
    return {(row["collection"], row["document"]): copy_of(row) for row in rows}


def copy_of(row: Row) -> Row:
    """The document that a row of a bucket keeps."""
    return {"id": row["document"], "version": row["version"], **orjson.loads(row["body"])}


def known(db: Database, *people: Row) -> dict[tuple[str, str], Row]:
    """What the tables say about people, as copies should have it."""
    return {
        (collection, document["id"]): document
        for profile in people
        for collection, document in copies.documents(db, profile["id"])
    }


def busy_person(db: Database, market: Market, phone: str = PHONE) -> Row:
    """Somebody who applied, agreed, and was written about."""
    profile = person(db, market, phone)
    applications.apply(db, market, profile, open_vacancy(db, market)["id"], NOW)
    consent.record(db, profile, "service", True, "en", "ussd", NOW)
    consent.record(db, profile, "alerts", True, "en", "ussd", NOW)
    notes.add(db, NOW, officer_id=officer(db, market, phone)["id"], profile_id=profile["id"], text="On time")
    return profile


def test_all_that_is_known_about_a_person_is_put_into_the_bucket(db: Database, market: Market) -> None:
    profile, amina = busy_person(db, market), officer(db, market)
    caseload.join(db, amina["id"], profile["id"], NOW)
    assert held(db, amina["id"]) == {}
    assert copies.fill(db, amina["id"]) == 1
    assert held(db, amina["id"]) == known(db, profile)
    kinds = [collection for collection, _document in held(db, amina["id"])]
    assert kinds == ["applications", "consents", "consents", "notes", "profiles"]


def test_who_was_filled_in_is_not_filled_in_again(db: Database, market: Market) -> None:
    amina = officer(db, market)
    look_after(db, amina, busy_person(db, market))
    at = changes.position(db)
    assert copies.fill(db, amina["id"]) == 0
    assert changes.position(db) == at


def test_what_was_cut_off_is_filled_in_by_the_next_call(db: Database, market: Market) -> None:
    first, second = busy_person(db, market), busy_person(db, market, "+254733000111")
    amina = officer(db, market)
    for profile in (first, second):
        caseload.join(db, amina["id"], profile["id"], NOW)
    with pytest.raises(ZeroDivisionError), db.transaction():
        copies.fill(db, amina["id"])
        _ = 1 / 0
    assert held(db, amina["id"]) == {}
    assert copies.fill(db, amina["id"]) == 2
    assert held(db, amina["id"]) == known(db, first, second)


def test_nothing_is_filled_in_about_somebody_who_was_erased(db: Database, market: Market) -> None:
    profile, amina = busy_person(db, market), officer(db, market)
    caseload.join(db, amina["id"], profile["id"], NOW)
    profiles.erase(db, market, profile, NOW)
    assert copies.fill(db, amina["id"]) == 0
    assert held(db, amina["id"]) == {}
    assert copies.documents(db, profile["id"]) == copies.documents(db, "nobody") == []


def test_officers_do_not_get_what_only_others_look_after(db: Database, market: Market) -> None:
    profile, other = busy_person(db, market), busy_person(db, market, "+254733000111")
    amina, juma = officer(db, market), officer(db, market, "juma")
    look_after(db, amina, profile)
    look_after(db, juma, other)
    assert held(db, amina["id"]) == known(db, profile)
    assert held(db, juma["id"]) == known(db, other)


class Tablet:
    """Keeps a copy of a bucket by its positions alone."""

    def __init__(self, db: Database, officer_id: str) -> None:
        self.db, self.bucket, self.position = db, changes.caseload(officer_id), 0
        self.kept: dict[tuple[str, str], Row] = {}

    def poll(self) -> None:
        """Take in what is new, and stand where the server stands."""
        stands = changes.position(self.db)
        while rows := changes.page(self.db, {self.bucket: self.position}, 3):
            for row in rows:
                key = row["collection"], row["document"]
                self.kept.pop(key, None)
                if row["body"] != "null":
                    self.kept[key] = copy_of(row)
            self.position = rows[-1]["sequence"]
        # As the cursor of an exchange does: what others were given up to here is passed over.
        self.position = max(self.position, stands)


def test_an_officer_who_joins_while_others_write_gets_the_newest_of_everything(db: Database, market: Market) -> None:
    officers = [officer(db, market, name) for name in ("amina", "juma")]
    jobs = [open_vacancy(db, market) for _ in range(2)]
    tablets = [Tablet(db, each["id"]) for each in officers]
    people = []
    with ThreadPoolExecutor(6) as pool:
        for number in range(ROUNDS):
            profile = person(db, market, f"+2547330001{number:02}")
            people.append(profile)
            start, stop = Barrier(6), Event()

            def join(who: Row, profile: Row = profile) -> None:
                caseload.join(db, who["id"], profile["id"], NOW)
                copies.fill(db, who["id"])

            def change(profile: Row = profile) -> None:
                for name in ("Wanjiku Mwangi", "Wanjiku Otieno", NAME):
                    profile = profiles.change(db, market, profile, NOW, name=name)

            def apply(profile: Row = profile) -> None:
                for job in jobs:
                    applications.apply(db, market, profile, job["id"], NOW)
                first = applications.of_profile(db, profile["id"])[0]
                applications.withdraw(db, market, profile, first["id"], NOW)

            def agree(profile: Row = profile) -> None:
                for given in (True, False, True):
                    consent.record(db, profile, "service", given, "en", "ussd", NOW)
                notes.add(db, NOW, officer_id=officers[0]["id"], profile_id=profile["id"], text="On time")

            def poll(stop: Event = stop) -> None:
                while not stop.is_set():
                    for tablet in tablets:
                        tablet.poll()

            joining = [pool.submit(_at_once, start, join, each) for each in officers]
            writing = [pool.submit(_at_once, start, act) for act in (change, apply, agree)]
            polling = pool.submit(_at_once, start, poll)
            wait([*joining, *writing])
            stop.set()
            for done in (*joining, *writing, polling):
                done.result()
            for each, tablet in zip(officers, tablets, strict=True):
                tablet.poll()
                assert held(db, each["id"]) == known(db, *people)
                assert tablet.kept == known(db, *people)


def _at_once(start: Barrier, act: Callable[..., object], *arguments: object) -> None:
    start.wait()
    act(*arguments)


def test_an_erased_person_is_in_no_copy_however_an_officer_joins_meanwhile(db: Database, market: Market) -> None:
    amina = officer(db, market)
    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            profile = busy_person(db, market, f"+2547330001{number:02}")
            caseload.join(db, amina["id"], profile["id"], NOW)
            start = Barrier(2)
            filling = pool.submit(_at_once, start, copies.fill, db, amina["id"])
            erasing = pool.submit(_at_once, start, profiles.erase, db, market, profile, NOW)
            filling.result()
            erasing.result()
            copies.fill(db, amina["id"])
            assert held(db, amina["id"]) == {}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_an_erasure_that_waits_for_a_copy_to_be_filled_in_removes_it(
    db: Database, market: Market, database_url: str
) -> None:
    profile, amina = busy_person(db, market), officer(db, market)
    caseload.join(db, amina["id"], profile["id"], NOW)
    with ThreadPoolExecutor(1) as pool:
        with db.transaction():
            copies.fill(db, amina["id"])
            erasing = pool.submit(profiles.erase, db, market, profile, NOW)
            _until_blocked(db)
        erasing.result()
    assert held(db, amina["id"]) == {}


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
def test_a_word_that_comes_right_behind_a_copy_is_noted_as_newer_than_it(
    db: Database, market: Market, database_url: str
) -> None:
    profile, amina = person(db, market), officer(db, market)
    consent.record(db, profile, "service", True, "en", "ussd", NOW)
    with ThreadPoolExecutor(1) as pool:
        with db.transaction():
            # Before the counter is ours somebody looks after the person, and cannot be seen doing so.
            caseload.join(db, amina["id"], profile["id"], NOW)
            copies.fill(db, amina["id"])
            saying = pool.submit(consent.record, db, profile, "service", False, "en", "ussd", NOW)
            _until_blocked(db)
        saying.result()
    document = f"{profile['id']}.service"
    assert held(db, amina["id"])["consents", document]["given"] == 0
    assert set(edits.since(db, "consents", document, 1)) == {"given"}


def _until_blocked(db: Database) -> None:
    """Return once a transaction waits for a lock."""
    while not db.all("SELECT count(*) AS number FROM pg_locks WHERE NOT granted")[0]["number"]:
        pass
