"""What the demo's people can do: skills of the market, the same each time."""

from core.market import Market
from demo.abilities import ABILITIES, some


def test_every_skill_is_on_the_list_of_the_market(market: Market) -> None:
    for occupation, skills in ABILITIES.items():
        assert occupation in market.occupations
        assert [skill for skill in skills if skill not in market.skills] == []


def test_skills_are_those_of_the_work_and_the_same_for_an_id(market: Market) -> None:
    told = [tuple(some(market, "8332", f"id-{number}", 0.5)) for number in range(200)]
    assert told == [tuple(some(market, "8332", f"id-{number}", 0.5)) for number in range(200)]
    assert 60 < sum(bool(skills) for skills in told) < 140
    assert {skill for skills in told for skill in skills} == set(ABILITIES["8332"])
