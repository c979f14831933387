"""The field of the demo: an officer whose tablet anybody may hold."""

from core import caseload, officers
from demo import field
from sync import devices
from tests.conversation import Service, on_sqlite


@on_sqlite
def test_each_start_gives_a_code_for_one_more_tablet_of_the_same_officer(service: Service) -> None:
    service.registered()
    first, second = (field.code(service.db, service.market, service.now) for _ in range(2))
    assert first and second and first != second
    officer = officers.by_name(service.db, field.NAME)
    assert officer and officer["places"] == ["003"]  # Kilifi, where most of the vacancies are
    for code in (first, second):
        assert devices.enrol(service.db, code, service.now, "here", "test").officer["id"] == officer["id"]


@on_sqlite
def test_the_officer_looks_after_some_people_of_the_county(service: Service) -> None:
    service.registered()
    assert field.code(service.db, service.market, service.now)
    officer = officers.by_name(service.db, field.NAME)
    assert officer and caseload.people(service.db, officer["id"]) == 1


@on_sqlite
def test_without_vacancies_there_is_no_officer(service: Service) -> None:
    for title in list(service.jobs):
        service.fill(title)
    assert field.code(service.db, service.market, service.now) is None
