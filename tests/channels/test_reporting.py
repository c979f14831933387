"""Reporting: a bad job is reported by a text or on the menu, by anybody, and three people take it from sight."""

import pytest

from channels import reporting
from core import vacancies
from messages import offers
from tests.conversation import DAY, Service, Texts, on_sqlite

STRANGER = "+254799000001"


@pytest.fixture
def sms(service: Service) -> Texts:
    """Somebody registered who texts."""
    service.registered()
    return service.texts()


def reference(service: Service, title: str = "Mason") -> str:
    return str(service.jobs[title]["reference"])


def reports(service: Service) -> list[tuple[str, str]]:
    """What was reported: the title of each job, and what is wrong with it."""
    rows = service.db.all(
        "SELECT title, vacancy_report.reason FROM vacancy_report JOIN vacancy ON vacancy.id = vacancy_id ORDER BY at"
    )
    return [(row["title"], row["reason"]) for row in rows]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("asks money", "asks_money"),
        ("they want me to pay a fee", "asks_money"),
        ("wanaomba pesa", "asks_money"),
        ("demande de l'argent", "asks_money"),
        ("it is fake", "not_real"),
        ("ni uongo", "not_real"),
        ("c'est une arnaque", "not_real"),
        ("not safe for girls", "unsafe"),
        ("he wants sex and money", "unsafe"),
        ("ni hatari", "unsafe"),
        ("the boss is rude", "other"),
        ("", "other"),
    ],
)
def test_what_is_wrong_is_read_from_the_words(text: str, reason: str) -> None:
    assert reporting.reason(text) == reason


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("REPORT {} asks money", "asks_money"),
        ("report job {} it is fake", "not_real"),
        ("RIPOTI {} wanaomba pesa", "asks_money"),
        ("SIGNALER {} arnaque", "not_real"),
        ("Report {}", "other"),
    ],
)
def test_a_job_is_reported_by_its_number(service: Service, sms: Texts, text: str, reason: str) -> None:
    answer = sms(text.format(reference(service)))
    assert answer.text.startswith(f"Thank you for telling us of Mason, Bahari Works, no. {reference(service)}.")
    assert answer.segments == 1
    assert reports(service) == [("Mason", reason)]


@on_sqlite
def test_somebody_who_is_not_registered_may_report(service: Service) -> None:
    answer = service.texts(STRANGER)(f"REPORT {reference(service)}")
    assert answer.text.startswith("Thank you for telling us of Mason")
    assert reports(service) == [("Mason", "other")]


@on_sqlite
def test_on_the_page_of_a_job_no_number_is_needed(service: Service, sms: Texts) -> None:
    sms(sms("JOBS").digit("Mason, Kilifi"))
    assert sms("report they ask for money").text.startswith("Thank you for telling us of Mason")
    assert reports(service) == [("Mason", "asks_money")]


@on_sqlite
def test_the_word_alone_on_the_page_of_a_job_asks_what_is_wrong(service: Service, sms: Texts) -> None:
    sms(sms("JOBS").digit("Mason, Kilifi"))
    assert sms("REPORT", "3").text.startswith("Thank you for telling us.")
    assert reports(service) == [("Mason", "unsafe")]


@on_sqlite
def test_after_an_alert_no_number_is_needed_and_after_two_it_is_asked_for(service: Service, sms: Texts) -> None:
    until = service.now + 7 * DAY
    for title in ("Mason", "Cook"):
        offers.make(service.db, service.now, sms.number, "apply", service.jobs[title]["id"], None, until)
        answer = sms("RIPOTI KAZI HII")
        if title == "Mason":
            assert answer.text.startswith("Thank you for telling us of Mason")
    assert answer.text.startswith("Which job is it?")
    assert reports(service) == [("Mason", "other")]


@on_sqlite
def test_without_any_job_in_question_it_is_asked_for(service: Service, sms: Texts) -> None:
    answer = sms("REPORT")
    assert answer.text.startswith("Which job is it? Please reply REPORT and the number of the job.")
    assert reports(service) == []


@on_sqlite
def test_a_mistyped_number_reports_no_other_job(service: Service, sms: Texts) -> None:
    wrong = reference(service)[:-1] + str((int(reference(service)[-1]) + 1) % 10)
    assert f"no job with the number {wrong}" in sms(f"REPORT {wrong}").text
    assert reports(service) == []


@on_sqlite
def test_a_misspelt_word_is_asked_back_before_anything_is_reported(service: Service, sms: Texts) -> None:
    assert f"Did you mean REPORT {reference(service)}? Then reply 1." in sms(f"repot {reference(service)}").text
    assert reports(service) == []
    assert sms("1").text.startswith("Thank you for telling us of Mason")
    assert reports(service) == [("Mason", "other")]


@on_sqlite
def test_who_has_reported_many_jobs_today_is_told_to_ask_for_a_call(service: Service, sms: Texts) -> None:
    for title in service.jobs:
        answer = sms(f"REPORT {reference(service, title)}")
    assert len(service.jobs) == vacancies.MOST_REPORTS + 1
    assert answer.text.startswith("Thank you. You told us of many jobs today.")
    assert len(reports(service)) == vacancies.MOST_REPORTS


def test_three_people_take_a_job_from_sight_on_the_menu_and_by_text(service: Service) -> None:
    phones = [service.registered(f"+25471200000{number}") for number in (1, 2, 3)]
    service.clock.forward(2 * DAY)
    for phone in phones[:2]:
        phone.dial()
        phone.choose("Jobs for me", "Mason, Kilifi", "Report this job", "It asks for money")
        assert phone.sees("Thank you for telling us. The office will look at this job.")
    assert vacancies.by_reference(service.db, reference(service))["status"] == "open"
    service.texts(phones[2].number)(f"REPORT {reference(service)} fake")
    held = vacancies.by_reference(service.db, reference(service))
    assert (held["status"], held["reason"]) == ("held", "reports")
    assert phones[0].choose("More jobs").digit("Bricklayer")
    assert phones[0].screen.digit("Mason, Kilifi") is None


@on_sqlite
def test_the_menu_says_when_it_was_enough_for_today(service: Service, sms: Texts) -> None:
    for title in list(service.jobs)[: vacancies.MOST_REPORTS]:
        sms(f"REPORT {reference(service, title)}")
    left = list(service.jobs)[-1]
    phone = service.phone(sms.number)
    service.open("Mason for a wall", "7112", "003.011", pay=1000, pay_period="day")
    phone.dial()
    phone.choose("Jobs for me", "Mason for a wall", "Report this job", "Something else")
    assert phone.sees("Thank you. You told us of many jobs today.")
    assert left not in [title for title, _ in reports(service)]


@on_sqlite
@pytest.mark.parametrize("first", ["REPORT", "REPORT 10001"])
def test_the_number_that_answers_which_job_it_is_reports_it(service: Service, sms: Texts, first: str) -> None:
    sms(first)
    assert sms(reference(service)).text.startswith("Thank you for telling us of Mason")
    assert reports(service) == [("Mason", "other")]


@on_sqlite
def test_a_number_some_texts_later_is_no_report(service: Service, sms: Texts) -> None:
    sms("REPORT", "HELP")
    assert "Did you mean APPLY" in sms(reference(service)).text
    assert reports(service) == []


@on_sqlite
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("this job is fake {}", "not_real"),
        ("scam {}", "not_real"),
        ("job {} they ask for money", "asks_money"),
        ("kazi {} ni uongo, matapeli", "not_real"),
    ],
)
def test_a_complaint_with_the_number_of_a_job_reports_it_and_tells_staff(
    service: Service, sms: Texts, text: str, reason: str
) -> None:
    assert sms(text.format(reference(service))).text.startswith("Thank you for telling us of Mason")
    assert reports(service) == [("Mason", reason)]
    assert service.count("staff_notice", "kind = 'complaint'") == 1


def test_an_amount_of_money_is_no_job() -> None:
    assert reporting.numbers("they asked me ksh 12345, then 10000, then 12,345 and 12346/= and 12347 bob") == []
    assert reporting.numbers("job 10350 is fake, and 10008 too, call 0712345678") == ["10350", "10008"]
