"""Texts in JavaScript: `_("...")`, `ngettext("...", "...", n)` and `marked("...")`, as they stand in Python."""

import re
from collections.abc import Iterator

from babel.messages.jslexer import Token, tokenize, unquote_string

TEXTS_OF = {"_": 1, "marked": 1, "ngettext": 2}  # how many arguments of a call are texts


def texts(source: bytes) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Each text of a script with its line: one form, or two where a number decides."""
    yield from _texts(source.decode(), 1)


# Babel's own extraction overlooks a call among the arguments of another, and one within a template.
def _texts(source: str, line: int) -> Iterator[tuple[int, tuple[str, ...]]]:
    tokens = [token for token in tokenize(source, jsx=False, lineno=line) if not token.type.endswith("comment")]
    before = ""
    for index, token in enumerate(tokens):
        if token.type == "template_string":
            for start, code in _expressions(token.value):
                yield from _texts(code, token.lineno + token.value.count("\n", 0, start))
        elif token.value in TEXTS_OF and before not in ("function", "."):
            forms = _arguments(tokens[index + 1 :], TEXTS_OF[token.value])
            if forms:
                yield token.lineno, forms
        before = token.value


def _arguments(tokens: list[Token], wanted: int) -> tuple[str, ...]:
    """The first arguments of a call as far as they are literal texts; one may be put together by `+`."""
    if not tokens or tokens[0].value != "(":
        return ()
    found: list[str] = []
    follows = "("
    for token in tokens[1:]:
        if token.type == "string" and follows == "+":
            found[-1] += unquote_string(token.value)
        elif token.type == "string" and follows in "(,":
            if len(found) == wanted:
                break
            found.append(unquote_string(token.value))
        elif token.value not in ("+", ","):
            break
        follows = token.value
    return tuple(found)


def _expressions(template: str) -> Iterator[tuple[int, str]]:
    """The code within `${...}` of a template, each with where it begins."""
    for opened in re.finditer(r"\$\{", template):
        depth = 1
        for end in range(opened.end(), len(template)):
            depth += {"{": 1, "}": -1}.get(template[end], 0)
            if not depth:
                yield opened.end(), template[opened.end() : end]
                break
