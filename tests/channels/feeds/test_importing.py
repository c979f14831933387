"""Imports of each format: what is good is taken, what is bad is named with its number, and nothing makes them fail."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.feeds import importing, wording
from channels.feeds.importing import Report
from core import audit, postings, vacancies
from core.database import Database, Row, open_database
from core.market import Market
from tests.core.makers import DAY, NOW, TOWN
from translations import speaking

FILES = Path(__file__).parent / "files"
HEADING = "title,employer,place,deadline,pay,pay_period,id,description"
QUICK = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def db(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of one engine: how postings are kept is tried on both elsewhere."""
    path = tmp_path / "fursa.db"
    shutil.copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


def take(db: Database, market: Market, data: bytes | str, name: str = "jobs.csv", **ways: Any) -> Report:
    data = data.encode() if isinstance(data, str) else data
    return importing.take(db, market, NOW, audit.SERVICE, name, data, **{"dry_run": True, **ways})


def row(number: int, **cells: str) -> str:
    """A good line of a CSV file under HEADING."""
    given = {
        "title": "Arc welder",
        "employer": f"Works {number}",
        "place": '"Buruburu, Nairobi"',
        "deadline": "2026-12-31",
        "pay": "18000",
        "pay_period": "month",
        "id": f"K{number}",
        "description": '"Two years, at least"',
        **cells,
    }
    return ",".join(given.values())


def table(*rows: str) -> str:
    return "\n".join((HEADING, *rows))


def faults(report: Report) -> list[tuple[int | None, str]]:
    return [(fault.number, fault.code) for fault in report.faults]


def of_source(db: Database, source: str) -> dict[str, Row]:
    """The vacancies of a source by key."""
    rows = db.all("SELECT key, vacancy_id FROM posting WHERE source = :source ORDER BY id", source=source)
    return {each["key"]: vacancies.by_id(db, each["vacancy_id"]) for each in rows if each["vacancy_id"]}


@pytest.mark.parametrize(
    ("name", "format", "count"),
    [
        ("county.csv", "csv", 3),
        ("county.jsonl", "jsonl", 2),
        ("board.json", "jobposting", 2),
        ("page.html", "jobposting", 1),
        ("board.atom", "atom", 2),
        ("board.rss", "atom", 1),
    ],
)
def test_files_of_each_format_are_known_by_name_and_by_how_they_begin(
    db: Database, market: Market, name: str, format: str, count: int
) -> None:
    data = (FILES / name).read_bytes()
    assert importing.guessed(name, data) == importing.guessed("download", data) == format
    report = take(db, market, data, name)
    assert (report.faults, report.counts["added"]) == ([], count)


def test_a_csv_file_is_read_as_people_write_it(db: Database, market: Market) -> None:
    take(db, market, (FILES / "county.csv").read_bytes(), source="county", dry_run=False)
    found = of_source(db, "county")
    welder, driver, cook = found["K-1"], found["K-2"], list(found.values())[2]
    assert (welder["title"], welder["place"], welder["posts"]) == ("Arc welder", TOWN, 2)
    assert (welder["pay"], welder["pay_period"]) == (18_000, "month")
    assert (welder["contact"], welder["contact_detail"]) == ("call", "+254712345678")
    assert (driver["occupation"], driver["pay"], driver["pay_period"]) == ("8332", 1500, "day")
    assert driver["deadline"] == welder["deadline"] == 1_798_750_799  # the end of the year in Nairobi
    assert (cook["pay"], cook["contact"], cook["contact_detail"]) == (15_000, "visit", "Gate 4, Links Road")


def test_json_lines_are_read(db: Database, market: Market) -> None:
    take(db, market, (FILES / "county.jsonl").read_bytes(), "a.jsonl", source="lines", dry_run=False)
    found = of_source(db, "lines")
    assert json.loads(found["7"]["skills"]) == ["arc-welding", "own boots"]
    assert (found["8"]["posts"], found["8"]["deadline"]) == (3, 1_797_775_200)


def test_job_postings_are_read(db: Database, market: Market) -> None:
    report = take(db, market, (FILES / "board.json").read_bytes(), "a.json", source="postings", dry_run=False)
    found = of_source(db, "postings")
    welder, cook = found["B-1"], found["https://board.example.org/jobs/2"]
    assert (welder["pay"], welder["place"], welder["posts"]) == (18_000, TOWN, 2)
    assert (cook["occupation"], cook["place"], cook["pay"]) == ("5120", "001.004", None)
    assert [(note.number, note.code) for note in report.notes] == [(2, "pay_currency")]


def test_numbers_that_are_none_spoil_no_file(db: Database, market: Market) -> None:
    good = {
        "@type": "JobPosting",
        "title": "Cook",
        "hiringOrganization": "Coast Hotel",
        "jobLocation": {"name": "Nyali"},
    }
    data = json.dumps([{**good, "baseSalary": float("nan")}, {**good, "title": float("inf")}])
    report = take(db, market, data, "a.json")
    assert (faults(report), report.counts["added"]) == ([(2, "missing")], 1)
    assert faults(take(db, market, '[NaN, "\\ud800"]', "a.json")) == [(1, "not_json")]


def test_entries_of_a_feed_are_read(db: Database, market: Market) -> None:
    take(db, market, (FILES / "board.atom").read_bytes(), "a.atom", source="atom", dry_run=False)
    found = of_source(db, "atom")
    assert (found["urn:board:1"]["employer_name"], found["urn:board:1"]["pay"]) == ("Juhudi Works Ltd", 18_000)
    assert found["urn:board:2"]["employer_name"] == "Coast Hotel"
    [told] = db.all("SELECT url FROM posting WHERE vacancy_id = :id", id=found["urn:board:1"]["id"])
    assert told["url"] == "https://board.example.org/1"


def test_a_dry_run_says_the_same_and_keeps_nothing(db: Database, market: Market) -> None:
    tried = take(db, market, table(row(1), row(2, place="Springfield"), row(3, pay="-5")), source="dry")
    assert of_source(db, "dry") == {}
    assert tried == take(db, market, table(row(1), row(2, place="Springfield"), row(3, pay="-5")), source="dry",
                         dry_run=False)  # fmt: skip
    assert tried.counts["added"] == tried.counts["doubt"] == len(tried.faults) == 1


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"title": ""}, "missing"),
        ({"title": "12345"}, "no_words"),
        ({"title": "W" * 121}, "too_long"),
        ({"title": "Arc\0welder"}, "nul"),
        ({"employer": "..."}, "missing"),
        ({"description": "x" * 20_001}, "too_long"),
        ({"pay": "-5000"}, "pay_negative"),
        ({"pay": "KES -5000"}, "pay_negative"),
        ({"pay": "1"}, "pay_absurd"),
        ({"pay": "9" * 14}, "pay_absurd"),
        ({"pay": "9" * 40}, "pay_absurd"),
        ({"pay": "1e400"}, "pay_unclear"),
        ({"pay": "good"}, "pay_unclear"),
        ({"pay_period": ""}, "pay_period_missing"),
        ({"pay_period": "fortnight"}, "pay_period_unclear"),
        ({"deadline": "soon"}, "date_unclear"),
        ({"deadline": "31.02.2027"}, "date_unclear"),
        ({"deadline": "12/31/2026"}, "date_unclear"),
        ({"deadline": "2099-01-01"}, "deadline_far"),
        ({"title": '"Arc welder'}, "quotes"),
        ({"description": "a,b,c"}, "too_many_cells"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_taken(
    db: Database, market: Market, cells: dict[str, str], code: str
) -> None:
    report = take(db, market, table(row(1), row(2, **cells), row(3)))
    assert faults(report) == [(3, code)]
    assert report.counts["added"] == 2
    assert wording.numbered(report, report.faults[0]).startswith("Line 3: ")


@pytest.mark.parametrize(
    "written",
    ["2026-12-31", "31/12/2026", "31-12-2026", "31.12.2026", "31 Dec 2026", "31st December 2026", "Dec 31, 2026",
     "Thursday, 31 December 2026", "31 Desemba 2026", "31 décembre 2026", "2026-12-31T23:59:59",
     "2026-12-31T20:59:59Z"],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(db: Database, market: Market, written: str) -> None:
    source = f"days {written}"
    take(db, market, table(row(1, deadline=f'"{written}"')), source=source, dry_run=False)
    rows = db.all("SELECT deadline FROM posting WHERE source = :source", source=source)
    assert [each["deadline"] for each in rows] == [1_798_750_799]


@pytest.mark.parametrize(
    ("written", "pay"),
    [
        ("18000,month", (18_000, "month")),
        ("18000.00,MONTH", (18_000, "month")),
        ('"KES 18,000",per month', (18_000, "month")),
        ("500 a day,", (500, "day")),
        ("15k - 20k a month,", (15_000, "month")),
        ('"15,000 to KES 20,000",monthly', (15_000, "month")),
        ("240000,yearly", (20_000, "month")),
        ("negotiable,", (None, None)),
        ("0,month", (None, None)),
        (",month", (None, None)),
    ],
)
def test_pay_is_read_as_people_write_it(
    db: Database, market: Market, written: str, pay: tuple[int | None, str | None]
) -> None:
    line = f"Cook,Coast Hotel,Nyali,{written}"
    report = take(db, market, f"title,employer,place,pay,pay_period\n{line}", source="pay", dry_run=False)
    assert report.faults == []
    [vacancy] = of_source(db, "pay").values()
    assert (vacancy["pay"], vacancy["pay_period"]) == pay


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\n\n ; ;\n", "empty"),
        (b"name,age\nx,1\n", "no_column"),
        (b"title,title,employer,place\n", "column_twice"),
        (b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><feed><entry>&b;</entry></feed>', "doctype"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><feed/>', "doctype"),
        (b"<feed></feed>", "no_postings"),
        (b"[]", "no_postings"),
        (b"title,employer,place\n", "no_postings"),
        (b"[" * 100_000, "not_json"),
        (b"<a>" * 100_000, "not_xml"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_told_as_a_whole(db: Database, market: Market, data: bytes, code: str) -> None:
    report = take(db, market, data, "download")
    assert code in [fault.code for fault in report.faults]
    assert report.taken == 0


def test_a_file_that_is_too_big_is_not_looked_into(db: Database, market: Market) -> None:
    report = take(db, market, b"x" * (importing.MOST_BYTES + 1))
    assert faults(report) == [(None, "file_too_big")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_of_spreadsheets_are_read(db: Database, market: Market, encoding: str) -> None:
    source = f"encoded {encoding}"
    data = table(row(1, employer="Café Zürich")).encode(encoding)
    report = take(db, market, data, source=source, dry_run=False)
    [vacancy] = of_source(db, source).values()
    assert vacancy["employer_name"] == "Café Zürich"
    assert ("latin_1" in [note.code for note in report.notes]) == (encoding == "cp1252")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_machine(db: Database, market: Market, end: str) -> None:
    report = take(db, market, table(row(1), "", row(2, pay="-1"), row(3)).replace("\n", end))
    assert (faults(report), report.counts["added"]) == ([(4, "pay_negative")], 2)


def test_tags_and_signs_that_nobody_sees_are_taken_out(db: Database, market: Market) -> None:
    title = "<b>Arc</b> welder<script>x()</script>\u200b &amp; <i>fitter</i>"
    take(db, market, table(row(1, title=title, place="Springfield")), source="tags", dry_run=False)
    [doubt] = [each for each in postings.doubts(db, 500) if each["source"] == "tags"]
    assert doubt["posting"]["title"] == "Arc welder & fitter"


def test_the_same_line_twice_is_told(db: Database, market: Market) -> None:
    report = take(db, market, table(row(1), row(2), row(1)))
    assert faults(report) == [(4, "twice")]
    assert report.faults[0].values == {"first": "2"}


def test_without_ids_a_file_that_is_sent_again_changes_what_is_there(db: Database, market: Market) -> None:
    take(db, market, table(row(1, id="")), source="no ids", dry_run=False)
    report = take(db, market, table(row(1, id="", pay="19000")), source="no ids", dry_run=False)
    assert report.counts["added"] == 0
    assert len(of_source(db, "no ids")) == 1


def test_one_that_is_too_late_is_no_fault_and_is_told(db: Database, market: Market) -> None:
    report = take(db, market, table(row(1, deadline="2026-11-01"), row(2)))
    assert (report.faults, report.counts["expired"], report.counts["added"]) == ([], 1, 1)
    assert [(note.number, note.code) for note in report.notes] == [(2, "expired")]


def test_what_breaks_off_keeps_what_came_before(db: Database, market: Market) -> None:
    whole = (FILES / "board.atom").read_text()
    report = take(db, market, whole[: whole.index("<job:company>")], "a.atom")
    assert (faults(report), report.counts["added"]) == ([(2, "not_xml")], 1)


def test_a_formula_is_a_text(db: Database, market: Market) -> None:
    take(db, market, table(row(1, employer="'=Works")), source="formula", dry_run=False)
    [vacancy] = of_source(db, "formula").values()
    assert vacancy["employer_name"] == "=Works"


def test_what_is_wrong_is_told_in_the_language_being_spoken(db: Database, market: Market) -> None:
    report = take(db, market, table(row(1, pay="-1"), row(2, place="Springfield")))
    with speaking("sw"):
        said = [wording.numbered(report, each) for each in (*report.faults, *report.notes)] + [wording.summary(report)]
    assert all(said)


def test_every_code_has_a_sentence(db: Database, market: Market) -> None:
    report = take(
        db,
        market,
        table(row(1, pay="-1"), row(2, place="Springfield", title="Officer II"), row(3, posts="x"), row(3), "a,b,c"),
    )
    for fault in (*report.faults, *report.notes):
        assert wording.sentence(fault) != fault.code
        assert "{" not in wording.sentence(fault)


JUNK = st.binary(max_size=60).map(lambda line: line.replace(b"\n", b"").replace(b"\r", b""))
# Of at most two cells, for three must be there.
BAD_ROW = JUNK.filter(lambda line: line.count(b",") < 2 and bool(line.decode("cp1252", "replace").strip(" ,;\t")))
BAD_LINE = JUNK.filter(lambda line: bool(line.decode("cp1252", "replace").strip()) and b"\0" not in line)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@QUICK
@given(st.binary(max_size=400), st.sampled_from(importing.FORMATS))
def test_no_bytes_make_an_import_fail(db: Database, market: Market, data: bytes, format: str) -> None:
    report = take(db, market, data, format=format)
    assert report.taken or report.faults


@QUICK
@given(st.dictionaries(st.sampled_from(HEADING.split(",")), st.text(max_size=60)))
def test_no_cells_make_an_import_fail(db: Database, market: Market, cells: dict[str, str]) -> None:
    report = take(db, market, json.dumps(cells), "a.jsonl")
    assert report.taken + len(report.faults) == 1


@QUICK
@given(st.lists(st.none() | BAD_ROW, min_size=1, max_size=12))
def test_exactly_the_good_rows_are_taken(db: Database, market: Market, lines: list[bytes | None]) -> None:
    made = [row(number).encode() if line is None else line for number, line in enumerate(lines)]
    report = take(db, market, b"\n".join((HEADING.encode(), *made)))
    assert report.counts["added"] == lines.count(None)
    assert [fault.number for fault in report.faults] == [at for at, line in enumerate(lines, 2) if line is not None]


@QUICK
@given(st.lists(st.none() | BAD_LINE, min_size=1, max_size=12))
def test_exactly_the_good_json_lines_are_taken(db: Database, market: Market, lines: list[bytes | None]) -> None:
    good = {"title": "Arc welder", "place": "Buruburu, Nairobi", "deadline": "2026-12-31"}
    made = [
        json.dumps({**good, "employer": f"Works {number}"}).encode() if line is None else b" " + line
        for number, line in enumerate(lines)
    ]
    report = take(db, market, b"\n".join(made), "a.jsonl")
    assert report.counts["added"] == lines.count(None)
    assert [fault.number for fault in report.faults] == [at for at, line in enumerate(lines, 1) if line is not None]


@QUICK
@given(
    st.lists(
        st.none()
        | st.integers()
        | st.dictionaries(
            st.sampled_from(("title", "jobLocation", "baseSalary", "validThrough", "skills", "url", "identifier")),
            JSON,
            max_size=4,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_exactly_the_good_postings_are_taken(db: Database, market: Market, items: list[Any]) -> None:
    good = {
        "@type": "JobPosting",
        "title": "Arc welder",
        "jobLocation": {"address": {"addressLocality": "Buruburu"}},
        "validThrough": "2026-12-31",
    }
    made = [
        {**good, "hiringOrganization": {"name": f"Works {number}"}}
        if item is None
        else {"@type": "JobPosting", **item}
        if isinstance(item, dict)
        else item
        for number, item in enumerate(items)
    ]
    report = take(db, market, json.dumps(made), "a.json")
    assert report.counts["added"] == items.count(None)
    assert [fault.number for fault in report.faults] == [at for at, item in enumerate(items, 1) if item is not None]


def test_two_files_of_two_sources_make_one_vacancy(db: Database, market: Market) -> None:
    line = {"title": "Painter", "employer": "Rangi Bora Ltd", "place": "Nyali, Mombasa", "deadline": "2026-12-31"}
    first = take(db, market, json.dumps(line), "a.jsonl", source="one", dry_run=False)
    second = take(
        db, market, json.dumps({**line, "employer": "Rangi Bora", "id": 5}), "b.jsonl", source="two", dry_run=False
    )
    assert (first.counts["added"], second.counts["joined"]) == (1, 1)
    [(one, two)] = zip(of_source(db, "one").values(), of_source(db, "two").values(), strict=True)
    assert one["id"] == two["id"]
    assert one["deadline"] > NOW + DAY


def test_a_page_made_to_be_read_for_ever_is_read_at_once(db: Database, market: Market) -> None:
    hostile = "<html><script " + "application/ld+json" * 100_000
    report = take(db, market, hostile, "page.html", format="jobposting")
    assert [fault.code for fault in report.faults] == ["no_postings"]
