"""Staff look after officers and tablets: who there is, a code for a new tablet, the end of a lost one."""

import re

from core import audit, officers
from core.database import Row
from sync import devices
from tests.conversation import DAY, Service, on_sqlite
from tests.office import Office, at_work, costs_little


def officer(service: Service, name: str = "amina", *places: str) -> Row:
    return officers.add(service.db, service.market, name, places or ("003",), service.now)


def let_in(service: Service, code: str) -> devices.Device:
    """A tablet with this code."""
    token = devices.enrol(service.db, code, service.now, "10.0.0.1", "Fursa 1").token
    found = devices.of_token(service.db, token, service.now)
    assert found
    return found


def tablet(service: Service, of: Row, unsent: int = 0) -> devices.Device:
    found = let_in(service, devices.invite(service.db, of["id"], service.now))
    devices.seen(service.db, found, service.now, unsent, None, None)
    return found


def lines(service: Service, kind: str, subject: str) -> list[str]:
    return [line["action"] for line in reversed(audit.of_subject(service.db, kind, subject))]


def code_on(office: Office) -> str:
    found = re.search(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})</code>", office.page.html)
    assert found, office.page.text
    return found[1]


@on_sqlite
def test_an_officer_is_added_and_gets_a_code_that_lets_a_tablet_in(service: Service) -> None:
    office = at_work(service)
    office.open("/devices")
    shown = office.send("/officers/new", name="amina", places="Kilifi")
    assert shown.title == "amina"
    added = officers.by_name(service.db, "amina")
    assert added and added["places"] == ["003"]
    office.send(f"/officers/{added['id']}/code")
    assert "<svg" in office.page.html
    code = code_on(office)
    assert code not in office.open(f"/officers/{added['id']}").html
    assert let_in(service, code).officer_id == added["id"]
    assert lines(service, "officer", added["id"]) == ["officer.added", "device.invited"]


@on_sqlite
def test_what_cannot_be_added_is_told_beside_the_form(service: Service) -> None:
    officer(service)
    office = at_work(service)
    office.open("/devices")
    for fields, told in (
        ({"name": "amina", "places": "Kilifi"}, "an officer of this name already"),
        ({"name": "", "places": "Kilifi"}, "type a short name"),
        ({"name": "brian", "places": ""}, "in which places"),
        ({"name": "brian", "places": "Atlantis Nowhere"}, "did not find"),
    ):
        shown = office.send("/officers/new", **fields)
        assert shown.status == 422
        assert told in shown.text
    assert service.count("officer") == 1


@on_sqlite
def test_the_list_tells_when_tablets_were_here_and_what_waits_on_them(service: Service) -> None:
    tablet(service, officer(service), unsent=7)
    officer(service, "brian", "047")
    office = at_work(service)
    shown = office.open("/devices")
    assert "amina Kilifi last here" in shown.text
    assert "7 unsent" in shown.text
    assert "brian Nairobi none" in shown.text


@on_sqlite
def test_tablets_that_stay_away_with_unsent_work_wait_on_the_first_page(service: Service) -> None:
    tablet(service, officer(service), unsent=7)
    office = at_work(service, "officer", "003")
    assert "unsent work" not in office.open("/").text
    service.clock.forward(3 * DAY)
    service.clock.forward(60)
    office = at_work(service, "officer", "003", name="later")
    assert "tablets with unsent work that were not here for two days: 1" in office.open("/").text
    assert "amina" in office.open("/devices/unsent").text
    assert "unsent work" not in at_work(service, "officer", "047", name="elsewhere").open("/").text


@on_sqlite
def test_a_lost_tablet_is_shut_out_after_a_question(service: Service) -> None:
    lost = tablet(service, officer(service), unsent=3)
    office = at_work(service)
    shown = office.open(f"/devices/{lost.id}/revoke")
    assert "3 unsent" in shown.text
    office.send(f"/devices/{lost.id}/revoke")
    assert lines(service, "device", lost.id) == []
    for _turn in range(2):
        office.send(f"/devices/{lost.id}/revoke", sure="yes")
    assert devices.all(service.db)[0]["state"] == "revoked"
    assert lines(service, "device", lost.id) == ["device.revoked"]


@on_sqlite
def test_an_officer_is_moved(service: Service) -> None:
    amina = officer(service)
    office = at_work(service)
    office.open(f"/officers/{amina['id']}")
    office.send(f"/officers/{amina['id']}/move", places="Kilifi (003), Mombasa (001)")
    assert officers.by_id(service.db, amina["id"])["places"] == ["001", "003"]
    assert lines(service, "officer", amina["id"]) == ["officer.moved"]


@on_sqlite
def test_an_officer_who_left_takes_all_tablets_along_and_gets_no_code(service: Service) -> None:
    amina = officer(service)
    tablet(service, amina)
    office = at_work(service)
    office.open(f"/officers/{amina['id']}/end")
    assert office.send(f"/officers/{amina['id']}/end", sure="yes").status == 200
    assert officers.by_id(service.db, amina["id"])["ended_at"] == service.now
    assert devices.all(service.db)[0]["state"] == "revoked"
    office.open("/devices")
    assert office.send(f"/officers/{amina['id']}/code").status == 404
    assert lines(service, "officer", amina["id"]) == ["officer.ended"]


@on_sqlite
def test_staff_of_a_place_look_after_officers_of_that_place_alone(service: Service) -> None:
    officer(service)
    both = officer(service, "brian", "003", "047")
    there = officer(service, "chege", "047")
    device = tablet(service, there)
    office = at_work(service, "officer", "003")
    shown = office.open("/devices")
    assert "amina" in shown.text
    assert "brian" not in shown.text
    for who in (both, there):
        assert office.open(f"/officers/{who['id']}").status == 404
        for path, fields in (("move", {"places": "Kilifi"}), ("code", {}), ("end", {"sure": "yes"})):
            office.open("/devices")
            assert office.send(f"/officers/{who['id']}/{path}", **fields).status == 404
    office.open("/devices")
    assert office.send(f"/devices/{device.id}/revoke", sure="yes").status == 404
    assert devices.all(service.db)[0]["state"] == "active"
    office.open("/devices")
    assert office.send("/officers/new", name="dina", places="Nairobi (047)").status == 422
    assert office.send("/officers/new", name="dina", places="Kilifi (003)").title == "dina"


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    for number in range(30):
        last = officer(service, f"officer {number}")
        device = tablet(service, last, unsent=2)
    office = at_work(service)
    for path in ("/devices", "/devices/unsent", f"/officers/{last['id']}", f"/devices/{device.id}/revoke"):
        service.clock.forward(120)
        assert costs_little(service, office, path)
