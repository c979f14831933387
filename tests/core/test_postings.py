"""Postings of other systems: one vacancy each, however many sources tell of it, and staff for what is not sure."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from core import audit, employers, moderation, postings, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from core.meaning import Posting
from core.postings import Taken
from tests.conversation import on_sqlite
from tests.core import makers
from tests.core.makers import DAY, NOW, TOWN, WELDER

STAFF = audit.staff("wanja")


def told(key: str = "1", **fields: Any) -> Posting:
    """A posting that leaves no doubt."""
    given = {
        "title": "Arc welder",
        "employer": "Juhudi Works Ltd",
        "place": "Buruburu, Nairobi",
        "deadline": NOW + 14 * DAY,
        "pay": 18_000,
        "pay_period": "month",
    }
    return Posting(key=key, **{**given, **fields})


def take(db: Database, market: Market, posting: Posting, now: int = NOW, **ways: Any) -> Taken:
    return postings.take(
        db, market, now, posting, **{"actor": audit.SERVICE, "source": "board", "level": "document_verified", **ways}
    )


def of(db: Database, taken: Taken) -> Row:
    assert taken.vacancy_id is not None
    return vacancies.by_id(db, taken.vacancy_id)


def how_many(db: Database) -> int:
    return int(db.all("SELECT count(*) AS number FROM vacancy")[0]["number"])


def test_a_posting_of_a_trusted_source_is_open_at_once(db: Database, market: Market) -> None:
    vacancy = of(db, take(db, market, told()))
    assert (vacancy["status"], vacancy["source"]) == ("open", "import")
    assert (vacancy["occupation"], vacancy["place"]) == (WELDER, TOWN)
    assert (vacancy["employer_name"], vacancy["employer_level"]) == ("Juhudi Works Ltd", "document_verified")


def test_one_of_an_unknown_source_waits_for_staff(db: Database, market: Market) -> None:
    assert of(db, take(db, market, told(), level="unknown"))["status"] == "pending"


def test_the_same_posting_again_changes_nothing(db: Database, market: Market) -> None:
    first = take(db, market, told())
    before = of(db, first)
    assert take(db, market, told(), NOW + DAY) == Taken("same", first.vacancy_id)
    assert of(db, first) == before


def test_a_changed_posting_changes_its_vacancy(db: Database, market: Market) -> None:
    first = take(db, market, told())
    again = take(db, market, told(pay=20_000, posts=3, deadline=NOW + 20 * DAY))
    assert again == Taken("changed", first.vacancy_id)
    vacancy = of(db, again)
    assert (vacancy["pay"], vacancy["posts"], vacancy["deadline"]) == (20_000, 3, NOW + 20 * DAY)
    assert how_many(db) == 1


def test_without_a_deadline_it_is_shown_for_thirty_days_from_when_it_came(db: Database, market: Market) -> None:
    first = take(db, market, told(deadline=None))
    take(db, market, told(deadline=None, posts=2), NOW + 5 * DAY)
    assert (of(db, first)["deadline"], of(db, first)["posts"]) == (NOW + 30 * DAY, 2)


def test_one_whose_deadline_has_passed_is_left_out(db: Database, market: Market) -> None:
    assert take(db, market, told(deadline=NOW)).outcome == "expired"
    assert how_many(db) == 0


def test_a_source_closes_its_vacancy_by_a_deadline_that_has_passed(db: Database, market: Market) -> None:
    first = take(db, market, told())
    assert take(db, market, told(deadline=NOW + DAY), NOW + 2 * DAY) == Taken("expired", first.vacancy_id)
    assert of(db, first)["status"] == "closed"


@on_sqlite
@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"title": "Officer II"}, ("occupation_unsure",)),
        ({"place": "Springfield"}, ("place_unknown",)),
        ({"place": "Kenya"}, ("place_unknown",)),
        ({"place": "Nairobi or Mombasa"}, ("place_ambiguous",)),
        ({"title": "Officer II", "place": "Springfield"}, ("occupation_unsure", "place_unknown")),
        ({"description": "Pay a registration fee of 500 by M-Pesa"}, ("asks_money",)),
    ],
)
def test_what_is_not_sure_waits_for_staff(
    db: Database, market: Market, fields: dict[str, Any], why: tuple[str, ...]
) -> None:
    assert take(db, market, told(**fields)) == Taken("doubt", None, why)
    assert how_many(db) == 0
    [doubt] = postings.doubts(db)
    assert (doubt["why"], doubt["posting"]["employer"]) == (why, "Juhudi Works Ltd")


@on_sqlite
@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Nairobi, Kenya", "047"),
        ("Nyali, Mombasa", "001.004"),
        ("Mombasa County", "001"),
        ("buruburu", TOWN),
    ],
)
def test_a_place_is_the_one_that_people_mean(db: Database, market: Market, place: str, code: str) -> None:
    assert of(db, take(db, market, told(place=place)))["place"] == code


@on_sqlite
def test_codes_of_the_market_leave_no_doubt(db: Database, market: Market) -> None:
    posting = told(title="Officer II", place="here", occupation_code="4110", place_code="001.004")
    vacancy = of(db, take(db, market, posting))
    assert (vacancy["occupation"], vacancy["place"]) == ("4110", "001.004")


@on_sqlite
def test_the_words_of_a_category_settle_a_title_that_may_be_several(db: Database, market: Market) -> None:
    assert of(db, take(db, market, told(title="Driver", occupation="lorry driver")))["occupation"] == "8332"


def test_staff_settle_a_doubt_and_it_is_a_vacancy(db: Database, market: Market) -> None:
    take(db, market, told(place="Springfield"))
    [doubt] = postings.doubts(db)
    vacancy = postings.settle(db, market, doubt["id"], STAFF, NOW, place="001.004")
    assert (vacancy["status"], vacancy["occupation"], vacancy["place"]) == ("open", WELDER, "001.004")
    assert postings.doubts(db) == []
    [line] = audit.of_subject(db, "posting", str(doubt["id"]))
    assert (line["actor"], line["action"]) == (STAFF, "posting.settled")


def test_what_staff_settled_is_asked_no_second_time(db: Database, market: Market) -> None:
    take(db, market, told(place="Springfield"))
    vacancy = postings.settle(db, market, postings.doubts(db)[0]["id"], STAFF, NOW, place="001.004")
    again = take(db, market, told(place="Springfield", posts=4))
    assert again == Taken("changed", vacancy["id"])
    assert of(db, again)["place"] == "001.004"


@on_sqlite
def test_a_doubt_is_settled_only_when_all_is_said(db: Database, market: Market) -> None:
    take(db, market, told(title="Officer II", place="Springfield"))
    [doubt] = postings.doubts(db)
    for ways, code in (
        ({}, "occupation_missing"),
        ({"occupation": "4110"}, "place_missing"),
        ({"occupation": "0000", "place": TOWN}, "unknown_occupation"),
        ({"occupation": "4110", "place": "nowhere"}, "unknown_place"),
    ):
        with pytest.raises(InvalidError, match=code):
            postings.settle(db, market, doubt["id"], STAFF, NOW, **ways)
    with pytest.raises(InvalidError, match="deadline_passed"):
        postings.settle(db, market, doubt["id"], STAFF, NOW + 15 * DAY, occupation="4110", place=TOWN)
    assert postings.count_doubts(db) == 1


def test_a_doubt_is_settled_once(db: Database, market: Market) -> None:
    take(db, market, told(place="Springfield"))
    [doubt] = postings.doubts(db)
    postings.settle(db, market, doubt["id"], STAFF, NOW, place=TOWN)
    with pytest.raises(NotFoundError):
        postings.settle(db, market, doubt["id"], STAFF, NOW, place=TOWN)
    with pytest.raises(NotFoundError):
        postings.drop(db, doubt["id"], STAFF, NOW, "double")


def test_what_staff_dropped_comes_back_only_changed_and_then_to_them(db: Database, market: Market) -> None:
    take(db, market, told(place="Springfield"))
    postings.drop(db, postings.doubts(db)[0]["id"], STAFF, NOW, "not_a_job")
    assert take(db, market, told(place="Springfield")).outcome == "same"
    assert postings.doubts(db) == []
    assert take(db, market, told()) == Taken("doubt", None, ("dropped_before",))
    assert how_many(db) == 0


def test_a_change_that_is_not_sure_waits_and_the_vacancy_stays_as_it_is(db: Database, market: Market) -> None:
    first = take(db, market, told())
    assert take(db, market, told(place="Springfield")) == Taken("doubt", first.vacancy_id, ("place_unknown",))
    assert of(db, first)["place"] == TOWN
    [doubt] = postings.doubts(db)
    vacancy = postings.settle(db, market, doubt["id"], STAFF, NOW, place="001.004")
    assert (vacancy["id"], vacancy["place"]) == (first.vacancy_id, "001.004")


def test_two_sources_that_tell_of_one_vacancy_make_one(db: Database, market: Market) -> None:
    first = take(db, market, told())
    other = told("other-77", title="Welder (arc)", employer="JUHUDI WORKS", place="Nairobi", deadline=NOW + 15 * DAY)
    assert take(db, market, other, source="second") == Taken("joined", first.vacancy_id)
    assert how_many(db) == 1
    rows = db.all("SELECT source, leads FROM posting WHERE vacancy_id = :id ORDER BY id", id=first.vacancy_id)
    assert [(row["source"], row["leads"]) for row in rows] == [("board", 1), ("second", 0)]


def test_two_sources_that_tell_of_it_at_once_make_one_too(db: Database, market: Market) -> None:
    take(db, market, told("0", title="Cook"))  # the reader is built
    both = threading.Barrier(4)

    def tell(source: str) -> str:
        both.wait()
        return take(db, market, told(), source=source).outcome

    with ThreadPoolExecutor(4) as sources:
        outcomes = list(sources.map(tell, ("a", "b", "c", "d")))
    assert sorted(outcomes) == ["added", "joined", "joined", "joined"]
    assert how_many(db) == 2


def test_the_second_source_changes_nothing(db: Database, market: Market) -> None:
    first = take(db, market, told())
    take(db, market, told("77"), source="second")
    assert take(db, market, told("77", pay=90_000), source="second") == Taken("same", first.vacancy_id)
    assert of(db, first)["pay"] == 18_000


@on_sqlite
@pytest.mark.parametrize(
    "other",
    [
        {"employer": "Umoja Works"},
        {"title": "Night watchman"},
        {"place": "Nyali, Mombasa"},
        {"deadline": NOW + 40 * DAY},
    ],
)
def test_another_employer_work_place_or_time_is_another_vacancy(
    db: Database, market: Market, other: dict[str, Any]
) -> None:
    take(db, market, told())
    assert take(db, market, told(**other), source="second").outcome == "added"
    assert how_many(db) == 2


def test_one_source_with_two_keys_means_two(db: Database, market: Market) -> None:
    take(db, market, told("1"))
    assert take(db, market, told("2")).outcome == "added"
    assert how_many(db) == 2


def test_what_an_employer_posted_by_phone_is_recognised(db: Database, market: Market) -> None:
    employer = makers.employer(db, market, name="Juhudi Works", phone="+254712000001")
    vacancy = makers.open_vacancy(db, market, employer_id=employer["id"], title="Arc Welder")
    assert take(db, market, told()) == Taken("joined", vacancy["id"])


def test_an_employer_is_one_within_a_source_and_never_another_ones(db: Database, market: Market) -> None:
    first = of(db, take(db, market, told("1")))
    second = of(db, take(db, market, told("2", title="Accountant clerk", occupation_code="4311")))
    third = of(db, take(db, market, told("3", title="Cook"), source="second", level="unknown"))
    assert first["employer_id"] == second["employer_id"] != third["employer_id"]
    assert third["employer_level"] == "unknown"


def test_what_is_gone_from_two_full_fetches_is_closed(db: Database, market: Market) -> None:
    first, kept = take(db, market, told("1")), take(db, market, told("2", title="Cook"))
    for day, closed in ((1, 0), (2, 1)):
        take(db, market, told("2", title="Cook"), NOW + day * DAY)
        assert postings.missed(db, market, "board", NOW + day * DAY) == closed
    assert (of(db, first)["status"], of(db, kept)["status"]) == ("closed", "open")
    assert audit.of_subject(db, "vacancy", first.vacancy_id or "")[0]["reason"] == "gone"


def test_one_that_was_missed_once_is_no_step_nearer_to_its_end(db: Database, market: Market) -> None:
    first = take(db, market, told())
    postings.missed(db, market, "board", NOW + 1)
    postings.seen(db, "board", "1", NOW + 2)  # though unreadable
    postings.missed(db, market, "board", NOW + 2)
    postings.missed(db, market, "board", NOW + 3)
    assert of(db, first)["status"] == "open"


def test_another_source_that_still_tells_of_it_leads_from_then_on(db: Database, market: Market) -> None:
    first = take(db, market, told())
    take(db, market, told("77"), source="second")
    for second in (1, 2):
        assert postings.missed(db, market, "board", NOW + second) == 0
    assert of(db, first)["status"] == "open"
    assert take(db, market, told("77", pay=19_000), source="second") == Taken("changed", first.vacancy_id)
    for second in (3, 4):
        postings.missed(db, market, "second", NOW + second)
    assert of(db, first)["status"] == "closed"


def test_one_that_comes_back_is_offered_again(db: Database, market: Market) -> None:
    first = take(db, market, told())
    for second in (1, 2):
        postings.missed(db, market, "board", NOW + second)
    again = take(db, market, told())
    assert again.outcome == "added"
    assert (of(db, again)["status"], again.vacancy_id == first.vacancy_id) == ("open", False)


def test_one_that_staff_refused_does_not_come_back(db: Database, market: Market) -> None:
    first = take(db, market, told())
    moderation.refuse(db, market, first.vacancy_id or "", STAFF, "not_real", NOW)
    assert take(db, market, told(posts=2)) == Taken("ended", first.vacancy_id)
    assert of(db, take(db, market, told("2", title="Cook")))["employer_id"] == of(db, first)["employer_id"]
    assert how_many(db) == 2


def test_one_that_is_prolonged_after_its_end_is_a_new_one(db: Database, market: Market) -> None:
    first = take(db, market, told())
    vacancies.expire(db, market, NOW + 15 * DAY)
    again = take(db, market, told(deadline=NOW + 30 * DAY), NOW + 16 * DAY)
    assert again.outcome == "added"
    assert again.vacancy_id != first.vacancy_id


def test_what_is_more_than_an_employer_may_post_waits_with_the_employer_named(db: Database, market: Market) -> None:
    taken = take(db, market, told(posts=400), level="unknown")
    assert taken == Taken("doubt", None, ("limit_reached",))
    [doubt] = postings.doubts(db)
    with pytest.raises(InvalidError, match="limit_reached"):
        postings.settle(db, market, doubt["id"], STAFF, NOW)
    moderation.set_level(db, doubt["employer_id"], "document_verified", STAFF, NOW)
    assert postings.settle(db, market, doubt["id"], STAFF, NOW)["posts"] == 400


def test_a_blocked_employer_gets_nothing_in(db: Database, market: Market) -> None:
    employer = of(db, take(db, market, told()))["employer_id"]
    moderation.block(db, market, employer, STAFF, "not_real", NOW)
    with pytest.raises(InvalidError, match="employer_blocked"):
        take(db, market, told("2", title="Cook"))
    assert employers.by_id(db, employer) is not None
    assert how_many(db) == 1


def test_what_nobody_tells_of_for_a_year_is_forgotten(db: Database, market: Market) -> None:
    take(db, market, told("1"))
    take(db, market, told("2", place="Springfield"))
    assert postings.forget(db, NOW + 401 * DAY) == 1
    assert postings.count_doubts(db) == 1


def test_a_source_that_is_trusted_less_never_leads_what_a_trusted_one_opened(db: Database, market: Market) -> None:
    first = take(db, market, told())
    take(db, market, told("77"), source="second", level="unknown")
    for second in (1, 2):
        postings.missed(db, market, "board", NOW + second)
    assert of(db, first)["status"] == "closed"


def test_a_file_that_staff_bring_is_nobodys_word_on_what_changed_in_it(db: Database, market: Market) -> None:
    first = take(db, market, told(), level="unknown", actor=STAFF)
    moderation.approve(db, market, first.vacancy_id or "", STAFF, NOW)
    take(db, market, told(title="Welder in the Gulf", pay=60_000), NOW + 60, level="unknown", actor=STAFF)
    assert of(db, first)["status"] == "held"
