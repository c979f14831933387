"""What employers ask for by SMS: a job in one text, the list, the end of one, and answers to what we asked."""

import pytest

from core import employers, moderation, trust, vacancies
from core.database import Row
from messages import employers as letters
from messages import offers
from tests.conversation import DAY, Service, Texts, on_sqlite

pytestmark = on_sqlite

NUMBER = "+254733000001"


@pytest.fixture
def owner(service: Service) -> Row:
    return employers.add(
        service.db,
        service.market,
        service.now,
        name="Bahari Works",
        place="003.011",
        sector="building",
        phone=NUMBER,
        level="document_verified",
        language="en",
    )


@pytest.fixture
def sms(service: Service) -> Texts:
    return service.texts(NUMBER)


def own(service: Service) -> list[Row]:
    return [row for row in service.rows("vacancy", "reference") if row["source"] == "phone"]


def job(service: Service, owner: Row, title: str = "Mason", days: int = 7) -> Row:
    return moderation.submit(
        service.db,
        service.market,
        owner,
        service.now,
        actor="employer:1",
        source="phone",
        title=title,
        occupation="7112",
        place="003.011",
        deadline=service.now + days * DAY,
    )


def asked(service: Service, *, kind: str, vacancy: Row) -> str:
    """The digit that answers the question which the background has asked."""
    letters.ask_due(service.db, service.market, service.now)
    return next(
        str(offer["digit"])
        for offer in offers.standing(service.db, service.now, NUMBER)
        if (offer["kind"], offer["subject"]) == (kind, vacancy["id"])
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("POST driver nakuru 15000 per month", "Driver"),
        ("TANGAZA kazi dereva nakuru 15000 kwa mwezi", "Dereva"),
        ("PUBLIER chauffeur nakuru 15000 par mois", "Chauffeur"),
        ("I need a driver in Nakuru 15000 per month", "Driver"),
    ],
)
def test_a_job_in_one_text_is_echoed_in_one_and_posted_by_a_digit(
    service: Service, owner: Row, sms: Texts, text: str, title: str
) -> None:
    echo = sms(text)
    assert echo.text.startswith(f"{title}, Nakuru\n15,000/month, 1 post, until ")
    assert echo.text.endswith("1 Post\n2 Change")
    assert echo.segments == 1
    assert "Your job is open now" in sms("1").text
    [posted] = own(service)
    assert (posted["title"], posted["pay"], posted["pay_period"]) == (title, 15000, "month")
    assert posted["place"].startswith("032")


def test_a_new_employer_is_asked_for_the_name_first_and_is_confirmed_by_answering(service: Service, sms: Texts) -> None:
    assert sms("POST driver nakuru 15000 per month").text.startswith("Your business and town?")
    assert sms("Mama Njeri Hotel").text.startswith("Driver, Nakuru")
    assert "The office looks at it first" in sms("YES").text
    [employer] = [row for row in service.rows("employer", "id") if row["phone"] == NUMBER]
    assert (employer["name"], employer["level"], own(service)[0]["status"]) == (
        "Mama Njeri Hotel",
        "phone_verified",
        "pending",
    )


def test_what_is_missing_is_asked_one_by_one(service: Service, owner: Row, sms: Texts) -> None:
    assert sms("I HAVE A JOB").text.startswith("Whom do you need?")
    assert sms("plumber").text.startswith("What do you pay?")
    assert sms("900").text.startswith("Is that pay for a day")
    digit = sms.last().digit("900/day")
    assert sms(digit).text.startswith("Plumber, Kilifi North")


def test_two_changes_what_was_understood(service: Service, owner: Row, sms: Texts) -> None:
    sms("POST driver nakuru 15000 per month")
    digit = sms("2").digit("Number of people")
    sms(digit, "3", "POST")
    assert own(service)[0]["posts"] == 3


def test_a_slip_is_asked_back_and_loses_nothing(service: Service, owner: Row, sms: Texts) -> None:
    answer = sms("looking for 3 workers to dig a trench, 700 per day")
    assert "Did you mean POST JOB" in answer.text
    assert service.count("vacancy", "source = 'phone'") == 0


def test_no_text_is_posted_before_it_was_echoed(service: Service, owner: Row, sms: Texts) -> None:
    sms("POST driver nakuru 15000 per month", "JOBS")
    assert own(service) == []


def test_the_same_text_twice_posts_once(service: Service, owner: Row, sms: Texts) -> None:
    sms("POST driver nakuru 15000 per month")
    sms.send("1", "ATXid_same")
    sms.send("1", "ATXid_same")
    assert len(own(service)) == 1


@pytest.mark.parametrize(("text", "status"), [("CLOSE {0}", "closed"), ("FILLED {0}", "filled"), ("close", "closed")])
def test_a_job_is_ended_by_its_number_or_where_it_is_the_only_one(
    service: Service, owner: Row, sms: Texts, text: str, status: str
) -> None:
    vacancy = job(service, owner)
    answer = sms(text.format(vacancy["reference"]))
    assert f"no. {vacancy['reference']}: {status}" in answer.text
    assert own(service)[0]["status"] == status
    assert sms(text.format(vacancy["reference"])).text


def test_of_several_jobs_the_list_is_shown_and_none_is_ended(service: Service, owner: Row, sms: Texts) -> None:
    job(service, owner)
    job(service, owner, "Cook for a hotel")
    assert sms("CLOSE").text.startswith("Your jobs:")
    assert {row["status"] for row in own(service)} == {"open"}


def test_nobody_ends_the_job_of_somebody_else(service: Service, owner: Row) -> None:
    vacancy = job(service, owner)
    other = service.texts("+254733000002")
    assert "We know no job" in other(f"CLOSE {vacancy['reference']}").text
    employers.add(
        service.db, service.market, service.now, name="Other", place="003.011", sector="farm", phone="+254733000002"
    )
    assert "We know no job" in other(f"FILLED {vacancy['reference']}").text
    assert own(service)[0]["status"] == "open"


def test_repeat_shows_the_last_job_and_one_posts_it(service: Service, owner: Row, sms: Texts) -> None:
    job(service, owner)
    assert sms("REPEAT").text.startswith("Mason, Kilifi North")
    sms("1")
    assert [row["title"] for row in own(service)] == ["Mason", "Mason"]


def test_who_may_post_no_more_is_told_before_any_question(service: Service, owner: Row, sms: Texts) -> None:
    for _number in range(trust.LIMITS[owner["level"]].open_vacancies):
        job(service, owner)
    assert sms("POST JOB").text.startswith("You may have")


def test_my_jobs_lists_the_jobs_of_an_employer(service: Service, owner: Row, sms: Texts) -> None:
    vacancy = job(service, owner)
    assert sms("MY JOBS").text.startswith(f"Your jobs:\n1 Mason {vacancy['reference']}, open")
    assert sms("my posts").text.startswith("Your jobs:")


def test_help_for_an_employer_names_their_words(service: Service, owner: Row, sms: Texts) -> None:
    assert "FILLED" in sms("HELP").text


@pytest.mark.parametrize("answer", ["digit", "YES"])
def test_a_yes_to_filled_ends_the_job(service: Service, owner: Row, sms: Texts, answer: str) -> None:
    vacancy = job(service, owner, days=1)
    service.clock.forward(3600)
    digit = asked(service, kind="filled", vacancy=vacancy)
    assert "filled. Nobody can apply any more" in sms(digit if answer == "digit" else answer).text
    assert own(service)[0]["status"] == "filled"
    assert offers.standing(service.db, service.now, NUMBER) == []


@pytest.mark.parametrize("answer", ["digit", "NO"])
def test_a_no_keeps_it_open_a_week_more_and_asks_again_then(
    service: Service, owner: Row, sms: Texts, answer: str
) -> None:
    vacancy = job(service, owner, days=1)
    service.clock.forward(3600)
    digit = asked(service, kind="not_filled", vacancy=vacancy)
    assert "stays open until" in sms(digit if answer == "digit" else answer).text
    after = vacancies.by_id(service.db, vacancy["id"])
    assert (after["status"], after["deadline"]) == ("open", vacancy["deadline"] + 7 * DAY)
    service.clock.forward(7 * DAY - 3600)
    assert asked(service, kind="filled", vacancy=vacancy)


def test_a_no_that_comes_too_late_shows_the_job_to_be_posted_again(service: Service, owner: Row, sms: Texts) -> None:
    vacancy = job(service, owner, days=1)
    service.clock.forward(3600)
    digit = asked(service, kind="not_filled", vacancy=vacancy)
    service.clock.forward(DAY)
    vacancies.expire(service.db, service.market, service.now)
    assert sms(digit).text.startswith("Mason, Kilifi North")


def test_who_asks_to_be_deleted_while_people_may_have_applied_is_called(
    service: Service, owner: Row, sms: Texts
) -> None:
    assert "will call you" in sms("DELETE ME").text
    assert [row["kind"] for row in service.rows("staff_notice", "id")] == ["employer_leaves"]


@pytest.mark.parametrize("text", ["MY POSTS", "CLOSE", "FILLED {0}", "REPEAT", "POST driver nakuru 900 per day"])
def test_after_months_of_silence_a_number_says_who_it_is_before_anything(
    service: Service, owner: Row, sms: Texts, text: str
) -> None:
    sms("MY POSTS")
    service.clock.forward(100 * DAY)
    vacancy = job(service, owner)
    assert sms(text.format(vacancy["reference"])).text.startswith("It has been a long time.")
    assert own(service)[0]["status"] == "open"
    assert sms("Bahari Works").text.startswith("Bahari Works")


def test_a_slip_of_the_finger_ends_no_job(service: Service, owner: Row, sms: Texts) -> None:
    vacancy = job(service, owner)
    assert f"Did you mean CLOSE {vacancy['reference']}?" in sms(f"CLSOE {vacancy['reference']}").text
    assert own(service)[0]["status"] == "open"
    sms("1")
    assert own(service)[0]["status"] == "closed"


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("TANGAZA cook thika 500 daily until 30 nov", "Cook, Thika\n500/day, 1 post, until 30 Nov"),
        ("POST mason thika 900 per day for 2 weeks", "Mason, Thika\n900/day, 1 post, until "),
        ("POST cook thika 500 daily for 3 days", "Cook, Thika\n500/day, 1 post, until "),
        ("POST house girl aged 18-25 thika 8000 monthly", "House girl, Thika\n8,000/month, 1 post, until "),
        ("POST masons 2 thika 450-600 per day", "Masons, Thika\n450/day, 2 posts, until "),
    ],
)
def test_days_and_ages_are_no_posts_and_no_title(
    service: Service, owner: Row, sms: Texts, text: str, echo: str
) -> None:
    assert sms(text).text.startswith(echo)


def test_the_days_that_a_text_tells_are_kept(service: Service, owner: Row, sms: Texts) -> None:
    sms("POST mason thika 900 per day from 1/12 until 30/11", "1")
    [posted] = own(service)
    assert (posted["starts_on"], posted["posts"]) == ("2026-12-01", 1)


def test_a_day_that_cannot_be_loses_no_text(service: Service, owner: Row, sms: Texts) -> None:
    assert sms("POST mason thika 900 per day until 31 feb").text.startswith("Mason, Thika")
