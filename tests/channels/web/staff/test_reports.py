"""Reports: what happened, in tables, a chart that can be read out, and a sheet; few people are nobody's to count."""

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st

from channels.web.staff import reports
from core import applications, tallies
from core.database import Row
from messages.jobs import Context, jobs
from tests.alerting import phone
from tests.conversation import DAY, Service, on_sqlite
from tests.core import makers
from tests.office import Office, at_work

JOBS = {job.name: job for job in jobs}


def applied(service: Service, vacancy: Row, *numbers: int) -> None:
    for number in numbers:
        profile = makers.person(service.db, service.market, phone(number))
        applications.apply(service.db, service.market, profile, vacancy["id"], service.now)


def two_counties(service: Service) -> None:
    """Many apply in Nairobi and two in Mombasa."""
    applied(service, service.open("Welder", "7212", "047.287"), *range(30))
    applied(service, service.open("Turner", "7223", "001.001"), 40, 41)
    count(service)


def count(service: Service) -> None:
    service.clock.forward(2 * DAY)
    JOBS["tallies"].run(Context(service.db, service.market, None, service.clock))


def sheet(office: Office, path: str = "/reports.csv") -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(office.open(path).html.removeprefix("\ufeff"))))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@on_sqlite
def test_figures_stand_by_month_place_and_line_of_work(service: Service) -> None:
    two_counties(service)
    office = at_work(service, "analyst")
    shown = office.open("/reports")
    for told in ("Nov 2026", "Nairobi", "Mombasa", "Vacancies opened 8", "Applications 32", "By sex: not asked"):
        assert told in shown.text, shown.text
    lines = {row[""]: row for row in sheet(office)}
    assert lines["Nov 2026"]["Applications"] == "32"
    assert lines["Mombasa"]["Opened"] == "2"
    assert lines["In all"]["Posted"] == "8"


@on_sqlite
def test_few_applications_are_told_nowhere(service: Service) -> None:
    two_counties(service)
    office = at_work(service)
    lines = {row[""]: row for row in sheet(office)}
    assert lines["Mombasa"]["Applications"] == lines["Nairobi"]["Applications"] == "not told"
    rows = re.findall(r'<th scope="row">(\w[\w ]+)</th>(.*?)</tr>', office.open("/reports").html, re.DOTALL)
    assert {name: "**" in cells for name, cells in rows if name in ("Mombasa", "Nairobi", "Nov 2026")} == {
        "Mombasa": True,
        "Nairobi": True,
        "Nov 2026": False,
    }


@on_sqlite
def test_staff_of_a_county_see_its_figures_alone(service: Service) -> None:
    two_counties(service)
    office = at_work(service, "officer", "001")
    shown = office.open("/reports")
    assert "Nairobi" not in shown.text
    assert "Vacancies opened 2" in shown.text
    assert "Nairobi" not in {row[""] for row in sheet(office)}


@on_sqlite
def test_the_chart_has_a_title_and_says_in_words_what_it_shows(service: Service) -> None:
    two_counties(service)
    html = at_work(service).open("/reports?by=week").html
    [chart] = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    labelled = re.search(r'role="img" aria-labelledby="([\w-]+) ([\w-]+)"', chart)
    assert labelled
    title = re.search(rf'<title id="{labelled[1]}">(.*?)</title>', chart)
    told = re.search(rf'<desc id="{labelled[2]}">(.*?)</desc>', chart)
    assert title and title[1].endswith("by week")
    assert told and re.search(r"Opened: (0, )+8", told[1])
    assert "style=" not in chart, "the policy of the page lets no such thing through"


@on_sqlite
def test_weeks_begin_on_monday(service: Service) -> None:
    two_counties(service)
    labels = [row[""] for row in sheet(at_work(service), "/reports.csv?by=week")]
    assert labels[:12][-1] == "16 Nov"


@on_sqlite
def test_nothing_in_the_sheet_is_a_formula(service: Service) -> None:
    evil = "=HYPERLINK(1)"
    with service.db.transaction():
        tallies.add(service.db, service.market, {(service.now, (evil, "", "opened")): 3})
    cells = [cell for row in sheet(at_work(service)) for cell in row.values()]
    assert f"'{evil}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


@given(st.text(max_size=30))
def test_a_text_in_the_sheet_is_what_it_was_behind_a_mark_at_most(text: str) -> None:
    told = reports.safe(text)
    assert told.removeprefix("'") == text.removeprefix("'") or told == text
    assert not told.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@on_sqlite
def test_an_empty_market_has_a_report_too(service: Service) -> None:
    shown = at_work(service).open("/reports?by=year")
    assert shown.status == 200
    assert "Vacancies opened 0" in shown.text
