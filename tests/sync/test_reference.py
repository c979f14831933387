"""Reference data: tablets have what the pack says, and are told only what changes in it."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import orjson
import pytest

from channels.conversation import Session
from channels.screens import welcome
from channels.view import View
from core import changes
from core.database import Database, Row
from core.market import Market, load
from core.occupations import Occupations
from core.places import Place, Places
from core.skills import Skill, Skills
from sync import reference, texts
from translations import speaking

TINYLAND = Path(__file__).parent.parent / "packs" / "tinyland"
BUCKET = "reference"


@pytest.fixture(scope="module")
def tinyland() -> Market:
    return load(TINYLAND)


def standing(db: Database) -> dict[tuple[str, str], Row]:
    """What tablets hold, with versions."""
    rows = changes.documents(db, BUCKET, ("", ""), 10_000)
    return {
        (row["collection"], row["document"]): {"version": row["version"], **orjson.loads(row["body"])} for row in rows
    }


def news(db: Database, after: int) -> list[tuple[str, str, int, bool]]:
    """What tablets are told after a position: collection, id, version, and whether the document is there."""
    rows = changes.page(db, {BUCKET: after}, 10_000)
    return sorted((row["collection"], row["document"], row["version"], row["body"] != "null") for row in rows)


def with_skills(market: Market, change: Callable[[list[Skill]], list[Skill]]) -> Market:
    return dataclasses.replace(market, skills=Skills(change(list(market.skills))))


def with_label(market: Market, code: str, label: str) -> Market:
    """The market in which a skill is called something else."""

    def change(skills: list[Skill]) -> list[Skill]:
        return [
            dataclasses.replace(each, labels={**each.labels, "pt": label}) if each.code == code else each
            for each in skills
        ]

    return with_skills(market, change)


def test_tablets_have_what_the_pack_says(db: Database, tinyland: Market) -> None:
    assert reference.refresh(db, tinyland) == len(standing(db)) == 1 + 7 + 2 + 6 + 2 + 4
    held = standing(db)
    assert held["places", "N"] == {
        "version": 1,
        "parent": "TL",
        "level": "district",
        "name": "São Tomás",
        "aliases": ["ቅዱስ ቶማስ", "Sto. Tomás"],
        "rank": 1,
    }
    assert held["places", "TL"]["parent"] is None
    assert held["sectors", "land"] == {"version": 1, "rank": 1, "labels": {"pt": "Campo e gado", "am": "ግብርና"}}
    assert held["occupations", "9212"] == {
        "version": 1,
        "title": "Livestock Farm Labourers",
        "sector": "land",
        "rank": 3,
        "labels": {"pt": "Pastor de gado", "am": "እረኛ"},
        "near": {},
        "words": {},
    }
    assert held["skills", "weeding"] == {
        "version": 1,
        "labels": {"pt": "Capina", "am": "አረም ማረም"},
        "words": ["capinar", "tirar mato"],
        "yields": [],
    }
    assert held["texts", "consent.alerts.am"]["language"] == "am"


def test_tablets_have_the_terms_of_the_market(db: Database, tinyland: Market) -> None:
    reference.refresh(db, tinyland)
    terms = standing(db)["markets", "tinyland"]
    speech, pay, phone = terms.pop("speech"), terms.pop("pay"), terms.pop("phone")
    assert terms == {
        "version": 1,
        "name": "Tinyland",
        "country": "ET",
        "currency": "ETB",
        "time_zone": "Africa/Addis_Ababa",
        "languages": ["pt", "am"],
        "levels": ["nation", "district", "village"],
        "home_level": "district",
        "legal_working_age": 15,
        "service_code": "*99#",
        "short_code": "8199",
    }
    assert pay == {
        "periods": ["day"],
        "hours_per_day": 9,
        "days_per_week": 5,
        "days_per_month": 22,
        "least_period": "day",
        "least_amounts": [150, 250, 400],
        "least": 500,
        "most": 90_000,
    }
    assert phone == {"calling_code": "251", "lengths": [9], "trunk": "0"}
    assert speech == {
        "filler": "procuro emprego de|procuro|ስራ",
        "not": "nao quero",
        "want": "quero",
        "join": "e",
        "in": "em",
    }


def test_a_country_without_a_calling_code_has_no_way_to_write_numbers(db: Database, tinyland: Market) -> None:
    reference.refresh(db, dataclasses.replace(tinyland, country="AQ"))
    assert standing(db)["markets", "tinyland"]["phone"] == {}


def test_work_is_near_to_other_work_both_ways(db: Database, tinyland: Market) -> None:
    reference.refresh(db, tinyland)
    held = standing(db)
    assert held["occupations", "6111"]["near"] == {"9211": 0.8}
    assert held["occupations", "9211"]["near"] == {"6111": 0.8}


def test_work_has_the_words_that_people_use_for_it_as_they_are_compared(db: Database, tinyland: Market) -> None:
    reference.refresh(db, tinyland)
    held = standing(db)
    assert held["occupations", "9211"]["words"] == {"3": "trabalhador rural|capinador", "2": "የቀን ሠራተኛ|ajudante"}
    assert held["occupations", "5120"]["words"] == {"3": "cozinheira", "1": "panela", "2": "ajudante"}


def test_tablets_can_put_places_sectors_and_work_in_the_order_of_the_pack(db: Database, market: Market) -> None:
    reference.refresh(db, market)
    held = standing(db)

    def by_rank(collection: str, **fields: str | None) -> list[str]:
        those = [
            (document["rank"], code)
            for (name, code), document in held.items()
            if name == collection and fields.items() <= document.items()
        ]
        return [code for _, code in sorted(those)]

    assert by_rank("sectors") == [sector.code for sector in market.occupations.sectors]
    assert by_rank("places", parent=None) == [market.places.root.code]
    for place in market.places:
        if children := market.places.children(place.code):
            assert by_rank("places", parent=place.code) == [child.code for child in children]
    assert by_rank("occupations", sector="farm") == [each.code for each in market.occupations.in_sector("farm")]


def test_a_name_that_two_skills_share_means_the_one_that_the_pack_has_first(db: Database, tinyland: Market) -> None:
    later = Skill("tilling", {"pt": "Lavoura", "am": "እርሻ"}, ("tirar  MATO", "capina", "arar"))
    reference.refresh(db, with_skills(tinyland, lambda skills: [*skills, later]))
    held = standing(db)
    assert held["skills", "weeding"]["yields"] == []
    assert held["skills", "tilling"]["yields"] == ["tirar mato", "capina"]


def test_officers_read_out_what_people_read_on_their_phones(market: Market) -> None:
    said = {(name, language): text for name, language, text in texts.read_out(market.languages)}
    for language in market.languages:
        with speaking(language):
            page = welcome.consent(Session(), cast(View, SimpleNamespace(profiles=[])))
        assert said["consent.service", language] == page.text
    assert len(set(said.values())) == 2 * len(market.languages)


def test_all_of_a_large_pack_is_recorded(db: Database, market: Market) -> None:
    expected = len(market.places) + len(market.skills) + len(market.occupations.sectors) + 1 + 6
    expected += len(list(market.occupations))
    assert reference.refresh(db, market) == expected
    assert len(standing(db)) == expected


def test_an_unchanged_pack_is_told_nobody_and_costs_one_statement(
    db: Database, tinyland: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference.refresh(db, tinyland)
    position = changes.position(db)
    asked: list[str] = []
    real = db.all

    def counting(sql: str, **values: object) -> list[Row]:
        asked.append(sql)
        return real(sql, **values)

    monkeypatch.setattr(db, "all", counting)
    assert reference.refresh(db, load(TINYLAND)) == 0
    assert len(asked) == 1
    monkeypatch.setattr(db, "all", real)
    assert changes.position(db) == position


def test_a_label_that_changes_is_one_document_for_tablets(db: Database, tinyland: Market) -> None:
    reference.refresh(db, tinyland)
    for version, label in ((2, "Mondar"), (3, "Capina")):
        position = changes.position(db)
        assert reference.refresh(db, with_label(tinyland, "weeding", label)) == 1
        assert news(db, position) == [("skills", "weeding", version, True)]
        assert standing(db)["skills", "weeding"]["labels"]["pt"] == label


def test_what_leaves_the_pack_leaves_tablets_and_may_come_back(db: Database, tinyland: Market) -> None:
    reference.refresh(db, tinyland)
    position = changes.position(db)
    assert reference.refresh(db, with_skills(tinyland, lambda skills: skills[1:])) == 1
    assert news(db, position) == [("skills", "weeding", 2, False)]
    position = changes.position(db)
    assert reference.refresh(db, tinyland) == 1
    assert news(db, position) == [("skills", "weeding", 3, True)]


def test_a_place_that_is_new_is_told(db: Database, tinyland: Market) -> None:
    reference.refresh(db, tinyland)
    position = changes.position(db)
    places = Places(tinyland.places.levels, [*tinyland.places, Place("S-3", "S", "village", "Nova")])
    assert reference.refresh(db, dataclasses.replace(tinyland, places=places)) == 1
    assert news(db, position) == [("places", "S-3", 1, True)]


def test_another_pack_takes_the_place_of_the_first(db: Database, tinyland: Market) -> None:
    reference.refresh(db, tinyland)
    other = dataclasses.replace(tinyland, occupations=Occupations((), ()), languages=("pt",))
    assert reference.refresh(db, other) == 1 + 6 + 2 + 2
    assert {collection for collection, _ in standing(db)} == {"markets", "places", "skills", "texts"}
    assert standing(db)["markets", "tinyland"]["languages"] == ["pt"]


def test_what_was_cut_off_is_done_by_the_next_run(
    db: Database, tinyland: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference, "SLICE", 5)
    real, calls = changes.record, 0

    def breaking(*args: object) -> None:
        nonlocal calls
        calls += 1
        if calls == 8:
            raise RuntimeError("the power is off")
        real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(changes, "record", breaking)
    with pytest.raises(RuntimeError):
        reference.refresh(db, tinyland)
    assert len(standing(db)) == 5
    monkeypatch.setattr(changes, "record", real)
    assert reference.refresh(db, tinyland) == 22 - 5
    assert {document["version"] for document in standing(db).values()} == {1}
    assert reference.refresh(db, tinyland) == 0
