"""Skills: the closed list of a market, what typed words name of it, and who has what is asked."""

import pytest

from core.market import Market
from core.skills import Skill, Skills

SKILLS = Skills(
    (
        Skill("welding", {"en": "Welding", "sw": "Kuchomelea"}, ("gas welding", "mig")),
        Skill("ac", {"en": "Air conditioning", "sw": "Kiyoyozi"}, ("ac",)),
        Skill("first-aid", {"en": "First aid", "sw": "Huduma ya kwanza"}),
    )
)


def test_a_code_has_a_label_in_each_language_and_own_words_stay() -> None:
    assert SKILLS.label("welding", "sw") == "Kuchomelea"
    assert SKILLS.label("Singing bass", "sw") == "Singing bass"


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("welding, first aid", ("welding", "first-aid")),
        ("I know GAS WELDING and first-aid", ("welding", "first-aid")),
        ("kuchomelea; huduma ya kwanza\nKIYOYOZI", ("welding", "first-aid", "ac")),
        ("singing  bass, mig, Welding", ("singing bass", "welding")),
        ("ac", ("ac",)),
        ("ac mains", ("ac mains",)),
        (" , ;!? ", ()),
    ],
)
def test_typed_skills_are_read_as_codes_and_else_kept_as_they_are(text: str, skills: tuple[str, ...]) -> None:
    assert SKILLS.read(text) == skills


@pytest.mark.parametrize(
    ("asked", "has", "held"),
    [
        (("welding", "ac"), ("ac", "first-aid"), ("ac",)),
        (("welding",), ("Gas Welding!",), ("welding",)),
        (("MIG",), ("welding",), ("MIG",)),
        (("Singing bass",), ("singing   BASS",), ("Singing bass",)),
        (("Singing bass",), ("singing",), ()),
        ((), ("welding",), ()),
        (("welding",), (), ()),
    ],
)
def test_somebody_has_an_asked_skill_by_its_code_or_in_whatever_spelling(
    asked: tuple[str, ...], has: tuple[str, ...], held: tuple[str, ...]
) -> None:
    assert SKILLS.held(asked, has) == held


def test_every_label_of_the_markets_list_is_read_as_one_skill(market: Market) -> None:
    for skill in market.skills:
        for label in skill.labels.values():
            assert len(market.skills.held([skill.code], [label])) == 1, label
