"""Plain text: what other systems send as bytes, HTML and odd characters, as the text in it."""

import html
import re

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*+)[^<>]*+>|<[!?][^<>]*+>")
_UNSHOWN = (("<script", "</script>"), ("<style", "</style>"), ("<!--", "-->"))
_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the name of the encoding it was read as: "utf-8", "utf-16" or, as the last resort, "latin-1".

    Bytes that are no text in any of them still give one, of odd letters: it is for the lines to be named as bad.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError:
                break
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        # Western spreadsheets write Windows-1252: latin-1 with letters where that has none.
        return data.decode("cp1252", errors="replace"), "latin-1"


def without_tags(text: str) -> str:
    """The words of a text that may be HTML, in lines. "Pay < 500" stays as it is."""
    if "<" in text:
        for begin, end in _UNSHOWN:
            text = _cut_out(text, begin, end)
        text = _TAG.sub(_instead, text)
    if "&" in text:
        text = html.unescape(text)
    if "<" in text and "&" not in text:
        text = _TAG.sub(_instead, text)  # what was escaped twice
    text = _INVISIBLE.sub(" ", text)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def _cut_out(text: str, begin: str, end: str) -> str:
    """The text without what stands between two marks; one that is not closed takes the rest with it."""
    lower, kept, at = text.lower(), [], 0
    # Letters whose small form is longer would shift what is found.
    if len(lower) != len(text):
        lower = text
    while (start := lower.find(begin, at)) >= 0:
        kept.append(text[at:start])
        stop = lower.find(end, start + len(begin))
        at = len(text) if stop < 0 else stop + len(end)
    return " ".join((*kept, text[at:]))


def _instead(found: re.Match[str]) -> str:
    """A block begins a new line; an inline tag, as in "<b>W</b>elder", leaves nothing."""
    name = (found[1] or "").lower()
    return "" if name in ("b", "i", "em", "strong", "span", "a", "u", "font", "sup", "sub", "small") else "\n"
