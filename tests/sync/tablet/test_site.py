"""The site: what a browser is answered under /tablet."""

import gzip
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]
import pytest
from flask import Flask
from werkzeug.test import Client

from core.market import Market
from sync.tablet import site
from sync.tablet.shelf import Shelf

APP = "app.js"


@pytest.fixture(scope="module")
def shelf(market: Market) -> Shelf:
    return Shelf(market)


@pytest.fixture(scope="module")
def client(market: Market, shelf: Shelf) -> Iterator[Client]:
    app = Flask("fursa", static_folder=None)
    app.register_blueprint(site.blueprint(market, shelf))
    yield app.test_client()


def addresses(shelf: Shelf) -> list[str]:
    """Everything that is there."""
    files = [f"/tablet/{shelf.version}/{name}" for name in shelf.files]
    return ["/tablet/", "/tablet/worker.js", "/tablet/manifest.webmanifest", *files]


def test_the_address_on_a_qr_leads_to_the_page(client: Client) -> None:
    answer = client.get("/tablet")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/tablet/")


def test_the_page_the_worker_and_the_manifest_are_asked_for_anew_each_time(client: Client) -> None:
    for path, kind in (
        ("/tablet/", "text/html; charset=utf-8"),
        ("/tablet/worker.js", "text/javascript; charset=utf-8"),
        ("/tablet/manifest.webmanifest", "application/manifest+json"),
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (200, kind)
        assert answer.headers["Cache-Control"] == "no-cache"


def test_files_of_a_version_may_be_kept_for_ever(client: Client, shelf: Shelf) -> None:
    for name in shelf.files:
        answer = client.get(f"/tablet/{shelf.version}/{name}")
        assert answer.status_code == 200
        assert answer.data == shelf.files[name].plain
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (APP, "text/javascript; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        ("icon-192.png", "image/png"),
        ("icon.svg", "image/svg+xml"),
        ("texts/sw.json", "application/json"),
    ],
)
def test_each_file_says_what_it_is(client: Client, shelf: Shelf, name: str, kind: str) -> None:
    assert client.get(f"/tablet/{shelf.version}/{name}").content_type == kind


@pytest.mark.parametrize(
    "path",
    [
        "/tablet/000000000000/app.js",
        "/tablet/{version}/gone.js",
        "/tablet/{version}/tablet/main.js",
        "/tablet/{version}/page.html",
        "/tablet/{version}/worker.js",
        "/tablet/{version}/tablet/../../core/settings.py",
        "/tablet/{version}/..%2f..%2fcore%2fsettings.py",
        "/tablet/{version}//etc/passwd",
        "/tablet/{version}/texts/../texts/en.json",
        "/tablet/{version}/texts/xx.json",
        "/tablet/{version}/",
        "/tablet/{version}",
    ],
)
def test_what_is_not_of_this_version_is_not_there(client: Client, shelf: Shelf, path: str) -> None:
    assert client.get(path.format(version=shelf.version), follow_redirects=True).status_code == 404


def test_every_answer_keeps_the_page_to_itself(client: Client, shelf: Shelf) -> None:
    for path in [*addresses(shelf), "/tablet", "/tablet/000000000000/app.js"]:
        answer = client.get(path)
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("identity", None),
        ("br;q=0, gzip;q=0", None),
        ("", None),
    ],
)
def test_a_browser_gets_what_it_can_unpack(client: Client, shelf: Shelf, accepted: str, encoding: str | None) -> None:
    answer = client.get(f"/tablet/{shelf.version}/{APP}", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert unpack(answer.data) == shelf.files[APP].plain
    assert int(answer.headers["Content-Length"]) == len(answer.data)


def test_what_the_browser_has_already_is_not_sent_again(client: Client, shelf: Shelf) -> None:
    for path in addresses(shelf):
        for accepted in ("br", "gzip", "identity"):
            tag = client.get(path, headers={"Accept-Encoding": accepted}).headers["ETag"]
            again = client.get(path, headers={"Accept-Encoding": accepted, "If-None-Match": tag})
            assert (again.status_code, again.data) == (304, b""), path
            assert again.headers["Content-Security-Policy"]


def test_each_encoding_has_a_tag_of_its_own(client: Client) -> None:
    tags = {client.get("/tablet/", headers={"Accept-Encoding": each}).headers["ETag"] for each in ("br", "gzip", "")}
    assert len(tags) == 3


def test_asking_for_the_head_alone_is_answered_alike(client: Client) -> None:
    answer = client.head("/tablet/")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_nothing_can_be_written_there(client: Client) -> None:
    assert client.post("/tablet/").status_code == 405
