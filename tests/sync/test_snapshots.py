"""Snapshots hold what is in their bucket, stand where records go on, and are sent as they are kept."""

import gzip
import random
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import pytest
import zstandard
from flask import Flask, Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from core import changes
from core.database import Database, Row
from core.errors import NotFoundError
from sync import columns, snapshots
from sync.snapshots import Offer
from tests.core.makers import DAY, NOW

BUCKET = "vacancies/047"
ZSTD, GZIP = {"Accept-Encoding": "zstd"}, {"Accept-Encoding": "gzip"}
WORDS = "welding lorry night wanted cook farm Kilifi Buruburu urgent mason two three experience".split()


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Snapshots of few documents and yet several parts."""
    monkeypatch.setattr(snapshots, "ROWS", 4)
    monkeypatch.setattr(snapshots, "PAGE", 3)
    monkeypatch.setattr(snapshots, "LEAST", 3)


def record(db: Database, number: int, version: int = 1, bucket: str = BUCKET, **fields: Any) -> None:
    """A vacancy as copies have it, or a change of one."""
    some = random.Random(number)
    document = {
        "id": str(10_000 + number),
        "version": version,
        "title": " ".join(some.choices(WORDS, k=4)),
        "employer": f"Firm {number % 3}",
        **fields,
    }
    with db.transaction():
        changes.record(db, bucket, "vacancies", document)


def remove(db: Database, number: int, bucket: str = BUCKET) -> None:
    with db.transaction():
        changes.remove(db, bucket, "vacancies", str(10_000 + number), 2)


def fill(db: Database, count: int = 10, bucket: str = BUCKET) -> None:
    for number in range(count):
        record(db, number, bucket=bucket)


def built(db: Database, bucket: str = BUCKET, now: int = NOW) -> str:
    digest = snapshots.build(db, bucket, now)
    assert digest is not None
    return digest


def offer(db: Database, bucket: str = BUCKET) -> Offer:
    [found] = snapshots.offered(db, [bucket])
    return found


def asked(
    db: Database, digest: str, part: int = 0, headers: Mapping[str, str] = ZSTD, buckets: tuple[str, ...] = (BUCKET,)
) -> Response:
    """What a tablet that may see these buckets is answered."""
    with Flask("test").test_request_context("/", headers=dict(headers)):
        response: Response = snapshots.respond(db, digest, buckets, request, part)
        return response


def lines(response: Response) -> list[bytes]:
    """The parts of an answer, each as one line."""
    encoding = response.headers.get("Content-Encoding")
    body, plain = response.data, b""
    if encoding == "gzip":
        body = gzip.decompress(body)
    while encoding == "zstd" and body:
        frame = zstandard.ZstdDecompressor().decompressobj()
        plain += frame.decompress(body)
        body = frame.unused_data
    return (plain or body).splitlines(keepends=True)


def held(packed: list[bytes]) -> dict[tuple[str, str], Row]:
    """The documents of these parts, none of which comes twice."""
    found = [(collection, document) for line in packed for collection, document in columns.documents(line)]
    by_key = {(collection, document["id"]): document for collection, document in found}
    assert len(by_key) == len(found)
    return by_key


def standing(db: Database, bucket: str = BUCKET) -> dict[tuple[str, str], Row]:
    """What is in the bucket now."""
    return {
        (row["collection"], row["document"]): {
            "id": row["document"],
            "version": row["version"],
            **orjson.loads(row["body"]),
        }
        for row in changes.documents(db, bucket, ("", ""), 100_000)
    }


def test_a_snapshot_holds_what_is_in_the_bucket(db: Database) -> None:
    fill(db)
    remove(db, 4)
    record(db, 5, 2, title="Foreman")
    fill(db, bucket="vacancies/001")
    assert held(lines(asked(db, built(db)))) == standing(db)


def test_an_empty_bucket_has_no_snapshot(db: Database) -> None:
    record(db, 1)
    remove(db, 1)
    assert snapshots.build(db, BUCKET, NOW) is None
    assert snapshots.offered(db, [BUCKET]) == []


def test_a_part_holds_one_collection_and_parts_are_about_equal(db: Database) -> None:
    fill(db, 9)
    for number in range(2):
        with db.transaction():
            changes.record(db, BUCKET, "employers", {"id": f"e{number}", "version": 1, "name": "Juhudi"})
    parts = [orjson.loads(line) for line in lines(asked(db, built(db)))]
    assert [(part["part"], part["collection"], len(part["id"])) for part in parts] == [
        (0, "employers", 2),
        (1, "vacancies", 3),
        (2, "vacancies", 3),
        (3, "vacancies", 3),
    ]


def test_documents_of_one_employer_stand_together(db: Database) -> None:
    fill(db, 9)
    parts = [orjson.loads(line) for line in lines(asked(db, built(db)))]
    assert [part["fields"]["employer"] for part in parts] == [[f"Firm {number}"] * 3 for number in range(3)]


def test_documents_stay_in_order_where_hardly_any_two_have_one_employer(db: Database) -> None:
    for number in range(4):
        record(db, number, employer=f"Firm {9 - number}")
    [part] = lines(asked(db, built(db)))
    assert orjson.loads(part)["id"] == ["10000", "10001", "10002", "10003"]


def test_a_part_that_would_be_too_large_is_made_of_fewer_documents(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "ROWS", 100)
    monkeypatch.setattr(snapshots, "FEWEST_ROWS", 2)
    monkeypatch.setattr(snapshots, "FRAME_BYTES", 1500)
    for number in range(60):
        record(db, number, about=random.Random(number).randbytes(60).hex())
    digest = built(db)
    packed = lines(asked(db, digest))
    assert len(packed) == offer(db).parts > 1
    assert held(packed) == standing(db)
    row = db.all("SELECT parts, body FROM snapshot WHERE encoding = 'parts'")[0]
    offsets = [*orjson.loads(row["parts"]), len(row["body"])]
    assert max(after - before for before, after in zip(offsets, offsets[1:], strict=False)) <= 1500


def test_browsers_can_read_each_part(db: Database) -> None:
    fill(db)
    built(db)
    for row in db.all("SELECT encoding, parts, body FROM snapshot WHERE encoding <> 'gzip'"):
        frames = orjson.loads(row["parts"]) if row["encoding"] == "parts" else [0]
        for offset in frames:
            assert zstandard.get_frame_parameters(row["body"][offset:]).window_size <= 2**23


@pytest.mark.parametrize(
    "change",
    [
        lambda db: record(db, 1, 2, title="Foreman"),
        lambda db: record(db, 11),
        lambda db: remove(db, 1),
        lambda db: remove(db, 9),
    ],
    ids=["a change", "a new document", "a removal", "a removal of what was not read yet"],
)
@pytest.mark.parametrize("reads", [2, 7], ids=["ids", "documents"])
def test_what_changes_while_it_is_made_is_in_it_or_comes_with_the_records(
    db: Database, monkeypatch: pytest.MonkeyPatch, change: Callable[[Database], None], reads: int
) -> None:
    fill(db)
    real, count = db.all, 0

    def counting(sql: str, **values: Any) -> list[Row]:
        nonlocal count
        rows = real(sql, **values)
        if "FROM changes" in sql:
            count += 1
            if count == reads:
                change(db)
        return rows

    monkeypatch.setattr(db, "all", counting)
    digest = built(db)
    monkeypatch.setattr(db, "all", real)
    copy = held(lines(asked(db, digest)))
    for row in changes.page(db, {BUCKET: offer(db).position}, 100):
        key = row["collection"], row["document"]
        copy.pop(key, None)
        if row["body"] != "null":
            copy[key] = {"id": row["document"], "version": row["version"], **orjson.loads(row["body"])}
    assert count >= reads
    assert copy == standing(db)


def test_an_offer_says_what_there_is_to_load(db: Database) -> None:
    fill(db)
    position = changes.position(db)
    digest = built(db)
    size = len(asked(db, digest).data)
    assert offer(db) == Offer(BUCKET, digest, position, documents=10, parts=3, bytes=size)
    assert snapshots.offered(db, []) == snapshots.offered(db, ["vacancies/001"]) == []


def test_the_newest_snapshot_of_each_bucket_is_offered(db: Database) -> None:
    fill(db)
    fill(db, bucket="vacancies/001")
    first, other = built(db), built(db, "vacancies/001")
    record(db, 1, 2)
    second = built(db, now=NOW - 1)  # a clock that was set back
    assert first != second
    assert [each.digest for each in snapshots.offered(db, [BUCKET, "vacancies/001"])] == [other, second]


def test_the_same_documents_again_are_the_same_snapshot_from_further_on(db: Database) -> None:
    fill(db)
    first = built(db)
    fill(db, bucket="vacancies/001")
    assert built(db, now=NOW + 1) == first
    assert offer(db).position == changes.position(db)
    assert built(db, "vacancies/001") != first


def test_what_stands_before_the_horizon_is_not_offered(db: Database) -> None:
    fill(db)
    built(db)
    changes.mark(db, NOW)
    record(db, 1, 2)
    changes.mark(db, NOW + DAY)
    changes.forget(db, NOW + changes.KEPT_DAYS * DAY)
    assert offer(db).position == changes.horizon(db)
    changes.forget(db, NOW + DAY + changes.KEPT_DAYS * DAY)
    assert snapshots.offered(db, [BUCKET]) == []


def test_zstd_and_gzip_and_plain_hold_the_same(db: Database) -> None:
    fill(db)
    digest = built(db)
    whole = lines(asked(db, digest))
    for headers in (GZIP, {}, {"Accept-Encoding": "br"}):
        assert [lines(asked(db, digest, part, headers)) for part in range(3)] == [[line] for line in whole]
    assert "Content-Encoding" not in asked(db, digest, 0, {}).headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("zstd;q=0, gzip", "gzip"),
        ("zstd;q=0.5, gzip", "gzip"),
        ("*", "zstd"),
        ("identity", None),
        ("gzip;q=0", None),
    ],
)
def test_a_tablet_gets_what_it_can_read(db: Database, accepted: str, encoding: str | None) -> None:
    fill(db, 3)
    response = asked(db, built(db), headers={"Accept-Encoding": accepted})
    assert response.headers.get("Content-Encoding") == encoding
    assert response.headers["Vary"] == "Accept-Encoding"


def test_a_copy_that_was_cut_goes_on_with_a_part(db: Database) -> None:
    fill(db)
    digest = built(db)
    whole = lines(asked(db, digest))
    assert [lines(asked(db, digest, part)) for part in range(3)] == [whole, whole[1:], whole[2:]]


@pytest.mark.parametrize("headers", [ZSTD, GZIP, {}])
def test_a_part_behind_the_last_is_out_of_range(db: Database, headers: dict[str, str]) -> None:
    fill(db)
    digest = built(db)
    with pytest.raises(RequestedRangeNotSatisfiable):
        asked(db, digest, 3, headers)


@pytest.mark.parametrize("headers", [ZSTD, GZIP, {}])
@pytest.mark.parametrize("part", [0, 1])
def test_a_copy_that_was_cut_goes_on_at_a_byte(db: Database, headers: dict[str, str], part: int) -> None:
    fill(db)
    digest = built(db)
    whole = asked(db, digest, part, headers)
    size = len(whole.data)
    for asked_for, start, stop in (("17-", 17, size), ("-20", size - 20, size), ("5-9", 5, 10), ("9-99999", 9, size)):
        some = asked(db, digest, part, {**headers, "Range": f"bytes={asked_for}"})
        assert some.status_code == 206
        assert some.data == whole.data[start:stop]
        assert some.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{size}"
        assert some.content_length == stop - start
        assert some.headers["ETag"] == whole.headers["ETag"]


def test_a_range_of_other_bytes_than_the_tablet_has_is_answered_with_all(db: Database) -> None:
    fill(db)
    digest = built(db)
    whole = asked(db, digest)
    headers = {**ZSTD, "Range": "bytes=17-"}
    assert asked(db, digest, headers={**headers, "If-Range": whole.headers["ETag"]}).status_code == 206
    other = asked(db, digest, headers={**headers, "If-Range": asked(db, digest, headers=GZIP).headers["ETag"]})
    assert (other.status_code, other.data) == (200, whole.data)


@pytest.mark.parametrize("asked_for", ["bytes=0-1,4-5", "lines=1-2", "nonsense"])
def test_ranges_that_are_not_known_are_passed_over(db: Database, asked_for: str) -> None:
    fill(db)
    digest = built(db)
    response = asked(db, digest, headers={**ZSTD, "Range": asked_for})
    assert (response.status_code, response.data) == (200, asked(db, digest).data)


def test_a_range_behind_the_end_cannot_be_answered(db: Database) -> None:
    fill(db)
    digest = built(db)
    size = len(asked(db, digest).data)
    with pytest.raises(RequestedRangeNotSatisfiable) as refused:
        asked(db, digest, headers={**ZSTD, "Range": f"bytes={size}-"})
    assert ("Content-Range", f"bytes */{size}") in refused.value.get_headers()


def test_whoever_has_it_is_not_sent_it_again(db: Database) -> None:
    fill(db)
    digest = built(db)
    tag = asked(db, digest).headers["ETag"]
    for more in ({}, {"Range": "bytes=5-"}, {"Range": "bytes=999999-"}):
        response = asked(db, digest, headers={**ZSTD, "If-None-Match": tag, **more})
        assert response.status_code == 304
        assert response.headers["ETag"] == tag
        assert response.headers["Vary"] == "Accept-Encoding"


def test_each_part_in_each_encoding_has_a_tag_of_its_own(db: Database) -> None:
    fill(db)
    digest = built(db)
    tags = {asked(db, digest, part, headers).headers["ETag"] for part in range(3) for headers in (ZSTD, GZIP, {})}
    assert len(tags) == 9
    assert not any(tag.startswith("W/") for tag in tags)


def test_a_snapshot_may_be_kept_for_ever_by_the_tablet_alone(db: Database) -> None:
    fill(db)
    response = asked(db, built(db))
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response.headers["Accept-Ranges"] == "bytes"
    assert response.headers["Content-Type"] == "application/x-ndjson"
    assert not response.is_streamed


def test_a_snapshot_of_a_bucket_out_of_scope_is_not_found(db: Database) -> None:
    fill(db)
    digest = built(db)
    with pytest.raises(NotFoundError):
        asked(db, digest, buckets=("vacancies/001", "reference"))
    with pytest.raises(NotFoundError):
        asked(db, "0123456789abcdef0123")


def test_buckets_that_everybody_shares_have_snapshots_once_they_are_large(db: Database) -> None:
    for bucket in ("vacancies/001", "reference", "caseload/amina"):
        fill(db, 3, bucket)
    fill(db, 2, "vacancies/047")
    assert snapshots.refresh(db, NOW) == []
    buckets = {row["bucket"] for row in db.all("SELECT bucket FROM snapshot")}
    assert buckets == {"vacancies/001", "reference"}


def test_a_snapshot_is_made_anew_when_too_much_has_changed(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "CHANGED_LEAST", 3)
    fill(db)
    snapshots.refresh(db, NOW)
    first = offer(db)
    for number in range(3):
        record(db, number, 2)
        snapshots.refresh(db, NOW)
        assert offer(db) == first
    remove(db, 4)
    snapshots.refresh(db, NOW)
    assert offer(db).position == changes.position(db)
    assert offer(db).documents == 9


@pytest.mark.parametrize(
    ("stale", "why"),
    [
        (False, {}),
        (False, {"changed": 100}),
        (True, {"changed": 101}),
        (False, {"documents": 20_000, "changed": 1000}),
        (True, {"documents": 20_000, "changed": 1001}),
        (False, {"changed": 1, "built_at": NOW - 7 * DAY}),
        (True, {"changed": 1, "built_at": NOW - 7 * DAY - 1}),
        (False, {"built_at": NOW - 400 * DAY}),
        (True, {"position": 49}),
    ],
)
def test_a_snapshot_is_stale_by_changes_by_age_and_by_the_horizon(stale: bool, why: dict[str, int]) -> None:
    snapshot = {"position": 50, "documents": 400, "changed": 0, "built_at": NOW, **why}
    assert snapshots.is_stale(snapshot, horizon=50, now=NOW) is stale


def test_old_snapshots_are_kept_for_a_day_after_the_next(db: Database) -> None:
    fill(db)
    old = built(db)
    record(db, 1, 2)
    built(db, now=NOW + 5 * DAY)
    snapshots.refresh(db, NOW + 6 * DAY - 1)
    assert lines(asked(db, old))
    snapshots.refresh(db, NOW + 6 * DAY)
    with pytest.raises(NotFoundError):
        asked(db, old)
    assert offer(db).documents == 10


def test_the_snapshot_of_a_bucket_that_was_emptied_goes(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "CHANGED_LEAST", 1)
    fill(db, 3)
    snapshots.refresh(db, NOW)
    for number in range(3):
        remove(db, number)
    snapshots.refresh(db, NOW)
    assert db.all("SELECT bucket FROM snapshot") == []


def test_making_them_stops_between_two_buckets_and_goes_on_later(db: Database) -> None:
    for bucket in ("reference", "vacancies/001", "vacancies/047"):
        fill(db, 3, bucket)
    answers = iter([False, True])
    assert snapshots.refresh(db, NOW, lambda: next(answers)) == ["vacancies/001", "vacancies/047"]
    assert [row["bucket"] for row in db.all("SELECT DISTINCT bucket FROM snapshot")] == ["reference"]
    assert snapshots.refresh(db, NOW) == []
    assert len(snapshots.offered(db, ["reference", "vacancies/001", "vacancies/047"])) == 3
