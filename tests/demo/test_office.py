"""The office of the demo: anybody may try it, with the code that a page shows."""

from core import staff
from demo import office
from messages import readers
from tests.conversation import Service, on_sqlite
from tests.office import Office


@on_sqlite
def test_a_newcomer_signs_in_with_the_code_that_the_page_shows(service: Service) -> None:
    office.open_to_all(service.db, service.market, int(service.clock()))
    office.open_to_all(service.db, service.market, int(service.clock()))
    assert [member["name"] for member in staff.all(service.db)] == [office.NAME]
    service.app.register_blueprint(office.blueprint(service.db, service.clock))
    browser = Office(service.app, service.clock, office.NAME)
    code = browser.client.get(office.CODE).get_data(as_text=True).strip()
    browser.open("/sign-in")
    browser.send("/sign-in", name=office.NAME, password=office.PASSWORD)
    assert browser.send("/code", code=code).title == "Today"


@on_sqlite
def test_readers_that_skip_are_told_of_nothing_earlier(service: Service) -> None:
    readers.skip(service.db, ["trust"])
    with readers.reading(service.db, "trust", 10) as some:
        assert some == []
