"""Overviews: pages of vacancies, employers and applications, for all places or some."""

from typing import Any

import pytest

from core import applications, audit, employers, overviews, staff, trust, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from tests.core.makers import ELSEWHERE, NOW, TOWN, employer, open_vacancy, person, vacancy

CAPITAL, COAST = "047", "001"


def titles(rows: list[Row]) -> list[str]:
    return [row["title"] for row in rows]


def names(rows: list[Row]) -> list[str]:
    return [row["name"] for row in rows]


def applied(db: Database, market: Market, job: Row, number: int = 0) -> Row:
    """Somebody applied for this."""
    who = person(db, market, f"+2547123456{number:02}")
    applications.apply(db, market, who, job["id"], NOW + number)
    found = applications.for_vacancy(db, who["id"], job["id"])
    assert found
    return {**found, "person": who["reference"]}


@pytest.mark.parametrize("areas", [None, [CAPITAL]])
def test_what_waits_comes_oldest_first_and_page_by_page(db: Database, market: Market, areas: list[str] | None) -> None:
    for number in range(5):
        vacancy(db, market, NOW + number // 2, title=f"Job {number}")  # some came in at the same second
    first = overviews.vacancies(db, status="pending", areas=areas, limit=2)
    second = overviews.vacancies(db, status="pending", areas=areas, after=first[-1]["id"], limit=9)
    assert titles(first + second) == [f"Job {number}" for number in range(5)]


@pytest.mark.parametrize("status", ["open", None])
def test_all_else_comes_newest_first(db: Database, market: Market, status: str | None) -> None:
    for number in range(4):
        open_vacancy(db, market, NOW + number, title=f"Job {number}")
    first = overviews.vacancies(db, status=status, limit=2)
    second = overviews.vacancies(db, status=status, after=first[-1]["id"], limit=9)
    assert titles(first + second) == ["Job 3", "Job 2", "Job 1", "Job 0"]


def test_lists_are_of_some_areas_places_or_one_employer_alone(db: Database, market: Market) -> None:
    other = employer(db, market, name="Bahari Works")
    vacancy(db, market, title="Here", employer_id=employer(db, market)["id"])
    vacancy(db, market, title="There", place=ELSEWHERE, employer_id=other["id"])
    for only, found in (
        ({"areas": [CAPITAL]}, ["Here"]),
        ({"areas": [COAST]}, ["There"]),
        ({"areas": []}, []),
        ({"areas": [CAPITAL, COAST], "places": [ELSEWHERE]}, ["There"]),
        ({"areas": [CAPITAL], "places": [ELSEWHERE]}, []),
        ({"employer_id": other["id"]}, ["There"]),
    ):
        asked: dict[str, Any] = dict(only)
        assert titles(overviews.vacancies(db, status="pending", limit=9, **asked)) == found


def test_a_row_tells_of_employer_doubts_and_reports(db: Database, market: Market) -> None:
    job = vacancy(db, market)
    flags = [trust.Flag("link", 1, {"words": "bit.ly"}), trust.Flag("too_good", 1, {})]
    trust.keep(db, job["id"], flags, NOW)
    vacancies.report(db, job["id"], "+254700000001", "not_real", NOW)
    [row] = overviews.vacancies(db, status="pending", limit=9)
    assert (row["employer_name"], row["employer_level"]) == ("Juhudi Works", "unknown")
    assert (row["flags"], row["flag"], row["flag_data"], row["reports"]) == (2, "link", {"words": "bit.ly"}, 1)
    whole = overviews.vacancy(db, job["id"])
    assert [flag["code"] for flag in whole["flags"]] == ["link", "too_good"]
    assert (whole["reports_not_real"], whole["reports_unsafe"], whole["skills"]) == (1, 0, [])


def test_behind_the_last_that_waits_comes_the_first_again(db: Database, market: Market) -> None:
    first, second = (vacancy(db, market, NOW + number) for number in range(2))
    elsewhere = vacancy(db, market, NOW + 9, place=ELSEWHERE)

    def following(after: Row, areas: list[str] | None = None) -> str | None:
        row = overviews.next_waiting(db, "pending", areas, after)
        return row["id"] if row else None

    assert following(first) == second["id"]
    assert following(elsewhere) == first["id"]
    assert following(second, [CAPITAL]) == first["id"]
    assert following(elsewhere, [COAST]) is None


def test_usual_pay_is_that_of_the_area_else_of_the_market(db: Database, market: Market) -> None:
    job = vacancy(db, market)
    assert overviews.usual_pay(db, market, job) is None
    for number in range(trust.LEAST_SAMPLES):
        open_vacancy(db, market, place=ELSEWHERE, pay=20_000 + number)
    middle = round((trust.LEAST_SAMPLES - 1) / 2)
    assert overviews.usual_pay(db, market, job) == (20_000 + middle, market.places.root.code)
    for number in range(trust.LEAST_SAMPLES):
        open_vacancy(db, market, pay=30_000 + number)
    assert overviews.usual_pay(db, market, job) == (30_000 + middle, CAPITAL)


def test_employers_come_newest_first_by_level_and_area(db: Database, market: Market) -> None:
    for number in range(3):
        employer(db, market, name=f"Works {number}", place=TOWN)
    employer(db, market, name="Farm", place=ELSEWHERE, level="trusted")
    first = overviews.employers(db, limit=2)
    assert names(first + overviews.employers(db, after=first[-1]["id"], limit=9)) == [
        "Farm", "Works 2", "Works 1", "Works 0",
    ]  # fmt: skip
    assert names(overviews.employers(db, level="trusted", limit=9)) == ["Farm"]
    assert names(overviews.employers(db, level="trusted", areas=[CAPITAL], limit=9)) == []


def test_employers_are_found_by_how_their_name_begins(db: Database, market: Market) -> None:
    for name in ("Juhudi Works", "juhudi farm", "Works of Juhudi", "Juhu_di"):
        employer(db, market, name=name, place=TOWN)
    assert names(overviews.employers_called(db, "JUHUDI", None, 9)) == ["juhudi farm", "Juhudi Works"]
    assert names(overviews.employers_called(db, "Juhu_", None, 9)) == ["Juhu_di"]
    assert overviews.employers_called(db, "juhudi", [COAST], 9) == []
    assert overviews.employers_called(db, "juh'; --", None, 9) == []
    with pytest.raises(InvalidError, match="name_short"):
        overviews.employers_called(db, "ju", None, 9)


def test_employers_are_found_by_their_number(db: Database, market: Market) -> None:
    employer(db, market, phone="+254733000001", place=TOWN)
    assert names(overviews.employers_of_phone(db, "+254733000001", [CAPITAL], 9)) == ["Juhudi Works"]
    assert overviews.employers_of_phone(db, "+254733000001", [COAST], 9) == []
    assert overviews.employers_of_phone(db, "+254733000002", None, 9) == []


def test_a_history_names_the_staff_who_did_it_and_nobody_else(db: Database, market: Market) -> None:
    member, _invite = staff.add(db, market, "amina", "moderator", [], NOW)
    with db.transaction():
        for actor in (audit.SERVICE, audit.staff(member["id"]), audit.person("17")):
            audit.note(db, NOW, actor, "vacancy.changed", "vacancy", "7", fields=["title"])
    lines = overviews.history(db, "vacancy", "7")
    assert [line["staff_name"] for line in lines] == [None, "amina", None]
    assert lines[0]["data"] == {"fields": ["title"]}
    assert overviews.history(db, "employer", "7") == []


def test_applications_are_of_a_vacancy_and_tell_the_persons_number(db: Database, market: Market) -> None:
    job, other = open_vacancy(db, market), open_vacancy(db, market)
    made = [applied(db, market, job, number) for number in range(3)]
    applied(db, market, other, 9)
    first = overviews.applications_of(db, job["id"], None, 2)
    rows = first + overviews.applications_of(db, job["id"], first[-1]["id"], 9)
    assert [row["person"] for row in rows] == [each["person"] for each in reversed(made)]
    assert all("name" not in row for row in rows)


def test_the_newest_applications_of_some_areas_are_found_behind_many_of_others(db: Database, market: Market) -> None:
    here, there = open_vacancy(db, market), open_vacancy(db, market, place=ELSEWHERE)
    ours = applied(db, market, here)
    theirs = [applied(db, market, there, number) for number in range(1, 5)]
    rows, older = overviews.applications(db, None, None, 3)
    assert [row["id"] for row in rows] == [each["id"] for each in reversed(theirs[1:])] and older == theirs[1]["id"]
    rows, older = overviews.applications(db, None, older, 3)
    assert [row["id"] for row in rows] == [theirs[0]["id"], ours["id"]] and older is None
    assert [row["id"] for row in overviews.applications(db, [CAPITAL], None, 3)[0]] == [ours["id"]]
    found, after, pages = [], None, 0
    while pages == 0 or after:
        rows, after = overviews.applications(db, [CAPITAL], after, 3, window=2)
        found += [row["id"] for row in rows]
        pages += 1
    assert found == [ours["id"]] and pages == 3


def test_one_application_tells_where_it_lies_and_what_became_of_it(db: Database, market: Market) -> None:
    made = applied(db, market, open_vacancy(db, market))
    applications.decide(db, market, made["id"], "seen", NOW + 5)
    row = overviews.application(db, made["id"])
    assert (row["person"], row["area"], row["person_area"]) == (made["person"], CAPITAL, CAPITAL)
    assert (row["employer_name"], row["vacancy_status"], row["status"]) == ("Juhudi Works", "open", "seen")
    assert [(line["status"], line["at"]) for line in overviews.statuses(db, made["id"])] == [
        ("seen", NOW + 5),
        ("applied", NOW),
    ]


def test_what_is_not_there_is_not_found(db: Database) -> None:
    for look in (overviews.vacancy, overviews.application):
        with pytest.raises(NotFoundError):
            look(db, "0")
    assert employers.by_id(db, "0") is None
