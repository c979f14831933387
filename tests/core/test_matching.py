"""Matching: near before far, one's own work before others, the same for everybody, at a bounded cost."""

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from core import applications, matching, migrations, profiles, vacancies
from core import market as markets
from core.database import Database, Row, open_database
from core.market import Market
from core.matching import OTHER_WORK, RELATED_WORK, SAME_WORK
from tests.core.makers import DAY, ELSEWHERE, LORRY_DRIVER, NAME, NOW, TOWN, WELDER, open_vacancy, person, vacancy
from tests.services import PostgresServer

PANEL_BEATER, LATHE = "7213", "7223"  # three and two digits in common with a welder
NURSE, ASSISTANT_NURSE = "2221", "3221"  # no digit in common, but near by the market's own table
SUBCOUNTY, COUNTY, REGION, NATION = "047.287", "047", "R1", "KE"
MOST_STATEMENTS = 3


class Watched(Database):
    """A database that notes each statement and how many rows it gave."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.statements: list[tuple[str, dict[str, Any]]] = []
        self.rows = 0

    def all(self, sql: str, **values: Any) -> list[Row]:
        rows = self.db.all(sql, **values)
        self.statements.append((sql, values))
        self.rows += len(rows)
        return rows


@pytest.fixture(scope="module")
def tinyland() -> Market:
    return markets.load(Path(__file__).parent.parent / "packs" / "tinyland")


def titles(matches: list[matching.Match]) -> list[str]:
    return [match.vacancy["title"] for match in matches]


def best(db: Database, market: Market, profile: Row, wanted: int = 12) -> list[str]:
    return titles(matching.best(db, market, profile, NOW, wanted))


def many(db: Database, market: Market, number: int, **fields: Any) -> None:
    """So many open vacancies, at the price of one commit."""
    with db.transaction():
        for _ in range(number):
            open_vacancy(db, market, **fields)


def test_the_nearest_come_first_each_with_its_ring_and_shared_place(db: Database, market: Market) -> None:
    profile = person(db, market)
    for title, place in (
        ("nation", ELSEWHERE),
        ("county", "047.274.kangemi"),
        ("town", TOWN),
        ("sub-county", SUBCOUNTY),
    ):
        open_vacancy(db, market, title=title, place=place)
    matches = matching.best(db, market, profile, NOW)
    assert titles(matches) == ["town", "sub-county", "county", "nation"]
    assert [match.ring for match in matches] == [0, 1, 2, 4]
    assert [match.area for match in matches] == [TOWN, SUBCOUNTY, COUNTY, NATION]


def test_the_same_work_comes_before_related_work_and_other_work_last(db: Database, market: Market) -> None:
    profile = person(db, market)
    for title, occupation in (
        ("driver", LORRY_DRIVER),
        ("lathe", LATHE),
        ("welder", WELDER),
        ("panel beater", PANEL_BEATER),
    ):
        open_vacancy(db, market, title=title, occupation=occupation)
    matches = matching.best(db, market, profile, NOW)
    assert titles(matches) == ["welder", "panel beater", "lathe", "driver"]
    assert [match.reason for match in matches] == [SAME_WORK, RELATED_WORK, RELATED_WORK, OTHER_WORK]


def test_other_work_follows_what_fits_however_near_it_is(db: Database, market: Market) -> None:
    profile = person(db, market)
    many(db, market, 12, title="driver", occupation=LORRY_DRIVER)
    open_vacancy(
        db, market, NOW - 29 * DAY, title="far panel beater", place=ELSEWHERE, occupation=PANEL_BEATER, pay=2_000
    )
    assert best(db, market, profile) == ["far panel beater", *["driver"] * 11]


def test_other_work_is_left_out_where_enough_fits(db: Database, market: Market) -> None:
    profile = person(db, market)
    open_vacancy(db, market, title="driver", occupation=LORRY_DRIVER)
    many(db, market, 5, title="welder", place=ELSEWHERE)
    assert best(db, market, profile, wanted=5) == ["welder"] * 5


def test_an_old_ill_paid_job_of_ones_own_work_next_door_is_never_lost_to_far_ones(db: Database, market: Market) -> None:
    profile = person(db, market)
    open_vacancy(db, market, NOW - 60 * DAY, title="next door", pay=3_000, deadline=NOW + DAY)
    many(db, market, 30, title="far", place=ELSEWHERE, pay=90_000)
    assert best(db, market, profile)[0] == "next door"
    assert len(best(db, market, profile)) == 12


def test_related_work_next_door_is_not_lost_to_far_ones_of_equal_pay_and_age(db: Database, market: Market) -> None:
    profile = person(db, market)
    open_vacancy(db, market, title="next door", occupation=PANEL_BEATER)
    many(db, market, 30, title="far", place=ELSEWHERE)
    assert best(db, market, profile)[0] == "next door"


def test_the_one_job_of_ones_own_work_is_found_among_many_related_ones(db: Database, market: Market) -> None:
    profile = person(db, market)
    open_vacancy(db, market, NOW - DAY, title="welder")
    for occupation in ("7214", "7211", PANEL_BEATER, LATHE):
        many(db, market, 40, title="related", occupation=occupation)
    assert best(db, market, profile)[0] == "welder"


def test_pay_below_the_least_wanted_ranks_lower_and_more_than_that_no_higher(db: Database, market: Market) -> None:
    profile = person(db, market, least_pay=20_000)
    for title, pay, period in (
        ("half", 10_000, "month"),
        ("unsaid", None, None),
        ("enough", 20_000, "month"),
        ("by the day", 900, "day"),
        ("a third", 6_600, "month"),
    ):
        open_vacancy(db, market, title=title, pay=pay, pay_period=period)
    listed = best(db, market, profile)
    assert set(listed[:2]) == {"enough", "by the day"}
    assert set(listed[2:4]) == {"half", "unsaid"}
    assert listed[4] == "a third"


def test_to_whom_any_pay_is_right_all_pay_is_equal(db: Database, market: Market) -> None:
    profile = person(db, market, least_pay=0)
    low = open_vacancy(db, market, pay=500)
    high = open_vacancy(db, market, pay=90_000)
    points = {match.vacancy["id"]: match.score for match in matching.best(db, market, profile, NOW)}
    assert points[low["id"]] == points[high["id"]]


def test_newer_jobs_and_jobs_for_ones_skills_rank_higher(db: Database, market: Market) -> None:
    profile = person(db, market, skills=["mig", "tig"])
    open_vacancy(db, market, NOW - 20 * DAY, title="old")
    open_vacancy(db, market, NOW, title="new")
    assert best(db, market, profile) == ["new", "old"]
    open_vacancy(db, market, NOW, title="skilled", skills=("mig",))
    open_vacancy(db, market, NOW, title="unskilled", skills=("gas",))
    assert best(db, market, profile) == ["skilled", "new", "unskilled", "old"]


@pytest.mark.parametrize("status", ["filled", "closed", "held", "refused", "expired"])
def test_only_open_jobs_are_shown(db: Database, market: Market, status: str) -> None:
    profile = person(db, market)
    vacancy(db, market, title="pending")
    ended = open_vacancy(db, market, title="ended")
    open_vacancy(db, market, title="open")
    vacancies.end(db, market, ended["id"], status, NOW)
    assert best(db, market, profile) == ["open"]
    assert titles(matching.of_kind(db, market, profile, WELDER, NOW)) == ["open"]
    assert titles(matching.in_place(db, market, profile, NATION, NOW)) == ["open"]


def test_a_job_past_its_deadline_is_not_shown_even_before_it_expires(db: Database, market: Market) -> None:
    profile = person(db, market)
    open_vacancy(db, market, deadline=NOW + DAY)
    assert len(matching.best(db, market, profile, NOW + DAY - 1)) == 1
    for at in (NOW + DAY, NOW + 2 * DAY):
        assert matching.best(db, market, profile, at) == []
        assert matching.of_kind(db, market, profile, WELDER, at) == []
        assert matching.in_place(db, market, profile, TOWN, at) == []


def test_who_somebody_is_has_no_part_in_the_score(db: Database, market: Market) -> None:
    many(db, market, 3, title="near")
    many(db, market, 3, title="far", place=ELSEWHERE, occupation=PANEL_BEATER, pay=9_000)
    people = [
        person(db, market, phone="+254712000001", name="Wanjiku Kamau", birth_year=1960, experience="over_5"),
        person(db, market, phone="+254712000002", name="Otieno Omondi", birth_year=2007, experience="none"),
        person(db, market, phone="+254712000003", name="Fatuma Abdi", birth_year=1990, language="fr", alerts="daily"),
    ]
    first, *others = [matching.best(db, market, profile, NOW) for profile in people]
    assert len(first) == 6
    assert others == [first, first]


@pytest.mark.parametrize("home", [TOWN, SUBCOUNTY, COUNTY, REGION, NATION])
def test_a_person_is_matched_whatever_level_their_home_is_known_at(db: Database, market: Market, home: str) -> None:
    profile = person(db, market, place=home)
    open_vacancy(db, market, title="in town")
    open_vacancy(db, market, title="elsewhere", place=ELSEWHERE)
    open_vacancy(db, market, title="other work", occupation=LORRY_DRIVER)
    matches = matching.best(db, market, profile, NOW)
    assert {*titles(matches)} == {"in town", "elsewhere", "other work"}
    assert titles(matches)[-1] == "other work"
    around = market.places.rings(home)
    assert all(match.area == around[match.ring] and 0 <= match.score <= 100 for match in matches)


def test_a_job_told_for_a_whole_county_is_near_for_all_who_live_there(db: Database, market: Market) -> None:
    profile = person(db, market)
    open_vacancy(db, market, title="somewhere in the county", place=COUNTY)
    (match,) = matching.best(db, market, profile, NOW)
    assert (match.ring, match.area) == (2, COUNTY)


def test_another_market_is_matched_by_its_own_tree_and_work(db: Database, tinyland: Market) -> None:
    fields: dict[str, Any] = {"pay": 300, "pay_period": "day"}
    for title, place, occupation in (
        ("other district", "S-1", "9211"),
        ("own village", "N-1", "9211"),
        ("own district, related", "N-2", "9212"),
        ("own village, other", "N-1", "5120"),
        ("own district", "N", "9211"),
    ):
        open_vacancy(db, tinyland, title=title, place=place, occupation=occupation, **fields)
    profile = person(db, tinyland, place="N-1", occupation="9211", sector="land", least_pay=3_000)
    listed = best(db, tinyland, profile)
    assert listed == [
        "own village",
        "own district",
        "own district, related",
        "other district",
        "own village, other",
    ]
    assert titles(matching.in_place(db, tinyland, profile, "S", NOW)) == ["other district"]


def test_one_kind_of_work_is_listed_with_its_nearest_relatives_only(db: Database, market: Market) -> None:
    profile = person(db, market, occupation=LORRY_DRIVER)
    for occupation in (WELDER, PANEL_BEATER, LATHE, LORRY_DRIVER):
        open_vacancy(db, market, title=occupation, occupation=occupation)
    matches = matching.of_kind(db, market, profile, WELDER, NOW)
    assert titles(matches) == [WELDER, PANEL_BEATER]
    assert [match.reason for match in matches] == [SAME_WORK, RELATED_WORK]


def test_jobs_of_a_place_are_those_that_fit_and_then_the_newest(db: Database, market: Market) -> None:
    profile = person(db, market, place=ELSEWHERE)
    open_vacancy(db, market, NOW - 9 * DAY, title="older driver", occupation=LORRY_DRIVER)
    open_vacancy(db, market, NOW, title="newer driver", occupation=LORRY_DRIVER)
    open_vacancy(db, market, NOW - 9 * DAY, title="welder")
    open_vacancy(db, market, title="not here", place=ELSEWHERE)
    for place in (TOWN, SUBCOUNTY, COUNTY):
        matches = matching.in_place(db, market, profile, place, NOW)
        assert titles(matches) == ["welder", "newer driver", "older driver"]
        assert {(match.ring, match.area) for match in matches} == {(0, place)}


def test_no_job_is_listed_twice_and_no_more_than_wanted(db: Database, market: Market) -> None:
    profile = person(db, market)
    many(db, market, 15)
    for wanted in (1, 5, 12):
        listed = [match.vacancy["id"] for match in matching.best(db, market, profile, NOW, wanted)]
        assert len(listed) == len(set(listed)) == wanted


def test_a_list_of_equal_jobs_is_the_same_each_time_and_in_each_state_of_the_market(
    db: Database, market: Market
) -> None:
    profile = person(db, market)
    many(db, market, 60)
    first = [match.vacancy["id"] for match in matching.best(db, market, profile, NOW)]
    many(db, market, 20, place=ELSEWHERE, occupation=LORRY_DRIVER)
    assert [match.vacancy["id"] for match in matching.best(db, market, profile, NOW)] == first
    assert first == sorted(first)


def test_where_there_are_no_jobs_the_list_is_empty(db: Database, market: Market) -> None:
    profile = person(db, market)
    assert matching.best(db, market, profile, NOW) == []
    assert matching.of_kind(db, market, profile, WELDER, NOW) == []
    assert matching.in_place(db, market, profile, TOWN, NOW) == []


def lists(db: Database, market: Market, profile: Row) -> list[Watched]:
    """The database as each of the three lists has used it."""
    of_person, of_kind, in_place = Watched(db), Watched(db), Watched(db)
    matching.best(of_person, market, profile, NOW)
    matching.of_kind(of_kind, market, profile, WELDER, NOW)
    matching.in_place(in_place, market, profile, NATION, NOW)
    return [of_person, of_kind, in_place]


def test_a_list_costs_three_statements_at_most_in_any_market(db: Database, market: Market) -> None:
    profile = person(db, market)
    for more in (0, 1, 30, 100):
        many(db, market, more)
        assert max(len(watched.statements) for watched in lists(db, market, profile)) <= MOST_STATEMENTS


def test_a_list_reads_no_more_rows_as_the_market_grows(db: Database, market: Market) -> None:
    profile = person(db, market)
    many(db, market, 60)
    before = [watched.rows for watched in lists(db, market, profile)]
    many(db, market, 120)
    assert [watched.rows for watched in lists(db, market, profile)] == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_list_of_jobs_is_sorted_or_scanned_by_the_database(db: Database, market: Market) -> None:
    profile = person(db, market)
    open_vacancy(db, market, occupation=LORRY_DRIVER)
    for watched in lists(db, market, profile):
        for sql, values in watched.statements:
            plan = [row["detail"] for row in db.all(f"EXPLAIN QUERY PLAN {sql}", **values)]
            assert not [line for line in plan if "TEMP B-TREE" in line or line.startswith("SCAN vacancy")]


def test_relatives_are_found_under_a_collation_that_puts_marks_before_digits(
    postgres_server: PostgresServer, market: Market
) -> None:
    """Many servers are set up with the order of a language, not of bytes."""
    postgres_server.execute(
        "CREATE DATABASE collated TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US' ENCODING 'UTF8'"
    )
    with closing(open_database(postgres_server.url("collated"))) as db:
        migrations.migrate(db)
        for occupation in (PANEL_BEATER, LATHE):
            open_vacancy(db, market, title=occupation, occupation=occupation)
        assert best(db, market, person(db, market)) == [PANEL_BEATER, LATHE]
    postgres_server.execute("DROP DATABASE collated")


def test_work_that_only_the_markets_table_says_is_near_is_taken_in_nearby(db: Database, market: Market) -> None:
    profile = person(db, market, occupation=NURSE)
    open_vacancy(db, market, NOW - 9 * DAY, title="assistant nurse", occupation=ASSISTANT_NURSE)
    many(db, market, 15, title="driver", occupation=LORRY_DRIVER)
    matches = matching.best(db, market, profile, NOW)
    assert titles(matches) == ["assistant nurse", *["driver"] * (matching.WANTED - 1)]
    assert matches[0].reason == RELATED_WORK
    assert titles(matching.of_kind(db, market, profile, NURSE, NOW)) == ["assistant nurse"]


def test_across_the_country_such_work_is_no_better_than_any_other(db: Database, market: Market) -> None:
    profile = person(db, market, occupation=NURSE)
    open_vacancy(db, market, NOW - 9 * DAY, title="assistant nurse", occupation=ASSISTANT_NURSE, place=ELSEWHERE)
    many(db, market, 15, title="driver", occupation=LORRY_DRIVER, place=ELSEWHERE)
    assert best(db, market, profile, matching.WANTED) == ["driver"] * matching.WANTED


def test_each_asked_skill_that_a_person_has_counts(db: Database, market: Market) -> None:
    profile = person(db, market, skills=["psv-badge", "Cutting  glass"])
    asked = {
        "all": ("psv-badge", "cutting glass"),
        "half": ("CUTTING GLASS", "driving-ce"),
        "a third": ("psv-badge", "driving-ce", "singing"),
        "none": ("driving-ce",),
        "not asked": (),
    }
    jobs = {title: open_vacancy(db, market, title=title, skills=skills) for title, skills in asked.items()}
    points = {title: matching.score(market, profile, job, 0, 5, NOW) for title, job in jobs.items()}
    most = points["all"]
    lost = {title: round((most - each) / matching.SKILLS, 2) for title, each in points.items()}
    assert lost == {"all": 0, "half": 0.5, "a third": 0.67, "none": 1, "not asked": 0.5}


def test_the_job_for_ones_skills_is_found_among_many_that_ask_for_none(db: Database, market: Market) -> None:
    profile = person(db, market, skills=["psv-badge"])
    many(db, market, 12, title="any")
    open_vacancy(db, market, NOW - DAY, title="skilled", skills=("psv-badge",))
    assert best(db, market, profile, matching.WANTED)[0] == "skilled"


def people(db: Database, market: Market, job: Row, wanted: int = matching.PEOPLE_WANTED) -> list[str]:
    """The ids of the people for a job."""
    return [each.person["id"] for each in matching.people(db, market, job, NOW, wanted)]


def crowd(db: Database, market: Market, number: int, **fields: Any) -> list[str]:
    """So many registered people, at the price of one commit. Returns their ids."""
    with db.transaction():
        return [person(db, market, **fields)["id"] for _ in range(number)]


def test_the_people_for_a_vacancy_come_nearest_first_and_only_if_the_work_is_like_theirs(
    db: Database, market: Market
) -> None:
    far, county, near = (person(db, market, place=place)["id"] for place in (ELSEWHERE, "047.274.kangemi", TOWN))
    beater = person(db, market, occupation=PANEL_BEATER)["id"]
    person(db, market, occupation=LORRY_DRIVER)
    job = open_vacancy(db, market)
    found = matching.people(db, market, job, NOW)
    assert [each.person["id"] for each in found] == [near, beater, county, far]
    assert [each.ring for each in found] == [0, 0, 2, 4]
    assert [each.area for each in found] == [TOWN, TOWN, COUNTY, NATION]
    assert [each.reason for each in found] == [SAME_WORK, RELATED_WORK, SAME_WORK, SAME_WORK]


def test_whoever_has_the_asked_skills_is_found_in_a_crowd(db: Database, market: Market) -> None:
    crowd(db, market, 2 * matching.LOOKED_AT)
    skilled = person(db, market, skills=["psv-badge"])["id"]
    crowd(db, market, 2 * matching.LOOKED_AT)
    assert people(db, market, open_vacancy(db, market, skills=("psv-badge",)), 1) == [skilled]


def test_people_whose_work_is_less_near_are_taken_only_nearby_and_where_others_are_too_few(
    db: Database, market: Market
) -> None:
    turner = person(db, market, occupation=LATHE)["id"]
    person(db, market, occupation=LATHE, place=ELSEWHERE)
    welder = person(db, market)["id"]
    job = open_vacancy(db, market)
    assert people(db, market, job) == [welder, turner]
    assert people(db, market, job, 1) == [welder]


def test_people_of_work_that_is_near_by_the_markets_table_are_found(db: Database, market: Market) -> None:
    assistant = person(db, market, occupation=ASSISTANT_NURSE)["id"]
    assert people(db, market, open_vacancy(db, market, occupation=NURSE)) == [assistant]


def test_a_person_and_a_vacancy_have_one_score_from_either_side(db: Database, market: Market) -> None:
    for place in (TOWN, SUBCOUNTY, COUNTY, ELSEWHERE):
        for occupation in (WELDER, PANEL_BEATER):
            person(db, market, place=place, occupation=occupation, skills=["psv-badge"], least_pay=20_000)
    job = open_vacancy(db, market, NOW - 3 * DAY, skills=("psv-badge", "driving-ce"))
    found = matching.people(db, market, job, NOW)
    assert len(found) == 8
    for each in found:
        profile = profiles.by_id(db, each.person["id"])
        assert profile is not None
        (match,) = matching.best(db, market, profile, NOW)
        assert (each.score, each.reason, each.area) == (match.score, match.reason, match.area)


def test_whoever_has_applied_or_is_not_registered_is_no_candidate(db: Database, market: Market) -> None:
    applicant, erased, waiting = (person(db, market) for _ in range(3))
    profiles.begin(db, market, "+254712000009", "en", NOW)
    job, other = open_vacancy(db, market), open_vacancy(db, market)
    applications.apply(db, market, applicant, job["id"], NOW)
    profiles.erase(db, market, erased, NOW)
    assert people(db, market, job) == [waiting["id"]]
    assert set(people(db, market, other)) == {applicant["id"], waiting["id"]}


def test_candidates_are_told_without_name_age_or_phone(db: Database, market: Market) -> None:
    person(db, market)
    (candidate,) = matching.people(db, market, open_vacancy(db, market), NOW)
    assert set(candidate.person) == {"id", "place", "occupation", "experience", "least_pay", "skills"}
    assert NAME not in str(candidate)


def test_another_name_or_year_of_birth_changes_no_score_and_no_order(db: Database, market: Market) -> None:
    ids = crowd(db, market, 3) + crowd(db, market, 3, place=SUBCOUNTY) + crowd(db, market, 3, least_pay=40_000)
    jobs = [open_vacancy(db, market), open_vacancy(db, market, place=ELSEWHERE, pay=9_000)]

    def standing() -> list[object]:
        everybody = [profile for id in ids if (profile := profiles.by_id(db, id))]
        return [
            *(
                [(match.vacancy["id"], match.score) for match in matching.best(db, market, each, NOW)]
                for each in everybody
            ),
            *(matching.explain(market, each, job, NOW) for each in everybody for job in jobs),
            *([(each.person["id"], each.score) for each in matching.people(db, market, job, NOW)] for job in jobs),
        ]

    before = standing()
    for index, id in enumerate(ids):
        profile = profiles.by_id(db, id)
        assert profile is not None
        name = ("Fatuma Abdi", "Otieno Omondi", "Mary Njeri")[index % 3]
        profiles.change(db, market, profile, NOW, name=name, birth_year=1950 + 6 * index)
    assert standing() == before


def test_whoever_moves_is_a_candidate_where_they_live_now(db: Database, market: Market) -> None:
    profile = person(db, market)
    profiles.change(db, market, profile, NOW, place=ELSEWHERE)
    (candidate,) = matching.people(db, market, open_vacancy(db, market, place=ELSEWHERE), NOW)
    assert candidate.ring == 0


def test_people_for_a_vacancy_of_a_whole_region_live_anywhere_in_it(db: Database, market: Market) -> None:
    ids = {person(db, market, place=place)["id"] for place in (TOWN, SUBCOUNTY, COUNTY, REGION)}
    person(db, market, place=ELSEWHERE)
    found = matching.people(db, market, open_vacancy(db, market, place=REGION), NOW)
    assert {each.person["id"] for each in found if each.ring == 0} == ids


def test_no_more_people_than_wanted_and_the_same_each_time(db: Database, market: Market) -> None:
    crowd(db, market, 30)
    job = open_vacancy(db, market)
    for wanted in (1, 20):
        found = people(db, market, job, wanted)
        assert len(found) == len(set(found)) == wanted
        assert people(db, market, job, wanted) == found


def test_finding_people_reads_no_more_rows_as_more_register(db: Database, market: Market) -> None:
    job = open_vacancy(db, market)

    def read() -> int:
        watched = Watched(db)
        matching.people(watched, market, job, NOW, wanted=3)
        return watched.rows

    crowd(db, market, 3 * matching.LOOKED_AT)
    before = read()
    crowd(db, market, 40)
    assert read() == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_profile_is_sorted_or_scanned_to_find_people(db: Database, market: Market) -> None:
    watched = Watched(db)
    matching.people(watched, market, open_vacancy(db, market), NOW)
    assert len(watched.statements) == 8  # all circles, and the near ones again for less near work
    for sql, values in watched.statements:
        plan = [row["detail"] for row in db.all(f"EXPLAIN QUERY PLAN {sql}", **values)]
        assert not [line for line in plan if "TEMP B-TREE" in line or line.startswith("SCAN profile")]


def test_the_parts_of_a_score_add_up_to_it(db: Database, market: Market) -> None:
    profile = person(db, market, place=SUBCOUNTY, least_pay=36_000, skills=["psv-badge"])
    job = open_vacancy(
        db, market, NOW - 3 * DAY, occupation=PANEL_BEATER, place=COUNTY, skills=("psv-badge", "driving-ce")
    )
    parts = matching.explain(market, profile, job, NOW)
    assert [(part.code, round(part.points, 2), part.most) for part in parts] == [
        ("work", 33.75, 45),
        ("place", 16.67, 25),
        ("pay", 5, 10),
        ("recency", 9, 10),
        ("skills", 5, 10),
    ]
    assert [part.values for part in parts] == [
        {"nearness": 0.75, "reason": RELATED_WORK},
        {"area": COUNTY, "ring": 1, "rings": 4},
        {"pay": 18_000, "least_pay": 36_000},
        {"days": 3},
        {"asked": ("psv-badge", "driving-ce"), "held": ("psv-badge",)},
    ]
    assert sum(part.most for part in parts) == 100
    assert sum(part.points for part in parts) == pytest.approx(matching.score(market, profile, job, 1, 4, NOW))


@pytest.mark.parametrize(
    ("people", "band"),
    [(0, matching.FEW), (4, matching.FEW), (5, matching.SOME), (19, matching.SOME), (20, matching.MANY)],
)
def test_how_many_fit_is_told_in_bands(db: Database, market: Market, people: int, band: str) -> None:
    crowd(db, market, people)
    assert matching.band(db, market, WELDER, TOWN) == band


def test_who_lives_far_does_other_work_or_has_left_is_not_counted(db: Database, market: Market) -> None:
    crowd(db, market, 4)
    person(db, market, "+254790000001", place=ELSEWHERE)
    person(db, market, "+254790000002", occupation=NURSE)
    gone = person(db, market, "+254790000003")
    profiles.erase(db, market, gone, NOW)
    assert matching.band(db, market, WELDER, TOWN) == matching.FEW
    person(db, market, "+254790000004", occupation=PANEL_BEATER)
    assert matching.band(db, market, WELDER, TOWN) == matching.SOME


def test_the_skills_of_a_kind_of_work_are_those_its_people_told_most(db: Database, market: Market) -> None:
    often, once = [skill.code for skill in market.skills][:2]
    for number, skills in enumerate(([often, once], [often], [often, "own words"], [])):
        person(db, market, f"+25479000000{number}", skills=skills)
    person(db, market, "+254790000009", skills=[once, once], occupation=NURSE)
    assert matching.common_skills(db, market, WELDER, 5) == [often, once]
    assert matching.common_skills(db, market, WELDER, 1) == [often]
