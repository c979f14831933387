"""The demo's labour market: the same each time, believable, and at home in the market pack."""

import pathlib
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator

import phonenumbers
import pytest

from channels.phone.pages import _phones
from core import consent
from core.database import Database, Row, open_database
from core.ids import is_reference
from core.market import Market, load
from demo.seed import APPLICATIONS, PEOPLE, Summary, fill

DAY = 24 * 3600
TODAY = 20_780 * DAY
NOON = TODAY + DAY // 2
NOT_SEEDED = ("migration",)
TINYLAND = pathlib.Path(__file__).parent.parent / "packs" / "tinyland"


@pytest.fixture(scope="module")
def seeded(
    sqlite_template: pathlib.Path, tmp_path_factory: pytest.TempPathFactory, market: Market
) -> Iterator[Database]:
    """A seeded database, which tests only read."""
    yield from filled(sqlite_template, tmp_path_factory.mktemp("seeded"), market, 1, NOON)


def filled(template: pathlib.Path, folder: pathlib.Path, market: Market, seed: int, now: int) -> Iterator[Database]:
    path = folder / "fursa.db"
    shutil.copyfile(template, path)
    database = open_database(f"sqlite:///{path}")
    fill(database, market, seed, now)
    yield database
    database.close()


def dump(db: Database) -> dict[str, list[Row]]:
    """Every row of every table."""
    return {table: db.all(f"SELECT * FROM {table}") for table in db.tables() if table not in NOT_SEEDED}


@pytest.mark.parametrize(("seed", "now", "same"), [(1, TODAY + 60, True), (2, NOON, False)])
def test_the_same_seed_on_the_same_day_gives_the_same_rows(
    seeded: Database,
    sqlite_template: pathlib.Path,
    tmp_path: pathlib.Path,
    market: Market,
    seed: int,
    now: int,
    same: bool,
) -> None:
    for other in filled(sqlite_template, tmp_path, market, seed, now):
        assert (dump(other) == dump(seeded)) is same


def test_it_is_as_large_as_it_says_and_grows_no_further(seeded: Database, market: Market) -> None:
    first = fill(seeded, market, 1, NOON)
    assert (first.employers, first.people) == (40, PEOPLE)
    assert first.vacancies >= 330 and abs(first.applications - APPLICATIONS) <= 50
    assert fill(seeded, market, 2, NOON + 3 * DAY) == first


def test_a_market_without_invented_people_stays_empty(db: Database) -> None:
    assert fill(db, load(TINYLAND), 1, NOON) == Summary(0, 0, 0, 0)


def test_there_are_open_jobs_in_every_county_and_every_sector(seeded: Database, market: Market) -> None:
    open_ones = seeded.all("SELECT place, occupation FROM vacancy WHERE status = 'open'")
    counties = {place.code for place in market.places if place.level == "county"}
    assert {market.area(row["place"]) for row in open_ones} == counties
    sectors = {sector.code for sector in market.occupations.sectors}
    assert {market.occupations[row["occupation"]].sector for row in open_ones} == sectors


def test_a_few_vacancies_wait_are_filled_or_are_held(seeded: Database) -> None:
    rows = seeded.all("SELECT status, count(*) AS number FROM vacancy GROUP BY status")
    numbers = {row["status"]: row["number"] for row in rows}
    assert numbers["open"] > 320
    assert (numbers["pending"], numbers["filled"], numbers["held"]) == (12, 5, 3)


def test_titles_and_names_of_employers_fit_a_phone(seeded: Database) -> None:
    texts = [row["title"] for row in seeded.all("SELECT title FROM vacancy")]
    texts += [row["name"] for row in seeded.all("SELECT name FROM employer")]
    assert [text for text in texts if len(text) > 24 or not text.isascii()] == []


def test_pay_is_in_round_sums_within_the_limits_of_the_market(seeded: Database, market: Market) -> None:
    paid = seeded.all("SELECT pay, pay_period, pay_month FROM vacancy WHERE pay IS NOT NULL")
    assert all(row["pay_period"] in market.pay.periods and row["pay"] % 50 == 0 for row in paid)
    assert all(5_000 <= row["pay_month"] <= 220_000 < market.pay.most for row in paid)


def test_vacancies_are_recent_and_close_within_a_month(seeded: Database) -> None:
    rows = seeded.all("SELECT posts, opened_at, deadline, created_at, status FROM vacancy")
    assert all(1 <= row["posts"] <= 20 for row in rows)
    assert all(NOON + 2 * DAY < row["deadline"] <= TODAY + 30 * DAY for row in rows)
    opened = [row for row in rows if row["opened_at"]]
    assert all(TODAY - 20 * DAY < row["created_at"] + DAY and row["created_at"] < row["opened_at"] for row in opened)
    assert all(TODAY - 20 * DAY < row["opened_at"] < TODAY for row in opened)


def test_references_pass_their_own_check(seeded: Database) -> None:
    assert all(is_reference(row["reference"]) for row in seeded.all("SELECT reference FROM vacancy"))


def test_everything_is_at_a_place_and_in_work_that_the_market_knows(seeded: Database, market: Market) -> None:
    for table in ("vacancy", "profile"):
        for row in seeded.all(f"SELECT place, occupation FROM {table}"):
            depth = market.places.levels.index(market.places[row["place"]].level)
            assert depth >= market.places.levels.index(market.home_level)
            assert market.occupations[row["occupation"]].sector
    homes = {market.area(row["place"]) for row in seeded.all("SELECT place FROM profile")}
    assert len(homes) == 47


def test_everybody_is_of_age_whatever_their_birthday(seeded: Database, market: Market) -> None:
    years = [row["birth_year"] for row in seeded.all("SELECT birth_year FROM profile")]
    ages = [market.year(NOON) - year for year in years]
    assert min(ages) > market.legal_working_age and max(ages) <= 60


def test_everybody_has_a_phone_of_their_own_and_newcomers_have_theirs(seeded: Database, market: Market) -> None:
    numbers = [row["phone"] for row in seeded.all("SELECT phone FROM phone_link")]
    numbers += [row["phone"] for row in seeded.all("SELECT phone FROM employer")]
    assert len(set(numbers)) == len(numbers) == PEOPLE + 40
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(number)) for number in numbers)
    assert set(numbers).isdisjoint(_phones(market.country))


def test_everybody_agreed_and_to_alerts_who_gets_them(seeded: Database) -> None:
    for row in seeded.all("SELECT id, status, alerts FROM profile"):
        assert row["status"] == "active"
        assert consent.stands(seeded, row["id"], "service")
        assert consent.stands(seeded, row["id"], "alerts") is (row["alerts"] != "off")


def test_applications_have_a_history_that_ends_where_they_stand(seeded: Database) -> None:
    histories: dict[str, list[Row]] = defaultdict(list)
    for step in seeded.all("SELECT * FROM application_status ORDER BY application_id, version"):
        histories[step["application_id"]].append(step)
    rows = seeded.all(
        """
        SELECT application.*, opened_at, profile.created_at AS registered_at
        FROM application JOIN vacancy ON vacancy.id = vacancy_id JOIN profile ON profile.id = profile_id"""
    )
    for row in rows:
        history = histories[row["id"]]
        times = [step["at"] for step in history]
        assert history[0]["status"] == "applied"
        assert (
            (history[-1]["status"], history[-1]["version"])
            == (row["status"], len(history))
            == (row["status"], row["version"])
        )
        assert max(row["opened_at"], row["registered_at"]) < times[0] and times[-1] < TODAY
        assert times == sorted(set(times))
    statuses = Counter(row["status"] for row in rows)
    assert set(statuses) == {"applied", "seen", "shortlisted", "invited", "hired", "refused", "withdrawn"}
    assert statuses["applied"] > len(rows) / 2


def test_no_vacancy_hires_more_than_it_has_posts_for(seeded: Database) -> None:
    rows = seeded.all(
        """
        SELECT vacancy.status, posts, count(CASE WHEN application.status = 'hired' THEN 1 END) AS hired,
            applications, count(CASE WHEN application.status <> 'withdrawn' THEN 1 END) AS counted
        FROM vacancy LEFT JOIN application ON vacancy_id = vacancy.id GROUP BY vacancy.id"""
    )
    assert all(row["hired"] < row["posts"] for row in rows if row["status"] == "open")
    assert all(0 < row["hired"] <= row["posts"] for row in rows if row["status"] == "filled")
    assert all(row["applications"] == row["counted"] for row in rows)


def test_events_are_numbered_as_time_went(seeded: Database) -> None:
    times = [row["at"] for row in seeded.all("SELECT at FROM event ORDER BY id")]
    assert times == sorted(times)
