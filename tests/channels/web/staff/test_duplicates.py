"""Staff decide whether two records are of one person, and may take it back."""

from core import audit, duplicates, merging, profiles
from core.database import Row
from tests.alerting import keep_up
from tests.conversation import Service, on_sqlite
from tests.office import at_work, costs_little


def twice(service: Service, place: str = "Kilifi North") -> tuple[Row, Row, str]:
    """Somebody who registered on two phones, whom the service found; and how the two are addressed."""
    for number in ("+254712345678", "+254733345678"):
        service.registered(number, place=place)
    keep_up(service.db, service.market, service.now)
    [pair] = duplicates.waiting(service.db)
    first, second = (profiles.by_id(service.db, pair[side]) for side in ("first", "second"))
    assert first and second
    return first, second, f"{first['id']}.{second['id']}"


def lines(service: Service, person: Row) -> list[str]:
    return [line["action"] for line in reversed(audit.of_subject(service.db, "person", person["id"]))]


@on_sqlite
def test_two_records_stand_side_by_side_and_that_is_a_look_at_both(service: Service) -> None:
    first, second, pair = twice(service)
    office = at_work(service, "officer")
    assert "pairs of people who may be one: 1" in office.open("/").text
    assert f"/staff/duplicates/{pair}" in office.open("/duplicates").links()
    assert "Asha" not in office.page.text
    shown = office.open(f"/duplicates/{pair}")
    assert shown.text.count("Asha Wanjiru") == 2
    assert "712345678" not in shown.html
    assert lines(service, first) == lines(service, second) == ["person.seen"]


@on_sqlite
def test_they_are_made_one_and_two_again(service: Service) -> None:
    first, second, pair = twice(service)
    office = at_work(service, "officer")
    office.open(f"/duplicates/{pair}")
    shown = office.send(f"/duplicates/{pair}/decide", kept=second["id"])
    assert shown.path == "/staff/duplicates"
    assert office.open(f"/people/{first['id']}").status == 404
    [merge] = service.rows("merge", "id")
    assert (merge["kept"], merge["gone"]) == (second["id"], first["id"])
    assert "person.merged" in lines(service, second)
    office.open(f"/duplicates?merge={merge['id']}")
    office.send(f"/merges/{merge['id']}/undo")
    assert office.open(f"/people/{first['id']}").status == 200
    assert "person.unmerged" in lines(service, second)
    assert office.send(f"/merges/{merge['id']}/undo").status == 410


@on_sqlite
def test_two_people_are_not_asked_about_again(service: Service) -> None:
    first, second, pair = twice(service)
    office = at_work(service, "officer")
    office.open(f"/duplicates/{pair}")
    assert "Nothing waits here." in office.send(f"/duplicates/{pair}/decide", kept="both").text
    keep_up(service.db, service.market, service.now)
    assert "Nothing waits here." in office.open("/duplicates").text
    assert lines(service, first)[-1] == "person.different"


@on_sqlite
def test_nothing_is_decided_without_a_button(service: Service) -> None:
    *_two, pair = twice(service)
    office = at_work(service, "officer")
    office.open(f"/duplicates/{pair}")
    assert office.send(f"/duplicates/{pair}/decide").status == 422
    assert len(duplicates.waiting(service.db)) == 1


@on_sqlite
def test_staff_of_a_place_decide_only_where_both_are_of_it(service: Service) -> None:
    first, second, pair = twice(service)
    moved = profiles.change(service.db, service.market, second, service.now, place="047.274")
    for county in ("003", "047"):
        office = at_work(service, "officer", county)
        assert "Nothing waits here." in office.open("/duplicates").text
        assert office.open(f"/duplicates/{pair}").status == 404
        office.open("/duplicates")
        office.open("/")
        assert office.send(f"/duplicates/{pair}/decide", kept=first["id"]).status == 404
    assert "person.merged" not in lines(service, first)
    profiles.change(service.db, service.market, moved, service.now, place="003.011")
    assert at_work(service, "officer", "003", name="kilifi").open(f"/duplicates/{pair}").status == 200


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    *_two, pair = twice(service)
    office = at_work(service)
    for path in ("/duplicates", f"/duplicates/{pair}"):
        service.clock.forward(120)
        assert costs_little(service, office, path)


@on_sqlite
def test_a_merge_is_undone_only_where_both_are_of_ones_places(service: Service) -> None:
    first, second, _pair = twice(service)
    moved = profiles.change(service.db, service.market, second, service.now, place="047.274")
    merge = merging.merge(service.db, service.market, first["id"], moved["id"], "test", service.now)
    assert at_work(service, "officer", "003").send(f"/merges/{merge}/undo").status == 404
    assert at_work(service, "officer").send(f"/merges/{merge}/undo").status == 200
