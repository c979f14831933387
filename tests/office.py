"""The office in the hands of a test: staff who sign in as they would, and read pages and fill in forms."""

import gzip
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient

from channels.web.staff import door
from core import staff
from core.database import Database
from tests.conversation import Service

MOST_STATEMENTS, MOST_BYTES = 6, 14 * 1024  # of a page; compressed
PASSWORD = "four words nobody says"


@dataclass(frozen=True)
class Shown:
    """A page as it came: its status, address and HTML."""

    status: int
    path: str
    html: str

    @property
    def text(self) -> str:
        """What is read on it, without the markup, blanks taken together."""
        return _text(self.html)

    @property
    def title(self) -> str:
        """Its heading."""
        found = re.search(r"<h1>(.*?)</h1>", self.html, re.DOTALL)
        return _text(found[1]) if found else ""

    def links(self) -> list[str]:
        """Where its links lead."""
        return [link.replace("&amp;", "&") for link in re.findall(r'<a [^>]*href="([^"]+)"', self.html)]


class Office:
    """A browser of one member of staff, without a script. Redirections are followed."""

    def __init__(self, app: Flask, clock: Any, name: str = "") -> None:
        self.client: FlaskClient = app.test_client()
        self.clock = clock
        self.name = name
        self.secret = ""
        self.page = Shown(0, "", "")

    def open(self, path: str) -> Shown:
        """Go to an address below /staff."""
        return self._show(self.client.get(f"/staff{path}", follow_redirects=True))

    def send(self, path: str, token: str | None = None, **fields: Any) -> Shown:
        """Send a form to an address below /staff, with the token of the page that is open."""
        if token is None:
            found = re.search(r'name="token" value="(\w+)"', self.page.html or self.open("/").html)
            token = found[1] if found else ""
        data = {"token": token, **fields}
        return self._show(self.client.post(f"/staff{path}", data=data, follow_redirects=True))

    def press(self, key: str) -> Shown:
        """What a key does on the open page: follow a link, or send the form with its button, as without a script."""
        link = re.search(rf'<a href="([^"]+)"[^>]* data-key="{key}"', self.page.html)
        if link:
            return self.open(link[1].replace("&amp;", "&").removeprefix("/staff"))
        for form in re.findall(r'<form method="post".*?</form>', self.page.html, re.DOTALL):
            if button := re.search(rf'<button([^>]*) data-key="{key}"', form):
                action = re.match(r'<form method="post" action="([^"]+)"', form)
                carried = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
                chosen = re.search(r'name="(\w+)" value="([^"]*)"', button[1])
                sent = {**carried, **({chosen[1]: chosen[2]} if chosen else {})}
                return self.send((action[1] if action else self.page.path).removeprefix("/staff"), **sent)
        raise AssertionError(f"nothing bears the key {key!r} on {self.page.text}")

    def fields(self) -> dict[str, str]:
        """The fields of the forms of the open page, as they are filled in; of one name the last."""
        html = self.page.html
        found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html))
        found |= dict(re.findall(r'<input id="[\w-]+" name="(\w+)"[^>]*? value="([^"]*)"', html))
        for name, options in re.findall(r'<select id="[\w-]+" name="(\w+)".*?>(.*?)</select>', html, re.DOTALL):
            chosen = re.search(r'value="([^"]*)" selected', options)
            found[name] = chosen[1] if chosen else re.findall(r'value="([^"]*)"', options)[0]
        return found

    def code(self) -> str:
        """What the authenticator shows now."""
        return pyotp.TOTP(self.secret).at(int(self.clock()))

    def welcome(self, invite: str) -> Shown:
        """The first time: a password, and the secret for the codes."""
        self.open("/welcome")
        shown = self.send("/welcome", name=self.name, invite=invite, password=PASSWORD)
        found = re.search(r"<code>(\w+)</code>", shown.html)
        self.secret = found[1] if found else ""
        return self.send("/code", code=self.code()) if self.secret else shown

    def sign_in(self, password: str = PASSWORD) -> Shown:
        """Name, password, code."""
        self.open("/sign-in")
        shown = self.send("/sign-in", name=self.name, password=password)
        return self.send("/code", code=self.code()) if shown.path == "/staff/code" else shown

    def _show(self, response: Any) -> Shown:
        mimetype = response.mimetype or ""
        body = response.get_data(as_text=True) if mimetype.startswith("text/") else ""
        self.page = Shown(response.status_code, response.request.path, body)
        return self.page


def at_work(service: Service, role: str = "administrator", *places: str, name: str = "") -> Office:
    """A new member of staff of that role and those places (codes; none: everywhere), signed in."""
    name = name or f"{role} {' '.join(places)}".strip()
    _member, invite = staff.add(service.db, service.market, name, role, places, int(service.clock()))
    office = Office(service.app, service.clock, name)
    shown = office.welcome(invite)
    assert shown.path == "/staff/", shown.text
    return office


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def _text(html: str) -> str:
    reader = _Words()
    reader.feed(html)
    return " ".join(" ".join(reader.words).split())


class _Watched:
    """A database that counts what it is asked."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.statements = 0

    def __getattr__(self, name: str) -> Any:
        if name in ("all", "one", "run", "many", "last"):
            self.statements += 1
        return getattr(self.db, name)


def costs_little(service: Service, office: Office, path: str) -> bool:
    """Whether a page, as this browser gets it, takes few enough statements and bytes. Fails with what it took."""
    watched: Any = _Watched(service.db)
    app = Flask("watched")
    app.register_blueprint(door.blueprint(watched, service.market, service.clock, {"ring": lambda name: None}))
    cookie = office.client.get_cookie("fursa_staff", path="/staff")
    assert cookie
    client = app.test_client()
    client.set_cookie("fursa_staff", cookie.value, path="/staff")
    answer = client.get(f"/staff{path}")
    assert answer.status_code == 200, path
    size = len(gzip.compress(answer.get_data()))
    assert watched.statements <= MOST_STATEMENTS, f"{path} took {watched.statements} statements"
    assert size <= MOST_BYTES, f"{path} has {size} bytes"
    return True
