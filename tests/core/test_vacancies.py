"""Vacancies: from pending to open to ended, their references, reports and copies, on both databases."""

from typing import Any

import pytest

from core import employers, events, vacancies
from core.database import Database
from core.errors import ConflictError, InvalidError, NotFoundError
from core.ids import is_reference, reference
from core.market import Market
from tests.core.makers import DAY, ELSEWHERE, NOW, PHONE, TOWN, copies, employer, happened, open_vacancy, vacancy


def areas(db: Database, vacancy_id: str) -> set[str]:
    """The places under which people find a vacancy."""
    return {row["place"] for row in db.all("SELECT place FROM vacancy_area WHERE vacancy_id = :id", id=vacancy_id)}


def test_a_new_vacancy_waits_and_nobody_is_shown_it(db: Database, market: Market) -> None:
    added = vacancy(db, market, skills=("mig", "tig"), posts=3)
    assert added["status"] == "pending"
    assert added["posts"] == 3
    assert added["skills"] == '["mig","tig"]'
    assert added["opened_at"] is None
    assert areas(db, added["id"]) == set()
    assert copies(db, added["reference"]) == {}
    assert happened(db, added["id"]) == ["vacancy.added"]


@pytest.mark.parametrize(
    ("pay", "period", "month"),
    [
        (18_000, "month", 18_000),
        (900, "day", 23_400),
        (100, "hour", 20_800),
        (6_000, "week", 26_000),
        (None, None, None),
    ],
)
def test_pay_is_kept_as_told_and_as_it_comes_to_in_a_month(
    db: Database, market: Market, pay: int | None, period: str | None, month: int | None
) -> None:
    added = vacancy(db, market, pay=pay, pay_period=period)
    assert (added["pay"], added["pay_period"], added["pay_month"]) == (pay, period, month)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"occupation": "9999"}, "unknown_occupation"),
        ({"place": "999"}, "unknown_place"),
        ({"deadline": NOW}, "deadline_passed"),
    ],
)
def test_what_the_market_does_not_know_is_refused_with_a_code(
    db: Database, market: Market, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(InvalidError) as refusal:
        vacancy(db, market, **wrong)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"posts": 0},
        {"pay": 0},
        {"pay": -5},
        {"pay": 900, "pay_period": None},
        {"pay": None, "pay_period": "day"},
        {"contact": "letter"},
        {"employer_id": "nobody"},
    ],
)
def test_the_database_itself_refuses_bad_data_and_no_number_is_used_up(
    db: Database, market: Market, wrong: dict[str, Any]
) -> None:
    first = vacancy(db, market)
    seen = events.after(db, 0)
    with pytest.raises(ConflictError):
        vacancy(db, market, **wrong)
    assert events.after(db, 0) == seen
    second = vacancy(db, market)
    assert int(second["reference"][:-1]) == int(first["reference"][:-1]) + 1


def test_an_open_vacancy_is_found_in_its_place_and_in_all_around_it(db: Database, market: Market) -> None:
    opened = open_vacancy(db, market)
    assert opened["status"] == "open"
    assert opened["opened_at"] == NOW
    assert areas(db, opened["id"]) == {TOWN, "047.287", "047", "R1", "KE"}
    assert happened(db, opened["id"]) == ["vacancy.added", "vacancy.opened"]


def test_the_copy_of_an_open_vacancy_lacks_what_each_application_would_change(db: Database, market: Market) -> None:
    opened = open_vacancy(db, market, skills=("mig",))
    assert copies(db, opened["id"]) == {}
    copy = copies(db, opened["reference"])["vacancies/047"]
    assert copy == {
        **{key: opened[key] for key in set(vacancies.COPIED) - {"employer"}},
        "id": opened["reference"],
        "employer": "Juhudi Works",
        "skills": ["mig"],
    }


@pytest.mark.parametrize("status", ["filled", "closed", "held", "refused", "expired"])
def test_an_ended_vacancy_is_found_nowhere_and_its_copies_are_told_to_go(
    db: Database, market: Market, status: str
) -> None:
    opened = open_vacancy(db, market)
    assert vacancies.end(db, market, opened["id"], status, NOW + 1) is True
    assert vacancies.by_id(db, opened["id"])["status"] == status
    assert areas(db, opened["id"]) == set()
    assert copies(db, opened["reference"]) == {"vacancies/047": None}
    assert happened(db, opened["id"])[-1] == f"vacancy.{status}"


def test_ending_twice_ends_once(db: Database, market: Market) -> None:
    opened = open_vacancy(db, market)
    assert vacancies.end(db, market, opened["id"], "filled", NOW) is True
    assert vacancies.end(db, market, opened["id"], "closed", NOW) is False
    assert vacancies.by_id(db, opened["id"])["status"] == "filled"
    assert happened(db, opened["id"]).count("vacancy.closed") == 0


def test_a_held_vacancy_opens_again_with_its_first_opening_day(db: Database, market: Market) -> None:
    opened = open_vacancy(db, market)
    vacancies.end(db, market, opened["id"], "held", NOW + DAY)
    again = vacancies.open(db, market, opened["id"], NOW + 2 * DAY)
    assert (again["status"], again["opened_at"]) == ("open", NOW)
    assert len(areas(db, opened["id"])) == 5
    assert copies(db, opened["reference"])["vacancies/047"]["version"] == again["version"]


@pytest.mark.parametrize("status", ["filled", "closed", "refused", "expired"])
def test_what_has_ended_for_good_opens_no_more(db: Database, market: Market, status: str) -> None:
    opened = open_vacancy(db, market)
    vacancies.end(db, market, opened["id"], status, NOW)
    seen = events.after(db, 0)
    with pytest.raises(InvalidError, match="vacancy_not_to_open"):
        vacancies.open(db, market, opened["id"], NOW)
    assert events.after(db, 0) == seen


def test_what_is_open_unknown_or_past_its_deadline_cannot_be_opened(db: Database, market: Market) -> None:
    opened, waiting = open_vacancy(db, market), vacancy(db, market)
    for vacancy_id, now in ((opened["id"], NOW), ("nothing", NOW), (waiting["id"], waiting["deadline"])):
        with pytest.raises(InvalidError, match="vacancy_not_to_open"):
            vacancies.open(db, market, vacancy_id, now)
    assert areas(db, waiting["id"]) == set()


def test_vacancies_expire_at_their_deadline_and_not_before(db: Database, market: Market) -> None:
    soon = open_vacancy(db, market, deadline=NOW + DAY)
    later = open_vacancy(db, market, deadline=NOW + 2 * DAY)
    assert vacancies.expire(db, market, NOW + DAY - 1) == 0
    assert vacancies.expire(db, market, NOW + DAY) == 1
    assert vacancies.by_id(db, soon["id"])["status"] == "expired"
    assert vacancies.by_id(db, later["id"])["status"] == "open"
    assert happened(db, soon["id"])[-1] == "vacancy.expired"


def test_vacancies_expire_in_slices_the_longest_due_first(db: Database, market: Market) -> None:
    due = [open_vacancy(db, market, deadline=NOW + 1 + minute)["id"] for minute in (3, 0, 4, 1, 2)]
    at = NOW + DAY
    assert vacancies.expire(db, market, at, limit=2) == 2
    expired = [each for each in due if vacancies.by_id(db, each)["status"] == "expired"]
    assert expired == [due[1], due[3]]
    assert vacancies.expire(db, market, at, limit=2) == 2
    assert vacancies.expire(db, market, at, limit=2) == 1
    assert vacancies.expire(db, market, at, limit=2) == 0


def test_every_vacancy_has_a_reference_of_its_own_that_checks_itself(db: Database, market: Market) -> None:
    references = [vacancy(db, market)["reference"] for _ in range(30)]
    assert len(set(references)) == 30
    assert all(is_reference(each) and len(each) == 5 for each in references)


@pytest.mark.parametrize(("last", "digits"), [(9_998, 5), (9_999, 6), (99_999, 7)])
def test_references_grow_longer_when_the_short_ones_are_used_up(
    db: Database, market: Market, last: int, digits: int
) -> None:
    db.run("UPDATE sequence SET value = :last WHERE name = 'reference'", last=last)
    added = vacancy(db, market)
    assert len(added["reference"]) == digits
    assert vacancies.by_reference(db, added["reference"])["id"] == added["id"]


def test_a_reference_that_comes_from_a_slip_is_told_apart_from_one_that_nobody_has(
    db: Database, market: Market
) -> None:
    added = vacancy(db, market)
    typed = added["reference"]
    wrong = typed[:-1] + str((int(typed[-1]) + 1) % 10)
    with pytest.raises(InvalidError) as slip:
        vacancies.by_reference(db, wrong)
    assert (slip.value.code, slip.value.values) == ("reference_mistyped", {"reference": wrong})
    with pytest.raises(NotFoundError):
        vacancies.by_reference(db, reference(9_999))


def test_a_vacancy_is_read_with_who_offers_it(db: Database, market: Market) -> None:
    hiring = employer(db, market, name="Mwangaza Ltd", level="trusted")
    opened = open_vacancy(db, market, employer_id=hiring["id"])
    read = vacancies.by_id(db, opened["id"])
    assert (read["employer_name"], read["employer_level"]) == ("Mwangaza Ltd", "trusted")
    assert vacancies.by_ids(db, [opened["id"], "nothing"]) == {opened["id"]: read}
    assert vacancies.by_ids(db, []) == {}
    with pytest.raises(NotFoundError):
        vacancies.by_id(db, "nothing")


def test_a_phone_reports_a_vacancy_once(db: Database, market: Market) -> None:
    opened = open_vacancy(db, market)
    assert vacancies.report(db, opened["id"], PHONE, "asks_money", NOW) is True
    assert vacancies.report(db, opened["id"], PHONE, "unsafe", NOW) is False
    assert vacancies.report(db, opened["id"], "+254733000111", "unsafe", NOW) is True
    reported = [event for event in events.after(db, 0) if event["kind"] == "vacancy.reported"]
    assert [event["data"] for event in reported] == [{"reason": "asks_money"}, {"reason": "unsafe"}]


def test_a_phone_that_is_forgotten_reports_a_vacancy_no_second_time(db: Database, market: Market) -> None:
    opened, other = open_vacancy(db, market), open_vacancy(db, market)
    vacancies.report(db, opened["id"], PHONE, "asks_money", NOW)
    vacancies.forget_reporter(db, PHONE)
    [report] = db.all("SELECT phone, reason FROM vacancy_report")
    assert report["reason"] == "asks_money"
    assert len(report["phone"]) == 5  # too little to tell a number from hundreds of others
    assert vacancies.report(db, opened["id"], PHONE, "unsafe", NOW) is False
    assert vacancies.report(db, opened["id"], "+254733000111", "unsafe", NOW) is True
    assert vacancies.report(db, other["id"], PHONE, "unsafe", NOW) is True


def test_vacancies_of_two_counties_are_copied_apart(db: Database, market: Market) -> None:
    here, there = open_vacancy(db, market), open_vacancy(db, market, place=ELSEWHERE)
    assert set(copies(db, here["reference"])) == {"vacancies/047"}
    assert set(copies(db, there["reference"])) == {"vacancies/001"}


def test_an_id_made_elsewhere_is_kept_and_taken_once(db: Database, market: Market) -> None:
    employers.add(db, market, NOW, name="Juhudi", place="KE", sector="repair", employer_id="e-1")
    assert vacancy(db, market, vacancy_id="v-1")["id"] == "v-1"
    with pytest.raises(ConflictError):
        vacancy(db, market, vacancy_id="v-1")


@pytest.mark.parametrize("status", ["refused", "closed", "expired"])
def test_a_vacancy_that_still_waits_can_be_ended(db: Database, market: Market, status: str) -> None:
    waiting = vacancy(db, market)
    assert vacancies.end(db, market, waiting["id"], status, NOW)
    assert vacancies.by_id(db, waiting["id"])["status"] == status
    assert copies(db, waiting["reference"]) == {}  # no tablet ever had it
    assert not vacancies.end(db, market, waiting["id"], "closed", NOW)


def test_a_change_keeps_what_was_not_named_and_works_pay_out_anew(db: Database, market: Market) -> None:
    opened = open_vacancy(db, market, skills=("mig",))
    changed = vacancies.change(db, market, opened["id"], NOW + 9, pay=1_000, pay_period="day", skills=("tig",))
    kept = {"pay", "pay_period", "pay_month", "skills", "version", "updated_at"}
    assert {name: changed[name] for name in changed.keys() - kept} == {
        name: opened[name] for name in opened.keys() - kept
    }
    assert (changed["pay_month"], changed["skills"], changed["version"]) == (26_000, '["tig"]', opened["version"] + 1)
    assert vacancies.change(db, market, opened["id"], NOW, pay=None, pay_period=None)["pay_month"] is None


def test_only_what_may_be_changed_is(db: Database, market: Market) -> None:
    opened = open_vacancy(db, market)
    with pytest.raises(TypeError):
        vacancies.change(db, market, opened["id"], NOW, status="filled")
    with pytest.raises(NotFoundError):
        vacancies.change(db, market, "no-such-id", NOW, title="Cook")


def test_a_phone_reports_a_few_vacancies_a_day(db: Database, market: Market) -> None:
    jobs = [vacancy(db, market)["id"] for _ in range(vacancies.MOST_REPORTS + 1)]
    assert all(vacancies.report(db, job, PHONE, "other", NOW) for job in jobs[:-1])
    with pytest.raises(InvalidError, match="too_many_reports"):
        vacancies.report(db, jobs[-1], PHONE, "other", NOW)
    assert vacancies.report(db, jobs[-1], PHONE, "other", NOW + DAY + 1)


@pytest.mark.parametrize("before", ["pending", "held"])
def test_nobody_fills_what_people_do_not_see(db: Database, market: Market, before: str) -> None:
    job = open_vacancy(db, market)
    if before == "held":
        vacancies.end(db, market, job["id"], "held", NOW, "asks_money")
    else:
        db.run("UPDATE vacancy SET status = 'pending' WHERE id = :id", id=job["id"])
    assert vacancies.end(db, market, job["id"], "filled", NOW) is False
    assert vacancies.by_id(db, job["id"])["status"] == before


def test_one_that_is_closed_while_it_is_held_keeps_the_reason(db: Database, market: Market) -> None:
    held, fine = open_vacancy(db, market), open_vacancy(db, market)
    vacancies.end(db, market, held["id"], "held", NOW, "asks_money")
    for job in (held, fine):
        assert vacancies.end(db, market, job["id"], "closed", NOW) is True
    assert vacancies.by_id(db, held["id"])["reason"] == "asks_money"
    assert vacancies.by_id(db, fine["id"])["reason"] is None
