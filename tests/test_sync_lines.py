"""Tablets on lines that break all the time: in the end every copy is what the server has, and nothing counted twice."""

import contextlib
import random
from typing import Any

import pytest

from core import officers
from core.database import Row
from core.market import Market
from tests.cut_proxy import CutProxy, cutting
from tests.served import Served, served
from tests.tablet import LineCutError, Tablet, unlike

PEOPLE = 12
LEAST_SHARE = 0.4
VALUES: dict[str, list[Any]] = {
    "experience": ["none", "under_1", "1_to_2", "3_to_5", "over_5"],
    "birth_year": list(range(1980, 2000)),
    "skills": [["mig"], ["mig", "tig"], ["driving"], []],
    "shoe_size": [38, 39, 40, 41],  # only tablets know
}


def test_copies_are_level_over_lines_that_break(database_url: str, market: Market) -> None:
    with served(database_url, market) as service:
        play(service, operations=400, most_at_once=8, seed=1)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 5))
def test_copies_are_level_after_five_thousand_operations_over_lines_that_break(
    database_url: str, market: Market, seed: int
) -> None:
    with served(database_url, market) as service:
        play(service, operations=5000, most_at_once=20, seed=seed)


def play(service: Served, operations: int, most_at_once: int, seed: int) -> None:
    """Two tablets of one officer change the same people, a third sees vacancies; all of it over a line that is cut."""
    chance = random.Random(seed)
    amina, baraka = (
        officers.add(service.db, service.market, name, ["047"], service.now) for name in ("amina", "baraka")
    )
    with cutting(service.port, seed) as proxy:
        tablets = [
            service.tablet(who, seed * 10 + index, proxy.port) for index, who in enumerate((amina, amina, baraka))
        ]
        people, visits = begin(tablets)
        done = sum(tablet.number for tablet in tablets)
        while done < operations:
            tablet = chance.choice(tablets)
            for _each in range(min(chance.randint(1, most_at_once), operations - done)):
                act(chance, tablet, people, visits)
                done += 1
            with contextlib.suppress(LineCutError):  # it goes on some other time
                tablet.sync()
        for tablet in (*tablets, *tablets):  # what one sends changes what another has
            level(tablet)
        check(service, proxy, tablets, visits)
    assert done == operations


def begin(tablets: list[Tablet]) -> tuple[list[str], list[str]]:
    """People whom all look after, and outreach days of the first officer."""
    for who in (tablets[0], tablets[2]):
        for number in range(PEOPLE):
            name = f"Wanjiku {chr(97 + number) * 3}"
            who.create("profiles", name=name, phones=[f"+2547123456{number:02}"], birth_year=1990, language="sw")
        level(who)
    visits = [tablets[0].create("visits", place="047", people_met=0) for _day in range(5)]
    for who in (tablets[0], tablets[1]):
        level(who)
    return sorted(tablets[0].documents("profiles")), visits


def act(chance: random.Random, tablet: Tablet, people: list[str], visits: list[str]) -> None:
    """One operation."""
    kind = chance.random()
    if kind < 0.6:
        field = chance.choice(sorted(VALUES))
        before = tablet.number
        while tablet.number == before:  # the value that stands is no change
            tablet.change("profiles", chance.choice(people), **{field: chance.choice(VALUES[field])})
    elif kind < 0.8:
        tablet.create("notes", profile_id=chance.choice(people), text=f"note {tablet.source} {tablet.number}")
    elif tablet.documents("visits").keys() >= set(visits):
        tablet.count("visits", chance.choice(visits), "people_met", chance.randint(1, 9))
    else:
        tablet.create("visits", place="047", people_met=1)


def level(tablet: Tablet) -> None:
    """Sync until nothing is left to do, however often the line breaks."""
    for _try in range(500):
        with contextlib.suppress(LineCutError):
            tablet.sync()
            return
    raise AssertionError("500 lines were cut, and the tablet is not level yet")


def check(service: Served, proxy: CutProxy, tablets: list[Tablet], visits: list[str]) -> None:
    """Every copy is what the server has, and each operation counted once."""
    db = service.db
    for tablet in tablets:
        assert unlike(db, tablet) == {}
        assert [each["n"] for each in tablet.journal] == list(range(1, tablet.number + 1))
        assert [each["reason"] for each in tablet.results if each["status"] == "refused"] == []
        rows = db.all("SELECT number FROM operation WHERE source = :source ORDER BY number", source=tablet.source)
        assert [row["number"] for row in rows] == list(range(1, tablet.number + 1))
    sent = [each for tablet in tablets for each in tablet.journal]
    texts = sorted(each["fields"]["text"] for each in sent if each["collection"] == "notes")
    assert [row["text"] for row in db.all("SELECT text FROM note WHERE removed = 0 ORDER BY text")] == texts
    for visit in visits:
        row = db.one("SELECT people_met FROM visit WHERE id = :id", id=visit)
        assert row == {"people_met": sum(added(each) for each in sent if each["id"] == visit)}
    print(f"{proxy.connections} lines, {proxy.share:.0%} cut, {proxy.up} of them while sending")
    assert proxy.share >= LEAST_SHARE
    assert 0 < proxy.up < proxy.cuts


def added(operation: Row) -> int:
    """How many people an operation adds to an outreach day."""
    met = operation["fields"].get("people_met", 0)
    return int(met["add"] if isinstance(met, dict) else met)
