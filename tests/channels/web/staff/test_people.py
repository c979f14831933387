"""Staff look for people by a number alone, and each look is written down."""

from core import audit, consent, notes, officers, profiles
from core.database import Row
from tests.conversation import Service, on_sqlite
from tests.office import at_work, costs_little

PHONE = "+254712345678"


def known(service: Service, number: str = PHONE, place: str = "Kilifi North") -> Row:
    """Somebody who registered by phone."""
    service.registered(number, place=place)
    return profiles.of_phone(service.db, number)[0]


def lines(service: Service, kind: str, subject: str) -> list[str]:
    """What the audit trail tells of something, oldest first."""
    return [line["action"] for line in reversed(audit.of_subject(service.db, kind, subject))]


@on_sqlite
def test_somebody_is_found_by_their_number_or_phone_without_their_name(service: Service) -> None:
    person = known(service)
    office = at_work(service, "officer")
    office.open("/people")
    for typed in (person["reference"], "0712 345 678", PHONE):
        shown = office.send("/people", number=typed)
        assert shown.path == "/staff/people"
        assert person["reference"] in shown.text
        assert "Kilifi" in shown.text
        assert "Wanjiru" not in shown.text
        assert PHONE not in shown.text
    assert lines(service, "person", person["id"]) == ["person.searched"] * 3


@on_sqlite
def test_numbers_of_nobody_and_no_numbers_are_told_apart(service: Service) -> None:
    known(service)
    office = at_work(service, "officer")
    assert office.send("/people", number="0799 999 999").status == 404
    assert office.send("/people", number="Asha").status == 422


@on_sqlite
def test_a_look_at_a_person_is_written_down_and_shows_no_whole_phone_number(service: Service) -> None:
    person = known(service)
    office = at_work(service, "officer")
    shown = office.open(f"/people/{person['id']}")
    assert shown.title == "Asha Wanjiru"
    assert "1995" in shown.text
    assert "712345" not in shown.html
    assert lines(service, "person", person["id"]) == ["person.seen"]
    shown = office.send(f"/people/{person['id']}/number")
    assert PHONE in shown.text
    assert lines(service, "person", person["id"]) == ["person.seen", "person.number_seen"]


@on_sqlite
def test_what_somebody_applied_for_stands_on_their_page(service: Service) -> None:
    person = known(service)
    job = service.open("Mason", "7112", "003.011.kilifi", pay=1200, pay_period="day")
    service.texts()(f"APPLY {job['reference']}")
    shown = at_work(service, "officer").open(f"/people/{person['id']}")
    assert f"Mason {job['reference']}" in shown.text


@on_sqlite
def test_people_of_other_places_are_not_there_for_staff_of_a_place(service: Service) -> None:
    person, other = known(service), known(service, "+254712000002", "Langata")
    office = at_work(service, "officer", "003")
    assert office.open(f"/people/{person['id']}").status == 200
    assert office.send("/people", number=other["reference"]).status == 404
    for path in ("", "/number", "/language", "/alerts-off"):
        shown = office.send(f"/people/{other['id']}{path}") if path else office.open(f"/people/{other['id']}")
        assert shown.status == 404, path
        office.open("/people")
    assert lines(service, "person", other["id"]) == []


@on_sqlite
def test_who_is_of_no_place_yet_is_for_staff_of_the_whole_market(service: Service) -> None:
    profile = profiles.begin(service.db, service.market, PHONE, "en", service.now)
    assert at_work(service, "officer", "003").open(f"/people/{profile['id']}").status == 404
    assert at_work(service, "officer").open(f"/people/{profile['id']}").status == 200


@on_sqlite
def test_staff_change_the_language_and_end_alerts_and_both_are_written_down(service: Service) -> None:
    person = known(service)
    service.texts()("ALERTS")
    office = at_work(service, "officer")
    path = f"/people/{person['id']}"
    office.open(path)
    assert office.send(f"{path}/language", language="sw").status == 200
    office.send(f"{path}/alerts-off")
    now = profiles.by_id(service.db, person["id"])
    assert now and (now["language"], now["alerts"]) == ("sw", "off")
    assert not consent.stands(service.db, person["id"], "alerts")
    assert [line for line in lines(service, "person", person["id"]) if line != "person.seen"] == [
        "person.language",
        "person.alerts_off",
    ]


@on_sqlite
def test_who_was_erased_is_not_there_any_more(service: Service) -> None:
    person = known(service)
    profiles.erase(service.db, service.market, person, service.now)
    office = at_work(service, "officer")
    assert office.open(f"/people/{person['id']}").status == 404
    assert office.send("/people", number=person["reference"]).status == 404


@on_sqlite
def test_moderators_do_not_look_at_people(service: Service) -> None:
    person = known(service)
    office = at_work(service, "moderator")
    assert office.open(f"/people/{person['id']}").status == 403
    assert office.open("/people").status == 403


@on_sqlite
def test_what_officers_wrote_is_read_and_that_is_a_look_too(service: Service) -> None:
    person = known(service)
    amina = officers.add(service.db, service.market, "amina", ["003"], service.now)
    text = "Has tools of her own."
    notes.add(service.db, service.now, officer_id=amina["id"], profile_id=person["id"], text=text)
    office = at_work(service, "officer")
    assert f"amina: {text}" in office.open(f"/people/{person['id']}/notes").text
    assert lines(service, "person", person["id"]) == ["person.seen"]


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    person = known(service)
    office = at_work(service)
    for path in ("/people", f"/people/{person['id']}", f"/people/{person['id']}/notes"):
        service.clock.forward(120)
        assert costs_little(service, office, path)
