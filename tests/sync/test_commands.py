"""`fursa device`: what staff at the server type when an officer gets a tablet or loses one."""

import io
import pathlib
import re
import stat

import pytest
import segno
import time_machine
from click.testing import CliRunner, Result

from core import officers
from core.database import Database
from sync import devices
from tests.core.makers import NOW
from wsgi import main


def fursa(url: str, *words: str, **more: str) -> Result:
    """Run a command on a database."""
    return CliRunner().invoke(main, ["device", *words], env={"FURSA_DATABASE": url, "FURSA_PUBLIC_URL": "", **more})


def code_in(told: Result) -> str:
    """The code that was given."""
    assert told.exit_code == 0, told.output
    [code] = re.findall(r"^    (\w{4}-\w{4})$", told.output, re.MULTILINE)
    return str(code)


def tablet(db: Database, url: str, *words: str) -> devices.Enrolled:
    """An officer's tablet, let in by the code that staff gave."""
    code = code_in(fursa(url, "enrol", *words))
    [made] = db.all("SELECT made_at FROM enrolment WHERE device_id IS NULL")
    return devices.enrol(db, code, made["made_at"], "203.0.113.7", "fursa-tablet 1.0")


def test_an_officer_who_is_new_is_added_and_the_code_lets_a_tablet_in(db: Database, database_url: str) -> None:
    enrolled = tablet(db, database_url, "amina", "--places", "047,001")
    assert enrolled.officer["name"] == "amina"
    assert enrolled.officer["places"] == ["001", "047"]


def test_it_says_whose_code_it_is_and_until_when_it_counts(database_url: str) -> None:
    with time_machine.travel(NOW, tick=False):
        told = fursa(database_url, "enrol", "amina", "--places", "001")
    assert told.output.startswith("amina, 001 Mombasa\n")
    assert "This code lets in one tablet, once, until 2026-11-19 14:06." in told.output


def test_the_code_is_shown_as_a_qr_with_the_address_of_the_app(database_url: str) -> None:
    told = fursa(database_url, "enrol", "amina", "--places", "047", FURSA_PUBLIC_URL="https://jobs.example.org")
    drawn = io.StringIO()
    segno.make_qr(f"https://jobs.example.org/tablet#{code_in(told)}", error="m").terminal(drawn, compact=True)
    assert drawn.getvalue() in told.output


def test_without_an_address_the_qr_is_the_code_alone(database_url: str) -> None:
    told = fursa(database_url, "enrol", "amina", "--places", "047")
    drawn = io.StringIO()
    segno.make_qr(code_in(told), error="m").terminal(drawn, compact=True)
    assert drawn.getvalue() in told.output


def test_the_qr_is_written_as_a_picture_for_its_owner_alone(database_url: str, tmp_path: pathlib.Path) -> None:
    picture = tmp_path / "amina.png"
    told = fursa(database_url, "enrol", "amina", "--places", "047", "--qr", str(picture))
    assert told.exit_code == 0
    drawn = io.BytesIO()
    segno.make_qr(code_in(told), error="m").save(drawn, kind="png", scale=8)
    assert picture.read_bytes() == drawn.getvalue()
    assert picture.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert stat.S_IMODE(picture.stat().st_mode) == 0o600


def test_a_picture_that_is_there_is_not_written_over(db: Database, database_url: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "amina.png").write_text("mine")
    told = fursa(database_url, "enrol", "amina", "--places", "047", "--qr", str(tmp_path / "amina.png"))
    assert (told.exit_code, told.output.count("\n")) == (1, 1)
    assert "is there already" in told.output
    assert (tmp_path / "amina.png").read_text() == "mine"
    assert db.all("SELECT * FROM enrolment") == []


def test_a_picture_that_cannot_be_written_leaves_the_code(database_url: str, tmp_path: pathlib.Path) -> None:
    told = fursa(database_url, "enrol", "amina", "--places", "047", "--qr", str(tmp_path / "none" / "amina.png"))
    assert told.exit_code == 1
    assert re.search(r"^    \w{4}-\w{4}$", told.output, re.MULTILINE)
    assert told.output.splitlines()[-1].endswith("amina.png could not be written: No such file or directory.")


def test_a_second_tablet_needs_no_places(db: Database, database_url: str) -> None:
    first = tablet(db, database_url, "amina", "--places", "047")
    second = tablet(db, database_url, "amina")
    assert first.officer["id"] == second.officer["id"]
    assert second.officer["scope"] == 1


def test_an_officer_who_is_given_other_places_moves_to_a_new_scope(db: Database, database_url: str) -> None:
    first = tablet(db, database_url, "amina", "--places", "047")
    assert "amina, 001 Mombasa" in fursa(database_url, "enrol", "amina", "--places", "001").output
    moved = officers.by_id(db, first.officer["id"])
    assert (moved["scope"], moved["places"]) == (2, ["001"])
    device = devices.of_token(db, first.token, NOW)
    assert device and device.places == ["001"]


def test_the_same_places_in_another_order_are_no_move(db: Database, database_url: str) -> None:
    fursa(database_url, "enrol", "amina", "--places", "047,001")
    fursa(database_url, "enrol", "amina", "--places", " 001, 047,001,")
    officer = officers.by_name(db, "amina")
    assert officer and officer["scope"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["amina"], 'There is no officer "amina". Give their places with --places'),
        (["amina", "--places", "047,999"], 'kenya has no place "999"'),
        (["amina", "--places", ","], "Give one place to --places"),
        (["", "--places", "047"], "The name of an officer is short"),
        (["a" * 81, "--places", "047"], "The name of an officer is short"),
        (["amina\n", "--places", "047"], "The name of an officer is short"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(db: Database, database_url: str, words: list[str], said: str) -> None:
    told = fursa(database_url, "enrol", *words)
    assert (told.exit_code, told.output.count("\n")) == (1, 1)
    assert said in told.output
    assert db.all("SELECT * FROM officer") == db.all("SELECT * FROM enrolment") == []


def test_who_is_no_officer_any_more_gets_no_code(db: Database, database_url: str) -> None:
    fursa(database_url, "enrol", "amina", "--places", "047")
    db.run("UPDATE officer SET ended_at = :now", now=NOW)
    told = fursa(database_url, "enrol", "amina")
    assert told.exit_code == 1
    assert "amina is no officer any more" in told.output


def test_the_list_tells_what_each_tablet_told(db: Database, database_url: str) -> None:
    amina = tablet(db, database_url, "amina", "--places", "047,001")
    juma = tablet(db, database_url, "juma", "--places", "001")
    device = devices.of_token(db, amina.token, NOW)
    assert device
    devices.seen(db, device, NOW, 12, "fursa-tablet 1.1", (NOW - 7300) * 1000)
    devices.revoke(db, juma.device_id, NOW)
    told = fursa(database_url, "list")
    assert told.exit_code == 0, told.output
    header, *rows, last = [re.split(r"\s{2,}", line) for line in told.output.splitlines()]
    assert header == ["device", "state", "officer", "places", "last sync", "unsent", "clock", "client"]
    assert rows == [
        [amina.device_id, "active", "amina", "001,047", "2026-11-18 14:06", "12", "-2 h", "fursa-tablet 1.1"],
        [juma.device_id, "revoked", "juma", "001", "never", "0", "right", "fursa-tablet 1.0"],
    ]
    assert last == ["2 devices"]
    assert amina.token not in told.output


@pytest.mark.parametrize(
    ("seconds", "said"), [(59, "right"), (-60, "-1 min"), (3599, "+59 min"), (7200, "+2 h"), (-200_000, "-2 d")]
)
def test_a_clock_that_is_off_is_told_in_words(db: Database, database_url: str, seconds: int, said: str) -> None:
    device = devices.of_token(db, tablet(db, database_url, "amina", "--places", "047").token, NOW)
    assert device
    devices.seen(db, device, NOW, 0, None, (NOW + seconds) * 1000)
    assert f"  {said}  " in fursa(database_url, "list").output


def test_a_list_of_none_says_so(database_url: str) -> None:
    assert fursa(database_url, "list").output == "0 devices\n"


def test_a_lost_tablet_is_revoked_once(db: Database, database_url: str) -> None:
    lost = tablet(db, database_url, "amina", "--places", "047")
    told = fursa(database_url, "revoke", lost.device_id)
    assert told.exit_code == 0, told.output
    assert "told to delete everything once what it has unsent is here" in told.output
    device = devices.of_token(db, lost.token, NOW)
    assert device and device.revoked
    again = fursa(database_url, "revoke", lost.device_id)
    assert again.exit_code == 1
    assert "was revoked before" in again.output


def test_the_beginning_of_an_id_will_do_where_no_other_has_it(db: Database, database_url: str) -> None:
    first = tablet(db, database_url, "amina", "--places", "047").device_id
    second = tablet(db, database_url, "amina").device_id
    both = fursa(database_url, "revoke", first[:2])
    assert both.exit_code == 1
    assert f'2 devices begin with "{first[:2]}"' in both.output
    different = next(at for at in range(36) if first[at] != second[at])
    assert fursa(database_url, "revoke", second[: different + 1].upper()).exit_code == 0
    assert [row["state"] for row in devices.all(db)] == ["active", "revoked"]


@pytest.mark.parametrize("device", ["", "0000", "%"])
def test_a_device_that_is_not_there_is_told(db: Database, database_url: str, device: str) -> None:
    tablet(db, database_url, "amina", "--places", "047")
    told = fursa(database_url, "revoke", device)
    assert told.exit_code == 1
    assert f'There is no device "{device}"' in told.output


def test_a_database_that_is_not_up_to_date_is_told(tmp_path: pathlib.Path) -> None:
    (tmp_path / "old.db").touch()
    told = fursa(f"sqlite:///{tmp_path}/old.db", "list")
    assert (told.exit_code, told.output.count("\n")) == (1, 1)
    assert "fursa migrate" in told.output
