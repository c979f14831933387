"""Devices: one code for one tablet, wrong ones counted, and tokens that are renewed without shutting anybody out."""

import io
import logging
import pathlib
import threading
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
import segno

from core import officers
from core.database import Database, Row
from core.errors import NotFoundError, TooManyError
from core.market import Market
from sync import devices
from sync.devices import CODE_SECONDS, MOST_TRIES, MOST_TRIES_OF_ALL, TOKEN_SECONDS, TRY_SECONDS, Device, WrongCodeError
from tests.core.makers import DAY, NOW

CODE = "K7QM-2RXF"
WRONG = "7777-7777"
SENDER = "203.0.113.7"
CLIENT = "fursa-tablet 1.0"


@pytest.fixture
def officer(db: Database, market: Market) -> Row:
    """An officer of the capital."""
    return officers.add(db, market, "amina", ["047"], NOW)


def enrol(db: Database, code: str = CODE, now: int = NOW, sender: str = SENDER) -> devices.Enrolled:
    """A tablet asks to be let in."""
    return devices.enrol(db, code, now, sender, CLIENT)


def tablet(db: Database, officer: Row, now: int = NOW) -> str:
    """A tablet that was let in: its token."""
    return enrol(db, devices.invite(db, officer["id"], now), now).token


def shown(db: Database, token: str, now: int = NOW) -> Device:
    """The device of a token that counts."""
    device = devices.of_token(db, token, now)
    assert device is not None
    return device


def guess(db: Database, times: int, sender: str = SENDER, now: int = NOW) -> None:
    """Wrong codes, one after the other."""
    for _ in range(times):
        with pytest.raises(WrongCodeError):
            enrol(db, WRONG, now, sender)


def stored(db: Database) -> str:
    """All that is kept of devices and codes."""
    return repr(db.all("SELECT * FROM enrolment") + db.all("SELECT * FROM attempt")) + repr(
        db.all("SELECT * FROM device")
    )


def test_a_code_lets_a_tablet_in(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    enrolled = enrol(db)
    assert enrolled.officer["name"] == "amina"
    assert enrolled.officer["places"] == ["047"]
    assert shown(db, enrolled.token) == Device(
        id=enrolled.device_id,
        officer_id=officer["id"],
        name="amina",
        scope=1,
        places=["047"],
        buckets=[f"caseload/{officer['id']}", "reference", "vacancies/047"],
        ended_at=None,
        revoked=False,
        wiped=False,
        token_since=NOW,
    )


def test_a_code_is_two_groups_of_letters_that_nobody_mixes_up(db: Database, officer: Row) -> None:
    codes = {devices.invite(db, officer["id"], NOW) for _ in range(50)}
    assert len(codes) == 50
    for code in codes:
        first, dash, second = code[:4], code[4], code[5:]
        assert (len(first), dash, len(second)) == (4, "-", 4)
        assert not set(code) & set("ILOU") and code == code.upper()


@pytest.mark.parametrize("typed", ["k7qm-2rxf", "K7QM2RXF", " k7 qm 2r xf\n", "K7QM–2RXF", "K-7-Q-M-2-R-X-F"])
def test_a_code_may_be_typed_in_any_way(db: Database, officer: Row, typed: str) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    assert enrol(db, typed).officer["id"] == officer["id"]


@pytest.mark.parametrize("typed", ["1010-00AB", "IOLO-OOAB", "lolo-ooab", "iO1o 00ab"])
def test_letters_that_look_alike_are_read_as_digits(db: Database, officer: Row, typed: str) -> None:
    devices.invite(db, officer["id"], NOW, "1010-00AB")
    assert enrol(db, typed).officer["id"] == officer["id"]


def test_a_code_is_for_one_tablet_once(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    first = enrol(db)
    with pytest.raises(WrongCodeError):
        enrol(db)
    assert [row["id"] for row in devices.all(db)] == [first.device_id]


def test_wrong_used_and_old_codes_are_told_apart_by_nobody(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    devices.invite(db, officer["id"], NOW, "0LD0-0LD0")
    enrol(db)
    told = set()
    for code, now in ((WRONG, NOW), (CODE, NOW), ("0LD0-0LD0", NOW + CODE_SECONDS), ("", NOW), ("é" * 500, NOW)):
        with pytest.raises(NotFoundError) as refused:
            enrol(db, code, now)
        assert isinstance(refused.value, WrongCodeError)
        told.add((refused.value.code, str(refused.value)))
    assert told == {("wrong_code", "The code is wrong, was used, or is too old.")}


def test_a_code_counts_for_a_day(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    assert enrol(db, now=NOW + CODE_SECONDS - 1).device_id


def test_another_code_does_not_end_the_first(db: Database, officer: Row) -> None:
    first, second = (devices.invite(db, officer["id"], NOW) for _ in range(2))
    assert enrol(db, first).device_id != enrol(db, second).device_id


def test_there_is_no_code_for_nobody_nor_for_who_has_left(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    db.run("UPDATE officer SET ended_at = :now", now=NOW)
    for officer_id in ("nobody", officer["id"]):
        with pytest.raises(NotFoundError):
            devices.invite(db, officer_id, NOW)
    with pytest.raises(WrongCodeError):
        enrol(db)


@pytest.mark.parametrize("attempt", range(5))
def test_of_two_tablets_with_one_code_one_is_let_in(db: Database, officer: Row, attempt: int) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    together = threading.Barrier(4)

    def try_it(number: int) -> str | None:
        together.wait()
        try:
            return enrol(db, sender=f"203.0.113.{number}").token
        except WrongCodeError:
            return None

    with ThreadPoolExecutor(4) as threads:
        tokens = [token for token in threads.map(try_it, range(4)) if token]
    assert len(tokens) == 1
    assert [row["id"] for row in devices.all(db)] == [shown(db, tokens[0]).id]


def test_who_sends_many_wrong_codes_has_to_wait_even_with_the_right_one(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    guess(db, MOST_TRIES)
    with pytest.raises(TooManyError) as refused:
        enrol(db, now=NOW + 60)
    assert refused.value.retry_after == TRY_SECONDS - 60
    assert enrol(db, sender="203.0.113.8").device_id


def test_who_waited_may_try_again(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    guess(db, MOST_TRIES)
    later = NOW + TRY_SECONDS
    guess(db, MOST_TRIES - 1, now=later)
    assert enrol(db, now=later).device_id


def test_right_codes_do_not_count(db: Database, officer: Row) -> None:
    guess(db, MOST_TRIES - 1)
    for _ in range(3):
        tablet(db, officer)
    guess(db, 1)
    with pytest.raises(TooManyError):
        enrol(db, WRONG)


def test_wrong_codes_of_all_senders_together_are_counted_too(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    for number in range(MOST_TRIES_OF_ALL // MOST_TRIES):
        guess(db, MOST_TRIES, f"198.51.100.{number}")
    with pytest.raises(TooManyError) as refused:
        enrol(db)
    assert refused.value.retry_after == TRY_SECONDS
    assert enrol(db, now=NOW + TRY_SECONDS).device_id


def test_a_sender_of_whom_nothing_is_known_is_one_sender(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    guess(db, MOST_TRIES, sender="")
    with pytest.raises(TooManyError):
        enrol(db, sender="")
    assert enrol(db).device_id


def test_wrong_codes_sent_at_once_are_all_counted(db: Database) -> None:
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: guess(db, 5, f"198.51.100.{number}"), range(8)))
    counts = {row["sender"]: row["times"] for row in db.all("SELECT sender, times FROM attempt")}
    assert counts == {"": 40, **{f"198.51.100.{number}": 5 for number in range(8)}}


def test_old_codes_are_forgotten(db: Database, officer: Row) -> None:
    devices.invite(db, officer["id"], NOW, CODE)
    devices.forget(db, NOW + CODE_SECONDS)
    assert db.all("SELECT * FROM enrolment") == []


def test_codes_and_tokens_are_kept_as_digests_and_told_to_no_log(
    db: Database, officer: Row, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    devices.invite(db, officer["id"], NOW, CODE)
    guess(db, 1)
    enrolled = enrol(db)
    renewed = devices.renewed(db, shown(db, enrolled.token), NOW + TOKEN_SECONDS)
    assert renewed
    for secret in (CODE, CODE.replace("-", ""), enrolled.token, renewed):
        assert secret not in stored(db) + caplog.text + repr(enrolled)
    assert sha256(enrolled.token.encode()).hexdigest() in stored(db)


def test_a_token_that_nobody_has_is_no_device(db: Database, officer: Row) -> None:
    token = tablet(db, officer)
    assert [devices.of_token(db, other, NOW) for other in ("", "x", token[:-1], token.swapcase())] == [None] * 4


def test_a_young_token_is_not_renewed(db: Database, officer: Row) -> None:
    device = shown(db, tablet(db, officer))
    assert devices.renewed(db, device, NOW + TOKEN_SECONDS - 1) is None


def test_a_new_token_takes_the_place_of_the_old_one_when_it_is_used(db: Database, officer: Row) -> None:
    old = tablet(db, officer)
    later = NOW + TOKEN_SECONDS
    new = devices.renewed(db, shown(db, old), later)
    assert new
    assert shown(db, new, later + 5).token_since == later + 5
    assert shown(db, new, later + 9).token_since == later + 5
    assert devices.of_token(db, old, later + 9) is None
    assert devices.renewed(db, shown(db, new), later + 9) is None


def test_a_new_token_that_never_arrived_shuts_nobody_out(db: Database, officer: Row) -> None:
    old = tablet(db, officer)
    later = NOW + TOKEN_SECONDS
    lost = devices.renewed(db, shown(db, old), later)
    assert lost
    again = devices.renewed(db, shown(db, old, later + DAY), later + DAY)
    assert again and again != lost
    assert devices.of_token(db, lost, later + DAY) is None
    assert shown(db, old, later + DAY).token_since == NOW
    assert shown(db, again, later + DAY).token_since == later + DAY
    assert devices.of_token(db, old, later + DAY) is None


def test_a_new_token_used_twice_at_once_counts_for_both(db: Database, officer: Row) -> None:
    new = devices.renewed(db, shown(db, tablet(db, officer)), NOW + TOKEN_SECONDS)
    assert new
    together = threading.Barrier(4)

    def use(number: int) -> str:
        together.wait()
        return shown(db, new, NOW + TOKEN_SECONDS).id

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(use, range(4)))) == 1


def test_a_token_is_not_renewed_behind_one_that_was_used_meanwhile(db: Database, officer: Row) -> None:
    old = shown(db, tablet(db, officer))
    later = NOW + TOKEN_SECONDS
    new = devices.renewed(db, old, later)
    assert new
    shown(db, new, later)
    assert devices.renewed(db, old, later) is None
    assert shown(db, new, later)


def test_the_token_of_a_revoked_tablet_is_known_and_not_renewed(db: Database, officer: Row) -> None:
    token = tablet(db, officer)
    assert devices.revoke(db, shown(db, token).id, NOW)
    assert not devices.revoke(db, shown(db, token).id, NOW + 1)
    device = shown(db, token)
    assert (device.revoked, device.wiped) == (True, False)
    assert devices.renewed(db, device, NOW + TOKEN_SECONDS) is None


def test_a_revoked_tablet_is_told_to_delete_everything_once(db: Database, officer: Row) -> None:
    token = tablet(db, officer)
    devices.revoke(db, shown(db, token).id, NOW)
    assert devices.wiped(db, shown(db, token).id, NOW)
    assert not devices.wiped(db, shown(db, token).id, NOW)
    assert shown(db, token).wiped
    assert [row["state"] for row in devices.all(db)] == ["wiped"]


def test_the_tablets_of_an_officer_who_left_count_as_revoked(db: Database, officer: Row) -> None:
    token = tablet(db, officer)
    db.run("UPDATE officer SET ended_at = :now", now=NOW)
    device = shown(db, token)
    assert (device.revoked, device.ended_at) == (True, NOW)
    assert [row["state"] for row in devices.all(db)] == ["revoked"]


def test_an_officer_who_moves_takes_the_tablets_along(db: Database, market: Market, officer: Row) -> None:
    token = tablet(db, officer)
    officers.move(db, market, officer, ["001"], NOW + 1)
    device = shown(db, token)
    assert (device.scope, device.places) == (2, ["001"])
    assert "vacancies/001" in device.buckets and "vacancies/047" not in device.buckets


def test_what_a_tablet_told_of_itself_is_listed(db: Database, officer: Row) -> None:
    device = shown(db, tablet(db, officer))
    [before] = devices.all(db)
    assert (before["seen_at"], before["unsent"], before["client"]) == (None, 0, CLIENT)
    devices.seen(db, device, NOW + 5, 3, "fursa-tablet 1.1", (NOW + 5 - 90) * 1000 + 400)
    [after] = devices.all(db)
    assert after == {
        "id": device.id,
        "officer": "amina",
        "places": ["047"],
        "enrolled_at": NOW,
        "seen_at": NOW + 5,
        "unsent": 3,
        "client": "fursa-tablet 1.1",
        "clock_offset": -90,
        "state": "active",
    }


def test_what_a_tablet_does_not_tell_stays_as_it_was(db: Database, officer: Row) -> None:
    device = shown(db, tablet(db, officer))
    devices.seen(db, device, NOW, 3, "fursa-tablet 1.1", (NOW + 60) * 1000)
    devices.seen(db, device, NOW + 9, None, None, None)
    [row] = devices.all(db)
    assert (row["seen_at"], row["unsent"], row["client"], row["clock_offset"]) == (NOW + 9, 3, "fursa-tablet 1.1", 60)


@pytest.mark.parametrize(("unsent", "kept"), [(-1, 0), (2**63 - 1, 2**31 - 1)])
def test_what_no_tablet_would_tell_does_no_harm(db: Database, officer: Row, unsent: int, kept: int) -> None:
    devices.seen(db, shown(db, tablet(db, officer)), NOW, unsent, "a\x00\n\x1b[31mb" + "c" * 100, 2**63 - 1)
    [row] = devices.all(db)
    assert row["unsent"] == kept
    assert row["client"] == ("a[31mb" + "c" * 100)[: devices.CLIENT_CHARS]


def test_the_qr_leads_to_the_app_with_the_code_where_no_log_sees_it() -> None:
    assert devices.address(CODE, "https://jobs.example.org") == f"https://jobs.example.org/tablet#{CODE}"
    assert devices.address(CODE, None) == CODE


@pytest.mark.parametrize("text", [CODE, f"https://jobs.example.org/tablet#{CODE}"])
def test_the_qr_holds_the_text_and_nothing_else(tmp_path: pathlib.Path, text: str) -> None:
    qr = devices.qr(text)
    assert qr == segno.make(text, micro=False, error="m")
    assert not qr.is_micro
    qr.save(str(tmp_path / "code.png"))
    assert (tmp_path / "code.png").read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    drawn = io.StringIO()
    qr.terminal(drawn, compact=True)
    assert set(drawn.getvalue()) <= set(" ▀▄█\n")


def test_devices_of_officers_are_told_with_their_state(db: Database, market: Market, officer: Row) -> None:
    other = officers.add(db, market, "juma", ["001"], NOW)
    first, second = enrolled(db, officer), enrolled(db, other)
    assert devices.of_officers(db, []) == []
    [row] = devices.of_officers(db, [officer["id"]])
    assert (row["id"], row["officer"], row["state"]) == (first, "amina", "active")
    assert devices.officer_of(db, second)["name"] == "juma"
    officers.end(db, officer["id"], NOW)
    states = {row["id"]: row["state"] for row in devices.of_officers(db, [officer["id"], other["id"]])}
    assert states == {first: "revoked", second: "active"}
    with pytest.raises(NotFoundError):
        devices.officer_of(db, "nobody")


def test_quiet_devices_have_unsent_work_and_were_away_for_long(db: Database, market: Market, officer: Row) -> None:
    for unsent in (0, 4):
        token = enrol(db, devices.invite(db, officer["id"], NOW), NOW).token
        device = devices.of_token(db, token, NOW)
        assert device
        devices.seen(db, device, NOW, unsent, None, None)
    [row] = devices.quiet(db, None, NOW + 1)
    assert (row["unsent"], row["officer"], row["seen_at"]) == (4, "amina", NOW)
    assert devices.quiet(db, None, NOW) == []
    assert devices.quiet(db, ("001",), NOW + 1) == []


def enrolled(db: Database, officer: Row) -> str:
    """A tablet of an officer: its id."""
    return enrol(db, devices.invite(db, officer["id"], NOW)).device_id
