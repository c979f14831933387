"""Moderation: what opens at once, what waits, what is held, and that every step is in the audit trail."""

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from core import audit, moderation, profiles, trust, vacancies
from core.database import Database, Row
from core.errors import InvalidError, NotFoundError
from core.market import Market
from tests.core.makers import DAY, ELSEWHERE, NOW, TOWN, WELDER, copies, employer, happened, person

STAFF = audit.staff("amina")
SCAM = "Guards needed, registration fee 500"


def submit(db: Database, market: Market, who: Row, now: int = NOW, **terms: Any) -> Row:
    """A vacancy that comes in from this employer."""
    given = {"title": "Welder", "occupation": WELDER, "place": TOWN, "deadline": now + 30 * DAY}
    actor = audit.employer(who["id"])
    return moderation.submit(db, market, who, now, actor=actor, source="phone", **{**given, **terms})


def verified(db: Database, market: Market, **fields: Any) -> Row:
    """An employer whose documents were seen."""
    return employer(db, market, **{"level": "document_verified", **fields})


def known(db: Database, market: Market, *numbers: int) -> list[str]:
    """The phones of people who registered a week ago."""
    phones = [f"+254712{number:06}" for number in numbers]
    for phone in phones:
        profile = person(db, market, phone)
        db.run("UPDATE profile SET created_at = :at WHERE id = :id", at=NOW - 7 * DAY, id=profile["id"])
    return phones


def steps(db: Database, subject: str, kind: str = "vacancy") -> list[tuple[str, str, str | None]]:
    """Who did what to something, and why, oldest first."""
    return [(line["actor"], line["action"], line["reason"]) for line in audit.of_subject(db, kind, subject)][::-1]


def report(db: Database, market: Market, vacancy: Row, phones: Iterable[str], now: int = NOW) -> list[bool]:
    """Each of these phones reports the vacancy."""
    return [moderation.report(db, market, vacancy["id"], phone, "asks_money", now) for phone in phones]


def status(db: Database, vacancy: Row) -> tuple[str, str | None]:
    """What became of a vacancy, and why."""
    row = vacancies.by_id(db, vacancy["id"])
    return row["status"], row["reason"]


@pytest.mark.parametrize(
    ("level", "becomes"),
    [("unknown", "pending"), ("phone_verified", "pending"), ("document_verified", "open"), ("trusted", "open")],
)
def test_an_ordinary_vacancy_opens_at_once_for_verified_employers_alone(
    db: Database, market: Market, level: str, becomes: str
) -> None:
    who = employer(db, market, level=level)
    vacancy = submit(db, market, who)
    assert (vacancy["status"], vacancy["reason"], vacancy["source"]) == (becomes, None, "phone")
    opened = [(audit.SERVICE, "vacancy.opened", None)] if becomes == "open" else []
    assert steps(db, vacancy["id"]) == [(audit.employer(who["id"]), "vacancy.added", None), *opened]


@pytest.mark.parametrize("level", ["unknown", "trusted"])
def test_what_asks_for_money_is_held_at_once_whoever_posts_it(db: Database, market: Market, level: str) -> None:
    vacancy = submit(db, market, employer(db, market, level=level), title=SCAM)
    assert (vacancy["status"], vacancy["reason"]) == ("held", "flags")
    assert [flag["code"] for flag in trust.flags_of(db, vacancy["id"])] == ["asks_fee"]
    assert steps(db, vacancy["id"])[1:] == [(audit.SERVICE, "vacancy.held", "flags")]
    assert happened(db, vacancy["id"]) == ["vacancy.added", "vacancy.held"]


def test_a_lesser_doubt_makes_a_verified_employer_wait(db: Database, market: Market) -> None:
    assert submit(db, market, verified(db, market), title="Nurses for Qatar")["status"] == "pending"


def test_two_lesser_doubts_are_a_grave_one(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market), title="Nurses for Qatar, call 0722 345 678")
    assert (vacancy["status"], vacancy["reason"]) == ("held", "flags")


def test_the_same_words_of_strangers_hold_what_waits_and_leave_what_is_open(db: Database, market: Market) -> None:
    words = "Shop attendants wanted for a new branch"
    first, second = (employer(db, market, phone=f"+25472200000{number}") for number in (1, 2))
    waits = submit(db, market, first, title=words)
    assert submit(db, market, second, title=words)["status"] == "held"
    assert status(db, waits) == ("held", "flags")
    [flag] = trust.flags_of(db, waits["id"])
    assert flag["code"] == "same_words"
    honest = submit(db, market, verified(db, market), title="Welders wanted for a new gate")
    copy = submit(db, market, first, title="Welders wanted for a new gate")
    assert (status(db, honest)[0], copy["status"]) == ("open", "held")


def test_an_employer_posts_no_more_than_the_level_allows(db: Database, market: Market) -> None:
    who = employer(db, market)
    first, _second = (submit(db, market, who, title=title) for title in ("Welder", "Cook"))
    with pytest.raises(InvalidError) as refusal:
        submit(db, market, who, title="Driver")
    assert (refusal.value.code, refusal.value.values) == ("limit_reached", {"limit": "open_vacancies", "most": 2})
    vacancies.end(db, market, first["id"], "closed", NOW)
    assert submit(db, market, who, title="Driver")
    with pytest.raises(InvalidError) as refusal:
        submit(db, market, employer(db, market, level="phone_verified"), posts=51)
    assert (refusal.value.code, refusal.value.values) == ("limit_reached", {"limit": "posts", "most": 50})


def test_a_refused_submission_leaves_nothing(db: Database, market: Market) -> None:
    who = verified(db, market)
    with pytest.raises(InvalidError, match="deadline_passed"):
        submit(db, market, who, deadline=NOW)
    assert db.all("SELECT id FROM vacancy") == []
    assert audit.recent(db) == []


def test_staff_approve_what_waits_and_say_so_in_the_audit_trail(db: Database, market: Market) -> None:
    vacancy = submit(db, market, employer(db, market))
    assert moderation.approve(db, market, vacancy["id"], STAFF, NOW)["status"] == "open"
    assert steps(db, vacancy["id"])[1:] == [(STAFF, "vacancy.approved", None)]
    assert happened(db, vacancy["id"])[-1] == "vacancy.opened"
    with pytest.raises(InvalidError, match="vacancy_not_to_open"):
        moderation.approve(db, market, vacancy["id"], STAFF, NOW)


def test_a_vacancy_held_before_it_was_ever_seen_is_opened_and_not_released(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market), title=SCAM)
    moderation.approve(db, market, vacancy["id"], STAFF, NOW)
    assert happened(db, vacancy["id"])[-1] == "vacancy.opened"
    assert steps(db, vacancy["id"])[-1] == (STAFF, "vacancy.approved", "flags")


@pytest.mark.parametrize(("act", "becomes"), [(moderation.hold, "held"), (moderation.refuse, "refused")])
def test_staff_stop_a_vacancy_for_a_reason_that_there_is(db: Database, market: Market, act: Any, becomes: str) -> None:
    vacancy = submit(db, market, verified(db, market))
    with pytest.raises(InvalidError, match="unknown_reason"):
        act(db, market, vacancy["id"], STAFF, "reports", NOW)
    stopped = act(db, market, vacancy["id"], STAFF, "pay_unclear", NOW)
    assert (stopped["status"], stopped["reason"]) == (becomes, "pay_unclear")
    assert steps(db, vacancy["id"])[-1] == (STAFF, f"vacancy.{becomes}", "pay_unclear")
    with pytest.raises(InvalidError, match="vacancy_ended"):
        act(db, market, vacancy["id"], STAFF, "pay_unclear", NOW)
    with pytest.raises(NotFoundError):
        act(db, market, "no-such-id", STAFF, "other", NOW)


def test_a_held_vacancy_can_be_refused_and_a_refused_one_is_never_opened(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market), title=SCAM)
    assert moderation.refuse(db, market, vacancy["id"], STAFF, "asks_money", NOW)["status"] == "refused"
    with pytest.raises(InvalidError, match="vacancy_not_to_open"):
        moderation.approve(db, market, vacancy["id"], STAFF, NOW)


def test_three_different_people_hold_an_open_vacancy(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market))
    phones = known(db, market, 1, 2, 3)
    assert report(db, market, vacancy, [*phones[:2], phones[0]]) == [True, True, False]
    assert status(db, vacancy) == ("open", None)
    assert report(db, market, vacancy, phones[2:]) == [True]
    assert status(db, vacancy) == ("held", "reports")
    assert steps(db, vacancy["id"])[-4:] == [
        *[(audit.PHONE, "vacancy.reported", "asks_money")] * 3,
        (audit.SERVICE, "vacancy.held", "reports"),
    ]
    assert "254712" not in str(audit.recent(db))


def test_phones_of_one_person_are_one_person(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market))
    phones = known(db, market, 1, 2, 3)
    [first], [second] = profiles.of_phone(db, phones[0]), profiles.of_phone(db, phones[1])
    db.run("UPDATE phone_link SET profile_id = :id WHERE phone = :phone", id=first["id"], phone=phones[1])
    db.run("UPDATE phone_link SET profile_id = :id WHERE phone = :phone", id=first["id"], phone=phones[2])
    assert second["id"] != first["id"]
    report(db, market, vacancy, phones)
    assert moderation.reported(db, vacancy["id"], NOW) == moderation.Reported(people=1, phones=3)
    assert status(db, vacancy)[0] == "open"


def test_phones_that_nobody_knows_are_one_person_together(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market))
    strangers = [f"+254799{number:06}" for number in range(6)]
    person(db, market, strangers[0])  # who registered just now is a stranger yet
    report(db, market, vacancy, strangers)
    assert moderation.reported(db, vacancy["id"], NOW) == moderation.Reported(people=1, phones=6)
    assert status(db, vacancy)[0] == "open"
    report(db, market, vacancy, known(db, market, 1, 2))
    assert status(db, vacancy) == ("held", "reports")


def test_a_released_vacancy_needs_three_new_reports(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market))
    phones = known(db, market, 1, 2, 3, 4, 5, 6)
    report(db, market, vacancy, phones[:3])
    later = NOW + 3600
    assert moderation.approve(db, market, vacancy["id"], STAFF, later)["status"] == "open"
    assert happened(db, vacancy["id"])[-2:] == ["vacancy.opened", "vacancy.released"]
    assert moderation.releases(db, vacancy["id"]) == 1
    assert report(db, market, vacancy, phones[:3], later + 60) == [False] * 3
    assert report(db, market, vacancy, phones[3:5], later + 60) == [True] * 2
    assert status(db, vacancy)[0] == "open"
    report(db, market, vacancy, phones[5:], later + 60)
    assert status(db, vacancy) == ("held", "reports")


def test_reports_of_a_vacancy_that_waits_are_kept_and_hold_nothing(db: Database, market: Market) -> None:
    vacancy = submit(db, market, employer(db, market))
    report(db, market, vacancy, known(db, market, 1, 2, 3))
    assert status(db, vacancy) == ("pending", None)
    assert moderation.reported(db, vacancy["id"], NOW).people == 3


def test_one_phone_takes_no_more_than_a_few_competitors_a_day_from_sight(db: Database, market: Market) -> None:
    who = verified(db, market)
    [phone] = known(db, market, 1)
    jobs = [submit(db, market, who, title=f"Welder {number}") for number in range(vacancies.MOST_REPORTS + 1)]
    for job in jobs[:-1]:
        assert report(db, market, job, [phone]) == [True]
    with pytest.raises(InvalidError, match="too_many_reports"):
        report(db, market, jobs[-1], [phone])
    assert report(db, market, jobs[0], [phone]) == [False]
    assert report(db, market, jobs[-1], [phone], NOW + DAY + 1) == [True]


def test_nobody_reports_what_does_not_exist(db: Database, market: Market) -> None:
    with pytest.raises(NotFoundError):
        moderation.report(db, market, "no-such-id", "+254712345678", "other", NOW)


def test_a_change_reaches_copies_areas_and_search(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market))
    changed = moderation.edit(
        db, market, vacancy["id"], STAFF, NOW + 5, title="Gate welder", place=ELSEWHERE, pay=900, pay_period="day"
    )
    assert (changed["status"], changed["pay_month"], changed["area"]) == ("open", 23_400, "001")
    assert changed["version"] == vacancy["version"] + 1
    held = copies(db, vacancy["reference"])
    assert held["vacancies/047"] is None
    assert (held["vacancies/001"]["title"], held["vacancies/001"]["pay_month"]) == ("Gate welder", 23_400)
    places = {row["place"] for row in db.all("SELECT place FROM vacancy_area WHERE vacancy_id = :id", id=vacancy["id"])}
    assert ELSEWHERE in places and TOWN not in places
    assert [row["id"] for row in vacancies.by_words(db, ["gate"])] == [vacancy["id"]]
    assert happened(db, vacancy["id"])[-1] == "vacancy.changed"
    [line] = [line for line in audit.recent(db) if line["action"] == "vacancy.changed"]
    assert line["data"] == {"fields": ["pay", "pay_period", "place", "title"]}


def test_a_change_of_what_nobody_sees_yet_shows_it_to_nobody(db: Database, market: Market) -> None:
    vacancy = submit(db, market, employer(db, market))
    assert moderation.edit(db, market, vacancy["id"], STAFF, NOW, title="Gate welder")["status"] == "pending"
    assert copies(db, vacancy["reference"]) == {}
    assert vacancies.by_words(db, ["gate"]) == []


@pytest.mark.parametrize("level", ["phone_verified", "trusted"])
def test_an_honest_vacancy_cannot_be_turned_into_a_scam(db: Database, market: Market, level: str) -> None:
    who = employer(db, market, level=level)
    vacancy = submit(db, market, who)
    if vacancy["status"] == "pending":
        moderation.approve(db, market, vacancy["id"], STAFF, NOW)
    changed = moderation.edit(db, market, vacancy["id"], audit.employer(who["id"]), NOW, title=SCAM)
    assert (changed["status"], changed["reason"]) == ("held", "flags")
    assert copies(db, vacancy["reference"]) == {"vacancies/047": None}


def test_an_unverified_employer_who_changes_what_a_vacancy_says_waits_again(db: Database, market: Market) -> None:
    who = employer(db, market)
    actor = audit.employer(who["id"])
    vacancy = submit(db, market, who)
    moderation.approve(db, market, vacancy["id"], STAFF, NOW)
    longer = moderation.edit(db, market, vacancy["id"], actor, NOW, deadline=NOW + 60 * DAY, posts=2)
    assert longer["status"] == "open"
    changed = moderation.edit(db, market, vacancy["id"], actor, NOW, title="Cook")
    assert (changed["status"], changed["reason"]) == ("held", "changed")


def test_what_staff_change_stays_open_with_its_flags_told(db: Database, market: Market) -> None:
    vacancy = submit(db, market, verified(db, market))
    changed = moderation.edit(db, market, vacancy["id"], STAFF, NOW, title="Welder for Qatar")
    assert changed["status"] == "open"
    assert [flag["code"] for flag in trust.flags_of(db, vacancy["id"])] == ["abroad"]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"occupation": "9999"}, "unknown_occupation"),
        ({"place": "999"}, "unknown_place"),
        ({"deadline": NOW}, "deadline_passed"),
        ({"posts": 100_000}, "limit_reached"),
    ],
)
def test_a_wrong_change_is_refused_with_a_code(db: Database, market: Market, wrong: dict[str, Any], code: str) -> None:
    vacancy = submit(db, market, verified(db, market))
    with pytest.raises(InvalidError, match=code):
        moderation.edit(db, market, vacancy["id"], STAFF, NOW, **wrong)
    vacancies.end(db, market, vacancy["id"], "filled", NOW)
    with pytest.raises(InvalidError, match="vacancy_ended"):
        moderation.edit(db, market, vacancy["id"], STAFF, NOW, title="Cook")


def test_a_level_is_set_by_somebody_for_a_reason(db: Database, market: Market) -> None:
    who = employer(db, market)
    assert moderation.set_level(db, who["id"], "trusted", STAFF, NOW, "papers seen")["level"] == "trusted"
    assert steps(db, who["id"], "employer") == [(STAFF, "employer.level", "papers seen")]
    [line] = audit.recent(db)
    assert line["data"] == {"was": "unknown", "level": "trusted"}
    with pytest.raises(InvalidError, match="unknown_level"):
        moderation.set_level(db, who["id"], "royal", STAFF, NOW)
    with pytest.raises(NotFoundError):
        moderation.set_level(db, "no-such-id", "trusted", STAFF, NOW)


def test_a_blocked_employer_posts_nothing_and_is_seen_nowhere(db: Database, market: Market) -> None:
    who = verified(db, market)
    vacancy = submit(db, market, who)
    assert moderation.block(db, market, who["id"], STAFF, "not_real", NOW)["blocked_at"] == NOW
    assert status(db, vacancy) == ("held", "not_real")
    refusals: tuple[Callable[[], Row], ...] = (
        lambda: submit(db, market, who),
        lambda: moderation.approve(db, market, vacancy["id"], STAFF, NOW),
        lambda: moderation.edit(db, market, vacancy["id"], audit.employer(who["id"]), NOW, title="Cook"),
    )
    for refused in refusals:
        with pytest.raises(InvalidError, match="employer_blocked"):
            refused()
    assert moderation.unblock(db, market, who["id"], STAFF, None, NOW)["blocked_at"] is None
    assert moderation.approve(db, market, vacancy["id"], STAFF, NOW)["status"] == "open"
    assert [step[1] for step in steps(db, who["id"], "employer")] == ["employer.blocked", "employer.unblocked"]


def test_an_unverified_employer_who_takes_another_name_waits_again(db: Database, market: Market) -> None:
    who = employer(db, market, level="phone_verified")
    vacancy, waiting = submit(db, market, who), submit(db, market, who, title="Cook")
    moderation.approve(db, market, vacancy["id"], STAFF, NOW)
    renamed = moderation.rename(db, market, who["id"], "Kenya Red Cross", audit.employer(who["id"]), NOW)
    assert renamed["name"] == "Kenya Red Cross"
    assert status(db, vacancy) == status(db, waiting) == ("held", "flags")
    assert "known_body" in [flag["code"] for flag in trust.flags_of(db, vacancy["id"])]
    assert copies(db, vacancy["reference"]) == {"vacancies/047": None}
    assert steps(db, who["id"], "employer")[-1] == (audit.employer(who["id"]), "employer.changed", None)


def test_an_ordinary_new_name_is_looked_at_and_a_correction_is_not(db: Database, market: Market) -> None:
    who = employer(db, market, level="phone_verified")
    vacancy, actor = submit(db, market, who), audit.employer(who["id"])
    moderation.approve(db, market, vacancy["id"], STAFF, NOW)
    moderation.rename(db, market, who["id"], "JUHUDI Works", actor, NOW)
    assert status(db, vacancy) == ("open", None)
    assert copies(db, vacancy["reference"])["vacancies/047"]["employer"] == "JUHUDI Works"
    moderation.rename(db, market, who["id"], "Baraka Works", actor, NOW)
    assert status(db, vacancy) == ("held", "changed")


@pytest.mark.parametrize("level", ["phone_verified", "trusted"])
def test_staff_rename_an_employer_and_copies_follow(db: Database, market: Market, level: str) -> None:
    who = employer(db, market, level=level, place=TOWN)
    vacancy = submit(db, market, who)
    if vacancy["status"] == "pending":
        moderation.approve(db, market, vacancy["id"], STAFF, NOW)
    moderation.rename(db, market, who["id"], "Baraka Works", STAFF, NOW)
    assert status(db, vacancy) == ("open", None)
    assert copies(db, vacancy["reference"])["vacancies/047"]["employer"] == "Baraka Works"
    assert copies(db, who["id"])["vacancies/047"]["name"] == "Baraka Works"
    assert [row["id"] for row in vacancies.by_words(db, ["baraka"])] == [vacancy["id"]]


def test_the_same_name_again_changes_nothing_and_who_is_blocked_takes_no_other(db: Database, market: Market) -> None:
    who = employer(db, market)
    actor = audit.employer(who["id"])
    assert moderation.rename(db, market, who["id"], who["name"], actor, NOW)["version"] == who["version"]
    moderation.block(db, market, who["id"], STAFF, "not_real", NOW)
    with pytest.raises(InvalidError, match="employer_blocked"):
        moderation.rename(db, market, who["id"], "Baraka Works", actor, NOW)


def test_room_for_one_more_is_known_before_it_is_posted(db: Database, market: Market) -> None:
    who = employer(db, market)
    moderation.check_room(db, who)
    moderation.check_room(db, None, 10)
    for number, level in ((11, "unknown"), (51, "phone_verified")):
        with pytest.raises(InvalidError, match="limit_reached"):
            moderation.check_room(db, None, number, level)
    for title in ("Welder", "Cook"):
        submit(db, market, who, title=title)
    with pytest.raises(InvalidError, match="limit_reached"):
        moderation.check_room(db, who)
