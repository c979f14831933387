"""Wishes: what people ask for in words by SMS is done at once, and said in one text."""

import pathlib
import re

import pytest

from core import employers, profiles, vacancies
from core.database import Row
from messages import erasure, offers
from tests.conversation import DAY, Answer, Service, Texts, on_sqlite, settings_for

PHONE = "+254712345678"
TINYLAND = pathlib.Path(__file__).parent.parent / "packs" / "tinyland"
WORDS = {
    "en": {
        "jobs": "JOBS",
        "more": "MORE",
        "apply": "APPLY",
        "withdraw": "WITHDRAW",
        "status": "STATUS",
        "stop": "STOP",
    },
    "sw": {"jobs": "KAZI", "more": "ZAIDI", "apply": "OMBA", "withdraw": "ONDOA OMBI", "status": "MAOMBI YANGU"},
    "fr": {"jobs": "EMPLOIS", "more": "SUITE", "apply": "POSTULER", "withdraw": "RETIRER", "status": "STATUT"},
}


@pytest.fixture
def sms(service: Service) -> Texts:
    """Somebody registered who texts."""
    service.registered()
    return service.texts()


def reference(service: Service, title: str = "Mason") -> str:
    return str(service.jobs[title]["reference"])


def person(service: Service) -> Row:
    [profile] = profiles.of_phone(service.db, PHONE)
    return profile


def notices(service: Service) -> list[str]:
    return [row["kind"] for row in service.rows("staff_notice", "id")]


def status(service: Service) -> list[str]:
    return [row["status"] for row in service.rows("application", "created_at")]


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_applying_and_taking_it_back_in_each_language(service: Service, language: str) -> None:
    service.registered(language=language)
    sms, words = service.texts(), WORDS[language]
    answers = [sms(f"{words['apply']} {reference(service)}")]
    assert status(service) == ["applied"]
    answers.append(sms(words["status"]))
    assert reference(service) in answers[-1].text
    answers.append(sms(f"{words['withdraw']} {reference(service)}"))
    assert status(service) == ["withdrawn"]
    answers.append(sms(f"{words['apply']} {reference(service)}"))
    assert status(service) == ["applied"]
    assert {(answer.segments, answer.language) for answer in answers} == {(1, language)}


@on_sqlite
@pytest.mark.parametrize("language", ["en", "sw", "fr"])
def test_what_a_confirmation_says_to_reply_takes_the_application_back(service: Service, language: str) -> None:
    service.registered(language=language)
    sms = service.texts()
    told = sms(f"APPLY {reference(service)}").text
    undo = re.findall(rf"[A-Z][A-Z ]* {reference(service)}", told)[-1]
    assert sms(undo).purpose == "withdraw"
    assert status(service) == ["withdrawn"]


@on_sqlite
def test_a_mistyped_reference_never_reaches_another_job(service: Service, sms: Texts) -> None:
    right = reference(service)
    for digit in "0123456789":
        wrong = right[:-1] + digit
        if wrong != right:
            assert f"no job with the number {wrong}" in sms(f"APPLY {wrong}").text
    assert "no job with the number" in sms("APPLY " + "9" * 300).text
    assert "no job with the number" in sms("WITHDRAW 1").text
    assert status(service) == []


@on_sqlite
def test_a_reference_alone_is_asked_back(service: Service, sms: Texts) -> None:
    assert f"Did you mean APPLY {reference(service)}? Then reply 1." in sms(reference(service)).text
    assert status(service) == []
    assert "You have applied: Mason" in sms("1").text


@on_sqlite
def test_a_filled_job_says_so(service: Service, sms: Texts) -> None:
    service.fill("Mason")
    assert "no longer open: Mason" in sms(f"APPLY {reference(service)}").text
    assert status(service) == []


@on_sqlite
def test_applying_twice_applies_once(service: Service, sms: Texts) -> None:
    sms(f"APPLY {reference(service)}")
    assert "You have applied already: Mason" in sms(f"APPLY {reference(service)}").text
    assert "no open application" in sms(f"WITHDRAW {reference(service, 'Cook')}").text


@on_sqlite
def test_apply_on_the_page_of_a_job_means_that_job(service: Service, sms: Texts) -> None:
    digit = sms("JOBS").digit("Mason, Kilifi")
    sms(digit, "APPLY")
    assert status(service) == ["applied"]
    assert sms("APPLY").text


@on_sqlite
def test_status_without_applications_says_what_to_do(service: Service, sms: Texts) -> None:
    assert "Reply JOBS" in sms("STATUS").text


@on_sqlite
@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("jobs in Malindi", "Jobs in Malindi"),
        ("kazi Malindi", "Jobs in Malindi"),
        ("emploi à Malindi", "Jobs in Malindi"),
        ("Malindi", "Jobs in Malindi"),
        ("cook", "Cook"),
        ("natafuta kazi, mpishi", "Cook"),
        ("je cherche un emploi, cuisine", "Cook"),
    ],
)
def test_jobs_are_found_by_place_and_by_work_in_each_language(
    service: Service, sms: Texts, text: str, title: str
) -> None:
    assert sms(text).text.startswith(title)


@on_sqlite
def test_a_digit_to_what_was_found_opens_the_job(service: Service, sms: Texts) -> None:
    digit = sms("cook").digit("Cook")
    assert reference(service, "Cook") in sms(digit).text


@pytest.mark.parametrize("code", ["en", "sw", "fr"])
def test_the_language_is_changed_and_spoken_at_once(service: Service, sms: Texts, code: str) -> None:
    other = "fr" if code != "fr" else "sw"
    sms(f"LANG {other}")
    answer = sms(f"LANG {code}")
    assert (answer.language, person(service)["language"]) == (code, code)
    assert sms("STATUS").language == code


@on_sqlite
def test_language_alone_asks_which(service: Service, sms: Texts) -> None:
    assert sms(sms("LANGUAGE").digit("Kiswahili")).language == "sw"
    assert person(service)["language"] == "sw"


@on_sqlite
def test_a_language_may_be_asked_for_before_registering(service: Service) -> None:
    answer = service.texts()("LANG fr")
    assert answer.language == "fr"
    assert "J'accepte" in answer.text


@on_sqlite
def test_alerts_go_on_and_off(service: Service, sms: Texts) -> None:
    sms("ALERTS")
    assert person(service)["alerts"] == "instant"
    sms("NO ALERTS")
    assert person(service)["alerts"] == "off"
    sms("STOP", "ALERTS")
    assert (person(service)["alerts"], service.count("opt_out")) == ("instant", 0)


def test_stop_ends_alerts_and_start_brings_them_back(service: Service, sms: Texts) -> None:
    sms("ALERTS")
    assert "All texts are stopped." in sms("STOP").text
    assert (person(service)["alerts"], service.count("opt_out")) == ("off", 1)
    assert "Job alerts: For each new job" in sms("START").text
    assert (person(service)["alerts"], service.count("opt_out")) == ("instant", 0)


@on_sqlite
def test_stop_cancels_what_is_queued_and_leaves_replies(service: Service, sms: Texts) -> None:
    sms("ALERTS")
    service.db.run("UPDATE outbox SET priority = 5, state = 'queued'")
    assert sms("STOP").text
    assert [row["state"] for row in service.rows("outbox", "id")] == ["cancelled", "queued"]


@pytest.mark.parametrize(
    "before",
    [
        (),
        ("Hello",),
        ("Hello", "1"),
        ("Hello", "1", "1"),
        ("Hello", "1", "1", "Asha Wanjiru"),
        ("shop",),
        ("DELETE ME",),
    ],
)
@on_sqlite
def test_stop_works_whatever_is_open(service: Service, before: tuple[str, ...]) -> None:
    sms = service.texts()
    sms(*before)
    assert sms("STOP").purpose == "stop"
    assert service.count("opt_out") == 1
    sms("Mary Achieng")
    assert service.count("profile", "name IS NOT NULL AND name <> 'Asha Wanjiru'") == 0, "no question is open any more"
    assert sms("START").text
    assert service.count("opt_out") == 0


@on_sqlite
@pytest.mark.parametrize(
    "before", [("JOBS",), ("JOBS", "1"), ("shop",), ("DELETE ME",), ("PROFILE", "1"), ("APPLY 1",)]
)
def test_stop_works_wherever_a_registered_person_stands(service: Service, sms: Texts, before: tuple[str, ...]) -> None:
    sms("ALERTS", *before)
    assert sms("STOP").purpose == "stop"
    assert person(service)["alerts"] == "off"


@on_sqlite
def test_stop_ends_the_alerts_of_everybody_on_a_shared_phone(service: Service, sms: Texts) -> None:
    sms("ALERTS")
    other = profiles.begin(service.db, service.market, PHONE, "sw", service.now)
    profiles.change(service.db, service.market, other, service.now, alerts="daily")
    assert sms("STOP").purpose == "stop"
    assert [each["alerts"] for each in profiles.of_phone(service.db, PHONE)] == ["off", "off"]


@on_sqlite
def test_stop_leaves_an_open_alert_for_who_still_wants_the_job(service: Service, sms: Texts) -> None:
    vacancy = service.jobs["Mason"]["id"]
    offers.make(service.db, service.now, PHONE, "apply", vacancy, person(service)["id"], service.now + 7 * DAY)
    sms("STOP", "1")
    assert status(service) == ["applied"]


def test_erasure_takes_a_digit_and_leaves_nothing_of_the_person(service: Service, sms: Texts) -> None:
    sms("LANG sw", "ALERTS", f"APPLY {reference(service)}", "JOBS")
    service.db.run("UPDATE outbox SET priority = 5, state = 'queued' WHERE id = (SELECT MIN(id) FROM outbox)")
    asked = sms("DELETE ME")
    assert asked.language == "sw"
    assert person(service)["name"] == "Asha Wanjiru"
    vacancy = service.jobs["Cook"]["id"]
    offers.make(service.db, service.now, PHONE, "apply", vacancy, person(service)["id"], service.now + 7 * DAY)
    farewell = sms("1")
    assert farewell.text.startswith("Sawa. Tumefuta tuliyojua kukuhusu.")
    assert (farewell.language, farewell.purpose) == ("sw", "accept")
    assert profiles.of_phone(service.db, PHONE) == []
    assert service.count("profile", "name IS NOT NULL OR status <> 'erased'") == 0
    assert service.count("incoming", "text <> '' OR phone <> '+'") == 0
    assert service.count("offer") == service.count("phone_link") == 0
    assert status(service) == ["withdrawn"]
    assert service.count("outbox", "state = 'queued' AND priority = 5") == 0
    [left] = service.rows("session", "channel")
    assert "Asha" not in left["state"] and "Mason" not in left["state"]
    assert "1 English" in sms("JOBS").text


@on_sqlite
def test_a_confirmation_of_an_erasure_is_good_for_a_day(service: Service, sms: Texts) -> None:
    sms("DELETE ME")
    service.clock.forward(DAY)
    sms("1")
    assert person(service)["name"] == "Asha Wanjiru"


@on_sqlite
def test_a_digit_to_a_list_that_came_later_never_erases(service: Service, sms: Texts) -> None:
    sms("DELETE ME", "JOBS", "STATUS")
    service.clock.forward(DAY - 600)
    sms("1", "1")
    assert person(service)["name"] == "Asha Wanjiru"


@on_sqlite
def test_a_yes_does_not_erase(service: Service, sms: Texts) -> None:
    sms("DELETE ME", "yes", "ok", "ndiyo")
    assert person(service)["name"] == "Asha Wanjiru"


@on_sqlite
def test_of_a_shared_phone_only_the_person_who_asks_is_erased(service: Service, sms: Texts) -> None:
    other = profiles.begin(service.db, service.market, PHONE, "en", service.now)
    sms("DELETE ME", "1995", "DELETE ME", "1")
    assert [each["id"] for each in profiles.of_phone(service.db, PHONE)] == [other["id"]]


@on_sqlite
def test_who_never_registered_is_told_that_nothing_is_kept_and_it_is_true(service: Service) -> None:
    sms = service.texts()
    assert sms("Hello", "2", "DELETE ME").language == "sw"
    assert service.count("incoming", "text <> '' OR phone <> '+'") == 0
    service.db.run("UPDATE outbox SET state = 'delivered'")
    erasure.sweep(service.db, service.market, service.now + 3600)
    assert service.count("session") == service.count("outbox", "phone <> '+'") == 0
    assert service.count("profile") == 0


@on_sqlite
@pytest.mark.parametrize("text", ["I want to kill myself", "nimebakwa", "mon patron m'a violée"])
def test_safety_is_answered_with_helplines_and_told_to_staff_each_time(service: Service, text: str) -> None:
    sms = service.texts()
    for number in range(1, 12):
        answer = sms.send(text, f"ATX{number}")
        assert sms.send(text, f"ATX{number}") == Answer()
        assert all(line.phone in answer.text for line in service.market.helplines), answer.text
        assert notices(service) == ["safety"] * number


@on_sqlite
def test_safety_comes_before_an_open_question(service: Service) -> None:
    assert service.texts()("Hello", "1", "1", "I want to kill myself").purpose == "safety"


@on_sqlite
def test_abuse_is_told_to_staff_and_not_answered(service: Service, sms: Texts) -> None:
    assert sms("you are idiots") == Answer()
    assert notices(service) == ["abuse"]


@on_sqlite
def test_a_complaint_is_told_to_staff_who_call(service: Service, sms: Texts) -> None:
    assert "will call you" in sms("the employer asked me for money").text
    assert notices(service) == ["complaint"]
    assert service.count("call_request", "phone = :phone", phone=PHONE) == 1


@on_sqlite
def test_who_asks_for_workers_is_asked_for_what_is_missing_and_troubles_no_staff(service: Service) -> None:
    assert "Your business and town?" in service.texts()("I want to hire two cooks").text
    assert notices(service) == []


@on_sqlite
def test_who_found_a_job_gets_no_more_alerts(service: Service, sms: Texts) -> None:
    sms("ALERTS")
    assert "Congratulations" in sms("I got a job").text
    assert person(service)["alerts"] == "off"


@on_sqlite
@pytest.mark.parametrize("text", ["JOBS", "STATUS", "APPLY 12345", "ALERTS", "PROFILE", "cook", "MORE", "asdf", "5"])
def test_who_is_not_registered_is_asked_first(service: Service, text: str) -> None:
    answer = service.texts()(text)
    assert "1 English" in answer.text or "no job with the number" in answer.text


@pytest.mark.parametrize("language", ["en", "sw", "fr"])
@on_sqlite
def test_every_answer_about_ordinary_jobs_is_one_text(service: Service, language: str) -> None:
    service.registered(language=language)
    sms = service.texts()
    ref = reference(service)
    employer = employers.add(
        service.db, service.market, service.now, name="Coast Construction Works", place="003.011", sector="building"
    )
    row = vacancies.add(
        service.db,
        service.market,
        service.now,
        employer_id=employer["id"],
        title="Plasterer and tiler",
        occupation="7112",
        place="003.011.kilifi",
        pay=25000,
        pay_period="month",
        deadline=service.now + 20 * DAY,
        posts=12,
    )
    other = vacancies.open(service.db, service.market, row["id"], service.now)["reference"]
    said = [
        "HELP",
        "JOBS",
        "MORE",
        "1",
        "APPLY",
        f"APPLY {ref}",
        f"APPLY {other}",
        f"APPLY {other}",
        "APPLY 1",
        f"WITHDRAW {ref}",
        f"WITHDRAW {ref}",
        "LANG",
        f"LANG {language}",
        "ALERTS",
        "NO ALERTS",
        "PROFILE",
        "MORE",
        "shop",
        "asdf",
        "9",
        "CALL ME",
        "I got a job",
        "kill myself",
        "Malindi",
        "cook",
        "STOP",
        "START",
        "DELETE ME",
    ]
    long = {text: answer.text for text in said if (answer := sms(text)).segments > 1}
    assert not long
    # The list of all one's applications may take two: each line has to keep its number and what became of it.
    assert sms("STATUS").segments <= 2


@on_sqlite
def test_in_a_script_that_needs_ucs2_answers_are_two_texts_at_most(database_url: str) -> None:
    service = Service(settings_for(database_url, market=TINYLAND))
    sms = service.texts("+251911234567")
    said = ["Hello", "2", "1", "አበበ በቀለ", "1995"]
    answers = [sms(text) for text in said]
    said = [
        "1",
        "1",
        "1",
        "3",
        "1",
        "JOBS",
        "1",
        "HELP",
        "STATUS",
        "PROFILE",
        "ALERTS",
        "shop",
        "asdf",
        "STOP",
        "START",
    ]
    answers += [sms(text) for text in said]
    assert {answer.segments for answer in answers} <= {0, 1, 2}
    assert "ucs2" in {answer.encoding for answer in answers}
    assert "sorry" not in {answer.purpose for answer in answers}
    service.close()
