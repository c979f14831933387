"""Staff decide on what tablets sent and is not shown: one key each, and then the next."""

from typing import Any

from core import audit, officers, profiles
from core.database import Row
from sync import devices, quarantine
from tests.conversation import Service, on_sqlite
from tests.office import at_work, costs_little

PHONE = "+254712345678"


def known(service: Service, number: str = PHONE, place: str = "Kilifi North") -> Row:
    service.registered(number, place=place)
    return profiles.of_phone(service.db, number)[0]


def tablet(service: Service, name: str = "amina", place: str = "003") -> devices.Device:
    officer = officers.by_name(service.db, name) or officers.add(service.db, service.market, name, [place], service.now)
    code = devices.invite(service.db, officer["id"], service.now)
    token = devices.enrol(service.db, code, service.now, "10.0.0.1", "test").token
    found = devices.of_token(service.db, token, service.now)
    assert found
    return found


def kept(service: Service, person: Row | None, field: str = "name", value: Any = "Asha W", **more: Any) -> str:
    """A value that a tablet sent and that lost; with no person, one that is not known here. Returns its id."""
    service.clock.forward(60)
    document = person["id"] if person else "01a21562-4952-738c-90dc-2a8fa9aa2305"
    about = {"collection": "profiles", "document": document, "base": 1, "reason": "both_changed", **more}
    shown = person[field] if person and field else None
    device = tablet(service)
    with service.db.transaction():
        quarantine.keep(
            service.db, device, service.now, value=value, field=field, shown=shown, profile_id=document, **about
        )
    return str(service.rows("quarantine", "at, id")[-1]["id"])


def lines(service: Service, conflict: str) -> list[str]:
    return [line["action"] for line in reversed(audit.of_subject(service.db, "conflict", conflict))]


@on_sqlite
def test_what_was_sent_is_put_beside_what_is_shown(service: Service) -> None:
    conflict = kept(service, known(service))
    office = at_work(service, "officer")
    assert "things that tablets sent and that are not shown: 1" in office.open("/").text
    assert f"/staff/conflicts/{conflict}" in office.open("/conflicts").links()
    shown = office.open(f"/conflicts/{conflict}")
    assert "Name Asha W Asha Wanjiru" in shown.text
    assert "Somebody else changed the same" in shown.text


@on_sqlite
def test_a_value_is_shown_after_all_once(service: Service) -> None:
    person = known(service)
    conflict = kept(service, person)
    office = at_work(service, "officer")
    office.open(f"/conflicts/{conflict}")
    assert office.send(f"/conflicts/{conflict}/decide", decision="accept").path == "/staff/conflicts"
    now = profiles.by_id(service.db, person["id"])
    assert now and now["name"] == "Asha W"
    office.open(f"/conflicts/{conflict}")
    assert office.send(f"/conflicts/{conflict}/decide", decision="drop").status == 422
    assert lines(service, conflict) == ["conflict.accepted"]


@on_sqlite
def test_after_a_decision_comes_the_next_that_waits(service: Service) -> None:
    person = known(service)
    first, second = kept(service, person), kept(service, person, "birth_year", 1994)
    office = at_work(service, "officer")
    office.open(f"/conflicts/{first}")
    assert office.send(f"/conflicts/{first}/decide", decision="drop").path == f"/staff/conflicts/{second}"
    office.send(f"/conflicts/{second}/decide", decision="send_back", why="Is 1994 on the card?")
    rows = {row["id"]: (row["state"], row["why"]) for row in service.rows("quarantine", "id")}
    assert rows == {first: ("dropped", ""), second: ("sent_back", "Is 1994 on the card?")}
    assert (lines(service, first), lines(service, second)) == (["conflict.dropped"], ["conflict.sent_back"])
    assert "Nothing waits here." in office.open("/conflicts").text


@on_sqlite
def test_nothing_is_decided_without_a_button(service: Service) -> None:
    conflict = kept(service, known(service))
    office = at_work(service, "officer")
    office.open(f"/conflicts/{conflict}")
    assert office.send(f"/conflicts/{conflict}/decide").status == 422
    assert service.rows("quarantine", "id")[0]["state"] == "waiting"


@on_sqlite
def test_nobody_speaks_for_a_person_who_said_otherwise(service: Service) -> None:
    person = known(service)
    conflict = kept(service, person, reason="own_word")
    office = at_work(service, "officer")
    assert "Show what was sent" not in office.open(f"/conflicts/{conflict}").text
    shown = office.send(f"/conflicts/{conflict}/decide", decision="accept")
    assert shown.status == 422
    assert "nobody speaks for them" in shown.text
    assert lines(service, conflict) == []


@on_sqlite
def test_the_places_of_the_person_say_who_decides_else_those_of_the_officer(service: Service) -> None:
    here, there = kept(service, known(service)), kept(service, known(service, "+254712000002", "Langata"))
    unknown = kept(service, None, field="", value={"name": "Zawadi"}, reason="consent_missing")
    office = at_work(service, "officer", "003")
    links = office.open("/conflicts").links()
    assert [f"/staff/conflicts/{each}" in links for each in (here, there, unknown)] == [True, False, True]
    assert "things that tablets sent and that are not shown: 2" in office.open("/").text
    assert office.open(f"/conflicts/{there}").status == 404
    office.open("/conflicts")
    office.open(f"/conflicts/{here}")
    assert office.send(f"/conflicts/{there}/decide", decision="drop").status == 404
    assert lines(service, there) == []
    assert f"/staff/conflicts/{unknown}" not in at_work(service, "officer", "047").open("/conflicts").links()


@on_sqlite
def test_more_than_a_page_of_conflicts_is_read_on(service: Service) -> None:
    person = known(service)
    made = [kept(service, person, value=f"Asha {number}") for number in range(30)]
    office = at_work(service, "officer")
    first = office.open("/conflicts").links()
    more = next(link for link in first if "after=" in link)
    second = office.open(more.removeprefix("/staff")).links()
    listed = [link for link in (*first, *second) if link.split("/")[-1] in made]
    assert listed == [f"/staff/conflicts/{each}" for each in made]


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    person = known(service)
    conflict = [kept(service, person, value=f"Asha {number}") for number in range(30)][0]
    office = at_work(service)
    for path in ("/conflicts", f"/conflicts/{conflict}"):
        service.clock.forward(120)
        assert costs_little(service, office, path)


@on_sqlite
def test_a_look_at_what_concerns_a_person_is_written_down(service: Service) -> None:
    person = known(service)
    at_work(service, "officer").open(f"/conflicts/{kept(service, person)}")
    assert [line["action"] for line in audit.of_subject(service.db, "person", person["id"])] == ["person.seen"]
