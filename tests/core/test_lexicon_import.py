"""Importing words for work: whole or not at all."""

import random
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core import lexicon_import, market, pack
from core.commands import market_group
from core.lexicon_import import Label, names, read_labels
from core.pack import Fault, Row
from tests.core.packs import TINYLAND, copied


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Tinyland with this lexicon."""
    return copied(tmp_path)


def bring(folder: Path, text: str, *options: str) -> Result:
    """Import a classification with this text."""
    file = folder.parent / "new.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(market_group, ["import-occupations", str(file), "--pack", str(folder), *options])


def entries(folder: Path) -> list[str]:
    return (folder / "lexicon.csv").read_text(encoding="utf-8").splitlines()


def counts(added: int = 0, changed: int = 0, unchanged: int = 0, too_long: int = 0, unknown: int = 0) -> str:
    return (
        f"{added} added, {changed} changed, {unchanged} unchanged; "
        f"left out: {too_long} too long, {unknown} of unknown codes\n"
    )


def test_names_are_added_beside_those_of_their_work_and_language(folder: Path) -> None:
    before = entries(folder)
    done = bring(
        folder,
        "note,weight,words,lang,code\n"
        ",2,ajudante de cozinha,pt,5120\n"
        "x,1,ምድጃ,am,5120\n"
        ",3,balconista,pt,5223\n"
        ",3,peão,pt,9211\n",
    )  # fmt: skip
    assert (done.exit_code, done.output) == (0, counts(added=4))
    assert entries(folder) == [
        *before[:3],
        "9211,pt,peão,3",
        *before[3:],
        "5120,pt,ajudante de cozinha,2",
        "5120,am,ምድጃ,1",
        "5223,pt,balconista,3",
    ]
    assert market.check(folder) == []


def test_the_files_of_esco_are_read_as_they_are(folder: Path) -> None:
    done = bring(
        folder,
        "conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,description,code\n"
        'http://x,5120,Chefe/Chefa,"guisador\nguisadora\n chefe | mestre-cuca",h,"Cozinha,\nmuito.",5120.1\n',
        "--language",
        "pt",
    )
    assert done.output == counts(added=5)
    assert entries(folder)[-5:] == [
        "5120,pt,Chefe,3",
        "5120,pt,Chefa,3",
        "5120,pt,guisador,2",
        "5120,pt,guisadora,2",
        "5120,pt,mestre-cuca,2",
    ]


@pytest.mark.parametrize(
    ("heading", "line", "weight"),
    [
        ("isco,label,kind", "5120,faca,pref", 3),
        ("isco,label,kind", "5120,faca,preferredLabel", 3),
        ("isco,label,kind", "5120,faca,alt", 2),
        ("isco,label", "5120,faca", 2),
        ("ISCO-08,Title", "5120,faca", 3),
        ("isco_code,words,weight", "5120,faca,1", 1),
        ("isco08,preferredLabel,weight", "5120,faca,1", 1),
        ("code,altLabels,kind", "5120,faca,pref", 2),
    ],
)
def test_the_weight_is_told_by_its_column_or_by_the_kind_of_name(
    folder: Path, heading: str, line: str, weight: int
) -> None:
    assert bring(folder, f"{heading}\n{line}\n", "--language", "pt").exit_code == 0
    assert entries(folder)[-1] == f"5120,pt,faca,{weight}"


def test_an_entry_keeps_the_higher_weight(folder: Path) -> None:
    names = "code,language,words,weight\n5120,pt,COZINHEIRA,1\n5120,pt,Panela,2\n5120,pt,panela,1\n"
    assert bring(folder, names).output == counts(changed=1, unchanged=1)
    assert entries(folder)[-2:] == ["5120,pt,cozinheira,3", "5120,pt,panela,2"]


def test_the_same_file_twice_changes_nothing_the_second_time(folder: Path) -> None:
    text = "code,language,label\n5120,pt,faca\n5120,pt,Faca\n9212,am,በግ\n"
    assert bring(folder, text).output == counts(added=2)
    before = (folder / "lexicon.csv").stat()
    assert bring(folder, text).output == counts(unchanged=2)
    assert (folder / "lexicon.csv").stat() == before


@pytest.mark.parametrize(
    "code", ["5120", "5120.1", "5120.1.2", "5120-03", "C5120", "http://data.europa.eu/esco/isco/C5120"]
)
def test_a_longer_code_is_cut_to_its_unit_group(folder: Path, code: str) -> None:
    assert bring(folder, f"code,label\n{code},faca\n", "--language", "pt-BR").output == counts(added=1)
    assert entries(folder)[-1] == "5120,pt,faca,2"


@pytest.mark.parametrize("code", ["512001", "K5120", "51.20", "5120.x", "cook"])
def test_a_code_that_cannot_be_cut_for_sure_is_a_fault(folder: Path, code: str) -> None:
    done = bring(folder, f"code,label\n{code},faca\n{code},garfo\n", "--language", "pt", "--skip-unknown")
    assert done.exit_code == 1
    assert f'new.csv:2: column code: "{code}" is no code of ISCO-08 (2 lines). Write the four digits' in done.output


def test_unknown_codes_are_one_fault_each_or_left_out(folder: Path) -> None:
    text = "code,label\n5,Serviços\n2166.1,designer\n2166.2,artista\n5120,faca\n,nada\n"
    done = bring(folder, text, "--language", "pt")
    assert done.exit_code == 1
    assert [line.split(": ", 1)[1].partition(". ")[0] for line in done.output.splitlines()[:-1]] == [
        'column code: no occupation of the pack has the code "5"',
        'column code: no occupation of the pack has the code "2166" (2 lines)',
        "column code: is empty",
    ]
    assert "Did a spreadsheet drop the zeros" in done.output
    assert done.output.endswith("3 faults. Nothing was changed.\n")
    assert bring(folder, text, "--language", "pt", "--skip-unknown").output == counts(added=1, unknown=4)


def test_names_that_are_too_long_are_left_out(folder: Path) -> None:
    long = ("a b c d e f g h i", "x" * 81)
    done = bring(folder, f"code,label\n5120,{long[0]}|faca\n5120,{long[1]}\n5120,a b c d e f g h\n", "--language", "pt")
    assert done.output == counts(added=2, too_long=2)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("code,label\n5120,faca\n", "new.csv:1: nothing says which language this is. Add --language"),
        ("kode,label,lang\n5120,faca,pt\n", "new.csv:1: no column holds codes. Name it code, isco"),
        ("code,name,lang\n5120,faca,pt\n", "new.csv:1: no column holds what the work is called. Name it words"),
        ("code,label,lang\n5120,faca,pt\n5120,garfo,\n", "new.csv:3: column lang: is empty."),
        ("code,label,lang\n5120,faca,Portuguese\n", 'new.csv:2: column lang: "Portuguese" is no language'),
        ("code,label,lang,weight\n5120,faca,pt,5\n", 'new.csv:2: column weight: "5" is not 1, 2 or 3'),
        ("code,label,lang\n5120,faca,pt\n5120,garfo\n", "new.csv:3: 2 cells in place of 3"),
        ("code;label;lang\n5120;faca;pt\n", "new.csv:1: columns are separated by semicolons"),
        ("code,label,lang\n", "new.csv: there is no occupation"),
        ("", "new.csv: the file is empty"),
    ],
)
def test_with_any_fault_nothing_is_written(folder: Path, text: str, fault: str) -> None:
    before = (folder / "lexicon.csv").read_bytes()
    done = bring(folder, text)
    assert done.exit_code == 1
    assert fault in done.output
    assert done.output.endswith("Nothing was changed.\n")
    assert (folder / "lexicon.csv").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in TINYLAND.iterdir())


@pytest.mark.parametrize(
    ("file", "old", "new"), [("sectors.csv", "land,", "LAND,"), ("lexicon.csv", "panela,1", "panela,7")]
)
def test_a_pack_with_a_fault_takes_no_import(folder: Path, file: str, old: str, new: str) -> None:
    spoilt = (folder / file).read_text(encoding="utf-8").replace(old, new)
    (folder / file).write_text(spoilt, encoding="utf-8")
    done = bring(folder, "code,label\n5120,faca\n", "--language", "pt")
    assert done.exit_code == 1
    assert f"{file}:" in done.output
    assert "faca" not in (folder / "lexicon.csv").read_text(encoding="utf-8")


def test_a_pack_that_has_no_lexicon_gets_one(folder: Path) -> None:
    (folder / "lexicon.csv").unlink()
    assert bring(folder, "code,label\n9211,enxada\n5120,faca\n", "--language", "pt").output == counts(added=2)
    assert entries(folder) == ["code,language,words,weight", "5120,pt,faca,2", "9211,pt,enxada,2"]


def test_no_such_pack_is_told(tmp_path: Path) -> None:
    file = tmp_path / "new.csv"
    file.touch()
    done = CliRunner().invoke(market_group, ["import-occupations", str(file), "--pack", "nowhere"])
    assert done.exit_code == 1
    assert "There is no market pack nowhere" in str(done.exception)


def test_what_nobody_sees_is_taken_out_and_other_columns_do_not_matter(folder: Path) -> None:
    text = "\ufeff,,label,code\n1,2,ajudante\u00a0de\u200b cozi\u00adnha\t,5120\n"
    assert bring(folder, text, "--language", "pt").output == counts(added=1)
    assert entries(folder)[-1] == "5120,pt,ajudante de cozinha,2"
    assert market.check(folder) == []


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("cook", ("cook",)),
        ("potier/potière", ("potier", "potière")),
        ("directeur technique/directrice technique", ("directeur technique", "directrice technique")),
        ("chargé/chargée d'études", ("chargé d'études", "chargée d'études")),
        ("inspecteur / inspectrice de magasin", ("inspecteur de magasin", "inspectrice de magasin")),
        ("opérateur/opératrice de station de gaz", ("opérateur de station de gaz", "opératrice de station de gaz")),
        ("sellier-garnisseur/sellière-garnisseuse de cuir",
         ("sellier-garnisseur de cuir", "sellière-garnisseuse de cuir")),
        ("homme de surface/femme de surface", ("homme de surface", "femme de surface")),
        ("Investigador de fraude fiscal/Investigadora de fraude",
         ("Investigador de fraude fiscal", "Investigadora de fraude fiscal")),
        # The shorter one is no beginning of the longer: neither is completed.
        ("inspecteur en bois/inspectrice du travail en bois", ("inspecteur en bois", "inspectrice du travail en bois")),
        ("Vendeur (h/f)", ("Vendeur",)),
        ("Koch (m/w/d)", ("Koch",)),
        ("professor/a", ("professor", "professora")),
        ("Cocinero/a", ("Cocinero", "Cocinera")),
        ("secretário/a executivo/a", ("secretário executivo", "secretária executiva")),
        ("employé(e) de bureau", ("employé de bureau", "employée de bureau")),
        ("Lehrer/-in", ("Lehrer", "Lehrerin")),
        # One name with a slash in it.
        ("A/C technician", ("A/C technician",)),
        ("audio/visual technician", ("audio/visual technician",)),
        ("editor/fact checker", ("editor/fact checker",)),
        ("piano maker/tuner", ("piano maker/tuner",)),
        ("complex folder/gluer operator", ("complex folder/gluer operator",)),
        ("import/e-commerce clerk", ("import/e-commerce clerk",)),
        ("a/b/c", ("a/b/c",)),
        ("Diretor/", ("Diretor/",)),
    ],
)  # fmt: skip
def test_a_label_of_both_genders_is_two_names(label: str, expected: tuple[str, ...]) -> None:
    assert names(label) == expected


def test_labels_can_be_read_without_a_pack() -> None:
    faults: list[Fault] = []
    rows = [Row("x.csv", 2, {"code": "9211", "title": "Peão"}), Row("x.csv", 3, {"code": "?", "title": "Rei"})]
    assert read_labels(rows, "pt", faults) == [Label("9211", "pt", "Peão", 3, "x.csv", 2, "code")]
    assert [fault.line for fault in faults] == [3]
    assert len(read_labels(rows, "pt")) == 1
    assert read_labels([]) == []


def test_labels_that_a_program_made_are_added(folder: Path) -> None:
    outcome = lexicon_import.add(folder, [Label("5120", "pt", "faca", 1), Label("5120", "pt", "faca", 2)])
    assert (outcome.added, outcome.faults) == (1, ())
    assert entries(folder)[-1] == "5120,pt,faca,2"
    assert not lexicon_import.add(folder, [Label("0000", "pt", "faca", 1)]).added


def test_a_classification_of_33000_lines_takes_a_few_seconds(folder: Path) -> None:
    letters = random.Random(1)
    lines = [f"5120,{''.join(letters.choices('abcdefghij ', k=20))}/x y z" for _ in range(33_000)]
    file = folder.parent / "large.csv"
    file.write_text("code,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    before = time.process_time()
    outcome = lexicon_import.import_occupations(folder, file, "pt")
    assert time.process_time() - before < 10
    assert outcome.added > 30_000


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "lexicon.csv"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    with pytest.raises(UnicodeEncodeError):
        pack.replace_file(file, "new \ud800")
    assert file.read_text(encoding="utf-8") == "old"
    pack.replace_file(file, "new\n")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new\n", 0o640)
    assert [path.name for path in tmp_path.iterdir()] == ["lexicon.csv"]
