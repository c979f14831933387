"""The shelf: what belongs to the app and nothing else, in a version that is another for other files."""

import gzip
import json
import re
import struct
import subprocess
from functools import cached_property
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import pytest

from core.market import Market, load
from sync.tablet import shelf as shelves
from sync.tablet import texts
from sync.tablet.shelf import Shelf
from tests import services
from tests.source import ROOT

SYNC = ROOT / "sync"
TINYLAND = ROOT / "tests" / "packs" / "tinyland"


class Changed(Shelf):
    """A shelf of which one file is another."""

    def __init__(self, market: Market, name: str) -> None:
        super().__init__(market)
        self.name = name

    @cached_property
    def _scripts(self) -> dict[str, bytes]:
        return self.changed(super()._scripts)

    @cached_property
    def _beside(self) -> dict[str, bytes]:
        return self.changed(super()._beside)

    def changed(self, files: dict[str, bytes]) -> dict[str, bytes]:
        """These files, one of them with more in it, if it is among them."""
        return {name: body + b"\nvar more;\n" if name == self.name else body for name, body in files.items()}


@pytest.fixture(scope="module")
def shelf(market: Market) -> Shelf:
    return Shelf(market)


def test_every_import_of_a_script_is_in_the_app(shelf: Shelf) -> None:
    led_to = {"tablet/main.js"}
    for name in shelf._scripts:
        for lead in (each for each in imports(SYNC / name) if not each.startswith("node:")):
            led_to.add((SYNC / name).parent.joinpath(lead).resolve().relative_to(SYNC).as_posix())
    assert led_to == set(shelf._scripts)


def test_scripts_lead_nowhere_but_to_the_app_and_the_client(shelf: Shelf) -> None:
    assert {name.split("/")[0] for name in shelf._scripts} == {"tablet", "client"}
    for name in shelf._scripts:
        assert [lead for lead in imports(SYNC / name) if not lead.startswith((".", "node:"))] == [], name


def test_nothing_is_imported_late_for_which_there_may_be_no_signal(shelf: Shelf) -> None:
    late = re.compile(r"\bimport\(\s*(?![\"']node:)")
    found = {name for name in shelf._scripts if late.search(code(SYNC / name))}
    assert found == set()


def test_no_script_of_the_app_is_left_over(shelf: Shelf) -> None:
    there = {path.relative_to(SYNC).as_posix() for path in (SYNC / "tablet").rglob("*.js")}
    assert there - set(shelf._scripts) == {"tablet/worker.js"}


def test_what_a_browser_needs_is_on_the_shelf_and_nothing_else(shelf: Shelf) -> None:
    assert list(shelf.files) == [
        "app.js",
        "style.css",
        "icon.svg",
        "icon-192.png",
        "icon-512.png",
        "texts/en.json",
        "texts/sw.json",
        "texts/fr.json",
    ]


def test_each_encoding_holds_the_same(shelf: Shelf) -> None:
    for name, file in {**shelf.files, "page": shelf.page, "worker": shelf.worker}.items():
        for encoding, body in file.packed.items():
            unpacked = brotli.decompress(body) if encoding == "br" else gzip.decompress(body)
            assert unpacked == file.plain, name
            assert len(body) < len(file.plain), name


def test_pictures_and_small_files_are_not_compressed_again() -> None:
    assert shelves.packed("a.png", bytes(1000)).packed == {}
    assert shelves.packed("a.js", b"a" * 100).packed == {}
    assert set(shelves.packed("a.js", b"a" * 1000).packed) == {"br", "gzip"}


def test_the_version_is_the_same_for_the_same_files(shelf: Shelf, market: Market) -> None:
    assert Shelf(market).version == shelf.version
    assert re.fullmatch("[0-9a-f]{12}", shelf.version)


def test_each_file_that_changes_makes_another_version(shelf: Shelf, market: Market) -> None:
    changed = ("tablet/main.js", "client/copy.js", "style.css", "icon-192.png")
    assert len({shelf.version, *(Changed(market, name).version for name in changed)}) == 5


@pytest.mark.parametrize("changed", ["tablet/page.html", "tablet/worker.js"])
def test_another_page_or_worker_makes_another_version(
    changed: str, shelf: Shelf, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = shelves._read
    monkeypatch.setattr(shelves, "_read", lambda name: read(name) + (b"\n" if name == changed else b""))
    assert Shelf(market).version != shelf.version


def test_other_texts_make_another_version(shelf: Shelf, market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "of", lambda scripts, language: {"Today": language})
    assert Shelf(market).version != shelf.version


def test_a_market_of_other_languages_has_their_texts_and_another_version(shelf: Shelf) -> None:
    tiny = Shelf(load(TINYLAND))
    assert {name for name in tiny.files if name.startswith("texts/")} == {"texts/pt.json", "texts/am.json"}
    assert b'data-languages="pt am"' in tiny.page.plain
    assert json.loads(tiny.manifest.plain)["lang"] == "pt"
    assert tiny.version != shelf.version


def test_all_that_the_page_names_is_there(shelf: Shelf) -> None:
    named = re.findall(r'(?:href|src)="([^"]+)"', shelf.page.plain.decode())
    there = {f"/tablet/{shelf.version}/{name}" for name in shelf.files} | {"/tablet/", "/tablet/manifest.webmanifest"}
    assert set(named) <= there
    assert f"/tablet/{shelf.version}/app.js" in named


def test_the_page_has_no_script_or_style_of_its_own(shelf: Shelf) -> None:
    page = shelf.page.plain.decode()
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", page) == []
    assert re.findall(r"<script[^>]*>([^<]*)</script>", page) == [""]
    assert "$" not in page


def test_the_worker_keeps_every_file_of_its_version(shelf: Shelf) -> None:
    first, second = shelf.worker.plain.decode().splitlines()[:2]
    assert first == f"const VERSION = '{shelf.version}';"
    kept = json.loads(second.removeprefix("const FILES = ").rstrip(";"))
    assert kept == [f"/tablet/{shelf.version}/{name}" for name in shelf.files]


def test_the_worker_is_a_script_that_a_browser_can_read(shelf: Shelf, tmp_path: Path) -> None:
    script = tmp_path / "worker.js"
    script.write_bytes(shelf.worker.plain)
    checked = subprocess.run([services.program("node"), "--check", script], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_the_manifest_names_pictures_of_their_size(shelf: Shelf) -> None:
    manifest = json.loads(shelf.manifest.plain)
    sizes = set()
    for icon in manifest["icons"]:
        picture = shelf.files[icon["src"].removeprefix(f"/tablet/{shelf.version}/")].plain
        assert picture.startswith(b"\x89PNG\r\n\x1a\n")
        width, height = struct.unpack(">II", picture[16:24])
        assert icon["sizes"] == f"{width}x{height}"
        sizes.add((width, icon["purpose"]))
    assert sizes == {(192, "any"), (192, "maskable"), (512, "any"), (512, "maskable")}
    assert manifest["start_url"].startswith(manifest["scope"])


def imports(path: Path) -> list[str]:
    """What a script imports, read otherwise than the shelf does: every text behind `from` or `import`."""
    return re.findall(r"""\b(?:from|import)\s*\(?["']([^"']+)["']""", code(path))


def code(path: Path) -> str:
    """A script without its comments."""
    source = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"(?:^|\s)//.*", "", source)


def test_no_script_makes_elements_or_scripts_of_text(shelf: Shelf) -> None:
    """What people and servers wrote is put into the page as text, or not at all."""
    risky = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|srcdoc|DOMParser|createContextualFragment"
    risky += r"|\beval\(|new Function|javascript:|data:text"
    for name, script in shelf._scripts.items():
        assert not re.search(risky, script.decode()), name


def test_where_the_scripts_do_not_come_the_way_on_is_in_the_language_of_the_market(shelf: Shelf) -> None:
    assert '<a class="key" href="/tablet/">Try again</a>' in shelf.page.plain.decode()
    assert "$" not in shelf.page.plain.decode()
