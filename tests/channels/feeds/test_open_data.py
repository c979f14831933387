"""Open data: what is known of vacancies, and of people nothing but numbers of five and more."""

from pathlib import Path
from typing import Any

import sqlite_utils

from channels.feeds import open_data
from core import applications, profiles
from core.database import Database
from core.market import Market
from tests.core.makers import ELSEWHERE, NOW, PHONE, employer, open_vacancy, person


def written(db: Database, market: Market, path: Path) -> dict[str, list[dict[str, Any]]]:
    open_data.write(db, market, path, NOW)
    file = sqlite_utils.Database(path)
    tables = {name: list(file.query(f"SELECT * FROM [{name}]")) for name in file.table_names()}
    file.close()
    return tables


def test_open_vacancies_are_in_it_without_contacts_and_names_of_households(
    db: Database, market: Market, tmp_path: Path
) -> None:
    known = employer(db, market, name="County hospital", level="document_verified")
    home = employer(db, market, name="Mama Wanjiru", level="phone_verified")
    open_vacancy(db, market, employer_id=known["id"], contact="call", contact_detail=PHONE)
    open_vacancy(db, market, employer_id=home["id"], title="House help", occupation="9111")
    path = tmp_path / "open.db"
    tables = written(db, market, path)
    assert [(row["title"], row["employer"]) for row in tables["vacancy"]] == [
        ("Welder", "County hospital"),
        ("House help", None),
    ]
    whole = path.read_bytes()
    assert b"Wanjiru" not in whole
    assert PHONE.encode() not in whole
    [figure] = [row for row in tables["vacancy_figure"] if row["sector"] == "repair"]
    assert (figure["area_name"], figure["vacancies"], figure["pay_month_median"]) == ("Nairobi", 1, None)
    assert tables["opened_figure"] == [
        {"month": "2026-11", "area": "047", "area_name": "Nairobi", "vacancies": 2, "posts": 2}
    ]


def test_few_people_are_not_counted(db: Database, market: Market, tmp_path: Path) -> None:
    vacancy = open_vacancy(db, market)
    for number in range(5):
        profile = person(db, market, f"+25471200000{number}")
        applications.apply(db, market, profile, vacancy["id"], NOW)
    other = open_vacancy(db, market, title="Cook", occupation="5120")
    for number in range(4):
        profile = person(db, market, f"+25471200001{number}", place=ELSEWHERE)
        applications.apply(db, market, profile, other["id"], NOW)
    profiles.begin(db, market, "+254712000099", "en", NOW)
    tables = written(db, market, tmp_path / "open.db")
    assert [(row["area"], row["sector"], row["people"]) for row in tables["jobseeker_figure"]] == [
        ("001", "repair", None),
        ("047", "repair", 5),
    ]
    assert [(row["occupation"], row["people"]) for row in tables["applicant_figure"]] == [("5120", None), ("7212", 5)]


def test_the_same_data_give_the_same_file(db: Database, market: Market, tmp_path: Path) -> None:
    shop = employer(db, market)["id"]
    for number in range(6):
        open_vacancy(db, market, employer_id=shop, pay=10_000 + number)
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    assert open_data.write(db, market, one, NOW) == open_data.write(db, market, two, NOW)
    assert one.read_bytes() == two.read_bytes()
    [figure] = written(db, market, one)["vacancy_figure"]
    assert figure["pay_month_median"] == 10_002
    assert {row["name"] for row in written(db, market, one)["metadata"]} >= {"as_of", "hidden", "market", "currency"}
