"""Texts in JavaScript: `_("...")`, `ngettext("...", "...", n)` and `marked("...")`, as they stand in Python."""

import io
from collections.abc import Iterator

from babel.messages.extract import extract_javascript

TEXTS_OF = ("_", "marked", "ngettext")


def texts(source: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each text of a script with its line: one form, or two where a number decides."""
    for line, function, found, _comments in extract_javascript(io.BytesIO(source), TEXTS_OF, (), {}):
        forms = (found,) if isinstance(found, str) else tuple(found)
        yield line, forms[: 2 if function == "ngettext" else 1]
