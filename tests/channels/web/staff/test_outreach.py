"""Writing to many people from a browser: the money on the page is that of the outbox, and places are kept apart."""

import re
import shutil
from decimal import Decimal
from pathlib import Path

from core.database import Row
from core.settings import DEFAULT_MARKET
from messages import outreach, prices, reaching
from messages.jobs import Context, jobs
from tests.alerting import phone
from tests.conversation import Service, on_sqlite, settings_for
from tests.core import makers
from tests.office import Office, Shown, at_work
from tests.outgoing import FakeGateway

JOBS = {job.name: job for job in jobs}
ENGLISH = "Free course for welders at the county hall on Monday at 9."


def people(service: Service, *languages: str, **fields: object) -> None:
    for number, language in enumerate(languages):
        makers.person(
            service.db, service.market, phone(number), **{"language": language, "alerts": "instant", **fields}
        )


def write(office: Office, **fields: str) -> Shown:
    office.open("/outreach/new")
    given = {"place": "Nairobi City", "sector": "", "work": "7212", "days": "3", "words_en": ENGLISH, **fields}
    return office.send("/outreach/new", **given)


def number_of(shown: Shown) -> str:
    return shown.path.rpartition("/")[2]


def outbox(service: Service) -> list[Row]:
    return service.db.all(
        "SELECT phone, state, segments, purpose, text FROM outbox JOIN message_text ON message_text.id = text_id"
        " ORDER BY outbox.id"
    )


@on_sqlite
def test_the_people_parts_and_money_shown_are_those_of_the_outbox(service: Service) -> None:
    people(service, "en", "en", "sw", "fr")
    office = at_work(service)
    shown = write(office, words_en=ENGLISH * 3, words_sw="Mafunzo ya bure Jumatatu saa tatu.")
    assert shown.status == 200, shown.text
    found = re.search(r"Send it to (\d+) people for KES ([\d.]+)", shown.text)
    assert found, shown.text
    assert "1 person: read a language that you wrote no text in" in shown.text
    assert outbox(service) == []
    office.send(f"/outreach/{number_of(shown)}/send")
    reaching.run(service.db, service.market, service.now)
    price = prices.of_part(service.db, service.market)
    assert price is not None
    messages = outbox(service)
    assert len(messages) == int(found[1]) == 3
    assert sum(each["segments"] for each in messages) * price.part == Decimal(found[2]) == Decimal("4.00")


@on_sqlite
def test_at_night_the_page_says_from_when_it_goes(service: Service) -> None:
    people(service, "en")
    office = at_work(service)
    assert "It is quiet now" not in write(office).text
    service.clock.forward(9 * 3600)
    office = at_work(service, name="ben")
    assert "It is quiet now: nothing goes before 19 Nov 2026 07:00" in write(office).text


@on_sqlite
def test_what_is_more_than_the_unit_has_left_is_marked(database_url: str, tmp_path: Path) -> None:
    pack = shutil.copytree(DEFAULT_MARKET, tmp_path / "kenya")
    unit = '\n[[units]]\ncode = "nairobi"\nname = "Nairobi office"\nplace = "047"\nmonthly_budget = 1\n'
    with (pack / "market.toml").open("a", encoding="utf-8") as settings:
        settings.write(unit)
    service = Service(settings_for(database_url, market=pack))
    try:
        people(service, "en", "en")
        shown = write(at_work(service))
        assert "Nairobi office pays KES 1.60. It has KES 1.00 left this month: the rest waits" in shown.text
    finally:
        service.close()


@on_sqlite
def test_a_text_is_shown_as_a_phone_will_show_it(service: Service) -> None:
    people(service, "en")
    shown = write(at_work(service), words_en="“Free” course… at 9 – come.")
    pieces = re.findall(r"<pre>(.*?)</pre>", shown.html, re.DOTALL)
    assert pieces == ["&#34;Free&#34; course... at 9 - come.\nNever pay for a job. STOP ends these."]
    long = write(at_work(service, name="ben"), words_en="Come. " * 60)
    assert "part 1 of 3" in long.text
    assert "part 3 of 3" in long.text


@on_sqlite
def test_what_is_wrong_stands_beside_what_was_typed(service: Service) -> None:
    office = at_work(service)
    shown = write(office, place="Atlantis", days="99", words_en="Send registration fee 500 first.")
    assert shown.status == 422
    for told in ("We did not find the place Atlantis", "from 1 to 31", "We never ask for money"):
        assert told in shown.text
    assert "Send registration fee 500 first." in shown.html
    assert service.count("outreach") == 0


@on_sqlite
def test_a_link_takes_a_second_look(service: Service) -> None:
    people(service, "en")
    office = at_work(service)
    shown = write(office, words_en="See www.example.com for the course.")
    assert "There is a link in it" in shown.text
    assert office.send(f"/outreach/{number_of(shown)}/send").status == 422
    office.open(f"/outreach/{number_of(shown)}")
    assert office.send(f"/outreach/{number_of(shown)}/send", sure="1").status == 200
    assert service.db.all("SELECT state FROM outreach") == [{"state": "sending"}]


@on_sqlite
def test_it_can_be_tried_on_one_s_own_phone_and_only_there(service: Service) -> None:
    people(service, "en")
    office = at_work(service)
    id = number_of(write(office))
    assert office.send(f"/outreach/{id}/test", language="en").status == 422
    office.open(f"/outreach/{id}")
    shown = office.send("/outreach/phone", id=id, phone="0733 000 111")
    assert "+254733" not in shown.html
    office.send(f"/outreach/{id}/test", language="en")
    assert [(each["phone"], each["purpose"]) for each in outbox(service)] == [("+254733000111", "outreach_test")]
    for _turn in range(25):
        service.clock.forward(1)
        office.send(f"/outreach/{id}/test", language="en")
    assert office.page.status == 429
    assert len(outbox(service)) == 20


@on_sqlite
def test_the_page_looks_again_by_itself_while_it_runs_and_no_longer(service: Service) -> None:
    people(service, "en", "en")
    office = at_work(service)
    shown = write(office)
    reaching.run(service.db, service.market, service.now)
    id = number_of(shown)
    assert "data-again" not in office.open(f"/outreach/{id}").html
    assert "data-again" in office.send(f"/outreach/{id}/send").html
    context = Context(service.db, service.market, FakeGateway(), service.clock)
    JOBS["outreach"].run(context)
    JOBS["drain"].run(context)
    service.clock.forward(10)
    JOBS["outreach"].run(context)
    shown = office.open(f"/outreach/{id}")
    assert "data-again" not in shown.html
    assert "KES 1.60" in shown.text


@on_sqlite
def test_stopped_it_goes_no_further_and_both_are_in_the_audit_trail(service: Service) -> None:
    people(service, "en", "en")
    office = at_work(service)
    id = number_of(write(office))
    office.send(f"/outreach/{id}/send")
    reaching.run(service.db, service.market, service.now)
    shown = office.send(f"/outreach/{id}/stop")
    assert "It is stopped" in shown.text
    assert {each["state"] for each in outbox(service)} == {"cancelled"}
    trail = office.open("/audit").text
    assert "text to many people sent" in trail
    assert "text to many people stopped" in trail
    assert office.send(f"/outreach/{id}/stop").status == 409


@on_sqlite
def test_while_people_are_counted_the_page_looks_again_and_nothing_can_go(service: Service) -> None:
    people(service, *["en"] * 3)
    office = at_work(service)
    [me] = service.db.all("SELECT id FROM staff")
    id = outreach.make(service.db, service.market, service.now, me["id"], place="047", work="", words={"en": ENGLISH})
    assert "data-again" in office.open(f"/outreach/{id}").html
    assert office.send(f"/outreach/{id}/send").status == 409
    JOBS["outreach"].run(Context(service.db, service.market, None, service.clock))
    assert "Send it to 3 people" in office.open(f"/outreach/{id}").text


@on_sqlite
def test_staff_of_one_county_write_to_no_other(service: Service) -> None:
    people(service, "en")
    here = at_work(service, "administrator", "047")
    there = at_work(service, "administrator", "001")
    assert write(there).status == 422
    id = number_of(write(here))
    for send in ("test", "send", "stop"):
        there.open("/outreach")
        assert there.send(f"/outreach/{id}/{send}", language="en").status == 404
    assert there.open(f"/outreach/{id}").status == 404
    assert there.open(f"/outreach/new?of={id}").status == 404
    assert f"/outreach/{id}" not in there.open("/outreach").html
    assert f"/outreach/{id}" in here.open("/outreach").html


@on_sqlite
def test_only_administrators_write_to_many(service: Service) -> None:
    for role in ("moderator", "officer", "employer_desk", "analyst"):
        office = at_work(service, role)
        assert office.open("/outreach").status == 403
        assert office.open("/outreach/new").status == 403


@on_sqlite
def test_it_may_be_begun_again_with_the_same_words(service: Service) -> None:
    office = at_work(service)
    id = number_of(write(office))
    shown = office.open(f"/outreach/new?of={id}")
    assert ENGLISH in shown.html
    assert "Nairobi" in shown.html
