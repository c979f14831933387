"""Staff read what they must know, and call who asked to be called."""

import re
from pathlib import Path

import pytest

from channels.web.staff import notices as pages
from core import audit, calls
from messages import notices
from tests.conversation import PACKS, Service, on_sqlite
from tests.office import at_work, costs_little

PHONE = "+254712345678"


def told(service: Service, code: str = "credit_low", kind: str = "credit", subject: str = "it", **values: str) -> int:
    """A notice that waits."""
    with service.db.transaction():
        notices.tell(service.db, service.now, kind, subject, code, **values)
    return int(notices.waiting(service.db)[-1]["id"])


@on_sqlite
def test_a_notice_is_read_and_ticked_off_once(service: Service) -> None:
    notice = told(service, gateway="kannel", amount="12.50")
    office = at_work(service, "moderator")
    assert "notices to read: 1" in office.open("/").text
    assert "The credit at the gateway kannel will not last for long: 12.50 are left." in office.open("/notices").text
    for _turn in range(2):
        assert "There is nothing to read." in office.send(f"/notices/{notice}/done").text
    assert [line["action"] for line in audit.of_subject(service.db, "notice", str(notice))] == ["notice.done"]


@on_sqlite
def test_notices_of_no_unit_are_for_staff_of_the_whole_market(service: Service) -> None:
    notice = told(service, gateway="kannel", amount="12.50")
    office = at_work(service, "moderator", "003")
    assert "There is nothing to read." in office.open("/notices").text
    assert office.send(f"/notices/{notice}/done").status == 404


@on_sqlite
def test_an_unknown_notice_is_shown_as_it_is(service: Service) -> None:
    told(service, code="something_new", size="3")
    assert "something_new" in at_work(service).open("/notices").text


def test_every_code_that_is_told_anywhere_has_a_sentence() -> None:
    codes = set()
    for folder in ("core", "messages", "sync", "channels"):
        for file in (PACKS / folder).rglob("*.py"):
            for call in re.findall(
                r"(?:notices\.tell|[^_]tell_staff)\(([^()]*(?:\([^()]*\)[^()]*)*)\)", file.read_text()
            ):
                codes |= _codes(file, call)
    assert {"gateway_stopped", "message_abuse", "budget_spent"} <= codes
    assert codes <= set(pages.SENTENCES), f"no sentence for {codes - set(pages.SENTENCES)}"


def _codes(file: Path, call: str) -> set[str]:
    """The code in a call: the fifth value of `notices.tell`, or what `tell_staff` puts behind "message_"."""
    words = re.findall(r'f?"([a-z_]+)"', call)
    if file.name == "wishes.py":
        return {f"message_{word}" for word in words}
    return set(words[1:2])


@on_sqlite
def test_who_asked_for_a_call_is_called_once_and_the_number_is_shown_when_asked_for(service: Service) -> None:
    service.registered(PHONE)
    service.texts(PHONE)("CALL ME")
    [call] = service.rows("call_request", "id")
    office = at_work(service, "officer")
    assert "people who asked to be called: 1" in office.open("/").text
    shown = office.open("/calls")
    assert PHONE not in shown.html
    assert "******678" in shown.text
    assert PHONE in office.send(f"/calls/{call['id']}/number").text
    assert "Nobody waits for a call." in office.send(f"/calls/{call['id']}/done").text
    assert office.send(f"/calls/{call['id']}/done").status == 404
    assert [line["action"] for line in reversed(audit.of_subject(service.db, "call", call["id"]))] == [
        "call.number_seen",
        "call.done",
    ]


@on_sqlite
@pytest.mark.parametrize(("county", "sees"), [("003", True), ("047", False)])
def test_staff_of_a_place_call_people_of_that_place(service: Service, county: str, sees: bool) -> None:
    service.registered(PHONE)
    service.texts(PHONE)("CALL ME")
    [call] = service.rows("call_request", "id")
    office = at_work(service, "officer", county)
    assert ("******678" in office.open("/calls").text) == sees
    assert ("asked to be called" in office.open("/").text) == sees
    assert (office.send(f"/calls/{call['id']}/number").status == 200) == sees


@on_sqlite
def test_who_is_not_registered_is_called_by_staff_of_the_whole_market(service: Service) -> None:
    service.texts(PHONE)("CALL ME")
    assert "not registered" in at_work(service, "officer").open("/calls").text
    assert "Nobody waits for a call." in at_work(service, "officer", "003").open("/calls").text


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    for number in range(30):
        told(service, gateway="kannel", amount="1", subject=str(number))
        calls.ask(service.db, f"+2547330000{number:02}", None, "sw", service.now)
    office = at_work(service)
    for path in ("/notices", "/calls"):
        service.clock.forward(120)
        assert costs_little(service, office, path)
