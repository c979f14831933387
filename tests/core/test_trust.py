"""Trust: what employers may do by their level, and what looks doubtful beyond the words."""

import dataclasses
import inspect
import pathlib
import re
from typing import Any

import pytest

from core import employers, trust, vacancies
from core.database import Database, Row
from core.market import Market
from tests.core.makers import DAY, ELSEWHERE, NOW, TOWN, WELDER, employer, open_vacancy

CLEANER = "9112"
COOK_HELP, KITCHEN = "9411", "9412"
PHONE, OTHER_PHONE = "+254722000001", "+254722000002"


def codes(db: Database, market: Market, who: Row, now: int = NOW, **terms: Any) -> dict[str, int]:
    """The flags of a vacancy of this employer, with their weights."""
    given = {"title": "Cleaner", "occupation": CLEANER, "place": TOWN, "pay": 12_000, "pay_period": "month"}
    return {flag.code: flag.weight for flag in trust.flags(db, market, who, {**given, **terms}, now)}


def usual(
    db: Database, market: Market, count: int, occupation: str = CLEANER, place: str = TOWN, pay: int = 12_000
) -> None:
    """Open vacancies that say what such work pays: around that much."""
    for number in range(count):
        open_vacancy(db, market, occupation=occupation, place=place, pay=pay + 500 * (number - count // 2))


def test_each_level_may_do_more_than_the_one_below(market: Market) -> None:
    steps = [trust.LIMITS[level] for level in employers.LEVELS]
    for lower, higher in zip(steps, steps[1:], strict=False):
        for name in trust.Limits.__dataclass_fields__:
            assert getattr(lower, name) < getattr(higher, name), name


def test_an_ordinary_vacancy_has_no_flags(db: Database, market: Market) -> None:
    usual(db, market, 9)
    for level in employers.LEVELS:
        assert codes(db, market, employer(db, market, level=level)) == {}


@pytest.mark.parametrize(
    ("pay", "period", "flags"),
    [
        (12_500, "month", {}),
        (22_000, "month", {}),
        (36_000, "month", {"pay_high": 1}),
        (70_000, "month", {"pay_high": 2}),
        (3_000, "day", {"pay_high": 2}),
        (1_500, "month", {"pay_low": 1}),
        (3_000_000, "month", {"pay_high": 2}),
        (None, None, {}),
    ],
)
def test_pay_is_compared_with_what_such_work_pays(
    db: Database, market: Market, pay: int | None, period: str | None, flags: dict[str, int]
) -> None:
    usual(db, market, 9)
    assert codes(db, market, employer(db, market), pay=pay, pay_period=period) == flags


def test_one_absurd_vacancy_does_not_move_what_is_usual(db: Database, market: Market) -> None:
    usual(db, market, 8)
    open_vacancy(db, market, occupation=CLEANER, pay=900_000)
    assert "pay_high" in codes(db, market, employer(db, market), pay=36_000)


def test_the_area_comes_before_the_market_and_like_work_stands_in_for_rare_work(db: Database, market: Market) -> None:
    usual(db, market, 9, place=ELSEWHERE, pay=40_000)
    assert codes(db, market, employer(db, market), pay=36_000) == {}
    usual(db, market, 9)
    assert "pay_high" in codes(db, market, employer(db, market), pay=36_000)
    usual(db, market, 9, occupation=KITCHEN, pay=10_000)
    assert codes(db, market, employer(db, market), occupation=COOK_HELP, pay=30_000) == {}
    assert "pay_high" in codes(db, market, employer(db, market), occupation=COOK_HELP, pay=45_000)


def test_without_others_to_compare_only_what_nobody_dreams_of_is_too_much(db: Database, market: Market) -> None:
    assert codes(db, market, employer(db, market), pay=60_000) == {}
    assert codes(db, market, employer(db, market), pay=180_000) == {"pay_high": 1}
    assert codes(db, market, employer(db, market), occupation="2512", title="Developer", pay=180_000) == {}


def test_the_number_of_a_phone_belongs_to_the_contact_of_those_who_want_calls(db: Database, market: Market) -> None:
    who = employer(db, market)
    assert codes(db, market, who, contact="call", contact_detail="Call 0722 345 678") == {}
    assert codes(db, market, who, contact="visit", contact_detail="Call 0722 345 678") == {"phone_in_text": 1}
    assert codes(db, market, who, title="Cleaner, call 0722 345 678") == {"phone_in_text": 1}
    assert "mobile_money" in codes(db, market, who, contact="call", contact_detail="0722 345 678, M-Pesa till 512345")


@pytest.mark.parametrize("level", employers.LEVELS)
def test_who_asks_for_money_is_held_at_every_level(db: Database, market: Market, level: str) -> None:
    who = employer(db, market, level=level)
    found = trust.flags(db, market, who, {"title": "Guards, reg fee 500", "occupation": CLEANER, "place": TOWN}, NOW)
    assert trust.is_grave(found)
    assert found[0].data == {"words": "reg fee"}


def test_work_abroad_waits_at_verified_employers_and_is_held_at_others(db: Database, market: Market) -> None:
    for level, weight in (("unknown", 2), ("phone_verified", 2), ("document_verified", 1), ("trusted", 1)):
        assert codes(db, market, employer(db, market, level=level), title="Nurses for Qatar")["abroad"] == weight


def test_many_vacancies_of_one_phone_in_a_day_are_mass_posting(db: Database, market: Market) -> None:
    first = employer(db, market, phone=PHONE, level="phone_verified")
    second = employer(db, market, phone=PHONE, level="phone_verified")
    for number in range(3):
        posted(db, market, (first, second)[number % 2], NOW + number, title=f"Cleaner {number}")
    assert codes(db, market, first, NOW + 10) == {"mass_posting": 1}
    assert codes(db, market, first, NOW + DAY + 10) == {}
    assert codes(db, market, employer(db, market, phone=OTHER_PHONE), NOW + 10) == {}


def test_the_same_long_words_of_two_employers_are_doubtful_and_short_ones_are_not(db: Database, market: Market) -> None:
    first, second = employer(db, market, phone=PHONE), employer(db, market, phone=OTHER_PHONE)
    words = "Shop attendants wanted for a new branch"
    posted(db, market, first, title=words)
    posted(db, market, first, title="Cleaner")
    assert codes(db, market, second, title=words.upper() + "!") == {"same_words": 2}
    assert codes(db, market, second) == {}
    assert "same_words" not in codes(db, market, first, title=words)
    verified = employer(db, market, phone="+254722000003", level="trusted")
    assert codes(db, market, verified, title=words) == {"same_words": 1}


def test_the_number_that_another_employer_gave_is_doubtful(db: Database, market: Market) -> None:
    first, second = employer(db, market, phone=PHONE), employer(db, market, phone=OTHER_PHONE)
    posted(db, market, first, contact="call", contact_detail="0733 111 222")
    assert codes(db, market, second, contact="call", contact_detail="+254-733-111222") == {"same_number": 2}
    assert codes(db, market, second, contact="call", contact_detail="0733 111 223") == {}


@pytest.mark.parametrize(
    ("name", "verified", "alike"),
    [
        ("Bahari Worrks Ltd", "Bahari Works", True),
        ("BAHARI WORKS KENYA", "Bahari Works", True),
        ("Bahari Works Recruitment Mombasa", "Bahari Works", True),
        ("B4hari Works", "Bahari Works", True),
        ("Baharí-Works", "Bahari Works", True),
        ("Bahari Salon", "Bahari Works", False),
        ("Baraka Salon", "Baraka", False),
        ("Baraka Limited", "Baraka", True),
        ("Amani Farm", "Imani Farm", False),
        ("Mama Njeri Hotel", "Mama Mary Hotel", False),
    ],
)
def test_names_that_people_could_take_for_each_other(name: str, verified: str, alike: bool) -> None:
    assert trust.is_alike(name, verified) == alike


def test_a_name_like_that_of_a_verified_employer_is_doubtful_where_nobody_has_seen_documents(
    db: Database, market: Market
) -> None:
    known = employer(db, market, name="Bahari Works", phone=PHONE, level="document_verified")
    taken = employer(db, market, name="Bahari Worrks", phone=OTHER_PHONE)
    assert codes(db, market, taken) == {"like_verified": 2}
    [flag] = trust.flags(db, market, taken, {"title": "Cleaner", "occupation": CLEANER, "place": TOWN}, NOW)
    assert flag.data == {"employer": known["id"]}
    assert codes(db, market, employer(db, market, name="Bahari Works", phone=PHONE)) == {}
    branch = employer(db, market, name="Bahari Works Kilifi", phone=OTHER_PHONE, level="trusted")
    assert codes(db, market, branch) == {}


def test_a_well_known_name_is_doubtful_in_the_name_and_less_in_the_title(db: Database, market: Market) -> None:
    assert codes(db, market, employer(db, market, name="Ministry of Labour Jobs")) == {"known_body": 2}
    assert codes(db, market, employer(db, market), title="Clerk for UN project") == {"known_body": 1}
    assert codes(db, market, employer(db, market), title="Un cuisinier") == {}
    assert codes(db, market, employer(db, market, name="County Government of Kilifi", level="trusted")) == {}


def test_after_a_fraud_the_next_vacancy_of_that_employer_waits(db: Database, market: Market) -> None:
    who = employer(db, market, level="document_verified")
    bad = posted(db, market, who)
    vacancies.end(db, market, bad["id"], "refused", NOW, "not_real")
    assert codes(db, market, who, NOW + DAY) == {"held_before": 1}
    assert codes(db, market, who, NOW + 90 * DAY) == {}
    other = employer(db, market, level="document_verified")
    vacancies.end(db, market, posted(db, market, other)["id"], "refused", NOW, "double")
    assert codes(db, market, other, NOW + DAY) == {}


def test_flags_are_kept_with_their_values_and_the_last_look_counts(db: Database, market: Market) -> None:
    vacancy = open_vacancy(db, market)
    trust.keep(db, vacancy["id"], [trust.Flag("abroad", 1, {"words": "qatar"}), trust.Flag("favour", 2, {})], NOW)
    assert trust.flags_of(db, vacancy["id"]) == [
        {"code": "abroad", "data": {"words": "qatar"}, "at": NOW},
        {"code": "favour", "data": {}, "at": NOW},
    ]
    trust.keep(db, vacancy["id"], [], NOW)
    assert trust.flags_of(db, vacancy["id"]) == []


def posted(db: Database, market: Market, who: Row, now: int = NOW, **fields: Any) -> Row:
    """A vacancy of this employer."""
    given = {"title": "Welder", "occupation": WELDER, "place": TOWN, "deadline": now + 200 * DAY}
    return vacancies.add(db, market, now, employer_id=who["id"], **{**given, **fields})


def test_the_documentation_tells_the_limits_and_the_flags_as_they_are() -> None:
    page = (pathlib.Path(__file__).parents[2] / "docs" / "trust.md").read_text(encoding="utf-8")
    for level, limits in trust.LIMITS.items():
        [line] = re.findall(rf"^\| `{level}` \|[^|]+\|(.*)\|$", page, re.MULTILINE)
        assert [int(cell) for cell in line.split("|")] == list(dataclasses.astuple(limits))
    told = set(re.findall(r"`(\w+)`", page))
    used = set(re.findall(r"Flag\(\"(\w+)\"", inspect.getsource(trust))) | {"pay_high", "pay_low"}
    assert used <= told


@pytest.mark.parametrize(
    ("name", "flag"),
    [
        ("Registration fee 500 Agency", {"asks_fee": 2}),
        ("Works till number 123456", {"mobile_money": 2}),
        ("Call 0722000111 Works", {"phone_in_text": 1}),
        ("Join bit.ly/work", {"link": 2}),
        ("Mama Njeri Hotel", {}),
    ],
)
def test_a_name_that_nobody_has_seen_on_paper_says_no_more_than_a_name(
    db: Database, market: Market, name: str, flag: dict[str, int]
) -> None:
    assert codes(db, market, employer(db, market, name=name)) == flag
    assert codes(db, market, employer(db, market, name=name, level="document_verified")) == {}
