"""HTML: templates with our texts in them, and the headers that every page bears."""

from typing import Any

from flask import Response
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from translations import gettext, language, ngettext

# Nothing comes from elsewhere, and no page may be shown inside another. Forms go back to us alone.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def environment(folder: str, **more: Any) -> Environment:
    """The templates of a folder of this package. `_` and `ngettext` in them speak the language being spoken.

    `more` are names that every template may use.
    """
    made = Environment(
        loader=PackageLoader("channels.web", folder),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.globals.update({"_": gettext, "ngettext": ngettext, "language": language, **more})
    return made


def page(body: str, status: int = 200, mimetype: str = "text/html", **headers: str) -> Response:
    """A page with the headers that keep it safe."""
    answer = Response(body, status, content_type=f"{mimetype}; charset=utf-8")
    answer.headers.update(HEADERS)
    answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return answer
