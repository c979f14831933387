"""One reader for all markets of the same files."""

import shutil
from pathlib import Path

import pytest

from core import market as markets
from core.reading import Reader, reader

TINYLAND = Path(__file__).parent.parent.parent / "packs" / "tinyland"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Tinyland."""
    return Path(shutil.copytree(TINYLAND, tmp_path / "pack"))


def load(folder: Path) -> Reader:
    return reader(markets.load(folder))


def add(folder: Path, *lines: str) -> None:
    """Add entries to the lexicon."""
    with (folder / "lexicon.csv").open("a", encoding="utf-8") as table:
        table.writelines(f"{line}\n" for line in lines)


def work(reader: Reader, text: str) -> tuple[str, ...]:
    return reader.read(text).work


def test_two_markets_loaded_from_one_folder_share_a_reader(folder: Path) -> None:
    market = markets.load(folder)
    assert reader(market) is reader(market) is load(folder)


def test_two_folders_have_a_reader_each(folder: Path) -> None:
    assert load(folder) is not load(TINYLAND)


@pytest.mark.parametrize("file", ["lexicon.csv", "speech.csv", "places.csv", "occupations.csv"])
def test_a_changed_file_gives_another_reader(folder: Path, file: str) -> None:
    before = load(folder)
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert load(folder) is not before


def test_a_word_that_was_added_is_read_from_then_on(folder: Path) -> None:
    before = load(folder)
    add(folder, "5120,pt,frigideira,3")
    assert work(load(folder), "frigideira") == ("5120",)
    assert work(before, "frigideira") == ()


def test_a_faulty_line_is_left_out_and_the_others_are_read(folder: Path) -> None:
    add(folder, "5120,pt,semilha,7", "0000,pt,cravador,3", "5120,pt", "5120,pt,...,3", "5120,pt,frigideira,3")
    after = load(folder)
    assert work(after, "frigideira") == ("5120",)
    assert work(after, "semilha") == work(after, "cravador") == ()


@pytest.mark.parametrize("content", [None, b"", b"nothing,of,this\n1,2,3\n", b"\xff\xfe\x00,\n\x00"])
def test_without_a_lexicon_work_is_read_by_its_labels_and_titles(folder: Path, content: bytes | None) -> None:
    for file in ("lexicon.csv", "speech.csv"):
        (folder / file).unlink()
        if content is not None:
            (folder / file).write_bytes(content)
    bare = load(folder)
    assert work(bare, "cozinheiro") == work(bare, "cooks") == work(bare, "ምግብ አብሳይ") == ("5120",)
    assert work(bare, "capinador") == ()
    assert [found.place.code for found in bare.read("cozinheiro agua fria").places] == ["N-1"]
