"""Learning: what people typed that was not understood, as staff at the server see it and teach it."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core import learning, lexicon, market
from core.database import Database
from tests.core.makers import DAY, NOW
from tests.core.packs import TINYLAND, copied
from wsgi import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Tinyland with this lexicon."""
    return copied(tmp_path)


def learn(url: str, folder: Path, *words: str) -> Result:
    """Run the command on a database and a pack."""
    env = {"FURSA_DATABASE": url, "FURSA_MARKET": str(TINYLAND)}
    return CliRunner().invoke(main, ["market", "learn", "--pack", str(folder), *words], env=env)


def typed(db: Database, text: str, times: int = 1, choice: str = "", language: str = "pt", now: int = NOW) -> None:
    for _ in range(times):
        learning.record(db, text, choice, language, now)


def entries(folder: Path) -> list[str]:
    return (folder / "lexicon.csv").read_text(encoding="utf-8").splitlines()


def test_texts_are_counted_by_what_was_chosen_and_the_most_frequent_come_first(db: Database) -> None:
    typed(db, "Panela", 2)
    typed(db, "panela!", 1, now=NOW + DAY)
    typed(db, "panela", 1, choice="5120")
    rows = [(row["text"], row["choice"], row["times"], row["last_at"]) for row in learning.most(db)]
    assert rows == [("panela", "", 3, NOW + DAY), ("panela", "5120", 1, NOW)]
    assert len(learning.most(db, limit=1)) == len(learning.most(db, least=2)) == 1


def test_numbers_and_letters_to_us_are_not_kept(db: Database) -> None:
    typed(db, "0712345678")
    typed(db, "nine words are more than anybody needs for work")
    typed(db, "x" * (learning.LONGEST + 1))
    typed(db, "cook 0712345678 now")
    assert [row["text"] for row in learning.most(db)] == ["cook now"]


def test_the_language_of_a_text_is_the_one_it_was_typed_in_most_often(db: Database) -> None:
    typed(db, "DJ", 2, language="am")
    typed(db, "dj", 1, language="pt")
    typed(db, "dj", 2, choice="5120", language="pt")
    assert learning.language(db, "Dj") == "pt"
    assert learning.language(db, "never typed") is None


def test_the_list_tells_times_text_language_and_choice(db: Database, database_url: str, folder: Path) -> None:
    typed(db, "mexer panela", 12, choice="5120")
    typed(db, "mexer panela", 3, choice="9999")
    typed(db, "ምግብ", 2, choice="5120", language="am")
    typed(db, "xyz")
    done = learn(database_url, folder)
    assert (done.exit_code, [line.split() for line in done.output.splitlines()]) == (
        0,
        [
            ["12", "mexer", "panela", "pt", "5120", "Cozinheiro"],
            ["3", "mexer", "panela", "pt", "9999"],
            ["2", "ምግብ", "am", "5120", "ምግብ", "አብሳይ"],
            ["1", "xyz", "pt", "-"],
            ["4", "texts"],
        ],
    )
    assert learn(database_url, folder, "--limit", "1").output.endswith("Cozinheiro\n1 text\n")


def test_a_text_is_taught_and_leaves_the_list(db: Database, database_url: str, folder: Path) -> None:
    typed(db, "mexer panela", 3)
    typed(db, "mexer panela", 1, choice="5120")
    before = entries(folder)
    done = learn(database_url, folder, "Mexer panela", "5120")
    assert done.output == (
        '"Mexer panela" means 5120 Cozinheiro, language pt, weight 3. The service reads it after a restart.\n'
    )
    assert entries(folder) == [*before, "5120,pt,Mexer panela,3"]
    assert (("mexer", "panela"), "5120", 3) in lexicon.entries(folder, ["5120"])
    assert learning.most(db) == []
    assert market.check(folder) == []


def test_language_and_weight_may_be_told_and_the_entry_stands_among_its_like(database_url: str, folder: Path) -> None:
    before = entries(folder)
    done = learn(database_url, folder, "enxada", "9211", "--language", "pt", "--weight", "1")
    assert done.exit_code == 0
    assert entries(folder) == [*before[:3], "9211,pt,enxada,1", *before[3:]]


def test_a_text_that_the_lexicon_has_keeps_the_higher_weight_and_leaves_the_list(
    db: Database, database_url: str, folder: Path
) -> None:
    typed(db, "Panela")
    typed(db, "Lavrador")
    assert "weight 2. The service" in learn(database_url, folder, "panela", "5120", "--weight", "2").output
    assert entries(folder)[-1] == "5120,pt,panela,2"
    assert "the lexicon knows that already" in learn(database_url, folder, "lavrador", "6111", "--weight", "1").output
    assert learning.most(db) == []


def test_a_text_is_dropped_without_being_taught(db: Database, database_url: str, folder: Path) -> None:
    typed(db, "asdf")
    typed(db, "panela")
    before = entries(folder)
    assert learn(database_url, folder, "ASDF", "--drop").output == '"ASDF" is off the list.\n'
    assert [row["text"] for row in learning.most(db)] == ["panela"]
    assert entries(folder) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("panela", "9999"), 'tinyland has no occupation "9999"'),
        (("faca", "5120"), '"faca" is not on the list: say with --language'),
        (("faca", "5120", "--language", "Portuguese"), '"Portuguese" is no language'),
        (("!", "5120", "--language", "pt"), '"!" can be no entry'),
        (("a b c d e f g h i", "5120", "--language", "pt"), "can be no entry: give 1 to 8 words"),
        (("procuro", "5120", "--language", "pt"), "is a small word of speech.csv"),
        (("faca", "--drop"), '"faca" is not on the list.'),
        (("panela",), "Give a text with the code"),
        (("panela", "5120", "--drop"), "Give a text with the code"),
        (("--drop",), "Give a text with the code"),
        (("--pack", "no-such-pack"), "There is no market pack no-such-pack"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_told_in_one_line_and_changes_nothing(
    db: Database, database_url: str, folder: Path, words: tuple[str, ...], said: str
) -> None:
    typed(db, "panela")
    before = entries(folder)
    done = learn(database_url, folder, *words)
    assert done.exit_code == 1
    assert said in done.output
    assert done.output.count("\n") == 1
    assert entries(folder) == before
    assert len(learning.most(db)) == 1


def test_a_lexicon_with_a_fault_is_not_changed(db: Database, database_url: str, folder: Path) -> None:
    typed(db, "faca")
    with (folder / "lexicon.csv").open("a", encoding="utf-8") as file:
        file.write("5120,pt,fogo,4\n5120,pt,fogo,5\n")
    before = entries(folder)
    done = learn(database_url, folder, "faca", "5120")
    assert done.exit_code == 1
    assert 'lexicon.csv:8: column weight: "4" is not 1, 2 or 3' in done.output
    assert "(2 more)" in done.output
    assert entries(folder) == before
    assert len(learning.most(db)) == 1


def test_a_database_that_is_not_up_to_date_is_told_in_one_line(tmp_path: Path, folder: Path) -> None:
    missing = learn(f"sqlite:///{tmp_path / 'none.db'}", folder)
    assert (missing.exit_code, missing.output.count("\n")) == (1, 1)
    (tmp_path / "empty.db").touch()
    empty = learn(f"sqlite:///{tmp_path / 'empty.db'}", folder)
    assert (empty.exit_code, empty.output.count("\n")) == (1, 1)
    assert "Bring it up to date with `fursa migrate`" in empty.output


def test_each_text_is_asked_about_once_with_all_that_people_chose(db: Database) -> None:
    typed(db, "panela", 2)
    typed(db, "panela", 3, choice="5120")
    typed(db, "panela", 1, choice="9412", language="en")
    typed(db, "trolha", 4)
    first, second = learning.unread(db)
    assert first == {"text": "trolha", "language": "pt", "times": 4, "choices": []}
    assert second == {"text": "panela", "language": "pt", "times": 6, "choices": ["5120", "9412"]}
    assert learning.unread(db, skip=1) == [second]
    assert learning.unread(db, limit=1) == [first]
    assert learning.about(db, "Panela!") == second
    assert learning.about(db, "never typed") is None


def test_what_staff_said_of_a_text_takes_it_off_the_list_until_they_take_it_back(db: Database) -> None:
    typed(db, "panela", 2)
    assert learning.teach(db, "Panela", "5120", NOW)
    typed(db, "panela")
    assert learning.unread(db) == []
    assert learning.teach(db, "panela", "", NOW + 1)
    assert [(row["text"], row["occupation"], row["times"]) for row in learning.lessons(db)] == [("panela", "", 3)]
    assert learning.unteach(db, "panela") == ""
    assert learning.unteach(db, "panela") is None
    assert [row["text"] for row in learning.unread(db)] == ["panela"]
    assert not learning.teach(db, "never typed", "5120", NOW)


def test_only_what_means_work_of_the_market_becomes_lines_of_the_lexicon(db: Database, folder: Path) -> None:
    pack = market.load(folder)
    known = next(iter(pack.occupations)).code
    for text, code in (("panela", known), ("nada", ""), ("antigo", "0000")):
        typed(db, text)
        learning.teach(db, text, code, NOW)
    assert learning.lexicon_lines(db, pack) == [{"code": known, "language": "pt", "words": "panela", "weight": 3}]
