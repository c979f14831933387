"""Catalogues: brought up to date with the texts in the code by `make texts`, checked by `make check`."""

import ast
import io
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from jinja2.ext import babel_extract

from translations import DOMAIN, SOURCE_LANGUAGE, javascript

ROOT = Path(__file__).parent.parent
TEMPLATES = ("channels/**/*.html",)
SOURCES = ("channels/**/*.py", "messages/**/*.py", "sync/**/*.py", "wsgi.py")
SCRIPTS = ("sync/tablet/**/*.js",)
TEXTS_OF = {"_": 1, "gettext": 1, "marked": 1, "ngettext": 2}  # how many arguments of a call are texts

# These never need a letter that would force UCS-2, where a page holds 70 characters instead of 160.
GSM7_LANGUAGES = ("en", "sw", "fr")

# What changes with the clock, the tool or the translator says nothing about the texts and would fill every diff.
LEFT_OUT_OF_HEADERS = ("Project-", "Report-", "POT-", "PO-", "Last-", "Language-Team", "Generated-")


def update(root: Path) -> None:
    """Bring every catalogue up to date and compile it. Translations stay; what left the code goes.

    A changed text keeps the translation of the one it resembles, marked fuzzy until somebody has read it.
    """
    texts = extracted(root)
    for language, path in catalogues(root):
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = _read(path, language) if path.exists() else Catalog(locale=language)
        catalogue.update(texts)
        catalogue.fuzzy = False
        catalogue.header_comment = "# Texts of Fursa. `make texts` keeps this file up to date with the code."
        path.write_bytes(_written(catalogue))
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)


def faults(root: Path) -> list[str]:
    """What is wrong with the texts in the code and in the catalogues, each as `file:line: problem`."""
    texts = extracted(root)
    found = [f"{file}:{line}: {problem}" for file, line, problem in _source_faults(texts)]
    for language, path in catalogues(root):
        name = path.relative_to(root).as_posix()
        found += [f"{name}:{line}: {problem}" for line, problem in _catalogue_faults(path, language, texts)]
    return found


def extracted(root: Path) -> Catalog:
    """Every text in the code, with its places. Babel's own extraction overlooks calls within an f-string."""
    texts = Catalog()
    for path in sorted(path for pattern in SOURCES for path in root.glob(pattern)):
        for call in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TEXTS_OF:
                arguments = call.args[: TEXTS_OF[call.func.id]]
                forms = [str(each.value) for each in arguments if isinstance(each, ast.Constant)]
                if forms:
                    place = (path.relative_to(root).as_posix(), call.lineno)
                    texts.add(forms[0] if len(forms) == 1 else tuple(forms), locations=[place])
    for path in sorted(path for pattern in TEMPLATES for path in root.glob(pattern)):
        with path.open("rb") as file:
            for line, _function, found, _comments in babel_extract(file, list(TEXTS_OF), (), {"silent": "false"}):
                place = (path.relative_to(root).as_posix(), line)
                kept = [form for form in ((found,) if isinstance(found, str) else found or ()) if form]
                texts.add(kept[0] if len(kept) == 1 else tuple(kept), locations=[place])
    for path in sorted(path for pattern in SCRIPTS for path in root.glob(pattern)):
        for line, told in javascript.texts(path.read_bytes()):
            place = (path.relative_to(root).as_posix(), line)
            texts.add(told[0] if len(told) == 1 else told, locations=[place])
    return texts


def catalogues(root: Path) -> list[tuple[str, Path]]:
    """The languages of all market packs and of the folders that exist, each with the path of its catalogue."""
    languages = {folder.parent.name for folder in root.glob("translations/*/LC_MESSAGES")}
    for pack in root.glob("markets/*/market.toml"):
        languages.update(tomllib.loads(pack.read_text(encoding="utf-8"))["languages"])
    folder = root / "translations"
    return [(each, folder / each / "LC_MESSAGES" / f"{DOMAIN}.po") for each in sorted(languages - {SOURCE_LANGUAGE})]


def _read(path: Path, language: str) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _written(catalogue: Catalog) -> bytes:
    """The catalogue as a file that changes only where a text does: no dates, no line numbers, no wrapping."""
    file = io.BytesIO()
    write_po(file, catalogue, width=0, sort_by_file=True, include_lineno=False, ignore_obsolete=True)
    left_out = tuple(f'"{header}'.encode() for header in LEFT_OUT_OF_HEADERS)
    lines = file.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(left_out)).rstrip() + b"\n"


def _source_faults(texts: Catalog) -> Iterator[tuple[str, int, str]]:
    for message in texts:
        for file, line in message.locations[:1]:
            for text in _forms(message.id):
                yield from ((file, line, problem) for problem in _form_faults(text, SOURCE_LANGUAGE))


def _catalogue_faults(path: Path, language: str, texts: Catalog) -> Iterator[tuple[int, str]]:
    if not path.exists():
        yield 1, "a market speaks this language, but it has no catalogue: `make texts` begins one"
        return
    try:
        catalogue = _read(path, language)
    except PoFileError as error:
        yield error.lineno + 1, str(error)
        return
    in_code = {_forms(message.id): message.locations[0] for message in texts if message.id}
    in_catalogue = {_forms(message.id) for message in catalogue}
    for forms, (file, line) in in_code.items():
        if forms not in in_catalogue:
            yield 1, f'missing, `make texts` adds it: "{forms[0]}" ({file}:{line})'
    gone = list(catalogue.obsolete.values())
    for message in catalogue:
        if _forms(message.id) in in_code:
            for problem in _translation_faults(message, language):
                yield message.lineno or 1, f'{problem}: "{_forms(message.id)[0]}"'
        elif message.id:
            gone.append(message)
    for message in gone:
        yield message.lineno or 1, f'no longer in the code, `make texts` drops it: "{_forms(message.id)[0]}"'


def _translation_faults(message: Message, language: str) -> Iterator[str]:
    """What is wrong with one translation, or with its plural forms."""
    sources, translations = _forms(message.id), _forms(message.string)
    if message.fuzzy:
        yield "marked fuzzy: read it, then delete the mark"
    if not all(translations):
        yield "a plural form is not translated" if any(translations) else "not translated"
        return
    for text in dict.fromkeys(translations):
        broken = list(_form_faults(text, language))
        yield from broken
        # Either form of the source may be the model: "one post" need not repeat the {number} of "{number} posts".
        if not broken and _placeholders(text) not in map(_placeholders, sources):
            yield f"placeholders differ in {text!r}"
        if _margins(text) not in map(_margins, sources):
            yield f"white space at the beginning or end differs in {text!r}"


def _form_faults(text: str, language: str) -> Iterator[str]:
    """What is wrong with a text by itself."""
    from messages.text import fold, measure  # only this tool measures; speaking a language needs no alphabet

    try:
        _placeholders(text)
    except ValueError as error:
        yield f"{error} in {text!r}"
    outside = [character for character in fold(text) if measure(character).encoding != "gsm7"]
    if outside and language in GSM7_LANGUAGES:
        yield f"outside GSM-7: {' '.join(outside)} in {text!r}"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """A text as its plural forms: one where it has none."""
    return tuple(text) if isinstance(text, tuple | list) else (text or "",)


def _placeholders(text: str) -> set[str]:
    """The names in braces. Raises ValueError where a brace has no partner."""
    return {name for _text, name, _format, _conversion in string.Formatter().parse(text) if name is not None}


def _margins(text: str) -> tuple[str, str]:
    """The white space before and after a text."""
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@click.group()
def main() -> None:
    """Catalogues of translated texts."""


@main.command("update")
def update_command() -> None:
    """Take over what changed in the code, and compile."""
    update(ROOT)


@main.command("check")
def check_command() -> None:
    """Fail where a text is missing or cannot be shown."""
    found = faults(ROOT)
    for each in found:
        click.echo(each, err=True)
    if found:
        raise click.exceptions.Exit(1)


if __name__ == "__main__":
    main()
