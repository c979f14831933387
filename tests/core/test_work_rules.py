"""The rules for work: each fault of near.csv and skills.csv is named with its line."""

import shutil
from pathlib import Path

import pytest

from core import market, work_rules
from core.errors import SetupError
from core.pack import Row

TINYLAND = Path(__file__).parent.parent / "packs" / "tinyland"
NEAR = "a,b,nearness\n5120,9211,50\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(TINYLAND, tmp_path / "pack"))
    (folder / "near.csv").write_text(NEAR, encoding="utf-8")
    return folder


def found(folder: Path, file: str, *lines: str) -> list[str]:
    """The faults once these lines stand at the end of a table."""
    with (folder / file).open("a", encoding="utf-8") as table:
        table.writelines(f"{line}\n" for line in lines)
    return [str(fault) for fault in market.check(folder)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("5120,5121,50", 'near.csv:3: column b: no occupation has the code "5121". Write a code'),
        ("5120,5120,50", 'near.csv:3: column b: "5120" is near to itself'),
        ("9211,5120,60", "near.csv:3: column b: the pair is also line 2"),
        ("5120,9111,0", 'near.csv:3: column nearness: "0" is not a whole number from 1 to 99. Write percent'),
        ("5120,9111,100", 'near.csv:3: column nearness: "100" is not a whole number'),
        ("5120,9111,0.5", 'near.csv:3: column nearness: "0.5" is not a whole number'),
        ("5120,9111,²", 'near.csv:3: column nearness: "²" is not a whole number'),
        (f"5120,9111,{'9' * 5000}", "near.csv:3: column nearness:"),
        ("5120,9111", "near.csv:3: 2 cells in place of 3"),
    ],
)  # fmt: skip
def test_a_wrong_pair_is_named_with_its_line(folder: Path, line: str, fault: str) -> None:
    (only,) = found(folder, "near.csv", line)
    assert only.startswith(fault)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("Sewing,Costura,ስፌት,,", 'skills.csv:4: column code: "Sewing" is not a code'),
        (",Costura,ስፌት,,", "skills.csv:4: column code: is empty"),
        ("cooking,Costura,ስፌት,,", 'skills.csv:4: column code: "cooking" is also line 3'),
        ("sewing,Costura,,,", "skills.csv:4: column label_am: is empty"),
        ("sewing,COZINHA,ስፌት,,", 'skills.csv:4: column label_pt: "COZINHA" is also line 3'),
        ("sewing,Costura de roupa de festa,ስፌት,,", '"Costura de roupa de festa" has 25 characters. Write at most 24'),
        ("sewing,Costura,ስፌት,", "skills.csv:4: 4 cells in place of 5"),
    ],
)  # fmt: skip
def test_a_wrong_skill_is_named_with_its_line(folder: Path, line: str, fault: str) -> None:
    (only,) = found(folder, "skills.csv", line)
    assert fault in only


def test_a_pack_with_a_wrong_pair_or_skill_is_refused(folder: Path) -> None:
    found(folder, "near.csv", "5120,5120,50")
    with pytest.raises(SetupError, match=r"near\.csv:3"):
        market.load(folder)


def test_pairs_are_read_as_shares_and_wrong_ones_left_out() -> None:
    lines = [
        {"a": "5120", "b": "9211", "nearness": "50"},
        {"a": "5120", "b": "9111", "nearness": "half"},
        {"a": "5120"},
    ]
    rows = [Row("near.csv", number, cells) for number, cells in enumerate(lines, start=2)]
    assert list(work_rules.pairs(rows)) == [("5120", "9211", 0.5)]
