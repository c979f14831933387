"""Help on a phone: a call from the office, and numbers of who helps."""

from tests.conversation import Service, on_sqlite


def test_a_call_is_asked_for_once(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home", "Help", "Please call me")
    assert asha.sees("Saved. Somebody from the office will call this number.")
    asha.choose("Home", "Help", "Please call me")
    [wish] = service.rows("call_request", "id")
    assert (wish["phone"], wish["language"], wish["done_at"]) == (asha.number, "en", None)
    assert service.count("event", "kind = 'call.asked'") == 1


@on_sqlite
def test_every_helpline_of_the_market_can_be_read(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home", "Help", "Help in trouble")
    read = asha.screen.text
    while asha.screen.digit("More") == "98":
        read += asha.answer("98").text
    for line in service.market.helplines:
        assert line.phone in read


@on_sqlite
def test_how_it_works_leads_back(service: Service) -> None:
    asha = service.registered()
    asha.choose("Home", "Help")
    before = asha.screen.text
    asha.choose("How it works")
    while asha.screen.text != before:
        asha.answer("0")
