"""Job orders from tablets."""

from typing import Any
from uuid import uuid4

import pytest

from core import audit, employers, job_orders, moderation, officers, trust, vacancies
from core.database import Database, Row
from core.market import Market
from messages import opt_outs, quiet
from sync import conflicts, devices, quarantine
from sync.writers import job_orders as job_order_writer
from tests import tablet as tablets
from tests.alerting import at
from tests.conversation import Service, on_sqlite
from tests.core.makers import DAY, ELSEWHERE, LORRY_DRIVER, NOW, PHONE, TOWN, WELDER, copies
from tests.sync.makers import Tablet, new_id, tablet, waiting

ORDER: dict[str, Any] = {
    "employer": "Juhudi Works",
    "phone": "0712 345 678",
    "contact_name": "Asha Juma",
    "title": "Welder for gates",
    "occupation": WELDER,
    "place": TOWN,
    "posts": 2,
    "pay": 900,
    "pay_period": "day",
    "skills": ["driving-b1"],
    "starts_on": "2026-11-30",
    "deadline": NOW + 14 * DAY,
}
STAFF = audit.staff("s-1")


@pytest.fixture
def amina(db: Database, market: Market) -> Tablet:
    """A tablet of an officer in the capital."""
    return tablet(db, market)


@pytest.fixture
def order(amina: Tablet) -> str:
    """An order that waits for staff."""
    order = new_id()
    amina.send("job_orders", order, 0, **ORDER)
    return order


def vacancy_of(db: Database, order: str) -> Row:
    standing = job_orders.by_id(db, order)
    assert standing
    return vacancies.by_id(db, standing["vacancy_id"])


def known(db: Database, market: Market, **fields: Any) -> Row:
    """An employer whom the phone of the order reaches already."""
    told = {"name": "Juhudi Works", "place": TOWN, "sector": "repair", "phone": PHONE}
    return employers.add(db, market, NOW, **{**told, **fields})


def sent(db: Database) -> list[tuple[str, str]]:
    """Who was sent what."""
    rows = db.all("SELECT phone, purpose FROM outbox JOIN message_text ON message_text.id = text_id ORDER BY outbox.id")
    return [(row["phone"], row["purpose"]) for row in rows]


def test_an_order_makes_an_employer_and_a_vacancy_that_waits(db: Database, amina: Tablet) -> None:
    order = new_id()
    result = amina.send("job_orders", order, 0, **ORDER)
    vacancy = vacancy_of(db, order)
    assert result == {
        "n": 1,
        "status": "applied",
        "version": 1,
        "set": {
            "phone": PHONE,
            "sector": "repair",
            "contact": "service",
            "status": "pending",
            "vacancy_id": vacancy["reference"],
            "officer_id": amina.device.officer_id,
        },
    }
    assert (vacancy["source"], vacancy["title"], vacancy["posts"], vacancy["pay"]) == ("tablet", ORDER["title"], 2, 900)
    employer = employers.of_phone(db, PHONE)
    assert employer
    assert (employer["name"], employer["contact_name"], employer["level"]) == ("Juhudi Works", "Asha Juma", "unknown")
    shown = amina.shown("job_orders", order)
    assert {**shown, **{name: ORDER[name] for name in ("phone",)}}.items() >= ORDER.items()


def test_what_an_officer_posts_is_on_record(db: Database, amina: Tablet, order: str) -> None:
    vacancy, who = vacancy_of(db, order), audit.officer(amina.device.officer_id)
    assert [(line["actor"], line["action"]) for line in audit.of_subject(db, "vacancy", vacancy["id"])] == [
        (who, "vacancy.added")
    ]
    [line] = audit.of_subject(db, "employer", vacancy["employer_id"])
    assert (line["actor"], line["action"]) == (who, "employer.added")


def test_a_new_employer_is_asked_whether_the_number_is_theirs(db: Database, amina: Tablet, order: str) -> None:
    assert sent(db) == [(PHONE, "confirm_employer")]
    amina.send("job_orders", new_id(), 0, **{**ORDER, "title": "Cook", "occupation": "5120"})
    assert sent(db) == [(PHONE, "confirm_employer")]


def test_nobody_is_asked_at_a_quiet_hour(db: Database, market: Market, amina: Tablet) -> None:
    amina.now = at(market, "2026-11-18 22:00")
    amina.send("job_orders", new_id(), 0, **{**ORDER, "deadline": amina.now + DAY})
    [row] = db.all("SELECT not_before FROM outbox")
    assert row["not_before"] == quiet.open_from(market, market.unit_of(TOWN).code, amina.now) > amina.now


def test_a_number_that_wants_no_texts_is_not_asked(db: Database, market: Market, amina: Tablet) -> None:
    opt_outs.stop(db, market, PHONE, NOW, "sms")
    amina.send("job_orders", new_id(), 0, **ORDER)
    assert sent(db) == []


def test_a_flood_of_orders_texts_no_crowd_and_still_waits_for_staff(db: Database, amina: Tablet) -> None:
    for number in range(job_order_writer.MOST_ASKED + 5):
        order = {**ORDER, "employer": f"Works {number}", "phone": f"+2547120{number:05}", "place": TOWN}
        assert amina.send("job_orders", new_id(), 0, **order)["status"] == "applied"
    assert len(sent(db)) == job_order_writer.MOST_ASKED
    amina.now += DAY + 1
    amina.send("job_orders", new_id(), 0, **{**ORDER, "employer": "Works tomorrow"})
    assert len(sent(db)) == job_order_writer.MOST_ASKED + 1


def test_who_is_known_by_the_phone_keeps_their_own_name(db: Database, market: Market, amina: Tablet) -> None:
    theirs = known(db, market, name="Juhudi Motors", level="document_verified")
    order = new_id()
    result = amina.send("job_orders", order, 0, **ORDER)
    assert (result["status"], result["lost"], result["set"]["employer"]) == ("conflict", ["employer"], "Juhudi Motors")
    assert waiting(db) == [("employer", "Juhudi Works", "both_changed")]
    assert result["set"]["status"] == "pending"  # whoever brings their phone number is not yet theirs
    assert vacancy_of(db, order)["employer_id"] == theirs["id"]
    assert amina.shown("job_orders", order)["contact_name"] == "Asha Juma"  # which was not known
    assert sent(db) == []


def test_a_name_in_another_spelling_is_no_conflict(db: Database, market: Market, amina: Tablet) -> None:
    known(db, market)
    result = amina.send("job_orders", new_id(), 0, **{**ORDER, "employer": "JUHUDI works"})
    assert (result["status"], result["set"]["employer"]) == ("applied", "Juhudi Works")


def test_the_same_order_twice_is_one_vacancy(db: Database, market: Market, amina: Tablet, order: str) -> None:
    again = amina.another().send("job_orders", order, 0, **ORDER)
    assert (again["status"], again["version"], again["set"]["phone"]) == ("applied", 1, PHONE)
    assert db.all("SELECT count(*) AS count FROM vacancy") == [{"count": 1}]
    moderation.approve(db, market, vacancy_of(db, order)["id"], STAFF, NOW)
    assert amina.another().send("job_orders", order, 0, **ORDER)["set"]["status"] == "open"
    assert waiting(db) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"deadline": NOW - 1}, "deadline_passed"), ({"posts": 11}, "limit_reached")],
)
def test_what_cannot_be_posted_is_refused_with_its_reason_and_kept(
    db: Database, amina: Tablet, change: Row, reason: str
) -> None:
    order = new_id()
    assert amina.send("job_orders", order, 0, **{**ORDER, **change})["reason"] == reason
    assert amina.held("job_orders", order) is None
    assert employers.of_phone(db, PHONE) is None
    [(field, value, why)] = waiting(db)
    assert (field, value["title"], why) == ("", ORDER["title"], reason)


def test_a_blocked_employer_posts_nothing_through_an_officer(db: Database, market: Market, amina: Tablet) -> None:
    moderation.block(db, market, known(db, market)["id"], STAFF, "not_real", NOW)
    assert amina.send("job_orders", new_id(), 0, **ORDER)["reason"] == "employer_blocked"


def test_one_order_too_many_is_accepted_by_staff_once_the_employer_may(
    db: Database, market: Market, amina: Tablet, order: str
) -> None:
    amina.send("job_orders", new_id(), 0, **{**ORDER, "title": "Cook", "occupation": "5120"})
    third = new_id()
    refused = amina.send("job_orders", third, 0, **{**ORDER, "title": "Guard", "occupation": "5414"})
    assert refused["reason"] == "limit_reached"
    [conflict] = quarantine.waiting(db)
    with pytest.raises(Exception, match="limit_reached") as error:
        conflicts.accept(db, market, conflict, STAFF, NOW)
    assert error.value.values["most"] == trust.LIMITS["unknown"].open_vacancies  # type: ignore[attr-defined]
    moderation.set_level(db, vacancy_of(db, order)["employer_id"], "phone_verified", STAFF, NOW)
    conflicts.accept(db, market, conflict, STAFF, NOW)
    assert amina.shown("job_orders", third)["officer_id"] == amina.device.officer_id
    assert audit.of_subject(db, "vacancy", vacancy_of(db, third)["id"])[-1]["actor"] == STAFF


def test_a_doubtful_one_is_held_and_the_tablet_is_told(db: Database, amina: Tablet) -> None:
    scam = {**ORDER, "title": "Work in Dubai, pay registration fee by Mpesa first", "pay": 9000}
    result = amina.send("job_orders", new_id(), 0, **scam)
    assert (result["set"]["status"], result["set"]["reason"]) == ("held", "flags")


def test_an_order_lacks_nothing_that_it_needs(amina: Tablet) -> None:
    result = amina.send("job_orders", new_id(), 0, title="Welder", phone="12")
    needed = dict.fromkeys(("employer", "occupation", "place", "deadline"), "required")
    assert result["invalid"] == {**needed, "phone": "malformed_phone"}
    far = amina.send("job_orders", new_id(), 0, **{**ORDER, "deadline": NOW + 367 * DAY})
    assert (far["reason"], far["invalid"]) == ("invalid", {"deadline": "out_of_range"})
    assert amina.send("job_orders", new_id(), 3, **ORDER)["reason"] == "gone"
    assert amina.remove("job_orders", new_id(), 0)["reason"] == "unknown_document"


@pytest.mark.parametrize(
    ("change", "invalid", "lost"),
    [
        ({"pay_period": None}, {"pay_period": "required"}, ["pay", "pay_period"]),
        ({"pay": 2**31 - 1}, {"pay": "out_of_range"}, ["pay", "pay_period"]),
        ({"contact": "visit"}, {"contact_detail": "required"}, ["contact", "contact_detail"]),
        (
            {"contact": "call", "contact_detail": "at the gate"},
            {"contact_detail": "malformed_phone"},
            ["contact", "contact_detail"],
        ),
    ],
)
def test_fields_that_say_nothing_without_each_other_are_left_out_and_kept(
    db: Database, amina: Tablet, change: Row, invalid: Row, lost: list[str]
) -> None:
    order = new_id()
    result = amina.send("job_orders", order, 0, **{**ORDER, **change})
    assert (result["status"], result["invalid"], result["lost"]) == ("conflict", invalid, lost)
    shown = amina.shown("job_orders", order)
    empty = {"contact": "service"}
    assert [shown[name] for name in lost] == [empty.get(name) for name in lost]
    assert {field for field, _value, _why in waiting(db)} == set(lost)


def test_while_it_waits_its_officer_changes_it(db: Database, amina: Tablet, order: str) -> None:
    result = amina.send(
        "job_orders", order, 1, title="Welder", place=ELSEWHERE, pay=None, skills={"add": ["fixes pumps"]}, mood="glad"
    )
    assert (result["status"], result["set"]) == ("applied", {"pay_period": None})
    vacancy, shown = vacancy_of(db, order), amina.shown("job_orders", order)
    assert (vacancy["title"], vacancy["place"], vacancy["pay"], vacancy["status"]) == (
        "Welder",
        ELSEWHERE,
        None,
        "pending",
    )
    assert (shown["skills"], shown["mood"], shown["version"]) == (
        ["driving-b1", "fixes pumps"],
        "glad",
        result["version"],
    )
    [line] = audit.of_subject(db, "vacancy", vacancy["id"])[:1]
    assert (line["actor"], line["action"]) == (audit.officer(amina.device.officer_id), "vacancy.changed")
    assert amina.send("job_orders", order, result["version"], title="Welders", posts=3)["status"] == "applied"


def test_whom_it_is_for_is_told_once(db: Database, amina: Tablet, order: str) -> None:
    result = amina.send("job_orders", order, 1, phone="0799 999 999", title="Welder")
    assert (result["invalid"], result["lost"]) == ({"phone": "fixed"}, ["phone"])
    assert amina.shown("job_orders", order)["title"] == "Welder"


def test_two_tablets_of_one_officer_merge(db: Database, amina: Tablet, order: str) -> None:
    other = amina.another()
    other.send("job_orders", order, 1, posts=4)
    result = amina.send("job_orders", order, 1, posts=3, pay=1000)
    assert (result["lost"], result["set"]["posts"]) == (["posts"], 4)
    assert amina.shown("job_orders", order)["pay"] == 1000


def test_what_staff_changed_meanwhile_is_a_conflict(db: Database, market: Market, amina: Tablet, order: str) -> None:
    moderation.edit(db, market, vacancy_of(db, order)["id"], STAFF, NOW, title="Gate welder")
    result = amina.send("job_orders", order, 1, title="Welder", pay=1000)
    decided = {"status": "pending", "reason": None, "vacancy_id": vacancy_of(db, order)["reference"]}
    assert (result["lost"], result["set"]) == (["title"], {**decided, "title": "Gate welder"})
    assert waiting(db) == [("title", "Welder", "both_changed")]
    [conflict] = quarantine.waiting(db)
    conflicts.accept(db, market, conflict, STAFF, NOW)
    assert vacancy_of(db, order)["title"] == amina.shown("job_orders", order)["title"] == "Welder"


def test_once_the_office_has_looked_a_change_is_for_staff(
    db: Database, market: Market, amina: Tablet, order: str
) -> None:
    moderation.approve(db, market, vacancy_of(db, order)["id"], STAFF, NOW)
    result = amina.send("job_orders", order, 1, pay=1200, mood="glad")
    assert (result["status"], result["lost"]) == ("conflict", ["pay"])
    assert (result["set"]["pay"], result["set"]["status"]) == (900, "open")
    assert waiting(db) == [("pay", 1200, "not_pending")]
    [conflict] = quarantine.waiting(db)
    conflicts.accept(db, market, conflict, STAFF, NOW)
    shown = amina.shown("job_orders", order)
    assert (shown["pay"], shown["status"], shown["mood"]) == (1200, "open", "glad")


def test_a_change_that_may_not_be_is_refused_whole(db: Database, amina: Tablet, order: str) -> None:
    assert amina.send("job_orders", order, 1, posts=11, title="Welder")["reason"] == "limit_reached"
    assert amina.send("job_orders", order, 1, deadline=NOW - 1)["reason"] == "deadline_passed"
    assert (vacancy_of(db, order)["posts"], vacancy_of(db, order)["title"]) == (2, ORDER["title"])


def test_one_that_waits_is_withdrawn(db: Database, amina: Tablet, order: str) -> None:
    assert amina.remove("job_orders", order, 1)["status"] == "applied"
    assert vacancy_of(db, order)["status"] == "closed"
    assert amina.held("job_orders", order) is None
    assert amina.remove("job_orders", order, 2)["status"] == "applied"
    assert amina.send("job_orders", order, 1, title="Welder")["reason"] == "gone"


def test_one_that_people_see_is_not_withdrawn_by_an_officer_alone(
    db: Database, market: Market, amina: Tablet, order: str
) -> None:
    moderation.approve(db, market, vacancy_of(db, order)["id"], STAFF, NOW)
    assert amina.remove("job_orders", order, 2)["reason"] == "not_pending"
    assert vacancy_of(db, order)["status"] == "open"
    [conflict] = quarantine.waiting(db)
    conflicts.accept(db, market, conflict, "administrator", NOW)
    assert vacancy_of(db, order)["status"] == "closed"
    [line] = audit.of_subject(db, "vacancy", vacancy_of(db, order)["id"])[:1]
    assert (line["actor"], line["action"]) == ("staff:administrator", "vacancy.closed")


def test_one_that_has_ended_only_leaves_the_tablet(db: Database, market: Market, amina: Tablet, order: str) -> None:
    moderation.refuse(db, market, vacancy_of(db, order)["id"], STAFF, "pay_unclear", NOW)
    assert amina.shown("job_orders", order)["reason"] == "pay_unclear"
    assert amina.remove("job_orders", order, 2)["status"] == "applied"
    assert vacancy_of(db, order)["status"] == "refused"
    assert copies(db, order) == {f"caseload/{amina.device.officer_id}": None}


def test_an_order_of_another_officer_is_out_of_scope(db: Database, market: Market, order: str) -> None:
    baraka = tablet(db, market, "baraka")
    assert baraka.send("job_orders", order, 1, title="Mine")["reason"] == "not_in_scope"
    assert baraka.send("job_orders", order, 0, **ORDER)["reason"] == "not_in_scope"
    assert baraka.remove("job_orders", order, 1)["reason"] == "not_in_scope"
    assert baraka.held("job_orders", order) is None


def test_staff_accept_other_work_in_the_place_of_what_stands(
    db: Database, market: Market, amina: Tablet, order: str
) -> None:
    moderation.hold(db, market, vacancy_of(db, order)["id"], STAFF, "pay_unclear", NOW)
    amina.send("job_orders", order, 2, occupation=LORRY_DRIVER)
    [conflict] = quarantine.waiting(db)
    conflicts.accept(db, market, conflict, STAFF, NOW)
    assert vacancy_of(db, order)["occupation"] == LORRY_DRIVER


@on_sqlite
def test_an_order_posted_without_signal_is_followed_on_the_tablet(service: Service) -> None:
    officer = officers.add(service.db, service.market, "amina", ["047"], service.now)
    held = tablets.Tablet(tablets.ClientLine(service.client), uuid4, "copy000001")
    held.enrol(devices.invite(service.db, officer["id"], service.now))
    held.sync()
    order = held.create("job_orders", **{**ORDER, "deadline": service.now + 14 * DAY})
    held.sync()
    shown = held.seen("job_orders", order)
    assert shown
    assert (shown["status"], shown["phone"]) == ("pending", PHONE)
    assert tablets.unlike(service.db, held) == {}
    vacancy = vacancies.by_reference(service.db, shown["vacancy_id"])
    moderation.approve(service.db, service.market, vacancy["id"], STAFF, service.now)
    held.sync()
    assert held.documents("job_orders")[order]["status"] == "open"
    assert vacancy["reference"] in held.documents("vacancies")
    held.remove("job_orders", order)
    held.change("job_orders", order, pay=1200)
    held.sync()
    assert [each["reason"] for each in held.results if each["status"] == "refused"] == ["not_pending"]
    assert held.documents("job_orders")[order]["pay"] == 900
    assert tablets.unlike(service.db, held) == {}
