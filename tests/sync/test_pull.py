"""Pull: where a copy stands, and what it is told next, whatever happens between two pages of it."""

from collections.abc import Iterable

import orjson
import pytest

from core import changes, officers
from core.database import Database, Row
from core.market import Market
from sync import cursor, pull, snapshots
from sync.cursor import Cursor, Start
from sync.devices import Device
from tests.core.makers import DAY, NOW
from tests.sync.makers import device_of

HERE, THERE, REFERENCE = "vacancies/047", "vacancies/003", "reference"
Records = dict[tuple[str, str], int]  # bucket and id, to the version


class Copy:
    """A copy by functions alone: a cursor, and the version of each document."""

    def __init__(self, db: Database, device: Device, limit: int = 3) -> None:
        self.db, self.device, self.limit = db, device, limit
        self.cursor: str | None = None
        self.held: Records = {}
        self.got: list[str] = []  # ids as they came

    def turn(self, unsent: int = 0, cut: int | None = None) -> Row:
        """One exchange, cut after so many records; returns the end, {} where it did not come."""
        standing = pull.stand(self.db, self.device, self.cursor, unsent)
        if standing.reset:
            self.cursor, self.held = None, {}
            return {"reset": standing.reset}
        pieces, end = pull.fetch(self.db, standing, self.limit)
        lines = b"".join(pieces).splitlines()
        base = None
        for line in map(orjson.loads, lines if cut is None else lines[: cut + 1]):
            if isinstance(line, dict):
                base = line["base"]
                continue
            position, bucket, _collection, document, version, fields = line
            self.got.append(document)
            self.held.pop((bucket, document), None)
            if fields is not None:
                self.held[bucket, document] = version
            if base:
                self.cursor = f"{base}{position}"
        if cut is not None and cut < len(lines):
            return {}
        if "reset" in end:
            self.cursor, self.held = None, {}
            return end
        for bucket in end.get("drop", ()):
            self.held = {key: version for key, version in self.held.items() if key[0] != bucket}
        for each in end.get("snapshots", ()):
            self.load(each["url"].rpartition("/")[2], each["bucket"])
        self.cursor = end["cursor"]
        return end

    def level(self) -> list[Row]:
        """Turn until nothing is left; returns the ends."""
        ends = [self.turn()]
        while ends[-1].get("more") or ends[-1].get("reset"):
            assert len(ends) < 60
            ends.append(self.turn())
        return ends

    def load(self, digest: str, bucket: str) -> None:
        """A whole snapshot: in tests it is what the bucket held when it was kept here."""
        for document, version in kept_snapshots[digest].items():
            self.held[bucket, document] = version


kept_snapshots: dict[str, dict[str, int]] = {}


@pytest.fixture
def officer(db: Database, market: Market) -> Row:
    """An officer of the capital."""
    return officers.add(db, market, "amina", ["047"], NOW)


@pytest.fixture
def copy(db: Database, officer: Row) -> Copy:
    """A copy of that officer that holds nothing yet."""
    return Copy(db, device_of(db, officer))


def put(db: Database, bucket: str, *documents: str, version: int = 1) -> None:
    """Documents in a bucket, each with the next number."""
    for document in documents:
        with db.transaction():
            changes.record(db, bucket, "things", {"id": document, "version": version})


def take(db: Database, bucket: str, *documents: str, version: int = 2) -> None:
    """They are gone."""
    for document in documents:
        with db.transaction():
            changes.remove(db, bucket, "things", document, version)


def there(db: Database, buckets: Iterable[str]) -> Records:
    """What a copy of these buckets must hold."""
    rows = db.all("SELECT bucket, document, version FROM changes WHERE removed = 0")
    return {(row["bucket"], row["document"]): row["version"] for row in rows if row["bucket"] in set(buckets)}


def snapshot(db: Database, bucket: str) -> str:
    """A snapshot of a bucket, which copies of these tests can load."""
    digest = snapshots.build(db, bucket, NOW)
    assert digest
    kept_snapshots[digest] = {document: version for (_bucket, document), version in there(db, [bucket]).items()}
    return digest


def move(db: Database, market: Market, copy: Copy, *places: str) -> None:
    """The officer of a copy is of these places from now on."""
    moved = officers.move(db, market, officers.by_id(db, copy.device.officer_id), places, NOW)
    device = {field: getattr(copy.device, field) for field in copy.device.__slots__}
    copy.device = Device(**{**device, "scope": moved["scope"], "places": moved["places"], "buckets": moved["buckets"]})


def grow_old(db: Database) -> None:
    """More time passes than removals are remembered."""
    changes.mark(db, NOW)
    changes.forget(db, NOW + (changes.KEPT_DAYS + 1) * DAY)


def test_the_first_copy_of_small_buckets_comes_in_pages_oldest_first(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abcd")
    put(db, REFERENCE, *"efgh")
    put(db, THERE, *"xyz")
    ends = copy.level()
    assert copy.got == list("abcdefgh")
    assert [end.get("more") for end in ends] == [True, True, None]
    assert str(cursor.read(str(copy.cursor))) == copy.cursor
    assert copy.cursor and copy.cursor.endswith(".1.11")
    assert copy.turn().keys() == {"cursor"}


def test_a_walk_that_is_cut_after_any_record_goes_on_there(db: Database, officer: Row) -> None:
    put(db, HERE, *"abcde")
    for cut in range(4):
        copy = Copy(db, device_of(db, officer), limit=4)
        assert copy.turn(cut=cut) == {}
        assert copy.got == list("abcde")[:cut]
        copy.level()
        assert copy.got == list("abcde")
        assert copy.held == there(db, [HERE])


def test_what_changes_in_the_middle_of_a_walk_comes_at_its_end(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abcdef")
    copy.turn()
    put(db, HERE, "b", version=2)
    take(db, HERE, "e")
    take(db, HERE, "a")
    copy.level()
    assert copy.got == list("abcdfbea")
    assert copy.held == there(db, [HERE])


def test_a_bucket_with_a_snapshot_goes_on_behind_it_while_others_begin(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abc")
    digest = snapshot(db, HERE)
    put(db, REFERENCE, *"pqrs")
    put(db, HERE, "b", version=2)
    put(db, HERE, "d")
    first = copy.turn()
    assert [(each["bucket"], each["documents"]) for each in first["snapshots"]] == [(HERE, 3)]
    assert first["snapshots"][0]["url"].endswith(digest)
    assert copy.got == list("pqr")  # of a bucket that is to be loaded, nothing comes yet
    ends = copy.level()
    assert "snapshots" not in ends[0]
    assert sorted(copy.got) == sorted("pqrsbd")
    assert copy.held == there(db, [HERE, REFERENCE])
    assert copy.turn().keys() == {"cursor"}


@pytest.mark.parametrize("cut", range(5))
def test_a_snapshot_whose_offer_was_cut_off_is_offered_again(db: Database, copy: Copy, cut: int) -> None:
    put(db, HERE, *"abc")
    snapshot(db, HERE)
    put(db, REFERENCE, *"pqrs")
    put(db, HERE, "d")
    assert copy.turn(cut=cut) == {} or cut == 4
    copy.level()
    assert copy.held == there(db, [HERE, REFERENCE])


def test_a_snapshot_that_is_gone_before_it_was_loaded_is_replaced_by_records(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abc")
    snapshot(db, HERE)
    put(db, REFERENCE, *"pq")
    copy.turn(cut=1)
    db.run("DELETE FROM snapshot")
    copy.level()
    assert copy.held == there(db, [HERE, REFERENCE])


def test_a_bucket_that_is_gained_is_filled_from_its_beginning_however_far_the_copy_is(
    db: Database, market: Market, copy: Copy
) -> None:
    put(db, THERE, *"abcd")
    put(db, HERE, *"klmno")
    copy.level()
    move(db, market, copy, "047", "003")
    first = copy.turn()
    assert (first["drop"] if "drop" in first else [], first.get("more")) == ([], True)
    put(db, THERE, "e")
    put(db, HERE, "k", version=2)
    copy.level()
    assert copy.held == there(db, [HERE, THERE])
    assert copy.got.count("k") == 2 and copy.got.count("l") == 1


def test_an_answer_that_drops_has_no_records_so_that_a_cut_costs_no_more_than_it(
    db: Database, market: Market, copy: Copy
) -> None:
    put(db, HERE, *"klm")
    put(db, THERE, *"abcd")
    copy.level()
    before = copy.cursor
    move(db, market, copy, "003")
    lines, end = pull.fetch(db, pull.stand(db, copy.device, before), 3)
    assert (lines, end["more"]) == ([], True)
    assert set(end["drop"]) == {HERE}
    copy.level()
    assert copy.held == there(db, [THERE])


def test_the_scope_moves_in_the_middle_of_a_walk(db: Database, market: Market, copy: Copy) -> None:
    put(db, HERE, *"abcd")
    put(db, REFERENCE, *"pqrs")
    put(db, THERE, *"wxyz")
    copy.turn()
    move(db, market, copy, "003")
    take(db, REFERENCE, "p")
    assert "drop" not in copy.turn(unsent=1)
    assert copy.turn()["drop"]
    copy.turn(cut=1)
    move(db, market, copy, "003", "047")
    copy.level()
    assert copy.held == there(db, [HERE, THERE, REFERENCE])


def test_what_was_lost_and_gained_again_is_filled_anew(db: Database, market: Market, copy: Copy) -> None:
    put(db, HERE, *"abcd")
    copy.level()
    move(db, market, copy, "003")
    copy.level()
    take(db, HERE, "a")
    move(db, market, copy, "047")
    copy.level()
    assert copy.held == there(db, [HERE])


def test_the_horizon_passes_a_walk_from_the_beginning_and_it_does_not_begin_again(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abcdefgh")
    take(db, HERE, "c")
    grow_old(db)
    ends = copy.level()  # it stands before the horizon, but began after it
    assert [end.get("reset") for end in ends] == [None] * len(ends)
    assert copy.held == there(db, [HERE])


def test_a_walk_that_began_before_the_horizon_begins_again_once(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abcdefgh")
    copy.turn()
    take(db, HERE, "a")
    grow_old(db)
    ends = copy.level()
    assert [end["reset"] for end in ends if "reset" in end] == ["horizon"]
    assert copy.held == there(db, [HERE])


def test_removals_forgotten_between_two_looks_are_not_missed(db: Database, copy: Copy) -> None:
    put(db, HERE, *"ab")
    copy.level()
    take(db, HERE, "a")
    standing = pull.stand(db, copy.device, copy.cursor)
    grow_old(db)
    assert pull.fetch(db, standing, 10) == ([], {"reset": "horizon"})


def test_a_snapshot_from_before_the_horizon_is_not_offered(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abc")
    snapshot(db, HERE)
    take(db, HERE, "b")
    grow_old(db)
    ends = copy.level()
    assert not any("snapshots" in end or "reset" in end for end in ends)
    assert copy.held == there(db, [HERE])


def test_what_was_committed_after_the_copy_was_looked_at_comes_once(db: Database, copy: Copy) -> None:
    put(db, HERE, "a")
    standing = pull.stand(db, copy.device, None)
    put(db, HERE, "b")
    lines, end = pull.fetch(db, standing, 10)
    assert [orjson.loads(line)[3] for line in b"".join(lines[1:]).splitlines()] == ["a", "b"]
    assert pull.fetch(db, pull.stand(db, copy.device, end["cursor"]), 10) == ([], {"cursor": end["cursor"]})


def test_own_changes_are_left_out_but_not_removals_of_the_same_version(db: Database, copy: Copy) -> None:
    put(db, HERE, *"ab")
    own = {("things", "a", 1), ("things", "b", 1)}
    standing = pull.stand(db, copy.device, None)
    lines, end = pull.fetch(db, standing, 10, own)
    assert lines == []
    take(db, HERE, "b", version=1)
    lines, _end = pull.fetch(db, pull.stand(db, copy.device, end["cursor"]), 10, own)
    assert [orjson.loads(line)[3:] for line in lines[1:]] == [["b", 1, None]]


def test_an_offer_tells_what_a_copy_lacks(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abc")
    assert pull.offer(db, pull.stand(db, copy.device, None))["snapshots"] == []
    snapshot(db, HERE)
    offered = pull.offer(db, pull.stand(db, copy.device, None))
    assert [each["bucket"] for each in offered["snapshots"]] == [HERE]
    assert pull.offer(db, pull.stand(db, copy.device, offered["cursor"]))["snapshots"] == []
    assert pull.offer(db, pull.stand(db, copy.device, "nonsense")) == {"reset": "unknown"}


def test_checksums_leave_out_what_they_cannot_vouch_for(db: Database, copy: Copy) -> None:
    put(db, HERE, *"ab")
    put(db, REFERENCE, "p")
    standing = pull.stand(db, copy.device, None)
    _lines, end = pull.fetch(db, standing, 10)
    put(db, HERE, "c")  # the copy does not know yet
    assert HERE not in pull.checksums(db, standing, end)
    assert pull.checksums(db, standing, end)[REFERENCE] == changes.checksum(db, REFERENCE)
    snapshot(db, HERE)
    standing = pull.stand(db, copy.device, None)
    _lines, end = pull.fetch(db, standing, 10)
    assert HERE not in pull.checksums(db, standing, end)  # it has to be loaded first


def test_several_starts_walk_together_each_from_its_own(db: Database, copy: Copy) -> None:
    put(db, HERE, *"abc")  # 1 to 3
    put(db, REFERENCE, *"pqr")  # 4 to 6
    put(db, HERE, *"de")  # 7, 8
    put(db, changes.caseload(copy.device.officer_id), *"xy")  # 9, 10
    starts = {HERE: Start(2, 2), REFERENCE: Start(5, 10)}
    begun = tuple(starts.get(bucket, Start(0, 10)) for bucket in copy.device.buckets)
    copy.cursor = str(Cursor(changes.epoch(db), cursor.owner(copy.device.officer_id), 1, 0, begun))
    copy.level()
    assert copy.got == list("crdexy")
