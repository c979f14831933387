"""Settings: every choice an administrator can make, read once from the environment and passed down."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from core.errors import SetupError

GATEWAYS = ("africastalking", "kannel", "simulator")
DEFAULT_MARKET = Path(__file__).resolve().parent.parent / "markets" / "kenya"


def _setting(name: str, default: Any, read: Callable[[str], Any], help: str, secret: bool = False) -> Any:
    return field(default=default, metadata={"name": name, "read": read, "help": help, "secret": secret})


def _database(text: str) -> str:
    if not re.match(r"sqlite:///.+|postgres(ql)?://.+", text):
        raise ValueError("sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME")
    return text


def _redis(text: str) -> str:
    if not re.match(r"(rediss?|unix)://.+", text):
        raise ValueError("redis://HOST:PORT/NUMBER, rediss://... or unix://PATH")
    return text


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise ValueError("a folder that exists")
    return Path(text)


def _keys(text: str) -> tuple[str, ...]:
    keys = tuple(key for key in re.split(r"[,\s]+", text) if key)
    if not 1 <= len(keys) <= 2 or any(not re.fullmatch(r"[A-Za-z0-9_-]{22,128}", key) for key in keys):
        raise ValueError(
            "one key, or two with a comma between while you change it, each of 22 to 128 letters, digits, - or _"
            " (128 bits at least; `fursa check` prints a fresh one)"
        )
    return keys


def _gateway(text: str) -> str:
    if text not in GATEWAYS:
        raise ValueError(f"one of {', '.join(GATEWAYS)}")
    return text


def _address(text: str) -> str:
    if not re.fullmatch(
        r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?|https?://\[[0-9a-fA-F:]+\](:[0-9]{1,5})?", text
    ):
        raise ValueError(
            "http://HOST, http://HOST:PORT or https://..., perhaps with a path, without a user and without ?"
        )
    return text.rstrip("/")


def _sender(text: str) -> str:
    if not re.fullmatch(r"\+?[0-9]{3,15}|(?=.*[A-Za-z])[A-Za-z0-9 _.-]{3,11}", text):
        raise ValueError("a number of 3 to 15 digits, or a name of 3 to 11 letters, digits, spaces, - . or _")
    return text


def _word(text: str) -> str:
    # Both go into an HTTP header, where anything else would be refused at each message rather than here, once.
    if not re.fullmatch(r"[!-~]{1,256}", text):
        raise ValueError("up to 256 ASCII characters without a space")
    return text


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


@dataclass(frozen=True)
class Settings:
    """What an administrator chooses. The defaults run the whole service on one SQLite file."""

    database: str = _setting(
        "FURSA_DATABASE",
        "sqlite:///fursa.db",
        _database,
        "Where everything is kept: SQLite file or PostgreSQL.",
    )
    redis: str | None = _setting(
        "FURSA_REDIS", None, _redis, "Redis for the queue. Absent: the queue runs inside the one process."
    )
    market: Path = _setting("FURSA_MARKET", DEFAULT_MARKET, _folder, "The folder of the market pack.")
    callback_keys: tuple[str, ...] = _setting(
        "FURSA_CALLBACK_KEY",
        (),
        _keys,
        "The secret in the address that the gateway calls. Absent: no gateway can call.",
        secret=True,
    )
    public_url: str | None = _setting(
        "FURSA_PUBLIC_URL",
        None,
        _address,
        "Where gateways and people reach this service, such as https://jobs.example.org.",
    )
    gateway: str | None = _setting(
        "FURSA_GATEWAY",
        None,
        _gateway,
        "Who carries our messages. Absent: none is sent. The simulator is for the demo.",
    )
    sender: str | None = _setting(
        "FURSA_SENDER", None, _sender, "The sender that phones show. Absent: the short code of the market."
    )
    at_username: str | None = _setting(
        "AT_USERNAME", None, _word, "The user name at Africa's Talking; `sandbox` for trying."
    )
    at_api_key: str | None = _setting("AT_API_KEY", None, _word, "The API key at Africa's Talking.", secret=True)
    at_url: str | None = _setting(
        "FURSA_AT_URL", None, _address, "Base address of Africa's Talking's API, to talk to another one than the real."
    )
    at_most: int = _setting(
        "FURSA_AT_MOST", 100, _number(100, 1000), "Recipients of one call of Africa's Talking's API."
    )
    kannel_url: str | None = _setting(
        "FURSA_KANNEL_URL",
        None,
        _address,
        "The sendsms address of Kannel, such as http://127.0.0.1:13013/cgi-bin/sendsms.",
    )
    kannel_user: str | None = _setting("FURSA_KANNEL_USER", None, _word, "The sendsms user of Kannel.")
    kannel_password: str | None = _setting(
        "FURSA_KANNEL_PASSWORD", None, _word, "The password of Kannel's sendsms user.", secret=True
    )
    ussd_gsm7: int = _setting(
        "FURSA_USSD_GSM7", 160, _number(60, 182), "Longest USSD page of your network, in GSM-7 septets."
    )
    ussd_ucs2: int = _setting(
        "FURSA_USSD_UCS2", 70, _number(40, 80), "Longest USSD page of your network, in UCS-2 characters."
    )
    resume_minutes: int = _setting(
        "FURSA_RESUME_MINUTES",
        60,
        _number(1, 1440),
        "How long after a dropped call a redial offers to continue.",
    )
    threads: int | None = _setting(
        "FURSA_THREADS",
        None,
        _number(1, 64),
        "Requests that a process answers at a time, besides two of tablets. Absent: 1 with SQLite, 4 with PostgreSQL.",
    )

    @property
    def request_threads(self) -> int:
        """How many requests one process answers at a time, besides those of tablets.

        With SQLite a second thread would wait for the first at every statement, and both for Python's lock: a third
        of the steps were lost to that. PostgreSQL is waited for, and others can be answered meanwhile.
        """
        return self.threads or (1 if self.database.startswith("sqlite:") else 4)


def read(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment. NAME_FILE names a file that holds the value of NAME.

    Raises SetupError that says which variable is wrong, what it was (unless it is a secret) and what is allowed.
    """
    environment = os.environ if environment is None else environment
    values = {}
    for item in fields(Settings):
        name = item.metadata["name"]
        text = _text(environment, name)
        if text is None:
            continue
        try:
            values[item.name] = item.metadata["read"](text)
        except ValueError as error:
            was = "" if item.metadata["secret"] else f", not {without_password(text)!r}"
            raise SetupError(f"{name} must be {error}{was}.") from None
    return Settings(**values)


def unknown(environment: Mapping[str, str] | None = None) -> list[str]:
    """The variables that begin like ours and set nothing: a slip in a name leaves its default in force."""
    environment = os.environ if environment is None else environment
    known = {item.metadata["name"] for item in fields(Settings)}
    return sorted(name for name in environment if name.startswith("FURSA_") and name.removesuffix("_FILE") not in known)


def environment_with(**more: str) -> dict[str, str]:
    """The environment of this process and some more, for a program that it starts."""
    return {**os.environ, **more}


def without_password(address: str) -> str:
    """The address of a server as it may be shown: without the user and the password."""
    return re.sub(r"^(\w+:/*)?.*@", r"\1***@", address)


def _text(environment: Mapping[str, str], name: str) -> str | None:
    """The value of one variable, or None where neither NAME nor NAME_FILE is set to anything."""
    path = environment.get(f"{name}_FILE")
    if path and environment.get(name):
        raise SetupError(f"{name} and {name}_FILE are both set. Keep one of them.")
    if not path:
        return (environment.get(name) or "").strip() or None
    try:
        # A secret file that cannot be read stops the start: an empty secret would open the door silently.
        text = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SetupError(f"{name}_FILE names {path}, which cannot be read: {error}.") from None
    if not text:
        raise SetupError(f"{name}_FILE names {path}, which is empty.")
    return text
