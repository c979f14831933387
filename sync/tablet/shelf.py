"""The shelf: the files of the tablet app in one version, compressed once, with the list of them for offline use."""

import gzip
import hashlib
import html
import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from string import Template

import brotli  # type: ignore[import-untyped]  # it brings no types
import orjson

from core.market import Market
from sync.tablet import joining, texts
from translations import gettext as _
from translations import speaking

_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "json": "application/json",
    "html": "text/html; charset=utf-8",
    "webmanifest": "application/manifest+json",
    "png": "image/png",
    "svg": "image/svg+xml",
}
_PICTURES = ("png",)  # are compressed already
_WORTH_BYTES = 300
_MAIN = "tablet/main.js"
_BESIDE = ("tablet/style.css", "tablet/icon.svg", "tablet/icon-192.png", "tablet/icon-512.png")


@dataclass(frozen=True, slots=True)
class Packed:
    """A file: as it is, and as each encoding has it where that is worth while."""

    plain: bytes
    mimetype: str
    digest: str = field(init=False)
    packed: Mapping[str, bytes] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.plain).hexdigest()[:16])
        packed = {}
        if self.mimetype.split("/")[1] not in _PICTURES and len(self.plain) >= _WORTH_BYTES:
            packed = {"br": brotli.compress(self.plain), "gzip": gzip.compress(self.plain, 9, mtime=0)}
        object.__setattr__(self, "packed", packed)


class Shelf:
    """All that a browser needs to run the app without us. What is read is read once, when it is first asked for.

    `files` are by name, such as "app.js" and "texts/sw.json"; `version` is of all of them together.
    """

    def __init__(self, market: Market) -> None:
        self._market = market

    @cached_property
    def files(self) -> dict[str, Packed]:
        """Every file that goes under the version, by its name."""
        scripts = self._scripts
        told = {
            f"texts/{language}.json": orjson.dumps(texts.of(scripts.values(), language), option=orjson.OPT_SORT_KEYS)
            for language in self._market.languages
        }
        app = joining.joined({name: source.decode() for name, source in scripts.items()}).encode()
        return {name: packed(name, body) for name, body in {"app.js": app, **self._beside, **told}.items()}

    @cached_property
    def version(self) -> str:
        """Twelve letters and digits: another for other files."""
        digest = hashlib.sha256()
        for name, file in sorted(self.files.items()):
            digest.update(f"{name} {file.digest}\n".encode())
        for name in ("page.html", "worker.js"):
            digest.update(_read(f"tablet/{name}"))
        digest.update(" ".join(self._market.languages).encode())
        return digest.hexdigest()[:12]

    @cached_property
    def page(self) -> Packed:
        """The one page of the app."""
        with speaking(self._market.default_language):
            again = html.escape(_("Try again"))  # for where the scripts do not come, or are too new for the browser
        page = Template(_read("tablet/page.html").decode()).substitute(
            base=f"/tablet/{self.version}", languages=" ".join(self._market.languages), again=again
        )
        return packed("page.html", page.encode())

    @cached_property
    def worker(self) -> Packed:
        """The service worker, which knows its version and what to keep for offline use."""
        names = [f"/tablet/{self.version}/{name}" for name in self.files]
        known = f"const VERSION = {self.version!r};\nconst FILES = {orjson.dumps(names).decode()};\n"
        return packed("worker.js", known.encode() + _read("tablet/worker.js"))

    @cached_property
    def manifest(self) -> Packed:
        """What a browser must know to install the app (W3C, Web Application Manifest)."""
        icons = [
            {
                "src": f"/tablet/{self.version}/icon-{size}.png",
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for size in (192, 512)
            for purpose in ("any", "maskable")
        ]
        return packed(
            "manifest.webmanifest",
            orjson.dumps(
                {
                    "id": "/tablet/",
                    "name": "Fursa",
                    "short_name": "Fursa",
                    "start_url": "/tablet/",
                    "scope": "/tablet/",
                    "display": "standalone",
                    "lang": self._market.default_language,
                    "background_color": "#ffffff",
                    "theme_color": "#0b5d4e",
                    "icons": icons,
                }
            ),
        )

    @cached_property
    def _scripts(self) -> dict[str, bytes]:
        """The modules that `main.js` leads to, by their place in the folder, such as "client/copy.js"."""
        found: dict[str, bytes] = {}
        waiting = [_MAIN]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found[name] = _read(name)
                leads = joining.imported(found[name].decode())
                waiting += [posixpath.normpath(posixpath.join(posixpath.dirname(name), lead)) for lead in leads]
        return dict(sorted(found.items()))

    @cached_property
    def _beside(self) -> dict[str, bytes]:
        """What the page needs apart from the modules."""
        return {name.removeprefix("tablet/"): _read(name) for name in _BESIDE}


def packed(name: str, body: bytes) -> Packed:
    """A file of this name."""
    return Packed(body, _TYPES[name.rpartition(".")[2]])


def _read(name: str) -> bytes:
    return resources.files("sync").joinpath(name).read_bytes()
