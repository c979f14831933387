"""The market: what a pack says, and every fault that a checked pack cannot have."""

import itertools
import shutil
import textwrap
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import lexicon, market
from core.commands import market_group
from core.errors import SetupError
from core.market import Helpline, Market, Unit

TINYLAND = Path(__file__).parent.parent / "packs" / "tinyland"
PAGE = Path(__file__).parent.parent.parent / "docs" / "market-packs.md"
KENYA = Path(__file__).parent.parent.parent / "markets" / "kenya"

TABLES = sorted(path.name for path in TINYLAND.glob("*.csv"))

Change = Callable[[str, str, str], None]


@pytest.fixture(scope="module")
def tinyland() -> Market:
    return market.load(TINYLAND)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Tinyland to spoil."""
    return Path(shutil.copytree(TINYLAND, tmp_path / "pack"))


@pytest.fixture
def change(folder: Path) -> Change:
    """Replaces a text that stands once in a file of the copy."""

    def change(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return change


def faults(folder: Path) -> list[str]:
    return [str(fault) for fault in market.check(folder)]


def seconds(year: int, month: int, day: int, hour: int) -> int:
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


def test_a_market_is_what_its_pack_says(tinyland: Market) -> None:
    assert (tinyland.code, tinyland.name, tinyland.country) == ("tinyland", "Tinyland", "ET")
    assert tinyland.languages == ("pt", "am")
    assert tinyland.default_language == "pt"
    assert (tinyland.currency, tinyland.legal_working_age) == ("ETB", 15)
    assert (tinyland.service_code, tinyland.short_code) == ("*99#", "8199")
    assert tinyland.office_phone == "+251 11 555 0100"
    assert tinyland.time_zone.key == "Africa/Addis_Ababa"
    assert tinyland.quiet_hours == (time(21, 30), time(6))
    assert tinyland.helplines == (Helpline("police", "Polícia", "991"),)
    assert tinyland.home_level == "district"
    assert tinyland.places.levels == ("nation", "district", "village")
    assert tinyland.places["N"].aliases == ("ቅዱስ ቶማስ", "Sto. Tomás")
    assert tinyland.places["S-2"].name == "Moinho, Velho"
    assert len(tinyland.occupations) == 6


def test_pay_of_any_period_is_compared_by_the_month(tinyland: Market) -> None:
    assert tinyland.pay.periods == ("day",)
    assert (tinyland.pay.least_period, tinyland.pay.least_amounts) == ("day", (150, 250, 400))
    assert (tinyland.pay.least, tinyland.pay.most) == (500, 90000)
    assert tinyland.pay.per_month(3000, "month") == 3000
    assert tinyland.pay.per_month(100, "day") == 2200
    assert tinyland.pay.per_month(10, "hour") == 10 * 9 * 22
    assert tinyland.pay.per_month(501, "week") == 2204  # 22 days are 4.4 weeks of 5 days


def test_a_place_belongs_to_the_nearest_unit_around_it(tinyland: Market) -> None:
    lagoa = Unit("lagoa", "Escritório de Lagoa", "S", 300, (time(20), time(7)))
    rest = Unit("tinyland", "Tinyland", "TL", None, (time(21, 30), time(6)))
    assert tinyland.units == (lagoa, rest)
    assert tinyland.unit_of("S-1") == tinyland.unit_of("S") == lagoa
    assert tinyland.unit_of("N-1") == tinyland.unit_of("TL") == rest


def test_a_unit_of_the_whole_market_may_have_a_budget(folder: Path, change: Change) -> None:
    change("market.toml", 'place = "S"\n', 'place = "TL"\n')
    assert [unit.code for unit in market.load(folder).units] == ["lagoa"]


def test_a_market_without_units_is_one_without_a_limit(market: Market) -> None:
    assert [(unit.place, unit.monthly_budget) for unit in market.units] == [("KE", None)]


def test_two_units_of_one_code_or_place_are_a_fault(folder: Path) -> None:
    with (folder / "market.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[units]]\ncode = "lagoa"\nname = "Again"\nplace = "S"\n')
    assert [fault.partition(". ")[0] for fault in faults(folder)] == [
        'market.toml:41: key units.2.code: "lagoa" is also another unit',
        'market.toml:43: key units.2.place: "S" has another unit already',
    ]


def test_the_year_turns_at_midnight_of_the_market(tinyland: Market) -> None:
    assert tinyland.year(seconds(2030, 12, 31, 20)) == 2030
    assert tinyland.year(seconds(2030, 12, 31, 22)) == 2031


def test_the_packs_of_the_project_have_no_fault() -> None:
    assert faults(TINYLAND) == []
    assert [fault for fault in market.check(KENYA) if not fault.is_warning] == []


def test_the_page_about_packs_shows_tables_without_faults(folder: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for file in TABLES:
        lines = page.partition(f"\n## {file}\n")[2].splitlines()
        heading = (folder / file).read_text(encoding="utf-8").splitlines()[0]
        start = lines.index(f"    {heading}")
        table = itertools.takewhile(lambda line: line.startswith("    "), lines[start:])
        (folder / file).write_text(textwrap.dedent("\n".join(table)), encoding="utf-8")
    assert faults(folder) == []


def test_the_page_about_packs_tells_of_every_setting_and_column() -> None:
    page = PAGE.read_text(encoding="utf-8")
    settings = tomllib.loads((TINYLAND / "market.toml").read_text(encoding="utf-8"))
    names = {*settings, *settings["pay"], *settings["quiet_hours"], *settings["helplines"][0], *settings["units"][0]}
    names |= {*settings["pay"]["least_choices"], *market.PLACE_COLUMNS, "title", "sector", "rank"}
    names |= {"nearness", "label_xx", "words_xx", *lexicon.LEXICON_COLUMNS, *lexicon.SPEECH_COLUMNS, *lexicon.ROLES}
    assert {name for name in names if name not in page} == set()
    assert [file for file in TABLES if f"| `{file}` |" not in page] == []


def test_what_spreadsheets_leave_behind_is_no_fault(folder: Path) -> None:
    for file in (*TABLES, "market.toml"):
        text = (folder / file).read_text(encoding="utf-8")
        if file == "places.csv":
            text = text.replace("\n", ",,\n") + ",,,,,,\n\n"
        (folder / file).write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert faults(folder) == []
    assert [place.code for place in market.load(folder).places] == [
        "TL",
        "N",
        "S",
        "N-1",
        "N-2",
        "S-1",
        "S-2",
    ]


def test_a_pack_without_helplines_or_office_phone_is_whole(folder: Path, change: Change) -> None:
    change("market.toml", '[[helplines]]\ntopic = "police"\nname = "Polícia"\nphone = "991"\n', "")
    change("market.toml", '"+251 11 555 0100"', '""')
    assert market.load(folder).helplines == ()
    assert market.load(folder).office_phone == ""


def test_loading_names_the_first_fault_and_counts_the_others(folder: Path, change: Change) -> None:
    change("market.toml", "legal_working_age = 15", "legal_working_age = 150")
    change("places.csv", "N-1,N,", "N-1,X,")
    change("sectors.csv", "land,", "Land,")
    with pytest.raises(SetupError) as error:
        market.load(folder)
    text = str(error.value)
    assert "market.toml:8: key legal_working_age: 150 is not a whole number from 10 to 30" in text
    assert "places.csv" not in text
    assert f"{len(faults(folder)) - 1} more: `fursa market check {folder}`" in text


def test_every_fault_of_every_file_is_named_at_once_in_order(folder: Path, change: Change) -> None:
    change("market.toml", '"Africa/Addis_Ababa"', '"Africa/Atlantis"')
    change("market.toml", 'start = "21:30"', 'start = "9pm"')
    change("places.csv", "N-1,N,village", "N-1,X,village")
    change("places.csv", "S-1,S,village", "S-1,S,district")
    change("sectors.csv", "ቤትና ሱቅ", "")
    change("occupations.csv", "9211,", "921,")
    change("occupations.csv", "town,3,", "town,2,")
    change("skills.csv", "weeding,", "Weeding,")
    change("speech.csv", "join,", "joint,")
    assert [fault.split(" ")[0] for fault in faults(folder)] == [
        "market.toml:7:",
        "market.toml:16:",
        "places.csv:5:",
        "places.csv:7:",
        "sectors.csv:3:",
        "occupations.csv:3:",
        "occupations.csv:7:",
        "near.csv:2:",
        "skills.csv:2:",
        "lexicon.csv:2:",
        "speech.csv:7:",
    ]


def test_a_fault_reads_as_place_problem_and_mend(folder: Path, change: Change) -> None:
    change("places.csv", "S-1,S,", "S-1,S9,")
    assert faults(folder) == [
        'places.csv:7: column parent: no place has the code "S9". '
        "Write the code of a place that stands above this line."
    ]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('code = "tinyland"', 'code = "Tiny Land"', 'market.toml:2: key code: "Tiny Land" is not a short'),
        ('country = "ET"', "country = 251", "market.toml:4: key country: 251 is not the two capital letters"),
        ('["pt", "am"]', '["pt", "Amharic"]', 'market.toml:5: key languages: "Amharic" is not the two'),
        ('["pt", "am"]', '["pt", "am", "pt"]', "market.toml:5: key languages: names something twice"),
        ('["pt", "am"]', '"pt"', 'market.toml:5: key languages: "pt" is not a list'),
        ('currency = "ETB"\n', "", "market.toml: key currency: is missing"),
        ('"ETB"', '"Birr"', 'market.toml:6: key currency: "Birr" is not the three capital letters'),
        ('"Africa/Addis_Ababa"', '"Africa"', 'market.toml:7: key time_zone: no time zone is called "Africa"'),
        ("= 15", "= true", "market.toml:8: key legal_working_age: True is not a whole number"),
        ("= 15", "= 9", "market.toml:8: key legal_working_age: 9 is not a whole number from 10 to 30"),
        ('"*99#"', '"99"', 'market.toml:9: key service_code: "99" is not what people dial'),
        ('"8199"', '"TINY"', 'market.toml:10: key short_code: "TINY" is not three to eight digits'),
        ('"8199"', '"8199"\nprice_per_part = "0,80"', 'market.toml:11: key price_per_part: "0,80" is not an amount in'),
        ("555 0100", "555\u00a00100", "market.toml:11: key office_phone:"),
        ('home_level = "district"', 'home_level = "town"', 'market.toml:13: key home_level: "town" is not'),
        ('"06:00"', '"24:00"', 'market.toml:17: key quiet_hours.end: "24:00" is not hours and minutes'),
        ('"06:00"', '"21:30"', "market.toml:17: key quiet_hours.end: quiet hours end when they start"),
        ('["day"]', '["day", "night"]', 'market.toml:20: key pay.periods: "night" is not known'),
        ("= 9\n", "= 25\n", "market.toml:21: key pay.hours_per_day: 25 is not a whole number from 1 to 24"),
        ('period = "day"', 'period = "week"', 'market.toml:24: key pay.least_choices.period: "week" is not'),
        ("[150, 250, 400]", "[150, 400, 250]", "key pay.least_choices.amounts: the amounts do not rise"),
        ("[150, 250, 400]", '["150"]', "key pay.least_choices.amounts: ['150'] is not a list of whole"),
        ("= 90000", "= 400", "market.toml:26: key pay.most: 400 is not above the least, 500"),
        ('"police"', '"ghosts"', 'market.toml:29: key helplines.1.topic: "ghosts" is not known'),
        ('"991"', "991", "market.toml:31: key helplines.1.phone: 991 is not digits in quotes"),
        ('place = "S"', 'place = "X"', 'market.toml:36: key units.1.place: no place has the code "X"'),
        ("= 300", "= -1", "market.toml:37: key units.1.monthly_budget: -1 is not a whole number from 0"),
        ('"07:00"', '"7"', 'market.toml:38: key units.1.quiet_hours.end: "7" is not hours and minutes'),
        ("monthly_", "yearly_", "market.toml:37: key units.1.yearly_budget: is not known"),
        ("\n[pay]", '\nmood = "good"\n[pay]', "market.toml:19: key quiet_hours.mood: is not known"),
        ("short_code", "shortcode", "market.toml:10: key shortcode: is not known"),
        ("[quiet_hours]", "[silence]", "market.toml: key quiet_hours: is missing"),
        ("= 15", "= fifteen", "market.toml:8: not TOML: Invalid value"),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_line(folder: Path, change: Change, old: str, new: str, fault: str) -> None:
    change("market.toml", old, new)
    assert any(fault in each for each in faults(folder))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("N-2,N", "N-1,N", 'places.csv:6: column code: "N-1" is also line 5.'),
        ("N-2,N", "N 2,N", 'places.csv:6: column code: "N 2" is not a code'),
        ("N-2,N", ",N", "places.csv:6: column code: is empty"),
        ("N-2,N,village", "N-2,N,hamlet", 'places.csv:6: column level: "hamlet" is not a level'),
        ("N-2,N,village", "N-2,N-1,village", 'a "village" cannot stand under the "village" of line 5'),
        ("N-2,N,village,Lagoa", "N-2,N,village,-", "places.csv:6: column name: is empty"),
        ("N-2,N,village,Lagoa", "N-2,N,village,agua fria", '"agua fria" is also line 5, of the same parent'),
        ("N,TL,", "N,N-1,", "places.csv:3: column parent: the parents run in a circle: N -> N-1 -> N"),
        ("N,TL,", "N,N,", "places.csv:3: column parent: the parents run in a circle: N -> N"),
        ("N,TL,", "N,,", "places.csv:3: column parent: is empty, and so is that of line 2"),
        ("TL,,nation", "TL,,district", 'places.csv:2: column level: the place that holds all'),
        ("N-1,N,", "N-1,S-1,", 'places.csv:5: column parent: "S-1" stands below, on line 7'),
        ("S-2,S,", "S-2,0S,", "(did a spreadsheet drop the zeros of a code?)"),
        ("Praia do", "Praia\u00a0do", '"Praia?do Sol" holds the invisible character U+00A0'),
        ("Praia do", "Praia\tdo", "places.csv:7: column name:"),
        ('"Moinho, Velho"', "Moinho, Velho", "places.csv:8: 6 cells in place of 5"),
        ('"Moinho, Velho",', "Moinho", "places.csv:8: 4 cells in place of 5"),
        ('"Moinho, Velho"', '"Moinho, Velho', "places.csv:8: quotes do not pair up"),
        ("parent,level", "parent,niveau", "places.csv:1: column level: is missing"),
        ("parent,level", "parent,niveau", "places.csv:1: column niveau: is not known"),
        ("code,parent", "code,code,parent", "places.csv:1: column code: is there twice"),
    ],
)  # fmt: skip
def test_a_wrong_place_is_named_with_its_line(folder: Path, change: Change, old: str, new: str, fault: str) -> None:
    change("places.csv", old, new)
    assert any(fault in each for each in faults(folder))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("6111,Field", "6711,Field", "occupations.csv:2: column code: ISCO-08 has no group 671"),
        ("6111,Field", "111,Field", 'occupations.csv:2: column code: "111" is not four digits'),
        ("6111,Field", "9211,Field", 'occupations.csv:3: column code: "9211" is also line 2'),
        ("5120,Cooks", "5120,", "occupations.csv:7: column title: is empty"),
        ("Cooks,town", "Cooks,sea", 'occupations.csv:7: column sector: no sector has the code "sea"'),
        ("Cooks,town", "Cooks,", "occupations.csv:7: column label_pt: is filled, though there is no sector"),
        ("Cooks,town", "Cooks,", "occupations.csv:7: column rank: is filled, though there is no sector"),
        ("town,3", "town,", "occupations.csv:7: column rank: is empty, though there is a sector"),
        ("town,3", "town,3rd", 'occupations.csv:7: column rank: "3rd" is not a whole number from 1'),
        ("town,3", "town,01", 'occupations.csv:7: column rank: rank 01 of the sector "town" is also line 6'),
        ("Cozinheiro", "", "occupations.csv:7: column label_pt: is empty, though other languages"),
        ("Cozinheiro", "Vendedor em  Loja", '"Vendedor em  Loja" is also line 5, in the same menu'),
        ("Cozinheiro", "Cozinheiro de hotel..", '"Cozinheiro de hotel.." has 21 characters'),
        ("label_pt,label_am", "label_pt,label_de", "occupations.csv:1: column label_am: is missing"),
        ("label_pt,label_am", "label_pt,label_de", "occupations.csv:1: column label_de: is not known"),
    ],
)  # fmt: skip
def test_a_wrong_occupation_is_named_with_its_line(
    folder: Path, change: Change, old: str, new: str, fault: str
) -> None:
    change("occupations.csv", old, new)
    assert any(fault in each for each in faults(folder))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("town,Casa", "land,Casa", 'sectors.csv:3: column code: "land" is also line 2'),
        ("town,Casa", "Town,Casa", 'sectors.csv:3: column code: "Town" is not a code'),
        ("Casa e loja", "", "sectors.csv:3: column label_pt: is empty"),
        ("Casa e loja", "campo e gado", '"campo e gado" is also line 2, in the same menu'),
        ("Casa e loja", "Casa, loja e mercado.", "sectors.csv:3: 4 cells in place of 3"),
        ("town,Casa", "sea,Mar,ባሕር\ntown,Casa", 'sectors.csv:3: column code: no occupation is in the'),
    ],
)  # fmt: skip
def test_a_wrong_sector_is_named_with_its_line(folder: Path, change: Change, old: str, new: str, fault: str) -> None:
    change("sectors.csv", old, new)
    assert any(fault in each for each in faults(folder))


def test_a_missing_file_and_an_empty_one_are_named(folder: Path) -> None:
    (folder / "sectors.csv").unlink()
    (folder / "places.csv").write_text("", encoding="utf-8")
    assert [fault.partition(". ")[0] for fault in faults(folder)] == [
        "places.csv: the file is empty",
        "sectors.csv: the file is missing",
    ]


def test_a_pack_needs_no_work_that_is_near_and_no_skills(folder: Path) -> None:
    for file in ("near.csv", "skills.csv", "lexicon.csv", "speech.csv"):
        heading = (folder / file).read_text(encoding="utf-8").splitlines()[0]
        (folder / file).write_text(heading + "\n", encoding="utf-8")
    assert faults(folder) == []
    assert len(market.load(folder).skills) == 0


def test_tables_without_rows_are_named(folder: Path) -> None:
    for file in ("places.csv", "sectors.csv", "occupations.csv"):
        heading = (folder / file).read_text(encoding="utf-8").splitlines()[0]
        (folder / file).write_text(heading + "\n", encoding="utf-8")
    assert [fault.partition(". ")[0] for fault in faults(folder)] == [
        "places.csv: there is no place",
        "sectors.csv: there is no sector",
        "occupations.csv: there is no occupation",
    ]


def test_semicolons_are_one_fault_and_hide_no_other(folder: Path) -> None:
    text = (folder / "sectors.csv").read_text(encoding="utf-8")
    (folder / "sectors.csv").write_text(text.replace(",", ";").replace("ግብርና", ""), encoding="utf-8")
    assert faults(folder) == [
        "sectors.csv:1: columns are separated by semicolons. Save it again with commas between the columns.",
        "sectors.csv:2: column label_am: is empty. Write the label in each language of the market.",
    ]


def test_another_encoding_is_one_fault_and_hides_no_other(folder: Path) -> None:
    text = (folder / "places.csv").read_text(encoding="utf-8").replace("S-2,S,", "S-2,X,")
    latin = "".join(letter for letter in text if ord(letter) < 256).encode("latin-1")
    (folder / "places.csv").write_bytes(latin)
    first, second = faults(folder)
    assert first.startswith("places.csv:3: the byte 0xe3 is not UTF-8. Save it again")
    assert second.startswith('places.csv:8: column parent: no place has the code "X"')


def test_a_broken_market_toml_does_not_hide_faults_of_the_tables(folder: Path, change: Change) -> None:
    change("market.toml", "currency = ", "currency ")
    change("occupations.csv", "town,3", "town,x")
    assert [fault.split(" ")[0] for fault in faults(folder)] == ["market.toml:6:", "occupations.csv:7:"]


def test_one_unknown_level_is_one_fault_however_many_places_have_it(folder: Path, change: Change) -> None:
    change("market.toml", '"district", "village"]', '"district", "hamlet"]')
    (fault,) = faults(folder)
    assert fault.startswith('places.csv:5: column level: "village" is not a level of this market (4 lines).')
    assert "write village into levels in market.toml" in fault


def test_a_market_where_nobody_could_live_is_a_fault(folder: Path, change: Change) -> None:
    change("market.toml", 'place = "S"', 'place = "TL"')
    text = (folder / "places.csv").read_text(encoding="utf-8")
    (folder / "places.csv").write_text("\n".join(text.splitlines()[:2]), encoding="utf-8")
    (fault,) = faults(folder)
    assert 'no place is a "district" or deeper' in fault


def test_an_alias_that_names_another_place_of_its_level_is_a_warning_only(folder: Path, change: Change) -> None:
    change("places.csv", "N-2,N,village,Lagoa,", "N-2,N,village,Lagoa,praia do sol|São Tomás")
    (fault,) = market.check(folder)
    assert fault.is_warning
    assert str(fault).startswith('places.csv:6: column aliases: warning: "praia do sol" is the name of line 7')
    assert market.load(folder).places["N-2"].aliases == ("praia do sol", "São Tomás")


def test_the_check_command_sums_up_a_pack_without_faults() -> None:
    done = CliRunner().invoke(market_group, ["check", str(TINYLAND)])
    assert done.exit_code == 0
    assert done.output == (
        "tinyland: 7 places, 6 occupations in 2 sectors, languages pt, am, 8 entries, 2 skills: no faults\n"
    )


def test_the_check_command_prints_each_fault_and_fails(folder: Path, change: Change) -> None:
    change("places.csv", "S-1,S,", "S-1,S9,")
    change("sectors.csv", "ቤትና ሱቅ", "")
    done = CliRunner().invoke(market_group, ["check", str(folder)])
    assert done.exit_code == 1
    assert done.output.splitlines() == [*faults(folder), "2 faults"]
