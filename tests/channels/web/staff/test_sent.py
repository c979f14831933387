"""Messages for staff: what was sent, what it cost whom; never the words of an answer, never a whole number."""

import re
from typing import Any

from messages import outbox, sending
from tests.alerting import phone
from tests.conversation import DAY, Service, on_sqlite
from tests.core import makers
from tests.office import at_work
from tests.outgoing import FakeGateway, Text


def put(service: Service, number: int, purpose: str = "alert", **values: Any) -> None:
    options: dict[str, Any] = {"not_after": service.now + DAY, "priority": outbox.ALERT, "unit": "kenya", **values}
    outbox.put(
        service.db, service.now, phone(number), Text(f"Words {number}"), purpose, "en", dedupe=f"m{number}", **options
    )


@on_sqlite
def test_what_was_sent_stands_by_purpose_and_state_with_its_cost(service: Service) -> None:
    for number in range(5):
        put(service, number)
    put(service, 9, "status", priority=outbox.REPLY)
    sending.drain(service.db, FakeGateway(), service.market, service.clock, limit=4)
    shown = at_work(service, "analyst").open("/messages")
    assert "job alert went out 3 3 KES 2.40" in shown.text
    assert "job alert waiting 2 2 KES 0.00" in shown.text
    assert "status went out 1 1 KES 0.80" in shown.text
    assert "Kenya KES 3.20 no limit" in shown.text


@on_sqlite
def test_neither_numbers_nor_words_are_shown(service: Service) -> None:
    put(service, 7, "status", priority=outbox.REPLY)
    html = at_work(service).open("/messages").html
    assert "Words 7" not in html
    assert phone(7) not in html
    assert phone(7).removeprefix("+") not in html


@on_sqlite
def test_the_list_goes_on_page_by_page_and_misses_none(service: Service) -> None:
    for number in range(60):
        put(service, number)
    office = at_work(service)
    path, pages, rows = "/messages", 0, 0
    while path:
        shown = office.open(path)
        rows += len(re.findall(r"<tr><td>\d+ Nov", shown.html))
        pages += 1
        older = re.search(r"/staff(/messages\?before=\d+)", shown.html)
        path = older[1] if older else ""
    assert (pages, rows) == (3, 60)


@on_sqlite
def test_staff_of_a_county_see_messages_of_its_people_alone(service: Service) -> None:
    here = makers.person(service.db, service.market, phone(1))
    there = makers.person(service.db, service.market, phone(2), place=makers.ELSEWHERE)
    put(service, 1, profile_id=here["id"])
    put(service, 2, "status", profile_id=there["id"])
    put(service, 3, "status")
    shown = at_work(service, "analyst", "047").open("/messages")
    assert "job alert waiting 1" in shown.text
    assert "status" not in shown.text
    assert "What it costs this month" not in shown.text, "the unit is wider than the county"


@on_sqlite
def test_since_when_messages_wait_is_told(service: Service) -> None:
    put(service, 1)
    service.clock.forward(7200)
    shown = at_work(service).open("/messages")
    assert re.search(r"waits since 18 Nov 2026", shown.text), shown.text


@on_sqlite
def test_who_may_not_see_messages_does_not(service: Service) -> None:
    assert at_work(service, "officer").open("/messages").status == 403
