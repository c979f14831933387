"""The pages of applications: numbers in place of names, and the word of an employer who phones."""

from core import applications, audit, employers, profiles, vacancies
from core.database import Row
from tests.conversation import Service, on_sqlite
from tests.office import Office, at_work, costs_little

PHONE, NAME = "+254712345678", "Asha Wanjiru"
KILIFI, NAIROBI = "003", "047"


def applied(service: Service, title: str = "Mason", phone: str = PHONE) -> Row:
    """Somebody registered and applied by phone: the application."""
    caller = service.phone(phone)
    caller.register(name=NAME)
    vacancy = service.jobs[title]
    person = service.db.one(
        "SELECT profile.* FROM profile JOIN phone_link ON profile_id = id WHERE phone = :phone", phone=phone
    )
    assert person
    assert applications.apply(service.db, service.market, person, vacancy["id"], service.now)
    made = applications.for_vacancy(service.db, person["id"], vacancy["id"])
    assert made
    return {**made, "person": person["reference"]}


def status(service: Service, application: Row) -> str:
    """How it stands with an application."""
    found = applications.for_vacancy(service.db, application["profile_id"], application["vacancy_id"])
    assert found
    return str(found["status"])


def names_nobody(office: Office) -> bool:
    """Whether the open page holds neither name nor number of the person."""
    return all(word not in office.page.html for word in (*NAME.split(), PHONE[1:], PHONE[-9:]))


@on_sqlite
def test_lists_and_pages_show_a_number_and_no_name(service: Service) -> None:
    application = applied(service)
    for role in ("moderator", "officer", "employer_desk", "administrator"):
        office = at_work(service, role)
        paths = (
            "/applications",
            f"/vacancies/{application['vacancy_id']}/applications",
            f"/applications/{application['id']}",
        )
        for path in paths:
            shown = office.open(path)
            assert shown.status == 200 and application["person"] in shown.text
            assert names_nobody(office), path


@on_sqlite
def test_the_word_of_an_employer_who_phones_is_noted_once(service: Service) -> None:
    application = applied(service)
    office = at_work(service, "employer_desk")
    office.open(f"/applications/{application['id']}")
    form = {"version": office.fields()["version"], "decision": "shortlisted"}
    shown = office.send(f"/applications/{application['id']}/decide", **form)
    assert "The person is told." in shown.text and status(service, application) == "shortlisted"
    assert office.send(f"/applications/{application['id']}/decide", **form).status == 422
    assert "Nothing was changed" in office.page.text
    lines = audit.of_subject(service.db, "application", application["id"])
    assert [line["action"] for line in lines] == ["application.shortlisted"]
    assert lines[0]["actor"].startswith("staff:")


@on_sqlite
def test_only_what_is_still_to_be_said_is_offered(service: Service) -> None:
    application = applied(service)
    office = at_work(service, "employer_desk")
    office.open(f"/applications/{application['id']}")
    shown = office.press("3")
    assert status(service, application) == "hired"
    assert "The employer has decided" not in shown.text
    assert office.send(f"/applications/{application['id']}/decide", decision="nonsense").status == 422


@on_sqlite
def test_a_vacancy_with_all_posts_taken_is_filled(service: Service) -> None:
    made = [applied(service, phone=f"+25471234567{number}") for number in range(2)]
    office = at_work(service, "employer_desk")
    for application in made:
        office.open(f"/applications/{application['id']}")
        office.press("3")
    assert vacancies.by_id(service.db, made[0]["vacancy_id"])["status"] == "filled"


@on_sqlite
def test_a_moderator_looks_and_does_not_decide(service: Service) -> None:
    application = applied(service)
    office = at_work(service, "moderator")
    assert "The employer has decided" not in office.open(f"/applications/{application['id']}").text
    sent = office.send(f"/applications/{application['id']}/decide", decision="hired", version="1")
    assert sent.status == 403 and status(service, application) == "applied"


@on_sqlite
def test_for_a_blocked_employer_nothing_is_decided(service: Service) -> None:
    application = applied(service)
    vacancy = vacancies.by_id(service.db, application["vacancy_id"])
    office = at_work(service, "employer_desk")
    office.open(f"/applications/{application['id']}")
    version = office.fields()["version"]
    employers.set_blocked(service.db, vacancy["employer_id"], True, service.now)
    sent = office.send(f"/applications/{application['id']}/decide", decision="hired", version=version)
    assert "blocked" in sent.text and status(service, application) == "applied"


@on_sqlite
def test_applications_for_work_in_another_county_are_not_there(service: Service) -> None:
    here, there = applied(service), applied(service, "Painter", "+254712345679")
    office = at_work(service, "officer", KILIFI)
    shown = office.open("/applications")
    assert here["person"] in shown.text and there["person"] not in shown.text
    assert office.open(f"/applications/{there['id']}").status == 404
    assert office.open(f"/vacancies/{there['vacancy_id']}/applications").status == 404
    assert office.send(f"/applications/{there['id']}/decide", decision="hired", version="1").status == 404


@on_sqlite
def test_who_may_see_people_gets_to_the_person_from_here_if_they_are_of_the_area(service: Service) -> None:
    application = applied(service, "Painter")  # a person of Kilifi, for work in Nairobi
    path = f"/people/{application['profile_id']}"
    everywhere, nairobi = at_work(service, "officer"), at_work(service, "officer", NAIROBI)
    assert f"/staff{path}" in everywhere.open(f"/applications/{application['id']}").links()
    assert f"/staff{path}" not in nairobi.open(f"/applications/{application['id']}").links()
    desk = at_work(service, "employer_desk")
    assert f"/staff{path}" not in desk.open(f"/applications/{application['id']}").links()


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    vacancy = service.jobs["Mason"]
    with service.db.transaction():
        for number in range(30):
            begun = profiles.begin(service.db, service.market, f"+2547123456{number:02}", "en", service.now)
            applications.apply(service.db, service.market, begun, vacancy["id"], service.now)
    made = applied(service)
    office = at_work(service, "officer", KILIFI)
    service.clock.forward(120)
    for path in ("/applications", f"/vacancies/{vacancy['id']}/applications", f"/applications/{made['id']}"):
        assert costs_little(service, office, path)
