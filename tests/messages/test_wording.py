"""Wording: money, dates and odds in every language of a market, in letters that a cheap text message has."""

from collections.abc import Iterator

import pytest

from core import moderation
from core.applications import DECISIONS, OPEN
from core.errors import InvalidError
from core.hiring import ORDER
from core.market import Market
from messages import wording
from messages.text import fold, measure
from translations import speaking

KENYA = ("en", "sw", "fr")
CLOSES = 1_795_845_600  # 28 November 2026, 09:00 in Nairobi


@pytest.fixture(params=KENYA)
def spoken(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn."""
    with speaking(request.param):
        yield request.param


def is_cheap(text: str) -> bool:
    """Whether the text goes as GSM-7 once folded, with nothing invisible or lost in it."""
    folded = fold(text)
    return measure(folded).encoding == "gsm7" and "?" not in folded and folded.strip() == folded != ""


@pytest.mark.parametrize(
    ("language", "text"), [("en", "KES 1,250,000"), ("sw", "KES 1,250,000"), ("fr", "1 250 000 KES")]
)
def test_money_is_written_as_the_language_writes_it(market: Market, language: str, text: str) -> None:
    with speaking(language):
        assert fold(wording.money(market, 1_250_000)) == text


@pytest.mark.parametrize("amount", [1, 999, 1_000, 18_000, 1_999_999])
def test_money_folds_to_cheap_letters_whole(market: Market, spoken: str, amount: int) -> None:
    shown = wording.money(market, amount)
    assert is_cheap(shown)
    assert "".join(filter(str.isdigit, fold(shown))) == str(amount)


@pytest.mark.parametrize("period", ["hour", "day", "week", "month"])
def test_pay_says_its_amount_and_period_in_cheap_letters(market: Market, spoken: str, period: str) -> None:
    for shown in (wording.pay(market, 18_000, period), wording.short_pay(market, 18_000, period)):
        assert is_cheap(shown)
        assert "{" not in shown
        assert "".join(filter(str.isdigit, fold(shown))) == "18000"


def test_periods_are_told_apart(market: Market, spoken: str) -> None:
    periods = ("hour", "day", "week", "month")
    assert len({wording.pay(market, 900, period) for period in periods}) == 4
    assert len({wording.short_pay(market, 900, period) for period in periods}) == 4


def test_pay_in_a_list_is_shorter_than_pay_in_full(market: Market, spoken: str) -> None:
    for period in ("hour", "day", "week", "month"):
        assert len(wording.short_pay(market, 18_000, period)) < len(wording.pay(market, 18_000, period))


def test_pay_that_is_not_said_is_to_be_agreed(market: Market, spoken: str) -> None:
    assert wording.pay(market, None, None) == wording.pay(market, 500, None)
    assert is_cheap(wording.pay(market, None, None))


@pytest.mark.parametrize(("language", "text"), [("en", "28 Nov"), ("sw", "28 Nov"), ("fr", "28 nov.")])
def test_a_day_is_short_and_read_in_the_time_of_the_market(market: Market, language: str, text: str) -> None:
    with speaking(language):
        assert fold(wording.day(market, CLOSES)) == text
        # 21:30 in Greenwich is the next day in Nairobi.
        assert wording.day(market, CLOSES - 9 * 3600 + 30 * 60) == wording.day(market, CLOSES)


def test_every_day_of_a_year_folds_to_cheap_letters(market: Market, spoken: str) -> None:
    days = {wording.day(market, CLOSES + day * 86_400) for day in range(365)}
    assert len(days) == 365
    assert all(is_cheap(day) and len(fold(day)) <= 8 for day in days)


@pytest.mark.parametrize(("posts", "applications"), [(1, 0), (1, 1), (2, 1), (3, 12), (10_000, 99_999)])
def test_odds_tell_posts_applications_and_the_last_day(
    market: Market, spoken: str, posts: int, applications: int
) -> None:
    told = wording.odds(market, posts, applications, CLOSES)
    assert is_cheap(told)
    assert "{" not in told
    first, second, last = told.split(", ")
    assert str(posts) in first
    assert str(applications) in second
    assert wording.day(market, CLOSES) in last


@pytest.mark.parametrize(
    ("language", "one", "many"),
    [
        ("en", "1 post, 1 applied", "2 posts, 2 applied"),
        ("sw", "nafasi 1, aliyeomba 1", "nafasi 2, walioomba 2"),
        ("fr", "1 poste, 1 candidat", "2 postes, 2 candidats"),
    ],
)
def test_one_is_told_otherwise_than_many(market: Market, language: str, one: str, many: str) -> None:
    with speaking(language):
        assert wording.odds(market, 1, 1, CLOSES).startswith(f"{one}, ")
        assert wording.odds(market, 2, 2, CLOSES).startswith(f"{many}, ")


def test_every_code_of_the_core_has_a_wording_in_cheap_letters(market: Market, spoken: str) -> None:
    statuses = {"applied", "withdrawn", "coming", "not_coming", *DECISIONS}
    told = [
        *map(wording.status, statuses),
        *map(wording.experience, wording.EXPERIENCES),
        *map(wording.short_experience, wording.EXPERIENCES),
        *map(wording.applicant, ORDER),
        *(wording.fits(code, "Kilifi") for code in ("same_work", "related_work", "other_work")),
        *(wording.ready(code, "+254712000001") for code in wording.READY),
        *map(wording.alerts, wording.ALERTS),
        *map(wording.report, wording.REPORTS),
        *(wording.reason(code, "Kilifi") for code in ("same_work", "related_work", "other_work")),
    ]
    assert all(map(is_cheap, told))
    assert len({*map(wording.status, statuses)}) == len(statuses)


@pytest.mark.parametrize(
    "error",
    [
        InvalidError("under_age", age=18),
        InvalidError("amount_unreadable", example="8000"),
        InvalidError("place_unknown", text="{Kilify} %s"),
        InvalidError("work_unknown", text="dreiver"),
    ],
    ids=lambda error: error.code,
)
def test_a_problem_is_told_with_its_values_as_they_were_typed(spoken: str, error: InvalidError) -> None:
    told = wording.problem(error)
    assert all(str(value) in told for value in error.values.values())


def test_languages_are_named_in_themselves() -> None:
    assert [wording.language_name(language) for language in KENYA] == ["English", "Kiswahili", "Français"]


def test_a_language_that_babel_does_not_know_in_a_country_is_still_written(market: Market) -> None:
    with speaking("am"):
        assert wording.money(market, 18_000).startswith("KES ")
        assert wording.day(market, CLOSES)


def test_every_reason_and_every_flag_has_words_in_cheap_letters(market: Market, spoken: str) -> None:
    assert {*wording.REASONS_HELD} == {*moderation.REASONS, *moderation.BY_SERVICE}
    values = {"words": "registration fee", "pay_month": 95_000, "usual": 12_000, "vacancies": 4}
    for text in (
        *map(wording.why_held, wording.REASONS_HELD),
        *(wording.flag(code, values, market) for code in wording.FLAGS),
    ):
        assert is_cheap(text), text


def test_a_flag_tells_its_values(market: Market) -> None:
    assert wording.flag("asks_fee", {"words": "reg fee"}, market) == "It seems to ask people to pay: reg fee"
    assert "KES 95,000" in fold(wording.flag("pay_high", {"pay_month": 95_000, "usual": 12_000}, market))
    assert "not known" in wording.flag("pay_high", {"pay_month": 95_000}, market)


def test_an_open_application_to_a_job_that_has_ended_says_so(spoken: str) -> None:
    for status in OPEN:
        ended = wording.application({"status": status, "vacancy_status": "filled"})
        assert ended != wording.status(status)
        assert wording.application({"status": status, "vacancy_status": "open"}) == wording.status(status)
    assert wording.application({"status": "hired", "vacancy_status": "filled"}) == wording.status("hired")


def test_a_moment_names_the_day_and_the_hour(market: Market) -> None:
    with speaking("en"):
        assert wording.moment(market, 1_795_000_000) == "Wed 18 Nov, 14:06"
