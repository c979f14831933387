"""The site: the addresses under which browsers get the tablet app."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from core.market import Market
from sync.tablet.shelf import Packed, Shelf

PREFIX = "/tablet"
# Nothing comes from elsewhere, no script or style stands in a page, and no page may be shown inside another.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " manifest-src 'self'; worker-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK = "no-cache"


def blueprint(market: Market, shelf: Shelf | None = None) -> Blueprint:
    """`/tablet/`, the app's page; `/tablet/worker.js`, its service worker; and its files, each under the version."""
    pages = Blueprint("tablet", __name__, url_prefix=PREFIX)
    kept = shelf or Shelf(market)

    @pages.get("", strict_slashes=False)
    def entrance() -> ResponseReturnValue:
        # Where the QR of a code leads. Browsers take the code behind # along.
        if not request.path.endswith("/"):
            return redirect(f"{PREFIX}/", 308)
        return _answer(kept.page, _ASK)

    @pages.get("/worker.js")
    def worker() -> Response:
        return _answer(kept.worker, _ASK)

    @pages.get("/manifest.webmanifest")
    def manifest() -> Response:
        return _answer(kept.manifest, _ASK)

    @pages.get("/<version>/<path:name>")
    def file(version: str, name: str) -> Response:
        found = kept.files.get(name) if version == kept.version else None
        if found is None:
            # Also a file of another version: an app of two versions would be neither.
            raise NotFound
        return _answer(found, _FOR_EVER)

    @pages.after_request
    def safe(response: Response) -> Response:
        response.headers.update(HEADERS)
        return response

    return pages


def _answer(found: Packed, kept: str) -> Response:
    encoding = next((each for each in ("br", "gzip") if request.accept_encodings[each] and each in found.packed), None)
    body = found.packed[encoding] if encoding else found.plain
    response = Response(body, content_type=found.mimetype)
    response.headers["Cache-Control"] = kept
    response.headers["Vary"] = "Accept-Encoding"
    response.set_etag(f"{found.digest}-{encoding or 'plain'}")
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.make_conditional(request)
    return response
