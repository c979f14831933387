"""The command that explains a match, as staff at the server type it."""

import time

import pytest
from click.testing import CliRunner, Result

from core import matching, profiles
from core.database import Database, Row
from core.market import Market
from tests.core.makers import DAY, ELSEWHERE, LORRY_DRIVER, NAME, PHONE, open_vacancy, person
from wsgi import main


def explain(url: str, person: str, reference: str) -> Result:
    """Run the command on a database."""
    return CliRunner().invoke(main, ["match", "explain", person, reference], env={"FURSA_DATABASE": url})


@pytest.fixture
def job(db: Database, market: Market) -> Row:
    """A vacancy that opened three days ago."""
    now = int(time.time())
    return open_vacancy(db, market, now - 3 * DAY, deadline=now + 9 * DAY, skills=("psv-badge", "driving-ce"))


def test_each_part_is_told_with_its_points_and_why(db: Database, market: Market, database_url: str, job: Row) -> None:
    profile = person(db, market, skills=["psv-badge"])
    told = explain(database_url, profile["id"], job["reference"]).output
    assert f"{profile['id']} and vacancy {job['reference']}" in told
    assert "45.0 of 45  work: the work is theirs" in told
    assert "25.0 of 25  place: it is at their home or around it, in Buruburu" in told
    assert "10.0 of 10  pay: it pays 18,000 a month, and they want 12,000 at least" in told
    assert "9.0 of 10  recency: it opened 3 days ago" in told
    assert "skills: they have 1 of 2; with PSV badge; without Licence CE truck trailer" in told
    assert "94.0 of 100" in told
    assert "It is number 1 of 1 on their list" in told


def test_a_poor_match_is_told_in_plain_words_too(db: Database, market: Market, database_url: str) -> None:
    now = int(time.time())
    far = open_vacancy(
        db, market, now, deadline=now + DAY, occupation=LORRY_DRIVER, place=ELSEWHERE, pay=None, pay_period=None
    )
    profile = person(db, market)
    for _ in range(matching.WANTED):
        open_vacancy(db, market, now, deadline=now + DAY)
    told = explain(database_url, profile["id"], far["reference"]).output
    assert "work: the work is another, 0 % near to theirs" in told
    assert "place: circle 4 of 4 around their home: both are in Kenya" in told
    assert "pay: the vacancy tells no pay, which counts half" in told
    assert "skills: none are asked for, which counts half" in told
    assert "It is not on their list: 9 others fit better." in told


def test_everybody_whom_a_phone_reaches_is_explained_and_neither_name_nor_phone_told(
    db: Database, market: Market, database_url: str, job: Row
) -> None:
    people = [person(db, market)["id"] for _ in range(2)]
    begun = profiles.begin(db, market, PHONE, "en", int(time.time()))
    told = explain(database_url, PHONE.replace("+254", "0"), job["reference"]).output
    assert [line.split()[0] for line in told.splitlines() if job["reference"] in line] == [*people, begun["id"]]
    assert "They have not told all that a match needs" in told
    assert NAME not in told
    assert PHONE[4:] not in told


def test_what_is_not_open_is_on_no_list(db: Database, market: Market, database_url: str, job: Row) -> None:
    profile = person(db, market)
    db.run("UPDATE vacancy SET status = 'filled' WHERE id = :id", id=job["id"])
    assert "It is not on their list: it is filled." in explain(database_url, profile["id"], job["reference"]).output


@pytest.mark.parametrize("typed", ["somebody", "+254799999999"])
def test_an_unknown_person_is_told_without_what_was_typed(database_url: str, job: Row, typed: str) -> None:
    wrong = explain(database_url, typed, job["reference"])
    assert wrong.exit_code == 1
    assert "There is no such person" in wrong.output
    assert typed not in wrong.output


@pytest.mark.parametrize(("typed", "said"), [("10007", "mistyped"), ("99992", "There is no vacancy")])
def test_a_wrong_reference_is_told(database_url: str, job: Row, typed: str, said: str) -> None:
    wrong = explain(database_url, PHONE, typed)
    assert wrong.exit_code == 1
    assert said in wrong.output


def test_the_people_who_fit_are_listed_nearest_first_without_their_names(
    db: Database, market: Market, database_url: str, job: Row
) -> None:
    far = person(db, market, "+254700000002", place=ELSEWHERE)
    near = person(db, market)
    told = CliRunner().invoke(main, ["match", "people", job["reference"]], env={"FURSA_DATABASE": database_url}).output
    first, second, summary = told.splitlines()
    assert near["id"] in first and "Buruburu" in first
    assert far["id"] in second
    assert summary == f"2 who fit {job['reference']}, Welder"
    assert NAME not in told
