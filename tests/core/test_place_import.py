"""Importing places: whole or not at all."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core import market
from core.commands import market_group

TINYLAND = Path(__file__).parent.parent / "packs" / "tinyland"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINYLAND, tmp_path / "pack"))


def bring(folder: Path, text: str) -> Result:
    """Import a list of places with this text."""
    file = folder.parent / "new.csv"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(market_group, ["import-places", str(file), "--pack", str(folder)])


def written(folder: Path) -> tuple[int, int]:
    """Which file the places are in, and when it was written. Reading it may change its other times."""
    status = (folder / "places.csv").stat()
    return status.st_ino, status.st_mtime_ns


def test_new_places_are_added_in_whatever_order_they_come(folder: Path) -> None:
    done = bring(folder, "level,name,parent,code\nvillage,Ilha,E,E-1\ndistrict,Este,TL,E\n")
    assert (done.exit_code, done.output) == (0, "2 added, 0 changed, 0 unchanged\n")
    assert market.load(folder).places.path("E-1") == ("TL", "E", "E-1")
    assert market.load(folder).places["N"].aliases == ("ቅዱስ ቶማስ", "Sto. Tomás")


def test_a_known_place_gets_the_new_name_and_the_aliases_it_lacks(folder: Path) -> None:
    done = bring(
        folder,
        "code,parent,level,name,aliases\n"
        "S-1,S,village,Praia Grande,PRAIA|Praia do Sol\n"
        "S-2,S,village,\"Moinho, Velho\",\n",
    )  # fmt: skip
    assert done.output == "0 added, 1 changed, 1 unchanged\n"
    place = market.load(folder).places["S-1"]
    assert (place.name, place.aliases) == ("Praia Grande", ("Praia", "ፀሐይ", "Praia do Sol"))


def test_the_same_list_twice_changes_nothing_the_second_time(folder: Path) -> None:
    places = "code,parent,level,name,aliases\nE,TL,district,Este,Leste\nN-2,N,village,Laguna,\n"
    assert bring(folder, places).output == "1 added, 1 changed, 0 unchanged\n"
    before = written(folder)
    assert bring(folder, places).output == "0 added, 0 changed, 2 unchanged\n"
    assert written(folder) == before


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("N-9,X,village,Nova", 'new.csv:3: column parent: no place has the code "X"'),
        ("N-9,N,ward,Nova", "write ward into levels in market.toml, after the level that it stands under"),
        ("E,TL,district,Norte", 'new.csv:3: column code: "E" is also line 2'),
        ("N-1,S,village,Nova", 'new.csv:3: column parent: "N-1" has the parent "N" in the pack.'),
        ("N-1,N,district,Nova", 'new.csv:3: column level: "N-1" has the level "village" in the pack'),
        ("N-9,N,village,lagoa", '"lagoa" is also line 6 of places.csv, of the same parent and level'),
        ("N-9,N,village", "new.csv:3: 3 cells in place of 4"),
    ],
)  # fmt: skip
def test_with_any_fault_nothing_is_written(folder: Path, line: str, fault: str) -> None:
    before = (folder / "places.csv").read_bytes()
    done = bring(folder, f"code,parent,level,name\nE,TL,district,Este\n{line}\n")
    assert done.exit_code == 1
    assert fault in done.output
    assert done.output.endswith("Nothing was changed.\n")
    assert (folder / "places.csv").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in TINYLAND.iterdir())


def test_a_pack_with_a_fault_takes_no_import(folder: Path) -> None:
    (folder / "sectors.csv").unlink()
    done = bring(folder, "code,parent,level,name\nE,TL,district,Este\n")
    assert done.exit_code == 1
    assert "sectors.csv: the file is missing" in done.output
    assert "E" not in (folder / "places.csv").read_text(encoding="utf-8").split(",")


def test_a_new_level_is_imported_once_the_market_names_it(folder: Path) -> None:
    wards = "code,parent,level,name\nN-1-a,N-1,ward,Cima\n"
    assert bring(folder, wards).exit_code == 1
    settings = (folder / "market.toml").read_text(encoding="utf-8")
    (folder / "market.toml").write_text(settings.replace('"village"]', '"village", "ward"]'), encoding="utf-8")
    assert bring(folder, wards).output == "1 added, 0 changed, 0 unchanged\n"
    assert len(market.load(folder).places.path("N-1-a")) == 4
