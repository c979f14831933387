"""Settings: strict, told in full, and silent about secrets."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import pytest

from core import settings
from core.errors import SetupError
from core.ids import new_secret
from core.settings import Settings, read, unknown, without_password

SECRET = "swordfish_" * 4


def test_nothing_set_means_one_sqlite_file_and_the_default_market() -> None:
    chosen = read({})
    assert chosen == Settings()
    assert chosen.database == "sqlite:///fursa.db"
    assert chosen.redis is None
    assert (chosen.market / "market.toml").is_file()
    assert chosen.callback_keys == ()


def test_each_setting_says_what_it_is_for() -> None:
    for field in fields(Settings):
        assert field.metadata["name"].isupper()
        assert field.metadata["help"].endswith((".", ")"))


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(FrozenInstanceError):
        read({}).threads = 8  # type: ignore[misc]


def test_right_values_are_taken(tmp_path: Path) -> None:
    chosen = read(
        {
            "FURSA_DATABASE": "postgresql://fursa:secret@db.example/jobs",
            "FURSA_REDIS": "redis://127.0.0.1:6379/0",
            "FURSA_MARKET": str(tmp_path),
            "FURSA_USSD_GSM7": "182",
            "FURSA_THREADS": " 64\n",
        }
    )
    assert chosen.database == "postgresql://fursa:secret@db.example/jobs"
    assert chosen.redis == "redis://127.0.0.1:6379/0"
    assert chosen.market == tmp_path
    assert (chosen.ussd_gsm7, chosen.threads) == (182, 64)


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("FURSA_DATABASE", "fursa.db", "sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME"),
        ("FURSA_DATABASE", "sqlite:///", "sqlite:///PATH or"),
        ("FURSA_DATABASE", "mysql://localhost/fursa", "or postgresql://"),
        ("FURSA_REDIS", "localhost:6379", "redis://HOST:PORT/NUMBER, rediss://... or unix://PATH"),
        ("FURSA_MARKET", "/no/such/folder", "a folder that exists"),
        ("FURSA_USSD_GSM7", "183", "a whole number from 60 to 182"),
        ("FURSA_USSD_GSM7", "59", "a whole number from 60 to 182"),
        ("FURSA_USSD_UCS2", "seventy", "a whole number from 40 to 80"),
        ("FURSA_RESUME_MINUTES", "0", "a whole number from 1 to 1440"),
        ("FURSA_RESUME_MINUTES", "-5", "a whole number from 1 to 1440"),
        ("FURSA_THREADS", "4.0", "a whole number from 1 to 64"),
        ("FURSA_THREADS", "४", "a whole number from 1 to 64"),
        ("FURSA_GATEWAY", "twilio", "one of africastalking, kannel, simulator"),
        ("FURSA_PUBLIC_URL", "jobs.example.org", "http://HOST, http://HOST:PORT or https://..."),
        ("FURSA_PUBLIC_URL", "https://jobs.example.org/?a=b", "without ?"),
        ("FURSA_AT_URL", "ftp://127.0.0.1", "http://HOST"),
        ("FURSA_KANNEL_URL", "http://", "http://HOST"),
        ("FURSA_AT_MOST", "99", "a whole number from 100 to 1000"),
        ("FURSA_AT_MOST", "1001", "a whole number from 100 to 1000"),
        ("FURSA_SENDER", "Kazi Mtaani Kenya", "a number of 3 to 15 digits, or a name of 3 to 11 letters"),
        ("FURSA_SENDER", "...", "a name of 3 to 11 letters"),
        ("AT_USERNAME", "jobs\nHost: x", "256 ASCII characters without a space"),
    ],
)
def test_a_wrong_value_is_told_with_its_name_and_what_is_allowed(name: str, value: str, allowed: str) -> None:
    with pytest.raises(SetupError) as raised:
        read({name: value})
    message = str(raised.value)
    assert message.startswith(f"{name} must be ")
    assert allowed in message
    assert message.endswith(f"not {value!r}.")


@pytest.mark.parametrize(
    ("name", "value", "read_as"),
    [
        ("FURSA_PUBLIC_URL", "https://jobs.example.org/", "https://jobs.example.org"),
        ("FURSA_AT_URL", "http://[::1]:8000", "http://[::1]:8000"),
        ("FURSA_KANNEL_URL", "http://127.0.0.1:13013/cgi-bin/sendsms", "http://127.0.0.1:13013/cgi-bin/sendsms"),
        ("FURSA_SENDER", "20384", "20384"),
        ("FURSA_SENDER", "Kazi Mtaani", "Kazi Mtaani"),
        ("AT_USERNAME", "sandbox", "sandbox"),
    ],
)
def test_what_a_gateway_needs_is_taken(name: str, value: str, read_as: str) -> None:
    assert read_as in vars(read({name: value})).values()


@pytest.mark.parametrize("name", ["AT_API_KEY", "FURSA_KANNEL_PASSWORD"])
def test_a_wrong_secret_of_a_gateway_is_told_without_it(name: str) -> None:
    with pytest.raises(SetupError, match=f"{name} must be") as raised:
        read({name: "sword fish"})
    assert "sword" not in str(raised.value)


@pytest.mark.parametrize(
    "value",
    [
        "swordfish",  # too short
        f"{SECRET} {SECRET} {SECRET}",  # three
        SECRET + "/",
        SECRET + "é",
        ",",
        "swordfish" * 20,
    ],
)
def test_a_wrong_key_is_told_without_the_key(value: str) -> None:
    with pytest.raises(SetupError, match="FURSA_CALLBACK_KEY must be one key, or two") as raised:
        read({"FURSA_CALLBACK_KEY": value})
    assert "swordfish" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("FURSA_DATABASE", "mysql://fursa:swordfish@db.example/jobs", "mysql://***@db.example/jobs"),
        ("FURSA_DATABASE", "fursa:sword@fish@db.example", "***@db.example"),
        ("FURSA_REDIS", "http://:swordfish@cache.example:6379", "***@cache.example:6379"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(name: str, value: str, shown: str) -> None:
    with pytest.raises(SetupError) as raised:
        read({name: value})
    assert shown in str(raised.value)
    assert "sword" not in str(raised.value) and "fish" not in str(raised.value)


def test_an_address_without_a_password_is_shown_as_it_is() -> None:
    for address in "sqlite:////var/lib/fursa/fursa.db", "postgresql:///fursa", "redis://127.0.0.1:6379/0":
        assert without_password(address) == address


def test_one_key_or_two_while_it_changes() -> None:
    old, new = new_secret(), new_secret()
    assert read({"FURSA_CALLBACK_KEY": old}).callback_keys == (old,)
    assert read({"FURSA_CALLBACK_KEY": f"{new}, {old}"}).callback_keys == (new, old)


@pytest.mark.parametrize("value", ["", "  ", "\n"])
def test_a_variable_set_to_nothing_is_not_set(value: str) -> None:
    assert read({"FURSA_REDIS": value, "FURSA_THREADS": value, "FURSA_REDIS_FILE": ""}) == Settings()


def test_any_value_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{SECRET}\n")
    (tmp_path / "database").write_text("sqlite:////srv/fursa.db\n")
    chosen = read({f"{name}_FILE": str(tmp_path / file) for name, file in FILES.items()})
    assert chosen.callback_keys == (SECRET,)
    assert chosen.database == "sqlite:////srv/fursa.db"


FILES = {"FURSA_CALLBACK_KEY": "key", "FURSA_DATABASE": "database"}


def test_a_value_and_a_file_at_once_are_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET)
    with pytest.raises(SetupError, match="FURSA_CALLBACK_KEY and FURSA_CALLBACK_KEY_FILE are both set"):
        read({"FURSA_CALLBACK_KEY": SECRET, "FURSA_CALLBACK_KEY_FILE": str(tmp_path / "key")})


def test_an_empty_file_does_not_pass_for_nothing_set(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(" \n")
    with pytest.raises(SetupError, match="FURSA_CALLBACK_KEY_FILE names .*key, which is empty"):
        read({"FURSA_CALLBACK_KEY_FILE": str(tmp_path / "key")})


def test_a_file_that_cannot_be_read_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "noise").write_bytes(b"\xff\xfe\x00\x80")
    for path in tmp_path / "nowhere", tmp_path, tmp_path / "noise":
        with pytest.raises(SetupError, match="FURSA_CALLBACK_KEY_FILE names .* which cannot be read"):
            read({"FURSA_CALLBACK_KEY_FILE": str(path)})


def test_a_wrong_value_from_a_file_is_told_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("swordfish")
    with pytest.raises(SetupError, match="FURSA_CALLBACK_KEY must be one key") as raised:
        read({"FURSA_CALLBACK_KEY_FILE": str(tmp_path / "key")})
    assert "swordfish" not in str(raised.value)


def test_a_slip_in_a_name_is_found() -> None:
    environment = {
        "FURSA_DATABSE": "x",
        "FURSA_DATABASE": "x",
        "FURSA_REDIS_FILE": "x",
        "HOME": "/",
        "AT_USERNAME": "x",
    }
    assert unknown(environment) == ["FURSA_DATABSE"]


def test_the_environment_is_read_when_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FURSA_THREADS", "7")
    assert settings.read().threads == 7
