"""A browser without scripts in the hands of a test: it follows links, fills forms and keeps cookies."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from werkzeug.test import Client, TestResponse

from tests.conversation import Service

_VOID = {"meta", "link", "input", "br", "hr", "img"}


@dataclass
class Form:
    """A form: its fields as they stand, and its buttons as (label, name, value)."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    """Takes a page apart."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.text = ""
        self.open: list[str] = []
        self._button: tuple[str, str] | None = None
        self._href: str | None = None
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "form":
            self.forms.append(Form(values.get("action", ""), values.get("method", "get")))
        elif tag == "input" and self.forms:
            self.forms[-1].fields[values["name"]] = values.get("value", "")
        elif tag == "button":
            self._button, self._label = (values.get("name", ""), values.get("value", "")), ""
        elif tag == "a":
            self._href, self._label = values["href"], ""

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if tag == "button" and self._button:
            self.forms[-1].buttons.append((self._label.strip(), *self._button))
        elif tag == "a" and self._href is not None:
            self.links.append((self._label.strip(), self._href))

    def handle_data(self, data: str) -> None:
        if "script" in self.open:
            return
        self._label += data
        self.text += data


class Browser:
    """A browser at the service. `page` is the answer that it shows."""

    def __init__(self, service: Service, language: str = "en", address: str = "192.0.2.1") -> None:
        self.service = service
        self.language = language
        self.address = address
        self.client = Client(service.app)
        self.page: TestResponse
        self.path = ""

    def get(self, path: str, follow: bool = True, headers: dict[str, str] | None = None) -> TestResponse:
        """Go to an address."""
        return self._open(path, follow, headers, method="GET")

    def post(
        self, path: str, fields: dict[str, str], follow: bool = True, headers: dict[str, str] | None = None
    ) -> TestResponse:
        """Send a form."""
        return self._open(path, follow, headers, method="POST", data=fields)

    def _open(self, path: str, follow: bool, headers: dict[str, str] | None, **options: Any) -> TestResponse:
        given = {"Accept-Language": self.language, **(headers or {})}
        self.page = self.client.open(path, environ_base={"REMOTE_ADDR": self.address}, headers=given, **options)
        self.path = path
        if follow and self.page.status_code in (302, 303):
            return self.get(self.page.headers["Location"])
        return self.page

    @property
    def read(self) -> _Reader:
        """The page, taken apart."""
        reader = _Reader()
        reader.feed(self.page.get_data(as_text=True))
        return reader

    @property
    def text(self) -> str:
        """What is to be read on the page."""
        return re.sub(r"[ \n]+", " ", self.read.text)

    @property
    def status(self) -> int:
        """How the service answered."""
        return self.page.status_code

    def follow(self, label: str) -> TestResponse:
        """Follow the link that begins with these words."""
        for text, href in self.read.links:
            if text.startswith(label):
                return self.get(href)
        raise AssertionError(f"no link {label!r} among {self.read.links}")

    def labels(self) -> list[str]:
        """The buttons of the page."""
        return [label for form in self.read.forms for label, _, _ in form.buttons]

    def form(self, label: str) -> tuple[Form, dict[str, str]]:
        """The form with the button that begins with these words, and what it sends when that is pressed."""
        for form in self.read.forms:
            for text, name, value in form.buttons:
                if text.startswith(label):
                    return form, {**form.fields, **({name: value} if name else {})}
        raise AssertionError(f"no button {label!r} among {self.labels()}")

    def press(self, label: str, **typed: str) -> TestResponse:
        """Press a button, with some fields filled in."""
        form, fields = self.form(label)
        fields.update(typed)
        if form.method == "get":
            return self.get(f"{form.action}?{urlencode(fields)}")
        return self.post(form.action, fields)

    def code(self, number: str) -> str:
        """The code in the last SMS to a phone."""
        found = re.search(r"\b(\d{6})\b", self.service.texts(number).last().text)
        assert found
        return found[1]

    def enter(self, number: str = "+254712345678", path: str = "/enter") -> TestResponse:
        """From the page that asks for the number to the first page of the conversation."""
        self.get(path)
        self.press("Send me a code", phone=number)
        return self.press("Enter", code=self.code(number))
