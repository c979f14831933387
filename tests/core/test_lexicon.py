"""The lexicon of a pack: what is read of it, its faults, and what contradicts itself."""

from pathlib import Path

import pytest

from core import lexicon, market
from tests.core.packs import copied

SPEECH = """\
role,language,words
filler,pt,procuro emprego de
filler,pt,procuro
filler,am,ስራ
not,pt,não quero
want,pt,quero
join,pt,e
in,pt,em
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Tinyland with these tables."""
    folder = copied(tmp_path)
    for file, text in (("speech.csv", SPEECH), ("near.csv", "a,b,nearness\n")):
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def write(folder: Path, file: str, *lines: str) -> None:
    """Add lines to a table of the pack."""
    with (folder / file).open("a", encoding="utf-8") as table:
        table.writelines(f"{line}\n" for line in lines)


def found(folder: Path) -> list[str]:
    return [str(fault) for fault in market.check(folder)]


def test_entries_come_as_they_are_compared(folder: Path) -> None:
    write(folder, "lexicon.csv", '5120,pt,"  Chefe  de-Cozinha ",2')
    assert list(lexicon.entries(folder, ["5120"])) == [
        (("cozinheira",), "5120", 3),
        (("panela",), "5120", 1),
        (("chefe", "de", "cozinha"), "5120", 2),
    ]


def test_a_line_with_a_fault_is_left_out_and_the_others_are_read(folder: Path) -> None:
    before = list(lexicon.entries(folder, ["5120"]))
    write(folder, "lexicon.csv", "5120,pt,faca,9", "5120,pt,-,3", "5120,pt", "0000,pt,faca,3")
    write(folder, "speech.csv", "shout,pt,olá", "filler,pt,por favor")
    assert list(lexicon.entries(folder, ["5120"])) == before
    assert list(lexicon.speech(folder))[-1] == ("filler", ("por", "favor"))


def test_a_pack_without_the_files_has_no_entries_and_that_is_a_fault(folder: Path) -> None:
    for file in ("lexicon.csv", "speech.csv"):
        (folder / file).unlink()
    assert [*lexicon.entries(folder, ["5120"]), *lexicon.speech(folder)] == []
    assert [each.partition(". ")[0] for each in found(folder)] == [
        "lexicon.csv: the file is missing",
        "speech.csv: the file is missing",
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("5129,pt,faca,3", 'lexicon.csv:8: column code: no occupation has the code "5129". Write a code'),
        ("5120,pt,faca,4", 'lexicon.csv:8: column weight: "4" is not 1, 2 or 3'),
        ("5120,PT,faca,3", 'lexicon.csv:8: column language: "PT" is no language'),
        ("5120,pt,...,3", "lexicon.csv:8: column words: is empty"),
        ("5120,pt,a b c d e f g h i,3", 'lexicon.csv:8: column words: "a b c d e f g h i" is too long'),
        ("5120,pt,COZINHEIRA,1", 'lexicon.csv:8: column words: "COZINHEIRA" is also line 6, for the same work'),
        ("5120,pt,faca", "lexicon.csv:8: 3 cells in place of 4"),
    ],
)  # fmt: skip
def test_a_wrong_entry_is_named_with_its_line(folder: Path, line: str, fault: str) -> None:
    write(folder, "lexicon.csv", line)
    (only,) = found(folder)
    assert only.startswith(fault)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("noise,pt,olá", 'speech.csv:9: column role: "noise" is not known. Write one of filler, not'),
        ("filler,p,olá", 'speech.csv:9: column language: "p" is no language'),
        ("filler,pt,", "speech.csv:9: column words: is empty"),
    ],
)
def test_a_wrong_small_word_is_named_with_its_line(folder: Path, line: str, fault: str) -> None:
    write(folder, "speech.csv", line)
    (only,) = found(folder)
    assert only.startswith(fault)


def test_an_unknown_code_is_one_fault_however_many_entries_have_it(folder: Path) -> None:
    write(folder, "lexicon.csv", "5129,pt,faca,3", "5129,pt,garfo,3")
    (only,) = found(folder)
    assert only.startswith('lexicon.csv:8: column code: no occupation has the code "5129" (2 lines).')


def test_a_sure_entry_that_is_a_small_word_is_a_warning_one_for_all_of_them(folder: Path) -> None:
    write(folder, "lexicon.csv", "9111,am,ስራ,3")
    (only,) = found(folder)
    assert only.startswith('lexicon.csv:8: column words: warning: "ስራ" is a small word of speech.csv, so nobody is')
    write(folder, "lexicon.csv", "9111,pt,procuro,3", "9111,pt,procuro emprego de,3")
    (only,) = found(folder)
    assert 'so are "procuro" (line 9), "procuro emprego de" (line 10).' in only


def test_an_entry_that_says_not_or_want_is_a_warning(folder: Path) -> None:
    write(folder, "lexicon.csv", "9111,pt,nao quero,3")
    (only,) = found(folder)
    assert 'warning: "nao quero" is also "not" by line 5 of speech.csv. Take one of them out.' in only


def test_a_sure_entry_that_is_a_wide_place_is_a_warning_and_the_name_of_a_village_is_not(folder: Path) -> None:
    write(folder, "lexicon.csv", "9111,pt,sao tomas,3", "9111,pt,agua fria,3")
    (only,) = found(folder)
    assert only.startswith('lexicon.csv:8: column words: warning: "sao tomas" is also the name of a place')


def test_words_that_are_surely_many_kinds_of_work_are_a_warning_unless_those_are_near(folder: Path) -> None:
    write(folder, "lexicon.csv", *(f"{code},pt,bico,3" for code in ("6111", "9212", "5223", "9111")))
    (only,) = found(folder)
    assert 'warning: "bico" is surely 4 kinds of work that are not near each other: 6111, 9212, 5223, 9111.' in only
    write(folder, "near.csv", "6111,9212,60")
    assert found(folder) == []


def test_what_is_less_than_sure_contradicts_nothing(folder: Path) -> None:
    write(folder, "lexicon.csv", "9111,am,ስራ,2", "9111,pt,nao quero,2", "9111,pt,sao tomas,2")
    write(folder, "lexicon.csv", *(f"{code},pt,bico,2" for code in ("6111", "9212", "5223", "9111")))
    assert found(folder) == []
