"""The pages of vacancies: a queue that one key each goes through, a form, and only what is in one's own places."""

import re
from typing import Any

import pytest
from flask import Flask

from channels.web.staff import door
from core import audit, employers, moderation, vacancies
from core.database import Row
from tests.conversation import DAY, Service, on_sqlite
from tests.office import Office, at_work, costs_little

KILIFI, NAIROBI = "003", "047"


def hirer(service: Service, place: str = "003.011", level: str = "phone_verified", **more: Any) -> Row:
    """An employer."""
    fields = {"name": "Juhudi Works", "sector": "building", "phone": "+254733000001", **more}
    return employers.add(service.db, service.market, service.now, place=place, level=level, **fields)


def posted(service: Service, employer: Row, title: str = "Roofer", **more: Any) -> Row:
    """A vacancy that came in by phone, a minute after what came before."""
    service.clock.forward(60)
    terms = {
        "occupation": "7121",
        "place": employer["place"],
        "deadline": service.now + 20 * DAY,
        "pay": 1200,
        "pay_period": "day",
        **more,
    }
    actor = audit.employer(employer["id"])
    return moderation.submit(
        service.db, service.market, employer, service.now, actor=actor, source="phone", title=title, **terms
    )


def status(service: Service, vacancy: Row) -> str:
    """How it stands with a vacancy."""
    return str(vacancies.by_id(service.db, vacancy["id"])["status"])


def done(service: Service, vacancy: Row) -> list[str]:
    """What was done about a vacancy, oldest first."""
    return [line["action"] for line in reversed(audit.of_subject(service.db, "vacancy", vacancy["id"]))]


def opened(service: Service, employer: Row, number: int, place: str = "047.274") -> None:
    """So many open vacancies for guards, a minute apart."""
    terms: dict[str, Any] = {"occupation": "5414", "place": place, "employer_id": employer["id"]}
    with service.db.transaction():
        for each in range(number):
            service.clock.forward(60)
            title, deadline = f"Guard no. {each:02}", service.now + 20 * DAY
            made = vacancies.add(service.db, service.market, service.now, title=title, deadline=deadline, **terms)
            vacancies.open(service.db, service.market, made["id"], service.now)


@on_sqlite
def test_what_has_waited_longest_comes_first_with_all_that_helps_to_decide(service: Service) -> None:
    employer = hirer(service)
    first = posted(service, employer, "Roofer")
    doubtful = posted(service, employer, "Roofer, call 0712 345 678")
    moderation.report(service.db, service.market, first["id"], "+254799000001", "not_real", service.now)
    office = at_work(service, "moderator")
    shown = office.open("/vacancies?status=pending")
    assert shown.text.index(first["reference"]) < shown.text.index(doubtful["reference"])
    for told in ("Juhudi Works", "phone verified", "Kilifi North", "KES 1,200 a day", "A phone number stands"):
        assert told in shown.text
    assert re.search(r'<td class="number">1</td>', shown.html)
    assert "+254799000001" not in shown.html


@on_sqlite
def test_a_moderator_goes_through_the_queue_with_one_key_each(service: Service) -> None:
    employer = hirer(service)
    good, bad, doubtful = (posted(service, employer, title) for title in ("Roofer", "Driver", "Cook"))
    office = at_work(service, "moderator")
    office.open("/vacancies")
    office.press("n")
    assert good["reference"] in office.page.title
    office.press("a")
    assert bad["reference"] in office.page.title and "is open now" in office.page.text
    office.press("r")
    office.press("2")
    assert doubtful["reference"] in office.page.title and "is refused" in office.page.text
    office.press("h")
    office.press("1")
    assert office.page.title == "Vacancies" and "on hold now" in office.page.text
    assert [status(service, each) for each in (good, bad, doubtful)] == ["open", "refused", "held"]
    assert vacancies.by_id(service.db, bad["id"])["reason"] == moderation.REASONS[1]
    office.press("b")
    assert doubtful["reference"] in office.page.title


@on_sqlite
def test_the_worker_hears_at_once_of_what_was_approved(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    rung: list[str] = []
    office = at_work(service, "moderator")
    office.open(f"/vacancies/{vacancy['id']}")
    app = Flask("rung")
    app.register_blueprint(door.blueprint(service.db, service.market, service.clock, {"ring": rung.append}))
    cookie = office.client.get_cookie("fursa_staff", path="/staff")
    assert cookie
    client = app.test_client()
    client.set_cookie("fursa_staff", cookie.value, path="/staff")
    client.post(f"/staff/vacancies/{vacancy['id']}/approve", data=office.fields())
    assert rung == ["follow"] and status(service, vacancy) == "open"


@on_sqlite
def test_one_may_be_left_for_later(service: Service) -> None:
    employer = hirer(service)
    first, second = posted(service, employer, "Roofer"), posted(service, employer, "Driver")
    office = at_work(service, "moderator")
    office.open(f"/vacancies/{first['id']}")
    office.press("n")
    assert second["reference"] in office.page.title
    office.press("n")
    assert first["reference"] in office.page.title  # round again
    assert status(service, first) == "pending"


@on_sqlite
def test_everything_can_be_pressed_without_a_script(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    office = at_work(service, "moderator")
    shown = office.open(f"/vacancies/{vacancy['id']}")
    keys = set(re.findall(r'data-key="(\w)"', shown.html))
    assert keys == set(re.findall(r'accesskey="(\w)"', shown.html)) >= set("ahren")


@on_sqlite
def test_the_words_for_the_employer_are_shown_first_in_the_employers_language(service: Service) -> None:
    vacancy = posted(service, hirer(service, language="sw"))
    office = at_work(service, "moderator")
    shown = office.open(f"/vacancies/{vacancy['id']}/hold")
    assert shown.html.count('<blockquote lang="sw">') == len(moderation.REASONS)
    assert vacancy["reference"] in shown.text and status(service, vacancy) == "pending"


@on_sqlite
def test_a_double_click_approves_once(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    office = at_work(service, "moderator")
    version = version_seen(office, vacancy)
    for _click in range(2):
        office.send(f"/vacancies/{vacancy['id']}/approve", version=version)
    assert office.page.status == 409 and "how it stands now" in office.page.text
    assert done(service, vacancy).count("vacancy.approved") == 1


@on_sqlite
def test_who_was_slower_is_told_and_changes_nothing(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    slow, fast = at_work(service, "moderator"), at_work(service, "moderator", name="another")
    slow.open(f"/vacancies/{vacancy['id']}/refuse")
    fast.open(f"/vacancies/{vacancy['id']}")
    fast.press("a")
    slow.press("1")
    assert slow.page.status == 409 and "open" in slow.page.text
    assert status(service, vacancy) == "open"


@on_sqlite
def test_a_reason_must_be_one_of_the_list(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    office = at_work(service, "moderator")
    version = version_seen(office, vacancy)
    shown = office.send(f"/vacancies/{vacancy['id']}/refuse", version=version, reason="i do not like it")
    assert shown.status == 422 and "Please choose a reason." in shown.text
    assert status(service, vacancy) == "pending"


@on_sqlite
def test_what_can_not_be_opened_any_more_says_why(service: Service) -> None:
    vacancy = posted(service, hirer(service), deadline=service.now + 600)
    office = at_work(service, "moderator")
    service.clock.forward(900)
    office.open(f"/vacancies/{vacancy['id']}")
    assert office.press("a").status == 422 and "its last day is over" in office.page.text
    assert status(service, vacancy) == "pending"


@on_sqlite
def test_what_was_changed_after_it_was_opened_is_looked_at_again(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    office = at_work(service, "moderator")
    office.open(f"/vacancies/{vacancy['id']}")
    moderation.edit(service.db, service.market, vacancy["id"], "service", service.now, title="Send money first")
    assert office.press("a").status == 409 and "Send money first" in office.page.text
    assert status(service, vacancy) != "open"


@on_sqlite
def test_an_open_vacancy_is_held_from_its_page(service: Service) -> None:
    vacancy = service.jobs["Mason"]
    office = at_work(service, "moderator")
    office.open(f"/vacancies/{vacancy['id']}")
    office.press("h")
    office.press("7")
    assert status(service, vacancy) == "held"
    assert "on hold" in office.open(f"/vacancies/{vacancy['id']}").text


@on_sqlite
def test_pay_is_shown_beside_what_is_usual_for_the_work(service: Service) -> None:
    for number in range(8):
        service.open(f"Roofer {number}", "7121", "003.011", pay=20_000 + 1000 * number, pay_period="month")
    vacancy = posted(service, hirer(service))
    office = at_work(service, "moderator")
    assert "KES 23,500 a month, in Kilifi" in office.open(f"/vacancies/{vacancy['id']}").text


@on_sqlite
def test_reports_are_counted_by_reason_and_name_no_phone(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    for number in range(2):
        phone = f"+25479900000{number}"
        moderation.report(service.db, service.market, vacancy["id"], phone, "asks_money", service.now)
    shown = at_work(service, "moderator").open(f"/vacancies/{vacancy['id']}")
    assert "It asks for money: 2" in shown.text
    assert "79900000" not in shown.html


@on_sqlite
def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    office = at_work(service, "moderator")
    shown = office.open(f"/vacancies/{vacancy['id']}/edit")
    typed = {**office.fields(), "posts": "many", "place": "Atlantis", "title": "Roofer\x00 of \n<b>"}
    shown = office.send(f"/vacancies/{vacancy['id']}/edit", **typed)
    assert shown.status == 422
    assert "whole number" in shown.text and "We did not find the place Atlantis" in shown.text
    assert shown.html.count('aria-invalid="true"') == 2
    assert 'value="Atlantis"' in shown.html and "Roofer of &lt;b&gt;" in shown.html
    assert vacancies.by_id(service.db, vacancy["id"])["version"] == vacancy["version"]


@on_sqlite
def test_work_and_place_are_read_from_words_and_doubts_looked_at_again(service: Service) -> None:
    vacancy = posted(service, hirer(service), "Roofer, call 0712 345 678")
    office = at_work(service, "moderator")
    shown = office.open(f"/vacancies/{vacancy['id']}/edit")
    typed = {**office.fields(), "title": "Mason", "occupation": "mason", "place": "Malindi", "pay": "30,000"}
    typed |= {"pay_period": "month", "skills": "tiling"}
    shown = office.send(f"/vacancies/{vacancy['id']}/edit", **typed)
    assert shown.status == 200 and "Saved." in shown.text and "A phone number" not in shown.text
    now = vacancies.by_id(service.db, vacancy["id"])
    assert (now["title"], now["occupation"], now["pay_month"]) == ("Mason", "7112", 30_000)
    assert service.market.places[now["place"]].name == "Malindi" and now["status"] == "pending"
    assert "vacancy.changed" in done(service, vacancy)


@on_sqlite
def test_a_form_that_was_saved_without_a_change_changes_nothing(service: Service) -> None:
    vacancy = posted(
        service, hirer(service), skills=("tiling",), starts_on="2026-12-01", contact="visit", contact_detail="Gate 2"
    )
    office = at_work(service, "moderator")
    office.open(f"/vacancies/{vacancy['id']}/edit")
    office.send(f"/vacancies/{vacancy['id']}/edit", **office.fields())
    before, after = vacancy, vacancies.by_id(service.db, vacancy["id"])
    same = set(vacancies.CHANGED) - {"deadline"}  # that is the end of its day now
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


@on_sqlite
def test_the_employer_desk_posts_for_an_employer_who_phones(service: Service) -> None:
    employer = hirer(service)
    office = at_work(service, "employer_desk", KILIFI)
    shown = office.open(f"/employers/{employer['id']}/vacancies/new")
    typed = {**office.fields(), "title": "Night guard", "occupation": "5414", "deadline": "2026-12-20"}
    shown = office.send(f"/employers/{employer['id']}/vacancies/new", **typed)
    assert shown.status == 200 and "It is there now." in shown.text
    office.send(f"/employers/{employer['id']}/vacancies/new", **typed)  # a second click makes no second one
    [vacancy] = vacancies.of_employer(service.db, employer["id"])
    assert office.page.path == f"/staff/vacancies/{vacancy['id']}"
    assert (vacancy["title"], vacancy["source"], vacancy["status"]) == ("Night guard", "staff", "pending")
    assert audit.of_subject(service.db, "vacancy", vacancy["id"])[0]["actor"].startswith("staff:")


@on_sqlite
def test_limits_of_an_employer_hold_for_staff_too(service: Service) -> None:
    employer = hirer(service, level="unknown")
    posted(service, employer), posted(service, employer, "Driver")
    office = at_work(service, "employer_desk")
    shown = office.open(f"/employers/{employer['id']}/vacancies/new")
    typed = {**office.fields(), "title": "Night guard", "occupation": "5414", "deadline": "2026-12-20"}
    shown = office.send(f"/employers/{employer['id']}/vacancies/new", **typed)
    assert shown.status == 422 and "2 at most" in shown.text and "Night guard" in shown.html


@on_sqlite
def test_staff_of_one_county_see_and_touch_nothing_of_another(service: Service) -> None:
    ours, theirs = (posted(service, hirer(service, place, phone=None)) for place in ("003.011", "047.274"))
    office = at_work(service, "moderator", KILIFI)
    shown = office.open("/vacancies?status=pending")
    assert ours["reference"] in shown.text and theirs["reference"] not in shown.text
    for path in ("", "/next", "/hold", "/refuse", "/edit"):
        assert office.open(f"/vacancies/{theirs['id']}{path}").status == 404
    office.open(f"/vacancies/{ours['id']}")
    version = vacancies.by_id(service.db, theirs["id"])["version"]
    for path in ("/approve", "/hold", "/refuse", "/edit"):
        sent = office.send(f"/vacancies/{theirs['id']}{path}", version=version, reason="other")
        assert sent.status == 404
    assert status(service, theirs) == "pending"
    office.open(f"/vacancies/{ours['id']}")
    office.press("a")
    assert office.page.title == "Vacancies"  # what waits elsewhere does not wait here


@on_sqlite
def test_nothing_is_moved_out_of_ones_own_places(service: Service) -> None:
    vacancy = posted(service, hirer(service))
    office = at_work(service, "moderator", KILIFI)
    shown = office.open(f"/vacancies/{vacancy['id']}/edit")
    shown = office.send(f"/vacancies/{vacancy['id']}/edit", **{**office.fields(), "place": "Westlands"})
    assert shown.status == 422 and "not in your area" in shown.text


@on_sqlite
def test_lists_are_of_a_place_or_an_employer_and_go_on(service: Service) -> None:
    employer = hirer(service, level="trusted", phone=None)
    opened(service, employer, 30)
    office = at_work(service)
    shown = office.open("/vacancies?status=open&place=Westlands")
    assert "Guard no. 29" in shown.text and "Guard no. 00" not in shown.text and "Mason" not in shown.text
    office.press("m")
    assert "Guard no. 00" in office.page.text and "Guard no. 29" not in office.page.text
    assert "Guard no. 29" in office.open("/vacancies?status=all&place=Nairobi").text
    shown = office.open(f"/vacancies?status=all&employer={employer['id']}")
    assert "Guard no. 29" in shown.text and "Mason" not in shown.text
    assert "We did not find the place" in office.open("/vacancies?place=Atlantis").text
    assert office.open("/vacancies?status=none_such").status == 404


@on_sqlite
@pytest.mark.parametrize(
    "page", ["/vacancies?status=open", "/vacancies/{id}", "/vacancies/{id}/hold", "/vacancies/{id}/edit"]
)
def test_a_page_costs_six_statements_and_fourteen_kilobytes_at_most(service: Service, page: str) -> None:
    employer = hirer(service, level="trusted")
    opened(service, employer, 30)
    vacancy = posted(service, employer, "Guard, call 0712 345 678", occupation="5414", pay=15_000, pay_period="month")
    office = at_work(service, "moderator")
    service.clock.forward(120)  # so that the page also notes that the account is used
    assert costs_little(service, office, page.format(id=vacancy["id"]))


def version_seen(office: Office, vacancy: Row) -> str:
    """The version that the forms of the page of a vacancy carry."""
    office.open(f"/vacancies/{vacancy['id']}")
    return office.fields()["version"]
