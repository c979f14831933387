"""Catalogues follow the texts in the code, and the check finds what a phone could not show."""

import gettext
from pathlib import Path

import pytest

from translations.catalogues import ROOT, faults, update

CODE = '''"""A screen."""
from translations import gettext as _, marked, ngettext

STATUS = marked("sent")


def draw(place, posts):
    footer = f"0 {_('Back')}"
    text = _("Jobs in {place}").format(place=place)
    return footer, text, _(STATUS), ngettext("{number} post", "{number} posts", posts).format(number=posts)
'''
TRANSLATIONS = {
    "sent": "limetumwa",
    "Back": "Rudi",
    "Jobs in {place}": "Kazi za {place}",
}
SW = "translations/sw/LC_MESSAGES/fursa.po"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small service in English and Swahili whose texts are all translated."""
    write(tmp_path / "channels/screens/jobs.py", CODE)
    write(tmp_path / "markets/kenya/market.toml", 'languages = ["en", "sw"]')
    update(tmp_path)
    content = (tmp_path / SW).read_text()
    for source, translation in TRANSLATIONS.items():
        content = content.replace(f'{source}"\nmsgstr ""', f'{source}"\nmsgstr "{translation}"')
    for form in ("msgstr[0]", "msgstr[1]"):
        content = content.replace(f'{form} ""', f'{form} "nafasi {{number}}"')
    write(tmp_path / SW, content)
    return tmp_path


def test_a_translated_service_has_no_faults(tree: Path) -> None:
    assert faults(tree) == []


def test_our_own_texts_have_no_faults() -> None:
    assert faults(ROOT) == []


def test_an_update_of_nothing_changes_nothing(tree: Path) -> None:
    before = (tree / SW).read_bytes()
    update(tree)
    assert (tree / SW).read_bytes() == before


def test_a_text_that_moves_changes_nothing(tree: Path) -> None:
    before = (tree / SW).read_bytes()
    write(tree / "channels/screens/jobs.py", CODE.replace("STATUS =", "\n\n\nSTATUS ="))
    update(tree)
    assert (tree / SW).read_bytes() == before


def test_an_update_compiles_what_people_read(tree: Path) -> None:
    update(tree)
    texts = gettext.translation("fursa", tree / "translations", ["sw"])
    assert texts.gettext("Jobs in {place}") == "Kazi za {place}"
    assert texts.ngettext("{number} post", "{number} posts", 3) == "nafasi {number}"


def test_a_language_that_a_market_adds_gets_a_catalogue(tree: Path) -> None:
    write(tree / "markets/rift/market.toml", 'languages = ["sw", "so"]')
    assert faults(tree) == [
        "translations/so/LC_MESSAGES/fursa.po:1: "
        "a market speaks this language, but it has no catalogue: `make texts` begins one"
    ]
    update(tree)
    assert 'msgid "Back"\nmsgstr ""' in (tree / "translations/so/LC_MESSAGES/fursa.po").read_text()


def test_a_text_that_left_the_code_leaves_the_catalogue_with_its_translation(tree: Path) -> None:
    write(tree / "channels/screens/jobs.py", CODE.replace("{_('Back')}", ""))
    assert problems(tree) == ['no longer in the code, `make texts` drops it: "Back"']
    update(tree)
    assert faults(tree) == []
    assert "Rudi" not in (tree / SW).read_text()


def test_an_obsolete_text_is_found(tree: Path) -> None:
    write(tree / SW, (tree / SW).read_text() + '\n#~ msgid "Old"\n#~ msgstr "Zamani"\n')
    assert problems(tree) == ['no longer in the code, `make texts` drops it: "Old"']


def test_a_new_text_is_missing_until_the_catalogue_has_it_and_untranslated_after(tree: Path) -> None:
    write(tree / "messages/outbox.py", 'from translations import gettext as _\n\nREPLY = _("Reply 1 to apply")\n')
    assert problems(tree) == ['missing, `make texts` adds it: "Reply 1 to apply" (messages/outbox.py:3)']
    update(tree)
    assert problems(tree) == ['not translated: "Reply 1 to apply"']


def test_a_text_of_a_script_is_translated_with_the_others(tree: Path) -> None:
    write(tree / "sync/tablet/screens/jobs.js", 'h("p", {}, _("Back"));\nngettext("{n} day", "{n} days", n);\n')
    assert problems(tree) == ['missing, `make texts` adds it: "{n} day" (sync/tablet/screens/jobs.js:2)']
    update(tree)
    assert 'msgid "{n} day"\nmsgid_plural "{n} days"' in (tree / SW).read_text()
    assert "Rudi" in (tree / SW).read_text()


def test_a_changed_text_keeps_its_translation_until_somebody_has_read_it(tree: Path) -> None:
    write(tree / "channels/screens/jobs.py", CODE.replace("Jobs in {place}", "Jobs in {place}:"))
    update(tree)
    assert "Kazi za {place}" in (tree / SW).read_text()
    assert problems(tree) == ['marked fuzzy: read it, then delete the mark: "Jobs in {place}:"']


@pytest.mark.parametrize(
    ("right", "wrong", "problem"),
    [
        ("Kazi za {place}", "Kazi za {mahali}", "placeholders differ in 'Kazi za {mahali}'"),
        ("Kazi za {place}", "Kazi", "placeholders differ in 'Kazi'"),
        ("Kazi za {place}", "Kazi za {place", "expected '}' before end of string in 'Kazi za {place'"),
        (
            "Kazi za {place}",
            "Kazi za {place}\\n",
            "white space at the beginning or end differs in 'Kazi za {place}\\n'",
        ),
        ("Kazi za {place}", "Kazi → {place}", "outside GSM-7: → in 'Kazi → {place}'"),
        ("Kazi za {place}", "", "not translated"),
    ],
)
def test_a_translation_that_cannot_be_shown_is_found(tree: Path, right: str, wrong: str, problem: str) -> None:
    content = (tree / SW).read_text()
    write(tree / SW, content.replace(f'"{right}"', f'"{wrong}"'))
    line = content.splitlines().index('msgid "Jobs in {place}"') + 1
    assert faults(tree) == [f'{SW}:{line}: {problem}: "Jobs in {{place}}"']


def test_letters_that_folding_mends_are_no_fault(tree: Path) -> None:
    write(tree / SW, (tree / SW).read_text().replace("limetumwa", "“limetumwa…” ê"))
    assert faults(tree) == []


def test_other_scripts_keep_their_letters(tree: Path) -> None:
    write(tree / "channels/screens/jobs.py", CODE.split("def ")[0])
    update(tree)
    write(tree / "translations/am/LC_MESSAGES/fursa.po", 'msgid "sent"\nmsgstr "ተልኳል"\n')
    assert faults(tree) == []


def test_a_plural_form_left_out_is_found(tree: Path) -> None:
    write(tree / SW, (tree / SW).read_text().replace('msgstr[1] "nafasi {number}"', 'msgstr[1] ""'))
    assert problems(tree) == ['a plural form is not translated: "{number} post"']


def test_one_form_may_leave_out_the_number_where_the_source_does(tree: Path) -> None:
    write(tree / "channels/screens/jobs.py", CODE.replace('"{number} post"', '"one post"'))
    write(tree / SW, (tree / SW).read_text().replace('msgid "{number} post"', 'msgid "one post"'))
    write(tree / SW, (tree / SW).read_text().replace('msgstr[0] "nafasi {number}"', 'msgstr[0] "nafasi moja"'))
    assert faults(tree) == []


def test_a_broken_catalogue_is_named_with_its_line(tree: Path) -> None:
    write(tree / SW, (tree / SW).read_text() + "\nmsgword \n")
    (fault,) = faults(tree)
    line = len((tree / SW).read_text().splitlines())
    assert fault.startswith(f"{SW}:{line}: ")


def test_a_text_in_the_code_that_no_phone_shows_cheaply_is_found(tree: Path) -> None:
    write(tree / "wsgi.py", 'from translations import gettext as _\n\nTEXT = _("Next →")\n')
    assert "wsgi.py:3: outside GSM-7: → in 'Next →'" in faults(tree)


def problems(tree: Path) -> list[str]:
    """The faults of the Swahili catalogue without their places."""
    return [fault.split(": ", 1)[1] for fault in faults(tree) if fault.startswith(SW)]


def write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
