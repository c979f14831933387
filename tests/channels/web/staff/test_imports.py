"""Staff bring in files of other systems, and look at what the service was not sure of."""

from io import BytesIO
from typing import Any

from channels.feeds import sources
from channels.web.staff import imports as pages
from core import audit, postings, vacancies
from core.meaning import Posting
from tests.conversation import DAY, Service, on_sqlite
from tests.office import Office, Shown, at_work, costs_little

HEADING = "id,title,employer,place,occupation_code,pay,pay_period\n"
GOOD = "1,Mason,Juhudi Works,Kilifi North,7112,1200,day\n"
UNSURE = "2,Wizard,Juhudi Works,Atlantis Nowhere,,900,day\n"


def bring(office: Office, text: str, name: str = "jobs.csv", **fields: Any) -> Shown:
    """Choose a file and send it."""
    office.open("/imports")
    return office.send("/imports/file", file=(BytesIO(text.encode()), name), **{"source": "Job board", **fields})


def waits(service: Service) -> int:
    """The id of the one posting that waits."""
    [row] = postings.doubts(service.db)
    return int(row["id"])


def imported(service: Service) -> int:
    """How many vacancies came from other systems."""
    return service.count("vacancy", "source = 'import'")


def lines(service: Service, kind: str, subject: object) -> list[str]:
    return [line["action"] for line in reversed(audit.of_subject(service.db, kind, str(subject)))]


@on_sqlite
def test_a_file_is_taken_and_each_bad_line_is_told(service: Service) -> None:
    office = at_work(service, "moderator")
    shown = bring(office, HEADING + GOOD + UNSURE + "3,Cook,Juhudi Works,Kilifi North,5120,much,day\n")
    assert shown.status == 200
    assert "1 new" in shown.text and "1 waits for staff" in shown.text and "1 bad" in shown.text
    assert "Line 4: " in shown.text
    assert imported(service) == 1
    assert lines(service, "import", "Job board") == ["import.taken"]
    assert "1 as before" in bring(office, HEADING + GOOD).text


@on_sqlite
def test_a_file_may_be_tried_and_nothing_is_kept(service: Service) -> None:
    office = at_work(service, "moderator")
    shown = bring(office, HEADING + GOOD, **{"try": "1"})
    assert "1 new" in shown.text
    assert "nothing is kept" in shown.text
    assert imported(service) == service.count("posting") == 0
    assert lines(service, "import", "Job board") == []


@on_sqlite
def test_no_file_no_source_and_a_file_that_is_too_large_are_refused_in_a_sentence(service: Service) -> None:
    office = at_work(service, "moderator")
    office.open("/imports")
    assert "choose a file" in office.send("/imports/file", source="Job board").text
    assert "whom the file is from" in bring(office, HEADING + GOOD, source="").text
    body = b"--b\r\n" + b"x" * (pages.MOST_BYTES + 50_000)
    answer = office.client.post("/staff/imports/file", data=body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413
    assert "1 MB" in answer.get_data(as_text=True)
    assert imported(service) == 0


@on_sqlite
def test_what_is_not_sure_becomes_a_vacancy_with_the_work_and_place_that_staff_choose(service: Service) -> None:
    office = at_work(service, "moderator")
    bring(office, HEADING + UNSURE)
    doubt = waits(service)
    assert "vacancies of other systems to look at: 1" in office.open("/").text
    assert f"/staff/imports/doubts/{doubt}" in office.open("/imports").links()
    shown = office.open(f"/imports/doubts/{doubt}")
    assert shown.title == "Wizard"
    assert "Atlantis Nowhere" in shown.text
    shown = office.send(f"/imports/doubts/{doubt}/settle", occupation="7112", place="")
    assert shown.status == 422
    assert "say where it is" in shown.text
    assert office.send(f"/imports/doubts/{doubt}/settle", occupation="7112", place="Kilifi North").status == 200
    [row] = service.db.all("SELECT id FROM vacancy WHERE source = 'import'")
    vacancy = vacancies.by_id(service.db, row["id"])
    assert (vacancy["title"], vacancy["occupation"], vacancy["area"]) == ("Wizard", "7112", "003")
    assert lines(service, "posting", doubt) == ["posting.settled"]
    office.open("/imports")
    assert office.send(f"/imports/doubts/{doubt}/settle", occupation="7112", place="Kilifi North").status == 404


@on_sqlite
def test_what_is_no_job_is_left_out_and_the_next_comes(service: Service) -> None:
    office = at_work(service, "moderator")
    bring(office, HEADING + UNSURE + UNSURE.replace("2,Wizard", "3,Sorcerer"))
    first, second = (row["id"] for row in postings.doubts(service.db))
    office.open(f"/imports/doubts/{first}")
    assert office.send(f"/imports/doubts/{first}/drop").status == 422
    assert office.send(f"/imports/doubts/{first}/drop", reason="not_a_job").path == f"/staff/imports/doubts/{second}"
    assert lines(service, "posting", first) == ["posting.dropped"]
    assert imported(service) == 0


@on_sqlite
def test_staff_of_a_place_bring_no_files_and_settle_only_there(service: Service) -> None:
    bring(at_work(service, "moderator"), HEADING + UNSURE)
    doubt = waits(service)
    office = at_work(service, "moderator", "003")
    assert "Import a file" not in office.open("/imports").text
    assert bring(office, HEADING + GOOD).status == 422
    assert imported(service) == 0
    shown = office.send(f"/imports/doubts/{doubt}/settle", occupation="7112", place="Langata")
    assert shown.status == 422
    assert "not in your area" in shown.text
    assert office.send(f"/imports/doubts/{doubt}/settle", occupation="7112", place="Kilifi North").status == 200


@on_sqlite
def test_a_doubt_about_a_vacancy_of_another_place_is_not_there(service: Service) -> None:
    posting = Posting("1", "Mason", "Juhudi Works", "Langata", occupation_code="7112", deadline=service.now + 9 * DAY)
    source = {"actor": "service", "source": "Job board"}
    postings.take(service.db, service.market, service.now, posting, **source)
    changed = Posting("1", "Wizard", "Juhudi Works", "Atlantis Nowhere", deadline=service.now + 9 * DAY)
    postings.take(service.db, service.market, service.now, changed, **source)
    doubt = waits(service)
    office = at_work(service, "moderator", "003")
    assert "Nothing waits here." in office.open("/imports").text
    assert "other systems" not in office.open("/").text
    for path in ("settle", "drop"):
        office.open("/imports")
        assert office.send(f"/imports/doubts/{doubt}/{path}", reason="other").status == 404
    assert office.open(f"/imports/doubts/{doubt}").status == 404
    assert at_work(service, "moderator", "047").open(f"/imports/doubts/{doubt}").status == 200


@on_sqlite
def test_feeds_are_listed_with_what_fails(service: Service) -> None:
    service.db.run(
        "INSERT INTO feed (id, name, url, format, every_seconds, level, is_full, is_inside, next_at, failures,"
        " failing_since, failure, counts, created_at) VALUES ('f', 'County jobs', 'https://example.org/jobs', 'csv',"
        " 3600, 'unknown', 1, 0, :now, 2, :now, 'status 503', '{}', :now)",
        now=service.now,
    )
    shown = at_work(service, "moderator").open("/imports")
    assert "County jobs" in shown.text
    assert "the server refuses (503)" in shown.text


@on_sqlite
def test_officers_import_nothing(service: Service) -> None:
    assert at_work(service, "officer").open("/imports").status == 403


@on_sqlite
def test_the_pages_cost_little(service: Service) -> None:
    office = at_work(service)
    bring(office, HEADING + "".join(UNSURE.replace("2,Wizard", f"{number},Wizard {number}") for number in range(30)))
    for path in ("/imports", f"/imports/doubts/{postings.doubts(service.db)[0]['id']}"):
        service.clock.forward(120)
        assert costs_little(service, office, path)


@on_sqlite
def test_no_file_borrows_the_name_of_a_feed(service: Service) -> None:
    sources.add(
        service.db,
        "Job board",
        "https://board.example/feed",
        service.now,
        actor=audit.SERVICE,
        format="atom",
        every_seconds=3600,
        level="document_verified",
    )
    shown = bring(at_work(service, "moderator"), HEADING + GOOD)
    assert "A feed has this name" in shown.text
    assert imported(service) == 0
