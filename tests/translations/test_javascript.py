"""Texts of scripts: found wherever they are said, and nothing else."""

import re

import pytest

from tests.source import ROOT
from translations.catalogues import SCRIPTS
from translations.javascript import texts


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ('_("Today")', [("Today",)]),
        ("_('Today')", [("Today",)]),
        ('_("Say \\"yes\\"")', [('Say "yes"',)]),
        ('_("Caf\\u00e9")', [("Café",)]),
        ('_(\n  "Saved {n}",\n  { n },\n)', [("Saved {n}",)]),
        ('_("One " +\n  "and two", { n: "x" })', [("One and two",)]),
        ('marked("sent")', [("sent",)]),
        ('ngettext("{n} job", "{n} jobs", count, { n: "x" })', [("{n} job", "{n} jobs")]),
        ('ngettext("{n} job", "{n} jobs", jobs.filter((each) => each.a === "b").length)', [("{n} job", "{n} jobs")]),
        ('h("p", {}, _("One"), is ? _("Two") : _("Three"))', [("One",), ("Two",), ("Three",)]),
    ],
)
def test_a_text_is_found_as_it_is_said(script: str, found: list[tuple[str, ...]]) -> None:
    assert [forms for _line, forms in texts(script.encode())] == found


def test_a_text_among_the_values_of_another_is_found() -> None:
    script = '_("{who} in {where}", { who: ngettext("{n} man", "{n} men", n), where: _("town") })'
    assert [forms for _line, forms in texts(script.encode())] == [
        ("{who} in {where}",),
        ("{n} man", "{n} men"),
        ("town",),
    ]


def test_a_text_within_a_template_is_found() -> None:
    script = 'const a = `${_("Today")}: ${ngettext("{n} job", "{n} jobs", n, { n })}`;'
    assert [forms for _line, forms in texts(script.encode())] == [("Today",), ("{n} job", "{n} jobs")]


@pytest.mark.parametrize(
    "script",
    [
        "_(TABLE[code])",
        '_(isOld ? "a" : "b")',
        'other("Today")',
        'this._("Today")',
        "export function _(text, values) {}",
        'function ngettext(one = "a", many) {}',
        '// _("Today")',
        '/* _("Today") */',
        "'_(\"Today\")'",
        "const a = _;",
        'const pattern = /_("x")/;',
    ],
)
def test_what_is_no_text_is_not_found(script: str) -> None:
    assert list(texts(script.encode())) == []


def test_each_text_has_its_line() -> None:
    script = '// a\n_("One");\nconst b = `\n${_("Two")}`;\n\n_("Three");\n'
    assert list(texts(script.encode())) == [(2, ("One",)), (4, ("Two",)), (6, ("Three",))]


def test_no_text_of_our_scripts_is_overlooked() -> None:
    call = re.compile(r'(?<![\w.])(?:_|marked|ngettext)\(\s*"((?:[^"\\]|\\.)*)"')
    for path in (path for pattern in SCRIPTS for path in ROOT.glob(pattern)):
        source = re.sub(r"^\s*(?://|/?\*).*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        said = {found.replace('\\"', '"') for found in call.findall(source)}
        assert said <= {forms[0] for _line, forms in texts(path.read_bytes())}, path.name
