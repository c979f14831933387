"""What tests of conversations play with: a phone that reaches the service as a gateway does, and a small market."""

import dataclasses
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client

from core import employers, vacancies
from core.database import Database, Row
from core.market import Market, load
from core.settings import Settings
from messages.text import measure
from translations import gettext, speaking
from wsgi import create_app

PACKS = Path(__file__).parent.parent.absolute()  # those of the project, which no test changes
KEY = "a-callback-key-of-these-tests"
START = 1_795_000_000  # a day in November 2026, at noon in Nairobi
DAY = 24 * 3600
# What does not depend on the database is played on the faster engine alone.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Post = Callable[[str, dict[str, str]], tuple[int, str]]


class Clock:
    """The time of a service under test: it stands still until a test moves it."""

    def __init__(self, now: float = START) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@dataclass(frozen=True)
class Screen:
    """What is on a phone: the text, whether the call ended with it, and the answer as it came."""

    raw: str

    @property
    def text(self) -> str:
        return self.raw[4:]

    @property
    def closes(self) -> bool:
        return self.raw.startswith("END ")

    def digit(self, label: str) -> str | None:
        """What to press for the line that begins with these words."""
        found = re.search(rf"(?:^|  )(\d+) {re.escape(label)}", self.text, re.MULTILINE)
        return found[1] if found else None

    def labels(self) -> list[str]:
        """The choices in order, without their digits and the ways every page has."""
        return re.findall(r"^[1-9]\d* (?!.*  0 )(.*)$", self.text, re.MULTILINE)


class Phone:
    """A phone whose gateway sends all answers of a call so far, joined by stars."""

    _calls = itertools.count(1)

    def __init__(self, post: Post, number: str, code: str, language: str = "en") -> None:
        """`language` is what the owner reads: `choose` takes the English words and finds them translated."""
        self.post = post
        self.number = number
        self.code = code
        self.language = language
        self.screen = Screen("")
        self.call_id = ""
        self.text = ""

    def dial(self, *answers: str) -> Screen:
        """Call the service and answer page after page."""
        self.call_id, self.text = f"ATUid_{next(self._calls):032x}", ""
        self.send()
        return self.answer(*answers)

    def straight(self, *path: str) -> Screen:
        """Dial the code with answers in it: *384*1234*1*2#."""
        self.call_id, self.text = f"ATUid_{next(self._calls):032x}", "*".join(path)
        return self.send()

    def answer(self, *answers: str) -> Screen:
        """Type answers, one a page."""
        for answer in answers:
            assert not self.screen.closes, f"the call has ended: {self.screen.text}"
            self.text = f"{self.text}*{answer}" if self.text else answer
            self.send()
        return self.screen

    def choose(self, *labels: str) -> Screen:
        """Press the digit of the line that begins with these words, looking at further parts of the page if needed."""
        for label in labels:
            self.answer(self.find(label))
        return self.screen

    def find(self, label: str) -> str:
        """The digit of a line, after "98 More" as often as it takes."""
        label = self.word(label)
        for _turn in range(20):
            digit = self.screen.digit(label)
            if digit:
                return digit
            assert self.screen.digit(self.word("More")) == "98", f"no {label!r} in {self.screen.text!r}"
            self.answer("98")
        raise AssertionError(f"no {label!r}")

    def sees(self, text: str) -> bool:
        """Whether a text of the service is on the phone, in the language of its owner."""
        return self.word(text) in self.screen.text

    def word(self, text: str) -> str:
        """A text of the service as this phone shows it."""
        from messages.text import fold

        with speaking(self.language):
            return fold(gettext(text))

    def again(self) -> Screen:
        """The gateway repeats the last request exactly."""
        return self.send()

    def repeat(self, call_id: str, text: str) -> Screen:
        """The gateway repeats an older request; the phone shows what it showed."""
        return Screen(self.request(call_id, text)[1])

    def drop(self) -> None:
        """The line breaks."""
        self.ended("Incomplete")

    def ended(self, status: str, **more: str) -> tuple[int, str]:
        """The gateway says that the call is over."""
        return self.post("ussd/ended", {**self.fields(self.call_id, self.text), "status": status, **more})

    def send(self) -> Screen:
        """Send the call as it stands."""
        status, body = self.request(self.call_id, self.text)
        assert status == 200, body
        assert body[:4] in ("CON ", "END "), body
        self.screen = Screen(body)
        return self.screen

    def request(self, call_id: str, text: str) -> tuple[int, str]:
        """One request of the gateway: the status and the body of the answer."""
        return self.post("ussd", self.fields(call_id, text))

    def fields(self, call_id: str, text: str) -> dict[str, str]:
        """The form of a request."""
        return {
            "sessionId": call_id,
            "serviceCode": self.code,
            "phoneNumber": self.number,
            "networkCode": "63902",
            "text": text,
        }

    def register(
        self,
        name: str = "Asha Wanjiru",
        year: str = "1995",
        place: str = "Kilifi North",
        work: str = "7112",
        experience: str = "3",
        least_pay: str = "1",
    ) -> Screen:
        """From the first page to the thanks. `work` is typed as the market's label of that occupation."""
        self.dial()
        self.choose_language()
        self.choose("I agree")
        return self.answer(name, year, place, self.work(work), experience, least_pay)

    def choose_language(self) -> Screen:
        """Press the language of the owner on the first page."""
        return self.choose({"en": "English", "sw": "Kiswahili", "fr": "Français", "pt": "Português"}[self.language])

    def work(self, occupation: str) -> str:
        """The market's label of an occupation."""
        raise NotImplementedError


@dataclass(frozen=True)
class Answer:
    """What came back for a text: "" where that is nothing."""

    text: str = ""
    segments: int = 0
    encoding: str = ""
    language: str = ""
    purpose: str = ""

    def digit(self, label: str) -> str:
        """What to reply for the line that begins with these words."""
        found = re.search(rf"^(\d+) {re.escape(label)}", self.text, re.MULTILINE)
        assert found, f"no {label!r} in {self.text!r}"
        return found[1]


class Texts:
    """A phone that texts with the service: `sms("JOBS")` gives the answer."""

    _ids = itertools.count(1)

    def __init__(self, service: "Service", number: str) -> None:
        self.service = service
        self.number = number

    def __call__(self, *texts: str) -> Answer:
        """Send texts, one after the other, a minute apart. Returns the answer to the last."""
        answer = Answer()
        for text in texts:
            answer = self.send(text, f"ATXid_{next(self._ids)}")
        return answer

    def send(self, text: str, id: str) -> Answer:
        """Send a text that has this id at the gateway."""
        service = self.service
        service.clock.forward(60)
        before = service.count("outbox", "phone = :phone", phone=self.number)
        fields = {"id": id, "from": self.number, "to": service.market.short_code, "text": text}
        assert service.post("sms", fields)[0] == 200
        after = service.count("outbox", "phone = :phone", phone=self.number)
        assert after - before in (0, 1), f"{after - before} answers to {text!r}"
        return self.last() if after > before else Answer()

    def last(self) -> Answer:
        """The last text that was sent to this phone."""
        row = self.service.db.one(
            "SELECT text, segments, encoding, language, purpose FROM outbox JOIN message_text"
            " ON message_text.id = text_id WHERE phone = :phone ORDER BY outbox.id DESC LIMIT 1",
            phone=self.number,
        )
        return Answer(**row) if row else Answer()


@cache
def packed(folder: Path) -> Market | None:
    """The market of a pack of the project, loaded once for all tests; None where a test made the pack itself."""
    return load(folder) if folder.absolute().is_relative_to(PACKS) else None


class Service:
    """The whole service on a database, called through its WSGI application, with a market that tests may change."""

    def __init__(self, settings: Settings, demo: bool = False) -> None:
        self.clock = Clock()
        self.app: Flask = create_app(settings, demo, self.clock, packed(settings.market))
        self.db: Database = self.app.extensions["fursa"].db
        self.market: Market = self.app.extensions["fursa"].market
        self.client = Client(self.app)
        self.key = "demo" if demo else settings.callback_keys[0]
        self.jobs: dict[str, Row] = {}

    @property
    def now(self) -> int:
        """UTC seconds."""
        return int(self.clock())

    def post(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        """POST a form below the callback key."""
        answer = self.client.post(f"/africastalking/{self.key}/{path}", data=fields)
        return answer.status_code, answer.get_data(as_text=True)

    def phone(self, number: str = "+254712345678", language: str = "en") -> Phone:
        """A phone with this number."""
        phone = _MarketPhone(self.post, number, self.market.service_code, language)
        phone.market = self.market
        return phone

    def texts(self, number: str = "+254712345678") -> Texts:
        """A phone with this number that texts."""
        return Texts(self, number)

    def registered(self, number: str = "+254712345678", language: str = "en", **answers: str) -> Phone:
        """A phone whose owner has registered and stands at the thanks."""
        phone = self.phone(number, language)
        phone.register(**answers)
        assert phone.sees("Thank you! You are registered."), phone.screen.text
        return phone

    def open(self, title: str, occupation: str, place: str, **more: Any) -> Row:
        """An open vacancy."""
        employer = self.db.one("SELECT id FROM employer LIMIT 1") or employers.add(
            self.db, self.market, self.now, name="Bahari Works", place=self.somewhere(), sector="building"
        )
        fields = {"deadline": self.now + 20 * DAY, "posts": 2, **more}
        vacancy = vacancies.add(
            self.db,
            self.market,
            self.now,
            employer_id=employer["id"],
            title=title,
            occupation=occupation,
            place=place,
            **fields,
        )
        self.jobs[title] = vacancies.open(self.db, self.market, vacancy["id"], self.now)
        return self.jobs[title]

    def fill(self, title: str) -> None:
        """The employer has found somebody."""
        vacancies.end(self.db, self.market, self.jobs[title]["id"], "filled", self.now)

    def somewhere(self) -> str:
        """Any place where people are at home."""
        return next(place.code for place in self.market.places if place.level == self.market.home_level)

    def count(self, table: str, where: str = "1 = 1", **values: Any) -> int:
        """How many rows of a table there are."""
        row = self.db.one(f"SELECT COUNT(*) AS rows_there FROM {table} WHERE {where}", **values)
        assert row is not None
        return int(row["rows_there"])

    def rows(self, table: str, order: str) -> list[Row]:
        """All rows of a table in an order."""
        return self.db.all(f"SELECT * FROM {table} ORDER BY {order}")

    def close(self) -> None:
        """Close the database."""
        self.db.close()


class _MarketPhone(Phone):
    market: Market

    def work(self, occupation: str) -> str:
        return self.market.occupations.label(occupation, self.language)


def settings_for(database: str, **more: Any) -> Settings:
    """Settings of a service under test."""
    return dataclasses.replace(Settings(), **{"database": database, "callback_keys": (KEY,), **more})


def with_jobs(service: Service) -> Service:
    """The service with the vacancies that most tests look at: around Kilifi North, for a mason."""
    service.open("Mason", "7112", "003.011.kilifi", pay=1200, pay_period="day")
    service.open("Bricklayer", "7112", "003.016", pay=30000, pay_period="month")
    service.open("House builder", "7111", "003.011", pay=900, pay_period="day")
    service.open("Mason at the port", "7112", "001", pay=35000, pay_period="month")
    service.open("Cook", "5120", "003.011", pay=18000, pay_period="month")
    service.open("Painter", "7131", "047.274", pay=25000, pay_period="month")
    return service


def fits(text: str, gsm7: int = 160, ucs2: int = 70) -> bool:
    """Whether a network carries the text in one page."""
    encoding, length = measure(text)
    return length <= (gsm7 if encoding == "gsm7" else ucs2)
