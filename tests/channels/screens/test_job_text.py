"""What a text tells of a job beside its work: how many people, which days, a range of pay."""

import pytest

from channels.screens import job_text
from core.market import Market
from core.reading import reader


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("2 masons thika 900 per day", 2),
        ("masons 2 thika 900 per day", 2),
        ("3 good casual workers thika", 3),
        ("two house helps Nairobi", 2),
        ("watu wawili wa shamba 500 kwa siku", 2),
        ("waashi watatu kilifi 900 kwa siku", 3),
        ("2 maçons 900 par jour", 2),
        ("waiters, 4 posts, Mombasa", 4),
        ("3 marketers nairobi", 3),
        ("cook thika 500 daily until 30 nov", None),
        ("mason kilifi 900 per day from 1/12", None),
        ("mason kilifi 900 per day for 2 weeks", None),
        ("cook 500 per day for 3 days", None),
        ("mpishi kwa wiki 2 thika 500 kwa siku", None),
        ("house girl aged 18-25 nakuru", None),
        ("lorry driver age 25 to 40", None),
        ("mason 900", None),
        ("mechanic at house no 5", None),
        ("driver with 2 years experience", None),
        ("security guard 24 hours 18,000 monthly", None),
    ],
)
def test_only_a_number_of_people_is_one_of_posts(market: Market, text: str, posts: int | None) -> None:
    rest = job_text.days_told(text).rest
    assert job_text.posts_of(market, rest, reader(market).read(rest).pay) == posts


@pytest.mark.parametrize(
    ("text", "until", "starts"),
    [
        ("cook until 30 nov", "30 nov", None),
        ("cook by 5th December 2026", "5th December 2026", None),
        ("cook, deadline 30/11", "30/11", None),
        ("mpishi hadi 30/11 kuanzia 25 nov", "30/11", "25 nov"),
        ("cuisinier jusqu'au 30 novembre à partir du 25/11", "30 novembre", "25/11"),
        ("cook from 1/12", None, "1/12"),
        ("cook from monday", None, None),
        ("cook for 2 weeks", None, None),
    ],
)
def test_the_days_are_taken_out_of_the_text(text: str, until: str | None, starts: str | None) -> None:
    told = job_text.days_told(text)
    assert (told.until, told.starts) == (until, starts)
    assert told.rest.strip(" ,") in ("cook", "mpishi", "cuisinier")


@pytest.mark.parametrize(
    ("text", "pay"),
    [
        ("mason 450-600 per day", (450, "day")),
        ("driver 15k-20k per month", (15000, "month")),
        ("driver 15-20k per month", (15000, "month")),
        ("nurse 10,000 to 15,000 per month", (10000, "month")),
        ("fundi 900 hadi 1200 kwa siku", (900, "day")),
    ],
)
def test_of_a_range_of_pay_the_lower_is_taken(market: Market, text: str, pay: tuple[int, str]) -> None:
    found = reader(market).read(job_text.days_told(text).rest).pay
    assert found is not None
    assert (found.amount, found.period) == pay
