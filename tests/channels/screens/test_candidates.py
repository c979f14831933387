"""The people for an own job, on the employer's phone: who is shown, and what the employer may say to them."""

import orjson
import pytest

from core import audit, employers, moderation, vacancies
from messages import opt_outs, trust
from tests.conversation import DAY, Phone, Service, on_sqlite
from tests.hiring import HIRER, OTHER_HIRER, Hiring, hiring_in, person

pytestmark = on_sqlite


@pytest.fixture
def hiring(service: Service) -> Hiring:
    return hiring_in(service)


def wants_alerts(hiring: Hiring, number: int, name: str) -> None:
    """Somebody has registered and wants job alerts, but has not applied."""
    hiring.service.registered(person(number), name=name)
    hiring.service.texts(person(number))("ALERTS")
    hiring.work()


def see(hiring: Hiring, number: int) -> Phone:
    """The employer's phone, with the page of one person on it."""
    listed = read(hiring.people())
    number_of = hiring.known(number)
    label = next(each for each in (f"*{number_of}", number_of, f"{hiring.first(number)}:") if each in listed)
    phone = hiring.people()
    phone.choose(label)
    return phone


def read(phone: Phone) -> str:
    """All parts of the page on a phone."""
    text = phone.screen.text
    while phone.screen.digit("More"):
        text += "\n" + phone.answer("98").text
    return text


def test_an_employer_sees_who_applied_by_first_name_and_work_and_the_whole_on_a_page_of_its_own(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru", experience="4")
    listed = read(hiring.people())
    assert "1 applied" in listed
    assert "Asha: Mason, 3-5 yrs, Kilifi North" in listed
    assert "Wanjiru" not in listed
    page = read(see(hiring, 1))
    assert page.startswith(f"Asha Wanjiru {hiring.known(1)}")
    assert person(1) not in page and "Call:" not in page
    assert hiring.status(1) == "seen"


def test_each_look_at_a_name_is_written_down_once_and_drawing_again_is_not(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    phone.again()
    assert [(line["actor"], line["action"]) for line in looks(hiring)] == [
        (audit.employer(hiring.employer["id"]), "person.seen")
    ]


def looks(hiring: Hiring) -> list[dict[str, object]]:
    rows = hiring.service.rows("audit", "id")
    return [row for row in rows if row["action"] == "person.seen"]


def test_the_number_is_shown_once_somebody_is_on_the_short_list(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    phone.choose("Shortlist")
    assert "on the short list" in phone.screen.text
    assert f"Call: {person(1)}" in phone.screen.text
    hiring.work()
    assert len(hiring.inbox(person(1), "decided")) == 1


def test_a_key_that_the_gateway_repeats_decides_once(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    phone.choose("Shortlist")
    assert phone.again().text == phone.screen.text
    hiring.work()
    assert len(hiring.inbox(person(1))) == 1
    assert hiring.service.count("application_status", "status = 'shortlisted'") == 1


def test_hiring_is_asked_back_and_told_once(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    phone.choose("Hire")
    assert hiring.status(1) == "seen"
    phone.choose("No, go back", "Hire", "Yes, hire")
    assert phone.screen.text.startswith("Asha Wanjiru: hired.")
    assert hiring.status(1) == "hired"
    hiring.work()
    [told] = hiring.inbox(person(1))
    assert told.startswith("Congratulations! Bahari Builders has chosen you: Mason for the hall")
    assert "hired" in read(see(hiring, 1))


def test_saying_no_is_asked_back_and_told_kindly_and_hides_the_name(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    phone.choose("Not this time", "Yes, say no")
    assert "Asha" not in phone.screen.text
    hiring.work()
    [told] = hiring.inbox(person(1))
    assert "do not lose heart" in told
    assert hiring.status(1) == "refused"


def test_the_last_post_fills_the_job_and_all_others_are_told_once(hiring: Hiring) -> None:
    for number, name in ((1, "Asha Wanjiru"), (2, "Brian Otieno"), (3, "Carol Atieno")):
        hiring.applicant(number, name)
    see(hiring, 1).choose("Hire", "Yes, hire")
    phone = see(hiring, 2)
    phone.choose("Hire", "Yes, hire")
    assert "All posts are taken now." in phone.screen.text
    assert vacancies.by_id(hiring.service.db, hiring.vacancy["id"])["status"] == "filled"
    hiring.work()
    hiring.work()
    assert [len(hiring.inbox(person(number))) for number in (1, 2, 3)] == [1, 1, 1]
    assert "Congratulations" in hiring.inbox(person(2))[0]
    assert "the job is taken now" in hiring.inbox(person(3))[0]
    assert "the job is taken" in hiring.service.texts(person(3))("STATUS").text


def test_somebody_who_fits_is_asked_and_named_only_when_they_apply(hiring: Hiring) -> None:
    wants_alerts(hiring, 3, "Carol Atieno")
    phone = see(hiring, 3)
    assert "Carol" not in read(phone) and person(3) not in read(phone)
    phone.choose("Ask this person")
    assert phone.sees("We ask this person by SMS. If they apply, you see their name in your list.")
    [asked] = hiring.inbox(person(3), "approach")
    assert "Bahari Builders asks you to apply: Mason for the hall" in asked
    assert "You have asked this person." in read(see(hiring, 3))
    assert looks(hiring) == []
    digit = asked.partition("Reply ")[2][0]
    assert "You have applied" in hiring.service.texts(person(3))(digit).text
    assert read(see(hiring, 3)).startswith("Carol Atieno")


def test_asking_twice_sends_one_text(hiring: Hiring) -> None:
    wants_alerts(hiring, 3, "Carol Atieno")
    phone = see(hiring, 3)
    phone.choose("Ask this person")
    phone.again()
    assert len(hiring.inbox(person(3), "approach")) == 1


def test_who_said_stop_is_neither_shown_nor_asked(hiring: Hiring) -> None:
    wants_alerts(hiring, 3, "Carol Atieno")
    phone = see(hiring, 3)
    hiring.service.texts(person(3))("STOP")
    phone.choose("Ask this person")
    assert hiring.inbox(person(3), "approach") == []
    assert hiring.service.count("approach") == 0
    assert hiring.known(3) not in read(hiring.people())


def test_whoever_had_a_weeks_alerts_is_not_asked_and_the_employer_is_told(hiring: Hiring) -> None:
    wants_alerts(hiring, 3, "Carol Atieno")
    hiring.service.db.run("UPDATE subscription SET rests_until = :until", until=hiring.service.now + DAY)
    phone = see(hiring, 3)
    phone.choose("Ask this person")
    assert phone.sees("This person cannot be asked now. Please choose another.")
    assert hiring.service.count("approach") == 0


def test_an_employer_who_must_still_confirm_the_number_sees_no_name_and_asks_nobody(hiring: Hiring) -> None:
    hiring.service.db.run("UPDATE employer SET level = 'unknown' WHERE phone = :phone", phone=HIRER)
    hiring.applicant(1, "Asha Wanjiru")
    wants_alerts(hiring, 3, "Carol Atieno")
    page = read(see(hiring, 1))
    assert "Asha" not in page and "first answer our SMS" in page
    listed = read(hiring.people())
    assert hiring.known(1) in listed
    assert hiring.known(3) not in listed and "you can ask" not in listed


def test_whoever_loses_the_level_meanwhile_hears_what_to_do_first(hiring: Hiring) -> None:
    wants_alerts(hiring, 3, "Carol Atieno")
    phone = see(hiring, 3)
    hiring.service.db.run("UPDATE employer SET level = 'unknown' WHERE phone = :phone", phone=HIRER)
    phone.choose("Ask this person")
    assert phone.sees("First answer our SMS that asks if this number is yours.")
    assert hiring.inbox(person(3), "approach") == []


def test_people_who_share_a_first_name_are_told_apart(hiring: Hiring) -> None:
    for number, name in ((1, "Asha Wanjiru"), (2, "Asha Atieno"), (3, "Carol Mbithe")):
        hiring.applicant(number, name)
    listed = read(hiring.people())
    assert "Asha Wanjiru: Mason" in listed and "Asha Atieno: Mason" in listed and "Carol: Mason" in listed


def test_that_the_list_was_looked_through_is_written_down_once_and_drawing_again_is_not(hiring: Hiring) -> None:
    hiring.people()
    assert list_looks(hiring) == []
    for number, name in ((1, "Asha Wanjiru"), (2, "Brian Otieno")):
        hiring.applicant(number, name)
    phone = hiring.people()
    phone.again()
    assert list_looks(hiring) == [(audit.employer(hiring.employer["id"]), hiring.vacancy["id"], {"people": 2})]
    hiring.texts(f"PEOPLE {hiring.reference}")
    assert len(list_looks(hiring)) == 2


def test_somebody_who_is_looked_at_by_text_is_on_record_too(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    assert "Asha Wanjiru" in hiring.texts(f"HIRE {hiring.known(1)}").text
    assert len(looks(hiring)) == 1


def list_looks(hiring: Hiring) -> list[tuple[object, object, object]]:
    rows = hiring.service.rows("audit", "id")
    return [(row["actor"], row["subject"], orjson.loads(row["data"])) for row in rows if row["action"] == "people.seen"]


def held(hiring: Hiring, reason: str = "asks_money") -> Phone:
    """Staff hold the job while it is on the employer's phone; people are warned."""
    service = hiring.service
    moderation.hold(service.db, service.market, hiring.vacancy["id"], audit.staff("s"), reason, service.now)
    while trust.follow(service.db, service.market, service.now):
        pass
    phone = service.phone(HIRER)
    phone.dial()
    if phone.screen.digit("Start again"):
        phone.choose("Start again")
    phone.choose("My jobs", "Mason for the hall")
    return phone


def test_a_job_that_was_stopped_gives_nobody_away_when_its_employer_closes_it(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    see(hiring, 1)
    phone = held(hiring)
    assert not phone.screen.digit("People") and not phone.screen.digit("Filled")
    phone.choose("Close", "My jobs", "Mason for the hall")
    assert phone.sees("closed: it seems to ask people for money")
    assert not phone.screen.digit("People")
    hiring.work()
    assert "Asha" not in hiring.texts(f"PEOPLE {hiring.reference}").text
    assert [text[:27] for text in hiring.inbox(person(1))] == ["Please be careful with Maso"]


def test_a_job_that_was_stopped_is_not_filled_by_text_either(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    held(hiring)
    hiring.texts(f"FILLED {hiring.reference}")
    hiring.work()
    job = vacancies.by_id(hiring.service.db, hiring.vacancy["id"])
    assert (job["status"], job["reason"]) == ("closed", "asks_money")
    assert len(hiring.inbox(person(1))) == 1
    assert person(1) not in hiring.texts(f"PEOPLE {hiring.reference}").text


def test_of_a_job_that_was_closed_while_its_pay_was_unclear_people_hear_that_it_is_gone(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    held(hiring, "pay_unclear").choose("Close")
    hiring.work()
    [told] = hiring.inbox(person(1))
    assert "no longer open" in told


def test_once_all_posts_are_taken_nobody_is_invited_or_refused_a_second_time(hiring: Hiring) -> None:
    for number, name in ((1, "Asha Wanjiru"), (2, "Brian Otieno"), (3, "Carol Atieno")):
        hiring.applicant(number, name)
    for number in (1, 2):
        see(hiring, number).choose("Hire", "Yes, hire")
    hiring.work()
    page = see(hiring, 3)
    assert page.sees("knows that the job is taken")
    assert not page.screen.digit("Invite to interview") and not page.screen.digit("Not this time")
    [told] = hiring.inbox(person(3))
    assert "the job is taken now" in told


def test_a_ready_text_is_passed_on_in_the_language_of_the_person(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    phone.choose("Send a text", "Please bring your papers")
    assert phone.sees("Sent. The answer comes to you by SMS.")
    [told] = hiring.inbox(person(1), "relay_to_person")
    assert told.startswith(f"From Bahari Builders, job {hiring.reference}: Please bring your papers and your ID.")


def test_typed_words_are_passed_on_and_those_about_money_are_not(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    phone.choose("Send a text")
    phone.answer("Send 500 registration fee first")
    assert phone.sees("We did not send it: nobody may ask for money for a job.")
    assert hiring.inbox(person(1), "relay_to_person") == []
    [notice] = [row for row in hiring.service.rows("staff_notice", "id") if row["kind"] == "relay_money"]
    assert orjson.loads(notice["data"])["reference"] == hiring.reference
    phone.answer("The place is now behind the market")
    assert "behind the market" in hiring.inbox(person(1), "relay_to_person")[0]


def test_another_employer_does_nothing_with_the_digits_of_an_old_page(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    # The number passes to somebody else, while the page is on the phone.
    hiring.service.db.run("UPDATE employer SET phone = NULL WHERE phone = :phone", phone=HIRER)
    market = hiring.service.market
    employers.add(
        hiring.service.db, market, hiring.service.now, name="Other", place="001", sector="building", phone=HIRER
    )
    digits = {label: phone.screen.digit(label) for label in ("Shortlist", "Hire")}
    assert digits["Shortlist"]
    screen = phone.answer(digits["Shortlist"])
    assert "Asha" not in screen.text
    assert hiring.status(1) == "seen"
    hiring.work()
    assert hiring.inbox(person(1)) == []


def test_another_employer_does_not_get_the_list_by_its_number(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    employers.add(
        hiring.service.db,
        hiring.service.market,
        hiring.service.now,
        name="Other",
        place="001",
        sector="building",
        phone=OTHER_HIRER,
    )
    for phone in (OTHER_HIRER, person(1)):
        answer = hiring.service.texts(phone)(f"PEOPLE {hiring.reference}").text
        assert answer.startswith(f"The job {hiring.reference} is not one that you offer")
    assert "Asha:" in hiring.texts(f"PEOPLE {hiring.reference}").text


def test_who_took_the_application_back_meanwhile_is_gone_and_nothing_is_decided(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = see(hiring, 1)
    hiring.service.texts(person(1))(f"WITHDRAW {hiring.reference}")
    phone.choose("Shortlist")
    assert "Asha" not in phone.screen.text
    assert hiring.status(1) == "withdrawn"


def test_a_job_for_which_nobody_is_there_says_so(hiring: Hiring) -> None:
    assert hiring.people().screen.text.startswith(f"Nobody yet for {hiring.reference}.")


def test_a_blocked_employer_sees_nobody(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    phone = hiring.people()
    hiring.service.db.run("UPDATE employer SET blocked_at = 1 WHERE phone = :phone", phone=HIRER)
    phone.choose("Asha:")
    assert "Asha" not in phone.screen.text
    assert looks(hiring) == []


def test_a_number_that_wants_no_texts_is_told_nothing_of_what_is_decided(hiring: Hiring) -> None:
    hiring.applicant(1, "Asha Wanjiru")
    service = hiring.service
    opt_outs.stop(service.db, service.market, person(1), service.now, "sms")
    see(hiring, 1).choose("Shortlist")
    hiring.work()
    assert hiring.inbox(person(1)) == []
    assert hiring.status(1) == "shortlisted"
