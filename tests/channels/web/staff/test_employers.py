"""The pages of employers: found without an address that names them, verified, blocked and changed with a reason."""

from typing import Any

from core import audit, employers, moderation, vacancies
from core.database import Row
from tests.conversation import DAY, Service, on_sqlite
from tests.office import at_work, costs_little

KILIFI = "003"
PHONE = "+254733000001"


def hirer(service: Service, name: str = "Juhudi Works", place: str = "003.011", **more: Any) -> Row:
    """An employer."""
    fields = {"sector": "building", "phone": PHONE, **more}
    return employers.add(service.db, service.market, service.now, name=name, place=place, **fields)


def posted(service: Service, employer: Row, title: str = "Roofer") -> Row:
    """A vacancy that waits."""
    terms = {"occupation": "7121", "place": employer["place"], "deadline": service.now + 20 * DAY}
    actor = audit.employer(employer["id"])
    return moderation.submit(
        service.db, service.market, employer, service.now, actor=actor, source="phone", title=title, **terms
    )


def now(service: Service, employer: Row) -> Row:
    """The employer as it is now."""
    found = employers.by_id(service.db, employer["id"])
    assert found
    return found


def done(service: Service, employer: Row) -> list[str]:
    """What was done about an employer, oldest first."""
    return [line["action"] for line in reversed(audit.of_subject(service.db, "employer", employer["id"]))]


@on_sqlite
def test_an_employer_is_found_by_how_the_name_begins_or_by_the_number(service: Service) -> None:
    hirer(service), hirer(service, "Bahati Farm", phone=None)
    office = at_work(service, "employer_desk")
    office.open("/employers")
    for typed, found in (
        ("juhu", True),
        ("JUHUDI W", True),
        ("0733 000 001", True),
        ("udi", False),
        ("0733000002", False),
    ):
        shown = office.send("/employers/search", words=typed)
        assert ("Juhudi Works" in shown.text) == found, typed
        assert "Bahati" not in shown.text and "?" not in shown.path
    assert "3 letters" in office.send("/employers/search", words="ju").text


@on_sqlite
def test_the_newest_are_listed_first_and_by_level(service: Service) -> None:
    hirer(service), hirer(service, "Bahati Farm", level="trusted", phone=None)
    office = at_work(service)
    shown = office.open("/employers")
    assert shown.text.index("Bahati Farm") < shown.text.index("Juhudi Works")
    shown = office.open("/employers?level=trusted")
    assert "Bahati Farm" in shown.text and "Juhudi Works" not in shown.text
    assert office.open("/employers?level=grand").status == 404


@on_sqlite
def test_a_long_list_goes_on_where_it_ended(service: Service) -> None:
    for number in range(30):
        service.clock.forward(1)
        hirer(service, f"Works no. {number:02}", phone=None)
    office = at_work(service)
    assert "Works no. 29" in office.open("/employers").text
    shown = office.press("m")
    assert "Works no. 00" in shown.text and "Works no. 29" not in shown.text


@on_sqlite
def test_the_number_is_masked_until_somebody_asks_for_it_and_that_is_written_down(service: Service) -> None:
    employer = hirer(service)
    office = at_work(service, "officer")
    assert PHONE not in office.open("/employers").html
    assert PHONE not in office.open(f"/employers/{employer['id']}").html
    assert PHONE in office.press("p").text
    assert done(service, employer) == ["employer.number_seen"]
    assert PHONE not in office.open(f"/employers/{employer['id']}").html


@on_sqlite
def test_a_level_is_changed_with_what_was_seen(service: Service) -> None:
    employer = hirer(service)
    office = at_work(service, "moderator")
    office.open(f"/employers/{employer['id']}")
    path = f"/employers/{employer['id']}/level"
    assert office.send(path, level="trusted", reason="").status == 422
    assert office.send(path, level="grand", reason="nice").status == 422
    shown = office.send(path, level="document_verified", reason="Certificate of registration")
    assert now(service, employer)["level"] == "document_verified"
    assert "documents seen" in shown.text and "Certificate of registration" in shown.text and office.name in shown.text


@on_sqlite
def test_who_is_blocked_posts_nothing_until_unblocked(service: Service) -> None:
    employer = hirer(service)
    waiting = posted(service, employer)
    office = at_work(service, "moderator")
    office.open(f"/employers/{employer['id']}")
    assert office.send(f"/employers/{employer['id']}/block", reason="").status == 422
    shown = office.send(f"/employers/{employer['id']}/block", reason="asks_money")
    assert "Blocked since" in shown.text and "on hold" in shown.text
    assert vacancies.by_id(service.db, waiting["id"])["status"] == "held"
    assert office.send(f"/employers/{employer['id']}/block", reason="unsafe").status == 422  # it was done
    office.open(f"/vacancies/{waiting['id']}")
    assert "Unblock the employer first" in office.press("a").text
    office.send(f"/employers/{employer['id']}/unblock", reason="It was a mistake")
    assert now(service, employer)["blocked_at"] is None
    assert done(service, employer) == ["employer.blocked", "employer.unblocked"]


@on_sqlite
def test_details_change_and_what_changed_is_written_down_without_saying_to_what(service: Service) -> None:
    employer = hirer(service)
    office = at_work(service, "employer_desk")
    shown = office.open(f"/employers/{employer['id']}/edit")
    assert PHONE not in shown.html
    typed = {**office.fields(), "contact_name": "Mrs Njeri", "place": "Malindi", "phone": "0733 000 009"}
    assert "Saved." in office.send(f"/employers/{employer['id']}/edit", **typed).text
    changed = now(service, employer)
    assert (changed["contact_name"], changed["phone"]) == ("Mrs Njeri", "+254733000009")
    assert service.market.places[changed["place"]].name == "Malindi"
    line = audit.of_subject(service.db, "employer", employer["id"])[0]
    assert line["data"] == {"fields": ["contact_name", "language", "phone", "place"]}
    office.send(f"/employers/{employer['id']}/edit", **typed)  # the form again, as it was
    assert office.page.status == 422 and "how it stands now" in office.page.text


@on_sqlite
def test_what_cannot_be_an_employer_is_told_beside_the_field(service: Service) -> None:
    hirer(service)
    office = at_work(service, "employer_desk")
    office.open("/employers/new")
    typed = {"name": "J", "place": "Atlantis", "sector": "magic", "phone": "12", "contact_name": "", "language": "en"}
    shown = office.send("/employers/new", **typed)
    assert shown.status == 422 and shown.html.count('aria-invalid="true"') == 4
    good = {**typed, "name": "Juhudi & Sons", "place": "Malindi", "sector": "building", "phone": "0733000001"}
    assert "cannot be used here" in office.send("/employers/new", **good).text
    new = office.fields()["new"]
    for _click in range(2):
        shown = office.send("/employers/new", **{**good, "phone": "0733000005", "new": new})
    assert service.count("employer", "name = 'Juhudi & Sons'") == 1
    assert shown.title == "Juhudi & Sons" and "It is there now." in shown.text


@on_sqlite
def test_a_note_is_kept_and_its_words_are_not_in_the_audit_trail(service: Service) -> None:
    employer = hirer(service)
    office = at_work(service, "employer_desk")
    office.open(f"/employers/{employer['id']}")
    shown = office.send(f"/employers/{employer['id']}/note", note="Only answers in the <morning>")
    assert "Only answers in the &lt;morning&gt;" in shown.html
    office.send(f"/employers/{employer['id']}/note", note="Only answers in the <morning>")
    lines = audit.of_subject(service.db, "employer", employer["id"])
    assert [(line["action"], line["reason"], line["data"]) for line in lines] == [("employer.noted", None, {})]


@on_sqlite
def test_employers_of_another_county_are_not_there(service: Service) -> None:
    ours, theirs = hirer(service), hirer(service, "Juhudi Traders", "047.274", phone=None)
    office = at_work(service, "employer_desk", KILIFI)
    assert "Traders" not in office.open("/employers").text
    shown = office.send("/employers/search", words="juhudi")
    assert "Juhudi Works" in shown.text and "Traders" not in shown.text
    assert office.open(f"/employers/{theirs['id']}").status == 404
    assert office.open(f"/employers/{ours['id']}").status == 200
    assert office.send(f"/employers/{theirs['id']}/note", note="x").status == 404
    office.open("/employers/new")
    typed = {"name": "Juhudi Farm", "place": "Westlands", "sector": "building"}
    assert "not in your area" in office.send("/employers/new", **typed).text


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    for number in range(30):
        employer = hirer(service, f"Works of the sons and daughters of no. {number:02}", level="trusted")
        posted(service, employer, f"Roofer no. {number}")
    office = at_work(service)
    service.clock.forward(120)
    for path in ("/employers", f"/employers/{employer['id']}", f"/employers/{employer['id']}/edit"):
        assert costs_little(service, office, path)


@on_sqlite
def test_a_number_that_staff_change_must_be_confirmed_anew(service: Service) -> None:
    employer = hirer(service, level="phone_verified")
    office = at_work(service, "employer_desk")
    office.open(f"/employers/{employer['id']}/edit")
    office.send(f"/employers/{employer['id']}/edit", **{**office.fields(), "phone": "0733 000 009"})
    assert now(service, employer)["level"] == "unknown"
    assert service.texts("+254733000009").last().purpose == "confirm_employer"
    assert "employer.level" in done(service, employer)


@on_sqlite
def test_whoever_may_not_decide_on_vacancies_verifies_nobody(service: Service) -> None:
    employer = hirer(service)
    office = at_work(service, "employer_desk")
    assert "How far verified" not in office.open(f"/employers/{employer['id']}").text
    sent = office.send(f"/employers/{employer['id']}/level", level="trusted", reason="papers")
    assert sent.status == 403
    assert now(service, employer)["level"] == "unknown"
