"""Words passed on: between whom, what is left out of them, and how many."""

import pytest

from core import applications, hiring, profiles, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from messages import erasure, opt_outs, relay
from tests.alerting import MORNING, at, phone
from tests.core import makers
from tests.core.makers import DAY, open_vacancy

HIRER = "+254733000001"


@pytest.fixture
def now(market: Market) -> int:
    return at(market, MORNING)


@pytest.fixture
def hirer(db: Database, market: Market) -> Row:
    return makers.employer(db, market, name="Juhudi Works", phone=HIRER, level="phone_verified")


@pytest.fixture
def job(db: Database, market: Market, hirer: Row) -> Row:
    return vacancies.by_id(db, open_vacancy(db, market, employer_id=hirer["id"], posts=2)["id"])


@pytest.fixture
def asha(db: Database, market: Market, job: Row, now: int) -> Row:
    """Somebody who has applied."""
    profile = makers.person(db, market, phone(1), alerts="daily")
    applications.apply(db, market, profile, job["id"], now)
    return profile


@pytest.fixture
def brian(db: Database, market: Market, hirer: Row, job: Row, now: int) -> Row:
    """Somebody who was asked, and has not applied."""
    profile = makers.person(db, market, phone(2), alerts="daily")
    hiring.approach(db, market, hirer, job["id"], profile["id"], now)
    return profile


def sent(db: Database, number: str) -> list[str]:
    rows = db.all(
        "SELECT text FROM outbox JOIN message_text ON message_text.id = text_id WHERE phone = :phone"
        " ORDER BY outbox.id",
        phone=number,
    )
    return [row["text"] for row in rows]


def test_words_go_both_ways_without_a_name_or_number(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Come at  nine,\nbring boots")
    relay.from_person(db, market, asha, job, "I will be there", now)
    [to_person] = sent(db, phone(1))
    assert to_person.startswith(f"From Juhudi Works, job {job['reference']}: Come at nine, bring boots\n")
    assert f"TELL {job['reference']}" in to_person
    [to_employer] = sent(db, HIRER)
    assert to_employer.startswith(f"From {asha['reference']} (Welder")
    assert "I will be there" in to_employer
    assert asha["name"] not in to_employer and phone(1) not in to_employer


@pytest.mark.parametrize(
    ("words", "passed"),
    [
        ("Call 0722 000 111 now", "Call (...) now"),
        ("Call +254722000111", "Call (...)"),
        ("Call 0722-000-111, ask Juma", "Call (...), ask Juma"),
        ("Mail juma@works.co.ke", "Mail (...)"),
        ("See https://works.example/job?a=1 first", "See (...) first"),
        ("See wa.me/254722000111", "See (...)"),
        ("Come on 30/11 at 10:30 with 2 friends", "Come on 30/11 at 10:30 with 2 friends"),
        ("From 30/11/2026 for 15000-20000", "From 30/11/2026 for 15000-20000"),
    ],
)
def test_numbers_addresses_and_links_are_left_out_until_somebody_has_applied(words: str, passed: str) -> None:
    assert relay.masked(words, "(...)") == passed


def test_who_was_only_asked_gets_and_gives_no_number(
    db: Database, market: Market, hirer: Row, job: Row, brian: Row, now: int
) -> None:
    relay.from_employer(db, market, hirer, job["id"], brian["id"], now, "Call me 0722000111")
    relay.from_person(db, market, brian, job, "My number is 0733000222", now)
    assert "0722000111" not in sent(db, phone(2))[-1] and "(...)" in sent(db, phone(2))[-1]
    assert "0733000222" not in sent(db, HIRER)[-1]
    for words, ready in (("Call zero seven two two zero zero zero one one one", None), ("", "call_us")):
        with pytest.raises(InvalidError, match="words_hide_number"):
            relay.from_employer(db, market, hirer, job["id"], brian["id"], now, words, ready)
    applications.apply(db, market, brian, job["id"], now)
    relay.from_person(db, market, brian, job, "My number is 0733000222", now)
    assert "0733000222" in sent(db, HIRER)[-1]


@pytest.mark.parametrize(
    "words", ["Pay the registration fee of 500", "Send KES 300 by M-Pesa to 0722000111", "Tuma pesa ya fomu 200"]
)
def test_words_about_money_are_not_passed_on_and_staff_are_told_once(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int, words: str
) -> None:
    for _ in range(2):
        with pytest.raises(InvalidError, match="words_ask_money"):
            relay.from_employer(db, market, hirer, job["id"], asha["id"], now, words)
    assert sent(db, phone(1)) == []
    [notice] = db.all("SELECT kind, data FROM staff_notice")
    assert notice["kind"] == "relay_money"
    assert words not in notice["data"] and asha["id"] not in notice["data"]


def test_words_must_be_there_and_short_enough(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    for words, code in ((" ", "words_missing"), ("x" * 151, "words_too_long")):
        with pytest.raises(InvalidError, match=code):
            relay.from_employer(db, market, hirer, job["id"], asha["id"], now, words)


def test_long_words_in_another_script_arrive_whole(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    words = "ሰላም ዳቦ ቤት " * 13
    relay.from_employer(db, market, hirer, job["id"], asha["id"], now, words)
    assert words.strip() in sent(db, phone(1))[0]


def test_strangers_and_other_employers_are_not_written_to(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    stranger = makers.person(db, market, phone(3), alerts="daily")
    other = makers.employer(db, market, name="Other", phone="+254733000002", level="trusted")
    for employer, who in ((hirer, stranger), (other, asha)):
        with pytest.raises(NotFoundError):
            relay.from_employer(db, market, employer, job["id"], who["id"], now, "Hello")
    with pytest.raises(NotFoundError):
        relay.from_person(db, market, stranger, job, "Hello", now)
    assert db.all("SELECT id FROM outbox") == []


def test_who_took_the_application_back_or_was_refused_is_left_alone(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    standing = applications.for_vacancy(db, asha["id"], job["id"])
    assert standing is not None
    applications.withdraw(db, market, asha, standing["id"], now)
    with pytest.raises(InvalidError, match="not_to_write"):
        relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Hello")
    applications.apply(db, market, asha, job["id"], now)
    hiring.decide(db, market, hirer, job["id"], asha["id"], "refused", now)
    with pytest.raises(InvalidError, match="not_to_write"):
        relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Hello")
    assert sent(db, phone(1)) == []


def test_who_said_stop_gets_no_words(db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int) -> None:
    opt_outs.stop(db, market, phone(1), now, "sms")
    opt_outs.stop(db, market, HIRER, now, "sms")
    with pytest.raises(InvalidError, match="not_to_write"):
        relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Hello")
    with pytest.raises(InvalidError, match="not_to_write"):
        relay.from_person(db, market, asha, job, "Hello", now)
    assert db.all("SELECT id FROM outbox") == []


def test_nobody_writes_about_what_staff_took_down(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    vacancies.end(db, market, job["id"], "held", now)
    with pytest.raises(InvalidError, match="not_to_write"):
        relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Hello")


def test_each_side_of_two_writes_only_so_often_a_day(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    for number in range(relay.PER_PAIR):
        relay.from_employer(db, market, hirer, job["id"], asha["id"], now, f"Word {number}")
    with pytest.raises(InvalidError, match="enough_today"):
        relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "More")
    relay.from_person(db, market, asha, job, "I hear you", now)
    relay.from_employer(db, market, hirer, job["id"], asha["id"], now + DAY + 1, "More")
    assert len(sent(db, phone(1))) == relay.PER_PAIR + 1


def test_an_employer_writes_only_so_many_a_day(db: Database, market: Market, hirer: Row, job: Row, now: int) -> None:
    most = hiring.limit(hirer, "texts")
    people = [makers.person(db, market, phone(number + 10)) for number in range(most + 1)]
    for each in people:
        applications.apply(db, market, each, job["id"], now)
    for each in people[:most]:
        relay.from_employer(db, market, hirer, job["id"], each["id"], now, "Hello")
    with pytest.raises(InvalidError, match="enough_today"):
        relay.from_employer(db, market, hirer, job["id"], people[-1]["id"], now, "Hello")


def test_nothing_of_the_words_is_kept_beside_the_message(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Xylophone at nine")
    for table in ("relay", "audit", "event", "staff_notice"):
        assert "Xylophone" not in str(db.all(f"SELECT * FROM {table}"))


def test_unsent_words_of_somebody_who_is_erased_do_not_go(
    db: Database, market: Market, job: Row, asha: Row, now: int
) -> None:
    relay.from_person(db, market, asha, job, "Please wait for me", now)
    current = db.one("SELECT * FROM profile WHERE id = :id", id=asha["id"])
    assert current is not None
    erasure.erase(db, market, current, now)
    row = db.one("SELECT state FROM outbox WHERE phone = :phone", phone=HIRER)
    assert row == {"state": "cancelled"}


def test_the_latest_job_that_two_have_to_do_with_is_found(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    other = makers.employer(db, market, name="Other", phone="+254733000002")
    assert relay.about(db, hirer, asha["id"]) == job["id"]
    assert relay.about(db, other, asha["id"]) is None
    later = open_vacancy(db, market, employer_id=hirer["id"])
    hiring.approach(db, market, hirer, later["id"], asha["id"], now + 60)
    assert relay.about(db, hirer, asha["id"]) == later["id"]


@pytest.mark.parametrize("words", ["0733; 000; 222", "0733x000x222", "call 0733 then 000222", "asha at gmail dot com"])
def test_a_number_in_disguise_waits_until_somebody_has_applied(
    db: Database, market: Market, hirer: Row, job: Row, brian: Row, now: int, words: str
) -> None:
    with pytest.raises(InvalidError, match="words_hide_number"):
        relay.from_person(db, market, brian, job, words, now)
    relay.from_person(db, market, brian, job, "Can I come at 9 on 30/11/2026? I ask 900 - 1,200 a day", now)
    assert "at 9 on 30/11/2026? I ask 900 - 1,200 a day" in sent(db, HIRER)[-1]


@pytest.mark.parametrize("over", ["alerts", "job"])
def test_who_was_only_asked_is_left_alone_once_they_want_no_texts_or_the_job_is_over(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, brian: Row, now: int, over: str
) -> None:
    relay.from_employer(db, market, hirer, job["id"], brian["id"], now, "Hello")
    if over == "alerts":
        profiles.change(db, market, profiles.by_ids(db, [brian["id"]])[brian["id"]], now, alerts="off")
    else:
        vacancies.end(db, market, job["id"], "closed", now)
    with pytest.raises(InvalidError, match="not_to_write"):
        relay.from_employer(db, market, hirer, job["id"], brian["id"], now, "Hello again")
    relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Hello")  # who applied hears on
    assert (len(sent(db, phone(2))), len(sent(db, phone(1)))) == (1, 1)


def test_nothing_is_passed_on_through_a_job_that_was_closed_while_it_was_held(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    vacancies.end(db, market, job["id"], "held", now, "asks_money")
    vacancies.end(db, market, job["id"], "closed", now)
    with pytest.raises(InvalidError, match="not_to_write"):
        relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Come at nine")
    with pytest.raises(InvalidError, match="not_to_write"):
        relay.from_person(db, market, asha, vacancies.by_id(db, job["id"]), "I come", now)


def test_the_number_to_answer_to_is_that_of_the_last_words(
    db: Database, market: Market, hirer: Row, job: Row, asha: Row, now: int
) -> None:
    assert relay.last_heard(db, hirer["id"], asha["id"], now) is None
    relay.from_employer(db, market, hirer, job["id"], asha["id"], now, "Come at nine")
    assert relay.last_heard(db, None, asha["id"], now) == job["reference"]
    assert relay.last_heard(db, hirer["id"], None, now) is None
    relay.from_person(db, market, asha, job, "I will be there", now + 60)
    assert relay.last_heard(db, hirer["id"], None, now) == asha["reference"]
    assert relay.last_heard(db, None, asha["id"], now + 60) is None
