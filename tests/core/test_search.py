"""Search: vacancies for work, a place and words, and how far a search is widened to find any."""

import pytest

from core import search, vacancies
from core.database import Database
from core.market import Market
from core.search import AROUND, LIKE, SOME_WORDS, Found, Query
from tests.core.makers import DAY, ELSEWHERE, LORRY_DRIVER, NOW, TOWN, WELDER, employer, open_vacancy, person, vacancy

COOK, NURSE, ASSISTANT_NURSE = "5120", "2221", "3221"  # a nurse and an assistant are listed together
LATHE = "7223"  # work that is like welding
NAIROBI, MOMBASA, KISUMU = "047", "001", "042"


def found(db: Database, market: Market, query: Query, now: int = NOW, wanted: int = 9) -> Found:
    """What somebody finds who lives in TOWN and welds."""
    profile = db.one("SELECT * FROM profile LIMIT 1") or person(db, market)
    return search.search(db, market, profile, query, now, wanted)


def listed(result: Found) -> tuple[list[str], str]:
    return [match.vacancy["title"] for match in result.matches], result.widened


def by_words(db: Database, text: str, every: bool = True) -> list[str]:
    """The titles of what is found by the words of a text, the newest first."""
    rows = vacancies.by_words(db, search.words_of(text), every)
    return [vacancies.by_id(db, row["id"])["title"] for row in rows]


def asked(text: str, **others: str) -> Query:
    return Query(words=search.words_of(text), **others)


def test_work_is_found_in_the_place_that_was_named_and_not_elsewhere(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="here", occupation=COOK, place=ELSEWHERE)
    open_vacancy(db, market, title="at home", occupation=COOK)
    open_vacancy(db, market, title="other work", place=ELSEWHERE)
    assert listed(found(db, market, Query(COOK, MOMBASA))) == (["here"], "")


def test_without_a_place_the_nearest_to_home_come_first(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="far", occupation=COOK, place=ELSEWHERE)
    open_vacancy(db, market, title="at home", occupation=COOK)
    assert listed(found(db, market, Query(COOK))) == (["at home", "far"], "")


def test_where_the_place_has_none_the_nearest_around_are_shown(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="in the county", occupation=COOK, place="047.274.kangemi")
    open_vacancy(db, market, title="far", occupation=COOK, place=ELSEWHERE)
    assert listed(found(db, market, Query(COOK, TOWN))) == (["in the county", "far"], AROUND)


def test_work_that_is_listed_together_is_said_to_be_like_what_was_asked_for(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="assistant", occupation=ASSISTANT_NURSE)
    assert listed(found(db, market, Query(NURSE, NAIROBI))) == (["assistant"], LIKE)


def test_the_work_itself_around_comes_before_work_like_it_in_the_place(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="assistant here", occupation=ASSISTANT_NURSE)
    open_vacancy(db, market, title="nurse elsewhere", occupation=NURSE, place=ELSEWHERE)
    assert listed(found(db, market, Query(NURSE, NAIROBI))) == (["nurse elsewhere", "assistant here"], AROUND)


def test_where_there_is_none_of_the_work_work_like_it_is_shown(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="lathe", occupation=LATHE)
    open_vacancy(db, market, title="driver", occupation=LORRY_DRIVER)
    for place in (None, TOWN, NAIROBI):
        assert listed(found(db, market, Query(WELDER, place))) == (["lathe"], LIKE)


def test_the_work_itself_far_away_comes_before_work_like_it_nearby(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="lathe", occupation=LATHE)
    open_vacancy(db, market, title="far welder", place=ELSEWHERE)
    assert listed(found(db, market, Query(WELDER, NAIROBI))) == (["far welder"], AROUND)


def test_where_there_are_no_jobs_at_all_the_list_is_empty(db: Database, market: Market) -> None:
    for query in (Query(COOK), Query(COOK, MOMBASA), Query(COOK, words=("juhudi",)), Query(place=MOMBASA), Query()):
        assert found(db, market, query).matches == []


def test_where_nothing_is_like_what_was_asked_the_list_is_empty(db: Database, market: Market) -> None:
    open_vacancy(db, market)
    for query in (Query(COOK), Query(COOK, TOWN), asked("harvester"), asked("harvester", place=KISUMU)):
        assert found(db, market, query).matches == []


def test_a_place_alone_lists_all_its_jobs_and_nothing_at_all_those_of_the_nation(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="cook", occupation=COOK, place=ELSEWHERE)
    open_vacancy(db, market, title="welder", place=ELSEWHERE)
    open_vacancy(db, market, title="at home")
    assert listed(found(db, market, Query(place=MOMBASA))) == (["welder", "cook"], "")
    assert {*listed(found(db, market, Query()))[0]} == {"welder", "cook", "at home"}


def test_words_are_found_in_the_title_the_employer_and_the_skills(db: Database, market: Market) -> None:
    baraka, juhudi = employer(db, market, name="Baraka Logistics"), employer(db, market)
    open_vacancy(db, market, title="Forklift hand", skills=("soap-making",), employer_id=baraka["id"])
    open_vacancy(db, market, title="Cook", occupation=COOK, employer_id=juhudi["id"])
    for typed in ("Forklift", "FORK", "detergent", "Baraka", "baraka logistics", "soap, fork, baraka!"):
        assert listed(found(db, market, asked(typed))) == (["Forklift hand"], "")


def test_words_are_compared_without_case_accents_and_apostrophes(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="Couturière, Ng’ombe")
    for typed in ("couturiere", "COUTURIÈRE", "ng'ombe", "ngombe", "NG`OMBE couturi"):
        assert len(by_words(db, typed)) == 1


def test_a_word_is_found_by_its_beginning_alone(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="Forklift hand")
    assert by_words(db, "forkl") == ["Forklift hand"]
    for typed in ("orklift", "lift", "forkliftx"):
        assert by_words(db, typed) == []


def test_vacancies_of_all_the_words_come_before_those_of_some(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="night guard")
    open_vacancy(db, market, title="night nurse", occupation=NURSE)
    assert listed(found(db, market, asked("night guard"))) == (["night guard"], "")
    titles, widened = listed(found(db, market, asked("night clown")))
    assert ({*titles}, widened) == ({"night guard", "night nurse"}, SOME_WORDS)


def test_all_the_words_around_come_before_some_in_the_place(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="night guard", place=ELSEWHERE)
    open_vacancy(db, market, title="night nurse", occupation=NURSE)
    assert listed(found(db, market, asked("night guard", place=NAIROBI))) == (["night guard"], AROUND)
    assert listed(found(db, market, asked("nurse clown", place=NAIROBI))) == (["night nurse"], SOME_WORDS)


def test_where_no_word_is_found_the_jobs_of_the_place_are_shown(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="welder", place=ELSEWHERE)
    open_vacancy(db, market, title="at home")
    assert listed(found(db, market, asked("harvester", place=MOMBASA))) == (["welder"], SOME_WORDS)


def test_a_vacancy_that_has_the_words_and_the_work_comes_first(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="Welder near")
    open_vacancy(db, market, title="Welder of bridges", place=ELSEWHERE)
    open_vacancy(db, market, title="Cook", occupation=COOK)
    titles, widened = listed(found(db, market, Query(WELDER, words=("bridges",))))
    assert (titles, widened) == (["Welder of bridges", "Welder near"], "")


def test_each_vacancy_is_listed_once_though_work_and_words_find_it(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="Welder")
    assert listed(found(db, market, Query(WELDER, words=("welder",)))) == (["Welder"], "")
    assert listed(found(db, market, Query(WELDER, TOWN, ("welder", "clown")))) == (["Welder"], "")


@pytest.mark.parametrize("status", ["held", "filled", "expired"])
def test_only_open_vacancies_are_found(db: Database, market: Market, status: str) -> None:
    vacancy(db, market, title="Pending crane")
    ended = open_vacancy(db, market, title="Ended crane")
    open_vacancy(db, market, title="Open crane")
    vacancies.end(db, market, ended["id"], status, NOW)
    assert by_words(db, "crane") == ["Open crane"]
    for query in (Query(WELDER), Query(WELDER, TOWN), asked("crane"), asked("crane", place=TOWN), Query(place=TOWN)):
        assert listed(found(db, market, query)) == (["Open crane"], "")


def test_a_held_vacancy_that_is_opened_again_is_found_again_once(db: Database, market: Market) -> None:
    crane = open_vacancy(db, market, title="Crane hand")
    for _ in range(2):
        vacancies.end(db, market, crane["id"], "held", NOW)
        assert by_words(db, "crane") == []
        vacancies.open(db, market, crane["id"], NOW)
        assert by_words(db, "crane") == ["Crane hand"]
    assert listed(found(db, market, asked("crane"))) == (["Crane hand"], "")


def test_a_vacancy_past_its_deadline_is_not_found_even_before_it_expires(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="Crane hand", deadline=NOW + DAY)
    assert listed(found(db, market, asked("crane"), NOW + DAY - 1)) == (["Crane hand"], "")
    for query in (asked("crane"), asked("crane", place=TOWN), Query(WELDER), Query(WELDER, TOWN)):
        assert found(db, market, query, NOW + DAY).matches == []
    vacancies.expire(db, market, NOW + DAY)
    assert by_words(db, "crane") == []


# Signs that mean something to SQL, to FTS5 or to to_tsquery. As text they are no words, or words like all others.
HOSTILE = [
    "AND",
    "crane AND",
    "OR NOT crane",
    "NEAR(",
    "NEAR(crane hand, 2)",
    "crane*",
    "a*",
    "*",
    '"crane',
    "'crane'",
    "' OR 1=1",
    "'; DROP TABLE vacancy_text; --",
    "crane:*",
    "crane & !hand",
    "crane <-> hand",
    "words:crane",
    "^crane",
    "{crane}",
    "-crane",
    "\\crane\\",
    "%s %(word)s :word ?",
    "crane\x00hand",
    "(((",
    "😂 crane 😂",
    "𝒸𝓇𝒶𝓃𝑒",
    "x" * 1600,
    "ሠ" * 1600,
]


def test_signs_and_operators_are_no_more_than_text(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="Crane hand")
    for typed in HOSTILE:
        expected = ["Crane hand"] if "crane" in search.words_of(typed) else []
        assert by_words(db, typed, every=False) == expected
        assert by_words(db, typed) in ([], expected)
        found(db, market, asked(typed))
    assert by_words(db, "crane") == ["Crane hand"]


def test_an_operator_is_a_word_to_look_for(db: Database, market: Market) -> None:
    open_vacancy(db, market, title="Crane hand")
    open_vacancy(db, market, title="Near and Not Limited")
    assert by_words(db, "NEAR AND NOT") == ["Near and Not Limited"]
    assert by_words(db, "crane AND hand") == []


@pytest.mark.parametrize("word", ["नर्स", "كَاتِب", "ሠራተኛ", "медсестра"])
def test_words_of_every_script_are_found(db: Database, market: Market, word: str) -> None:
    open_vacancy(db, market, title=f"Nurse {word}")
    open_vacancy(db, market, title="Cook")
    assert by_words(db, word) == [f"Nurse {word}"]


def test_no_more_are_listed_than_are_wanted(db: Database, market: Market) -> None:
    with db.transaction():
        for number in range(5):
            open_vacancy(db, market, title=f"Crane {number}")
    for query in (Query(WELDER), Query(WELDER, TOWN, ("crane",)), asked("crane"), Query(place=TOWN)):
        assert len(found(db, market, query, wanted=3).matches) == 3
        assert len(found(db, market, query).matches) == 5


def test_words_give_at_most_so_many_the_newest(db: Database, market: Market) -> None:
    with db.transaction():
        for number in range(4):
            open_vacancy(db, market, NOW + number, title=f"Crane {number}")
    rows = vacancies.by_words(db, ["crane"], most=2)
    assert [vacancies.by_id(db, row["id"])["title"] for row in rows] == ["Crane 3", "Crane 2"]


def test_without_words_nothing_is_found_by_words(db: Database, market: Market) -> None:
    open_vacancy(db, market)
    assert vacancies.by_words(db, []) == vacancies.by_words(db, (), every=False) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Forklift, Ng'ombe!", ("forklift", "ngombe")),
        ("a to 15000 jobs", ("jobs",)),  # short words and numbers are in very many titles
        ("one two three four five six seven", ("one", "two", "three", "four", "five", "six")),
        ("' \" * ( )", ()),
        ("", ()),
    ],
)
def test_a_search_looks_for_a_few_words_of_some_length(text: str, words: tuple[str, ...]) -> None:
    assert search.words_of(text) == words
