"""Changes: one row a bucket and document, always the newest, on both databases."""

import zlib
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest

from core import changes, events
from core.database import Database, Row
from core.market import Market
from tests.core.makers import DAY, NOW, copies, look_after, officer, person


def rows(db: Database) -> list[Row]:
    """All rows, oldest number first."""
    return db.all(
        "SELECT bucket, collection, document, sequence, version, removed, body FROM changes ORDER BY sequence"
    )


def record(db: Database, bucket: str, version: int, left: str | None = None, document: str = "10018") -> None:
    """The state of a document, in a transaction of its own."""
    with db.transaction():
        changes.record(db, bucket, "vacancies", {"id": document, "version": version, "name": "Zoë"}, left=left)


def test_a_document_is_kept_encoded_with_its_version_and_number(db: Database) -> None:
    record(db, "vacancies/047", 3)
    (row,) = rows(db)
    assert orjson.loads(row.pop("body")) == {"name": "Zoë"}  # id and version stand beside it
    assert row == {
        "bucket": "vacancies/047",
        "collection": "vacancies",
        "document": "10018",
        "sequence": 1,
        "version": 3,
        "removed": 0,
    }


def test_the_newest_state_takes_the_place_and_a_new_number(db: Database) -> None:
    record(db, "vacancies/047", 1)
    record(db, "vacancies/047", 1, document="10022")
    record(db, "vacancies/047", 2)
    assert [(row["document"], row["version"], row["sequence"]) for row in rows(db)] == [
        ("10022", 1, 2),
        ("10018", 2, 3),
    ]


def test_a_document_that_moves_leaves_a_removal_behind_it(db: Database) -> None:
    record(db, "vacancies/047", 1)
    record(db, "vacancies/001", 2, left="vacancies/047")
    assert copies(db, "10018") == {"vacancies/047": None, "vacancies/001": {"id": "10018", "version": 2, "name": "Zoë"}}
    assert [(row["bucket"], row["version"], row["removed"]) for row in rows(db)] == [
        ("vacancies/047", 2, 1),
        ("vacancies/001", 2, 0),
    ]


def test_a_document_that_stays_removes_nothing(db: Database) -> None:
    record(db, "vacancies/047", 1)
    record(db, "vacancies/047", 2, left="vacancies/047")
    assert [row["removed"] for row in rows(db)] == [0]


def test_a_document_that_moves_back_is_there_again(db: Database) -> None:
    record(db, "vacancies/047", 1)
    record(db, "vacancies/001", 2, left="vacancies/047")
    record(db, "vacancies/047", 3, left="vacancies/001")
    held = copies(db, "10018")
    assert held["vacancies/001"] is None
    assert held["vacancies/047"]["version"] == 3


def test_a_removal_forgets_what_the_document_held(db: Database) -> None:
    record(db, "vacancies/047", 1)
    with db.transaction():
        changes.remove(db, "vacancies/047", "vacancies", "10018", 2)
    (row,) = rows(db)
    assert (row["removed"], row["version"], row["sequence"], row["body"]) == (1, 2, 2, "null")


def test_a_document_may_be_in_several_buckets(db: Database) -> None:
    record(db, "vacancies/047", 1)
    record(db, "reference", 1)
    assert set(copies(db, "10018")) == {"vacancies/047", "reference"}


def test_what_is_rolled_back_was_never_there(db: Database) -> None:
    record(db, "vacancies/047", 1)
    before = rows(db)
    with pytest.raises(ZeroDivisionError), db.transaction():
        changes.record(db, "vacancies/047", "vacancies", {"id": "10018", "version": 2})
        changes.remove(db, "vacancies/001", "vacancies", "10018", 2)
        _ = 1 / 0
    assert rows(db) == before


def test_a_page_goes_on_from_where_each_bucket_stands_oldest_first(db: Database) -> None:
    for number in range(1, 4):
        record(db, "vacancies/047", number, document="10018")
        record(db, "vacancies/047", number, document=f"1002{number}")
        record(db, "reference", number, document=f"s-{number}")
        record(db, "vacancies/001", number, document=f"1003{number}")
    # Numbers 1 to 12; of 10018 only the newest, 9, is left.
    assert numbers(db, {"vacancies/047": 0, "reference": 0}) == [2, 3, 6, 7, 9, 10, 11]
    assert numbers(db, {"vacancies/047": 6, "reference": 3}) == [7, 9, 10, 11]
    assert numbers(db, {"vacancies/047": 10, "reference": 0}) == [3, 7, 11]
    assert numbers(db, {"vacancies/047": 10, "reference": 11}) == []
    assert numbers(db, {"nowhere": 0}) == numbers(db, {}) == []


def test_a_page_is_filled_up_to_its_limit_whatever_others_changed(db: Database) -> None:
    for number in range(30):
        record(db, "vacancies/001", 1, document=f"far {number}")
        record(db, ("vacancies/047", "reference")[number % 2], 1, document=f"near {number:02}")
    read: list[str] = []
    position = 0
    while rows := changes.page(db, {"vacancies/047": position, "reference": position}, 7):
        assert len(rows) == min(7, 30 - len(read))
        read += [row["document"] for row in rows]
        position = rows[-1]["sequence"]
    assert read == [f"near {number:02}" for number in range(30)]


def test_a_row_of_a_page_tells_all_that_a_copy_needs(db: Database) -> None:
    record(db, "vacancies/047", 3)
    with db.transaction():
        changes.remove(db, "vacancies/047", "vacancies", "10022", 5)
    told = {"bucket": "vacancies/047", "collection": "vacancies"}
    assert changes.page(db, {"vacancies/047": 0}, 9) == [
        {**told, "sequence": 1, "document": "10018", "version": 3, "body": '{"name":"Zoë"}'},
        {**told, "sequence": 2, "document": "10022", "version": 5, "body": "null"},
    ]


def test_what_is_in_a_bucket_is_read_in_pieces_without_what_was_removed(db: Database) -> None:
    for number in range(5):
        record(db, "vacancies/047", 1, document=f"d-{number}")
    with db.transaction():
        changes.record(db, "vacancies/047", "employers", {"id": "z", "version": 4})
        changes.remove(db, "vacancies/047", "vacancies", "d-2", 2)
    read: list[tuple[str, str]] = []
    after = ("", "")
    while rows := changes.documents(db, "vacancies/047", after, 2):
        assert len(rows) <= 2
        read += [(row["collection"], row["document"]) for row in rows]
        after = read[-1]
    assert read == [("employers", "z"), *(("vacancies", f"d-{number}") for number in (0, 1, 3, 4))]


def test_equal_buckets_have_equal_checksums_however_they_came_about(db: Database) -> None:
    record(db, "vacancies/047", 1)
    record(db, "vacancies/047", 2, document="10022")
    record(db, "vacancies/001", 2, document="10022")
    record(db, "vacancies/001", 7)
    record(db, "vacancies/001", 1, document="10030")
    with db.transaction():
        changes.remove(db, "vacancies/001", "vacancies", "10030", 2)
    assert changes.checksum(db, "vacancies/047") != changes.checksum(db, "vacancies/001")
    record(db, "vacancies/001", 1)
    assert changes.checksum(db, "vacancies/047") == changes.checksum(db, "vacancies/001")


def test_a_checksum_tells_documents_versions_and_collections_apart(db: Database) -> None:
    record(db, "a", 1)
    record(db, "b", 2)
    record(db, "c", 1, document="10019")
    with db.transaction():
        changes.record(db, "d", "employers", {"id": "10018", "version": 1})
    sums = {changes.checksum(db, bucket) for bucket in ("a", "b", "c", "d", "nowhere")}
    assert len(sums) == 5
    assert changes.checksum(db, "nowhere") == "0-0"
    assert changes.checksum(db, "a") == f"1-{zlib.crc32(b'vacancies/10018:1')}"


def test_a_checksum_stays_within_thirty_two_bits(db: Database) -> None:
    for number in range(9):
        record(db, "a", 1, document=str(number))
    total = sum(zlib.crc32(f"vacancies/{number}:1".encode()) for number in range(9))
    assert total > 2**32
    assert changes.checksum(db, "a") == f"9-{total % 2**32}"


def test_removals_are_forgotten_after_the_days_that_they_are_kept(db: Database) -> None:
    changes.mark(db, NOW)
    record(db, "vacancies/047", 1)
    with db.transaction():
        changes.remove(db, "vacancies/047", "vacancies", "10022", 2)
    changes.mark(db, NOW + DAY)
    with db.transaction():
        changes.remove(db, "vacancies/047", "vacancies", "10030", 2)
    changes.mark(db, NOW + 2 * DAY)
    kept = changes.KEPT_DAYS * DAY
    assert changes.horizon(db) == 0
    assert changes.forget(db, NOW - 1 + kept) == 0
    assert changes.forget(db, NOW + kept) == 0
    assert changes.horizon(db) == 0  # nothing was numbered by then
    assert changes.forget(db, NOW + DAY + kept) == 1
    assert changes.horizon(db) == 2
    assert set(copies(db, "10022")) == set()
    assert copies(db, "10030") == {"vacancies/047": None}
    assert copies(db, "10018")["vacancies/047"]["version"] == 1  # what is there is never forgotten
    assert changes.forget(db, NOW + DAY + kept) == 0
    assert changes.forget(db, NOW + 2 * DAY + kept) == 1
    assert changes.horizon(db) == 3
    assert db.all("SELECT at FROM ledger_mark") == [{"at": NOW + 2 * DAY}]


def test_a_mark_in_the_same_second_is_the_first_one(db: Database) -> None:
    changes.mark(db, NOW)
    record(db, "vacancies/047", 1)
    changes.mark(db, NOW)
    assert db.all("SELECT at, sequence FROM ledger_mark") == [{"at": NOW, "sequence": 0}]


def test_the_position_is_the_newest_number_that_can_be_seen(db: Database) -> None:
    assert changes.position(db) == 0
    record(db, "vacancies/047", 1)
    with db.transaction():
        events.append(db, "test.happened", "x", NOW)
    assert changes.position(db) == 2
    with ThreadPoolExecutor(1) as other, db.transaction():
        changes.record(db, "vacancies/047", "vacancies", {"id": "10030", "version": 1})
        assert other.submit(changes.position, db).result() == 2
    assert changes.position(db) == 3


def test_an_epoch_is_renewed_to_another(db: Database) -> None:
    before = changes.epoch(db)
    changes.renew_epoch(db)
    assert changes.epoch(db) not in ("", before)


def test_a_document_about_a_person_reaches_each_officer_with_a_number_of_its_own(db: Database, market: Market) -> None:
    profile, other = person(db, market), person(db, market, phone="+254733000111")
    officers = [officer(db, market, name) for name in ("amina", "juma", "otieno")]
    for each in officers[:2]:
        look_after(db, each, profile)
    look_after(db, officers[2], other)
    before = changes.position(db)
    note_person(db, profile, 1)
    buckets = sorted(changes.caseload(each["id"]) for each in officers[:2])
    written = changes.page(db, dict.fromkeys([changes.caseload(each["id"]) for each in officers], before), 9)
    assert sorted(row["bucket"] for row in written) == buckets
    assert [row["sequence"] for row in written] == [before + 1, before + 2]
    assert {(row["collection"], row["document"], row["version"]) for row in written} == {("notes", "n-1", 1)}
    assert changes.position(db) == before + 2
    with db.transaction():
        changes.remove_person(db, profile["id"], "notes", "n-1", 2)
    assert copies(db, "n-1") == dict.fromkeys(buckets)
    assert changes.position(db) == before + 4


def test_a_document_about_somebody_whom_nobody_looks_after_is_kept_nowhere(db: Database, market: Market) -> None:
    profile = person(db, market)
    before = changes.position(db)
    note_person(db, profile, 1)
    with db.transaction():
        changes.remove_person(db, profile["id"], "notes", "n-1", 2)
    assert copies(db, "n-1") == {}
    assert changes.position(db) == before


def test_documents_about_people_are_numbered_on_in_one_transaction(db: Database, market: Market) -> None:
    """What stands between them, events and plain documents, has numbers of its own too."""
    profile = person(db, market)
    amina, juma = officer(db, market), officer(db, market, "juma")
    look_after(db, amina, profile)
    look_after(db, juma, profile)
    before = changes.position(db)
    with db.transaction():
        note_person(db, profile, 1)
        events.append(db, "test.happened", "x", NOW)
        note_person(db, profile, 1, "n-2")
        changes.record(db, "reference", "sectors", {"id": "s", "version": 1})
    drawn = [row["sequence"] for row in rows(db) if row["sequence"] > before]
    drawn += [event["id"] for event in events.after(db, before)]
    assert sorted(drawn) == list(range(before + 1, before + 7))
    assert changes.position(db) == before + 6


def numbers(db: Database, positions: dict[str, int]) -> list[int]:
    """The numbers on a page that is long enough for all."""
    return [row["sequence"] for row in changes.page(db, positions, 100)]


def note_person(db: Database, profile: Row, version: int, document: str = "n-1") -> None:
    """A document about a person, in a transaction of its own."""
    with db.transaction():
        changes.record_person(db, profile["id"], "notes", {"id": document, "version": version, "text": "Zoë"})
